use serde_json::{Value, json};

use super::{findings_in, form};

/// Returns the findings about a text field with these members: severity, code, place and message.
fn findings(members: &Value) -> Vec<String> {
    let mut field = json!({"type": "text", "name": "a", "label": "A", "errors": {"pattern": "Enter a code, like AB1234"}});
    for (key, value) in members.as_object().unwrap() {
        field[key] = value.clone();
    }
    let findings = findings_in(&form(&json!({"fields": [field]})));
    findings.into_iter().map(|line| line.replacen("infra/forms/f.json: fields[0].", "", 1)).collect()
}

#[test]
fn a_pattern_that_no_answer_matches_is_an_error_with_the_reason() {
    const IMPOSSIBLE: &str = "an answer is not empty, has no line breaks or other control characters, and has nothing \
                              before `^` or after `$`; change the pattern accordingly";
    for (members, reason) in [
        (json!({"pattern": "$a^"}), IMPOSSIBLE),
        (json!({"pattern": "[A-Z]+$[0-9]+"}), IMPOSSIBLE),
        (json!({"pattern": r"[^\s\S]"}), IMPOSSIBLE),
        (json!({"pattern": r"a\nb"}), IMPOSSIBLE),
        (json!({"pattern": "(a|b){0}"}), IMPOSSIBLE),
        (
            json!({"pattern": "a{3}", "max_length": 2}),
            "the shortest text that matches it has 3 characters, and `max_length` is 2",
        ),
        (
            json!({"pattern": "[0-9]{101}"}),
            "the shortest text that matches it has 101 characters, and `max_length` is 100",
        ),
        (
            json!({"pattern": "a{3}", "min_length": 4}),
            "none of the texts that match it has 4 to 100 characters; compare it with `min_length` and `max_length`",
        ),
        (
            json!({"pattern": "[A-Z]{2} "}),
            "a text that matches it begins or ends with white space, which is removed from answers",
        ),
        (
            json!({"pattern": "/^[a-z]+$/i"}),
            "the slashes and flags of JavaScript's `/…/` are part of the pattern, so an answer must have them; without \
             them, it is `\"pattern\": \"(?i)^[a-z]+$\"`",
        ),
    ] {
        let line = format!("error pattern_never pattern: no answer can match this pattern: {reason}");
        assert_eq!(findings(&members), [line], "{members}");
    }
}

#[test]
fn a_pattern_that_an_answer_matches_has_no_finding() {
    for members in [
        json!({"pattern": "[A-Z]{2}[0-9]{4}"}),
        json!({"pattern": "^[A-Z]{2}$"}),
        json!({"pattern": r"^\A[A-Z]{2}\z$"}),
        json!({"pattern": "a{3}", "max_length": 3}),
        json!({"pattern": "a{3}", "min_length": 3}),
        json!({"pattern": "|a"}),
        json!({"pattern": r"\S+ \S+"}),
        json!({"pattern": "/"}),
        json!({"pattern": "//"}),
        json!({"pattern": "/[a-z]+"}),
        json!({"pattern": "/[a-z]+/[0-9]+"}),
        json!({"pattern": "[a-z]+/"}),
    ] {
        assert_eq!(findings(&members), [""; 0], "{members}");
    }
}

#[test]
fn a_literal_of_javascript_is_a_warning() {
    for (pattern, json) in [
        ("/[a-z]+/", r#""[a-z]+""#),
        ("/[a-z]+/gi", r#""(?i)[a-z]+""#),
        (r"/[0-9]+\/[0-9]+/", r#""[0-9]+/[0-9]+""#),
        (r"/\d+/u", r#""\\d+""#),
    ] {
        let line = format!(
            "warning pattern_slashes pattern: the slashes and flags of JavaScript's `/…/` are part of the pattern, so an \
             answer must have them; without them, it is `\"pattern\": {json}`"
        );
        assert_eq!(findings(&json!({"pattern": pattern})), [line], "{pattern}");
    }
}

#[test]
fn a_pattern_without_an_error_message_is_a_warning() {
    let line = "warning pattern_unexplained pattern: the built-in error message cannot describe the format, so users \
                have to guess it; describe it in `errors.pattern`, such as \"Enter two letters and four digits, like \
                AB1234\"";
    for (errors, expected) in [
        (json!({}), vec![line]),
        (json!({"required": "Enter the code"}), vec![line]),
        (json!({"pattern": "Enter four digits"}), vec![]),
        // It is the message for answers that do not match, too.
        (json!({"invalid": "Enter four digits"}), vec![]),
    ] {
        let members = json!({"pattern": "[0-9]{4}", "required": true, "errors": errors});
        assert_eq!(findings(&members), expected, "{errors}");
    }
}

#[test]
fn no_pattern_with_a_sample_is_reported() {
    for pattern in [
        ".*",
        "[A-Z]{2}[0-9]{9}",
        "[0-9]{5}",
        "[A-Za-z0-9]{1,4} [0-9A-Z]{2,3}",
        "@[a-z]+",
        "#[0-9]+",
        r"[\w-]+",
    ] {
        assert_eq!(findings(&json!({"pattern": pattern})), [""; 0], "{pattern}");
    }
}
