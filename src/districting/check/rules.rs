//! Norms, the number of sites, pins, locks, together and apart.

use crate::districting::outcome::{Sites, Violation};
use crate::districting::problem::{Problem, SiteIx, UnitIx};

/// One more than the highest site number.
pub(super) fn site_slots(assignment: &[SiteIx]) -> usize {
    assignment.iter().map(|site| site.get() + 1).max().unwrap_or(0)
}

/// Every site inside the norm of every unit in it.
pub(super) fn norms(problem: &Problem, assignment: &[SiteIx], found: &mut Vec<Violation>) {
    let slots = site_slots(assignment);
    let mut population = vec![0i64; slots];
    let mut bounds: Vec<Option<(i64, i64)>> = vec![None; slots];
    for (unit, site) in problem.territory().units.iter().zip(assignment) {
        let norm = problem.territory().norms[unit.norm.get()];
        population[site.get()] += unit.population.0;
        let (lower, upper) = bounds[site.get()].unwrap_or((i64::MIN, i64::MAX));
        bounds[site.get()] = Some((lower.max(norm.lower.0), upper.min(norm.upper.0)));
    }
    for (slot, bound) in bounds.iter().enumerate() {
        let site = SiteIx::at(slot);
        let Some((lower, upper)) = *bound else {
            continue;
        };
        let population = population[slot];
        if population > upper {
            found.push(Violation::AboveUpper {
                site,
                population,
                upper,
            });
        }
        if population < lower {
            found.push(Violation::BelowLower {
                site,
                population,
                lower,
            });
        }
    }
}

/// The number of sites asked for.
pub(super) fn numbers(assignment: &[SiteIx], sites: Sites, found: &mut Vec<Violation>) {
    let mut used = vec![false; site_slots(assignment)];
    for site in assignment {
        used[site.get()] = true;
    }
    let count = used.iter().filter(|&&is_used| is_used).count() as u32;
    if let Sites::Exact(wanted) = sites
        && wanted != count
    {
        found.push(Violation::SiteCount { wanted, found: count });
    }
}

/// Pins, locked sites, together and apart.
pub(super) fn wishes(problem: &Problem, assignment: &[SiteIx], found: &mut Vec<Violation>) {
    let territory = problem.territory();
    let site = |unit: UnitIx| assignment[unit.get()];
    for (position, unit) in territory.units.iter().enumerate() {
        let here = UnitIx::at(position);
        if let Some(pinned) = unit.pinned
            && pinned != site(here)
        {
            found.push(Violation::Unpinned {
                unit: here,
                site: pinned,
            });
        }
    }
    for set in &territory.together {
        for pair in set.windows(2) {
            if site(pair[0]) != site(pair[1]) {
                found.push(Violation::NotTogether {
                    a: pair[0],
                    b: pair[1],
                });
            }
        }
    }
    for &(a, b) in &territory.apart {
        if site(a) == site(b) {
            found.push(Violation::NotApart { a, b });
        }
    }
    let Some(incumbent) = &territory.incumbent else {
        return;
    };
    for (position, before) in incumbent.iter().enumerate() {
        let unit = UnitIx::at(position);
        let after = site(unit);
        for &locked in &territory.locked {
            if (*before == Some(locked)) != (after == locked) {
                found.push(Violation::Unlocked { site: locked, unit });
            }
        }
    }
}
