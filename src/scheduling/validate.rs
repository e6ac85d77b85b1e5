//! Is a problem usable at all? Every fault is answered at once.

use super::problem::{
    CYCLE_DAYS_MAX, DayIndex, DepotIndex, LEG_MAX, Lunch, Problem, Shift, TravelMatrix, VISITS_MAX, Visit,
};
use super::terms::rates;
use super::vehicle::{Rates, VEHICLES_MAX, Vehicle};
use crate::domain;

/// Every fault of a problem; empty when it can be solved.
#[must_use]
pub fn faults(problem: &Problem) -> Vec<domain::Problem> {
    let mut found = Vec::new();
    check_sizes(problem, &mut found);
    check_travel(problem, &mut found);
    for (index, depot) in problem.depots.iter().enumerate() {
        let pointer = format!("depots[{index}]");
        if depot.location.index() >= problem.travel.locations {
            found.push(unknown_location(&pointer, depot.location.index()));
        }
        if depot.shifts.len() != problem.days() {
            found.push(domain::Problem::new(
                "schedule.depot.shifts",
                pointer.clone(),
                format!(
                    "{} working days for a cycle of {} days",
                    depot.shifts.len(),
                    problem.days()
                ),
                "give one working day, or none, for each day of the cycle",
            ));
        }
        for (day, shift) in depot.shifts.iter().enumerate() {
            if let Some(shift) = shift {
                check_shift(shift, &format!("{pointer}.shifts[{day}]"), &mut found);
            }
        }
    }
    check_vehicles(problem, &mut found);
    for (index, visit) in problem.visits.iter().enumerate() {
        check_visit(problem, visit, &format!("visits[{index}]"), &mut found);
    }
    found
}

fn unknown_location(pointer: &str, location: usize) -> domain::Problem {
    domain::Problem::new(
        "schedule.location.unknown",
        pointer,
        format!("location {location} is not in the travel matrix"),
        "name a row of the travel matrix",
    )
}

fn check_sizes(problem: &Problem, found: &mut Vec<domain::Problem>) {
    let days = problem.days();
    if days == 0 || days > CYCLE_DAYS_MAX {
        found.push(domain::Problem::new(
            "schedule.cycle.days",
            "week_of_day",
            format!("a cycle of {days} days"),
            format!("use 1 to {CYCLE_DAYS_MAX} days"),
        ));
    }
    if problem.week_of_day.windows(2).any(|pair| pair[1] < pair[0]) {
        found.push(domain::Problem::new(
            "schedule.cycle.weeks",
            "week_of_day",
            "the weeks do not ascend",
            "number the weeks from 0 in the order of the days",
        ));
    }
    if problem.visits.len() > VISITS_MAX {
        found.push(domain::Problem::new(
            "schedule.visits.many",
            "visits",
            format!("{} visits, more than {VISITS_MAX}", problem.visits.len()),
            "solve the sites one by one",
        ));
    }
    if problem.depots.is_empty() {
        found.push(domain::Problem::new(
            "schedule.depots.none",
            "depots",
            "there is no base to start from",
            "give at least one base",
        ));
    }
}

fn check_travel(problem: &Problem, found: &mut Vec<domain::Problem>) {
    let travel = &problem.travel;
    if check_matrix(travel.locations, travel, "travel", found) {
        check_prices(travel, &rates(problem, None), "travel", found);
    }
}

fn check_matrix(
    locations: usize,
    travel: &TravelMatrix,
    pointer: &str,
    found: &mut Vec<domain::Problem>,
) -> bool {
    let cells = locations * locations;
    let square =
        travel.locations == locations && travel.distance.len() == cells && travel.time_s.len() == cells;
    if !square {
        found.push(domain::Problem::new(
            "schedule.travel.shape",
            pointer,
            format!(
                "{} distances and {} times for {locations} locations",
                travel.distance.len(),
                travel.time_s.len(),
            ),
            "give a distance and a time for every ordered pair of locations",
        ));
    }
    square
}

/// Every leg stays within the solver's numbers once it is weighted.
fn check_prices(travel: &TravelMatrix, rates: &Rates, pointer: &str, found: &mut Vec<domain::Problem>) {
    let bad = travel
        .distance
        .iter()
        .zip(&travel.time_s)
        .position(|(&distance, &time)| {
            let in_range = |value: i64| (0..=LEG_MAX).contains(&value);
            let cost = distance
                .checked_mul(rates.distance)
                .zip(time.checked_mul(rates.drive))
                .and_then(|(a, b)| a.checked_add(b));
            !in_range(distance) || !in_range(time) || !cost.is_some_and(in_range)
        });
    if let Some(cell) = bad {
        let (from, to) = (cell / travel.locations.max(1), cell % travel.locations.max(1));
        found.push(domain::Problem::new(
            "schedule.travel.range",
            format!("{pointer}[{from}][{to}]"),
            format!(
                "distance {}, time {} s: negative, or too large once weighted",
                travel.distance[cell], travel.time_s[cell]
            ),
            format!("keep distance, time and weighted cost of a leg within 0 to {LEG_MAX}"),
        ));
    }
}

fn check_vehicles(problem: &Problem, found: &mut Vec<domain::Problem>) {
    // Each may have a table of ways of its own: together they are no larger than the largest problem's.
    let (vehicles, visits) = (problem.vehicles.len(), problem.visits.len());
    if vehicles > VEHICLES_MAX || (vehicles > 1 && visits * visits * vehicles > VISITS_MAX * VISITS_MAX) {
        found.push(domain::Problem::new(
            "schedule.vehicles.many",
            "vehicles",
            format!("{vehicles} vehicles for {visits} visits"),
            format!(
                "put vehicles that are alike into one entry with their number, at most {VEHICLES_MAX}, or solve the sites \
                 one by one"
            ),
        ));
    }
    for (index, vehicle) in problem.vehicles.iter().enumerate() {
        let pointer = format!("vehicles[{index}]");
        if vehicle.on_day.len() != problem.days() {
            found.push(domain::Problem::new(
                "schedule.vehicle.days",
                pointer.clone(),
                format!(
                    "numbers for {} days, a cycle of {}",
                    vehicle.on_day.len(),
                    problem.days()
                ),
                "say for each day of the cycle how many there are",
            ));
        }
        if vehicle.timetabled
            && (vehicle.hours.is_none() || vehicle.garage.is_some() || vehicle.rates.duty != 0)
        {
            found.push(domain::Problem::new(
                "schedule.vehicle.timetable",
                &pointer,
                "a ride by a timetable needs its times, and has neither a garage nor a price of duty",
                "give its hours; put what it costs into the price of a day",
            ));
        }
        check_ride(problem, vehicle, &pointer, found);
        if let Some(base) = vehicle
            .depots
            .iter()
            .find(|base| base.index() >= problem.depots.len())
        {
            found.push(domain::Problem::new(
                "schedule.vehicle.base",
                pointer.clone(),
                format!("base {base} is not in the problem"),
                "name bases of the problem, or none for all",
            ));
        }
        if let Some(garage) = vehicle.garage
            && garage.index() >= problem.travel.locations
        {
            found.push(unknown_location(&pointer, garage.index()));
        }
        check_rates(vehicle, &pointer, found);
        let travel = vehicle.travel.as_ref().unwrap_or(&problem.travel);
        let pointer = format!("{pointer}.travel");
        if vehicle.travel.is_none() || check_matrix(problem.travel.locations, travel, &pointer, found) {
            check_prices(travel, &vehicle.rates, &pointer, found);
        }
    }
}

/// A ride lies inside the working day of everybody who may take it.
fn check_ride(problem: &Problem, vehicle: &Vehicle, pointer: &str, found: &mut Vec<domain::Problem>) {
    let Some(hours) = vehicle.hours.filter(|_| vehicle.timetabled) else {
        return;
    };
    let takers = problem.depots.iter().enumerate();
    let takers = takers.filter(|(at, _)| vehicle.serves_base(DepotIndex::from(*at)));
    for (at, base) in takers {
        let days = base.shifts.iter().enumerate();
        let outside = days
            .filter(|(day, _)| vehicle.count(DayIndex::from(*day)) > 0)
            .any(|(_, shift)| {
                shift
                    .as_ref()
                    .is_some_and(|shift| hours.start_s < shift.start_s || hours.end_s > shift.end_s)
            });
        if outside {
            found.push(domain::Problem::new(
                "schedule.vehicle.ride",
                pointer,
                format!("it rides outside the working day of base {at}"),
                "offer that base only rides inside its working day",
            ));
        }
    }
}

fn check_rates(vehicle: &Vehicle, pointer: &str, found: &mut Vec<domain::Problem>) {
    let rates = &vehicle.rates;
    let prices = [rates.distance, rates.drive, rates.duty, rates.day];
    let backwards = vehicle.hours.is_some_and(|hours| hours.end_s < hours.start_s);
    if prices.iter().any(|price| !(0..=LEG_MAX).contains(price))
        || vehicle.capacity.is_some_and(|capacity| capacity < 0)
        || backwards
    {
        found.push(domain::Problem::new(
            "schedule.vehicle.range",
            pointer,
            "a price or the capacity is out of range, or its driver's day ends before it starts",
            format!("give prices from 0 to {LEG_MAX}, a capacity of 0 or more, and an end after the start"),
        ));
    }
}

fn check_shift(shift: &Shift, pointer: &str, found: &mut Vec<domain::Problem>) {
    let negative = shift.capacity.is_some_and(|value| value < 0)
        || shift.duration_max_s.is_some_and(|value| value < 0)
        || shift.comfortable_s.is_some_and(|value| value < 0);
    if negative || shift.end_s < shift.start_s {
        found.push(domain::Problem::new(
            "schedule.shift.range",
            pointer,
            "a limit is negative, or the day ends before it starts",
            "give limits of 0 or more, and an end after the start",
        ));
    }
    if let Some(Lunch {
        length_s,
        from_s,
        until_s,
    }) = shift.lunch
        && (length_s < 0 || until_s - length_s < from_s)
    {
        found.push(domain::Problem::new(
            "schedule.shift.lunch",
            pointer,
            format!("a lunch of {length_s} s does not fit between {from_s} and {until_s}"),
            "widen the time for lunch or shorten it",
        ));
    }
}

fn check_visit(problem: &Problem, visit: &Visit, pointer: &str, found: &mut Vec<domain::Problem>) {
    if visit.location.index() >= problem.travel.locations {
        found.push(unknown_location(pointer, visit.location.index()));
    }
    if visit.service_s < 0 || visit.demand < 0 || visit.service_s > LEG_MAX || visit.demand > LEG_MAX {
        found.push(domain::Problem::new(
            "schedule.visit.range",
            pointer,
            format!("service {} s, demand {}", visit.service_s, visit.demand),
            format!("give numbers from 0 to {LEG_MAX}"),
        ));
    }
    if !matches!(visit.windows.len(), 0 | 1) && visit.windows.len() != problem.days() {
        found.push(domain::Problem::new(
            "schedule.visit.windows",
            pointer,
            format!(
                "{} opening hours for {} days",
                visit.windows.len(),
                problem.days()
            ),
            "give none, one for all days, or one for each day",
        ));
    }
    if visit
        .windows
        .iter()
        .flatten()
        .any(|window| window.close_s < window.open_s)
    {
        found.push(domain::Problem::new(
            "schedule.visit.closed",
            pointer,
            "opening hours end before they begin",
            "give the latest begin of service after the earliest",
        ));
    }
    let cycle = u64::MAX
        .checked_shr(64 - problem.days().clamp(1, 64) as u32)
        .unwrap_or(u64::MAX);
    for (index, option) in visit.options.iter().enumerate() {
        if option.days & !cycle != 0 || option.depot.index() >= problem.depots.len() {
            found.push(domain::Problem::new(
                "schedule.visit.option",
                format!("{pointer}.options[{index}]"),
                format!("days {:#b} from base {}", option.days, option.depot),
                "use days of the cycle and a base of the problem",
            ));
        }
    }
    if visit.unserved_cost.is_none()
        && !visit
            .options
            .iter()
            .any(|option| problem.is_usable(visit, option))
    {
        found.push(domain::Problem::new(
            "schedule.visit.no_option",
            pointer,
            "it must be served, and no base works on any of its allowed days with the skills it needs",
            "allow another day or base, or let it be left out at a cost",
        ));
    }
}
