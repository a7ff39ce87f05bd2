//! Consent: a checkbox that only the user ticks, and a link to the document.

use maud::{Markup, html};

use super::{Attributes, FieldView, KindView, Selection};
use profiling_forms::ConsentRules;

pub(super) struct Consent;

impl KindView for Consent {
    type Rules = ConsentRules;

    fn html(view: &FieldView<'_>, rules: &ConsentRules) -> Markup {
        let Attributes { required, described_by, invalid, .. } = view.attributes();
        let document = &rules.document;
        html! {
            (view.hint_and_error())
            div.option {
                input type="checkbox" id=(view.name()) name=(view.name()) value="yes" checked[view.value() == "yes"]
                    required[required] aria-describedby=[described_by] aria-invalid=[invalid];
                label for=(view.name()) { (view.label()) }
            }
            // In another window, as the user is in the middle of a form.
            p.document {
                a href=(document.url.as_str()) target="_blank" rel="noopener noreferrer" {
                    (view.locale.html(&document.label))
                }
            }
        }
    }

    fn target(view: &FieldView<'_>, _: &ConsentRules) -> String {
        view.name().to_owned()
    }

    fn selection(_: &ConsentRules) -> Selection {
        Selection::Box
    }
}
