//! Fleet reports: how many vehicles the schedules need.

use super::calendar::CycleDay;
use super::ids::{ScheduleId, SiteNumber, VehicleId};
use super::measures::{Metres, Seconds};
use super::vehicle::VehicleKind;
use serde::{Deserialize, Serialize};

/// Vehicles on one day of the cycle.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FleetDay {
    /// The day.
    pub day: CycleDay,
    /// Vehicles needed.
    pub vehicles: u32,
    /// Sites by vehicle: the sites that each one serves, in order of time.
    pub shared_by: Vec<Vec<SiteNumber>>,
    /// Which of the schedule's list each of these is; empty where it was made without one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub taken: Vec<VehicleId>,
    /// Way driven by all.
    pub distance: Metres,
    /// Hours away from the garage, by all.
    pub time: Seconds,
}

/// How a schedule uses the vehicles of one entry of the list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct VehicleUse {
    /// The entry.
    pub vehicle: VehicleId,
    /// What people call it.
    pub title: String,
    /// Whose it is.
    pub kind: VehicleKind,
    /// How many there are on the day with most of them.
    pub available: u32,
    /// How many are out on the busiest day.
    pub used: u32,
    /// Vehicle days of the cycle on which they are out.
    pub days: u32,
    /// Way of the cycle, from garage to garage.
    pub distance: Metres,
    /// Hours of the cycle, from garage to garage.
    pub time: Seconds,
    /// Price of the cycle, in kopecks.
    pub cost: i64,
    /// Sites whose workers share them.
    pub sites: Vec<SiteNumber>,
}

/// Vehicles for a municipality.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FleetReport {
    /// The schedule that it is made from.
    pub schedule: ScheduleId,
    /// One entry for each day of the cycle.
    pub days: Vec<FleetDay>,
    /// Vehicles on the busiest day.
    pub peak: u32,
    /// No fleet smaller than this can carry the rounds, whatever their weekdays.
    pub lower_bound: u32,
    /// Why the bound holds, in Russian.
    pub bound_reason: String,
    /// The same in English.
    pub bound_reason_en: String,
    /// Way of the whole cycle.
    pub distance: Metres,
    /// Hours of the whole cycle.
    pub time: Seconds,
    /// Use of each entry of the schedule's list of vehicles, in its order; empty where it was made without one.
    pub uses: Vec<VehicleUse>,
}
