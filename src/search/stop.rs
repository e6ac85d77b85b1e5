//! When a run ends: a person cancels, the time is up, or the iterations are spent.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

/// A token that a solver asks whether to go on. Clones share the cancel flag.
///
/// A run that ends by its iteration budget is the same on a slow and on a fast machine; one that ends by its time
/// limit may also cool down by the clock ([`Budget::share`]), and is then not reproducible.
#[derive(Debug, Clone, Default)]
pub struct StopToken {
    cancelled: Arc<AtomicBool>,
    started: Option<Instant>,
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
            started: Some(Instant::now()),
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
            started: Some(Instant::now()),
            deadline,
        }
    }

    /// The same cancel flag, with a deadline after one of `parts` equal parts of the time that is left.
    #[must_use]
    fn part(&self, parts: u32) -> Self {
        match self.deadline {
            Some(end) => self.within(end.saturating_duration_since(Instant::now()) / parts.max(1)),
            None => self.clone(),
        }
    }

    /// How much of the time limit is used, in 1/65,536; `None` without a limit.
    #[must_use]
    pub fn share(&self) -> Option<u32> {
        let (started, deadline) = (self.started?, self.deadline?);
        let whole = deadline.saturating_duration_since(started).as_micros();
        if whole == 0 {
            return Some(65_536);
        }
        let used = started.elapsed().as_micros().min(whole);
        Some((used * 65_536 / whole) as u32)
    }

    /// Time left before the deadline; `None` without one.
    #[must_use]
    pub fn remaining(&self) -> Option<Duration> {
        let deadline = self.deadline?;
        Some(deadline.saturating_duration_since(Instant::now()))
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

    /// A budget for one of `runs` runs, of which `left` are still to come, this one included: its share of the
    /// iterations, and of the time that is left.
    #[must_use]
    pub fn part(&self, runs: u32, left: u32) -> Self {
        Self {
            iterations: self.iterations.map(|all| (all / u64::from(runs.max(1))).max(1)),
            stop: self.stop.part(left),
        }
    }

    /// How much of the budget is used after `done` iterations, in 1/65,536: by iterations where they are limited, else
    /// by the clock; `None` when neither is.
    #[must_use]
    pub fn share(&self, done: u64) -> Option<u32> {
        match self.iterations {
            Some(limit) => Some((u128::from(done.min(limit)) * 65_536 / u128::from(limit.max(1))) as u32),
            None => self.stop.share(),
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
    fn the_share_of_a_budget_grows_to_one() {
        let budget = Budget::iterations(4);
        assert_eq!(budget.share(0), Some(0));
        assert_eq!(budget.share(1), Some(16_384));
        assert_eq!(budget.share(9), Some(65_536));
        assert_eq!(StopToken::after(Duration::ZERO).share(), Some(65_536));
        assert_eq!(StopToken::unlimited().share(), None);
    }

    #[test]
    fn a_part_of_a_budget_shares_iterations_and_time() {
        let budget = Budget {
            iterations: Some(90),
            stop: StopToken::after(Duration::from_secs(3600)),
        };
        let part = budget.part(3, 2);
        assert_eq!(part.iterations, Some(30));
        assert!(part.stop.deadline < budget.stop.deadline);
        budget.stop.cancel();
        assert!(part.is_spent(0), "a part is cancelled with the whole");
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
