//! What a day is made of, and what stands in the way of a visit that is left out, day by day.
//!
//! Everything here is measured on the answer at hand, by the clock that timed it; what would help is found by solving
//! again, in `remedies`.

use super::outcome::{Outcome, Route};
use super::problem::{DayIndex, DepotIndex, Problem, VehicleIndex, VisitIndex, days_of};
use super::round::Round;

/// A way to a place or back of a day or more is none: the caller's mark of a place that cannot be reached.
const NO_WAY_S: i64 = 24 * 3600;

/// A limit of a round.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Limit {
    /// The end of the working day, or of the driver's.
    EndOfDay,
    /// The return trip of a timetable.
    EndOfRide,
    /// The longest round allowed.
    Duration,
    /// The closing of a stop: its service cannot begin later.
    Closing(VisitIndex),
}

/// How long a round is, where its time goes, and what holds it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DayCauses {
    /// Day of the cycle.
    pub day: DayIndex,
    /// Its base.
    pub depot: DepotIndex,
    /// Its vehicle; `None` for a plain one.
    pub vehicle: Option<VehicleIndex>,
    /// From departure to return.
    pub length_s: i64,
    /// On the road.
    pub drive_s: i64,
    /// At the stops.
    pub service_s: i64,
    /// Lunch inside the round.
    pub lunch_s: i64,
    /// Before closed doors, or for the next trip of a timetable.
    pub waiting_s: i64,
    /// It goes by a timetable.
    pub timetabled: bool,
    /// Driving in percent of the length.
    pub drive_percent: i64,
    /// The stop farthest from the base, and the drive there and back by itself.
    pub farthest: Option<(VisitIndex, i64)>,
    /// The stop without which the round would be shortest, and how much shorter.
    pub dearest: Option<(VisitIndex, i64)>,
    /// The stop that is waited for longest, and how long.
    pub longest_wait: Option<(VisitIndex, i64)>,
    /// Limits of the round with the seconds left before each, the nearest first.
    pub limits: Vec<(Limit, i64)>,
}

/// What stands in the way of a visit on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Obstacle {
    /// The best round with it lasts longer than the day.
    DayTooShort {
        /// By how many seconds.
        excess_s: i64,
    },
    /// A door, its own or another stop's, is closed by then.
    Closed {
        /// How late the best round comes, in seconds.
        late_s: i64,
    },
    /// The best round with it carries too much.
    TooMuchDemand {
        /// By how much.
        excess: i64,
    },
    /// A worker of the base is free, and all vehicles that go there are taken.
    VehiclesTaken,
    /// The base has used its field days of that week.
    FieldDaysUsed,
    /// All workers of the base are out.
    WorkersOut,
    /// Nobody works at the base that day, or no vehicle is there.
    Nobody,
    /// What there is that day does not go there.
    NoWay,
    /// It would fit that day: another day of the same option is in the way, or its price.
    Fits,
}

/// Why a visit is not served on one day of its options.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DayObstacle {
    /// The day.
    pub day: DayIndex,
    /// The base it would be served from.
    pub depot: DepotIndex,
    /// What is in the way.
    pub obstacle: Obstacle,
}

/// What a round of an answer is made of.
#[must_use]
pub fn day_causes(problem: &Problem, route: &Route) -> DayCauses {
    let length_s = route.return_s - route.departure_s;
    let service = |visit: VisitIndex| problem.visits.get(visit.index()).map_or(0, |of| of.service_s);
    let service_s: i64 = route.stops.iter().map(|stop| service(stop.visit)).sum();
    let lunch = route.lunch.filter(|lunch| lunch.start_s >= route.departure_s);
    let lunch_s = lunch.map_or(0, |lunch| lunch.end_s - lunch.start_s);
    let wait = |at: usize| {
        let stop = &route.stops[at];
        let paused = lunch.map_or(0, |lunch| {
            let inside = lunch.start_s >= stop.arrival_s && lunch.end_s <= stop.departure_s;
            if inside { lunch.end_s - lunch.start_s } else { 0 }
        });
        stop.departure_s - stop.arrival_s - service(stop.visit) - paused
    };
    let longest_wait = (0..route.stops.len())
        .map(|at| (route.stops[at].visit, wait(at)))
        .filter(|&(_, wait)| wait > 0)
        .max_by_key(|&(_, wait)| wait);
    let mut limits = limits(problem, route);
    limits.sort_by_key(|&(_, left)| left);
    DayCauses {
        day: route.day,
        depot: route.depot,
        vehicle: route.vehicle,
        length_s,
        drive_s: route.drive_s,
        service_s,
        lunch_s,
        waiting_s: length_s - route.drive_s - service_s - lunch_s,
        timetabled: problem
            .day_with(route.depot, route.day, route.vehicle)
            .is_some_and(|shift| shift.timetabled),
        drive_percent: route.drive_s * 100 / length_s.max(1),
        farthest: farthest(problem, route),
        dearest: dearest(problem, route),
        longest_wait,
        limits,
    }
}

fn limits(problem: &Problem, route: &Route) -> Vec<(Limit, i64)> {
    let Some(shift) = problem.day_with(route.depot, route.day, route.vehicle) else {
        return Vec::new();
    };
    let end = if shift.timetabled {
        Limit::EndOfRide
    } else {
        Limit::EndOfDay
    };
    let mut limits = vec![(end, shift.end_s - route.return_s)];
    if let Some(most) = shift.duration_max_s {
        limits.push((Limit::Duration, most - (route.return_s - route.departure_s)));
    }
    for stop in &route.stops {
        let window = problem
            .visits
            .get(stop.visit.index())
            .and_then(|of| of.window(route.day));
        if let Some(window) = window {
            limits.push((Limit::Closing(stop.visit), window.close_s - stop.start_s));
        }
    }
    limits
}

fn farthest(problem: &Problem, route: &Route) -> Option<(VisitIndex, i64)> {
    let base = problem.depots.get(route.depot.index())?.location;
    let travel = problem.travel_of(route.vehicle);
    route
        .stops
        .iter()
        .filter_map(|stop| {
            let place = problem.visits.get(stop.visit.index())?.location;
            Some((stop.visit, travel.time(base, place) + travel.time(place, base)))
        })
        .max_by_key(|&(_, drive)| drive)
}

/// Each stop left away in turn, the rest clocked again.
fn dearest(problem: &Problem, route: &Route) -> Option<(VisitIndex, i64)> {
    let round = Round::new(problem, (route.depot, route.day), route.vehicle)?;
    let all: Vec<VisitIndex> = route.stops.iter().map(|stop| stop.visit).collect();
    let whole = round.length(&all);
    (0..all.len())
        .map(|out| {
            let mut stops = all.clone();
            let visit = stops.remove(out);
            (visit, whole - round.length(&stops))
        })
        .max_by_key(|&(_, saved)| saved)
}

/// What stands in the way of a visit on each day of its options that it is not served on, the mildest first.
#[must_use]
pub fn obstacles(problem: &Problem, outcome: &Outcome, visit: VisitIndex) -> Vec<DayObstacle> {
    let Some(of) = problem.visits.get(visit.index()) else {
        return Vec::new();
    };
    let mut found: Vec<DayObstacle> = Vec::new();
    for option in &of.options {
        for day in days_of(option.days) {
            let depot = option.depot;
            let is_served = outcome.routes.iter().any(|route| {
                (route.day, route.depot) == (day, depot) && route.stops.iter().any(|stop| stop.visit == visit)
            });
            if is_served || found.iter().any(|one| (one.day, one.depot) == (day, depot)) {
                continue;
            }
            let obstacle = obstacle(problem, &outcome.routes, visit, (depot, day));
            found.push(DayObstacle { day, depot, obstacle });
        }
    }
    found.sort_by_key(|one| (severity(one.obstacle), one.day, one.depot));
    found
}

/// Orders obstacles from what nearly fits to what has nobody.
fn severity(obstacle: Obstacle) -> (u8, i64) {
    match obstacle {
        Obstacle::Fits => (0, 0),
        Obstacle::DayTooShort { excess_s } => (1, excess_s),
        Obstacle::Closed { late_s } => (2, late_s),
        Obstacle::TooMuchDemand { excess } => (3, excess),
        Obstacle::VehiclesTaken => (4, 0),
        Obstacle::FieldDaysUsed => (5, 0),
        Obstacle::WorkersOut => (6, 0),
        Obstacle::Nobody => (7, 0),
        Obstacle::NoWay => (8, 0),
    }
}

/// The mildest of: into a round that is out that day, or into a new one.
fn obstacle(
    problem: &Problem,
    routes: &[Route],
    visit: VisitIndex,
    (depot, day): (DepotIndex, DayIndex),
) -> Obstacle {
    let of = &problem.visits[visit.index()];
    let skilled = problem
        .depots
        .get(depot.index())
        .is_some_and(|base| of.skills & !base.skills == 0);
    let vehicles = problem.vehicles_for(of, depot, day);
    let workers = problem
        .shift(depot, day)
        .map_or(0, |shift| shift.vehicles as usize);
    if !skilled || vehicles.is_empty() || workers == 0 {
        return Obstacle::Nobody;
    }
    let has_way = |vehicle: &Option<VehicleIndex>| {
        let (travel, base) = (
            problem.travel_of(*vehicle),
            problem.depots[depot.index()].location,
        );
        travel.time(base, of.location).max(travel.time(of.location, base)) < NO_WAY_S
    };
    if !vehicles.iter().any(has_way) {
        return Obstacle::NoWay;
    }
    let own = || {
        routes
            .iter()
            .filter(|route| (route.depot, route.day) == (depot, day))
    };
    let mut tried: Vec<Obstacle> = own()
        .filter(|route| vehicles.contains(&route.vehicle))
        .filter_map(|route| {
            let round = Round::new(problem, (depot, day), route.vehicle)?;
            let stops: Vec<VisitIndex> = route.stops.iter().map(|stop| stop.visit).collect();
            Some(best_place(&round, &stops, visit))
        })
        .collect();
    let mut going = vehicles.iter().filter(|vehicle| has_way(vehicle));
    let free = going.find(|vehicle| {
        vehicle.is_none_or(|vehicle| {
            let taken = routes
                .iter()
                .filter(|route| route.day == day && route.vehicle == Some(vehicle))
                .count();
            taken < problem.vehicles[vehicle.index()].count(day) as usize
        })
    });
    let out = own().count();
    tried.push(match free {
        _ if out >= workers => Obstacle::WorkersOut,
        _ if out == 0 && field_days_used(problem, routes, depot, day) => Obstacle::FieldDaysUsed,
        None => Obstacle::VehiclesTaken,
        Some(&vehicle) => Round::new(problem, (depot, day), vehicle)
            .map_or(Obstacle::Nobody, |round| best_place(&round, &[], visit)),
    });
    tried
        .into_iter()
        .min_by_key(|&one| severity(one))
        .unwrap_or(Obstacle::Nobody)
}

/// What stands against the best place in one round.
fn best_place(round: &Round<'_>, stops: &[VisitIndex], visit: VisitIndex) -> Obstacle {
    (0..=stops.len())
        .map(|at| {
            let mut with = stops.to_vec();
            with.insert(at, visit);
            let over = round.excess(&with);
            if over.time >= NO_WAY_S {
                Obstacle::NoWay
            } else if over.time > 0 {
                Obstacle::DayTooShort { excess_s: over.time }
            } else if over.warp > 0 {
                Obstacle::Closed { late_s: over.warp }
            } else if over.load > 0 {
                Obstacle::TooMuchDemand { excess: over.load }
            } else {
                Obstacle::Fits
            }
        })
        .min_by_key(|&one| severity(one))
        .unwrap_or(Obstacle::Nobody)
}

fn field_days_used(problem: &Problem, routes: &[Route], depot: DepotIndex, day: DayIndex) -> bool {
    let Some(limit) = problem.depots[depot.index()].field_days_per_week else {
        return false;
    };
    let week = problem.week_of_day[day.index()];
    let used = (0..problem.days())
        .filter(|&other| problem.week_of_day[other] == week)
        .filter(|&other| {
            routes
                .iter()
                .any(|route| route.depot == depot && route.day.index() == other)
        })
        .count();
    used >= limit as usize
}
