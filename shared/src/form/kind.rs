//! The kinds of fields, each with the keys that only it has.

use serde::Deserialize;
use serde_json::{Map, Value};

use super::field::read;
use super::text::Text;
use crate::locale::Tag;

/// The longest answer that a text may allow, in characters: the answers travel in one URL.
const MAX_LENGTH: u32 = 1_000;

/// The value that a page sends where somebody chooses "Other"; no option can have it.
pub const OTHER: &str = "~other";

/// The longest text of an "Other", in characters.
pub const OTHER_LENGTH: u32 = 100;

/// What kind of answer a field takes, and within which bounds.
#[derive(Debug, Clone)]
pub enum Kind {
    /// One line of text.
    Text(TextRules),
    /// Several lines of text.
    Multiline(MultilineRules),
    /// An e-mail address.
    Email(NoRules),
    /// A web address.
    Url(NoRules),
    /// A country, by its ISO 3166-1 code of two letters.
    Country(NoRules),
    /// One of several options, in a list that opens.
    Select(ChoiceRules),
    /// One of several options, all of them seen.
    Radio(ChoiceRules),
    /// One of several options, each with a description.
    Cards(ChoiceRules),
    /// Any number of several options; stored as a list.
    Checkboxes(CheckboxRules),
    /// Yes or no; stored as a boolean.
    YesNo(NoRules),
}

/// The bounds of one line of text.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TextRules {
    /// The shortest answer, in characters.
    pub min_length: Option<u32>,
    /// The longest answer, in characters; 100 when absent, 1,000 at most.
    #[serde(default = "default_line")]
    pub max_length: u32,
}

/// The bounds of several lines of text.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MultilineRules {
    /// The shortest answer, in characters.
    pub min_length: Option<u32>,
    /// The longest answer, in characters; 500 when absent, 1,000 at most.
    #[serde(default = "default_lines")]
    pub max_length: u32,
    /// How many lines the input shows; 4 when absent.
    #[serde(default = "default_rows")]
    pub rows: u32,
}

/// One of several options.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChoiceRules {
    /// What can be chosen, in order.
    pub options: Vec<Choice>,
    /// Whether there is an "Other" with a text of its own, which is then the answer; `false` when absent.
    #[serde(default)]
    pub other: bool,
}

/// Some of several options.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CheckboxRules {
    /// What can be chosen, in order.
    pub options: Vec<Choice>,
    /// The least number of options to choose.
    pub min_count: Option<u32>,
    /// The greatest number of options to choose.
    pub max_count: Option<u32>,
}

/// A field without bounds of its own.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NoRules {}

/// Something to choose.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Choice {
    /// What is stored.
    pub value: String,
    /// What is shown.
    pub label: Text,
    /// A sentence below the label.
    pub description: Option<Text>,
}

fn default_line() -> u32 {
    100
}

fn default_lines() -> u32 {
    500
}

fn default_rows() -> u32 {
    4
}

impl Kind {
    /// The names of the kinds, as `type` has them.
    pub const NAMES: [&str; 10] =
        ["text", "multiline", "email", "url", "country", "select", "radio", "cards", "checkboxes", "yes_no"];

    /// The keys that only the kind `name` has, or `None` if there is no such kind.
    pub(super) fn keys(name: &str) -> Option<&'static [&'static str]> {
        Some(match name {
            "text" => &["min_length", "max_length"],
            "multiline" => &["min_length", "max_length", "rows"],
            "select" | "radio" | "cards" => &["options", "other"],
            "checkboxes" => &["options", "min_count", "max_count"],
            "email" | "url" | "country" | "yes_no" => &[],
            _ => return None,
        })
    }

    /// Reads the keys that only this kind has.
    pub(super) fn read<E: serde::de::Error>(name: &str, keys: Map<String, Value>) -> Result<Self, E> {
        match name {
            "text" => read(keys).map(Self::Text),
            "multiline" => read(keys).map(Self::Multiline),
            "email" => read(keys).map(Self::Email),
            "url" => read(keys).map(Self::Url),
            "country" => read(keys).map(Self::Country),
            "select" => read(keys).map(Self::Select),
            "radio" => read(keys).map(Self::Radio),
            "cards" => read(keys).map(Self::Cards),
            "checkboxes" => read(keys).map(Self::Checkboxes),
            "yes_no" => read(keys).map(Self::YesNo),
            _ => Err(E::unknown_variant(name, &Self::NAMES)),
        }
    }

    /// The options, where there are any.
    pub fn options(&self) -> &[Choice] {
        match self {
            Self::Select(rules) | Self::Radio(rules) | Self::Cards(rules) => &rules.options,
            Self::Checkboxes(rules) => &rules.options,
            _ => &[],
        }
    }

    /// Whether an answer is typed rather than chosen.
    pub fn is_typed(&self) -> bool {
        matches!(self, Self::Text(_) | Self::Multiline(_) | Self::Email(_) | Self::Url(_))
    }

    /// Whether the answer is made in one input that a label can be tied to, rather than in a group of them.
    pub fn is_one_input(&self) -> bool {
        self.is_typed() || matches!(self, Self::Select(_) | Self::Country(_))
    }

    /// What a well-formed kind may still get wrong, as (place, reason).
    pub(super) fn faults(&self, languages: &[Tag]) -> Vec<(String, String)> {
        let mut faults = option_faults(self.options(), languages);
        match self {
            Self::Text(rules) => faults.extend(length_faults(rules.min_length, rules.max_length)),
            Self::Multiline(rules) => {
                faults.extend(length_faults(rules.min_length, rules.max_length));
                if !(2..=30).contains(&rules.rows) {
                    faults.push(("rows".to_owned(), "it must be from 2 to 30".to_owned()));
                }
            }
            Self::Select(rules) | Self::Radio(rules) | Self::Cards(rules) => {
                if rules.options.is_empty() {
                    faults.push(("options".to_owned(), "there is nothing to choose from".to_owned()));
                }
            }
            Self::Checkboxes(rules) => faults.extend(count_faults(rules)),
            Self::Email(_) | Self::Url(_) | Self::Country(_) | Self::YesNo(_) => {}
        }
        faults
    }
}

fn length_faults(least: Option<u32>, most: u32) -> Vec<(String, String)> {
    let mut faults = Vec::new();
    if !(1..=MAX_LENGTH).contains(&most) {
        faults.push(("max_length".to_owned(), format!("it must be from 1 to {MAX_LENGTH}")));
    }
    if least.is_some_and(|least| least > most) {
        faults.push(("min_length".to_owned(), format!("it is greater than max_length, {most}")));
    }
    faults
}

fn count_faults(rules: &CheckboxRules) -> Vec<(String, String)> {
    let mut faults = Vec::new();
    let count = u32::try_from(rules.options.len()).unwrap_or(u32::MAX);
    if count == 0 {
        faults.push(("options".to_owned(), "there is nothing to choose from".to_owned()));
    }
    if rules.max_count.is_some_and(|most| most == 0 || most > count) {
        faults.push(("max_count".to_owned(), format!("it must be from 1 to {count}, the number of options")));
    }
    if rules.min_count.is_some_and(|least| least > rules.max_count.unwrap_or(count)) {
        faults.push(("min_count".to_owned(), "nobody can choose as many".to_owned()));
    }
    faults
}

fn option_faults(options: &[Choice], languages: &[Tag]) -> Vec<(String, String)> {
    let mut faults = Vec::new();
    for (index, option) in options.iter().enumerate() {
        let mut fault =
            |place: &str, reason: String| faults.push((format!("options[{index}].{place}"), reason));
        if !is_value(&option.value) {
            fault("value", "it must have 1 to 100 characters, none of them a control character".to_owned());
        }
        if let Some(first) = options[..index].iter().position(|other| other.value == option.value) {
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

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use crate::form::Kind;

    /// A value of the right type for each key that a kind may have.
    fn sample(key: &str) -> Value {
        match key {
            "options" => json!([{"value": "a", "label": "A"}]),
            "other" => json!(true),
            "rows" => json!(4),
            _ => json!(1),
        }
    }

    #[test]
    fn the_keys_of_each_kind_are_those_that_it_reads() {
        for name in Kind::NAMES {
            let keys = Kind::keys(name).unwrap();
            let all = keys.iter().map(|key| ((*key).to_owned(), sample(key))).collect();
            Kind::read::<serde_json::Error>(name, all).unwrap();
        }
        assert!(Kind::keys("checkbox").is_none());
    }
}
