//! The Action that is deployed, `infra/auth0/actions/progressive-profiling.js`: what it decides, in
//! every case that it knows.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::{Action, Effect, Handler, Input, Run, token};

mod answer;
mod application;
mod faults;
mod memory;
mod postponed;
mod question;
mod rotation;
mod settings;

const SOURCE: &str =
    include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../auth0/actions/progressive-profiling.js"));

const NOW: u64 = 1_800_000_000;
const SECRET: &str = "0123456789abcdef0123456789abcdef";
const STATE: &str = "state-of-this-login";
const TXN: &str = "6f7c8ec7-c33c-4c00-8bba-fe82a1b2c3d4";

/// The settings with changes; an empty value takes a setting away.
fn settings(changes: &[(&str, &str)]) -> BTreeMap<String, String> {
    let mut settings: BTreeMap<String, String> = [
        ("FORM_URL", "https://forms.example.com/forms/profile"),
        ("REQUIRED_USER_FIELDS", "company_name, job_title"),
        ("LOGIN_COUNT", "2"),
        ("SESSION_TOKEN_SECRET", SECRET),
    ]
    .into_iter()
    .chain(changes.iter().copied())
    .map(|(name, value)| (name.to_owned(), value.to_owned()))
    .collect();
    settings.retain(|_, value| !value.is_empty());
    settings
}

/// A second login of a user with this metadata.
fn login(user_metadata: &Value) -> Value {
    json!({
        "request": { "hostname": "tenant.example.com", "ip": "192.0.2.7", "query": {}, "body": {} },
        "user": { "user_id": "auth0|ada", "user_metadata": user_metadata },
        "stats": { "logins_count": 2 },
        "client": { "name": "Example App", "client_id": "example-app" },
        "transaction": { "protocol": "oidc-basic-profile" },
    })
}

/// The claims of the form's answer.
fn answer(other: &Value) -> Value {
    json!({
        "iss": "tenant.example.com",
        "sub": "auth0|ada",
        "iat": NOW,
        "exp": NOW + 30,
        "state": STATE,
        "txn": TXN,
        "form": "profile",
        "form_version": 3,
        "other": other,
    })
}

/// `NOW`, as the Action writes a time.
const NOW_ISO: &str = "2027-01-15T08:00:00.000Z";

/// The same user, back from the form with an answer.
fn back(user_metadata: &Value, claims: &Value) -> Value {
    let mut event = login(user_metadata);
    event["request"]["query"] = json!({ "state": STATE, "session_token": token::sign(claims, SECRET) });
    event["transaction"]["metadata"] = json!({ "progressive_profiling_txn": TXN });
    event
}

/// `value` with the member at `path` replaced, or added to its parent.
fn at(mut value: Value, path: &str, new: Value) -> Value {
    let (parent, name) = path.rsplit_once('/').expect("a path");
    value.pointer_mut(parent).expect("the parent is there")[name] = new;
    value
}

fn run(handler: Handler, settings: BTreeMap<String, String>, event: Value) -> Run {
    let action = Action::new(SOURCE, settings).expect("the Action loads");
    let input = Input {
        event,
        continue_state: (handler == Handler::ContinuePostLogin).then(|| STATE.to_owned()),
        now: NOW,
    };
    let run = action.run(handler, &input);
    assert_eq!(run.error, None, "nothing is thrown out of a handler");
    assert!(!run.console.is_empty(), "each run says what it decided");
    let output: usize = run.console.iter().map(|line| line.len() + 1).sum();
    assert!(output < 256, "Auth0 keeps 256 characters: {output}");
    run
}

fn ask(changes: &[(&str, &str)], event: Value) -> Run {
    run(Handler::ExecutePostLogin, settings(changes), event)
}

fn take(changes: &[(&str, &str)], event: Value) -> Run {
    run(Handler::ContinuePostLogin, settings(changes), event)
}

const REQUIRED: (&str, &str) = ("REQUIRED", "true");

/// The claims of the question, if one was asked.
fn asked(run: &Run) -> Option<&Value> {
    run.effects.iter().find_map(|effect| match effect {
        Effect::TokenEncoded { claims } => Some(claims),
        _ => None,
    })
}

fn denied(run: &Run) -> Option<&str> {
    run.effects.iter().find_map(|effect| match effect {
        Effect::Deny { reason } => Some(reason.as_str()),
        _ => None,
    })
}

/// What was written to the user's metadata.
fn written(run: &Run) -> Value {
    run.effects
        .iter()
        .filter_map(|effect| match effect {
            Effect::SetUserMetadata { key, value } => Some((key.clone(), value.clone())),
            _ => None,
        })
        .collect()
}

/// What is now remembered of the user's forms, if that was written.
fn remembered(run: &Run) -> Option<&Value> {
    let mut set = run.effects.iter().filter_map(|effect| match effect {
        Effect::SetAppMetadata { key, value } => {
            assert_eq!(key, "progressive_profiling", "no other key of app_metadata is touched");
            Some(value)
        }
        _ => None,
    });
    let first = set.next();
    assert_eq!(set.next(), None, "it is written once");
    first
}

/// The same login of a user of whom this is remembered.
fn remembering(event: Value, records: &Value) -> Value {
    at(event, "/user/app_metadata", json!({ "plan": "gold", "progressive_profiling": records }))
}

/// The log lines, without what all of them share: the prefix, and which login it is.
fn log(run: &Run) -> Vec<String> {
    let bare = |line: &String| {
        let line = line.strip_prefix("progressive-profiling: ").expect("the prefix");
        login_of(line).map_or_else(|| line.to_owned(), |login| line.replace(&format!(" login={login}"), ""))
    };
    run.console.iter().map(bare).collect()
}

/// The login that a log line names: the beginning of its nonce.
fn login_of(line: &str) -> Option<&str> {
    line.split_once(" login=").and_then(|(_, rest)| rest.split(' ').next())
}

fn assert_passes_unasked(run: &Run, case: &str) {
    assert_eq!(run.effects, [], "{case}");
}

fn assert_denied_in_words(run: &Run, case: &str) {
    let reason = denied(run).unwrap_or_else(|| panic!("not denied: {case}"));
    assert!(reason.contains("Sign in"), "says what to do: {case}: {reason}");
    assert!(reason.contains("contact the people"), "says whom to ask: {case}: {reason}");
    assert!(
        !run.effects.iter().any(|effect| matches!(effect, Effect::Redirect { .. })),
        "denied and redirected: {case}"
    );
}

/// Each broken setting, an empty value standing for one that is not there.
const BROKEN: [(&str, &str); 42] = [
    ("FORM_URL", ""),
    ("FORM_URL", "forms.example.com/forms/profile"),
    ("FORM_URL", "http://forms.example.com/forms/profile"),
    ("FORM_URL", "http://localhost.example.com/forms/profile"),
    ("FORM_URL", "http://127.0.0.1.example.com/forms/profile"),
    ("FORM_URL", "https://user@forms.example.com/forms/profile"),
    ("FORM_URL", "https://forms.example.com/"),
    ("FORM_URL", "https://forms.example.com"),
    ("FORM_URL", "https://forms.example.com/forms/profile/"),
    ("FORM_URL", "https://forms.example.com/forms/Profile"),
    ("FORM_URL", "https://forms.example.com/forms/-profile"),
    ("FORM_URL", "https://forms.example.com/forms/profile#top"),
    ("FORM_URL", "https://forms.example.com/forms/../.."),
    ("FORM_URL", "javascript:alert(1)//profile"),
    ("FORM_URL", "##FORM_URL##"),
    ("FORM_URL", "https://forms.example.com:65536/forms/profile"),
    ("FORM_URL", "https://forms.example.com/forms/profile?state=x"),
    ("FORM_URL", "https://forms.example.com/forms/profile?a=b&session_token=x"),
    ("REQUIRED_USER_FIELDS", ""),
    ("REQUIRED_USER_FIELDS", " , ,"),
    ("REQUIRED_USER_FIELDS", "company_name,a.b"),
    ("REQUIRED_USER_FIELDS", "$set"),
    ("REQUIRED_USER_FIELDS", "__proto__"),
    ("REQUIRED_USER_FIELDS", "company_name,constructor"),
    ("REQUIRED_USER_FIELDS", "prototype"),
    ("REQUIRED_USER_FIELDS", "state"),
    ("REQUIRED_USER_FIELDS", "session_token"),
    ("REQUIRED_USER_FIELDS", "company name"),
    ("REQUIRED_USER_FIELDS", "1st"),
    ("REQUIRED_USER_FIELDS", "name\u{fc}"),
    ("REQUIRED_USER_FIELDS", "##REQUIRED_USER_FIELDS##"),
    ("LOGIN_COUNT", ""),
    ("LOGIN_COUNT", "0"),
    ("LOGIN_COUNT", "-1"),
    ("LOGIN_COUNT", "1.5"),
    ("LOGIN_COUNT", "two"),
    ("LOGIN_COUNT", "99999999999999999999"),
    ("SESSION_TOKEN_SECRET", ""),
    ("SESSION_TOKEN_SECRET", "0123456789abcdef0123456789abcde"),
    ("SESSION_TOKEN_SECRET", "##SESSION_TOKEN_SECRET##"),
    ("SESSION_TOKEN_SECRET", "          0123456789abcdef          "),
    ("SESSION_TOKEN_SECRET", "0123456789abcdef\n0123456789abcdef0123456789abcdef"),
];

/// What is remembered of a form that was answered in full, just now.
fn completed() -> Value {
    json!({ "version": 3, "completed_at": NOW_ISO })
}

fn good_answers() -> Value {
    json!({ "company_name": "Initech", "job_title": "Engineer" })
}

/// Answers that fail, each with its log line.
fn bad_answers() -> Vec<(&'static str, Value, &'static str)> {
    let metadata = json!({});
    let good = answer(&good_answers());
    let signed = |claims: &Value| back(&metadata, claims);
    let txn_mismatch = "txn_mismatch the answer is not to the question of this login";
    let no_answers = "no_answers the claim other is not an object";
    let mut no_txn = good.clone();
    no_txn.as_object_mut().expect("an object").remove("txn");
    let mut no_other = good.clone();
    no_other.as_object_mut().expect("an object").remove("other");
    vec![
        (
            "no token",
            at(signed(&good), "/request/query", json!({ "state": STATE })),
            "token_invalid There is no parameter called 'session_token' available in either the POST \
             body or query string.",
        ),
        (
            "not a token",
            at(signed(&good), "/request/query/session_token", json!("hello")),
            "token_invalid Malformed token",
        ),
        (
            "a foreign signature",
            at(
                signed(&good),
                "/request/query/session_token",
                json!(token::sign(&good, "another secret of thirty-two bytes")),
            ),
            "token_invalid Failed signature validation",
        ),
        ("expired", signed(&at(good.clone(), "/exp", json!(NOW))), "token_invalid Token has expired."),
        (
            "of another login",
            signed(&at(good.clone(), "/state", json!("another"))),
            "token_invalid State in the token does not match the /continue state.",
        ),
        (
            "of another user",
            signed(&at(good.clone(), "/sub", json!("auth0|eve"))),
            "token_invalid The sub claim does not match the user_id.",
        ),
        ("another nonce", signed(&at(good.clone(), "/txn", json!("another"))), txn_mismatch),
        ("no nonce in the token", signed(&no_txn), txn_mismatch),
        ("a nonce of another type", signed(&at(good.clone(), "/txn", json!([TXN]))), txn_mismatch),
        ("no nonce in the transaction", at(signed(&good), "/transaction/metadata", json!({})), txn_mismatch),
        ("no nonce on either side", at(signed(&no_txn), "/transaction/metadata", json!({})), txn_mismatch),
        (
            "an empty nonce on both sides",
            at(
                signed(&at(good.clone(), "/txn", json!(""))),
                "/transaction/metadata/progressive_profiling_txn",
                json!(""),
            ),
            txn_mismatch,
        ),
        (
            "of another form",
            signed(&at(good.clone(), "/form", json!("signup"))),
            "form_mismatch the answer is of another form",
        ),
        (
            "of no form's name",
            signed(&at(good.clone(), "/form", json!(["profile"]))),
            "form_mismatch the answer is of another form",
        ),
        ("no answers", signed(&no_other), no_answers),
        ("answers in a list", signed(&at(good.clone(), "/other", json!(["a"]))), no_answers),
        ("answers as text", signed(&at(good.clone(), "/other", json!("a"))), no_answers),
        ("answers null", signed(&at(good, "/other", json!(null))), no_answers),
    ]
}
