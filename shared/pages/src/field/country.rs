//! A country.

use maud::Markup;

use super::{FieldView, KindView, Selection};
use profiling_forms::NoRules;
use profiling_forms::value::country;

pub(super) struct Country;

impl KindView for Country {
    type Rules = NoRules;

    fn html(view: &FieldView<'_>, _: &NoRules) -> Markup {
        view.labeled(&view.list(country::sorted(view.locale.language().as_str()).into_iter()))
    }

    fn target(view: &FieldView<'_>, _: &NoRules) -> String {
        view.name().to_owned()
    }

    fn selection(_: &NoRules) -> Selection {
        Selection::List
    }
}
