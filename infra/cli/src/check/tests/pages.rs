use serde_json::{Value, json};

use super::{findings_in, form, text};

/// Returns the findings about the size of the pages of a form, without the file.
fn findings(form: &Value) -> Vec<String> {
    let lines = findings_in(form);
    let prefix = "warning page_too_large infra/forms/f.json: ";
    lines.iter().filter_map(|line| Some(line.strip_prefix(prefix)?.to_owned())).collect()
}

/// Replaces each number of bytes in a message by `N`.
fn without_sizes(line: &str) -> String {
    let mut words: Vec<&str> = line.split(' ').collect();
    for index in 1..words.len() {
        if words[index].starts_with("bytes") && words[index - 1].bytes().all(|b| b.is_ascii_digit()) {
            words[index - 1] = "N";
        }
    }
    words.join(" ")
}

fn country(name: &str) -> Value {
    json!({"type": "country", "name": name, "label": name})
}

fn telephone(countries: &Value) -> Value {
    json!({"type": "telephone", "name": "phone", "label": "P", "hint": "H", "countries": countries})
}

fn radio(options: usize) -> Value {
    let options: Vec<Value> = (0..options)
        .map(|index| json!({"value": format!("v{index}"), "label": "L", "description": "D".repeat(100)}))
        .collect();
    json!({"type": "radio", "name": "radio", "label": "R", "options": options})
}

#[test]
fn a_page_that_only_its_built_in_parts_make_large_has_no_finding() {
    for language in ["en", "ar", "ja"] {
        for fields in [
            json!([text("a")]),
            json!([country("a")]),
            json!([text("a"), country("b"), text("c")]),
            json!([country("a"), telephone(&json!(["DE", "AT"])), radio(3)]),
        ] {
            let form = form(&json!({"languages": [language], "fields": fields}));
            assert_eq!(findings(&form), [""; 0], "{form}");
        }
    }
}

#[test]
fn a_page_that_the_author_can_make_smaller_is_a_warning_with_its_largest_parts() {
    let start = "the empty page has N bytes in `en`, headers included; 14600 arrive in one round trip. The largest parts: ";
    let end = ". Shorten them, or move fields to another step";
    for (fields, parts) in [
        (
            json!([text("a"), telephone(&Value::Null)]),
            "`fields[1]` (`telephone`, with a list of all countries; name those that you need in `countries`) with N bytes",
        ),
        (
            json!([country("a"), text("b"), country("c")]),
            "`fields[0]` (`country`, with a list of all countries) with N bytes, `fields[2]` (`country`, with a list of \
             all countries) with N bytes",
        ),
        (json!([radio(20)]), "`fields[0]` (`radio`, with its options) with N bytes"),
        (
            json!([text("a"), {"type": "paragraph", "text": "a ".repeat(2_500)}, radio(2)]),
            "`fields[1]` with N bytes, `fields[2]` (`radio`, with its options) with N bytes",
        ),
    ] {
        let found = findings(&form(&json!({"fields": fields})));
        let found: Vec<String> = found.iter().map(|line| without_sizes(line)).collect();
        assert_eq!(found, [format!("fields: {start}{parts}{end}")], "{fields}");
    }
}

#[test]
fn each_step_and_the_largest_language_are_checked() {
    let form = json!({
        "version": 1, "title": "T", "languages": ["en", "de"], "intro": {"en": "I", "de": "E".repeat(4_500)},
        "steps": [{"fields": [text("a")]}, {"fields": [text("b")]}, {"fields": [radio(20)]}],
    });
    let lines = findings(&form);
    let [first, last] = &lines[..] else { panic!("{lines:?}") };
    assert!(
        first.starts_with("steps[0]: ")
            && first.contains(" in `de`, ")
            && first.contains("parts: `intro` with 4500 bytes"),
        "{first}"
    );
    assert!(last.starts_with("steps[2]: ") && last.contains("`steps[2].fields[0]`"), "{last}");
}
