//! A whole oblast in one run: imported, partitioned, scheduled, sized and checked, with the time of each step.
//!
//! `cargo bench --bench oblast`. Needs the real layers of `../shared/data/tyumen`; says so and stops without them. The
//! figures to compare with: 60 s in all on two cores, of which 10 s for the partitions.

#![allow(
    clippy::expect_used,
    clippy::print_stdout,
    reason = "a bench fails by panicking and prints its figures"
)]

use std::path::Path;
use std::process::{Command, ExitCode};
use std::time::{Duration, Instant};
use uchastok::domain::{
    Circumstances, Metres, NormProfile, Persons, Plan, Round, Schedule, Season, Territory, VisitProfile,
};
use uchastok::exchange::{
    InputFile, RegionRequest, RegionSettings, import_region, norm_profiles, visit_profiles,
};
use uchastok::planning::check::{check_plan, check_schedule};
use uchastok::planning::{Ground, Made, PartitionRequest, ScheduleRequest, partition, timetable, vehicles};
use uchastok::roads::SpeedProfile;
use uchastok::search::{Budget, StopToken, ignore_progress};

/// Iterations of each partition: what `uchastok partition` takes by itself.
const PARTITION_ITERATIONS: u64 = 100_000;
/// Iterations of each site's schedule: what `uchastok schedule` takes by itself.
const SCHEDULE_ITERATIONS: u64 = 3_000;

/// Time spent in each step over all municipalities.
#[derive(Default)]
struct Times {
    ground: Duration,
    partition: Duration,
    schedule: Duration,
    fleet: Duration,
    check: Duration,
}

/// Sums over all municipalities.
#[derive(Default)]
struct Sums {
    sites: u32,
    bound: u32,
    declared: usize,
    undeclared: usize,
    rounds: usize,
    unserved: usize,
    vehicles: u32,
    distance: Metres,
}

fn main() -> ExitCode {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data/tyumen");
    if !folder.is_dir() {
        println!(
            "SKIPPED: {} is not there; the oblast's layers are not part of the project",
            folder.display()
        );
        return ExitCode::SUCCESS;
    }
    let started = Instant::now();
    let territories = read(&folder);
    let import = started.elapsed();
    let (mut times, mut sums) = (Times::default(), Sums::default());
    for territory in &territories {
        run(territory, &mut times, &mut sums);
    }
    let total = started.elapsed();
    print(&territories, import, &times, &sums, total);
    if sums.undeclared == 0 {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

fn read(folder: &Path) -> Vec<Territory> {
    let file = |name: &str| {
        InputFile::new(
            name,
            std::fs::read(folder.join(name)).expect("a layer of the oblast"),
        )
    };
    let request = RegionRequest {
        settings: RegionSettings {
            keep_good_rows: true,
            population_column: None,
            mapping: std::collections::BTreeMap::new(),
            isolated: vec!["Уватский район".to_owned()],
            official: None,
            attribution: Vec::new(),
        },
        municipalities: file("tyumen_municipalities.geojson"),
        settlements: file("tyumen_settlements.geojson"),
        roads: Some(file("tyumen_roads.geojson")),
        infrastructure: None,
    };
    import_region(&request).0
}

fn timed<T>(sum: &mut Duration, work: impl FnOnce() -> T) -> T {
    let started = Instant::now();
    let answer = work();
    *sum += started.elapsed();
    answer
}

fn run(territory: &Territory, times: &mut Times, sums: &mut Sums) {
    let made = |id: &str| Made {
        id: id.to_owned(),
        at: String::new(),
    };
    let norms = norm_profiles(None)
        .0
        .into_iter()
        .find(|norms| norms.id == "yugra-2008")
        .expect("built in");
    let visits = visit_profiles(None).0.into_iter().next().expect("built in");
    let speeds = SpeedProfile::car().expect("built in");
    let ground = timed(&mut times.ground, || {
        Ground::build(territory, &speeds).expect("cells")
    });
    let request = PartitionRequest {
        threads: 2,
        ..PartitionRequest::new(norms.clone(), "")
    };
    let budget = Budget::iterations(PARTITION_ITERATIONS);
    let plan: Plan = timed(&mut times.partition, || {
        partition(
            territory,
            &ground,
            &request,
            &made("p"),
            &budget,
            &mut ignore_progress,
        )
        .expect("a plan")
    });
    let request = ScheduleRequest {
        season: Season::Summer,
        profile: visits.clone(),
        seed: 1,
        iterations: SCHEDULE_ITERATIONS,
        vehicles: Vec::new(),
        circumstances: Circumstances::default(),
        stop: StopToken::unlimited(),
    };
    let schedule = timed(&mut times.schedule, || {
        timetable(
            territory,
            &ground,
            &plan,
            &request,
            &made("s"),
            &mut ignore_progress,
        )
        .expect("a schedule")
    });
    let fleet = timed(&mut times.fleet, || {
        vehicles(territory, &ground, &plan, &schedule)
    });
    sums.sites += plan.figures.sites;
    sums.bound += plan.figures.sites_bound;
    sums.rounds += schedule.rounds.len();
    sums.unserved += schedule.unserved.len();
    sums.vehicles += fleet.peak;
    sums.distance += schedule.rounds.iter().map(Round::distance).sum();
    check(
        territory,
        &ground,
        (&norms, &visits),
        (&plan, &schedule),
        &mut times.check,
        sums,
    );
}

/// Re-derives the plan and the schedule.
fn check(
    territory: &Territory,
    ground: &Ground,
    (norms, visits): (&NormProfile, &VisitProfile),
    (plan, schedule): (&Plan, &Schedule),
    time: &mut Duration,
    sums: &mut Sums,
) {
    let mut findings = timed(time, || check_plan(territory, ground, norms, plan));
    findings.extend(timed(time, || {
        check_schedule(territory, ground, plan, visits, schedule)
    }));
    for finding in findings.iter().filter(|finding| !finding.declared) {
        println!(
            "  UNDECLARED {} {}: {}",
            territory.municipality.name, finding.code, finding.cause
        );
    }
    sums.declared += findings.iter().filter(|finding| finding.declared).count();
    sums.undeclared += findings.iter().filter(|finding| !finding.declared).count();
}

fn print(territories: &[Territory], import: Duration, times: &Times, sums: &Sums, total: Duration) {
    let units: usize = territories.iter().map(|territory| territory.units.len()).sum();
    let residents: Persons = territories
        .iter()
        .flat_map(|t| &t.units)
        .map(|unit| unit.population)
        .sum();
    println!(
        "municipalities {}, units {units}, residents {residents}",
        territories.len()
    );
    println!(
        "sites {} (bound {}), declared violations {}, undeclared {}",
        sums.sites, sums.bound, sums.declared, sums.undeclared
    );
    println!(
        "rounds {} in 4 weeks, {:.0} km, not fully served {}, vehicles on the peak days {}",
        sums.rounds,
        sums.distance.kilometres(),
        sums.unserved,
        sums.vehicles
    );
    println!("step        seconds   to reach");
    println!("import      {:7.2}", import.as_secs_f64());
    println!("ground      {:7.2}", times.ground.as_secs_f64());
    println!("partition   {:7.2}   10", times.partition.as_secs_f64());
    println!("schedule    {:7.2}", times.schedule.as_secs_f64());
    println!("fleet       {:7.2}", times.fleet.as_secs_f64());
    println!("check       {:7.2}", times.check.as_secs_f64());
    println!("all         {:7.2}   60", total.as_secs_f64());
    // The peak of this process, where the system tells it.
    if let Ok(status) = Command::new("sh")
        .args(["-c", &format!("grep VmHWM /proc/{}/status", std::process::id())])
        .output()
    {
        print!("{}", String::from_utf8_lossy(&status.stdout));
    }
}
