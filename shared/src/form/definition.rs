//! A form as its JSON file says it.

use serde::Deserialize;

use super::answers::Questions;
use super::field::Field;
use super::text::Text;
use crate::locale::Tag;

/// A form: one page of fields.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Form {
    /// The number of this wording, from 1; it goes with the answers, so raise it when a question changes.
    pub version: u32,
    /// The languages that it is written in, its own first; English when absent.
    #[serde(default = "english")]
    pub languages: Vec<Tag>,
    /// The page's heading.
    pub title: Text,
    /// A sentence or two below the heading: why it is asked, what it is for.
    pub intro: Option<Text>,
    /// The button's words; "Continue" when absent.
    pub submit: Option<Text>,
    /// The fields, in the order in which they are asked.
    pub fields: Vec<Field>,
}

fn english() -> Vec<Tag> {
    vec![Tag::ENGLISH]
}

impl Form {
    /// What a well-formed file may still get wrong, as (place, reason).
    pub(super) fn faults(&self) -> Vec<(String, String)> {
        let mut faults = Vec::new();
        let mut fault = |place: String, reason: String| faults.push((place, reason));
        if self.version == 0 {
            fault("version".into(), "versions are counted from 1".into());
        }
        if self.languages.is_empty() {
            fault("languages".into(), "a form has at least one language; leave it out for English".into());
        }
        for (name, text) in
            [("title", Some(&self.title)), ("intro", self.intro.as_ref()), ("submit", self.submit.as_ref())]
        {
            if let Some(reason) = text.and_then(|text| text.fault(&self.languages)) {
                fault(name.into(), reason);
            }
        }
        if self.fields.is_empty() {
            fault("fields".into(), "a form asks for at least one field".into());
        }
        for (index, field) in self.fields.iter().enumerate() {
            for (place, reason) in field.faults(&self.languages) {
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
