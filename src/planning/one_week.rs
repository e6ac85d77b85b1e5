//! A cause of one week moves the visits of that week alone.
//!
//! Settlements keep their weekday, so that residents learn it by heart; but a car that breaks down on one Tuesday is no
//! reason to change every Tuesday. Where all that hinders the published rounds is in one week of the cycle, its visits
//! may be on another day of that week, and a hindered one may fall out alone. Who is not hindered pays for it as for a
//! whole move. When the cause is over, the days of that week are the usual ones again.

use super::timetable::Group;
use crate::domain::{Circumstances, CycleDay, Opening, Round, Seconds, UnitId, WORKING_DAYS};
use std::collections::{BTreeMap, BTreeSet};

/// Adds to the days of the group's visits those of a week that alone is hindered, as long as the cause holds. `known` are
/// the published days of each of the core's visits, `moved` the price of a move.
pub(super) fn add_days(
    group: &mut Group<'_>,
    rounds: &[&Round],
    known: &[u64],
    circumstances: &Circumstances,
    moved: i64,
) {
    let weeks: Vec<Option<u8>> = (0..group.sites.len())
        .map(|site| week_of(group, site, circumstances))
        .collect();
    let hindered = hindered(group, rounds, circumstances);
    let mut found: Vec<(usize, u64, i64)> = Vec::new();
    for (at, call) in group.served().iter().enumerate() {
        let known = known.get(at).copied().filter(|days| *days != 0);
        let week = weeks.get(call.site).copied().flatten();
        let (Some(days), Some(week), Ok(need)) = (known, week, call.need) else {
            continue;
        };
        let unit = &call.unit.id;
        let wanted = appointed(circumstances, unit);
        let open = open_days(circumstances, unit, need.reception, group.core.days());
        let rest = !week_mask(week);
        let is_usual = |set: u64| {
            let options = group
                .core
                .visits
                .get(at)
                .into_iter()
                .flat_map(|visit| &visit.options);
            options.clone().any(|option| option.days & rest == set & rest)
        };
        let mut add = |set: u64, price: i64| {
            let fits = set & !open == 0 && wanted & !set == 0 && set != 0;
            if fits && set.count_ones() <= u32::from(need.visits) && is_usual(set) {
                found.push((at, set, price));
            }
        };
        add(days, 0);
        let lost = hindered.get(unit).into_iter().flatten();
        let lost = lost.fold(0_u64, |set, day| set | 1 << day.index()) & week_mask(week) & days;
        if lost != 0 || wanted & !days != 0 {
            let sets = instead(days, lost, wanted & !days & week_mask(week), week);
            sets.into_iter().for_each(|set| add(set, 0));
        } else {
            let visits = i64::from(days.count_ones());
            for day in days_of(days & week_mask(week)) {
                for set in on_others(days, day, week) {
                    add(set, moved - moved / visits);
                }
            }
        }
    }
    for (at, set, price) in found {
        group.admit(at, set, price);
    }
}

/// The week of the cycle in which alone something hinders a site.
fn week_of(group: &Group<'_>, site: usize, circumstances: &Circumstances) -> Option<u8> {
    let number = group.sites.get(site)?.number;
    let is_own = |unit: &UnitId| {
        let mut calls = group.calls.iter();
        calls.any(|call| call.site == site && call.unit.id == *unit)
    };
    let weeks = group.core.days().div_ceil(usize::from(WORKING_DAYS));
    circumstances.week_of_its_own(number, is_own, u8::try_from(weeks).ok()?)
}

fn appointed(circumstances: &Circumstances, unit: &UnitId) -> u64 {
    let of_unit = circumstances.appointments_of(unit);
    of_unit.fold(0, |set, one| set | 1 << one.day.index())
}

/// The days on which a settlement's published visits cannot be: no car, another car than there is, closed doors.
fn hindered(
    group: &Group<'_>,
    rounds: &[&Round],
    circumstances: &Circumstances,
) -> BTreeMap<UnitId, BTreeSet<CycleDay>> {
    let mut out: BTreeMap<_, u32> = BTreeMap::new();
    for round in rounds {
        if let Some(vehicle) = group.vehicle(round) {
            *out.entry((vehicle, round.day)).or_default() += 1;
        }
    }
    let served = group.served();
    let reception = |unit: &UnitId| {
        let call = served.iter().find(|call| call.unit.id == *unit);
        call.and_then(|call| call.need.ok())
            .map_or(Seconds::ZERO, |need| need.reception)
    };
    let mut hindered: BTreeMap<UnitId, BTreeSet<CycleDay>> = BTreeMap::new();
    for round in rounds {
        let vehicle = group.vehicle(round);
        let is_there = vehicle.is_none_or(|of| {
            let taken = out.get(&(of, round.day)).copied().unwrap_or(0);
            taken <= group.vehicles_on(of, round.day)
        });
        let goes = circumstances.has_vehicle(round.site, round.day)
            && is_there
            && vehicle.is_some() == round.vehicle.is_some();
        for stop in &round.stops {
            let is_open = open_on(circumstances, &stop.unit, round.day, reception(&stop.unit));
            if !goes || !is_open {
                hindered.entry(stop.unit.clone()).or_default().insert(round.day);
            }
        }
    }
    hindered
}

fn open_on(circumstances: &Circumstances, unit: &UnitId, day: CycleDay, reception: Seconds) -> bool {
    let is_appointed = circumstances.appointments_of(unit).any(|one| one.day == day);
    is_appointed
        || match circumstances.opening(unit, day.weekday) {
            Opening::Always => true,
            Opening::Closed => false,
            Opening::Between(from, until) => from + reception <= until,
        }
}

fn open_days(circumstances: &Circumstances, unit: &UnitId, reception: Seconds, days: usize) -> u64 {
    (0..days)
        .filter(|&day| open_on(circumstances, unit, CycleDay::from_index(day), reception))
        .fold(0, |set, day| set | 1 << day)
}

/// The days of a set with the lost ones on other days of the week or away, and one of the week given to each wanted one.
fn instead(days: u64, lost: u64, wanted: u64, week: u8) -> BTreeSet<u64> {
    let mut sets: BTreeSet<u64> = [days].into();
    for day in days_of(wanted) {
        let given = |set: &u64| -> Vec<u64> {
            let of_week = days_of(set & week_mask(week) & !wanted);
            of_week.map(|old| set & !(1 << old) | 1 << day).collect()
        };
        sets = sets.iter().flat_map(given).collect();
    }
    for day in days_of(lost) {
        let moved = |set: &u64| {
            let away = set & !(1 << day);
            let others = if set >> day & 1 == 1 {
                on_others(*set, day, week)
            } else {
                Vec::new()
            };
            others.into_iter().chain([away])
        };
        sets = sets.iter().flat_map(moved).collect();
    }
    sets
}

/// The set with one day of the week on each other day of it.
fn on_others(set: u64, day: u32, week: u8) -> Vec<u64> {
    days_of(week_mask(week) & !set)
        .map(|other| set & !(1 << day) | 1 << other)
        .collect()
}

fn week_mask(week: u8) -> u64 {
    let first = u32::from(week) * u32::from(WORKING_DAYS);
    ((1 << WORKING_DAYS) - 1) << first
}

fn days_of(set: u64) -> impl Iterator<Item = u32> {
    (0..u64::BITS).filter(move |day| set >> day & 1 == 1)
}

#[cfg(test)]
mod tests {
    use super::instead;
    use std::collections::BTreeSet;

    #[test]
    fn a_lost_day_moves_inside_its_week_or_falls_out_alone() {
        // Tuesdays of four weeks; the second one is lost.
        let tuesdays = 1 << 1 | 1 << 6 | 1 << 11 | 1 << 16;
        let rest = tuesdays & !(1 << 6);
        let expected: BTreeSet<u64> =
            [rest, rest | 1 << 5, rest | 1 << 7, rest | 1 << 8, rest | 1 << 9].into();
        assert_eq!(instead(tuesdays, 1 << 6, 0, 1), expected);
    }

    #[test]
    fn an_appointment_takes_the_place_of_the_visit_of_its_week() {
        let wednesdays = 1 << 2 | 1 << 12;
        let with_thursday: BTreeSet<u64> = [1 << 2 | 1 << 13].into();
        assert_eq!(instead(wednesdays, 0, 1 << 13, 2), with_thursday);
    }
}
