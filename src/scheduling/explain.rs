//! Why a visit is left out.

use super::outcome::UnservedReason;
use super::problem::{DayIndex, DepotIndex, Problem, VisitIndex, days_of};
use super::round::Round;

/// Why a visit cannot be served, or only that the days are full.
#[must_use]
pub fn reason(problem: &Problem, visit: VisitIndex) -> UnservedReason {
    let Some(of) = problem.visits.get(visit.index()) else {
        return UnservedReason::NoOption;
    };
    of.options
        .iter()
        .filter(|option| problem.is_usable(of, option))
        .map(|option| {
            days_of(option.days)
                .map(|day| alone(problem, visit, (option.depot, day)))
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

/// What stands against a round with this visit only, with the vehicle that suits it best.
fn alone(problem: &Problem, visit: VisitIndex, when: (DepotIndex, DayIndex)) -> UnservedReason {
    problem
        .vehicles_for(&problem.visits[visit.index()], when.0, when.1)
        .into_iter()
        .filter_map(|vehicle| {
            let over = Round::new(problem, when, vehicle)?.excess(&[visit]);
            Some(if over.load > 0 {
                UnservedReason::TooMuchDemand
            } else if over.time > 0 {
                UnservedReason::LongerThanDay { excess_s: over.time }
            } else if over.warp > 0 {
                UnservedReason::ClosedWhenReachable
            } else {
                UnservedReason::DaysFull
            })
        })
        .min_by_key(severity)
        .unwrap_or(UnservedReason::NoOption)
}
