//! The function on Lambda.

fn main() -> std::process::ExitCode {
    profiling_service::function::run(&profiling_form::handle)
}
