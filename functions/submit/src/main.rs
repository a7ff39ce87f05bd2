//! The function on Lambda.

fn main() -> std::process::ExitCode {
    profiling::function::run(&profiling_submit::handle)
}
