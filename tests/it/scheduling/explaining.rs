//! Why a visit is left out or a day is long, and whether what is said to help does help.

use super::cases::{HOUR, MINUTE, random, travel, working_day};
use uchastok::scheduling::{
    DayIndex, DayObstacle, DayOption, Depot, DepotIndex, DriverHours, Help, Limit, LocationIndex, Obstacle,
    Options, Outcome, Problem, Rates, Remedy, Trials, Vehicle, Visit, VisitIndex, Weights, Window, check,
    day_causes, help_for_day, help_for_visit, help_with_ways, obstacles, solve,
};
use uchastok::search::{Budget, ignore_progress};

/// Two days, one field day a week, two villages half an hour away in opposite directions with four hours of work each,
/// and a small one next to the first.
fn full_day() -> Problem {
    let points = [(0, 0), (18_000, 0), (-18_000, 0), (19_000, 0)];
    let visit = |at: usize, service_s: i64| Visit {
        location: LocationIndex::from(at),
        service_s,
        options: (0..2)
            .map(|day| DayOption {
                days: 1 << day,
                depot: DepotIndex(0),
                cost: 0,
            })
            .collect(),
        unserved_cost: Some(10_000_000 / at as i64),
        ..Visit::default()
    };
    Problem {
        week_of_day: vec![0; 2],
        depots: vec![Depot {
            location: LocationIndex(0),
            shifts: vec![Some(working_day()); 2],
            field_days_per_week: Some(1),
            skills: 0,
        }],
        visits: vec![visit(1, 4 * HOUR), visit(2, 4 * HOUR), visit(3, 20 * MINUTE)],
        travel: travel(&points),
        weights: Weights {
            drive: 1,
            ..Weights::default()
        },
        ..Problem::default()
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

fn trials() -> Trials {
    Trials {
        seed: 1,
        budget: Budget::iterations(500),
        service_min_s: Vec::new(),
    }
}

#[test]
fn what_is_in_the_way_is_measured_day_by_day() {
    let problem = full_day();
    let outcome = run(&problem);
    let left_out: Vec<u32> = outcome.unserved.iter().map(|one| one.visit.0).collect();
    assert_eq!(left_out, [1]);
    let found = obstacles(&problem, &outcome, VisitIndex(1));
    let out = outcome.routes[0].day;
    assert_eq!(found.len(), 2);
    assert_eq!(found[0].day, out);
    // 8 h 20 of work, an hour's lunch, and 19 + 19 + 18 + 18 km at 10 m/s, in a day of 8 h 42.
    let needed = 8 * HOUR + 20 * MINUTE + HOUR + 7_400;
    assert_eq!(
        found[0].obstacle,
        Obstacle::DayTooShort {
            excess_s: needed - (8 * HOUR + 42 * MINUTE)
        }
    );
    assert_eq!(found[1].obstacle, Obstacle::FieldDaysUsed);
}

#[test]
fn what_is_said_to_help_is_solved_and_helps() {
    let problem = full_day();
    let outcome = run(&problem);
    let found = help_for_visit(&problem, &outcome, VisitIndex(1), &trials());
    let field_day = Remedy::FieldDay { depot: DepotIndex(0) };
    assert!(found.iter().any(|help| help.remedy == field_day), "{found:?}");
    let out = outcome.routes[0].day;
    let is_car = |remedy: Remedy| matches!(remedy, Remedy::Vehicle { days, .. } if days == 1 << out.index());
    let car = found
        .iter()
        .find(|help| is_car(help.remedy))
        .expect("another car on the day helps");
    assert_eq!(car.served, [VisitIndex(1)]);
    assert!(car.cost_after < car.cost_before);
    let shorter = found.iter().find_map(|help| match help.remedy {
        Remedy::ShorterVisit { service_s, .. } => Some(service_s),
        _ => None,
    });
    // 4 h 20 of other work, lunch and 7,400 s on the road leave 78 minutes and 40 seconds.
    assert_eq!(shorter, Some(75 * MINUTE));
}

/// Six days full of work, a seventh that is one field day too many, and a small village beside.
#[test]
fn the_first_thing_that_is_missing_is_tried_however_many_days_are_nearer() {
    let mut problem = full_day();
    problem.week_of_day = vec![0; 7];
    problem.depots[0].shifts = vec![Some(working_day()); 7];
    problem.depots[0].field_days_per_week = Some(6);
    let like = problem.visits.remove(2);
    problem.visits = (0..7)
        .map(|at| Visit {
            service_s: if at == 6 { 50 * MINUTE } else { 6 * HOUR },
            options: (0..7)
                .map(|day| DayOption {
                    days: 1 << day,
                    depot: DepotIndex(0),
                    cost: 0,
                })
                .collect(),
            unserved_cost: Some(if at == 6 { 1_000_000 } else { 10_000_000 }),
            ..like.clone()
        })
        .collect();
    let outcome = run(&problem);
    let last = VisitIndex(6);
    assert_eq!(outcome.options[6], None);
    let stands = obstacles(&problem, &outcome, last);
    let is_long = |one: &&DayObstacle| matches!(one.obstacle, Obstacle::DayTooShort { .. });
    assert_eq!(stands.iter().filter(is_long).count(), 6);
    let found = help_for_visit(&problem, &outcome, last, &trials());
    let field_day = Remedy::FieldDay { depot: DepotIndex(0) };
    assert!(found.iter().any(|help| help.remedy == field_day), "{found:?}");
    // One answer of each kind.
    let mut kinds: Vec<_> = found
        .iter()
        .map(|help| std::mem::discriminant(&help.remedy))
        .collect();
    let all = kinds.len();
    kinds.dedup();
    assert_eq!(kinds.len(), all, "{found:?}");
    // Home visits give way, the reception does not.
    let shortest = |found: &[Help]| {
        let shorter = |help: &Help| match help.remedy {
            Remedy::ShorterVisit { service_s, .. } => Some(service_s),
            _ => None,
        };
        found.iter().find_map(shorter)
    };
    let fits = shortest(&found).expect("a shorter visit fits beside");
    let bound = Trials {
        service_min_s: vec![fits + 1; 7],
        ..trials()
    };
    assert_eq!(shortest(&help_for_visit(&problem, &outcome, last, &bound)), None);
}

/// A car with a driver, on one day at one base and on the other day at another, and half an hour too little for each.
#[test]
fn a_longer_day_is_longer_for_one_base_on_one_day() {
    let mut problem = full_day();
    let mut other = problem.depots[0].clone();
    other.location = LocationIndex(0);
    problem.depots.push(other);
    problem.week_of_day = vec![0; 2];
    let option = |depot: u32| DayOption {
        days: 1 << depot,
        depot: DepotIndex(depot),
        cost: 0,
    };
    problem.visits.truncate(2);
    for (visit, depot) in problem.visits.iter_mut().zip(0..) {
        visit.service_s = 4 * HOUR;
        visit.options = vec![option(depot)];
    }
    problem.vehicles = vec![Vehicle {
        on_day: vec![1; 2],
        hours: Some(DriverHours {
            start_s: 8 * HOUR + 30 * MINUTE,
            end_s: 14 * HOUR,
        }),
        rates: Rates {
            drive: 1,
            ..Rates::default()
        },
        ..Vehicle::default()
    }];
    let outcome = run(&problem);
    assert_eq!(outcome.unserved.len(), 2);
    let found = help_for_visit(&problem, &outcome, VisitIndex(0), &trials());
    let longer = found
        .iter()
        .find(|help| matches!(help.remedy, Remedy::LongerDay { .. }))
        .expect("a longer day helps");
    assert_eq!(longer.served, [VisitIndex(0)]);
}

#[test]
fn a_place_without_a_way_is_said_to_have_none() {
    let mut problem = full_day();
    let far = problem.travel.locations;
    for at in 0..far {
        problem.travel.time_s[at * far + 2] = 1_000_000;
    }
    let outcome = run(&problem);
    let stands = obstacles(&problem, &outcome, VisitIndex(1));
    assert!(!stands.is_empty());
    assert!(
        stands.iter().all(|one| one.obstacle == Obstacle::NoWay),
        "{stands:?}"
    );
}

#[test]
fn a_round_that_only_moves_to_another_day_is_no_shorter_day() {
    let mut problem = full_day();
    problem.visits.truncate(1);
    let outcome = run(&problem);
    let day = outcome.routes[0].day;
    let found = help_for_day(&problem, &outcome, (DepotIndex(0), day), &trials());
    assert!(!found.is_empty());
    for help in &found {
        assert!(matches!(help.remedy, Remedy::ShorterVisit { .. }), "{help:?}");
        assert!(help.day_s.is_some_and(|(_, after)| after > 0), "{help:?}");
    }
}

#[test]
fn a_ferry_helps_as_far_as_it_shortens_the_way() {
    let problem = full_day();
    let outcome = run(&problem);
    let mut ways = problem.travel.clone();
    for time in &mut ways.time_s {
        *time /= 10;
    }
    let none = help_with_ways(
        &problem,
        &outcome,
        VisitIndex(1),
        problem.travel.clone(),
        &trials(),
    );
    assert_eq!(none, None);
    // Even so 8 h 20 of work and lunch do not fit one day.
    assert_eq!(
        help_with_ways(&problem, &outcome, VisitIndex(1), ways.clone(), &trials()),
        None
    );
    let mut shorter = problem;
    shorter.visits[1].service_s = 3 * HOUR;
    let outcome = run(&shorter);
    let help = help_with_ways(&shorter, &outcome, VisitIndex(1), ways, &trials());
    assert_eq!(help.map(|help| help.remedy), Some(Remedy::Ways));
}

#[test]
fn a_long_day_is_taken_apart() {
    let mut problem = full_day();
    problem.visits[2].windows = vec![Some(Window {
        open_s: 14 * HOUR,
        close_s: 15 * HOUR,
    })];
    let outcome = run(&problem);
    let route = &outcome.routes[0];
    let causes = day_causes(&problem, route);
    assert_eq!(causes.length_s, route.return_s - route.departure_s);
    assert_eq!(
        causes.drive_s + causes.service_s + causes.lunch_s + causes.waiting_s,
        causes.length_s
    );
    assert_eq!(causes.farthest, Some((VisitIndex(2), 3_800)));
    let (visit, saved) = causes.dearest.expect("a round has stops");
    assert_eq!(visit, VisitIndex(0));
    assert!(saved >= 4 * HOUR, "{saved}");
    assert!(
        causes
            .limits
            .iter()
            .any(|(limit, _)| *limit == Limit::Closing(VisitIndex(2)))
    );
    assert!(causes.limits.windows(2).all(|pair| pair[0].1 <= pair[1].1));
}

#[test]
fn a_long_day_is_shortened_by_one_more_field_day() {
    let mut problem = full_day();
    problem.visits.remove(1);
    let outcome = run(&problem);
    let route = &outcome.routes[0];
    assert_eq!(route.stops.len(), 2);
    let found = help_for_day(&problem, &outcome, (DepotIndex(0), route.day), &trials());
    let best = found.first().expect("something helps");
    let (before, after) = best.day_s.expect("a day was asked about");
    assert!(after + 15 * MINUTE <= before, "{found:?}");
}

/// On random problems of every feature: parts of a day add up, and help is real.
#[test]
fn help_on_random_problems_is_feasible() {
    let slow = std::env::var_os("UCHASTOK_SLOW").is_some();
    for seed in 0..if slow { 500 } else { 15 } {
        let problem = random(seed);
        let options = Options {
            seed,
            ..Options::default()
        };
        let outcome = solve(&problem, &options, &Budget::iterations(100), &mut ignore_progress);
        for route in &outcome.routes {
            let causes = day_causes(&problem, route);
            assert!(causes.waiting_s >= 0, "seed {seed}: {causes:?}");
            assert!(causes.limits.iter().all(|&(_, left)| left >= 0), "seed {seed}");
            let found = help_for_day(&problem, &outcome, (route.depot, route.day), &trials());
            assert!(found.iter().all(|help| help.day_s.is_some_and(|(a, b)| b < a)));
        }
        for one in &outcome.unserved {
            for obstacle in obstacles(&problem, &outcome, one.visit) {
                assert!(obstacle.day < DayIndex(problem.days() as u32), "seed {seed}");
            }
            for help in help_for_visit(&problem, &outcome, one.visit, &trials()) {
                assert!(help.served.contains(&one.visit), "seed {seed}");
            }
        }
        let report = check(&problem, &outcome.routes, &outcome.options);
        assert_eq!(report.violations, vec![], "seed {seed}");
    }
}
