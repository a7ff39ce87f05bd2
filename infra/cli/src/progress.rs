//! Progress messages for slow operations.

use std::io::{self, IsTerminal as _, Write as _};
use std::time::Duration;

/// Operations that finish within this time show no message.
const DELAY: Duration = Duration::from_millis(500);

/// Waits for the work. If it takes longer than half a second, passes the message to `report`, once.
pub(crate) async fn during<T>(message: &str, report: impl FnOnce(&str), work: impl Future<Output = T>) -> T {
    let mut work = std::pin::pin!(work);
    tokio::select! {
        biased;
        done = &mut work => return done,
        () = tokio::time::sleep(DELAY) => report(message),
    }
    work.await
}

/// Writes the message to standard error if that is a terminal: log files do not need it.
pub(crate) fn to_terminal(message: &str) {
    let mut stderr = io::stderr();
    if stderr.is_terminal() {
        // Progress is optional, so a failure to print it is ignored.
        let _ = writeln!(stderr, "{message}");
    }
}

#[cfg(test)]
mod tests {
    use tokio::time::{Instant, sleep};

    use super::*;

    #[tokio::test(start_paused = true)]
    async fn a_message_appears_once_and_only_after_half_a_second() {
        for (milliseconds, expected) in [(0, 0), (499, 0), (501, 1), (30_000, 1)] {
            let (mut messages, start) = (Vec::new(), Instant::now());
            let work = async {
                sleep(Duration::from_millis(milliseconds)).await;
                "done"
            };
            let done =
                during("Asking …", |text| messages.push((text.to_owned(), start.elapsed())), work).await;
            assert_eq!((done, messages.len()), ("done", expected), "{milliseconds} ms");
            assert!(
                messages.iter().all(|(text, after)| text == "Asking …" && *after == DELAY),
                "{messages:?}"
            );
        }
    }
}
