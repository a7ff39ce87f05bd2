//! Every event results in a page or a redirect that matches its outcome, which is not `internal_error`, and in one log
//! line. [`Functions::respond`](profiling_tests::functions::Functions::respond) checks each result.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use lambda_http::aws_lambda_events::apigw::ApiGatewayV2httpRequest;
use lambda_http::http::{HeaderName, HeaderValue, Method};
use profiling_tests::functions::{self, Function};
use proptest::option;
use proptest::prelude::*;

use crate::{TOKEN, cases, functions};

/// Any text, or a text that is closer to valid input.
fn text(near: &'static [&'static str]) -> impl Strategy<Value = String> {
    prop_oneof![
        2 => prop::sample::select(near).prop_map(|text| text.replace("TOKEN", &TOKEN)),
        1 => any::<String>(),
        1 => "[ -~]{0,60}",
        1 => "(&?(state|session_token|company_name|\\.go|\\.step|%|a)=?[ -~]{0,9}){0,6}",
    ]
}

fn method() -> impl Strategy<Value = Method> {
    let standard = [Method::GET, Method::POST, Method::HEAD, Method::OPTIONS, Method::PUT, Method::TRACE];
    prop_oneof![
        3 => prop::sample::select(standard.to_vec()),
        1 => "[!-~]{1,12}".prop_filter_map("a method", |text| text.parse().ok()),
    ]
}

fn header() -> impl Strategy<Value = (HeaderName, HeaderValue)> {
    let name = prop_oneof![
        4 => prop::sample::select(vec![
            "accept-language", "content-type", "sec-fetch-site", "host", "x-forwarded-host", "x-forwarded-proto",
            "x-forwarded-port", "cookie", "origin", "content-length", "transfer-encoding",
        ]).prop_map(HeaderName::from_static),
        1 => "[a-z0-9-]{1,20}".prop_filter_map("a header", |text| text.parse().ok()),
    ];
    let value = prop_oneof![
        prop::sample::select(vec![
            "application/x-www-form-urlencoded",
            "application/x-www-form-urlencoded; charset=utf-8",
            "same-origin",
            "cross-site",
            "de-CH, fr;q=0.9, *;q=0.1",
            "evil.example",
            "",
            "a,b;q=9",
            "999999999999999999999",
        ])
        .prop_map(HeaderValue::from_static),
        prop::collection::vec(any::<u8>(), 0..40)
            .prop_filter_map("a value", |value| HeaderValue::from_bytes(&value).ok()),
    ];
    (name, value)
}

const PATHS: &[&str] = &[
    "/forms/profile",
    "/forms/onboarding",
    "/forms/",
    "/",
    "",
    "//evil.example/forms/profile",
    "/forms/profile#",
];
const QUERIES: &[&str] =
    &["state=s&session_token=TOKEN", "state=s", "session_token=TOKEN&session_token=TOKEN", "", "%", "a b"];
const BODIES: &[&str] = &[
    "state=s&session_token=TOKEN&company_name=A&job_title=B",
    "state=s&session_token=TOKEN&.step=1&.go=back",
    "state=s&session_token=TOKEN&company_name=A&company_name=B",
    "",
];
const FORMS: &[&str] = &["profile", "onboarding", "consumer", "source", "nowhere", ""];

fn event() -> impl Strategy<Value = ApiGatewayV2httpRequest> {
    let target = (method(), option::weighted(0.95, text(PATHS)), option::weighted(0.9, text(QUERIES)));
    let body = (option::weighted(0.9, text(BODIES)), any::<bool>(), any::<bool>());
    let headers = prop::collection::vec(header(), 0..6);
    let context = (option::of(any::<String>()), option::of(any::<String>()), option::of(any::<String>()));
    (target, body, headers, option::weighted(0.9, text(FORMS)), context).prop_map(
        |((method, path, query), (body, is_encoded, said_encoded), headers, form, (stage, domain, ip))| {
            let mut event = functions::request("GET", "profile", "", "");
            event.request_context.http.method = method;
            (event.raw_path, event.raw_query_string) = (path, query);
            event.body = body.map(|body| if is_encoded { STANDARD.encode(body) } else { body });
            event.is_base64_encoded = said_encoded;
            event.headers.extend(headers);
            event.path_parameters = form.map(|form| ("form".to_owned(), form)).into_iter().collect();
            (event.request_context.stage, event.request_context.domain_name) = (stage, domain);
            event.request_context.http.source_ip = ip;
            event
        },
    )
}

proptest! {
    #![proptest_config(cases(1_500))]

    #[test]
    fn any_event_ends_in_a_page_of_its_outcome_and_one_log_line(event in event()) {
        let functions = functions();
        functions.respond(Function::Form, event.clone());
        functions.respond(Function::Submit, event);
    }
}
