use serde_json::{Value, json};

use super::*;
use crate::test_support::TestApp;

type Break = fn(&mut ApiGatewayV2httpRequest);

fn event() -> ApiGatewayV2httpRequest {
    let event = json!({
        "version": "2.0", "routeKey": "GET /forms/{form}", "rawPath": "/forms/profile", "rawQueryString": "",
        "headers": {}, "pathParameters": {"form": "profile"}, "isBase64Encoded": false,
        "requestContext": {
            "http": {"method": "GET", "path": "/forms/profile", "protocol": "HTTP/1.1", "sourceIp": "192.0.2.1"},
            "requestId": "request-1", "routeKey": "GET /forms/{form}", "stage": "$default", "timeEpoch": 0
        }
    });
    serde_json::from_value(event).unwrap()
}

fn context() -> Context {
    let mut context = Context::default();
    context.request_id = "invocation-1".to_owned();
    context
}

#[tokio::test]
async fn a_handler_that_panics_is_a_page_and_a_line_that_can_be_found() {
    let fixture = TestApp::with_secret(&"s".repeat(32));
    let response =
        respond(&fixture.app, event(), Some(context()), async |_: &App, _: &Request| panic!("canary")).await;
    let html = format!("{:?}", response.body);
    let line = fixture.line();
    let reference = line["reference"].as_str().unwrap();
    assert!(response.status_code == 500 && html.contains(reference) && !html.contains("canary"), "{html}");
    assert_eq!((&line["outcome"], &line["level"]), (&json!("internal_error"), &json!("ERROR")));
    assert_eq!((&line["cold_start"], &line["Requests"]), (&json!(true), &json!(1)));
    assert_eq!((&line["request_id"], &line["invocation_id"]), (&json!("request-1"), &json!("invocation-1")));
    assert_eq!((&line["route"], &line["method"]), (&json!("GET /forms/{form}"), &json!("GET")));
}

#[tokio::test]
async fn an_event_that_cannot_be_decoded_is_a_page_and_never_reaches_the_handler() {
    let cases: [(&str, Break); 9] = [
        ("a query with spaces", |event| event.raw_query_string = Some("a b".to_owned())),
        ("a query with other letters", |event| event.raw_query_string = Some("\u{e4}\u{0}".to_owned())),
        ("a path with a fragment, and a query with spaces behind it", |event| {
            event.raw_path = Some("/forms/profile#".to_owned());
            event.raw_query_string = Some("a b".to_owned());
        }),
        ("a query with a fragment", |event| event.raw_query_string = Some("a#b".to_owned())),
        ("a path without its slash", |event| event.raw_path = Some("forms".to_owned())),
        ("a path that grows when it is encoded", |event| {
            event.raw_path = Some(format!("/{}", "{".repeat(30_000)));
        }),
        ("a query without end", |event| event.raw_query_string = Some("a".repeat(60_000))),
        ("no path", |event| event.raw_path = None),
        ("no base64", |event| (event.is_base64_encoded, event.body) = (true, Some("%%%".to_owned()))),
    ];
    for (case, broken) in cases {
        let fixture = TestApp::with_secret(&"s".repeat(32));
        let mut event = event();
        broken(&mut event);
        let handler = async |_: &App, _: &Request| unreachable!("{case}");
        let response = respond(&fixture.app, event, None, handler).await;
        let line = fixture.line();
        assert_eq!((response.status_code, &line["outcome"]), (400, &json!("request_malformed")), "{case}");
        assert_eq!(
            (&line["request_id"], &line["invocation_id"]),
            (&json!("request-1"), &Value::Null),
            "{case}"
        );
    }
}

#[tokio::test]
async fn a_body_that_is_too_long_is_refused_before_it_is_decoded() {
    let fixture = TestApp::with_secret(&"s".repeat(32));
    let mut event = event();
    (event.is_base64_encoded, event.body) = (true, Some("%".repeat(100_000)));
    let handler = async |_: &App, _: &Request| unreachable!();
    assert_eq!(respond(&fixture.app, event, None, handler).await.status_code, 413);
    assert_eq!(fixture.line()["outcome"], "body_too_large");
}

#[tokio::test]
async fn the_longest_target_and_the_longest_body_reach_the_handler_and_no_longer_ones() {
    let target = |bytes: usize| {
        let mut event = event();
        event.raw_query_string = Some("a".repeat(bytes - "/forms/profile".len()));
        event
    };
    // The length of the base64 text of 65,536 bytes.
    let body = |characters: usize| {
        let mut event = event();
        (event.is_base64_encoded, event.body) = (true, Some("A".repeat(characters)));
        event
    };
    for (event, status) in
        [(target(16_384), 204), (target(16_385), 400), (body(87_384), 204), (body(87_388), 413)]
    {
        let fixture = TestApp::with_secret(&"s".repeat(32));
        let handler = async |_: &App, _: &Request| Response::builder().status(204).body(Body::Empty).unwrap();
        assert_eq!(respond(&fixture.app, event, None, handler).await.status_code, status);
    }
}

#[tokio::test]
async fn a_body_that_is_not_said_to_be_base64_need_not_be() {
    let fixture = TestApp::with_secret(&"s".repeat(32));
    let mut event = event();
    event.body = Some("a=%25".to_owned());
    let handler = async |_: &App, request: &Request| {
        assert_eq!(request.body().as_ref(), b"a=%25");
        Response::builder().status(204).body(Body::Empty).unwrap()
    };
    assert_eq!(respond(&fixture.app, event, None, handler).await.status_code, 204);
}

#[tokio::test]
async fn a_clock_beyond_all_calendars_ends_no_request() {
    for seconds in [0, 253_402_300_800, 9_000_000_000_000] {
        let fixture = TestApp::with_secret(&"s".repeat(32));
        fixture.clock.advance(seconds);
        let handler = async |app: &App, request: &Request| {
            Exchange::open(app, request).close(Err(Reason::RouteUnknown))
        };
        assert_eq!(respond(&fixture.app, event(), None, handler).await.status_code, 404, "{seconds}");
    }
}

#[tokio::test]
async fn an_event_is_answered_from_json_to_json() {
    let fixture = TestApp::with_secret(&"s".repeat(32));
    let event = to_raw_value(&event()).unwrap();
    let handler = async |_: &App, request: &Request| {
        let found = format!("\"{}\"\n", request.uri().path());
        Response::builder().status(201).header("x-test", "a").body(Body::Text(found)).unwrap()
    };
    let answer: Value =
        serde_json::from_str(handle(&fixture.app, &event, context(), handler).await.get()).unwrap();
    assert_eq!(
        (&answer["statusCode"], &answer["headers"], &answer["body"], &answer["isBase64Encoded"]),
        (&json!(201), &json!({"x-test": "a"}), &json!("\"/forms/profile\"\n"), &json!(false))
    );
}

#[tokio::test]
async fn what_is_not_the_event_of_an_http_api_is_a_page_and_a_line_that_says_so() {
    for text in [
        "null",
        "[]",
        "7",
        r#""canary""#,
        r#"{"requestContext": "canary"}"#,
        r#"{"httpMethod": "GET", "path": "/forms/profile"}"#,
        r#"{"rawPath": 7}"#,
        r#"{"rawPath": "/", "rawPath": "/"}"#,
    ] {
        let fixture = TestApp::with_secret(&"s".repeat(32));
        let event = RawValue::from_string(text.to_owned()).unwrap();
        let handler = async |_: &App, _: &Request| unreachable!("{text}");
        let answer: Value =
            serde_json::from_str(handle(&fixture.app, &event, context(), handler).await.get()).unwrap();
        let line = fixture.line();
        assert_eq!(
            (&answer["statusCode"], &line["outcome"]),
            (&json!(400), &json!("request_malformed")),
            "{text}"
        );
        assert_eq!(line["invocation_id"], "invocation-1", "{text}");
        assert!(!line.to_string().contains("canary"), "{text}");
    }
}

#[tokio::test]
async fn an_event_that_keeps_a_function_warm_is_answered_and_is_no_request() {
    for text in [
        "{}",
        r#"{"warmer": true, "concurrency": 3}"#,
        r#"{"source": "serverless-plugin-warmup"}"#,
        r#"{"version": "0", "source": "aws.events", "detail-type": "Scheduled Event", "detail": {}}"#,
    ] {
        let fixture = TestApp::with_secret(&"s".repeat(32));
        let event = RawValue::from_string(text.to_owned()).unwrap();
        let handler = async |_: &App, _: &Request| unreachable!("{text}");
        let answer: Value =
            serde_json::from_str(handle(&fixture.app, &event, context(), handler).await.get()).unwrap();
        let line = fixture.line();
        assert_eq!((&answer["statusCode"], &line["outcome"]), (&json!(200), &json!("warm_up")), "{text}");
        assert_eq!(
            (&line["level"], &line["invocation_id"]),
            (&json!("INFO"), &json!("invocation-1")),
            "{text}"
        );
        for metric in ["_aws", "Requests", "Refused"] {
            assert_eq!(line.get(metric), None, "{text}");
        }
    }
}

#[tokio::test]
async fn a_member_that_is_not_used_refuses_no_event() {
    let with = |pointer: &str, value: Value| {
        let mut event = serde_json::to_value(event()).unwrap();
        let (parent, name) = pointer.rsplit_once('/').unwrap();
        event.pointer_mut(parent).unwrap()[name] = value;
        event
    };
    for event in [
        with("/requestContext/timeEpoch", json!(null)),
        with("/requestContext/timeEpoch", json!(1.5)),
        with("/requestContext/timeEpoch", json!("now")),
        with("/requestContext/authorizer", json!(["x"])),
        with("/requestContext/accountId", json!({})),
        with("/requestContext/stage", json!(null)),
        with("/requestContext/http/userAgent", json!(null)),
        with("/requestContext/http/sourceIp", json!(null)),
        with("/headers/accept", json!(null)),
        with("/headers/accept-language", json!(null)),
        with("/headers/x-test", json!(["a", "b"])),
        with("/headers/not a name", json!("a")),
        with("/headers/x-text", json!("a\nb")),
        with("/headers", json!(null)),
        with("/cookies", json!("a=b")),
        with("/queryStringParameters", json!({"a": null})),
        with("/stageVariables", json!({"a": null})),
        with("/isBase64Encoded", json!(null)),
        with("/body", json!(null)),
        with("/version", json!(2)),
    ] {
        let fixture = TestApp::with_secret(&"s".repeat(32));
        let handler = async |_: &App, request: &Request| {
            assert_eq!(request.path_parameters().first("form"), Some("profile"));
            Response::builder().status(204).body(Body::Empty).unwrap()
        };
        let raw = to_raw_value(&event).unwrap();
        let answer = handle(&fixture.app, &raw, context(), handler).await;
        assert!(answer.get().contains(r#""statusCode":204"#), "{event}");
    }
    // Values that are no JSON to serde.
    for value in [r#""\ud800""#, "1e999"] {
        for member in ["headers", "pathParameters", "stageVariables"] {
            let fixture = TestApp::with_secret(&"s".repeat(32));
            let text = serde_json::to_string(&with(&format!("/{member}/x-a"), json!("VALUE"))).unwrap();
            let raw = RawValue::from_string(text.replace(r#""VALUE""#, value)).unwrap();
            let handler =
                async |_: &App, _: &Request| Response::builder().status(204).body(Body::Empty).unwrap();
            let answer = handle(&fixture.app, &raw, context(), handler).await;
            assert!(answer.get().contains(r#""statusCode":204"#), "{member}: {value}");
        }
    }
}

/// What a login sends, and the page's link back to the tenant.
const LOGIN: &str = "state=a%26b";
const LINK: &str = "https://example.eu.auth0.com/continue?state=a%26b\"";

fn with_query(event: &mut ApiGatewayV2httpRequest) {
    event.raw_query_string = Some(LOGIN.to_owned());
}

fn with_form(event: &mut ApiGatewayV2httpRequest, body: &str) {
    event.request_context.http.method = http::Method::POST;
    event.headers.insert("content-type", "application/x-www-form-urlencoded".parse().unwrap());
    (event.is_base64_encoded, event.body) = (true, Some(STANDARD.encode(body)));
}

#[tokio::test]
async fn a_request_that_never_comes_to_a_handler_or_out_of_it_has_the_way_back() {
    let cases: [(&str, Break, bool); 7] = [
        ("the handler panics", |event| with_query(event), true),
        (
            "a query that is not encoded",
            |event| event.raw_query_string = Some(format!("{LOGIN}&x=a b")),
            true,
        ),
        (
            "a query without end",
            |event| event.raw_query_string = Some(format!("{LOGIN}&x={}", "x".repeat(60_000))),
            true,
        ),
        (
            "a path without its slash",
            |event| {
                with_query(event);
                event.raw_path = Some("forms".to_owned());
            },
            true,
        ),
        ("a body without end", |event| with_form(event, &format!("{LOGIN}&x={}", "x".repeat(200_000))), true),
        (
            "a body without end in which the state comes last",
            |event| with_form(event, &format!("x={}&{LOGIN}", "x".repeat(200_000))),
            false,
        ),
        (
            "a body without end that is no form",
            |event| {
                with_form(event, &format!("{LOGIN}&x={}", "x".repeat(200_000)));
                event.headers.clear();
            },
            false,
        ),
    ];
    for (case, change, has_link) in cases {
        let fixture = TestApp::with_secret(&"s".repeat(32));
        let mut event = event();
        change(&mut event);
        let response = respond(&fixture.app, event, None, async |_: &App, _: &Request| panic!("a bug")).await;
        let Some(Body::Text(html)) = response.body else { panic!("{case}: no page") };
        assert_eq!(html.contains(LINK), has_link, "{case}: {html}");
        assert_eq!(fixture.line().get("return_link"), has_link.then_some(&json!("only_host")), "{case}");
    }
}
