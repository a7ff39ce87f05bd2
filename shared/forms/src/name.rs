//! The names of forms and fields, which are part of URLs, tokens and user metadata.

use std::fmt;

use serde::Deserialize;
use thiserror::Error;

/// The text is not a valid name.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum NameError {
    /// Not a form name. A form name is part of a URL.
    #[error(
        "`{0}` is not a valid form name; use 1 to 64 lower-case letters, digits, `-` and `_`, beginning with a letter or digit"
    )]
    Form(String),
    /// Not a field name. A field name is a key of user metadata, where Auth0 does not allow `.` and `$`.
    #[error("`{0}` is not a valid field name; use 1 to 64 letters, digits and `_`, beginning with a letter")]
    Field(String),
    /// The name is reserved for the request or for the Action.
    #[error("`{0}` is a reserved name; choose another name for the field")]
    Reserved(String),
}

/// The reserved names: the hidden inputs of a page, and properties of JavaScript objects.
const RESERVED: [&str; 5] = ["state", "session_token", "constructor", "prototype", "__proto__"];

/// The name of a form: the name of its file without `.json`, and the last segment of its URL.
///
/// ```
/// use profiling_forms::FormName;
///
/// assert!(FormName::parse("b2b-onboarding_2").is_ok());
/// assert!(FormName::parse("../secret").is_err());
/// ```
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FormName(String);

impl FormName {
    /// Checks a form name.
    pub fn parse(text: &str) -> Result<Self, NameError> {
        let is_valid = (1..=64).contains(&text.len())
            && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-' || b == b'_')
            && text.as_bytes()[0].is_ascii_alphanumeric();
        if is_valid { Ok(Self(text.to_owned())) } else { Err(NameError::Form(text.to_owned())) }
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

/// The name of a field: an input on the page, a member of the claim `other`, a key of the user metadata.
///
/// ```
/// use profiling_forms::{FieldName, NameError};
///
/// assert_eq!(FieldName::parse("company_name")?.as_str(), "company_name");
/// assert_eq!(FieldName::parse("state"), Err(NameError::Reserved("state".to_owned())));
/// # Ok::<(), NameError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[cfg_attr(
    feature = "schema",
    derive(schemars::JsonSchema),
    schemars(
        description = "The name of a field, and its key in `user_metadata`.",
        extend(
            "pattern" = "^[A-Za-z][A-Za-z0-9_]{0,63}$",
            "not" = {"enum": RESERVED},
            "examples" = ["company_name", "job_title"],
            "errorMessage" = "This is not a field name, or a reserved one. Choose another name.",
            "patternErrorMessage" = "Use 1 to 64 letters, digits and `_`, beginning with a letter."
        )
    )
)]
#[serde(try_from = "String")]
pub struct FieldName(String);

impl FieldName {
    /// Checks a field name.
    pub fn parse(text: &str) -> Result<Self, NameError> {
        let is_valid = (1..=64).contains(&text.len())
            && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
            && text.as_bytes()[0].is_ascii_alphabetic();
        if RESERVED.contains(&text) {
            Err(NameError::Reserved(text.to_owned()))
        } else if is_valid {
            Ok(Self(text.to_owned()))
        } else {
            Err(NameError::Field(text.to_owned()))
        }
    }

    /// The name of the input for a part of the answer. The name of a field has no dot, so the name of the input is unique in
    /// a form.
    pub(super) fn input(&self, part: &str) -> String {
        format!("{}.{part}", self.0)
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
        for (text, valid) in [
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
            assert_eq!(FormName::parse(text).is_ok(), valid, "{text:?}");
        }
    }

    #[test]
    fn a_field_name_is_a_key_that_auth0_and_javascript_take() {
        for (text, valid) in [
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
            assert_eq!(FieldName::parse(text).is_ok(), valid, "{text:?}");
        }
    }
}
