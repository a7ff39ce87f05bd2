//! The promises of SECURITY.md: each promise names tests that exist.

use std::fs::read_to_string;

use profiling_tests::workspace;

/// The texts between backticks, if the backticks are paired.
fn code(text: &str) -> Vec<&str> {
    let spans: Vec<&str> = text.split('`').collect();
    assert!(spans.len() % 2 == 1, "a backtick without another: {text}");
    spans.into_iter().skip(1).step_by(2).collect()
}

/// The file and the name of a test, from `file::name` or `file: "title"`.
fn test_of(code: &str) -> Option<(&str, &str)> {
    let title = code.split_once(": \"").and_then(|(file, title)| Some((file, title.strip_suffix('"')?)));
    title.or_else(|| code.split_once("::")).filter(|(file, _)| file.contains('/'))
}

/// Returns whether an attribute of the function says that it is a test.
fn is_rust_test(source: &str, name: &str) -> bool {
    let lines: Vec<&str> = source.lines().map(str::trim).collect();
    let function = format!("fn {name}(");
    lines.iter().position(|line| line.contains(&function)).is_some_and(|at| {
        let above = lines[..at].iter().rev().take_while(|line| line.starts_with(['#', '/']));
        above.into_iter().any(|line| *line == "#[test]" || line.starts_with("#[tokio::test"))
    })
}

/// Returns whether the file has a case with this name, for tests/action/main.rs.
fn is_case(source: &str, name: &str) -> bool {
    let file: serde_json::Value = serde_json::from_str(source).unwrap_or_default();
    file["cases"].as_array().is_some_and(|cases| cases.iter().any(|case| case["name"] == name))
}

/// The reason why this is not a test of the repository.
fn fault(file: &str, name: &str) -> Option<&'static str> {
    let Ok(source) = read_to_string(workspace().join(file)) else { return Some("no such file") };
    let there = match file.rsplit_once('.') {
        Some((_, "rs")) => is_rust_test(&source, name),
        Some((_, "mjs")) => ["'", "\"", "`"].iter().any(|quote| {
            let title = format!("test({quote}{name}{quote}");
            source.contains(&title)
        }),
        Some((_, "json")) => is_case(&source, name),
        Some((_, "py")) => name.starts_with("test_") && source.contains(&format!("    def {name}(self):")),
        _ => return Some("unknown kind of test"),
    };
    (!there).then_some("no such test in the file")
}

#[test]
fn every_promise_names_existing_tests() {
    let text = read_to_string(workspace().join("SECURITY.md")).expect("the file");
    let (_, table) =
        text.split_once("| promise | held by |\n| --- | --- |\n").expect("the table of promises");
    let rows: Vec<&str> = table.lines().take_while(|line| line.starts_with('|')).collect();
    assert!(rows.len() >= 30, "{} promises", rows.len());
    for row in rows {
        let cells: Vec<&str> = row.split('|').map(str::trim).collect();
        let ["", promise, tests, ""] = cells[..] else { panic!("not two cells: {row}") };
        let tests = code(tests);
        assert!(!tests.is_empty(), "no test holds: {promise}");
        for test in tests {
            assert!(test_of(test).is_some(), "neither `file::name` nor `file: \"title\"`: {test}");
        }
    }
    for (file, name) in code(&text).into_iter().filter_map(test_of) {
        assert_eq!(fault(file, name), None, "{file} {name}");
    }
}

#[test]
fn a_name_that_is_not_a_test_is_detected() {
    for (file, name, why) in [
        ("tests/journey/security.rs", "a_name_that_is_not_a_test_is_detected", None),
        ("tests/journey/security.rs", "a_name_that_is_no", Some("no such test in the file")),
        ("tests/journey/security.rs", "fault", Some("no such test in the file")),
        ("tests/journey/no.rs", "a", Some("no such file")),
        ("tests/browser/page.test.mjs", "the form is one request", Some("no such test in the file")),
        ("tests/sam/test_api.py", "test_a_line_is_json", None),
        ("tests/sam/test_api.py", "setUp", Some("no such test in the file")),
        ("tests/action/cases/answer.json", "answers are written", None),
        ("tests/action/cases/answer.json", "answers are", Some("no such test in the file")),
        ("tests/action/base.json", "answers are written", Some("no such test in the file")),
        ("README.md", "How it works", Some("unknown kind of test")),
    ] {
        assert_eq!(fault(file, name), why, "{file} {name}");
    }
}
