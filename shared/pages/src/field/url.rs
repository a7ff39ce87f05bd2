//! A web address.

use maud::Markup;

use super::line::Line;
use super::{FieldView, KindView, Selection};
use profiling_forms::NoRules;

pub(super) struct Url;

impl KindView for Url {
    type Rules = NoRules;

    fn html(view: &FieldView<'_>, _: &NoRules) -> Markup {
        view.labeled(&view.line(&Line::new("url")))
    }

    fn target(view: &FieldView<'_>, _: &NoRules) -> String {
        view.name().to_owned()
    }

    fn selection(_: &NoRules) -> Selection {
        Selection::Typed
    }
}
