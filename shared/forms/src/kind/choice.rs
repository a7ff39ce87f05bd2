//! Options to choose from.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::{Faults, Rules};
use crate::Text;
use crate::locale::Tag;

/// The value that a page sends where somebody chooses "Other"; no option can have it.
pub const OTHER: &str = "~other";

/// The longest text of an "Other", in characters.
pub const OTHER_LENGTH: u32 = 100;

/// One of several options.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ChoiceRules {
    /// The options, in order.
    #[cfg_attr(feature = "schema", schemars(length(min = 1)))]
    pub options: Vec<Choice>,
    /// `true` adds an option "Other" with a text input. The text, at most 100 characters, is stored. The
    /// default is `false`.
    #[serde(default)]
    pub other: bool,
}

/// Some of several options.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct CheckboxRules {
    /// The options, in order.
    #[cfg_attr(feature = "schema", schemars(length(min = 1)))]
    pub options: Vec<Choice>,
    /// The minimum number of selected options.
    pub min_count: Option<u32>,
    /// The maximum number of selected options.
    #[cfg_attr(feature = "schema", schemars(range(min = 1)))]
    pub max_count: Option<u32>,
}

/// An option.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Choice {
    /// The value to store. It must be unique in the field.
    #[cfg_attr(feature = "schema", schemars(length(min = 1, max = 100), extend("pattern" = r"^\S(.*\S)?$", "not" = {"const": OTHER})))]
    pub value: String,
    /// The text of the option.
    pub label: Text,
    /// A description below the label.
    pub description: Option<Text>,
}

impl Rules for ChoiceRules {
    const KEYS: &'static [&'static str] = &["options", "other"];

    fn faults(&self, languages: &[Tag]) -> Faults {
        option_faults(&self.options, languages)
    }
}

impl Rules for CheckboxRules {
    const KEYS: &'static [&'static str] = &["options", "min_count", "max_count"];

    fn faults(&self, languages: &[Tag]) -> Faults {
        let mut faults = option_faults(&self.options, languages);
        let count = u32::try_from(self.options.len()).unwrap_or(u32::MAX);
        if self.max_count.is_some_and(|most| most == 0 || most > count) {
            let reason = format!("it must be from 1 to {count}, the number of options");
            faults.push(("max_count".to_owned(), reason));
        }
        if self.min_count.is_some_and(|least| least > self.max_count.unwrap_or(count)) {
            faults.push(("min_count".to_owned(), "nobody can choose as many".to_owned()));
        }
        faults
    }
}

fn option_faults(options: &[Choice], languages: &[Tag]) -> Faults {
    let mut faults = Faults::new();
    if options.is_empty() {
        faults.push(("options".to_owned(), "there is nothing to choose from".to_owned()));
    }
    let mut firsts = BTreeMap::new();
    for (index, option) in options.iter().enumerate() {
        let mut fault =
            |place: &str, reason: String| faults.push((format!("options[{index}].{place}"), reason));
        if !is_value(&option.value) {
            fault("value", "it must have 1 to 100 characters, none of them a control character".to_owned());
        }
        let first = *firsts.entry(&option.value).or_insert(index);
        if first < index {
            fault("value", format!("it is already the value of options[{first}]"));
        }
        if let Some(reason) = option.label.fault(languages) {
            fault("label", reason);
        }
        if let Some(reason) = option.description.as_ref().and_then(|text| text.fault(languages)) {
            fault("description", reason);
        }
    }
    faults
}

fn is_value(value: &str) -> bool {
    let length = value.chars().count();
    value != OTHER
        && (1..=100).contains(&length)
        && value.trim() == value
        && !value.chars().any(char::is_control)
}
