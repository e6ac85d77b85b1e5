//! Norms, the number of sites, pins, locks, together and apart.

use crate::districting::outcome::{Sites, Violation};
use crate::districting::problem::{Problem, SiteIx, UnitIx};

/// One more than the highest site number.
pub(super) fn site_slots(assignment: &[SiteIx]) -> usize {
    assignment.iter().map(|site| site.get() + 1).max().unwrap_or(0)
}

/// Residents, lower and upper bound of a site; `None` for a number without units.
type Standing = Option<(i64, i64, i64)>;

/// What each site has and may have.
fn standings(problem: &Problem, assignment: &[SiteIx]) -> Vec<Standing> {
    let mut sites: Vec<Standing> = vec![None; site_slots(assignment)];
    for (unit, site) in problem.territory().units.iter().zip(assignment) {
        let norm = problem.territory().norms[unit.norm.get()];
        let slot = &mut sites[site.get()];
        let (people, lower, upper) = slot.unwrap_or((0, i64::MIN, i64::MAX));
        *slot = Some((
            people + unit.population.0,
            lower.max(norm.lower.0),
            upper.min(norm.upper.0),
        ));
    }
    sites
}

/// Every site inside the norm of every unit in it.
pub(super) fn norms(problem: &Problem, assignment: &[SiteIx], found: &mut Vec<Violation>) {
    for (slot, standing) in standings(problem, assignment).into_iter().enumerate() {
        let site = SiteIx::at(slot);
        let Some((population, lower, upper)) = standing else {
            continue;
        };
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

/// The number of sites or of posts asked for.
pub(super) fn numbers(problem: &Problem, assignment: &[SiteIx], sites: Sites, found: &mut Vec<Violation>) {
    if let Sites::HalfPosts(wanted) = sites {
        let halves = |(people, _, upper)| if 2 * people <= upper { 1 } else { 2 };
        let taken = standings(problem, assignment)
            .into_iter()
            .flatten()
            .map(halves)
            .sum();
        if taken != wanted {
            found.push(Violation::HalfPostCount { wanted, found: taken });
        }
    }
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
