//! Notifies the pages of the preview of changed files, by long polling.

use std::sync::Arc;
use std::time::Duration;

use axum::http::StatusCode;
use serde_json::json;
use tokio::sync::{Semaphore, watch};
use tokio::time::timeout;

use crate::gateway::Gateway;
use crate::reply::{self, Reply, opaque};

/// The time between two checks of the folder while a request waits.
const CHECK_INTERVAL: Duration = Duration::from_millis(400);

/// The maximum number of checks for a request, so that it ends after 24 seconds, before a proxy closes an idle connection.
const MAX_CHECKS: u32 = 60;

/// The maximum number of requests that wait at the same time.
const MAX_WAITING: usize = 32;

/// The changes of the forms' files.
pub(super) struct Changes {
    gateway: Arc<Gateway>,
    /// A random prefix of the versions, so that a page notices a restart of the emulator.
    prefix: String,
    stopped: watch::Receiver<bool>,
    waiting: Semaphore,
}

impl Changes {
    pub(super) fn new(gateway: Arc<Gateway>, stopped: watch::Receiver<bool>) -> Self {
        Self { gateway, prefix: opaque()[..8].to_owned(), stopped, waiting: Semaphore::new(MAX_WAITING) }
    }

    /// Returns the version of the files that pages and responses contain.
    pub(super) fn id(&self, version: u64) -> String {
        format!("{}-{version}", self.prefix)
    }

    fn current(&self) -> String {
        self.id(self.gateway.current().version)
    }

    /// Waits until the version differs from `since`, and responds with it.
    pub(super) async fn wait(&self, since: Option<&str>) -> Reply {
        let Ok(_permit) = self.waiting.try_acquire() else {
            let message = "Too many pages of the preview are open.\n";
            return reply::plain(StatusCode::SERVICE_UNAVAILABLE, "text/plain; charset=utf-8", message);
        };
        let version = until_changed(since, || self.current(), self.stopped.clone()).await;
        reply::json(StatusCode::OK, &json!({ "version": version }))
    }
}

/// Checks the version until it differs from `since`, the emulator stops, or the maximum number of checks is reached.
async fn until_changed(
    since: Option<&str>,
    current: impl Fn() -> String,
    mut stopped: watch::Receiver<bool>,
) -> String {
    let mut version = current();
    for _ in 1..MAX_CHECKS {
        if since != Some(&*version) {
            break;
        }
        // An error means that the emulator was dropped.
        if timeout(CHECK_INTERVAL, stopped.wait_for(|stopped| *stopped)).await.is_ok() {
            break;
        }
        version = current();
    }
    version
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;

    use super::*;

    #[tokio::test]
    async fn waiting_ends_with_a_change_or_when_the_emulator_stops() {
        for (versions, stops, checks) in
            [(["b", "b"], false, 1), (["a", "b"], false, 2), (["a", "a"], true, 1)]
        {
            let (stop, stopped) = watch::channel(false);
            let remaining = RefCell::new(versions.iter());
            let (version, ()) = tokio::join!(
                until_changed(
                    Some("a"),
                    || remaining.borrow_mut().next().map(ToString::to_string).unwrap(),
                    stopped
                ),
                async {
                    stop.send_replace(stops);
                }
            );
            let count = versions.len() - remaining.borrow().len();
            assert_eq!((version.as_str(), count), (versions[checks - 1], checks));
        }
    }
}
