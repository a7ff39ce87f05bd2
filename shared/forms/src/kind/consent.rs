//! Consent to a document.

use serde::Deserialize;
use serde_json::Value;
use thiserror::Error;
use url::Url;

use super::{AnswerType, FieldKind, Input, InputValue, ONE_INPUT};
use crate::Text;
use crate::definition_problem::{DefinitionProblem, Problems};
use crate::field_input::FieldInput;
use crate::locale::{Messages, Tag};
use crate::parse_context::ParseContext;
use crate::problem::Problem;
use crate::strict::deserialize_strictly;

/// The rules of a consent.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ConsentRules {
    /// The document that the user consents to.
    pub document: Document,
}

/// A document that the user can read before consenting to it.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(remote = "Self", deny_unknown_fields)]
pub struct Document {
    /// The text of the link: "Terms of use".
    pub label: Text,
    /// The URL of the document.
    pub url: DocumentUrl,
    /// The version of the document. It is recorded with the consent.
    #[cfg_attr(feature = "schema", schemars(length(min = 1, max = 40), extend("examples" = ["2026-01"])))]
    pub version: String,
}

deserialize_strictly!(Document);

/// The `https` URL of a document.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[cfg_attr(
    feature = "schema",
    derive(schemars::JsonSchema),
    schemars(extend(
        "pattern" = "^https://[^/]",
        "maxLength" = 200,
        "examples" = ["https://example.com/privacy"],
        "patternErrorMessage" = "Write a complete URL that begins with `https://`."
    ))
)]
#[serde(try_from = "String")]
pub struct DocumentUrl(String);

/// The error for a text that is not the URL of a document.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("`{0}` is not the URL of a document: it must begin with `https://` and have at most 200 bytes")]
pub struct DocumentUrlError(String);

impl TryFrom<String> for DocumentUrl {
    type Error = DocumentUrlError;

    fn try_from(text: String) -> Result<Self, DocumentUrlError> {
        let url = Url::parse(&text)
            .ok()
            .filter(|url| url.scheme() == "https" && url.username().is_empty() && url.password().is_none());
        match url {
            Some(url) if url.as_str().len() <= 200 && text.starts_with("https://") => Ok(Self(url.into())),
            _ => Err(DocumentUrlError(text)),
        }
    }
}

impl DocumentUrl {
    /// The URL.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

pub(super) struct Consent;

impl FieldKind for Consent {
    type Rules = ConsentRules;

    const MEMBERS: &'static [&'static str] = &["document"];

    fn problems(rules: &ConsentRules, languages: &[Tag]) -> Problems {
        let mut problems = Problems::new();
        if let Some(reason) = rules.document.label.problem(languages) {
            problems.push(DefinitionProblem::new("document.label", reason));
        }
        let version = &rules.document.version;
        let length = version.chars().count();
        if !(1..=40).contains(&length) || version.trim() != version || version.chars().any(char::is_control) {
            let reason = "it must have 1 to 40 characters without white space at its ends, such as `2026-01`";
            problems.push(DefinitionProblem::new("document.version", reason));
        }
        problems
    }

    fn inputs(_: &ConsentRules) -> &'static [Input] {
        ONE_INPUT
    }

    fn answer_type(rules: &ConsentRules) -> AnswerType<'_> {
        AnswerType::Consent(&rules.document)
    }

    fn enter(_: &ConsentRules, value: &Value, _: &Messages) -> Vec<InputValue> {
        if *value == Value::Bool(true) { vec![InputValue::own("yes")] } else { Vec::new() }
    }

    fn preset(_: &ConsentRules, _: &ParseContext) -> Vec<InputValue> {
        Vec::new()
    }

    fn check(_: &ConsentRules, input: &FieldInput<'_>, _: &ParseContext) -> Result<Option<Value>, Problem> {
        match input.choice() {
            "" => Ok(Some(Value::Bool(false))),
            "yes" => Ok(Some(Value::Bool(true))),
            _ => Err(Problem::NotAnOption),
        }
    }
}

#[cfg(any(test, feature = "samples"))]
mod samples {
    use serde_json::{Value, json};

    use super::{Consent, ConsentRules, InputValue};
    use crate::kind::sampling::{Comparisons, Filling, Sample, SampleAnswers, SampleContext, Samples};

    impl SampleAnswers for Consent {
        fn definitions() -> Vec<Value> {
            vec![json!({"document": {"label": "Terms", "url": "https://example.com/", "version": "1"}})]
        }

        fn samples(_: &ConsentRules, context: &SampleContext<'_>) -> Samples {
            let ticked = Sample::new([InputValue::own("yes")], true);
            let not_ticked = Sample::new([], false);
            let valid = match (context.is_required, context.seed % 2) {
                (true, _) => vec![ticked],
                (false, 0) => vec![ticked.clone(), not_ticked, ticked],
                (false, _) => vec![ticked, not_ticked.clone(), not_ticked],
            };
            // A box can only be ticked or not.
            Samples { valid, invalid: Vec::new() }
        }

        fn representatives(_: &ConsentRules, comparisons: &Comparisons<'_>) -> Option<Vec<Value>> {
            Some(if comparisons.is_required { vec![true.into()] } else { vec![true.into(), false.into()] })
        }

        fn longest(_: &ConsentRules, _: Filling) -> Value {
            false.into()
        }
    }
}
