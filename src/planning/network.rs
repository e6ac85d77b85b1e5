//! The road network as circumstances leave it.

use super::PlanningError;
use super::ground::Ground;
use crate::domain::{Circumstances, Closure, Problem, Season, Territory};
use crate::roads::{CLOSURE_REACH_M, RoadGraph, SeasonRoads, close_roads};

/// The ground's network, or one built anew where roads are closed.
#[derive(Debug)]
pub struct Network<'g> {
    ground: &'g Ground,
    closed: Option<RoadGraph>,
}

impl<'g> Network<'g> {
    /// The network of `territory` under `circumstances`.
    ///
    /// # Errors
    /// [`PlanningError::Refused`] with every closure that no road is near to.
    pub fn new(
        territory: &Territory,
        ground: &'g Ground,
        circumstances: &Circumstances,
    ) -> Result<Self, PlanningError> {
        if circumstances.closures.is_empty() {
            return Ok(Self { ground, closed: None });
        }
        let (roads, missed) = close_roads(&territory.roads, &circumstances.closures);
        if !missed.is_empty() {
            return Err(PlanningError::Refused(missed.iter().map(no_road_near).collect()));
        }
        let closed = Some(RoadGraph::build(&roads));
        Ok(Self { ground, closed })
    }

    /// The roads of a season.
    #[must_use]
    pub fn roads(&self, season: Season) -> SeasonRoads<'_> {
        let graph = self.closed.as_ref().unwrap_or_else(|| self.ground.graph());
        SeasonRoads::new(graph, self.ground.speeds(), season)
    }
}

fn no_road_near(closure: &Closure) -> Problem {
    Problem::new(
        "closure.no_road",
        format!("долгота {}, широта {}", closure.lon, closure.lat),
        format!("ближе {CLOSURE_REACH_M} м нет ни одной дороги"),
        "поставьте отметку на дорогу",
    )
}
