//! The state of a function between requests.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use profiling_forms::Forms;
use profiling_forms::locale::CustomMessages;
use profiling_session::Domains;

use crate::clock::Clock;
use crate::config::LoginSettings;
use crate::log::LogSink;
use crate::secret::SecretCache;

/// The dependencies of a handler. Time, secrets and forms are passed in, so that a test can control each of them.
pub struct App {
    /// The hosts that can send users, and that answers are returned to.
    pub domains: Domains,
    /// The settings for accepting a login and returning to the tenant.
    pub login: LoginSettings,
    /// The forms, by name.
    pub forms: Forms,
    /// The messages that replace built-in ones.
    pub messages: CustomMessages,
    /// The session secrets.
    pub secrets: SecretCache,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// The destination of log lines.
    pub log: Arc<dyn LogSink>,
    /// The Lambda function that runs in this process. Without it, log lines have no metrics.
    pub function: Option<LambdaFunction>,
}

/// A process of a Lambda function.
#[derive(Debug)]
pub struct LambdaFunction {
    name: String,
    has_served: AtomicBool,
}

impl LambdaFunction {
    /// Creates a function that has not served a request yet.
    pub fn new(name: impl Into<String>) -> Self {
        Self { name: name.into(), has_served: AtomicBool::new(false) }
    }

    /// The function's name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Records that a request was served. Returns true for the first one, which waited for the cold start.
    pub(crate) fn serve(&self) -> bool {
        !self.has_served.swap(true, Ordering::Relaxed)
    }
}

impl fmt::Debug for App {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("App").field("domains", &self.domains).finish_non_exhaustive()
    }
}
