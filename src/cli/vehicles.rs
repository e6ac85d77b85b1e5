//! `uchastok vehicles`: the vehicles that a municipality's workers share, shown or read from a table.

use super::database::{Database, territory};
use super::report;
use crate::domain::{Season, Settlement, SettlementId, Vehicle, VehicleKind};
use crate::exchange::{self, InputFile};
use crate::roads::SpeedProfile;
use crate::store::Change;
use anyhow::Context;
use clap::Args;
use std::path::PathBuf;
use std::process::ExitCode;

const WEEKDAYS: [&str; 5] = ["пн", "вт", "ср", "чт", "пт"];

/// Arguments of `uchastok vehicles`.
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  \
    uchastok vehicles vagay                      # what is on the list\n  \
    uchastok vehicles vagay --from cars.xlsx     # replaces the cars, and leaves the lines\n  \
    uchastok vehicles vagay --timetable bus.csv  # adds lines of public transport\n\n\
    Columns of the table, only the first two needed: название, чья (учреждения, главы, личная), количество,\n\
    рабочие места (settlements, «;» between), гараж, дни (пн, вт, …), сезоны, водитель с, водитель до,\n\
    проходимость (обычная, повышенная), руб за км, руб за час, руб за день\n\
    Columns of a timetable, a row for each stop of each trip: маршрут, рейс, остановка (a settlement), прибытие,\n\
    отправление, дни, билет")]
pub(super) struct Arguments {
    /// Municipality
    municipality: String,
    /// Table (CSV, XLSX) that replaces the cars of the list; lines of public transport stay
    #[arg(long)]
    from: Option<PathBuf>,
    /// Timetable of public transport (CSV, XLSX, GTFS as ZIP): its lines are added, or replace those of the same title
    #[arg(long)]
    timetable: Option<PathBuf>,
    #[command(flatten)]
    database: Database,
}

/// Prints the list, after replacing its cars where a table is given; exit code 2 when the table cannot be used.
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
        let (lines, cars): (Vec<Vehicle>, Vec<Vehicle>) = list.into_iter().partition(Vehicle::is_line);
        let (mut read, problems) = exchange::vehicles(&file, &territory.settlements, &speeds, &cars, next_id);
        if !problems.is_empty() {
            report::problems(&problems)?;
            return Ok(ExitCode::from(2));
        }
        read.extend(lines);
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
        report::line(format_args!("  {}", described(vehicle, &territory.settlements)))?;
    }
    store.close().await;
    Ok(ExitCode::SUCCESS)
}

/// An entry of the list in one line: what it is, whose, who takes it, when, and what it costs.
fn described(vehicle: &Vehicle, settlements: &[Settlement]) -> String {
    let name = |id: &SettlementId| {
        let place = settlements.iter().find(|place| place.id == *id);
        place.map_or_else(|| id.to_string(), |place| place.name.clone())
    };
    let mut parts = vec![match vehicle.kind {
        VehicleKind::Institution => "учреждения".to_owned(),
        VehicleKind::Head => "главы поселения".to_owned(),
        VehicleKind::Private => "личная".to_owned(),
        VehicleKind::Public => format!("общественный транспорт, рейсов: {}", vehicle.trips.len()),
    }];
    let is_driven = !vehicle.is_line() && vehicle.legs.is_empty();
    parts.extend(is_driven.then(|| speeds(&vehicle.speeds)));
    parts.extend((!vehicle.legs.is_empty()).then(|| format!("по своим путям: {}", vehicle.legs.len())));
    if !vehicle.bases.is_empty() {
        let bases: Vec<String> = vehicle.bases.iter().map(name).collect();
        parts.push(format!("рабочие места: {}", bases.join(", ")));
    }
    parts.extend(
        vehicle
            .garage
            .as_ref()
            .map(|garage| format!("гараж: {}", name(garage))),
    );
    if !vehicle.weekdays.is_empty() {
        let days = vehicle
            .weekdays
            .iter()
            .filter_map(|day| WEEKDAYS.get(usize::from(*day)));
        parts.push(days.copied().collect::<Vec<_>>().join(", "));
    }
    if !vehicle.seasons.is_empty() {
        let seasons: Vec<&str> = vehicle
            .seasons
            .iter()
            .map(|season| self::season(*season))
            .collect();
        parts.push(seasons.join(", "));
    }
    parts.extend(
        vehicle
            .driver
            .map(|hours| format!("водитель {}–{}", hours.from.clock(), hours.until.clock())),
    );
    let price = &vehicle.price;
    let day = if vehicle.is_line() {
        "билет на день"
    } else {
        "за день"
    };
    for (kopecks, per) in [(price.km, "за км"), (price.hour, "за час"), (price.day, day)] {
        parts.extend((kopecks > 0).then(|| format!("{} руб {per}", rubles(kopecks))));
    }
    let count = if vehicle.is_line() {
        String::new()
    } else {
        format!("{} × ", vehicle.count)
    };
    format!("{}  {count}{} ({})", vehicle.id, vehicle.title, parts.join("; "))
}

/// Which roads a vehicle can take, in words.
fn speeds(profile: &str) -> String {
    match profile {
        "car" => "обычная проходимость".to_owned(),
        "offroad" => "повышенная проходимость".to_owned(),
        other => format!("профиль скоростей {other}"),
    }
}

fn season(season: Season) -> &'static str {
    match season {
        Season::Summer => "лето",
        Season::Winter => "зима",
        Season::Thaw => "распутица",
    }
}

fn rubles(kopecks: i64) -> String {
    if kopecks % 100 == 0 {
        return (kopecks / 100).to_string();
    }
    format!("{},{:02}", kopecks / 100, kopecks % 100)
}

#[cfg(test)]
mod tests {
    use super::described;
    use crate::domain::{
        DriverHours, Season, Seconds, SettlementId, Vehicle, VehicleId, VehicleKind, VehiclePrice,
    };
    use std::collections::BTreeSet;

    #[test]
    fn an_entry_says_everything_that_was_written_of_it() {
        let car = Vehicle {
            id: VehicleId::from("1"),
            kind: VehicleKind::Head,
            title: "Нива".to_owned(),
            count: 2,
            bases: BTreeSet::from([SettlementId::from("a")]),
            garage: Some(SettlementId::from("b")),
            weekdays: BTreeSet::from([0, 3]),
            seasons: BTreeSet::from([Season::Summer]),
            driver: Some(DriverHours {
                from: Seconds(8 * 3600),
                until: Seconds(17 * 3600),
            }),
            speeds: "offroad".to_owned(),
            legs: Vec::new(),
            trips: Vec::new(),
            price: VehiclePrice {
                km: 1_550,
                hour: 20_000,
                day: 0,
            },
        };
        assert_eq!(
            described(&car, &[]),
            "1  2 × Нива (главы поселения; повышенная проходимость; рабочие места: a; гараж: b; пн, чт; лето; \
             водитель 08:00–17:00; 15,50 руб за км; 200 руб за час)"
        );
    }
}
