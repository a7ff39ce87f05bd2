//! One question of a form.

use serde::Deserialize;
use serde_json::{Map, Value};

use super::kind::Kind;
use super::name::FieldName;
use super::read::read;
use super::text::Text;
use crate::locale::Words;

/// One question.
#[derive(Debug, Clone)]
pub struct Field {
    /// The key in the user's metadata.
    pub name: FieldName,
    /// The question, above the input.
    pub label: Text,
    /// A help text between the label and the input.
    pub hint: Option<Text>,
    /// `true` if an answer is required. The default is `false`.
    pub required: bool,
    /// The answer that is there when the page is first shown.
    pub default: Option<Value>,
    /// What the browser may fill in, by its name in the HTML standard: `organization`, `given-name`, …
    pub autocomplete: Option<String>,
    /// Error messages that replace the built-in ones.
    pub errors: ErrorTexts,
    /// What kind of answer it takes, and within which bounds.
    pub kind: Kind,
}

/// The error messages of a field that replace the built-in ones.
#[derive(Debug, Clone, Default, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ErrorTexts {
    /// For a missing required answer.
    pub required: Option<Text>,
    /// For an answer that does not match the pattern.
    pub pattern: Option<Text>,
    /// For an answer that is not valid for another reason.
    pub invalid: Option<Text>,
}

/// The keys that every field may have.
#[derive(Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(super) struct Common {
    /// The key in `user_metadata`. It must be unique in the form.
    name: FieldName,
    /// The question, above the input.
    label: Text,
    /// A help text between the label and the input.
    hint: Option<Text>,
    /// `true` if an answer is required. The default is `false`.
    #[serde(default)]
    required: bool,
    /// The initial answer: a string, a number, `true` or `false` for `yes_no`, a list for `checkboxes`.
    /// Dates, telephone numbers and consents cannot have one.
    default: Option<Value>,
    /// The value that the browser can fill in, by its name in
    /// [HTML](https://html.spec.whatwg.org/multipage/form-control-infrastructure.html#autofill):
    /// `organization`, `given-name`, `tel`, `bday`.
    #[cfg_attr(feature = "schema", schemars(regex(pattern = "^[a-z0-9 -]+$")))]
    autocomplete: Option<String>,
    /// Error messages that replace the built-in ones.
    #[serde(default)]
    errors: ErrorTexts,
}

/// The names of the keys that every field may have.
pub(super) const KEYS: [&str; 7] = ["name", "label", "hint", "required", "default", "autocomplete", "errors"];

/// The parts of a date, as the names of their inputs end.
pub const DATE_PARTS: [&str; 3] = ["day", "month", "year"];

impl Field {
    /// Reads a field of the kind `kind` from the keys that every field may have and those of its kind.
    pub(super) fn read<E: serde::de::Error>(
        kind: &str,
        common: Map<String, Value>,
        own: Map<String, Value>,
    ) -> Result<Self, E> {
        let Common { name, label, hint, required, default, autocomplete, errors } = read(common)?;
        let kind = Kind::read(kind, own)?;
        Ok(Self { name, label, hint, required, default, autocomplete, errors, kind })
    }

    /// The name of an input that belongs to it beside the one of its own name: `other`, `country`, or a
    /// part of a date. No field's name has a dot.
    pub fn input(&self, part: &str) -> String {
        format!("{}.{part}", self.name)
    }

    /// The names of all its inputs.
    pub fn inputs(&self) -> Vec<String> {
        let own = self.name.as_str().to_owned();
        match &self.kind {
            Kind::Date(_) => DATE_PARTS.iter().map(|part| self.input(part)).collect(),
            Kind::Telephone(_) => vec![self.input("country"), own],
            kind if kind.has_other() => vec![own, self.input("other")],
            _ => vec![own],
        }
    }

    /// Whether its inputs may be sent more than once.
    pub fn is_multiple(&self) -> bool {
        matches!(self.kind, Kind::Checkboxes(_))
    }

    /// What its inputs hold when the page is first shown, as (input, value).
    pub(super) fn defaults(&self, words: &Words) -> Vec<(String, String)> {
        let own = |value: String| vec![(self.name.as_str().to_owned(), value)];
        match (&self.kind, &self.default) {
            (Kind::Telephone(rules), _) => {
                let country = rules.country.as_ref().map(|code| code.as_str().to_owned());
                country.map(|country| (self.input("country"), country)).into_iter().collect()
            }
            (Kind::YesNo(_), Some(Value::Bool(yes))) => own(if *yes { "yes" } else { "no" }.to_owned()),
            (Kind::Number(_), Some(Value::Number(number))) => own(words.number(&number.to_string())),
            (Kind::Checkboxes(_), Some(Value::Array(chosen))) => {
                chosen.iter().flat_map(|value| own(value.as_str().unwrap_or_default().to_owned())).collect()
            }
            (_, Some(Value::String(text))) => own(text.clone()),
            _ => Vec::new(),
        }
    }
}
