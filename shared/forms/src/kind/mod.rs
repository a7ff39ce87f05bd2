//! The field kinds, one file each. The file of a kind holds its rules, its inputs, its check of an answer, its default
//! answers and its samples.

mod cards;
mod checkboxes;
mod consent;
mod country;
mod date;
mod email;
mod length;
mod multiline;
mod number;
mod options;
mod radio;
#[cfg(any(test, feature = "samples"))]
pub(crate) mod sampling;
mod select;
mod telephone;
mod text;
mod url;
mod yes_no;

use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

#[cfg(any(test, feature = "samples"))]
use self::sampling::{Comparisons, Filling, SampleAnswers, SampleContext, Samples};
use super::definition_problem::Problems;
use super::field_input::FieldInput;
use super::parse_context::ParseContext;
use super::problem::Problem;
use super::read::read;
use crate::locale::{Messages, Tag};

pub use checkboxes::CheckboxRules;
pub use consent::{ConsentRules, Document, DocumentUrl};
pub use date::{DATE_PARTS, DateRules};
pub use multiline::MultilineRules;
pub use number::NumberRules;
pub use options::{Choice, ChoiceRules, OTHER, OTHER_LENGTH};
pub use telephone::TelephoneRules;
pub use text::TextRules;

/// The definition of a field kind.
///
/// No item has a default implementation: a kind that lacks one does not compile.
pub(super) trait FieldKind {
    /// The members of a definition that only this kind has.
    type Rules: DeserializeOwned;

    /// The names of these members.
    const MEMBERS: &'static [&'static str];

    /// Returns the problems of rules that have been deserialized.
    fn problems(rules: &Self::Rules, languages: &[Tag]) -> Problems;

    /// The inputs of a field, in the order of the page.
    fn inputs(rules: &Self::Rules) -> &'static [Input];

    /// The type of the answers.
    fn answer_type(rules: &Self::Rules) -> AnswerType<'_>;

    /// The input values that a user enters to give this answer. For a value that is not an answer of this kind, there are
    /// none, or [`check`](Self::check) rejects them.
    fn enter(rules: &Self::Rules, value: &Value, messages: &Messages) -> Vec<InputValue>;

    /// The values of the inputs when the page is first shown without an answer.
    fn preset(rules: &Self::Rules, context: &ParseContext) -> Vec<InputValue>;

    /// Checks an answer and returns the value to store, or `None` if the field was left empty.
    fn check(
        rules: &Self::Rules,
        input: &FieldInput<'_>,
        context: &ParseContext,
    ) -> Result<Option<Value>, Problem>;
}

/// An input of a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Input {
    /// The part of the answer, such as the day of a date. `None` for the input that has the field's own name.
    pub part: Option<&'static str>,
    /// `true` if a request may have several values for this input.
    pub is_multiple: bool,
}

/// A field with one input, which has the field's own name.
const ONE_INPUT: &[Input] = &[Input { part: None, is_multiple: false }];

/// A value of an input.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InputValue {
    /// The part of the answer, as [`Input::part`].
    pub part: Option<&'static str>,
    /// The text in the input, or the value of the selected option.
    pub value: String,
}

impl InputValue {
    /// A value of the input that has the field's own name.
    pub(super) fn own(value: impl Into<String>) -> Self {
        Self { part: None, value: value.into() }
    }

    /// A value of an input for a part of the answer.
    pub(super) fn part(part: &'static str, value: impl Into<String>) -> Self {
        Self { part: Some(part), value: value.into() }
    }
}

/// The input of a kind whose only input shows the answer as it is stored.
fn enter_text(value: &Value) -> Vec<InputValue> {
    value.as_str().map(InputValue::own).into_iter().collect()
}

/// The type of the answers of a field kind, which determines how they are entered and stored.
#[derive(Debug, Clone, Copy)]
pub enum AnswerType<'a> {
    /// A text that is typed.
    Text,
    /// A number that is typed.
    Number,
    /// A date that is typed, stored as a text.
    Date,
    /// A country that is selected, stored as its code.
    Country,
    /// An option, stored as a text.
    Option(&'a [Choice]),
    /// Any number of several options, stored as a list.
    Options(&'a [Choice]),
    /// Yes or no, stored as a boolean.
    YesNo,
    /// Consent to a document, stored as a boolean. A box that is not ticked means no.
    Consent(&'a Document),
}

/// The rules of a kind that has no members of its own.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct NoRules {}

/// Declares the field kinds. Every method of [`Kind`] that depends on the kind calls the kind's own file from here.
macro_rules! kinds {
    ($( $(#[doc = $doc:literal])+ $kind:ident($rules:ident) in $module:ident = $name:literal; )+) => {
        /// A field kind with its rules.
        #[derive(Debug, Clone)]
        pub enum Kind {
            $( $(#[doc = $doc])+ $kind($rules), )+
        }

        impl Kind {
            /// The names of all kinds, the values of `type` in a definition.
            pub const NAMES: &[&str] = &[$( $name, )+];

            /// Returns the names of the members that only the kind `name` has, or `None` if there is no such kind.
            pub(super) fn members(name: &str) -> Option<&'static [&'static str]> {
                match name {
                    $( $name => Some(<$module::$kind as FieldKind>::MEMBERS), )+
                    _ => None,
                }
            }

            /// Reads the members that only the kind `name` has.
            pub(super) fn read<E: serde::de::Error>(name: &str, members: Map<String, Value>) -> Result<Self, E> {
                match name {
                    $( $name => read(members).map(Self::$kind), )+
                    _ => Err(E::custom(format!("`{name}` is not a type"))),
                }
            }

            /// The name of the kind, the value of `type` in a definition.
            pub fn name(&self) -> &'static str {
                match self {
                    $( Self::$kind(_) => $name, )+
                }
            }

            /// Returns the problems of rules that have been deserialized.
            pub(super) fn problems(&self, languages: &[Tag]) -> Problems {
                match self {
                    $( Self::$kind(rules) => <$module::$kind as FieldKind>::problems(rules, languages), )+
                }
            }

            /// The inputs of a field of this kind, in the order of the page.
            pub fn inputs(&self) -> &'static [Input] {
                match self {
                    $( Self::$kind(rules) => <$module::$kind as FieldKind>::inputs(rules), )+
                }
            }

            /// The type of the answers.
            pub fn answer_type(&self) -> AnswerType<'_> {
                match self {
                    $( Self::$kind(rules) => <$module::$kind as FieldKind>::answer_type(rules), )+
                }
            }

            /// The values of the inputs with which a user gives this answer.
            pub(super) fn enter(&self, value: &Value, messages: &Messages) -> Vec<InputValue> {
                match self {
                    $( Self::$kind(rules) => <$module::$kind as FieldKind>::enter(rules, value, messages), )+
                }
            }

            /// The values of the inputs when the page is first shown without an answer.
            pub(super) fn preset(&self, context: &ParseContext) -> Vec<InputValue> {
                match self {
                    $( Self::$kind(rules) => <$module::$kind as FieldKind>::preset(rules, context), )+
                }
            }

            /// Checks an answer and returns the value to store, or `None` if the field was left empty.
            pub(super) fn check(&self, input: &FieldInput<'_>, context: &ParseContext) -> Result<Option<Value>, Problem> {
                match self {
                    $( Self::$kind(rules) => <$module::$kind as FieldKind>::check(rules, input, context), )+
                }
            }

            /// The name, the description and the schema of the members of each kind.
            #[cfg(feature = "schema")]
            pub(super) fn schemas(
                generator: &mut schemars::SchemaGenerator,
            ) -> Vec<(&'static str, &'static str, schemars::Schema)> {
                vec![$( ($name, concat!($($doc),+), <$rules as schemars::JsonSchema>::json_schema(generator)), )+]
            }
        }

        #[cfg(any(test, feature = "samples"))]
        impl Kind {
            /// Definitions of every kind, with the members that matter to samples.
            pub(super) fn sample_definitions() -> Vec<(&'static str, Vec<Value>)> {
                vec![$( ($name, <$module::$kind as SampleAnswers>::definitions()), )+]
            }

            /// Sample answers.
            pub(super) fn samples(&self, context: &SampleContext<'_>) -> Samples {
                match self {
                    $( Self::$kind(rules) => <$module::$kind as SampleAnswers>::samples(rules, context), )+
                }
            }

            /// The answers that these comparisons distinguish.
            pub(super) fn representatives(&self, comparisons: &Comparisons<'_>) -> Option<Vec<Value>> {
                match self {
                    $( Self::$kind(rules) => <$module::$kind as SampleAnswers>::representatives(rules, comparisons), )+
                }
            }

            /// The longest answer.
            pub(super) fn longest(&self, filling: Filling) -> Value {
                match self {
                    $( Self::$kind(rules) => <$module::$kind as SampleAnswers>::longest(rules, filling), )+
                }
            }
        }
    };
}

kinds! {
    /// A line of text. It is stored without white space at its ends.
    Text(TextRules) in text = "text";
    /// Several lines of text. They are stored with their line breaks.
    Multiline(MultilineRules) in multiline = "multiline";
    /// An email address. Only its format is checked, not its existence.
    Email(NoRules) in email = "email";
    /// A telephone number with its country. It is checked by the rules of the country and stored in E.164
    /// format: `+41446681800`.
    Telephone(TelephoneRules) in telephone = "telephone";
    /// A web address. Only its format is checked, not its existence.
    Url(NoRules) in url = "url";
    /// A number, in the format of the page's language. It is stored as a number.
    Number(NumberRules) in number = "number";
    /// A date, entered in three inputs. It is stored as `2020-01-31`.
    Date(DateRules) in date = "date";
    /// A country, by its name in the page's language. It is stored as its ISO 3166-1 code with two
    /// letters.
    Country(NoRules) in country = "country";
    /// A choice of one option in a drop-down list. Its value is stored.
    Select(ChoiceRules) in select = "select";
    /// A choice of one option, with all options visible. Its value is stored.
    Radio(ChoiceRules) in radio = "radio";
    /// A choice of one option, each in a frame with its description. Its value is stored.
    Cards(ChoiceRules) in cards = "cards";
    /// Any number of several options. Their values are stored as a list.
    Checkboxes(CheckboxRules) in checkboxes = "checkboxes";
    /// Yes or no. It is stored as a boolean.
    YesNo(NoRules) in yes_no = "yes_no";
    /// Consent to a document. It is stored as a boolean. A consent is also recorded in `app_metadata`, with the version
    /// and the URL of the document, and the time.
    Consent(ConsentRules) in consent = "consent";
}

impl Kind {
    /// The options of a kind that has options; otherwise empty.
    pub fn options(&self) -> &[Choice] {
        match self.answer_type() {
            AnswerType::Option(options) | AnswerType::Options(options) => options,
            AnswerType::Text
            | AnswerType::Number
            | AnswerType::Date
            | AnswerType::Country
            | AnswerType::YesNo
            | AnswerType::Consent(_) => &[],
        }
    }

    /// The document that is consented to.
    pub fn document(&self) -> Option<&Document> {
        match self.answer_type() {
            AnswerType::Consent(document) => Some(document),
            AnswerType::Text
            | AnswerType::Number
            | AnswerType::Date
            | AnswerType::Country
            | AnswerType::Option(_)
            | AnswerType::Options(_)
            | AnswerType::YesNo => None,
        }
    }

    /// `true` if an answer is typed, `false` if it is selected.
    pub fn is_typed(&self) -> bool {
        match self.answer_type() {
            AnswerType::Text | AnswerType::Number | AnswerType::Date => true,
            AnswerType::Country
            | AnswerType::Option(_)
            | AnswerType::Options(_)
            | AnswerType::YesNo
            | AnswerType::Consent(_) => false,
        }
    }

    /// `true` if one of the options is "Other", with an input for a text.
    pub fn has_other(&self) -> bool {
        self.inputs().iter().any(|input| input.part == Some("other"))
    }
}

/// The schema of an entry that is not a block. A step has at least one, a field. An entry without a valid type also counts,
/// so that its problem is reported only at the entry.
#[cfg(feature = "schema")]
pub(super) fn any_field() -> serde_json::Value {
    serde_json::json!({"properties": {"type": {"not": {"enum": super::block::Block::NAMES}}}})
}

#[cfg(test)]
mod tests;
