//! Vehicles that workers go out in: the institution's cars and boats, a car lent by the head of a rural settlement,
//! private cars, and the lines of public transport.

use super::calendar::{CycleDay, WORKING_DAYS};
use super::circumstances::Circumstances;
use super::ids::{SettlementId, VehicleId};
use super::measures::{Metres, Seconds};
use super::road::Season;
use super::trip::{LineTrip, Ride, StatedLeg};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// Speed profile of who walks: that of a vehicle which does not go on roads, for the ways from and to its stops.
pub const FOOT: &str = "foot";

/// Whose a vehicle is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum VehicleKind {
    /// The institution's car (служебная машина), as a rule with a garage and a driver.
    Institution,
    /// A car lent by the head of a rural settlement (машина главы поселения), on certain days.
    Head,
    /// A worker's own car (личная машина).
    Private,
    /// A line of public transport (общественный транспорт): anybody rides, by its timetable.
    Public,
}

impl VehicleKind {
    /// Every kind.
    pub const ALL: [Self; 4] = [Self::Institution, Self::Head, Self::Private, Self::Public];
}

/// Working hours of a vehicle's driver: it leaves its garage and is back in it inside them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct DriverHours {
    /// Earliest departure from the garage, time of day.
    pub from: Seconds,
    /// Latest return to the garage, time of day.
    pub until: Seconds,
}

/// What the use of a vehicle costs, in kopecks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct VehiclePrice {
    /// A kilometre: fuel and wear.
    pub km: i64,
    /// An hour from leaving the garage to being back in it: the driver's wage, a hire.
    pub hour: i64,
    /// A day on which it is used at all.
    pub day: i64,
}

impl VehiclePrice {
    /// What a day's use over `distance` in `time` costs, in kopecks, to the nearest one.
    #[must_use]
    pub fn of(&self, distance: Metres, time: Seconds) -> i64 {
        self.day + (self.km * distance.get() + 500) / 1000 + (self.hour * time.get() + 1800) / 3600
    }
}

/// Vehicles that are alike: whose workers may take them, when, and at what price. Each is one worker's on one day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Vehicle {
    /// Id.
    pub id: VehicleId,
    /// Whose it is.
    pub kind: VehicleKind,
    /// What people call it: «УАЗ центра», «Нива главы Касьяновского поселения».
    pub title: String,
    /// How many there are.
    pub count: u32,
    /// Settlements whose workers may take it; empty for every worker of the municipality.
    #[serde(default)]
    pub bases: BTreeSet<SettlementId>,
    /// The settlement where it stands at night; `None` for the settlement of the worker who takes it.
    #[serde(default)]
    pub garage: Option<SettlementId>,
    /// Weekdays from 0 on which it may be taken; empty for each working day.
    #[serde(default)]
    pub weekdays: BTreeSet<u8>,
    /// Seasons in which it goes; empty for all.
    #[serde(default)]
    pub seasons: BTreeSet<Season>,
    /// Hours of its driver; `None` where the worker drives.
    #[serde(default)]
    pub driver: Option<DriverHours>,
    /// Speed profile: `car`, `offroad`; `foot` for the ways from and to the stops of a line or of a boat.
    pub speeds: String,
    /// Legs between settlements, for a boat or an aircraft; empty for what goes on roads.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub legs: Vec<StatedLeg>,
    /// Trips of a line of public transport; empty for everything else.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub trips: Vec<LineTrip>,
    /// What it costs.
    #[serde(default)]
    pub price: VehiclePrice,
}

impl Vehicle {
    /// True for a line of public transport: it takes whoever comes, and nobody has to find a vehicle for it.
    #[must_use]
    pub fn is_line(&self) -> bool {
        self.kind == VehicleKind::Public
    }

    /// True when a worker whose base is in `settlement` may take it.
    #[must_use]
    pub fn is_for(&self, settlement: &SettlementId) -> bool {
        self.bases.is_empty() || self.bases.contains(settlement)
    }

    /// How many of it there are on a day of a season, without those out of order.
    #[must_use]
    pub fn count_on(&self, day: CycleDay, season: Season, given: &Circumstances) -> u32 {
        let is_lent = self.weekdays.is_empty() || self.weekdays.contains(&day.weekday);
        let goes = self.seasons.is_empty() || self.seasons.contains(&season);
        if !is_lent || !goes || day.weekday >= WORKING_DAYS {
            return 0;
        }
        self.count.saturating_sub(given.out_of_order(&self.id, day))
    }
}

/// The vehicle of a round and the ways that it drives without the worker, from its garage to the base and back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoundVehicle {
    /// Which one of the schedule's.
    pub id: VehicleId,
    /// Way from the garage to the base.
    pub out_distance: Metres,
    /// Time of that way.
    pub out_time: Seconds,
    /// Way from the base to the garage.
    pub home_distance: Metres,
    /// Time of that way.
    pub home_time: Seconds,
    /// The trips that the worker rides on, where it is a line of public transport.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ride: Option<Ride>,
}

#[cfg(test)]
mod tests {
    use super::{Vehicle, VehicleKind, VehiclePrice};
    use crate::domain::{Circumstances, CycleDay, Metres, Season, Seconds, VehicleId, VehicleOff};

    fn lent() -> Vehicle {
        Vehicle {
            id: VehicleId::from("niva"),
            kind: VehicleKind::Head,
            title: "Нива".to_owned(),
            count: 2,
            bases: ["a".into()].into(),
            garage: None,
            weekdays: [1].into(),
            seasons: [Season::Summer].into(),
            driver: None,
            speeds: "offroad".to_owned(),
            legs: Vec::new(),
            trips: Vec::new(),
            price: VehiclePrice {
                km: 1250,
                hour: 30_000,
                day: 100,
            },
        }
    }

    #[test]
    fn a_lent_car_is_there_on_its_days_seasons_and_for_its_bases_only() {
        let (one, none) = (lent(), Circumstances::default());
        let day = |weekday| CycleDay { week: 2, weekday };
        assert_eq!(one.count_on(day(1), Season::Summer, &none), 2);
        assert_eq!(one.count_on(day(2), Season::Summer, &none), 0);
        assert_eq!(one.count_on(day(1), Season::Thaw, &none), 0);
        assert!(one.is_for(&"a".into()) && !one.is_for(&"b".into()));
        let off = |day| VehicleOff {
            vehicle: one.id.clone(),
            day,
        };
        let broken = Circumstances {
            out_of_order: vec![off(Some(day(1))), off(None), off(None)],
            ..Circumstances::default()
        };
        assert_eq!(one.count_on(day(1), Season::Summer, &broken), 0);
    }

    #[test]
    fn a_day_costs_its_kilometres_hours_and_use() {
        let price = lent().price;
        assert_eq!(price.of(Metres(10_000), Seconds(7200)), 100 + 12_500 + 60_000);
        assert_eq!(price.of(Metres(1), Seconds(1)), 100 + 1 + 8);
    }
}
