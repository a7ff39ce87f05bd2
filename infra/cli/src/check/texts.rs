//! The texts of a form: their lengths, and markup that is shown as it is written.

mod length;
mod markup;

use profiling_forms::{Form, Text, TextRole};

use super::finding::Finding;

/// A text of a form.
pub(super) struct FormText<'f> {
    /// The place in the file, such as `fields[1].label`.
    pub(super) place: String,
    pub(super) role: TextRole,
    pub(super) text: &'f Text,
}

/// Returns all texts of a form.
pub(super) fn all(form: &Form) -> Vec<FormText<'_>> {
    let mut texts = Vec::new();
    form.each_text(&mut |place, role, text| texts.push(FormText { place: place.to_string(), role, text }));
    texts
}

/// Reports problems in the wording of the form in `file`, in every language.
pub(super) fn check(file: &str, texts: &[FormText<'_>]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for text in texts {
        for (place, content) in text.contents() {
            findings.extend(markup::check(file, &place, text.role, content));
            findings.extend(length::check(file, &place, text.role, content));
        }
    }
    findings
}

impl<'f> FormText<'f> {
    /// Returns the content in each language, with its place: `fields[1].label.de`.
    fn contents(&self) -> Vec<(String, &'f str)> {
        match self.text {
            Text::Plain(content) => vec![(self.place.clone(), content)],
            Text::Translated(texts) => texts
                .iter()
                .map(|(language, content)| (format!("{}.{language}", self.place), content.as_str()))
                .collect(),
        }
    }
}
