//! How a replanned schedule differs from the published one, settlement by settlement, in words for a notice.

use super::unserved::words;
use crate::domain::{
    ChangeCause, CycleDay, Opening, Plan, Schedule, ScheduleChange, Seconds, SiteNumber, Territory, UnitId,
    UnservedCause, VisitTime,
};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

/// A visit whose work begins at another time by less than this stays as published.
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
    let told = Told {
        before,
        after,
        taken: taken(&was, &is, causes),
    };
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
            let cause = told.more_closely(cause, unit, old_site.unwrap_or(site), (&old, &new));
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
            let gap = after.unserved.iter().find(|gap| gap.unit == *unit);
            Some(in_words(change, after.cycle_weeks, gap.map(|gap| gap.cause)))
        })
        .collect();
    found.sort_by(|a, b| (a.site, &a.name).cmp(&(b.site, &b.name)));
    found
}

type Visits<'s> = BTreeMap<&'s UnitId, (SiteNumber, Vec<VisitTime>)>;

fn visits(schedule: &Schedule) -> Visits<'_> {
    let mut visits: Visits<'_> = BTreeMap::new();
    for round in &schedule.rounds {
        for stop in &round.stops {
            let entry = visits.entry(&stop.unit).or_insert((round.site, Vec::new()));
            entry.1.push(VisitTime {
                day: round.day,
                begin: stop.start,
            });
        }
    }
    for (_, times) in visits.values_mut() {
        times.sort_unstable();
    }
    visits
}

/// The days of sites that somebody has come to who had to.
fn taken(was: &Visits<'_>, is: &Visits<'_>, causes: &Causes) -> BTreeSet<(SiteNumber, CycleDay)> {
    let had_to = |unit: &UnitId| {
        let cause = causes.get(unit);
        cause.is_some_and(|cause| *cause != ChangeCause::Rearranged && *cause != ChangeCause::Restored)
    };
    let mut taken = BTreeSet::new();
    for (unit, (site, times)) in is.iter().filter(|(unit, _)| had_to(unit)) {
        let old = was.get(unit).map_or(&[][..], |(_, times)| times);
        let new = times.iter().map(|time| time.day);
        taken.extend(new.filter(|day| !on_day(old, *day)).map(|day| (*site, day)));
    }
    taken
}

fn on_day(times: &[VisitTime], day: CycleDay) -> bool {
    times.iter().any(|time| time.day == day)
}

/// What tells one kind of change from another.
struct Told<'s> {
    before: &'s Schedule,
    after: &'s Schedule,
    taken: BTreeSet<(SiteNumber, CycleDay)>,
}

impl Told<'_> {
    /// The cause that residents would recognise, of those that the planner takes for one.
    fn more_closely(
        &self,
        cause: ChangeCause,
        unit: &UnitId,
        site: SiteNumber,
        (old, new): (&[VisitTime], &[VisitTime]),
    ) -> ChangeCause {
        let left = || old.iter().map(|time| time.day).filter(|day| !on_day(new, *day));
        let circumstances = &self.after.circumstances;
        match cause {
            ChangeCause::DayImpossible | ChangeCause::NoRoom => {
                let mut appointed = circumstances.appointments_of(unit);
                if appointed.any(|one| on_day(new, one.day) && !on_day(old, one.day)) {
                    ChangeCause::Appointed
                } else if left().any(|day| self.lacks_vehicle(site, unit, day)) {
                    ChangeCause::NoVehicle
                } else if left().any(|day| circumstances.opening(unit, day.weekday) != Opening::Always) {
                    ChangeCause::Closed
                } else {
                    cause
                }
            }
            ChangeCause::Rearranged if new.len() > old.len() => ChangeCause::MoreOften,
            ChangeCause::Rearranged if new.len() < old.len() => ChangeCause::LessOften,
            ChangeCause::Rearranged if !left().any(|day| self.taken.contains(&(site, day))) => {
                ChangeCause::ShorterWay
            }
            _ => cause,
        }
    }

    /// True when the round that served a settlement on a day has no vehicle now.
    fn lacks_vehicle(&self, site: SiteNumber, unit: &UnitId, day: CycleDay) -> bool {
        let circumstances = &self.after.circumstances;
        let mut rounds = self.before.rounds.iter().filter(|round| {
            (round.site, round.day) == (site, day) && round.stops.iter().any(|stop| stop.unit == *unit)
        });
        !circumstances.has_vehicle(site, day)
            || rounds.any(|round| {
                let of = round.vehicle.as_ref();
                of.is_some_and(|of| circumstances.out_of_order(&of.id, day) > 0)
            })
    }
}

/// What kind of change it is; `None` when nothing changes that residents would notice.
fn cause(before: &[VisitTime], after: &[VisitTime], known: Option<ChangeCause>) -> Option<ChangeCause> {
    if before.is_empty() {
        let is_back = known == Some(ChangeCause::Restored);
        return Some(if is_back {
            ChangeCause::Restored
        } else {
            ChangeCause::Added
        });
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
        |(was, is): (&VisitTime, &VisitTime)| (was.begin.get() - is.begin.get()).abs() >= RETIMED.get();
    before
        .iter()
        .zip(after)
        .any(moves)
        .then_some(ChangeCause::Retimed)
}

/// Why, in words for a notice; of a settlement that is not visited any more, what its gap says.
fn why(cause: ChangeCause, gap: Option<UnservedCause>) -> (&'static str, &'static str) {
    match (cause, gap) {
        (ChangeCause::Removed, Some(gap)) => {
            let (what, what_en) = words(gap);
            (first_sentence(what), first_sentence(what_en))
        }
        (ChangeCause::Removed, None) => (
            "в этом участке там больше некого посещать",
            "nobody is to be visited there by this site any more",
        ),
        (ChangeCause::Added, _) => ("раньше не посещали", "not visited before"),
        (ChangeCause::DayImpossible, _) => (
            "прежние дни больше не подходят: нужно другое число посещений",
            "the published days do not fit any more: another number of visits is needed",
        ),
        (ChangeCause::NoVehicle, _) => ("в прежний день нет машины", "no vehicle on the published day"),
        (ChangeCause::Appointed, _) => (
            "посещение назначено на другой день",
            "a visit is appointed for another day",
        ),
        (ChangeCause::Closed, _) => (
            "в прежний день или час приём там закрыт",
            "the reception point is closed at the published time",
        ),
        (ChangeCause::NoRoom, _) => (
            "прежний выезд больше не умещается в рабочий день",
            "the published round no longer fits into the working day",
        ),
        (ChangeCause::Rearranged, _) => (
            "освобождено место для других, которым иначе нельзя",
            "makes room for others that cannot go elsewhere",
        ),
        (ChangeCause::MoreOften, _) => ("теперь посещения чаще", "visits are more frequent now"),
        (ChangeCause::LessOften, _) => (
            "посещения реже, чтобы успеть к другим",
            "visits are less frequent, so that others can be visited",
        ),
        (ChangeCause::ShorterWay, _) => (
            "выезды перестроены, так путь короче",
            "the rounds are rearranged, the way is shorter so",
        ),
        (ChangeCause::Retimed, _) => ("день прежний, меняется час", "the day stays, the hour changes"),
        (ChangeCause::Restored, _) => (
            "помеха устранена, возвращается прежний график",
            "what stood in the way is over, the former timetable is back",
        ),
    }
}

/// The text up to its first full stop, which is left away.
fn first_sentence(text: &'static str) -> &'static str {
    text.split_once(". ")
        .map_or(text, |(first, _)| first)
        .trim_end_matches('.')
}

fn in_words(mut change: ScheduleChange, weeks: u8, gap: Option<UnservedCause>) -> ScheduleChange {
    let (why, why_en) = why(change.cause, gap);
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
        let weeks = by_time.entry((visit.day.weekday, visit.begin)).or_default();
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
            begin: Seconds::from_minutes(minutes),
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
