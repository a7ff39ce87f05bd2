//! The floor: a function that reads its event as the real functions do, and returns an empty response.

use std::convert::Infallible;

use lambda_http::{Body, Error, Request, Response, service_fn};

fn main() -> Result<(), Error> {
    tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(lambda_http::run(
        service_fn(async |_: Request| Ok::<_, Infallible>(Response::new(Body::Empty))),
    ))
}
