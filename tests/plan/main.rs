//! The promises of a plan, for random plans and random sequences of logins, in the real Action.
//!
//! With `PLAN_TRANSCRIPTS=FILE`, every run is written to a file, and `tests/auth0/decisions.test.mjs` plays the same runs in
//! Node.js. Both engines must decide alike, so the promises hold in both.

#![expect(clippy::expect_used, clippy::unwrap_used, reason = "a test that cannot go on says why and fails")]

mod generator;
mod promises;
mod transcript;
mod world;

use proptest::test_runner::{Config, RngSeed, TestRunner};

/// The number of random plans.
const PLANS: u32 = 200;

fn config(cases: u32) -> Config {
    Config { cases, failure_persistence: None, rng_seed: RngSeed::Fixed(2_027), ..Config::default() }
}

#[test]
fn any_plan_keeps_its_promises_in_any_sequence_of_logins() {
    let transcripts = transcript::Transcripts::from_environment();
    let mut runner = TestRunner::new(config(PLANS));
    let result = runner.run(&generator::scenarios(), |scenario| {
        let compiled = world::Compiled::new(&scenario.plan);
        let mut world = world::World::new(&compiled, &transcripts);
        for step in &scenario.steps {
            promises::check(&mut world, step)?;
        }
        promises::check_that_asking_ends(&mut world)
    });
    result.unwrap_or_else(|error| panic!("{error}"));
    promises::assert_coverage();
}
