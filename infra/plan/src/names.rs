//! The names in a plan.

use std::fmt;

use profiling_forms::{FieldName, FormName};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The name of a rule: 1 to 32 lower-case letters, digits, `-` and `_`, beginning with a letter or digit.
///
/// ```
/// use profiling_plan::RuleName;
///
/// assert!(RuleName::try_from("new-terms".to_owned()).is_ok());
/// assert!(RuleName::try_from("New terms".to_owned()).is_err());
/// ```
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Deserialize, Serialize, JsonSchema)]
#[serde(try_from = "String")]
#[schemars(extend(
    "pattern" = "^[a-z0-9][a-z0-9_-]{0,31}$",
    "patternErrorMessage" = "Use 1 to 32 lower-case letters, digits, `-` and `_`, beginning with a letter or digit.",
    "examples" = ["new-terms"]
))]
pub struct RuleName(String);

impl RuleName {
    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for RuleName {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let is_valid = text.len() <= 32 && FormName::parse(&text).is_ok();
        if is_valid {
            Ok(Self(text))
        } else {
            Err(format!(
                "`{text}` is not a valid name of a rule; use 1 to 32 lower-case letters, digits, `-` and `_`, beginning with \
                 a letter or digit"
            ))
        }
    }
}

impl fmt::Display for RuleName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The name of the form of a rule.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(try_from = "String")]
#[schemars(with = "String", extend(
    "pattern" = "^[a-z0-9][a-z0-9_-]{0,63}$",
    "patternErrorMessage" = "Use the name of the form's file without `.json`.",
    "examples" = ["profile"]
))]
pub struct PlanForm(FormName);

impl PlanForm {
    /// The name as text.
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }
}

impl TryFrom<String> for PlanForm {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        FormName::parse(&text).map(Self).map_err(|error| error.to_string())
    }
}

/// The name of a root attribute of a user's profile at Auth0: `given_name`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(try_from = "String")]
#[schemars(extend(
    "pattern" = "^[A-Za-z][A-Za-z0-9_]{0,63}$",
    "not" = {"enum": OBJECTS},
    "examples" = ["given_name", "family_name", "phone_number"]
))]
pub struct ProfileAttribute(String);

/// The attributes of a user that are no answers.
const OBJECTS: [&str; 6] =
    ["user_metadata", "app_metadata", "identities", "multifactor", "enrolledFactors", "user_id"];

impl ProfileAttribute {
    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for ProfileAttribute {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        if FieldName::parse(&text).is_ok() && !OBJECTS.contains(&text.as_str()) {
            Ok(Self(text))
        } else {
            Err(format!("`{text}` cannot be used as an answer; use an attribute such as `given_name`"))
        }
    }
}
