//! The clock that leases and sessions are judged by: the machine's, or a test's.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

/// A source of the time.
#[derive(Debug, Clone, Default)]
pub enum Clock {
    /// The machine's clock.
    #[default]
    System,
    /// A clock that stands until it is set; clones share it.
    Set(Arc<AtomicI64>),
}

impl Clock {
    /// A clock that stands at `now_ms`.
    #[must_use]
    pub fn standing_at(now_ms: i64) -> Self {
        Self::Set(Arc::new(AtomicI64::new(now_ms)))
    }

    /// Epoch milliseconds.
    #[must_use]
    pub fn now_ms(&self) -> i64 {
        match self {
            Self::System => SystemTime::now()
                .duration_since(UNIX_EPOCH)
                .map_or(0, |since| i64::try_from(since.as_millis()).unwrap_or(i64::MAX)),
            Self::Set(now) => now.load(Ordering::Relaxed),
        }
    }

    /// Moves a standing clock; the machine's clock is left alone.
    pub fn advance(&self, by_ms: i64) {
        if let Self::Set(now) = self {
            now.fetch_add(by_ms, Ordering::Relaxed);
        }
    }
}

/// Epoch milliseconds as RFC 3339 in UTC, such as `2026-03-01T09:30:00Z`.
#[must_use]
pub fn rfc3339(epoch_ms: i64) -> String {
    jiff::Timestamp::from_millisecond(epoch_ms).map_or_else(|_| epoch_ms.to_string(), |time| time.to_string())
}

#[cfg(test)]
mod tests {
    use super::{Clock, rfc3339};

    #[test]
    fn a_set_clock_moves_for_every_clone() {
        let clock = Clock::standing_at(1_000);
        let other = clock.clone();
        clock.advance(500);
        assert_eq!(other.now_ms(), 1_500);
        assert_eq!(rfc3339(0), "1970-01-01T00:00:00Z");
    }
}
