//! The clock of an emulator. A developer can set it ahead, to see which questions a user gets later.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, SystemTime};

use profiling_service::clock::Clock;

/// The seconds of a day.
pub(crate) const DAY_SECONDS: u64 = 86_400;

/// The maximum that the clock can be ahead, in days: ten years.
pub(crate) const MAX_DAYS: u64 = 3_650;

/// A clock that is as far ahead of another clock as a developer sets it.
pub(crate) struct MovableClock {
    base: Arc<dyn Clock>,
    days_ahead: AtomicU64,
}

impl MovableClock {
    /// Creates a clock with the time of `base`.
    pub(crate) fn new(base: Arc<dyn Clock>) -> Self {
        Self { base, days_ahead: AtomicU64::new(0) }
    }

    /// The number of days by which the clock is ahead.
    pub(crate) fn days_ahead(&self) -> u64 {
        self.days_ahead.load(Ordering::SeqCst)
    }

    /// The distance from the present, such as `7 days ahead`; empty if there is none.
    pub(crate) fn distance(&self) -> String {
        match self.days_ahead() {
            0 => String::new(),
            1 => "1 day ahead".to_owned(),
            days => format!("{days} days ahead"),
        }
    }

    /// Moves the clock forward, to at most [`MAX_DAYS`] ahead.
    pub(crate) fn advance(&self, days: u64) {
        let moved = |ahead: u64| Some(ahead.saturating_add(days).min(MAX_DAYS));
        // The closure always returns a value.
        let _ = self.days_ahead.fetch_update(Ordering::SeqCst, Ordering::SeqCst, moved);
    }

    /// Sets the clock to the time of the other clock again.
    pub(crate) fn reset(&self) {
        self.days_ahead.store(0, Ordering::SeqCst);
    }
}

impl Clock for MovableClock {
    fn now(&self) -> SystemTime {
        self.base.now() + Duration::from_secs(self.days_ahead() * DAY_SECONDS)
    }
}

#[cfg(test)]
mod tests {
    use profiling_service::clock::ManualClock;

    use super::*;

    #[test]
    fn a_clock_is_ahead_by_the_days_that_it_was_moved_and_runs_on() {
        let base = Arc::new(ManualClock::at(1_800_000_000));
        let clock = MovableClock::new(base.clone());
        clock.advance(1);
        clock.advance(7);
        assert_eq!((clock.days_ahead(), clock.now_seconds()), (8, 1_800_000_000 + 8 * DAY_SECONDS));
        base.advance(5);
        assert_eq!(clock.now_seconds(), 1_800_000_005 + 8 * DAY_SECONDS);
        clock.reset();
        assert_eq!((clock.days_ahead(), clock.now_seconds()), (0, 1_800_000_005));
    }

    #[test]
    fn a_clock_is_never_more_than_ten_years_ahead() {
        let clock = MovableClock::new(Arc::new(ManualClock::at(0)));
        for _ in 0..3 {
            clock.advance(u64::MAX);
            assert_eq!(clock.days_ahead(), MAX_DAYS);
        }
    }
}
