//! Exhaustive search on very small problems: the solver must find the optimum.

use super::cases::travel;
use uchastok::scheduling::{
    DayOption, Depot, DepotIndex, LocationIndex, Options, Problem, Shift, Visit, Weights, days_of, solve,
};
use uchastok::search::{Budget, SearchRng, ignore_progress};

const CAPACITY: i64 = 10;
const VEHICLES: usize = 2;

fn small(seed: u64) -> Problem {
    let mut rng = SearchRng::new(seed);
    let days = 1 + rng.below(3);
    let visits = 1 + rng.below(5);
    let points: Vec<(i64, i64)> = (0..=visits)
        .map(|_| (rng.below(1000) as i64, rng.below(1000) as i64))
        .collect();
    let shift = Shift {
        vehicles: VEHICLES as u32,
        capacity: Some(CAPACITY),
        duration_max_s: None,
        start_s: 0,
        end_s: 1_000_000,
        regular_end_s: 1_000_000,
        comfortable_s: None,
        lunch: None,
        timetabled: false,
    };
    Problem {
        week_of_day: vec![0; days],
        depots: vec![Depot {
            location: LocationIndex(0),
            shifts: vec![Some(shift); days],
            field_days_per_week: None,
            skills: 0,
        }],
        vehicles: Vec::new(),
        visits: (0..visits)
            .map(|at| Visit {
                location: LocationIndex::from(at + 1),
                service_s: 0,
                demand: 1 + rng.below(6) as i64,
                options: (0..1 + rng.below(3))
                    .map(|_| DayOption {
                        days: 1 + rng.below((1 << days) - 1) as u64,
                        depot: DepotIndex(0),
                        cost: rng.below(200) as i64,
                    })
                    .collect(),
                windows: Vec::new(),
                unserved_cost: Some(5_000),
                skills: 0,
                equipment: 0,
            })
            .collect(),
        travel: travel(&points),
        weights: Weights {
            distance: 1,
            drive: 0,
            route: 50,
            overtime: 0,
            peak_vehicle: 0,
            long_day: 0,
        },
    }
}

/// Least cost of the visits still to be chosen, given those already on each day.
fn optimum(problem: &Problem, next: usize, on_day: &mut Vec<Vec<usize>>) -> i64 {
    let Some(visit) = problem.visits.get(next) else {
        return on_day
            .iter()
            .map(|visits| best_day(problem, visits))
            .fold(0, i64::saturating_add);
    };
    let mut best = 5_000_i64.saturating_add(optimum(problem, next + 1, on_day));
    for option in &visit.options {
        for day in days_of(option.days) {
            on_day[day.index()].push(next);
        }
        best = best.min(option.cost.saturating_add(optimum(problem, next + 1, on_day)));
        for day in days_of(option.days) {
            on_day[day.index()].pop();
        }
    }
    best
}

/// Best split of one day's visits over two vehicles.
fn best_day(problem: &Problem, visits: &[usize]) -> i64 {
    (0..1_u32 << visits.len())
        .map(|split| {
            let side = |bit| {
                visits
                    .iter()
                    .enumerate()
                    .filter(move |(i, _)| split >> i & 1 == bit)
                    .map(|(_, &v)| v)
            };
            tour(problem, side(0).collect()).saturating_add(tour(problem, side(1).collect()))
        })
        .min()
        .unwrap_or(0)
}

fn tour(problem: &Problem, visits: Vec<usize>) -> i64 {
    if visits.is_empty() {
        return 0;
    }
    if visits.iter().map(|&v| problem.visits[v].demand).sum::<i64>() > CAPACITY {
        return i64::MAX;
    }
    fn walk(problem: &Problem, at: usize, left: &mut Vec<usize>) -> i64 {
        let leg = |a: usize, b: usize| {
            problem
                .travel
                .distance(LocationIndex::from(a), LocationIndex::from(b))
        };
        if left.is_empty() {
            return leg(at, 0);
        }
        (0..left.len())
            .map(|i| {
                let next = left.swap_remove(i);
                let cost = leg(at, next + 1) + walk(problem, next + 1, left);
                left.push(next);
                let last = left.len() - 1;
                left.swap(i, last);
                cost
            })
            .min()
            .unwrap_or(i64::MAX)
    }
    50 + walk(problem, 0, &mut visits.clone())
}

#[test]
fn small_problems_are_solved_to_the_optimum() {
    for seed in 0..60 {
        let problem = small(seed);
        let best = optimum(&problem, 0, &mut vec![Vec::new(); problem.days()]);
        let options = Options {
            seed,
            ..Options::default()
        };
        let outcome = solve(
            &problem,
            &options,
            &Budget::iterations(1500),
            &mut ignore_progress,
        );
        assert!(outcome.feasible, "seed {seed}");
        assert_eq!(outcome.cost.total(), best, "seed {seed}");
    }
}
