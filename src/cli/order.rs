//! `uchastok order`: whether a visit order is met in time by a round that comes by, else how.

use super::database::{Database, ground};
use super::emergency;
use super::profiles::DataFolder;
use super::report;
use super::stored::Stored;
use crate::domain::{Seconds, UnitId};
use crate::planning::{OrderRequest, order};
use crate::store::PlanRecord;
use clap::Args;
use jiff::civil::Date;
use std::process::ExitCode;

/// Arguments of `uchastok order`.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  uchastok order SCHEDULE s646 --received 2026-11-20 --working-days 3")]
pub(super) struct Arguments {
    /// Id of the schedule
    schedule: String,
    /// Unit to go to
    unit: String,
    /// When the order came: YYYY-MM-DD
    #[arg(long)]
    received: Date,
    /// Within how many working days: 3 for a first check, 5 for proposals, 15 for the start of measures
    #[arg(long, default_value_t = 3)]
    working_days: u8,
    /// Minutes needed there
    #[arg(long, default_value_t = 30)]
    minutes: i64,
    #[command(flatten)]
    database: Database,
    #[command(flatten)]
    data: DataFolder,
}

/// Prints how the order is met; exit code 3 when it cannot be.
pub(super) async fn run(arguments: &Arguments) -> anyhow::Result<ExitCode> {
    let store = arguments.database.open().await?;
    let Stored {
        schedule,
        plan: PlanRecord { plan, .. },
        territory,
    } = Stored::read(&store, &arguments.schedule).await?;
    let profile = arguments.data.visits(&schedule.origin.visit_profile)?;
    let calendar = arguments.data.calendar()?;
    let request = OrderRequest {
        unit: UnitId::new(arguments.unit.as_str()),
        received: arguments.received,
        working_days: arguments.working_days,
        service: Seconds::from_minutes(arguments.minutes),
    };
    let ground = ground(&territory)?;
    let answer = order(
        &territory, &ground, &plan, &profile, &calendar, &schedule, &request,
    )?;
    store.close().await;
    report::line(format_args!("срок: {}", answer.deadline))?;
    if !answer.calendar_is_complete {
        report::line("переносы выходных на этот год не внесены: учтены только праздники по закону")?;
    }
    if let Some(visit) = &answer.planned {
        report::line(format_args!(
            "по графику: {} в {}, участок {}",
            visit.date,
            visit.arrival.clock(),
            visit.site.0
        ))?;
    }
    for extra in &answer.extra {
        let words = emergency::in_words(&extra.option, &territory);
        report::line(format_args!("дополнительно {}: {words}", extra.date))?;
    }
    Ok(if answer.planned.is_none() && answer.extra.is_empty() {
        ExitCode::from(3)
    } else {
        ExitCode::SUCCESS
    })
}
