//! Rounds of a stored schedule as the scheduling core's routes.

use super::timetable::Group;
use crate::domain::{LunchPlace, Round, Schedule, Stop, UnitId};
use crate::scheduling::{
    self, DayIndex, DepotIndex, LunchBreak, Outcome, Route, Unserved, VisitIndex, check, reason,
};
use std::collections::BTreeMap;

/// A round as a route of the base `depot` on the core's `day`; `visit` names a stop, and stops without a name are left
/// out.
pub(super) fn core_route(
    round: &Round,
    (day, depot): (DayIndex, DepotIndex),
    mut visit: impl FnMut(&Stop) -> Option<VisitIndex>,
) -> Route {
    let stops = round.stops.iter().filter_map(|stop| {
        Some(scheduling::Stop {
            visit: visit(stop)?,
            arrival_s: stop.arrival.get(),
            start_s: stop.start.get(),
            departure_s: stop.departure.get(),
        })
    });
    Route {
        day,
        depot,
        vehicle: None,
        stops: stops.collect(),
        departure_s: round.departure.get(),
        return_s: round.arrival.get(),
        lunch: round.lunch.map(|lunch| LunchBreak {
            place: match lunch.place {
                LunchPlace::Base => scheduling::LunchPlace::Base,
                LunchPlace::Stop(at) => scheduling::LunchPlace::Stop(at),
                LunchPlace::Road(at) => scheduling::LunchPlace::Road(at),
            },
            start_s: lunch.from.get(),
            end_s: lunch.until.get(),
        }),
        distance: round.distance().get(),
        drive_s: round.travel_time().get(),
        load: 0,
    }
}

/// Rounds of a group as the core's routes, without what its sites do not visit any more, and the days on which each of
/// the core's visits is in them, as bit sets.
pub(super) fn core_routes<'r>(
    group: &Group<'_>,
    rounds: impl IntoIterator<Item = &'r Round>,
) -> (Vec<Route>, Vec<u64>) {
    let served = group.served();
    let visit_of: BTreeMap<&UnitId, usize> = served
        .iter()
        .enumerate()
        .map(|(at, call)| (&call.unit.id, at))
        .collect();
    let mut days = vec![0u64; served.len()];
    let mut routes = Vec::new();
    for round in rounds {
        let Some(depot) = group.depot(round.site) else {
            continue;
        };
        let day = round.day.index();
        let mut route = core_route(round, (DayIndex::from(day), depot), |stop| {
            let at = *visit_of.get(&stop.unit)?;
            if let Some(days) = days.get_mut(at) {
                *days |= 1 << day;
            }
            Some(VisitIndex::from(at))
        });
        route.vehicle = group.vehicle(round);
        if !route.stops.is_empty() {
            routes.push(route);
        }
    }
    (routes, days)
}

/// The rounds of a group as the core's answer to its problem, with what it costs and leaves out. Days that a replan gave a
/// visit in one week alone are among its own from then on.
pub(super) fn core_outcome(group: &mut Group<'_>, schedule: &Schedule) -> Outcome {
    let (routes, days) = core_routes(group, group.own(&schedule.rounds));
    for (visit, &days) in days.iter().enumerate().filter(|(_, days)| **days != 0) {
        group.admit(visit, days, 0);
    }
    let core = &group.core;
    let options: Vec<Option<usize>> = core
        .visits
        .iter()
        .zip(&days)
        .map(|(visit, days)| visit.options.iter().position(|option| option.days == *days))
        .collect();
    let report = check(core, &routes, &options);
    let left_out = options.iter().enumerate().filter(|(_, option)| option.is_none());
    Outcome {
        unserved: left_out
            .map(|(at, _)| Unserved {
                visit: VisitIndex::from(at),
                reason: reason(core, VisitIndex::from(at)),
            })
            .collect(),
        routes,
        options,
        cost: report.cost,
        feasible: report.violations.is_empty(),
        violations: report.violations,
        iterations: 0,
    }
}
