//! What is asked of one person, page after page.
//!
//! Nothing is kept between two requests: each page carries all that was answered so far, and each request
//! walks the form from its first step. A step, a field or a block whose condition fails is passed over, and
//! what was sent for it is not looked at.

mod walk;

use std::collections::{BTreeMap, BTreeSet};

use super::answers::{Answers, ValidAnswers};
use super::block::Block;
use super::condition::{Condition, Open};
use super::definition::Form;
use super::field::Field;
use super::item::{Content, Item};
use super::name::FieldName;
use super::problem::Problem;
use super::reading::Reading;
use super::step::Step;
use walk::{Errors, Taken, Walk};

/// The input that says which step of the form a page shows. No field's name has a dot.
pub const STEP: &str = ".step";

/// The input that names what a page shows because of answers that were typed on the same page.
pub const SHOWN: &str = ".shown";

/// The buttons beside the one that goes on.
pub const GO: &str = ".go";

/// The value of the button that goes to the step before.
pub const BACK: &str = "back";

/// The value of the button that leaves the form for another login.
pub const LATER: &str = "later";

/// The entries of a form that are asked this time, in order.
#[derive(Debug)]
pub struct Questions<'a> {
    form: &'a Form,
    steps: Vec<Asked<'a>>,
    /// The fields by name, each with its place among all that are asked.
    places: BTreeMap<&'a str, (usize, &'a Field)>,
}

/// A step that has something to ask.
#[derive(Debug)]
struct Asked<'a> {
    /// Its index in the form.
    index: usize,
    step: &'a Step,
    items: Vec<&'a Item>,
    /// The place of its first field among all that are asked.
    first: usize,
}

/// What comes next.
#[derive(Debug)]
pub enum Turn<'a> {
    /// A page.
    Ask(Screen<'a>),
    /// Everything is answered.
    Done(ValidAnswers),
}

/// One page of a form.
#[derive(Debug)]
pub struct Screen<'a> {
    /// The step's index in the form.
    pub index: usize,
    /// The step.
    pub step: &'a Step,
    /// Which page it is, from 1.
    pub number: u64,
    /// How many pages there may be, as far as can be told.
    pub of: u64,
    /// What it shows, in order.
    pub entries: Vec<Entry<'a>>,
    /// The fields that are among the entries because of what was typed on this page.
    pub revealed: Vec<&'a FieldName>,
}

/// Something that a page shows.
#[derive(Debug)]
pub struct Entry<'a> {
    /// What it is.
    pub item: &'a Item,
    /// What has to be chosen on the same page for it to be seen; always, where there is nothing.
    pub only_if: Option<Open<'a>>,
    /// What is wrong with its answer.
    pub problem: Option<Problem>,
}

impl<'a> Screen<'a> {
    /// What is wrong with the answers on it, in the order of the fields.
    pub fn errors(&self) -> impl Iterator<Item = (&'a FieldName, Problem)> {
        self.entries.iter().filter_map(|entry| Some((&entry.item.field()?.name, entry.problem?)))
    }

    /// Whether something is wrong with the answers on it.
    pub fn has_errors(&self) -> bool {
        self.errors().next().is_some()
    }
}

impl Form {
    /// What to ask of a user who lacks `missing`, or, with `None`, of anybody: in the form's order.
    /// Names that the form does not ask for are passed over.
    pub fn questions(&self, missing: Option<&[String]>) -> Questions<'_> {
        Questions::new(self, missing)
    }
}

impl<'a> Questions<'a> {
    pub(super) fn new(form: &'a Form, missing: Option<&[String]>) -> Self {
        let wanted = missing.map(|missing| wanted(form, missing));
        let is_wanted = |field: &Field| wanted.as_ref().is_none_or(|wanted| wanted.contains(&field.name));
        let (mut steps, mut places, mut count) = (Vec::new(), BTreeMap::new(), 0);
        for (index, step) in form.steps.iter().enumerate() {
            let asked = Asked { index, step, items: asked(&step.fields, is_wanted), first: count };
            for (_, field) in asked.fields() {
                places.insert(field.name.as_str(), (count, field));
                count += 1;
            }
            if count > asked.first {
                steps.push(asked);
            }
        }
        Self { form, steps, places }
    }

    /// The fields that are asked, in order; those that conditions may rule out are among them.
    pub fn fields(&self) -> impl Iterator<Item = &'a Field> {
        self.steps.iter().flat_map(Asked::fields).map(|(_, field)| field)
    }

    /// The field of this name, if it is asked.
    pub fn field(&self, name: &str) -> Option<&'a Field> {
        self.places.get(name).map(|(_, field)| *field)
    }

    /// What the pages hold when they are first shown.
    pub fn defaults(&self, reading: &Reading) -> Answers {
        self.fields().flat_map(|field| field.defaults(reading.words)).collect()
    }

    /// Whether an input was sent more than once that can have only one answer. No browser does that.
    pub fn has_repeated_input(&self, answers: &Answers) -> bool {
        answers.repeated().any(|input| !self.field(input).is_some_and(Field::is_multiple))
    }

    /// Whether the person may leave it for another login: the form allows it, and nothing is required.
    pub fn may_wait(&self) -> bool {
        self.form.not_now && self.fields().all(|field| !field.required)
    }

    /// The first page.
    pub fn begin(&self, answers: &Answers, reading: &Reading) -> Turn<'a> {
        self.walk(answers, reading, None)
    }

    /// What follows the page that was sent: that page once more, if an answer will not do; the next one; or
    /// the end. Every page before is checked again.
    pub fn advance(&self, answers: &Answers, reading: &Reading) -> Turn<'a> {
        self.walk(answers, reading, Some(self.sent(answers)))
    }

    /// The page before the one that was sent.
    pub fn back(&self, answers: &Answers, reading: &Reading) -> Turn<'a> {
        let sent = self.sent(answers);
        let mut walk = Walk::new(self, answers, *reading);
        let mut last = None;
        for (position, step) in self.steps.iter().enumerate().take(sent.max(1)) {
            if walk.enter(step) {
                last = Some(position);
                walk.take(step, false);
            }
        }
        let Some(position) = last else { return self.begin(answers, reading) };
        walk.return_to(&self.steps[position]);
        Turn::Ask(walk.screen(position, &Errors::new()))
    }

    /// The page of one step, whatever its condition says, without a look at the answers before it; with
    /// `errors`, as it is when `answers` are sent from it. For previews.
    pub fn preview(
        &self,
        index: usize,
        answers: &Answers,
        reading: &Reading,
        errors: bool,
    ) -> Option<Screen<'a>> {
        let position = self.steps.iter().position(|step| step.index == index)?;
        let mut walk = Walk::new(self, answers, *reading);
        for step in &self.steps[..position] {
            if walk.enter(step) {
                walk.take(step, false);
            }
        }
        walk.number += 1;
        let errors =
            if errors { walk.clone().take(&self.steps[position], false).errors } else { Errors::new() };
        Some(walk.screen(position, &errors))
    }

    /// The page with the longest answer, where all of them together do not fit the way back.
    pub fn shorten(&self, answers: &Answers, reading: &Reading, valid: &ValidAnswers) -> Turn<'a> {
        let longest = self.fields().max_by_key(|field| valid.weight(&field.name));
        let mut walk = Walk::new(self, answers, *reading);
        for (position, step) in self.steps.iter().enumerate() {
            if !walk.enter(step) {
                continue;
            }
            let is_on_it = |field: &&Field| step.fields().any(|(_, own)| own.name == field.name);
            if let Some(field) = longest.filter(is_on_it) {
                let errors = Errors::from([(&field.name, Problem::TooMuch)]);
                return Turn::Ask(walk.screen(position, &errors));
            }
            walk.take(step, false);
        }
        self.begin(answers, reading)
    }

    /// Which of the steps was sent. One that cannot be is taken for the first.
    fn sent(&self, answers: &Answers) -> usize {
        let index = answers.get(STEP).parse().ok();
        self.steps.iter().position(|step| Some(step.index) == index).unwrap_or(0)
    }

    fn walk(&self, answers: &Answers, reading: &Reading, sent: Option<usize>) -> Turn<'a> {
        let mut walk = Walk::new(self, answers, *reading);
        for (position, step) in self.steps.iter().enumerate() {
            if !walk.enter(step) {
                continue;
            }
            if sent.is_none_or(|sent| position > sent) {
                return Turn::Ask(walk.screen(position, &Errors::new()));
            }
            let Taken { errors, unseen } = walk.take(step, sent == Some(position));
            if unseen || !errors.is_empty() {
                walk.return_to(step);
                return Turn::Ask(walk.screen(position, &errors));
            }
        }
        Turn::Done(walk.valid())
    }
}

impl<'a> Asked<'a> {
    /// Its fields, each with its entry.
    fn fields(&self) -> impl Iterator<Item = (&'a Item, &'a Field)> {
        self.items.iter().filter_map(|item| Some((*item, item.field()?)))
    }
}

/// The entries of a step that are asked: the fields, and each block that has something to lead to: of the
/// fields behind it, up to the next heading or divider, one that is asked. Where no field is behind it, it
/// represents itself.
fn asked(items: &[Item], is_wanted: impl Fn(&Field) -> bool) -> Vec<&Item> {
    let mut asked = Vec::new();
    // Of the fields behind, whether one is asked; nothing where there is none.
    let mut leads = None;
    for item in items.iter().rev() {
        let is_asked = match &item.content {
            Content::Field(field) => {
                let is_asked = is_wanted(field);
                leads = Some(is_asked || leads == Some(true));
                is_asked
            }
            Content::Block(Block::Heading(_) | Block::Divider) => leads.take().unwrap_or(true),
            Content::Block(_) => leads.unwrap_or(true),
        };
        if is_asked {
            asked.push(item);
        }
    }
    asked.reverse();
    asked
}

/// The fields that are missing, and those that decide whether these are shown.
fn wanted<'f>(form: &'f Form, missing: &[String]) -> BTreeSet<&'f FieldName> {
    let mut wanted = BTreeSet::new();
    let missing: BTreeSet<&str> = missing.iter().map(String::as_str).collect();
    // From the last to the first, as a condition hangs on what is asked before.
    for step in form.steps.iter().rev() {
        for item in step.fields.iter().rev() {
            let Some(field) = item.field() else { continue };
            if missing.contains(field.name.as_str()) || wanted.contains(&field.name) {
                wanted.insert(&field.name);
                let conditions = item.when.iter().chain(&step.when);
                wanted.extend(conditions.flat_map(Condition::fields));
            }
        }
    }
    wanted
}

#[cfg(test)]
mod tests;
