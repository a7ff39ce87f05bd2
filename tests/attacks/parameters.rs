//! Repeated parameters, and contradictions between the query and the body.

use reqwest::Method;
use serde_json::json;

use crate::reaction::{ANSWERS, End, STATE};
use crate::target::{FORM, Target, encoded, submission};

const MISSING: End = (400, "token_missing");
const MALFORMED: End = (400, "body_malformed");

#[tokio::test]
async fn a_request_has_exactly_one_session_token() {
    let target = Target::start().await;
    let (token, other) = (target.token(&json!({})), target.token(&json!({"sub": "auth0|another"})));
    for (case, tokens, end) in [
        ("none", String::new(), MISSING),
        ("empty", "&session_token=".to_owned(), (400, "token_malformed")),
        ("without a sign", "&session_token".to_owned(), (400, "token_malformed")),
        ("in capitals", format!("&Session_Token={token}"), MISSING),
        ("the same twice", format!("&session_token={token}&session_token={token}"), MISSING),
        ("two of them", format!("&session_token={token}&session_token={other}"), MISSING),
        ("one and an empty one", format!("&session_token={token}&session_token="), MISSING),
        ("one and an encoded one", format!("&session_token={token}&session%5Ftoken={other}"), MISSING),
        (
            "in one after a semicolon",
            format!("&session_token={token};session_token={other}"),
            (400, "token_malformed"),
        ),
    ] {
        let query = format!("state={STATE}{tokens}");
        target.get(&query).await.refused(&format!("{case}, opened"), end, &[&token, &other]);
        let body = format!("{query}&{}", encoded(&ANSWERS));
        target.post(body).await.refused(&format!("{case}, sent"), end, &[&token, &other]);
    }
    let header =
        [("authorization", &*format!("Bearer {token}")), ("cookie", &*format!("session_token={token}"))];
    let elsewhere = target.send(Method::GET, &format!("/forms/profile?state={STATE}"), &header, "").await;
    elsewhere.refused("in headers", MISSING, &[&token]);
}

#[tokio::test]
async fn a_query_that_contradicts_the_body_is_refused() {
    let target = Target::start().await;
    let (token, other) = (target.token(&json!({})), target.token(&json!({"sub": "auth0|another"})));
    for query in [
        "state=another".to_owned(),
        format!("state={STATE}&state=another"),
        "state=".to_owned(),
        format!("session_token={other}"),
        format!("session_token={token}&session_token={other}"),
        "session_token=".to_owned(),
        "session_token=x".to_owned(),
        "%zz".to_owned(),
        "x=%FF".to_owned(),
    ] {
        let reaction = target
            .send(Method::POST, &format!("/forms/profile?{query}"), &[FORM], submission(&token, &[]))
            .await;
        reaction.refused(&query, (400, "request_malformed"), &[&token, &other]);
    }
    for query in
        ["", "state=state-canary-73f1", "utm_source=login", "company_name=evil&job_title=evil", "_method=PUT"]
    {
        let reaction = target
            .send(Method::POST, &format!("/forms/profile?{query}"), &[FORM], submission(&token, &[]))
            .await;
        assert_eq!(reaction.answered(query), target.claims_of_an_answer(), "{query}");
    }
    // Parameters in the query do not replace parameters that are missing in the body.
    let query = encoded(&[("state", STATE), ("session_token", &token)]);
    let reaction =
        target.send(Method::POST, &format!("/forms/profile?{query}"), &[FORM], encoded(&ANSWERS)).await;
    reaction.refused("all in the query", (400, "state_invalid"), &[&token]);
}

#[tokio::test]
async fn a_repeated_answer_or_a_name_with_brackets_is_rejected() {
    let target = Target::start().await;
    let token = target.token(&json!({}));
    for more in [
        "company_name=evil",
        "company_name=",
        "company%5Fname=evil",
        "company_name=company-canary-73f1",
        "unknown=1&unknown=2",
        "=1&=2",
        ".go=a&.go=b",
        "company_name[]=evil",
        "company_name%5B%5D=evil",
        "company_name[0]=evil",
        "company_name[a]=evil",
        "company_name[__proto__][admin]=evil",
        "[company_name]=evil",
        "unknown[]=evil",
    ] {
        let reaction = target.post(format!("{}&{more}", submission(&token, &[]))).await;
        reaction.refused(more, MALFORMED, &[&token, "evil"]);
    }
    for instead in ["company_name[]=evil&job_title[]=evil", "company_name[a]=evil&job_title[b]=evil"] {
        let body = format!("{}&{instead}", encoded(&[("state", STATE), ("session_token", &token)]));
        target.post(body).await.refused(instead, MALFORMED, &[&token, "evil"]);
    }
}

#[tokio::test]
async fn a_body_that_is_too_long_is_rejected() {
    let target = Target::start().await;
    let token = target.token(&json!({}));
    let good = submission(&token, &[]);
    let fields = |count: usize| (0..count).map(|n| format!("&f{n}=1")).collect::<Vec<_>>().concat();
    for (case, body, end) in [
        ("nothing", String::new(), (400, "state_invalid")),
        ("a thousand fields", format!("{good}{}", fields(1_000)), MALFORMED),
        ("a thousand of one field", format!("{good}{}", "&a=1".repeat(1_000)), MALFORMED),
        ("30,000 empty names", format!("{good}{}", "&=".repeat(30_000)), MALFORMED),
        ("a name of 64 kB", format!("{good}&{}=1", "n".repeat(65_536)), (413, "body_too_large")),
        ("a value of 64 kB", format!("{good}&x={}", "x".repeat(65_536)), (413, "body_too_large")),
        ("a megabyte", format!("{good}&x={}", "x".repeat(1_000_000)), (413, "body_too_large")),
        ("a megabyte of signs", format!("{good}{}", "&".repeat(1_000_000)), (413, "body_too_large")),
    ] {
        target.post(body).await.refused(case, end, &[&token]);
    }
    // The state, the token and two answers are parameters, too.
    let reaction = target.post(format!("{good}{}", fields(252))).await;
    assert_eq!(reaction.answered("256 parameters"), target.claims_of_an_answer());
    let reaction = target.post(format!("{good}{}", fields(253))).await;
    reaction.refused("257 parameters", MALFORMED, &[&token]);
}
