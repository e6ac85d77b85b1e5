//! The fewest sites where sites have few units each, the case in which a plan with one site less is hardest to find:
//! generated towns of block groups, three to nine units a site.
//!
//! `cargo bench --bench districting_few` prints sites found in 10 s on one thread (`UCHASTOK_BENCH_SECONDS` sets another
//! limit), all of the search and without giving up sites window by window, beside the proven least number.
#![allow(clippy::print_stdout, clippy::expect_used)]

use std::time::Duration;
use uchastok::districting::{
    Border, Feature, NodeIx, NormIx, Objective, Options, Outcome, Problem, Road, Sites, Territory, Unit,
    UnitIx, solve, solve_without, violations,
};
use uchastok::domain::{Metres, Norm, Persons};
use uchastok::search::{Budget, SearchRng, StopToken, ignore_progress};

/// Side of the square of units, and mean residents of a unit.
const TOWNS: &[(u32, u64)] = &[(20, 1_900), (24, 1_500), (48, 1_350), (71, 740), (141, 1_350)];

fn main() {
    let seconds = std::env::var("UCHASTOK_BENCH_SECONDS")
        .ok()
        .and_then(|text| text.parse().ok())
        .unwrap_or(10.0);
    println!("{seconds} s, one thread, norm 5,000–7,000; sites of two seeds");
    println!(
        "{:>6} {:>10} {:>8} {:>12} {:>18}",
        "units", "residents", "bound", "all", "without Vacating"
    );
    for &(side, mean) in TOWNS {
        let problem = town(side, mean);
        let people: i64 = problem
            .territory()
            .units
            .iter()
            .map(|unit| unit.population.0)
            .sum();
        let mut bound = 0;
        let mut row = |without: Option<Feature>| {
            let found: Vec<String> = (1..=2)
                .map(|seed| {
                    let outcome = run(&problem, without, seed, seconds);
                    bound = bound.max(outcome.bound.sites_at_least);
                    let found = violations(&problem, &outcome.assignment, Sites::Free);
                    if found.is_empty() {
                        outcome.sites.to_string()
                    } else {
                        "none legal".to_owned()
                    }
                })
                .collect();
            found.join(", ")
        };
        let (all, without) = (row(None), row(Some(Feature::Vacating)));
        println!(
            "{:>6} {people:>10} {bound:>8} {all:>12} {without:>18}",
            side * side
        );
    }
}

fn run(problem: &Problem, without: Option<Feature>, seed: u64, seconds: f64) -> Outcome {
    let options = Options {
        objectives: vec![Objective::Travel],
        sites: Sites::Min,
        seed,
        threads: 1,
    };
    let budget = Budget {
        iterations: None,
        stop: StopToken::after(Duration::from_secs_f64(seconds)),
    };
    match without {
        None => solve(problem, &options, &budget, &mut ignore_progress),
        Some(part) => solve_without(problem, &options, part, &budget, &mut ignore_progress),
    }
}

/// A square of block groups of very different size: each borders on those beside it and on one across a corner.
fn town(side: u32, mean: u64) -> Problem {
    let mut rng = SearchRng::stream(u64::from(side), mean);
    let mut share = || 30 + rng.below(141) as u64;
    let units = (0..side * side)
        .map(|_| Unit {
            population: Persons((mean * share() * share() / 10_000).clamp(4, 6_990) as i64),
            norm: NormIx(0),
            pinned: None,
        })
        .collect();
    let at = |x: u32, y: u32| y * side + x;
    let mut pairs = Vec::new();
    for (x, y) in (0..side).flat_map(|y| (0..side).map(move |x| (x, y))) {
        let (right, below) = (x + 1 < side, y + 1 < side);
        pairs.extend(right.then(|| (at(x, y), at(x + 1, y))));
        pairs.extend(below.then(|| (at(x, y), at(x, y + 1))));
        if right && below {
            let rises = rng.chance(1, 2);
            pairs.push(if rises {
                (at(x, y + 1), at(x + 1, y))
            } else {
                (at(x, y), at(x + 1, y + 1))
            });
        }
    }
    let border = |&(a, b): &(u32, u32)| Border {
        a: UnitIx(a),
        b: UnitIx(b),
        length: 100,
    };
    let road = |&(a, b): &(u32, u32)| Road::new(NodeIx(a), NodeIx(b), Metres(400 + i64::from(a * 37 % 200)));
    Problem::new(Territory {
        units,
        norms: vec![Norm {
            lower: Persons(5_000),
            upper: Persons(7_000),
        }],
        borders: pairs.iter().map(border).collect(),
        roads: pairs.iter().map(road).collect(),
        ..Territory::default()
    })
    .expect("a sound territory")
}
