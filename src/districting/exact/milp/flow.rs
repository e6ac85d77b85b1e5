//! The cheapest cut of a graph whose vertices have prices, by blocking flows.
//!
//! # References
//! E. A. Dinic, "Algorithm for solution of a problem of maximum flow in networks with power estimation", Soviet
//! Mathematics Doklady 11, 1970.

use super::graph::Graph;
use std::collections::VecDeque;

/// More than any flow: what holds an atom in or out.
pub(super) const HELD: i64 = i64::MAX / 8;

/// A network that is filled anew for each question; its memory is kept.
#[derive(Debug)]
pub(super) struct Flow<'a> {
    graph: &'a Graph,
    /// Room left by arc, in the order of [`Graph::arcs`].
    room: Vec<i64>,
    /// Room left from the source and to the sink, by atom.
    source: Vec<i64>,
    sink: Vec<i64>,
    level: Vec<u32>,
    next: Vec<u32>,
    queue: VecDeque<u32>,
}

/// Marks an atom that no residual way from the source leads to.
const UNREACHED: u32 = u32::MAX;

impl<'a> Flow<'a> {
    pub(super) fn new(graph: &'a Graph) -> Self {
        let atoms = graph.len();
        Self {
            graph,
            room: vec![0; graph.arc_count()],
            source: vec![0; atoms],
            sink: vec![0; atoms],
            level: vec![UNREACHED; atoms],
            next: vec![0; atoms],
            queue: VecDeque::new(),
        }
    }

    /// Marks in `inside` a set that makes the cut edges of the set and the prices of its atoms least together.
    ///
    /// `price` gives the price of an atom; [`HELD`] keeps it out and `-HELD` in.
    pub(super) fn cut(&mut self, price: impl Fn(u32) -> i64, inside: &mut [bool]) {
        for arc in 0..self.room.len() {
            self.room[arc] = self.graph.cost(arc);
        }
        for atom in 0..self.graph.len() as u32 {
            let price = price(atom);
            self.source[atom as usize] = (-price).max(0);
            self.sink[atom as usize] = price.max(0);
        }
        while self.rank() {
            for atom in 0..self.graph.len() {
                self.next[atom] = self.graph.arcs(atom as u32).start as u32;
            }
            for atom in 0..self.graph.len() as u32 {
                let supply = self.source[atom as usize];
                if supply > 0 {
                    let sent = self.push(atom, supply);
                    self.source[atom as usize] -= sent;
                }
            }
        }
        for (slot, &level) in inside.iter_mut().zip(&self.level) {
            *slot = level != UNREACHED;
        }
    }

    /// Levels by breadth from the source; false when the sink is out of reach.
    fn rank(&mut self) -> bool {
        self.level.fill(UNREACHED);
        self.queue.clear();
        for (atom, &supply) in self.source.iter().enumerate() {
            if supply > 0 {
                self.level[atom] = 0;
                self.queue.push_back(atom as u32);
            }
        }
        let mut is_reached = false;
        while let Some(atom) = self.queue.pop_front() {
            is_reached |= self.sink[atom as usize] > 0;
            for arc in self.graph.arcs(atom) {
                let head = self.graph.head(arc) as usize;
                if self.room[arc] > 0 && self.level[head] == UNREACHED {
                    self.level[head] = self.level[atom as usize] + 1;
                    self.queue.push_back(head as u32);
                }
            }
        }
        is_reached
    }

    /// Sends up to `limit` from an atom to the sink, level by level. Returns what went through.
    fn push(&mut self, atom: u32, limit: i64) -> i64 {
        let at = atom as usize;
        let mut sent = self.sink[at].min(limit);
        self.sink[at] -= sent;
        let end = self.graph.arcs(atom).end;
        while sent < limit && (self.next[at] as usize) < end {
            let arc = self.next[at] as usize;
            let head = self.graph.head(arc);
            if self.room[arc] > 0 && self.level[head as usize] == self.level[at] + 1 {
                let through = self.push(head, self.room[arc].min(limit - sent));
                self.room[arc] -= through;
                self.room[self.graph.back(arc)] += through;
                sent += through;
                if sent == limit {
                    break;
                }
            }
            self.next[at] += 1;
        }
        sent
    }
}
