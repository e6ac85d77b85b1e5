//! The core's territory: units in the domain's order, borders and links from the ground, the manager's conditions.

use super::{PartitionRequest, Start};
use crate::districting::{self, Border, GroupIx, GroupLayer, NodeIx, NormIx, Road, SiteIx, UnitIx};
use crate::domain::{
    Norm, NormProfile, PlaceKind, PlanConditions, PlanObjective, Problem, SiteNumber, SitesAsked, Territory,
    Unit, UnitId,
};
use crate::planning::PlanningError;
use crate::planning::ground::Ground;
use std::collections::{BTreeMap, BTreeSet};

/// Length of a border that a crossing makes: it must not count where borders are to be short.
const CROSSING_LENGTH: i64 = 1;

/// The territory as the core takes it.
pub(in crate::planning) fn core_territory(
    territory: &Territory,
    ground: &Ground,
    profile: &NormProfile,
    conditions: &PlanConditions,
    start: Option<&Start>,
) -> Result<districting::Territory, PlanningError> {
    let norms = norms(territory, profile)?;
    let norm_of = |place| NormIx::at(norms.iter().position(|(kind, _)| *kind == place).unwrap_or(0));
    let at = positions(territory);
    let units = territory
        .units
        .iter()
        .map(|unit| districting::Unit {
            population: unit.population,
            norm: norm_of(unit.place),
            pinned: conditions.pinned.get(&unit.id).map(|site| core_site(*site)),
        })
        .collect();
    let pair = |[a, b]: &[UnitId; 2]| Some((*at.get(a)?, *at.get(b)?));
    let crossed: BTreeSet<(UnitIx, UnitIx)> = conditions
        .crossings
        .iter()
        .filter_map(pair)
        .flat_map(|(a, b)| [(a, b), (b, a)])
        .collect();
    let by_water = ground.barred.iter().map(|&(a, b)| (UnitIx::at(a), UnitIx::at(b)));
    let roads = ground
        .links
        .iter()
        .map(|link| Road::new(NodeIx::at(link.a), NodeIx::at(link.b), link.length))
        .collect();
    Ok(districting::Territory {
        units,
        norms: norms.into_iter().map(|(_, norm)| norm).collect(),
        borders: borders(ground, conditions.crossings.iter().filter_map(pair)),
        barred: by_water
            .filter(|pair| !crossed.contains(pair))
            .chain(conditions.barriers.iter().filter_map(pair))
            .collect(),
        roads,
        layers: layers(territory, conditions, &at),
        together: conditions
            .together
            .iter()
            .map(|set| set.iter().filter_map(|unit| at.get(unit).copied()).collect())
            .collect(),
        apart: conditions.apart.iter().filter_map(pair).collect(),
        incumbent: start.map(|start| in_force(territory, start)),
        locked: start
            .into_iter()
            .flat_map(|start| &start.locked)
            .map(|site| core_site(*site))
            .collect(),
        ..districting::Territory::default()
    })
}

/// Borders that people can cross: the ground's and the manager's crossings.
fn borders(ground: &Ground, crossings: impl Iterator<Item = (UnitIx, UnitIx)>) -> Vec<Border> {
    let natural = ground.neighbours.iter().map(|pair| Border {
        a: UnitIx::at(pair.a),
        b: UnitIx::at(pair.b),
        length: pair.border.get().max(1),
    });
    let made = crossings.map(|(a, b)| Border {
        a,
        b,
        length: CROSSING_LENGTH,
    });
    natural.chain(made).collect()
}

/// The core counts sites from 0, a plan from 1.
pub(in crate::planning) fn core_site(site: SiteNumber) -> SiteIx {
    SiteIx(site.0.saturating_sub(1))
}

fn positions(territory: &Territory) -> BTreeMap<&UnitId, UnitIx> {
    let units = territory.units.iter().enumerate();
    units.map(|(at, unit)| (&unit.id, UnitIx::at(at))).collect()
}

fn in_force(territory: &Territory, start: &Start) -> Vec<Option<SiteIx>> {
    let site = |unit: &UnitId| start.plan.assignment.get(unit).map(|site| core_site(*site));
    territory.units.iter().map(|unit| site(&unit.id)).collect()
}

/// The distinct kinds of place of the units, each with its norm, in the order of the profile's table.
fn norms(territory: &Territory, profile: &NormProfile) -> Result<Vec<(PlaceKind, Norm)>, PlanningError> {
    PlaceKind::ALL
        .into_iter()
        .filter(|place| territory.units.iter().any(|unit| unit.place == *place))
        .map(|place| {
            let norm = profile.norm(place).ok_or_else(|| PlanningError::NormMissing {
                profile: profile.id.clone(),
                place,
            })?;
            Ok((place, norm))
        })
        .collect()
}

/// Settlements, rural settlements, streets and catchments, preferred whole.
fn layers(
    territory: &Territory,
    conditions: &PlanConditions,
    at: &BTreeMap<&UnitId, UnitIx>,
) -> Vec<GroupLayer> {
    let rural: BTreeMap<_, _> = territory
        .settlements
        .iter()
        .map(|place| (&place.id, place.rural_settlement.as_ref()))
        .collect();
    let settlement = group_layer(
        "settlement",
        territory.units.iter().map(|unit| Some(unit.settlement.as_str())),
    );
    let rural_settlement = group_layer(
        "rural_settlement",
        territory.units.iter().map(|unit| {
            rural
                .get(&unit.settlement)
                .copied()
                .flatten()
                .map(|id| id.as_str())
        }),
    );
    let mut layers = vec![settlement, rural_settlement];
    layers.extend(street_layers(&territory.units));
    if !conditions.catchments.is_empty() {
        let mut group_of = vec![None; territory.units.len()];
        for (number, catchment) in conditions.catchments.iter().enumerate() {
            for unit in catchment.units.iter().filter_map(|unit| at.get(unit)) {
                if let Some(slot) = group_of.get_mut(unit.get()) {
                    *slot = Some(GroupIx::at(number));
                }
            }
        }
        layers.push(GroupLayer {
            name: "catchment".to_owned(),
            group_of,
        });
    }
    layers
}

/// The streets that lie in several units. A unit may belong to several streets but has one group in a layer, so streets
/// with a unit in common are put into different layers, the first where there is room.
fn street_layers(units: &[Unit]) -> Vec<GroupLayer> {
    let mut streets: BTreeMap<_, BTreeSet<usize>> = BTreeMap::new();
    for (at, unit) in units.iter().enumerate() {
        for street in &unit.streets {
            let key = (&unit.settlement, street.street.as_str());
            streets.entry(key).or_default().insert(at);
        }
    }
    let mut layers: Vec<(usize, Vec<Option<GroupIx>>)> = Vec::new();
    for members in streets.values().filter(|members| members.len() > 1) {
        let is_free = |(_, layer): &(usize, Vec<Option<GroupIx>>)| {
            members
                .iter()
                .all(|at| layer.get(*at).is_some_and(Option::is_none))
        };
        let at = layers.iter().position(is_free).unwrap_or_else(|| {
            layers.push((0, vec![None; units.len()]));
            layers.len() - 1
        });
        if let Some((groups, layer)) = layers.get_mut(at) {
            for unit in members {
                if let Some(slot) = layer.get_mut(*unit) {
                    *slot = Some(GroupIx::at(*groups));
                }
            }
            *groups += 1;
        }
    }
    let named = layers.into_iter().map(|(_, group_of)| GroupLayer {
        name: "street".to_owned(),
        group_of,
    });
    named.collect()
}

fn group_layer<'a>(name: &str, codes: impl Iterator<Item = Option<&'a str>>) -> GroupLayer {
    let mut known: BTreeMap<&str, GroupIx> = BTreeMap::new();
    let group_of = codes
        .map(|code| {
            code.map(|code| {
                let next = GroupIx::at(known.len());
                *known.entry(code).or_insert(next)
            })
        })
        .collect();
    GroupLayer {
        name: name.to_owned(),
        group_of,
    }
}

/// Everything in the request that names what does not exist or needs what is not given; all at once.
pub(super) fn misunderstandings(territory: &Territory, request: &PartitionRequest) -> Vec<Problem> {
    let mut found = unknown_units(territory, &request.conditions);
    found.extend(contradictions(territory, &request.conditions));
    let start = request.start.as_ref();
    let numbers: BTreeSet<SiteNumber> = start
        .iter()
        .flat_map(|start| start.plan.sites.iter().map(|site| site.number))
        .collect();
    let named = request.conditions.pinned.values().map(|site| ("pinned", *site));
    let locked = start
        .iter()
        .flat_map(|start| start.locked.iter().map(|site| ("locked", *site)));
    for (list, site) in named.chain(locked).filter(|(_, site)| !numbers.contains(site)) {
        found.push(Problem::new(
            "conditions.site.unknown",
            format!("/conditions/{list}"),
            format!("участка {} нет в исходной схеме", site.0),
            "укажите исходную схему и номер её участка",
        ));
    }
    if start.is_none() && request.objectives.contains(&PlanObjective::LeastChange) {
        found.push(Problem::new(
            "objectives.no_start",
            "/objectives",
            "«меньше перемен» не с чем сравнить: исходная схема не указана",
            "укажите исходную схему или уберите эту цель",
        ));
    }
    if matches!(request.sites, SitesAsked::Posts { .. }) && request.profile.persons_per_post.is_none() {
        found.push(Problem::new(
            "sites.no_posts",
            "/sites",
            "норматив не считает в ставках",
            "выберите норматив с числом жителей на ставку или задайте число участков",
        ));
    }
    if request.prove
        && request
            .objectives
            .first()
            .is_some_and(|first| *first != PlanObjective::Travel)
    {
        found.push(Problem::new(
            "prove.needs_travel",
            "/objectives",
            "доказать можно только кратчайший путь до рабочего места, а первой стоит другая цель",
            "поставьте первой целью путь или откажитесь от доказательства",
        ));
    }
    found
}

/// Pairs that must be apart and, by a set or a chain of sets, together.
fn contradictions(territory: &Territory, conditions: &PlanConditions) -> Vec<Problem> {
    let mut sets: Vec<BTreeSet<&UnitId>> = Vec::new();
    for set in &conditions.together {
        let mut joined: BTreeSet<&UnitId> = set.iter().collect();
        sets.retain(|known| {
            let is_other = known.is_disjoint(&joined);
            if !is_other {
                joined.extend(known);
            }
            is_other
        });
        sets.push(joined);
    }
    let name = |id: &UnitId| {
        let unit = territory.units.iter().find(|unit| unit.id == *id);
        unit.map_or_else(|| id.to_string(), |unit| unit.name.clone())
    };
    let is_both = |[a, b]: &&[UnitId; 2]| a == b || sets.iter().any(|set| set.contains(a) && set.contains(b));
    let problem = |[a, b]: &[UnitId; 2]| {
        Problem::new(
            "conditions.together_and_apart",
            "/conditions/apart",
            format!("«{}» и «{}» заданы и вместе, и врозь", name(a), name(b)),
            "уберите одно из двух условий",
        )
    };
    conditions.apart.iter().filter(is_both).map(problem).collect()
}

fn unknown_units(territory: &Territory, conditions: &PlanConditions) -> Vec<Problem> {
    let known: BTreeSet<&UnitId> = territory.units.iter().map(|unit| &unit.id).collect();
    let pairs = |list: &'static str, pairs: &[[UnitId; 2]]| -> Vec<(&'static str, UnitId)> {
        pairs.iter().flatten().map(|unit| (list, unit.clone())).collect()
    };
    let mut named = pairs("apart", &conditions.apart);
    named.extend(pairs("barriers", &conditions.barriers));
    named.extend(pairs("crossings", &conditions.crossings));
    named.extend(
        conditions
            .together
            .iter()
            .flatten()
            .map(|unit| ("together", unit.clone())),
    );
    named.extend(conditions.pinned.keys().map(|unit| ("pinned", unit.clone())));
    let served = conditions
        .catchments
        .iter()
        .flat_map(|catchment| &catchment.units);
    named.extend(served.map(|unit| ("catchments", unit.clone())));
    named
        .into_iter()
        .filter(|(_, unit)| !known.contains(unit))
        .map(|(list, unit)| {
            Problem::new(
                "conditions.unit.unknown",
                format!("/conditions/{list}"),
                format!("единицы «{unit}» нет в муниципалитете"),
                "выберите единицу из списка; после нового импорта состав единиц мог измениться",
            )
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::street_layers;
    use crate::domain::{Certainty, Persons, PlaceKind, SettlementId, StreetHouses, Unit, UnitId, UnitKind};
    use geo::Point;

    fn unit(at: usize, streets: &[&str]) -> Unit {
        Unit {
            id: UnitId::new(at.to_string()),
            name: at.to_string(),
            kind: UnitKind::Block,
            settlement: SettlementId::new("town"),
            location: Point::new(60.0, 56.0),
            polygon: None,
            population: Persons(100),
            certainty: Certainty::Counted,
            place: PlaceKind::UrbanOkrug,
            streets: streets
                .iter()
                .map(|&street| StreetHouses {
                    street: street.to_owned(),
                    houses: Vec::new(),
                    population: None,
                })
                .collect(),
        }
    }

    #[test]
    fn a_unit_of_two_streets_belongs_to_both() {
        let units = [&["A", "B"][..], &["A"], &["B", "C"], &["C"], &["D"]];
        let units: Vec<Unit> = (0..).zip(units).map(|(at, streets)| unit(at, streets)).collect();
        let groups: Vec<Vec<Option<u32>>> = street_layers(&units)
            .iter()
            .map(|layer| {
                layer
                    .group_of
                    .iter()
                    .map(|group| group.map(|group| group.0))
                    .collect()
            })
            .collect();
        // A and C have no unit in common; D is in one unit only.
        let first = vec![Some(0), Some(0), Some(1), Some(1), None];
        assert_eq!(groups, [first, vec![Some(0), None, Some(0), None, None]]);
    }
}
