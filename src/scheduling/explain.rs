//! Why a visit is left out.

use super::outcome::UnservedReason;
use super::problem::{DayIndex, DepotIndex, Problem, Shift, Visit, VisitIndex, days_of};
use super::timetable::{Call, ClockScratch, clock};

/// Why a visit cannot be served, or only that the days are full.
#[must_use]
pub fn reason(problem: &Problem, visit: VisitIndex) -> UnservedReason {
    let Some(visit) = problem.visits.get(visit.index()) else {
        return UnservedReason::NoOption;
    };
    visit
        .options
        .iter()
        .filter(|option| problem.is_usable(visit, option))
        .map(|option| {
            days_of(option.days)
                .map(|day| on_day(problem, visit, option.depot, day))
                .max_by_key(severity)
                .unwrap_or(UnservedReason::NoOption)
        })
        .min_by_key(severity)
        .unwrap_or(UnservedReason::NoOption)
}

/// Orders reasons from mild to hopeless.
fn severity(reason: &UnservedReason) -> (u8, i64) {
    match reason {
        UnservedReason::DaysFull => (0, 0),
        UnservedReason::ClosedWhenReachable => (1, 0),
        UnservedReason::LongerThanDay { excess_s } => (2, *excess_s),
        UnservedReason::TooMuchDemand => (3, 0),
        UnservedReason::NoOption => (4, 0),
    }
}

/// What stands against a route with this visit only, with the vehicle that suits it best.
fn on_day(problem: &Problem, visit: &Visit, depot: DepotIndex, day: DayIndex) -> UnservedReason {
    let base = problem.depots[depot.index()].location;
    problem
        .vehicles_for(visit, depot, day)
        .into_iter()
        .filter_map(|vehicle| {
            let travel = problem.travel_of(vehicle);
            let drive = (
                travel.time(base, visit.location),
                travel.time(visit.location, base),
            );
            let shift = problem.day_with(depot, day, vehicle)?;
            Some(alone(visit, day, &shift, drive))
        })
        .min_by_key(severity)
        .unwrap_or(UnservedReason::NoOption)
}

/// What stands against a route with this visit only.
fn alone(visit: &Visit, day: DayIndex, shift: &Shift, (out, back): (i64, i64)) -> UnservedReason {
    if shift.capacity.is_some_and(|capacity| visit.demand > capacity) {
        return UnservedReason::TooMuchDemand;
    }
    let mut scratch = ClockScratch::default();
    scratch.calls.push(Call {
        drive_s: out,
        service_s: visit.service_s,
        window: visit.window(day),
    });
    let times = clock(shift, &mut scratch, back);
    let long = shift
        .duration_max_s
        .map_or(0, |limit| times.return_s - times.departure_s - limit);
    let excess_s = long.max(times.return_s - shift.end_s);
    if excess_s > 0 {
        UnservedReason::LongerThanDay { excess_s }
    } else if times.lateness_s > 0 {
        UnservedReason::ClosedWhenReachable
    } else {
        UnservedReason::DaysFull
    }
}
