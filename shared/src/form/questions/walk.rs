//! One walk through a form, from its first step to where a request leads.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde_json::Value;

use super::{Asked, Entry, Questions, SHOWN, Screen};
use crate::form::answers::{Answers, Consent, FieldError, ValidAnswers};
use crate::form::check::{Reading, check};
use crate::form::condition::{Condition, Known, Open, Resolved};
use crate::form::field::Field;
use crate::form::item::Item;
use crate::form::kind::{Kind, OTHER};
use crate::form::name::FieldName;

/// What conditions see of a choice of "Other".
static OTHER_VALUE: LazyLock<Value> = LazyLock::new(|| OTHER.into());

/// A walk through the form, and what is known at one point of it.
#[derive(Clone)]
pub(super) struct Walk<'w, 'a> {
    questions: &'w Questions<'a>,
    answers: &'w Answers,
    reading: Reading,
    /// How many steps were entered.
    pub(super) number: u64,
    /// What the fields said that were passed; nothing for those that were ruled out or will not do.
    said: BTreeMap<&'a FieldName, Option<Value>>,
    ruled_out: Vec<&'a FieldName>,
}

/// What taking a step's answers came to.
pub(super) struct Taken {
    pub(super) errors: Vec<FieldError>,
    /// Whether something has to be answered that the page did not show.
    pub(super) unseen: bool,
}

impl<'w, 'a> Walk<'w, 'a> {
    pub(super) fn new(questions: &'w Questions<'a>, answers: &'w Answers, reading: Reading) -> Self {
        Self { questions, answers, reading, number: 0, said: BTreeMap::new(), ruled_out: Vec::new() }
    }

    /// Goes on to a step: whether it is shown. One whose every question is ruled out is not.
    pub(super) fn enter(&mut self, step: &Asked<'a>) -> bool {
        let shown =
            !matches!(self.resolve(step.step.when.as_ref()), Resolved::Fails) && self.has_question(step);
        if shown {
            self.number += 1;
        } else {
            step.items.iter().filter_map(|item| item.field()).for_each(|field| self.rule_out(field));
        }
        shown
    }

    fn has_question(&self, step: &Asked<'a>) -> bool {
        let mut ahead = self.clone();
        step.items.iter().filter_map(|item| Some((item, item.field()?))).any(|(item, field)| {
            let fails = matches!(ahead.resolve(item.when.as_ref()), Resolved::Fails);
            if fails {
                ahead.rule_out(field);
            }
            !fails
        })
    }

    fn rule_out(&mut self, field: &'a Field) {
        self.said.insert(&field.name, None);
        self.ruled_out.push(&field.name);
    }

    fn resolve<'c>(&self, when: Option<&'c Condition>) -> Resolved<'c> {
        let is_asked = |name: &FieldName| self.questions.fields().any(|field| field.name == *name);
        let known = |name: &FieldName| match self.said.get(name) {
            // What is typed for "Other" is no option, even if it reads like one.
            Some(Some(_)) if self.is_other(name) => Known::Value(&OTHER_VALUE),
            Some(Some(value)) => Known::Value(value),
            None if is_asked(name) => Known::Open,
            Some(None) | None => Known::Empty,
        };
        when.map_or(Resolved::Holds, |when| when.resolve(&known, self.reading.today))
    }

    fn is_other(&self, name: &FieldName) -> bool {
        let has_other = |field: &Field| field.name == *name && field.kind.has_other();
        self.answers.get(name.as_str()) == OTHER && self.questions.fields().any(has_other)
    }

    /// Checks the answers of a step; `sent` tells that it is the page that was sent.
    pub(super) fn take(&mut self, step: &Asked<'a>, sent: bool) -> Taken {
        let mut taken = Taken { errors: Vec::new(), unseen: false };
        let before = self.clone();
        let was_shown =
            |field: &Field| self.answers.get(SHOWN).split(',').any(|name| name == field.name.as_str());
        for item in &step.items {
            let Some(field) = item.field() else { continue };
            if !matches!(self.resolve(item.when.as_ref()), Resolved::Holds) {
                self.rule_out(field);
                continue;
            }
            if sent && before.is_decided_here(item) && !was_shown(field) {
                self.said.insert(&field.name, None);
                taken.unseen = true;
                continue;
            }
            let said = check(field, self.answers, &self.reading).unwrap_or_else(|problem| {
                taken.errors.push(FieldError { field: field.name.clone(), problem });
                None
            });
            self.said.insert(&field.name, said);
        }
        taken
    }

    /// Whether an entry hangs on what is typed on the page that is to come, so that only the server can
    /// tell.
    fn is_decided_here(&self, item: &Item) -> bool {
        match self.resolve(item.when.as_ref()) {
            Resolved::Open(rest) => !self.is_seen_at_once(&rest),
            Resolved::Holds | Resolved::Fails => false,
        }
    }

    /// Whether a browser can tell by itself: all that it hangs on is chosen, not typed.
    fn is_seen_at_once(&self, rest: &Open<'_>) -> bool {
        rest.tests().iter().all(|test| {
            self.questions.fields().any(|field| field.name == test.field && !field.kind.is_typed())
        })
    }

    /// The page of a step that was just entered.
    pub(super) fn screen(mut self, position: usize, errors: Vec<FieldError>) -> Screen<'a> {
        let Asked { index, step, items } = &self.questions.steps[position];
        let (number, of) = (self.number, self.number + self.steps_to_come(position));
        let before = self.clone();
        let mut typed = self.clone();
        typed.take(&self.questions.steps[position], false);
        let (mut entries, mut revealed) = (Vec::new(), Vec::new());
        for item in items {
            let only_if = match self.resolve(item.when.as_ref()) {
                Resolved::Holds => None,
                Resolved::Open(rest) if self.is_seen_at_once(&rest) => Some(rest),
                Resolved::Open(_) if matches!(typed.resolve(item.when.as_ref()), Resolved::Holds) => None,
                Resolved::Open(_) | Resolved::Fails => {
                    item.field().into_iter().for_each(|field| self.rule_out(field));
                    continue;
                }
            };
            if before.is_decided_here(item) {
                revealed.extend(item.field().map(|field| &field.name));
            }
            entries.push(Entry { item, only_if });
        }
        Screen { index: *index, step, number, of, entries, errors, revealed }
    }

    /// How many of the steps behind this one may be shown, as far as the answers before it tell.
    fn steps_to_come(&self, position: usize) -> u64 {
        let mut ahead = self.clone();
        let before = ahead.number;
        for step in &self.questions.steps[position + 1..] {
            ahead.enter(step);
        }
        ahead.number - before
    }

    pub(super) fn valid(self) -> ValidAnswers {
        let values: serde_json::Map<String, Value> =
            self.said.iter().filter_map(|(name, value)| Some((name.to_string(), value.clone()?))).collect();
        let consents = self.questions.fields().filter_map(|field| {
            let Kind::Consent(rules) = &field.kind else { return None };
            let (version, url) = (rules.document.version.clone(), rules.document.url.as_str().to_owned());
            let given = values.get(field.name.as_str()) == Some(&Value::Bool(true));
            given.then(|| (field.name.to_string(), Consent { version, url }))
        });
        let not_applicable = self.ruled_out.iter().map(ToString::to_string).collect();
        ValidAnswers { consents: consents.collect(), values, not_applicable, later: false }
    }
}
