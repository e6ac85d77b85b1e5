//! Two plans side by side: which units and how many people change their worker, and the figures of both.

use crate::domain::{Persons, Plan, PlanFigures, SiteNumber, Territory, UnitId};
use serde::Serialize;
use std::collections::BTreeMap;

/// A unit that lies in another site.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MovedUnit {
    /// The unit.
    pub unit: UnitId,
    /// Its name.
    pub name: String,
    /// Its residents.
    pub population: Persons,
    /// Its site in the first plan.
    pub from: Option<SiteNumber>,
    /// Its site in the second plan.
    pub to: Option<SiteNumber>,
}

/// The difference between two plans of one municipality.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Comparison {
    /// Residents who come to another site. Sites correspond by most common residents, not by number.
    pub people_moved: Persons,
    /// The units moved.
    pub units_moved: Vec<MovedUnit>,
    /// Figures of the first and the second plan.
    pub figures: [PlanFigures; 2],
}

/// Compares plan `b` with plan `a`.
#[must_use]
pub fn compare(territory: &Territory, a: &Plan, b: &Plan) -> Comparison {
    let counterpart = counterparts(territory, a, b);
    let units_moved: Vec<MovedUnit> = territory
        .units
        .iter()
        .filter_map(|unit| {
            let (from, to) = (
                a.assignment.get(&unit.id).copied(),
                b.assignment.get(&unit.id).copied(),
            );
            let stays = from.is_some_and(|from| counterpart.get(&from).copied() == to);
            (!stays && (from.is_some() || to.is_some())).then(|| MovedUnit {
                unit: unit.id.clone(),
                name: unit.name.clone(),
                population: unit.population,
                from,
                to,
            })
        })
        .collect();
    Comparison {
        people_moved: units_moved.iter().map(|unit| unit.population).sum(),
        units_moved,
        figures: [a.figures, b.figures],
    }
}

/// The site of `b` that stands for each site of `a`: pairs by falling number of common residents, each site used once.
fn counterparts(territory: &Territory, a: &Plan, b: &Plan) -> BTreeMap<SiteNumber, SiteNumber> {
    let mut common: BTreeMap<(SiteNumber, SiteNumber), i64> = BTreeMap::new();
    for unit in &territory.units {
        if let (Some(from), Some(to)) = (a.assignment.get(&unit.id), b.assignment.get(&unit.id)) {
            *common.entry((*from, *to)).or_default() += unit.population.get();
        }
    }
    let mut pairs: Vec<_> = common.into_iter().collect();
    pairs.sort_by_key(|&(pair, residents)| (std::cmp::Reverse(residents), pair));
    let mut matched: BTreeMap<SiteNumber, SiteNumber> = BTreeMap::new();
    for ((from, to), _) in pairs {
        if !matched.contains_key(&from) && !matched.values().any(|used| *used == to) {
            matched.insert(from, to);
        }
    }
    matched
}
