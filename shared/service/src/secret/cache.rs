//! The cache of the secrets. It has no timer, because a sandbox is frozen between requests; the caller passes the time.

use std::fmt;

use profiling_session::Keyring;
use serde::{Deserialize, Serialize};
use thiserror::Error;
use tokio::sync::Mutex;

use super::source::{SecretError, SecretSource};

/// The age at which a secret is fetched again, in seconds.
const FRESH_SECONDS: u64 = 300;

/// The default of the maximum age of a copy while the source fails, in seconds.
const MAX_AGE_SECONDS: u64 = 14_400;

/// The minimum time between two early fetches, in seconds: after a signature that does not verify, and after a failed
/// fetch. It limits the calls to the source that forged tokens cause.
const REFETCH_PAUSE_SECONDS: u64 = 30;

/// The active secrets, fetched when they are needed.
pub struct SecretCache {
    source: Box<dyn SecretSource>,
    max_age: u64,
    warn: Box<dyn Fn(&str) + Send + Sync>,
    copy: Mutex<Option<SecretCopy>>,
}

/// The last valid secrets.
struct SecretCopy {
    keys: Keyring,
    fetched_at: u64,
    /// The time of the last call to the source, successful or not.
    called_at: u64,
    /// The error of that call.
    last_error: Option<SecretError>,
}

impl fmt::Debug for SecretCache {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SecretCache(redacted)")
    }
}

/// The secrets to use, and the error to log.
#[derive(Debug, Clone)]
pub struct Current {
    /// The secrets.
    pub keys: Keyring,
    /// The error of the last fetch, if it is why the secrets are older than five minutes.
    pub refresh_error: Option<SecretError>,
}

/// The reason why no new secrets were fetched after a signature did not verify.
#[derive(Debug, Clone, PartialEq, Eq, Error, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NotRefreshed {
    /// They were fetched less than thirty seconds ago.
    #[error("the secrets were fetched {seconds} s ago")]
    JustFetched {
        /// The seconds since then.
        seconds: u64,
    },
    /// The source failed.
    #[error(transparent)]
    Failed(#[from] SecretError),
}

impl SecretCache {
    /// An empty cache for `source`.
    pub fn new(source: impl SecretSource + 'static) -> Self {
        Self {
            source: Box::new(source),
            max_age: MAX_AGE_SECONDS,
            warn: Box::new(|_| ()),
            copy: Mutex::new(None),
        }
    }

    /// Sets the maximum age of a copy while the source fails, which is four hours by default.
    #[must_use]
    pub fn with_max_age(self, seconds: u64) -> Self {
        Self { max_age: seconds, ..self }
    }

    /// Passes warnings about the secrets to `warn`, once for each change of the secrets.
    #[must_use]
    pub fn with_warnings(self, warn: impl Fn(&str) + Send + Sync + 'static) -> Self {
        Self { warn: Box::new(warn), ..self }
    }

    /// Returns the active secrets at `now` (seconds since the epoch). They are fetched if there are none, or if they are
    /// older than five minutes. If that fails, the last valid secrets are used until they are too old.
    ///
    /// Errors: there are no secrets. The next call tries again.
    pub async fn current(&self, now: u64) -> Result<Current, SecretError> {
        let mut slot = self.copy.lock().await;
        // A revoked secret must not be used indefinitely.
        slot.take_if(|copy| now.abs_diff(copy.fetched_at) >= self.max_age);
        let Some(copy) = slot.as_mut() else {
            let keys = self.fetch().await?;
            self.report(&keys);
            *slot =
                Some(SecretCopy { keys: keys.clone(), fetched_at: now, called_at: now, last_error: None });
            return Ok(Current { keys, refresh_error: None });
        };
        let is_stale = now.abs_diff(copy.fetched_at) >= FRESH_SECONDS;
        if is_stale && now.abs_diff(copy.called_at) >= REFETCH_PAUSE_SECONDS {
            self.refetch(copy, now).await;
        }
        let refresh_error = copy.last_error.clone().filter(|_| is_stale);
        Ok(Current { keys: copy.keys.clone(), refresh_error })
    }

    /// Fetches the secrets after a signature did not verify, because they may have changed; at most once in thirty seconds.
    pub async fn refresh_now(&self, now: u64) -> Result<Keyring, NotRefreshed> {
        let mut slot = self.copy.lock().await;
        let Some(copy) = slot.as_mut() else { return Err(NotRefreshed::JustFetched { seconds: 0 }) };
        let seconds = now.abs_diff(copy.called_at);
        if seconds >= REFETCH_PAUSE_SECONDS {
            self.refetch(copy, now).await;
        }
        match &copy.last_error {
            Some(error) => Err(error.clone().into()),
            None if seconds < REFETCH_PAUSE_SECONDS => Err(NotRefreshed::JustFetched { seconds }),
            None => Ok(copy.keys.clone()),
        }
    }

    async fn refetch(&self, copy: &mut SecretCopy, now: u64) {
        copy.called_at = now;
        copy.last_error = match self.fetch().await {
            Ok(keys) => {
                if !keys.is_same_as(&copy.keys) {
                    self.report(&keys);
                }
                (copy.keys, copy.fetched_at) = (keys, now);
                None
            }
            Err(error) => Some(error),
        };
    }

    async fn fetch(&self) -> Result<Keyring, SecretError> {
        Ok(Keyring::parse(&self.source.fetch().await?)?)
    }

    /// Warns about secrets that probably differ from those of the Action. They are used, because the Action may have the same
    /// mistake.
    fn report(&self, keys: &Keyring) {
        for warning in keys.warnings() {
            (self.warn)(&format!(
                "{warning}; unless SESSION_TOKEN_SECRET of the Action has exactly the same characters, logins end as \
                 signature_mismatch"
            ));
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
    use std::sync::{Arc, Mutex as StdMutex};

    use profiling_session::KeyError;
    use zeroize::Zeroizing;

    use super::*;
    use crate::secret::{SecretFuture, StaticSecret};
    use crate::test_support::{ScriptedSource, throttled};

    /// A source that counts its calls and can fail.
    #[derive(Clone, Default)]
    struct Scripted(Arc<(AtomicU64, AtomicBool)>);

    impl Scripted {
        fn calls(&self) -> u64 {
            self.0.0.load(Ordering::SeqCst)
        }

        fn fail(&self, fail: bool) {
            self.0.1.store(fail, Ordering::SeqCst);
        }
    }

    impl SecretSource for Scripted {
        fn fetch(&self) -> SecretFuture<'_> {
            let call = self.0.0.fetch_add(1, Ordering::SeqCst);
            let failed = self.0.1.load(Ordering::SeqCst);
            Box::pin(async move {
                if failed {
                    return Err(throttled());
                }
                // One more line with each call, so that each value is different.
                let lines = vec!["s".repeat(32); usize::try_from(call).unwrap() + 1];
                Ok(Zeroizing::new(lines.join("\n")))
            })
        }
    }

    #[tokio::test]
    async fn a_secret_is_fetched_once_in_five_minutes() {
        let source = Scripted::default();
        let cache = SecretCache::new(source.clone());
        for (now, calls) in [(1_000, 1), (1_001, 1), (1_299, 1), (1_300, 2), (1_599, 2), (1_600, 3)] {
            cache.current(now).await.unwrap();
            assert_eq!(source.calls(), calls, "at {now}");
        }
    }

    #[tokio::test]
    async fn a_cold_cache_tries_again_with_each_request() {
        let source = Scripted::default();
        let cache = SecretCache::new(source.clone());
        source.fail(true);
        cache.current(1_000).await.unwrap_err();
        cache.current(1_000).await.unwrap_err();
        source.fail(false);
        cache.current(1_000).await.unwrap();
        assert_eq!(source.calls(), 3);
    }

    #[tokio::test]
    async fn a_warm_cache_survives_an_outage_and_reports_it() {
        let source = Scripted::default();
        let cache = SecretCache::new(source.clone());
        cache.current(1_000).await.unwrap();
        source.fail(true);
        let current = cache.current(1_300).await.unwrap();
        assert_eq!((current.keys.count(), current.refresh_error), (1, Some(throttled())));
        // It is called again only after a pause, and the error is returned each time.
        for (now, calls) in [(1_301, 2), (1_329, 2), (1_330, 3)] {
            assert!(cache.current(now).await.unwrap().refresh_error.is_some(), "at {now}");
            assert_eq!(source.calls(), calls, "at {now}");
        }
        source.fail(false);
        assert!(cache.current(1_360).await.unwrap().refresh_error.is_none());
    }

    #[tokio::test]
    async fn a_copy_that_is_too_old_is_discarded() {
        for (max_age, served) in [(14_400, 14_399), (600, 599), (300, 299)] {
            let source = Scripted::default();
            let cache = SecretCache::new(source.clone());
            let cache = if max_age == MAX_AGE_SECONDS { cache } else { cache.with_max_age(max_age) };
            cache.current(1_000).await.unwrap();
            source.fail(true);
            cache.current(1_000 + served).await.unwrap();
            let calls = source.calls();
            // Each call tries again, and none of them serves the old copy.
            for _ in 0..2 {
                let error = cache.current(1_000 + max_age).await.unwrap_err();
                assert_eq!(error, throttled(), "{max_age}");
            }
            assert_eq!(source.calls(), calls + 2, "{max_age}");
            source.fail(false);
            assert!(cache.current(1_000 + max_age).await.unwrap().refresh_error.is_none(), "{max_age}");
        }
    }

    #[tokio::test]
    async fn signatures_that_do_not_verify_fetch_at_most_once_in_thirty_seconds() {
        let source = Scripted::default();
        let cache = SecretCache::new(source.clone());
        cache.current(1_000).await.unwrap();
        for now in [1_000, 1_001, 1_029] {
            let seconds = now - 1_000;
            assert_eq!(cache.refresh_now(now).await.unwrap_err(), NotRefreshed::JustFetched { seconds });
        }
        assert_eq!(cache.refresh_now(1_030).await.unwrap().count(), 2);
        for now in 1_031..1_060 {
            assert!(cache.refresh_now(now).await.is_err(), "at {now}");
        }
        assert_eq!(source.calls(), 2);
        source.fail(true);
        let down = NotRefreshed::Failed(throttled());
        assert_eq!(cache.refresh_now(1_060).await.unwrap_err(), down);
    }

    #[tokio::test]
    async fn a_secret_in_quotes_is_reported_once_for_each_change_of_the_secrets() {
        let (plain, quoted, other) =
            ("s".repeat(32), format!("'{}'", "s".repeat(32)), format!("'{}'", "t".repeat(32)));
        let (source, reported) = (ScriptedSource::of(&plain), Arc::new(StdMutex::new(Vec::new())));
        let sink = Arc::clone(&reported);
        let cache = SecretCache::new(source.clone())
            .with_warnings(move |warning| sink.lock().unwrap().push(warning.to_owned()));
        for (now, text, lines) in [
            (1_000, plain.clone(), &[][..]),
            (1_300, quoted.clone(), &[1]),
            (1_301, quoted.clone(), &[]),
            (1_600, quoted.clone(), &[]),
            (1_900, other.clone(), &[1]),
            (2_200, format!("{plain}\n{other}"), &[2]),
            (2_500, format!("{quoted}\n{other}"), &[1, 2]),
            (2_800, plain, &[]),
        ] {
            source.put(&text);
            cache.current(now).await.unwrap();
            let reported: Vec<String> = std::mem::take(&mut *reported.lock().unwrap());
            let starts = lines.iter().map(|line| format!("the secret on line {line} is in quotes; "));
            assert!(
                starts.eq(reported.iter().map(|line| line[..line.find("; ").unwrap() + 2].to_owned())),
                "at {now}: {reported:?}"
            );
        }
    }

    #[tokio::test]
    async fn a_new_cache_reports_an_invisible_character_at_its_first_fetch() {
        let reported = Arc::new(StdMutex::new(Vec::new()));
        let sink = Arc::clone(&reported);
        let secret = format!("canary\u{200b}{}", "s".repeat(32));
        let cache = SecretCache::new(StaticSecret::new(secret))
            .with_warnings(move |warning| sink.lock().unwrap().push(warning.to_owned()));
        for now in [1_000, 1_001, 1_300] {
            cache.current(now).await.unwrap();
        }
        let expected = "the secret on line 1 has an invisible character; unless SESSION_TOKEN_SECRET of the Action has \
                        exactly the same characters, logins end as signature_mismatch";
        assert_eq!(*reported.lock().unwrap(), [expected]);
    }

    #[tokio::test]
    async fn a_clock_that_is_set_back_does_not_keep_an_old_secret() {
        let source = Scripted::default();
        let cache = SecretCache::new(source.clone());
        cache.current(10_000).await.unwrap();
        cache.current(9_000).await.unwrap();
        assert_eq!(source.calls(), 2);
    }

    #[tokio::test]
    async fn an_invalid_secret_is_an_error() {
        let cache = SecretCache::new(StaticSecret::new("short"));
        let error = cache.current(0).await.unwrap_err();
        assert_eq!(error, SecretError::Unusable(KeyError::TooShort { line: 1, bytes: 5 }));
    }
}
