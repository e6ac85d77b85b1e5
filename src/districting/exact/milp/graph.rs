//! The graph of atoms as the pricing of sites reads it: arcs in one allocation, bounds cut to what can occur.

use crate::districting::atoms::Atoms;
use std::ops::Range;

/// What one end of a cut edge costs its site. A whole cut edge is two of these, so all prices are integers.
pub(super) const HALF: i64 = 1 << 31;

/// Atoms with their neighbours.
#[derive(Debug)]
pub(super) struct Graph {
    pub(super) people: Vec<i64>,
    pub(super) classes: Vec<u8>,
    /// Atoms that may not share a site with an atom, by atom.
    pub(super) apart: Vec<Vec<u32>>,
    /// Lower and upper bound by set of norm classes; those of the empty set are the widest of all.
    bounds: Vec<(i64, i64)>,
    /// First arc of each atom, and the end of the last.
    starts: Vec<usize>,
    heads: Vec<u32>,
    /// Pairs of neighbouring units by arc.
    pairs: Vec<i64>,
    /// The same edge from the other side, by arc.
    backs: Vec<usize>,
}

impl Graph {
    pub(super) fn new(atoms: &Atoms) -> Self {
        let count = atoms.len();
        let all: i64 = atoms.population.iter().sum();
        let mut starts = vec![0];
        let (mut heads, mut pairs) = (Vec::new(), Vec::new());
        for atom in 0..count {
            for edge in atoms.edges.row(atom) {
                heads.push(edge.atom);
                pairs.push(i64::from(edge.pairs));
            }
            starts.push(heads.len());
        }
        let back = |tail: u32, arc: usize| {
            let head = heads[arc] as usize;
            (starts[head]..starts[head + 1])
                .find(|&back| heads[back] == tail)
                .unwrap_or(arc)
        };
        let backs = (0..count)
            .flat_map(|tail| (starts[tail]..starts[tail + 1]).map(move |arc| (tail as u32, arc)))
            .map(|(tail, arc)| back(tail, arc))
            .collect();
        Self {
            people: atoms.population.clone(),
            classes: atoms.classes.clone(),
            apart: (0..count).map(|atom| atoms.apart.row(atom).to_vec()).collect(),
            bounds: bounds(atoms, all),
            starts,
            backs,
            heads,
            pairs,
        }
    }

    /// Number of atoms.
    pub(super) fn len(&self) -> usize {
        self.people.len()
    }

    /// Number of arcs, two for each edge.
    pub(super) fn arc_count(&self) -> usize {
        self.heads.len()
    }

    pub(super) fn arcs(&self, atom: u32) -> Range<usize> {
        self.starts[atom as usize]..self.starts[atom as usize + 1]
    }

    pub(super) fn head(&self, arc: usize) -> u32 {
        self.heads[arc]
    }

    pub(super) fn back(&self, arc: usize) -> usize {
        self.backs[arc]
    }

    /// What cutting an arc costs the site of its tail.
    pub(super) fn cost(&self, arc: usize) -> i64 {
        self.pairs[arc] * HALF
    }

    pub(super) fn neighbours(&self, atom: u32) -> &[u32] {
        &self.heads[self.arcs(atom)]
    }

    pub(super) fn bounds(&self, classes: u8) -> (i64, i64) {
        self.bounds[classes as usize]
    }

    /// Pairs of neighbouring units of which one is in the set.
    pub(super) fn cut_of(&self, inside: &[bool]) -> i64 {
        (0..self.len() as u32)
            .filter(|&atom| inside[atom as usize])
            .flat_map(|atom| self.arcs(atom))
            .filter(|&arc| !inside[self.heads[arc] as usize])
            .map(|arc| self.pairs[arc])
            .sum()
    }

    /// True for a set that a legal plan may have as a site: connected, inside every norm in it, nobody together who
    /// must be apart.
    pub(super) fn is_site(&self, inside: &[bool]) -> bool {
        let (mut people, mut classes, mut count, mut first) = (0, 0, 0, None);
        for atom in (0..self.len()).filter(|&atom| inside[atom]) {
            people += self.people[atom];
            classes |= self.classes[atom];
            count += 1;
            first = first.or(Some(atom as u32));
            if self.apart[atom].iter().any(|&other| inside[other as usize]) {
                return false;
            }
        }
        let (lower, upper) = self.bounds(classes);
        let Some(first) = first.filter(|_| people >= lower && people <= upper) else {
            return false;
        };
        let mut seen = vec![false; self.len()];
        seen[first as usize] = true;
        let mut stack = vec![first];
        let mut met = 0;
        while let Some(atom) = stack.pop() {
            met += 1;
            for &next in self.neighbours(atom) {
                if inside[next as usize] && !std::mem::replace(&mut seen[next as usize], true) {
                    stack.push(next);
                }
            }
        }
        met == count
    }
}

/// The bounds of every set of classes, none above the residents in all by more than one.
fn bounds(atoms: &Atoms, all: i64) -> Vec<(i64, i64)> {
    let clip = |&(lower, upper): &(i64, i64)| (lower.min(all + 1), upper.min(all));
    let mut bounds: Vec<(i64, i64)> = atoms.bounds.iter().map(clip).collect();
    let of_atoms = atoms.classes.iter().map(|&classes| bounds[classes as usize]);
    let widest = of_atoms.reduce(|a, b| (a.0.min(b.0), a.1.max(b.1)));
    bounds[0] = widest.unwrap_or((0, all));
    bounds
}
