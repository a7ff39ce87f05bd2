//! The function on Lambda.

fn main() -> std::process::ExitCode {
    profiling::function::run(|app, event| {
        Box::pin(profiling::event::respond(app, event, profiling_form::handle))
    })
}
