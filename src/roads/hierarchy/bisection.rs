//! Cutting a cell in two along few nodes: inertial flow.
//!
//! The nodes are sorted along a direction; the first part are sources, the last part sinks, and a maximum flow with
//! one unit an edge (Dinic's algorithm) finds the fewest edges between. Of four directions the best is kept, and the
//! fewest nodes that touch all its cut edges (a minimum vertex cover, by König's theorem) are the separator.
//!
//! # References
//! A. Schild, C. Sommer, "On balanced separators in road networks", SEA 2015. E. A. Dinic, Soviet Math. Doklady 11, 1970.

use super::cell::Cell;
use std::collections::HashMap;

/// Nodes of a cell that are sources, and that are sinks, in percent.
const TERMINALS_PERCENT: usize = 30;

/// Directions along which a cell is sorted, as multiples of x and y.
const DIRECTIONS: [(i64, i64); 4] = [(1, 0), (0, 1), (1, 1), (1, -1)];

const UNSEEN: u32 = u32::MAX;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Role {
    Between,
    Source,
    Sink,
}

/// A cut: the nodes on the first side and how many edges lead across.
#[derive(Debug)]
struct Cut {
    is_first: Vec<bool>,
    across: usize,
    smaller_side: usize,
}

impl Cut {
    /// Fewer edges for each node that they part off is better.
    fn is_better_than(&self, other: &Self) -> bool {
        self.across * other.smaller_side < other.across * self.smaller_side
    }
}

/// Marks the nodes of a small separator of a connected cell of two nodes or more; `places` are indexed by name.
pub(super) fn separator(cell: &Cell, places: &[(i64, i64)]) -> Vec<bool> {
    let mut best: Option<Cut> = None;
    let mut flow = Flow::new(cell);
    let mut sorted: Vec<u32> = (0..cell.len() as u32).collect();
    let terminals = (cell.len() * TERMINALS_PERCENT / 100).max(1);
    for (by_x, by_y) in DIRECTIONS {
        let key = |&node: &u32| {
            let (x, y) = places[cell.names[node as usize] as usize];
            (x * by_x + y * by_y, node)
        };
        sorted.select_nth_unstable_by_key(terminals - 1, key);
        let rest = &mut sorted[terminals..];
        let middle = rest.len() - terminals;
        if middle > 0 {
            rest.select_nth_unstable_by_key(middle, key);
        }
        // More edges than this cannot beat the best cut however even its sides are.
        let limit = best
            .as_ref()
            .map_or(usize::MAX, |cut| cut.across * (cell.len() / 2) / cut.smaller_side);
        let (sources, rest) = sorted.split_at(terminals);
        let (between, sinks) = rest.split_at(rest.len() - terminals);
        let Some(across) = flow.saturate(sources, sinks, limit) else {
            continue;
        };
        let mut cut = flow.nearest_to_sources(across);
        let near_sinks = flow.nearest_to_sinks(sinks);
        let is_open = |node: usize| !cut.is_first[node] && !near_sinks[node];
        let mut open: Vec<u32> = between
            .iter()
            .copied()
            .filter(|&node| is_open(node as usize))
            .collect();
        open.sort_unstable_by_key(key);
        flow.even_out(&mut cut, &near_sinks, &open);
        if cut.smaller_side > 0 && best.as_ref().is_none_or(|best| cut.is_better_than(best)) {
            best = Some(cut);
        }
    }
    best.map_or_else(|| vec![true; cell.len()], |cut| cover(cell, &cut.is_first))
}

struct Flow<'c> {
    cell: &'c Cell,
    role: Vec<Role>,
    /// Indexed by arc: 1, 0 or -1, the twin's with the other sign.
    flow: Vec<i8>,
    level: Vec<u32>,
    next_arc: Vec<u32>,
    queue: Vec<u32>,
    path: Vec<u32>,
}

impl<'c> Flow<'c> {
    fn new(cell: &'c Cell) -> Self {
        Self {
            cell,
            role: vec![Role::Between; cell.len()],
            flow: vec![0; cell.heads.len()],
            level: vec![UNSEEN; cell.len()],
            next_arc: vec![0; cell.len()],
            queue: Vec::with_capacity(cell.len()),
            path: Vec::new(),
        }
    }

    /// The edges of a minimum cut between sources and sinks, or `None` for more than `limit`.
    fn saturate(&mut self, sources: &[u32], sinks: &[u32], limit: usize) -> Option<usize> {
        self.role.fill(Role::Between);
        self.flow.fill(0);
        for &node in sources {
            self.role[node as usize] = Role::Source;
        }
        for &node in sinks {
            self.role[node as usize] = Role::Sink;
        }
        let border: Vec<u32> = sources
            .iter()
            .copied()
            .filter(|&node| {
                self.cell
                    .neighbours(node)
                    .iter()
                    .any(|&next| self.role[next as usize] != Role::Source)
            })
            .collect();
        let mut across = 0;
        while self.find_levels(&border) {
            self.next_arc.copy_from_slice(&self.cell.first[..self.cell.len()]);
            for &source in &border {
                while self.augment(source) {
                    across += 1;
                    if across > limit {
                        return None;
                    }
                }
            }
        }
        Some(across)
    }

    /// Breadth-first levels from the sources along arcs with room; true when a sink was reached.
    fn find_levels(&mut self, border: &[u32]) -> bool {
        self.level.fill(UNSEEN);
        self.queue.clear();
        for &node in border {
            self.level[node as usize] = 0;
            self.queue.push(node);
        }
        let mut sink_level = UNSEEN;
        let mut read = 0;
        while let Some(&node) = self.queue.get(read) {
            read += 1;
            let next_level = self.level[node as usize] + 1;
            if next_level > sink_level {
                break;
            }
            for arc in self.cell.arcs(node) {
                let head = self.cell.heads[arc];
                if self.flow[arc] < 1 && self.level[head as usize] == UNSEEN {
                    match self.role[head as usize] {
                        Role::Source => continue,
                        Role::Sink => sink_level = next_level,
                        Role::Between => self.queue.push(head),
                    }
                    self.level[head as usize] = next_level;
                }
            }
        }
        sink_level != UNSEEN
    }

    /// Sends one unit from `source` to a sink along rising levels; false when none can go.
    fn augment(&mut self, source: u32) -> bool {
        self.path.clear();
        let mut node = source;
        loop {
            if self.role[node as usize] == Role::Sink {
                for &arc in &self.path {
                    self.flow[arc as usize] += 1;
                    self.flow[self.cell.twins[arc as usize] as usize] -= 1;
                }
                return true;
            }
            let end = self.cell.first[node as usize + 1];
            let level = self.level[node as usize];
            let mut arc = self.next_arc[node as usize];
            while arc < end {
                let head = self.cell.heads[arc as usize];
                if self.flow[arc as usize] < 1 && self.level[head as usize] == level + 1 {
                    break;
                }
                arc += 1;
            }
            self.next_arc[node as usize] = arc;
            if arc < end {
                self.path.push(arc);
                node = self.cell.heads[arc as usize];
            } else if let Some(arc) = self.path.pop() {
                node = self.cell.heads[self.cell.twins[arc as usize] as usize];
                self.next_arc[node as usize] += 1;
            } else {
                return false;
            }
        }
    }

    /// The minimum cut nearest to the sources, after [`Flow::saturate`].
    fn nearest_to_sources(&self, across: usize) -> Cut {
        let is_first: Vec<bool> = (0..self.cell.len())
            .map(|node| self.role[node] == Role::Source || self.level[node] != UNSEEN)
            .collect();
        let first_side = is_first.iter().filter(|&&is_in| is_in).count();
        Cut {
            is_first,
            across,
            smaller_side: first_side.min(self.cell.len() - first_side),
        }
    }

    /// The nodes from which a further unit could reach a sink.
    fn nearest_to_sinks(&mut self, sinks: &[u32]) -> Vec<bool> {
        let mut near_sinks = vec![false; self.cell.len()];
        self.queue.clear();
        for &node in sinks {
            near_sinks[node as usize] = true;
            self.queue.push(node);
        }
        while let Some(node) = self.queue.pop() {
            for arc in self.cell.arcs(node) {
                let head = self.cell.heads[arc];
                if self.flow[arc] > -1 && !near_sinks[head as usize] {
                    near_sinks[head as usize] = true;
                    self.queue.push(head);
                }
            }
        }
        near_sinks
    }

    /// Grows the first side over the nodes of `open`, in their order, while that evens the sides out: a node from which
    /// no further unit reaches a sink, with all that it reaches, moves over without a further edge in the cut.
    fn even_out(&mut self, cut: &mut Cut, near_sinks: &[bool], open: &[u32]) {
        let half = self.cell.len() / 2;
        let mut first_side = cut.is_first.iter().filter(|&&is_in| is_in).count();
        for &start in open {
            if cut.is_first[start as usize] || near_sinks[start as usize] {
                continue;
            }
            if first_side >= half {
                break;
            }
            self.queue.clear();
            cut.is_first[start as usize] = true;
            self.queue.push(start);
            let mut read = 0;
            while let Some(&node) = self.queue.get(read) {
                read += 1;
                for arc in self.cell.arcs(node) {
                    let head = self.cell.heads[arc];
                    if self.flow[arc] < 1 && !cut.is_first[head as usize] {
                        cut.is_first[head as usize] = true;
                        self.queue.push(head);
                    }
                }
            }
            let grown = first_side + read;
            if grown.min(self.cell.len() - grown) < first_side {
                for &node in &self.queue {
                    cut.is_first[node as usize] = false;
                }
                break;
            }
            first_side = grown;
        }
        cut.smaller_side = first_side.min(self.cell.len() - first_side);
    }
}

/// The fewest nodes that touch every edge between the two sides.
fn cover(cell: &Cell, is_first: &[bool]) -> Vec<bool> {
    let mut firsts: Vec<u32> = Vec::new();
    let mut edges: Vec<Vec<usize>> = Vec::new();
    let mut seconds: Vec<u32> = Vec::new();
    let mut second_at: HashMap<u32, usize> = HashMap::new();
    for node in (0..cell.len() as u32).filter(|&node| is_first[node as usize]) {
        let mut ends = Vec::new();
        for &head in cell.neighbours(node) {
            if !is_first[head as usize] {
                ends.push(*second_at.entry(head).or_insert_with(|| {
                    seconds.push(head);
                    seconds.len() - 1
                }));
            }
        }
        if !ends.is_empty() {
            firsts.push(node);
            edges.push(ends);
        }
    }
    let mut matching = Matching {
        edges: &edges,
        partner_of_second: vec![None; seconds.len()],
        partner_of_first: vec![None; firsts.len()],
    };
    matching.grow();
    let (first_reached, second_reached) = matching.reached_from_free();
    let mut in_cover = vec![false; cell.len()];
    for (at, &node) in firsts.iter().enumerate() {
        in_cover[node as usize] = !first_reached[at];
    }
    for (at, &node) in seconds.iter().enumerate() {
        in_cover[node as usize] |= second_reached[at];
    }
    in_cover
}

/// A maximum matching of the cut's ends.
struct Matching<'e> {
    /// Indexed by first end: the second ends it is joined to.
    edges: &'e [Vec<usize>],
    partner_of_second: Vec<Option<usize>>,
    partner_of_first: Vec<Option<usize>>,
}

impl Matching<'_> {
    /// Augments from every free first end by breadth-first alternating paths.
    fn grow(&mut self) {
        let mut came_from: Vec<Option<usize>> = vec![None; self.partner_of_second.len()];
        for start in 0..self.edges.len() {
            let mut seen = Vec::new();
            let mut queue = vec![start];
            let mut read = 0;
            let mut free = None;
            'search: while let Some(&first) = queue.get(read) {
                read += 1;
                for &second in &self.edges[first] {
                    if came_from[second].is_none() {
                        came_from[second] = Some(first);
                        seen.push(second);
                        match self.partner_of_second[second] {
                            Some(next) => queue.push(next),
                            None => {
                                free = Some(second);
                                break 'search;
                            }
                        }
                    }
                }
            }
            while let Some(second) = free {
                let first = came_from[second].unwrap_or(start);
                free = self.partner_of_first[first].replace(second);
                self.partner_of_second[second] = Some(first);
            }
            for second in seen {
                came_from[second] = None;
            }
        }
    }

    /// First and second ends on alternating paths from free first ends.
    fn reached_from_free(&self) -> (Vec<bool>, Vec<bool>) {
        let mut firsts = vec![false; self.edges.len()];
        let mut seconds = vec![false; self.partner_of_second.len()];
        let mut stack: Vec<usize> = (0..self.edges.len())
            .filter(|&first| self.partner_of_first[first].is_none())
            .collect();
        while let Some(first) = stack.pop() {
            if std::mem::replace(&mut firsts[first], true) {
                continue;
            }
            for &second in &self.edges[first] {
                if !std::mem::replace(&mut seconds[second], true) {
                    stack.extend(self.partner_of_second[second]);
                }
            }
        }
        (firsts, seconds)
    }
}

#[cfg(test)]
mod tests {
    use super::separator;
    use crate::roads::hierarchy::cell::Cell;

    fn grid(columns: u32, rows: u32) -> (Cell, Vec<(i64, i64)>) {
        let mut edges = Vec::new();
        for y in 0..rows {
            for x in 0..columns {
                let node = y * columns + x;
                if x + 1 < columns {
                    edges.push((node, node + 1));
                }
                if y + 1 < rows {
                    edges.push((node, node + columns));
                }
            }
        }
        let places = (0..columns * rows).map(|node| (i64::from(node % columns), i64::from(node / columns)));
        (Cell::whole((columns * rows) as usize, &edges), places.collect())
    }

    #[test]
    fn a_long_grid_is_cut_across() {
        let (cell, places) = grid(40, 7);
        let removed = separator(&cell, &places);
        assert_eq!(removed.iter().filter(|&&is_removed| is_removed).count(), 7);
        let mut sizes: Vec<_> = cell.pieces(&removed).iter().map(Cell::len).collect();
        sizes.sort_unstable();
        assert_eq!(sizes.iter().sum::<usize>(), 40 * 7 - 7);
        assert!(sizes.len() == 2 && sizes[0] >= 40 * 7 / 5, "{sizes:?}");
    }

    #[test]
    fn a_star_is_cut_at_its_middle() {
        let edges: Vec<_> = (1..30).map(|leaf| (0, leaf)).collect();
        let places: Vec<_> = (0..30).map(|node| (node, 0)).collect();
        let removed = separator(&Cell::whole(30, &edges), &places);
        assert_eq!(removed.iter().filter(|&&is_removed| is_removed).count(), 1);
        assert!(removed[0]);
    }

    #[test]
    fn two_nodes_are_parted_by_one() {
        let removed = separator(&Cell::whole(2, &[(0, 1)]), &[(0, 0), (0, 0)]);
        assert_eq!(removed.iter().filter(|&&is_removed| is_removed).count(), 1);
    }
}
