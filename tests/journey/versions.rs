//! Different versions of the Action and the functions, as during an upgrade or a rollback. `tests/action` has the cases of
//! the Action.

use std::collections::BTreeMap;

use profiling_local::action::{Action, Effect, Handler, Input, Run};
use profiling_service::outcome::Outcome;
use profiling_tests::functions::{DOMAIN, Functions, NOW, SECRET};
use profiling_tests::{token, workspace};
use serde_json::{Map, Value, json};

#[test]
fn questions_of_an_older_and_of_a_newer_action_are_asked_and_answered() {
    let functions = Functions::with_forms(&workspace().join("infra/forms")).unwrap();
    let ours = json!({
        "form": "profile", "fields": ["company_name", "job_title"], "locales": ["en"], "client": "Shop",
        "client_id": "shop", "country": "AT", "txn": "n", "required": false, "settings": "0eda315b",
    });
    let with = |changes: &Value| {
        let mut claims = ours.clone();
        claims.as_object_mut().unwrap().extend(changes.as_object().unwrap().clone());
        claims
    };
    for (action, claims) in [
        ("of this version", ours.clone()),
        ("without the claims that the Action adds", json!({})),
        ("with only a nonce and the fields", json!({"fields": ["company_name", "job_title"], "txn": "n"})),
        (
            "with the claim that `locales` replaced",
            json!({"fields": ["company_name", "job_title"], "locale": "en"}),
        ),
        (
            "with claims of every type that a newer Action adds",
            with(&json!({
                "v": 2, "rule": "onboarding", "not_now": {"after": 3}, "again": true, "review": ["company_name"], "test": {"name": "a", "from": 0},
                "later": null,
            })),
        ),
        ("that can open only a newer version of sealed answers", with(&json!({"seal": 2}))),
        ("whose version of sealed answers is not a number", with(&json!({"seal": "1"}))),
    ] {
        let signed = token::session_token(&token::claims(DOMAIN, NOW, &claims), SECRET);
        let shown = functions.get("profile", &format!("state=s&session_token={signed}"));
        assert_eq!(shown.outcome, Outcome::Rendered, "{action}: {}", shown.line);
        let inputs =
            [("state", "s"), ("session_token", &signed), ("company_name", "Initech"), ("job_title", "CEO")];
        let inputs = inputs.map(|(name, value)| (name.to_owned(), value.to_owned()));
        let answered = functions.post("profile", &inputs);
        assert_eq!(answered.outcome, Outcome::Answered, "{action}: {}", answered.line);
        let location = answered.headers["location"].to_str().unwrap();
        let answer = token::decode(location.split_once("&session_token=").unwrap().1);
        assert_eq!(answer["other"], json!({"company_name": "Initech", "job_title": "CEO"}), "{action}");
        assert_eq!((answer.get("txn"), &answer["v"]), (claims.get("txn"), &json!(1)), "{action}");
    }
}

const STATE: &str = "state-of-this-login";

/// The version of a component: before or after sealed answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Version {
    Old,
    New,
}

use Version::{New, Old};

/// The Action of a version. The old one neither requests nor opens sealed answers.
fn action(version: Version) -> Action {
    let path = workspace().join("infra/auth0/actions/progressive-profiling.js");
    let mut source = std::fs::read_to_string(path).unwrap();
    if version == Old {
        let removed = [
            "    seal: SEAL_VERSION,\n",
            "    payload.prefill = seal(secret, binding, Object.keys(values).length > 0 ? padded(text) : text);\n",
        ];
        for text in removed {
            assert_eq!(source.matches(text).count(), 1, "{text}");
            source = source.replace(text, "");
        }
        assert_eq!(source.matches("if (payload.seal === undefined) {").count(), 1);
        source = source.replace("if (payload.seal === undefined) {", "if (true) {");
    }
    let settings = [
        ("FORM_URL", "https://forms.example.com/forms/profile"),
        ("REQUIRED_USER_FIELDS", "company_name,job_title"),
        ("LOGIN_COUNT", "1"),
        ("SESSION_TOKEN_SECRET", SECRET),
    ];
    let settings: BTreeMap<_, _> = settings.map(|(name, value)| (name.to_owned(), value.to_owned())).into();
    Action::new(&source, settings).unwrap()
}

fn run(version: Version, handler: Handler, request: &Value, transaction: &Map<String, Value>) -> Run {
    let event = json!({
        "request": request,
        "user": {"user_id": "auth0|1", "email": "ada@example.com", "user_metadata": {}, "app_metadata": {}},
        "stats": {"logins_count": 1},
        "transaction": {"protocol": "oidc-basic-profile", "metadata": transaction},
    });
    let continue_state = (handler == Handler::ContinuePostLogin).then(|| STATE.to_owned());
    let run = action(version).run(handler, &Input { event, continue_state, now: NOW });
    assert_eq!(run.error, None);
    run
}

/// A login in which each component has its own version: the Action that asks, the functions, and the Action that
/// receives the answers. Returns the answers that are written, and the last log line.
fn login(asking: Version, functions: Version, receiving: Version) -> (Map<String, Value>, String) {
    let request = json!({"hostname": DOMAIN, "ip": "192.0.2.7", "query": {}, "body": {}});
    let asked = run(asking, Handler::ExecutePostLogin, &request, &Map::new());
    let (mut transaction, mut claims) = (Map::new(), Value::Null);
    for effect in asked.effects {
        match effect {
            Effect::SetTransactionMetadata { key, value } => drop(transaction.insert(key, value)),
            Effect::TokenEncoded { claims: encoded, .. } => claims = encoded,
            _ => {}
        }
    }
    if functions == Old {
        // Functions ignore the claims that they do not know.
        claims.as_object_mut().unwrap().retain(|name, _| name != "seal" && name != "prefill");
    }
    let question = token::session_token(&claims, SECRET);
    let inputs =
        [("state", STATE), ("session_token", &question), ("company_name", "Initech"), ("job_title", "CEO")];
    let inputs = inputs.map(|(name, value)| (name.to_owned(), value.to_owned()));
    let form = Functions::with_forms(&workspace().join("infra/forms")).unwrap();
    let answer = form.post("profile", &inputs).location_parameter("session_token").unwrap();

    let query = json!({"state": STATE, "session_token": answer});
    let request = json!({"hostname": DOMAIN, "ip": "192.0.2.7", "query": query, "body": {}});
    let received = run(receiving, Handler::ContinuePostLogin, &request, &transaction);
    let written = received.effects.into_iter().filter_map(|effect| match effect {
        Effect::SetUserMetadata { key, value } => Some((key, value)),
        _ => None,
    });
    (written.collect(), received.console.last().cloned().unwrap_or_default())
}

#[test]
fn no_answer_is_lost_while_versions_differ_unless_the_action_is_reverted() {
    let answers = json!({"company_name": "Initech", "job_title": "CEO"});
    for (asking, functions, receiving) in [
        (Old, Old, Old),
        (Old, Old, New),
        (Old, New, Old),
        (Old, New, New),
        (New, Old, Old),
        (New, Old, New),
        (New, New, New),
    ] {
        let (written, log) = login(asking, functions, receiving);
        assert_eq!(Value::from(written), answers, "{asking:?} {functions:?} {receiving:?}: {log}");
        assert!(log.contains("answered written 2"), "{log}");
    }
    // docs/rotation.md states this exception: the login passes, and the next one asks again.
    let (written, log) = login(New, New, Old);
    assert!(written.is_empty() && log.contains("no_answers"), "{log}");
}
