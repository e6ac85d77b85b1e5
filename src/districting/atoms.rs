//! The territory as the search sees it: atoms, which are units that must move as one.
//!
//! Units that must share a site, and units pinned to one site, are joined into an atom; a set that hangs together only
//! through other units takes a way through them along (`ways`). Units of locked sites are left out: no plan touches
//! them. Most atoms are single units.

use super::outcome::Reason;
use super::problem::{NORM_CLASSES_MAX, Problem, Rows, SiteIx, UnitIx};
use super::ways::{Joined, Ways, joint_sets};
use std::collections::BTreeMap;

/// An atom's neighbour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct AtomEdge {
    pub(super) atom: u32,
    /// Pairs of neighbouring units that the edge stands for.
    pub(super) pairs: u32,
    pub(super) length: i64,
}

/// Marks a unit of a locked site.
pub(super) const NO_ATOM: u32 = u32::MAX;

/// The graph of atoms with everything that moves are priced by.
#[derive(Debug, Clone)]
pub(super) struct Atoms {
    pub(super) atom_of: Vec<u32>,
    pub(super) members: Rows<u32>,
    pub(super) population: Vec<i64>,
    /// Bit set of the norm classes in an atom.
    pub(super) classes: Vec<u8>,
    pub(super) edges: Rows<AtomEdge>,
    pub(super) apart: Rows<u32>,
    /// Groups of an atom, numbered over all layers.
    pub(super) groups: Rows<u32>,
    /// Sites that a group's population needs, by group.
    pub(super) group_needs: Vec<u32>,
    /// Residents of an atom by their site under the plan in force.
    pub(super) incumbent: Rows<(u32, i64)>,
    /// Site that an atom's pins name.
    pub(super) pinned: Vec<Option<SiteIx>>,
    /// Lower and upper bound for every set of norm classes.
    pub(super) bounds: Vec<(i64, i64)>,
    /// True when a set was joined through units that another way could have spared: proofs about atoms are then none
    /// about units.
    pub(super) chosen_ways: bool,
    /// The bounds of every atom, where there is one norm only.
    pub(super) only_bounds: Option<(i64, i64)>,
}

impl Atoms {
    /// Joins units into atoms, over the shortest ways where a set hangs together only through other units. Sets that
    /// cannot hang together are named.
    pub(super) fn new(problem: &Problem) -> (Self, Vec<Reason>) {
        Self::joined(problem, &Ways::shortest(problem))
    }

    /// Joins units into atoms over ways that are short by `ways`.
    pub(super) fn joined(problem: &Problem, ways: &Ways) -> (Self, Vec<Reason>) {
        let units = problem.unit_count();
        let locked = locked_units(problem);
        let mut joined = Joined::new(units);
        let mut reasons = Vec::new();
        for set in joint_sets(problem) {
            if is_in_one_locked_site(problem, &locked, &set) {
                continue;
            }
            if set.iter().any(|unit| locked[unit.get()]) || !joined.connect(problem, &set, &locked, ways) {
                reasons.push(Reason::RulesConflict { units: set });
            }
        }
        let mut atom_of = vec![NO_ATOM; units];
        let mut number: BTreeMap<u32, u32> = BTreeMap::new();
        for unit in 0..units {
            if !locked[unit] {
                let next = number.len() as u32;
                atom_of[unit] = *number.entry(joined.root(unit as u32)).or_insert(next);
            }
        }
        for &(a, b) in &problem.territory().apart {
            if atom_of[a.get()] != NO_ATOM && atom_of[a.get()] == atom_of[b.get()] {
                reasons.push(Reason::RulesConflict { units: vec![a, b] });
            }
        }
        let mut atoms = Self::build(problem, atom_of, number.len());
        atoms.chosen_ways = joined.chosen_ways;
        (atoms, reasons)
    }

    /// Atoms from the atom of each unit.
    pub(super) fn build(problem: &Problem, atom_of: Vec<u32>, count: usize) -> Self {
        let territory = problem.territory();
        let owned: Vec<(u32, u32)> = (0..atom_of.len() as u32)
            .map(|unit| (atom_of[unit as usize], unit))
            .filter(|&(atom, _)| atom != NO_ATOM)
            .collect();
        let members = Rows::new(count, &owned);
        let mut population = vec![0; count];
        let mut classes = vec![0u8; count];
        let mut pinned = vec![None; count];
        for &(atom, unit) in &owned {
            let facts = &territory.units[unit as usize];
            population[atom as usize] += facts.population.0;
            classes[atom as usize] |= 1 << facts.norm.0;
            pinned[atom as usize] = pinned[atom as usize].or(facts.pinned);
        }
        let (groups, group_needs) = groups(problem, &owned, count);
        Self {
            edges: edges(problem, &atom_of, count),
            apart: apart(problem, &atom_of, count),
            incumbent: incumbent(problem, &owned, count),
            only_bounds: match territory.norms.as_slice() {
                [norm] => Some((norm.lower.0, norm.upper.0)),
                _ => None,
            },
            bounds: bounds(problem),
            chosen_ways: false,
            atom_of,
            members,
            population,
            classes,
            groups,
            group_needs,
            pinned,
        }
    }

    /// Number of atoms.
    pub(super) fn len(&self) -> usize {
        self.population.len()
    }

    /// Lower and upper bound of a site with these norm classes.
    pub(super) fn bounds(&self, classes: u8) -> (i64, i64) {
        self.bounds[classes as usize]
    }

    /// True when an atom alone has more residents than its norm lets a site have.
    pub(super) fn is_oversize(&self, atom: u32) -> bool {
        let (lower, upper) = self.bounds(self.classes[atom as usize]);
        lower <= upper && self.population[atom as usize] > upper
    }

    /// Parts of the graph without a way between them, each in ascending order, by their first atom.
    pub(super) fn components(&self) -> Vec<Vec<u32>> {
        let all: Vec<u32> = (0..self.len() as u32).collect();
        self.pieces(&all)
    }

    /// Connected pieces of some atoms, ways through other atoms not counted; each in ascending order.
    pub(super) fn pieces(&self, atoms: &[u32]) -> Vec<Vec<u32>> {
        let mut seen = vec![true; self.len()];
        for &atom in atoms {
            seen[atom as usize] = false;
        }
        let mut pieces = Vec::new();
        for &start in atoms {
            if std::mem::replace(&mut seen[start as usize], true) {
                continue;
            }
            let mut piece = vec![start];
            let mut next = 0;
            while next < piece.len() {
                let atom = piece[next] as usize;
                next += 1;
                for edge in self.edges.row(atom) {
                    if !std::mem::replace(&mut seen[edge.atom as usize], true) {
                        piece.push(edge.atom);
                    }
                }
            }
            piece.sort_unstable();
            pieces.push(piece);
        }
        pieces
    }

    /// The units of some atoms, in ascending order.
    pub(super) fn units(&self, atoms: &[u32]) -> Vec<UnitIx> {
        let mut units: Vec<UnitIx> = atoms
            .iter()
            .flat_map(|&atom| self.members.row(atom as usize))
            .map(|&unit| UnitIx(unit))
            .collect();
        units.sort_unstable();
        units
    }
}

fn locked_units(problem: &Problem) -> Vec<bool> {
    let territory = problem.territory();
    let is_locked = |unit: usize| {
        let site = territory.incumbent.as_ref().and_then(|plan| plan[unit]);
        site.is_some_and(|site| territory.locked.contains(&site))
    };
    (0..problem.unit_count()).map(is_locked).collect()
}

/// True for a set that a locked site keeps together anyway.
fn is_in_one_locked_site(problem: &Problem, locked: &[bool], set: &[UnitIx]) -> bool {
    let site = |unit: &UnitIx| {
        let plan = problem.territory().incumbent.as_ref()?;
        plan[unit.get()].filter(|_| locked[unit.get()])
    };
    let first = set.first().and_then(site);
    first.is_some() && set.iter().all(|unit| site(unit) == first)
}

fn edges(problem: &Problem, atom_of: &[u32], count: usize) -> Rows<AtomEdge> {
    let mut merged: BTreeMap<(u32, u32), (u32, i64)> = BTreeMap::new();
    for (unit, &atom) in atom_of.iter().enumerate() {
        for neighbour in problem.neighbours(UnitIx::at(unit)) {
            let other = atom_of[neighbour.unit.get()];
            if atom != NO_ATOM && other != NO_ATOM && atom != other {
                let slot = merged.entry((atom, other)).or_default();
                slot.0 += 1;
                slot.1 += neighbour.length;
            }
        }
    }
    let edge = |(&(from, atom), &(pairs, length))| (from, AtomEdge { atom, pairs, length });
    let pairs: Vec<(u32, AtomEdge)> = merged.iter().map(edge).collect();
    Rows::new(count, &pairs)
}

fn apart(problem: &Problem, atom_of: &[u32], count: usize) -> Rows<u32> {
    let mut pairs = Vec::new();
    let mut both = |a: u32, b: u32| {
        if a != NO_ATOM && b != NO_ATOM && a != b {
            pairs.push((a, b));
            pairs.push((b, a));
        }
    };
    for &(a, b) in &problem.territory().apart {
        both(atom_of[a.get()], atom_of[b.get()]);
    }
    let mut pin_atoms: BTreeMap<SiteIx, u32> = BTreeMap::new();
    for (position, unit) in problem.territory().units.iter().enumerate() {
        if let Some(site) = unit.pinned
            && atom_of[position] != NO_ATOM
        {
            pin_atoms.entry(site).or_insert(atom_of[position]);
        }
    }
    let pins: Vec<u32> = pin_atoms.into_values().collect();
    for (position, &a) in pins.iter().enumerate() {
        for &b in &pins[position + 1..] {
            both(a, b);
        }
    }
    pairs.sort_unstable();
    pairs.dedup();
    Rows::new(count, &pairs)
}

fn groups(problem: &Problem, owned: &[(u32, u32)], count: usize) -> (Rows<u32>, Vec<u32>) {
    let territory = problem.territory();
    let mut pairs = Vec::new();
    let mut needs = Vec::new();
    for layer in &territory.layers {
        let offset = needs.len() as u32;
        let groups = layer
            .group_of
            .iter()
            .flatten()
            .map(|group| group.get() + 1)
            .max()
            .unwrap_or(0);
        let mut population = vec![0i64; groups];
        let mut upper = vec![i64::MAX; groups];
        for (unit, group) in layer.group_of.iter().enumerate() {
            if let Some(group) = group {
                population[group.get()] += territory.units[unit].population.0;
                let bound = territory.norms[territory.units[unit].norm.get()].upper.0;
                upper[group.get()] = upper[group.get()].min(bound);
            }
        }
        let need = |(&people, &upper): (&i64, &i64)| {
            (people / upper.max(1) + i64::from(people % upper.max(1) != 0)).max(1) as u32
        };
        needs.extend(population.iter().zip(&upper).map(need));
        for &(atom, unit) in owned {
            if let Some(group) = layer.group_of[unit as usize] {
                pairs.push((atom, offset + group.0));
            }
        }
    }
    pairs.sort_unstable();
    pairs.dedup();
    (Rows::new(count, &pairs), needs)
}

fn incumbent(problem: &Problem, owned: &[(u32, u32)], count: usize) -> Rows<(u32, i64)> {
    let mut people: BTreeMap<(u32, u32), i64> = BTreeMap::new();
    if let Some(plan) = &problem.territory().incumbent {
        for &(atom, unit) in owned {
            if let Some(site) = plan[unit as usize] {
                *people.entry((atom, site.0)).or_default() += problem.population(UnitIx(unit));
            }
        }
    }
    let pairs: Vec<(u32, (u32, i64))> = people
        .into_iter()
        .map(|((atom, site), residents)| (atom, (site, residents)))
        .collect();
    Rows::new(count, &pairs)
}

fn bounds(problem: &Problem) -> Vec<(i64, i64)> {
    let norms = &problem.territory().norms;
    let of_set = |classes: usize| {
        let mut bound = (0, i64::MAX / 4);
        for (class, norm) in norms.iter().enumerate() {
            if classes >> class & 1 == 1 {
                bound = (bound.0.max(norm.lower.0), bound.1.min(norm.upper.0));
            }
        }
        bound
    };
    (0..1usize << NORM_CLASSES_MAX).map(of_set).collect()
}
