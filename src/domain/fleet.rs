//! Fleet reports: how many vehicles the schedules need.

use super::calendar::CycleDay;
use super::ids::{ScheduleId, SiteNumber};
use super::measures::{Metres, Seconds};
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
    /// Way driven by all.
    pub distance: Metres,
    /// Hours away from the garage, by all.
    pub time: Seconds,
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
}
