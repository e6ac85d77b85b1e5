//! The exhaustive oracle: walks all partitions of a small territory unit by unit, knowing nothing of the search.

use uchastok::districting::{Problem, SiteIx, Sites, violations};

/// Numbers of sites of all legal plans, ascending, each once.
pub(super) fn legal_numbers(problem: &Problem) -> Vec<u32> {
    let mut found = std::collections::BTreeSet::new();
    let mut plan = vec![SiteIx(0); problem.unit_count()];
    place(problem, &mut plan, 0, 0, &mut found);
    found.into_iter().collect()
}

fn place(
    problem: &Problem,
    plan: &mut Vec<SiteIx>,
    unit: usize,
    sites: u32,
    found: &mut std::collections::BTreeSet<u32>,
) {
    if unit == plan.len() {
        if !found.contains(&sites) && violations(problem, plan, Sites::Free).is_empty() {
            found.insert(sites);
        }
        return;
    }
    for site in 0..=sites {
        plan[unit] = SiteIx(site);
        if fits(problem, plan, unit, site) {
            place(problem, plan, unit + 1, sites.max(site + 1), found);
        }
    }
}

/// False when the units placed so far already exceed the site's upper bound.
fn fits(problem: &Problem, plan: &[SiteIx], last: usize, site: u32) -> bool {
    let territory = problem.territory();
    let inside = (0..=last).filter(|&unit| plan[unit] == SiteIx(site));
    let upper = |unit: usize| territory.norms[territory.units[unit].norm.get()].upper.0;
    let (mut people, mut bound) = (0, i64::MAX);
    for unit in inside {
        people += territory.units[unit].population.0;
        bound = bound.min(upper(unit));
    }
    people <= bound
}
