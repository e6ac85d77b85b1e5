//! Integer measures with their unit in the type: a mixed unit does not compile, and a sum is the same on every machine.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::iter::Sum;
use std::ops::{Add, AddAssign, Sub, SubAssign};

macro_rules! measure {
    ($(#[$doc:meta])* $name:ident, $suffix:literal) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub i64);

        impl $name {
            /// Nothing.
            pub const ZERO: Self = Self(0);

            /// The bare number.
            #[must_use]
            pub const fn get(self) -> i64 {
                self.0
            }
        }

        impl Add for $name {
            type Output = Self;
            fn add(self, other: Self) -> Self {
                Self(self.0 + other.0)
            }
        }

        impl Sub for $name {
            type Output = Self;
            fn sub(self, other: Self) -> Self {
                Self(self.0 - other.0)
            }
        }

        impl AddAssign for $name {
            fn add_assign(&mut self, other: Self) {
                self.0 += other.0;
            }
        }

        impl SubAssign for $name {
            fn sub_assign(&mut self, other: Self) {
                self.0 -= other.0;
            }
        }

        impl Sum for $name {
            fn sum<I: Iterator<Item = Self>>(items: I) -> Self {
                Self(items.map(|item| item.0).sum())
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}{}", self.0, $suffix)
            }
        }
    };
}

measure!(
    /// Residents.
    Persons, ""
);
measure!(
    /// Length over the ground or along roads.
    Metres, " m"
);
measure!(
    /// A span of time, or a time of day counted from midnight.
    Seconds, " s"
);

impl Metres {
    /// Whole metres nearest to `value`; anything not finite becomes zero.
    #[must_use]
    pub fn from_f64(value: f64) -> Self {
        if value.is_finite() {
            Self(value.round() as i64)
        } else {
            Self::ZERO
        }
    }

    /// Kilometres, for reading.
    #[must_use]
    pub fn kilometres(self) -> f64 {
        self.0 as f64 / 1000.0
    }
}

impl Seconds {
    /// From whole minutes.
    #[must_use]
    pub const fn from_minutes(minutes: i64) -> Self {
        Self(minutes * 60)
    }

    /// Time of day as `HH:MM`, rounded down to the minute.
    #[must_use]
    pub fn clock(self) -> String {
        format!("{:02}:{:02}", self.0 / 3600, self.0 % 3600 / 60)
    }
}

#[cfg(test)]
mod tests {
    use super::{Metres, Seconds};

    #[test]
    fn a_time_of_day_reads_as_a_clock() {
        assert_eq!(Seconds(8 * 3600 + 30 * 60).clock(), "08:30");
        assert_eq!(Seconds::from_minutes(17 * 60 + 12).clock(), "17:12");
    }

    #[test]
    fn lengths_round_to_the_metre() {
        assert_eq!(Metres::from_f64(1499.6), Metres(1500));
        assert_eq!(Metres::from_f64(f64::NAN), Metres::ZERO);
    }
}
