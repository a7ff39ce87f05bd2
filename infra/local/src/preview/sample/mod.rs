//! Answers to show a page with: ones that will do, ones that will not, and, where a condition hangs on a
//! field, the one that makes it hold.
//!
//! Nothing here knows what a field takes: each candidate is tried out as if a person had sent it.

mod candidates;

use std::cmp::Ordering;

use profiling_forms::{
    Answers, Button, Condition, Content, Field, FieldName, Form, Item, Next, ParseContext, Position, Step,
    Test,
};

use self::candidates::Candidates;
use super::settings::State;

/// What is typed and chosen, as (input, value).
type Inputs = Vec<(String, String)>;

/// The answers with which the page of a step is shown. On the page itself they are as `state` says; on those
/// before it such that will do, as nobody comes to it otherwise; on those behind it as they are first shown,
/// unless everything is filled in.
pub(super) fn answers(form: &Form, reading: &ParseContext, step: usize, state: State) -> Answers {
    let defaults = form.interview(None, *reading).defaults();
    let first_shown = |field: &Field| -> Inputs {
        let inputs = field.inputs().into_iter();
        inputs
            .flat_map(|input| defaults.all(&input).iter().map(move |value| (input.clone(), value.clone())))
            .collect()
    };
    let sampler = Sampler { form, reading, tests: tests(form, step) };
    let fields = form.items().filter_map(|(_, at, item)| Some((at, item.field()?)));
    let inputs = fields.flat_map(|(at, field)| match (at.cmp(&step), state) {
        (Ordering::Less, _) | (_, State::Filled) => sampler.good(field),
        (Ordering::Greater, _) | (_, State::Defaults) => first_shown(field),
        (Ordering::Equal, State::Wrong) => sampler.wrong(field),
        (Ordering::Equal, State::Empty | State::Missing) => Inputs::new(),
    });
    inputs.collect()
}

/// What the conditions of a form ask, those of one step first.
fn tests(form: &Form, step: usize) -> Vec<&Test> {
    let first = form.steps.get(step).into_iter();
    let others = form.steps.iter().enumerate().filter(|(index, _)| *index != step).map(|(_, step)| step);
    first
        .chain(others)
        .flat_map(|step| step.when.iter().chain(step.fields.iter().filter_map(|item| item.when.as_ref())))
        .flat_map(Condition::tests)
        .collect()
}

struct Sampler<'a> {
    form: &'a Form,
    reading: &'a ParseContext,
    tests: Vec<&'a Test>,
}

/// What comes of an answer.
#[derive(PartialEq, Eq)]
enum Verdict {
    Refused,
    Taken,
    /// It is taken, and what hangs on it is shown.
    Wanted,
}

impl Sampler<'_> {
    /// An answer that will do.
    fn good(&self, field: &Field) -> Inputs {
        let test = self.tests.iter().find(|test| test.field == field.name).copied();
        let probe = Probe::new(self.form, field, test);
        let mut candidates: Vec<Inputs> =
            test.map(|test| Candidates(self.reading).wanted(field, &test.rule)).unwrap_or_default();
        candidates.extend(Candidates(self.reading).good(field));
        // Nothing at all comes last.
        candidates.push(Inputs::new());
        let verdicts: Vec<Verdict> =
            candidates.iter().map(|inputs| probe.verdict(inputs, self.reading)).collect();
        let find = |wanted: Verdict| verdicts.iter().position(|verdict| *verdict == wanted);
        let best = find(Verdict::Wanted).or_else(|| find(Verdict::Taken));
        best.map(|index| candidates.swap_remove(index)).unwrap_or_default()
    }

    /// An answer that will not do, where there is one that a person can give.
    fn wrong(&self, field: &Field) -> Inputs {
        let probe = Probe::new(self.form, field, None);
        let refused = |inputs: &Inputs| probe.verdict(inputs, self.reading) == Verdict::Refused;
        Candidates(self.reading).bad(field).into_iter().find(refused).unwrap_or_default()
    }
}

/// A form of one field, and of another that a condition shows.
struct Probe(Form);

impl Probe {
    fn new(form: &Form, field: &Field, test: Option<&Test>) -> Self {
        let step = |when: Option<Condition>, field: Field| Step {
            title: None,
            intro: None,
            when,
            fields: vec![Item { when: None, content: Content::Field(Box::new(field)) }],
        };
        let mut probe = form.clone();
        probe.steps = vec![step(None, field.clone())];
        if let Some(test) = test {
            let mut behind = field.clone();
            let name = if field.name.as_str() == "behind" { "behind_it" } else { "behind" };
            if let Ok(name) = FieldName::parse(name) {
                behind.name = name;
                probe.steps.push(step(Some(Condition::Test(test.clone())), behind));
            }
        }
        Self(probe)
    }

    fn verdict(&self, inputs: &Inputs, reading: &ParseContext) -> Verdict {
        let answers: Answers = inputs.iter().cloned().collect();
        let button = Button::Continue(Position::default());
        match self.0.interview(None, *reading).next(&answers, &button) {
            Next::Show(screen) if screen.index == 0 => Verdict::Refused,
            Next::Show(_) => Verdict::Wanted,
            Next::Answer(_) | Next::Later => Verdict::Taken,
        }
    }
}

#[cfg(test)]
mod tests;
