//! The vehicles of a municipality from a table, and what can be wrong with a vehicle whichever door it comes through.

use super::columns::{Mapping, VEHICLE_FIELDS};
use super::fields::{clean, number, required, time_of_day};
use super::problems::{Problems, shown};
use super::read;
use super::table::{InputFile, Record};
use crate::domain::{
    DriverHours, FOOT, LineTrip, Problem, Season, Seconds, Settlement, SettlementId, Vehicle, VehicleId,
    VehicleKind, VehiclePrice, WORKING_DAYS,
};
use std::collections::BTreeSet;

/// Longest title, in characters.
const TITLE_MAX: usize = 200;
/// Most vehicles in one entry.
const COUNT_MAX: u32 = 1000;
/// Highest price of a kilometre, an hour or a day, in kopecks: 100,000 rubles.
const PRICE_MAX: i64 = 10_000_000;

/// Most stated legs of a boat, trips of a line, stops of a trip.
const LEGS_MAX: usize = 200;
const TRIPS_MAX: usize = 500;
const CALLS_MAX: usize = 100;
/// Longest leg, in metres.
const LEG_M_MAX: i64 = 2_000_000;
const DAY_S: i64 = 24 * 3600;

const WEEKDAYS: [[&str; 3]; WORKING_DAYS as usize] = [
    ["пн", "понедельник", "mon"],
    ["вт", "вторник", "tue"],
    ["ср", "среда", "wed"],
    ["чт", "четверг", "thu"],
    ["пт", "пятница", "fri"],
];
const SEASONS: [(&str, Season); 6] = [
    ("лето", Season::Summer),
    ("summer", Season::Summer),
    ("зима", Season::Winter),
    ("winter", Season::Winter),
    ("распутица", Season::Thaw),
    ("thaw", Season::Thaw),
];
const KINDS: [(&str, VehicleKind); 7] = [
    ("учрежд", VehicleKind::Institution),
    ("служеб", VehicleKind::Institution),
    ("institution", VehicleKind::Institution),
    ("глав", VehicleKind::Head),
    ("head", VehicleKind::Head),
    ("личн", VehicleKind::Private),
    ("private", VehicleKind::Private),
];
/// The speed profile of a vehicle for which none is written.
const PLAIN_SPEEDS: &str = "car";
/// What to do about a place that is not known.
pub(super) const PLACE: &str = "впишите название или код населённого пункта; где название повторяется — код";
const SPEEDS: [(&str, &str); 4] = [
    ("обычн", "car"),
    ("легков", "car"),
    ("повышен", "offroad"),
    ("вездеход", "offroad"),
];

/// Reads a table of vehicles; a vehicle titled like one of `known` keeps its id. Beside them everything that is wrong.
#[must_use]
pub fn vehicles(
    file: &InputFile,
    settlements: &[Settlement],
    speeds: &[&str],
    known: &[Vehicle],
    mut next_id: impl FnMut() -> VehicleId,
) -> (Vec<Vehicle>, Vec<Problem>) {
    let mut problems = Problems::default();
    let mut found: Vec<Vehicle> = Vec::new();
    let layer = read::layer(file, VEHICLE_FIELDS, &Mapping::default(), &mut problems);
    if let Some((table, columns)) = layer
        && read::has_columns(&table, &columns, &["title", "kind"], &mut problems)
    {
        for record in table.records(&columns) {
            let before = problems.len();
            let Some(mut vehicle) = vehicle(&record, settlements, &mut problems) else {
                continue;
            };
            let same = known.iter().find(|one| one.title == vehicle.title);
            vehicle.id = same.map_or_else(&mut next_id, |one| one.id.clone());
            if found.iter().any(|one| one.title == vehicle.title) {
                problems.add(
                    "vehicle.duplicate",
                    record.pointer("title"),
                    format!("«{}» уже есть выше", shown(&vehicle.title)),
                    "сложите одинаковые машины в одну строку с количеством или назовите их по-разному",
                );
            }
            for one in vehicle_problems(&vehicle, settlements, speeds) {
                let place = format!("{}, {}", record.place(), one.pointer.trim_start_matches('/'));
                problems.add("vehicle.value", place, one.cause, one.action);
            }
            if problems.len() == before {
                found.push(vehicle);
            }
        }
    }
    (found, problems.into_vec())
}

/// Everything that is wrong with a vehicle's values, by the name of the field.
#[must_use]
pub fn vehicle_problems(vehicle: &Vehicle, settlements: &[Settlement], speeds: &[&str]) -> Vec<Problem> {
    let mut found = Vec::new();
    let mut wrong = |pointer: &str, cause: String, action: String| {
        found.push(Problem::new("vehicle.value", pointer, cause, action));
    };
    let title = vehicle.title.chars().count();
    if title == 0 || title > TITLE_MAX {
        wrong(
            "/title",
            format!("{title} знаков"),
            format!("от 1 до {TITLE_MAX} знаков"),
        );
    }
    if !(1..=COUNT_MAX).contains(&vehicle.count) {
        wrong(
            "/count",
            vehicle.count.to_string(),
            format!("от 1 до {COUNT_MAX}"),
        );
    }
    if let Some(day) = vehicle.weekdays.iter().find(|day| **day >= WORKING_DAYS) {
        wrong(
            "/weekdays",
            day.to_string(),
            "0 — понедельник, 4 — пятница".to_owned(),
        );
    }
    let is_known = |id: &&SettlementId| settlements.iter().any(|place| place.id == **id);
    let places = vehicle.bases.iter().map(|id| ("/bases", id));
    let places = places.chain(vehicle.garage.iter().map(|id| ("/garage", id)));
    for (pointer, id) in places.filter(|(_, id)| !is_known(id)) {
        wrong(
            pointer,
            format!("населённого пункта {id} нет"),
            "выберите пункт из списка".to_owned(),
        );
    }
    let midnight = Seconds::from_minutes(24 * 60);
    let backwards = |hours: &DriverHours| {
        hours.from < Seconds::ZERO || hours.from >= hours.until || hours.until > midnight
    };
    if let Some(hours) = vehicle.driver.filter(backwards) {
        wrong(
            "/driver",
            format!("{}–{}", hours.from.clock(), hours.until.clock()),
            "начало раньше конца, в пределах суток".to_owned(),
        );
    }
    found.extend(stated_problems(vehicle, settlements));
    let mut wrong = |pointer: &str, cause: String, action: String| {
        found.push(Problem::new("vehicle.value", pointer, cause, action));
    };
    let walks = vehicle.speeds == FOOT && (!vehicle.legs.is_empty() || vehicle.is_line());
    if !walks && !speeds.contains(&vehicle.speeds.as_str()) {
        wrong(
            "/speeds",
            format!("«{}» — неизвестный профиль", shown(&vehicle.speeds)),
            format!("выберите из: {}", speeds.join(", ")),
        );
    }
    let VehiclePrice { km, hour, day } = vehicle.price;
    for (pointer, price) in [("/price/km", km), ("/price/hour", hour), ("/price/day", day)] {
        if !(0..=PRICE_MAX).contains(&price) {
            wrong(pointer, price.to_string(), format!("от 0 до {PRICE_MAX} копеек"));
        }
    }
    found
}

/// What is wrong with the legs and the trips of a vehicle.
fn stated_problems(vehicle: &Vehicle, settlements: &[Settlement]) -> Vec<Problem> {
    let mut found = Vec::new();
    let mut wrong = |pointer: String, cause: String, action: &str| {
        found.push(Problem::new("vehicle.value", pointer, cause, action));
    };
    let unknown = |id: &SettlementId| !settlements.iter().any(|place| place.id == *id);
    let (legs, trips) = (vehicle.legs.len(), vehicle.trips.len());
    if legs > LEGS_MAX || trips > TRIPS_MAX {
        let limits = format!("не больше {LEGS_MAX} плеч и {TRIPS_MAX} рейсов");
        wrong("/legs".to_owned(), format!("{legs} и {trips}"), &limits);
    }
    if vehicle.is_line() != (trips > 0) {
        let action = "рейсы есть у маршрутов общественного транспорта и только у них";
        wrong("/trips".to_owned(), format!("рейсов: {trips}"), action);
    }
    if vehicle.is_line() && (legs > 0 || vehicle.driver.is_some() || vehicle.garage.is_some()) {
        let action = "у маршрута нет ни плеч, ни гаража, ни часов водителя";
        wrong("/kind".to_owned(), vehicle.title.clone(), action);
    }
    for (at, leg) in vehicle.legs.iter().enumerate() {
        let place = format!("/legs/{at}");
        if leg.from == leg.to || unknown(&leg.from) || unknown(&leg.to) {
            let ends = format!("{} – {}", leg.from, leg.to);
            wrong(
                place.clone(),
                ends,
                "выберите два разных населённых пункта из списка",
            );
        }
        let sane = (1..=DAY_S).contains(&leg.time.get()) && (0..=LEG_M_MAX).contains(&leg.distance.get());
        if !sane {
            let cause = format!("{} м за {} с", leg.distance.get(), leg.time.get());
            wrong(place, cause, "время — до суток, путь — до 2000 км");
        }
    }
    for (at, trip) in vehicle.trips.iter().enumerate() {
        let place = format!("/trips/{at}");
        if trip.id.is_empty() || trip.id.chars().count() > TITLE_MAX {
            wrong(place.clone(), shown(&trip.id), "назовите рейс, до 200 знаков");
        }
        if vehicle.trips.iter().take(at).any(|other| other.id == trip.id) {
            wrong(
                place.clone(),
                format!("рейс «{}» уже есть", shown(&trip.id)),
                "назовите рейсы по-разному",
            );
        }
        if let Some(day) = trip.weekdays.iter().find(|day| **day >= WORKING_DAYS) {
            wrong(place.clone(), day.to_string(), "0 — понедельник, 4 — пятница");
        }
        if let Some(call) = trip.calls.iter().find(|call| unknown(&call.settlement)) {
            let cause = format!("населённого пункта {} нет", call.settlement);
            wrong(place.clone(), cause, "выберите пункт из списка");
        }
        if let Some(cause) = out_of_order(trip) {
            wrong(
                place,
                cause,
                "не меньше двух остановок и не больше 100, время по порядку, в пределах суток",
            );
        }
    }
    found
}

/// Why the stops of a trip are none: too few, or their times do not follow one another.
fn out_of_order(trip: &LineTrip) -> Option<String> {
    let stops = trip.calls.len();
    if !(2..=CALLS_MAX).contains(&stops) {
        return Some(format!("рейс «{}»: остановок {stops}", shown(&trip.id)));
    }
    let mut now = Seconds::ZERO;
    for (call, nth) in trip.calls.iter().zip(1..) {
        if call.arrives < now || call.departs < call.arrives || call.departs.get() > DAY_S {
            let times = format!("{}–{}", call.arrives.clock(), call.departs.clock());
            return Some(format!("рейс «{}», остановка {nth}: {times}", shown(&trip.id)));
        }
        now = call.departs;
    }
    None
}

fn vehicle(record: &Record<'_>, settlements: &[Settlement], problems: &mut Problems) -> Option<Vehicle> {
    let title = required(record, "title", problems);
    let kind = kind(record, problems);
    let count = count(record, problems);
    let bases: Option<BTreeSet<SettlementId>> = every(record, "bases", PLACE, problems, |name| {
        settlement(settlements, name)
    });
    let garage = garage(record, settlements, problems);
    let weekdays = weekdays(record, problems);
    let seasons = every(
        record,
        "seasons",
        "сезоны: лето, зима, распутица",
        problems,
        |text| {
            let text = text.to_lowercase();
            SEASONS
                .iter()
                .find(|(word, _)| *word == text)
                .map(|(_, season)| *season)
        },
    );
    let driver = driver(record, problems);
    let [km, hour, day] = ["km", "hour", "day"].map(|field| kopecks(record, field, problems));
    Some(Vehicle {
        id: VehicleId::from(""),
        kind: kind?,
        title: clean(title?),
        count: count?,
        bases: bases?,
        garage: garage?,
        weekdays: weekdays?,
        seasons: seasons?,
        driver: driver?,
        speeds: speeds(record),
        legs: Vec::new(),
        trips: Vec::new(),
        price: VehiclePrice {
            km: km?,
            hour: hour?,
            day: day?,
        },
    })
}

/// Working days of a list, from 0.
pub(super) fn weekdays(record: &Record<'_>, problems: &mut Problems) -> Option<BTreeSet<u8>> {
    every(
        record,
        "weekdays",
        "дни: пн, вт, ср, чт, пт",
        problems,
        |text| {
            let at = WEEKDAYS
                .iter()
                .position(|names| names.contains(&text.to_lowercase().as_str()))?;
            u8::try_from(at).ok()
        },
    )
}

/// The settlement where it stands at night; `Some(None)` where nothing is written.
fn garage(
    record: &Record<'_>,
    settlements: &[Settlement],
    problems: &mut Problems,
) -> Option<Option<SettlementId>> {
    let text = record.text("garage");
    if text.is_empty() {
        return Some(None);
    }
    let found = settlement(settlements, text);
    if found.is_none() {
        wrong(record, "garage", PLACE, problems);
    }
    found.map(Some)
}

fn kind(record: &Record<'_>, problems: &mut Problems) -> Option<VehicleKind> {
    let text = required(record, "kind", problems)?.to_lowercase();
    let known = KINDS.iter().find(|(word, _)| text.contains(word));
    if known.is_none() {
        let action = "укажите: учреждения, главы поселения или личная";
        wrong(record, "kind", action, problems);
    }
    known.map(|(_, kind)| *kind)
}

/// How many are alike: one where nothing is written.
fn count(record: &Record<'_>, problems: &mut Problems) -> Option<u32> {
    let text = record.text("count");
    if text.is_empty() {
        return Some(1);
    }
    let whole =
        number(text).filter(|value| value.fract() == 0.0 && (0.0..=f64::from(u32::MAX)).contains(value));
    if whole.is_none() {
        wrong(record, "count", "укажите целое число", problems);
    }
    whole.map(|value| value as u32)
}

/// The one settlement of an id or a name, with its kind («село Вагай») or without.
pub(super) fn settlement(settlements: &[Settlement], name: &str) -> Option<SettlementId> {
    let wanted = name.to_lowercase();
    let same = |place: &&Settlement| {
        let full = place.name.to_lowercase();
        let short = full.split_once(' ').map(|(_, name)| name);
        place.id.as_str() == name || full == wanted || short == Some(wanted.as_str())
    };
    let mut of_name = settlements.iter().filter(same);
    let first = of_name.next()?;
    of_name.next().is_none().then(|| first.id.clone())
}

/// A speed profile by its words, else as it is written.
fn speeds(record: &Record<'_>) -> String {
    let text = record.text("speeds").to_lowercase();
    if text.is_empty() {
        return PLAIN_SPEEDS.to_owned();
    }
    let known = SPEEDS.iter().find(|(word, _)| text.contains(word));
    known.map_or(text.clone(), |(_, id)| (*id).to_owned())
}

pub(super) fn wrong(record: &Record<'_>, field: &'static str, action: &str, problems: &mut Problems) {
    let cause = format!("не понять «{}»", shown(record.text(field)));
    problems.add("vehicle.value", record.pointer(field), cause, action);
}

/// Parts of a list.
fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split([',', ';'])
        .map(str::trim)
        .filter(|part| !part.is_empty())
}

/// A list of which every word has to be known.
fn every<T: Ord>(
    record: &Record<'_>,
    field: &'static str,
    action: &str,
    problems: &mut Problems,
    read: impl FnMut(&str) -> Option<T>,
) -> Option<BTreeSet<T>> {
    let all: Option<BTreeSet<T>> = words(record.text(field)).map(read).collect();
    if all.is_none() {
        wrong(record, field, action, problems);
    }
    all
}

/// The driver's hours: both or none.
fn driver(record: &Record<'_>, problems: &mut Problems) -> Option<Option<DriverHours>> {
    let (from, until) = (record.text("driver_from"), record.text("driver_until"));
    if from.is_empty() && until.is_empty() {
        return Some(None);
    }
    let hours = time_of_day(from)
        .zip(time_of_day(until))
        .map(|(from, until)| DriverHours { from, until });
    if hours.is_none() {
        wrong(
            record,
            "driver_from",
            "часы водителя «с» и «до», например 8:00 и 17:00",
            problems,
        );
    }
    hours.map(Some)
}

/// Rubles as kopecks; nothing written is no price.
pub(super) fn kopecks(record: &Record<'_>, field: &'static str, problems: &mut Problems) -> Option<i64> {
    let text = record.text(field);
    if text.is_empty() {
        return Some(0);
    }
    let rubles = number(text).filter(|value| (0.0..=PRICE_MAX as f64).contains(value));
    if rubles.is_none() {
        wrong(record, field, "укажите рубли числом", problems);
    }
    rubles.map(|value| (value * 100.0).round() as i64)
}
