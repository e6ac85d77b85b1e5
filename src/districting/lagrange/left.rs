//! What is left to decide: open bases, and for each the atoms that it may still serve.
//!
//! Everything that is proven or branched on is a pair taken out. An atom with one base left is forced to it; a base
//! that an atom is forced to is a site; the atom of a site's base is served by no other.

use super::column::Column;
use super::model::Model;

/// No base is the only one left.
pub(in crate::districting) const FREE: u32 = u32::MAX;

/// An atom that a base may serve.
#[derive(Debug, Clone, Copy)]
pub(in crate::districting) struct Pair {
    pub(in crate::districting) atom: u32,
    /// Travel of the atom's residents to the base over their number, rounded down.
    pub(in crate::districting) mean_dm: u32,
    /// Travel in person-decimetres.
    pub(in crate::districting) travel: i64,
}

/// A base and the atoms that it may serve beside its own, nearest first.
#[derive(Debug, Clone)]
pub(in crate::districting) struct BasePairs {
    pub(in crate::districting) is_open: bool,
    pub(in crate::districting) pairs: Vec<Pair>,
}

/// What follows from what is left.
#[derive(Debug, Clone)]
pub(in crate::districting) struct Forced {
    /// The only base of an atom that is not its own, by atom; else [`FREE`].
    pub(in crate::districting) base_of: Vec<u32>,
    /// True for a base that every plan left has, by base.
    pub(in crate::districting) is_site: Vec<bool>,
}

/// What is left to decide, with the best multipliers and the bound found for it.
#[derive(Debug, Clone)]
pub(in crate::districting) struct Left {
    pub(in crate::districting) bases: Vec<BasePairs>,
    /// Price of every atom, in person-decimetres.
    pub(in crate::districting) multipliers: Vec<i64>,
    /// No plan left has less travel.
    pub(in crate::districting) bound: i64,
    /// All sites that a better plan can have, by base, once they are few enough to be listed.
    pub(in crate::districting) columns: Option<Vec<Vec<Column>>>,
}

impl Left {
    pub(super) fn new(bases: Vec<BasePairs>, multipliers: Vec<i64>) -> Self {
        Self {
            bases,
            multipliers,
            bound: 0,
            columns: None,
        }
    }

    /// Number of pairs of an atom and a base that may still be in a better plan; a base serves its own atom.
    pub(in crate::districting) fn pair_count(&self) -> usize {
        let open = self.bases.iter().filter(|base| base.is_open);
        open.map(|base| base.pairs.len() + 1).sum()
    }

    /// Draws every conclusion that one pair taken out has for others; `None` when no plan is left.
    pub(in crate::districting) fn conclude(&mut self, model: &Model<'_>) -> Option<Forced> {
        loop {
            let forced = self.forced(model)?;
            if !self.take_out(model, &forced) {
                self.keep_columns(model, &forced);
                return Some(forced);
            }
        }
    }

    fn forced(&self, model: &Model<'_>) -> Option<Forced> {
        let atoms = model.atoms.len();
        let mut choices = vec![0u32; atoms];
        let mut only = vec![FREE; atoms];
        let open = || self.bases.iter().enumerate().filter(|(_, base)| base.is_open);
        for (at, base) in open() {
            let own = model.bases[at].atom;
            for atom in std::iter::once(own).chain(base.pairs.iter().map(|pair| pair.atom)) {
                choices[atom as usize] += 1;
                only[atom as usize] = at as u32;
            }
        }
        let mut forced = Forced {
            base_of: vec![FREE; atoms],
            is_site: vec![false; self.bases.len()],
        };
        for atom in 0..atoms {
            match choices[atom] {
                0 => return None,
                1 => {
                    let base = only[atom];
                    forced.is_site[base as usize] = true;
                    if model.bases[base as usize].atom != atom as u32 {
                        forced.base_of[atom] = base;
                    }
                }
                _ => {}
            }
        }
        Some(forced)
    }

    /// Takes out what is served elsewhere. True when anything was.
    fn take_out(&mut self, model: &Model<'_>, forced: &Forced) -> bool {
        let mut site_at = vec![FREE; model.atoms.len()];
        for (at, _) in forced.is_site.iter().enumerate().filter(|(_, is_site)| **is_site) {
            site_at[model.bases[at].atom as usize] = at as u32;
        }
        let mut changed = false;
        for (at, base) in self.bases.iter_mut().enumerate().filter(|(_, base)| base.is_open) {
            let own = model.bases[at].atom as usize;
            let is_elsewhere =
                forced.base_of[own] != FREE || (site_at[own] != FREE && site_at[own] != at as u32);
            if is_elsewhere {
                base.is_open = false;
                changed = true;
                continue;
            }
            let before = base.pairs.len();
            base.pairs.retain(|pair| site_at[pair.atom as usize] == FREE);
            changed |= base.pairs.len() < before;
        }
        changed
    }

    /// Drops listed sites that hold what is taken out or lack what is forced.
    fn keep_columns(&mut self, model: &Model<'_>, forced: &Forced) {
        let Some(columns) = &mut self.columns else { return };
        let mut wanted: Vec<Vec<u32>> = vec![Vec::new(); self.bases.len()];
        for (atom, &base) in forced
            .base_of
            .iter()
            .enumerate()
            .filter(|(_, base)| **base != FREE)
        {
            wanted[base as usize].push(atom as u32);
        }
        let mut allowed = vec![false; model.atoms.len()];
        for (at, of_base) in columns.iter_mut().enumerate() {
            let base = &self.bases[at];
            if !base.is_open {
                *of_base = Vec::new();
                continue;
            }
            base.pairs
                .iter()
                .for_each(|pair| allowed[pair.atom as usize] = true);
            of_base.retain(|column| {
                let others = || column.atoms.iter();
                others().all(|&atom| allowed[atom as usize])
                    && wanted[at].iter().all(|atom| column.atoms.contains(atom))
            });
            base.pairs
                .iter()
                .for_each(|pair| allowed[pair.atom as usize] = false);
        }
    }

    /// Takes `atom` away from `base`.
    pub(in crate::districting) fn forbid(&mut self, model: &Model<'_>, atom: u32, base: u32) {
        let of_base = &mut self.bases[base as usize];
        if model.bases[base as usize].atom == atom {
            of_base.is_open = false;
        } else {
            of_base.pairs.retain(|pair| pair.atom != atom);
        }
    }
}
