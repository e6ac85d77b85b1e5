//! Vehicles of several kinds, shared among workers by the day: the institution's car, a settlement head's car on
//! certain days, a worker's own car, a boat.
//!
//! A problem without vehicles of its own has as many plain ones at each base as [`Shift::vehicles`] says, at the costs
//! of [`Weights`](super::Weights) and on the ways of [`Problem::travel`](super::Problem). With vehicles,
//! [`Shift::vehicles`] is how many workers may set out that day, and each of them takes one vehicle.

use super::problem::{DayIndex, DepotIndex, LocationIndex, Problem, Shift, TravelMatrix, Visit};

/// Most kinds of vehicles in one problem: each with ways of its own has a table of visits × visits. Test:
/// `every_fault_is_named_at_once`.
pub const VEHICLES_MAX: usize = 128;

/// What the use of a vehicle costs, in the unit of [`Weights`](super::Weights), whose distance, drive and route it
/// replaces.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Rates {
    /// A unit of distance: fuel and wear.
    pub distance: i64,
    /// A second of driving.
    pub drive: i64,
    /// A second from leaving the garage to being back in it: a driver's wage, an hour's hire.
    pub duty: i64,
    /// A day on which it is used at all.
    pub day: i64,
}

/// The hours of a vehicle's driver, from leaving the garage to being back in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DriverHours {
    /// Earliest departure, time of day.
    pub start_s: i64,
    /// Latest return, time of day.
    pub end_s: i64,
}

/// Vehicles of one kind that the workers of some bases share by the day: each is one worker's on one day.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Vehicle {
    /// How many there are on each day of the cycle, `days` long; 0 where it is not lent, or cannot be driven in the
    /// season.
    pub on_day: Vec<u32>,
    /// Bases whose workers may take it; empty for all.
    pub depots: Vec<DepotIndex>,
    /// Where it stands at night: it comes to the base before the round and goes back after it. `None` where it stands
    /// at the base.
    pub garage: Option<LocationIndex>,
    /// Hours of its driver; `None` where the worker drives.
    pub hours: Option<DriverHours>,
    /// Most demand it carries; `None` without a limit of its own.
    pub capacity: Option<i64>,
    /// Where it can go and what it has on board (off-road, afloat, a lift), as a bit set.
    pub equipment: u64,
    /// What it costs.
    pub rates: Rates,
    /// It goes by a timetable, a bus out and back: the worker leaves at the begin of [`hours`](Self::hours) and is back at
    /// their end, waits at the stops, does not eat before leaving nor while riding, and needs no vehicle of anybody's,
    /// so it does not count on the busiest day. It has hours, no garage and no price a second of duty.
    pub timetabled: bool,
    /// Its ways between the problem's locations, where they are not [`Problem::travel`](super::Problem).
    pub travel: Option<TravelMatrix>,
}

impl Vehicle {
    /// How many may be used on a day.
    #[must_use]
    pub fn count(&self, day: DayIndex) -> u32 {
        self.on_day.get(day.index()).copied().unwrap_or(0)
    }

    /// True when the workers of a base may take it.
    #[must_use]
    pub fn serves_base(&self, depot: DepotIndex) -> bool {
        self.depots.is_empty() || self.depots.contains(&depot)
    }

    /// True when it can be used for a visit.
    #[must_use]
    pub fn serves(&self, visit: &Visit) -> bool {
        visit.equipment & !self.equipment == 0
    }

    /// The ways it drives without a worker on each day it is used: distance and time from its garage to a base, and
    /// from the base back to the garage.
    #[must_use]
    pub fn approach(&self, problem: &Problem, depot: DepotIndex) -> [(i64, i64); 2] {
        let base = problem.depots.get(depot.index()).map(|base| base.location);
        let Some((garage, base)) = self.garage.zip(base) else {
            return [(0, 0); 2];
        };
        let travel = self.travel.as_ref().unwrap_or(&problem.travel);
        [(garage, base), (base, garage)].map(|(from, to)| (travel.distance(from, to), travel.time(from, to)))
    }

    /// The working day of a base's worker with this vehicle: the hours in which both work, the smaller capacity.
    pub(super) fn shift(&self, problem: &Problem, depot: DepotIndex, worker: &Shift) -> Shift {
        let [(_, out), (_, home)] = self.approach(problem, depot);
        let mut shift = worker.clone();
        if let Some(hours) = self.hours {
            shift.start_s = shift.start_s.max(hours.start_s + out);
            shift.end_s = shift.end_s.min(hours.end_s - home);
        }
        if self.timetabled {
            shift.timetabled = true;
            shift.comfortable_s = None;
            // A ride that is longer than the worker may be away has no room for a visit.
            if shift
                .duration_max_s
                .is_some_and(|most| most < shift.end_s - shift.start_s)
            {
                shift.end_s = shift.start_s;
            }
        }
        shift.capacity = match (shift.capacity, self.capacity) {
            (Some(a), Some(b)) => Some(a.min(b)),
            (a, b) => a.or(b),
        };
        shift
    }
}
