//! The proof of the fewest cut edges against every plan of small municipalities. With the feature `exact` only.

use super::exact::with_rules;
use super::municipalities::{SHAPES, random, territory};
use super::oracle::fewest_cut_edges;
use std::path::Path;
use uchastok::districting::{
    NoProof, NormIx, Objective, Options, Problem, Proof, SiteIx, Sites, UnitIx, check, prove, violations,
};
use uchastok::domain::{Norm, Persons};
use uchastok::exchange::instances::districting::read;
use uchastok::search::{Budget, Progress, SearchRng, ignore_progress};

/// Municipalities of the full tier, run under `UCHASTOK_SLOW=1`, and of every run.
const FULL: u64 = 5_000;
const SAMPLE: u64 = 400;

fn options(sites: Sites) -> Options {
    Options {
        objectives: vec![Objective::CutEdges, Objective::Travel],
        sites,
        seed: 1,
        threads: 1,
    }
}

/// The search is given next to nothing, so that the proof has to find the plan.
fn proof_of(problem: &Problem, sites: Sites) -> Proof {
    prove(
        problem,
        &options(sites),
        &Budget::iterations(1),
        &mut ignore_progress,
    )
}

/// Every other municipality has a second norm, stricter by a fifth, in some units.
fn with_norms(seed: u64) -> Problem {
    let mut territory = with_rules(seed).territory().clone();
    let mut rng = SearchRng::stream(seed, 78);
    if seed % 2 == 1 {
        let Norm { lower, upper } = territory.norms[0];
        territory.norms.push(Norm {
            lower: Persons(lower.0 + (upper.0 - lower.0) / 10),
            upper: Persons(upper.0 - (upper.0 - lower.0) / 10),
        });
        for unit in territory.units.iter_mut().filter(|_| rng.chance(1, 3)) {
            unit.norm = NormIx(1);
        }
    }
    Problem::new(territory).expect("a sound territory")
}

#[test]
fn proofs_of_cut_edges_agree_with_the_oracle() {
    let is_full = std::env::var("UCHASTOK_SLOW").is_ok_and(|slow| slow == "1");
    let count = if is_full { FULL } else { SAMPLE };
    eprintln!("{count} of {FULL} municipalities; UCHASTOK_SLOW=1 runs all");
    let (mut plans, mut proven) = (0u32, 0u32);
    for seed in 0..count {
        let problem = with_norms(seed);
        for (sites, fewest) in fewest_cut_edges(&problem) {
            let name = format!("seed {seed}, {sites} sites, fewest cut edges {fewest}");
            let proof = proof_of(&problem, Sites::Exact(sites));
            let outcome = &proof.outcome;
            let found = violations(&problem, &outcome.assignment, Sites::Exact(sites));
            assert_eq!(found.is_empty(), outcome.feasible, "{name}");
            plans += 1;
            if proof.is_proven {
                proven += 1;
                assert!(outcome.feasible, "{name}: proven without a legal plan");
                assert_eq!(
                    i64::from(outcome.figures.cut_edges),
                    fewest,
                    "{name}: another is better"
                );
                assert_eq!(outcome.bound.objective, Some(fewest), "{name}");
            } else {
                let is_excused = matches!(proof.why_not, Some(NoProof::OpenWays | NoProof::NotLegal));
                assert!(is_excused, "{name}: {:?}", proof.why_not);
                assert_eq!(outcome.bound.objective, None, "{name}");
            }
        }
    }
    eprintln!("{plans} numbers of sites, {proven} proven");
    // Without a proof stay sets joined over a way of choice, and where so short a search finds no legal plan.
    assert!(proven * 10 >= plans * 8, "{proven} of {plans} proven");
}

#[test]
fn a_proof_of_cut_edges_is_the_same_on_every_run_and_on_two_threads() {
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
        (proof.outcome.assignment, proof.branches, bounds)
    };
    let one = run(1);
    assert_eq!(one, run(1));
    assert_eq!(one, run(2));
}

#[test]
fn edges_of_locked_sites_count_in_bound_and_plan() {
    // A ring of six; the first two units are locked, so that two edges are cut in every plan.
    let ring = [(0, 1), (1, 2), (2, 3), (3, 4), (4, 5), (0, 5)];
    let mut locked = territory(&[50; 6], (100, 100), &ring);
    locked.incumbent = Some([0, 0, 1, 1, 2, 2].map(|site| Some(SiteIx(site))).to_vec());
    locked.locked = vec![SiteIx(0)];
    let problem = Problem::new(locked).expect("a sound territory");
    let proof = proof_of(&problem, Sites::Exact(3));
    assert!(proof.is_proven);
    assert_eq!(proof.outcome.bound.objective, Some(3));
}

#[test]
fn a_territory_above_the_limit_gets_no_proof_of_cut_edges() {
    let units = 701u32;
    let pairs: Vec<(u32, u32)> = (1..units).map(|unit| (unit - 1, unit)).collect();
    let line = territory(&vec![100; units as usize], (5_000, 90_000), &pairs);
    let problem = Problem::new(line).expect("a sound territory");
    let proof = proof_of(&problem, Sites::Exact(3));
    assert_eq!(
        proof.why_not,
        Some(NoProof::TooLarge {
            units: 701,
            most: 700
        })
    );
}

#[test]
fn joined_units_weigh_all_their_edges() {
    // Two rows of three; the middle column is joined, so that cutting beside it cuts two edges.
    let grid = [(0, 1), (1, 2), (3, 4), (4, 5), (0, 3), (1, 4), (2, 5)];
    let mut joined = territory(&[10; 6], (10, 50), &grid);
    joined.together.push(vec![UnitIx(1), UnitIx(4)]);
    let problem = Problem::new(joined).expect("a sound territory");
    let fewest = fewest_cut_edges(&problem);
    let proof = proof_of(&problem, Sites::Exact(2));
    assert!(proof.is_proven);
    assert_eq!(Some(&i64::from(proof.outcome.figures.cut_edges)), fewest.get(&2));
}

#[test]
fn the_published_optimum_of_sixteen_counties_is_proven() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/bench/districting/vb21/ME_county.json");
    let Ok(text) = std::fs::read(&path) else {
        eprintln!("SKIPPED: {} is not there", path.display());
        return;
    };
    let problem = Problem::new(read(&text).expect("a sound file").territory).expect("a sound territory");
    let proof = proof_of(&problem, Sites::Exact(2));
    assert!(proof.is_proven);
    assert_eq!(proof.outcome.figures.cut_edges, 16);
}
