//! A date in three inputs, after the date input of the GOV.UK design system.

use maud::{Markup, html};

use super::{FieldView, KindView, Selection};
use profiling_forms::locale::DateOrder;
use profiling_forms::value::date::Parts;
use profiling_forms::{DATE_PARTS, DateRules, Problem};

/// The positions of day, month and year in [`DATE_PARTS`].
const DAY: usize = 0;
const MONTH: usize = 1;
const YEAR: usize = 2;

pub(super) struct Date;

impl KindView for Date {
    type Rules = DateRules;

    fn html(view: &FieldView<'_>, _: &DateRules) -> Markup {
        let messages = view.locale.messages();
        let labels = [messages.day(), messages.month(), messages.year()];
        view.group(&html! {
            div.date {
                @for part in view.parts() {
                    @let input = view.field.input(DATE_PARTS[part]);
                    div {
                        label for=(view.part_id(part)) { (labels[part]) }
                        input class=[(part == YEAR).then_some("year")] type="text" inputmode="numeric" id=(view.part_id(part)) name=(input)
                            value=(view.answers.get(&input)) autocomplete=[view.part_autofill(part)]
                            required[view.field.required] aria-invalid=[view.is_invalid(part).then_some("true")];
                    }
                }
            }
        })
    }

    fn target(view: &FieldView<'_>, _: &DateRules) -> String {
        let invalid = view.parts().into_iter().find(|part| view.is_invalid(*part));
        invalid.map_or_else(|| view.name().to_owned(), |part| view.part_id(part))
    }

    fn selection(_: &DateRules) -> Selection {
        Selection::Typed
    }
}

impl FieldView<'_> {
    /// The parts in the order of the language.
    fn parts(&self) -> [usize; 3] {
        match self.locale.messages().date_order() {
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

    fn is_invalid(&self, part: usize) -> bool {
        match self.problem {
            Some(
                Problem::DateIncomplete(Parts { day, month, year })
                | Problem::NotADate(Parts { day, month, year }),
            ) => [day, month, year][part],
            Some(Problem::YearDigits) => part == YEAR,
            problem => problem.is_some(),
        }
    }
}
