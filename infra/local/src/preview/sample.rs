//! The answers of a page in the preview. The samples of each field kind are in `profiling_forms`.

use std::cmp::Ordering;

use profiling_forms::samples::Inputs;
use profiling_forms::{Answers, Condition, Field, Form, ParseContext, Test};

use super::settings::PageState;

/// Returns valid answers for all pages of a form.
pub(crate) fn complete_answers(form: &Form, context: &ParseContext) -> Answers {
    answers(form, context, 0, PageState::Filled)
}

/// Returns the answers for the page of a step. On that page they are in `state`; on earlier pages they are valid, because
/// a user cannot pass a page otherwise; on later pages they are the defaults, unless everything is filled in.
pub(super) fn answers(form: &Form, context: &ParseContext, step: usize, state: PageState) -> Answers {
    let defaults = form.interview(None, *context).defaults();
    let tests = tests(form, step);
    let fields = form.items().filter_map(|(_, at, item)| Some((at, item.field()?)));
    let inputs = fields.flat_map(|(at, field)| match (at.cmp(&step), state) {
        (Ordering::Less, _) | (_, PageState::Filled) => {
            field.sample(context, tests.iter().find(|test| test.field == field.name).copied())
        }
        (Ordering::Greater, _) | (_, PageState::Defaults) => initial_inputs(field, &defaults),
        (Ordering::Equal, PageState::Invalid) => field.invalid_sample(context),
        (Ordering::Equal, PageState::Empty | PageState::Missing) => Inputs::new(),
    });
    inputs.collect()
}

/// Returns the initial values of the inputs of a field.
fn initial_inputs(field: &Field, defaults: &Answers) -> Inputs {
    let inputs = field.inputs().into_iter();
    inputs
        .flat_map(|input| defaults.all(&input).iter().map(move |value| (input.clone(), value.clone())))
        .collect()
}

/// Returns the tests in the conditions of a form, those of one step first.
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
