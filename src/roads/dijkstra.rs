//! Dijkstra's search over the season's costs: for single paths, and as the hierarchy's oracle.
//!
//! # References
//! E. W. Dijkstra, "A note on two problems in connexion with graphs", Numerische Mathematik 1, 1959.

use super::cost::Cost;
use super::graph::{Arc, NodeIndex};
use super::season::SeasonRoads;
use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::ops::ControlFlow;

/// Working memory of the search; reused from one search to the next.
#[derive(Debug)]
pub(super) struct Dijkstra {
    /// Indexed by node.
    costs: Vec<Cost>,
    /// Indexed by node: the arc that the best way comes by and the node it comes from.
    came_by: Vec<Option<(NodeIndex, Arc)>>,
    reached: Vec<NodeIndex>,
    queue: BinaryHeap<Reverse<(Cost, NodeIndex)>>,
}

impl Dijkstra {
    pub(super) fn new(node_count: usize) -> Self {
        Self {
            costs: vec![Cost::NEVER; node_count],
            came_by: vec![None; node_count],
            reached: Vec::new(),
            queue: BinaryHeap::new(),
        }
    }

    /// Searches from `seeds` and calls `settled` with each node in order of cost until it breaks.
    pub(super) fn run(
        &mut self,
        roads: &SeasonRoads<'_>,
        seeds: &[(NodeIndex, Cost)],
        mut settled: impl FnMut(NodeIndex, Cost) -> ControlFlow<()>,
    ) {
        for node in self.reached.drain(..) {
            self.costs[node.at()] = Cost::NEVER;
            self.came_by[node.at()] = None;
        }
        self.queue.clear();
        for &(node, cost) in seeds {
            self.offer(node, cost, None);
        }
        while let Some(Reverse((cost, node))) = self.queue.pop() {
            if cost > self.costs[node.at()] {
                continue;
            }
            if settled(node, cost).is_break() {
                return;
            }
            for &arc in roads.graph().arcs(node) {
                self.offer(arc.head, cost.then(roads.arc_cost(arc)), Some((node, arc)));
            }
        }
    }

    fn offer(&mut self, node: NodeIndex, cost: Cost, came_by: Option<(NodeIndex, Arc)>) {
        let known = &mut self.costs[node.at()];
        if cost < *known {
            if !known.is_open() {
                self.reached.push(node);
            }
            *known = cost;
            self.came_by[node.at()] = came_by;
            self.queue.push(Reverse((cost, node)));
        }
    }

    /// Best cost of the last search, exact for settled nodes.
    pub(super) fn cost(&self, node: NodeIndex) -> Cost {
        self.costs[node.at()]
    }

    /// The arcs of the best way of the last search to `node`, from its seed on.
    pub(super) fn way_to(&self, node: NodeIndex) -> (NodeIndex, Vec<Arc>) {
        let mut arcs = Vec::new();
        let mut seed = node;
        while let Some((from, arc)) = self.came_by[seed.at()] {
            arcs.push(arc);
            seed = from;
        }
        arcs.reverse();
        (seed, arcs)
    }
}
