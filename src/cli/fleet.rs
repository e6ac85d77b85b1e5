//! `uchastok fleet`: how many vehicles a schedule takes.

use super::database::{Database, ground};
use super::report;
use super::stored::Stored;
use crate::planning::vehicles;
use crate::store::PlanRecord;
use clap::Args;
use std::process::ExitCode;

/// Arguments of `uchastok fleet`.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  uchastok fleet 0190-…")]
pub(super) struct Arguments {
    /// Id of the schedule
    schedule: String,
    #[command(flatten)]
    database: Database,
}

/// Prints the vehicles of each day, the peak and the bound.
pub(super) async fn run(arguments: &Arguments) -> anyhow::Result<ExitCode> {
    const WEEKDAYS: [&str; 5] = ["пн", "вт", "ср", "чт", "пт"];
    let store = arguments.database.open().await?;
    let Stored {
        schedule,
        plan: PlanRecord { plan, .. },
        territory,
    } = Stored::read(&store, &arguments.schedule).await?;
    let fleet = vehicles(&territory, &ground(&territory)?, &plan, &schedule);
    report::line(format_args!(
        "{}: машин {} в самый загруженный день, не меньше {}; за цикл {:.0} км, {} ч.",
        territory.municipality.name,
        fleet.peak,
        fleet.lower_bound,
        fleet.distance.kilometres(),
        fleet.time.get() / 3600
    ))?;
    report::line(&fleet.bound_reason)?;
    for day in &fleet.days {
        let shared: Vec<String> = day
            .shared_by
            .iter()
            .map(|sites| {
                sites
                    .iter()
                    .map(|site| site.0.to_string())
                    .collect::<Vec<_>>()
                    .join("→")
            })
            .collect();
        report::line(format_args!(
            "  неделя {} {}  машин {:>2}  {:>5.0} км  участки: {}",
            day.day.week + 1,
            WEEKDAYS.get(usize::from(day.day.weekday)).unwrap_or(&"?"),
            day.vehicles,
            day.distance.kilometres(),
            shared.join(", ")
        ))?;
    }
    store.close().await;
    Ok(ExitCode::SUCCESS)
}
