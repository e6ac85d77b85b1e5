//! `uchastok vehicles`: the vehicles that a municipality's workers share, shown or read from a table.

use super::database::{Database, territory};
use super::report;
use crate::domain::{Vehicle, VehicleKind};
use crate::exchange::{self, InputFile};
use crate::roads::SpeedProfile;
use crate::store::Change;
use anyhow::Context;
use clap::Args;
use std::path::PathBuf;
use std::process::ExitCode;

/// Arguments of `uchastok vehicles`.
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  \
    uchastok vehicles vagay                      # what is on the list\n  \
    uchastok vehicles vagay --from cars.xlsx     # replaces the list\n  \
    uchastok vehicles vagay --timetable bus.csv  # adds lines of public transport\n\n\
    Columns of the table, only the first two needed: название, чья (учреждения, главы, личная), количество,\n\
    рабочие места (settlements, «;» between), гараж, дни (пн, вт, …), сезоны, водитель с, водитель до,\n\
    проходимость (обычная, повышенная), руб за км, руб за час, руб за день\n\
    Columns of a timetable, a row for each stop of each trip: маршрут, рейс, остановка (a settlement), прибытие,\n\
    отправление, дни, билет")]
pub(super) struct Arguments {
    /// Municipality
    municipality: String,
    /// Table (CSV, XLSX) that replaces the list
    #[arg(long)]
    from: Option<PathBuf>,
    /// Timetable of public transport (CSV, XLSX, GTFS as ZIP): its lines are added, or replace those of the same title
    #[arg(long)]
    timetable: Option<PathBuf>,
    #[command(flatten)]
    database: Database,
}

/// Prints the list, after replacing it where a table is given; exit code 2 when the table cannot be used.
pub(super) async fn run(arguments: &Arguments) -> anyhow::Result<ExitCode> {
    let store = arguments.database.open().await?;
    let territory = territory(&store, &arguments.municipality).await?;
    let id = &territory.municipality.id;
    let mut list = store.vehicles(id).await?;
    if let Some(path) = &arguments.from {
        let bytes = std::fs::read(path).with_context(|| format!("{}", path.display()))?;
        let file = InputFile::new(path.display().to_string(), bytes);
        let profiles = SpeedProfile::of_vehicles()?;
        let speeds: Vec<&str> = profiles.iter().map(|one| one.id.as_str()).collect();
        let next_id = || store.new_vehicle_id();
        let (read, problems) = exchange::vehicles(&file, &territory.settlements, &speeds, &list, next_id);
        if !problems.is_empty() {
            report::problems(&problems)?;
            return Ok(ExitCode::from(2));
        }
        store.replace_vehicles(id, &read, &Change::by("cli")).await?;
        list = store.vehicles(id).await?;
    }
    if let Some(path) = &arguments.timetable {
        let bytes = std::fs::read(path).with_context(|| format!("{}", path.display()))?;
        let file = InputFile::new(path.display().to_string(), bytes);
        let next_id = || store.new_vehicle_id();
        let (lines, problems) = exchange::timetable(&file, &territory.settlements, &list, next_id);
        if !problems.is_empty() {
            report::problems(&problems)?;
            return Ok(ExitCode::from(2));
        }
        store.put_vehicles(id, &lines, &Change::by("cli")).await?;
        list = store.vehicles(id).await?;
    }
    report::line(format_args!(
        "{}: {} в списке",
        territory.municipality.name,
        list.len()
    ))?;
    for vehicle in &list {
        describe(vehicle)?;
    }
    store.close().await;
    Ok(ExitCode::SUCCESS)
}

fn describe(vehicle: &Vehicle) -> anyhow::Result<()> {
    let kind = match vehicle.kind {
        VehicleKind::Institution => "учреждения",
        VehicleKind::Head => "главы поселения",
        VehicleKind::Private => "личная",
        VehicleKind::Public => {
            let trips = vehicle.trips.len();
            let line = format_args!(
                "  {}  {} (общественный транспорт, рейсов: {trips})",
                vehicle.id, vehicle.title
            );
            return report::line(line);
        }
    };
    let hours = vehicle.driver.map_or_else(String::new, |hours| {
        format!(", водитель {}–{}", hours.from.clock(), hours.until.clock())
    });
    report::line(format_args!(
        "  {}  {} × {} ({kind}, {}{hours})",
        vehicle.id, vehicle.count, vehicle.title, vehicle.speeds
    ))
}
