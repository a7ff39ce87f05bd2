//! What the README promises about names.

use profiling_tests::workspace;

#[test]
fn every_variable_that_a_function_reads_is_in_the_readme() {
    let readme = std::fs::read_to_string(workspace().join("README.md")).expect("the README");
    let source =
        std::fs::read_to_string(workspace().join("shared/service/src/config.rs")).expect("the source");
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
