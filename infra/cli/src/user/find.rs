//! The user: the ID on the command line, and the profile in the tenant.

use serde_json::{Map, Value};

use super::Failure;
use super::keys::{MEMORY, RECORDS};
use super::record::{is_form, is_missing};
use crate::auth0::{Tenant, TenantError, encode};
use crate::printable::printable;

/// The members of a profile that are requested. The others are personal data that no command needs.
const MEMBERS: &str = "fields=user_id,user_metadata,app_metadata,logins_count&include_fields=true";

/// The maximum length of an ID. An e-mail address is shorter.
const MAX_ID: usize = 512;

/// The user as the command line names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Id {
    /// The ID of a user, such as `auth0|5f7c8ec7c33c6c004bbafe82`.
    User(String),
    /// An e-mail address.
    Email(String),
}

impl Id {
    /// Parses an ID, which contains `|`, or an e-mail address.
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        let text = text.trim();
        let is_clean = text.len() <= MAX_ID && !text.contains(char::is_control);
        match (is_clean, text.contains('|'), text.contains('@')) {
            (true, true, _) => Ok(Self::User(text.to_owned())),
            (true, false, true) => Ok(Self::Email(text.to_owned())),
            _ => Err("expected the ID of a user, in quotes because of the `|`, such as \
                      'auth0|5f7c8ec7c33c6c004bbafe82', or an e-mail address"
                .to_owned()),
        }
    }
}

/// A user of the tenant.
#[derive(Debug)]
#[expect(clippy::struct_field_names, reason = "the names are those of Auth0")]
pub(super) struct User {
    pub(super) id: String,
    /// The number of logins; 0 if there was none.
    pub(super) logins: u64,
    pub(super) user_metadata: Value,
    pub(super) app_metadata: Value,
}

impl User {
    fn read(profile: &Value) -> Option<Self> {
        let member = |name: &str| profile.get(name).cloned().unwrap_or_default();
        Some(Self {
            id: profile.get("user_id")?.as_str()?.to_owned(),
            logins: profile.get("logins_count").and_then(Value::as_u64).unwrap_or_default(),
            user_metadata: member("user_metadata"),
            app_metadata: member("app_metadata"),
        })
    }

    /// Returns the stored records, or null.
    pub(super) fn records(&self) -> &Value {
        self.app_metadata.get(RECORDS).unwrap_or(&Value::Null)
    }

    /// Returns the stored memory of the plan, or null.
    pub(super) fn memory(&self) -> &Value {
        self.app_metadata.get(MEMORY).unwrap_or(&Value::Null)
    }

    /// Returns the records that the Action reads: those with the name of a form, each an object.
    pub(super) fn valid_records(&self) -> impl Iterator<Item = (&str, &Map<String, Value>)> {
        let records = self.records().as_object().into_iter().flatten();
        records
            .filter_map(|(form, record)| Some((form.as_str(), record.as_object()?)))
            .filter(|(form, _)| is_form(form))
    }

    /// Returns the answer to a field, unless it is missing.
    pub(super) fn answer(&self, field: &str) -> Option<&Value> {
        self.user_metadata.get(field).filter(|value| !is_missing(value))
    }
}

/// Finds the user in the tenant.
pub(super) fn find(tenant: &Tenant<'_>, id: &Id) -> Result<User, Failure> {
    let failure = |error| Failure::Rejected { domain: printable(tenant.domain()), error };
    match id {
        Id::User(id) => match tenant.get(&format!("users/{}?{MEMBERS}", encode(id))) {
            Ok(profile) => User::read(&profile).ok_or_else(|| failure(TenantError::NotAuth0)),
            Err(TenantError::NotFound) => Err(Failure::Refused(format!(
                "{} has no user with this ID. The user may have been deleted, or the ID may be a secondary identity of a \
                 linked account: use the ID of the primary identity.",
                printable(tenant.domain())
            ))),
            Err(error) => Err(failure(error)),
        },
        Id::Email(email) => {
            let found =
                tenant.get(&format!("users-by-email?email={}&{MEMBERS}", encode(email))).map_err(failure)?;
            let users: Option<Vec<User>> =
                found.as_array().map(|users| users.iter().filter_map(User::read).collect());
            let mut users = users.ok_or_else(|| failure(TenantError::NotAuth0))?;
            match (users.pop(), users.is_empty()) {
                (Some(user), true) => Ok(user),
                (None, _) => Err(Failure::Refused(no_user(tenant.domain(), email))),
                (Some(last), false) => {
                    users.push(last);
                    let ids: Vec<String> =
                        users.iter().map(|user| format!("  {}", printable(&user.id))).collect();
                    Err(Failure::Refused(format!(
                        "{} users have this e-mail address. Repeat the command with the ID of one of them:\n{}",
                        users.len(),
                        ids.join("\n")
                    )))
                }
            }
        }
    }
}

fn no_user(domain: &str, email: &str) -> String {
    let hint = if email.contains(char::is_uppercase) {
        " The search is case-sensitive, and Auth0 stores the addresses of its own databases in lower case."
    } else {
        ""
    };
    format!("{} has no user with this e-mail address.{hint}", printable(domain))
}
