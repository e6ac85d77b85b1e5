//! Simulated annealing in integers: a geometric cooling and a logarithm from a table-free approximation.

use crate::search::SearchRng;

/// `2^-(amount / 65,536)` of `value`, by halving and a straight line between the halves.
fn decay(value: i64, amount: u64) -> i64 {
    let whole = (amount >> 16).min(62) as u32;
    let part = (amount & 0xffff) as i64;
    let halved = value >> whole;
    halved - ((halved * part) >> 17)
}

/// Temperatures from `start` down to `start / 2^halvings`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Cooling {
    pub(super) start: i64,
    pub(super) halvings: u32,
}

impl Cooling {
    /// Temperature when `share` of 65,536 parts of the run are done.
    pub(super) fn at(self, share: u32) -> i64 {
        decay(self.start, u64::from(share) * u64::from(self.halvings))
    }
}

/// `-ln(u)` for a uniform `u` in (0, 1], in 1/1,024; within 0.06 of the true value.
pub(super) fn exponential(rng: &mut SearchRng) -> i64 {
    let u = ((rng.bits() >> 32) as u32).max(1);
    let zeros = u.leading_zeros();
    let mantissa = (u64::from(u) << (zeros + 1)) as u32;
    let log2 = (i64::from(zeros + 1) << 16) - i64::from(mantissa >> 16);
    (log2 * 710) >> 16
}

#[cfg(test)]
mod tests {
    use super::{Cooling, exponential};
    use crate::search::SearchRng;

    #[test]
    fn temperatures_fall_from_start_to_end() {
        let cooling = Cooling {
            start: 1 << 20,
            halvings: 10,
        };
        assert_eq!(cooling.at(0), 1 << 20);
        assert_eq!(cooling.at(65_536), 1 << 10);
        assert!(
            (0..65_536)
                .step_by(64)
                .all(|share| cooling.at(share) >= cooling.at(share + 64))
        );
    }

    #[test]
    fn the_mean_of_the_exponential_is_one() {
        let mut rng = SearchRng::new(5);
        let sum: i64 = (0..100_000).map(|_| exponential(&mut rng)).sum();
        assert!((950..1_080).contains(&(sum / 100_000)), "{sum}");
    }
}
