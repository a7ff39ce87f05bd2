//! The claims of an answer token that contain the answers.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use profiling_forms::{Consent, FormName, ValidAnswers};
use serde::Serialize;
use serde_json::{Map, Value};

/// The answers to a form, in the format that the Action reads.
#[derive(Debug, Serialize)]
pub struct AnswerClaims<'a> {
    form: &'a str,
    form_version: u32,
    other: &'a Map<String, Value>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    consents: &'a BTreeMap<String, Consent>,
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    not_applicable: &'a [String],
    #[serde(skip_serializing_if = "is_false")]
    later: bool,
}

impl<'a> AnswerClaims<'a> {
    /// Returns the claims of the answers to a form.
    pub fn new(form: &'a FormName, form_version: u32, answers: &'a ValidAnswers) -> Self {
        Self {
            form: form.as_str(),
            form_version,
            other: answers.values(),
            consents: answers.consents(),
            not_applicable: answers.not_applicable(),
            later: false,
        }
    }

    /// Returns the claims of a user who postponed a form.
    pub fn postponed(form: &'a FormName, form_version: u32) -> Self {
        static NO_ANSWERS: LazyLock<ValidAnswers> = LazyLock::new(ValidAnswers::none);
        Self { later: true, ..Self::new(form, form_version, &NO_ANSWERS) }
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
fn is_false(flag: &bool) -> bool {
    !flag
}
