//! A date in three inputs, after the date input of the GOV.UK design system.

use maud::{Markup, html};

use super::FieldView;
use profiling_forms::locale::DateOrder;
use profiling_forms::value::date::Parts;
use profiling_forms::{DATE_PARTS, Problem};

/// Day, month and year, by their place in [`DATE_PARTS`].
const DAY: usize = 0;
const MONTH: usize = 1;
const YEAR: usize = 2;

impl FieldView<'_> {
    pub(super) fn date(&self) -> Markup {
        let words = self.reader.words();
        let labels = [words.day(), words.month(), words.year()];
        html! {
            div.date {
                @for part in self.parts() {
                    @let input = self.field.input(DATE_PARTS[part]);
                    div {
                        label for=(self.part_id(part)) { (labels[part]) }
                        input class=[(part == YEAR).then_some("year")] type="text" inputmode="numeric" id=(self.part_id(part)) name=(input)
                            value=(self.answers.get(&input)) autocomplete=[self.part_autofill(part)]
                            required[self.field.required] aria-invalid=[self.is_wrong(part).then_some("true")];
                    }
                }
            }
        }
    }

    /// The first of the inputs that are wrong.
    pub(super) fn date_target(&self) -> String {
        let wrong = self.parts().into_iter().find(|part| self.is_wrong(*part));
        wrong.map_or_else(|| self.name().to_owned(), |part| self.part_id(part))
    }

    /// In the order in which the language writes them.
    fn parts(&self) -> [usize; 3] {
        match self.reader.words().date_order() {
            DateOrder::Dmy => [DAY, MONTH, YEAR],
            DateOrder::Mdy => [MONTH, DAY, YEAR],
            DateOrder::Ymd => [YEAR, MONTH, DAY],
        }
    }

    fn part_id(&self, part: usize) -> String {
        format!("{}-{}", self.name(), DATE_PARTS[part])
    }

    fn part_autofill(&self, part: usize) -> Option<String> {
        let whole = self.field.autocomplete.as_deref().filter(|token| *token == "bday")?;
        Some(format!("{whole}-{}", DATE_PARTS[part]))
    }

    fn is_wrong(&self, part: usize) -> bool {
        match self.problem {
            Some(
                Problem::DateIncomplete(Parts { day, month, year })
                | Problem::NotADate(Parts { day, month, year }),
            ) => [day, month, year][part],
            problem => problem.is_some(),
        }
    }
}
