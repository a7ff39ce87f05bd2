//! Conditions on earlier answers, which decide what is shown.
//!
//! ```json
//! {"field": "country", "equals": "DE"}
//! {"any": [{"field": "size", "in": ["large", "huge"]}, {"field": "employees", "more_than": 250}]}
//! ```

use serde::de::Error as _;
use serde::{Deserialize, Deserializer};
use serde_json::{Map, Value};

use super::name::FieldName;
use super::read::{did_you_mean, error_at, members, read};
use crate::value::date::{Bound, Date};
use crate::value::number::Decimal;
use crate::value::today::Today;

/// A condition on earlier answers.
///
/// ```
/// use profiling_forms::{Condition, FieldName, value::date::Date};
/// use serde_json::json;
///
/// let condition: Condition = serde_json::from_value(json!({"field": "employees", "more_than": 250}))?;
/// let today = Date::parse("2026-03-03").unwrap();
/// let answer = json!(300);
/// assert!(condition.holds(&|_: &FieldName| Some(&answer), today.into()));
/// assert!(!condition.holds(&|_: &FieldName| None, today.into()));
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Clone)]
pub enum Condition {
    /// True if all of these conditions are true.
    All(Vec<Condition>),
    /// True if at least one of these conditions is true.
    Any(Vec<Condition>),
    /// An answer passes a test.
    Test(Test),
}

/// A test of one answer.
#[derive(Debug, Clone)]
pub struct Test {
    /// The field, which is earlier in the form.
    pub field: FieldName,
    /// The rule for its answer.
    pub rule: Rule,
}

/// A rule for an answer. A multiple choice follows the rule if one of the choices does. A question that was not answered
/// or not shown is empty: `equals`, `in` and the comparisons then fail, and `not` holds.
#[derive(Debug, Clone)]
pub enum Rule {
    /// Equal to a value.
    Equals(Literal),
    /// Another value, or empty.
    Not(Literal),
    /// Equal to one of several values.
    In(Vec<Literal>),
    /// Empty, or with `false` not empty.
    Empty(bool),
    /// Compared with a number or a date.
    Compare(Comparison, Operand),
}

/// A value that an answer is compared with for equality.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(untagged))]
pub enum Literal {
    /// Yes or no; for a consent, given or not given.
    Flag(bool),
    /// A number.
    Number(Decimal),
    /// A text, an option's value, a country's code, a date.
    Text(String),
}

/// A comparison operator.
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

/// A number or a date that an answer is compared with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(untagged))]
pub enum Operand {
    /// A number.
    Number(Decimal),
    /// A date, or a date relative to today: `18 years ago`.
    Date(Bound),
}

// Not derived, because the error of an untagged enum is only that no variant matches.
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

/// The keys of the rules.
pub(super) const RULES: [&str; 8] =
    ["equals", "not", "in", "empty", "more_than", "at_least", "less_than", "at_most"];

impl<'de> Deserialize<'de> for Condition {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let keys = members(deserializer)?;
        let names: Vec<&str> = keys.keys().map(String::as_str).collect();
        match names[..] {
            ["all"] => read(keys).map(|group: All| Self::All(group.all)),
            ["any"] => read(keys).map(|group: Any| Self::Any(group.any)),
            ["field", _] | [_, "field"] => test(keys).map(Self::Test),
            _ => Err(error_at(
                "",
                format!(
                    "it must be {{\"all\": […]}}, {{\"any\": […]}}, or {{\"field\": …}} with one of {}",
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
        let suggestion = did_you_mean(key, RULES.into_iter());
        return Err(error_at(key, format!("unknown key `{key}` in a condition{suggestion}")));
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

/// The state of an answer while a condition is resolved.
#[derive(Debug, Clone, Copy)]
pub(super) enum AnswerState<'v> {
    /// The question is on the same page, so the answer is not final.
    Pending,
    /// There is no valid answer, or the field was not on a page.
    Empty,
    /// The answer.
    Value(&'v Value),
}

/// The result of a condition for the answers so far.
#[derive(Debug, Clone)]
pub enum Resolved<'a> {
    /// It holds.
    Holds,
    /// It does not hold.
    Fails,
    /// It depends on answers that are not final.
    Undecided(Residual<'a>),
}

/// The undecided part of a condition.
#[derive(Debug, Clone)]
pub enum Residual<'a> {
    /// All of these have to hold.
    All(Vec<Residual<'a>>),
    /// At least one of these has to hold.
    Any(Vec<Residual<'a>>),
    /// A test of one answer.
    Test(&'a Test),
}

impl Condition {
    /// Returns the fields that it depends on.
    pub fn fields(&self) -> Vec<&FieldName> {
        self.tests().into_iter().map(|test| &test.field).collect()
    }

    /// Returns all tests in it.
    pub fn tests(&self) -> Vec<&Test> {
        match self {
            Self::Test(test) => vec![test],
            Self::All(conditions) | Self::Any(conditions) => {
                conditions.iter().flat_map(Self::tests).collect()
            }
        }
    }

    /// Returns the tests in it with their places, such as `when.any[1]`. `place` is that of the condition.
    pub(super) fn tests_at(&self, place: &str) -> Vec<(String, &Test)> {
        let (key, conditions) = match self {
            Self::Test(test) => return vec![(place.to_owned(), test)],
            Self::All(conditions) => ("all", conditions),
            Self::Any(conditions) => ("any", conditions),
        };
        let conditions = conditions.iter().enumerate();
        conditions
            .flat_map(|(index, condition)| condition.tests_at(&format!("{place}.{key}[{index}]")))
            .collect()
    }

    /// Returns true if it holds. `answer` returns the answer of a field; `None` if it is empty.
    pub fn holds<'v>(&self, answer: &impl Fn(&FieldName) -> Option<&'v Value>, today: Today) -> bool {
        let resolved =
            self.resolve(&|name| answer(name).map_or(AnswerState::Empty, AnswerState::Value), today);
        matches!(resolved, Resolved::Holds)
    }

    /// Returns true if a list of conditions in it is empty.
    pub(super) fn has_empty_list(&self) -> bool {
        match self {
            Self::Test(_) => false,
            Self::All(conditions) | Self::Any(conditions) => {
                conditions.is_empty() || conditions.iter().any(Self::has_empty_list)
            }
        }
    }

    /// Resolves it as far as the answers decide it.
    pub(super) fn resolve<'a, 'v>(
        &'a self,
        state: &impl Fn(&FieldName) -> AnswerState<'v>,
        today: Today,
    ) -> Resolved<'a> {
        match self {
            Self::Test(test) => match state(&test.field) {
                AnswerState::Pending => Resolved::Undecided(Residual::Test(test)),
                AnswerState::Empty => decided(test.rule.holds(None, today)),
                AnswerState::Value(value) => decided(test.rule.holds(Some(value), today)),
            },
            Self::All(conditions) => {
                let mut undecided = Vec::new();
                for condition in conditions {
                    match condition.resolve(state, today) {
                        Resolved::Holds => {}
                        Resolved::Fails => return Resolved::Fails,
                        Resolved::Undecided(rest) => undecided.push(rest),
                    }
                }
                if undecided.is_empty() {
                    Resolved::Holds
                } else {
                    Resolved::Undecided(Residual::All(undecided))
                }
            }
            Self::Any(conditions) => {
                let mut undecided = Vec::new();
                for condition in conditions {
                    match condition.resolve(state, today) {
                        Resolved::Holds => return Resolved::Holds,
                        Resolved::Fails => {}
                        Resolved::Undecided(rest) => undecided.push(rest),
                    }
                }
                if undecided.is_empty() {
                    Resolved::Fails
                } else {
                    Resolved::Undecided(Residual::Any(undecided))
                }
            }
        }
    }
}

impl Residual<'_> {
    /// Returns the tests that are not decided.
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
    /// Returns the key of the rule in a definition.
    pub(super) fn key(&self) -> &'static str {
        match self {
            Self::Equals(_) => "equals",
            Self::Not(_) => "not",
            Self::In(_) => "in",
            Self::Empty(_) => "empty",
            Self::Compare(Comparison::MoreThan, _) => "more_than",
            Self::Compare(Comparison::AtLeast, _) => "at_least",
            Self::Compare(Comparison::LessThan, _) => "less_than",
            Self::Compare(Comparison::AtMost, _) => "at_most",
        }
    }

    fn holds(&self, value: Option<&Value>, today: Today) -> bool {
        match self {
            Self::Equals(literal) => value.is_some_and(|value| literal.matches(value)),
            Self::Not(literal) => value.is_none_or(|value| !literal.matches(value)),
            Self::In(literals) => {
                value.is_some_and(|value| literals.iter().any(|literal| literal.matches(value)))
            }
            Self::Empty(empty) => value.is_none() == *empty,
            Self::Compare(comparison, operand) => {
                // The day on which more answers pass.
                let today = match comparison {
                    Comparison::MoreThan | Comparison::AtLeast => today.earliest,
                    Comparison::LessThan | Comparison::AtMost => today.latest,
                };
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
    /// Returns true if `value`, or one of several choices, equals the literal.
    fn matches(&self, value: &Value) -> bool {
        match (self, value) {
            (_, Value::Array(choices)) => choices.iter().any(|value| self.matches(value)),
            (Self::Flag(flag), Value::Bool(answer)) => flag == answer,
            (Self::Number(number), Value::Number(answer)) => Decimal::try_from(answer.clone()) == Ok(*number),
            (Self::Text(text), Value::String(answer)) => text == answer,
            _ => false,
        }
    }
}

impl Operand {
    /// Compares an answer with the value.
    fn compare(self, value: &Value, today: Date) -> Option<std::cmp::Ordering> {
        match (self, value) {
            (Self::Number(number), Value::Number(answer)) => {
                Decimal::try_from(answer.clone()).ok().map(|answer| answer.cmp(&number))
            }
            (Self::Date(bound), Value::String(answer)) => {
                Date::parse(answer).map(|answer| answer.cmp(&bound.on(today)))
            }
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests;
