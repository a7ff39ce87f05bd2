//! A function whose handler fails with all that it was sent in its message, to see what of it gets out.

use lambda_http::{Body, Request, Response};
use profiling_service::app::App;

fn main() -> std::process::ExitCode {
    profiling_service::function::run(&handle)
}

#[expect(clippy::panic, reason = "what it is for")]
async fn handle(_: &App, request: &Request) -> Response<Body> {
    panic!("{request:?}")
}
