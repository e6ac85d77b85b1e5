//! Norm and visit profiles from TOML: the built-in ones, and a region's own from a folder.
//!
//! Every problem of every file is named at once. A region's file replaces a built-in profile of the same id.

use super::problems::{Problems, shown};
use super::table::InputFile;
use crate::domain::{
    NormProfile, Persons, PlaceKind, Problem, ProductionCalendar, VisitProfile, WORKING_DAYS, is_plain_id,
};
use rust_embed::RustEmbed;
use serde::de::DeserializeOwned;
use std::path::Path;

/// Weeks between two visits that a tier may ask for.
const EVERY_WEEKS: [u8; 3] = [1, 2, 4];
/// Minutes of a day.
const DAY_MIN: i64 = 24 * 60;
/// Highest price of a visit profile: products with residents and visits stay far inside 64 bits.
const PRICE_MAX: i64 = 1_000_000;
/// Largest number of residents that something may weigh as much as.
const RESIDENTS_MAX: i64 = 100_000;
/// Farthest walk from a stop, in metres.
const WALK_M_MAX: i64 = 20_000;

#[derive(RustEmbed)]
#[folder = "data/norms"]
struct NormFiles;

#[derive(RustEmbed)]
#[folder = "data/profiles/visits"]
struct VisitFiles;

/// Id of the calendar that comes with the program.
const COUNTRY: &str = "russia";

#[derive(RustEmbed)]
#[folder = "data/calendars"]
struct CalendarFiles;

/// The built-in production calendars and those of `folder`, by ascending id.
#[must_use]
pub fn calendars(folder: Option<&Path>) -> (Vec<ProductionCalendar>, Vec<Problem>) {
    let mut problems = Problems::default();
    let files = files::<CalendarFiles>(folder, &mut problems);
    let read = |file: &InputFile, problems: &mut Problems| {
        let calendar: ProductionCalendar = parse(file, problems)?;
        let before = problems.len();
        check_id(&calendar.id, &file.name, problems);
        check_holidays(&calendar, &file.name, problems);
        (problems.len() == before).then_some(calendar)
    };
    let all = all(&files, read, |calendar| &calendar.id, &mut problems);
    (all, problems.into_vec())
}

/// The calendar that a region works by: its own where it has one, else Russia's.
#[must_use]
pub fn regional(calendars: &[ProductionCalendar]) -> Option<&ProductionCalendar> {
    let own = calendars.iter().find(|calendar| calendar.id != COUNTRY);
    own.or_else(|| calendars.first())
}

/// The built-in norm profiles and those of `folder`, by ascending id.
#[must_use]
pub fn norm_profiles(folder: Option<&Path>) -> (Vec<NormProfile>, Vec<Problem>) {
    let mut problems = Problems::default();
    let files = files::<NormFiles>(folder, &mut problems);
    let read = |file: &InputFile, problems: &mut Problems| {
        let profile: NormProfile = parse(file, problems)?;
        check_norms(&profile, &file.name, problems).then_some(profile)
    };
    let all = all(&files, read, |profile| &profile.id, &mut problems);
    (all, problems.into_vec())
}

/// The built-in visit profiles and those of `folder`, by ascending id.
#[must_use]
pub fn visit_profiles(folder: Option<&Path>) -> (Vec<VisitProfile>, Vec<Problem>) {
    let mut problems = Problems::default();
    let files = files::<VisitFiles>(folder, &mut problems);
    let read = |file: &InputFile, problems: &mut Problems| {
        let profile: VisitProfile = parse(file, problems)?;
        check_visits(&profile, &file.name, problems).then_some(profile)
    };
    let all = all(&files, read, |profile| &profile.id, &mut problems);
    (all, problems.into_vec())
}

/// Reads each file; a later profile replaces an earlier one of its id.
fn all<T>(
    files: &[InputFile],
    read: impl Fn(&InputFile, &mut Problems) -> Option<T>,
    id: impl Fn(&T) -> &String,
    problems: &mut Problems,
) -> Vec<T> {
    let mut all: Vec<T> = Vec::new();
    for profile in files.iter().filter_map(|file| read(file, problems)) {
        all.retain(|known| id(known) != id(&profile));
        all.push(profile);
    }
    all.sort_by(|a, b| id(a).cmp(id(b)));
    all
}

/// Built-in files, then those of the folder by name.
fn files<E: RustEmbed>(folder: Option<&Path>, problems: &mut Problems) -> Vec<InputFile> {
    let mut files: Vec<InputFile> = E::iter()
        .filter_map(|name| {
            E::get(&name).map(|file| InputFile::new(name.into_owned(), file.data.into_owned()))
        })
        .collect();
    files.sort_by(|a, b| a.name.cmp(&b.name));
    let Some(folder) = folder else {
        return files;
    };
    let mut own = Vec::new();
    match std::fs::read_dir(folder) {
        Ok(entries) => {
            let paths = entries.flatten().map(|entry| entry.path());
            for path in paths.filter(|path| path.extension().is_some_and(|ending| ending == "toml")) {
                let name = path
                    .file_name()
                    .unwrap_or_default()
                    .to_string_lossy()
                    .into_owned();
                match std::fs::read(&path) {
                    Ok(bytes) => own.push(InputFile::new(name, bytes)),
                    Err(error) => unreadable(&name, &error.to_string(), problems),
                }
            }
        }
        Err(error) => unreadable(&folder.display().to_string(), &error.to_string(), problems),
    }
    own.sort_by(|a, b| a.name.cmp(&b.name));
    files.extend(own);
    files
}

fn unreadable(name: &str, cause: &str, problems: &mut Problems) {
    problems.add(
        "profile.unreadable",
        name,
        format!("не читается: {}", shown(cause)),
        "проверьте путь и права на чтение",
    );
}

fn parse<T: DeserializeOwned>(file: &InputFile, problems: &mut Problems) -> Option<T> {
    let text = match std::str::from_utf8(&file.bytes) {
        Ok(text) => text,
        Err(error) => {
            unreadable(&file.name, &error.to_string(), problems);
            return None;
        }
    };
    match toml::from_str(text) {
        Ok(profile) => Some(profile),
        Err(error) => {
            let line = error.span().map_or(1, |span| {
                text.get(..span.start).map_or(1, |before| before.lines().count())
            });
            problems.add(
                "profile.malformed",
                format!("{}, строка {}", file.name, line.max(1)),
                format!("профиль не читается: {}", shown(error.message())),
                "сравните файл со встроенным профилем",
            );
            None
        }
    }
}

fn check_id(id: &str, file: &str, problems: &mut Problems) {
    if !is_plain_id(id) {
        problems.add(
            "id.malformed",
            format!("{file}, id"),
            format!("код профиля «{}»", shown(id)),
            "оставьте в коде буквы, цифры и - _ . : /",
        );
    }
}

/// Holidays are days of a leap year, written `MM-DD`.
fn check_holidays(calendar: &ProductionCalendar, file: &str, problems: &mut Problems) {
    for holiday in &calendar.holidays {
        if format!("2024-{holiday}").parse::<jiff::civil::Date>().is_err() {
            problems.add(
                "profile.malformed",
                format!("{file}, holidays"),
                format!("«{}» — не день года", shown(holiday)),
                "месяц и день через дефис, например 05-09",
            );
        }
    }
}

fn check_norms(profile: &NormProfile, file: &str, problems: &mut Problems) -> bool {
    let before = problems.len();
    check_id(&profile.id, file, problems);
    for text in [&profile.title, &profile.regulation] {
        if text.trim().is_empty() {
            problems.add(
                "value.missing",
                format!("{file}, title и regulation"),
                "у профиля нет названия или основания",
                "впишите название и акт с номером и датой",
            );
        }
    }
    for place in [PlaceKind::UrbanOkrug, PlaceKind::District] {
        if profile.norm(place).is_none() {
            problems.add(
                "norm.missing",
                format!("{file}, bounds"),
                format!("нет границ для {place:?}"),
                "впишите границы для urban_okrug и district",
            );
        }
    }
    for (at, bound) in profile.bounds.iter().enumerate() {
        let norm = bound.norm;
        if norm.lower < Persons::ZERO || norm.upper <= Persons::ZERO || norm.lower > norm.upper {
            problems.add(
                "norm.bounds",
                format!("{file}, bounds[{at}]"),
                format!("нижняя граница {}, верхняя {}", norm.lower, norm.upper),
                "нижняя граница не меньше 0 и не больше верхней",
            );
        }
        if profile
            .bounds
            .iter()
            .take(at)
            .any(|other| other.place == bound.place)
        {
            problems.add(
                "norm.twice",
                format!("{file}, bounds[{at}]"),
                format!("границы для {:?} указаны дважды", bound.place),
                "оставьте одну пару границ",
            );
        }
    }
    problems.len() == before
}

fn check_visits(profile: &VisitProfile, file: &str, problems: &mut Problems) -> bool {
    let before = problems.len();
    check_id(&profile.id, file, problems);
    let mut wrong = |field: &str, cause: String, action: &str| {
        problems.add("visits.value", format!("{file}, {field}"), cause, action);
    };
    check_tiers(profile, &mut wrong);
    for (field, value, max) in [
        ("elderly_percent_assumed", profile.elderly_percent_assumed, 100),
        (
            "home_visits_percent_monthly",
            profile.home_visits_percent_monthly,
            100,
        ),
        ("home_visit_min", profile.home_visit_min, DAY_MIN),
        ("day_start_min", profile.day_start_min, DAY_MIN),
        ("day_end_min", profile.day_end_min, DAY_MIN),
        ("lunch_min", profile.lunch_min, DAY_MIN),
        ("lunch_from_min", profile.lunch_from_min, DAY_MIN),
        ("lunch_until_min", profile.lunch_until_min, DAY_MIN),
        (
            "field_days_max",
            i64::from(profile.field_days_max),
            i64::from(WORKING_DAYS),
        ),
        ("field_day", profile.prices.field_day, PRICE_MAX),
        (
            "missed_visit_per_resident",
            profile.prices.missed_visit_per_resident,
            PRICE_MAX,
        ),
        ("left_out_visits", profile.prices.left_out_visits, PRICE_MAX),
        (
            "appointment_residents",
            profile.prices.appointment_residents,
            RESIDENTS_MAX,
        ),
        ("peak_vehicle", profile.prices.peak_vehicle, PRICE_MAX),
        ("away_percent", profile.prices.away_percent, 100),
        ("walk_max", profile.walk_max.get(), WALK_M_MAX),
        ("moved_day", profile.prices.moved_day, PRICE_MAX),
        ("worker_hour_kopecks", profile.worker_hour_kopecks, PRICE_MAX),
    ] {
        if !(0..=max).contains(&value) {
            wrong(field, value.to_string(), &format!("от 0 до {max}"));
        }
    }
    if profile.working_time().get() <= 0 {
        wrong(
            "day_end_min",
            "рабочий день без обеда пуст".to_owned(),
            "конец дня позже начала и обеда",
        );
    }
    if profile.lunch_from_min + profile.lunch_min > profile.lunch_until_min {
        wrong(
            "lunch_until_min",
            "обед не помещается между самым ранним началом и самым поздним концом".to_owned(),
            "lunch_until_min не раньше lunch_from_min + lunch_min",
        );
    }
    if !EVERY_WEEKS.contains(&profile.cycle_weeks) {
        wrong(
            "cycle_weeks",
            format!("{} недель", profile.cycle_weeks),
            "1, 2 или 4 недели",
        );
    }
    problems.len() == before
}

fn check_tiers(profile: &VisitProfile, wrong: &mut impl FnMut(&str, String, &str)) {
    let descending = profile
        .tiers
        .windows(2)
        .all(|pair| matches!(pair, [a, b] if a.population_min > b.population_min));
    let last_holds_all = profile
        .tiers
        .last()
        .is_some_and(|tier| tier.population_min == Persons(1));
    if !descending || !last_holds_all {
        wrong(
            "tiers",
            "ступени не убывают по населению или последняя начинается не с 1 жителя".to_owned(),
            "расположите ступени по убыванию population_min до 1",
        );
    }
    for (at, tier) in profile.tiers.iter().enumerate() {
        if !EVERY_WEEKS.contains(&tier.every_weeks) || tier.every_weeks > profile.cycle_weeks {
            let cause = format!(
                "раз в {} недель при цикле {}",
                tier.every_weeks, profile.cycle_weeks
            );
            wrong(
                &format!("tiers[{at}].every_weeks"),
                cause,
                "1, 2 или 4 недели, не больше цикла",
            );
        }
        if !(0..=DAY_MIN).contains(&tier.reception_min) {
            let cause = format!("{} минут", tier.reception_min);
            wrong(
                &format!("tiers[{at}].reception_min"),
                cause,
                "от 0 минут до суток",
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{norm_profiles, visit_profiles};
    use crate::domain::{Norm, NormProfile, Persons, PlaceKind};
    use std::fs;

    fn norm(profiles: &[NormProfile], id: &str, place: PlaceKind) -> (i64, i64) {
        let profile = profiles.iter().find(|profile| profile.id == id).unwrap();
        let Norm { lower, upper } = profile.norm(place).unwrap();
        (lower.get(), upper.get())
    }

    #[test]
    fn the_built_in_norms_are_those_of_the_regulations() {
        let (profiles, problems) = norm_profiles(None);
        assert_eq!(problems, []);
        let ids: Vec<_> = profiles.iter().map(|profile| profile.id.as_str()).collect();
        assert_eq!(
            ids,
            ["perm-posts", "vologda-assumed", "yaroslavl-assumed", "yugra-2008"]
        );
        assert_eq!(norm(&profiles, "yugra-2008", PlaceKind::UrbanOkrug), (5000, 7000));
        assert_eq!(norm(&profiles, "yugra-2008", PlaceKind::District), (1500, 5000));
        assert_eq!(
            norm(&profiles, "yugra-2008", PlaceKind::UrbanTypeSettlement),
            (3000, 5000)
        );
        assert_eq!(norm(&profiles, "yugra-2008", PlaceKind::Isolated), (1500, 3000));
        assert_eq!(norm(&profiles, "perm-posts", PlaceKind::District), (2000, 8000));
        let assumed: Vec<bool> = profiles.iter().map(|profile| profile.assumed).collect();
        assert_eq!(assumed, [false, true, true, false]);
        assert_eq!(profiles[0].persons_per_post, Some(Persons(8000)));
    }

    #[test]
    fn the_default_visit_profile_is_the_table_of_the_domain() {
        let (profiles, problems) = visit_profiles(None);
        assert_eq!(problems, []);
        let profile = &profiles[0];
        let tier = |persons| {
            profile
                .tier(Persons(persons))
                .map(|tier| (tier.every_weeks, tier.reception_min))
        };
        assert_eq!(tier(500), Some((1, 90)));
        assert_eq!(tier(499), Some((2, 60)));
        assert_eq!(tier(20), Some((4, 40)));
        assert_eq!(tier(19), Some((4, 20)));
        assert_eq!(tier(0), None);
        assert_eq!(profile.working_time().get(), (7 * 60 + 42) * 60);
    }

    #[test]
    fn a_region_adds_and_replaces_profiles_and_sees_every_problem() {
        let folder = tempfile::tempdir().unwrap();
        let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).unwrap();
        let built_in = include_str!("../../data/norms/yugra-2008.toml");
        write(
            "own.toml",
            &built_in.replace("yugra-2008", "own").replace("7000", "7777"),
        );
        write("replaced.toml", &built_in.replace("5000", "5001"));
        write(
            "bad.toml",
            &built_in
                .replace("yugra-2008", "плохой код")
                .replace("lower = 5000", "lower = 50000"),
        );
        write("broken.toml", "id = ");
        write("note.txt", "not a profile");
        let (profiles, problems) = norm_profiles(Some(folder.path()));
        assert_eq!(profiles.len(), 5);
        assert_eq!(norm(&profiles, "own", PlaceKind::UrbanOkrug), (5000, 7777));
        assert_eq!(norm(&profiles, "yugra-2008", PlaceKind::District), (1500, 5001));
        let codes: Vec<_> = problems.iter().map(|problem| problem.code.as_str()).collect();
        assert_eq!(codes, ["id.malformed", "norm.bounds", "profile.malformed"]);
    }

    #[test]
    fn a_folder_that_is_not_there_is_named() {
        let (profiles, problems) = visit_profiles(Some(std::path::Path::new("no/such/folder")));
        assert_eq!((profiles.len(), problems.len()), (1, 1));
        assert_eq!(problems[0].code, "profile.unreadable");
    }
}
