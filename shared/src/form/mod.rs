//! Forms: what may be asked, what was answered, and what is wrong with it. Knows no HTML.

mod answers;
mod check;
mod definition;
mod field;
mod kind;
mod library;
mod name;
mod text;

pub use answers::{Answers, FieldError, Problem, Questions, Rejected, ValidAnswers};
pub use definition::Form;
pub use field::{ErrorTexts, Field};
pub use kind::{CheckboxRules, Choice, ChoiceRules, Kind, MultilineRules, OTHER, OTHER_LENGTH, TextRules};
pub use library::{FormFault, FormFaults, Forms};
pub use name::{FieldName, FormName, NameError};
pub use text::Text;
