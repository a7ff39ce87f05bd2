//! What a function holds between requests.

use std::fmt;
use std::sync::Arc;

use crate::clock::Clock;
use crate::config::Rules;
use crate::form::Forms;
use crate::log::LogSink;
use crate::secret::SecretCache;
use crate::token::Domains;

/// Everything that a handler needs from the outside. Time, secrets and forms come in here, so that a
/// test can freeze, rotate or break each.
pub struct App {
    /// The hosts that may ask, and that answers go to.
    pub domains: Domains,
    /// How logins are taken and given back.
    pub rules: Rules,
    /// The forms, by name.
    pub forms: Forms,
    /// The session secrets.
    pub secrets: SecretCache,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// Where the log lines go.
    pub log: Arc<dyn LogSink>,
    /// The function's name on Lambda, for its metrics.
    pub function: Option<String>,
}

impl fmt::Debug for App {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("App").field("domains", &self.domains).finish_non_exhaustive()
    }
}
