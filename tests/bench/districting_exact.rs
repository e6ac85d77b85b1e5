//! Proofs of the least travel, beside what the HiGHS solver needed for the same instances, and with `--features exact`
//! of the fewest cut edges, beside what is published.
//!
//! `cargo bench --bench districting_exact` prints a line for every proof: the pairs of a unit and a base left after the
//! bound at the root, branches, travel, bound, seconds of one thread by the clock. `-- bounds` prints the bound and the
//! gap of ordinary runs instead, `-- cut-edges` the proofs of cut edges alone.
#![allow(clippy::print_stdout, clippy::expect_used, clippy::unwrap_used)]

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};
use uchastok::districting::{Objective, Options, Outcome, Problem, Sites, check, prove, solve};
use uchastok::exchange::instances::districting::read;
use uchastok::search::{Budget, StopToken, ignore_progress};

/// File, sites, seconds allowed, and what is known.
const PROOFS: &[(&str, u32, f64, &str)] = &[
    ("ar_garland_83.json", 17, 60.0, "optimum 3,481.34 m"),
    (
        "ar_garland_83.json",
        16,
        60.0,
        "optimum 3,593.09 m; HiGHS 26 CPU-s",
    ),
    (
        "ar_garland_83.json",
        15,
        60.0,
        "best 3,845.71 m, HiGHS's bound 3,825.5",
    ),
    (
        "syn_rural_200.json",
        10,
        300.0,
        "optimum 6,163.57 m; HiGHS 145 CPU-s",
    ),
    (
        "syn_rural_200.json",
        8,
        300.0,
        "best 7,430.22 m, HiGHS's bound 7,428.2",
    ),
];

/// The same for bounds of ordinary runs.
const BOUNDS: &[(&str, u32, f64, &str)] = &[
    ("ar_garland_83.json", 16, 5.0, "optimum 3,593.09 m"),
    ("ar_garland_83.json", 17, 5.0, "optimum 3,481.34 m"),
    ("syn_rural_200.json", 10, 5.0, "optimum 6,163.57 m"),
    ("syn_rural_200.json", 8, 5.0, "bound 7,428.2 m"),
    ("ar_pulaski_287.json", 61, 10.0, "best 1,924.9 m"),
    ("syn_okrug_2000.json", 44, 20.0, "prototype 4,238.9 m"),
];

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/bench/districting")
}

fn problem(file: &str) -> Problem {
    let text = std::fs::read(folder().join(file)).expect("a readable instance");
    Problem::new(read(&text).expect("a sound instance").territory).expect("a sound territory")
}

fn options(sites: u32) -> Options {
    Options {
        objectives: vec![Objective::Travel],
        sites: Sites::Exact(sites),
        ..Options::default()
    }
}

fn budget(seconds: f64) -> Budget {
    Budget {
        iterations: None,
        stop: StopToken::after(Duration::from_secs_f64(seconds)),
    }
}

/// Travel and its bound in metres for each resident, and the gap in hundredths of a per cent.
fn figures(problem: &Problem, outcome: &Outcome) -> String {
    let residents: i64 = problem
        .territory()
        .units
        .iter()
        .map(|unit| unit.population.0)
        .sum();
    let travel = outcome.figures.travel_person_dm;
    let metres = |travel: i64| travel as f64 / 10.0 / residents as f64;
    let Some(bound) = outcome.bound.objective else {
        return format!("{:>9.2} m, no bound", metres(travel));
    };
    let gap = (travel - bound) as f64 * 100.0 / travel as f64;
    format!(
        "{:>9.2} m, bound {:>9.2}, gap {gap:>5.2} %",
        metres(travel),
        metres(bound)
    )
}

fn proofs() {
    for &(file, sites, seconds, known) in PROOFS {
        let problem = problem(file);
        let started = Instant::now();
        let proof = prove(&problem, &options(sites), &budget(seconds), &mut ignore_progress);
        let report = check(&problem, &proof.outcome.assignment, Sites::Exact(sites));
        println!(
            "{file:<22} {sites:>3} sites  proven {:<5} legal {:<5} {}  pairs {:?}  branches {:>5}  {:>6.1} s  {known}",
            proof.is_proven,
            report.is_legal() && report.figures == proof.outcome.figures,
            figures(&problem, &proof.outcome),
            proof.pairs,
            proof.branches,
            started.elapsed().as_secs_f64(),
        );
    }
}

fn bounds() {
    for &(file, sites, seconds, known) in BOUNDS {
        let problem = problem(file);
        let started = Instant::now();
        let outcome = solve(&problem, &options(sites), &budget(seconds), &mut ignore_progress);
        println!(
            "{file:<22} {sites:>3} sites  legal {:<5} {}  {:>6.1} s  {known}",
            outcome.feasible,
            figures(&problem, &outcome),
            started.elapsed().as_secs_f64(),
        );
    }
}

/// Seconds for each proof of cut edges.
#[cfg(feature = "exact")]
const CUT_SECONDS: f64 = 60.0;

/// Every county instance, 16 to 105 units.
#[cfg(feature = "exact")]
const COUNTIES: &[&str] = &["ME", "LA", "AL", "AR", "IA", "KS"];

#[cfg(feature = "exact")]
fn cut_edges() {
    for state in COUNTIES {
        let file = format!("vb21/{state}_county.json");
        let text = std::fs::read(folder().join(&file)).expect("a readable instance");
        let facts: serde_json::Value = serde_json::from_slice(&text).expect("JSON");
        let instance = read(&text).expect("a sound instance");
        let sites = instance.sites.expect("a number of sites");
        let problem = Problem::new(instance.territory).expect("a sound territory");
        let wanted = Options {
            objectives: vec![Objective::CutEdges],
            ..options(sites)
        };
        let started = Instant::now();
        let proof = prove(&problem, &wanted, &budget(CUT_SECONDS), &mut ignore_progress);
        let report = check(&problem, &proof.outcome.assignment, Sites::Exact(sites));
        println!(
            "{file:<22} {:>3} units {sites:>2} sites  proven {:<5} legal {:<5} cut edges {:>3}, bound {:>3}  branches {:>8}  {:>6.1} s  published {} (bound {})",
            problem.unit_count(),
            proof.is_proven,
            report.is_legal() && report.figures == proof.outcome.figures,
            proof.outcome.figures.cut_edges,
            proof.outcome.bound.objective.unwrap_or(0),
            proof.branches,
            started.elapsed().as_secs_f64(),
            facts["best_known"]["obj"],
            facts["best_known"]["bound"],
        );
    }
}

#[cfg(not(feature = "exact"))]
fn cut_edges() {
    println!(
        "SKIPPED: proofs of the fewest cut edges; this bench was built without exact. Run it with --features exact"
    );
}

fn main() {
    if !folder().is_dir() {
        println!(
            "SKIPPED: {} is not there, no instance to prove",
            folder().display()
        );
        return;
    }
    if std::env::args().any(|argument| argument == "bounds") {
        bounds();
    } else if std::env::args().any(|argument| argument == "cut-edges") {
        cut_edges();
    } else {
        proofs();
        cut_edges();
    }
}
