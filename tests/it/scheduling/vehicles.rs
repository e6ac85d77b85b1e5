//! Vehicles of several kinds: who gets which, on which day, at what price.

use super::cases::{HOUR, travel, working_day};
use uchastok::scheduling::{
    DayIndex, DayOption, Depot, DepotIndex, Dispatcher, DriverHours, Emergency, LocationIndex, MoveReason,
    Options, Outcome, Problem, Published, Rates, UnservedReason, Vehicle, VehicleIndex, Visit, VisitIndex,
    Weights, check, repair, solve,
};
use uchastok::search::{Budget, ignore_progress};

/// A week, two workers a kilometre apart, and a village beyond each of them.
fn two_workers() -> Problem {
    let points = [(0, 0), (1_000, 0), (-20_000, 0), (21_000, 0)];
    let base = |at: usize| Depot {
        location: LocationIndex::from(at),
        shifts: vec![Some(working_day()); 5],
        field_days_per_week: None,
        skills: 0,
    };
    let visit = |at: usize, depot: usize| Visit {
        location: LocationIndex::from(at),
        service_s: HOUR,
        options: (0..5)
            .map(|day| DayOption {
                days: 1 << day,
                depot: DepotIndex::from(depot),
                cost: 0,
            })
            .collect(),
        unserved_cost: Some(1_000_000),
        ..Visit::default()
    };
    Problem {
        week_of_day: vec![0; 5],
        depots: vec![base(0), base(1)],
        visits: vec![visit(2, 0), visit(3, 1)],
        travel: travel(&points),
        weights: Weights {
            drive: 1,
            ..Weights::default()
        },
        ..Problem::default()
    }
}

fn car(on_day: [u32; 5]) -> Vehicle {
    Vehicle {
        on_day: on_day.to_vec(),
        rates: Rates {
            drive: 1,
            ..Rates::default()
        },
        ..Vehicle::default()
    }
}

fn run(problem: &Problem) -> Outcome {
    let outcome = solve(
        problem,
        &Options::default(),
        &Budget::iterations(2_000),
        &mut ignore_progress,
    );
    assert!(outcome.feasible, "{:?}", outcome.violations);
    outcome
}

#[test]
fn a_lent_car_is_used_on_its_day_by_one_worker_at_a_time() {
    let mut problem = two_workers();
    problem.vehicles = vec![car([0, 1, 0, 1, 0])];
    let outcome = run(&problem);
    let mut days: Vec<u32> = outcome.routes.iter().map(|route| route.day.0).collect();
    days.sort_unstable();
    assert_eq!(days, [1, 3]);
    problem.vehicles = vec![car([0, 1, 0, 0, 0])];
    let outcome = run(&problem);
    assert_eq!(outcome.routes.len(), 1);
    assert_eq!(outcome.unserved.len(), 1);
}

#[test]
fn a_visit_off_the_road_takes_the_vehicle_that_goes_there() {
    let mut problem = two_workers();
    problem.visits[0].equipment = 0b10;
    let cheap = car([1; 5]);
    let strong = Vehicle {
        equipment: 0b11,
        rates: Rates {
            day: 5_000,
            drive: 3,
            ..Rates::default()
        },
        ..car([1; 5])
    };
    problem.vehicles = vec![cheap, strong];
    let outcome = run(&problem);
    let of = |depot: u32| {
        outcome
            .routes
            .iter()
            .find(|route| route.depot.0 == depot)
            .and_then(|route| route.vehicle)
    };
    assert_eq!(of(0), Some(VehicleIndex(1)));
    assert_eq!(of(1), Some(VehicleIndex(0)));
    assert_eq!(outcome.cost.routes, 5_000);
    problem.vehicles.pop();
    let outcome = run(&problem);
    assert_eq!(outcome.unserved.len(), 1);
    assert_eq!(outcome.unserved[0].reason, UnservedReason::NoOption);
}

#[test]
fn a_garage_costs_its_ways_and_its_driver_sets_the_hours() {
    let mut problem = two_workers();
    problem.visits.truncate(1);
    let rates = Rates {
        distance: 2,
        drive: 1,
        duty: 1,
        day: 100,
    };
    problem.vehicles = vec![Vehicle {
        garage: Some(LocationIndex(1)),
        hours: Some(DriverHours {
            start_s: 10 * HOUR,
            end_s: 18 * HOUR,
        }),
        rates,
        ..car([1; 5])
    }];
    let outcome = run(&problem);
    let route = &outcome.routes[0];
    // 20 km out and back at 10 m/s, and a kilometre from the garage and back to it.
    assert_eq!((route.distance, route.drive_s), (40_000, 4_000));
    assert_eq!(outcome.cost.travel, 2 * 42_000 + 4_200);
    assert_eq!(outcome.cost.duty, route.return_s - route.departure_s + 200);
    assert_eq!(outcome.cost.routes, 100);
    assert!(route.departure_s >= 10 * HOUR + 100);
    problem.vehicles[0].hours = Some(DriverHours {
        start_s: 10 * HOUR,
        end_s: 11 * HOUR,
    });
    assert!(matches!(
        run(&problem).unserved[0].reason,
        UnservedReason::LongerThanDay { .. }
    ));
}

#[test]
fn a_boat_on_its_own_ways_is_chosen_where_the_road_is_long() {
    let mut problem = two_workers();
    let mut boat = car([1; 5]);
    let mut ways = problem.travel.clone();
    for time in &mut ways.time_s {
        *time /= 4;
    }
    boat.travel = Some(ways);
    boat.depots = vec![DepotIndex(0)];
    problem.vehicles = vec![car([1; 5]), boat];
    let outcome = run(&problem);
    let boats: Vec<u32> = outcome
        .routes
        .iter()
        .filter(|route| route.vehicle == Some(VehicleIndex(1)))
        .map(|route| route.depot.0)
        .collect();
    assert_eq!(boats, [0]);
    assert_eq!(outcome.cost.travel, 1_000 + 4_000);
}

/// The bus there at 9:03 and home at 16:00 once left three hours of waiting before lunch and the reception after it.
#[test]
fn who_rides_receives_on_arrival_and_eats_before_the_way_home() {
    let mut problem = two_workers();
    problem.vehicles = vec![Vehicle {
        hours: Some(DriverHours {
            start_s: working_day().start_s,
            end_s: 16 * HOUR,
        }),
        timetabled: true,
        ..car([1; 5])
    }];
    for route in &run(&problem).routes {
        let stop = route.stops[0];
        assert_eq!(stop.start_s, stop.arrival_s, "{route:?}");
        let lunch = route.lunch.unwrap();
        assert!(lunch.start_s >= stop.start_s + HOUR, "{route:?}");
    }
}

#[test]
fn an_appointment_begins_on_its_day_at_its_time() {
    let mut problem = two_workers();
    problem.visits[1].appoint(5, DayIndex(2), 11 * HOUR);
    let outcome = run(&problem);
    let route = outcome
        .routes
        .iter()
        .find(|route| route.depot.0 == 1)
        .expect("the appointment is kept");
    assert_eq!((route.day.0, route.stops[0].start_s), (2, 11 * HOUR));
}

#[test]
fn an_emergency_takes_a_vehicle_that_goes_there() {
    let mut problem = two_workers();
    problem.visits[1].equipment = 1;
    problem.visits[1].options.clear();
    let strong = Vehicle {
        equipment: 1,
        ..car([1; 5])
    };
    problem.vehicles = vec![car([2; 5]), strong];
    let outcome = run(&problem);
    let day = outcome.routes[0].day;
    let emergency = Emergency {
        visit: VisitIndex(1),
        day,
        now_s: 9 * HOUR,
    };
    let ways = Dispatcher::new(&problem).insertions(&outcome.routes, &emergency, 5);
    assert!(!ways.is_empty());
    assert!(ways.iter().all(|way| way.vehicle == Some(VehicleIndex(1))));
}

/// The car lent on Tuesday is not lent any more: what it did moves, the rest stays.
#[test]
fn a_car_that_is_no_longer_lent_moves_what_it_did() {
    let mut problem = two_workers();
    problem.vehicles = vec![car([0, 1, 0, 1, 0]), car([0, 0, 1, 0, 0])];
    problem.vehicles[1].rates.day = 100_000;
    let before = run(&problem);
    assert!(
        before
            .routes
            .iter()
            .all(|route| route.vehicle == Some(VehicleIndex(0)))
    );
    let published = Published::of(&problem, &before);
    let again = |problem: &Problem| {
        repair(
            problem,
            (&published, None),
            50_000,
            &Options::default(),
            &Budget::iterations(1_000),
            &mut ignore_progress,
        )
    };
    assert_eq!(again(&problem).moved, vec![]);
    problem.vehicles[0].on_day[1] = 0;
    let after = again(&problem);
    assert!(after.outcome.feasible);
    assert_eq!(after.moved.len(), 1);
    assert_eq!((after.moved[0].before, after.moved[0].after), (0b10, 0b100));
    assert_eq!(after.moved[0].reason, MoveReason::NotAllowed);
}

#[test]
fn the_checker_sees_a_vehicle_misused() {
    let mut problem = two_workers();
    problem.vehicles = vec![car([1; 5]), car([1, 1, 1, 1, 1])];
    let outcome = run(&problem);
    let codes = |problem: &Problem| -> Vec<&'static str> {
        let report = check(problem, &outcome.routes, &outcome.options);
        report.violations.into_iter().map(|breach| breach.code).collect()
    };
    assert!(codes(&problem).is_empty());
    let used = outcome.routes[0]
        .vehicle
        .expect("a vehicle of the problem")
        .index();
    let day = outcome.routes[0].day.index();
    let depot = outcome.routes[0].depot;
    let mut missing = problem.clone();
    missing.vehicles[used].on_day[day] = 0;
    assert!(codes(&missing).contains(&"vehicle.count"));
    let mut elsewhere = problem.clone();
    elsewhere.vehicles[used].depots = vec![DepotIndex(1 - depot.0)];
    assert!(codes(&elsewhere).contains(&"vehicle.base"));
    let mut plain = problem.clone();
    plain.visits[outcome.routes[0].stops[0].visit.index()].equipment = 1;
    assert!(codes(&plain).contains(&"vehicle.equipment"));
    let mut tired = problem.clone();
    tired.vehicles[used].hours = Some(DriverHours {
        start_s: 0,
        end_s: HOUR,
    });
    assert!(codes(&tired).contains(&"vehicle.hours"));
}
