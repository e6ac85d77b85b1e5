//! Travel matrices: time and length of the quickest way between every two places, last miles included.

use super::cost::{Cost, Leg};
use super::dijkstra::Dijkstra;
use super::error::RoadsError;
use super::season::SeasonRoads;
use super::snap::{Place, Snap};
use crate::domain::{Metres, Seconds};
use geo::{Distance, Geodesic};
use std::ops::ControlFlow;

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
        let costs = self.costs_by_dijkstra(&access);
        self.matrix_of(places, access, |from, to| costs[from * places.len() + to])
    }

    fn matrix_of(
        &self,
        places: &[Place],
        access: Vec<Result<Snap, RoadsError>>,
        over_roads: impl Fn(usize, usize) -> Cost,
    ) -> TravelMatrix {
        let reach: Vec<_> = access.iter().map(reach).collect();
        let mut matrix = TravelMatrix::from_fn(places.len(), |from, to| {
            if from == to {
                return Some(Leg::default());
            }
            let straight = self.straight_way((&places[from], reach[from]), (&places[to], reach[to]));
            straight.min(over_roads(from, to)).leg()
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

    /// Costs over roads from each snap to each other with its last miles, row by row, by one Dijkstra search a row.
    pub(in crate::roads) fn costs_by_dijkstra(&self, access: &[Result<Snap, RoadsError>]) -> Vec<Cost> {
        let n = access.len();
        let mut costs = vec![Cost::NEVER; n * n];
        let mut search = Dijkstra::new(self.graph().nodes().len());
        for (from, row) in access.iter().zip(costs.chunks_mut(n.max(1))) {
            let Ok(from) = from else { continue };
            search.run(self, &self.ways_out(from), |_, _| ControlFlow::Continue(()));
            for (to, entry) in access.iter().zip(row) {
                let Ok(to) = to else { continue };
                let over_nodes = self
                    .ways_in(to)
                    .into_iter()
                    .map(|(node, rest)| search.cost(node).then(rest))
                    .fold(self.within_edge(from, to), Cost::min);
                *entry = from.last_mile_cost.then(over_nodes).then(to.last_mile_cost);
            }
        }
        costs
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
