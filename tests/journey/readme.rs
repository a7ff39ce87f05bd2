//! What the README promises about names.

use profiling::outcome::Outcome;
use profiling_tests::workspace;

fn readme() -> String {
    std::fs::read_to_string(workspace().join("README.md")).expect("the README")
}

#[test]
fn every_outcome_stands_in_the_readme_with_its_status_and_nothing_else_does() {
    let readme = readme();
    let (_, table) = readme.split_once("| outcome | status |").expect("the table of outcomes");
    let rows: Vec<(&str, &str)> = table
        .lines()
        .skip(2)
        .take_while(|line| line.starts_with('|'))
        .filter_map(|line| {
            let mut cells = line.split('|').map(str::trim).skip(1);
            Some((cells.next()?.trim_matches('`'), cells.next()?))
        })
        .collect();
    let statuses: Vec<String> =
        Outcome::ALL.iter().map(|outcome| outcome.status().as_str().to_owned()).collect();
    let expected: Vec<(&str, &str)> = Outcome::ALL
        .iter()
        .zip(&statuses)
        .map(|(outcome, status)| (outcome.name(), status.as_str()))
        .collect();
    assert_eq!(rows, expected);
}

#[test]
fn every_variable_that_a_function_reads_stands_in_the_readme() {
    let readme = readme();
    let source = std::fs::read_to_string(workspace().join("shared/src/config.rs")).expect("the source");
    let read = source.split("#[cfg(test)]").next().unwrap_or_default();
    let mut names: Vec<&str> = read
        .split('"')
        .filter(|text| {
            text.contains('_')
                && text.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'_')
        })
        .collect();
    names.dedup();
    assert!(names.len() >= 9, "{names:?}");
    for name in names {
        assert!(readme.contains(&format!("`{name}`")), "{name}");
    }
}
