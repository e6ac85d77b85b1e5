//! A total spread over weights in whole persons, so that the parts sum to the total exactly.
//!
//! Largest remainders (Hamilton's method): every part gets the floor of its share, the persons left over go to the
//! largest fractions, equal fractions to the earlier part.

use crate::domain::Persons;

/// The parts of `total` by `weights`, in their order. Without any weight every part is zero.
///
/// Negative weights count as zero. The sum of the parts is `total` whenever a weight is positive.
#[must_use]
pub fn spread(total: Persons, weights: &[i64]) -> Vec<Persons> {
    let sum: i128 = weights.iter().map(|weight| i128::from((*weight).max(0))).sum();
    if sum == 0 || total <= Persons::ZERO {
        return vec![Persons::ZERO; weights.len()];
    }
    let mut parts = Vec::with_capacity(weights.len());
    let mut fractions = Vec::with_capacity(weights.len());
    let mut given = 0_i64;
    for (at, weight) in weights.iter().enumerate() {
        let share = i128::from(total.get()) * i128::from((*weight).max(0));
        let whole = (share / sum) as i64;
        given += whole;
        parts.push(Persons(whole));
        fractions.push((std::cmp::Reverse(share % sum), at));
    }
    fractions.sort_unstable();
    let left = usize::try_from(total.get() - given).unwrap_or(0);
    for (_, at) in fractions.into_iter().take(left) {
        if let Some(part) = parts.get_mut(at) {
            *part += Persons(1);
        }
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::spread;
    use crate::domain::Persons;
    use proptest::prelude::{prop, prop_assert, prop_assert_eq, proptest};

    #[test]
    fn the_largest_remainders_get_what_is_left() {
        let parts = spread(Persons(10), &[1, 1, 1]);
        assert_eq!(parts, [Persons(4), Persons(3), Persons(3)]);
        assert_eq!(spread(Persons(5), &[0, 0]), [Persons(0), Persons(0)]);
        assert_eq!(spread(Persons(5), &[]), []);
    }

    proptest! {
        #[test]
        fn nobody_is_lost_and_nobody_is_off_by_one(
            total in 0_i64..10_000_000,
            weights in prop::collection::vec(0_i64..1_000_000, 1..50),
        ) {
            let parts = spread(Persons(total), &weights);
            let sum: i64 = weights.iter().sum();
            if sum > 0 {
                prop_assert_eq!(parts.iter().copied().sum::<Persons>(), Persons(total));
                for (part, weight) in parts.iter().zip(&weights) {
                    let exact = total as f64 * *weight as f64 / sum as f64;
                    prop_assert!((part.get() as f64 - exact).abs() <= 1.0);
                }
            }
        }
    }
}
