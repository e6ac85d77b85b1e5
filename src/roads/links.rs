//! Which places are joined directly by road: neighbours in the network's Voronoi diagram.
//!
//! Every point of the network belongs to the place that is nearest along the open roads, and also to places that are
//! at most [`NEARNESS_FACTOR`] times as far: at a crossroads between three villages all three meet, whichever is
//! nearest by a little. Two places are linked when their regions touch. No region reaches past another place, where the
//! nearest is at no distance at all. Districting derives "a way between two units" and its own road network from this.
//!
//! # References
//! M. Erwig, "The graph Voronoi diagram with applications", Networks 36(3), 2000.

use super::cost::{Cost, Leg};
use super::graph::{EdgeIndex, NodeIndex};
use super::matrix::reach;
use super::season::SeasonRoads;
use super::snap::{Place, Snap};
use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};

/// A place this many times as far as the nearest one still owns a point of the network.
const NEARNESS_FACTOR: u64 = 2;

/// Most places that share a node; test: `villages_about_a_junction_are_all_neighbours`.
const OWNERS_MAX: usize = 4;

/// A direct way between two places, `a < b`, counted as they were given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RoadLink {
    /// One place.
    pub a: usize,
    /// The other.
    pub b: usize,
    /// Time and length of the quickest direct way, last miles included; one-way rules set aside.
    pub leg: Leg,
}

/// Places that meet the network at one point.
struct Stop {
    edge: EdgeIndex,
    offset_cm: u32,
    members: Vec<usize>,
}

impl SeasonRoads<'_> {
    /// The pairs of places that are joined directly, in order of (a, b). Places off the network have only the straight
    /// ways to places nearer than the road.
    #[must_use]
    pub fn neighbour_links(&self, places: &[Place]) -> Vec<RoadLink> {
        let access = self.snap_all(places);
        let snaps: Vec<Option<Snap>> = access.iter().map(|snap| snap.clone().ok()).collect();
        let stops = stops(&snaps);
        let mut between: BTreeMap<(usize, usize), Cost> = BTreeMap::new();
        self.link_along_edges(&stops, &mut between);
        self.link_across_nodes(&stops, &mut between);
        let mut links: BTreeMap<(usize, usize), Cost> = BTreeMap::new();
        let mut add = |a: usize, b: usize, cost: Cost| {
            let entry = links.entry((a.min(b), a.max(b))).or_insert(Cost::NEVER);
            *entry = cost.min(*entry);
        };
        let last_mile = |place: usize| {
            snaps[place]
                .as_ref()
                .map_or(Cost::NEVER, |snap| snap.last_mile_cost)
        };
        for stop in &stops {
            for (position, &a) in stop.members.iter().enumerate() {
                for &b in &stop.members[position + 1..] {
                    add(a, b, last_mile(a).then(last_mile(b)));
                }
            }
        }
        for ((s, t), cost) in between {
            for &a in &stops[s].members {
                for &b in &stops[t].members {
                    add(a, b, last_mile(a).then(cost).then(last_mile(b)));
                }
            }
        }
        for a in 0..places.len() {
            for b in a + 1..places.len() {
                let straight =
                    self.straight_way((&places[a], reach(&access[a])), (&places[b], reach(&access[b])));
                if straight.is_open() {
                    add(a, b, straight);
                }
            }
        }
        let link = |((a, b), cost): (_, Cost)| cost.leg().map(|leg| RoadLink { a, b, leg });
        links.into_iter().filter_map(link).collect()
    }

    /// The edge's cost in its cheaper direction.
    fn undirected(&self, edge: EdgeIndex) -> Cost {
        let [along, against] = self.edge_costs(edge);
        along.min(against)
    }

    /// Links stops that follow each other on one edge.
    fn link_along_edges(&self, stops: &[Stop], between: &mut BTreeMap<(usize, usize), Cost>) {
        for (first, pair) in stops.windows(2).enumerate() {
            let [here, next] = pair else { continue };
            if here.edge == next.edge {
                let cost = self.undirected(here.edge);
                keep_least(
                    between,
                    first,
                    first + 1,
                    cost.part(next.offset_cm).less(cost.part(here.offset_cm)),
                );
            }
        }
    }

    /// Grows the regions from the stops over the nodes and links those that touch on an edge.
    fn link_across_nodes(&self, stops: &[Stop], between: &mut BTreeMap<(usize, usize), Cost>) {
        // The stops on an edge next to its tail and next to its head.
        let mut outer: BTreeMap<EdgeIndex, (usize, usize)> = BTreeMap::new();
        for (stop, Stop { edge, .. }) in stops.iter().enumerate() {
            outer.entry(*edge).or_insert((stop, stop)).1 = stop;
        }
        let mut seeds: Vec<(NodeIndex, Cost, usize)> = Vec::new();
        for (&edge, &(first, last)) in &outer {
            let ends = &self.graph().edges()[edge.at()];
            let cost = self.undirected(edge);
            seeds.push((ends.tail, cost.part(stops[first].offset_cm), first));
            seeds.push((ends.head, cost.less(cost.part(stops[last].offset_cm)), last));
        }
        let regions = Regions::grow(self, &seeds, &outer);
        for &(node, cost, stop) in &seeds {
            for &(owner, so_far) in regions.owners(node) {
                keep_least(between, owner, stop, so_far.then(cost));
            }
        }
        for node in (0..self.graph().nodes().len() as u32).map(NodeIndex) {
            let owners = regions.owners(node);
            for (position, &(a, from_a)) in owners.iter().enumerate() {
                for &(b, from_b) in &owners[position + 1..] {
                    keep_least(between, a, b, from_a.then(from_b));
                }
            }
        }
        for edge in (0..self.graph().edges().len() as u32).map(EdgeIndex) {
            let ends = &self.graph().edges()[edge.at()];
            if outer.contains_key(&edge) {
                continue;
            }
            for &(a, from_a) in regions.owners(ends.tail) {
                for &(b, from_b) in regions.owners(ends.head) {
                    keep_least(between, a, b, from_a.then(self.undirected(edge)).then(from_b));
                }
            }
        }
    }
}

fn keep_least(between: &mut BTreeMap<(usize, usize), Cost>, a: usize, b: usize, cost: Cost) {
    if a != b && cost.is_open() {
        let entry = between.entry((a.min(b), a.max(b))).or_insert(Cost::NEVER);
        *entry = cost.min(*entry);
    }
}

/// The snaps as stops, by edge and offset.
fn stops(snaps: &[Option<Snap>]) -> Vec<Stop> {
    let mut grouped: BTreeMap<(EdgeIndex, u32), Vec<usize>> = BTreeMap::new();
    for (place, snap) in snaps.iter().enumerate() {
        if let Some(snap) = snap {
            grouped
                .entry((snap.edge, snap.offset_cm))
                .or_default()
                .push(place);
        }
    }
    grouped
        .into_iter()
        .map(|((edge, offset_cm), members)| Stop {
            edge,
            offset_cm,
            members,
        })
        .collect()
}

/// The stops that each node belongs to, nearest first, with the cost from each.
struct Regions(Vec<Vec<(usize, Cost)>>);

impl Regions {
    /// Dijkstra's search from all `seeds` (node, cost, stop) at once; edges with stops on them are not passed.
    fn grow(
        roads: &SeasonRoads<'_>,
        seeds: &[(NodeIndex, Cost, usize)],
        closed: &BTreeMap<EdgeIndex, (usize, usize)>,
    ) -> Self {
        let mut regions = Self(vec![Vec::new(); roads.graph().nodes().len()]);
        let mut queue: BinaryHeap<Reverse<(Cost, usize, NodeIndex)>> = seeds
            .iter()
            .filter(|(_, cost, _)| cost.is_open())
            .map(|&(node, cost, stop)| Reverse((cost, stop, node)))
            .collect();
        while let Some(Reverse((cost, stop, node))) = queue.pop() {
            if !regions.admits(node, stop, cost) {
                continue;
            }
            regions.0[node.at()].push((stop, cost));
            for arc in roads.graph().arcs(node) {
                let next = cost.then(roads.undirected(arc.edge));
                let may_pass = next.is_open() && !closed.contains_key(&arc.edge);
                if may_pass && regions.admits(arc.head, stop, next) {
                    queue.push(Reverse((next, stop, arc.head)));
                }
            }
        }
        regions
    }

    fn admits(&self, node: NodeIndex, stop: usize, cost: Cost) -> bool {
        let owners = self.owners(node);
        let is_near = owners
            .first()
            .is_none_or(|&(_, nearest)| cost.time_ms() <= NEARNESS_FACTOR * nearest.time_ms());
        is_near && owners.len() < OWNERS_MAX && owners.iter().all(|&(owner, _)| owner != stop)
    }

    fn owners(&self, node: NodeIndex) -> &[(usize, Cost)] {
        &self.0[node.at()]
    }
}
