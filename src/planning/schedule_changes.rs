//! How a replanned schedule differs from the published one, settlement by settlement, in words for a notice.

use crate::domain::{
    ChangeCause, Plan, Schedule, ScheduleChange, Seconds, SiteNumber, Territory, UnitId, VisitTime,
};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

/// A visit that begins at another time by less than this stays as published.
const RETIMED: Seconds = Seconds(15 * 60);

/// Why days moved, as far as the planner knows.
pub(super) type Causes = BTreeMap<UnitId, ChangeCause>;

const DAYS_RU: [&str; 5] = ["пн", "вт", "ср", "чт", "пт"];
const DAYS_EN: [&str; 5] = ["Mon", "Tue", "Wed", "Thu", "Fri"];

/// Every settlement whose days or times differ, by site and name.
pub(super) fn changes(
    territory: &Territory,
    plan: &Plan,
    before: &Schedule,
    after: &Schedule,
    causes: &Causes,
) -> Vec<ScheduleChange> {
    let (was, is) = (visits(before), visits(after));
    let units: BTreeSet<&UnitId> = was.keys().chain(is.keys()).copied().collect();
    let mut found: Vec<ScheduleChange> = units
        .into_iter()
        .filter_map(|unit| {
            let (old_site, old) = was
                .get(unit)
                .map_or((None, Vec::new()), |(site, v)| (Some(*site), v.clone()));
            let (new_site, new) = is
                .get(unit)
                .map_or((None, Vec::new()), |(site, v)| (Some(*site), v.clone()));
            let cause = cause(&old, &new, causes.get(unit).copied())?;
            let site = new_site.or(plan.assignment.get(unit).copied()).or(old_site)?;
            let name = territory
                .units
                .iter()
                .find(|known| known.id == *unit)
                .map_or_else(|| unit.to_string(), |known| known.name.clone());
            let change = ScheduleChange {
                site,
                unit: unit.clone(),
                name,
                before: old,
                after: new,
                cause,
                reason: String::new(),
                reason_en: String::new(),
            };
            Some(in_words(change, after.cycle_weeks))
        })
        .collect();
    found.sort_by(|a, b| (a.site, &a.name).cmp(&(b.site, &b.name)));
    found
}

fn visits(schedule: &Schedule) -> BTreeMap<&UnitId, (SiteNumber, Vec<VisitTime>)> {
    let mut visits: BTreeMap<&UnitId, (SiteNumber, Vec<VisitTime>)> = BTreeMap::new();
    for round in &schedule.rounds {
        for stop in &round.stops {
            let entry = visits.entry(&stop.unit).or_insert((round.site, Vec::new()));
            entry.1.push(VisitTime {
                day: round.day,
                arrival: stop.arrival,
            });
        }
    }
    for (_, times) in visits.values_mut() {
        times.sort_unstable();
    }
    visits
}

/// What kind of change it is; `None` when nothing changes that residents would notice.
fn cause(before: &[VisitTime], after: &[VisitTime], known: Option<ChangeCause>) -> Option<ChangeCause> {
    if before.is_empty() {
        return Some(ChangeCause::Added);
    }
    if after.is_empty() {
        return Some(ChangeCause::Removed);
    }
    let same_days =
        before.len() == after.len() && before.iter().zip(after).all(|(was, is)| was.day == is.day);
    if !same_days {
        return Some(known.unwrap_or(ChangeCause::Rearranged));
    }
    let moves =
        |(was, is): (&VisitTime, &VisitTime)| (was.arrival.get() - is.arrival.get()).abs() >= RETIMED.get();
    before
        .iter()
        .zip(after)
        .any(moves)
        .then_some(ChangeCause::Retimed)
}

fn in_words(mut change: ScheduleChange, weeks: u8) -> ScheduleChange {
    let (why, why_en) = match change.cause {
        ChangeCause::Added => ("раньше не посещали", "not visited before"),
        ChangeCause::Removed => ("больше не посещается", "not visited any more"),
        ChangeCause::DayImpossible => (
            "прежний день невозможен: нет машины или нужно другое число посещений",
            "the published day is impossible: no vehicle, or another number of visits is needed",
        ),
        ChangeCause::NoRoom => (
            "прежний выезд больше не умещается в рабочий день",
            "the published round no longer fits into the working day",
        ),
        ChangeCause::Rearranged => (
            "освобождено место для других, которым иначе нельзя",
            "makes room for others that cannot go elsewhere",
        ),
        ChangeCause::Retimed => ("день прежний, меняется час", "the day stays, the hour changes"),
    };
    let list = |visits: &[VisitTime], days: &[&str; 5], never: &str, week: &str| {
        if visits.is_empty() {
            never.to_owned()
        } else {
            when(visits, weeks, days, week)
        }
    };
    change.reason = format!(
        "{}: было — {}, стало — {}. Причина: {why}.",
        change.name,
        list(&change.before, &DAYS_RU, "не посещали", "нед."),
        list(&change.after, &DAYS_RU, "не посещается", "нед."),
    );
    change.reason_en = format!(
        "{}: was {}, is {}. Reason: {why_en}.",
        change.name,
        list(&change.before, &DAYS_EN, "not visited", "week"),
        list(&change.after, &DAYS_EN, "not visited", "week"),
    );
    change
}

/// «вт 10:15» for every week, «вт 10:15 (нед. 1, 3)» for some; times that differ are listed apart.
fn when(visits: &[VisitTime], weeks: u8, days: &[&str; 5], week: &str) -> String {
    let mut by_time: BTreeMap<(u8, Seconds), Vec<u8>> = BTreeMap::new();
    for visit in visits {
        let weeks = by_time.entry((visit.day.weekday, visit.arrival)).or_default();
        weeks.push(visit.day.week + 1);
    }
    let mut text = String::new();
    for ((weekday, arrival), of_weeks) in by_time {
        if !text.is_empty() {
            text.push_str(", ");
        }
        let day = days.get(usize::from(weekday)).unwrap_or(&"?");
        let _ = write!(text, "{day} {}", arrival.clock());
        if of_weeks.len() < usize::from(weeks) {
            let numbers: Vec<String> = of_weeks.iter().map(u8::to_string).collect();
            let _ = write!(text, " ({week} {})", numbers.join(", "));
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::{cause, when};
    use crate::domain::{ChangeCause, CycleDay, Seconds, VisitTime};

    fn visit(week: u8, weekday: u8, minutes: i64) -> VisitTime {
        VisitTime {
            day: CycleDay { week, weekday },
            arrival: Seconds::from_minutes(minutes),
        }
    }

    #[test]
    fn weeks_are_named_only_where_not_all_are_meant() {
        let days = ["пн", "вт", "ср", "чт", "пт"];
        assert_eq!(
            when(&[visit(0, 1, 600), visit(1, 1, 600)], 2, &days, "нед."),
            "вт 10:00"
        );
        assert_eq!(
            when(&[visit(0, 1, 600), visit(2, 1, 630)], 4, &days, "нед."),
            "вт 10:00 (нед. 1), вт 10:30 (нед. 3)"
        );
    }

    #[test]
    fn a_few_minutes_are_no_change_and_another_day_is() {
        let was = [visit(0, 1, 600)];
        assert_eq!(cause(&was, &[visit(0, 1, 610)], None), None);
        assert_eq!(cause(&was, &[visit(0, 1, 615)], None), Some(ChangeCause::Retimed));
        assert_eq!(
            cause(&was, &[visit(0, 2, 600)], Some(ChangeCause::NoRoom)),
            Some(ChangeCause::NoRoom)
        );
        assert_eq!(cause(&was, &[], None), Some(ChangeCause::Removed));
        assert_eq!(cause(&[], &was, None), Some(ChangeCause::Added));
    }
}
