//! Ways that are stated rather than found on roads: the legs of a boat or an aircraft, the trips of a bus line.

use super::calendar::WORKING_DAYS;
use super::ids::SettlementId;
use super::measures::{Metres, Seconds};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// A leg that a boat or an aircraft goes from one settlement to another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StatedLeg {
    /// Where it begins.
    pub from: SettlementId,
    /// Where it ends.
    pub to: SettlementId,
    /// Its length.
    pub distance: Metres,
    /// How long it takes, boarding included.
    pub time: Seconds,
    /// True when the way back is another one, or there is none.
    #[serde(default)]
    pub one_way: bool,
}

/// One trip of a line: a bus, a train or a ferry that leaves at a fixed time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LineTrip {
    /// Its name, once in its line: a number or the time of its departure.
    pub id: String,
    /// Weekdays from 0 on which it goes; empty for each working day.
    #[serde(default)]
    pub weekdays: BTreeSet<u8>,
    /// Its stops in order.
    pub calls: Vec<TripCall>,
}

/// A stop of a trip.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TripCall {
    /// The settlement.
    pub settlement: SettlementId,
    /// When it arrives, time of day.
    pub arrives: Seconds,
    /// When it leaves, time of day.
    pub departs: Seconds,
}

impl LineTrip {
    /// True when it goes on a weekday, from 0.
    #[must_use]
    pub fn goes_on(&self, weekday: u8) -> bool {
        weekday < WORKING_DAYS && (self.weekdays.is_empty() || self.weekdays.contains(&weekday))
    }
}

/// The trips of one round: out of the base's settlement, and back to it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Ride {
    /// [`LineTrip::id`] of the way out.
    pub out: String,
    /// [`LineTrip::id`] of the way home.
    pub home: String,
}
