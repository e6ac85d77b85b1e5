//! `uchastok schedule`: weekly rounds for the sites of a plan.

use super::database::{Database, ground, territory};
use super::profiles::DataFolder;
use super::report;
use super::stopping::end_on_signal;
use crate::domain::{
    Circumstances, Metres, Plan, PlanId, Round, Schedule, Season, Territory, UnitId, VisitProfile,
};
use crate::planning::{Ground, Made, ScheduleRequest, timetable};
use crate::search::StopToken;
use crate::store::{Change, PlanRecord, ScheduleRecord, Store, rfc3339};
use clap::{Args, ValueEnum};
use std::process::ExitCode;

pub(super) use crate::planning::SCHEDULE_ITERATIONS as ITERATIONS;

/// Arguments of `uchastok schedule`.
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  uchastok schedule 0190-…\n  uchastok schedule 0190-… --season thaw")]
pub(super) struct Arguments {
    /// Id of the plan
    plan: String,
    /// Season of the roads
    #[arg(long, value_enum, default_value_t = SeasonName::Summer)]
    season: SeasonName,
    /// Visit profile
    #[arg(long, default_value = "default")]
    visits: String,
    /// Seed of the search
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Iterations for each site: the same number gives the same schedule. Where the usual 3000 leave something out, the
    /// search goes on to 20000
    #[arg(long, default_value_t = ITERATIONS)]
    iterations: u64,
    /// Leave the list of vehicles aside: a car for every worker on every day
    #[arg(long)]
    unlimited: bool,
    #[command(flatten)]
    database: Database,
    #[command(flatten)]
    data: DataFolder,
}

/// A season on the command line.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub(super) enum SeasonName {
    /// Roads dry, ferries run
    Summer,
    /// Winter roads and ice crossings open
    Winter,
    /// Unpaved roads slow or closed
    Thaw,
}

impl From<SeasonName> for Season {
    fn from(name: SeasonName) -> Self {
        match name {
            SeasonName::Summer => Self::Summer,
            SeasonName::Winter => Self::Winter,
            SeasonName::Thaw => Self::Thaw,
        }
    }
}

/// Plans the rounds and stores them; exit code 3 when something is left out.
pub(super) async fn run(arguments: &Arguments) -> anyhow::Result<ExitCode> {
    let store = arguments.database.open().await?;
    let record = plan(&store, &arguments.plan).await?;
    let territory = territory(&store, record.plan.municipality.as_str()).await?;
    let vehicles = if arguments.unlimited {
        Vec::new()
    } else {
        store.vehicles(&record.plan.municipality).await?
    };
    let request = ScheduleRequest {
        season: arguments.season.into(),
        profile: arguments.data.visits(&arguments.visits)?,
        seed: arguments.seed,
        iterations: arguments.iterations,
        vehicles,
        circumstances: Circumstances::default(),
        stop: StopToken::unlimited(),
    };
    end_on_signal(&request.stop)?;
    let schedule = make(&store, &territory, &ground(&territory)?, &record, &request).await?;
    describe(&territory, &record.plan, &request.profile, &schedule)?;
    store.close().await;
    Ok(if schedule.unserved.is_empty() {
        ExitCode::SUCCESS
    } else {
        ExitCode::from(3)
    })
}

/// A stored plan.
pub(super) async fn plan(store: &Store, id: &str) -> anyhow::Result<PlanRecord> {
    store.plan(&PlanId::new(id)).await?.ok_or_else(|| {
        anyhow::anyhow!("plan {id} is not in the database; `uchastok partition` prints the ids")
    })
}

/// Makes a schedule and stores it.
pub(super) async fn make(
    store: &Store,
    territory: &Territory,
    ground: &Ground,
    record: &PlanRecord,
    request: &ScheduleRequest,
) -> anyhow::Result<Schedule> {
    let bar = report::bar(&territory.municipality.name, record.plan.sites.len() as u64);
    let made = Made {
        id: store.new_schedule_id().to_string(),
        at: rfc3339(store.now_ms()),
    };
    let schedule = timetable(territory, ground, &record.plan, request, &made, &mut |progress| {
        bar.set_position(progress.iterations);
    })?;
    bar.finish_and_clear();
    store_schedule(store, record, &schedule).await?;
    Ok(schedule)
}

/// Stores a schedule of a plan.
pub(super) async fn store_schedule(
    store: &Store,
    record: &PlanRecord,
    schedule: &Schedule,
) -> anyhow::Result<()> {
    let stored = ScheduleRecord {
        schedule: schedule.clone(),
        municipality: record.plan.municipality.clone(),
        plan_version: record.version,
        created_at_ms: store.now_ms(),
    };
    store.create_schedule(&stored, &Change::by("cli")).await?;
    Ok(())
}

/// Prints a schedule as a person reads it.
fn describe(
    territory: &Territory,
    plan: &Plan,
    profile: &VisitProfile,
    schedule: &Schedule,
) -> anyhow::Result<()> {
    const WEEKDAYS: [&str; 5] = ["пн", "вт", "ср", "чт", "пт"];
    let distance: Metres = schedule.rounds.iter().map(Round::distance).sum();
    report::line(format_args!(
        "{}: выездов {} за {} нед., {:.0} км, не охвачено полностью {}, график {}",
        territory.municipality.name,
        schedule.rounds.len(),
        profile.cycle_weeks,
        distance.kilometres(),
        schedule.unserved.len(),
        schedule.id
    ))?;
    let name = |id: &UnitId| {
        territory
            .units
            .iter()
            .find(|unit| unit.id == *id)
            .map_or("?", |unit| unit.name.as_str())
    };
    for site in &plan.sites {
        report::line(format_args!("  участок {} — {}", site.number.0, site.name))?;
        for round in schedule.rounds.iter().filter(|round| round.site == site.number) {
            let stops: Vec<String> = round
                .stops
                .iter()
                .map(|stop| format!("{} {}", stop.arrival.clock(), name(&stop.unit)))
                .collect();
            report::line(format_args!(
                "    неделя {} {}  {}–{}  {:>4.0} км  {}{}",
                round.day.week + 1,
                WEEKDAYS.get(usize::from(round.day.weekday)).unwrap_or(&"?"),
                round.departure.clock(),
                round.arrival.clock(),
                round.distance().kilometres(),
                round
                    .vehicle
                    .as_ref()
                    .and_then(|of| schedule.vehicle(&of.id))
                    .map_or_else(String::new, |of| format!("[{}]  ", of.title)),
                stops.join(", ")
            ))?;
        }
        for gap in schedule.unserved.iter().filter(|gap| gap.site == site.number) {
            report::line(format_args!("    ! {}", gap.reason))?;
        }
    }
    Ok(())
}
