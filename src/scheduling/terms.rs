//! What holds for one route: the day of a base's worker with the vehicle taken.

use super::problem::{DayIndex, DepotIndex, Problem, Shift, VehicleIndex};
use super::vehicle::Rates;

/// A limit nobody reaches, small enough to add to.
pub(super) const UNBOUNDED: i64 = i64::MAX / 8;

/// The terms of the routes of one base on one day with one vehicle.
#[derive(Debug, Clone)]
pub(super) struct Terms {
    pub(super) day: usize,
    pub(super) depot: usize,
    /// `depot × days + day`.
    pub(super) shift: usize,
    pub(super) vehicle: Option<VehicleIndex>,
    /// Which of the tables of ways it drives on.
    pub(super) table: usize,
    /// What the vehicle has on board.
    pub(super) equipment: u64,
    /// The working day, for the clock.
    pub(super) rules: Shift,
    pub(super) capacity: i64,
    /// Longest route, departure to return.
    pub(super) duration_max: i64,
    pub(super) start: i64,
    pub(super) end: i64,
    pub(super) regular_end: i64,
    pub(super) comfortable: i64,
    /// Cost of using it at all: the day's, and its ways between garage and base.
    pub(super) fixed: i64,
    /// Cost of a second from departure to return.
    pub(super) duty: i64,
    /// A route no longer and back no later than this costs its travel and its use only.
    pub(super) plain_duration: i64,
    pub(super) plain_finish: i64,
}

impl Terms {
    /// The terms of a base on a day with a vehicle, or a plain one; `None` where nobody works.
    pub(super) fn new(
        problem: &Problem,
        depot: DepotIndex,
        day: DayIndex,
        vehicle: Option<VehicleIndex>,
        table: usize,
    ) -> Option<Self> {
        let rules = problem.day_with(depot, day, vehicle)?;
        let of = vehicle.and_then(|vehicle| problem.vehicles.get(vehicle.index()));
        let rates = rates(problem, vehicle);
        let approach: i64 = of.map_or(0, |of| {
            let ways = of.approach(problem, depot);
            let cost =
                |(distance, time): (i64, i64)| distance * rates.distance + time * (rates.drive + rates.duty);
            ways.into_iter().map(cost).sum()
        });
        let duration_max = rules.duration_max_s.unwrap_or(UNBOUNDED);
        let comfortable = rules.comfortable_s.unwrap_or(UNBOUNDED);
        let (end, regular_end) = (rules.end_s.min(UNBOUNDED), rules.regular_end_s.min(UNBOUNDED));
        let longest_plain = if rates.duty == 0 {
            duration_max.min(comfortable)
        } else {
            i64::MIN
        };
        Some(Self {
            day: day.index(),
            depot: depot.index(),
            shift: depot.index() * problem.days() + day.index(),
            vehicle,
            table,
            equipment: of.map_or(0, |of| of.equipment),
            capacity: rules.capacity.unwrap_or(UNBOUNDED),
            duration_max,
            start: rules.start_s,
            end,
            regular_end,
            comfortable,
            fixed: rates.day + approach,
            duty: rates.duty,
            plain_duration: longest_plain,
            plain_finish: end.min(regular_end),
            rules,
        })
    }
}

/// What a vehicle costs; a plain one costs the problem's weights.
pub(super) fn rates(problem: &Problem, vehicle: Option<VehicleIndex>) -> Rates {
    let weights = &problem.weights;
    vehicle
        .and_then(|vehicle| problem.vehicles.get(vehicle.index()))
        .map_or(
            Rates {
                distance: weights.distance,
                drive: weights.drive,
                duty: 0,
                day: weights.route,
            },
            |of| of.rates,
        )
}
