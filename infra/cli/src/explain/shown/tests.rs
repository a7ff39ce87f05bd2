use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use proptest::prelude::{ProptestConfig, Strategy, any, prop_assert, prop_oneof, proptest};
use regex_lite::Regex;
use serde_json::json;

use super::*;
use crate::explain::group::{self, groups};
use crate::explain::paste::read;
use crate::explain::reasons::REASONS;

fn file(path: &str) -> String {
    std::fs::read_to_string(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../..")).join(path)).unwrap()
}

#[test]
fn what_the_functions_write_is_shown() {
    let literals = [
        r#"#\[error\(\s*"([^"]+)""#,
        r#"Refusal::new\(Outcome::\w+, "([^"]+)"\)"#,
        r#"\(Outcome::\w+, "([^"]+)"\)"#,
        r#"refuse\("([^"]+)"\)"#,
        r#"=> "(the [^"]+)","#,
    ];
    let number = Regex::new(r"\{[a-zA-Z_]+\}").unwrap();
    let mut found = 0;
    for path in [
        "session/src/verify.rs",
        "session/src/state.rs",
        "session/src/key.rs",
        "service/src/secret/source.rs",
        "service/src/secret/cache.rs",
        "session/src/redirect.rs",
        "service/src/request.rs",
        "service/src/event.rs",
        "service/src/exchange.rs",
    ] {
        let source = file(&format!("shared/{path}"));
        // What is wrong with the text of a parameter is told within another error.
        let before = if path == "session/src/key.rs" { "the secret cannot be used: " } else { "" };
        for literal in literals {
            for text in Regex::new(literal).unwrap().captures_iter(&source) {
                let text = before.to_owned() + &number.replace_all(&text[1], "40");
                let varying = [
                    "iss",
                    "too long",
                    "example.eu.auth0.com",
                    "GetParameter /a/b in eu-west-1: ThrottlingException",
                    "it holds no secret",
                ];
                let shown = varying.map(|part| of_functions(&text.replace("{0}", part)));
                // An error that is another's words alone.
                let is_known = text == "{0}" || shown.iter().any(|shown| !shown.contains('…'));
                assert!(is_known, "`{text}` of {path} is not in OF_FUNCTIONS");
                found += 1;
            }
        }
        for malformed in Regex::new(r#"Malformed\("([^"]+)"\)"#).unwrap().captures_iter(&source) {
            let text = format!("not a compact JWS: {}", &malformed[1]);
            assert_eq!(of_functions(&text), text);
        }
    }
    assert!(found > 35, "{found}");
}

#[test]
fn what_the_action_writes_is_shown() {
    let action = file("infra/auth0/actions/progressive-profiling.js");
    let call = Regex::new(r"\b(?:pass|stop|refuse|refused)\('(\w+)', '([^']+)'").unwrap();
    let setting = Regex::new(r"read\(\w+, '(\w+)', [^']+, (?:'([^']+)'|(\w+))\)").unwrap();
    let mut texts: Vec<(String, String)> =
        call.captures_iter(&action).map(|call| (call[1].to_owned(), call[2].to_owned())).collect();
    for setting in setting.captures_iter(&action) {
        let named = |name: &str| {
            let rule = Regex::new(&format!(r"const {name} = '([^']+)'")).unwrap();
            rule.captures(&action).unwrap()[1].to_owned()
        };
        let rule = setting.get(2).map_or_else(|| named(&setting[3]), |rule| rule.as_str().to_owned());
        texts.push(("broken_setting".to_owned(), format!("{} {rule}", &setting[1])));
    }
    assert!(texts.len() >= 11, "{texts:?}");
    for (reason, text) in texts {
        assert_eq!(of_action(&reason, &text), text);
    }
}

#[test]
fn what_varies_is_shown_in_its_own_shape_alone() {
    for (text, shown) in [
        ("expired 40 s ago", "expired 40 s ago"),
        ("expired by 40 s", "…"),
        ("expired 4e1 s ago", "expired … s ago"),
        ("the token is for sign-up_2024", "the token is for sign-up_2024"),
        ("the token is for 7f3a9c", "the token is for …"),
        ("the token is for a b", "the token is for …"),
        (
            "the issuer is not on the list: dev-8x2k3jq1.eu.auth0.com",
            "the issuer is not on the list: dev-8x2k3jq1.eu.auth0.com",
        ),
        (
            "the issuer is not on the list: https://example.com/",
            "the issuer is not on the list: https://example.com/",
        ),
        ("the issuer is not on the list: not a host", "the issuer is not on the list: not a host"),
        ("the issuer is not on the list: eyJhbGciOiJIUzI1NiJ9.e30.abc", "the issuer is not on the list: …"),
        ("the issuer is not on the list: example.com:44300000000", "the issuer is not on the list: …"),
        (
            "the secret could not be fetched: GetParameter /progressive-profiling/session-secret in eu-west-1: SSM did not answer in time; before that: ThrottlingException",
            "the secret could not be fetched: GetParameter /progressive-profiling/session-secret in eu-west-1: SSM did not answer in time; before that: ThrottlingException",
        ),
        (
            "the secret could not be fetched: GetParameter /x/Ab3dEf9 in nowhere: Down",
            "the secret could not be fetched: GetParameter … in …: …",
        ),
        (
            "no secret in force made this signature; the secrets were fetched 29 s ago",
            "no secret in force made this signature; the secrets were fetched 29 s ago",
        ),
        (
            "no secret in force made this signature; the secret on line 1 is in quotes; the secret on line 2 has an invisible character",
            "no secret in force made this signature; the secret on line 1 is in quotes; the secret on line 2 has an invisible character",
        ),
        (
            "the secret could not be fetched: GetParameter /profiling/session-secret in eu-west-1: SSM's certificate has an unknown issuer",
            "the secret could not be fetched: GetParameter /profiling/session-secret in eu-west-1: SSM's certificate has an unknown issuer",
        ),
        ("no secret in force made this signature; or so", "no secret in force made this signature; …"),
        ("a\u{202e}b", "…"),
    ] {
        let expected = if shown.contains('…') { format!("{shown}{WHY}") } else { shown.to_owned() };
        assert_eq!(of_functions(text), expected, "{text}");
    }
    for (reason, text, shown) in [
        ("asked", "job_title,companyName", "job_title,companyName"),
        ("asked", "job_title,a b", "…"),
        ("postponed", "1 of 3 logins", "1 of 3 logins"),
        ("still_missing", "written 1, dropped 0, missing a,b", "written 1, dropped 0, missing a,b"),
        (
            "still_missing",
            "written 1, dropped 0, not applicable 2, missing a, form unknown",
            "written 1, dropped 0, not applicable 2, missing a, form unknown",
        ),
        ("unexpected", "TypeError", "TypeError"),
        ("unexpected", "walrus", "…"),
        ("token_invalid", "whatever", "…"),
        ("token_invalid", "unknown reason", "unknown reason"),
        ("not_answered", "5 of 24 hours", "5 of 24 hours"),
        (
            "not_answered",
            "missing a,b, app_metadata is not an object",
            "missing a,b, app_metadata is not an object",
        ),
        ("unexpected", "no global crypto, choose Node 22", "no global crypto, choose Node 22"),
    ] {
        let expected = if shown.contains('…') { format!("{shown}{WHY}") } else { shown.to_owned() };
        assert_eq!(of_action(reason, text), expected, "{text}");
    }
}

#[test]
fn ids_have_exactly_the_shape_that_they_are_made_in() {
    let id = "00000000-0000-4000-8000-00000000000a";
    for (shape, good, bad) in [
        (
            login as fn(&str) -> Option<String>,
            "1a2b3c4d",
            &["1a2b3c4", "1a2b3c4d5", "1A2B3C4D", "1a2b3c4g"][..],
        ),
        (
            request_id,
            "JKJaXmPLvHcESHA=",
            &["JKJaXmPLvHcESHA", "JKJaXmPLvHcESHAA=", "JKJaXmPLvHcESH==", "\" or 1"],
        ),
        (invocation_id, id, &["00000000-0000-4000-8000-00000000000", "0000000000004000800000000000000a"]),
        (reference, "7G32-SVNQ", &["7G32SVNQ", "7G32-SVNL", "7G32-SVN", "7G32-SVNQ-7G32"]),
        (time, "2026-11-24T10:00:00", &["2026-11-24", "2026-11-24 10:00:00", "aaaa-11-24T10:00:00"]),
    ] {
        assert_eq!(shape(good).as_deref(), Some(good));
        for text in bad {
            assert_eq!(shape(text), None, "{text}");
        }
    }
    assert_eq!(reference("7g32-svnq").as_deref(), Some("7G32-SVNQ"));
}

/// Secrets as people make and write them.
fn secret() -> impl Strategy<Value = String> {
    const WORDS: [&str; 8] =
        ["walrus", "thimble", "quartz", "bonfire", "lantern", "saffron", "glacier", "mulberry"];
    let bytes = prop_oneof![any::<[u8; 24]>().prop_map(Vec::from), any::<[u8; 32]>().prop_map(Vec::from)];
    let hex = |bytes: &[u8]| bytes.iter().map(|b| format!("{b:02x}")).collect::<Vec<_>>();
    let written = (bytes, 0..9_usize).prop_map(move |(bytes, way)| match way {
        0 | 1 => STANDARD.encode(bytes),
        2 => URL_SAFE_NO_PAD.encode(bytes),
        3 => hex(&bytes).concat(),
        4 => hex(&bytes).join(":"),
        5 => hex(&bytes).join("-"),
        6 => hex(&bytes).chunks(2).map(<[String]>::concat).collect::<Vec<_>>().join(" "),
        7 => hex(&bytes).chunks(4).map(<[String]>::concat).collect::<Vec<_>>().join("-"),
        _ => {
            let hex = hex(&bytes[..16]).concat();
            [&hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..]].join("-")
        }
    });
    let words = (proptest::collection::vec(0..WORDS.len(), 6..9), 0..4_usize).prop_map(|(words, way)| {
        words.into_iter().map(|word| WORDS[word]).collect::<Vec<_>>().join(["", " ", "-", "_"][way])
    });
    prop_oneof![4 => written, 1 => words]
}

/// Where somebody may paste it, on purpose or not.
fn pasted(secret: &str) -> Vec<String> {
    let mut texts = vec![
        secret.to_owned(),
        secret.replace([' ', '-', ':'], "\n"),
        format!("login={secret}"),
        format!("outcome {secret}"),
        format!("reference {secret}"),
        format!("{secret} FaultsAlarm"),
        format!("https://forms.example.com/forms/profile?state=s&session_token={secret}"),
        json!({"outcome": secret}).to_string(),
        json!({"outcome": "rendered", "unknown_fields": [secret]}).to_string(),
        json!({"message": secret, "AlarmName": secret}).to_string(),
        format!("{secret} {{\"outcome\":\"rendered\"}} {secret}"),
    ];
    let members =
        ["detail", "stale_secret", "login", "request_id", "reference", "timestamp", "application", "form"];
    texts.extend(members.map(|member| json!({"outcome": "rendered", member: secret}).to_string()));
    if secret.len() != 36 {
        // A UUID is what an invocation's id is.
        texts.push(json!({"outcome": "rendered", "invocation_id": secret}).to_string());
    }
    for reason in REASONS {
        texts.push(format!("progressive-profiling: {} {secret} login={secret}", reason.name));
        texts.push(format!("progressive-profiling: {} missing {secret}", reason.name));
    }
    let kind = Regex::new(r"\{\w+\}").unwrap();
    for known in OF_FUNCTIONS.iter().chain(OF_ACTION) {
        let detail = kind.replace_all(known, secret);
        texts.push(json!({"outcome": "fault", "detail": detail, "stale_secret": detail}).to_string());
    }
    texts
}

proptest! {
    // Each is pasted in some two hundred ways.
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn not_six_characters_of_a_secret_are_shown(secret in secret()) {
        for text in pasted(&secret) {
            let (found, unknown) = read(&text);
            let json: Vec<_> = groups(read(&text).0).into_iter().map(|group| group.explanation("stack")).collect();
            let told = format!(
                "{}\n{}\n{}",
                group::words(groups(found), "stack"),
                serde_json::to_string(&json).unwrap(),
                unknown.iter().map(ToString::to_string).collect::<String>(),
            );
            for start in 0..secret.len() - 5 {
                let part = &secret[start..start + 6];
                prop_assert!(!told.contains(part), "{} of {}:\n{}", part, text, told);
            }
        }
    }
}
