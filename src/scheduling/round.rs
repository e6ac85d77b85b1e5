//! A round that could be, clocked from the problem alone: for answers about a few rounds, without compiling the problem.

use super::price::Excess;
use super::problem::{DayIndex, DepotIndex, Problem, Shift, VehicleIndex, VisitIndex};
use super::timetable::{Call, Clock, ClockScratch, clock};

/// A round that could be: whose, when, with what, and its rules.
pub(super) struct Round<'p> {
    problem: &'p Problem,
    depot: DepotIndex,
    day: DayIndex,
    vehicle: Option<VehicleIndex>,
    shift: Shift,
}

impl<'p> Round<'p> {
    pub(super) fn new(
        problem: &'p Problem,
        (depot, day): (DepotIndex, DayIndex),
        vehicle: Option<VehicleIndex>,
    ) -> Option<Self> {
        Some(Self {
            problem,
            depot,
            day,
            vehicle,
            shift: problem.day_with(depot, day, vehicle)?,
        })
    }

    /// Its times through some stops.
    fn clock(&self, stops: &[VisitIndex]) -> Clock {
        let travel = self.problem.travel_of(self.vehicle);
        let base = self.problem.depots[self.depot.index()].location;
        let mut at = base;
        let mut scratch = ClockScratch::default();
        for visit in stops.iter().map(|stop| &self.problem.visits[stop.index()]) {
            scratch.calls.push(Call {
                drive_s: travel.time(at, visit.location),
                service_s: visit.service_s,
                window: visit.window(self.day),
            });
            at = visit.location;
        }
        clock(&self.shift, &mut scratch, travel.time(at, base))
    }

    /// From departure to return through some stops; 0 without any.
    pub(super) fn length(&self, stops: &[VisitIndex]) -> i64 {
        if stops.is_empty() {
            return 0;
        }
        let clock = self.clock(stops);
        clock.return_s - clock.departure_s
    }

    /// How far a round through some stops passes its limits.
    pub(super) fn excess(&self, stops: &[VisitIndex]) -> Excess {
        let clock = self.clock(stops);
        let length = clock.return_s - clock.departure_s;
        let too_long = self.shift.duration_max_s.map_or(0, |most| length - most);
        let demand = |stop: &VisitIndex| self.problem.visits[stop.index()].demand;
        let load: i64 = stops.iter().map(demand).sum();
        Excess {
            time: too_long.max(clock.return_s - self.shift.end_s).max(0),
            warp: clock.lateness_s,
            load: self.shift.capacity.map_or(0, |most| (load - most).max(0)),
        }
    }
}
