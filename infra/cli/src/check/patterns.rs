//! Patterns that no answer can match, JavaScript literals, and patterns without an error message.

mod automaton;

use profiling_forms::{Field, Form, Kind, TextRules};

use self::automaton::{Automaton, Texts};
use super::finding::{Code, Finding};

/// The flags of a regular expression in JavaScript.
const FLAGS: &str = "dgimsuvy";

/// Reports problems of the patterns of the form in `file`.
pub(super) fn check(file: &str, form: &Form) -> Vec<Finding> {
    let fields = form.items().filter_map(|(place, _, item)| Some((place, item.field()?)));
    fields.flat_map(|(place, field)| check_field(file, &format!("{place}.pattern"), field)).collect()
}

fn check_field(file: &str, place: &str, field: &Field) -> Vec<Finding> {
    let Kind::Text(rules) = &field.kind else { return Vec::new() };
    let Some(pattern) = &rules.pattern else { return Vec::new() };
    let mut findings = Vec::new();
    let without_slashes = without_slashes(pattern.as_str());
    if let Some(reason) = reason_never(pattern.as_str(), rules) {
        let reason = without_slashes.map_or(reason, |pattern| slashes(&pattern));
        let message = format!("no answer can match this pattern: {reason}");
        findings.push(Finding::new(Code::PatternNever, file, place, message));
    } else if let Some(pattern) = without_slashes {
        findings.push(Finding::new(Code::PatternSlashes, file, place, slashes(&pattern)));
    }
    if field.errors.pattern.is_none() && field.errors.invalid.is_none() {
        let message = "the built-in error message cannot describe the format, so users have to guess it; describe it in \
                       `errors.pattern`, such as \"Enter two letters and four digits, like AB1234\"";
        findings.push(Finding::new(Code::PatternUnexplained, file, place, message));
    }
    findings
}

/// Returns the pattern of a literal of JavaScript, `/…/i`, as it has to be written in a form.
fn without_slashes(pattern: &str) -> Option<String> {
    let (body, flags) = pattern.strip_prefix('/')?.rsplit_once('/')?;
    if body.is_empty() || !flags.chars().all(|flag| FLAGS.contains(flag)) {
        return None;
    }
    let prefix = if flags.contains('i') { "(?i)" } else { "" };
    Some(format!("{prefix}{}", body.replace(r"\/", "/")))
}

fn slashes(pattern: &str) -> String {
    let json = serde_json::Value::from(pattern);
    format!(
        "the slashes and flags of JavaScript's `/…/` are part of the pattern, so an answer must have them; without them, \
         it is `\"pattern\": {json}`"
    )
}

/// Returns the reason why no answer matches the pattern, or `None` if one matches or the search has no result.
fn reason_never(pattern: &str, rules: &TextRules) -> Option<String> {
    let (least, most) = (rules.min_length.unwrap_or(0).max(1), rules.max_length);
    let automaton = Automaton::new(pattern)?;
    if automaton.shortest(Texts { least, most, trimmed: true }).is_some() {
        return None;
    }
    let all = Texts { least: 1, most: automaton::MAX_LENGTH, trimmed: true };
    Some(if let Some(length) = automaton.shortest(all) {
        if length > most {
            format!("the shortest text that matches it has {length} characters, and `max_length` is {most}")
        } else {
            format!(
                "none of the texts that match it has {least} to {most} characters; compare it with `min_length` and `max_length`"
            )
        }
    } else if automaton.shortest(Texts { trimmed: false, ..all }).is_some() {
        "a text that matches it begins or ends with white space, which is removed from answers".to_owned()
    } else {
        "an answer is not empty, has no line breaks or other control characters, and has nothing before `^` or after `$`; change the \
         pattern accordingly"
            .to_owned()
    })
}
