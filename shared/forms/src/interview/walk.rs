//! A walk through the steps of a form, from the first one to the page that a request leads to.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use serde_json::Value;

use super::{Entry, Interview, RequestedStep, Screen};
use crate::answers::{Answers, Consent, ValidAnswers};
use crate::condition::{AnswerState, Condition, Residual, Resolved};
use crate::item::Item;
use crate::kind::OTHER;
use crate::name::FieldName;
use crate::problem::Problem;

/// The value of a choice of "Other" in conditions.
static OTHER_VALUE: LazyLock<Value> = LazyLock::new(|| OTHER.into());

/// A walk through a form, at one of its steps.
#[derive(Clone)]
pub(super) struct Walk<'w, 'a> {
    interview: &'w Interview<'a>,
    answers: &'w Answers,
    /// The number of visible steps up to this point.
    pub(super) page_number: u64,
    /// The states of the fields up to this point, by their index. All later fields are open, so a step back truncates the
    /// list.
    states: Vec<FieldState>,
}

/// The state of a field.
#[derive(Clone)]
enum FieldState {
    /// The answer has not been checked.
    Pending,
    /// A condition excludes the field.
    NotApplicable,
    /// The answer is empty or invalid.
    Empty,
    /// The answer is valid.
    Value(Value),
}

/// The problems of a step's answers.
pub(super) type Errors<'a> = BTreeMap<&'a FieldName, Problem>;

/// The result of a check of a step's answers.
pub(super) struct StepCheck<'a> {
    pub(super) errors: Errors<'a>,
    /// `true` if the step has a field that applies and was not on the page.
    pub(super) has_unrevealed: bool,
}

impl<'w, 'a> Walk<'w, 'a> {
    pub(super) fn new(interview: &'w Interview<'a>, answers: &'w Answers) -> Self {
        Self { interview, answers, page_number: 0, states: Vec::new() }
    }

    /// Goes to a step. Returns false if conditions exclude all its fields, so that the step is skipped.
    pub(super) fn enter(&mut self, step: &RequestedStep<'a>) -> bool {
        let is_excluded = self.fails(step.step.when.as_ref());
        for (item, _) in step.fields() {
            if !is_excluded && !self.fails(item.when.as_ref()) {
                self.return_to(step);
                self.page_number += 1;
                return true;
            }
            self.states.push(FieldState::NotApplicable);
        }
        false
    }

    /// Removes the states of this step's fields and of all later ones.
    pub(super) fn return_to(&mut self, step: &RequestedStep<'a>) {
        self.states.truncate(step.first_field);
    }

    fn fails(&self, when: Option<&Condition>) -> bool {
        matches!(self.resolve(when), Resolved::Fails)
    }

    fn holds(&self, when: Option<&Condition>) -> bool {
        matches!(self.resolve(when), Resolved::Holds)
    }

    fn resolve<'c>(&self, when: Option<&'c Condition>) -> Resolved<'c> {
        self.resolve_with(&self.states, when)
    }

    /// Evaluates a condition with `states` instead of the states of the walk.
    fn resolve_with<'c>(&self, states: &[FieldState], when: Option<&'c Condition>) -> Resolved<'c> {
        when.map_or(Resolved::Holds, |when| {
            when.resolve(&|name| self.answer_state(states, name), self.interview.context.today)
        })
    }

    /// Returns the state of the answer to the field with this name, for a condition.
    fn answer_state<'s>(&self, states: &'s [FieldState], name: &FieldName) -> AnswerState<'s> {
        let Some((index, field)) = self.interview.fields.get(name.as_str()) else {
            return AnswerState::Empty;
        };
        match states.get(*index).unwrap_or(&FieldState::Pending) {
            FieldState::Pending => AnswerState::Pending,
            FieldState::NotApplicable | FieldState::Empty => AnswerState::Empty,
            FieldState::Value(_) if field.is_other(self.answers) => AnswerState::Value(&OTHER_VALUE),
            FieldState::Value(value) => AnswerState::Value(value),
        }
    }

    /// Checks the answers of a step. `revealed` is for the page that the user sent: the fields that it showed because of
    /// typed answers.
    pub(super) fn check(
        &mut self,
        step: &RequestedStep<'a>,
        revealed: Option<&BTreeSet<FieldName>>,
    ) -> StepCheck<'a> {
        let mut result = StepCheck { errors: Errors::new(), has_unrevealed: false };
        for (item, field) in step.fields() {
            let state = if !self.holds(item.when.as_ref()) {
                FieldState::NotApplicable
            } else if revealed
                .is_some_and(|revealed| self.depends_on_typed(step, item) && !revealed.contains(&field.name))
            {
                result.has_unrevealed = true;
                FieldState::Empty
            } else {
                match field.check(self.answers, &self.interview.context) {
                    Ok(value) => value.map_or(FieldState::Empty, FieldState::Value),
                    Err(problem) => {
                        result.errors.insert(&field.name, problem);
                        FieldState::Empty
                    }
                }
            };
            self.states.push(state);
        }
        result
    }

    /// Returns true if an item of a step depends on an answer typed on the same page, which only the server can evaluate.
    fn depends_on_typed(&self, step: &RequestedStep<'a>, item: &Item) -> bool {
        match self.resolve_with(&self.states[..step.first_field], item.when.as_ref()) {
            Resolved::Undecided(rest) => !self.is_evaluated_by_browser(&rest),
            Resolved::Holds | Resolved::Fails => false,
        }
    }

    /// Returns true if a condition depends on choices alone, so that the browser can evaluate it.
    fn is_evaluated_by_browser(&self, rest: &Residual<'_>) -> bool {
        rest.tests()
            .iter()
            .all(|test| self.interview.field(test.field.as_str()).is_some_and(|field| !field.kind.is_typed()))
    }

    /// Returns the page of the step that was entered last.
    pub(super) fn screen(mut self, index: usize, errors: &Errors<'a>) -> Screen<'a> {
        let requested = &self.interview.steps[index];
        let RequestedStep { form_index, step, items, .. } = requested;
        let page_number = self.page_number;
        let page_count = page_number + self.remaining_steps(index);
        // The walk with the answers of this page, if an item depends on an answer typed on it.
        let checked = items.iter().any(|item| self.depends_on_typed(requested, item)).then(|| {
            let mut checked = self.clone();
            checked.check(requested, None);
            checked
        });
        let (mut entries, mut revealed) = (Vec::new(), Vec::new());
        for item in items {
            let when = item.when.as_ref();
            let (is_visible, only_if) = match self.resolve(when) {
                Resolved::Holds => (true, None),
                Resolved::Undecided(rest) if self.is_evaluated_by_browser(&rest) => (true, Some(rest)),
                Resolved::Undecided(_) => (checked.as_ref().is_some_and(|checked| checked.holds(when)), None),
                Resolved::Fails => (false, None),
            };
            let name = item.field().map(|field| &field.name);
            if name.is_some() {
                self.states.push(if is_visible { FieldState::Pending } else { FieldState::NotApplicable });
            }
            if !is_visible {
                continue;
            }
            if self.depends_on_typed(requested, item) {
                revealed.extend(name);
            }
            let problem = name.and_then(|name| errors.get(name).copied());
            entries.push(Entry { item, only_if, problem });
        }
        Screen { step_index: *form_index, step, page_number, page_count, entries, revealed }
    }

    /// The number of later steps that may be visible, as far as the answers before this one determine it.
    fn remaining_steps(&self, index: usize) -> u64 {
        let mut ahead = self.clone();
        ahead.pass(&self.interview.steps[index]);
        for step in &self.interview.steps[index + 1..] {
            if ahead.enter(step) {
                ahead.pass(step);
            }
        }
        ahead.page_number - self.page_number
    }

    /// Passes a step without a check of its answers.
    fn pass(&mut self, step: &RequestedStep<'a>) {
        self.states.extend(step.fields().map(|_| FieldState::Pending));
    }

    /// Returns the valid answers of all steps.
    pub(super) fn valid(self) -> ValidAnswers {
        let mut valid = ValidAnswers::none();
        for (field, state) in self.interview.fields().zip(self.states) {
            let name = field.name.to_string();
            match state {
                FieldState::Pending | FieldState::Empty => {}
                FieldState::NotApplicable => valid.not_applicable.push(name),
                FieldState::Value(value) => {
                    if let Some(document) = field.kind.document() {
                        let (version, url) = (document.version.clone(), document.url.as_str().to_owned());
                        valid.consents.insert(name.clone(), Consent { version, url });
                    }
                    valid.values.insert(name, value);
                }
            }
        }
        valid
    }
}
