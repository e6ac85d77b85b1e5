//! The cycle of a schedule: weeks that repeat, working days Monday to Friday.

use serde::{Deserialize, Serialize};

/// Working days of a week.
pub const WORKING_DAYS: u8 = 5;

/// Longest cycle, in weeks.
pub const CYCLE_WEEKS_MAX: u8 = 4;

/// One working day of the cycle.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct CycleDay {
    /// Week of the cycle, from 0.
    pub week: u8,
    /// Day of the week, 0 Monday to 4 Friday.
    pub weekday: u8,
}

impl CycleDay {
    /// Position in the cycle, from 0: five days a week.
    #[must_use]
    pub fn index(self) -> usize {
        usize::from(self.week) * usize::from(WORKING_DAYS) + usize::from(self.weekday)
    }

    /// The day at a position.
    #[must_use]
    pub fn from_index(index: usize) -> Self {
        let days = usize::from(WORKING_DAYS);
        Self {
            week: (index / days) as u8,
            weekday: (index % days) as u8,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::CycleDay;

    #[test]
    fn position_and_day_are_inverse() {
        for index in 0..20 {
            assert_eq!(CycleDay::from_index(index).index(), index);
        }
        assert_eq!(CycleDay::from_index(7), CycleDay { week: 1, weekday: 2 });
    }
}
