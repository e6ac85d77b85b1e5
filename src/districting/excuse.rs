//! Where no plan can be legal: the territory without what no plan avoids.
//!
//! An atom above its own upper bound puts residents outside the norm in every plan, and so does a piece that hangs on
//! the rest through such atoms only and is too small for a site. What they put outside at least is a constant, and what
//! is left can often be planned legally. So the search plans an *excused* territory:
//! - an oversize atom counts as many residents as its upper bound. The residents outside of every plan fall by the
//!   same number: such a site is full, and each resident more is one outside, as before.
//! - a small piece that is cheaper along with an oversize atom than alone (`p ≤ lower − p`) becomes part of that atom.
//! - any other small piece counts as many residents as a site needs.
//! - such a piece, and a piece that can be planned by itself, loses its borders with oversize atoms: it is a part of its
//!   own, with bounds, enumeration and a legal plan like any other.
//!
//! A plan of the excused territory that is legal has the fewest residents outside that any plan has; where there is
//! none, the search goes for the fewest outside, with nothing in the way that no plan avoids.

use super::atoms::{AtomEdge, Atoms, NO_ATOM};
use super::bound::component;
use super::problem::{Problem, Rows};
use super::seed::loads;

/// Atoms that hang on the rest of the territory through oversize atoms only.
#[derive(Debug, Clone)]
pub(super) struct Piece {
    /// Ascending.
    pub(super) atoms: Vec<u32>,
    pub(super) population: i64,
    /// The least lower bound among its norms.
    pub(super) lower: i64,
    /// The oversize atoms that it borders on, ascending.
    pub(super) behind: Vec<u32>,
}

impl Piece {
    /// True when it is too small for a site of its own.
    pub(super) fn is_small(&self) -> bool {
        self.population < self.lower
    }

    /// Residents outside the norm that no plan avoids here: all of them beside an oversize atom, or a site of its own
    /// below the bound. Some here and some there is worse than the one or the other.
    pub(super) fn outside(&self) -> i64 {
        if self.is_small() {
            self.population.min(self.lower - self.population)
        } else {
            0
        }
    }
}

/// The pieces into which oversize atoms cut `part`; none where there are no such atoms.
pub(super) fn pieces_behind(atoms: &Atoms, part: &[u32]) -> Vec<Piece> {
    let (large, others): (Vec<u32>, Vec<u32>) = part.iter().partition(|&&atom| atoms.is_oversize(atom));
    if large.is_empty() {
        return Vec::new();
    }
    let piece = |piece: Vec<u32>| {
        let borders = |atom: &u32| {
            let row = atoms.edges.row(*atom as usize);
            row.iter().any(|edge| piece.binary_search(&edge.atom).is_ok())
        };
        let lower = |&atom: &u32| atoms.bounds(atoms.classes[atom as usize]).0;
        Piece {
            population: piece.iter().map(|&atom| atoms.population[atom as usize]).sum(),
            lower: piece.iter().map(lower).min().unwrap_or(0),
            behind: large.iter().copied().filter(borders).collect(),
            atoms: piece,
        }
    };
    atoms.pieces(&others).into_iter().map(piece).collect()
}

/// The atoms of the excused territory, pieces apart where `cut` says so; `None` where there is nothing to excuse.
pub(super) fn excused(problem: &Problem, atoms: &Atoms, cut: bool) -> Option<Atoms> {
    let all: Vec<u32> = (0..atoms.len() as u32).collect();
    if !all.iter().any(|&atom| atoms.is_oversize(atom)) {
        return None;
    }
    let pieces = pieces_behind(atoms, &all);
    let mut excused = with_small_pieces(problem, atoms, &pieces);
    let now = |excused: &Atoms, atom: u32| {
        let unit = atoms.members.row(atom as usize)[0];
        excused.atom_of[unit as usize]
    };
    let mut is_full = vec![false; excused.len()];
    for &atom in all.iter().filter(|&&atom| atoms.is_oversize(atom)) {
        let at = now(&excused, atom) as usize;
        is_full[at] = true;
        excused.population[at] = excused.bounds(excused.classes[at]).1;
    }
    if cut {
        let loads = loads(&excused);
        let mut is_apart = is_full.clone();
        for piece in &pieces {
            let mut own: Vec<u32> = piece.atoms.iter().map(|&atom| now(&excused, atom)).collect();
            own.sort_unstable();
            let is_along = is_full[own[0] as usize];
            if !is_along && stands_alone(&mut excused, &loads, piece, &own) {
                for atom in own {
                    is_apart[atom as usize] = true;
                }
            }
        }
        excused.edges = without_ways_out(&excused.edges, &is_full, &is_apart);
    }
    Some(excused)
}

/// True for a piece that is best planned by itself; a small one is given the residents that it lacks.
fn stands_alone(excused: &mut Atoms, loads: &[(i64, i64)], piece: &Piece, own: &[u32]) -> bool {
    if !piece.is_small() {
        return component(excused, own.to_vec(), loads).is_possible();
    }
    let classes = own
        .iter()
        .fold(0, |classes, &atom| classes | excused.classes[atom as usize]);
    let missing = excused.bounds(classes).0 - piece.population;
    excused.population[own[0] as usize] += missing.max(0);
    true
}

/// The atoms with each small piece that is cheaper so joined to an oversize atom beside it.
fn with_small_pieces(problem: &Problem, atoms: &Atoms, pieces: &[Piece]) -> Atoms {
    let mut joined: Vec<u32> = (0..atoms.len() as u32).collect();
    for piece in pieces {
        let alone = piece.lower - piece.population;
        let Some(&host) = piece.behind.first().filter(|_| piece.population <= alone) else {
            continue;
        };
        let upper = |classes: u8| atoms.bounds(classes).1;
        let own = atoms.classes[host as usize];
        let classes = piece
            .atoms
            .iter()
            .fold(own, |classes, &atom| classes | atoms.classes[atom as usize]);
        let is_free = |&atom: &u32| atoms.apart.row(atom as usize).is_empty();
        let (lower, bound) = atoms.bounds(classes);
        if bound == upper(own) && lower <= bound && is_free(&host) && piece.atoms.iter().all(is_free) {
            for &atom in &piece.atoms {
                joined[atom as usize] = host;
            }
        }
    }
    let mut number = vec![NO_ATOM; atoms.len()];
    let mut count = 0;
    let mut atom_of = atoms.atom_of.clone();
    for slot in atom_of.iter_mut().filter(|slot| **slot != NO_ATOM) {
        let root = joined[*slot as usize] as usize;
        if number[root] == NO_ATOM {
            number[root] = count;
            count += 1;
        }
        *slot = number[root];
    }
    let mut excused = Atoms::build(problem, atom_of, count as usize);
    excused.chosen_ways = atoms.chosen_ways;
    excused
}

/// Borders but those between a full atom and one that is planned apart from it.
fn without_ways_out(edges: &Rows<AtomEdge>, is_full: &[bool], is_apart: &[bool]) -> Rows<AtomEdge> {
    let stays = |from: usize, to: usize| {
        let full = is_full[from] || is_full[to];
        !(full && is_apart[from] && is_apart[to])
    };
    let mut kept = Vec::new();
    for from in 0..is_full.len() {
        let row = edges.row(from).iter();
        kept.extend(
            row.filter(|edge| stays(from, edge.atom as usize))
                .map(|&edge| (from as u32, edge)),
        );
    }
    Rows::new(is_full.len(), &kept)
}
