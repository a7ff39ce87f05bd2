//! Yes or no.

use maud::{Markup, html};

use super::{FieldView, KindView, Selection};
use profiling_forms::NoRules;

pub(super) struct YesNo;

impl KindView for YesNo {
    type Rules = NoRules;

    fn html(view: &FieldView<'_>, _: &NoRules) -> Markup {
        let (chosen, messages) = (view.chosen(), view.locale.messages());
        view.group(&html! {
            (view.option("radio", 0, "yes", chosen.contains("yes"), &html! { (messages.yes()) }))
            (view.option("radio", 1, "no", chosen.contains("no"), &html! { (messages.no()) }))
        })
    }

    fn target(view: &FieldView<'_>, _: &NoRules) -> String {
        view.name().to_owned()
    }

    fn selection(_: &NoRules) -> Selection {
        Selection::Buttons
    }
}
