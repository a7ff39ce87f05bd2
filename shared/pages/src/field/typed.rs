//! Inputs to type in.

use maud::{Markup, html};

use super::{Attributes, FieldView};
use profiling_forms::MultilineRules;

impl FieldView<'_> {
    /// One line, with a keyboard of its own on a telephone where `kind` or `keyboard` has one.
    pub(super) fn line(&self, kind: &str, keyboard: Option<&str>, most: Option<u32>) -> Markup {
        let Attributes { autocomplete, required, described_by, invalid } = self.attributes();
        html! {
            input type=(kind) id=(self.name()) name=(self.name()) value=(self.value()) inputmode=[keyboard]
                maxlength=[most] autocomplete=[autocomplete] required[required]
                aria-describedby=[described_by] aria-invalid=[invalid];
        }
    }

    pub(super) fn lines(&self, rules: &MultilineRules) -> Markup {
        let Attributes { autocomplete, required, described_by, invalid } = self.attributes();
        html! {
            textarea id=(self.name()) name=(self.name()) rows=(rules.rows) maxlength=(rules.max_length)
                autocomplete=[autocomplete] required[required] aria-describedby=[described_by]
                aria-invalid=[invalid] {
                // A line break right behind the tag would be dropped: this one may be.
                "\n" (self.value())
            }
        }
    }
}
