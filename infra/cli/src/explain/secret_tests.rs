//! No part of a pasted secret is printed.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use profiling_service::reason::Reason;
use proptest::prelude::{ProptestConfig, Strategy, any, prop_assert, prop_oneof, proptest};
use serde_json::{Value, json};

use super::action_reasons::REASONS;
use super::entry::Entry;
use super::group::{self, groups};
use super::input::{Match, read};
use super::messages::MESSAGES;

/// The words of secrets that consist of words.
const WORDS: [&str; 8] =
    ["walrus", "thimble", "quartz", "bonfire", "lantern", "saffron", "glacier", "mulberry"];

/// What joins the words.
const JOINTS: [&str; 4] = ["", " ", "-", "_"];

/// Secrets in the formats that people generate.
fn secret() -> impl Strategy<Value = String> {
    let bytes = prop_oneof![any::<[u8; 24]>().prop_map(Vec::from), any::<[u8; 32]>().prop_map(Vec::from)];
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
    let words =
        (proptest::collection::vec(0..WORDS.len(), 6..9), 0..JOINTS.len()).prop_map(|(words, way)| {
            words.into_iter().map(|word| WORDS[word]).collect::<Vec<_>>().join(JOINTS[way])
        });
    prop_oneof![4 => written, 1 => words]
}

/// Inputs in which a secret may be pasted, on purpose or not.
fn pasted(secret: &str) -> Vec<String> {
    let mut texts = vec![
        secret.to_owned(),
        secret.replace([' ', '-', ':'], "\n"),
        format!("login={secret}"),
        format!("rule={secret}"),
        format!("outcome {secret}"),
        format!("reference {secret}"),
        format!("{secret} InternalErrorsAlarm"),
        format!("https://forms.example.com/forms/profile?state=s&session_token={secret}"),
        json!({"outcome": secret}).to_string(),
        json!({"outcome": "rendered", "unknown_fields": [secret]}).to_string(),
        json!({"message": secret, "AlarmName": secret}).to_string(),
        format!("{secret} {{\"outcome\":\"rendered\"}} {secret}"),
    ];
    let members = [
        "detail",
        "stale_secret",
        "login",
        "synthetic",
        "request_id",
        "reference",
        "timestamp",
        "application",
        "form",
        "rule",
    ];
    texts.extend(members.map(|member| json!({"outcome": "rendered", member: secret}).to_string()));
    if secret.len() != 36 {
        // A UUID is what an invocation's id is.
        texts.push(json!({"outcome": "rendered", "invocation_id": secret}).to_string());
    }
    for reason in REASONS {
        texts.push(format!("progressive-profiling: {} {secret} login={secret}", reason.name));
        texts.push(format!("progressive-profiling: {} missing {secret}", reason.name));
        texts.push(format!("progressive-profiling: {} rule={secret} login=1a2b3c4d", reason.name));
    }
    for reason in Reason::samples() {
        let line = json!({"outcome": reason.outcome().name()});
        let fields = serde_json::to_value(&reason).unwrap();
        texts.extend(with_secret(&fields, secret).into_iter().flat_map(|mut fields| {
            let members = fields.as_object_mut().unwrap();
            members.extend(line.as_object().unwrap().clone());
            members.insert("detail".to_owned(), json!(format!("{reason} {secret}")));
            [fields.to_string(), json!({"outcome": "rendered", "stale_secret_reason": fields}).to_string()]
        }));
    }
    texts
}

/// The copies of a value in each of which one of its texts and numbers is the secret.
fn with_secret(value: &Value, secret: &str) -> Vec<Value> {
    match value {
        Value::Object(members) => members
            .iter()
            .flat_map(|(name, member)| {
                with_secret(member, secret).into_iter().map(|member| {
                    let mut copy = members.clone();
                    copy.insert(name.clone(), member);
                    Value::Object(copy)
                })
            })
            .collect(),
        Value::Array(items) => {
            items.iter().flat_map(|item| with_secret(item, secret)).map(|item| json!([item])).collect()
        }
        _ => vec![json!(secret)],
    }
}

/// The bytes in hexadecimal, two digits each.
fn hex(bytes: &[u8]) -> Vec<String> {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}

/// Otherwise, a text of our own could look like a part of a secret.
#[test]
fn no_explanation_has_six_characters_of_two_words() {
    let entries = Entry::all().chain(MESSAGES.iter().map(Entry::Message));
    let texts: Vec<String> =
        entries.map(|entry| group::text(groups(vec![Match::new(vec![entry])]), "stack")).collect();
    for joint in JOINTS {
        for (one, other) in WORDS.iter().flat_map(|one| WORDS.map(|other| (one, other))) {
            let both = format!("{one}{joint}{other}");
            for start in 0..both.len() - 5 {
                let part = &both[start..start + 6];
                assert!(!texts.iter().any(|text| text.contains(part)), "{part}");
            }
        }
    }
}

proptest! {
    // Each is pasted in some two hundred inputs.
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn no_six_characters_of_a_secret_are_printed(secret in secret()) {
        for text in pasted(&secret) {
            let (matches, unknown) = read(&text);
            let json: Vec<_> = groups(read(&text).0).into_iter().map(|group| group.explanation("stack")).collect();
            let printed = format!(
                "{}\n{}\n{}",
                group::text(groups(matches), "stack"),
                serde_json::to_string(&json).unwrap(),
                unknown.iter().map(ToString::to_string).collect::<String>(),
            );
            for start in 0..secret.len() - 5 {
                let part = &secret[start..start + 6];
                prop_assert!(!printed.contains(part), "{} of {}:\n{}", part, text, printed);
            }
        }
    }
}
