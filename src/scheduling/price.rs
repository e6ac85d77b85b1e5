//! What one route costs: travel, its use, overtime, a long day, and penalties for what it breaks. The one home of cost
//! inside the search; the checker has its own.

use super::model::{Model, ModelShift};

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
    /// A field day too many in a week, in whole cost units.
    pub(super) field_day: i64,
}

pub(super) fn excess(shift: &ModelShift, tally: &Tally) -> Excess {
    Excess {
        load: (tally.load - shift.capacity).max(0),
        time: (tally.duration - shift.duration_max).max(0) + (tally.finish - shift.end).max(0),
        warp: tally.warp,
    }
}

/// Cost of a used route, penalties included.
#[inline]
pub(super) fn price(model: &Model<'_>, penalties: &Penalties, shift: &ModelShift, tally: &Tally) -> i64 {
    let weights = &model.problem.weights;
    let quiet = tally.load <= shift.capacity
        && tally.duration <= shift.plain_duration
        && tally.finish <= shift.plain_finish
        && tally.warp == 0;
    if quiet {
        return tally.travel + weights.route;
    }
    let over = excess(shift, tally);
    let penalty = over
        .load
        .saturating_mul(penalties.load)
        .saturating_add(over.time.saturating_mul(penalties.time))
        .saturating_add(over.warp.saturating_mul(penalties.warp));
    tally.travel
        + weights.route
        + (tally.finish - shift.regular_end).max(0) * weights.overtime
        + (tally.duration - shift.comfortable).max(0) * weights.long_day
        + (penalty >> POINT)
}
