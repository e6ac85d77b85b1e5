//! What every answer keeps: the checker's rules, reproducibility, the stop token, and times a person can follow.

use super::cases::{HOUR, MINUTE, random, rural_site, working_day};
use std::time::Duration;
use uchastok::exchange::instances::schedule::read;
use uchastok::scheduling::{
    DepotIndex, LocationIndex, Options, Outcome, Problem, TravelMatrix, VEHICLES_MAX, Vehicle, check, faults,
    solve,
};
use uchastok::search::{Budget, StopToken, ignore_progress};

fn run(problem: &Problem, iterations: u64, options: Options) -> Outcome {
    solve(
        problem,
        &options,
        &Budget::iterations(iterations),
        &mut ignore_progress,
    )
}

/// An empty answer once passed for the best one where every visit must be served.
#[test]
fn what_must_be_served_is_served() {
    let file = "1 1 2 1\n0 0\n0 0 0 0 0 0 0\n1 3 4 0 1 1 1 1\n2 6 8 0 1 1 1 1\n";
    let problem = read(file).unwrap().problem;
    for iterations in [0, 10, 1_000] {
        let outcome = run(&problem, iterations, Options::default());
        assert!(outcome.feasible, "{iterations}: {:?}", outcome.violations);
        assert_eq!(
            outcome
                .routes
                .iter()
                .map(|route| route.stops.len())
                .sum::<usize>(),
            2
        );
    }
}

#[test]
fn random_problems_are_solved_and_pass_the_checker() {
    let slow = std::env::var_os("UCHASTOK_SLOW").is_some();
    let count = if slow { 10_000 } else { 150 };
    if !slow {
        println!("{count} random problems; 10,000 with UCHASTOK_SLOW=1");
    }
    for seed in 0..count {
        let problem = random(seed);
        assert_eq!(faults(&problem), vec![], "seed {seed}");
        let outcome = run(
            &problem,
            [1, 10, 100][seed as usize % 3],
            Options {
                seed,
                ..Options::default()
            },
        );
        assert!(outcome.feasible, "seed {seed}: {:?}", outcome.violations);
        let report = check(&problem, &outcome.routes, &outcome.options);
        assert_eq!(report.violations, vec![], "seed {seed}");
        assert_eq!(report.cost, outcome.cost, "seed {seed}");
        assert_eq!(
            outcome.unserved.len(),
            outcome.options.iter().filter(|o| o.is_none()).count()
        );
    }
}

#[test]
fn a_rural_site_is_served_in_full_on_three_field_days_a_week() {
    let problem = rural_site();
    for seed in 0..5 {
        let outcome = run(
            &problem,
            3000,
            Options {
                seed,
                ..Options::default()
            },
        );
        assert!(outcome.feasible, "{:?}", outcome.violations);
        assert_eq!(outcome.unserved, vec![], "seed {seed}");
        assert_eq!(
            outcome.cost.options, 0,
            "seed {seed}: a village is visited less often than asked"
        );
        for week in 0..4 {
            let mut days: Vec<u32> = outcome
                .routes
                .iter()
                .map(|r| r.day.0)
                .filter(|day| day / 5 == week)
                .collect();
            days.dedup();
            assert!(
                (1..=3).contains(&days.len()),
                "seed {seed}, week {week}: {days:?}"
            );
        }
        for route in &outcome.routes {
            let late = route.return_s > 13 * HOUR;
            assert_eq!(route.lunch.is_some(), late, "{route:?}");
        }
    }
}

#[test]
fn the_same_seed_gives_the_same_answer_on_one_and_two_threads() {
    for seed in 0..4 {
        let problem = random(seed + 500);
        let one = run(
            &problem,
            300,
            Options {
                seed,
                chains: 2,
                threads: 1,
            },
        );
        let two = run(
            &problem,
            300,
            Options {
                seed,
                chains: 2,
                threads: 2,
            },
        );
        assert_eq!(one, two, "seed {seed}");
    }
}

#[test]
fn a_cancelled_run_answers_with_its_first_solution() {
    let stop = StopToken::unlimited();
    stop.cancel();
    let budget = Budget {
        iterations: None,
        stop,
    };
    let outcome = solve(&rural_site(), &Options::default(), &budget, &mut ignore_progress);
    assert_eq!(outcome.iterations, 0);
    assert!(outcome.feasible, "{:?}", outcome.violations);
    let timed = Budget {
        iterations: None,
        stop: StopToken::after(Duration::from_millis(50)),
    };
    assert!(solve(&rural_site(), &Options::default(), &timed, &mut ignore_progress).feasible);
}

#[test]
fn the_checker_finds_what_is_wrong() {
    let problem = rural_site();
    let good = run(&problem, 500, Options::default());
    let broken = |change: &dyn Fn(&mut Outcome)| {
        let mut bad = good.clone();
        change(&mut bad);
        let report = check(&problem, &bad.routes, &bad.options);
        report.violations.first().map(|violation| violation.code)
    };
    assert_eq!(broken(&|_| ()), None);
    assert_eq!(
        broken(&|bad| bad.routes[0].stops[0].arrival_s -= 1),
        Some("route.times")
    );
    assert_eq!(broken(&|bad| bad.routes[0].return_s += 1), Some("route.times"));
    assert_eq!(broken(&|bad| bad.routes[0].distance += 1), Some("route.sums"));
    assert_eq!(broken(&|bad| bad.options[0] = None), Some("visit.days"));
    assert_eq!(
        broken(&|bad| {
            bad.routes.remove(0);
        }),
        Some("visit.days")
    );
    let with_lunch = good
        .routes
        .iter()
        .position(|route| route.lunch.is_some())
        .unwrap();
    assert_eq!(
        broken(&|bad| bad.routes[with_lunch].lunch = None),
        Some("route.times")
    );
    let mut short = problem.clone();
    for shift in short.depots[0].shifts.iter_mut().flatten() {
        shift.end_s = working_day().start_s + 10 * MINUTE;
    }
    assert!(
        check(&short, &good.routes, &good.options)
            .violations
            .iter()
            .any(|v| v.code == "route.hours")
    );
}

#[test]
fn every_fault_is_named_at_once() {
    let mut problem = rural_site();
    problem.visits[0].service_s = -1;
    problem.visits[1].options[0].days = 1 << 40;
    problem.depots[0].shifts.pop();
    problem.travel.time_s[3] = -5;
    problem.vehicles = vec![Vehicle {
        on_day: vec![1; 20],
        depots: vec![DepotIndex(7)],
        garage: Some(LocationIndex(99)),
        capacity: Some(-1),
        travel: Some(TravelMatrix::default()),
        ..Vehicle::default()
    }];
    let codes: Vec<String> = faults(&problem).into_iter().map(|fault| fault.code).collect();
    let expected = [
        "schedule.travel.range",
        "schedule.depot.shifts",
        "schedule.vehicle.base",
        "schedule.location.unknown",
        "schedule.vehicle.range",
        "schedule.travel.shape",
        "schedule.visit.range",
        "schedule.visit.option",
    ];
    assert_eq!(codes, expected);
    problem.vehicles = vec![Vehicle::default(); VEHICLES_MAX + 1];
    let codes: Vec<String> = faults(&problem).into_iter().map(|fault| fault.code).collect();
    assert!(codes.contains(&"schedule.vehicles.many".to_owned()));
    assert!(codes.contains(&"schedule.vehicle.days".to_owned()));
    assert!(!run(&problem, 10, Options::default()).feasible);
}

#[test]
fn a_run_stops_while_it_builds_its_first_solution() {
    let visits = 1_000;
    let rows: String = (1..=visits)
        .map(|at| format!("{at} {} {} 0 1 1 2 1 2\n", at * 37 % 1009, at * 91 % 1013))
        .collect();
    let text = format!("1 20 {visits} 2\n0 60\n0 60\n0 500 500 0 0 0 0\n{rows}");
    let stop = StopToken::unlimited();
    stop.cancel();
    let budget = Budget {
        iterations: None,
        stop,
    };
    let problem = read(&text).unwrap().problem;
    let outcome = solve(&problem, &Options::default(), &budget, &mut ignore_progress);
    let served = outcome.options.iter().flatten().count();
    assert!(
        0 < served && served < visits,
        "{served} visits are in the plan of a cancelled run"
    );
}
