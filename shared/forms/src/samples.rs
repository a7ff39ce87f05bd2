//! Sample answers for previews, `profiling check` and tests: typical answers, answers at the limits of the rules, and
//! invalid answers. The file of each field kind has its samples.

use serde_json::Value;

use super::answers::Answers;
use super::condition::{Condition, Test};
use super::field::Field;
use super::item::Item;
use super::kind::sampling::{Comparisons, Sample, SampleContext, Samples};
use super::kind::{Kind, OTHER};
use super::locale::Messages;
use super::parse_context::ParseContext;

pub use super::kind::sampling::{Filling, some_today};

/// The values of inputs, as (input, value).
pub type Inputs = Vec<(String, String)>;

/// A valid answer to a field.
#[derive(Debug, Clone)]
pub struct ValidSample {
    /// The values of the inputs.
    pub inputs: Inputs,
    /// The value that is stored.
    pub value: Value,
}

/// Definitions of every field kind: `type`, and the members that only this kind has. A new kind is among them, as it
/// does not compile without definitions.
pub fn definitions() -> Vec<Value> {
    let mut all = Vec::new();
    for (name, definitions) in Kind::sample_definitions() {
        for mut definition in definitions {
            definition["type"] = name.into();
            all.push(definition);
        }
    }
    all
}

/// Fields of every kind: `field_0` with the label "Question 0", and so on.
///
/// # Errors
///
/// Returns an error if a definition cannot be read.
pub fn items(required: bool) -> serde_json::Result<Vec<Item>> {
    definitions()
        .into_iter()
        .enumerate()
        .map(|(index, mut definition)| {
            definition["name"] = format!("field_{index}").into();
            definition["label"] = format!("Question {index}").into();
            definition["required"] = required.into();
            serde_json::from_value(definition)
        })
        .collect()
}

impl Field {
    /// Valid answers: typical ones first, then those at the limits of the rules, and at the end those that `seed`
    /// varies. Empty if no sample has the field's pattern.
    pub fn valid_samples(&self, context: &ParseContext, seed: u64) -> Vec<ValidSample> {
        let valid = self.kind_samples(context, seed).valid.into_iter();
        valid
            .map(|Sample { inputs, value }| ValidSample { inputs: self.name_inputs(inputs), value })
            .collect()
    }

    fn kind_samples(&self, parse: &ParseContext, seed: u64) -> Samples {
        let subject = format!("{} {}", self.autocomplete.as_deref().unwrap_or_default(), self.name);
        let subject = &subject.to_ascii_lowercase();
        self.kind.samples(&SampleContext { is_required: self.required, subject, parse, seed })
    }

    /// The input values of a user who enters this answer. [`OTHER`] means any text that is not an option.
    pub fn entered(&self, value: &Value, messages: &Messages) -> Inputs {
        let other = Value::from("Something else");
        let value = if self.kind.has_other() && value == OTHER { &other } else { value };
        self.name_inputs(self.kind.enter(value, messages))
    }

    /// Invalid answers that a user can give. Empty if all that a user can do is valid.
    pub fn invalid_samples(&self, context: &ParseContext) -> Vec<Inputs> {
        self.kind_samples(context, 0).invalid.into_iter().map(|inputs| self.name_inputs(inputs)).collect()
    }

    /// Returns a valid answer for a preview: if possible, an answer for which `test` holds.
    pub fn sample(&self, context: &ParseContext, test: Option<&Test>) -> Inputs {
        let valid = self.valid_samples(context, 0);
        let Some(test) = test else { return first(valid) };
        let comparisons = Comparisons::new(self.required, &[test], Some(context.today));
        let compared = self.kind.representatives(&comparisons).unwrap_or_default();
        let entered = compared.iter().map(|value| self.entered(value, &context.messages));
        let condition = Condition::Test(test.clone());
        valid
            .iter()
            .map(|sample| sample.inputs.clone())
            .chain(entered)
            .chain([Inputs::new()])
            .find(|inputs| self.satisfies(inputs, &condition, context))
            .unwrap_or_else(|| first(valid))
    }

    /// An invalid answer for a preview: one that a user can give, or no answer.
    pub fn invalid_sample(&self, context: &ParseContext) -> Inputs {
        self.invalid_samples(context).into_iter().next().unwrap_or_default()
    }

    /// Returns `true` if the answer is valid and the condition holds for it.
    fn satisfies(&self, inputs: &Inputs, condition: &Condition, context: &ParseContext) -> bool {
        let answers: Answers = inputs.iter().cloned().collect();
        let Ok(value) = self.check(&answers, context) else { return false };
        let value = value.map(|value| if self.is_other(&answers) { OTHER.into() } else { value });
        condition.holds(&|_| value.as_ref(), context.today)
    }

    /// The answers that these tests distinguish, so that walking through them covers all answers. Answers that are
    /// perhaps impossible, because of a pattern, are included. Returns `None` if there are too many, or if they depend
    /// on today's date.
    pub fn representative_answers(&self, tests: &[&Test]) -> Option<Vec<Value>> {
        self.kind.representatives(&Comparisons::new(self.required, tests, None))
    }

    /// The longest answer.
    pub fn longest_answer(&self, filling: Filling) -> Value {
        self.kind.longest(filling)
    }
}

fn first(samples: Vec<ValidSample>) -> Inputs {
    samples.into_iter().next().map(|sample| sample.inputs).unwrap_or_default()
}

#[cfg(test)]
mod tests;
