//! What is true for the interview of every form, whatever the answers are.

use std::collections::BTreeSet;
use std::ptr;

use profiling_forms::samples::Inputs;
use profiling_forms::{
    Answers, Field, Form, Interview, Navigation, Next, OTHER, ParseContext, Position, Screen, ValidAnswers,
};
use serde_json::Value;

use crate::definition::Draw;

/// The fields that get answers.
const MAX_FIELDS: usize = 40;

/// The pages of one walk through a form.
const MAX_PAGES: usize = 20;

/// Walks through a form with answers that are drawn from `seed`, and checks each result.
pub fn check(form: &Form, context: ParseContext, seed: u64) {
    let mut draw = Draw::new(seed);
    let missing = (draw.below(2) == 0).then(|| {
        let names = form.fields().map(|field| field.name.to_string());
        names.filter(|_| draw.below(2) == 0).collect::<Vec<_>>()
    });
    let interview = form.interview(missing.as_deref(), context);
    let answers: Answers =
        form.fields().take(MAX_FIELDS).flat_map(|field| answer(field, &context, &mut draw)).collect();
    let check = Check { interview: &interview, answers: &answers, context };
    check.walk(&interview.defaults());
    check.walk(&answers);
    // A page that a user can have from an earlier version of the form, or has made up.
    let step = draw.below(form.steps.len() + 2);
    let revealed = form.fields().filter(|_| draw.below(2) == 0).map(|field| field.name.clone());
    let position = Position { step, revealed: revealed.collect() };
    for navigation in [
        Navigation::Continue(position.clone()),
        Navigation::Back(position.clone()),
        Navigation::Postpone(position.clone()),
        Navigation::Return(position),
    ] {
        check.result(&interview.next(&answers, &navigation));
    }
}

/// An answer that is valid, invalid, missing or strange.
pub fn answer(field: &Field, context: &ParseContext, draw: &mut Draw) -> Inputs {
    let seed = draw.below(1 << 16) as u64;
    match draw.below(8) {
        0 => no_answer(field),
        1 => strange_answer(field),
        2 => field.invalid_sample(context),
        _ => {
            let mut valid = field.valid_samples(context, seed);
            if valid.is_empty() {
                return no_answer(field);
            }
            valid.swap_remove(draw.below(valid.len())).inputs
        }
    }
}

/// Empty inputs.
pub fn no_answer(field: &Field) -> Inputs {
    field.inputs().into_iter().map(|input| (input, String::new())).collect()
}

/// An answer that is invalid for most fields.
pub fn strange_answer(field: &Field) -> Inputs {
    let value = if field.kind.has_other() { OTHER } else { "-1,000.5 \u{202e}" };
    field.inputs().into_iter().map(|input| (input, value.to_owned())).collect()
}

struct Check<'c, 'f> {
    interview: &'c Interview<'f>,
    answers: &'c Answers,
    context: ParseContext,
}

impl<'f> Check<'_, 'f> {
    /// Opens the form and continues with the same answers, until they are complete or have a problem.
    fn walk(&self, answers: &Answers) {
        let check = Check { answers, ..*self };
        let mut next = self.interview.next(answers, &Navigation::Start);
        for _ in 0..MAX_PAGES {
            check.result(&next);
            let Next::Show(screen) = next else { return };
            if screen.has_errors() {
                return;
            }
            next = self.interview.next(answers, &Navigation::Continue(position(&screen)));
            if let Next::Show(following) = &next {
                assert!(following.step_index >= screen.step_index, "the answers of earlier pages are valid");
            }
        }
    }

    fn result(&self, next: &Next<'f>) {
        match next {
            Next::Show(screen) => {
                self.screen(screen);
                self.back(screen);
            }
            Next::Answer(valid) => self.valid(valid),
            Next::Postpone => assert!(self.interview.allows_postponing()),
        }
    }

    /// A page is of a step of the form, and shows requested fields of that step.
    fn screen(&self, screen: &Screen<'f>) {
        let step = self.interview.form().steps.get(screen.step_index).expect("the step is in the form");
        assert!(ptr::eq(step, screen.step));
        assert!(
            (1..=screen.page_count).contains(&screen.page_number),
            "page {} of {}",
            screen.page_number,
            screen.page_count
        );
        let mut names = BTreeSet::new();
        for entry in &screen.entries {
            assert!(step.fields.iter().any(|item| ptr::eq(item, entry.item)), "the entry is of the step");
            let Some(field) = entry.item.field() else {
                assert!(entry.problem.is_none(), "a block has no answer");
                continue;
            };
            assert!(self.interview.field(field.name.as_str()).is_some(), "{} is requested", field.name);
            names.insert(&field.name);
        }
        assert!(!names.is_empty(), "a page has a field");
        assert!(screen.revealed.iter().all(|name| names.contains(name)), "a revealed field is visible");
    }

    /// The user can return to this page, where it shows no error. The page before this one shows no error either, and
    /// leads to this page again.
    fn back(&self, screen: &Screen<'f>) {
        let next = self.interview.next(self.answers, &Navigation::Return(position(screen)));
        let Next::Show(same) = next else { panic!("Return leads to a page") };
        assert_eq!((same.step_index, same.page_number), (screen.step_index, screen.page_number));
        assert!(!same.has_errors());
        let back = self.interview.next(self.answers, &Navigation::Back(position(screen)));
        let Next::Show(previous) = back else { panic!("Back leads to a page") };
        self.screen(&previous);
        assert!(!previous.has_errors());
        if screen.page_number == 1 {
            assert_eq!(previous.step_index, screen.step_index, "the first page has no page before it");
            return;
        }
        assert!(previous.step_index < screen.step_index && previous.page_number + 1 == screen.page_number);
        let again = self.interview.next(self.answers, &Navigation::Continue(position(&previous)));
        let Next::Show(again) = again else { panic!("Continue leads to the page again") };
        // A page that was made up may follow pages with invalid answers.
        if !again.has_errors() && again.step_index > previous.step_index {
            assert_eq!((again.step_index, again.page_number), (screen.step_index, screen.page_number));
        }
    }

    /// Each value is that of a requested field and is still valid; a required answer is not missing.
    fn valid(&self, valid: &ValidAnswers) {
        let (values, not_applicable) = (valid.values(), valid.not_applicable());
        for (name, value) in values {
            let field = self.interview.field(name).expect("the field is requested");
            assert_eq!(field.check(self.answers, &self.context).as_ref(), Ok(&Some(value.clone())), "{name}");
        }
        for field in self.interview.fields() {
            let is_excluded = not_applicable.iter().any(|name| name == field.name.as_str());
            let has_value = values.contains_key(field.name.as_str());
            assert!(!(is_excluded && has_value), "{} has no answer", field.name);
            assert!(is_excluded || has_value || !field.required, "{} has an answer", field.name);
        }
        assert!(not_applicable.iter().all(|name| self.interview.field(name).is_some()));
        let consents = valid.consents();
        assert!(consents.keys().all(|name| values.get(name).is_some_and(Value::is_boolean)));
        for field in self.interview.fields().filter(|field| field.kind.document().is_some()) {
            let name = field.name.as_str();
            assert_eq!(consents.contains_key(name), values.contains_key(name), "{name}");
        }
    }
}

/// The position of a page that a browser sends.
fn position(screen: &Screen<'_>) -> Position {
    Position {
        step: screen.step_index,
        revealed: screen.revealed.iter().map(|name| (*name).clone()).collect(),
    }
}
