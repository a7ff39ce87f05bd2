//! The users of the emulator's tenant.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::action::Effect;

/// Auth0's size limit of a user's profile as JSON, in bytes.
pub const PROFILE_BYTES: usize = 10 * 1024;

/// The greatest number of logins of a user: the greatest whole number that JavaScript has without gaps.
const MAX_LOGINS: u64 = (1 << 53) - 1;

/// The keys of `app_metadata` under which the Action stores the results of its forms, and what it remembers of a plan.
const RECORDS_KEYS: [&str; 2] = ["progressive_profiling", "progressive_profiling_plan"];

/// A user of the tenant.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct User {
    /// The user's id, like `auth0|5f7c8ec7c33c6c004bbafe82`.
    pub user_id: String,
    /// The email address that the user logs in with.
    pub email: String,
    /// The display name.
    pub name: String,
    /// The time of the sign-up, in the format of RFC 3339.
    pub created_at: String,
    /// The number of logins. As in Auth0, abandoned logins count and single sign-on does not.
    pub logins_count: u64,
    /// The connection that the user logs in with.
    #[serde(default)]
    pub connection: Connection,
    /// The names of the user's roles.
    #[serde(default)]
    pub roles: Vec<String>,
    /// The organization that the user logs in to.
    #[serde(default)]
    pub organization: Option<Organization>,
    /// Other attributes of the profile, such as `given_name`, which a plan can use as answers.
    #[serde(default)]
    pub profile: Map<String, Value>,
    /// The country that the user logs in from, as an ISO 3166-1 code.
    #[serde(default)]
    pub country: Option<String>,
    /// Metadata that the user may read and change. The answers are stored here.
    #[serde(default)]
    pub user_metadata: Map<String, Value>,
    /// Metadata that only the application may change.
    #[serde(default)]
    pub app_metadata: Map<String, Value>,
}

/// A connection of the tenant: a database, a social or an enterprise identity provider.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Connection {
    /// The name, like `Username-Password-Authentication`.
    pub name: String,
    /// The kind of identity provider, like `auth0`, `google-oauth2` or `samlp`.
    pub strategy: String,
}

impl Default for Connection {
    fn default() -> Self {
        Self { name: "Username-Password-Authentication".to_owned(), strategy: "auth0".to_owned() }
    }
}

/// An organization of the tenant.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Organization {
    /// The id, like `org_2eFSXpKHNlkEOPVM`.
    pub id: String,
    /// The name, like `acme`.
    pub name: String,
}

impl User {
    /// Creates a user who has just signed up and has not logged in yet.
    pub fn new(user_id: &str, email: &str, name: &str) -> Self {
        Self {
            user_id: user_id.to_owned(),
            email: email.to_owned(),
            name: name.to_owned(),
            created_at: "2026-01-15T09:30:00.000Z".to_owned(),
            logins_count: 0,
            connection: Connection::default(),
            roles: Vec::new(),
            organization: None,
            profile: Map::new(),
            country: None,
            user_metadata: Map::new(),
            app_metadata: Map::new(),
        }
    }

    fn with_logins(mut self, logins_count: u64) -> Self {
        self.logins_count = logins_count;
        self
    }

    fn with_answer(mut self, key: &str, value: &str) -> Self {
        self.user_metadata.insert(key.to_owned(), Value::from(value));
        self
    }

    /// The default test users: a new user, and users with one login, some answers and all answers.
    pub fn samples() -> Vec<Self> {
        vec![
            Self::new("auth0|000000000000000000000001", "ana@example.com", "Ana"),
            Self::new("auth0|000000000000000000000002", "ben@example.com", "Ben").with_logins(1),
            Self::new("auth0|000000000000000000000003", "chiara@example.com", "Chiara")
                .with_logins(4)
                .with_answer("company_name", "Aurora Tools"),
            Self::new("auth0|000000000000000000000004", "dev@example.com", "Dev")
                .with_logins(7)
                .with_answer("company_name", "Blue Harbour")
                .with_answer("job_title", "Engineer"),
        ]
    }

    /// Reads a changed user from JSON with the members of this type.
    ///
    /// Errors: the reason in words, with its line, if the JSON is not a user, or has another id or email address.
    pub(crate) fn changed(&self, json: &str) -> Result<Self, String> {
        let changed: Self = serde_json::from_str(json).map_err(|error| error.to_string())?;
        if (&changed.user_id, &changed.email) != (&self.user_id, &self.email) {
            return Err("user_id and email cannot be changed".to_owned());
        }
        if humantime::parse_rfc3339(&changed.created_at).is_err() {
            return Err("created_at must be a time in UTC, such as 2026-01-15T09:30:00.000Z".to_owned());
        }
        if changed.logins_count > MAX_LOGINS {
            return Err(format!("logins_count must be a whole number from 0 to {MAX_LOGINS}"));
        }
        if changed.country.as_ref().is_some_and(|code| !is_country_code(code)) {
            return Err("country must be two upper-case letters, such as DE".to_owned());
        }
        Ok(changed)
    }

    /// Counts a login.
    pub(crate) fn count_login(&mut self) {
        // A state file can have any number.
        self.logins_count = self.logins_count.saturating_add(1);
    }

    /// Deletes the answers, and what the Action remembers of the user.
    pub(crate) fn forget_answers(&mut self) {
        self.user_metadata.clear();
        self.app_metadata.retain(|key, _| !RECORDS_KEYS.contains(&key.as_str()));
    }

    /// Applies the Action's metadata changes: a value replaces a whole key, null deletes a key.
    ///
    /// Errors: the size of the profile, if it would be larger than [`PROFILE_BYTES`]; nothing is changed.
    pub(crate) fn write(&mut self, writes: &Writes) -> Result<(), usize> {
        let mut changed = self.clone();
        merge(&mut changed.user_metadata, &writes.user_metadata);
        merge(&mut changed.app_metadata, &writes.app_metadata);
        let bytes = serde_json::to_vec(&changed).map_or(0, |json| json.len());
        if bytes > PROFILE_BYTES {
            return Err(bytes);
        }
        *self = changed;
        Ok(())
    }
}

/// The metadata changes of an Action. They are applied once, at the end of the login.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Writes {
    pub(crate) user_metadata: Map<String, Value>,
    pub(crate) app_metadata: Map<String, Value>,
}

impl Writes {
    /// Adds the metadata changes of a run, and carries out those of the transaction's metadata.
    pub(crate) fn collect(&mut self, effects: &[Effect], transaction: &mut Map<String, Value>) {
        for effect in effects {
            match effect {
                Effect::SetUserMetadata { key, value } => {
                    self.user_metadata.insert(key.clone(), value.clone());
                }
                Effect::SetAppMetadata { key, value } => {
                    self.app_metadata.insert(key.clone(), value.clone());
                }
                Effect::SetTransactionMetadata { key, value } => {
                    if value.is_null() {
                        transaction.remove(key);
                    } else {
                        transaction.insert(key.clone(), value.clone());
                    }
                }
                Effect::Redirect { .. }
                | Effect::Deny { .. }
                | Effect::TokenEncoded { .. }
                | Effect::TokenValidated { .. }
                | Effect::TokenRefused { .. } => {}
            }
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.user_metadata.is_empty() && self.app_metadata.is_empty()
    }
}

fn is_country_code(text: &str) -> bool {
    text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_uppercase())
}

fn merge(target: &mut Map<String, Value>, changes: &Map<String, Value>) {
    for (key, value) in changes {
        if value.is_null() {
            target.remove(key);
        } else {
            target.insert(key.clone(), value.clone());
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn writes(json: &str) -> Writes {
        Writes { user_metadata: serde_json::from_str(json).unwrap(), app_metadata: Map::new() }
    }

    #[test]
    fn a_written_value_replaces_its_key_and_null_deletes_it() {
        let mut user =
            User::new("auth0|1", "a@example.com", "A").with_answer("old", "x").with_answer("other", "y");
        user.write(&writes(r#"{"old":null,"new":{"deep":[1]}}"#)).unwrap();
        assert_eq!(Value::from(user.user_metadata), json!({"other": "y", "new": {"deep": [1]}}));
    }

    #[test]
    fn the_number_of_logins_has_a_maximum() {
        for (before, after) in [(0, 1), (u64::MAX - 1, u64::MAX), (u64::MAX, u64::MAX)] {
            let mut user = User::new("auth0|1", "a@example.com", "A").with_logins(before);
            user.count_login();
            assert_eq!(user.logins_count, after);
        }
    }

    #[test]
    fn app_metadata_is_replaced_by_key() {
        let mut user = User::new("auth0|1", "a@example.com", "A");
        for (change, expected) in [
            (
                json!({"plan": "gold", "forms": {"a": 1, "b": 2}}),
                json!({"plan": "gold", "forms": {"a": 1, "b": 2}}),
            ),
            (json!({"forms": {"c": 3}}), json!({"plan": "gold", "forms": {"c": 3}})),
            (json!({"plan": null}), json!({"forms": {"c": 3}})),
        ] {
            let app_metadata = change.as_object().cloned().unwrap();
            user.write(&Writes { app_metadata, ..Writes::default() }).unwrap();
            assert_eq!(Value::from(user.app_metadata.clone()), expected, "{change}");
        }
    }

    #[test]
    fn deleting_the_answers_preserves_other_metadata() {
        let mut user = User::new("auth0|1", "a@example.com", "A").with_answer("company_name", "x");
        user.app_metadata.insert("plan".to_owned(), json!("gold"));
        for key in RECORDS_KEYS {
            user.app_metadata.insert(key.to_owned(), json!({"profile": {"version": 1}}));
        }
        user.forget_answers();
        assert!(user.user_metadata.is_empty());
        assert_eq!(Value::from(user.app_metadata), json!({"plan": "gold"}));
    }

    #[test]
    fn a_change_that_makes_the_profile_too_large_is_rejected() {
        let mut user = User::new("auth0|1", "a@example.com", "A");
        let before = user.clone();
        let mut of_user = writes(r#"{"small":1}"#);
        let mut of_app = of_user.clone();
        of_user.user_metadata.insert("large".to_owned(), Value::from("x".repeat(PROFILE_BYTES)));
        of_app.app_metadata.insert("large".to_owned(), Value::from("x".repeat(PROFILE_BYTES)));
        for large in [of_user, of_app] {
            assert!(user.write(&large).unwrap_err() > PROFILE_BYTES);
            assert_eq!(user, before);
        }
    }
}
