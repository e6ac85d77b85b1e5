//! What would help a visit that is left out, or a day that is long, and by how much: each remedy is a small change of
//! the problem, solved again from the routes at hand.
//!
//! A visit falls short by the cost of being left out, or of a dearer option than its best: fewer visits than asked. A
//! remedy is answered only when the new answer, checked independently, lessens the shortfall of the visit asked about
//! and raises that of no other, or shortens the day. The search for it is short, so one that is not listed may exist.

use super::causes::{DayObstacle, Obstacle, obstacles};
use super::outcome::Outcome;
use super::problem::{DayIndex, DepotIndex, Problem, TravelMatrix, VehicleIndex, Visit, VisitIndex, days_of};
use super::remedy_trials::{try_changed, try_day, try_visit};
use crate::search::Budget;

/// Days for which remedies of each kind are tried: those on which least stands in the way.
const DAYS_TRIED_MAX: usize = 5;

/// Lengths of visits and days are tried in steps of this.
const STEP_S: i64 = 300;

/// Shorter than this is no visit, where the caller does not say what is.
const SERVICE_MIN_S: i64 = 600;

/// A day that is longer by more than this is not proposed.
const LONGER_DAY_MAX_S: i64 = 2 * 3600;

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
    /// A working day that ends later, for the worker and for the driver who goes along that day.
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
    /// The longest round of the day asked about, and with the remedy the longest of those that go to its places;
    /// `None` where a visit was asked about.
    pub day_s: Option<(i64, i64)>,
    /// The day asked about has no round any more.
    pub is_day_free: bool,
}

/// The search that looks for remedies: each is one run with these iterations.
#[derive(Debug, Clone)]
pub struct Trials {
    /// Seed.
    pub seed: u64,
    /// Iterations, and the token that ends all of it.
    pub budget: Budget,
    /// The shortest time that still is a visit, by visit; empty for ten minutes each.
    pub service_min_s: Vec<i64>,
}

impl Trials {
    fn shortest(&self, visit: VisitIndex) -> i64 {
        let own = self.service_min_s.get(visit.index());
        own.map_or(SERVICE_MIN_S, |own| {
            (own.max(&SERVICE_MIN_S) + STEP_S - 1) / STEP_S * STEP_S
        })
    }
}

/// What would get a visit served that `outcome` leaves out, or serves less often than asked: the best answer of each
/// kind, the least costly first.
#[must_use]
pub fn help_for_visit(problem: &Problem, outcome: &Outcome, visit: VisitIndex, trials: &Trials) -> Vec<Help> {
    let Some(of) = problem.visits.get(visit.index()) else {
        return Vec::new();
    };
    let days = obstacles(problem, outcome, visit);
    let kinds = [
        other_vehicles(problem, of, &days),
        more_field_days(&days),
        longer_days(&days),
        open_all_day(visit, &days),
    ];
    let mut found: Vec<Help> = Vec::new();
    for remedies in kinds {
        let answers = distinct(remedies).into_iter();
        let helping = answers.filter_map(|remedy| try_visit(problem, outcome, visit, remedy, trials));
        found.extend(helping.min_by_key(|help| (lengthens_by(help.remedy), help.cost_after)));
    }
    found.extend(shorter_visit(
        (trials.shortest(visit), of.service_s),
        &|service_s| {
            let remedy = Remedy::ShorterVisit { visit, service_s };
            try_visit(problem, outcome, visit, remedy, trials)
        },
    ));
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
        let now_s = problem.visits[visit.index()].service_s;
        let service_s = (now_s / 2 / STEP_S * STEP_S).max(trials.shortest(visit));
        if service_s + STEP_S <= now_s {
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

/// One more vehicle on the days where least stands in the way, and where a worker is free and the vehicles are not.
fn other_vehicles(problem: &Problem, of: &Visit, days: &[DayObstacle]) -> Vec<Remedy> {
    let taken = days.iter().filter(|one| one.obstacle == Obstacle::VehiclesTaken);
    let tried = days.iter().take(DAYS_TRIED_MAX).chain(taken.take(DAYS_TRIED_MAX));
    tried
        .filter_map(|one| {
            let rhythms = of.options.iter().filter(|option| option.depot == one.depot);
            let rhythms = rhythms.filter(|option| days_of(option.days).any(|day| day == one.day));
            let best = rhythms.min_by_key(|option| (option.cost, option.days.count_ones()))?;
            Some(vehicles(problem, Some(of), one.depot, best.days))
        })
        .flatten()
        .collect()
}

fn more_field_days(days: &[DayObstacle]) -> Vec<Remedy> {
    let used = days.iter().filter(|one| one.obstacle == Obstacle::FieldDaysUsed);
    used.map(|one| Remedy::FieldDay { depot: one.depot }).collect()
}

fn longer_days(days: &[DayObstacle]) -> Vec<Remedy> {
    days.iter()
        .filter_map(|one| match one.obstacle {
            Obstacle::DayTooShort { excess_s } if excess_s <= LONGER_DAY_MAX_S => Some(Remedy::LongerDay {
                depot: one.depot,
                day: one.day,
                by_s: (excess_s + STEP_S - 1) / STEP_S * STEP_S,
            }),
            _ => None,
        })
        .take(DAYS_TRIED_MAX)
        .collect()
}

fn open_all_day(visit: VisitIndex, days: &[DayObstacle]) -> Vec<Remedy> {
    let is_closed = |one: &DayObstacle| matches!(one.obstacle, Obstacle::Closed { .. });
    let closed = days.iter().any(is_closed);
    closed
        .then_some(Remedy::OpenAllDay { visit })
        .into_iter()
        .collect()
}

/// A day that is longer by less is better, whatever it costs.
fn lengthens_by(remedy: Remedy) -> i64 {
    match remedy {
        Remedy::LongerDay { by_s, .. } => by_s,
        _ => 0,
    }
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
fn shorter_visit((shortest_s, service_s): (i64, i64), attempt: &dyn Fn(i64) -> Option<Help>) -> Option<Help> {
    let (mut low, mut high) = (shortest_s.div_euclid(STEP_S), (service_s - 1).div_euclid(STEP_S));
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
