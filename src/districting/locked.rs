//! Locked sites: no plan touches them, so what is wrong with them as they are no plan mends.
//!
//! The search leaves their units out. Here they are looked at by themselves: each against the norm of every kind of place
//! in it, and against pins, connectedness, and who must be together or apart. Everything found is a proof that no plan is
//! legal while the lock holds, and what is outside the norm counts in every plan.

use super::outcome::{LockedRule, Reason};
use super::problem::{Problem, SiteIx, UnitIx};
use crate::domain::Norm;
use std::collections::{BTreeMap, BTreeSet};

/// What is wrong with the locked sites, in their order.
pub(super) fn reasons(problem: &Problem) -> Vec<Reason> {
    let mut found = Vec::new();
    for (site, units) in sites(problem) {
        found.extend(outside_norm(problem, site, &units));
        found.extend(against_rules(problem, site, &units));
    }
    found
}

/// Residents outside the norm in locked sites.
pub(super) fn outside(problem: &Problem) -> i64 {
    let of_site = |units: BTreeSet<UnitIx>| {
        let (population, lower, upper) = figures(problem, &units);
        (population - upper).max(0) + (lower - population).max(0)
    };
    sites(problem).into_values().map(of_site).sum()
}

/// Residents of a site, its greatest lower and its least upper bound.
fn figures(problem: &Problem, units: &BTreeSet<UnitIx>) -> (i64, i64, i64) {
    let norms = || units.iter().map(|&unit| norm(problem, unit));
    (
        units.iter().map(|&unit| problem.population(unit)).sum(),
        norms().map(|norm| norm.lower.0).max().unwrap_or(0),
        norms().map(|norm| norm.upper.0).min().unwrap_or(i64::MAX),
    )
}

fn norm(problem: &Problem, unit: UnitIx) -> Norm {
    let territory = problem.territory();
    territory.norms[territory.units[unit.get()].norm.get()]
}

/// The locked sites that have units, with them.
fn sites(problem: &Problem) -> BTreeMap<SiteIx, BTreeSet<UnitIx>> {
    let territory = problem.territory();
    let mut found: BTreeMap<SiteIx, BTreeSet<UnitIx>> = BTreeMap::new();
    for (unit, site) in territory.incumbent.iter().flatten().enumerate() {
        if let Some(site) = site.filter(|site| territory.locked.contains(site)) {
            found.entry(site).or_default().insert(UnitIx::at(unit));
        }
    }
    found
}

/// A unit above its own bound is named instead of the lock: to unlock its site does not make it smaller.
fn outside_norm(problem: &Problem, site: SiteIx, units: &BTreeSet<UnitIx>) -> Option<Reason> {
    let (population, lower, upper) = figures(problem, units);
    let is_large = |unit: &&UnitIx| problem.population(**unit) > norm(problem, **unit).upper.0;
    if let Some(&unit) = units.iter().find(is_large) {
        return Some(Reason::UnitAboveUpper {
            unit,
            population: problem.population(unit),
            upper: norm(problem, unit).upper.0,
        });
    }
    (population < lower || population > upper).then(|| Reason::LockedOutsideNorm {
        site,
        units: units.iter().copied().collect(),
        population,
        lower,
        upper,
    })
}

fn against_rules(problem: &Problem, site: SiteIx, own: &BTreeSet<UnitIx>) -> Vec<Reason> {
    let territory = problem.territory();
    let mut found = Vec::new();
    let mut add = |units: Vec<UnitIx>, rule| found.push(Reason::LockedAgainstRule { site, units, rule });
    for (position, unit) in territory.units.iter().enumerate() {
        let at = UnitIx::at(position);
        let is_wrong = unit.pinned.is_some_and(|pin| (pin == site) != own.contains(&at));
        if is_wrong && (own.contains(&at) || unit.pinned == Some(site)) {
            add(vec![at], LockedRule::Pinned);
        }
    }
    for set in &territory.together {
        let inside = set.iter().filter(|unit| own.contains(unit)).count();
        if inside > 0 && inside < set.len() {
            add(set.clone(), LockedRule::Together);
        }
    }
    for &(a, b) in &territory.apart {
        if own.contains(&a) && own.contains(&b) {
            add(vec![a, b], LockedRule::Apart);
        }
    }
    let cut_off = cut_off(problem, own);
    if !cut_off.is_empty() {
        add(cut_off, LockedRule::Connected);
    }
    found
}

/// The units of a site that are not reached from its first.
fn cut_off(problem: &Problem, own: &BTreeSet<UnitIx>) -> Vec<UnitIx> {
    let mut open = own.clone();
    let mut reached: Vec<UnitIx> = open.pop_first().into_iter().collect();
    while let Some(unit) = reached.pop() {
        for neighbour in problem.neighbours(unit) {
            if open.remove(&neighbour.unit) {
                reached.push(neighbour.unit);
            }
        }
    }
    open.into_iter().collect()
}
