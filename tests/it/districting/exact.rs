//! The bound on travel and the proof of the least travel, against every plan of small municipalities.

use super::municipalities::{SHAPES, random, territory};
use super::oracle::least_travel;
use std::path::Path;
use uchastok::districting::{
    NoProof, NormIx, Objective, Options, Problem, SiteIx, Sites, UnitIx, check, prove, solve, violations,
};
use uchastok::domain::Persons;
use uchastok::exchange::instances::districting::read;
use uchastok::search::{Budget, Progress, SearchRng, ignore_progress};

/// Municipalities of the full tier, run under `UCHASTOK_SLOW=1`.
const FULL: u64 = 5_000;
/// Municipalities of every run.
const SAMPLE: u64 = 300;

fn count() -> u64 {
    if std::env::var("UCHASTOK_SLOW").is_ok_and(|slow| slow == "1") {
        return FULL;
    }
    eprintln!("{SAMPLE} of {FULL} municipalities; set UCHASTOK_SLOW=1 for all");
    SAMPLE
}

fn options(sites: Sites) -> Options {
    Options {
        objectives: vec![Objective::Travel],
        sites,
        seed: 1,
        threads: 1,
    }
}

/// A random municipality with, now and then, each of what else a plan must keep.
pub(super) fn with_rules(seed: u64) -> Problem {
    let shape = SHAPES[seed as usize % SHAPES.len()];
    let plain = random(seed, shape, 9);
    let mut rng = SearchRng::stream(seed, 77);
    let mut territory = plain.territory().clone();
    let units = territory.units.len();
    let any = |rng: &mut SearchRng| rng.below(units);
    if rng.chance(1, 3) {
        let empty = any(&mut rng);
        territory.units[empty].population = Persons(0);
    }
    let (a, b) = (any(&mut rng), any(&mut rng));
    match rng.below(6) {
        0 if a != b => territory.apart.push((UnitIx::at(a), UnitIx::at(b))),
        1 if a != b => territory.together.push(vec![UnitIx::at(a), UnitIx::at(b)]),
        2 => {
            territory.units[a].pinned = Some(SiteIx(0));
            territory.units[b].pinned = Some(SiteIx(u32::from(a != b)));
        }
        3 => {
            let first = solve(
                &plain,
                &options(Sites::Free),
                &Budget::iterations(500),
                &mut ignore_progress,
            );
            if first.feasible && first.sites > 1 {
                territory.incumbent = Some(first.assignment.into_iter().map(Some).collect());
                territory.locked = vec![SiteIx(0)];
            }
        }
        _ => {}
    }
    Problem::new(territory).expect("a sound territory")
}

#[test]
fn bounds_and_proofs_agree_with_the_oracle() {
    let (mut proven, mut tight, mut plans) = (0u32, 0u32, 0u32);
    for seed in 0..count() {
        let problem = with_rules(seed);
        for (sites, least) in least_travel(&problem) {
            let wanted = options(Sites::Exact(sites));
            let name = format!("seed {seed}, {sites} sites, least travel {least}");
            let outcome = solve(
                &problem,
                &wanted,
                &Budget::iterations(3_000),
                &mut ignore_progress,
            );
            if let Some(bound) = outcome.bound.objective {
                assert!(bound <= least, "{name}: the bound {bound} is above it");
                tight += u32::from(bound * 100 >= least * 98);
            }
            if problem.territory().together.is_empty() {
                assert_eq!(
                    outcome.figures.travel_person_dm, least,
                    "{name}: it is enumerated"
                );
            }
            // The search is given next to nothing, so that the proof has to find the plan.
            let proof = prove(&problem, &wanted, &Budget::iterations(1), &mut ignore_progress);
            let figures = &proof.outcome.figures;
            let found = violations(&problem, &proof.outcome.assignment, Sites::Exact(sites));
            assert_eq!(found.is_empty(), proof.outcome.feasible, "{name}");
            plans += 1;
            if proof.is_proven {
                proven += 1;
                assert!(proof.outcome.feasible, "{name}: proven without a legal plan");
                assert_eq!(figures.travel_person_dm, least, "{name}: another plan is better");
                assert_eq!(proof.outcome.bound.objective, Some(least), "{name}");
                assert_eq!(proof.why_not, None, "{name}");
            } else {
                if !problem.has_roads() {
                    assert_eq!(
                        proof.why_not,
                        Some(NoProof::Objective),
                        "{name}: there is no travel"
                    );
                    continue;
                }
                let is_excused = matches!(proof.why_not, Some(NoProof::OpenWays | NoProof::NotLegal));
                assert!(is_excused, "{name}: {:?}", proof.why_not);
                let sets = &problem.territory().together;
                assert!(!sets.is_empty(), "{name}: no proof");
                let bound = proof.outcome.bound.objective.unwrap_or(0);
                assert!(bound <= least, "{name}: the bound {bound} is above it");
            }
        }
    }
    eprintln!("{plans} numbers of sites, {proven} proven, {tight} bounds within 2 %");
    // Without a proof stay joined sets only: some hang together by a way that another plan could do without.
    assert!(proven * 10 >= plans * 9, "{proven} of {plans} proven");
}

/// Two parts without a border between them, where five sites are best shared otherwise than by residents.
#[test]
fn a_part_may_have_another_number_of_sites_than_its_residents_ask_for() {
    let problem = with_rules(837);
    let (sites, least) = (least_travel(&problem).into_iter())
        .find(|&(sites, _)| sites == 5)
        .expect("a plan of five sites");
    let outcome = solve(
        &problem,
        &options(Sites::Exact(sites)),
        &Budget::iterations(3_000),
        &mut ignore_progress,
    );
    assert!(outcome.feasible);
    assert_eq!(outcome.figures.travel_person_dm, least);
}

#[test]
fn a_proof_is_the_same_on_every_run_and_on_two_threads() {
    let problem = random(11, SHAPES[1], 40);
    let run = |threads| {
        let wanted = Options {
            threads,
            ..options(Sites::Free)
        };
        let mut bounds = Vec::new();
        let mut watch = |report: Progress| bounds.extend(report.bound);
        let proof = prove(&problem, &wanted, &Budget::iterations(20_000), &mut watch);
        assert!(proof.is_proven, "no proof of {} sites", proof.outcome.sites);
        let report = check(
            &problem,
            &proof.outcome.assignment,
            Sites::Exact(proof.outcome.sites),
        );
        assert!(report.is_legal(), "{:?}", report.violations);
        assert_eq!(report.figures, proof.outcome.figures);
        (proof.outcome.assignment, proof.branches, proof.pairs, bounds)
    };
    let one = run(1);
    assert_eq!(one, run(1));
    assert_eq!(one, run(2));
}

#[test]
fn a_territory_above_the_limit_has_no_bound() {
    let units = 2_501u32;
    let pairs: Vec<(u32, u32)> = (1..units).map(|unit| (unit - 1, unit)).collect();
    let line = territory(&vec![100; units as usize], (5_000, 9_000), &pairs);
    let problem = Problem::new(line).expect("a sound territory");
    let outcome = solve(
        &problem,
        &options(Sites::Exact(36)),
        &Budget::iterations(1_000),
        &mut ignore_progress,
    );
    assert_eq!(outcome.bound.objective, None);
}

#[cfg(not(feature = "exact"))]
#[test]
fn cut_edges_have_no_bound_and_no_proof_without_the_solver() {
    let problem = random(3, SHAPES[1], 12);
    let wanted = Options {
        objectives: vec![Objective::CutEdges, Objective::Travel],
        ..options(Sites::Free)
    };
    let proof = prove(
        &problem,
        &wanted,
        &Budget::iterations(1_000),
        &mut ignore_progress,
    );
    assert!(!proof.is_proven && proof.pairs.is_none());
    assert_eq!(proof.why_not, Some(NoProof::WithoutSolver));
    assert_eq!(proof.outcome.bound.objective, None);
}

#[test]
fn other_objectives_have_no_proof_and_say_so() {
    let problem = random(3, SHAPES[1], 12);
    let wanted = Options {
        objectives: vec![Objective::FewestSites, Objective::Balance],
        ..options(Sites::Free)
    };
    let proof = prove(
        &problem,
        &wanted,
        &Budget::iterations(1_000),
        &mut ignore_progress,
    );
    assert_eq!(proof.why_not, Some(NoProof::Objective));
    assert_eq!(proof.outcome.bound.objective, None);
}

#[test]
fn two_norms_are_kept_by_the_proof() {
    // The way over the strict unit is short, but with it a site may hold two units only.
    let mut strict = territory(&[40, 40, 40, 40], (40, 200), &[(0, 1), (1, 2), (2, 3), (0, 3)]);
    strict.norms.push(uchastok::domain::Norm {
        lower: Persons(40),
        upper: Persons(80),
    });
    strict.units[1].norm = NormIx(1);
    let problem = Problem::new(strict).expect("a sound territory");
    let least = least_travel(&problem);
    assert!(!least.contains_key(&1), "{least:?}");
    let proof = prove(
        &problem,
        &options(Sites::Exact(2)),
        &Budget::iterations(1_000),
        &mut ignore_progress,
    );
    assert!(proof.is_proven);
    assert_eq!(Some(&proof.outcome.figures.travel_person_dm), least.get(&2));
}

#[test]
fn the_published_optimum_of_83_units_is_proven() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/bench/districting/ar_garland_83.json");
    let Ok(text) = std::fs::read(&path) else {
        eprintln!("SKIPPED: {} is not there", path.display());
        return;
    };
    let problem = Problem::new(read(&text).expect("a sound file").territory).expect("a sound territory");
    let proof = prove(
        &problem,
        &options(Sites::Exact(17)),
        &Budget::iterations(400_000),
        &mut ignore_progress,
    );
    assert!(proof.is_proven);
    assert_eq!(
        (proof.outcome.figures.travel_per_person_m(100_180) * 100.0).round() as i64,
        348_134
    );
}
