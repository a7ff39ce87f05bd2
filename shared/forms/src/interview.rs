//! The pages that one user gets of a form, one after another.
//!
//! Nothing is stored between two requests. Each page carries all answers so far, and each request checks them from the
//! first step on. A step, a field or a block whose condition fails is skipped, and its answers are ignored.

mod walk;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use serde_json::{Map, Value};

use super::answers::{Answers, ValidAnswers};
use super::block::Block;
use super::condition::{Condition, Residual};
use super::definition::Form;
use super::field::Field;
use super::item::{Content, Item};
use super::name::FieldName;
use super::parse_context::ParseContext;
use super::problem::Problem;
use super::step::Step;
use walk::{Errors, StepCheck, Walk};

/// The interview of one user: the requested fields of a form, page after page.
///
/// An interview has no state. [`next`](Self::next) is a pure function of the answers and the navigation:
///
/// ```
/// use profiling_forms::locale::{Tag, messages};
/// use profiling_forms::value::today::Today;
/// use profiling_forms::{Answers, Navigation, Form, Next, ParseContext, Position, Problem};
///
/// let form: Form = serde_json::from_str(
///     r#"{"version": 1, "title": "About you", "fields": [
///         {"type": "text", "name": "company", "label": "Company", "required": true}
///     ]}"#,
/// )?;
/// let context = ParseContext::new(messages(&Tag::ENGLISH), Today::at_unix_seconds(1_800_000_000));
/// let interview = form.interview(None, context);
///
/// // The user opens the form.
/// let Next::Show(screen) = interview.next(&interview.defaults(), &Navigation::Start) else { panic!() };
/// assert_eq!((screen.page_number, screen.page_count), (1, 1));
///
/// // An empty answer: the same page again, with an error.
/// let navigation = Navigation::Continue(Position::default());
/// let Next::Show(screen) = interview.next(&Answers::default(), &navigation) else { panic!() };
/// let errors: Vec<_> = screen.errors().map(|(field, problem)| (field.as_str(), problem)).collect();
/// assert_eq!(errors, [("company", Problem::Required)]);
///
/// // A valid answer.
/// let answers: Answers = [("company", " Acme ")].into_iter().collect();
/// let Next::Answer(valid) = interview.next(&answers, &navigation) else { panic!() };
/// assert_eq!(valid.values()["company"], "Acme");
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug)]
pub struct Interview<'a> {
    form: &'a Form,
    context: ParseContext,
    steps: Vec<RequestedStep<'a>>,
    /// The requested fields by name, each with its index among them.
    fields: BTreeMap<&'a str, (usize, &'a Field)>,
    /// False if the user may not postpone the form, whatever the form allows.
    not_now: bool,
}

/// A step that has at least one requested field.
#[derive(Debug)]
struct RequestedStep<'a> {
    /// The index in the form.
    form_index: usize,
    step: &'a Step,
    items: Vec<&'a Item>,
    /// The index of its first field among the requested fields of the form.
    first_field: usize,
}

/// Stored answers that a form shows for confirmation, as the values of their inputs. `Debug` does not show them.
#[derive(Clone, Default)]
pub struct StoredAnswers<'a>(BTreeMap<&'a FieldName, Vec<(String, String)>>);

impl StoredAnswers<'_> {
    /// Returns true if a field has a stored answer, and its inputs in `answers` are unchanged.
    pub fn is_unchanged(&self, field: &FieldName, answers: &Answers) -> bool {
        let Some(inputs) = self.0.get(field) else { return false };
        let names: BTreeSet<&str> = inputs.iter().map(|(input, _)| input.as_str()).collect();
        let count: usize = names.iter().map(|name| answers.all(name).len()).sum();
        count == inputs.len() && inputs.iter().all(|(input, value)| answers.all(input).contains(value))
    }
}

impl fmt::Debug for StoredAnswers<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("StoredAnswers").field(&self.0.keys()).finish()
    }
}

/// The navigation of a user: opening the form, pressing a button on a page, or returning to a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Navigation {
    /// The user opens the form.
    Start,
    /// The button for the next page, or for the end of the form.
    Continue(Position),
    /// The button for the previous page.
    Back(Position),
    /// The button that postpones the form to another login.
    Postpone(Position),
    /// The user returns to a page with the browser's buttons, or reloads it.
    Return(Position),
}

/// The page that a user sends or returns to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Position {
    /// The index of the step in the form. An index that is not part of the interview counts as the first step.
    pub step: usize,
    /// The fields that the page shows because of answers typed on the same page: [`Screen::revealed`].
    pub revealed: BTreeSet<FieldName>,
}

/// The result of a navigation.
#[derive(Debug)]
pub enum Next<'a> {
    /// Show this page.
    Show(Screen<'a>),
    /// The form is complete: return these answers.
    Answer(ValidAnswers),
    /// The user postponed the form.
    Postpone,
}

/// A page of a form.
#[derive(Debug)]
pub struct Screen<'a> {
    /// The index of the step in the form.
    pub step_index: usize,
    /// The step.
    pub step: &'a Step,
    /// The number of the page, from 1.
    pub page_number: u64,
    /// The number of pages, as far as the answers so far determine it.
    pub page_count: u64,
    /// The entries, in order.
    pub entries: Vec<Entry<'a>>,
    /// The fields among the entries that are visible because of answers typed on this page.
    pub revealed: Vec<&'a FieldName>,
}

/// A field or a block on a page.
#[derive(Debug)]
pub struct Entry<'a> {
    /// The field or block.
    pub item: &'a Item,
    /// The choices on the same page that make the entry visible; `None` if it is always visible.
    pub only_if: Option<Residual<'a>>,
    /// The problem of the answer.
    pub problem: Option<Problem>,
}

impl<'a> Screen<'a> {
    /// The problems of the answers on this page, in the order of the fields.
    pub fn errors(&self) -> impl Iterator<Item = (&'a FieldName, Problem)> {
        self.entries.iter().filter_map(|entry| Some((&entry.item.field()?.name, entry.problem?)))
    }

    /// Returns true if an answer on this page has a problem.
    pub fn has_errors(&self) -> bool {
        self.errors().next().is_some()
    }
}

impl Form {
    /// Returns the interview of a user who lacks the fields `missing`, or, with `None`, of a user who lacks all of them.
    ///
    /// The fields that decide whether a missing field is shown are requested, too. A name that is not a field of the
    /// form is ignored.
    ///
    /// ```
    /// # use profiling_forms::locale::{Tag, messages};
    /// # use profiling_forms::value::today::Today;
    /// # use profiling_forms::{Form, ParseContext};
    /// # let context = ParseContext::new(messages(&Tag::ENGLISH), Today::at_unix_seconds(0));
    /// let form: Form = serde_json::from_str(
    ///     r#"{"version": 1, "title": "About you", "fields": [
    ///         {"type": "text", "name": "company", "label": "Company"},
    ///         {"type": "country", "name": "country", "label": "Country"},
    ///         {"type": "text", "name": "vat", "label": "VAT number", "when": {"field": "country", "equals": "DE"}}
    ///     ]}"#,
    /// )?;
    /// let missing = ["vat".to_owned(), "unknown".to_owned()];
    /// let interview = form.interview(Some(&missing), context);
    /// let names: Vec<&str> = interview.fields().map(|field| field.name.as_str()).collect();
    /// assert_eq!(names, ["country", "vat"]);
    /// # Ok::<(), serde_json::Error>(())
    /// ```
    pub fn interview(&self, missing: Option<&[String]>, context: ParseContext) -> Interview<'_> {
        Interview::new(self, missing, context)
    }
}

impl<'a> Interview<'a> {
    fn new(form: &'a Form, missing: Option<&[String]>, context: ParseContext) -> Self {
        let requested = missing.map(|missing| requested_fields(form, missing));
        let (mut steps, mut fields, mut count) = (Vec::new(), BTreeMap::new(), 0);
        for (form_index, step) in form.steps.iter().enumerate() {
            let items = requested_items(&step.fields, requested.as_ref());
            let step = RequestedStep { form_index, step, items, first_field: count };
            for (_, field) in step.fields() {
                fields.insert(field.name.as_str(), (count, field));
                count += 1;
            }
            if count > step.first_field {
                steps.push(step);
            }
        }
        Self { form, context, steps, fields, not_now: true }
    }

    /// Sets whether the user may postpone the form. `true` changes nothing: the form must allow it, too.
    ///
    /// ```
    /// # use profiling_forms::locale::{Tag, messages};
    /// # use profiling_forms::value::today::Today;
    /// # use profiling_forms::{Form, ParseContext};
    /// # let context = ParseContext::new(messages(&Tag::ENGLISH), Today::at_unix_seconds(0));
    /// let form: Form = serde_json::from_str(
    ///     r#"{"version": 1, "title": "About you", "not_now": true, "fields": [
    ///         {"type": "text", "name": "company", "label": "Company"}
    ///     ]}"#,
    /// )?;
    /// assert!(form.interview(None, context).allows_postponing());
    /// assert!(!form.interview(None, context).with_not_now(false).allows_postponing());
    /// # Ok::<(), serde_json::Error>(())
    /// ```
    #[must_use]
    pub fn with_not_now(self, not_now: bool) -> Self {
        Self { not_now, ..self }
    }

    /// The form.
    pub fn form(&self) -> &'a Form {
        self.form
    }

    /// The requested fields, in order, including those that conditions may exclude.
    pub fn fields(&self) -> impl Iterator<Item = &'a Field> {
        self.steps.iter().flat_map(RequestedStep::fields).map(|(_, field)| field)
    }

    /// Returns the requested field with this name.
    pub fn field(&self, name: &str) -> Option<&'a Field> {
        self.fields.get(name).map(|(_, field)| *field)
    }

    /// The answers that are filled in when the form is opened.
    pub fn defaults(&self) -> Answers {
        self.defaults_with(&StoredAnswers::default())
    }

    /// The answers that are filled in when the form is opened: the stored ones, otherwise the default ones.
    pub fn defaults_with(&self, stored: &StoredAnswers<'a>) -> Answers {
        let inputs = self.fields().flat_map(|field| match stored.0.get(&field.name) {
            Some(inputs) => inputs.clone(),
            None => field.defaults(&self.context),
        });
        inputs.collect()
    }

    /// Returns the answers among `values`, by the names of their fields, that the form can show. Values that are no longer
    /// valid are omitted, and so are consents, which the user must give again.
    ///
    /// ```
    /// # use profiling_forms::locale::{Tag, messages};
    /// # use profiling_forms::value::today::Today;
    /// # use profiling_forms::{Form, ParseContext};
    /// # use serde_json::json;
    /// # let context = ParseContext::new(messages(&Tag::ENGLISH), Today::at_unix_seconds(0));
    /// let form: Form = serde_json::from_str(
    ///     r#"{"version": 1, "title": "About you", "fields": [
    ///         {"type": "number", "name": "employees", "label": "Employees"},
    ///         {"type": "country", "name": "country", "label": "Country"}
    ///     ]}"#,
    /// )?;
    /// let interview = form.interview(None, context);
    /// let values = json!({"employees": 1250, "country": "Atlantis"});
    /// let stored = interview.stored_answers(values.as_object().unwrap());
    /// let answers = interview.defaults_with(&stored);
    /// assert_eq!((answers.get("employees"), answers.get("country")), ("1,250", ""));
    /// # Ok::<(), serde_json::Error>(())
    /// ```
    pub fn stored_answers(&self, values: &Map<String, Value>) -> StoredAnswers<'a> {
        let stored = |field: &'a Field| {
            let value = values.get(field.name.as_str())?;
            Some((&field.name, field.enter_stored(value, &self.context)?))
        };
        StoredAnswers(self.fields().filter_map(stored).collect())
    }

    /// Returns true if `answers` have several values for an input that can have only one. Browsers do not send that.
    pub fn has_repeated_input(&self, answers: &Answers) -> bool {
        answers.repeated().any(|input| !self.field(input).is_some_and(Field::is_multiple))
    }

    /// Returns true if the user may postpone the form: the form and [the login](Self::with_not_now) allow it, and no
    /// requested field is required.
    pub fn allows_postponing(&self) -> bool {
        self.not_now && self.form.not_now && self.fields().all(|field| !field.required)
    }

    /// Returns the result of a navigation.
    ///
    /// - [`Navigation::Start`] leads to the first page.
    /// - [`Navigation::Continue`] leads to the next page, or to the end. All pages up to the current one are checked; the
    ///   first one with a problem is shown again.
    /// - [`Navigation::Back`] leads to the previous page without a check of the current one.
    /// - [`Navigation::Postpone`] postpones the form. If [that is not allowed](Self::allows_postponing), it acts like
    ///   [`Navigation::Continue`].
    /// - [`Navigation::Return`] leads to the page of the position without checking it. If a condition excludes that page, it
    ///   leads to the last page before it that applies.
    ///
    /// An interview without fields has the answer at once.
    pub fn next(&self, answers: &Answers, navigation: &Navigation) -> Next<'a> {
        match navigation {
            Navigation::Start => self.walk(answers, None),
            Navigation::Back(position) => self.unchecked(answers, self.step_at(position).saturating_sub(1)),
            Navigation::Return(position) => self.unchecked(answers, self.step_at(position)),
            Navigation::Postpone(_) if self.allows_postponing() => Next::Postpone,
            Navigation::Continue(position) | Navigation::Postpone(position) => {
                self.walk(answers, Some(position))
            }
        }
    }

    fn walk(&self, answers: &Answers, position: Option<&Position>) -> Next<'a> {
        let current = position.map(|position| self.step_at(position));
        let mut walk = Walk::new(self, answers);
        for (index, step) in self.steps.iter().enumerate() {
            if !walk.enter(step) {
                continue;
            }
            if current.is_none_or(|current| index > current) {
                return Next::Show(walk.screen(index, &Errors::new()));
            }
            let revealed = position.filter(|_| current == Some(index)).map(|position| &position.revealed);
            let StepCheck { errors, has_unrevealed } = walk.check(step, revealed);
            if has_unrevealed || !errors.is_empty() {
                walk.return_to(step);
                return Next::Show(walk.screen(index, &errors));
            }
        }
        Next::Answer(walk.valid())
    }

    /// Returns the page of the last step up to and including `index` that applies, without errors. Without such a step,
    /// returns the first page.
    fn unchecked(&self, answers: &Answers, index: usize) -> Next<'a> {
        let mut walk = Walk::new(self, answers);
        let mut last = None;
        for (index, step) in self.steps.iter().enumerate().take(index + 1) {
            if walk.enter(step) {
                last = Some(index);
                walk.check(step, None);
            }
        }
        let Some(index) = last else { return self.walk(answers, None) };
        walk.return_to(&self.steps[index]);
        Next::Show(walk.screen(index, &Errors::new()))
    }

    /// Returns the page of a step even if its condition fails or an earlier answer is invalid. With `has_errors`, the
    /// page shows the problems of `answers`. For previews.
    pub fn preview(&self, step_index: usize, answers: &Answers, has_errors: bool) -> Option<Screen<'a>> {
        let index = self.steps.iter().position(|step| step.form_index == step_index)?;
        let mut walk = Walk::new(self, answers);
        for step in &self.steps[..index] {
            if walk.enter(step) {
                walk.check(step, None);
            }
        }
        walk.page_number += 1;
        let errors =
            if has_errors { walk.clone().check(&self.steps[index], None).errors } else { Errors::new() };
        Some(walk.screen(index, &errors))
    }

    /// Returns the page with the longest answer, with the error that the answers are too long together; `None` if there
    /// is no answer to shorten.
    pub fn shorten(&self, answers: &Answers, valid: &ValidAnswers) -> Option<Screen<'a>> {
        let answered = self.fields().filter(|field| valid.weight(&field.name) > 0);
        let longest = answered.max_by_key(|field| valid.weight(&field.name))?;
        let mut walk = Walk::new(self, answers);
        for (index, step) in self.steps.iter().enumerate() {
            if !walk.enter(step) {
                continue;
            }
            if step.contains(longest) {
                let errors = Errors::from([(&longest.name, Problem::TooMuch)]);
                return Some(walk.screen(index, &errors));
            }
            walk.check(step, None);
        }
        None
    }

    /// The index of a position's step among the requested steps.
    fn step_at(&self, position: &Position) -> usize {
        self.steps.iter().position(|step| step.form_index == position.step).unwrap_or(0)
    }
}

impl<'a> RequestedStep<'a> {
    /// The fields, each with its item.
    fn fields(&self) -> impl Iterator<Item = (&'a Item, &'a Field)> {
        self.items.iter().filter_map(|item| Some((*item, item.field()?)))
    }

    fn contains(&self, field: &Field) -> bool {
        self.fields().any(|(_, own)| own.name == field.name)
    }
}

/// The requested items of a step, in order; with `None`, all fields are requested.
///
/// A block belongs to the fields that follow it up to the next heading or divider: it is requested if one of them is, or
/// if there are none.
fn requested_items<'a>(items: &'a [Item], requested: Option<&BTreeSet<&FieldName>>) -> Vec<&'a Item> {
    let mut accepted = Vec::new();
    // `Some(true)` if one of the following fields is requested; `None` if no field follows.
    let mut leads_to_field = None;
    for item in items.iter().rev() {
        let is_requested = match &item.content {
            Content::Field(field) => {
                let is_requested = requested.is_none_or(|requested| requested.contains(&field.name));
                leads_to_field = Some(is_requested || leads_to_field == Some(true));
                is_requested
            }
            Content::Block(Block::Heading(_) | Block::Divider) => leads_to_field.take().unwrap_or(true),
            Content::Block(Block::Paragraph(_) | Block::Image(_)) => leads_to_field.unwrap_or(true),
        };
        if is_requested {
            accepted.push(item);
        }
    }
    accepted.reverse();
    accepted
}

/// The missing fields, and the fields that decide whether these are shown.
fn requested_fields<'f>(form: &'f Form, missing: &[String]) -> BTreeSet<&'f FieldName> {
    let mut requested = BTreeSet::new();
    let missing: BTreeSet<&str> = missing.iter().map(String::as_str).collect();
    // From the last to the first, as a condition depends on earlier fields.
    for step in form.steps.iter().rev() {
        for item in step.fields.iter().rev() {
            let Some(field) = item.field() else { continue };
            if missing.contains(field.name.as_str()) || requested.contains(&field.name) {
                requested.insert(&field.name);
                let conditions = item.when.iter().chain(&step.when);
                requested.extend(conditions.flat_map(Condition::fields));
            }
        }
    }
    requested
}

#[cfg(test)]
mod tests;
