//! A function whose handler panics with the whole request in its message, to test that none of it is
//! disclosed.

use lambda_http::{Body, Request, Response};
use profiling_service::app::App;

fn main() -> std::process::ExitCode {
    profiling_service::function::run(&handle)
}

#[expect(clippy::panic, reason = "what it is for")]
async fn handle(_: &App, request: &Request) -> Response<Body> {
    panic!("{request:?}")
}
