//! What is asked of one person, page after page.
//!
//! Nothing is kept between two requests: each page carries all that was answered so far, and each request
//! walks the form from its first step. A step, a field or a block whose condition fails is passed over, and
//! what was sent for it is not looked at.

mod walk;

use std::collections::BTreeSet;

use super::answers::{Answers, FieldError, ValidAnswers};
use super::block::Block;
use super::check::Reading;
use super::condition::{Condition, Open};
use super::definition::Form;
use super::field::Field;
use super::item::{Content, Item};
use super::name::FieldName;
use super::problem::Problem;
use super::step::Step;
use walk::{Taken, Walk};

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
}

/// A step that has something to ask.
#[derive(Debug)]
struct Asked<'a> {
    /// Its index in the form.
    index: usize,
    step: &'a Step,
    items: Vec<&'a Item>,
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
    /// What is wrong with the answers on it.
    pub errors: Vec<FieldError>,
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
}

impl<'a> Questions<'a> {
    pub(super) fn new(form: &'a Form, missing: Option<&[String]>) -> Self {
        let wanted = missing.map(|missing| wanted(form, missing));
        let is_wanted = |field: &Field| wanted.as_ref().is_none_or(|wanted| wanted.contains(&field.name));
        let asked = |(index, step): (usize, &'a Step)| {
            let is_shown = |(place, item): &(usize, &Item)| match item.field() {
                Some(field) => is_wanted(field),
                None => leads_to(&step.fields[place + 1..], &is_wanted),
            };
            let items: Vec<&Item> =
                step.fields.iter().enumerate().filter(is_shown).map(|(_, item)| item).collect();
            items.iter().any(|item| item.field().is_some()).then_some(Asked { index, step, items })
        };
        Self { form, steps: form.steps.iter().enumerate().filter_map(asked).collect() }
    }

    /// The fields that are asked, in order; those that conditions may rule out are among them.
    pub fn fields(&self) -> impl Iterator<Item = &'a Field> {
        self.steps.iter().flat_map(|step| step.items.iter().filter_map(|item| item.field()))
    }

    /// What the pages hold when they are first shown.
    pub fn defaults(&self, reading: &Reading) -> Answers {
        self.fields().flat_map(|field| field.defaults(reading.words)).collect()
    }

    /// Whether an input was sent more than once that can have only one answer. No browser does that.
    pub fn has_repeated_input(&self, answers: &Answers) -> bool {
        let is_multiple =
            |input: &str| self.fields().any(|field| field.is_multiple() && field.name.as_str() == input);
        answers.repeated().any(|input| !is_multiple(input))
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
                last = Some((position, walk.clone()));
                walk.take(step, false);
            }
        }
        match last {
            Some((position, before)) => Turn::Ask(before.screen(position, Vec::new())),
            None => self.begin(answers, reading),
        }
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
        let errors = if errors { walk.clone().take(&self.steps[position], false).errors } else { Vec::new() };
        Some(walk.screen(position, errors))
    }

    /// The page with the longest answer, where all of them together do not fit the way back.
    pub fn shorten(&self, answers: &Answers, reading: &Reading, valid: &ValidAnswers) -> Turn<'a> {
        let longest = self.fields().max_by_key(|field| valid.weight(&field.name));
        let mut walk = Walk::new(self, answers, *reading);
        for (position, step) in self.steps.iter().enumerate() {
            if !walk.enter(step) {
                continue;
            }
            let has = |field: &Field| {
                step.items.iter().any(|item| item.field().is_some_and(|own| own.name == field.name))
            };
            if let Some(field) = longest.filter(|field| has(field)) {
                let error = FieldError { field: field.name.clone(), problem: Problem::TooMuch };
                return Turn::Ask(walk.screen(position, vec![error]));
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
                return Turn::Ask(walk.screen(position, Vec::new()));
            }
            let before = walk.clone();
            let Taken { errors, unseen } = walk.take(step, sent == Some(position));
            if unseen || !errors.is_empty() {
                return Turn::Ask(before.screen(position, errors));
            }
        }
        Turn::Done(walk.valid())
    }
}

/// Whether a block has something to lead to: of the fields behind it, up to the next heading or divider, one
/// that is asked. Where no field is behind it, it stands for itself.
fn leads_to(behind: &[Item], is_asked: &impl Fn(&Field) -> bool) -> bool {
    let is_of_this_part =
        |item: &&Item| !matches!(item.content, Content::Block(Block::Heading(_) | Block::Divider));
    let mut fields = behind.iter().take_while(is_of_this_part).filter_map(Item::field).peekable();
    fields.peek().is_none() || fields.any(is_asked)
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
