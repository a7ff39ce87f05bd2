//! The answer goes to the host of the verified token, regardless of other hosts in the request.

use serde_json::json;

use crate::raw;
use crate::reaction::STATE;
use crate::target::{FORM, Target, encoded, submission};

const HOST: (&str, &str) = ("host", "evil.example.com");

#[tokio::test]
async fn no_header_changes_the_redirect() {
    let target = Target::start().await;
    let body = submission(&target.token(&json!({})), &[]);
    for headers in [
        vec![HOST],
        vec![("host", "evil.example.com:80@127.0.0.1")],
        vec![("host", "//evil.example.com")],
        vec![("host", "")],
        vec![HOST, ("x-forwarded-host", "evil.example.com"), ("x-forwarded-proto", "javascript")],
        vec![HOST, ("x-forwarded-port", "1"), ("x-forwarded-for", "evil.example.com")],
        vec![HOST, ("forwarded", "host=evil.example.com;proto=https")],
        vec![HOST, ("x-host", "evil.example.com"), ("x-original-url", "https://evil.example.com/")],
        vec![HOST, ("x-rewrite-url", "//evil.example.com"), ("x-forwarded-server", "evil.example.com")],
        vec![HOST, ("origin", "https://evil.example.com"), ("referer", "https://evil.example.com/")],
        vec![HOST, ("origin", "null")],
    ] {
        let case = format!("{headers:?}");
        let reaction =
            raw::send(&target, "POST /forms/profile", &[&headers[..], &[FORM]].concat(), &body).await;
        assert_eq!(reaction.answered(&case), target.claims_of_an_answer(), "{case}");
    }
}

#[tokio::test]
async fn no_parameter_changes_the_redirect() {
    let target = Target::start().await;
    let token = target.token(&json!({}));
    for name in [
        "returnTo",
        "return_to",
        "redirect_uri",
        "redirect",
        "url",
        "next",
        "iss",
        "domain",
        "host",
        "continue",
        "RelayState",
        "_host",
    ] {
        for value in [
            "https://evil.example.com/",
            "//evil.example.com",
            "\\\\evil.example.com",
            "/\\evil.example.com",
            "@evil.example.com",
            "javascript:alert(1)",
        ] {
            let case = format!("{name}={value}");
            let pair = [(name, value)];
            let line = format!("POST /forms/profile?{}", encoded(&pair));
            let headers = [("host", "127.0.0.1"), FORM];
            let reaction = raw::send(&target, &line, &headers, &submission(&token, &pair)).await;
            assert_eq!(reaction.answered(&case), target.claims_of_an_answer(), "{case}");
        }
    }
}

#[tokio::test]
async fn no_request_line_changes_the_redirect() {
    let target = Target::start().await;
    let token = target.token(&json!({}));
    let body = submission(&token, &[]);
    let headers = [HOST, FORM];
    // A request target in absolute form, as for a proxy, has the same path.
    for line in
        ["POST http://evil.example.com/forms/profile", "POST http://user@evil.example.com:1/forms/profile"]
    {
        let reaction = raw::send(&target, line, &headers, &body).await;
        assert_eq!(reaction.answered(line), target.claims_of_an_answer(), "{line}");
    }
    let query = encoded(&[("state", STATE), ("session_token", &token)]);
    for (path, end) in [
        ("//evil.example.com", (404, "not_found")),
        ("//evil.example.com/forms/profile", (404, "not_found")),
        ("//evil.example.com/..%2Fforms/profile", (404, "not_found")),
        ("/\\evil.example.com", (404, "not_found")),
        ("/%5C%5Cevil.example.com", (404, "not_found")),
        ("/@evil.example.com", (404, "not_found")),
        ("/.evil.example.com", (404, "not_found")),
        ("/https://evil.example.com/", (404, "not_found")),
        ("/forms/%2F%2Fevil.example.com", (404, "form_unknown")),
        ("/forms/%5C%5Cevil.example.com", (404, "form_unknown")),
        ("/forms/@evil.example.com", (404, "form_unknown")),
        ("/forms/profile%0D%0Alocation:%20https:%2F%2Fevil.example.com", (404, "form_unknown")),
        ("/forms/profile/", (404, "not_found")),
        ("/forms/profile/..", (404, "not_found")),
        ("/forms/../forms/profile", (404, "not_found")),
        ("/forms/./profile", (404, "not_found")),
        ("/forms//profile", (404, "not_found")),
        ("/forms/profile.json", (404, "form_unknown")),
        ("/forms/..%2F..%2Fetc%2Fpasswd", (404, "form_unknown")),
        ("/forms/profile%00", (404, "form_unknown")),
        ("/forms/PROFILE", (404, "form_unknown")),
        ("/forms/%FF", (404, "form_unknown")),
        ("/forms/missing", (404, "form_unknown")),
        ("/forms/", (404, "not_found")),
        ("/forms", (404, "not_found")),
        ("/", (404, "not_found")),
        ("/favicon.ico", (404, "not_found")),
    ] {
        let secrets = [&token, "evil"];
        let opened = raw::send(&target, &format!("GET {path}?{query}"), &headers, "").await;
        opened.refused(&format!("GET {path}"), end, &secrets);
        let posted = raw::send(&target, &format!("POST {path}"), &headers, &body).await;
        posted.refused(&format!("POST {path}"), end, &secrets);
    }
}
