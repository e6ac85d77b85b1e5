//! Why a visit is left out.

use super::outcome::UnservedReason;
use super::problem::{DayIndex, Problem, Shift, Visit, VisitIndex, days_of};
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
            let base = problem.depots[option.depot.index()].location;
            let drive = (
                problem.travel.time(base, visit.location),
                problem.travel.time(visit.location, base),
            );
            days_of(option.days)
                .filter_map(|day| {
                    problem
                        .shift(option.depot, day)
                        .map(|shift| alone(visit, day, shift, drive))
                })
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
