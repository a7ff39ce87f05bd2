//! The options that several kinds have.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;

use super::{Input, InputValue, ONE_INPUT, length};
use crate::Text;
use crate::definition_problem::{DefinitionProblem, Problems};
use crate::field_input::FieldInput;
use crate::locale::Tag;
use crate::problem::Problem;
use crate::strict::deserialize_strictly;
use crate::value::text;

/// The value that a page sends if the user chooses "Other". No option can have it.
pub const OTHER: &str = "~other";

/// The maximum length of the text for "Other", in characters.
pub const OTHER_LENGTH: u32 = 100;

/// The rules of a choice of one option.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ChoiceRules {
    /// The options, in the order of the page.
    #[cfg_attr(feature = "schema", schemars(length(min = 1)))]
    pub options: Vec<Choice>,
    /// `true` adds the option "Other" with an input for a text of at most 100 characters, which is stored. The default is
    /// `false`.
    #[serde(default)]
    pub other: bool,
}

/// An option.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(remote = "Self", deny_unknown_fields)]
pub struct Choice {
    /// The value that is stored. It is unique in the field.
    #[cfg_attr(
        feature = "schema",
        schemars(
            length(min = 1, max = 100),
            extend(
                "pattern" = r"^\S(.*\S)?$",
                "not" = {"const": OTHER},
                "errorMessage" = "The value is a text other than `~other`.",
                "patternErrorMessage" = "The value is a text without white space at its ends."
            )
        )
    )]
    pub value: String,
    /// The text on the page.
    pub label: Text,
    /// A description below the label.
    pub description: Option<Text>,
}

deserialize_strictly!(Choice);

/// The problems of a list of options. `has_other` is `true` for kinds that have the key `other`.
pub(super) fn problems(options: &[Choice], has_other: bool, languages: &[Tag]) -> Problems {
    let mut problems = Problems::new();
    if options.is_empty() {
        problems.push(DefinitionProblem::new("options", "it is empty; a field has at least one option"));
    }
    let mut firsts = BTreeMap::new();
    for (index, option) in options.iter().enumerate() {
        let place = format!("options[{index}]");
        if let Some(reason) = value_problem(&option.value, has_other) {
            problems.push(DefinitionProblem::new(format!("{place}.value"), reason));
        }
        let first = *firsts.entry(&option.value).or_insert(index);
        if first < index {
            let reason = format!("`{}` is already the value of options[{first}]", option.value);
            problems.push(DefinitionProblem::new(format!("{place}.value"), reason));
        }
        if let Some(reason) = option.label.problem(languages) {
            problems.push(DefinitionProblem::new(format!("{place}.label"), reason));
        }
        if let Some(reason) = option.description.as_ref().and_then(|text| text.problem(languages)) {
            problems.push(DefinitionProblem::new(format!("{place}.description"), reason));
        }
    }
    problems
}

/// The problem of an option's value.
fn value_problem(value: &str, has_other: bool) -> Option<&'static str> {
    if value == OTHER {
        Some(if has_other {
            "`~other` is reserved for the answer \"Other\"; write `\"other\": true` in the field instead of this option"
        } else {
            "`~other` is reserved for the answer \"Other\" of other types; choose another value"
        })
    } else if !(1..=100).contains(&value.chars().count()) || value.chars().any(char::is_control) {
        Some("it must have 1 to 100 characters, none of them a control character")
    } else if value.trim() == value {
        None
    } else {
        // A page sends a value that begins with a space for a text that is not an option.
        Some("it begins or ends with white space; remove the white space")
    }
}

/// The name of the part that the text of "Other" has.
const OTHER_PART: &str = "other";

/// The inputs of a field with one answer out of several options.
pub(super) fn inputs(rules: &ChoiceRules) -> &'static [Input] {
    const WITH_OTHER: [Input; 2] =
        [Input { part: None, is_multiple: false }, Input { part: Some(OTHER_PART), is_multiple: false }];
    if rules.other { &WITH_OTHER } else { ONE_INPUT }
}

/// The inputs with which a user selects an option, or types a text for "Other".
pub(super) fn enter(rules: &ChoiceRules, value: &Value) -> Vec<InputValue> {
    let Some(value) = value.as_str() else { return Vec::new() };
    let is_option = rules.options.iter().any(|option| option.value == value);
    if rules.other && !is_option { enter_other(value) } else { vec![InputValue::own(value)] }
}

/// The inputs with which a user types a text for "Other".
fn enter_other(text: &str) -> Vec<InputValue> {
    vec![InputValue::own(OTHER), InputValue::part(OTHER_PART, text)]
}

/// Checks the selected option, and the text of "Other".
pub(super) fn check(rules: &ChoiceRules, input: &FieldInput<'_>) -> Result<Option<Value>, Problem> {
    let selected = input.choice();
    if selected.is_empty() {
        return Ok(None);
    }
    if selected == OTHER && rules.other {
        let text = text::one_line(&input.text_of(OTHER_PART))?;
        return length::check(text, None, OTHER_LENGTH)?.map(Some).ok_or(Problem::OtherMissing);
    }
    let option = rules.options.iter().find(|option| option.value == selected);
    option.map(|option| Some(Value::String(option.value.clone()))).ok_or(Problem::NotAnOption)
}

/// The samples that kinds with options share.
#[cfg(any(test, feature = "samples"))]
pub(super) mod samples {
    use serde_json::{Value, json};

    use super::{ChoiceRules, OTHER, OTHER_LENGTH, enter_other};
    use crate::kind::InputValue;
    use crate::kind::sampling::{Filling, Sample, SampleContext, Samples, exact_text, varied_line};

    /// Options for definitions.
    pub(in crate::kind) fn options() -> Value {
        json!([
            {"value": "a", "label": "A", "description": "The first"},
            {"value": "b c", "label": "B"},
            {"value": "d", "label": "D"}
        ])
    }

    pub(in crate::kind) fn definitions() -> Vec<Value> {
        vec![json!({"options": options()}), json!({"options": options(), "other": true})]
    }

    pub(in crate::kind) fn samples(rules: &ChoiceRules, context: &SampleContext<'_>) -> Samples {
        let mut valid: Vec<Sample> = rules
            .options
            .iter()
            .map(|option| Sample::new([InputValue::own(&option.value)], option.value.as_str()))
            .collect();
        let mut invalid = Vec::new();
        if rules.other {
            let texts = [exact_text("\u{e4}", OTHER_LENGTH), varied_line(context.seed, 1, 60)];
            valid.extend(
                texts.iter().map(|text| Sample::new(enter_other(&format!(" {text} ")), text.as_str())),
            );
            invalid.push(enter_other(""));
            invalid.push(enter_other(&exact_text("Word", OTHER_LENGTH + 1)));
        }
        if let Some(varied) = valid.get(context.vary(valid.len())).cloned() {
            valid.push(varied);
        }
        Samples { valid, invalid }
    }

    /// Every option, and `~other` for "Other".
    pub(in crate::kind) fn representatives(rules: &ChoiceRules) -> Vec<Value> {
        let other = rules.other.then_some(OTHER);
        rules.options.iter().map(|option| option.value.as_str()).chain(other).map(Value::from).collect()
    }

    pub(in crate::kind) fn longest(rules: &ChoiceRules, filling: Filling) -> Value {
        let options = rules.options.iter().map(|option| Value::from(option.value.as_str()));
        let other = rules.other.then(|| Value::from(filling.text(OTHER_LENGTH)));
        options.chain(other).max_by_key(|answer| answer.to_string().len()).unwrap_or(Value::Null)
    }
}
