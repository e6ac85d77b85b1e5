//! `uchastok explain`: why a settlement is visited less often than asked or a day is long, and what would help.

use super::database::{Database, ground};
use super::profiles::DataFolder;
use super::report;
use super::stored::Stored;
use super::times::weekday;
use crate::domain::{CycleDay, Schedule, SiteNumber, Territory, UnitId};
use crate::planning::{PlanningError, Question, explain};
use crate::search::StopToken;
use crate::store::PlanRecord;
use clap::{ArgGroup, Args};
use std::process::ExitCode;
use std::time::Duration;

/// Arguments of `uchastok explain`.
#[derive(Debug, Args)]
#[command(
    group(ArgGroup::new("about").required(true).args(["unit", "day"])),
    after_help = "Examples:\n  uchastok explain SCHEDULE 3 --unit s646\n  uchastok explain SCHEDULE 3 --day tue --week 2"
)]
pub(super) struct Arguments {
    /// Id of the schedule
    schedule: String,
    /// Number of the site
    site: u32,
    /// A settlement, by its unit
    #[arg(long)]
    unit: Option<String>,
    /// A weekday: mon, tue, wed, thu, fri
    #[arg(long, value_parser = weekday)]
    day: Option<u8>,
    /// Week of the cycle, from 1
    #[arg(long, default_value_t = 1)]
    week: u8,
    /// Longest search for what would help, in seconds
    #[arg(long, default_value_t = 10.0)]
    time_limit: f64,
    #[command(flatten)]
    database: Database,
    #[command(flatten)]
    data: DataFolder,
}

/// True when the schedule leaves something of a unit's settlement out.
fn is_short_of_visits(territory: &Territory, schedule: &Schedule, unit: &UnitId) -> bool {
    let settlement = |id: &UnitId| {
        let unit = territory.units.iter().find(|one| one.id == *id);
        unit.map(|unit| &unit.settlement)
    };
    let asked = settlement(unit);
    schedule.unserved.iter().any(|gap| settlement(&gap.unit) == asked)
}

/// What a person at the terminal can do about a question that has no answer.
fn in_russian(error: PlanningError) -> anyhow::Error {
    match error {
        PlanningError::UnknownUnit(unit) => {
            anyhow::anyhow!("единицы {unit} в муниципалитете нет; коды единиц печатает `uchastok export`")
        }
        PlanningError::UnknownSite(SiteNumber(number)) => anyhow::anyhow!("участка {number} в схеме нет"),
        PlanningError::NoRound(SiteNumber(number)) => {
            anyhow::anyhow!("участок {number}: в этот день выездов нет, выберите день с выездом")
        }
        other => other.into(),
    }
}

/// Prints what is so and what would help; exit code 3 when nothing tried does.
pub(super) async fn run(arguments: &Arguments) -> anyhow::Result<ExitCode> {
    let store = arguments.database.open().await?;
    let Stored {
        schedule,
        plan: PlanRecord { plan, .. },
        territory,
    } = Stored::read(&store, &arguments.schedule).await?;
    store.close().await;
    let profile = arguments.data.visits(&schedule.origin.visit_profile)?;
    let question = match (&arguments.unit, arguments.day) {
        (Some(unit), _) => Question::Settlement(UnitId::new(unit.as_str())),
        (None, day) => Question::Day(CycleDay {
            week: arguments.week.saturating_sub(1),
            weekday: day.unwrap_or(0),
        }),
    };
    let stop = StopToken::after(Duration::try_from_secs_f64(arguments.time_limit)?);
    let about = (SiteNumber(arguments.site), &question);
    let found = explain(
        &territory,
        &ground(&territory)?,
        &plan,
        &profile,
        &schedule,
        about,
        &stop,
    );
    let answer = found.map_err(in_russian)?;
    for fact in &answer.facts {
        report::line(&fact.ru)?;
    }
    for one in &answer.help {
        report::line(format_args!("  поможет: {}", one.text.ru))?;
    }
    let is_in_order = match &question {
        Question::Day(_) => false,
        Question::Settlement(unit) => !is_short_of_visits(&territory, &schedule, unit),
    };
    Ok(if is_in_order {
        ExitCode::SUCCESS
    } else if answer.help.is_empty() {
        report::line("  из опробованного ничто не помогает")?;
        ExitCode::from(3)
    } else {
        ExitCode::SUCCESS
    })
}
