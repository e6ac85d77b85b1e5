//! A part with less in it and the same legal plans: what must share a site is joined, borders that no site holds are gone.
//!
//! - Two neighbours that no site can hold together (too many residents, norms that exclude each other, apart) may as
//!   well not be neighbours: no legal site hangs together by that border.
//! - A piece that hangs on one node only and has too few residents for a site belongs to that node's site (`gate`).
//!
//! Each makes room for the other, so both are repeated. Where a node or a piece without any way out breaks the norm in
//! the end, no plan is legal. Rural districts are nearly trees: of thirty to a hundred villages ten to thirty nodes are
//! left, few enough to look at every partition.

use super::atoms::Atoms;
use std::collections::BTreeSet;

/// Atoms up to which a part is made smaller: the work grows with their square, a few times over. Held by
/// `a_part_above_the_limit_is_left_as_it_is`.
const KERNEL_MAX: usize = 256;

/// The smaller graph. Nodes are numbered from 0.
#[derive(Debug, Clone)]
pub(super) struct Kernel {
    /// The node of each atom of the part.
    pub(super) node_of: Vec<usize>,
    pub(super) population: Vec<i64>,
    pub(super) classes: Vec<u8>,
    /// Neighbours of each node.
    pub(super) near: Vec<Vec<usize>>,
    /// Nodes that must not share a site with each.
    pub(super) apart: Vec<Vec<usize>>,
    /// False when it is proven that the part has no legal plan.
    pub(super) is_possible: bool,
}

impl Kernel {
    /// The kernel of `part`; the part itself where it is too large for that.
    pub(super) fn of(atoms: &Atoms, part: &[u32]) -> Self {
        let mut joining = Joining::new(atoms, part);
        let mut is_possible = true;
        if part.len() <= KERNEL_MAX {
            loop {
                joining.drop_borders();
                is_possible = joining.is_sound();
                if !is_possible || !joining.join_small() {
                    break;
                }
            }
        }
        joining.kernel(is_possible)
    }
}

/// The graph on the way; nodes are places in the part, of joined ones the first stands for all.
struct Joining<'a> {
    atoms: &'a Atoms,
    into: Vec<usize>,
    population: Vec<i64>,
    classes: Vec<u8>,
    near: Vec<BTreeSet<usize>>,
    apart: Vec<BTreeSet<usize>>,
}

impl<'a> Joining<'a> {
    fn new(atoms: &'a Atoms, part: &[u32]) -> Self {
        let place = |atom: u32| part.binary_search(&atom).ok();
        let near = |&atom: &u32| {
            let edges = atoms.edges.row(atom as usize).iter();
            edges.filter_map(|edge| place(edge.atom)).collect()
        };
        let apart = |&atom: &u32| {
            let others = atoms.apart.row(atom as usize).iter();
            others.filter_map(|&other| place(other)).collect()
        };
        Self {
            atoms,
            into: (0..part.len()).collect(),
            population: part.iter().map(|&atom| atoms.population[atom as usize]).collect(),
            classes: part.iter().map(|&atom| atoms.classes[atom as usize]).collect(),
            near: part.iter().map(near).collect(),
            apart: part.iter().map(apart).collect(),
        }
    }

    /// Nodes that stand for themselves.
    fn nodes(&self) -> Vec<usize> {
        (0..self.into.len())
            .filter(|&node| self.into[node] == node)
            .collect()
    }

    fn lower(&self, node: usize) -> i64 {
        self.atoms.bounds(self.classes[node]).0
    }

    /// True when some site may hold nodes of this many residents and these norms.
    fn fits(&self, population: i64, classes: u8) -> bool {
        let (lower, upper) = self.atoms.bounds(classes);
        lower <= upper && population <= upper
    }

    fn drop_borders(&mut self) {
        for node in self.nodes() {
            let others = self.near[node].clone();
            for other in others.into_iter().filter(|&other| other > node) {
                let people = self.population[node] + self.population[other];
                let classes = self.classes[node] | self.classes[other];
                if !self.fits(people, classes) || self.apart[node].contains(&other) {
                    self.near[node].remove(&other);
                    self.near[other].remove(&node);
                }
            }
        }
    }

    /// False when a node is too large or contradicts itself, or a piece without any way out is too small.
    fn is_sound(&self) -> bool {
        let nodes = self.nodes();
        let is_sound = |&node: &usize| {
            self.fits(self.population[node], self.classes[node]) && !self.apart[node].contains(&node)
        };
        nodes.iter().all(is_sound) && self.pieces(&nodes).iter().all(|piece| !self.is_small(piece))
    }

    fn is_small(&self, piece: &[usize]) -> bool {
        let people: i64 = piece.iter().map(|&node| self.population[node]).sum();
        let lower = piece.iter().map(|&node| self.lower(node)).min().unwrap_or(0);
        people < lower
    }

    /// Connected pieces of some nodes, ways through others not counted.
    fn pieces(&self, nodes: &[usize]) -> Vec<Vec<usize>> {
        let mut is_open = vec![false; self.into.len()];
        for &node in nodes {
            is_open[node] = true;
        }
        let mut pieces = Vec::new();
        for &start in nodes {
            if !std::mem::replace(&mut is_open[start], false) {
                continue;
            }
            let mut piece = vec![start];
            let mut next = 0;
            while let Some(&node) = piece.get(next) {
                next += 1;
                for &other in &self.near[node] {
                    if std::mem::replace(&mut is_open[other], false) {
                        piece.push(other);
                    }
                }
            }
            pieces.push(piece);
        }
        pieces
    }

    /// Joins every piece that hangs on one node and is too small to that node; false when there was none.
    fn join_small(&mut self) -> bool {
        let mut has_joined = false;
        for node in self.nodes() {
            if self.into[node] != node {
                continue;
            }
            for piece in self.pieces_around(node) {
                if self.is_small(&piece) {
                    self.join(node, &piece);
                    has_joined = true;
                }
            }
        }
        has_joined
    }

    /// The pieces that the removal of `node` leaves of what hangs together with it.
    fn pieces_around(&self, node: usize) -> Vec<Vec<usize>> {
        let mut others = self.nodes();
        others.retain(|&other| other != node);
        let mut pieces = self.pieces(&others);
        pieces.retain(|piece| piece.iter().any(|other| self.near[node].contains(other)));
        pieces
    }

    /// Joins a piece that borders on `node` only.
    fn join(&mut self, node: usize, piece: &[usize]) {
        for &other in piece {
            self.into[other] = node;
            self.population[node] += self.population[other];
            self.classes[node] |= self.classes[other];
            self.near[node].remove(&other);
            let clashes = std::mem::take(&mut self.apart[other]);
            self.apart[node].extend(clashes);
            self.near[other].clear();
        }
        // Who had to be apart from a joined one must be so from all.
        let moved = |other: &usize| if piece.contains(other) { node } else { *other };
        for apart in &mut self.apart {
            if apart.iter().any(|other| piece.contains(other)) {
                *apart = apart.iter().map(moved).collect();
            }
        }
    }

    fn kernel(self, is_possible: bool) -> Kernel {
        let nodes = self.nodes();
        let root = |mut node: usize| {
            while self.into[node] != node {
                node = self.into[node];
            }
            node
        };
        let number = |node: usize| nodes.binary_search(&node).ok();
        let others = |sets: &[BTreeSet<usize>]| {
            let of = |&node: &usize| sets[node].iter().filter_map(|&other| number(other)).collect();
            nodes.iter().map(of).collect()
        };
        Kernel {
            node_of: (0..self.into.len())
                .map(|node| number(root(node)).unwrap_or(0))
                .collect(),
            population: nodes.iter().map(|&node| self.population[node]).collect(),
            classes: nodes.iter().map(|&node| self.classes[node]).collect(),
            near: others(&self.near),
            apart: others(&self.apart),
            is_possible,
        }
    }
}
