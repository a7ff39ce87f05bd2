use std::path::Path;

use regex_lite::Regex;

use super::*;

/// The text of a detail that can be printed.
fn parse(reason: &str, text: &str) -> Option<String> {
    ActionDetail::parse(reason, text).map(|detail| detail.as_str().to_owned())
}

/// The constant with this name in the Action.
fn constant(action: &str, name: &str) -> String {
    let constant = Regex::new(&format!(r"const {name} = '([^']+)'")).unwrap();
    constant.captures(action).unwrap()[1].to_owned()
}

#[test]
fn every_detail_in_the_action_has_a_format() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../auth0/actions/progressive-profiling.js");
    let action = std::fs::read_to_string(Path::new(path)).unwrap();
    let call = Regex::new(r"\b(?:pass|stop|refuse|refused)\('(\w+)', '([^']+)'").unwrap();
    let setting = Regex::new(r"read\(\w+, '(\w+)', [^'\n]+, (?:'([^']+)'|(\w+))\)").unwrap();
    let mut texts: Vec<(String, String)> =
        call.captures_iter(&action).map(|call| (call[1].to_owned(), call[2].to_owned())).collect();
    for setting in setting.captures_iter(&action) {
        let rule =
            setting.get(2).map_or_else(|| constant(&action, &setting[3]), |rule| rule.as_str().to_owned());
        texts.push(("broken_setting".to_owned(), format!("{} {rule}", &setting[1])));
    }
    assert!(texts.len() >= 11, "{texts:?}");
    for (reason, text) in texts {
        assert_eq!(parse(&reason, &text), Some(text));
    }
}

#[test]
fn only_a_detail_in_a_format_of_the_log_is_printed() {
    for (reason, text, is_printed) in [
        ("asked", "job_title,companyName", true),
        ("asked", "job_title,a b", false),
        ("asked", "job_title; too large to show: a,b", true),
        ("asked", "job_title; too large to show: a b", false),
        ("postponed", "1 of 3 logins", true),
        ("waiting", "2 of 3 logins", true),
        ("waiting", "6 of 7 days", true),
        ("waiting", "6 of 7 walrus", false),
        ("no_rule", "walrus", false),
        ("login_count", "1 < 2", true),
        ("login_count", "1 < 2e9", false),
        ("still_missing", "written 1, dropped 0, missing a,b", true),
        ("still_missing", "written 1, dropped 0, not applicable 2, missing a, form unknown", true),
        ("unexpected", "TypeError", true),
        ("unexpected", "walrus", false),
        ("token_invalid", "whatever", false),
        ("token_invalid", "unknown reason", true),
        ("not_answered", "5 of 24 hours", true),
        ("not_answered", "missing a,b, app_metadata is not an object", true),
        ("not_answered", "missing 7f3a9c", false),
        ("seal_invalid", "unknown version", true),
        ("unexpected", "", false),
    ] {
        assert_eq!(parse(reason, text).as_deref(), is_printed.then_some(text), "{text}");
    }
}
