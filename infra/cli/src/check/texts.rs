//! The texts of a form.

use profiling_forms::{Form, Text};

/// A text of a form.
pub(super) struct FormText<'f> {
    /// The place in the file, such as `fields[1].label`.
    pub(super) place: String,
    pub(super) text: &'f Text,
}

/// Returns all texts of a form.
pub(super) fn all(form: &Form) -> Vec<FormText<'_>> {
    let mut texts = Vec::new();
    form.each_text(&mut |place, _, text| texts.push(FormText { place: place.to_string(), text }));
    texts
}
