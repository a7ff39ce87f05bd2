//! The output of `sam build`, run by `sam local` in Docker with moto as SSM. Requires the tools that
//! `tests/run local` installs and starts.

#![expect(clippy::expect_used, reason = "a failed precondition fails the test with a message")]

mod events;
mod gateway;
mod sam;

/// The secret of the functions and of the tokens.
const SECRET: &str = "the-session-secret-of-the-sam-local-tests-01";

/// The default parameter of the template.
const PARAMETER: &str = "/progressive-profiling/session-secret";

/// The host of the tenant.
const ISSUER: &str = "example.eu.auth0.com";
