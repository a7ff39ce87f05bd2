//! A country.

use maud::Markup;

use super::options::ListOption;
use super::{FieldView, KindView, Selection};
use profiling_forms::NoRules;

pub(super) struct Country;

/// The names and abbreviations by which people look for a country and which CLDR does not have, separated by commas.
pub(super) fn other_names(code: &str) -> Option<&'static str> {
    match code {
        "AE" => Some("UAE"),
        "CD" => Some("DRC"),
        "CZ" => Some("Czech Republic"),
        "GB" => Some("UK,Great Britain,England,Scotland,Wales"),
        "NL" => Some("Holland"),
        "US" => Some("USA,America"),
        _ => None,
    }
}

impl KindView for Country {
    type Rules = NoRules;

    fn html(view: &FieldView<'_>, _: &NoRules) -> Markup {
        let options = view
            .locale
            .countries()
            .into_iter()
            .map(|(code, name)| ListOption { words: other_names(code), ..ListOption::new((code, name)) });
        view.labeled(&view.list(options))
    }

    fn target(view: &FieldView<'_>, _: &NoRules) -> String {
        view.name().to_owned()
    }

    fn selection(_: &NoRules) -> Selection {
        Selection::List
    }
}
