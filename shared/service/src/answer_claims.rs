//! The claims of an answer token that contain the answers. They are sealed if the Action can open them.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use profiling_forms::{Consent, ValidAnswers};
use serde::Serialize;
use serde_json::{Map, Value};

/// The answers to a form, in the format that the Action reads.
#[derive(Debug, Serialize)]
pub struct AnswerClaims<'a> {
    other: &'a Map<String, Value>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    consents: &'a BTreeMap<String, Consent>,
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    not_applicable: &'a [String],
    #[serde(skip_serializing_if = "is_false")]
    later: bool,
}

impl<'a> AnswerClaims<'a> {
    /// Returns the claims of these answers.
    pub fn new(answers: &'a ValidAnswers) -> Self {
        Self {
            other: answers.values(),
            consents: answers.consents(),
            not_applicable: answers.not_applicable(),
            later: false,
        }
    }

    /// Returns the claims of a user who postponed a form.
    pub fn postponed() -> Self {
        static NO_ANSWERS: LazyLock<ValidAnswers> = LazyLock::new(ValidAnswers::none);
        Self { later: true, ..Self::new(&NO_ANSWERS) }
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
fn is_false(flag: &bool) -> bool {
    !flag
}
