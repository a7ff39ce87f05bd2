//! The link of an error page back to the tenant. Without the secret it leads to a configured host or is
//! missing.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use profiling_service::secret::{SecretFuture, SecretSource, StaticSecret};
use profiling_tests::emulator::NOW;
use profiling_tests::event::{event, get, post};
use profiling_tests::token;
use serde_json::{Value, json};

use crate::functions::{DOMAINS, Functions};
use crate::reaction::{Reaction, STATE};
use crate::target::{SECRET, encoded, submission};

const OTHER_SECRET: &str = "another-secret-that-signs-nothing-0123456789";

/// The first of the configured hosts.
const LISTED: &str = DOMAINS[0];

/// A token with these changes to its claims, signed with `secret`.
fn signed_with(secret: &str, changes: &Value) -> String {
    token::session_token(&token::claims(LISTED, NOW, changes), secret)
}

/// An unsigned token with this payload.
fn unsigned(payload: impl AsRef<[u8]>) -> String {
    token::sign(token::HEADER, payload, OTHER_SECRET)
}

fn query(token: &str) -> String {
    encoded(&[("state", STATE), ("session_token", token)])
}

fn link(host: &str) -> String {
    format!("https://{host}/continue?state={STATE}")
}

/// Opens and submits the form with a token; both pages have the same link.
async fn link_for(functions: &Functions, case: &str, token: &str) -> Option<String> {
    let opened = functions.receive(&get("profile", &query(token))).await;
    let posted = functions.receive(&post("profile", &submission(token, &[]))).await;
    assert_eq!(opened.return_link(), posted.return_link(), "{case}");
    for (way, reaction) in [("opened", opened), ("posted", posted)] {
        let (status, outcome) = (reaction.answer.status.as_u16(), reaction.line(case)["outcome"].clone());
        let outcome = profiling_service::outcome::Outcome::ALL.iter().find(|known| outcome == known.name());
        reaction.refused(&format!("{case}, {way}"), (status, outcome.unwrap().name()), &[token]);
        if way == "posted" {
            return reaction.return_link();
        }
    }
    None
}

fn one_host() -> Functions {
    Functions::deployed(&[LISTED], StaticSecret::new(SECRET))
}

#[tokio::test]
async fn a_token_with_an_invalid_signature_links_only_to_the_listed_host_that_it_names() {
    let forged = |iss: Value| signed_with(OTHER_SECRET, &json!({"iss": iss}));
    let payload = |iss: &str| format!(r#"{{"iss":"{iss}","sub":"a","iat":1,"exp":2}}"#);
    let right = signed_with(SECRET, &json!({}));
    let (message, signature) = right.rsplit_once('.').unwrap();
    let (header, claims) = message.split_once('.').unwrap();
    // With several hosts a token whose issuer cannot be read has no link, and with one host it has that
    // one's.
    for (case, token, several, one) in [
        ("another secret", forged(json!(LISTED)), Some(LISTED), Some(LISTED)),
        ("the other listed host", forged(json!(DOMAINS[1])), Some(DOMAINS[1]), None),
        ("the issuer as an address", forged(json!(format!("https://{LISTED}/"))), Some(LISTED), Some(LISTED)),
        ("an attacker's host", forged(json!("evil.example.com")), None, None),
        ("an attacker's address", forged(json!("https://evil.example.com/")), None, None),
        ("a look-alike", forged(json!(format!("{LISTED}.evil.com"))), None, None),
        ("another case", forged(json!(LISTED.to_uppercase())), None, None),
        ("an empty issuer", forged(json!("")), None, None),
        ("no text as issuer", forged(json!([LISTED])), None, Some(LISTED)),
        ("no issuer", unsigned(r#"{"sub":"a"}"#), None, Some(LISTED)),
        ("two issuers", unsigned(format!(r#"{{"iss":"{LISTED}","iss":"{LISTED}"}}"#)), None, Some(LISTED)),
        (
            "two issuers of which one is escaped",
            unsigned(format!(r#"{{"iss":"{LISTED}","\u0069ss":"evil.example.com"}}"#)),
            None,
            Some(LISTED),
        ),
        ("no claim but the issuer", unsigned(format!(r#"{{"iss":"{LISTED}"}}"#)), Some(LISTED), Some(LISTED)),
        ("a payload that is a list", unsigned(format!(r#"["{LISTED}"]"#)), None, Some(LISTED)),
        (
            "a payload that is deep",
            unsigned(format!(r#"{{"iss":"{LISTED}","a":{}}}"#, "[".repeat(2_000))),
            None,
            Some(LISTED),
        ),
        (
            "no algorithm",
            token::sign(r#"{"alg":"none"}"#, payload(LISTED), SECRET),
            Some(LISTED),
            Some(LISTED),
        ),
        ("a signature that was cut", format!("{message}.{}", &signature[..20]), Some(LISTED), Some(LISTED)),
        ("no signature", message.to_owned(), Some(LISTED), Some(LISTED)),
        ("a payload that was cut", format!("{header}.{}", &claims[..claims.len() / 2]), None, Some(LISTED)),
        ("a header that was cut", header[..10].to_owned(), None, Some(LISTED)),
        ("a token that is too long", format!("{right}{}", "A".repeat(8_192)), None, Some(LISTED)),
        ("no token", String::new(), None, Some(LISTED)),
    ] {
        let case = format!("{case}: {token}");
        if token.len() < 8_000 {
            assert_eq!(link_for(&Functions::new(), &case, &token).await, several.map(link), "{case}");
        }
        let posted = one_host().receive(&post("profile", &submission(&token, &[]))).await;
        assert_eq!(posted.return_link(), one.map(link), "one host, {case}");
    }
}

#[tokio::test]
async fn a_token_that_the_tenant_signed_links_to_its_issuer_despite_other_errors() {
    for (case, changes, host) in [
        ("expired", json!({"iat": NOW - 1_000, "exp": NOW - 100}), Some(LISTED)),
        ("from the future", json!({"iat": NOW + 600, "exp": NOW + 700}), Some(LISTED)),
        ("for hours", json!({"exp": NOW + 10_000}), Some(LISTED)),
        ("for another form", json!({"form": "another"}), Some(LISTED)),
        ("for another audience", json!({"aud": "x"}), Some(LISTED)),
        ("an answer", json!({"state": "s", "other": {}}), Some(LISTED)),
        ("a claim of another type", json!({"sub": 1}), Some(LISTED)),
        ("a host that is not listed", json!({"iss": "login.example.org"}), Some("login.example.org")),
        ("its address", json!({"iss": "https://login.example.org/"}), Some("login.example.org")),
        (
            "a host that is not listed, expired",
            json!({"iss": "login.example.org", "exp": NOW - 1}),
            Some("login.example.org"),
        ),
        (
            "a host that is not listed, and a claim of another type",
            json!({"iss": "login.example.org", "sub": 1}),
            Some("login.example.org"),
        ),
        (
            "a host that is not listed, expired for the length of a login",
            json!({"iss": "login.example.org", "iat": NOW - 3_700, "exp": NOW - 3_600}),
            None,
        ),
        (
            "a host that is not listed, for hours",
            json!({"iss": "login.example.org", "exp": NOW + 3_600}),
            None,
        ),
        ("a host that is not listed, for ever", json!({"iss": "login.example.org", "exp": "never"}), None),
        ("no host name", json!({"iss": "login"}), None),
        ("a host in another case", json!({"iss": "Login.example.org"}), None),
        ("a host with a port", json!({"iss": "login.example.org:8443"}), None),
        ("this machine", json!({"iss": "http://127.0.0.1:4001"}), None),
        ("this machine with https", json!({"iss": "https://localhost:4001/"}), None),
        ("without https", json!({"iss": "http://login.example.org/"}), None),
        ("an issuer that is no text", json!({"iss": 7}), None),
    ] {
        // A list with one host does not replace an invalid issuer.
        let mut all = vec![Functions::new()];
        if host != Some(LISTED) {
            all.push(one_host());
        }
        for functions in all {
            let token = signed_with(SECRET, &changes);
            assert_eq!(link_for(&functions, case, &token).await, host.map(link), "{case}");
        }
    }
    let twice = token::sign(token::HEADER, format!(r#"{{"iss":"{LISTED}","iss":"{LISTED}"}}"#), SECRET);
    assert_eq!(link_for(&one_host(), "two issuers", &twice).await, None);
}

#[tokio::test]
async fn the_link_announces_that_the_sign_in_is_denied_without_answers() {
    const DENIED: &str = "Continue without answering (you will not be signed in)";
    const PASSES: &str = "Continue without answering";
    let expired = |more: Value| {
        let mut claims = json!({"iat": NOW - 1_000, "exp": NOW - 100});
        claims.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        claims
    };
    for (case, secret, changes, text, is_neutral) in [
        ("not required", SECRET, expired(json!({"required": false})), PASSES, false),
        ("required", SECRET, expired(json!({"required": true})), DENIED, false),
        ("not said, as by another Action", SECRET, expired(json!({})), PASSES, true),
        ("required as a text", SECRET, expired(json!({"required": "true"})), PASSES, true),
        (
            "required, of a host that is not listed",
            SECRET,
            json!({"iss": "login.example.org", "required": true}),
            DENIED,
            false,
        ),
        ("required, for another form", SECRET, json!({"form": "another", "required": true}), DENIED, false),
        (
            "required, with a claim that cannot be read",
            SECRET,
            json!({"sub": 1, "required": true}),
            PASSES,
            true,
        ),
        ("required, and not verified", OTHER_SECRET, json!({"required": true}), PASSES, true),
    ] {
        let token = signed_with(secret, &changes);
        let page = Functions::new().receive(&get("profile", &query(&token))).await;
        assert_eq!(page.answer.texts("a.button"), [text], "{case}");
        let neutral = "If you continue without answering, you might not be signed in.";
        assert_eq!(page.answer.texts("main p").iter().any(|text| text == neutral), is_neutral, "{case}");
    }
}

#[tokio::test]
async fn without_a_valid_state_there_is_no_link() {
    let token = signed_with(SECRET, &json!({"exp": NOW - 1}));
    let pair = ("session_token", token.as_str());
    let long = "s".repeat(2_049);
    for (case, query, body) in [
        ("missing", encoded(&[pair]), encoded(&[pair])),
        ("empty", encoded(&[("state", ""), pair]), encoded(&[("state", ""), pair])),
        (
            "twice",
            encoded(&[("state", "a"), ("state", "a"), pair]),
            encoded(&[("state", "a"), ("state", "b"), pair]),
        ),
        ("too long", encoded(&[("state", &long), pair]), encoded(&[("state", &long), pair])),
        ("unprintable", encoded(&[("state", "a\r\nb"), pair]), encoded(&[("state", "\0"), pair])),
        ("cut", format!("session_token={token}&state=%"), format!("session_token={token}&state=%C3")),
    ] {
        for reaction in [
            Functions::new().receive(&get("profile", &query)).await,
            Functions::new().receive(&post("profile", &body)).await,
        ] {
            assert_eq!(reaction.return_link(), None, "{case}: {}", reaction.lines[0]);
            assert!(
                reaction.answer.texts("main p").iter().any(|text| text.contains("sign in again")),
                "{case}"
            );
        }
    }
    let mut contradicting = post("profile", &submission(&token, &[]));
    contradicting["rawQueryString"] = json!("state=another");
    assert_eq!(Functions::new().receive(&contradicting).await.return_link(), None);
    contradicting["rawQueryString"] = json!(format!("state={STATE}"));
    assert_eq!(Functions::new().receive(&contradicting).await.return_link(), Some(link(LISTED)));
}

/// Creates a request with a token.
type MakeEvent = fn(&str) -> Value;

/// A submitted form with this token, with changes to the event.
fn posted(token: &str, change: impl FnOnce(&mut Value)) -> Value {
    let mut event = post("profile", &submission(token, &[]));
    change(&mut event);
    event
}

/// A secret source that counts its calls.
#[derive(Clone)]
struct Counted(Arc<AtomicUsize>);

impl SecretSource for Counted {
    fn fetch(&self) -> SecretFuture<'_> {
        self.0.fetch_add(1, Ordering::Relaxed);
        Box::pin(std::future::ready(Ok(SECRET.to_owned().into())))
    }
}

#[tokio::test]
async fn a_request_that_is_rejected_before_verification_has_a_neutral_link_and_fetches_no_secret() {
    // Only a verified token could lead to this host.
    let unlisted = signed_with(SECRET, &json!({"iss": "login.example.org"}));
    let listed = signed_with(SECRET, &json!({"required": true}));
    let cases: [(&str, MakeEvent); 9] = [
        ("an unknown form", |token| get("renamed", &query(token))),
        ("an unknown form, sent", |token| post("renamed", &submission(token, &[]))),
        ("no form's path", |token| {
            let mut event = event("GET", "profile", &query(token), None);
            (event["rawPath"], event["pathParameters"]) = (json!("/form/profile"), Value::Null);
            event
        }),
        ("another method", |token| event("PUT", "profile", &query(token), None)),
        ("another site", |token| {
            posted(token, |event| event["headers"]["sec-fetch-site"] = json!("cross-site"))
        }),
        ("another character encoding", |token| {
            posted(token, |event| {
                event["headers"]["content-type"] = json!("application/x-www-form-urlencoded; charset=utf-16");
            })
        }),
        ("a body that is not well-formed", |token| {
            posted(token, |event| event["body"] = json!(STANDARD.encode(submission(token, &[]) + "&x=%zz")))
        }),
        ("a body with brackets", |token| {
            posted(token, |event| event["body"] = json!(STANDARD.encode(submission(token, &[("a[]", "1")]))))
        }),
        ("a body that is too long", |token| {
            let long = "x".repeat(200_000);
            posted(token, |event| event["body"] = json!(STANDARD.encode(submission(token, &[("a", &long)]))))
        }),
    ];
    for (case, make) in cases {
        let fetched = Arc::new(AtomicUsize::new(0));
        let functions = Functions::deployed(&DOMAINS, Counted(Arc::clone(&fetched)));
        let page: Reaction = functions.receive(&make(&listed)).await;
        assert_eq!(page.return_link(), Some(link(LISTED)), "{case}: {}", page.lines[0]);
        assert_eq!(page.line(case)["return_link"], "unverified", "{case}");
        assert_eq!(page.answer.texts("a.button"), ["Continue without answering"], "{case}");
        assert_eq!(functions.receive(&make(&unlisted)).await.return_link(), None, "{case}");
        assert_eq!(fetched.load(Ordering::Relaxed), 0, "{case}");
    }
}

#[tokio::test]
async fn an_invalid_form_is_reported_after_the_token_is_verified() {
    let token = signed_with(SECRET, &json!({"form": "broken", "required": true}));
    for event in [get("broken", &query(&token)), post("broken", &submission(&token, &[]))] {
        let page = Functions::new().receive(&event).await;
        let line = page.refused("an invalid form", (500, "form_invalid"), &[&token]);
        assert_eq!((&line["level"], &line["form"]), (&json!("ERROR"), &json!("broken")));
        assert_eq!((page.return_link(), &line["return_link"]), (Some(link(LISTED)), &json!("verified")));
    }
    for (case, token, end) in [
        ("a forged token", signed_with(OTHER_SECRET, &json!({})), (403, "signature_mismatch")),
        (
            "a token for another form",
            signed_with(SECRET, &json!({"form": "profile"})),
            (403, "form_mismatch"),
        ),
    ] {
        Functions::new().receive(&get("broken", &query(&token))).await.refused(case, end, &[&token]);
    }
    let sound = Functions::new().receive(&get("profile", &query(&signed_with(SECRET, &json!({}))))).await;
    assert_eq!(sound.answer.status, 200, "{:?}", sound.lines);
}

#[tokio::test]
async fn a_tenant_that_is_missing_from_the_list_is_an_error_in_the_log() {
    let token = signed_with(SECRET, &json!({"iss": "login.example.org"}));
    let page = Functions::new().receive(&get("profile", &query(&token))).await;
    let line = page.refused("an unlisted host", (403, "issuer_unknown"), &[&token]);
    let (level, detail) = (&line["level"], &line["detail"]);
    assert_eq!(
        (level, detail),
        (&json!("ERROR"), &json!("the issuer is not in AUTH0_DOMAINS: login.example.org"))
    );
}

#[tokio::test]
async fn an_expired_token_of_an_unlisted_host_is_not_logged_as_an_error() {
    let token =
        signed_with(SECRET, &json!({"iss": "old.example.org", "iat": NOW - 10_000, "exp": NOW - 9_100}));
    let page = Functions::new().receive(&get("profile", &query(&token))).await;
    let line = page.refused("an old link", (403, "token_expired"), &[&token]);
    assert_eq!((&line["level"], page.return_link()), (&json!("INFO"), None));
}

#[tokio::test]
async fn the_log_names_the_login_of_a_token_that_the_tenant_signed_despite_other_errors() {
    for (changes, domain) in [
        (json!({"exp": NOW - 1}), LISTED),
        (json!({"form": "another"}), LISTED),
        (json!({"iss": "login.example.org"}), "login.example.org"),
    ] {
        let mut claims =
            json!({"txn": "0123456789abcdef", "client": "Acme", "settings": "0eda315b", "rule": "new-terms"});
        claims.as_object_mut().unwrap().extend(changes.as_object().unwrap().clone());
        let page = Functions::new().receive(&get("profile", &query(&signed_with(SECRET, &claims)))).await;
        let line = page.line(domain);
        let named = (&line["login"], &line["application"], &line["domain"]);
        assert_eq!(named, (&json!("01234567"), &json!("Acme"), &json!(domain)), "{changes}");
        let labels = (&line["settings"], &line["rule"]);
        assert_eq!(labels, (&json!("0eda315b"), &json!("new-terms")), "{changes}");
    }
    let forged = signed_with(
        OTHER_SECRET,
        &json!({"txn": "0123456789abcdef", "client": "Acme", "settings": "0eda315b", "rule": "new-terms"}),
    );
    let line = Functions::new().receive(&get("profile", &query(&forged))).await.line("forged");
    for field in ["login", "application", "domain", "settings", "rule"] {
        assert_eq!(line.get(field), None, "{field}");
    }
}
