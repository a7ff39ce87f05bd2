//! The settings page names every variable.

use profiling_tests::workspace;

#[test]
fn docs_settings_has_every_variable_that_a_function_reads() {
    let page = std::fs::read_to_string(workspace().join("docs/settings.md")).expect("the page");
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
        assert!(page.contains(&format!("`{name}`")), "{name}");
    }
}
