//! The figures of a plan, travel by Dijkstra from the candidates for each site's base.

use super::rules::site_slots;
use crate::districting::outcome::Figures;
use crate::districting::problem::{Problem, SiteIx, UnitIx};
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, BinaryHeap};

/// Distance counted for a resident who cannot reach the base: longer than any road network, so that a plan which
/// strands somebody never looks short.
const UNREACHABLE_DM: i64 = 100_000_000;

/// All figures of a plan.
pub(super) fn figures(problem: &Problem, assignment: &[SiteIx]) -> Figures {
    let mut members: Vec<Vec<UnitIx>> = vec![Vec::new(); site_slots(assignment)];
    for (position, site) in assignment.iter().enumerate() {
        members[site.get()].push(UnitIx::at(position));
    }
    let mut figures = Figures {
        sites: members.iter().filter(|units| !units.is_empty()).count() as u32,
        ..Figures::default()
    };
    populations(problem, &members, &mut figures);
    borders(problem, assignment, &mut figures);
    groups(problem, assignment, &mut figures);
    travel(problem, &members, &mut figures);
    if let Some(incumbent) = &problem.territory().incumbent {
        for (position, before) in incumbent.iter().enumerate() {
            if before.is_some_and(|site| site != assignment[position]) {
                figures.moved_people += problem.population(UnitIx::at(position));
            }
        }
    }
    figures
}

fn populations(problem: &Problem, members: &[Vec<UnitIx>], figures: &mut Figures) {
    let territory = problem.territory();
    for units in members {
        let population: i64 = units.iter().map(|&unit| problem.population(unit)).sum();
        figures.populations.push(population);
        let norms = units
            .iter()
            .map(|unit| territory.norms[territory.units[unit.get()].norm.get()]);
        if let Some(norm) = norms.reduce(|a, b| a.and(b)) {
            figures.norm_violation += (population - norm.upper.0).max(0) + (norm.lower.0 - population).max(0);
        }
    }
    let total: i64 = figures.populations.iter().sum();
    let mean = total / i64::from(figures.sites.max(1));
    let occupied = members
        .iter()
        .zip(&figures.populations)
        .filter(|(units, _)| !units.is_empty());
    figures.imbalance = occupied.map(|(_, population)| (population - mean).abs()).sum();
}

fn borders(problem: &Problem, assignment: &[SiteIx], figures: &mut Figures) {
    for position in 0..assignment.len() {
        for neighbour in problem.neighbours(UnitIx::at(position)) {
            let is_first = neighbour.unit.get() > position;
            if is_first && assignment[neighbour.unit.get()] != assignment[position] {
                figures.cut_edges += 1;
                figures.border_length += neighbour.length;
            }
        }
    }
}

fn groups(problem: &Problem, assignment: &[SiteIx], figures: &mut Figures) {
    let territory = problem.territory();
    for layer in &territory.layers {
        let mut sites: BTreeMap<_, BTreeSet<SiteIx>> = BTreeMap::new();
        let mut population: BTreeMap<_, i64> = BTreeMap::new();
        let mut upper: BTreeMap<_, i64> = BTreeMap::new();
        for (position, group) in layer.group_of.iter().enumerate() {
            let Some(group) = *group else { continue };
            sites.entry(group).or_default().insert(assignment[position]);
            *population.entry(group).or_default() += problem.population(UnitIx::at(position));
            let bound = territory.norms[territory.units[position].norm.get()].upper.0;
            let slot = upper.entry(group).or_insert(bound);
            *slot = bound.min(*slot);
        }
        let mut split = 0;
        let mut avoidable = 0;
        for (group, touched) in &sites {
            let touched = touched.len() as i64;
            let needed = (population[group] + upper[group] - 1) / upper[group].max(1);
            split += u32::from(touched > 1);
            avoidable += (touched - needed.max(1)).max(0) as u32;
        }
        figures.split_groups.push(split);
        figures.avoidable_splits.push(avoidable);
    }
}

fn travel(problem: &Problem, members: &[Vec<UnitIx>], figures: &mut Figures) {
    if !problem.has_roads() {
        let first = |units: &Vec<UnitIx>| units.first().copied().unwrap_or(UnitIx(0));
        figures.bases = members.iter().map(first).collect();
        return;
    }
    let mut search = Dijkstra::new(problem);
    for units in members {
        let (base, cost, stranded) = best_base(problem, &mut search, units);
        figures.bases.push(base);
        figures.travel_person_dm += cost;
        figures.unreachable_people += stranded;
    }
}

/// The unit with the least travel, the first of equals. A candidate is skipped when the triangle inequality from an
/// evaluated one already puts it above the best.
fn best_base(problem: &Problem, search: &mut Dijkstra<'_>, units: &[UnitIx]) -> (UnitIx, i64, i64) {
    let residents: i64 = units.iter().map(|&unit| problem.population(unit)).sum();
    let mut at_least = vec![0i64; units.len()];
    let mut best = (units.first().copied().unwrap_or(UnitIx(0)), i64::MAX, 0);
    let mut done = vec![false; units.len()];
    loop {
        let open = (0..units.len()).filter(|&i| !done[i] && at_least[i] <= best.1);
        let Some(chosen) = open.min_by_key(|&i| (at_least[i], i)) else {
            return if units.is_empty() { (best.0, 0, 0) } else { best };
        };
        done[chosen] = true;
        let distances = search.distances(units[chosen], units);
        let mut cost = 0;
        let mut stranded = 0;
        for (&unit, &distance) in units.iter().zip(&distances) {
            cost += problem.population(unit) * distance;
            stranded += if distance == UNREACHABLE_DM {
                problem.population(unit)
            } else {
                0
            };
        }
        if cost < best.1 || (cost == best.1 && units[chosen] < best.0) {
            best = (units[chosen], cost, stranded);
        }
        for (slot, &distance) in at_least.iter_mut().zip(&distances) {
            *slot = (*slot).max((cost - residents * distance).abs());
        }
    }
}

struct Dijkstra<'a> {
    problem: &'a Problem,
    distance: Vec<i64>,
    touched: Vec<u32>,
    wanted: Vec<bool>,
}

impl<'a> Dijkstra<'a> {
    fn new(problem: &'a Problem) -> Self {
        let nodes = problem.road_ends.len();
        Self {
            problem,
            distance: vec![i64::MAX; nodes],
            touched: Vec::new(),
            wanted: vec![false; nodes],
        }
    }

    /// Distances from `source` to `targets`, in their order.
    fn distances(&mut self, source: UnitIx, targets: &[UnitIx]) -> Vec<i64> {
        for node in self.touched.drain(..) {
            self.distance[node as usize] = i64::MAX;
        }
        for unit in targets {
            self.wanted[unit.get()] = true;
        }
        let mut missing = targets.len();
        let mut queue = BinaryHeap::from([(Reverse(0i64), source.0)]);
        self.distance[source.get()] = 0;
        self.touched.push(source.0);
        while let Some((Reverse(distance), node)) = queue.pop() {
            if distance > self.distance[node as usize] {
                continue;
            }
            if std::mem::take(&mut self.wanted[node as usize]) {
                missing -= 1;
                if missing == 0 {
                    break;
                }
            }
            for end in self.problem.road_ends.row(node as usize) {
                let through = distance + i64::from(end.length_dm);
                let slot = &mut self.distance[end.node.get()];
                if through < *slot {
                    if *slot == i64::MAX {
                        self.touched.push(end.node.0);
                    }
                    *slot = through;
                    queue.push((Reverse(through), end.node.0));
                }
            }
        }
        for unit in targets {
            self.wanted[unit.get()] = false;
        }
        let known = |unit: &UnitIx| self.distance[unit.get()].min(UNREACHABLE_DM);
        targets.iter().map(known).collect()
    }
}
