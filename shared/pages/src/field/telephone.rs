//! A telephone number, with its country.

use maud::{Markup, html};

use super::country::other_names;
use super::line::Line;
use super::options::Search;
use super::{FieldView, KindView, Selection};
use profiling_forms::locale::Direction;
use profiling_forms::value::phone;
use profiling_forms::{Problem, TelephoneRules};

pub(super) struct Telephone;

impl KindView for Telephone {
    type Rules = TelephoneRules;

    fn html(view: &FieldView<'_>, rules: &TelephoneRules) -> Markup {
        if rules.only_country().is_some() {
            view.labeled(&view.line(&Line::new("tel")))
        } else {
            view.group(&view.country_and_number(rules))
        }
    }

    fn target(view: &FieldView<'_>, _: &TelephoneRules) -> String {
        view.name().to_owned()
    }

    fn selection(_: &TelephoneRules) -> Selection {
        Selection::TypedWithList
    }
}

impl FieldView<'_> {
    fn country_and_number(&self, rules: &TelephoneRules) -> Markup {
        let messages = self.locale.messages();
        let (input, autocomplete) = (self.field.input("country"), self.field.autocomplete.as_deref());
        let chosen = self.answers.get(&input);
        let countries = self.locale.countries().into_iter().filter(|(code, _)| rules.accepts(code));
        let countries: Vec<_> =
            countries.filter_map(|(code, name)| Some((code, name, phone::calling_code(code)?))).collect();
        let Search { typed, none } = self.search(countries.len(), chosen);
        html! {
            label.part for=(input) { (messages.calling_code()) }
            // Without a number, the country is not invalid.
            select data-search=[typed] data-none=[none] id=(input) name=(input) aria-invalid=[self.invalid().filter(|_| self.problem != Some(Problem::Required))] {
                option value="" { (messages.choose_option()) }
                @for (code, name, calling_code) in countries {
                    option value=(code) selected[chosen == code] data-words=[other_names(code)] { (name) (self.dialed(calling_code)) }
                }
            }
            label.part for=(self.name()) { (messages.telephone_number()) }
            input type="tel" id=(self.name()) name=(self.name()) value=(self.value()) autocomplete=[autocomplete]
                required[self.field.required] aria-invalid=[self.invalid()];
        }
    }

    /// The calling code after the name of a country. In a page from right to left it is isolated, so that the plus sign stays
    /// on the left.
    fn dialed(&self, code: u16) -> String {
        match self.locale.messages().direction() {
            Direction::Ltr => format!(" (+{code})"),
            Direction::Rtl => format!(" (\u{2066}+{code}\u{2069})"),
        }
    }
}
