//! A form is opened only with GET, and submitted only with POST from its own page.

use reqwest::Method;
use serde_json::json;

use crate::reaction::{End, STATE};
use crate::target::{FORM, Target, encoded, submission};

const METHOD: End = (405, "method_not_allowed");

#[tokio::test]
async fn a_method_other_than_get_and_post_is_refused() {
    let target = Target::start().await;
    let token = target.token(&json!({}));
    let path = format!("/forms/profile?{}", encoded(&[("state", STATE), ("session_token", &token)]));
    for method in ["HEAD", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND", "get", "POSTS"] {
        let reaction = target.send(method.parse().unwrap(), &path, &[FORM], submission(&token, &[])).await;
        reaction.refused(method, METHOD, &[&token]);
        let elsewhere = target.send(method.parse().unwrap(), "/elsewhere", &[], "").await;
        elsewhere.refused(&format!("{method} elsewhere"), (404, "not_found"), &[]);
    }
}

#[tokio::test]
async fn another_origin_gets_no_cors_permission() {
    let target = Target::start().await;
    for method in ["POST", "PUT"] {
        let headers = [
            ("origin", "https://evil.example.com"),
            ("access-control-request-method", method),
            ("access-control-request-headers", "content-type"),
            ("access-control-request-private-network", "true"),
        ];
        let preflight = target.send(Method::OPTIONS, "/forms/profile", &headers, "").await;
        preflight.refused(method, METHOD, &["evil"]);
    }
    let token = target.token(&json!({}));
    let path = format!("/forms/profile?{}", encoded(&[("state", STATE), ("session_token", &token)]));
    let opened = target.send(Method::GET, &path, &[("origin", "https://evil.example.com")], "").await;
    opened.shows_form("a GET with an origin", (200, "rendered"), &token);
}

#[tokio::test]
async fn a_method_outside_of_the_request_line_has_no_effect() {
    let target = Target::start().await;
    let token = target.token(&json!({}));
    for method in ["GET", "PUT", "DELETE", "POST"] {
        let headers = [
            FORM,
            ("x-http-method-override", method),
            ("x-http-method", method),
            ("x-method-override", method),
        ];
        let path = format!("/forms/profile?_method={method}");
        let body = submission(&token, &[("_method", method)]);
        let reaction = target.send(Method::POST, &path, &headers, body.clone()).await;
        assert_eq!(reaction.answered(method), target.claims_of_an_answer(), "{method}");
        let query = encoded(&[("state", STATE), ("session_token", &token)]);
        let opened = target.send(Method::GET, &format!("{path}&{query}"), &headers, body).await;
        opened.shows_form(method, (200, "rendered"), &token);
    }
}

#[tokio::test]
async fn a_form_from_another_site_is_rejected() {
    let target = Target::start().await;
    let token = target.token(&json!({}));
    let body = submission(&token, &[]);
    for site in
        ["cross-site", "same-site", "", "SAME-ORIGIN", "same-origin,cross-site", "same-origin, none", "x"]
    {
        let headers = [FORM, ("sec-fetch-site", site)];
        let reaction = target.send(Method::POST, "/forms/profile", &headers, &*body).await;
        reaction.refused(site, (403, "cross_site"), &[&token]);
    }
    let twice = [FORM, ("sec-fetch-site", "same-origin"), ("sec-fetch-site", "cross-site")];
    let reaction = target.send(Method::POST, "/forms/profile", &twice, &*body).await;
    reaction.refused("two headers", (403, "cross_site"), &[&token]);
    for site in [None, Some("same-origin"), Some("none")] {
        let headers: Vec<_> = [FORM].into_iter().chain(site.map(|site| ("sec-fetch-site", site))).collect();
        let reaction = target.send(Method::POST, "/forms/profile", &headers, &*body).await;
        assert_eq!(reaction.answered(&format!("{site:?}")), target.claims_of_an_answer());
    }
}

#[tokio::test]
async fn a_link_from_another_site_is_accepted() {
    let target = Target::start().await;
    let token = target.token(&json!({}));
    let path = format!("/forms/profile?{}", encoded(&[("state", STATE), ("session_token", &token)]));
    for site in ["cross-site", "same-site", "same-origin", "none"] {
        let opened = target.send(Method::GET, &path, &[("sec-fetch-site", site)], "").await;
        opened.shows_form(site, (200, "rendered"), &token);
    }
}
