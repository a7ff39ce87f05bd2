//! One walk through a form, from its first step to where a request leads.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use serde_json::Value;

use super::{Asked, Entry, Questions, SHOWN, Screen};
use crate::answers::{Answers, Consent, ValidAnswers};
use crate::condition::{Condition, Known, Open, Resolved};
use crate::field::Field;
use crate::item::Item;
use crate::kind::OTHER;
use crate::name::FieldName;
use crate::problem::Problem;
use crate::reading::Reading;

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
    /// What the fields said that were passed, by their places. Those behind are open, so that to go back is
    /// to forget the last of these.
    said: Vec<Said>,
}

/// What a field said.
#[derive(Clone)]
enum Said {
    /// It may have said something; nobody looked yet.
    Open,
    /// Nothing, as a condition rules it out.
    RuledOut,
    /// Nothing, or what will not do.
    Nothing,
    /// This.
    Value(Value),
}

/// What is wrong with the answers of a step.
pub(super) type Errors<'a> = BTreeMap<&'a FieldName, Problem>;

/// What taking a step's answers came to.
pub(super) struct Taken<'a> {
    pub(super) errors: Errors<'a>,
    /// Whether something has to be answered that the page did not show.
    pub(super) unseen: bool,
}

impl<'w, 'a> Walk<'w, 'a> {
    pub(super) fn new(questions: &'w Questions<'a>, answers: &'w Answers, reading: Reading) -> Self {
        Self { questions, answers, reading, number: 0, said: Vec::new() }
    }

    /// Goes on to a step: whether it is shown. One whose every question is ruled out is not.
    pub(super) fn enter(&mut self, step: &Asked<'a>) -> bool {
        let fails = |walk: &Self, when| matches!(walk.resolve(when), Resolved::Fails);
        let is_ruled_out = fails(self, step.step.when.as_ref());
        for (item, _) in step.fields() {
            if !is_ruled_out && !fails(self, item.when.as_ref()) {
                self.return_to(step);
                self.number += 1;
                return true;
            }
            self.said.push(Said::RuledOut);
        }
        false
    }

    /// Forgets what was said from this step on.
    pub(super) fn return_to(&mut self, step: &Asked<'a>) {
        self.said.truncate(step.first);
    }

    fn resolve<'c>(&self, when: Option<&'c Condition>) -> Resolved<'c> {
        self.resolve_with(&self.said, when)
    }

    /// A condition with these in place of all that is known.
    fn resolve_with<'c>(&self, said: &[Said], when: Option<&'c Condition>) -> Resolved<'c> {
        let known = |name: &FieldName| {
            let Some((place, field)) = self.questions.places.get(name.as_str()) else { return Known::Empty };
            match said.get(*place).unwrap_or(&Said::Open) {
                Said::Open => Known::Open,
                Said::RuledOut | Said::Nothing => Known::Empty,
                // What is typed for "Other" is no option, even if it reads like one.
                Said::Value(_) if self.is_other(field) => Known::Value(&OTHER_VALUE),
                Said::Value(value) => Known::Value(value),
            }
        };
        when.map_or(Resolved::Holds, |when| when.resolve(&known, self.reading.today))
    }

    fn is_other(&self, field: &Field) -> bool {
        field.kind.has_other() && self.answers.get(field.name.as_str()) == OTHER
    }

    /// Checks the answers of a step; `sent` tells that it is the page that was sent.
    pub(super) fn take(&mut self, step: &Asked<'a>, sent: bool) -> Taken<'a> {
        let mut taken = Taken { errors: Errors::new(), unseen: false };
        let shown: Option<BTreeSet<&str>> = sent.then(|| self.answers.get(SHOWN).split(',').collect());
        for (item, field) in step.fields() {
            let was_hidden = |shown: &BTreeSet<&str>| {
                self.is_decided_here(step, item) && !shown.contains(field.name.as_str())
            };
            let said = if !matches!(self.resolve(item.when.as_ref()), Resolved::Holds) {
                Said::RuledOut
            } else if shown.as_ref().is_some_and(was_hidden) {
                taken.unseen = true;
                Said::Nothing
            } else {
                match field.check(self.answers, &self.reading) {
                    Ok(value) => value.map_or(Said::Nothing, Said::Value),
                    Err(problem) => {
                        taken.errors.insert(&field.name, problem);
                        Said::Nothing
                    }
                }
            };
            self.said.push(said);
        }
        taken
    }

    /// Whether an entry of a step hangs on what is typed on its page, so that only the server can tell.
    fn is_decided_here(&self, step: &Asked<'a>, item: &Item) -> bool {
        match self.resolve_with(&self.said[..step.first], item.when.as_ref()) {
            Resolved::Open(rest) => !self.is_seen_at_once(&rest),
            Resolved::Holds | Resolved::Fails => false,
        }
    }

    /// Whether a browser can tell by itself: all that it hangs on is chosen, not typed.
    fn is_seen_at_once(&self, rest: &Open<'_>) -> bool {
        let is_chosen = |field: &Field| !field.kind.is_typed();
        rest.tests().iter().all(|test| self.questions.field(test.field.as_str()).is_some_and(is_chosen))
    }

    /// The page of a step that was just entered.
    pub(super) fn screen(mut self, position: usize, errors: &Errors<'a>) -> Screen<'a> {
        let asked = &self.questions.steps[position];
        let Asked { index, step, items, .. } = asked;
        let (number, of) = (self.number, self.number + self.steps_to_come(position));
        // With the answers of this page, where something on it hangs on what is typed there.
        let typed = items.iter().any(|item| self.is_decided_here(asked, item)).then(|| {
            let mut typed = self.clone();
            typed.take(asked, false);
            typed
        });
        let holds = |item: &Item| {
            typed.as_ref().is_some_and(|typed| matches!(typed.resolve(item.when.as_ref()), Resolved::Holds))
        };
        let (mut entries, mut revealed) = (Vec::new(), Vec::new());
        for item in items {
            let (is_shown, only_if) = match self.resolve(item.when.as_ref()) {
                Resolved::Holds => (true, None),
                Resolved::Open(rest) if self.is_seen_at_once(&rest) => (true, Some(rest)),
                Resolved::Open(_) => (holds(item), None),
                Resolved::Fails => (false, None),
            };
            let name = item.field().map(|field| &field.name);
            if name.is_some() {
                self.said.push(if is_shown { Said::Open } else { Said::RuledOut });
            }
            if !is_shown {
                continue;
            }
            if self.is_decided_here(asked, item) {
                revealed.extend(name);
            }
            let problem = name.and_then(|name| errors.get(name).copied());
            entries.push(Entry { item, only_if, problem });
        }
        Screen { index: *index, step, number, of, entries, revealed }
    }

    /// How many of the steps behind this one may be shown, as far as the answers before it tell.
    fn steps_to_come(&self, position: usize) -> u64 {
        let mut ahead = self.clone();
        ahead.pass(&self.questions.steps[position]);
        for step in &self.questions.steps[position + 1..] {
            if ahead.enter(step) {
                ahead.pass(step);
            }
        }
        ahead.number - self.number
    }

    /// Goes past a step without a look at its answers.
    fn pass(&mut self, step: &Asked<'a>) {
        self.said.extend(step.fields().map(|_| Said::Open));
    }

    pub(super) fn valid(self) -> ValidAnswers {
        let mut valid = ValidAnswers::default();
        for (field, said) in self.questions.fields().zip(self.said) {
            let name = field.name.to_string();
            match said {
                Said::Open | Said::Nothing => {}
                Said::RuledOut => valid.not_applicable.push(name),
                Said::Value(value) => {
                    if let (Some(document), Value::Bool(true)) = (field.kind.document(), &value) {
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
