//! From the search's routes to an [`Outcome`]: times, distances, reasons, and the independent check of it all.

use super::check::check;
use super::elites::Snapshot;
use super::explain::reason;
use super::model::{Model, NONE};
use super::outcome::{Cost, LunchBreak, Outcome, Route, Stop, Unserved, Violation};
use super::problem::{DayIndex, DepotIndex, Problem};
use super::state::calls;
use super::terms::Terms;
use super::timetable::{ClockScratch, clock, stop_times};
use super::validate::faults;

/// The answer to a problem that cannot be solved because it has faults.
pub(super) fn refused(problem: &Problem) -> Option<Outcome> {
    let found = faults(problem);
    if found.is_empty() {
        return None;
    }
    let violations = found
        .into_iter()
        .map(|fault| Violation {
            code: "problem",
            detail: format!("{}: {}", fault.pointer, fault.cause),
        })
        .collect();
    Some(Outcome {
        routes: Vec::new(),
        options: vec![None; problem.visits.len()],
        unserved: Vec::new(),
        cost: Cost::default(),
        feasible: false,
        violations,
        iterations: 0,
    })
}

/// Writes a solution out and checks it.
pub(super) fn outcome(model: &Model<'_>, kept: &Snapshot, iterations: u64) -> Outcome {
    let mut routes: Vec<Route> = kept
        .routes
        .iter()
        .enumerate()
        .filter(|(_, stops)| !stops.is_empty())
        .map(|(route, stops)| timed(model, model.terms(route), stops))
        .collect();
    routes.sort_by_key(|route| {
        (
            route.day,
            route.depot,
            route.vehicle,
            route.stops.first().map(|stop| stop.visit),
        )
    });
    let options: Vec<Option<usize>> = (0..model.n)
        .map(|visit| {
            let choice = kept.choice.get(visit).copied().unwrap_or(NONE);
            model.visits[visit]
                .options
                .get(choice as usize)
                .map(|option| option.source)
        })
        .collect();
    finish(model.problem, routes, options, iterations)
}

/// Reasons, check and cost of timed routes.
pub(super) fn finish(
    problem: &Problem,
    routes: Vec<Route>,
    options: Vec<Option<usize>>,
    iterations: u64,
) -> Outcome {
    let unserved = options
        .iter()
        .enumerate()
        .filter(|(_, option)| option.is_none())
        .map(|(visit, _)| Unserved {
            visit: visit.into(),
            reason: reason(problem, visit.into()),
        })
        .collect();
    let report = check(problem, &routes, &options);
    Outcome {
        routes,
        options,
        unserved,
        cost: report.cost,
        feasible: report.violations.is_empty(),
        violations: report.violations,
        iterations,
    }
}

/// A route with its times.
pub(super) fn timed(model: &Model<'_>, terms: &Terms, stops: &[u32]) -> Route {
    let rules = &terms.rules;
    let base = model.depot_node(terms.depot);
    let sequence: Vec<u32> = std::iter::once(base)
        .chain(stops.iter().copied())
        .chain(std::iter::once(base))
        .collect();
    let mut scratch = ClockScratch::default();
    let back = calls(model, terms, &sequence, &mut scratch.calls);
    let clock = clock(rules, &mut scratch, back);
    let (mut times, lunch) = stop_times(rules, &scratch.calls, &clock);
    if let Some(last) = times.last_mut().filter(|_| rules.timetabled) {
        last.departure_s = clock.return_s - back;
    }
    let location = |node: u32| match model.problem.visits.get(node as usize) {
        Some(visit) => visit.location,
        None => model.problem.depots[terms.depot].location,
    };
    let travel = model.problem.travel_of(terms.vehicle);
    let legs = || {
        sequence
            .windows(2)
            .map(|pair| (location(pair[0]), location(pair[1])))
    };
    let length = rules.lunch.map_or(0, |rule| rule.length_s);
    Route {
        day: DayIndex::from(terms.day),
        depot: DepotIndex::from(terms.depot),
        vehicle: terms.vehicle,
        stops: stops
            .iter()
            .zip(times)
            .map(|(&visit, times)| Stop {
                visit: Model::visit_index(visit),
                arrival_s: times.arrival_s,
                start_s: times.start_s,
                departure_s: times.departure_s,
            })
            .collect(),
        departure_s: clock.departure_s,
        return_s: clock.return_s,
        lunch: lunch.map(|(place, start_s)| LunchBreak {
            place,
            start_s,
            end_s: start_s + length,
        }),
        distance: legs().map(|(from, to)| travel.distance(from, to)).sum(),
        drive_s: legs().map(|(from, to)| travel.time(from, to)).sum(),
        load: stops
            .iter()
            .map(|&visit| model.visits[visit as usize].demand)
            .sum(),
    }
}
