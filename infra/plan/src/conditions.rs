//! The texts in the conditions of a rule. A text that no login can have is an error.

use profiling_forms::value::country;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// An ISO 3166-1 code of a country: two upper-case letters.
///
/// ```
/// use profiling_plan::Country;
///
/// assert!(Country::try_from("GB".to_owned()).is_ok());
/// assert!(Country::try_from("UK".to_owned()).is_err());
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(try_from = "String")]
#[schemars(extend(
    "pattern" = "^[A-Z]{2}$",
    "not" = {"enum": ["EU", "UK"]},
    "errorMessage" = "This is not a country code, such as `DE`. The code of the United Kingdom is `GB`.",
    "patternErrorMessage" = "Write the two upper-case letters of an ISO 3166-1 code, such as `DE`.",
    "examples" = ["DE"]
))]
pub struct Country(String);

impl Country {
    /// The code as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for Country {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        if country::is_code(&text) {
            return Ok(Self(text));
        }
        let upper = text.to_uppercase();
        let meant = if upper == "UK" { "GB" } else { &upper };
        let suggestion =
            if country::is_code(meant) { format!("; did you mean `{meant}`?") } else { String::new() };
        Err(format!("`{text}` is not a country code, such as `DE`{suggestion}"))
    }
}

/// A name or an id that Auth0 gives to a part of a tenant: a text that does not begin or end with white space.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(try_from = "String")]
#[schemars(extend(
    "pattern" = r"^\S([\s\S]*\S)?$",
    "patternErrorMessage" = "Write a text that does not begin or end with white space."
))]
pub struct TenantName(String);

impl TenantName {
    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for TenantName {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        trimmed(text).map(Self)
    }
}

/// The name of an organization in a list.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(try_from = "String")]
#[schemars(extend(
    "pattern" = r"^\S([\s\S]*\S)?$",
    "not" = {"enum": ["any", "none"]},
    "patternErrorMessage" = "Write a text that does not begin or end with white space.",
    "errorMessage" = "Write the name of an organization. Any organization, or none, is `any` or `none` without a list."
))]
pub struct OrganizationName(String);

impl OrganizationName {
    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for OrganizationName {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        if matches!(text.as_str(), "any" | "none") {
            return Err(format!(
                "`{text}` in a list is the name of an organization; write `\"organization\": \"{text}\"`"
            ));
        }
        trimmed(text).map(Self)
    }
}

/// A scope of OAuth 2.0, such as `profile` or `read:orders`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(try_from = "String")]
#[schemars(extend(
    "pattern" = r"^\S+$",
    "patternErrorMessage" = "A scope has no spaces. Write each scope as an entry of the list."
))]
pub struct Scope(String);

impl Scope {
    /// The scope as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for Scope {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        if text.trim().is_empty() {
            trimmed(text).map(Self)
        } else if text.contains(char::is_whitespace) {
            Err("a scope has no spaces; write each scope as an entry of the list".to_owned())
        } else {
            Ok(Self(text))
        }
    }
}

/// Returns a text that is not blank, and does not begin or end with white space. Errors: the reason.
fn trimmed(text: String) -> Result<String, String> {
    match text.trim() {
        "" if text.is_empty() => Err("the text is empty".to_owned()),
        "" => Err("the text has only white space, so no login has it".to_owned()),
        inner if inner.len() < text.len() => {
            Err(format!("the text begins or ends with white space, so no login has it; write `\"{inner}\"`"))
        }
        _ => Ok(text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_country_that_does_not_exist_is_rejected_with_the_one_that_is_meant() {
        for code in ["DE", "GB", "US", "XK"] {
            assert_eq!(Country::try_from(code.to_owned()).as_ref().map(Country::as_str), Ok(code));
        }
        for (text, suggestion) in [
            ("UK", "; did you mean `GB`?"),
            ("uk", "; did you mean `GB`?"),
            ("fr", "; did you mean `FR`?"),
            ("EU", ""),
            ("XX", ""),
            ("Germany", ""),
            ("", ""),
        ] {
            let expected = format!("`{text}` is not a country code, such as `DE`{suggestion}");
            assert_eq!(Country::try_from(text.to_owned()), Err(expected), "{text}");
        }
    }
}
