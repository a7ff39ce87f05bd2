//! The time, which tests can set.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// A source of the current time.
pub trait Clock: Send + Sync {
    /// The current time.
    fn now(&self) -> SystemTime;

    /// The current time in whole seconds since the Unix epoch: a JWT `NumericDate` (RFC 7519 §2).
    fn now_seconds(&self) -> u64 {
        seconds(self.now())
    }
}

/// Returns the whole seconds from the Unix epoch to `time`; 0 for an earlier time.
pub fn seconds(time: SystemTime) -> u64 {
    time.duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs())
}

/// The clock of the system.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "the only place that reads the clock of the system")]
    fn now(&self) -> SystemTime {
        SystemTime::now()
    }
}

/// A clock that only a test moves.
///
/// ```
/// use profiling_service::clock::{Clock, ManualClock};
///
/// let clock = ManualClock::at(1_800_000_000);
/// clock.advance(60);
/// assert_eq!(clock.now_seconds(), 1_800_000_060);
/// ```
#[derive(Debug)]
pub struct ManualClock(AtomicU64);

impl ManualClock {
    /// Creates a clock at `seconds` since the Unix epoch.
    pub fn at(seconds: u64) -> Self {
        Self(AtomicU64::new(seconds))
    }

    /// Moves the clock forward by `seconds`.
    pub fn advance(&self, seconds: u64) {
        self.0.fetch_add(seconds, Ordering::SeqCst);
    }
}

impl Clock for ManualClock {
    fn now(&self) -> SystemTime {
        UNIX_EPOCH + Duration::from_secs(self.0.load(Ordering::SeqCst))
    }
}
