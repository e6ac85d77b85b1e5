//! Visit profiles: how often a worker comes to a settlement, how long it takes, and what a working day is.

use super::measures::{Metres, Persons, Seconds};
use serde::{Deserialize, Serialize};

/// Reception or round in settlements from a size upwards.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct VisitTier {
    /// Fewest residents for this tier.
    pub population_min: Persons,
    /// A visit every so many weeks: 1, 2 or 4.
    pub every_weeks: u8,
    /// Minutes at the reception point.
    pub reception_min: i64,
}

/// What a schedule weighs against each other, in seconds of a worker on the road. What a vehicle of the list costs a
/// kilometre, an hour and a day comes beside them, turned into such seconds by the price of a worker's hour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct VisitPrices {
    /// A field day, a car for the day: an hour on the road is worth saving one.
    pub field_day: i64,
    /// A missing visit, for each resident: one to a village of 50 outweighs a day's drive.
    pub missed_visit_per_resident: i64,
    /// A settlement left out altogether, in missed visits beside its own.
    pub left_out_visits: i64,
    /// A visit fixed to a day and a time, in residents more: it is promised.
    pub appointment_residents: i64,
    /// One more vehicle of the list on the busiest day: half a working day.
    pub peak_vehicle: i64,
    /// A second away by public transport, waiting included, in percent of a second on the road: of two rides that suit, the
    /// one with less waiting.
    pub away_percent: i64,
    /// Another day than published: two working hours on the road every cycle are borne before residents must learn one.
    pub moved_day: i64,
}

impl Default for VisitPrices {
    fn default() -> Self {
        Self {
            field_day: 3600,
            missed_visit_per_resident: 1000,
            left_out_visits: 4,
            appointment_residents: 5000,
            peak_vehicle: 4 * 3600,
            away_percent: 10,
            moved_day: 2 * 3600,
        }
    }
}

/// A visit profile, read from `data/profiles/visits/*.toml`. All of it is data that a region edits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct VisitProfile {
    /// Short code.
    pub id: String,
    /// Title for lists.
    pub title: String,
    /// Where the figures come from.
    pub source: String,
    /// Tiers by descending population; the last holds from 1 resident.
    pub tiers: Vec<VisitTier>,
    /// Residents 55+ and disabled, percent of the population, while no count was entered.
    pub elderly_percent_assumed: i64,
    /// Of these, percent seen at home each month.
    pub home_visits_percent_monthly: i64,
    /// Minutes of one home visit.
    pub home_visit_min: i64,
    /// Start of the working day, minutes after midnight.
    pub day_start_min: i64,
    /// End of the working day, minutes after midnight.
    pub day_end_min: i64,
    /// Lunch, minutes.
    pub lunch_min: i64,
    /// Earliest begin of lunch, minutes after midnight.
    pub lunch_from_min: i64,
    /// Latest end of lunch, minutes after midnight.
    pub lunch_until_min: i64,
    /// Most field days of a worker in a week.
    pub field_days_max: u8,
    /// Weeks of the cycle: 1 to 4.
    pub cycle_weeks: u8,
    /// What an hour of a worker's time on the road counts beside the price of a vehicle, in kopecks.
    #[serde(default = "worker_hour")]
    pub worker_hour_kopecks: i64,
    /// How far a worker walks from a stop of public transport or a landing, metres.
    #[serde(default = "walk_max")]
    pub walk_max: Metres,
    /// What a schedule weighs against each other.
    #[serde(default)]
    pub prices: VisitPrices,
}

/// A product assumption for profiles that name no figure: 300 rubles.
fn worker_hour() -> i64 {
    30_000
}

/// A product assumption for profiles that name no figure: half an hour's walk in the thaw.
fn walk_max() -> Metres {
    Metres(2_000)
}

impl VisitProfile {
    /// The tier of a settlement; `None` for one without residents.
    #[must_use]
    pub fn tier(&self, population: Persons) -> Option<VisitTier> {
        if population <= Persons::ZERO {
            return None;
        }
        self.tiers
            .iter()
            .copied()
            .find(|tier| population >= tier.population_min)
    }

    /// Length of the working day without lunch.
    #[must_use]
    pub fn working_time(&self) -> Seconds {
        Seconds::from_minutes(self.day_end_min - self.day_start_min - self.lunch_min)
    }
}
