//! What life changes beside the lists of a territory: a closed bridge, a broken car, a village not to be visited.

use super::calendar::CycleDay;
use super::ids::{SiteNumber, UnitId, VehicleId};
use super::measures::Seconds;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// A place where nobody can drive through: a closed bridge, a road washed away. The road on both sides of it stays.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Closure {
    /// Longitude, WGS84 degrees.
    pub lon: f64,
    /// Latitude, WGS84 degrees.
    pub lat: f64,
    /// What it is, as the manager puts it: «мост через Вагай на ремонте».
    #[serde(default)]
    pub note: String,
}

/// A day of the cycle on which a site's worker has no vehicle.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct CarlessDay {
    /// The site.
    pub site: SiteNumber,
    /// The day.
    pub day: CycleDay,
}

/// A vehicle that is out of order: one of those of its entry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct VehicleOff {
    /// Which.
    pub vehicle: VehicleId,
    /// The day of the cycle; `None` for every day.
    #[serde(default)]
    pub day: Option<CycleDay>,
}

/// Hours in which the reception point of a settlement is open. A settlement with hours for some weekdays only is closed
/// on the others; one without any is always open.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpeningHours {
    /// The settlement, by the unit that is visited.
    pub unit: UnitId,
    /// Weekday from 0; `None` for every working day that has no hours of its own.
    #[serde(default)]
    pub weekday: Option<u8>,
    /// Open from, time of day.
    pub from: Seconds,
    /// Open until, time of day: the reception, with which a visit begins, has to be over by then; the home visits
    /// follow it at any time.
    pub until: Seconds,
}

/// A visit that is fixed to a day and a time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Appointment {
    /// The settlement, by the unit that is visited.
    pub unit: UnitId,
    /// The day of the cycle.
    pub day: CycleDay,
    /// When the work begins, time of day.
    pub begin: Seconds,
}

/// When people can be received at a settlement on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Opening {
    /// At any time.
    Always,
    /// Not at all.
    Closed,
    /// Inside these hours, its end included.
    Between(Seconds, Seconds),
}

/// What a schedule takes as given beside its territory, plan and season.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Circumstances {
    /// Roads that cannot be passed.
    pub closures: Vec<Closure>,
    /// Days without a vehicle.
    pub carless: BTreeSet<CarlessDay>,
    /// Vehicles out of order.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub out_of_order: Vec<VehicleOff>,
    /// Units whose settlements are not to be visited.
    pub not_visited: BTreeSet<UnitId>,
    /// Opening hours of reception points.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub opening: Vec<OpeningHours>,
    /// Visits fixed to a day and a time.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub appointments: Vec<Appointment>,
}

impl Circumstances {
    /// True when nothing is out of the ordinary.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// True when all of `other` is among these.
    #[must_use]
    pub fn include(&self, other: &Self) -> bool {
        fn all<T: PartialEq>(of: &[T], among: &[T]) -> bool {
            of.iter().all(|one| among.contains(one))
        }
        all(&other.closures, &self.closures)
            && other.carless.is_subset(&self.carless)
            && all(&other.out_of_order, &self.out_of_order)
            && other.not_visited.is_subset(&self.not_visited)
            && all(&other.opening, &self.opening)
            && all(&other.appointments, &self.appointments)
    }

    /// These with what is new: everything stays in force, hours and appointments give way to new ones for the same time.
    #[must_use]
    pub fn with(&self, new: &Self) -> Self {
        fn joined<T: Clone + PartialEq>(old: &[T], new: &[T], gives_way: impl Fn(&T, &T) -> bool) -> Vec<T> {
            let stays = |one: &&T| !new.iter().any(|other| gives_way(one, other));
            old.iter().filter(stays).chain(new).cloned().collect()
        }
        Self {
            closures: joined(&self.closures, &new.closures, |old, new| old == new),
            carless: self.carless.union(&new.carless).copied().collect(),
            out_of_order: joined(&self.out_of_order, &new.out_of_order, |old, new| old == new),
            not_visited: self.not_visited.union(&new.not_visited).cloned().collect(),
            opening: joined(&self.opening, &new.opening, |old, new| {
                (&old.unit, old.weekday) == (&new.unit, new.weekday)
            }),
            appointments: joined(&self.appointments, &new.appointments, |old, new| {
                (&old.unit, old.day) == (&new.unit, new.day)
            }),
        }
    }

    /// The one week of a cycle in which a site's worker has no car, a vehicle is out of order or a visit is appointed as in
    /// no other; `None` without such a week, or with several. Residents are told of other days in that week alone.
    #[must_use]
    pub fn week_of_its_own(
        &self,
        site: SiteNumber,
        is_own: impl Fn(&UnitId) -> bool,
        weeks: u8,
    ) -> Option<u8> {
        let of_week = |week: u8| {
            let carless = self
                .carless
                .iter()
                .filter(move |one| one.site == site && one.day.week == week);
            let off = self
                .out_of_order
                .iter()
                .filter_map(|off| Some((off.day?, &off.vehicle)));
            let appointed = self.appointments.iter().filter(|one| is_own(&one.unit));
            let mut all: Vec<(u8, Option<&VehicleId>, Option<&UnitId>)> = carless
                .map(|one| (one.day.weekday, None, None))
                .chain(
                    off.filter(|(day, _)| day.week == week)
                        .map(|(day, vehicle)| (day.weekday, Some(vehicle), None)),
                )
                .chain(
                    appointed
                        .filter(|one| one.day.week == week)
                        .map(|one| (one.day.weekday, None, Some(&one.unit))),
                )
                .collect();
            all.sort_unstable();
            all
        };
        let all: Vec<_> = (0..weeks).map(of_week).collect();
        let is_special = |week: &u8| {
            let own = all.get(usize::from(*week)).into_iter().flatten();
            own.clone()
                .any(|one| all.iter().any(|other| !other.contains(one)))
        };
        let mut special = (0..weeks).filter(is_special);
        special.next().filter(|_| special.next().is_none() && weeks > 1)
    }

    /// When people can be received at `unit` on `weekday`.
    #[must_use]
    pub fn opening(&self, unit: &UnitId, weekday: u8) -> Opening {
        let of_unit = || self.opening.iter().filter(|hours| hours.unit == *unit);
        let own = of_unit().find(|hours| hours.weekday == Some(weekday));
        match own.or_else(|| of_unit().find(|hours| hours.weekday.is_none())) {
            Some(hours) => Opening::Between(hours.from, hours.until),
            None if of_unit().next().is_some() => Opening::Closed,
            None => Opening::Always,
        }
    }

    /// The appointments of a unit.
    pub fn appointments_of(&self, unit: &UnitId) -> impl Iterator<Item = &Appointment> {
        self.appointments.iter().filter(move |one| one.unit == *unit)
    }

    /// True when hours or appointments say when a unit can be visited.
    #[must_use]
    pub fn has_times(&self, unit: &UnitId) -> bool {
        self.opening.iter().any(|hours| hours.unit == *unit) || self.appointments_of(unit).next().is_some()
    }

    /// True when a visit that begins with a reception of length `reception` may begin at `unit` at `begin` on a day.
    #[must_use]
    pub fn admits(&self, unit: &UnitId, day: CycleDay, begin: Seconds, reception: Seconds) -> bool {
        let appointed = self.appointments_of(unit).find(|one| one.day == day);
        if let Some(appointment) = appointed {
            return begin == appointment.begin;
        }
        match self.opening(unit, day.weekday) {
            Opening::Always => true,
            Opening::Closed => false,
            Opening::Between(from, until) => begin >= from && begin + reception <= until,
        }
    }

    /// True when a visit of length `service` that begins at `begin` on the day `of` may begin then on another day as
    /// well: it is open as long as on its own, or long enough for all of it.
    #[must_use]
    pub fn admits_moved(
        &self,
        unit: &UnitId,
        (of, to): (CycleDay, CycleDay),
        begin: Seconds,
        service: Seconds,
    ) -> bool {
        let closing = |day: CycleDay| match self.opening(unit, day.weekday) {
            Opening::Between(_, until) => Some(until),
            Opening::Always | Opening::Closed => None,
        };
        let is_open_as_long = closing(of)
            .zip(closing(to))
            .is_some_and(|(own, other)| other >= own);
        let reception = if is_open_as_long { Seconds::ZERO } else { service };
        self.admits(unit, to, begin, reception)
    }

    /// How many vehicles of an entry are out of order on a day.
    #[must_use]
    pub fn out_of_order(&self, vehicle: &VehicleId, day: CycleDay) -> u32 {
        let off = self.out_of_order.iter();
        let count = off
            .filter(|off| off.vehicle == *vehicle && off.day.is_none_or(|of| of == day))
            .count();
        u32::try_from(count).unwrap_or(u32::MAX)
    }

    /// True when the worker of `site` may go out on `day`.
    #[must_use]
    pub fn has_vehicle(&self, site: SiteNumber, day: CycleDay) -> bool {
        !self.carless.contains(&CarlessDay { site, day })
    }
}

#[cfg(test)]
mod tests {
    use super::{Appointment, CarlessDay, Circumstances, Opening, OpeningHours};
    use crate::domain::{CycleDay, Seconds, SiteNumber, UnitId};

    #[test]
    fn a_week_is_of_its_own_where_one_alone_has_a_cause() {
        let site = SiteNumber(4);
        let carless = |days: &[(u8, u8)]| {
            let day = |&(week, weekday): &(u8, u8)| CarlessDay {
                site,
                day: CycleDay { week, weekday },
            };
            let all = Circumstances {
                carless: days.iter().map(day).collect(),
                ..Circumstances::default()
            };
            all.week_of_its_own(site, |_| true, 4)
        };
        assert_eq!(carless(&[]), None);
        assert_eq!(carless(&[(2, 1), (2, 3)]), Some(2));
        assert_eq!(carless(&[(0, 1), (1, 1), (2, 1), (3, 1)]), None);
        assert_eq!(carless(&[(0, 1), (1, 1), (2, 1), (3, 1), (3, 2)]), Some(3));
        assert_eq!(carless(&[(0, 1), (1, 1)]), None);
    }

    #[test]
    fn what_is_in_force_stays_when_something_new_comes_up() {
        let at = |begin: i64| Appointment {
            unit: UnitId::from("a"),
            day: CycleDay { week: 0, weekday: 1 },
            begin: Seconds::from_minutes(begin),
        };
        let old = Circumstances {
            not_visited: [UnitId::from("b")].into(),
            appointments: vec![at(600)],
            ..Circumstances::default()
        };
        let new = Circumstances {
            appointments: vec![at(660)],
            ..Circumstances::default()
        };
        let both = old.with(&new);
        assert_eq!(both.appointments, [at(660)]);
        assert_eq!(both.not_visited, old.not_visited);
        assert!(both.include(&new) && !both.include(&old) && !new.include(&old));
    }

    #[test]
    fn hours_of_a_weekday_stand_before_those_of_every_day() {
        let minutes = Seconds::from_minutes;
        let unit = UnitId::from("a");
        let hours = |weekday, from, until| OpeningHours {
            unit: unit.clone(),
            weekday,
            from: minutes(from),
            until: minutes(until),
        };
        let tuesdays = Circumstances {
            opening: vec![hours(Some(1), 600, 720)],
            ..Circumstances::default()
        };
        assert_eq!(
            tuesdays.opening(&unit, 1),
            Opening::Between(minutes(600), minutes(720))
        );
        assert_eq!(tuesdays.opening(&unit, 2), Opening::Closed);
        assert_eq!(tuesdays.opening(&UnitId::from("b"), 2), Opening::Always);
        let day = |weekday| CycleDay { week: 0, weekday };
        assert!(tuesdays.admits(&unit, day(1), minutes(660), minutes(60)));
        assert!(!tuesdays.admits(&unit, day(1), minutes(661), minutes(60)));
        let two = Circumstances {
            opening: vec![
                hours(Some(0), 540, 720),
                hours(Some(1), 600, 720),
                hours(Some(2), 600, 700),
            ],
            ..Circumstances::default()
        };
        let moved =
            |from, to, begin| two.admits_moved(&unit, (day(from), day(to)), minutes(begin), minutes(200));
        assert!(moved(1, 0, 640) && moved(0, 1, 600) && !moved(0, 1, 590));
        assert!(!moved(1, 2, 640) && !moved(1, 3, 640));
        let appointed = Circumstances {
            opening: vec![hours(None, 540, 1020), hours(Some(1), 600, 720)],
            appointments: vec![Appointment {
                unit: unit.clone(),
                day: day(3),
                begin: minutes(500),
            }],
            ..Circumstances::default()
        };
        assert_eq!(
            appointed.opening(&unit, 0),
            Opening::Between(minutes(540), minutes(1020))
        );
        assert!(appointed.admits(&unit, day(3), minutes(500), minutes(60)));
        assert!(!appointed.admits(&unit, day(3), minutes(600), minutes(60)));
    }
}
