//! Different versions of the Action and the functions, as during an upgrade or a rollback. `tests/action` has the cases of
//! the Action.

use profiling_service::outcome::Outcome;
use profiling_tests::functions::{DOMAIN, Functions, NOW, SECRET};
use profiling_tests::{token, workspace};
use serde_json::{Value, json};

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
                "version": 2, "rule": "onboarding", "again": true, "review": ["company_name"], "test": {"name": "a", "from": 0},
                "later": null,
            })),
        ),
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
        assert_eq!(answer.get("txn"), claims.get("txn"), "{action}");
    }
}
