//! Tells a page when a file has changed: a request that is answered only then, or after a while.

use std::sync::Arc;
use std::time::Duration;

use axum::http::StatusCode;
use serde_json::json;
use tokio::sync::{Semaphore, watch};
use tokio::time::timeout;

use crate::gateway::Gateway;
use crate::reply::{self, Reply, opaque};

/// How often the folder is looked at while somebody waits.
const PAUSE: Duration = Duration::from_millis(400);

/// How often it is looked at before a request is answered anyhow: 24 seconds, less than what takes a
/// silent connection for a dead one.
const LOOKS: u32 = 60;

/// How many requests may wait at once.
const WAITING: usize = 32;

/// The changes of the forms' files.
pub(super) struct Changes {
    gateway: Arc<Gateway>,
    /// Tells the versions of one emulator from those of the next on the same port.
    start: String,
    stopped: watch::Receiver<bool>,
    waiting: Semaphore,
}

impl Changes {
    pub(super) fn new(gateway: Arc<Gateway>, stopped: watch::Receiver<bool>) -> Self {
        Self { gateway, start: opaque()[..8].to_owned(), stopped, waiting: Semaphore::new(WAITING) }
    }

    /// A version of the files, as a page and the answer here name it.
    pub(super) fn id(&self, version: u64) -> String {
        format!("{}-{version}", self.start)
    }

    /// Answers which version there is, once it is another than `since`.
    pub(super) async fn wait(&self, since: Option<&str>) -> Reply {
        let Ok(_waiting) = self.waiting.try_acquire() else {
            let words = "Too many pages of the preview are open.\n";
            return reply::plain(StatusCode::SERVICE_UNAVAILABLE, "text/plain; charset=utf-8", words);
        };
        let version = || self.id(self.gateway.current().version);
        let version = until_changed(since, version, self.stopped.clone()).await;
        reply::json(StatusCode::OK, &json!({ "version": version }))
    }
}

/// Looks again and again until the version is another than `since`, the emulator stops, or it has taken long
/// enough.
async fn until_changed(
    since: Option<&str>,
    look: impl Fn() -> String,
    mut stopped: watch::Receiver<bool>,
) -> String {
    let mut version = look();
    for _ in 1..LOOKS {
        if since != Some(&*version) {
            break;
        }
        // An error is an emulator that was dropped.
        if timeout(PAUSE, stopped.wait_for(|stopped| *stopped)).await.is_ok() {
            break;
        }
        version = look();
    }
    version
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;

    #[tokio::test]
    async fn waiting_ends_with_a_change_or_when_the_emulator_stops() {
        for (versions, stops, looks) in
            [(["b", "b"], false, 1), (["a", "b"], false, 2), (["a", "a"], true, 1)]
        {
            let (stop, stopped) = watch::channel(false);
            let looked = Cell::new(0);
            let look = || {
                looked.set(looked.get() + 1);
                versions[looked.get() - 1].to_owned()
            };
            let (version, ()) = tokio::join!(until_changed(Some("a"), look, stopped), async {
                stop.send_replace(stops);
            });
            assert_eq!((version.as_str(), looked.get()), (versions[looks - 1], looks));
        }
    }
}
