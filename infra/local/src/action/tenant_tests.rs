//! The tenant's `api` object: what each method does, and its error messages.

use serde_json::{Value, json};

use super::test_support::{NOW, SECRET, STATE, at, event, run, run_with, thrown};
use super::{Effect, token};

#[test]
fn can_redirect_depends_on_the_prompt_and_four_protocols() {
    for (protocol, prompt, expected) in [
        ("oidc-basic-profile", "", true),
        ("oidc-basic-profile", "login", true),
        ("oidc-basic-profile", "none", false),
        ("oauth2-resource-owner", "", false),
        ("oauth2-refresh-token", "", false),
        ("oauth2-password", "", false),
        ("oauth2-webauthn", "", false),
        ("oidc-implicit-profile", "", true),
        ("oidc-hybrid-profile", "", true),
        ("oauth2-device-code", "", true),
        ("samlp", "", true),
        ("wsfed", "", true),
        ("oauth2-token-exchange", "", true),
        ("oidc-ciba", "", true),
        ("oidc-ciba-web-link", "", true),
        ("oauth2-resource-owner-jwt-bearer", "", true),
        ("oauth2-access-token", "", true),
        ("wstrust-usernamemixed", "", true),
    ] {
        let event = at(event(), "/transaction/protocol", json!(protocol));
        let event = at(event, "/request/query", json!({ "prompt": prompt }));
        let run = run_with(event, "console.log(api.redirect.canRedirect());");
        assert_eq!(run.console, [expected.to_string()], "{protocol} prompt={prompt}");
    }
}

#[test]
fn encode_token_signs_the_standard_claims_and_the_payload() {
    let run = run(
        "console.log(api.redirect.encodeToken({ secret: event.secrets.SECRET, payload: { form: 'profile', none: undefined } }));",
    );
    let claims = json!({
        "iat": NOW,
        "iss": "tenant.example.com",
        "sub": "auth0|ada",
        "exp": NOW + 900,
        "ip": "192.0.2.7",
        "form": "profile",
    });
    assert_eq!(run.effects, [Effect::TokenEncoded { claims: claims.clone(), opened: None }]);

    let (signed, signature) = run.console[0].rsplit_once('.').expect("three parts");
    let key = ring::hmac::Key::new(ring::hmac::HMAC_SHA256, SECRET.as_bytes());
    assert_eq!(signature, token::tag(&key, signed));
    let (header, payload) = signed.split_once('.').expect("two parts");
    assert_eq!(token::decode(header), Some(json!({ "alg": "HS256", "typ": "JWT" })));
    assert_eq!(token::decode(payload), Some(claims));
}

#[test]
fn the_payload_overrides_standard_claims() {
    let run = run(
        "api.redirect.encodeToken({ secret: 's', expiresInSeconds: 60, payload: { iss: 'https://other/', ip: null } });",
    );
    assert_eq!(
        run.effects,
        [Effect::TokenEncoded {
            claims: json!({
                "iat": NOW,
                "iss": "https://other/",
                "sub": "auth0|ada",
                "exp": NOW + 60,
                "ip": null,
            }),
            opened: None,
        }]
    );
}

#[test]
fn an_empty_secret_signs_nothing() {
    for options in ["{}", "{ secret: '' }", "{ secret: 7 }"] {
        assert_eq!(
            thrown(event(), &format!("api.redirect.encodeToken({options});")),
            "secretOrPrivateKey must have a value",
            "{options}"
        );
    }
}

/// The example of RFC 7515, appendix A.1: a signature that is not of our own making.
#[test]
fn signatures_match_the_standard() {
    let signed = "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkz\
                  ODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ";
    let key = [
        3, 35, 53, 75, 43, 15, 165, 188, 131, 126, 6, 101, 119, 123, 166, 143, 90, 179, 40, 230, 240, 84,
        201, 40, 169, 15, 132, 178, 210, 80, 46, 191, 211, 251, 90, 146, 210, 6, 71, 239, 150, 138, 180, 195,
        119, 98, 61, 34, 61, 46, 33, 114, 5, 46, 79, 8, 192, 205, 154, 245, 103, 208, 128, 163,
    ];
    assert_eq!(
        token::tag(&ring::hmac::Key::new(ring::hmac::HMAC_SHA256, &key), signed),
        "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
    );
}

#[test]
fn send_user_to_sets_the_query() {
    for (call, expected) in [
        ("'https://f.example/forms/a', { query: { t: 'x' } }", "https://f.example/forms/a?t=x"),
        ("'https://f.example/a?keep=1', { query: { t: 'x' } }", "https://f.example/a?keep=1&t=x"),
        ("'https://f.example/a?t=1&b=2&t=3', { query: { t: 'x' } }", "https://f.example/a?t=x&b=2"),
        (
            "'https://f.example/a', { query: { t: 'a b&c=d+e', n: 1 } }",
            "https://f.example/a?t=a+b%26c%3Dd%2Be&n=1",
        ),
        ("'https://f.example/a?x=%20y'", "https://f.example/a?x=%20y"),
        ("'https://f.example'", "https://f.example/"),
    ] {
        let run = run(&format!("api.redirect.sendUserTo({call});"));
        assert_eq!(run.error, None, "{call}");
        assert_eq!(run.effects, [Effect::Redirect { url: expected.to_owned() }], "{call}");
    }
}

#[test]
fn send_user_to_rejects_an_invalid_url() {
    for url in ["'/forms/a'", "''", "undefined", "'https://'"] {
        assert_eq!(thrown(event(), &format!("api.redirect.sendUserTo({url});")), "Invalid URL", "{url}");
    }
}

fn answer() -> Value {
    json!({
        "iss": "tenant.example.com",
        "sub": "auth0|ada",
        "iat": NOW,
        "exp": NOW + 30,
        "state": STATE,
        "other": { "company_name": "Initech" },
    })
}

fn with(claim: &str, value: Value) -> Value {
    let mut claims = answer();
    claims[claim] = value;
    claims
}

fn without(claim: &str) -> Value {
    let mut claims = answer();
    claims.as_object_mut().expect("an object").remove(claim);
    claims
}

fn with_header(header: &str, claims: &Value) -> String {
    use base64::Engine as _;
    let encode = |text: &str| base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(text);
    let signed = format!("{}.{}", encode(header), encode(&claims.to_string()));
    let key = ring::hmac::Key::new(ring::hmac::HMAC_SHA256, SECRET.as_bytes());
    let tag = token::tag(&key, &signed);
    format!("{signed}.{tag}")
}

const VALIDATE: &str =
    "console.log(api.redirect.validateToken({ secret: event.secrets.SECRET }).other.company_name);";

fn returning(token: &str) -> Value {
    at(event(), "/request/query", json!({ "session_token": token, "state": STATE }))
}

#[test]
fn validate_token_returns_the_claims() {
    let run = run_with(returning(&token::sign(&answer(), SECRET)), VALIDATE);
    assert_eq!(run.error, None);
    assert_eq!(run.console, ["Initech"]);
    assert_eq!(run.effects, [Effect::TokenValidated { claims: answer(), opened: None }]);
}

#[test]
fn validate_token_rejects_with_auth0s_messages() {
    let good = token::sign(&answer(), SECRET);
    let signature = "Failed signature validation";
    let claims = "Missing or invalid standard claims";
    for (case, token, reason) in [
        ("another secret", token::sign(&answer(), "another"), signature),
        ("a cut signature", good[..good.len() - 2].to_owned(), signature),
        ("alg none", with_header(r#"{"alg":"none","typ":"JWT"}"#, &answer()), signature),
        ("alg HS512", with_header(r#"{"alg":"HS512","typ":"JWT"}"#, &answer()), signature),
        ("no alg", with_header(r#"{"typ":"JWT"}"#, &answer()), signature),
        (
            "another typ",
            with_header(r#"{"alg":"HS256","typ":"JWE"}"#, &answer()),
            "Unexpected token payload type",
        ),
        ("no typ", with_header(r#"{"alg":"HS256"}"#, &answer()), "Unexpected token payload type"),
        ("no iat", token::sign(&without("iat"), SECRET), claims),
        ("no exp", token::sign(&without("exp"), SECRET), claims),
        ("exp as text", token::sign(&with("exp", json!("9999999999")), SECRET), claims),
        ("no sub", token::sign(&without("sub"), SECRET), claims),
        ("no iss", token::sign(&without("iss"), SECRET), claims),
        ("no state", token::sign(&without("state"), SECRET), claims),
        ("exp now", token::sign(&with("exp", json!(NOW)), SECRET), "Token has expired."),
        ("exp before", token::sign(&with("exp", json!(NOW - 1)), SECRET), "Token has expired."),
        (
            "another state",
            token::sign(&with("state", json!("another")), SECRET),
            "State in the token does not match the /continue state.",
        ),
        (
            "another user",
            token::sign(&with("sub", json!("auth0|eve")), SECRET),
            "The sub claim does not match the user_id.",
        ),
        ("no token at all", "hello".to_owned(), "Malformed token"),
        ("four parts", format!("{good}.x"), "Malformed token"),
        ("a header that is no JSON", good.replacen("eyJ", "AAA", 1), "Malformed token"),
    ] {
        let run = run_with(
            returning(&token),
            &format!("try {{ {VALIDATE} }} catch (error) {{ console.log(error.message); }}"),
        );
        assert_eq!(run.console, [format!("The session token is invalid: {reason}")], "{case}");
        assert_eq!(run.effects, [Effect::TokenRefused { reason: reason.to_owned() }], "{case}");
    }
}

#[test]
fn validate_token_names_the_missing_parameter() {
    for (options, name) in
        [("{ secret: 's' }", "session_token"), ("{ secret: 's', tokenParameterName: 'answer' }", "answer")]
    {
        let message = format!(
            "There is no parameter called '{name}' available in either the POST body or query string."
        );
        let run = run(&format!(
            "try {{ api.redirect.validateToken({options}); }} catch (error) {{ console.log(error.message); }}"
        ));
        assert_eq!(run.console, [message.as_str()]);
        assert_eq!(run.effects, [Effect::TokenRefused { reason: message }]);
    }
}

#[test]
fn the_body_overrides_the_query() {
    const ABSENT: &str =
        "There is no parameter called 'session_token' available in either the POST body or query string.";
    let good = token::sign(&answer(), SECRET);
    for (query, body, expected) in [
        (json!({ "session_token": good }), json!({}), "Initech"),
        (json!({}), json!({ "session_token": good }), "Initech"),
        (json!({ "session_token": "x" }), json!({ "session_token": good }), "Initech"),
        (
            json!({ "session_token": good }),
            json!({ "session_token": "x" }),
            "The session token is invalid: Malformed token",
        ),
        (json!({ "session_token": good }), json!({ "session_token": "" }), ABSENT),
        (json!({ "session_token": good }), json!({ "session_token": null }), ABSENT),
        (json!({ "session_token": null }), json!({ "session_token": good }), "Initech"),
        (json!({ "session_token": good }), json!(null), "Initech"),
    ] {
        let event = at(at(event(), "/request/query", query), "/request/body", body);
        assert_eq!(thrown(event, VALIDATE), expected);
    }
}

#[test]
fn metadata_is_set_and_deleted_by_key() {
    let run = run("api.user.setUserMetadata('job', 'x').user.setUserMetadata('old', null);
         api.user.setAppMetadata('plan', { level: 2 });");
    assert_eq!(
        run.effects,
        [
            Effect::SetUserMetadata { key: "job".to_owned(), value: json!("x") },
            Effect::SetUserMetadata { key: "old".to_owned(), value: json!(null) },
            Effect::SetAppMetadata { key: "plan".to_owned(), value: json!({ "level": 2 }) },
        ]
    );
}

#[test]
fn metadata_keys_must_not_contain_a_dot_or_a_dollar() {
    for call in ["setUserMetadata", "setAppMetadata"] {
        for key in ["a.b", "$a"] {
            assert_eq!(
                thrown(event(), &format!("api.user.{call}('{key}', 1);")),
                format!("The metadata key '{key}' must not contain '.' or '$'")
            );
        }
    }
}

#[test]
fn metadata_of_another_shape_cannot_be_set() {
    for shape in [json!(null), json!("text"), json!([])] {
        let event = at(event(), "/user/user_metadata", shape.clone());
        let event = at(event, "/user/app_metadata", shape.clone());
        assert_eq!(
            thrown(event.clone(), "api.user.setUserMetadata('a', 1);"),
            "Unexpected user_metadata format. Must be a valid JSON object.",
            "{shape}"
        );
        assert_eq!(
            thrown(event, "api.user.setAppMetadata('a', 1);"),
            "Unexpected app_metadata format. Must be a valid JSON object",
            "{shape}"
        );
    }
}

#[test]
fn transaction_metadata_is_available_at_once_and_deleted_by_null() {
    let run = run("api.transaction.setMetadata('a', 1); api.transaction.setMetadata('b', 'x');
         api.transaction.setMetadata('a', null); console.log(event.transaction.metadata);");
    assert_eq!(run.console, ["{ b: 'x' }"]);
    assert_eq!(
        run.effects,
        [
            Effect::SetTransactionMetadata { key: "a".to_owned(), value: json!(1) },
            Effect::SetTransactionMetadata { key: "b".to_owned(), value: json!("x") },
            Effect::SetTransactionMetadata { key: "a".to_owned(), value: json!(null) },
        ]
    );
}

#[test]
fn transaction_metadata_has_limits() {
    for (body, message) in [
        (
            "api.transaction.setMetadata('a', 'x'.repeat(8193));",
            "The transaction metadata value of 'a' is larger than 8 kB",
        ),
        (
            "for (const key of ['a', 'b', 'c']) api.transaction.setMetadata(key, 'x'.repeat(6000));",
            "The transaction metadata is larger than 16 kB in all",
        ),
        (
            "api.transaction.setMetadata('a', {});",
            "The transaction metadata value of 'a' must be a string, a number or a boolean",
        ),
    ] {
        assert_eq!(thrown(event(), body), message);
    }
}

#[test]
fn deny_accepts_a_reason_with_or_without_a_code() {
    for arguments in ["'Sign in again.'", "'access_denied', 'Sign in again.'"] {
        assert_eq!(
            run(&format!("api.access.deny({arguments});")).effects,
            [Effect::Deny { reason: "Sign in again.".to_owned() }],
            "{arguments}"
        );
    }
}
