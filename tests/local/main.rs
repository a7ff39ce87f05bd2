//! The bundle as SAM runs it: what `sam build` made, by `sam local` in Docker, with moto as SSM. Needs what
//! `tests/run local` installs and starts.

#![expect(clippy::expect_used, reason = "a test that cannot go on says why and fails")]

mod events;
mod gateway;
mod sam;

/// The secret of the functions and of whoever asks them.
const SECRET: &str = "the-session-secret-of-the-sam-local-tests-01";

/// The parameter that the template names by default.
const PARAMETER: &str = "/progressive-profiling/session-secret";

/// A host that logins run on.
const ISSUER: &str = "example.eu.auth0.com";
