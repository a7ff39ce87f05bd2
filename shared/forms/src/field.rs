//! A field of a form.

use serde::Deserialize;
use serde_json::{Map, Value};

use super::answers::Answers;
use super::field_input::FieldInput;
use super::kind::{AnswerType, InputValue, Kind, OTHER};
use super::name::FieldName;
use super::parse_context::ParseContext;
use super::problem::Problem;
use super::read::read;
use super::text::Text;
use crate::strict::deserialize_strictly;

/// A field of a form.
#[derive(Debug, Clone)]
pub struct Field {
    /// The key in the user's metadata.
    pub name: FieldName,
    /// The question, above the input.
    pub label: Text,
    /// A help text between label and input.
    pub hint: Option<Text>,
    /// `true` if an answer is required.
    pub required: bool,
    /// The answer that is filled in when the page is first displayed.
    pub default: Option<Value>,
    /// The autofill name of the HTML standard: `organization`, `given-name`, …
    pub autocomplete: Option<String>,
    /// The error messages that replace the built-in ones.
    pub errors: ErrorTexts,
    /// The field kind, with its rules.
    pub kind: Kind,
}

/// The error messages of a field that replace the built-in ones.
#[derive(Debug, Clone, Default, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(remote = "Self", deny_unknown_fields)]
pub struct ErrorTexts {
    /// For a required answer that is missing.
    pub required: Option<Text>,
    /// For an answer that does not match the pattern.
    pub pattern: Option<Text>,
    /// For all other errors, for example if the answer is too long, outside the limits or not a number. If `errors.pattern` is
    /// missing, also for an answer that does not match the pattern.
    pub invalid: Option<Text>,
}

deserialize_strictly!(ErrorTexts);

/// Some autofill names, which editors suggest.
#[cfg(feature = "schema")]
const AUTOFILL_EXAMPLES: [&str; 12] = [
    "organization",
    "organization-title",
    "name",
    "given-name",
    "family-name",
    "email",
    "tel",
    "url",
    "bday",
    "country",
    "street-address",
    "postal-code",
];

/// The members that every field may have.
#[derive(Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(super) struct Common {
    /// The key in `user_metadata`. It must be unique in the form.
    name: FieldName,
    /// The question, above the input.
    label: Text,
    /// A help text between label and input.
    hint: Option<Text>,
    /// `true` if an answer is required. The default is `false`.
    #[serde(default)]
    required: bool,
    /// The answer that is filled in when the page is first displayed.
    // The schema of each type has its own description.
    default: Option<Value>,
    /// The autofill name, which lets the browser suggest an answer: a [name of HTML](https://html.spec.whatwg.org/multipage/form-control-infrastructure.html#autofill):
    /// `organization`, `given-name`, `tel`, `bday`.
    #[cfg_attr(
        feature = "schema",
        schemars(
            regex(pattern = "^[a-z0-9 -]+$"),
            extend(
                "examples" = AUTOFILL_EXAMPLES,
                "patternErrorMessage" = "Write an autofill name of HTML, such as `organization`."
            )
        )
    )]
    autocomplete: Option<String>,
    /// Error messages that replace the built-in ones.
    #[serde(default)]
    errors: ErrorTexts,
}

/// The names of the members that every field may have.
pub(super) const MEMBERS: [&str; 7] =
    ["name", "label", "hint", "required", "default", "autocomplete", "errors"];

impl Field {
    /// Reads a field of the kind `kind` from the members that every field has and those of its kind.
    pub(super) fn read<E: serde::de::Error>(
        kind: &str,
        common: Map<String, Value>,
        own: Map<String, Value>,
    ) -> Result<Self, E> {
        let Common { name, label, hint, required, default, autocomplete, errors } = read(common)?;
        let kind = Kind::read(kind, own)?;
        Ok(Self { name, label, hint, required, default, autocomplete, errors, kind })
    }

    /// Returns true if the answer is a text typed for "Other". For conditions it is [`OTHER`], not the text, which can
    /// equal an option.
    pub(super) fn is_other(&self, answers: &Answers) -> bool {
        self.kind.has_other() && answers.get(self.name.as_str()) == OTHER
    }

    /// The name of the input for a part of the answer: `other`, `country`, or a part of a date. The name of a field has
    /// no dot, so the name of the input is unique in a form.
    pub fn input(&self, part: &str) -> String {
        self.name.input(part)
    }

    /// The name of an input.
    pub(super) fn input_name(&self, part: Option<&str>) -> String {
        part.map_or_else(|| self.name.to_string(), |part| self.input(part))
    }

    /// The names of all inputs.
    pub fn inputs(&self) -> Vec<String> {
        self.kind.inputs().iter().map(|input| self.input_name(input.part)).collect()
    }

    /// `true` if a request may have several values for an input.
    pub fn is_multiple(&self) -> bool {
        self.kind.inputs().iter().any(|input| input.is_multiple)
    }

    /// The values of the inputs when the page is first shown, as (input, value).
    pub(super) fn defaults(&self, context: &ParseContext) -> Vec<(String, String)> {
        self.name_inputs(match &self.default {
            Some(default) => self.kind.enter(default, &context.messages),
            None => self.kind.preset(context),
        })
    }

    /// The values of the inputs that show a stored answer, as (input, value). `None` if the answer is not valid, or is a
    /// consent, which the user must give again.
    pub(super) fn enter_stored(
        &self,
        value: &Value,
        context: &ParseContext,
    ) -> Option<Vec<(String, String)>> {
        if self.kind.document().is_some() {
            return None;
        }
        let inputs = self.name_inputs(self.kind.enter(value, &context.messages));
        let is_valid =
            self.check(&inputs.iter().cloned().collect(), context).is_ok_and(|answer| answer.is_some());
        is_valid.then_some(inputs)
    }

    /// The values of inputs with the names of the inputs.
    pub(super) fn name_inputs(&self, values: Vec<InputValue>) -> Vec<(String, String)> {
        values.into_iter().map(|InputValue { part, value }| (self.input_name(part), value)).collect()
    }

    /// Checks the answer to this field. Returns the value to store, or `None` if the field is optional and was left
    /// empty.
    ///
    /// ```
    /// use profiling_forms::locale::{Tag, messages};
    /// use profiling_forms::value::today::Today;
    /// use profiling_forms::{Answers, Item, Problem, ParseContext};
    ///
    /// let item: Item = serde_json::from_str(
    ///     r#"{"type": "number", "name": "employees", "label": "Employees", "min": 1, "required": true}"#,
    /// )?;
    /// let field = item.field().expect("`number` is a field kind");
    /// let context = ParseContext::new(messages(&Tag::ENGLISH), Today::at_unix_seconds(0));
    ///
    /// let answers: Answers = [("employees", "1,250")].into_iter().collect();
    /// assert_eq!(field.check(&answers, &context), Ok(Some(1250.into())));
    ///
    /// let answers: Answers = [("employees", "some")].into_iter().collect();
    /// assert_eq!(field.check(&answers, &context), Err(Problem::NotANumber));
    /// assert_eq!(field.check(&Answers::default(), &context), Err(Problem::Required));
    /// # Ok::<(), serde_json::Error>(())
    /// ```
    pub fn check(&self, answers: &Answers, context: &ParseContext) -> Result<Option<Value>, Problem> {
        let value = self.kind.check(&FieldInput { name: &self.name, answers }, context)?;
        let is_missing = match self.kind.answer_type() {
            // A box that is not ticked is the answer "no". If consent is required, it counts as missing.
            AnswerType::Consent(_) => value == Some(Value::Bool(false)),
            AnswerType::Text
            | AnswerType::Number
            | AnswerType::Date
            | AnswerType::Country
            | AnswerType::Option(_)
            | AnswerType::Options(_)
            | AnswerType::YesNo => value.is_none(),
        };
        if is_missing && self.required { Err(Problem::Required) } else { Ok(value) }
    }

    /// `true` if the answer may be missing. A consent always has one: a box that is not ticked means no.
    pub fn may_be_empty(&self) -> bool {
        !self.required && self.kind.document().is_none()
    }
}
