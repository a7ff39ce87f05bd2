//! The names of forms and fields: they stand in URLs, tokens and the user's metadata.

use std::fmt;

use serde::Deserialize;
use thiserror::Error;

/// Why a text is not a name.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum NameError {
    /// A form's name is part of its URL.
    #[error(
        "`{0}` is not a form's name: 1 to 64 lower-case letters, digits, `-` and `_`, a letter or digit first"
    )]
    Form(String),
    /// A field's name is a key of the user's metadata, where Auth0 takes no `.` and no `$`.
    #[error("`{0}` is not a field's name: 1 to 64 letters, digits and `_`, a letter first")]
    Field(String),
    /// The name has a meaning of its own in the request or in the Action.
    #[error("`{0}` cannot be a field's name: it is taken")]
    Reserved(String),
}

/// Names that a field may not have: the hidden inputs of the page, and what JavaScript would mistake.
const RESERVED: [&str; 5] = ["state", "session_token", "constructor", "prototype", "__proto__"];

/// The name of a form: its file's name without `.json`, and the last part of its URL.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FormName(String);

impl FormName {
    /// Checks the name of a form.
    ///
    /// ```
    /// use profiling_forms::FormName;
    ///
    /// assert_eq!(FormName::parse("b2b-onboarding_2")?.as_str(), "b2b-onboarding_2");
    /// assert!(FormName::parse("../profile").is_err());
    /// # Ok::<(), profiling_forms::NameError>(())
    /// ```
    pub fn parse(text: &str) -> Result<Self, NameError> {
        let fits = (1..=64).contains(&text.len())
            && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-' || b == b'_')
            && text.as_bytes()[0].is_ascii_alphanumeric();
        if fits { Ok(Self(text.to_owned())) } else { Err(NameError::Form(text.to_owned())) }
    }

    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for FormName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The name of a field: an input on the page, a member of `other`, a key of the user's metadata.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[cfg_attr(
    feature = "schema",
    derive(schemars::JsonSchema),
    schemars(extend("pattern" = "^[A-Za-z][A-Za-z0-9_]{0,63}$", "not" = {"enum": RESERVED}))
)]
#[serde(try_from = "String")]
pub struct FieldName(String);

impl FieldName {
    /// Checks the name of a field.
    ///
    /// ```
    /// use profiling_forms::{FieldName, NameError};
    ///
    /// assert_eq!(FieldName::parse("job_title")?.as_str(), "job_title");
    /// assert!(matches!(FieldName::parse("job.title"), Err(NameError::Field(_))));
    /// assert!(matches!(FieldName::parse("state"), Err(NameError::Reserved(_))));
    /// # Ok::<(), NameError>(())
    /// ```
    pub fn parse(text: &str) -> Result<Self, NameError> {
        let fits = (1..=64).contains(&text.len())
            && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
            && text.as_bytes()[0].is_ascii_alphabetic();
        if RESERVED.contains(&text) {
            Err(NameError::Reserved(text.to_owned()))
        } else if fits {
            Ok(Self(text.to_owned()))
        } else {
            Err(NameError::Field(text.to_owned()))
        }
    }

    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for FieldName {
    type Error = NameError;

    fn try_from(text: String) -> Result<Self, NameError> {
        Self::parse(&text)
    }
}

impl fmt::Display for FieldName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_name_is_safe_in_a_url_and_a_file_name() {
        for (text, fits) in [
            ("profile", true),
            ("b2b-onboarding_2", true),
            ("2nd", true),
            ("", false),
            ("Profile", false),
            ("-x", false),
            ("../x", false),
            ("a.b", false),
            (&"x".repeat(65), false),
        ] {
            assert_eq!(FormName::parse(text).is_ok(), fits, "{text:?}");
        }
    }

    #[test]
    fn a_field_name_is_a_key_that_auth0_and_javascript_take() {
        for (text, fits) in [
            ("company_name", true),
            ("jobTitle", true),
            ("a", true),
            ("state", false),
            ("session_token", false),
            ("__proto__", false),
            ("constructor", false),
            ("a.b", false),
            ("$x", false),
            ("1st", false),
            ("", false),
            (&"x".repeat(65), false),
        ] {
            assert_eq!(FieldName::parse(text).is_ok(), fits, "{text:?}");
        }
    }
}
