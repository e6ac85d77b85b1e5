//! A remedy tried: the problem with it, solved again from the routes at hand, and whether that helps.

use super::check::check;
use super::outcome::{Outcome, Route};
use super::problem::{DayIndex, DepotIndex, Problem, Shift, VehicleIndex, VisitIndex, days_of};
use super::remedies::{Help, Remedy, Trials};
use super::repair::Published;
use super::resume::solve_from;
use super::search::Options;
use super::vehicle::{DriverHours, Vehicle};
use crate::search::ignore_progress;
use std::cmp::{Ordering, Reverse};
use std::collections::BTreeMap;

/// Price of serving a visit worse than before, far above any round's.
const HELD: i64 = 1 << 40;

/// A day shorter by less than this is no help.
const SHORTER_DAY_MIN_S: i64 = 300;

/// The problem with a remedy in it, and the answer at hand in its numbering; `None` where it changes nothing.
fn with(problem: &Problem, outcome: &Outcome, remedy: Remedy) -> Option<(Problem, Outcome)> {
    let (mut changed, mut before) = (problem.clone(), outcome.clone());
    match remedy {
        Remedy::OtherRounds | Remedy::Ways => {}
        Remedy::Vehicle { depot, days, vehicle } => {
            for day in days_of(days) {
                one_more(&mut changed, depot, day, vehicle)?;
            }
        }
        Remedy::FieldDay { depot } => {
            let limit = &mut changed.depots.get_mut(depot.index())?.field_days_per_week;
            *limit = Some((*limit)? + 1);
        }
        Remedy::LongerDay { depot, day, by_s } => {
            longer_day(&mut changed, &mut before, (depot, day), by_s)?;
        }
        Remedy::ShorterVisit { visit, service_s } => {
            changed.visits.get_mut(visit.index())?.service_s = service_s;
        }
        Remedy::OpenAllDay { visit } => changed.visits.get_mut(visit.index())?.windows.clear(),
    }
    Some((changed, before))
}

/// A longer working day of one base on one day. A driver's hours hold on every day and for every base, so the cars that
/// no other base has out that day become vehicles of their own, with longer hours, on that day.
fn longer_day(
    changed: &mut Problem,
    before: &mut Outcome,
    (depot, day): (DepotIndex, DayIndex),
    by_s: i64,
) -> Option<()> {
    let base = changed.depots.get_mut(depot.index())?;
    let shift = base.shifts.get_mut(day.index())?.as_mut()?;
    shift.end_s += by_s;
    shift.duration_max_s = shift.duration_max_s.map(|most| most + by_s);
    for at in 0..changed.vehicles.len() {
        let of = &changed.vehicles[at];
        let Some(hours) = of.hours.filter(|_| !of.timetabled && of.serves_base(depot)) else {
            continue;
        };
        let vehicle = Some(VehicleIndex::from(at));
        let out = before.routes.iter();
        let out = out.filter(|route| route.day == day && route.vehicle == vehicle);
        let elsewhere = out.filter(|route| route.depot != depot).count();
        let free = of.count(day).saturating_sub(u32::try_from(elsewhere).ok()?);
        if free == 0 {
            continue;
        }
        let mut longer = Vehicle {
            on_day: vec![0; of.on_day.len()],
            depots: vec![depot],
            hours: Some(DriverHours {
                end_s: hours.end_s + by_s,
                ..hours
            }),
            ..of.clone()
        };
        longer.on_day[day.index()] = free;
        changed.vehicles[at].on_day[day.index()] -= free;
        changed.vehicles.push(longer);
        let own = Some(VehicleIndex::from(changed.vehicles.len() - 1));
        let routes = before.routes.iter_mut();
        let moved = routes.filter(|route| (route.depot, route.day, route.vehicle) == (depot, day, vehicle));
        moved.for_each(|route| route.vehicle = own);
    }
    Some(())
}

/// One more vehicle on a day.
fn one_more(
    changed: &mut Problem,
    depot: DepotIndex,
    day: DayIndex,
    vehicle: Option<VehicleIndex>,
) -> Option<()> {
    if let Some(vehicle) = vehicle {
        let of = changed.vehicles.get_mut(vehicle.index())?;
        *of.on_day.get_mut(day.index())? += 1;
        return Some(());
    }
    let base = changed.depots.get_mut(depot.index())?;
    // Where nobody works that day, the day is like another of the base's.
    let like = base.shifts.iter().flatten().next()?.clone();
    let shift = base.shifts.get_mut(day.index())?;
    match shift {
        Some(shift) => shift.vehicles += 1,
        None => *shift = Some(Shift { vehicles: 1, ..like }),
    }
    Some(())
}

/// The problem in which no visit falls short by more than in an answer without a price that nothing outweighs.
fn held(problem: &Problem, outcome: &Outcome) -> Problem {
    let mut held = problem.clone();
    for (visit, chosen) in held.visits.iter_mut().zip(&outcome.options) {
        let Some(cost) = chosen
            .and_then(|at| visit.options.get(at))
            .map(|option| option.cost)
        else {
            continue;
        };
        for option in visit.options.iter_mut().filter(|option| option.cost > cost) {
            option.cost += HELD;
        }
        if let Some(unserved) = &mut visit.unserved_cost {
            *unserved += HELD;
        }
    }
    held
}

/// Puts a price that nothing outweighs on leaving a visit as it is in an answer: what would help is asked whatever it
/// costs.
fn wanted(problem: &mut Problem, outcome: &Outcome, visit: VisitIndex) {
    let falls_short_by = shortfall(problem, outcome, visit);
    let Some(of) = problem.visits.get_mut(visit.index()) else {
        return;
    };
    for option in of
        .options
        .iter_mut()
        .filter(|option| option.cost >= falls_short_by)
    {
        option.cost += HELD;
    }
    if let Some(unserved) = &mut of.unserved_cost {
        *unserved += HELD;
    }
}

/// Takes away what any other visit would gain by being served better: what a remedy brings goes to the visit asked
/// about first, or to shortening the day, not to whoever the search happens to try before it.
fn others_wait(problem: &mut Problem, outcome: &Outcome, visit: Option<VisitIndex>) {
    let others = problem.visits.iter_mut().zip(&outcome.options).enumerate();
    for (_, (of, chosen)) in others.filter(|(at, _)| Some(VisitIndex::from(*at)) != visit) {
        let now = match chosen.and_then(|at| of.options.get(at)) {
            Some(option) => option.cost,
            None => of.unserved_cost.unwrap_or(0),
        };
        for option in of.options.iter_mut().filter(|option| option.cost < now) {
            option.cost = now;
        }
    }
}

/// Solves a problem from the routes of an answer to a like one; the visits that the answer serves stay served.
fn again(priced: &Problem, outcome: &Outcome, trials: &Trials) -> Outcome {
    let options = Options {
        seed: trials.seed,
        ..Options::default()
    };
    solve_from(
        priced,
        &Published::of(priced, outcome),
        &options,
        &trials.budget,
        &mut ignore_progress,
    )
    .0
}

/// What a visit falls short by, in cost.
fn shortfall(problem: &Problem, outcome: &Outcome, visit: VisitIndex) -> i64 {
    let Some(of) = problem.visits.get(visit.index()) else {
        return 0;
    };
    let chosen = outcome.options.get(visit.index()).copied().flatten();
    match chosen.and_then(|option| of.options.get(option)) {
        Some(option) => option.cost,
        None => of.unserved_cost.unwrap_or(i64::MAX),
    }
}

/// Visits that fall short by less; `None` where another falls short by more.
fn better_served(problem: &Problem, before: &Outcome, after: &Outcome) -> Option<Vec<VisitIndex>> {
    let mut better = Vec::new();
    for visit in (0..problem.visits.len()).map(VisitIndex::from) {
        match shortfall(problem, after, visit).cmp(&shortfall(problem, before, visit)) {
            Ordering::Less => better.push(visit),
            Ordering::Equal => {}
            Ordering::Greater => return None,
        }
    }
    Some(better)
}

/// What a remedy does for a visit; `None` when it does not help.
pub(super) fn try_visit(
    problem: &Problem,
    outcome: &Outcome,
    visit: VisitIndex,
    remedy: Remedy,
    trials: &Trials,
) -> Option<Help> {
    let (changed, before) = with(problem, outcome, remedy)?;
    try_changed(&changed, &before, visit, remedy, trials)
}

/// What a changed problem does for a visit; `None` when it does not help.
pub(super) fn try_changed(
    changed: &Problem,
    outcome: &Outcome,
    visit: VisitIndex,
    remedy: Remedy,
    trials: &Trials,
) -> Option<Help> {
    let mut priced = held(changed, outcome);
    wanted(&mut priced, outcome, visit);
    others_wait(&mut priced, outcome, Some(visit));
    let first = again(&priced, outcome, trials);
    let helps = |after: &Outcome| {
        let served = better_served(changed, outcome, after)?;
        (after.feasible && served.contains(&visit)).then_some(served)
    };
    let mut served = helps(&first)?;
    let mut routes = first;
    // Whom it serves beside: the same again, with the visit asked about held and nobody waiting.
    let beside = again(&held(changed, &routes), &routes, trials);
    if let Some(all) = helps(&beside) {
        (served, routes) = (all, beside);
    }
    Some(Help {
        remedy,
        served,
        cost_before: outcome.cost.total(),
        cost_after: check(changed, &routes.routes, &routes.options).cost.total(),
        day_s: None,
        is_day_free: false,
    })
}

/// What a remedy does for the longest round of a base on a day; `None` when the places of the day are gone to in rounds
/// as long as before.
pub(super) fn try_day(
    problem: &Problem,
    outcome: &Outcome,
    (depot, day): (DepotIndex, DayIndex),
    remedy: Remedy,
    trials: &Trials,
) -> Option<Help> {
    let (changed, before) = with(problem, outcome, remedy)?;
    let length = |route: &Route| route.return_s - route.departure_s;
    let longest = |outcome: &Outcome, of: DayIndex| {
        let routes = outcome.routes.iter();
        let routes = routes.filter(|route| (route.depot, route.day) == (depot, of));
        routes.map(length).max().unwrap_or(0)
    };
    let day_before = longest(&before, day);
    // Only length past a half of the day's has a price, on whichever day of the base: a round that goes to another day as it
    // is gains nothing. Twice as high as driving's, so that what becomes free is not filled to save a round elsewhere.
    let mut asked = changed.clone();
    for (at, base) in asked.depots.iter_mut().enumerate() {
        for (of, shift) in base.shifts.iter_mut().enumerate() {
            let now = longest(&before, DayIndex::from(of));
            let most = if of == day.index() { 0 } else { now };
            if let Some(shift) = shift {
                shift.comfortable_s = (at == depot.index()).then_some(most.max(day_before / 2));
            }
        }
    }
    asked.weights.long_day = 2 * asked.weights.drive.max(1);
    let mut priced = held(&asked, &before);
    others_wait(&mut priced, &before, None);
    let first = again(&priced, &before, trials);
    let helps = |after: &Outcome| {
        let served = better_served(problem, &before, after)?;
        let length = longest_to_places(&before, after, (depot, day));
        let is_shorter = length + SHORTER_DAY_MIN_S <= day_before;
        (after.feasible && is_shorter).then_some((served, length))
    };
    let mut helped = helps(&first)?;
    let mut after = first;
    // Whom the shorter day lets serve beside, as long as it stays short.
    let beside = again(&held(&asked, &after), &after, trials);
    if let Some(all) = helps(&beside).filter(|all| all.1 <= helped.1) {
        (helped, after) = (all, beside);
    }
    let (served, day_after) = helped;
    let own = check(&changed, &after.routes, &after.options);
    Some(Help {
        remedy,
        served,
        cost_before: outcome.cost.total(),
        cost_after: own.cost.total(),
        day_s: Some((day_before, day_after)),
        is_day_free: longest(&after, day) == 0,
    })
}

/// How long the rounds to the places of a day are in another answer: of a place that had so many rounds as long as the
/// day's longest, the one of that rank counts, so that a village with a visit each week is not held against it for its
/// other weeks.
fn longest_to_places(before: &Outcome, after: &Outcome, (depot, day): (DepotIndex, DayIndex)) -> i64 {
    let lengths = |outcome: &Outcome| {
        let mut of_visit: BTreeMap<VisitIndex, Vec<i64>> = BTreeMap::new();
        for route in outcome.routes.iter().filter(|route| route.depot == depot) {
            for stop in &route.stops {
                let lengths = of_visit.entry(stop.visit).or_default();
                lengths.push(route.return_s - route.departure_s);
            }
        }
        for lengths in of_visit.values_mut() {
            lengths.sort_by_key(|length| Reverse(*length));
        }
        of_visit
    };
    let (old, new) = (lengths(before), lengths(after));
    let routes = before.routes.iter();
    let asked = routes.filter(|route| (route.depot, route.day) == (depot, day));
    let stops = asked.flat_map(|route| {
        let own = route.return_s - route.departure_s;
        route.stops.iter().map(move |stop| (stop.visit, own))
    });
    stops
        .filter_map(|(visit, own)| {
            let rank = old.get(&visit)?.iter().filter(|length| **length >= own).count();
            new.get(&visit)?.get(rank.saturating_sub(1)).copied()
        })
        .max()
        .unwrap_or(0)
}
