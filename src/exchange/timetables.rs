//! The timetables of public transport from a table or a GTFS feed, as lines of the list of vehicles.
//!
//! A table has a row for each stop of each trip, in order: line, trip, stop, arrival, departure, and where they differ
//! from every working day the weekdays; a ticket's price may stand in any row of a line and is counted there and back.

use super::columns::{Mapping, TIMETABLE_FIELDS};
use super::fields::{clean, required, time_of_day};
use super::gtfs;
use super::problems::{Problems, shown};
use super::read;
use super::table::{InputFile, Record};
use super::vehicles::{PLACE, kopecks, settlement, vehicle_problems, weekdays, wrong};
use crate::domain::{
    FOOT, LineTrip, Problem, Settlement, TripCall, Vehicle, VehicleId, VehicleKind, VehiclePrice,
};
use std::collections::BTreeSet;

/// Reads lines; one titled like a line of `known` keeps its id, and its bases, seasons and price where the file has none.
/// Beside them everything that is wrong: then nothing should be taken.
#[must_use]
pub fn timetable(
    file: &InputFile,
    settlements: &[Settlement],
    known: &[Vehicle],
    mut next_id: impl FnMut() -> VehicleId,
) -> (Vec<Vehicle>, Vec<Problem>) {
    let mut problems = Problems::default();
    let mut lines = if file.ending() == "zip" {
        gtfs::lines(file, settlements, &mut problems)
    } else {
        table(file, settlements, &mut problems)
    };
    for line in &mut lines {
        match known.iter().find(|one| one.title == line.title) {
            Some(same) if same.is_line() => {
                line.id = same.id.clone();
                line.bases = same.bases.clone();
                line.seasons = same.seasons.clone();
                if line.price == VehiclePrice::default() {
                    line.price = same.price;
                }
            }
            Some(_) => problems.add(
                "vehicle.duplicate",
                &file.name,
                format!("«{}» — машина из списка, а не маршрут", shown(&line.title)),
                "назовите маршрут иначе",
            ),
            None => line.id = next_id(),
        }
        for one in vehicle_problems(line, settlements, &[]) {
            let place = format!("{}, {}{}", file.name, line.title, one.pointer);
            problems.add("timetable.value", place, one.cause, one.action);
        }
    }
    if lines.is_empty() && problems.len() == 0 {
        problems.add(
            "timetable.empty",
            &file.name,
            "ни один рейс не останавливается в двух населённых пунктах муниципалитета",
            "проверьте, что расписание этого района и что остановки названы как населённые пункты",
        );
    }
    (lines, problems.into_vec())
}

/// A line without trips.
pub(super) fn line(title: String) -> Vehicle {
    Vehicle {
        id: VehicleId::from(""),
        kind: VehicleKind::Public,
        title,
        count: 1,
        bases: BTreeSet::new(),
        garage: None,
        weekdays: BTreeSet::new(),
        seasons: BTreeSet::new(),
        driver: None,
        speeds: FOOT.to_owned(),
        legs: Vec::new(),
        trips: Vec::new(),
        price: VehiclePrice::default(),
    }
}

fn table(file: &InputFile, settlements: &[Settlement], problems: &mut Problems) -> Vec<Vehicle> {
    let mut lines: Vec<Vehicle> = Vec::new();
    let layer = read::layer(file, TIMETABLE_FIELDS, &Mapping::default(), problems);
    let Some((table, columns)) = layer else {
        return lines;
    };
    if !read::has_columns(&table, &columns, &["line", "trip", "stop"], problems) {
        return lines;
    }
    for record in table.records(&columns) {
        let title = required(&record, "line", problems).map(clean);
        let trip = required(&record, "trip", problems).map(clean);
        let call = call(&record, settlements, problems);
        let days = weekdays(&record, problems);
        let fare = kopecks(&record, "fare", problems);
        let (Some(title), Some(trip), Some(call), Some(days), Some(fare)) = (title, trip, call, days, fare)
        else {
            continue;
        };
        let at = lines
            .iter()
            .position(|one| one.title == title)
            .unwrap_or_else(|| {
                lines.push(line(title));
                lines.len() - 1
            });
        let Some(line) = lines.get_mut(at) else { continue };
        line.price.day = line.price.day.max(2 * fare);
        match line.trips.iter_mut().find(|one| one.id == trip) {
            Some(one) => {
                if one.weekdays.is_empty() {
                    one.weekdays = days;
                }
                one.calls.push(call);
            }
            None => line.trips.push(LineTrip {
                id: trip,
                weekdays: days,
                calls: vec![call],
            }),
        }
    }
    lines
}

fn call(record: &Record<'_>, settlements: &[Settlement], problems: &mut Problems) -> Option<TripCall> {
    let stop = required(record, "stop", problems)?;
    let place = settlement(settlements, stop);
    if place.is_none() {
        wrong(record, "stop", PLACE, problems);
    }
    let (arrives, departs) = (record.text("arrives"), record.text("departs"));
    if arrives.is_empty() && departs.is_empty() {
        wrong(
            record,
            "departs",
            "укажите время прибытия или отправления, например 8:10",
            problems,
        );
        return None;
    }
    let mut time = |field: &'static str| {
        let text = record.text(field);
        let time = time_of_day(text);
        if time.is_none() && !text.is_empty() {
            wrong(record, field, "время суток, например 8:10", problems);
        }
        (text.is_empty(), time)
    };
    let (arrives, departs) = match (time("arrives"), time("departs")) {
        ((true, _), (_, one)) | ((_, one), (true, _)) => (one, one),
        ((_, arrives), (_, departs)) => (arrives, departs),
    };
    Some(TripCall {
        settlement: place?,
        arrives: arrives?,
        departs: departs?,
    })
}
