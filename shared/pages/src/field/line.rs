//! An input for one line of text, which several kinds have.

use maud::{Markup, html};

use super::limit::Limit;
use super::{Attributes, FieldView};

/// An input for one line of text.
pub(super) struct Line {
    /// The type of the input.
    pub(super) kind: &'static str,
    /// The keyboard of a telephone, where the type does not say it.
    pub(super) keyboard: Option<&'static str>,
    /// The maximum length, if there is one to state.
    pub(super) limit: Option<Limit>,
}

impl Line {
    /// An input of this type.
    pub(super) fn new(kind: &'static str) -> Self {
        Self { kind, keyboard: None, limit: None }
    }
}

impl FieldView<'_> {
    /// The field's own input, for one line of text.
    pub(super) fn line(&self, line: &Line) -> Markup {
        let Attributes { autocomplete, required, described_by, invalid } = self.attributes();
        let described_by = Limit::describes(line.limit, self.name(), described_by);
        html! {
            input type=(line.kind) id=(self.name()) name=(self.name()) value=(self.value()) inputmode=[line.keyboard]
                autocomplete=[autocomplete] required[required] aria-describedby=[described_by] aria-invalid=[invalid];
            (self.limit(line.limit, self.name()))
        }
    }
}
