//! Checks a territory before anything is solved, and names everything that is wrong with it at once.

use super::problem::{
    BORDER_LENGTH_MAX, NORM_CLASSES_MAX, ROAD_DM_MAX, SiteIx, Territory, UNIT_POPULATION_MAX, UnitIx,
};
use crate::domain::Problem;

/// Every problem of `territory`; none when it can be solved.
pub(super) fn problems(territory: &Territory) -> Vec<Problem> {
    let mut found = Vec::new();
    norms(territory, &mut found);
    units(territory, &mut found);
    borders(territory, &mut found);
    roads(territory, &mut found);
    layers(territory, &mut found);
    rules(territory, &mut found);
    found
}

fn norms(territory: &Territory, found: &mut Vec<Problem>) {
    if territory.norms.len() > NORM_CLASSES_MAX {
        found.push(Problem::new(
            "districting.norms.many",
            "norms",
            format!("{} norms, the limit is {NORM_CLASSES_MAX}", territory.norms.len()),
            "merge kinds of place that share their bounds",
        ));
    }
    for (position, norm) in territory.norms.iter().enumerate() {
        if norm.lower.0 < 0 || norm.lower > norm.upper {
            found.push(Problem::new(
                "districting.norm.bounds",
                format!("norms[{position}]"),
                format!("the bounds {} to {} hold no population", norm.lower, norm.upper),
                "give a lower bound of at least 0 that does not exceed the upper",
            ));
        }
    }
}

fn units(territory: &Territory, found: &mut Vec<Problem>) {
    if territory.units.is_empty() {
        found.push(Problem::new(
            "districting.units.none",
            "units",
            "the territory has no unit",
            "give at least one unit",
        ));
    }
    for (position, unit) in territory.units.iter().enumerate() {
        if unit.population.0 < 0 || unit.population.0 > UNIT_POPULATION_MAX {
            found.push(Problem::new(
                "districting.unit.population",
                format!("units[{position}]"),
                format!(
                    "a population of {} is outside 0 to {UNIT_POPULATION_MAX}",
                    unit.population
                ),
                "correct the population",
            ));
        }
        if unit.norm.get() >= territory.norms.len() {
            found.push(Problem::new(
                "districting.unit.norm",
                format!("units[{position}]"),
                format!("norm {} does not exist", unit.norm.0),
                "name one of the norms",
            ));
        }
        if let Some(site) = unit.pinned {
            site_in_range(territory, site, &format!("units[{position}]"), found);
        }
    }
}

fn site_in_range(territory: &Territory, site: SiteIx, pointer: &str, found: &mut Vec<Problem>) {
    if site.get() >= territory.units.len() {
        found.push(Problem::new(
            "districting.site.range",
            pointer,
            format!(
                "site {} cannot exist with {} units",
                site.0,
                territory.units.len()
            ),
            "count sites from 0, fewer than there are units",
        ));
    }
}

fn unit_in_range(territory: &Territory, unit: UnitIx, pointer: &str, found: &mut Vec<Problem>) {
    if unit.get() >= territory.units.len() {
        found.push(Problem::new(
            "districting.unit.range",
            pointer,
            format!("unit {} does not exist", unit.0),
            "name a unit by its position, counted from 0",
        ));
    }
}

fn borders(territory: &Territory, found: &mut Vec<Problem>) {
    for (position, border) in territory.borders.iter().enumerate() {
        let pointer = format!("borders[{position}]");
        unit_in_range(territory, border.a, &pointer, found);
        unit_in_range(territory, border.b, &pointer, found);
        if border.length < 0 || border.length > BORDER_LENGTH_MAX {
            found.push(Problem::new(
                "districting.border.length",
                pointer,
                format!(
                    "a border length of {} is outside 0 to {BORDER_LENGTH_MAX}",
                    border.length
                ),
                "correct the length",
            ));
        }
    }
    for (position, &(a, b)) in territory.barred.iter().enumerate() {
        let pointer = format!("barred[{position}]");
        unit_in_range(territory, a, &pointer, found);
        unit_in_range(territory, b, &pointer, found);
    }
}

fn roads(territory: &Territory, found: &mut Vec<Problem>) {
    let nodes = territory.units.len() + territory.junctions;
    for (position, road) in territory.roads.iter().enumerate() {
        if road.a.get() >= nodes || road.b.get() >= nodes {
            found.push(Problem::new(
                "districting.road.node",
                format!("roads[{position}]"),
                format!("it joins nodes {} and {} of {nodes}", road.a.0, road.b.0),
                "name nodes of the travel graph, counted from 0",
            ));
        }
        if road.length_dm < 0 || road.length_dm > ROAD_DM_MAX {
            found.push(Problem::new(
                "districting.road.length",
                format!("roads[{position}]"),
                format!("a length of {} dm is outside 0 to {ROAD_DM_MAX}", road.length_dm),
                "correct the length",
            ));
        }
    }
}

fn layers(territory: &Territory, found: &mut Vec<Problem>) {
    for layer in &territory.layers {
        if layer.group_of.len() != territory.units.len() {
            found.push(Problem::new(
                "districting.layer.length",
                format!("layers.{}", layer.name),
                format!(
                    "{} entries for {} units",
                    layer.group_of.len(),
                    territory.units.len()
                ),
                "give one entry for each unit",
            ));
        }
        for (position, group) in layer.group_of.iter().enumerate() {
            if group.is_some_and(|group| group.get() >= territory.units.len()) {
                found.push(Problem::new(
                    "districting.layer.group",
                    format!("layers.{}[{position}]", layer.name),
                    "the group's number is not below the number of units",
                    "number the groups of a layer from 0 without gaps",
                ));
            }
        }
    }
}

fn rules(territory: &Territory, found: &mut Vec<Problem>) {
    for (position, set) in territory.together.iter().enumerate() {
        for &unit in set {
            unit_in_range(territory, unit, &format!("together[{position}]"), found);
        }
    }
    for (position, &(a, b)) in territory.apart.iter().enumerate() {
        let pointer = format!("apart[{position}]");
        unit_in_range(territory, a, &pointer, found);
        unit_in_range(territory, b, &pointer, found);
        if a == b {
            found.push(Problem::new(
                "districting.apart.self",
                pointer,
                "a unit cannot be apart from itself",
                "name two different units",
            ));
        }
    }
    if let Some(incumbent) = &territory.incumbent {
        if incumbent.len() != territory.units.len() {
            found.push(Problem::new(
                "districting.incumbent.length",
                "incumbent",
                format!("{} entries for {} units", incumbent.len(), territory.units.len()),
                "give one entry for each unit",
            ));
        }
        for (position, site) in incumbent.iter().enumerate() {
            if let Some(site) = site {
                site_in_range(territory, *site, &format!("incumbent[{position}]"), found);
            }
        }
    }
    for site in &territory.locked {
        let known = territory
            .incumbent
            .as_ref()
            .is_some_and(|plan| plan.contains(&Some(*site)));
        if !known {
            found.push(Problem::new(
                "districting.locked.unknown",
                format!("locked site {}", site.0),
                "the plan in force has no unit in it",
                "lock a site of the plan in force",
            ));
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::districting::{Border, NormIx, Problem, Territory, Unit, UnitIx};
    use crate::domain::{Norm, Persons};

    #[test]
    fn every_problem_is_named_at_once() {
        let territory = Territory {
            units: vec![Unit {
                population: Persons(-1),
                norm: NormIx(3),
                pinned: None,
            }],
            norms: vec![Norm {
                lower: Persons(10),
                upper: Persons(5),
            }],
            borders: vec![Border {
                a: UnitIx(0),
                b: UnitIx(9),
                length: 1,
            }],
            ..Territory::default()
        };
        let problems = Problem::new(territory).expect_err("four problems");
        let codes: Vec<_> = problems.iter().map(|problem| problem.code.as_str()).collect();
        let expected = [
            "districting.norm.bounds",
            "districting.unit.population",
            "districting.unit.norm",
            "districting.unit.range",
        ];
        assert_eq!(codes, expected);
    }

    #[test]
    fn more_norms_than_the_limit_are_refused() {
        let norm = Norm {
            lower: Persons(1),
            upper: Persons(2),
        };
        let territory = Territory {
            units: vec![Unit {
                population: Persons(1),
                norm: NormIx(0),
                pinned: None,
            }],
            norms: vec![norm; super::NORM_CLASSES_MAX + 1],
            ..Territory::default()
        };
        let problems = Problem::new(territory).expect_err("too many norms");
        assert_eq!(problems[0].code, "districting.norms.many");
    }
}
