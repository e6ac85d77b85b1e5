//! Travel matrices: time and length of the quickest way between every two places, last miles included.

use super::cost::{Cost, Leg};
use super::error::RoadsError;
use super::graph::NodeIndex;
use super::hierarchy::Terminal;
use super::season::SeasonRoads;
use super::snap::{Place, Snap};
use crate::domain::{Metres, Seconds};
use geo::{Distance, Geodesic};

/// Stands for "no way" in the rows of a matrix.
const NO_WAY: u32 = u32::MAX;

/// Times and lengths between n places; the way from a place to itself is zero.
#[derive(Debug, Clone, PartialEq)]
pub struct TravelMatrix {
    n: usize,
    /// Row by row: seconds, [`NO_WAY`] where no way leads.
    times: Vec<u32>,
    /// Row by row: metres, [`NO_WAY`] where no way leads.
    distances: Vec<u32>,
    access: Vec<Result<Snap, RoadsError>>,
}

impl TravelMatrix {
    /// A matrix from a rule, for instances that bring their own distances.
    #[must_use]
    pub fn from_fn(n: usize, mut leg: impl FnMut(usize, usize) -> Option<Leg>) -> Self {
        let mut matrix = Self {
            n,
            times: Vec::new(),
            distances: Vec::new(),
            access: Vec::new(),
        };
        for from in 0..n {
            for to in 0..n {
                matrix.push(leg(from, to));
            }
        }
        matrix
    }

    fn push(&mut self, leg: Option<Leg>) {
        let entry = |value: i64| u32::try_from(value).unwrap_or(NO_WAY);
        self.times.push(leg.map_or(NO_WAY, |leg| entry(leg.time.get())));
        self.distances
            .push(leg.map_or(NO_WAY, |leg| entry(leg.distance.get())));
    }

    /// Number of places.
    #[must_use]
    pub fn len(&self) -> usize {
        self.n
    }

    /// True without places.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.n == 0
    }

    /// Time of the quickest way, `None` where no way leads this season.
    #[must_use]
    pub fn time(&self, from: usize, to: usize) -> Option<Seconds> {
        let seconds = self.times[from * self.n + to];
        (seconds != NO_WAY).then(|| Seconds(i64::from(seconds)))
    }

    /// Length of the quickest way, `None` where no way leads this season.
    #[must_use]
    pub fn distance(&self, from: usize, to: usize) -> Option<Metres> {
        let metres = self.distances[from * self.n + to];
        (metres != NO_WAY).then(|| Metres(i64::from(metres)))
    }

    /// Time and length of the quickest way.
    #[must_use]
    pub fn leg(&self, from: usize, to: usize) -> Option<Leg> {
        let (time, distance) = (self.time(from, to)?, self.distance(from, to)?);
        Some(Leg { time, distance })
    }

    /// How each place meets the network, or why it does not; indexed by place. Empty for a matrix made by a rule.
    pub fn access(&self) -> &[Result<Snap, RoadsError>] {
        &self.access
    }
}

impl SeasonRoads<'_> {
    /// Times and lengths between every two places.
    ///
    /// Places of one village that lie nearer to each other than either lies to a road are joined straight, as a last
    /// mile. Otherwise a place off the network has no way to any other; why is in [`TravelMatrix::access`].
    #[must_use]
    pub fn matrix(&self, places: &[Place]) -> TravelMatrix {
        let access = self.snap_all(places);
        let over_roads = self.costs_by_hierarchy(&access);
        let reach: Vec<_> = access.iter().map(reach).collect();
        let mut matrix = TravelMatrix::from_fn(places.len(), |from, to| {
            if from == to {
                return Some(Leg::default());
            }
            let straight = self.straight_way((&places[from], reach[from]), (&places[to], reach[to]));
            straight.min(over_roads[from * places.len() + to]).leg()
        });
        matrix.access = access;
        matrix
    }

    /// The straight way between places of one village: nearer to each other than either lies to a road, and not farther
    /// apart than the profile takes for village streets.
    pub(in crate::roads) fn straight_way(
        &self,
        (from, from_reach): (&Place, Metres),
        (to, to_reach): (&Place, Metres),
    ) -> Cost {
        let reach = from_reach.min(to_reach).min(self.profile().village_reach());
        // A degree of latitude is at least 110.5 km: most pairs are told apart without a geodesic.
        let latitude_gap_m = (from.location.y() - to.location.y()).abs() * 110_500.0;
        if latitude_gap_m > reach.get() as f64 {
            return Cost::NEVER;
        }
        let straight = Metres::from_f64(Geodesic.distance(from.location, to.location));
        if straight > reach {
            return Cost::NEVER;
        }
        self.profile()
            .last_mile(straight, self.season())
            .unwrap_or(Cost::NEVER)
    }

    /// Costs over roads from each snap to each other with its last miles, row by row.
    fn costs_by_hierarchy(&self, access: &[Result<Snap, RoadsError>]) -> Vec<Cost> {
        let n = access.len();
        let nowhere = [(NodeIndex(0), Cost::NEVER); 2];
        let terminal = |snap: &Result<Snap, RoadsError>| match snap {
            Ok(snap) => Terminal {
                ways_out: self.ways_out(snap),
                ways_in: self.ways_in(snap),
            },
            Err(_) => Terminal {
                ways_out: nowhere,
                ways_in: nowhere,
            },
        };
        let terminals: Vec<_> = access.iter().map(terminal).collect();
        if access.iter().all(Result::is_err) {
            return vec![Cost::NEVER; n * n];
        }
        let mut costs = self.graph().hierarchy().many_to_many(self.metric(), &terminals);
        self.add_ends(access, &mut costs);
        costs
    }

    /// Ways that stay within one edge, and last miles at both ends, on top of the costs between nodes.
    fn add_ends(&self, access: &[Result<Snap, RoadsError>], costs: &mut [Cost]) {
        for (from, row) in access.iter().zip(costs.chunks_mut(access.len().max(1))) {
            for (to, entry) in access.iter().zip(row) {
                if let (Ok(from), Ok(to)) = (from, to) {
                    let over_roads = self.within_edge(from, to).min(*entry);
                    *entry = from.last_mile_cost.then(over_roads).then(to.last_mile_cost);
                }
            }
        }
    }
}

/// How far from the place the ground is known to be free of roads; nothing is known when no road is open at all.
pub(in crate::roads) fn reach(access: &Result<Snap, RoadsError>) -> Metres {
    match access {
        Ok(snap) => snap.straight,
        Err(RoadsError::OffNetwork { nearest, .. }) => *nearest,
        Err(_) => Metres::ZERO,
    }
}

#[cfg(test)]
mod tests {
    use super::{Cost, Place, RoadsError, SeasonRoads, Snap};
    use crate::domain::{Direction, Passage, RoadClass, RoadId, RoadSegment, Season, Surface};
    use crate::roads::dijkstra::Dijkstra;
    use crate::roads::{RoadGraph, SpeedProfile};
    use geo::{Coord, Point};
    use proptest::prelude::{Strategy, any, prop, proptest};
    use std::ops::ControlFlow;

    fn costs_by_dijkstra(roads: &SeasonRoads<'_>, access: &[Result<Snap, RoadsError>]) -> Vec<Cost> {
        let mut search = Dijkstra::new(roads.graph().nodes().len());
        let mut costs = Vec::new();
        for from in access {
            if let Ok(from) = from {
                search.run(roads, &roads.ways_out(from), |_, _| ControlFlow::Continue(()));
            }
            for to in access {
                let (Ok(_), Ok(to)) = (from, to) else {
                    costs.push(Cost::NEVER);
                    continue;
                };
                let ways = roads.ways_in(to).map(|(node, rest)| search.cost(node).then(rest));
                costs.push(ways[0].min(ways[1]));
            }
        }
        roads.add_ends(access, &mut costs);
        costs
    }

    fn segments() -> impl Strategy<Value = Vec<RoadSegment>> {
        let vertex = (0..5_u8, 0..5_u8).prop_map(|(x, y)| Coord {
            x: 69.0 + f64::from(x) * 0.01,
            y: 58.0 + f64::from(y) * 0.01,
        });
        let kind = (0..4_usize, 0..8_usize, 0..6_usize);
        let segment =
            (prop::collection::vec(vertex, 2..4), kind).prop_map(|(line, (class, passage, direction))| {
                let classes = [
                    RoadClass::Primary,
                    RoadClass::Unclassified,
                    RoadClass::Track,
                    RoadClass::Path,
                ];
                RoadSegment {
                    id: RoadId::from("r"),
                    line: line.into(),
                    stated_length: None,
                    paved_length: None,
                    class: classes[class],
                    surface: Surface::Unknown,
                    track_grade: 0,
                    smoothness: crate::domain::Smoothness::Unknown,
                    closed: crate::domain::Seasons::NONE,
                    passage: *[Passage::Ferry, Passage::IceRoad, Passage::WinterRoad]
                        .get(passage)
                        .unwrap_or(&Passage::Road),
                    direction: *[Direction::Forward, Direction::Backward]
                        .get(direction)
                        .unwrap_or(&Direction::Both),
                    name: None,
                }
            });
        prop::collection::vec(segment, 1..20)
    }

    proptest! {
        #[test]
        fn the_matrix_is_dijkstras_and_paths_agree_with_it(
            segments in segments(),
            points in prop::collection::vec((0.0..0.05_f64, 0.0..0.05_f64), 2..8),
            on_foot in any::<bool>(),
        ) {
            let graph = RoadGraph::build(&segments);
            let [car, _, foot] = SpeedProfile::builtin().unwrap();
            let places: Vec<Place> =
                points.iter().map(|(x, y)| Point::new(69.0 + x, 58.0 + y).into()).collect();
            for season in Season::ALL {
                let roads = SeasonRoads::new(&graph, if on_foot { &foot } else { &car }, season);
                let access = roads.snap_all(&places);
                let costs = roads.costs_by_hierarchy(&access);
                assert_eq!(costs, costs_by_dijkstra(&roads, &access));
                let matrix = roads.matrix(&places);
                for (from, to) in (0..places.len()).flat_map(|from| (0..places.len()).map(move |to| (from, to))) {
                    let path = roads.path(&places[from], &places[to]);
                    assert_eq!(path.as_ref().ok().map(|path| path.time), matrix.time(from, to));
                    assert_eq!(path.ok().map(|path| path.distance), matrix.distance(from, to));
                }
            }
        }
    }
}
