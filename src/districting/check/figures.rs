//! The figures of a plan.

use super::base::{Dijkstra, best_base};
use super::rules::site_slots;
use crate::districting::outcome::Figures;
use crate::districting::problem::{Problem, SiteIx, UnitIx};
use std::collections::{BTreeMap, BTreeSet};

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
        let best = best_base(problem, &mut search, units);
        figures.bases.push(best.base);
        figures.travel_person_dm += best.travel;
        figures.unreachable_people += best.stranded;
    }
}
