//! A country.

use maud::Markup;

use super::options::ListOption;
use super::{FieldView, KindView, Selection};
use profiling_forms::NoRules;

pub(super) struct Country;

impl KindView for Country {
    type Rules = NoRules;

    fn html(view: &FieldView<'_>, _: &NoRules) -> Markup {
        view.labeled(&view.list(view.locale.countries().into_iter().map(ListOption::new)))
    }

    fn target(view: &FieldView<'_>, _: &NoRules) -> String {
        view.name().to_owned()
    }

    fn selection(_: &NoRules) -> Selection {
        Selection::List
    }
}
