//! Repairs: plans near an edit that make it legal, found by solving the neighbourhood again with least change.
//!
//! The sites that the edit touches and a ring of sites around them become a small territory; the edited units are
//! pinned where the editor put them, everything else may move, and the fewest residents should. A second and a third
//! ring, and other seeds, give other repairs.

use super::Redraw;
use crate::districting::outcome::{Objective, Options, Sites};
use crate::districting::problem::{Border, Problem, SiteIx, Territory, UnitIx};
use crate::districting::search::solve;
use crate::search::{Budget, StopToken, ignore_progress};
use std::collections::{BTreeMap, BTreeSet};

/// Moves that one repair may evaluate.
const MOVES: u64 = 20_000;
/// Neighbourhoods tried, in rings of sites around the edit.
const RINGS: [usize; 4] = [1, 1, 2, 3];

/// A proposal: which units to move besides the edit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Repair {
    /// Units and the sites to move them to, the edit itself not included.
    pub moves: Vec<(UnitIx, SiteIx)>,
    /// Residents in them.
    pub moved_people: i64,
}

impl Redraw<'_> {
    /// Proposes up to three repairs of the plan after moving `units` to `to`, fewest moved residents first. None when
    /// the neighbourhood has no legal plan that the search finds.
    #[must_use]
    pub fn repairs(&self, units: &[UnitIx], to: SiteIx, stop: &StopToken) -> Vec<Repair> {
        let mut edited = self.site_of.clone();
        let mut core: BTreeSet<SiteIx> = BTreeSet::from([to]);
        for &unit in units {
            core.insert(std::mem::replace(&mut edited[unit.get()], to));
        }
        let mut found: Vec<Repair> = Vec::new();
        for (seed, &rings) in RINGS.iter().enumerate() {
            if stop.is_stopped() {
                break;
            }
            let sites = self.widen(&edited, core.clone(), rings);
            let repair = self.solve_near(&edited, units, &sites, seed as u64, stop);
            found.extend(repair.filter(|repair| !found.contains(repair)));
        }
        found.sort_by_key(|repair| repair.moved_people);
        found.truncate(3);
        found
    }

    fn widen(&self, plan: &[SiteIx], mut sites: BTreeSet<SiteIx>, rings: usize) -> BTreeSet<SiteIx> {
        for _ in 0..rings {
            let mut wider = sites.clone();
            for (position, site) in plan.iter().enumerate() {
                if sites.contains(site) {
                    let near = self.problem.neighbours(UnitIx::at(position)).iter();
                    wider.extend(near.map(|neighbour| plan[neighbour.unit.get()]));
                }
            }
            sites = wider;
        }
        sites
    }

    fn solve_near(
        &self,
        plan: &[SiteIx],
        edited: &[UnitIx],
        sites: &BTreeSet<SiteIx>,
        seed: u64,
        stop: &StopToken,
    ) -> Option<Repair> {
        let near = |position: &usize| sites.contains(&plan[*position]);
        let units: Vec<UnitIx> = (0..plan.len()).filter(near).map(UnitIx::at).collect();
        let names: Vec<SiteIx> = sites.iter().copied().collect();
        let problem = Problem::new(self.part(plan, edited, &units, &names)).ok()?;
        let options = Options {
            objectives: vec![Objective::Change, Objective::CutEdges],
            sites: Sites::Exact(names.len() as u32),
            seed,
            threads: 1,
        };
        let budget = Budget {
            iterations: Some(MOVES),
            stop: stop.clone(),
        };
        let outcome = solve(&problem, &options, &budget, &mut ignore_progress);
        if !outcome.feasible {
            return None;
        }
        let place = units.iter().zip(&outcome.assignment);
        let placed = place.map(|(&unit, site)| (unit, names[site.get()]));
        let moves: Vec<(UnitIx, SiteIx)> = placed.filter(|&(unit, site)| site != plan[unit.get()]).collect();
        Some(Repair {
            moved_people: moves.iter().map(|&(unit, _)| self.problem.population(unit)).sum(),
            moves,
        })
    }

    /// The territory of `units` alone, which make up the sites `names`; the edited units are pinned.
    fn part(&self, plan: &[SiteIx], edited: &[UnitIx], units: &[UnitIx], names: &[SiteIx]) -> Territory {
        let whole = self.problem.territory();
        let place: BTreeMap<UnitIx, UnitIx> = units
            .iter()
            .enumerate()
            .map(|(at, &unit)| (unit, UnitIx::at(at)))
            .collect();
        let number = |site: SiteIx| names.binary_search(&site).ok().map(SiteIx::at);
        let mut part = Territory {
            norms: whole.norms.clone(),
            ..Territory::default()
        };
        let mut incumbent = Vec::with_capacity(units.len());
        for (at, &unit) in units.iter().enumerate() {
            let mut facts = whole.units[unit.get()];
            let here = number(plan[unit.get()]);
            let held = edited.contains(&unit) || facts.pinned.is_some();
            facts.pinned = here.filter(|_| held);
            part.units.push(facts);
            incumbent.push(here);
            for neighbour in self.problem.neighbours(unit) {
                if let (true, Some(&b)) = (neighbour.unit > unit, place.get(&neighbour.unit)) {
                    part.borders.push(Border {
                        a: UnitIx::at(at),
                        b,
                        length: neighbour.length,
                    });
                }
            }
        }
        let both = |&(a, b): &(UnitIx, UnitIx)| Some((*place.get(&a)?, *place.get(&b)?));
        part.apart = whole.apart.iter().filter_map(both).collect();
        let inside = |set: &Vec<UnitIx>| set.iter().filter_map(|unit| place.get(unit).copied()).collect();
        part.together = whole.together.iter().map(inside).collect();
        part.locked = whole.locked.iter().filter_map(|&site| number(site)).collect();
        part.incumbent = Some(incumbent);
        part
    }
}
