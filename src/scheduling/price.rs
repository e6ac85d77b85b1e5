//! What one route costs: travel, its use, overtime, a long day, and penalties for what it breaks. The one home of cost
//! inside the search; the checker has its own.

use super::problem::Problem;
use super::terms::Terms;

/// Bits after the point of a penalty.
pub(super) const POINT: u32 = 8;

/// Sums of one route.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Tally {
    pub(super) travel: i64,
    pub(super) load: i64,
    /// Departure to return.
    pub(super) duration: i64,
    /// Time of the return.
    pub(super) finish: i64,
    /// Lateness at closed doors, the base's included.
    pub(super) warp: i64,
}

/// How far limits are passed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Excess {
    pub(super) load: i64,
    pub(super) time: i64,
    pub(super) warp: i64,
}

/// Price of a unit of excess, in 1/256 of the cost unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Penalties {
    pub(super) load: i64,
    pub(super) time: i64,
    pub(super) warp: i64,
    /// A field day too many in a week, a worker or a vehicle too many on a day, in whole cost units.
    pub(super) calendar: i64,
}

pub(super) fn excess(terms: &Terms, tally: &Tally) -> Excess {
    Excess {
        load: (tally.load - terms.capacity).max(0),
        time: (tally.duration - terms.duration_max).max(0) + (tally.finish - terms.end).max(0),
        warp: tally.warp,
    }
}

/// Cost of a used route, penalties included.
#[inline]
pub(super) fn price(problem: &Problem, penalties: &Penalties, terms: &Terms, tally: &Tally) -> i64 {
    let quiet = tally.load <= terms.capacity
        && tally.duration <= terms.plain_duration
        && tally.finish <= terms.plain_finish
        && tally.warp == 0;
    if quiet {
        return tally.travel + terms.fixed;
    }
    let weights = &problem.weights;
    let over = excess(terms, tally);
    let penalty = over
        .load
        .saturating_mul(penalties.load)
        .saturating_add(over.time.saturating_mul(penalties.time))
        .saturating_add(over.warp.saturating_mul(penalties.warp));
    tally.travel
        + terms.fixed
        + tally.duration * terms.duty
        + (tally.finish - terms.regular_end).max(0) * weights.overtime
        + (tally.duration - terms.comfortable).max(0) * weights.long_day
        + (penalty >> POINT)
}
