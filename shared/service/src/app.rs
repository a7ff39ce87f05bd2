//! What a function holds between requests.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use profiling_forms::Forms;
use profiling_session::Domains;

use crate::clock::Clock;
use crate::config::Rules;
use crate::log::LogSink;
use crate::secret::SecretCache;

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
    /// The Lambda function that this process is; without it a log line has no metrics.
    pub function: Option<LambdaFunction>,
}

/// A process of a Lambda function.
#[derive(Debug)]
pub struct LambdaFunction {
    name: String,
    has_served: AtomicBool,
}

impl LambdaFunction {
    /// The function of this name, which has not served a request yet.
    pub fn new(name: impl Into<String>) -> Self {
        Self { name: name.into(), has_served: AtomicBool::new(false) }
    }

    /// The function's name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Counts a request that was served: whether it was the first, which is the one that had to wait for
    /// the start of the process.
    pub(crate) fn serve(&self) -> bool {
        !self.has_served.swap(true, Ordering::Relaxed)
    }
}

impl fmt::Debug for App {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("App").field("domains", &self.domains).finish_non_exhaustive()
    }
}
