//! Requests that no browser sends for this form: each gets a page with a fitting status and a reason.

use reqwest::Method;
use serde_json::json;

use crate::stand::{Scene, pairs};

const FORM: (&str, &str) = ("content-type", "application/x-www-form-urlencoded");

fn body(scene: &Scene) -> String {
    format!("state=s&session_token={}&company_name=A&job_title=B", scene.token(&json!({})))
}

#[tokio::test]
async fn a_path_or_method_without_a_form_gets_a_page() {
    let scene = Scene::start().await;
    for (method, path, status, outcome) in [
        ("GET", "/", 404, "not_found"),
        ("GET", "/favicon.ico", 404, "not_found"),
        ("GET", "/forms", 404, "not_found"),
        ("GET", "/forms/", 404, "not_found"),
        ("GET", "/forms/missing", 404, "form_unknown"),
        ("GET", "/forms/..%2Fetc", 404, "form_unknown"),
        ("GET", "/forms/%FF", 404, "form_unknown"),
        ("POST", "/forms/missing", 404, "form_unknown"),
        ("POST", "/", 404, "not_found"),
        ("GET", "/x/forms/profile", 404, "not_found"),
        ("POST", "/x/forms/profile", 404, "not_found"),
        ("GET", "//evil.com/forms/profile", 404, "not_found"),
        ("PUT", "/forms/profile", 405, "method_not_allowed"),
        ("PATCH", "/forms/profile", 405, "method_not_allowed"),
        ("DELETE", "/forms/profile", 405, "method_not_allowed"),
        ("OPTIONS", "/forms/profile", 405, "method_not_allowed"),
        ("TRACE", "/forms/profile", 405, "method_not_allowed"),
        ("HEAD", "/forms/profile", 405, "method_not_allowed"),
    ] {
        let url = format!("{}{path}", scene.stand.form_url());
        let answer = scene.agent.send(method.parse().unwrap(), &url, &[], Vec::new()).await;
        scene.assert_error(&answer, status, outcome, &format!("{method} {path}"));
        assert_eq!(answer.header("allow"), (status == 405).then_some("GET, POST"), "{method} {path}");
        assert_eq!(answer.header("access-control-allow-origin"), None);
    }
}

#[tokio::test]
async fn only_a_urlencoded_form_in_utf8_is_read() {
    let scene = Scene::start().await;
    for (kind, status) in [
        (Some("application/x-www-form-urlencoded"), 303),
        (Some("application/x-www-form-urlencoded; charset=UTF-8"), 303),
        (Some("APPLICATION/X-WWW-FORM-URLENCODED"), 303),
        (Some("application/x-www-form-urlencoded; charset=utf-16"), 415),
        (Some("application/json"), 415),
        (Some("multipart/form-data; boundary=x"), 415),
        (Some("text/plain"), 415),
        (None, 415),
    ] {
        let headers: Vec<(&str, &str)> = kind.map(|kind| ("content-type", kind)).into_iter().collect();
        let answer =
            scene.agent.send(Method::POST, &scene.form_url("profile"), &headers, body(&scene).into()).await;
        assert_eq!(answer.status, status, "{kind:?}");
        if status == 415 {
            scene.assert_error(&answer, 415, "media_type_unsupported", &format!("{kind:?}"));
        }
    }
}

#[tokio::test]
async fn a_form_that_another_site_sends_is_refused() {
    let scene = Scene::start().await;
    for (site, status) in [
        (None, 303),
        (Some("same-origin"), 303),
        (Some("none"), 303),
        (Some("same-site"), 403),
        (Some("cross-site"), 403),
    ] {
        let headers: Vec<(&str, &str)> =
            [Some(FORM), site.map(|site| ("sec-fetch-site", site))].into_iter().flatten().collect();
        let answer =
            scene.agent.send(Method::POST, &scene.form_url("profile"), &headers, body(&scene).into()).await;
        assert_eq!(answer.status, status, "{site:?}");
        if status == 403 {
            scene.assert_error(&answer, 403, "cross_site", &format!("{site:?}"));
        }
    }
}

#[tokio::test]
async fn a_link_from_another_site_is_how_everybody_comes() {
    let scene = Scene::start().await;
    let link = scene.link(&scene.token(&json!({})));
    let answer = scene.agent.send(Method::GET, &link, &[("sec-fetch-site", "cross-site")], Vec::new()).await;
    assert_eq!(answer.status, 200);
}

#[tokio::test]
async fn a_body_that_cannot_be_read_exactly_is_refused() {
    let scene = Scene::start().await;
    let good = body(&scene);
    for (case, body, status, outcome) in [
        ("empty", Vec::new(), 400, "state_invalid"),
        ("lone percent", format!("{good}&x=%zz").into(), 400, "body_malformed"),
        ("not UTF-8", [good.as_bytes(), b"&x=\xff"].concat(), 400, "body_malformed"),
        ("overlong UTF-8", format!("{good}&x=%C0%AF").into(), 400, "body_malformed"),
        ("a field twice", format!("{good}&company_name=C").into(), 400, "body_malformed"),
        ("a field in brackets", format!("{good}&company_name[]=C").into(), 400, "body_malformed"),
        ("a field of a field", format!("{good}&x%5By%5D=C").into(), 400, "body_malformed"),
        ("a token twice", format!("{good}&session_token=x").into(), 400, "token_missing"),
        ("a state twice", format!("{good}&state=s").into(), 400, "state_invalid"),
        ("a thousand fields", format!("{good}{}", "&a=1".repeat(1_000)).into(), 400, "body_malformed"),
        ("a long name", format!("{good}&{}=1", "n".repeat(65_536)).into(), 413, "body_too_large"),
        ("a megabyte", format!("{good}&x={}", "x".repeat(1_000_000)).into(), 413, "body_too_large"),
    ] {
        let answer = scene.agent.send(Method::POST, &scene.form_url("profile"), &[FORM], body).await;
        scene.assert_error(&answer, status, outcome, case);
    }
}

#[tokio::test]
async fn a_query_must_not_contradict_the_body() {
    let scene = Scene::start().await;
    let token = scene.token(&json!({}));
    let values =
        pairs(&[("state", "s"), ("session_token", &token), ("company_name", "A"), ("job_title", "B")]);
    for (query, status) in [
        ("", 303),
        ("?", 303),
        ("?state=s", 303),
        ("?x=1", 303),
        ("?state=t", 400),
        ("?session_token=x", 400),
        ("?%zz", 400),
    ] {
        let answer = scene.agent.post(&format!("{}{query}", scene.form_url("profile")), &values).await;
        assert_eq!(answer.status, status, "{query}");
    }
}

#[tokio::test]
async fn the_redirect_goes_to_the_verified_issuer_whatever_the_request_says() {
    let scene = Scene::start().await;
    let headers = [
        FORM,
        ("x-forwarded-host", "evil.com"),
        ("x-forwarded-proto", "evil"),
        ("forwarded", "host=evil.com"),
        ("origin", "null"),
    ];
    let url = format!("{}?returnTo=https://evil.com&redirect_uri=//evil.com", scene.form_url("profile"));
    let sent = format!("{}&returnTo=https%3A%2F%2Fevil.com&iss=evil.com", body(&scene));
    let answer = scene.agent.send(Method::POST, &url, &headers, sent.into()).await;
    let location = answer.location().unwrap();
    assert_eq!(location.origin().ascii_serialization(), scene.stand.tenant_url());
}
