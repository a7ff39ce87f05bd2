//! The lists in the documents that have to be complete.

use profiling_forms::Kind;
use profiling_forms::locale::LANGUAGES;
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

#[test]
fn every_language_and_every_field_kind_is_in_the_guide_to_forms() {
    let guide = std::fs::read_to_string(workspace().join("docs/forms.md")).expect("the guide");
    for language in LANGUAGES {
        let is_listed = guide.contains(&format!("(`{language}`)"));
        assert!(is_listed, "the list of languages in docs/forms.md lacks `{language}`");
    }
    let fields = guide.split("\n## ").find(|section| section.starts_with("Fields\n")).unwrap_or_default();
    for kind in Kind::NAMES {
        assert!(
            fields.contains(&format!("`{kind}`")),
            "the section on fields in docs/forms.md lacks `{kind}`"
        );
    }
}
