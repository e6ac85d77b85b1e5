//! Random municipalities: every plan passes the checker, small ones agree with the oracle, runs repeat.

use super::municipalities::{SHAPES, Shape, random, territory};
use super::oracle::{fewest_cut_edges, least_outside, legal_half_posts, legal_numbers};
use uchastok::districting::{Objective, Options, Outcome, Problem, Reason, Sites, UnitIx, check, solve};
use uchastok::search::{Budget, SearchRng, ignore_progress};

/// Municipalities of the full tier, run under `UCHASTOK_SLOW=1`.
const FULL: u64 = 10_000;
/// Municipalities of every run.
const SAMPLE: u64 = 240;

fn count() -> u64 {
    if std::env::var("UCHASTOK_SLOW").is_ok_and(|slow| slow == "1") {
        return FULL;
    }
    eprintln!("{SAMPLE} of {FULL} municipalities; set UCHASTOK_SLOW=1 for all");
    SAMPLE
}

fn run(problem: &Problem, sites: Sites, threads: usize, seed: u64, moves: u64) -> Outcome {
    let options = Options {
        objectives: vec![Objective::Travel, Objective::GroupSplits, Objective::CutEdges],
        sites,
        seed,
        threads,
    };
    solve(
        problem,
        &options,
        &Budget::iterations(moves),
        &mut ignore_progress,
    )
}

fn verify(problem: &Problem, outcome: &Outcome, sites: Sites, name: &str) {
    let report = check(problem, &outcome.assignment, sites);
    assert_eq!(report.figures, outcome.figures, "{name}");
    assert_eq!(report.violations, outcome.violations, "{name}");
    assert_eq!(report.is_legal(), outcome.feasible, "{name}");
    let disconnected = outcome
        .violations
        .iter()
        .any(|violation| format!("{violation:?}").starts_with("Disc"));
    assert!(!disconnected, "{name}: a site falls into pieces");
    if outcome.feasible {
        assert!(
            outcome.sites >= outcome.bound.sites_at_least,
            "{name}: the bound is wrong"
        );
        assert!(
            outcome
                .bound
                .sites_at_most
                .is_none_or(|most| outcome.sites <= most),
            "{name}"
        );
        assert!(
            outcome.reasons.is_empty() && outcome.relaxations.is_empty(),
            "{name}"
        );
    } else {
        assert!(
            !outcome.reasons.is_empty(),
            "{name}: no reason for an illegal plan"
        );
    }
}

#[test]
fn every_plan_passes_the_checker_or_says_why_not() {
    for seed in 0..count() {
        let shape = SHAPES[seed as usize % SHAPES.len()];
        let problem = random(seed, shape, 90);
        let sites = if seed % 2 == 0 { Sites::Min } else { Sites::Free };
        let outcome = run(&problem, sites, 1, seed, 4_000);
        verify(&problem, &outcome, sites, &format!("{shape:?} {seed}"));
    }
}

#[test]
fn small_municipalities_agree_with_the_oracle() {
    for seed in 0..count() {
        let shape = SHAPES[seed as usize % SHAPES.len()];
        let units_max = if seed % 50 == 0 { 14 } else { 9 };
        let problem = random(seed, shape, units_max);
        let name = format!("{shape:?} {seed}");
        let legal = legal_numbers(&problem);
        let outcome = run(&problem, Sites::Min, 1, seed, 3_000);
        verify(&problem, &outcome, Sites::Min, &name);
        assert_eq!(
            outcome.feasible,
            !legal.is_empty(),
            "{name}: {legal:?} {:?}",
            outcome.reasons
        );
        match legal.first() {
            Some(&fewest) => assert_eq!(outcome.sites, fewest, "{name}: fewest of {legal:?}"),
            None => assert!(outcome.reasons.iter().all(|reason| reason.is_proof()), "{name}"),
        }
        for wanted in 1..=4 {
            let outcome = run(&problem, Sites::Exact(wanted), 1, seed, 500);
            verify(&problem, &outcome, Sites::Exact(wanted), &name);
            let is_legal = legal.contains(&wanted);
            assert_eq!(
                outcome.feasible, is_legal,
                "{name}: {wanted} of {legal:?} {:?}",
                outcome.reasons
            );
            let proven = outcome.reasons.iter().any(|reason| reason.is_proof());
            assert!(is_legal || proven, "{name}: {wanted} sites without a proof");
        }
    }
}

/// Of parts that are enumerated, the best plan is read off.
#[test]
fn the_fewest_cut_edges_of_small_municipalities_are_those_of_the_oracle() {
    for seed in 0..count() {
        let shape = SHAPES[seed as usize % SHAPES.len()];
        let problem = random(seed, shape, 9);
        for (sites, fewest) in fewest_cut_edges(&problem) {
            let options = Options {
                objectives: vec![Objective::CutEdges],
                sites: Sites::Exact(sites),
                ..Options::default()
            };
            let outcome = solve(&problem, &options, &Budget::iterations(500), &mut ignore_progress);
            let name = format!("{shape:?} {seed}, {sites} sites");
            assert_eq!(outcome.figures.cut_edges as i64, fewest, "{name}");
        }
    }
}

/// Places that must be together, and others apart, wherever they are: what is said to be proven is so.
#[test]
fn nothing_is_proven_of_conditions_that_the_oracle_refutes() {
    let (mut possible, mut found) = (0, 0);
    for seed in 0..count() {
        let shape = SHAPES[seed as usize % SHAPES.len()];
        let mut rng = SearchRng::stream(seed, 77);
        let mut territory = random(seed, shape, 9).territory().clone();
        let units = territory.units.len();
        let mut unit = || UnitIx(rng.below(units) as u32);
        let pairs = [(unit(), unit()), (unit(), unit())];
        territory.together = pairs
            .iter()
            .filter(|(a, b)| a != b)
            .map(|&(a, b)| vec![a, b])
            .collect();
        let apart = (unit(), unit());
        territory.apart = [apart].into_iter().filter(|(a, b)| a != b).collect();
        let Ok(problem) = Problem::new(territory) else {
            continue;
        };
        let legal = legal_numbers(&problem);
        let name = format!("{shape:?} {seed}: {legal:?}");
        for sites in [Sites::Min, Sites::Exact(1), Sites::Exact(2), Sites::Exact(3)] {
            let outcome = run(&problem, sites, 1, seed, 3_000);
            verify(&problem, &outcome, sites, &name);
            let is_legal = match sites {
                Sites::Exact(wanted) => legal.contains(&wanted),
                _ => !legal.is_empty(),
            };
            let proven = outcome.reasons.iter().any(|reason| reason.is_proof());
            assert!(is_legal || !outcome.feasible, "{name} {sites:?}");
            assert!(!(is_legal && proven), "{name} {sites:?}: {:?}", outcome.reasons);
            if let (Some(&fewest), Some(&most)) = (legal.first(), legal.last()) {
                let bound = &outcome.bound;
                assert!(bound.sites_at_least <= fewest, "{name}: {bound:?}");
                assert!(
                    bound.sites_at_most.is_none_or(|bound| bound >= most),
                    "{name}: {bound:?}"
                );
                assert_eq!(bound.norm_violation, 0, "{name}: {bound:?}");
            }
            possible += u32::from(is_legal);
            found += u32::from(is_legal && outcome.feasible);
        }
    }
    eprintln!("{found} of {possible} plans that there are were found");
    assert!(found * 100 >= possible * 98, "{found} of {possible}");
}

#[test]
fn posts_counted_in_halves_agree_with_the_oracle() {
    let (mut met, mut asked, mut halves) = (0, 0, 0);
    for seed in 0..count() {
        let shape = SHAPES[seed as usize % SHAPES.len()];
        let problem = random(seed, shape, 9);
        let legal = legal_half_posts(&problem);
        for wanted in 1..=8 {
            let name = format!("{shape:?} {seed}: {wanted} of {legal:?}");
            let sites = Sites::HalfPosts(wanted);
            let outcome = run(&problem, sites, 1, seed, 20_000);
            verify(&problem, &outcome, sites, &name);
            let is_legal = legal.contains(&wanted);
            assert!(is_legal || !outcome.feasible, "{name}");
            let proven = outcome.reasons.iter().any(|reason| reason.is_proof());
            assert!(!is_legal || !proven, "{name}: proven wrong");
            asked += u32::from(is_legal);
            met += u32::from(outcome.feasible);
            halves += u32::from(outcome.feasible && outcome.sites < wanted && outcome.sites * 2 > wanted);
        }
    }
    // Not all are found: a search that counts posts has no enumeration of small parts.
    assert!(met * 100 >= asked * 97, "{met} of {asked}");
    assert!(halves > 20, "{halves} plans with halves and whole posts");
}

/// Where no plan is legal: nobody has fewer residents outside the norm than is proven, and the search finds the fewest.
#[test]
fn plans_that_cannot_be_legal_are_outside_the_norm_as_little_as_can_be() {
    let (mut illegal, mut fewest, mut proven) = (0, 0, 0);
    for seed in 0..count() {
        let shape = SHAPES[seed as usize % SHAPES.len()];
        let problem = with_towns(&random(seed, shape, 9), seed);
        let name = format!("{shape:?} {seed}");
        let outcome = run(&problem, Sites::Free, 1, seed, 20_000);
        verify(&problem, &outcome, Sites::Free, &name);
        let (found, bound) = (outcome.figures.norm_violation, outcome.bound.norm_violation);
        let least = least_outside(&problem);
        assert!(bound <= least, "{name}: proven {bound}, but {least} are possible");
        illegal += u32::from(least > 0);
        fewest += u32::from(least > 0 && found == least);
        proven += u32::from(least > 0 && bound == least);
    }
    eprintln!("{illegal} cannot be legal: {fewest} as little outside as can be, {proven} with a proof");
    assert!(illegal > count() as u32 / 2, "{illegal}");
    assert!(fewest * 100 >= illegal * 90, "{fewest} of {illegal}");
    assert!(proven * 100 >= illegal * 60, "{proven} of {illegal}");
}

/// Full villages with hamlets behind them: what a gate proves, and its bound, against every plan.
#[test]
fn gates_and_kernels_prove_nothing_that_the_oracle_refutes() {
    let (mut gates, mut tight, mut fixed) = (0, 0, 0);
    for seed in 0..count() {
        let shape = [Shape::Tree, Shape::Grid, Shape::River][seed as usize % 3];
        let problem = with_full_villages(&random(seed, shape, 9), seed);
        let name = format!("{shape:?} {seed}");
        let legal = legal_numbers(&problem);
        let least = least_outside(&problem);
        let outcome = run(&problem, Sites::Free, 1, seed, 3_000);
        verify(&problem, &outcome, Sites::Free, &name);
        let bound = outcome.bound.norm_violation;
        assert!(bound <= least, "{name}: proven {bound}, but {least} are possible");
        assert_eq!(outcome.feasible, !legal.is_empty(), "{name}: {legal:?}");
        let has_gate = outcome
            .reasons
            .iter()
            .any(|reason| matches!(reason, Reason::OnlyWayOutFull { .. }));
        assert!(!has_gate || (legal.is_empty() && bound > 0), "{name}: {legal:?}");
        gates += u32::from(has_gate);
        tight += u32::from(has_gate && bound == least);
        for wanted in 1..=4 {
            let outcome = run(&problem, Sites::Exact(wanted), 1, seed, 500);
            verify(&problem, &outcome, Sites::Exact(wanted), &name);
            let proven = outcome.reasons.iter().any(|reason| reason.is_proof());
            assert_eq!(
                outcome.feasible,
                legal.contains(&wanted),
                "{name}: {wanted} of {legal:?}"
            );
            assert_eq!(proven, !outcome.feasible, "{name}: {wanted} of {legal:?}");
            fixed += u32::from(proven);
        }
    }
    eprintln!(
        "{gates} with a gate, {tight} of them with the least outside; {fixed} numbers proven impossible"
    );
    assert!(gates * 10 >= count() as u32, "{gates}");
    assert!(tight * 3 >= gates * 2, "{tight} of {gates}");
}

/// The municipality with villages that nearly fill a site, and hamlets.
fn with_full_villages(problem: &Problem, seed: u64) -> Problem {
    let mut territory = problem.territory().clone();
    let mut rng = SearchRng::stream(seed, 101);
    for unit in &mut territory.units {
        let norm = territory.norms[unit.norm.get()];
        let share = |of: i64, percent: usize| of * percent as i64 / 100;
        unit.population.0 = if rng.chance(1, 3) {
            share(norm.upper.0, 70 + rng.below(31))
        } else {
            share(norm.lower.0, 10 + rng.below(60))
        };
    }
    Problem::new(territory).expect("a sound territory")
}

/// The municipality with towns too large for a site: every third unit or so has as many residents as two sites.
fn with_towns(problem: &Problem, seed: u64) -> Problem {
    let mut territory = problem.territory().clone();
    let mut rng = SearchRng::stream(seed, 99);
    for unit in &mut territory.units {
        let upper = territory.norms[unit.norm.get()].upper.0;
        if rng.chance(1, 4) {
            unit.population.0 = upper + 1 + rng.below(upper as usize) as i64;
        }
    }
    Problem::new(territory).expect("a sound territory")
}

#[test]
fn one_and_two_threads_find_the_same() {
    for seed in 0..12 {
        let problem = random(seed, SHAPES[seed as usize % SHAPES.len()], 200);
        let one = run(&problem, Sites::Min, 1, seed, 60_000);
        let two = run(&problem, Sites::Min, 2, seed, 60_000);
        assert_eq!(one.assignment, two.assignment, "seed {seed}");
        assert_eq!(one.iterations, two.iterations, "seed {seed}");
    }
}

#[test]
fn a_cancelled_run_still_answers() {
    let problem = random(5, SHAPES[1], 300);
    let budget = Budget {
        iterations: None,
        stop: uchastok::search::StopToken::unlimited(),
    };
    let mut reports = 0;
    let stop = budget.stop.clone();
    let mut watch = |_: uchastok::search::Progress| {
        reports += 1;
        stop.cancel();
    };
    let outcome = solve(&problem, &Options::default(), &budget, &mut watch);
    verify(&problem, &outcome, Sites::Min, "cancelled");
    assert!(reports > 0, "no progress was reported");
}

/// True when some connected set of units with residents in the norm leaves a connected rest in the norm too.
fn can_be_halved(populations: &[i64], norm: (i64, i64), pairs: &[(u32, u32)]) -> bool {
    let units = populations.len();
    let mut near = vec![0u32; units];
    for &(a, b) in pairs {
        near[a as usize] |= 1 << b;
        near[b as usize] |= 1 << a;
    }
    let hangs_together = |set: u32| {
        let mut reach = set & set.wrapping_neg();
        loop {
            let grown = (0..units)
                .filter(|at| reach >> at & 1 == 1)
                .fold(reach, |grown, at| grown | near[at] & set);
            if grown == reach {
                return reach == set;
            }
            reach = grown;
        }
    };
    let whole = (1u32 << units) - 1;
    let fits = |people: i64| people >= norm.0 && people <= norm.1;
    let total: i64 = populations.iter().sum();
    // Residents of each half of the bits, so that a set costs one addition.
    let part = |from: usize, bits: u32| -> i64 {
        let members = (0..12).filter(|at| bits >> at & 1 == 1);
        members.map(|at| populations[from + at]).sum()
    };
    let low: Vec<i64> = (0..1u32 << 12).map(|bits| part(0, bits)).collect();
    let high: Vec<i64> = (0..1u32 << 12).map(|bits| part(12, bits)).collect();
    (1..whole).step_by(2).any(|set| {
        let people = low[set as usize & 0xfff] + high[set as usize >> 12];
        fits(people) && fits(total - people) && hangs_together(set) && hangs_together(whole ^ set)
    })
}

#[test]
fn a_part_of_24_atoms_is_enumerated_where_norms_are_narrow() {
    let mut halved = 0;
    for seed in 0..12 {
        let mut rng = SearchRng::new(seed);
        let populations: Vec<i64> = (0..24)
            .map(|unit| if unit % 6 == 0 { 20_000 } else { 500 } + rng.below(3000) as i64)
            .collect();
        let pairs: Vec<(u32, u32)> = (0..24u32)
            .flat_map(|unit| {
                let right = (unit % 6 < 5).then_some((unit, unit + 1));
                let below = (unit < 18).then_some((unit, unit + 6));
                [right, below].into_iter().flatten()
            })
            .collect();
        let half = populations.iter().sum::<i64>() / 2;
        let slack = 5 + rng.below(40) as i64;
        let norm = (half - slack, half + slack);
        let problem = Problem::new(territory(&populations, norm, &pairs)).unwrap();
        let outcome = run(&problem, Sites::Exact(2), 1, seed, 500);
        verify(&problem, &outcome, Sites::Exact(2), &format!("{seed}"));
        let legal = can_be_halved(&populations, norm, &pairs);
        assert_eq!(outcome.feasible, legal, "{seed}: {:?}", outcome.reasons);
        assert!(
            legal || outcome.reasons.iter().any(|reason| reason.is_proof()),
            "{seed}"
        );
        halved += u32::from(legal);
    }
    assert!((1..12).contains(&halved), "{halved}");
}
