//! The ground of a municipality: what the planners need beside its lists. Built once for a territory and shared.
//!
//! Cells come from tessellation, neighbourhoods from cells and roads together (`geometry::adjacency` holds the rule),
//! travel from the road graph. Links are the direct ways between units over which districting measures travel; where a
//! town has no roads of its own in the data, neighbours are linked straight, lengthened by [`DETOUR_PERCENT`].

use super::PlanningError;
use crate::domain::{Metres, Season, Territory};
use crate::geometry::{Adjacency, Tessellation, Way, adjacency, tessellate_units};
use crate::roads::{Place, PricedRoads, RoadGraph, SeasonRoads, SpeedProfile};
use geo::{Distance, Haversine};
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, BinaryHeap, HashMap, HashSet};
use std::sync::{Arc, Mutex, PoisonError};

/// Way on foot or over unmapped streets, in percent of the straight distance; the mean detour of street networks.
///
/// # References
/// M. Barthélemy, "Spatial networks", Physics Reports 499, 2011 (route factors of 1.2 to 1.4).
pub(super) const DETOUR_PERCENT: i64 = 130;

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
    /// Pairs that the ground does not give, joined so that no part is left alone, with the reason.
    pub joined: Vec<(usize, usize, Way)>,
    /// Direct ways.
    pub links: Vec<DirectLink>,
    /// Direct ways of each unit: the other unit and the length in metres.
    beside: Vec<Vec<(usize, i64)>>,
    cells: Tessellation,
    graph: RoadGraph,
    speeds: SpeedProfile,
    /// Profiles that come with the program, for vehicles of other kinds.
    known_speeds: Vec<SpeedProfile>,
    places: Vec<Place>,
    priced: Mutex<Vec<Priced>>,
}

/// Prices of the network for a speed profile and a season.
type Priced = (String, Season, Arc<PricedRoads>);

/// Networks priced for a vehicle and a season that are kept: two kinds of vehicles and those who walk, and one more.
const PRICED_MAX: usize = 4;

impl Ground {
    /// Derives the ground of `territory` for a vehicle.
    ///
    /// # Errors
    /// [`PlanningError::Geometry`] when no cells can be made, [`PlanningError::Roads`] when the program's own speed
    /// profiles cannot be read.
    pub fn build(territory: &Territory, speeds: &SpeedProfile) -> Result<Self, PlanningError> {
        let cells =
            tessellate_units(territory).map_err(|error| PlanningError::Geometry(error.to_string()))?;
        let graph = RoadGraph::build(&territory.roads);
        let places = places(territory);
        let mut links: Vec<DirectLink> = SeasonRoads::new(&graph, speeds, Season::Summer)
            .neighbour_links(&places)
            .into_iter()
            .map(|link| DirectLink {
                a: link.a,
                b: link.b,
                length: link.leg.distance,
            })
            .collect();
        let by_road: Vec<(usize, usize)> = links.iter().map(|link| (link.a, link.b)).collect();
        let adjacency = adjacency(territory, &cells, &by_road);
        let neighbours = neighbours(&adjacency);
        links.extend(straight_links(territory, &neighbours, &links));
        let mut beside = vec![Vec::new(); territory.units.len()];
        for link in &links {
            for (from, to) in [(link.a, link.b), (link.b, link.a)] {
                if let Some(ways) = beside.get_mut(from) {
                    ways.push((to, link.length.get()));
                }
            }
        }
        Ok(Self {
            neighbours,
            barred: adjacency
                .barred
                .iter()
                .map(|(a, b, _)| (a.at(), b.at()))
                .collect(),
            joined: adjacency
                .declared()
                .map(|pair| (pair.a.at(), pair.b.at(), pair.way))
                .collect(),
            links,
            beside,
            cells,
            graph,
            speeds: speeds.clone(),
            known_speeds: SpeedProfile::builtin()?.into(),
            places,
            priced: Mutex::default(),
        })
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

    /// A speed profile by its id: the ground's own, or one that comes with the program.
    #[must_use]
    pub fn speeds_of(&self, id: &str) -> Option<&SpeedProfile> {
        std::iter::once(&self.speeds)
            .chain(&self.known_speeds)
            .find(|speeds| speeds.id == id)
    }

    /// The speed profiles of vehicles that come with the program.
    #[must_use]
    pub fn known_speeds(&self) -> &[SpeedProfile] {
        &self.known_speeds
    }

    /// The roads of a season for the ground's own vehicle.
    #[must_use]
    pub fn roads(&self, season: Season) -> SeasonRoads<'_> {
        self.roads_for(&self.speeds, season)
    }

    /// The roads of a season for a vehicle, of the ground's own speeds or of [`speeds_of`](Self::speeds_of). Pricing costs
    /// a pass over the edges and over the hierarchy, so the prices asked for last are kept.
    #[must_use]
    pub fn roads_for(&self, speeds: &SpeedProfile, season: Season) -> SeasonRoads<'_> {
        let mut kept = self.priced.lock().unwrap_or_else(PoisonError::into_inner);
        let known = kept
            .iter()
            .position(|(id, of, _)| *id == speeds.id && *of == season);
        if let Some(at) = known {
            let one = kept.remove(at);
            let prices = Arc::clone(&one.2);
            kept.push(one);
            return SeasonRoads::priced(&self.graph, speeds, season, prices);
        }
        let roads = SeasonRoads::new(&self.graph, speeds, season);
        if kept.len() >= PRICED_MAX {
            kept.remove(0);
        }
        kept.push((speeds.id.clone(), season, roads.share()));
        roads
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
        let mut missing: HashSet<usize> = wanted.iter().copied().collect();
        // As large as the links passed, not as the municipality: it is asked for each unit of thousands of sites.
        let mut best: HashMap<usize, i64> = HashMap::new();
        let mut queue = BinaryHeap::from([Reverse((0i64, base))]);
        while let Some(Reverse((length, unit))) = queue.pop() {
            if best.contains_key(&unit) {
                continue;
            }
            best.insert(unit, length);
            missing.remove(&unit);
            if missing.is_empty() {
                break;
            }
            for &(other, way) in self.beside.get(unit).into_iter().flatten() {
                if !best.contains_key(&other) {
                    queue.push(Reverse((length + way, other)));
                }
            }
        }
        let length = |unit: &usize| best.get(unit).copied().map(Metres);
        wanted.iter().map(length).collect()
    }
}

/// Where the worker stops in each unit, with the access way that the source measured to a settlement that is one unit.
fn places(territory: &Territory) -> Vec<Place> {
    let access: BTreeMap<_, _> = territory
        .settlements
        .iter()
        .map(|place| (&place.id, (place.location, place.road_access)))
        .collect();
    territory
        .units
        .iter()
        .map(|unit| {
            let stated = access
                .get(&unit.settlement)
                .filter(|(location, _)| *location == unit.location);
            Place {
                location: unit.location,
                stated_access: stated.and_then(|(_, way)| *way),
            }
        })
        .collect()
}

fn neighbours(adjacency: &Adjacency) -> Vec<NeighbourPair> {
    let pairs = adjacency.pairs.iter();
    pairs
        .map(|pair| NeighbourPair {
            a: pair.a.at(),
            b: pair.b.at(),
            border: Metres::from_f64(pair.border_m),
        })
        .collect()
}

/// Ways between neighbours that no road of the data joins: inside a settlement on foot over streets that are not mapped,
/// and everywhere where the municipality has no road layer at all.
fn straight_links(
    territory: &Territory,
    neighbours: &[NeighbourPair],
    by_road: &[DirectLink],
) -> Vec<DirectLink> {
    let joined: BTreeSet<(usize, usize)> = by_road.iter().map(|link| (link.a, link.b)).collect();
    neighbours
        .iter()
        .filter(|pair| !joined.contains(&(pair.a, pair.b)))
        .filter_map(|pair| {
            let (a, b) = (territory.units.get(pair.a)?, territory.units.get(pair.b)?);
            (a.settlement == b.settlement || territory.roads.is_empty()).then(|| {
                let straight = Metres::from_f64(Haversine.distance(a.location, b.location));
                DirectLink {
                    a: pair.a,
                    b: pair.b,
                    length: Metres(straight.get() * DETOUR_PERCENT / 100),
                }
            })
        })
        .collect()
}
