//! Helpers for the tests of the engine and the tenant.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::{Action, Handler, Input, Run};

pub(super) const NOW: u64 = 1_800_000_000;
pub(super) const SECRET: &str = "0123456789abcdef0123456789abcdef";
pub(super) const STATE: &str = "state-of-this-login";

pub(super) fn event() -> Value {
    json!({
        "request": {
            "hostname": "tenant.example.com",
            "ip": "192.0.2.7",
            "query": {},
            "body": {},
        },
        "user": { "user_id": "auth0|ada", "user_metadata": {}, "app_metadata": {} },
        "transaction": { "protocol": "oidc-basic-profile", "metadata": {} },
    })
}

pub(super) fn input(event: Value) -> Input {
    Input { event, continue_state: Some(STATE.to_owned()), now: NOW }
}

pub(super) fn action(source: &str) -> Action {
    Action::new(source, BTreeMap::from([("SECRET".to_owned(), SECRET.to_owned())])).expect("the source loads")
}

/// Runs `body` as the handler of a login.
pub(super) fn run_with(event: Value, body: &str) -> Run {
    action(&format!("exports.onExecutePostLogin = async (event, api) => {{ {body} }};"))
        .run(Handler::ExecutePostLogin, &input(event))
}

pub(super) fn run(body: &str) -> Run {
    run_with(event(), body)
}

pub(super) fn at(mut value: Value, path: &str, new: Value) -> Value {
    *value.pointer_mut(path).expect("the path is there") = new;
    value
}

/// The message of the error that `body` throws.
pub(super) fn thrown(event: Value, body: &str) -> String {
    let run = run_with(event, &format!("try {{ {body} }} catch (error) {{ console.log(error.message); }}"));
    assert_eq!(run.error, None);
    run.console.join("\n")
}
