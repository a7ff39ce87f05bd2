//! Consent: a box that nobody ticks but the person, and a link to what it is about.

use maud::{Markup, html};

use super::{Attributes, FieldView};
use profiling_forms::ConsentRules;

impl FieldView<'_> {
    pub(super) fn consent(&self, rules: &ConsentRules) -> Markup {
        let Attributes { required, described_by, invalid, .. } = self.attributes();
        let document = &rules.document;
        html! {
            (self.hint_and_error())
            div.option {
                input type="checkbox" id=(self.name()) name=(self.name()) value="yes" checked[self.value() == "yes"]
                    required[required] aria-describedby=[described_by] aria-invalid=[invalid];
                label for=(self.name()) { (self.label()) }
            }
            // Not in this window: the person is in the middle of a form.
            p.document {
                a href=(document.url.as_str()) target="_blank" rel="noopener noreferrer" {
                    (self.reader.text(&document.label))
                }
            }
        }
    }
}
