//! The schema of a plan.

use std::path::Path;

const AUTH0: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../auth0");

#[test]
fn the_committed_schema_of_a_plan_is_up_to_date() {
    let committed = std::fs::read_to_string(Path::new(AUTH0).join("plan.schema.json")).unwrap_or_default();
    assert!(
        committed == super::super::plan(),
        "infra/auth0/plan.schema.json is out of date; \
         update it with: cargo run -- schema --plan > infra/auth0/plan.schema.json"
    );
}
