//! The roads as one vehicle meets them in one season: what each edge costs either way, and which edges hang together.

use super::cost::Cost;
use super::graph::{Arc, Edge, EdgeIndex, NodeIndex, RoadGraph};
use super::hierarchy::Metric;
use super::profile::SpeedProfile;
use super::snap::Snap;
use crate::domain::{Direction, Season};
use petgraph::algo::kosaraju_scc;
use petgraph::graph::DiGraph;
use std::sync::{self, OnceLock};

/// The network with the costs of a vehicle and a season. Snapping, matrices, paths and links are asked of it.
#[derive(Debug)]
pub struct SeasonRoads<'g> {
    graph: &'g RoadGraph,
    profile: SpeedProfile,
    season: Season,
    priced: sync::Arc<PricedRoads>,
}

/// What pricing a network for a vehicle and a season comes to: shared, where many questions of one kind are asked.
#[derive(Debug)]
pub struct PricedRoads {
    /// Indexed by edge: from tail to head, and from head to tail.
    costs: Vec<[Cost; 2]>,
    /// Indexed by node: true in the largest part of the network whose nodes all reach each other in some season.
    is_main: Vec<bool>,
    metric: OnceLock<Metric>,
}

impl<'g> SeasonRoads<'g> {
    /// Prices the edges of `graph` for a vehicle in a season: O(edges).
    #[must_use]
    pub fn new(graph: &'g RoadGraph, profile: &SpeedProfile, season: Season) -> Self {
        let priced = PricedRoads {
            costs: directed_costs(graph, profile, season),
            is_main: main_network(graph, profile),
            metric: OnceLock::new(),
        };
        Self::priced(graph, profile, season, sync::Arc::new(priced))
    }

    /// The roads with prices that [`share`](Self::share) gave for the same network, vehicle and season.
    #[must_use]
    pub fn priced(
        graph: &'g RoadGraph,
        profile: &SpeedProfile,
        season: Season,
        priced: sync::Arc<PricedRoads>,
    ) -> Self {
        Self {
            graph,
            profile: profile.clone(),
            season,
            priced,
        }
    }

    /// The prices, for [`priced`](Self::priced).
    #[must_use]
    pub fn share(&self) -> sync::Arc<PricedRoads> {
        sync::Arc::clone(&self.priced)
    }

    /// The same network and vehicle in another season, without working out again what hangs together.
    #[must_use]
    pub fn in_season(&self, season: Season) -> Self {
        Self {
            graph: self.graph,
            profile: self.profile.clone(),
            season,
            priced: sync::Arc::new(PricedRoads {
                costs: directed_costs(self.graph, &self.profile, season),
                is_main: self.priced.is_main.clone(),
                metric: OnceLock::new(),
            }),
        }
    }

    /// The network.
    #[must_use]
    pub fn graph(&self) -> &'g RoadGraph {
        self.graph
    }

    /// The vehicle.
    #[must_use]
    pub fn profile(&self) -> &SpeedProfile {
        &self.profile
    }

    /// The season.
    #[must_use]
    pub fn season(&self) -> Season {
        self.season
    }

    /// Cost of an edge from tail to head and from head to tail.
    #[must_use]
    pub fn edge_costs(&self, edge: EdgeIndex) -> [Cost; 2] {
        self.priced.costs[edge.at()]
    }

    /// True when the vehicle can go along the edge in at least one direction this season.
    #[must_use]
    pub fn is_open(&self, edge: EdgeIndex) -> bool {
        self.priced.costs[edge.at()].iter().any(|cost| cost.is_open())
    }

    /// True for an edge of the main network: the largest part whose nodes all reach each other, closed seasons apart.
    #[must_use]
    pub fn is_attached(&self, edge: EdgeIndex) -> bool {
        let edge = &self.graph.edges()[edge.at()];
        self.priced.is_main[edge.tail.at()] && self.priced.is_main[edge.head.at()]
    }

    /// The hierarchy's arcs at these costs, customised at first use.
    pub(in crate::roads) fn metric(&self) -> &Metric {
        self.priced
            .metric
            .get_or_init(|| self.graph.hierarchy().customise(&self.priced.costs))
    }

    pub(in crate::roads) fn arc_cost(&self, arc: Arc) -> Cost {
        self.priced.costs[arc.edge.at()][usize::from(!arc.along)]
    }

    /// Nodes at which a traveller who starts at `snap` may enter the network, with the cost until there.
    pub(in crate::roads) fn ways_out(&self, snap: &Snap) -> [(NodeIndex, Cost); 2] {
        let edge = &self.graph.edges()[snap.edge.at()];
        let [along, against] = self.priced.costs[snap.edge.at()];
        [
            (edge.head, along.less(along.part(snap.offset_cm))),
            (edge.tail, against.part(snap.offset_cm)),
        ]
    }

    /// Nodes from which a traveller may come to `snap`, with the cost from there.
    pub(in crate::roads) fn ways_in(&self, snap: &Snap) -> [(NodeIndex, Cost); 2] {
        let edge = &self.graph.edges()[snap.edge.at()];
        let [along, against] = self.priced.costs[snap.edge.at()];
        [
            (edge.tail, along.part(snap.offset_cm)),
            (edge.head, against.less(against.part(snap.offset_cm))),
        ]
    }

    /// Cost from one snap to another on the same edge without leaving it; [`Cost::NEVER`] on different edges.
    pub(in crate::roads) fn within_edge(&self, from: &Snap, to: &Snap) -> Cost {
        if from.edge != to.edge {
            return Cost::NEVER;
        }
        let [along, against] = self.priced.costs[from.edge.at()];
        if from.offset_cm == to.offset_cm {
            Cost::ZERO
        } else if from.offset_cm < to.offset_cm {
            along.part(to.offset_cm).less(along.part(from.offset_cm))
        } else {
            against.part(from.offset_cm).less(against.part(to.offset_cm))
        }
    }
}

fn directed_costs(graph: &RoadGraph, profile: &SpeedProfile, season: Season) -> Vec<[Cost; 2]> {
    let price = |edge: &Edge| {
        let cost = profile.edge_cost(edge, season);
        match edge.direction {
            Direction::Forward if profile.obeys_one_way => [cost, Cost::NEVER],
            Direction::Backward if profile.obeys_one_way => [Cost::NEVER, cost],
            _ => [cost, cost],
        }
    };
    graph.edges().iter().map(price).collect()
}

/// Marks the nodes of the longest strongly connected part of the edges that are open in any season.
fn main_network(graph: &RoadGraph, profile: &SpeedProfile) -> Vec<bool> {
    let seasons = Season::ALL.map(|season| directed_costs(graph, profile, season));
    let mut open: DiGraph<(), (), u32> = DiGraph::with_capacity(graph.nodes().len(), graph.edges().len() * 2);
    let nodes: Vec<_> = graph.nodes().iter().map(|_| open.add_node(())).collect();
    for (index, edge) in graph.edges().iter().enumerate() {
        let (tail, head) = (nodes[edge.tail.at()], nodes[edge.head.at()]);
        for (side, (from, to)) in [(tail, head), (head, tail)].into_iter().enumerate() {
            if seasons.iter().any(|costs| costs[index][side].is_open()) {
                open.add_edge(from, to, ());
            }
        }
    }
    let mut part_of = vec![0_usize; nodes.len()];
    let parts = kosaraju_scc(&open);
    for (part, members) in parts.iter().enumerate() {
        for node in members {
            part_of[node.index()] = part;
        }
    }
    let mut length_cm = vec![0_u64; parts.len()];
    for (index, edge) in graph.edges().iter().enumerate() {
        let is_open = seasons
            .iter()
            .any(|costs| costs[index].iter().any(|cost| cost.is_open()));
        if is_open && part_of[edge.tail.at()] == part_of[edge.head.at()] {
            length_cm[part_of[edge.tail.at()]] += u64::from(edge.length_cm);
        }
    }
    let main = (0..parts.len()).max_by_key(|&part| (length_cm[part], std::cmp::Reverse(part)));
    part_of.into_iter().map(|part| Some(part) == main).collect()
}
