//! What life changes beside the lists of a territory: a closed bridge, a broken car, a village not to be visited.

use super::calendar::CycleDay;
use super::ids::UnitId;
use super::plan::SiteNumber;
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

/// What a schedule takes as given beside its territory, plan and season.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Circumstances {
    /// Roads that cannot be passed.
    pub closures: Vec<Closure>,
    /// Days without a vehicle.
    pub carless: BTreeSet<CarlessDay>,
    /// Units whose settlements are not to be visited.
    pub not_visited: BTreeSet<UnitId>,
}

impl Circumstances {
    /// True when nothing is out of the ordinary.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.closures.is_empty() && self.carless.is_empty() && self.not_visited.is_empty()
    }

    /// True when the worker of `site` has a vehicle on `day`.
    #[must_use]
    pub fn has_vehicle(&self, site: SiteNumber, day: CycleDay) -> bool {
        !self.carless.contains(&CarlessDay { site, day })
    }
}
