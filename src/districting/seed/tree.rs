//! First plan by recursive bisection: draw a random spanning tree of a part, cut the tree edge that leaves two sides
//! which both can hold a whole number of sites, go on with each side.
//!
//! A side of population `p` can hold `a` sites when `a·lower <= p <= a·upper`; from a few sites on, these ranges
//! overlap, so that almost every tree has such an edge. With several norm classes, populations are divided by their own
//! bound first: a site whose residents fill the fractions `p_c / upper_c` to more than 1 in sum is never legal.
//!
//! # References
//! The balanced tree cut is the step of ReCom: D. DeFord, M. Duchin, J. Solomon, "Recombination: A Family of Markov
//! Chains for Redistricting", Harvard Data Science Review 3(1), 2021.

use crate::districting::atoms::Atoms;
use crate::search::SearchRng;
use std::collections::BinaryHeap;

/// One site, in the fixed point of loads.
pub(in crate::districting) const WHOLE: i64 = 1 << 24;
/// Trees drawn for one bisection before the least bad cut is taken.
const TREES_MAX: usize = 12;

/// Shares of a site that atoms fill: of the upper bounds (rounded down) and of the lower bounds (rounded up), so that
/// sums of `(upper, lower)` bound the number of sites from below and above.
pub(in crate::districting) fn loads(atoms: &Atoms) -> Vec<(i64, i64)> {
    let load = |(atom, &people): (usize, &i64)| {
        let (lower, upper) = atoms.bounds(atoms.classes[atom]);
        let share = |bound: i64, up: bool| {
            let scaled = i128::from(people) * i128::from(WHOLE);
            let bound = i128::from(bound.max(1));
            let share = (scaled + if up { bound - 1 } else { 0 }) / bound;
            share.min(i128::from(i64::MAX >> 24)) as i64
        };
        (share(upper, false), share(lower, true))
    };
    atoms.population.iter().enumerate().map(load).collect()
}

/// Recursive bisection with its scratch.
#[derive(Debug)]
pub(in crate::districting) struct TreeSplit<'a> {
    atoms: &'a Atoms,
    loads: &'a [(i64, i64)],
    /// What the sites should have equally much of, by atom.
    weights: &'a [i64],
    /// Part that an atom belongs to now.
    part_of: Vec<u32>,
    next_part: u32,
    parent: Vec<u32>,
    sums: Vec<Sums>,
    order: Vec<u32>,
    visited: Vec<bool>,
}

#[derive(Debug, Clone, Copy, Default)]
struct Sums {
    weight: i64,
    upper: i64,
    lower: i64,
    atoms: u32,
}

impl Sums {
    fn add(&mut self, other: Self) {
        self.weight += other.weight;
        self.upper += other.upper;
        self.lower += other.lower;
        self.atoms += other.atoms;
    }

    fn minus(self, other: Self) -> Self {
        Self {
            weight: self.weight - other.weight,
            upper: self.upper - other.upper,
            lower: self.lower - other.lower,
            atoms: self.atoms - other.atoms,
        }
    }

    /// How far a number of sites is from what this population can hold, in shares of a site; 0 when it can.
    fn misfit(self, sites: u32) -> i64 {
        let wanted = i64::from(sites) * WHOLE;
        let slack = i64::from(self.atoms);
        (self.upper - wanted).max(wanted - self.lower - slack).max(0)
    }
}

struct Cut {
    top: u32,
    sites_below: u32,
    score: (i64, i64),
}

impl<'a> TreeSplit<'a> {
    /// Scratch for a graph; `loads` as computed by [`loads`], `weights` what the sites should have equally much of, by
    /// atom: residents, or shares of a site.
    pub(in crate::districting) fn new(atoms: &'a Atoms, loads: &'a [(i64, i64)], weights: &'a [i64]) -> Self {
        let count = atoms.len();
        Self {
            atoms,
            loads,
            weights,
            part_of: vec![0; count],
            next_part: 1,
            parent: vec![0; count],
            sums: vec![Sums::default(); count],
            order: Vec::with_capacity(count),
            visited: vec![false; count],
        }
    }

    /// Splits a connected part into at most `sites` connected sites numbered from `first`, into `site_of`. Returns the
    /// number of sites made: fewer only when the part has fewer atoms.
    pub(in crate::districting) fn split(
        &mut self,
        part: &[u32],
        sites: u32,
        first: u32,
        site_of: &mut [u32],
        rng: &mut SearchRng,
    ) -> u32 {
        let mut next_site = first;
        let mut open = vec![(part.to_vec(), sites.min(part.len() as u32).max(1))];
        while let Some((part, sites)) = open.pop() {
            if sites == 1 {
                for &atom in &part {
                    site_of[atom as usize] = next_site;
                }
                next_site += 1;
                continue;
            }
            let (below, above, sites_below) = self.bisect(&part, sites, rng);
            open.push((below, sites_below));
            open.push((above, sites - sites_below));
        }
        next_site - first
    }

    fn bisect(&mut self, part: &[u32], sites: u32, rng: &mut SearchRng) -> (Vec<u32>, Vec<u32>, u32) {
        let name = self.next_part;
        self.next_part += 1;
        for &atom in part {
            self.part_of[atom as usize] = name;
        }
        let mut best: Option<(Cut, Vec<u32>)> = None;
        for _ in 0..TREES_MAX {
            self.grow_tree(part, name, rng);
            let Some(cut) = self.best_cut(sites) else { continue };
            if best.as_ref().is_none_or(|(known, _)| cut.score < known.score) {
                let done = cut.score.0 == 0;
                let below = self.below(cut.top);
                best = Some((cut, below));
                if done {
                    break;
                }
            }
        }
        let (sites_below, below) = match best {
            Some((cut, below)) => (cut.sites_below, below),
            None => (1, vec![part[0]]),
        };
        for &atom in &below {
            self.part_of[atom as usize] = name - 1;
        }
        let above = part
            .iter()
            .copied()
            .filter(|&atom| self.part_of[atom as usize] == name)
            .collect();
        (below, above, sites_below)
    }

    /// A random spanning tree by Prim's algorithm with random weights; `order` lists parents before children.
    fn grow_tree(&mut self, part: &[u32], name: u32, rng: &mut SearchRng) {
        for &atom in part {
            self.visited[atom as usize] = false;
        }
        self.order.clear();
        let root = part[rng.below(part.len())];
        let mut queue = BinaryHeap::from([(0u32, root, root)]);
        while let Some((_, atom, parent)) = queue.pop() {
            if std::mem::replace(&mut self.visited[atom as usize], true) {
                continue;
            }
            self.parent[atom as usize] = parent;
            self.order.push(atom);
            for edge in self.atoms.edges.row(atom as usize) {
                let other = edge.atom as usize;
                if self.part_of[other] == name && !self.visited[other] {
                    queue.push((rng.bits() as u32, edge.atom, atom));
                }
            }
        }
        for &atom in &self.order {
            let (upper, lower) = self.loads[atom as usize];
            self.sums[atom as usize] = Sums {
                weight: self.weights[atom as usize],
                upper,
                lower,
                atoms: 1,
            };
        }
        for &atom in self.order[1..].iter().rev() {
            let sums = self.sums[atom as usize];
            self.sums[self.parent[atom as usize] as usize].add(sums);
        }
    }

    fn best_cut(&self, sites: u32) -> Option<Cut> {
        let whole = self.sums[self.order[0] as usize];
        let mean = (whole.weight / i64::from(sites)).max(1);
        let mut best: Option<Cut> = None;
        for &top in &self.order[1..] {
            let below = self.sums[top as usize];
            let above = whole.minus(below);
            let near = (below.weight / mean).clamp(1, i64::from(sites) - 1) as u32;
            for sites_below in [near, (near + 1).min(sites - 1)] {
                let sites_above = sites - sites_below;
                if below.atoms < sites_below || above.atoms < sites_above {
                    continue;
                }
                let misfit = below.misfit(sites_below) + above.misfit(sites_above);
                let uneven = (below.weight - mean * i64::from(sites_below)).abs() * 1024
                    / (mean * i64::from(sites_below.min(sites_above)));
                let lopsided = (i64::from(sites_below) * 2 - i64::from(sites)).abs() * 256 / i64::from(sites);
                let score = (misfit, uneven + lopsided);
                if best.as_ref().is_none_or(|known| score < known.score) {
                    best = Some(Cut {
                        top,
                        sites_below,
                        score,
                    });
                }
            }
        }
        best
    }

    fn below(&mut self, top: u32) -> Vec<u32> {
        for &atom in &self.order {
            self.visited[atom as usize] = false;
        }
        self.visited[top as usize] = true;
        let mut below = vec![top];
        for &atom in &self.order {
            if atom != top && self.visited[self.parent[atom as usize] as usize] {
                self.visited[atom as usize] = true;
                below.push(atom);
            }
        }
        below
    }
}
