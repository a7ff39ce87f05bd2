//! A telephone number, and the country that it is dialled in.

use maud::{Markup, html};

use super::FieldView;
use profiling_forms::locale::Direction;
use profiling_forms::value::{country, phone};
use profiling_forms::{Problem, TelephoneRules};

impl FieldView<'_> {
    pub(super) fn telephone(&self, rules: &TelephoneRules) -> Markup {
        let words = self.reader.words();
        let (input, autocomplete) = (self.field.input("country"), self.field.autocomplete.as_deref());
        let chosen = self.answers.get(&input);
        let countries = country::sorted(self.reader.language().as_str());
        let countries = countries.into_iter().filter(|(code, _)| rules.takes(code));
        html! {
            label.part for=(input) { (words.calling_code()) }
            // Where there is no number, it is the number that is missing.
            select id=(input) name=(input) aria-invalid=[self.invalid().filter(|_| self.problem != Some(Problem::Required))] {
                option value="" { (words.choose_option()) }
                @for (code, name) in countries {
                    @if let Some(calling_code) = phone::calling_code(code) {
                        option value=(code) selected[chosen == code] { (name) (self.dialled(calling_code)) }
                    }
                }
            }
            label.part for=(self.name()) { (words.telephone_number()) }
            input type="tel" id=(self.name()) name=(self.name()) value=(self.value()) autocomplete=[autocomplete]
                required[self.field.required] aria-invalid=[self.invalid()];
        }
    }

    /// A calling code behind a country's name; isolated where the plus sign would end up on the other side.
    fn dialled(&self, code: u16) -> String {
        match self.reader.words().direction() {
            Direction::Ltr => format!(" (+{code})"),
            Direction::Rtl => format!(" (\u{2066}+{code}\u{2069})"),
        }
    }
}
