//! When something is shown: what earlier answers have to say.
//!
//! ```json
//! {"field": "country", "equals": "DE"}
//! {"any": [{"field": "size", "in": ["large", "huge"]}, {"field": "employees", "more_than": 250}]}
//! ```

use serde::de::Error as _;
use serde::{Deserialize, Deserializer};
use serde_json::{Map, Value};

use super::name::FieldName;
use super::read::{did_you_mean, fault, keys, read};
use crate::value::date::{Bound, Date};
use crate::value::number::Decimal;

/// What earlier answers have to say.
#[derive(Debug, Clone)]
pub enum Condition {
    /// All of these hold.
    All(Vec<Condition>),
    /// At least one of these holds.
    Any(Vec<Condition>),
    /// One answer is as it should be.
    Test(Test),
}

/// What one answer has to be.
#[derive(Debug, Clone)]
pub struct Test {
    /// The field that is asked before.
    pub field: FieldName,
    /// What its answer has to be.
    pub rule: Rule,
}

/// What an answer has to be. Of several choices it is enough that one is as it should be. A question that
/// was not answered, or not shown, is empty: then `equals`, `in` and the comparisons fail, and `not` holds.
#[derive(Debug, Clone)]
pub enum Rule {
    /// This.
    Equals(Literal),
    /// Something else, or nothing.
    Not(Literal),
    /// One of these.
    In(Vec<Literal>),
    /// Nothing, or, with `false`, something.
    Empty(bool),
    /// On this side of a number or a date.
    Compare(Comparison, Operand),
}

/// The value that an answer is held against.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(untagged))]
pub enum Literal {
    /// Yes or no, given or not given.
    Flag(bool),
    /// A number.
    Number(Decimal),
    /// A text, an option's value, a country's code, a date.
    Text(String),
}

/// On which side.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Comparison {
    /// Greater, or later.
    MoreThan,
    /// Greater or equal, or not earlier.
    AtLeast,
    /// Less, or earlier.
    LessThan,
    /// Less or equal, or not later.
    AtMost,
}

/// What a number or a date is compared with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(untagged))]
pub enum Operand {
    /// A number.
    Number(Decimal),
    /// A date, or one that moves with today's: `18 years ago`.
    Date(Bound),
}

// Both by hand, as an enum that is tried variant by variant could only say that none of them fits.
impl<'de> Deserialize<'de> for Literal {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match Value::deserialize(deserializer)? {
            Value::Bool(flag) => Ok(Self::Flag(flag)),
            Value::Number(number) => Decimal::try_from(number).map(Self::Number).map_err(D::Error::custom),
            Value::String(text) => Ok(Self::Text(text)),
            _ => Err(D::Error::custom("an answer is compared with a text, a number, `true` or `false`")),
        }
    }
}

impl<'de> Deserialize<'de> for Operand {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match Value::deserialize(deserializer)? {
            Value::Number(number) => Decimal::try_from(number).map(Self::Number).map_err(D::Error::custom),
            Value::String(text) => Bound::parse(&text).map(Self::Date).map_err(D::Error::custom),
            _ => Err(D::Error::custom("an answer is compared with a number, or with a date as a text")),
        }
    }
}

/// The rules, by the names of their keys.
pub(super) const RULES: [&str; 8] =
    ["equals", "not", "in", "empty", "more_than", "at_least", "less_than", "at_most"];

impl<'de> Deserialize<'de> for Condition {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let keys = keys(deserializer)?;
        let names: Vec<&str> = keys.keys().map(String::as_str).collect();
        match names[..] {
            ["all"] => read(keys).map(|group: All| Self::All(group.all)),
            ["any"] => read(keys).map(|group: Any| Self::Any(group.any)),
            ["field", _] | [_, "field"] => test(keys).map(Self::Test),
            _ => Err(fault(
                "",
                format!(
                    "it has to be {{\"all\": […]}}, {{\"any\": […]}}, or {{\"field\": …}} with one of {}",
                    RULES.join(", ")
                ),
            )),
        }
    }
}

#[derive(Deserialize)]
struct All {
    all: Vec<Condition>,
}

#[derive(Deserialize)]
struct Any {
    any: Vec<Condition>,
}

#[derive(Deserialize)]
struct FieldKey {
    field: FieldName,
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum RuleKey {
    Equals(Literal),
    Not(Literal),
    In(Vec<Literal>),
    Empty(bool),
    MoreThan(Operand),
    AtLeast(Operand),
    LessThan(Operand),
    AtMost(Operand),
}

fn test<E: serde::de::Error>(mut keys: Map<String, Value>) -> Result<Test, E> {
    let field: Map<_, _> = keys.remove_entry("field").into_iter().collect();
    let FieldKey { field } = read(field)?;
    if let Some(key) = keys.keys().find(|key| !RULES.contains(&key.as_str())) {
        let near = did_you_mean(key, RULES.into_iter());
        return Err(fault(key, format!("a condition has no such key{near}")));
    }
    let rule = match read(keys)? {
        RuleKey::Equals(value) => Rule::Equals(value),
        RuleKey::Not(value) => Rule::Not(value),
        RuleKey::In(values) => Rule::In(values),
        RuleKey::Empty(empty) => Rule::Empty(empty),
        RuleKey::MoreThan(operand) => Rule::Compare(Comparison::MoreThan, operand),
        RuleKey::AtLeast(operand) => Rule::Compare(Comparison::AtLeast, operand),
        RuleKey::LessThan(operand) => Rule::Compare(Comparison::LessThan, operand),
        RuleKey::AtMost(operand) => Rule::Compare(Comparison::AtMost, operand),
    };
    Ok(Test { field, rule })
}

/// What is known of an answer.
#[derive(Debug, Clone, Copy)]
pub(super) enum Known<'v> {
    /// It is not given yet.
    Open,
    /// It was left out, or will not do, or was not asked.
    Empty,
    /// It is this.
    Value(&'v Value),
}

/// A condition as far as what is known decides it.
#[derive(Debug, Clone)]
pub enum Resolved<'a> {
    /// It holds.
    Holds,
    /// It does not.
    Fails,
    /// It hangs on answers that are not given yet.
    Open(Open<'a>),
}

/// What is left of a condition.
#[derive(Debug, Clone)]
pub enum Open<'a> {
    /// All of these.
    All(Vec<Open<'a>>),
    /// At least one of these.
    Any(Vec<Open<'a>>),
    /// One answer.
    Test(&'a Test),
}

impl Condition {
    /// The fields that it hangs on.
    pub fn fields(&self) -> Vec<&FieldName> {
        self.tests().into_iter().map(|test| &test.field).collect()
    }

    /// All that it tests.
    pub fn tests(&self) -> Vec<&Test> {
        match self {
            Self::Test(test) => vec![test],
            Self::All(conditions) | Self::Any(conditions) => {
                conditions.iter().flat_map(Self::tests).collect()
            }
        }
    }

    /// Whether it holds when `answer` tells what each field says, and nothing of one that is empty.
    pub fn holds<'v>(&self, answer: &impl Fn(&FieldName) -> Option<&'v Value>, today: Date) -> bool {
        let known = |name: &FieldName| answer(name).map_or(Known::Empty, Known::Value);
        matches!(self.resolve(&known, today), Resolved::Holds)
    }

    /// Whether a list in it has no conditions, so that it says nothing.
    pub(super) fn has_empty_list(&self) -> bool {
        match self {
            Self::Test(_) => false,
            Self::All(conditions) | Self::Any(conditions) => {
                conditions.is_empty() || conditions.iter().any(Self::has_empty_list)
            }
        }
    }

    /// What is left of it when `known` tells what each answer is.
    pub(super) fn resolve<'a, 'v>(
        &'a self,
        known: &impl Fn(&FieldName) -> Known<'v>,
        today: Date,
    ) -> Resolved<'a> {
        match self {
            Self::Test(test) => match known(&test.field) {
                Known::Open => Resolved::Open(Open::Test(test)),
                Known::Empty => decided(test.rule.holds(None, today)),
                Known::Value(value) => decided(test.rule.holds(Some(value), today)),
            },
            Self::All(conditions) => {
                let mut open = Vec::new();
                for condition in conditions {
                    match condition.resolve(known, today) {
                        Resolved::Holds => {}
                        Resolved::Fails => return Resolved::Fails,
                        Resolved::Open(rest) => open.push(rest),
                    }
                }
                if open.is_empty() { Resolved::Holds } else { Resolved::Open(Open::All(open)) }
            }
            Self::Any(conditions) => {
                let mut open = Vec::new();
                for condition in conditions {
                    match condition.resolve(known, today) {
                        Resolved::Holds => return Resolved::Holds,
                        Resolved::Fails => {}
                        Resolved::Open(rest) => open.push(rest),
                    }
                }
                if open.is_empty() { Resolved::Fails } else { Resolved::Open(Open::Any(open)) }
            }
        }
    }
}

impl Open<'_> {
    /// All that it still tests.
    pub fn tests(&self) -> Vec<&Test> {
        match self {
            Self::Test(test) => vec![test],
            Self::All(rest) | Self::Any(rest) => rest.iter().flat_map(Self::tests).collect(),
        }
    }
}

fn decided(holds: bool) -> Resolved<'static> {
    if holds { Resolved::Holds } else { Resolved::Fails }
}

impl Rule {
    fn holds(&self, value: Option<&Value>, today: Date) -> bool {
        let is = |literal: &Literal| value.is_some_and(|value| literal.is(value));
        match self {
            Self::Equals(literal) => is(literal),
            Self::Not(literal) => !is(literal),
            Self::In(literals) => literals.iter().any(is),
            Self::Empty(empty) => value.is_none() == *empty,
            Self::Compare(comparison, operand) => {
                let ordering = value.and_then(|value| operand.compare(value, today));
                ordering.is_some_and(|ordering| match comparison {
                    Comparison::MoreThan => ordering.is_gt(),
                    Comparison::AtLeast => ordering.is_ge(),
                    Comparison::LessThan => ordering.is_lt(),
                    Comparison::AtMost => ordering.is_le(),
                })
            }
        }
    }
}

impl Literal {
    fn is(&self, value: &Value) -> bool {
        match (self, value) {
            (_, Value::Array(chosen)) => chosen.iter().any(|value| self.is(value)),
            (Self::Flag(flag), Value::Bool(given)) => flag == given,
            (Self::Number(number), Value::Number(given)) => Decimal::try_from(given.clone()) == Ok(*number),
            (Self::Text(text), Value::String(given)) => text == given,
            _ => false,
        }
    }
}

impl Operand {
    /// The comparison of an answer with the value.
    fn compare(self, value: &Value, today: Date) -> Option<std::cmp::Ordering> {
        match (self, value) {
            (Self::Number(number), Value::Number(given)) => {
                Decimal::try_from(given.clone()).ok().map(|given| given.cmp(&number))
            }
            (Self::Date(bound), Value::String(given)) => {
                Date::parse(given).map(|given| given.cmp(&bound.on(today)))
            }
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests;
