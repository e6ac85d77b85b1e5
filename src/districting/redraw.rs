//! Redrawing by hand: what an edit does to the plan at hand, told while the mouse still moves.
//!
//! Judging looks only at the sites that the edit touches: their populations, whether they hang together, whether a site
//! comes to lie inside another, and travel to the bases at hand. With distances from the bases prepared, that takes
//! time in proportion to those sites, some tens of microseconds in a region of 20,000 units.

mod repair;

pub use repair::Repair;

use super::problem::{Problem, SiteIx, UnitIx};
use super::travel::{Travel, WholeRows};
use crate::domain::Norm;
use std::collections::BTreeSet;

/// A plan under the hand of an editor.
#[derive(Debug)]
pub struct Redraw<'a> {
    problem: &'a Problem,
    site_of: Vec<SiteIx>,
    members: Vec<Vec<UnitIx>>,
    bases: Vec<UnitIx>,
    travel: Travel<'a>,
    seen: Vec<u32>,
    epoch: u32,
}

/// What an edit does to one site.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SiteChange {
    /// The site.
    pub site: SiteIx,
    /// Residents before.
    pub population_before: i64,
    /// Residents after.
    pub population_after: i64,
    /// Strictest bounds of its units after; `None` when it is left empty.
    pub norm: Option<Norm>,
    /// Pieces after the edit but the one with most residents: what is cut off.
    pub cut_off: Vec<Vec<UnitIx>>,
}

/// What an edit does to the plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    /// The sites that change.
    pub sites: Vec<SiteChange>,
    /// Sites that come to have one neighbour only, and lie in it like a hole (or behind it, at the rim of the map).
    pub enclosed: Vec<SiteIx>,
    /// Change of travel to the bases at hand, in person-decimetres. A site that loses its base takes the unit nearest
    /// to it.
    pub travel_change_person_dm: i64,
    /// Change of the number of cut edges.
    pub cut_edges_change: i64,
    /// Residents who change their site.
    pub moved_people: i64,
    /// Units that a pin or a lock holds where they are.
    pub held: Vec<UnitIx>,
}

impl Verdict {
    /// True when the changed sites are inside their norms and in one piece, and nothing held was moved.
    #[must_use]
    pub fn is_legal(&self) -> bool {
        let fits = |site: &SiteChange| {
            let population = site.population_after;
            let within = site
                .norm
                .is_none_or(|norm| population >= norm.lower.0 && population <= norm.upper.0);
            within && site.cut_off.is_empty()
        };
        self.held.is_empty() && self.sites.iter().all(fits)
    }
}

impl<'a> Redraw<'a> {
    /// Takes up a plan. Prepares distances from the bases to their sites and the units next to them, which may be far
    /// by road where a river is between: a tenth of a second at 20,000 units.
    ///
    /// # Panics
    /// When `assignment` has not one entry for each unit.
    #[must_use]
    pub fn new(problem: &'a Problem, assignment: &[SiteIx], bases: &[UnitIx]) -> Self {
        assert_eq!(assignment.len(), problem.unit_count(), "one site for each unit");
        let slots = assignment.iter().map(|site| site.get() + 1).max().unwrap_or(0);
        let mut members = vec![Vec::new(); slots];
        for (position, site) in assignment.iter().enumerate() {
            members[site.get()].push(UnitIx::at(position));
        }
        let first = |units: &Vec<UnitIx>| units.first().copied().unwrap_or(UnitIx(0));
        let mut own: Vec<UnitIx> = members.iter().map(first).collect();
        for (slot, &base) in own.iter_mut().zip(bases) {
            *slot = base;
        }
        let mut redraw = Self {
            problem,
            site_of: assignment.to_vec(),
            members,
            bases: own,
            travel: Travel::new(problem, &WholeRows::new(problem), slots),
            seen: vec![0; assignment.len()],
            epoch: 0,
        };
        for site in 0..slots {
            redraw.prepare(site);
        }
        redraw
    }

    /// Makes sure that distances from a site's base to its units and to those next to them are at hand.
    fn prepare(&mut self, site: usize) {
        if !self.problem.has_roads() {
            return;
        }
        let around = |&unit: &UnitIx| {
            let near = self.problem.neighbours(unit).iter();
            near.map(|neighbour| neighbour.unit.0).chain([unit.0])
        };
        let units = self.members[site].iter().flat_map(around);
        let bases = &self.bases;
        self.travel
            .prepare(self.bases[site], units.clone(), || bases.clone());
        self.travel.widen(self.bases[site], units);
    }

    /// The plan as edited so far.
    #[must_use]
    pub fn assignment(&self) -> &[SiteIx] {
        &self.site_of
    }

    /// Says what moving `units` to `to` would do. `to` may be one past the last site: a new one.
    pub fn judge(&mut self, units: &[UnitIx], to: SiteIx) -> Verdict {
        let undo = self.relabel(units, to);
        let touched: BTreeSet<SiteIx> = undo.iter().map(|&(_, site)| site).chain([to]).collect();
        let moved: BTreeSet<UnitIx> = undo.iter().map(|&(unit, _)| unit).collect();
        let mut sites = Vec::new();
        let mut after = Vec::new();
        for &site in &touched {
            let mut units: Vec<UnitIx> = self.members.get(site.get()).cloned().unwrap_or_default();
            let before: i64 = units.iter().map(|&unit| self.problem.population(unit)).sum();
            units.retain(|unit| !moved.contains(unit));
            if site == to {
                units.extend(&moved);
            }
            sites.push(self.site_change(site, before, &units));
            after.push((site, units));
        }
        let verdict = Verdict {
            sites,
            enclosed: self.enclosed(&after, &undo),
            travel_change_person_dm: self.travel_change(&after, &undo),
            cut_edges_change: self.cut_edges_change(&undo),
            moved_people: moved.iter().map(|&unit| self.problem.population(unit)).sum(),
            held: moved
                .iter()
                .copied()
                .filter(|&unit| self.is_held(unit, to))
                .collect(),
        };
        for (unit, site) in undo {
            self.site_of[unit.get()] = site;
        }
        verdict
    }

    /// Makes the edit.
    pub fn apply(&mut self, units: &[UnitIx], to: SiteIx) {
        if self.members.len() <= to.get() {
            self.members.resize(to.get() + 1, Vec::new());
            self.bases
                .resize(to.get() + 1, units.first().copied().unwrap_or(UnitIx(0)));
        }
        let mut touched = BTreeSet::from([to]);
        for (unit, from) in self.relabel(units, to) {
            touched.insert(from);
            self.members[from.get()].retain(|&other| other != unit);
            self.members[to.get()].push(unit);
            if self.bases[from.get()] == unit {
                self.bases[from.get()] = self.nearest(unit, &self.members[from.get()]);
            }
        }
        let slot = to.get();
        if self.site_of[self.bases[slot].get()] != to {
            self.bases[slot] = self.members[slot].first().copied().unwrap_or(UnitIx(0));
        }
        for site in touched {
            self.prepare(site.get());
        }
    }

    fn relabel(&mut self, units: &[UnitIx], to: SiteIx) -> Vec<(UnitIx, SiteIx)> {
        let mut undo = Vec::new();
        for &unit in units {
            let from = std::mem::replace(&mut self.site_of[unit.get()], to);
            if from != to {
                undo.push((unit, from));
            }
        }
        undo
    }

    fn is_held(&self, unit: UnitIx, to: SiteIx) -> bool {
        let territory = self.problem.territory();
        let pinned = territory.units[unit.get()].pinned.is_some_and(|site| site != to);
        let before = territory.incumbent.as_ref().and_then(|plan| plan[unit.get()]);
        let locked = |site: SiteIx| territory.locked.contains(&site);
        pinned || locked(to) || before.is_some_and(locked)
    }

    fn site_change(&mut self, site: SiteIx, population_before: i64, units: &[UnitIx]) -> SiteChange {
        let territory = self.problem.territory();
        let norms = units
            .iter()
            .map(|unit| territory.norms[territory.units[unit.get()].norm.get()]);
        SiteChange {
            site,
            population_before,
            population_after: units.iter().map(|&unit| self.problem.population(unit)).sum(),
            norm: norms.reduce(|a, b| a.and(b)),
            cut_off: self.cut_off(site, units),
        }
    }

    /// Pieces of `units`, all labelled `site`, but the one with most residents.
    fn cut_off(&mut self, site: SiteIx, units: &[UnitIx]) -> Vec<Vec<UnitIx>> {
        self.epoch += 1;
        let mut pieces: Vec<Vec<UnitIx>> = Vec::new();
        for &start in units {
            if self.seen[start.get()] == self.epoch {
                continue;
            }
            self.seen[start.get()] = self.epoch;
            let mut piece = vec![start];
            let mut next = 0;
            while next < piece.len() {
                let unit = piece[next];
                next += 1;
                for neighbour in self.problem.neighbours(unit) {
                    let other = neighbour.unit.get();
                    if self.seen[other] != self.epoch && self.site_of[other] == site {
                        self.seen[other] = self.epoch;
                        piece.push(neighbour.unit);
                    }
                }
            }
            piece.sort_unstable();
            pieces.push(piece);
        }
        let people = |piece: &Vec<UnitIx>| {
            piece
                .iter()
                .map(|&unit| self.problem.population(unit))
                .sum::<i64>()
        };
        pieces.sort_by_key(|piece| (std::cmp::Reverse(people(piece)), piece.first().copied()));
        pieces.into_iter().skip(1).collect()
    }

    /// Sites next to the edit, or in it, whose only neighbour is one site, and was not so before.
    fn enclosed(&mut self, after: &[(SiteIx, Vec<UnitIx>)], undo: &[(UnitIx, SiteIx)]) -> Vec<SiteIx> {
        let mut near: BTreeSet<SiteIx> = after.iter().map(|(site, _)| *site).collect();
        for &(unit, _) in undo {
            for neighbour in self.problem.neighbours(unit) {
                near.insert(self.site_of[neighbour.unit.get()]);
            }
        }
        let only_one = |plan: &[SiteIx], site: SiteIx, units: &[UnitIx]| {
            let mut found: Option<SiteIx> = None;
            for &unit in units {
                for neighbour in self.problem.neighbours(unit) {
                    let other = plan[neighbour.unit.get()];
                    if other != site && found.is_some_and(|known| known != other) {
                        return false;
                    }
                    if other != site {
                        found = Some(other);
                    }
                }
            }
            found.is_some()
        };
        let mut enclosed = Vec::new();
        for &site in &near {
            let units = after
                .iter()
                .find(|(other, _)| *other == site)
                .map(|(_, units)| units);
            let old = self.members.get(site.get());
            let now = units
                .or(old)
                .is_some_and(|units| only_one(&self.site_of, site, units));
            if now {
                enclosed.push(site);
            }
        }
        let edited: Vec<(UnitIx, SiteIx)> = undo
            .iter()
            .map(|&(unit, _)| (unit, self.site_of[unit.get()]))
            .collect();
        for &(unit, site) in undo {
            self.site_of[unit.get()] = site;
        }
        let plan = &self.site_of;
        enclosed.retain(|site| {
            !self
                .members
                .get(site.get())
                .is_some_and(|units| only_one(plan, *site, units))
        });
        for (unit, site) in edited {
            self.site_of[unit.get()] = site;
        }
        enclosed
    }

    fn travel_change(&mut self, after: &[(SiteIx, Vec<UnitIx>)], undo: &[(UnitIx, SiteIx)]) -> i64 {
        if !self.problem.has_roads() {
            return 0;
        }
        let mut change = 0;
        for (site, units) in after {
            let Some(&base) = self.bases.get(site.get()) else {
                continue;
            };
            if let Some(before) = self.members.get(site.get()) {
                change -= self.sum_to(base, before);
            }
            let leaves = undo.iter().any(|&(unit, from)| unit == base && from == *site);
            let next = if leaves { self.nearest(base, units) } else { base };
            let bases = &self.bases;
            let of = units.iter().map(|unit| unit.0);
            self.travel.prepare(next, of.clone(), || bases.clone());
            self.travel.widen(next, of);
            change += self.sum_to(next, units);
        }
        change
    }

    fn sum_to(&self, base: UnitIx, units: &[UnitIx]) -> i64 {
        units
            .iter()
            .map(|&unit| self.problem.population(unit) * self.travel.distance(base, unit.0))
            .sum()
    }

    fn nearest(&self, base: UnitIx, units: &[UnitIx]) -> UnitIx {
        let nearest = units
            .iter()
            .min_by_key(|unit| (self.travel.distance(base, unit.0), **unit));
        nearest.copied().unwrap_or(base)
    }

    fn cut_edges_change(&self, undo: &[(UnitIx, SiteIx)]) -> i64 {
        let before = |unit: UnitIx| {
            let edited = undo.iter().find(|&&(other, _)| other == unit);
            edited.map_or(self.site_of[unit.get()], |&(_, site)| site)
        };
        let mut change = 0;
        for &(unit, from) in undo {
            for neighbour in self.problem.neighbours(unit) {
                let other = neighbour.unit;
                let both_moved = undo.iter().any(|&(moved, _)| moved == other);
                if both_moved && other < unit {
                    continue;
                }
                change += i64::from(self.site_of[unit.get()] != self.site_of[other.get()]);
                change -= i64::from(from != before(other));
            }
        }
        change
    }
}
