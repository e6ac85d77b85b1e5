//! Visit schedules: for each site, which villages on which day of the cycle, in which order, at what times.

use super::calendar::CycleDay;
use super::circumstances::Circumstances;
use super::ids::{PlanId, ScheduleId, SiteNumber, UnitId, VehicleId};
use super::measures::{Metres, Seconds};
use super::road::Season;
use super::vehicle::{RoundVehicle, Vehicle};
use serde::{Deserialize, Serialize};

/// One stop of a round.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stop {
    /// The unit visited.
    pub unit: UnitId,
    /// Way from the stop before, or from the base.
    pub leg_distance: Metres,
    /// Travel time of that way.
    pub leg_time: Seconds,
    /// Arrival, time of day.
    pub arrival: Seconds,
    /// Begin of the work, time of day: later than the arrival when the place is not open yet or lunch comes first.
    pub start: Seconds,
    /// Time spent working there, lunch not counted.
    pub service: Seconds,
    /// Departure, time of day: begin, service, and lunch when it is taken here afterwards.
    pub departure: Seconds,
}

/// Where a round's lunch is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "at", content = "stop", rename_all = "snake_case")]
pub enum LunchPlace {
    /// At the base, before leaving.
    Base,
    /// At the stop of this position in the round, from 0.
    Stop(usize),
    /// On the road to the stop of this position; as many as there are stops means on the way back.
    Road(usize),
}

/// The lunch of a round that is out at lunch time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lunch {
    /// Where.
    pub place: LunchPlace,
    /// Begin, time of day.
    pub from: Seconds,
    /// End, time of day.
    pub until: Seconds,
}

/// One worker's round on one day: from the base, along the stops, back to the base.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Round {
    /// The site, whose worker goes.
    pub site: SiteNumber,
    /// The day.
    pub day: CycleDay,
    /// Departure from the base, time of day.
    pub departure: Seconds,
    /// Stops in order, never empty.
    pub stops: Vec<Stop>,
    /// Way back to the base.
    pub return_distance: Metres,
    /// Travel time of the way back.
    pub return_time: Seconds,
    /// Arrival at the base, time of day.
    pub arrival: Seconds,
    /// Lunch; `None` when the worker is back in time to eat at the base.
    pub lunch: Option<Lunch>,
    /// Its vehicle; `None` where the schedule was made without a list of vehicles.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub vehicle: Option<RoundVehicle>,
}

impl Round {
    /// Whole way of the day.
    #[must_use]
    pub fn distance(&self) -> Metres {
        self.stops.iter().map(|stop| stop.leg_distance).sum::<Metres>() + self.return_distance
    }

    /// Way of the vehicle from its garage and back to it.
    #[must_use]
    pub fn vehicle_distance(&self) -> Metres {
        let approach = self.vehicle.as_ref();
        self.distance() + approach.map_or(Metres::ZERO, |of| of.out_distance + of.home_distance)
    }

    /// When the vehicle leaves its garage, and when it is back in it, times of day.
    #[must_use]
    pub fn vehicle_out(&self) -> (Seconds, Seconds) {
        let (out, home) = self
            .vehicle
            .as_ref()
            .map_or((Seconds::ZERO, Seconds::ZERO), |of| (of.out_time, of.home_time));
        (self.departure - out, self.arrival + home)
    }

    /// Time from the vehicle's leaving its garage until it is back.
    #[must_use]
    pub fn vehicle_time(&self) -> Seconds {
        let (leaves, is_back) = self.vehicle_out();
        is_back - leaves
    }

    /// Time on the road.
    #[must_use]
    pub fn travel_time(&self) -> Seconds {
        self.stops.iter().map(|stop| stop.leg_time).sum::<Seconds>() + self.return_time
    }
}

/// Why a village is not visited, or not as often as the profile asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UnservedCause {
    /// No road leads there in this season.
    NoRoadInSeason,
    /// The way there is closed, or too long while another is closed.
    RoadClosed,
    /// There and back with the shortest visit is longer than the working day.
    BeyondWorkingDay,
    /// The field days of the cycle are full.
    FieldDaysFull,
    /// The place is farther from any road than the last mile allows.
    OffNetwork,
    /// The manager asked not to visit it.
    NotVisited,
    /// Its opening hours or an appointment leave no room for more.
    Hours,
    /// No vehicle of the list is there for its worker in this season.
    NoVehicle,
    /// The vehicles of the list are not there, or out, on the days that are left.
    VehiclesTaken,
    /// What the worker has to ride on does not go there, where a car would.
    NoRide,
    /// The worker's public transport leaves before the working day or is back after it.
    RidesOutsideDay,
    /// It is visited as often as asked, and the way leaves no time for all of its home visits.
    HomeVisits,
}

/// Why residents of a settlement meet their worker at other times than published.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ChangeCause {
    /// It was not visited before.
    Added,
    /// It is not visited any more; the schedule's list of unserved settlements says why where it should be.
    Removed,
    /// A published day cannot be kept: another number of visits is needed, or another base goes there.
    DayImpossible,
    /// No vehicle is there on a published day.
    NoVehicle,
    /// A visit of its own is fixed to another day.
    Appointed,
    /// Its reception point is closed on a published day.
    Closed,
    /// The published round no longer fits into the working day.
    NoRoom,
    /// It makes room for others that cannot stay.
    Rearranged,
    /// It is visited more often than published.
    MoreOften,
    /// It is visited less often than published, so that others can be visited at all.
    LessOften,
    /// Its round goes a shorter way than before.
    ShorterWay,
    /// The days stay; the time of the reception moves.
    Retimed,
    /// What moved it before is over: the days before that are back.
    Restored,
}

/// One visit of a settlement within a cycle.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct VisitTime {
    /// The day.
    pub day: CycleDay,
    /// Begin of the work, time of day: the hour that residents are told.
    #[serde(alias = "arrival")]
    pub begin: Seconds,
}

/// How a replanned schedule differs from the published one for one settlement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScheduleChange {
    /// The site.
    pub site: SiteNumber,
    /// The unit visited.
    pub unit: UnitId,
    /// Its name, which may be gone from the lists.
    pub name: String,
    /// Visits as published.
    pub before: Vec<VisitTime>,
    /// Visits now.
    pub after: Vec<VisitTime>,
    /// The cause.
    pub cause: ChangeCause,
    /// The change and its reason, in Russian.
    pub reason: String,
    /// The same in English.
    pub reason_en: String,
}

/// Where a replanned schedule comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Replanned {
    /// The published schedule.
    pub from: ScheduleId,
    /// Settlements whose days or times change, by site.
    pub changes: Vec<ScheduleChange>,
}

/// A village that the schedule leaves out, or visits less often than asked, with the reason.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unserved {
    /// The site.
    pub site: SiteNumber,
    /// The unit.
    pub unit: UnitId,
    /// Visits of the cycle that the profile asks for.
    pub visits_required: u8,
    /// Visits that the schedule has.
    pub visits_planned: u8,
    /// The cause.
    pub cause: UnservedCause,
    /// The reason and what would help, in Russian.
    pub reason: String,
    /// The same in English.
    pub reason_en: String,
}

/// How a schedule was made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScheduleOrigin {
    /// Visit profile.
    pub visit_profile: String,
    /// Speed profile.
    pub speed_profile: String,
    /// Seed.
    pub seed: u64,
    /// Version of this program.
    pub program_version: String,
    /// When it was made, RFC 3339 in UTC.
    pub made_at: String,
    /// How long the search took, in milliseconds.
    pub search_ms: u64,
}

/// All rounds of a plan's sites in one season.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Schedule {
    /// Its id.
    pub id: ScheduleId,
    /// The plan.
    pub plan: PlanId,
    /// The season.
    pub season: Season,
    /// Weeks of the cycle.
    pub cycle_weeks: u8,
    /// Rounds by site, then day.
    pub rounds: Vec<Round>,
    /// What is left out, and why.
    pub unserved: Vec<Unserved>,
    /// The vehicles it is made for, as they were then; empty when every worker has a car of the speed profile each day.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub vehicles: Vec<Vehicle>,
    /// What it takes as given beside territory, plan and season.
    #[serde(default)]
    pub circumstances: Circumstances,
    /// The schedule it replaces and what changes, when it was replanned.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub replanned: Option<Replanned>,
    /// How it was made.
    pub origin: ScheduleOrigin,
}

impl Schedule {
    /// A vehicle of its list.
    #[must_use]
    pub fn vehicle(&self, id: &VehicleId) -> Option<&Vehicle> {
        self.vehicles.iter().find(|one| one.id == *id)
    }

    /// True when a round's vehicle, if it has a listed one, is free on another day on which `taken` of it are out. A line
    /// takes whoever comes, on days when both trips of the round's ride go.
    #[must_use]
    pub fn vehicle_is_free(&self, round: &Round, day: CycleDay, taken: usize) -> bool {
        let Some(of) = &round.vehicle else {
            return true;
        };
        let Some(vehicle) = self.vehicle(&of.id) else {
            return false;
        };
        let count = vehicle.count_on(day, self.season, &self.circumstances);
        let goes = |id: &str| {
            let mut trips = vehicle.trips.iter();
            trips.any(|trip| trip.id == id && trip.goes_on(day.weekday))
        };
        match &of.ride {
            Some(ride) => count > 0 && goes(&ride.out) && goes(&ride.home),
            None => u32::try_from(taken).is_ok_and(|taken| taken < count),
        }
    }
}
