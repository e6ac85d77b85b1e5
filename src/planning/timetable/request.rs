//! What a schedule is asked for.

use crate::domain::{Circumstances, Season, Vehicle, VisitProfile};
use crate::search::{Budget, StopToken};

/// Iterations of a site that shares vehicles with others, in those of one alone: three times as many left 4 % fewer
/// visits out in Vagay with two cars for eight sites, ten times as many hardly any more.
const SHARED_EFFORT: u64 = 3;

/// What a schedule is asked for.
#[derive(Debug, Clone)]
pub struct ScheduleRequest {
    /// Season of the roads.
    pub season: Season,
    /// How often and how long.
    pub profile: VisitProfile,
    /// Seed of the search.
    pub seed: u64,
    /// Iterations of the search for each site.
    pub iterations: u64,
    /// The vehicles there are; empty for a plain car for every worker on every day.
    pub vehicles: Vec<Vehicle>,
    /// What is out of the ordinary: closed roads, days without a vehicle, settlements not to be visited.
    pub circumstances: Circumstances,
    /// Cancels the whole run.
    pub stop: StopToken,
}

/// Time and iterations of a request for a group of so many sites as the core takes them: sites that share vehicles trade
/// days with each other, so each of them gets [`SHARED_EFFORT`] times as many.
pub(in crate::planning) fn budget(request: &ScheduleRequest, sites: usize) -> Budget {
    let effort = if sites > 1 {
        SHARED_EFFORT * sites as u64
    } else {
        1
    };
    Budget {
        iterations: Some(request.iterations * effort),
        stop: request.stop.clone(),
    }
}
