//! Our cost beside the best known and HGSADC's on Cordeau's periodic and multi-depot files, and how fast an emergency is
//! answered and a run cancelled.
//!
//! `cargo bench --bench scheduling [-- FILTER]`; `UCHASTOK_BENCH_SECONDS` sets the time limit (10). One thread, seed 1.
//! FILTER is a part of a file's name, `emergency`, `cancel`, or `ablation`: the mean gap over a spread of files with one
//! part of the search off at a time. Every answer is verified by the independent checker.

use std::io::Write;
use std::path::Path;
use std::time::{Duration, Instant};
use uchastok::exchange::instances::schedule::{Instance, read};
use uchastok::scheduling::{
    DayIndex, DayOption, Depot, DepotIndex, Dispatcher, Emergency, LocationIndex, Lunch, Options, Outcome,
    Part, Problem, Shift, TravelMatrix, Visit, VisitIndex, Weights, check, solve, solve_without,
};
use uchastok::search::{Budget, SearchRng, StopToken, ignore_progress};

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

/// Small and large, tight and loose, one base and several.
const SPREAD: &[&str] = &[
    "PVRP/p02",
    "PVRP/p08",
    "PVRP/p11",
    "PVRP/p23",
    "PVRP/p31",
    "PVRP/pr04",
    "PVRP/pr10",
    "MDPVRP/pr05",
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
    match filter.as_str() {
        "ablation" => return ablation(&mut out, &root, seconds),
        "emergency" => return emergency(&mut out),
        "cancel" => return cancel(&mut out, &root),
        _ => {}
    }
    let wanted = |file: &str| file.contains(&filter);
    writeln!(
        out,
        "{seconds} s of wall clock, one thread; gaps in percent of the best known cost"
    )?;
    for table in [PVRP, MDPVRP] {
        gaps(&mut out, &root, seconds, table, &wanted)?;
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
    if filter.is_empty() {
        emergency(&mut out)?;
        cancel(&mut out, &root)?;
    }
    Ok(())
}

/// One table of files with known costs.
fn gaps(
    out: &mut impl Write,
    root: &Path,
    seconds: f64,
    table: &[Known],
    wanted: &impl Fn(&str) -> bool,
) -> std::io::Result<()> {
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
    Ok(())
}

/// Cost in the file's units, feasibility, routes on the busiest day.
fn run(file: &Path, seconds: f64) -> Option<(f64, bool, usize)> {
    let instance = read(&std::fs::read_to_string(file).ok()?).ok()?;
    let outcome = solve(
        &instance.problem,
        &Options::default(),
        &limit(seconds),
        &mut ignore_progress,
    );
    let on = |day: usize| {
        outcome
            .routes
            .iter()
            .filter(|route| route.day.index() == day)
            .count()
    };
    let peak = (0..instance.problem.days()).map(on).max().unwrap_or(0);
    Some((
        length(&instance, &outcome),
        verified(&instance.problem, &outcome),
        peak,
    ))
}

fn limit(seconds: f64) -> Budget {
    Budget {
        iterations: None,
        stop: StopToken::after(Duration::from_secs_f64(seconds)),
    }
}

fn length(instance: &Instance, outcome: &Outcome) -> f64 {
    outcome
        .routes
        .iter()
        .map(|route| {
            instance.length(
                route.depot.index(),
                route.stops.iter().map(|stop| stop.visit.index()),
            )
        })
        .sum()
}

/// What the independent checker says, which must be what the answer says.
fn verified(problem: &Problem, outcome: &Outcome) -> bool {
    let report = check(problem, &outcome.routes, &outcome.options);
    assert_eq!(
        report.cost, outcome.cost,
        "the answer's cost is not the checker's"
    );
    assert_eq!(report.violations.is_empty(), outcome.feasible);
    outcome.feasible
}

/// Mean gap over [`SPREAD`] with everything on, then with one part off at a time.
fn ablation(out: &mut impl Write, root: &Path, seconds: f64) -> std::io::Result<()> {
    writeln!(
        out,
        "{seconds} s a file, {} files; mean and worst gap",
        SPREAD.len()
    )?;
    let parts = std::iter::once(None).chain(Part::ALL.into_iter().map(Some));
    for without in parts {
        let mut gaps = Vec::new();
        for &(file, best, _) in PVRP
            .iter()
            .chain(MDPVRP)
            .filter(|(file, ..)| SPREAD.contains(file))
        {
            let Some(instance) = std::fs::read_to_string(root.join(file))
                .ok()
                .and_then(|text| read(&text).ok())
            else {
                continue;
            };
            let (options, budget) = (Options::default(), limit(seconds));
            let outcome = match without {
                None => solve(&instance.problem, &options, &budget, &mut ignore_progress),
                Some(part) => solve_without(&instance.problem, part, &options, &budget),
            };
            verified(&instance.problem, &outcome);
            gaps.push(100.0 * (length(&instance, &outcome) / best - 1.0));
        }
        let name = without.map_or("everything on".to_owned(), |part| format!("without {part:?}"));
        let worst = gaps.iter().copied().fold(f64::MIN, f64::max);
        let mean = gaps.iter().sum::<f64>() / gaps.len().max(1) as f64;
        writeln!(out, "{name:26} {mean:6.2} {worst:6.2}")?;
    }
    Ok(())
}

/// How long one more visit today takes to place, with its change list.
fn emergency(out: &mut impl Write) -> std::io::Result<()> {
    for (workers, visits) in [(25, 500), (60, 500), (300, 2_400)] {
        let problem = busy_day(workers, visits);
        let outcome = solve(
            &problem,
            &Options::default(),
            &Budget::iterations(2_000),
            &mut ignore_progress,
        );
        verified(&problem, &outcome);
        let dispatcher = Dispatcher::new(&problem);
        let mut times: Vec<f64> = (0..21)
            .map(|round| {
                let emergency = Emergency {
                    visit: VisitIndex::from(visits + round),
                    day: DayIndex(0),
                    now_s: 10 * 3600,
                };
                let begin = Instant::now();
                let ways = dispatcher.insertions(&outcome.routes, &emergency, 5);
                assert!(!ways.is_empty(), "no way at all to take an emergency in");
                begin.elapsed().as_secs_f64() * 1000.0
            })
            .collect();
        times.sort_by(f64::total_cmp);
        let stops: usize = outcome.routes.iter().map(|route| route.stops.len()).sum();
        writeln!(
            out,
            "emergency, {workers} workers, {stops} stops today: median {:.2} ms, worst {:.2} ms",
            times[times.len() / 2],
            times[times.len() - 1]
        )?;
    }
    Ok(())
}

/// Nine hours and an hour of overtime, lunch from noon to two.
fn working_day() -> Shift {
    Shift {
        vehicles: 1,
        capacity: None,
        duration_max_s: None,
        start_s: 8 * 3600,
        end_s: 18 * 3600,
        regular_end_s: 17 * 3600,
        comfortable_s: None,
        lunch: Some(Lunch {
            length_s: 3600,
            from_s: 12 * 3600,
            until_s: 14 * 3600,
        }),
        timetabled: false,
    }
}

/// One day of workers with a car and a lunch each, their visits around them, and 21 more that nobody has planned.
fn busy_day(workers: usize, visits: usize) -> Problem {
    let mut rng = SearchRng::new(4);
    let homes: Vec<(i64, i64)> = (0..workers)
        .map(|_| (rng.below(300_000) as i64, rng.below(300_000) as i64))
        .collect();
    let mut places = homes.clone();
    for at in 0..visits + 21 {
        let home = homes[at % workers];
        places.push((
            home.0 + rng.below(20_000) as i64,
            home.1 + rng.below(20_000) as i64,
        ));
    }
    let distance: Vec<i64> = places
        .iter()
        .flat_map(|a| places.iter().map(move |b| (a.0 - b.0).abs() + (a.1 - b.1).abs()))
        .collect();
    let visit = |at: usize| Visit {
        location: LocationIndex::from(workers + at),
        service_s: 600,
        demand: 0,
        options: (at < visits)
            .then_some(DayOption {
                days: 1,
                depot: DepotIndex::from(at % workers),
                cost: 0,
            })
            .into_iter()
            .collect(),
        windows: Vec::new(),
        unserved_cost: Some(1_000_000),
        skills: 0,
        equipment: 0,
    };
    Problem {
        week_of_day: vec![0],
        depots: (0..workers)
            .map(|at| Depot {
                location: LocationIndex::from(at),
                shifts: vec![Some(working_day())],
                field_days_per_week: None,
                skills: 0,
            })
            .collect(),
        vehicles: Vec::new(),
        visits: (0..visits + 21).map(visit).collect(),
        travel: TravelMatrix {
            locations: places.len(),
            time_s: distance.iter().map(|metres| metres / 15).collect(),
            distance,
        },
        weights: Weights {
            distance: 0,
            drive: 1,
            route: 3600,
            overtime: 2,
            peak_vehicle: 0,
            long_day: 0,
        },
    }
}

/// How long the largest file runs on after it is cancelled.
fn cancel(out: &mut impl Write, root: &Path) -> std::io::Result<()> {
    let Some(instance) = std::fs::read_to_string(root.join("PVRP/p13"))
        .ok()
        .and_then(|text| read(&text).ok())
    else {
        return writeln!(out, "SKIPPED: no PVRP/p13");
    };
    let stop = StopToken::unlimited();
    let budget = Budget {
        iterations: None,
        stop: stop.clone(),
    };
    let (outcome, ended, cancelled) = std::thread::scope(|scope| {
        let canceller = scope.spawn(move || {
            std::thread::sleep(Duration::from_millis(500));
            stop.cancel();
            Instant::now()
        });
        let outcome = solve(
            &instance.problem,
            &Options::default(),
            &budget,
            &mut ignore_progress,
        );
        (outcome, Instant::now(), canceller.join())
    });
    let after = cancelled.map_or(Duration::ZERO, |at| ended.saturating_duration_since(at));
    writeln!(
        out,
        "cancelled PVRP/p13 answers after {:.1} ms, feasible {}",
        after.as_secs_f64() * 1000.0,
        verified(&instance.problem, &outcome)
    )
}
