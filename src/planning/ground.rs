//! The ground of a municipality: what the planners need beside its lists. Built once for a territory and shared.
//!
//! Cells come from tessellation, neighbourhoods from cells and roads together (`geometry::adjacency` holds the rule),
//! travel from the road graph. Links are the direct ways between units over which districting measures travel; where a
//! town has no roads of its own in the data, neighbours are linked straight, lengthened by [`DETOUR_PERCENT`].

use super::PlanningError;
use crate::domain::{Metres, Season, Territory};
use crate::geometry::{self, Adjacency, Tessellation};
use crate::roads::{Place, RoadGraph, SeasonRoads, SpeedProfile};
use geo::{Distance, Haversine, Point};
use std::cmp::Reverse;
use std::collections::{BTreeSet, BinaryHeap};

/// Way on foot or over unmapped streets, in percent of the straight distance; the mean detour of street networks.
///
/// # References
/// M. Barthélemy, "Spatial networks", Physics Reports 499, 2011 (route factors of 1.2 to 1.4).
pub const DETOUR_PERCENT: i64 = 130;

/// Two units with a border that people can cross, as positions in [`Territory::units`], `a < b`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NeighbourPair {
    /// One unit.
    pub a: usize,
    /// The other.
    pub b: usize,
    /// Length of the shared border; zero for a pair that is joined by a road only.
    pub border: Metres,
}

/// A direct way between two units, as positions in [`Territory::units`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DirectLink {
    /// One unit.
    pub a: usize,
    /// The other.
    pub b: usize,
    /// Its length, last miles included.
    pub length: Metres,
}

/// What is derived of a territory for planning.
#[derive(Debug)]
pub struct Ground {
    /// Pairs with a border that people can cross.
    pub neighbours: Vec<NeighbourPair>,
    /// Pairs whose shared border nobody can cross.
    pub barred: Vec<(usize, usize)>,
    /// Pairs that are neighbours only because a unit would have none otherwise.
    pub joined: Vec<(usize, usize)>,
    /// Direct ways.
    pub links: Vec<DirectLink>,
    cells: Tessellation,
    graph: RoadGraph,
    speeds: SpeedProfile,
    places: Vec<Place>,
}

impl Ground {
    /// Derives the ground of `territory` for a vehicle.
    ///
    /// # Errors
    /// [`PlanningError::Geometry`] when no cells can be made.
    pub fn build(territory: &Territory, speeds: &SpeedProfile) -> Result<Self, PlanningError> {
        let cells = geometry::tessellate_units(territory).map_err(|error| PlanningError::Geometry(error.to_string()))?;
        let graph = RoadGraph::build(&territory.roads);
        let places = places(territory);
        let road_links = SeasonRoads::new(&graph, speeds, Season::Summer).neighbour_links(&places);
        let by_road: Vec<(usize, usize)> = road_links.iter().map(|link| (link.a, link.b)).collect();
        let adjacency = geometry::adjacency(territory, &cells, &by_road);
        let mut links: Vec<DirectLink> =
            road_links.iter().map(|link| DirectLink { a: link.a, b: link.b, length: link.leg.distance }).collect();
        links.extend(straight_links(territory, &adjacency, &links));
        Ok(Self { links, cells, graph, speeds: speeds.clone(), places, ..Self::from_adjacency(adjacency) })
    }

    /// The cells of the units, as one topology of shared arcs; cell and unit have the same position.
    #[must_use]
    pub fn cells(&self) -> &Tessellation {
        &self.cells
    }

    /// The road network.
    #[must_use]
    pub fn graph(&self) -> &RoadGraph {
        &self.graph
    }

    /// The vehicle that travel is measured for.
    #[must_use]
    pub fn speeds(&self) -> &SpeedProfile {
        &self.speeds
    }

    /// The roads of a season. Costs one pass over the edges: make it once for many questions.
    #[must_use]
    pub fn roads(&self, season: Season) -> SeasonRoads<'_> {
        SeasonRoads::new(&self.graph, &self.speeds, season)
    }

    /// Where units meet the roads, by position of the unit.
    #[must_use]
    pub fn places(&self) -> &[Place] {
        &self.places
    }

    /// Length of the shortest way over direct links from `base` to each unit of `wanted`, `None` where there is none.
    ///
    /// Dijkstra's algorithm that ends when every wanted unit is reached: O(m log m) in the links passed.
    #[must_use]
    pub fn ways_from(&self, base: usize, wanted: &[usize]) -> Vec<Option<Metres>> {
        let mut missing: BTreeSet<usize> = wanted.iter().copied().collect();
        let mut best: Vec<Option<i64>> = vec![None; self.places.len()];
        let mut queue = BinaryHeap::from([Reverse((0i64, base))]);
        while let Some(Reverse((length, unit))) = queue.pop() {
            match best.get_mut(unit) {
                Some(known @ None) => *known = Some(length),
                _ => continue,
            }
            missing.remove(&unit);
            if missing.is_empty() {
                break;
            }
            for &(other, way) in self.beside.get(unit).into_iter().flatten() {
                queue.push(Reverse((length + way, other)));
            }
        }
        wanted.iter().map(|&unit| best.get(unit).copied().flatten().map(Metres)).collect()
    }
}

/// Where the worker stops in each unit, with the access way that the source measured.
fn places(territory: &Territory) -> Vec<Place> {
    let access = |unit: &crate::domain::Unit| {
        territory.settlements.iter().find(|place| place.id == unit.settlement).and_then(|place| place.road_access)
    };
    territory.units.iter().map(|unit| Place { location: unit.location, stated_access: access(unit) }).collect()
}
