//! Independent check of an answer: every time, load, rule and cost, from the problem and the routes alone.
//!
//! **Architecture Invariant:** this file uses the problem and the outcome types and nothing of the search, not even its
//! clock: it verifies the times it is given, leg by leg, instead of making its own.

use super::outcome::{Cost, LunchPlace, Route, Violation};
use super::problem::{DayIndex, DepotIndex, Problem, Shift, TravelMatrix, VehicleIndex, VisitIndex};
use super::vehicle::Vehicle;

/// What the check found.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Report {
    /// Rules broken; empty when the answer is feasible.
    pub violations: Vec<Violation>,
    /// Cost of the answer.
    pub cost: Cost,
}

impl Report {
    fn breach(&mut self, code: &'static str, detail: String) {
        self.violations.push(Violation { code, detail });
    }
}

/// Checks routes and chosen options against a problem.
#[must_use]
pub fn check(problem: &Problem, routes: &[Route], options: &[Option<usize>]) -> Report {
    let mut report = Report::default();
    for route in routes {
        check_route(problem, route, &mut report);
    }
    check_service(problem, routes, options, &mut report);
    check_fleet(problem, routes, &mut report);
    check_shared(problem, routes, &mut report);
    report
}

fn name(route: &Route) -> String {
    let first = route
        .stops
        .first()
        .map_or_else(String::new, |stop| format!(", first visit {}", stop.visit));
    format!("day {}, base {}{first}", route.day, route.depot)
}

fn check_route(problem: &Problem, route: &Route, report: &mut Report) {
    let Some(worker) = problem.shift(route.depot, route.day) else {
        report.breach(
            "route.day",
            format!("{}: nobody works there that day", name(route)),
        );
        return;
    };
    if route.stops.is_empty()
        || route
            .stops
            .iter()
            .any(|stop| stop.visit.index() >= problem.visits.len())
    {
        report.breach(
            "route.stops",
            format!("{}: no stops, or an unknown visit", name(route)),
        );
        return;
    }
    let vehicle = vehicle_of(problem, route);
    if vehicle.is_none() && (route.vehicle.is_some() || !problem.vehicles.is_empty()) {
        report.breach(
            "route.vehicle",
            format!("{}: no vehicle of the problem", name(route)),
        );
        return;
    }
    let mut shift = worker.clone();
    if let Some(vehicle) = vehicle {
        check_vehicle(problem, vehicle, route, report);
        let (out, _) = garage_ways(problem, vehicle, route);
        let earliest = vehicle.hours.map_or(shift.start_s, |hours| hours.start_s + out.1);
        shift.start_s = shift.start_s.max(earliest);
    }
    check_times(problem, &shift, route, report);
    check_limits(problem, &shift, route, report);
    add_costs(problem, &shift, route, report);
}

fn vehicle_of<'p>(problem: &'p Problem, route: &Route) -> Option<&'p Vehicle> {
    problem.vehicles.get(route.vehicle?.index())
}

fn ways<'p>(problem: &'p Problem, route: &Route) -> &'p TravelMatrix {
    let own = vehicle_of(problem, route).and_then(|vehicle| vehicle.travel.as_ref());
    own.unwrap_or(&problem.travel)
}

/// Distance and time from the garage to the base, and back.
fn garage_ways(problem: &Problem, vehicle: &Vehicle, route: &Route) -> ((i64, i64), (i64, i64)) {
    let Some(garage) = vehicle.garage else {
        return ((0, 0), (0, 0));
    };
    let (base, travel) = (problem.depots[route.depot.index()].location, ways(problem, route));
    (
        (travel.distance(garage, base), travel.time(garage, base)),
        (travel.distance(base, garage), travel.time(base, garage)),
    )
}

/// Its base may take the vehicle, it goes to every stop, its driver is on duty, it carries the load.
fn check_vehicle(problem: &Problem, vehicle: &Vehicle, route: &Route, report: &mut Report) {
    if !(vehicle.depots.is_empty() || vehicle.depots.contains(&route.depot)) {
        report.breach(
            "vehicle.base",
            format!("{}: its base may not take that vehicle", name(route)),
        );
    }
    for stop in &route.stops {
        if problem.visits[stop.visit.index()].equipment & !vehicle.equipment != 0 {
            report.breach(
                "vehicle.equipment",
                format!("{}: the vehicle cannot go to visit {}", name(route), stop.visit),
            );
        }
    }
    let (out, home) = garage_ways(problem, vehicle, route);
    let (leaves, back) = (route.departure_s - out.1, route.return_s + home.1);
    if let Some(hours) = vehicle.hours
        && (leaves < hours.start_s || back > hours.end_s)
    {
        report.breach(
            "vehicle.hours",
            format!(
                "{}: out from {leaves} to {back}, its driver works from {} to {}",
                name(route),
                hours.start_s,
                hours.end_s
            ),
        );
    }
    if vehicle.timetabled {
        check_timetable(problem, vehicle, route, report);
    }
    let load: i64 = route
        .stops
        .iter()
        .map(|stop| problem.visits[stop.visit.index()].demand)
        .sum();
    if let Some(capacity) = vehicle.capacity
        && load > capacity
    {
        report.breach(
            "vehicle.capacity",
            format!("{}: load {load} of {capacity}", name(route)),
        );
    }
}

/// A ride leaves and is back to the minute, and nobody eats before it or on it.
fn check_timetable(problem: &Problem, vehicle: &Vehicle, route: &Route, report: &mut Report) {
    let to_the_minute = vehicle
        .hours
        .is_some_and(|hours| (route.departure_s, route.return_s) == (hours.start_s, hours.end_s));
    let shift = problem.shift(route.depot, route.day);
    let (first, last) = (LunchPlace::Road(0), LunchPlace::Road(route.stops.len()));
    let eats = route
        .lunch
        .is_some_and(|lunch| lunch.place == LunchPlace::Base || lunch.place == first || lunch.place == last);
    let inside = shift.is_some_and(|shift| shift.start_s <= route.departure_s);
    if !to_the_minute || eats || !inside {
        report.breach(
            "vehicle.timetable",
            format!(
                "{}: out from {} to {}, not by the timetable",
                name(route),
                route.departure_s,
                route.return_s
            ),
        );
    }
}

fn add_costs(problem: &Problem, shift: &Shift, route: &Route, report: &mut Report) {
    let weights = &problem.weights;
    let (distance, drive) = way(problem, route);
    let duration = route.return_s - route.departure_s;
    match vehicle_of(problem, route) {
        Some(vehicle) => {
            let (out, home) = garage_ways(problem, vehicle, route);
            let (empty, empty_s) = (out.0 + home.0, out.1 + home.1);
            let rates = &vehicle.rates;
            report.cost.travel += (distance + empty) * rates.distance + (drive + empty_s) * rates.drive;
            report.cost.duty += (duration + empty_s) * rates.duty;
            report.cost.routes += rates.day;
        }
        None => {
            report.cost.travel += distance * weights.distance + drive * weights.drive;
            report.cost.routes += weights.route;
        }
    }
    report.cost.overtime += weights.overtime * (route.return_s - shift.regular_end_s).max(0);
    let rides = vehicle_of(problem, route).is_some_and(|vehicle| vehicle.timetabled);
    let comfortable_s = shift.comfortable_s.filter(|_| !rides);
    let long = comfortable_s.map_or(0, |limit| (duration - limit).max(0));
    report.cost.long_days += weights.long_day * long;
}

fn way(problem: &Problem, route: &Route) -> (i64, i64) {
    let (base, travel) = (problem.depots[route.depot.index()].location, ways(problem, route));
    let mut at = base;
    let (mut distance, mut drive) = (0, 0);
    let stops = route
        .stops
        .iter()
        .map(|stop| problem.visits[stop.visit.index()].location);
    for next in stops.chain(std::iter::once(base)) {
        distance += travel.distance(at, next);
        drive += travel.time(at, next);
        at = next;
    }
    (distance, drive)
}

/// Each leg takes its time, each visit its service, lunch its break, and nothing overlaps.
fn check_times(problem: &Problem, shift: &Shift, route: &Route, report: &mut Report) {
    let (base, travel) = (problem.depots[route.depot.index()].location, ways(problem, route));
    let pause = |place: LunchPlace| match route.lunch {
        Some(lunch) if lunch.place == place => Some(lunch),
        _ => None,
    };
    let mut wrong = Vec::new();
    let (mut at, mut free) = (base, route.departure_s);
    for (index, stop) in route.stops.iter().enumerate() {
        let visit = &problem.visits[stop.visit.index()];
        let road = pause(LunchPlace::Road(index));
        let break_s = road.map_or(0, |lunch| lunch.end_s - lunch.start_s);
        let drive = travel.time(at, visit.location);
        if stop.arrival_s != free + drive + break_s {
            wrong.push(format!(
                "visit {}: arrives at {}, {drive} s after {free}",
                stop.visit, stop.arrival_s
            ));
        }
        if road.is_some_and(|lunch| lunch.start_s < free || lunch.end_s > stop.arrival_s) {
            wrong.push(format!("visit {}: lunch is not on the way there", stop.visit));
        }
        let (start, end) = (stop.start_s, stop.departure_s);
        let mut spent = end - start - visit.service_s;
        let mut early = start < stop.arrival_s;
        if let Some(lunch) = pause(LunchPlace::Stop(index)) {
            early |= lunch.start_s < stop.arrival_s || lunch.end_s > end;
            if lunch.end_s > start {
                early |= lunch.start_s < start;
                spent -= lunch.end_s - lunch.start_s;
            }
        }
        if early || spent < 0 {
            wrong.push(format!(
                "visit {}: {} s of service do not fit from {start} to {end}",
                stop.visit, visit.service_s
            ));
        }
        if let Some(window) = visit.window(route.day)
            && !(window.open_s..=window.close_s).contains(&start)
        {
            wrong.push(format!("visit {}: begins at {start}, closed then", stop.visit));
        }
        (at, free) = (visit.location, end);
    }
    let road = pause(LunchPlace::Road(route.stops.len()));
    let break_s = road.map_or(0, |lunch| lunch.end_s - lunch.start_s);
    if route.return_s != free + travel.time(at, base) + break_s {
        wrong.push(format!("returns at {}, last departure {free}", route.return_s));
    }
    if road.is_some_and(|lunch| lunch.start_s < free || lunch.end_s > route.return_s) {
        wrong.push("lunch is not on the way back".to_owned());
    }
    wrong.extend(lunch_fault(shift, route));
    for detail in wrong {
        report.breach("route.times", format!("{}: {detail}", name(route)));
    }
}

fn lunch_fault(shift: &Shift, route: &Route) -> Option<String> {
    let Some(rule) = shift.lunch else {
        return route.lunch.map(|_| "lunch on a day without one".to_owned());
    };
    let latest = rule.until_s - rule.length_s;
    match route.lunch {
        Some(lunch) => {
            let inside = (rule.from_s..=latest).contains(&lunch.start_s);
            let whole = lunch.end_s - lunch.start_s == rule.length_s;
            let base = lunch.place != LunchPlace::Base
                || (lunch.end_s <= route.departure_s && lunch.start_s >= shift.start_s);
            (!(inside && whole && base)).then(|| format!("lunch at {} breaks its rule", lunch.start_s))
        }
        None => {
            (route.return_s > latest && shift.start_s <= latest).then(|| "a day without lunch".to_owned())
        }
    }
}

fn check_limits(problem: &Problem, shift: &Shift, route: &Route, report: &mut Report) {
    let load: i64 = route
        .stops
        .iter()
        .map(|stop| problem.visits[stop.visit.index()].demand)
        .sum();
    let (distance, drive) = way(problem, route);
    if (load, distance, drive) != (route.load, route.distance, route.drive_s) {
        report.breach(
            "route.sums",
            format!(
                "{}: load, distance or drive is not the sum of its legs",
                name(route)
            ),
        );
    }
    if let Some(capacity) = shift.capacity
        && load > capacity
    {
        report.breach(
            "route.capacity",
            format!("{}: load {load} of {capacity}", name(route)),
        );
    }
    let duration = route.return_s - route.departure_s;
    if let Some(limit) = shift.duration_max_s
        && duration > limit
    {
        report.breach(
            "route.duration",
            format!("{}: {duration} s of {limit}", name(route)),
        );
    }
    if route.departure_s < shift.start_s || route.return_s > shift.end_s {
        report.breach(
            "route.hours",
            format!(
                "{}: {} to {} outside the day",
                name(route),
                route.departure_s,
                route.return_s
            ),
        );
    }
    let skills = problem.depots[route.depot.index()].skills;
    for stop in &route.stops {
        if problem.visits[stop.visit.index()].skills & !skills != 0 {
            report.breach(
                "visit.skills",
                format!("{}: visit {} needs other skills", name(route), stop.visit),
            );
        }
    }
}

/// Each visit is on exactly the days of its option, once, from the option's base.
fn check_service(problem: &Problem, routes: &[Route], options: &[Option<usize>], report: &mut Report) {
    let mut seen: Vec<Vec<(DayIndex, DepotIndex)>> = vec![Vec::new(); problem.visits.len()];
    for route in routes {
        for stop in &route.stops {
            if let Some(days) = seen.get_mut(stop.visit.index()) {
                days.push((route.day, route.depot));
            }
        }
    }
    for (index, visit) in problem.visits.iter().enumerate() {
        let visit_index = VisitIndex::from(index);
        seen[index].sort_unstable();
        let chosen = options
            .get(index)
            .copied()
            .flatten()
            .and_then(|option| visit.options.get(option));
        let wanted: Vec<(DayIndex, DepotIndex)> = match chosen {
            Some(option) => (0..problem.days())
                .filter(|&day| option.days >> day & 1 == 1)
                .map(|day| (DayIndex::from(day), option.depot))
                .collect(),
            None => Vec::new(),
        };
        if seen[index] != wanted {
            report.breach(
                "visit.days",
                format!(
                    "visit {visit_index}: on {} days, its option has {}",
                    seen[index].len(),
                    wanted.len()
                ),
            );
        }
        match (chosen, visit.unserved_cost) {
            (Some(option), _) => report.cost.options += option.cost,
            (None, Some(cost)) => report.cost.unserved += cost,
            (None, None) => report.breach("visit.unserved", format!("visit {visit_index} must be served")),
        }
    }
}

/// No vehicle is two workers' on one day, and none is out on a day it is not there.
fn check_shared(problem: &Problem, routes: &[Route], report: &mut Report) {
    for (index, vehicle) in problem.vehicles.iter().enumerate() {
        let own = VehicleIndex::from(index);
        for day in (0..problem.days()).map(DayIndex::from) {
            let used = routes
                .iter()
                .filter(|route| route.vehicle == Some(own) && route.day == day)
                .count();
            let there = vehicle.on_day.get(day.index()).map_or(0, |&count| count as usize);
            if used > there {
                report.breach(
                    "vehicle.count",
                    format!("vehicle {own}, day {day}: {used} routes of {there}"),
                );
            }
        }
    }
}

fn check_fleet(problem: &Problem, routes: &[Route], report: &mut Report) {
    let mut peak = 0;
    for day in 0..problem.days() {
        let on_day = routes.iter().filter(|route| {
            route.day.index() == day && !vehicle_of(problem, route).is_some_and(|of| of.timetabled)
        });
        peak = peak.max(on_day.count() as i64);
    }
    report.cost.peak = peak * problem.weights.peak_vehicle;
    for (index, base) in problem.depots.iter().enumerate() {
        let depot = DepotIndex::from(index);
        let used: Vec<usize> = (0..problem.days())
            .map(|day| {
                routes
                    .iter()
                    .filter(|r| r.depot == depot && r.day.index() == day)
                    .count()
            })
            .collect();
        for (day, &count) in used.iter().enumerate() {
            let vehicles = problem
                .shift(depot, DayIndex::from(day))
                .map_or(0, |shift| shift.vehicles as usize);
            if count > vehicles {
                report.breach(
                    "fleet.vehicles",
                    format!("base {depot}, day {day}: {count} routes of {vehicles}"),
                );
            }
        }
        let Some(limit) = base.field_days_per_week else {
            continue;
        };
        let mut weeks: Vec<(u32, u32)> = Vec::new();
        for (day, &week) in problem.week_of_day.iter().enumerate() {
            if weeks.last().is_none_or(|(last, _)| *last != week) {
                weeks.push((week, 0));
            }
            if let Some((_, count)) = weeks.last_mut() {
                *count += u32::from(used[day] > 0);
            }
        }
        for (week, count) in weeks {
            if count > limit {
                report.breach(
                    "worker.field_days",
                    format!("base {depot}, week {week}: {count} days of {limit}"),
                );
            }
        }
    }
}
