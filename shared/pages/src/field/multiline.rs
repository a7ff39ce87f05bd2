//! Several lines of text.

use maud::{Markup, html};

use super::limit::Limit;
use super::{Attributes, FieldView, KindView, Selection};
use profiling_forms::MultilineRules;

pub(super) struct Multiline;

impl KindView for Multiline {
    type Rules = MultilineRules;

    fn html(view: &FieldView<'_>, rules: &MultilineRules) -> Markup {
        let Attributes { autocomplete, required, described_by, invalid } = view.attributes();
        let limit = Some(Limit::of_lines(rules.max_length));
        let described_by = Limit::describes(limit, view.name(), described_by);
        view.labeled(&html! {
            textarea id=(view.name()) name=(view.name()) rows=(rules.rows) autocomplete=[autocomplete]
                required[required] aria-describedby=[described_by]
                aria-invalid=[invalid] {
                // HTML drops a line break directly after the tag, so this one is for HTML to drop.
                "\n" (view.value())
            }
            (view.limit(limit, view.name()))
        })
    }

    fn target(view: &FieldView<'_>, _: &MultilineRules) -> String {
        view.name().to_owned()
    }

    fn selection(_: &MultilineRules) -> Selection {
        Selection::Typed
    }
}
