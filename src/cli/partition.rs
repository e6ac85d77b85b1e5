//! `uchastok partition`: a municipality of the database into sites, as a new draft.

use super::database::{Database, ground, territory};
use super::profiles::DataFolder;
use super::report;
use crate::domain::{NormProfile, Plan, Territory};
use crate::planning::{Ground, Made, PartitionGoal, PartitionRequest, SitesWanted, partition};
use crate::search::{Budget, StopToken};
use crate::store::{Change, Store, rfc3339};
use clap::{Args, ValueEnum};
use std::process::ExitCode;
use std::time::Duration;

/// Iterations of a partition when nobody says otherwise: under a second for a district.
pub(super) const ITERATIONS: u64 = 100_000;

/// Arguments of `uchastok partition`.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  uchastok partition vagay\n  uchastok partition vagay --sites 8 --goal balance\n  \
                        uchastok partition vagay --norm perm-posts --time-limit 30"
)]
pub(super) struct Arguments {
    /// Code of the municipality
    municipality: String,
    /// Norm profile
    #[arg(long, default_value = "yugra-2008")]
    norm: String,
    /// Number of sites: a number, `min` for the fewest, `free` for any
    #[arg(long, default_value = "min", value_parser = sites)]
    sites: SitesWanted,
    /// What counts as better
    #[arg(long, value_enum, default_value_t = Goal::Travel)]
    goal: Goal,
    /// Seed of the search
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Iterations: the same number gives the same plan
    #[arg(long, default_value_t = ITERATIONS)]
    iterations: u64,
    /// Cut the search after so many seconds
    #[arg(long)]
    time_limit: Option<f64>,
    #[command(flatten)]
    database: Database,
    #[command(flatten)]
    data: DataFolder,
}

/// What counts as better.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum Goal {
    /// Short ways to the base
    Travel,
    /// Whole settlements, compact sites
    CutEdges,
    /// Equal populations
    Balance,
}

fn sites(text: &str) -> Result<SitesWanted, String> {
    match text {
        "min" => Ok(SitesWanted::Min),
        "free" => Ok(SitesWanted::Free),
        number => match number.parse() {
            Ok(0) | Err(_) => Err("a number from 1, `min` or `free`".to_owned()),
            Ok(count) => Ok(SitesWanted::Exact(count)),
        },
    }
}

/// Partitions and stores; exit code 3 for a plan that breaks a rule.
pub(super) async fn run(arguments: &Arguments) -> anyhow::Result<ExitCode> {
    let store = arguments.database.open().await?;
    let profile = arguments.data.norms(&arguments.norm)?;
    let territory = territory(&store, &arguments.municipality).await?;
    let request = PartitionRequest {
        profile,
        sites: arguments.sites,
        goal: match arguments.goal {
            Goal::Travel => PartitionGoal::Travel,
            Goal::CutEdges => PartitionGoal::CutEdges,
            Goal::Balance => PartitionGoal::Balance,
        },
        seed: arguments.seed,
        threads: std::thread::available_parallelism().map_or(1, usize::from),
        title: format!("Схема, {}", arguments.norm),
    };
    let stop = match arguments.time_limit {
        Some(seconds) => StopToken::after(Duration::try_from_secs_f64(seconds)?),
        None => StopToken::unlimited(),
    };
    let budget = Budget {
        iterations: Some(arguments.iterations),
        stop,
    };
    let plan = make(&store, &territory, &ground(&territory)?, &request, &budget).await?;
    describe(&territory, &request.profile, &plan)?;
    store.close().await;
    Ok(if plan.violations.is_empty() {
        ExitCode::SUCCESS
    } else {
        ExitCode::from(3)
    })
}

/// Makes a plan and stores it as a draft.
pub(super) async fn make(
    store: &Store,
    territory: &Territory,
    ground: &Ground,
    request: &PartitionRequest,
    budget: &Budget,
) -> anyhow::Result<Plan> {
    let bar = report::bar(&territory.municipality.name, budget.iterations.unwrap_or(0));
    let made = Made {
        id: store.new_plan_id().to_string(),
        at: rfc3339(store.now_ms()),
    };
    let plan = partition(territory, ground, request, &made, budget, &mut |progress| {
        bar.set_position(progress.iterations);
    })?;
    bar.finish_and_clear();
    store.create_plan(&plan, &Change::by("cli")).await?;
    Ok(plan)
}

/// Prints a plan as a person reads it.
pub(super) fn describe(territory: &Territory, profile: &NormProfile, plan: &Plan) -> anyhow::Result<()> {
    let name = &territory.municipality.name;
    let (sites, bound) = (plan.figures.sites, plan.figures.sites_bound);
    report::line(format_args!(
        "{name}: участков {sites} (законной схеме нужно не меньше {bound}), путь до рабочего места в среднем {:.1} км, схема {}",
        plan.figures.travel_per_person.kilometres(),
        plan.id
    ))?;
    for site in &plan.sites {
        let units = || {
            territory
                .units
                .iter()
                .filter(|unit| plan.assignment.get(&unit.id) == Some(&site.number))
        };
        let population = units()
            .map(|unit| unit.population)
            .sum::<crate::domain::Persons>();
        let norm = profile.site_norm(units().map(|unit| unit.place));
        let bounds = norm.map_or_else(String::new, |norm| format!("норма {}–{}", norm.lower, norm.upper));
        let mark = if norm.is_some_and(|norm| norm.deviation(population).get() > 0) {
            "!"
        } else {
            " "
        };
        report::line(format_args!(
            "  {mark} {:>3}  {:>7} чел.  {bounds}  {}",
            site.number.0, population, site.name
        ))?;
    }
    for violation in &plan.violations {
        report::line(format_args!("  {}: {}", violation.code, violation.reason))?;
    }
    Ok(())
}
