//! An input for one line of text, which several kinds have.

use maud::{Markup, html};

use super::{Attributes, FieldView};

/// An input for one line of text.
pub(super) struct Line {
    /// The type of the input.
    pub(super) kind: &'static str,
    /// The keyboard of a telephone, where the type does not say it.
    pub(super) keyboard: Option<&'static str>,
    /// The greatest number of characters.
    pub(super) max_length: Option<u32>,
}

impl Line {
    /// An input of this type.
    pub(super) fn new(kind: &'static str) -> Self {
        Self { kind, keyboard: None, max_length: None }
    }
}

impl FieldView<'_> {
    /// The field's own input, for one line of text.
    pub(super) fn line(&self, line: &Line) -> Markup {
        let Attributes { autocomplete, required, described_by, invalid } = self.attributes();
        html! {
            input type=(line.kind) id=(self.name()) name=(self.name()) value=(self.value()) inputmode=[line.keyboard]
                maxlength=[line.max_length] autocomplete=[autocomplete] required[required]
                aria-describedby=[described_by] aria-invalid=[invalid];
        }
    }
}
