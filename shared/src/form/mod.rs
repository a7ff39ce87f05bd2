//! Forms: what may be asked, what was answered, and what is wrong with it. Knows no HTML.

mod answers;
mod definition;
mod library;
mod name;

pub use answers::{Answers, FieldError, Problem, Questions, Rejected, ValidAnswers};
pub use definition::{Field, FieldType, Form};
pub use library::{FormFault, FormFaults, Forms};
pub use name::{FieldName, FormName, NameError};
