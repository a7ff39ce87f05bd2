//! Invariants for random inputs, with the functions without a network.
//!
//! The seed is fixed, so that the cases are the same in every run; the fuzz targets of `tests/fuzz` search
//! further. A failing case is printed in its smallest form.

#![expect(clippy::expect_used, clippy::unwrap_used, reason = "a test that cannot go on says why and fails")]

mod answers;
mod requests;
mod state;
mod tokens;
mod typed;

use std::rc::Rc;
use std::sync::LazyLock;

use profiling_tests::functions::{DOMAIN, Functions, NOW, SECRET};
use profiling_tests::{token, workspace};
use proptest::sample::select;
use proptest::strategy::Strategy;
use proptest::test_runner::{Config, RngSeed};
use serde_json::Value;

thread_local! {
    static FUNCTIONS: Rc<Functions> =
        Rc::new(Functions::with_forms(&workspace().join("infra/forms")).expect("the forms load"));
}

/// The functions with the forms of the repository. Each test has its own functions and log.
fn functions() -> Rc<Functions> {
    FUNCTIONS.with(Rc::clone)
}

/// One of these characters.
fn character(of: &'static str) -> impl Strategy<Value = char> + Clone {
    select(of.chars().collect::<Vec<_>>())
}

/// A session token of the tenant with changes to its claims.
fn session_token(changes: &Value) -> String {
    token::session_token(&token::claims(DOMAIN, NOW, changes), SECRET)
}

/// A session token that requests every field of any form.
static TOKEN: LazyLock<String> = LazyLock::new(|| session_token(&Value::Null));

fn cases(cases: u32) -> Config {
    Config { cases, failure_persistence: None, rng_seed: RngSeed::Fixed(2_027), ..Config::default() }
}

fn pairs(values: &[(&str, &str)]) -> Vec<(String, String)> {
    values.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}
