//! Does a site stay in one piece without some atom, and if not, what falls off?
//!
//! A search grows from every neighbour of the atom in turn, one atom at a time, and joins what meets. It ends as soon as
//! all have met, or all but one have nowhere left to grow: then those are the pieces that fall off. Both answers take
//! time in proportion to the small pieces, not to the site.
//!
//! # References
//! Y. Shiloach, S. Even, "An On-Line Edge-Deletion Problem", Journal of the ACM 28(1), 1981: search both sides of a
//! deletion at once, and pay for the smaller one.

use super::atoms::Atoms;

/// What a site comes to without an atom.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Rest<'a> {
    /// One piece.
    Whole,
    /// One large piece, and these atoms cut off from it.
    CutOff(&'a [u32]),
    /// Nothing, or more cut off than was allowed.
    Broken,
}

/// Scratch for connectivity questions, one for each search.
#[derive(Debug, Clone)]
pub(super) struct Contiguity {
    /// Which growth reached an atom: `base + index`, valid from `base` on.
    reached: Vec<u32>,
    base: u32,
    growths: Vec<Growth>,
    loose: Vec<u32>,
}

/// What grows from one neighbour, until it meets another.
#[derive(Debug, Clone, Default)]
struct Growth {
    /// Atoms reached; those from `next` on have neighbours that were not looked at.
    atoms: Vec<u32>,
    next: usize,
    /// The growth it was joined to; itself while it grows.
    joined_to: usize,
}

impl Contiguity {
    /// Scratch for a graph of `atoms` atoms.
    pub(super) fn new(atoms: usize) -> Self {
        Self {
            reached: vec![0; atoms],
            base: 1,
            growths: Vec::new(),
            loose: Vec::new(),
        }
    }

    /// True when the other atoms of `atom`'s site hang together without it. A lone atom's site would be empty: false.
    pub(super) fn holds_without(&mut self, atoms: &Atoms, site_of: &[u32], atom: u32) -> bool {
        self.without(atoms, site_of, atom, 0) == Rest::Whole
    }

    /// What is left of `atom`'s site without it, if at most `limit` atoms are cut off.
    pub(super) fn without(&mut self, atoms: &Atoms, site_of: &[u32], atom: u32, limit: usize) -> Rest<'_> {
        let site = site_of[atom as usize];
        let ends = self.start(atoms, site_of, atom);
        if ends < 2 {
            return if ends == 1 { Rest::Whole } else { Rest::Broken };
        }
        self.loose.clear();
        let mut growing = ends;
        let mut turn = 0;
        loop {
            turn = if turn + 1 < ends { turn + 1 } else { 0 };
            let growth = &mut self.growths[turn];
            if growth.joined_to != turn || growth.next == usize::MAX {
                continue;
            }
            let Some(&at) = growth.atoms.get(growth.next) else {
                // It has nowhere left to grow: a piece by itself.
                growth.next = usize::MAX;
                self.loose.extend_from_slice(&growth.atoms);
                if self.loose.len() > limit {
                    return Rest::Broken;
                }
                growing -= 1;
                if growing == 1 {
                    return Rest::CutOff(&self.loose);
                }
                continue;
            };
            growth.next += 1;
            growing -= self.grow(atoms, site_of, (at, site, atom), turn);
            if growing == 1 {
                return if self.loose.is_empty() {
                    Rest::Whole
                } else {
                    Rest::CutOff(&self.loose)
                };
            }
        }
    }

    /// Starts a growth at each neighbour of `atom` in its site; returns how many.
    fn start(&mut self, atoms: &Atoms, site_of: &[u32], atom: u32) -> usize {
        let edges = atoms.edges.row(atom as usize);
        if self.base > u32::MAX - 2 * edges.len() as u32 {
            self.reached.fill(0);
            self.base = 1;
        }
        self.base += self.growths.len() as u32;
        let mut ends = 0;
        for edge in edges {
            if site_of[edge.atom as usize] != site_of[atom as usize] {
                continue;
            }
            if self.growths.len() == ends {
                self.growths.push(Growth::default());
            }
            let growth = &mut self.growths[ends];
            growth.atoms.clear();
            growth.atoms.push(edge.atom);
            growth.next = 0;
            growth.joined_to = ends;
            self.reached[edge.atom as usize] = self.base + ends as u32;
            ends += 1;
        }
        ends
    }

    /// Looks at the neighbours of `at` in the site, for the growth `own`; returns how many growths were joined.
    fn grow(
        &mut self,
        atoms: &Atoms,
        site_of: &[u32],
        (at, site, without): (u32, u32, u32),
        own: usize,
    ) -> usize {
        let mut own = own;
        let mut joined = 0;
        for edge in atoms.edges.row(at as usize) {
            let other = edge.atom as usize;
            if site_of[other] != site || edge.atom == without {
                continue;
            }
            let reached = self.reached[other];
            if reached < self.base {
                self.reached[other] = self.base + own as u32;
                self.growths[own].atoms.push(edge.atom);
                continue;
            }
            let met = self.root((reached - self.base) as usize);
            if met != own {
                own = self.join(own, met);
                joined += 1;
            }
        }
        joined
    }

    fn root(&self, growth: usize) -> usize {
        let mut at = growth;
        while self.growths[at].joined_to != at {
            at = self.growths[at].joined_to;
        }
        at
    }

    /// Joins two growths, the smaller to the larger; returns the one that goes on.
    fn join(&mut self, one: usize, other: usize) -> usize {
        let (to, from) = if self.growths[one].atoms.len() < self.growths[other].atoms.len() {
            (other, one)
        } else {
            (one, other)
        };
        let mut smaller = std::mem::take(&mut self.growths[from]);
        let larger = &mut self.growths[to];
        // What was looked at goes in front, so that the rest stays in one run.
        let looked_at = smaller.atoms.len().min(smaller.next);
        for &atom in &smaller.atoms[..looked_at] {
            larger.atoms.push(atom);
            let last = larger.atoms.len() - 1;
            larger.atoms.swap(larger.next, last);
            larger.next += 1;
        }
        larger.atoms.extend_from_slice(&smaller.atoms[looked_at..]);
        smaller.joined_to = to;
        self.growths[from] = smaller;
        to
    }
}

#[cfg(test)]
mod tests {
    use super::{Contiguity, Rest};
    use crate::districting::atoms::Atoms;
    use crate::districting::{Border, NormIx, Problem, Territory, Unit, UnitIx};
    use crate::domain::{Norm, Persons};
    use crate::search::SearchRng;
    use std::collections::BTreeSet;

    fn random(rng: &mut SearchRng, units: u32) -> Problem {
        let unit = Unit {
            population: Persons(1),
            norm: NormIx(0),
            pinned: None,
        };
        let border = |a: u32, b: u32| Border {
            a: UnitIx(a),
            b: UnitIx(b),
            length: 1,
        };
        let mut borders: Vec<Border> = (1..units).map(|at| border(at - 1, at)).collect();
        for _ in 0..units / 2 {
            borders.push(border(
                rng.below(units as usize) as u32,
                rng.below(units as usize) as u32,
            ));
        }
        let norm = Norm {
            lower: Persons(1),
            upper: Persons(99),
        };
        Problem::new(Territory {
            units: vec![unit; units as usize],
            norms: vec![norm],
            borders,
            ..Territory::default()
        })
        .expect("a sound territory")
    }

    fn pieces(atoms: &Atoms, site_of: &[u32], without: u32) -> Vec<BTreeSet<u32>> {
        let mut left: BTreeSet<u32> = (0..site_of.len() as u32)
            .filter(|&atom| site_of[atom as usize] == site_of[without as usize] && atom != without)
            .collect();
        let mut pieces = Vec::new();
        while let Some(first) = left.pop_first() {
            let mut piece = vec![first];
            let mut next = 0;
            while next < piece.len() {
                for edge in atoms.edges.row(piece[next] as usize) {
                    if left.remove(&edge.atom) {
                        piece.push(edge.atom);
                    }
                }
                next += 1;
            }
            pieces.push(piece.into_iter().collect());
        }
        pieces
    }

    #[test]
    fn what_falls_off_is_what_a_plain_search_finds() {
        let mut rng = SearchRng::new(11);
        for _ in 0..400 {
            let units = 3 + rng.below(30) as u32;
            let problem = random(&mut rng, units);
            let (atoms, _) = Atoms::new(&problem);
            let site_of: Vec<u32> = (0..units).map(|at| at * 2 / units).collect();
            let mut contiguity = Contiguity::new(units as usize);
            for atom in 0..units {
                let near: Vec<BTreeSet<u32>> = pieces(&atoms, &site_of, atom);
                assert_eq!(
                    contiguity.holds_without(&atoms, &site_of, atom),
                    near.len() == 1,
                    "{atom} of {site_of:?}"
                );
                match contiguity.without(&atoms, &site_of, atom, 100) {
                    Rest::Whole => assert_eq!(near.len(), 1),
                    Rest::Broken => assert_eq!(near.len(), 0),
                    Rest::CutOff(loose) => {
                        let loose: BTreeSet<u32> = loose.iter().copied().collect();
                        let kept: Vec<_> = near.iter().filter(|piece| piece.is_disjoint(&loose)).collect();
                        assert_eq!(kept.len(), 1, "one piece stays");
                        assert_eq!(
                            loose.len() + kept[0].len(),
                            near.iter().map(BTreeSet::len).sum::<usize>()
                        );
                    }
                }
            }
        }
    }
}
