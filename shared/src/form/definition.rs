//! A form as its JSON file says it.

use serde::Deserialize;

use super::answers::Questions;
use super::name::FieldName;

/// The longest answer that a text field may allow, in characters: the answers travel in one URL.
const MAX_TEXT_LENGTH: u32 = 1_000;

/// A form: one page of fields.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Form {
    /// The number of this wording, from 1; it goes with the answers, so raise it when a question changes.
    pub version: u32,
    /// The page's heading.
    pub title: String,
    /// A sentence or two below the heading: why it is asked, what it is for.
    pub intro: Option<String>,
    /// The button's words; "Continue" when absent.
    pub submit: Option<String>,
    /// The fields, in the order in which they are asked.
    pub fields: Vec<Field>,
}

/// One question.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Field {
    /// The key in the user's metadata.
    pub name: FieldName,
    /// What kind of answer it takes.
    #[serde(rename = "type")]
    pub kind: FieldType,
    /// The question, above the input.
    pub label: String,
    /// A helping sentence between label and input.
    pub hint: Option<String>,
    /// Whether an answer is needed; `false` when absent.
    #[serde(default)]
    pub required: bool,
    /// The shortest answer, in characters; 1 when absent.
    pub min_length: Option<u32>,
    /// The longest answer, in characters; 100 when absent, 1,000 at most.
    #[serde(default = "default_max_length")]
    pub max_length: u32,
    /// What the browser may fill in, by its name in the HTML standard: `organization`, `given-name`, …
    pub autocomplete: Option<String>,
}

/// The kinds of fields.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FieldType {
    /// One line of text.
    Text,
}

fn default_max_length() -> u32 {
    100
}

impl Form {
    /// What a well-formed file may still get wrong, as (place, reason).
    pub(super) fn faults(&self) -> Vec<(String, String)> {
        let mut faults = Vec::new();
        let mut fault = |place: String, reason: String| faults.push((place, reason));
        if self.version == 0 {
            fault("version".into(), "versions are counted from 1".into());
        }
        for (name, text) in
            [("title", Some(&self.title)), ("intro", self.intro.as_ref()), ("submit", self.submit.as_ref())]
        {
            if text.is_some_and(|text| text.trim().is_empty()) {
                fault(name.into(), "it is empty; write a text or leave it out".into());
            }
        }
        if self.fields.is_empty() {
            fault("fields".into(), "a form asks for at least one field".into());
        }
        for (index, field) in self.fields.iter().enumerate() {
            for (place, reason) in field.faults() {
                fault(format!("fields[{index}].{place}"), reason);
            }
            if let Some(first) = self.fields[..index].iter().position(|other| other.name == field.name) {
                fault(
                    format!("fields[{index}].name"),
                    format!("`{}` is already the name of fields[{first}]", field.name),
                );
            }
        }
        faults
    }

    /// What to ask of a user who lacks `missing`, or, with `None`, of anybody: in the form's order.
    /// Names that the form does not ask for are passed over.
    pub fn questions(&self, missing: Option<&[String]>) -> Questions<'_> {
        let asked =
            |field: &&Field| missing.is_none_or(|names| names.iter().any(|name| name == field.name.as_str()));
        Questions::new(self.fields.iter().filter(asked).collect())
    }
}

impl Field {
    fn faults(&self) -> Vec<(&'static str, String)> {
        let mut faults = Vec::new();
        if self.label.trim().is_empty() {
            faults.push(("label", "every field needs a label that is shown".to_owned()));
        }
        if !(1..=MAX_TEXT_LENGTH).contains(&self.max_length) {
            faults.push(("max_length", format!("it must be from 1 to {MAX_TEXT_LENGTH}")));
        }
        if self.min_length.is_some_and(|min| min > self.max_length) {
            faults.push(("min_length", format!("it is greater than max_length, {}", self.max_length)));
        }
        if let Some(token) = &self.autocomplete
            && (token.is_empty()
                || !token.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b" -".contains(&b)))
        {
            faults.push((
                "autocomplete",
                format!("`{token}` is not an autofill name of HTML, such as `organization`"),
            ));
        }
        faults
    }
}
