//! The claim `prefill`: data about the user that the Action seals in a session token.

use std::fmt;

use serde::Deserialize;
use serde_json::{Map, Value};
use thiserror::Error;

use crate::claims::is_plain;
use crate::invisible::is_blank;

/// The content of the claim `prefill`. `Debug` does not show it.
#[derive(Clone, Default, PartialEq, Deserialize)]
pub struct Prefill {
    /// The stored answers that the form shows, by the names of their fields.
    #[serde(default)]
    pub values: Map<String, Value>,
    /// The masked email address of the account, such as `a…@e….com`.
    #[serde(default)]
    pub email: Option<String>,
}

impl Prefill {
    /// Reads an opened text. An email address that cannot be displayed is omitted.
    pub(crate) fn parse(text: &[u8]) -> Option<Self> {
        // serde would also read a struct from a list.
        let members: Map<String, Value> = serde_json::from_slice(text).ok()?;
        let prefill: Self = serde_json::from_value(members.into()).ok()?;
        Some(Self { email: prefill.email.filter(|email| is_plain(email) && !is_blank(email)), ..prefill })
    }
}

impl fmt::Debug for Prefill {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Prefill(redacted)")
    }
}

/// The claim `prefill` cannot be opened. The form is then shown without it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("the claim `prefill` cannot be opened")]
pub struct PrefillError;
