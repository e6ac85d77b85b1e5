//! Districting beside the best known values, the peers and the bounds of the shared benchmark.
//!
//! `cargo bench --bench districting` runs every instance once under the limits and prints a line each, then the
//! default objectives (travel, shape, whole settlements), first legal plans and hand edits. `-- quick` gives each a tenth
//! of the time; `-- seeds` counts legal plans over 100 seeds; `-- ablation` leaves out a part of the search at a time;
//! `-- edits` measures hand edits only. Limits are wall clock on one thread, so figures on a busy machine are what a
//! busy machine gives.
#![allow(clippy::print_stdout, clippy::expect_used, clippy::unwrap_used)]

use std::io::Read;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};
use uchastok::districting::{
    Feature, Objective, Options, Outcome, Problem, Redraw, SiteIx, Sites, UnitIx, solve, solve_without,
    violations,
};
use uchastok::exchange::instances::districting::{Instance, read};
use uchastok::search::{Budget, SearchRng, StopToken, ignore_progress};

/// One line of the table: file, sites, seconds, objective, and what is known.
struct Case {
    file: &'static str,
    sites: Sites,
    seconds: f64,
    goal: Objective,
    known: &'static str,
}

const fn case(file: &'static str, sites: Sites, seconds: f64, goal: Objective, known: &'static str) -> Case {
    Case {
        file,
        sites,
        seconds,
        goal,
        known,
    }
}

const CUT: Objective = Objective::CutEdges;
const WAY: Objective = Objective::Travel;
const CASES: &[Case] = &[
    case(
        "vb21/AL_county.json",
        Sites::Exact(7),
        10.0,
        CUT,
        "optimum 55, GerryChain 55",
    ),
    case(
        "vb21/AR_county.json",
        Sites::Exact(4),
        10.0,
        CUT,
        "optimum 33, GerryChain 33",
    ),
    case(
        "vb21/IA_county.json",
        Sites::Exact(4),
        10.0,
        CUT,
        "optimum 33, GerryChain 33",
    ),
    case(
        "vb21/ID_tract.json",
        Sites::Exact(2),
        10.0,
        CUT,
        "optimum 17, GerryChain 17",
    ),
    case(
        "vb21/KS_county.json",
        Sites::Exact(4),
        10.0,
        CUT,
        "optimum 32, GerryChain 32",
    ),
    case("vb21/LA_county.json", Sites::Exact(6), 10.0, CUT, "optimum 49"),
    case("vb21/ME_county.json", Sites::Exact(2), 10.0, CUT, "optimum 16"),
    case(
        "vb21/NE_tract.json",
        Sites::Exact(3),
        10.0,
        CUT,
        "optimum 44, GerryChain 48",
    ),
    case(
        "vb21/NH_tract.json",
        Sites::Exact(2),
        10.0,
        CUT,
        "optimum 26, GerryChain 27",
    ),
    case(
        "vb21/WV_tract.json",
        Sites::Exact(3),
        10.0,
        CUT,
        "optimum 43, GerryChain 47",
    ),
    case(
        "ar_garland_83.json",
        Sites::Exact(17),
        5.0,
        WAY,
        "optimum 3,481.34 m",
    ),
    case(
        "ar_garland_83.json",
        Sites::Exact(16),
        5.0,
        WAY,
        "optimum 3,593.09 m",
    ),
    case(
        "ar_garland_83.json",
        Sites::Min,
        2.0,
        WAY,
        "15 sites proven; travel 3,845.71, bound 3,825.5",
    ),
    case(
        "ar_pulaski_287.json",
        Sites::Min,
        60.0,
        WAY,
        "61 sites, bound 58; travel 1,924.9 at 61",
    ),
    case(
        "syn_rural_200.json",
        Sites::Exact(10),
        5.0,
        WAY,
        "optimum 6,163.57 m; MaxP none, Skater 6/10 in band",
    ),
    case(
        "syn_rural_200.json",
        Sites::Exact(8),
        5.0,
        WAY,
        "7,430.22 m, bound 7,428.2",
    ),
    case("syn_rural_200.json", Sites::Min, 2.0, WAY, "7 sites proven"),
    case(
        "syn_okrug_2000.json",
        Sites::Min,
        2.0,
        WAY,
        "38 = bound; GerryChain 2 of 3 runs, METIS 37/38",
    ),
    case(
        "syn_okrug_2000.json",
        Sites::Exact(44),
        20.0,
        WAY,
        "prototype 4,238.9, METIS 5,051, GerryChain 5,865 m",
    ),
    case(
        "syn_region_20000.json.gz",
        Sites::Exact(423),
        60.0,
        WAY,
        "prototype 4,540.3, METIS 5,661 m",
    ),
    case(
        "syn_region_20000.json.gz",
        Sites::Min,
        60.0,
        WAY,
        "bound 363, prototype 370, METIS 54/363 in band",
    ),
];

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/bench/districting")
}

fn instance(file: &str) -> Instance {
    let raw = std::fs::read(folder().join(file)).expect("a readable instance");
    let mut plain = Vec::new();
    if file.ends_with(".gz") {
        flate2::read::MultiGzDecoder::new(raw.as_slice())
            .read_to_end(&mut plain)
            .expect("gzip");
    } else {
        plain = raw;
    }
    read(&plain).expect("a sound instance")
}

fn run(problem: &Problem, sites: Sites, goal: Objective, seconds: f64) -> Outcome {
    let options = Options {
        objectives: vec![goal],
        sites,
        ..Options::default()
    };
    solve(problem, &options, &within(seconds), &mut ignore_progress)
}

fn within(seconds: f64) -> Budget {
    Budget {
        iterations: None,
        stop: StopToken::after(Duration::from_secs_f64(seconds)),
    }
}

/// What a manager gets who asks for nothing special: travel, then shape, then whole settlements.
fn default_objectives(share: f64) {
    println!("\ndefault objectives: travel, shape, whole settlements");
    let cases = [
        (
            "syn_okrug_2000.json",
            44,
            20.0,
            "METIS: 5,051 m, 794 cut; prototype: 4,238.9 m, 1,056 cut",
        ),
        (
            "syn_region_20000.json.gz",
            423,
            60.0,
            "METIS: 5,661 m, 8,572 cut, 44 splits; prototype: 4,540.3 m, 10,982 cut, 53 splits",
        ),
    ];
    for (file, sites, seconds, known) in cases {
        let problem = Problem::new(instance(file).territory).expect("a sound territory");
        let options = Options {
            sites: Sites::Exact(sites),
            ..Options::default()
        };
        let outcome = solve(&problem, &options, &within(seconds * share), &mut ignore_progress);
        println!(
            "{file:<26} {sites:>6} {:>6} {:>12} {:>6} cut {:>4} splits  {known}",
            outcome.feasible,
            figure(&problem, &outcome, WAY),
            outcome.figures.cut_edges,
            outcome.figures.avoidable_splits.iter().sum::<u32>(),
        );
    }
}

/// Legal plans over 100 seeds, each within 16 million moves and ten seconds.
fn seeds() {
    let files = CASES.iter().map(|case| (case.file, case.sites));
    let mut done: Vec<(&str, Sites)> = Vec::new();
    for (file, sites) in files.filter(|&(_, sites)| matches!(sites, Sites::Exact(_))) {
        if done.contains(&(file, sites)) {
            continue;
        }
        done.push((file, sites));
        let problem = Problem::new(instance(file).territory).expect("a sound territory");
        let moves = (problem.unit_count() as u64 * 40).max(16_000_000);
        let mut legal = 0;
        for seed in 1..=100 {
            let options = Options {
                objectives: vec![if problem.has_roads() { WAY } else { CUT }],
                sites,
                seed,
                threads: 1,
            };
            let stop = StopToken::after(Duration::from_secs(10));
            let mut first_legal = |progress: uchastok::search::Progress| {
                if progress.best.is_some() {
                    stop.cancel();
                }
            };
            let budget = Budget {
                iterations: Some(moves),
                stop: stop.clone(),
            };
            legal += u32::from(solve(&problem, &options, &budget, &mut first_legal).feasible);
        }
        println!("{file:<26} {sites:?}: {legal} of 100 seeds legal");
    }
}

/// Travel with a part of the search left out, three seeds each.
fn ablation() {
    let cases = [
        ("syn_okrug_2000.json", 44, 8_000_000),
        ("syn_region_20000.json.gz", 423, 12_000_000),
    ];
    let parts = [
        None,
        Some(Feature::Density),
        Some(Feature::Windows),
        Some(Feature::Trades),
    ];
    for (file, sites, moves) in cases {
        let problem = Problem::new(instance(file).territory).expect("a sound territory");
        for without in parts {
            let mut line = String::new();
            for seed in 1..=3 {
                let options = Options {
                    objectives: vec![WAY],
                    sites: Sites::Exact(sites),
                    seed,
                    threads: 1,
                };
                let budget = Budget::iterations(moves);
                let outcome = match without {
                    None => solve(&problem, &options, &budget, &mut ignore_progress),
                    Some(part) => solve_without(&problem, &options, part, &budget, &mut ignore_progress),
                };
                line.push_str(&format!(" {:>12}", figure(&problem, &outcome, WAY)));
            }
            let name = without.map_or("all".to_owned(), |part| format!("without {part:?}"));
            println!("{file:<26} {name:<16}{line}");
        }
    }
}

fn figure(problem: &Problem, outcome: &Outcome, goal: Objective) -> String {
    let people: i64 = problem
        .territory()
        .units
        .iter()
        .map(|unit| unit.population.0)
        .sum();
    match goal {
        Objective::Travel => format!("{:.2} m", outcome.figures.travel_per_person_m(people)),
        other => outcome.figures.of(other).to_string(),
    }
}

fn table(share: f64) {
    println!(
        "{:<26} {:>6} {:>6} {:>12} {:>6} {:>8}  known",
        "instance", "sites", "legal", "figure", "bound", "s"
    );
    for case in CASES {
        let problem = Problem::new(instance(case.file).territory).expect("a sound territory");
        let started = Instant::now();
        let outcome = run(&problem, case.sites, case.goal, case.seconds * share);
        println!(
            "{:<26} {:>6} {:>6} {:>12} {:>6} {:>8.2}  {}",
            case.file,
            outcome.sites,
            outcome.feasible,
            figure(&problem, &outcome, case.goal),
            outcome.bound.sites_at_least,
            started.elapsed().as_secs_f64(),
            case.known
        );
    }
}

fn first_legal_plan(file: &str, sites: Sites) {
    let problem = Problem::new(instance(file).territory).expect("a sound territory");
    let stop = StopToken::after(Duration::from_secs(30));
    let started = Instant::now();
    let mut first = None;
    let handle = stop.clone();
    let mut watch = |_: uchastok::search::Progress| {
        first.get_or_insert(started.elapsed());
        handle.cancel();
    };
    let budget = Budget {
        iterations: None,
        stop,
    };
    let options = Options {
        sites,
        ..Options::default()
    };
    let outcome = solve(&problem, &options, &budget, &mut watch);
    let first = first.unwrap_or_default();
    println!(
        "{file}: first plan after {:.3} s, legal {}, {} sites; answered {:.3} s after the cancel",
        first.as_secs_f64(),
        outcome.feasible,
        outcome.sites,
        (started.elapsed() - first).as_secs_f64()
    );
}

fn edits() {
    let problem = Problem::new(instance("syn_region_20000.json.gz").territory).expect("a sound territory");
    let outcome = run(&problem, Sites::Exact(423), Objective::Travel, 2.0);
    let plan = &outcome.assignment;
    let mut times: Vec<Duration> = (0..21)
        .map(|_| {
            let started = Instant::now();
            let found = violations(&problem, plan, Sites::Exact(423));
            assert_eq!(found, []);
            started.elapsed()
        })
        .collect();
    times.sort();
    println!("whole plan validated in {:?} (median); target 5 ms", times[10]);
    let mut redraw = Redraw::new(&problem, plan, &outcome.figures.bases);
    let mut rng = SearchRng::new(1);
    let mut edits: Vec<(UnitIx, SiteIx)> = Vec::new();
    while edits.len() < 1000 {
        let unit = UnitIx::at(rng.below(plan.len()));
        let near = problem
            .neighbours(unit)
            .iter()
            .map(|neighbour| plan[neighbour.unit.get()]);
        edits.extend(
            near.filter(|&site| site != plan[unit.get()])
                .take(1)
                .map(|site| (unit, site)),
        );
    }
    let mut times: Vec<Duration> = Vec::new();
    let mut illegal = None;
    for &(unit, site) in &edits {
        let started = Instant::now();
        let verdict = redraw.judge(&[unit], site);
        times.push(started.elapsed());
        if !verdict.is_legal() {
            illegal.get_or_insert((unit, site));
        }
    }
    times.sort();
    println!(
        "edit judged: median {:?}, p99 {:?}, worst {:?}; target 1 ms",
        times[500], times[990], times[999]
    );
    if let Some((unit, site)) = illegal {
        let started = Instant::now();
        let repairs = redraw.repairs(&[unit], site, &StopToken::unlimited());
        println!(
            "{} repairs in {:?}; target 3 in 200 ms",
            repairs.len(),
            started.elapsed()
        );
    }
}

fn main() {
    if !folder().is_dir() {
        println!(
            "SKIPPED: {} is not there, no instance to measure on",
            folder().display()
        );
        return;
    }
    let asked: Vec<String> = std::env::args().collect();
    let has = |name: &str| asked.iter().any(|argument| argument == name);
    if has("seeds") {
        return seeds();
    }
    if has("ablation") {
        return ablation();
    }
    if !has("edits") {
        let share = if has("quick") { 0.1 } else { 1.0 };
        table(share);
        default_objectives(share);
    }
    first_legal_plan("syn_okrug_2000.json", Sites::Free);
    first_legal_plan("syn_region_20000.json.gz", Sites::Free);
    edits();
}
