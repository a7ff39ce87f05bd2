//! Tests of the client, with a curl that returns prepared responses.

use std::io;
use std::sync::Mutex;

use super::*;
use crate::http::HttpError;
use crate::programs::{Limits, Output};

/// A curl that returns these responses in turn, and records the requests.
struct Curl {
    responses: Mutex<Vec<(i32, String)>>,
    requests: Mutex<Vec<String>>,
}

const GRANT: &str = "HTTP/1.1 200 OK\r\n\r\n{\"access_token\":\"canary-token\",\"token_type\":\"Bearer\"}";

fn curl(responses: &[(i32, &str)]) -> Curl {
    let responses = responses.iter().rev().map(|(status, text)| (*status, (*text).to_owned())).collect();
    Curl { responses: Mutex::new(responses), requests: Mutex::default() }
}

impl Programs for Curl {
    fn run(&self, program: &str, arguments: &[&str], input: &str, _: Limits) -> io::Result<Output> {
        assert!(!arguments.join(" ").contains("canary"), "{arguments:?}");
        assert_eq!(program, "curl");
        self.requests.lock().unwrap().push(input.to_owned());
        let Some((status, text)) = self.responses.lock().unwrap().pop() else {
            return Err(io::ErrorKind::NotFound.into());
        };
        Ok(Output {
            status: Some(status),
            stdout: Zeroizing::new(text.into_bytes()),
            stderr: "curl: (1) error".to_owned(),
        })
    }
}

fn connect<'a>(curl: &'a Curl, domain: &str) -> Result<Tenant<'a>, TenantError> {
    Tenant::connect(curl, domain, "id", "canary-secret")
}

/// A response of the API, with a text that must not be printed.
fn response(status: u16, code: &str, message: &str) -> String {
    format!(
        "HTTP/1.1 {status} Error\r\nRetry-After: 7\r\n\r\n{{\"statusCode\":{status},{code}\"message\":\"{message}\"}}"
    )
}

#[test]
fn the_token_is_requested_for_the_management_api_and_sent_with_each_request() {
    let curl = curl(&[(0, GRANT), (0, "HTTP/2 200 \r\n\r\n[1]"), (0, "HTTP/2 200 \r\n\r\n{\"a\":2}")]);
    let tenant = connect(&curl, "https://Example.eu.auth0.com/").ok().unwrap();
    assert_eq!(tenant.domain(), "example.eu.auth0.com");
    assert_eq!(tenant.get("actions/actions?actionName=x"), Ok(json!([1])));
    assert_eq!(tenant.patch("users/auth0%7Ca", &json!({"app_metadata": null})), Ok(json!({"a": 2})));
    let requests = curl.requests.lock().unwrap();
    for (request, expected) in [
        (0, "request = \"POST\"\nurl = \"https://example.eu.auth0.com/oauth/token\""),
        (0, r#"\"audience\":\"https://example.eu.auth0.com/api/v2/\""#),
        (0, r#"\"grant_type\":\"client_credentials\""#),
        (0, r#"\"client_id\":\"id\",\"client_secret\":\"canary-secret\""#),
        (1, "request = \"GET\"\nurl = \"https://example.eu.auth0.com/api/v2/actions/actions?actionName=x\""),
        (1, "header = \"Authorization: Bearer canary-token\""),
        (2, "request = \"PATCH\"\nurl = \"https://example.eu.auth0.com/api/v2/users/auth0%7Ca\""),
        (2, "header = \"Authorization: Bearer canary-token\""),
        (2, r#"data-raw = "{\"app_metadata\":null}""#),
    ] {
        assert!(requests[request].contains(expected), "{expected}\n{}", requests[request]);
    }
    assert!(!requests[1].contains("canary-secret"));
}

#[test]
fn a_response_of_the_token_endpoint_becomes_the_error_it_means() {
    let refused = |status, error: &str| {
        format!("HTTP/1.1 {status} E\r\n\r\n{{\"error\":\"{error}\",\"error_description\":\"canary\"}}")
    };
    for (status, response, expected, advice) in [
        (0, refused(401, "access_denied"), TenantError::Credentials, "AUTH0_CLIENT_SECRET"),
        (0, refused(400, "invalid_client"), TenantError::Credentials, "AUTH0_CLIENT_SECRET"),
        (0, refused(403, "access_denied"), TenantError::NotAuthorized, "not a custom domain"),
        (0, refused(403, "unauthorized_client"), TenantError::GrantType, "client_credentials"),
        (0, refused(404, "x"), TenantError::NoTenant, "--domain"),
        (0, refused(429, "too_many"), TenantError::RateLimited(None), "in a minute"),
        (
            0,
            refused(400, "invalid_request"),
            TenantError::Status { status: 400, code: Some("invalid_request".to_owned()) },
            "status 400 (invalid_request)",
        ),
        (
            0,
            refused(503, "Canary text"),
            TenantError::Status { status: 503, code: None },
            "status 503; repeat this command later",
        ),
        (0, "HTTP/1.1 200 OK\r\n\r\n<html>canary".to_owned(), TenantError::NotAuth0, "proxy"),
        (0, "HTTP/1.1 200 OK\r\n\r\n{\"access_token\":1}".to_owned(), TenantError::NotAuth0, "proxy"),
        (0, "HTTP/1.1 302 Found\r\n\r\n".to_owned(), TenantError::Status { status: 302, code: None }, "302"),
        (6, String::new(), TenantError::Http(HttpError::Resolve), "DNS"),
    ] {
        let curl = curl(&[(status, &response)]);
        let error = connect(&curl, "example.eu.auth0.com").err().unwrap();
        assert_eq!(error, expected, "{response}");
        let message = error.to_string();
        assert!(message.contains(advice), "{message}");
        assert!(!message.to_lowercase().contains("canary"), "{message}");
    }
    let curl = curl(&[]);
    assert_eq!(connect(&curl, "a.eu.auth0.com").err(), Some(TenantError::Http(HttpError::NoCurl)));
}

#[test]
fn a_response_of_the_api_becomes_the_error_it_means() {
    let scope = "\"errorCode\":\"insufficient_scope\",";
    let scopes = |names: &[&str]| TenantError::Scope(names.iter().map(ToString::to_string).collect());
    for (response, expected, advice) in [
        (
            response(403, scope, "Insufficient scope, expected any of: read:users"),
            scopes(&["read:users"]),
            "needs the permission read:users. Add it at Dashboard → Applications → APIs",
        ),
        (
            response(
                403,
                scope,
                "Insufficient scope, expected any of: update:users,update:users_app_metadata",
            ),
            scopes(&["update:users", "update:users_app_metadata"]),
            "needs one of these permissions: update:users, update:users_app_metadata",
        ),
        (response(403, scope, "canary:CANARY canary"), scopes(&[]), "does not name"),
        (response(404, "\"errorCode\":\"inexistent_user\",", "canary"), TenantError::NotFound, "resource"),
        (response(429, "", "canary"), TenantError::RateLimited(Some(7)), "in 7 seconds"),
        (
            response(400, "\"errorCode\":\"invalid_body\",", "canary"),
            TenantError::Status { status: 400, code: Some("invalid_body".to_owned()) },
            "status 400 (invalid_body)",
        ),
        (
            response(401, "\"errorCode\":\"Bearer canary\",", "canary"),
            TenantError::Status { status: 401, code: None },
            "status 401",
        ),
        ("HTTP/1.1 200 OK\r\n\r\ncanary".to_owned(), TenantError::NotAuth0, "proxy"),
    ] {
        let curl = curl(&[(0, GRANT), (0, &response)]);
        let error = connect(&curl, "example.eu.auth0.com").ok().unwrap().get("users/x").unwrap_err();
        assert_eq!(error, expected, "{response}");
        let message = error.to_string();
        assert!(message.contains(advice), "{message}");
        assert!(!message.to_lowercase().contains("canary"), "{message}");
    }
}

#[test]
fn only_a_host_name_is_a_domain_and_http_is_for_this_machine() {
    for (domain, expected) in [
        ("a.eu.auth0.com", Some("https://a.eu.auth0.com/")),
        (" A.auth0.com ", Some("https://a.auth0.com/")),
        ("https://a.auth0.com/", Some("https://a.auth0.com/")),
        ("a.auth0.com:8443", Some("https://a.auth0.com:8443/")),
        ("http://127.0.0.1:5000", Some("http://127.0.0.1:5000/")),
        ("http://localhost:5000", Some("http://localhost:5000/")),
        ("http://a.auth0.com", None),
        ("http://127.0.0.1.example.com", None),
        ("http://127.0.0.1@example.com", None),
        ("ftp://a.auth0.com", None),
        ("a.auth0.com/x", None),
        ("user@a.auth0.com", None),
        ("a.auth0.com?x", None),
        ("YOUR_TENANT.eu.auth0.com", None),
        ("tenant", None),
        ("a..com", None),
        ("a.com:99999", None),
        ("a.com\n", Some("https://a.com/")),
        ("a.c\nom", None),
        ("", None),
    ] {
        let url = Origin::parse(domain).map(|origin| origin.url("/"));
        assert_eq!(url.as_deref(), expected, "{domain:?}");
    }
    let curl = curl(&[]);
    let message = connect(&curl, "a\u{1b}[31m.com").err().unwrap().to_string();
    assert!(message.starts_with("\"a\\u{1b}[31m.com\" is not the domain"), "{message}");
    assert!(curl.requests.lock().unwrap().is_empty());
}

#[test]
fn everything_but_unreserved_characters_is_encoded() {
    assert_eq!(encode("auth0|a-b_c.d~e/../é?x=1&%"), "auth0%7Ca-b_c.d~e%2F..%2F%C3%A9%3Fx%3D1%26%25");
}

/// Options with these values; an empty one is not set.
fn options(environment: &str, domain: &str, client_id: &str) -> TenantOptions {
    let value = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    TenantOptions { environment: value(environment), domain: value(domain), client_id: value(client_id) }
}

#[test]
fn two_different_tenants_are_an_error() {
    let root = tempfile::tempdir().unwrap();
    let folder = root.path().join("infra/auth0/environments");
    std::fs::create_dir_all(&folder).unwrap();
    for (name, text) in [
        ("production", r#"{"AUTH0_DOMAIN": "p.auth0.com"}"#),
        ("staging", r#"{"AUTH0_DOMAIN": "YOUR_STAGING_TENANT.eu.auth0.com"}"#),
        ("empty", "{}"),
        ("list", "[]"),
    ] {
        std::fs::write(folder.join(format!("{name}.json")), text).unwrap();
    }
    for (environment, domain, client_id, secret, expected) in [
        ("production", "", "i", "canary", Ok("p.auth0.com")),
        ("production.json", "", "i", "canary", Ok("p.auth0.com")),
        ("", "d.auth0.com", "i", "canary", Ok("d.auth0.com")),
        ("production", "P.auth0.com", "i", "canary", Ok("P.auth0.com")),
        ("staging", "d.auth0.com", "i", "canary", Ok("d.auth0.com")),
        ("production", "d.auth0.com", "i", "canary", Err("selects the tenant p.auth0.com, but")),
        ("staging", "", "i", "canary", Err("does not name a tenant")),
        ("empty", "", "i", "canary", Err("does not name a tenant")),
        ("list", "", "i", "canary", Err("is not a JSON object")),
        ("production2", "", "i", "canary", Err("did you mean `production`?")),
        ("../x", "", "i", "canary", Err("expected one of empty, list, production, staging")),
        ("", " ", "i", "canary", Err("no tenant is selected")),
        ("", "d.auth0.com", "", "canary", Err("AUTH0_CLIENT_ID is not set")),
        ("", "d.auth0.com", "", " ", Err("AUTH0_CLIENT_ID and AUTH0_CLIENT_SECRET are not set")),
        ("", "d.auth0.com", "i", "", Err("AUTH0_CLIENT_SECRET is not set")),
    ] {
        let options = options(environment, domain, client_id);
        let credentials = options
            .environment(Some(root.path()))
            .and_then(|environment| options.with_secret(environment.as_ref(), secret));
        match (credentials, expected) {
            (Ok(credentials), Ok(domain)) => assert_eq!(credentials.domain, domain, "{options:?}"),
            (Err(error), Err(expected)) => {
                let message = error.to_string();
                assert!(message.contains(expected), "{options:?}: {message}");
                assert!(!message.contains("canary"), "{message}");
            }
            (credentials, _) => panic!("{options:?}: {:?}", credentials.err()),
        }
    }
    let error = options("production", "", "").environment(None).unwrap_err();
    assert!(error.to_string().contains("the current folder is not in the repository"), "{error}");
}

#[test]
fn a_setting_is_text_as_the_deployment_inserts_it() {
    let root = tempfile::tempdir().unwrap();
    let folder = root.path().join("infra/auth0/environments");
    std::fs::create_dir_all(&folder).unwrap();
    let settings = r#"{"AUTH0_KEYWORD_REPLACE_MAPPINGS": {"A": " 7 days ", "B": 2, "C": true, "D": null}}"#;
    std::fs::write(folder.join("staging.json"), settings).unwrap();
    let environment = Environment::read(root.path(), "staging").unwrap();
    for (name, expected) in
        [("A", Some("7 days")), ("B", Some("2")), ("C", Some("true")), ("D", None), ("E", None)]
    {
        assert_eq!(environment.setting(name).as_deref(), expected, "{name}");
    }
}
