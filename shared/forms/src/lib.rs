//! Form definitions, the fields and values of each kind, and the problems that an answer can have; locales and themes.
//! Independent of HTML, HTTP and tokens.

mod answers;
mod block;
mod condition;
mod definition;
mod definition_problem;
mod field;
mod field_input;
mod field_problems;
mod form_problems;
mod form_texts;
mod interview;
mod item;
mod kind;
mod library;
pub mod locale;
pub mod markdown;
mod name;
mod parse_context;
mod problem;
mod read;
#[cfg(any(test, feature = "samples"))]
pub mod samples;
#[cfg(feature = "schema")]
mod schema;
mod step;
mod strict;
mod text;
pub mod theme;
pub mod value;

pub use answers::{Answers, Consent, ValidAnswers};
pub use block::{Block, ImageBlock, TextBlock};
pub use condition::{Comparison, Condition, Literal, Operand, Residual, Resolved, Rule, Test};
pub use definition::Form;
pub use field::{ErrorTexts, Field};
pub use form_texts::TextRole;
pub use interview::{Entry, Interview, Navigation, Next, Position, Screen, StoredAnswers};
pub use item::{Content, Item};
pub use kind::{
    AnswerType, CheckboxRules, Choice, ChoiceRules, ConsentRules, DATE_PARTS, DateRules, Document,
    DocumentUrl, Input, InputValue, Kind, MultilineRules, NoRules, NumberRules, OTHER, OTHER_LENGTH,
    TelephoneRules, TextRules,
};
pub use library::{FormError, FormErrors, Forms, is_form_file, parse_form};
pub use name::{FieldName, FormName, NameError};
pub use parse_context::ParseContext;
pub use problem::Problem;
pub use read::did_you_mean;
#[cfg(feature = "schema")]
pub use schema::{check_definition, editor_schema, schema};
pub use step::Step;
pub use text::Text;
pub use value::country::CountryCode;
