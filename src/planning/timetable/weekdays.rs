//! Few weekdays for each site: residents learn their worker's days by heart.
//!
//! Rounds are linked where a settlement is visited in both: its visits keep one weekday and one distance in weeks. A linked
//! set moves to another weekday, or by whole weeks round the cycle, without any change but the name of its days: the ways
//! and times of a round are the same on every day. So the sets of a site are packed into as few weekdays as they fit in,
//! one round a day and no more of them in any week than before the most.

use crate::domain::{Round, Schedule, SiteNumber, UnitId, WORKING_DAYS};
use petgraph::unionfind::UnionFind;
use std::collections::{BTreeMap, BTreeSet};

/// Placings tried for one site and one number of weekdays; a site has at most twelve field days in four weeks.
const PLACINGS_MAX: usize = 20_000;

/// Days of a cycle as a bit set.
type Days = u32;

/// Gathers the rounds of each site that is not bound to its weekdays on as few of them as it can.
pub(super) fn gather(schedule: &mut Schedule, bound: &BTreeSet<SiteNumber>) {
    let weeks = usize::from(schedule.cycle_weeks);
    let mut of_site: BTreeMap<SiteNumber, Vec<&mut Round>> = BTreeMap::new();
    for round in &mut schedule.rounds {
        if !bound.contains(&round.site) {
            of_site.entry(round.site).or_default().push(round);
        }
    }
    for mut rounds in of_site.into_values() {
        let sets = linked(&rounds);
        let days: Vec<Days> = sets
            .iter()
            .map(|set| set.iter().fold(0, |days, &at| days | 1 << rounds[at].day.index()))
            .collect();
        let Some(placed) = fewest(&days, weeks) else {
            continue;
        };
        for (set, (weekday, shift)) in sets.iter().zip(placed) {
            for &at in set {
                let day = &mut rounds[at].day;
                day.weekday = weekday;
                day.week = (day.week + shift) % schedule.cycle_weeks.max(1);
            }
        }
    }
}

/// Positions of the rounds that have to move together: on one weekday, with a settlement in common. None where one is
/// visited on several weekdays.
fn linked(rounds: &[&mut Round]) -> Vec<Vec<usize>> {
    let mut together = UnionFind::<usize>::new(rounds.len());
    let mut first_of: BTreeMap<(&UnitId, u8), usize> = BTreeMap::new();
    let mut several: BTreeMap<&UnitId, BTreeSet<u8>> = BTreeMap::new();
    for (at, round) in rounds.iter().enumerate() {
        for stop in &round.stops {
            let first = *first_of.entry((&stop.unit, round.day.weekday)).or_insert(at);
            together.union(first, at);
            several.entry(&stop.unit).or_default().insert(round.day.weekday);
        }
    }
    // A settlement that is visited on several weekdays keeps them apart: such a site stays as it is.
    let is_apart = |at: usize| {
        let mut stops = rounds[at].stops.iter();
        stops.any(|stop| several.get(&stop.unit).is_some_and(|days| days.len() > 1))
    };
    if (0..rounds.len()).any(is_apart) {
        return Vec::new();
    }
    let mut sets: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for at in 0..rounds.len() {
        sets.entry(together.find(at)).or_default().push(at);
    }
    sets.into_values().collect()
}

/// A weekday and a shift in weeks for each set of days, with fewer weekdays than now; `None` where there is no such.
fn fewest(sets: &[Days], weeks: usize) -> Option<Vec<(u8, u8)>> {
    let all = sets.iter().fold(0, |all, days| all | days);
    let now = weekdays_of(all);
    let busiest = (0..weeks).map(|week| in_week(all, week)).max()?;
    let mut order: Vec<usize> = (0..sets.len()).collect();
    order.sort_by_key(|&at| (std::cmp::Reverse(sets[at].count_ones()), at));
    (1..now.len()).find_map(|count| {
        let mut search = Packing {
            sets,
            order: &order,
            // The weekdays with most rounds keep their names.
            weekdays: &now[..count],
            weeks,
            busiest,
            placed: vec![(0, 0); sets.len()],
            tried: 0,
        };
        search.place(0, 0).then_some(search.placed)
    })
}

/// The weekdays of some days, those with most of them first.
fn weekdays_of(days: Days) -> Vec<u8> {
    let count = |weekday: u8| {
        (0..32)
            .filter(|&day| days >> day & 1 == 1 && day % u32::from(WORKING_DAYS) == u32::from(weekday))
            .count()
    };
    let mut used: Vec<u8> = (0..WORKING_DAYS).filter(|&weekday| count(weekday) > 0).collect();
    used.sort_by_key(|&weekday| (std::cmp::Reverse(count(weekday)), weekday));
    used
}

/// Days in a week.
fn in_week(days: Days, week: usize) -> u32 {
    let whole = (1 << WORKING_DAYS) - 1;
    (days >> (week * usize::from(WORKING_DAYS)) & whole).count_ones()
}

/// Sets of days placed one after another, the largest first.
struct Packing<'a> {
    sets: &'a [Days],
    order: &'a [usize],
    weekdays: &'a [u8],
    weeks: usize,
    busiest: u32,
    placed: Vec<(u8, u8)>,
    tried: usize,
}

impl Packing<'_> {
    /// Places the sets from position `next` of the order beside the days taken already.
    fn place(&mut self, next: usize, taken: Days) -> bool {
        let Some(&set) = self.order.get(next) else {
            return true;
        };
        for shift in 0..self.weeks {
            for &weekday in self.weekdays {
                self.tried += 1;
                if self.tried > PLACINGS_MAX {
                    return false;
                }
                let days = moved(self.sets[set], weekday, shift, self.weeks);
                let with = taken | days;
                let is_free = taken & days == 0;
                let fits = is_free && (0..self.weeks).all(|week| in_week(with, week) <= self.busiest);
                if fits && self.place(next + 1, with) {
                    self.placed[set] = (weekday, u8::try_from(shift).unwrap_or(0));
                    return true;
                }
            }
        }
        false
    }
}

/// Days of one weekday on another, so many weeks later round the cycle.
fn moved(days: Days, weekday: u8, shift: usize, weeks: usize) -> Days {
    let week_days = usize::from(WORKING_DAYS);
    (0..weeks * week_days)
        .filter(|day| days >> day & 1 == 1)
        .map(|day| (day / week_days + shift) % weeks * week_days + usize::from(weekday))
        .fold(0, |moved, day| moved | 1 << day)
}

#[cfg(test)]
mod tests {
    use super::{Days, fewest, moved, weekdays_of};

    /// Days from weeks and weekdays.
    fn days(all: &[(usize, usize)]) -> Days {
        all.iter()
            .fold(0, |days, (week, weekday)| days | 1 << (week * 5 + weekday))
    }

    #[test]
    fn rounds_of_other_weeks_share_a_weekday() {
        // Monday to Wednesday in odd weeks, Tuesday to Thursday in even ones; one on a Friday.
        let odd = |weekday| days(&[(0, weekday), (2, weekday)]);
        let even = |weekday| days(&[(1, weekday), (3, weekday)]);
        let check = |sets: &[Days], expected: Option<usize>| {
            let placed = fewest(sets, 4);
            let found = placed.as_ref().map(|placed| {
                let new = sets
                    .iter()
                    .zip(placed)
                    .map(|(set, (weekday, shift))| moved(*set, *weekday, usize::from(*shift), 4));
                let all = new.clone().fold(0, |all, days| all | days);
                let count: u32 = new.map(|days| days.count_ones()).sum();
                assert_eq!(all.count_ones(), count, "two rounds on a day");
                weekdays_of(all).len()
            });
            assert_eq!(found, expected, "{sets:?}");
        };
        check(&[odd(0), odd(1), odd(2), even(1), even(2), even(3)], Some(3));
        check(&[odd(3), days(&[(0, 4)])], Some(1));
        // Weekly rounds need a weekday each, and two in each week two of them.
        check(&[odd(0) | even(0), odd(1) | even(1)], None);
        check(&[odd(0), odd(1), even(2)], Some(2));
        check(&[], None);
    }
}
