//! What a stretch of road costs: time first, then length, in one integer.
//!
//! The time in milliseconds is the upper half of a 64-bit number and the length in centimetres the lower half, so one
//! addition adds both and one comparison prefers the quicker way and, among equally quick ones, the shorter. The best
//! cost between two nodes is therefore unique, and every algorithm of this folder must find the same number.

use crate::domain::{Metres, Seconds};

/// Milliseconds at and above which a way counts as none: 2^30 ms, twelve days; test: `costs_add_and_saturate`.
const TIME_MAX_MS: u64 = 1 << 30;

/// Time and length of a stretch of road, or [`Cost::NEVER`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Cost(u64);

impl Cost {
    /// Nothing to travel.
    pub const ZERO: Self = Self(0);

    /// No way. Larger than every way; two of them still add without overflow.
    pub const NEVER: Self = Self(TIME_MAX_MS << 32);

    /// A cost of `time_ms` milliseconds and `length_cm` centimetres; more than twelve days is [`Cost::NEVER`].
    #[must_use]
    pub const fn new(time_ms: u64, length_cm: u32) -> Self {
        if time_ms >= TIME_MAX_MS {
            Self::NEVER
        } else {
            Self(time_ms << 32 | length_cm as u64)
        }
    }

    /// True unless it is [`Cost::NEVER`].
    #[must_use]
    pub const fn is_open(self) -> bool {
        self.0 < Self::NEVER.0
    }

    /// Milliseconds.
    #[must_use]
    pub const fn time_ms(self) -> u64 {
        self.0 >> 32
    }

    /// Centimetres.
    #[must_use]
    pub const fn length_cm(self) -> u32 {
        self.0 as u32
    }

    /// This way and then `other`; [`Cost::NEVER`] when either is.
    #[must_use]
    pub fn then(self, other: Self) -> Self {
        Self((self.0 + other.0).min(Self::NEVER.0))
    }

    /// The sum without the cap, for inner loops that take the lesser of it and a capped cost right after.
    #[must_use]
    pub(in crate::roads) const fn raw_sum(self, other: Self) -> Self {
        Self(self.0 + other.0)
    }

    /// What is left of this cost after its first part. `part` must have been cut from it by [`Cost::part`].
    #[must_use]
    pub(in crate::roads) fn less(self, part: Self) -> Self {
        if self.is_open() {
            Self(self.0.saturating_sub(part.0))
        } else {
            Self::NEVER
        }
    }

    /// The cost of the first `part_cm` centimetres when time is spread evenly over the length.
    #[must_use]
    pub(in crate::roads) fn part(self, part_cm: u32) -> Self {
        let whole_cm = self.length_cm();
        if !self.is_open() {
            return Self::NEVER;
        }
        if whole_cm == 0 {
            return Self::ZERO;
        }
        let part_cm = part_cm.min(whole_cm);
        Self::new(self.time_ms() * u64::from(part_cm) / u64::from(whole_cm), part_cm)
    }

    /// In whole seconds and metres, to the nearest; `None` when there is no way.
    #[must_use]
    pub fn leg(self) -> Option<Leg> {
        self.is_open().then(|| Leg {
            time: Seconds(((self.time_ms() + 500) / 1000) as i64),
            distance: Metres(((u64::from(self.length_cm()) + 50) / 100) as i64),
        })
    }
}

/// Time and length of a way, rounded for people and solvers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Leg {
    /// Driving, crossing and walking.
    pub time: Seconds,
    /// Length over roads and off them.
    pub distance: Metres,
}

#[cfg(test)]
mod tests {
    use super::{Cost, Leg};
    use crate::domain::{Metres, Seconds};

    #[test]
    fn costs_add_and_saturate() {
        let sum = Cost::new(1500, 250).then(Cost::new(2500, 350));
        assert_eq!((sum.time_ms(), sum.length_cm()), (4000, 600));
        assert_eq!(sum.then(Cost::NEVER), Cost::NEVER);
        assert_eq!(Cost::new(1 << 30, 5), Cost::NEVER);
        assert!(!Cost::NEVER.is_open() && Cost::NEVER.leg().is_none());
        assert_eq!(
            sum.leg(),
            Some(Leg {
                time: Seconds(4),
                distance: Metres(6)
            })
        );
    }

    #[test]
    fn the_quicker_wins_and_then_the_shorter() {
        assert!(Cost::new(1, 900) < Cost::new(2, 1));
        assert!(Cost::new(2, 1) < Cost::new(2, 2));
    }

    #[test]
    fn the_parts_of_a_cost_make_the_whole() {
        let whole = Cost::new(1001, 333);
        for part_cm in [0, 1, 100, 332, 333] {
            let part = whole.part(part_cm);
            assert_eq!(part.then(whole.less(part)), whole);
        }
        assert_eq!(Cost::NEVER.part(5), Cost::NEVER);
    }
}
