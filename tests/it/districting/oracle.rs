//! The exhaustive oracle: walks all partitions of a small territory unit by unit, knowing nothing of the search.

use std::collections::BTreeMap;
use uchastok::districting::{Problem, SiteIx, Sites, UnitIx, Violation, violations};

/// Numbers of sites of all legal plans, ascending, each once.
pub(super) fn legal_numbers(problem: &Problem) -> Vec<u32> {
    let mut found = std::collections::BTreeSet::new();
    let mut plan = vec![SiteIx(0); problem.unit_count()];
    place(problem, &mut plan, 0, 0, &mut |plan, sites| {
        if !found.contains(&sites) && is_legal(problem, plan) {
            found.insert(sites);
        }
    });
    found.into_iter().collect()
}

/// Numbers of half posts that legal plans take, ascending, each once: one for a site of at most half of its upper bound.
pub(super) fn legal_half_posts(problem: &Problem) -> Vec<u32> {
    let mut found = std::collections::BTreeSet::new();
    let mut plan = vec![SiteIx(0); problem.unit_count()];
    place(problem, &mut plan, 0, 0, &mut |plan, sites| {
        let taken = (0..sites)
            .map(|site| half_posts(problem, plan, SiteIx(site)))
            .sum();
        if !found.contains(&taken) && is_legal(problem, plan) {
            found.insert(taken);
        }
    });
    found.into_iter().collect()
}

/// Fewest residents outside the norm of any plan of connected sites that keeps every rule but the norm.
pub(super) fn least_outside(problem: &Problem) -> i64 {
    let mut least = i64::MAX;
    let mut plan = vec![SiteIx(0); problem.unit_count()];
    anywhere(&mut plan, 0, 0, &mut |plan| {
        let mut outside = 0;
        for violation in violations(problem, plan, Sites::Free) {
            outside += match violation {
                Violation::AboveUpper {
                    population, upper, ..
                } => population - upper,
                Violation::BelowLower {
                    population, lower, ..
                } => lower - population,
                _ => return,
            };
        }
        least = least.min(outside);
    });
    least
}

/// Every partition.
fn anywhere(plan: &mut Vec<SiteIx>, unit: usize, sites: u32, meet: &mut dyn FnMut(&[SiteIx])) {
    if unit == plan.len() {
        meet(plan);
        return;
    }
    for site in 0..=sites {
        plan[unit] = SiteIx(site);
        anywhere(plan, unit + 1, sites.max(site + 1), meet);
    }
}

fn half_posts(problem: &Problem, plan: &[SiteIx], site: SiteIx) -> u32 {
    let territory = problem.territory();
    let inside = || territory.units.iter().zip(plan).filter(|(_, at)| **at == site);
    let people: i64 = inside().map(|(unit, _)| unit.population.0).sum();
    let upper = inside()
        .map(|(unit, _)| territory.norms[unit.norm.get()].upper.0)
        .min();
    if people <= upper.unwrap_or(0) / 2 { 1 } else { 2 }
}

/// The least travel of all legal plans, in person-decimetres, by number of sites.
pub(super) fn least_travel(problem: &Problem) -> BTreeMap<u32, i64> {
    let distance = distances(problem);
    least(problem, &|plan, sites| {
        (0..sites)
            .map(|site| site_travel(problem, &distance, plan, SiteIx(site)))
            .sum()
    })
}

/// The fewest cut edges of all legal plans, by number of sites.
pub(super) fn fewest_cut_edges(problem: &Problem) -> BTreeMap<u32, i64> {
    let mut pairs: Vec<(usize, usize)> = Vec::new();
    for border in &problem.territory().borders {
        let (a, b) = (
            border.a.get().min(border.b.get()),
            border.a.get().max(border.b.get()),
        );
        let is_barred = |&(c, d): &(UnitIx, UnitIx)| (c.get().min(d.get()), c.get().max(d.get())) == (a, b);
        if a != b && !problem.territory().barred.iter().any(is_barred) {
            pairs.push((a, b));
        }
    }
    pairs.sort_unstable();
    pairs.dedup();
    least(problem, &|plan, _| {
        pairs.iter().filter(|&&(a, b)| plan[a] != plan[b]).count() as i64
    })
}

/// The least cost of all legal plans, by number of sites.
fn least(problem: &Problem, cost: &dyn Fn(&[SiteIx], u32) -> i64) -> BTreeMap<u32, i64> {
    let mut least: BTreeMap<u32, i64> = BTreeMap::new();
    let mut plan = vec![SiteIx(0); problem.unit_count()];
    place(problem, &mut plan, 0, 0, &mut |plan, sites| {
        let cost = cost(plan, sites);
        if least.get(&sites).is_none_or(|&least| cost < least) && is_legal(problem, plan) {
            least.insert(sites, cost);
        }
    });
    least
}

/// Travel of a site to its best unit.
fn site_travel(problem: &Problem, distance: &[Vec<i64>], plan: &[SiteIx], site: SiteIx) -> i64 {
    let units: Vec<usize> = (0..plan.len()).filter(|&unit| plan[unit] == site).collect();
    let to = |base: usize| {
        let people = |unit: usize| problem.territory().units[unit].population.0;
        units
            .iter()
            .map(|&unit| people(unit) * distance[base][unit])
            .sum()
    };
    units.iter().map(|&base| to(base)).min().unwrap_or(0)
}

/// Distances between all units in decimetres, by Floyd and Warshall; a way that is not there counts as 10,000 km.
fn distances(problem: &Problem) -> Vec<Vec<i64>> {
    let territory = problem.territory();
    let nodes = problem.unit_count() + territory.junctions;
    let mut distance = vec![vec![100_000_000i64; nodes]; nodes];
    for (node, row) in distance.iter_mut().enumerate() {
        row[node] = 0;
    }
    for road in &territory.roads {
        let (a, b) = (road.a.get(), road.b.get());
        distance[a][b] = distance[a][b].min(road.length_dm);
        distance[b][a] = distance[b][a].min(road.length_dm);
    }
    for over in 0..nodes {
        for from in 0..nodes {
            for to in 0..nodes {
                let through = distance[from][over] + distance[over][to];
                distance[from][to] = distance[from][to].min(through);
            }
        }
    }
    distance
}

/// True for a legal plan, under some numbering of its sites: pins, locks and the plan in force name sites, the
/// partition does not.
fn is_legal(problem: &Problem, plan: &[SiteIx]) -> bool {
    let by_name = |it: &Violation| matches!(it, Violation::Unpinned { .. } | Violation::Unlocked { .. });
    let found = violations(problem, plan, Sites::Free);
    if !found.iter().all(by_name) {
        return false;
    }
    let territory = problem.territory();
    let names = territory
        .units
        .iter()
        .filter_map(|unit| unit.pinned)
        .chain(territory.locked.iter().copied());
    let most = names.map(|site| site.get() + 1).max().unwrap_or(0);
    if most == 0 {
        return found.is_empty();
    }
    let sites = plan.iter().map(|site| site.get() + 1).max().unwrap_or(0);
    let mut names: Vec<u32> = (0..(sites.max(most)) as u32).collect();
    some_order(&mut names, 0, &mut |names| {
        let named: Vec<SiteIx> = plan.iter().map(|site| SiteIx(names[site.get()])).collect();
        violations(problem, &named, Sites::Free).is_empty()
    })
}

/// True when `holds` for some order of the names.
fn some_order(names: &mut Vec<u32>, from: usize, holds: &mut dyn FnMut(&[u32]) -> bool) -> bool {
    if from + 1 >= names.len() {
        return holds(names);
    }
    for at in from..names.len() {
        names.swap(from, at);
        let found = some_order(names, from + 1, holds);
        names.swap(from, at);
        if found {
            return true;
        }
    }
    false
}

/// Every partition whose sites keep to the upper bounds while they grow, with its number of sites.
fn place(
    problem: &Problem,
    plan: &mut Vec<SiteIx>,
    unit: usize,
    sites: u32,
    meet: &mut dyn FnMut(&[SiteIx], u32),
) {
    if unit == plan.len() {
        meet(plan, sites);
        return;
    }
    for site in 0..=sites {
        plan[unit] = SiteIx(site);
        if fits(problem, plan, unit, site) {
            place(problem, plan, unit + 1, sites.max(site + 1), meet);
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
