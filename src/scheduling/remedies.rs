//! What would help a visit that is left out, or a day that is long, and by how much: each remedy is a small change of
//! the problem, solved again from the routes at hand.
//!
//! A visit falls short by the cost of being left out, or of a dearer option than its best: fewer visits than asked. A
//! remedy is answered only when the new answer, checked independently, lessens the shortfall of the visit asked about
//! and raises that of no other, or shortens the day. The search for it is short, so one that is not listed may exist.

use super::causes::{Obstacle, obstacles};
use super::check::check;
use super::outcome::Outcome;
use super::problem::{
    DayIndex, DepotIndex, Problem, Shift, TravelMatrix, VehicleIndex, Visit, VisitIndex, days_of,
};
use super::repair::Published;
use super::resume::solve_from;
use super::search::Options;
use crate::search::{Budget, ignore_progress};
use std::cmp::Ordering;

/// Days for which remedies are tried: those on which least stands in the way.
const DAYS_TRIED_MAX: usize = 5;

/// Lengths of visits and days are tried in steps of this.
const STEP_S: i64 = 300;

/// Shorter than this is no visit.
const SERVICE_MIN_S: i64 = 600;

/// A day that is longer by more than this is not proposed.
const LONGER_DAY_MAX_S: i64 = 2 * 3600;

/// Price of serving a visit worse than before, far above any round's.
const HELD: i64 = 1 << 40;

/// A day shorter by less than this is no help.
const SHORTER_DAY_MIN_S: i64 = 300;

/// What could be changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Remedy {
    /// Nothing but the rounds themselves: the day can be shorter with what there is, at the price of other days.
    OtherRounds,
    /// One more vehicle on some days: with a worker where each worker has a plain one, for the base's own worker where
    /// vehicles are listed.
    Vehicle {
        /// The base.
        depot: DepotIndex,
        /// The days, as a bit set: one, or all of a rhythm that the visit asked about may have.
        days: u64,
        /// Which vehicle; `None` for a plain one.
        vehicle: Option<VehicleIndex>,
    },
    /// One more field day in each week.
    FieldDay {
        /// The base.
        depot: DepotIndex,
    },
    /// A working day that ends later.
    LongerDay {
        /// The base.
        depot: DepotIndex,
        /// The day.
        day: DayIndex,
        /// By how much.
        by_s: i64,
    },
    /// A visit that takes less time: the longest that helps, in steps of five minutes.
    ShorterVisit {
        /// The visit.
        visit: VisitIndex,
        /// The time that is left for it.
        service_s: i64,
    },
    /// Other ways, as the caller gives them: a ferry, a mended road.
    Ways,
    /// A visit without its opening hours.
    OpenAllDay {
        /// The visit.
        visit: VisitIndex,
    },
}

/// What a remedy does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Help {
    /// The remedy.
    pub remedy: Remedy,
    /// Visits that are served with it and were left out before, or are served more fully.
    pub served: Vec<VisitIndex>,
    /// Cost before, by the problem's own weights.
    pub cost_before: i64,
    /// Cost with it.
    pub cost_after: i64,
    /// The longest round of the day asked about, before and with it; `None` where a visit was asked about.
    pub day_s: Option<(i64, i64)>,
}

/// The search that looks for remedies: each is one run with these iterations.
#[derive(Debug, Clone)]
pub struct Trials {
    /// Seed.
    pub seed: u64,
    /// Iterations, and the token that ends all of it.
    pub budget: Budget,
}

/// What would get a visit served that `outcome` leaves out, or serves less often than asked, the least costly answer
/// first.
#[must_use]
pub fn help_for_visit(problem: &Problem, outcome: &Outcome, visit: VisitIndex, trials: &Trials) -> Vec<Help> {
    let Some(of) = problem.visits.get(visit.index()) else {
        return Vec::new();
    };
    let mut remedies = Vec::new();
    let days = obstacles(problem, outcome, visit);
    let taken = days.iter().filter(|one| one.obstacle == Obstacle::VehiclesTaken);
    for one in days.iter().take(DAYS_TRIED_MAX).chain(taken.take(DAYS_TRIED_MAX)) {
        let (depot, day) = (one.depot, one.day);
        let rhythm = of.options.iter().filter(|option| option.depot == depot);
        let rhythm = rhythm.filter(|option| days_of(option.days).any(|of| of == day));
        if let Some(best) = rhythm.min_by_key(|option| (option.cost, option.days.count_ones())) {
            remedies.extend(vehicles(problem, Some(of), depot, best.days));
        }
        if one.obstacle == Obstacle::FieldDaysUsed {
            remedies.push(Remedy::FieldDay { depot });
        }
        if let Obstacle::DayTooShort { excess_s } = one.obstacle
            && excess_s <= LONGER_DAY_MAX_S
        {
            let by_s = (excess_s + STEP_S - 1) / STEP_S * STEP_S;
            remedies.push(Remedy::LongerDay { depot, day, by_s });
        }
    }
    if days
        .iter()
        .any(|one| matches!(one.obstacle, Obstacle::Closed { .. }))
    {
        remedies.push(Remedy::OpenAllDay { visit });
    }
    let mut found: Vec<Help> = Vec::new();
    for remedy in distinct(remedies) {
        found.extend(try_visit(problem, outcome, visit, remedy, trials));
    }
    found.extend(shorter_visit(of.service_s, &|service_s| {
        let remedy = Remedy::ShorterVisit { visit, service_s };
        try_visit(problem, outcome, visit, remedy, trials)
    }));
    found.sort_by_key(|help| help.cost_after);
    found
}

/// Whether other ways would get a visit served: the problem's own with a ferry, or with a road mended.
#[must_use]
pub fn help_with_ways(
    problem: &Problem,
    outcome: &Outcome,
    visit: VisitIndex,
    travel: TravelMatrix,
    trials: &Trials,
) -> Option<Help> {
    let changed = Problem {
        travel,
        ..problem.clone()
    };
    try_changed(&changed, outcome, visit, Remedy::Ways, trials)
}

/// What would shorten the longest round of a base on a day, the shortest first.
#[must_use]
pub fn help_for_day(
    problem: &Problem,
    outcome: &Outcome,
    (depot, day): (DepotIndex, DayIndex),
    trials: &Trials,
) -> Vec<Help> {
    let mut remedies = vec![Remedy::OtherRounds];
    remedies.extend(vehicles(problem, None, depot, 1 << day.index()));
    if problem
        .depots
        .get(depot.index())
        .is_some_and(|base| base.field_days_per_week.is_some())
    {
        remedies.push(Remedy::FieldDay { depot });
    }
    let longest = outcome
        .routes
        .iter()
        .filter(|route| (route.depot, route.day) == (depot, day))
        .flat_map(|route| &route.stops)
        .max_by_key(|stop| {
            problem
                .visits
                .get(stop.visit.index())
                .map_or(0, |of| of.service_s)
        });
    if let Some(stop) = longest {
        let visit = stop.visit;
        let service_s = problem.visits[visit.index()].service_s / 2 / STEP_S * STEP_S;
        if service_s >= SERVICE_MIN_S {
            remedies.push(Remedy::ShorterVisit { visit, service_s });
        }
    }
    let mut found: Vec<Help> = distinct(remedies)
        .into_iter()
        .filter_map(|remedy| try_day(problem, outcome, (depot, day), remedy, trials))
        .collect();
    found.sort_by_key(|help| (help.day_s.map(|(_, after)| after), help.cost_after));
    found
}

fn distinct(remedies: Vec<Remedy>) -> Vec<Remedy> {
    let mut once: Vec<Remedy> = Vec::new();
    for remedy in remedies {
        if !once.contains(&remedy) {
            once.push(remedy);
        }
    }
    once
}

/// One more of each kind of vehicle that the base may take and that goes to the visit.
fn vehicles(problem: &Problem, visit: Option<&Visit>, depot: DepotIndex, days: u64) -> Vec<Remedy> {
    if problem.vehicles.is_empty() {
        let vehicle = None;
        return vec![Remedy::Vehicle { depot, days, vehicle }];
    }
    problem
        .vehicles
        .iter()
        .enumerate()
        .filter(|(_, one)| {
            !one.timetabled && one.serves_base(depot) && visit.is_none_or(|visit| one.serves(visit))
        })
        .map(|(at, _)| Remedy::Vehicle {
            depot,
            days,
            vehicle: Some(at.into()),
        })
        .collect()
}

/// The longest service that helps, by halving the interval.
fn shorter_visit(service_s: i64, attempt: &dyn Fn(i64) -> Option<Help>) -> Option<Help> {
    let (mut low, mut high) = (
        SERVICE_MIN_S.div_euclid(STEP_S),
        (service_s - 1).div_euclid(STEP_S),
    );
    let mut best = None;
    while low <= high {
        let middle = low + (high - low) / 2;
        match attempt(middle * STEP_S) {
            Some(help) => {
                best = Some(help);
                low = middle + 1;
            }
            None => high = middle - 1,
        }
    }
    best
}

/// The problem with a remedy in it; `None` where it changes nothing.
fn with(problem: &Problem, remedy: Remedy) -> Option<Problem> {
    let mut changed = problem.clone();
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
            let shift = changed
                .depots
                .get_mut(depot.index())?
                .shifts
                .get_mut(day.index())?;
            let shift = shift.as_mut()?;
            shift.end_s += by_s;
            shift.duration_max_s = shift.duration_max_s.map(|most| most + by_s);
            let driven = changed.vehicles.iter_mut().filter(|one| !one.timetabled);
            for hours in driven.filter_map(|one| one.hours.as_mut()) {
                hours.end_s += by_s;
            }
        }
        Remedy::ShorterVisit { visit, service_s } => {
            changed.visits.get_mut(visit.index())?.service_s = service_s;
        }
        Remedy::OpenAllDay { visit } => changed.visits.get_mut(visit.index())?.windows.clear(),
    }
    Some(changed)
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
/// about first, not to whoever the search happens to try before it.
fn others_wait(problem: &mut Problem, outcome: &Outcome, visit: VisitIndex) {
    let others = problem.visits.iter_mut().zip(&outcome.options).enumerate();
    for (_, (of, chosen)) in others.filter(|(at, _)| *at != visit.index()) {
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

fn try_visit(
    problem: &Problem,
    outcome: &Outcome,
    visit: VisitIndex,
    remedy: Remedy,
    trials: &Trials,
) -> Option<Help> {
    try_changed(&with(problem, remedy)?, outcome, visit, remedy, trials)
}

fn try_changed(
    changed: &Problem,
    outcome: &Outcome,
    visit: VisitIndex,
    remedy: Remedy,
    trials: &Trials,
) -> Option<Help> {
    let mut priced = held(changed, outcome);
    wanted(&mut priced, outcome, visit);
    others_wait(&mut priced, outcome, visit);
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
    })
}

fn try_day(
    problem: &Problem,
    outcome: &Outcome,
    (depot, day): (DepotIndex, DayIndex),
    remedy: Remedy,
    trials: &Trials,
) -> Option<Help> {
    let changed = with(problem, remedy)?;
    // Only this day's length has a price, as high as driving's: a shorter day is not bought by a longer week.
    let mut asked = changed.clone();
    for (at, base) in asked.depots.iter_mut().enumerate() {
        for (of, shift) in base.shifts.iter_mut().enumerate() {
            let is_it = (at, of) == (depot.index(), day.index());
            if let Some(shift) = shift {
                shift.comfortable_s = is_it.then_some(0);
            }
        }
    }
    asked.weights.long_day = asked.weights.drive.max(1);
    let after = again(&held(&asked, outcome), outcome, trials);
    let lengths = |outcome: &Outcome, of_day: bool| -> Vec<i64> {
        let routes = outcome.routes.iter().filter(|route| route.depot == depot);
        routes
            .filter(|route| !of_day || route.day == day)
            .map(|route| route.return_s - route.departure_s)
            .collect()
    };
    let longest = |outcome: &Outcome| lengths(outcome, true).into_iter().max().unwrap_or(0);
    let (day_before, day_after) = (longest(outcome), longest(&after));
    // A round that only goes to another day as it is makes nothing shorter.
    let long = |outcome: &Outcome| {
        let all = lengths(outcome, false).into_iter();
        all.filter(|length| length + SHORTER_DAY_MIN_S > day_before)
            .count()
    };
    let is_shorter = day_after + SHORTER_DAY_MIN_S <= day_before && long(&after) < long(outcome);
    let served = better_served(problem, outcome, &after)?;
    let helps = after.feasible && is_shorter;
    let own = check(&changed, &after.routes, &after.options);
    helps.then_some(Help {
        remedy,
        served,
        cost_before: outcome.cost.total(),
        cost_after: own.cost.total(),
        day_s: Some((day_before, day_after)),
    })
}
