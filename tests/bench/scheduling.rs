//! Our cost beside the best known and HGSADC's on Cordeau's periodic and multi-depot files.
//!
//! `cargo bench --bench scheduling [-- FILTER]`; `UCHASTOK_BENCH_SECONDS` sets the time limit (10). One thread, seed 1.

use std::io::Write;
use std::path::Path;
use std::time::Duration;
use uchastok::exchange::instances::schedule::read;
use uchastok::scheduling::{Options, solve};
use uchastok::search::{Budget, StopToken, ignore_progress};

/// File, best known cost, HGSADC's gap in percent at 10 s and 30 s (none where it was not run).
type Known = (&'static str, f64, Option<(f64, f64)>);

const PVRP: &[Known] = &[
    ("PVRP/p02", 1322.87, Some((0.00, 0.00))),
    ("PVRP/p04", 835.26, Some((0.74, 0.54))),
    ("PVRP/p05", 2024.96, Some((1.00, 0.93))),
    ("PVRP/p08", 2022.47, Some((1.71, 1.40))),
    ("PVRP/p11", 770.89, Some((3.44, 1.03))),
    ("PVRP/p13", 3492.89, Some((20.20, 18.63))),
    ("PVRP/p14", 954.81, Some((0.00, 0.00))),
    ("PVRP/p17", 1597.75, Some((0.00, 0.00))),
    ("PVRP/p21", 2170.61, Some((0.20, 0.04))),
    ("PVRP/p23", 6420.71, Some((2.17, 1.59))),
    ("PVRP/p25", 3777.15, Some((0.11, 0.11))),
    ("PVRP/p28", 22242.51, Some((0.84, 0.42))),
    ("PVRP/p31", 76001.57, Some((2.11, 1.53))),
    ("PVRP/pr02", 3767.50, Some((0.40, 0.29))),
    ("PVRP/pr04", 5877.37, Some((5.39, 2.75))),
    ("PVRP/pr06", 8207.21, Some((6.63, 5.77))),
    ("PVRP/pr08", 6970.68, Some((3.54, 1.69))),
    ("PVRP/pr10", 12897.01, Some((8.78, 7.57))),
];

const MDPVRP: &[Known] = &[
    ("MDPVRP/pr01", 2019.07, Some((0.00, 0.00))),
    ("MDPVRP/pr03", 4472.22, Some((2.39, 1.80))),
    ("MDPVRP/pr05", 5570.45, Some((13.45, 4.61))),
    ("MDPVRP/pr07", 4502.02, Some((2.47, 1.26))),
    ("MDPVRP/pr09", 8257.80, None),
];

/// Without a table: distance, fleet and feasibility are reported.
const PVRPTW: &[&str] = &[
    "pr01", "pr03", "pr05", "pr07", "pr09", "pr11", "pr13", "pr15", "pr17", "pr19",
];

fn main() -> std::io::Result<()> {
    let mut out = std::io::stdout().lock();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/bench/scheduling");
    if !root.is_dir() {
        return writeln!(out, "SKIPPED: no instances in {}", root.display());
    }
    let seconds = std::env::var("UCHASTOK_BENCH_SECONDS")
        .ok()
        .and_then(|s| s.parse().ok())
        .unwrap_or(10.0);
    let filter = std::env::args()
        .skip(1)
        .find(|argument| !argument.starts_with('-'))
        .unwrap_or_default();
    let wanted = |file: &str| file.contains(&filter);
    writeln!(
        out,
        "{seconds} s of wall clock, one thread; gaps in percent of the best known cost"
    )?;
    for table in [PVRP, MDPVRP] {
        let mut gaps = Vec::new();
        for (file, best, peer) in table.iter().filter(|(file, ..)| wanted(file)) {
            let Some((cost, feasible, _)) = run(&root.join(file), seconds) else {
                writeln!(out, "{file}: cannot be read")?;
                continue;
            };
            let gap = 100.0 * (cost / best - 1.0);
            let peer = peer.map_or("not run".to_owned(), |(ten, thirty)| {
                format!("{ten:.2} / {thirty:.2}")
            });
            let mark = if feasible { "" } else { "  INFEASIBLE" };
            writeln!(
                out,
                "{file:12} {cost:10.2} best {best:9.2} gap {gap:6.2}  HGSADC 10/30 s {peer}{mark}"
            )?;
            gaps.push(gap);
        }
        if !gaps.is_empty() {
            let worst = gaps.iter().copied().fold(f64::MIN, f64::max);
            let mean = gaps.iter().sum::<f64>() / gaps.len() as f64;
            writeln!(
                out,
                "mean gap {mean:.2}, worst {worst:.2} over {} files",
                gaps.len()
            )?;
        }
    }
    for name in PVRPTW
        .iter()
        .map(|name| format!("PVRPTW/{name}"))
        .filter(|name| wanted(name))
    {
        if let Some((cost, feasible, peak)) = run(&root.join(&name), seconds) {
            writeln!(
                out,
                "{name:12} distance {cost:10.2}, {peak} routes on the peak day, feasible {feasible}"
            )?;
        }
    }
    Ok(())
}

/// Cost in the file's units, feasibility, routes on the busiest day.
fn run(file: &Path, seconds: f64) -> Option<(f64, bool, usize)> {
    let instance = read(&std::fs::read_to_string(file).ok()?).ok()?;
    let budget = Budget {
        iterations: None,
        stop: StopToken::after(Duration::from_secs_f64(seconds)),
    };
    let outcome = solve(
        &instance.problem,
        &Options::default(),
        &budget,
        &mut ignore_progress,
    );
    let cost = outcome
        .routes
        .iter()
        .map(|route| {
            instance.length(
                route.depot.index(),
                route.stops.iter().map(|stop| stop.visit.index()),
            )
        })
        .sum();
    let on = |day: usize| {
        outcome
            .routes
            .iter()
            .filter(|route| route.day.index() == day)
            .count()
    };
    let peak = (0..instance.problem.days()).map(on).max().unwrap_or(0);
    Some((cost, outcome.feasible, peak))
}
