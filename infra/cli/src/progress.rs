//! What a person at the terminal is told while something takes long.

use std::io::{self, IsTerminal as _, Write as _};
use std::time::Duration;

/// What is done by then needs no words.
const SOON: Duration = Duration::from_millis(500);

/// Does the work. If it is not done soon, `tell` gets the words, once.
pub(crate) async fn during<T>(words: &str, tell: impl FnOnce(&str), work: impl Future<Output = T>) -> T {
    let mut work = std::pin::pin!(work);
    tokio::select! {
        biased;
        done = &mut work => return done,
        () = tokio::time::sleep(SOON) => tell(words),
    }
    work.await
}

/// Writes the words to standard error, if that is a terminal: in a log they are of no use.
pub(crate) fn to_terminal(words: &str) {
    let mut stderr = io::stderr();
    if stderr.is_terminal() {
        // Whoever cannot read it misses nothing else.
        let _ = writeln!(stderr, "{words}");
    }
}

#[cfg(test)]
mod tests {
    use tokio::time::{Instant, sleep};

    use super::*;

    #[tokio::test(start_paused = true)]
    async fn only_what_takes_more_than_half_a_second_is_told_and_once() {
        for (milliseconds, told) in [(0, 0), (499, 0), (501, 1), (30_000, 1)] {
            let (mut words, began) = (Vec::new(), Instant::now());
            let work = async {
                sleep(Duration::from_millis(milliseconds)).await;
                "done"
            };
            let done = during("Asking …", |text| words.push((text.to_owned(), began.elapsed())), work).await;
            assert_eq!((done, words.len()), ("done", told), "{milliseconds} ms");
            assert!(words.iter().all(|(text, after)| text == "Asking …" && *after == SOON), "{words:?}");
        }
    }
}
