//! Acceptance of a worse neighbour, as in simulated annealing, in integers.

use super::rng::SearchRng;

const STEPS: usize = 1024;
/// ln 2 in units of 2⁻¹⁶.
const LN_2: u64 = 45_426;

/// The Metropolis criterion turned round: draw first how much worse a neighbour may be, then compare integers.
/// Accepting when `change <= -t·ln(u)` with `u` uniform in (0, 1) is accepting with probability `exp(-change/t)`.
///
/// # References
/// N. Metropolis et al., "Equation of State Calculations by Fast Computing Machines", 1953; S. Kirkpatrick,
/// C. D. Gelatt, M. P. Vecchi, "Optimization by Simulated Annealing", 1983.
#[derive(Debug, Clone)]
pub struct Acceptance {
    /// −ln((i + ½)/1024) in units of 2⁻¹⁶, by i.
    minus_log: Vec<u64>,
}

impl Default for Acceptance {
    fn default() -> Self {
        Self {
            minus_log: (0..STEPS).map(minus_log).collect(),
        }
    }
}

impl Acceptance {
    /// The greatest worsening to accept now, at `temperature` (in the unit of the cost).
    pub fn worsening(&self, temperature: i64, rng: &mut SearchRng) -> i64 {
        let drawn = self.minus_log[rng.below(STEPS)] as i128;
        ((temperature as i128 * drawn) >> 16) as i64
    }
}

/// −ln((2i + 1)/2048) by repeated squaring, without floating point.
fn minus_log(i: usize) -> u64 {
    let odd = 2 * i as u64 + 1;
    let whole = 63 - u64::from(odd.leading_zeros());
    let mut mantissa = (odd << 32) >> whole;
    let mut log2 = whole << 16;
    for bit in (0..16).rev() {
        mantissa = ((u128::from(mantissa) * u128::from(mantissa)) >> 32) as u64;
        if mantissa >= 2 << 32 {
            mantissa >>= 1;
            log2 += 1 << bit;
        }
    }
    (((11 << 16) - log2) * LN_2) >> 16
}

#[cfg(test)]
mod tests {
    use super::{Acceptance, STEPS, minus_log};
    use crate::search::SearchRng;

    #[test]
    fn the_table_is_the_logarithm() {
        for i in 0..STEPS {
            let exact = -((i as f64 + 0.5) / STEPS as f64).ln() * 65_536.0;
            assert!(
                (minus_log(i) as f64 - exact).abs() < 16.0,
                "{i}: {} {exact}",
                minus_log(i)
            );
        }
    }

    #[test]
    fn a_cold_search_accepts_no_worsening_and_a_hot_one_does() {
        let acceptance = Acceptance::default();
        let mut rng = SearchRng::new(3);
        assert!((0..100).all(|_| acceptance.worsening(0, &mut rng) == 0));
        let mean: i64 = (0..1000)
            .map(|_| acceptance.worsening(1000, &mut rng))
            .sum::<i64>()
            / 1000;
        assert!((800..1200).contains(&mean), "mean worsening {mean}");
    }
}
