//! When a run ends: a person cancels, the time is up, or the iterations are spent.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

/// A token that a solver asks whether to go on. Clones share the cancel flag.
///
/// The time limit only cuts a run short: it never steers the search, so a run that ends by its iteration budget is
/// the same on a slow and on a fast machine.
#[derive(Debug, Clone, Default)]
pub struct StopToken {
    cancelled: Arc<AtomicBool>,
    deadline: Option<Instant>,
}

impl StopToken {
    /// A token that never stops by itself.
    #[must_use]
    pub fn unlimited() -> Self {
        Self::default()
    }

    /// A token that stops `limit` from now.
    #[must_use]
    pub fn after(limit: Duration) -> Self {
        Self {
            cancelled: Arc::default(),
            deadline: Instant::now().checked_add(limit),
        }
    }

    /// The same cancel flag with an earlier (never a later) deadline `limit` from now.
    #[must_use]
    pub fn within(&self, limit: Duration) -> Self {
        let own = Instant::now().checked_add(limit);
        let deadline = match (self.deadline, own) {
            (Some(a), Some(b)) => Some(a.min(b)),
            (a, b) => a.or(b),
        };
        Self {
            cancelled: Arc::clone(&self.cancelled),
            deadline,
        }
    }

    /// Stops every run that holds a clone of this token.
    pub fn cancel(&self) {
        self.cancelled.store(true, Ordering::Relaxed);
    }

    /// True once cancelled or past the deadline. Costs a clock reading: ask every few hundred moves.
    #[must_use]
    pub fn is_stopped(&self) -> bool {
        self.cancelled.load(Ordering::Relaxed) || self.deadline.is_some_and(|end| Instant::now() >= end)
    }
}

/// How long a solver may run: an iteration budget (reproducible) under a stop token (cancel, time limit).
#[derive(Debug, Clone)]
pub struct Budget {
    /// Iterations in the solver's own unit; `None` runs until the token stops.
    pub iterations: Option<u64>,
    /// Cancel flag and deadline.
    pub stop: StopToken,
}

impl Budget {
    /// A budget of `iterations` without a time limit.
    #[must_use]
    pub fn iterations(iterations: u64) -> Self {
        Self {
            iterations: Some(iterations),
            stop: StopToken::unlimited(),
        }
    }

    /// True when `done` iterations are enough or the token has stopped.
    #[must_use]
    pub fn is_spent(&self, done: u64) -> bool {
        self.iterations.is_some_and(|limit| done >= limit) || self.stop.is_stopped()
    }
}

#[cfg(test)]
mod tests {
    use super::{Budget, StopToken};
    use std::time::Duration;

    #[test]
    fn a_clone_is_cancelled_with_its_original() {
        let token = StopToken::unlimited();
        let clone = token.within(Duration::from_secs(60));
        assert!(!clone.is_stopped());
        token.cancel();
        assert!(clone.is_stopped());
    }

    #[test]
    fn a_budget_ends_by_iterations_or_by_time() {
        let budget = Budget::iterations(3);
        assert!(!budget.is_spent(2) && budget.is_spent(3));
        let late = Budget {
            iterations: None,
            stop: StopToken::after(Duration::ZERO),
        };
        assert!(late.is_spent(0));
    }
}
