//! Ways between the rows of a fleet: over the roads, by stated legs, on foot.
//!
//! A boat or an aircraft goes from settlement to settlement by the legs that its list states, and legs may follow one
//! another (Floyd–Warshall over its few stops). Between a stop and the places around it one walks, no farther than the
//! visit profile lets a worker walk.

use super::fleet::Way;
use crate::domain::{Metres, Seconds, SettlementId, StatedLeg};
use crate::roads::TravelMatrix as RoadMatrix;
use std::collections::BTreeMap;

/// Rows where stops are, by settlement.
pub(super) type Stands = BTreeMap<SettlementId, usize>;

/// Ways between rows, square; `None` where none leads.
#[derive(Debug, Clone)]
pub(super) struct WayTable {
    rows: usize,
    ways: Vec<Option<Way>>,
}

impl WayTable {
    /// One without any way but staying.
    pub(super) fn new(rows: usize) -> Self {
        let mut table = Self {
            rows,
            ways: vec![None; rows * rows],
        };
        for row in 0..rows {
            table.set(row, row, (Metres::ZERO, Seconds::ZERO));
        }
        table
    }

    /// Over the roads.
    pub(super) fn of_roads(matrix: &RoadMatrix, rows: usize) -> Self {
        let pairs = (0..rows).flat_map(|from| (0..rows).map(move |to| (from, to)));
        let leg = |(from, to)| matrix.leg(from, to).map(|leg| (leg.distance, leg.time));
        Self {
            rows,
            ways: pairs.map(leg).collect(),
        }
    }

    /// The same without what is longer than `most`: what one walks.
    pub(super) fn within(mut self, most: Metres) -> Self {
        for way in &mut self.ways {
            *way = way.filter(|(distance, _)| *distance <= most);
        }
        self
    }

    pub(super) fn rows(&self) -> usize {
        self.rows
    }

    /// The way from one row to another.
    pub(super) fn leg(&self, from: usize, to: usize) -> Option<Way> {
        self.ways.get(from * self.rows + to).copied().flatten()
    }

    fn set(&mut self, from: usize, to: usize, way: Way) {
        self.put(from, to, Some(way));
    }

    pub(super) fn put(&mut self, from: usize, to: usize, way: Option<Way>) {
        if let Some(slot) = self.ways.get_mut(from * self.rows + to) {
            *slot = way;
        }
    }
}

/// The sooner of two ways, the shorter of equally quick ones.
pub(super) fn sooner(one: Option<Way>, other: Option<Way>) -> Option<Way> {
    one.into_iter()
        .chain(other)
        .min_by_key(|(distance, time)| (*time, *distance))
}

fn then(first: Option<Way>, second: Option<Way>) -> Option<Way> {
    let (first, second) = first.zip(second)?;
    Some((first.0 + second.0, first.1 + second.1))
}

/// The ways between all rows by `legs`, with what is walked before, between and after them.
pub(super) fn by_legs(legs: &[StatedLeg], stands: &Stands, walk: &WayTable) -> WayTable {
    let mut stops: Vec<usize> = legs
        .iter()
        .flat_map(|leg| [&leg.from, &leg.to])
        .filter_map(|at| stands.get(at).copied())
        .collect();
    stops.sort_unstable();
    stops.dedup();
    let between = between_stops(legs, stands, &stops, walk);
    let near = |row: usize| -> Vec<usize> {
        let walked = |at: &usize| walk.leg(row, stops[*at]).is_some() && walk.leg(stops[*at], row).is_some();
        (0..stops.len()).filter(walked).collect()
    };
    let near: Vec<Vec<usize>> = (0..walk.rows()).map(near).collect();
    let mut table = walk.clone();
    for from in 0..walk.rows() {
        for to in (0..walk.rows()).filter(|to| *to != from) {
            let mut best = walk.leg(from, to);
            for &a in &near[from] {
                for &b in near[to].iter().filter(|b| **b != a) {
                    let ride = then(walk.leg(from, stops[a]), between.leg(a, b));
                    best = sooner(best, then(ride, walk.leg(stops[b], to)));
                }
            }
            if let Some(way) = best {
                table.set(from, to, way);
            }
        }
    }
    table
}

/// The ways between the stops themselves.
fn between_stops(legs: &[StatedLeg], stands: &Stands, stops: &[usize], walk: &WayTable) -> WayTable {
    let count = stops.len();
    let mut table = WayTable::new(count);
    for from in 0..count {
        for to in (0..count).filter(|to| *to != from) {
            if let Some(way) = walk.leg(stops[from], stops[to]) {
                table.set(from, to, way);
            }
        }
    }
    let at = |settlement: &SettlementId| {
        let row = stands.get(settlement)?;
        stops.binary_search(row).ok()
    };
    for leg in legs {
        let Some((from, to)) = at(&leg.from).zip(at(&leg.to)) else {
            continue;
        };
        let back = (!leg.one_way).then_some((to, from));
        for (from, to) in [Some((from, to)), back].into_iter().flatten() {
            if let Some(way) = sooner(table.leg(from, to), Some((leg.distance, leg.time))) {
                table.set(from, to, way);
            }
        }
    }
    for over in 0..count {
        for from in 0..count {
            for to in 0..count {
                let through = then(table.leg(from, over), table.leg(over, to));
                if let Some(way) = sooner(table.leg(from, to), through) {
                    table.set(from, to, way);
                }
            }
        }
    }
    table
}
