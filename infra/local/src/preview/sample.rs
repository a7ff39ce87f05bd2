//! The answers of a page in the preview. The samples of each field kind are in `profiling_forms`.

use std::cmp::Ordering;

use profiling_forms::samples::Inputs;
use profiling_forms::{Answers, Condition, Field, Form, Reading, Test};

use super::settings::State;

/// The answers with which the page of a step is shown. On that page they are as `state` says; on earlier pages they are
/// valid, as a user cannot get past a page otherwise; on later pages they are the defaults, unless everything is filled in.
pub(super) fn answers(form: &Form, reading: &Reading, step: usize, state: State) -> Answers {
    let defaults = form.questions(None).defaults(reading);
    let tests = tests(form, step);
    let fields = form.items().filter_map(|(_, at, item)| Some((at, item.field()?)));
    let inputs = fields.flat_map(|(at, field)| match (at.cmp(&step), state) {
        (Ordering::Less, _) | (_, State::Filled) => {
            field.sample(reading, tests.iter().find(|test| test.field == field.name).copied())
        }
        (Ordering::Greater, _) | (_, State::Defaults) => first_shown(field, &defaults),
        (Ordering::Equal, State::Wrong) => field.invalid_sample(reading),
        (Ordering::Equal, State::Empty | State::Missing) => Inputs::new(),
    });
    inputs.collect()
}

/// The values of a field's inputs when its page is first shown.
fn first_shown(field: &Field, defaults: &Answers) -> Inputs {
    let inputs = field.inputs().into_iter();
    inputs
        .flat_map(|input| defaults.all(&input).iter().map(move |value| (input.clone(), value.clone())))
        .collect()
}

/// The tests in the conditions of a form, those of one step first.
fn tests(form: &Form, step: usize) -> Vec<&Test> {
    let first = form.steps.get(step).into_iter();
    let others = form.steps.iter().enumerate().filter(|(index, _)| *index != step).map(|(_, step)| step);
    first
        .chain(others)
        .flat_map(|step| step.when.iter().chain(step.fields.iter().filter_map(|item| item.when.as_ref())))
        .flat_map(Condition::tests)
        .collect()
}

#[cfg(test)]
mod tests;
