//! A second import of a municipality: what did not change keeps its id, and what people changed by hand stays.
//!
//! Settlements and units are found again by their id; where the source has given a new id, by name and place: the
//! nearest of the same name within [`SAME_PLACE_M`]. The old id stays, so that plans and schedules go on to mean it.

use crate::domain::{
    InfrastructureId, InfrastructurePoint, Settlement, SettlementId, Territory, Unit, UnitId,
};
use geo::{Distance, Haversine, Point};
use std::collections::{HashMap, HashSet};

/// How far two sources may put one settlement apart, metres: the width of a long village.
/// Test: `a_village_under_a_new_id_is_the_same_village`.
const SAME_PLACE_M: f64 = 3_000.0;

/// What a second import brought. Codes are those of the merged territory.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MergeReport {
    /// Units that are new: no plan holds them yet.
    pub added: Vec<UnitId>,
    /// Units that are gone: plans that hold them have to be redrawn.
    pub removed: Vec<UnitId>,
    /// Units whose population, place or name changed.
    pub changed: Vec<UnitId>,
    /// Institutions that a person added or changed here, kept as they are.
    pub kept_hand_edits: Vec<InfrastructureId>,
}

/// Merges a new import into what is there.
#[must_use]
pub fn merge(existing: &Territory, incoming: Territory) -> (Territory, MergeReport) {
    let mut report = MergeReport::default();
    let mut merged = incoming;
    merged.municipality.id = existing.municipality.id.clone();
    if merged.municipality.boundary.is_none() {
        merged.municipality.boundary = existing.municipality.boundary.clone();
    }
    if merged.municipality.official_population.is_none() {
        merged.municipality.official_population = existing.municipality.official_population.clone();
    }
    let renamed = keep_settlement_ids(&existing.settlements, &mut merged.settlements);
    keep_unit_ids(&existing.units, &mut merged.units, &renamed);
    compare(&existing.units, &merged.units, &mut report);
    merged.infrastructure = keep_hand_edits(&existing.infrastructure, merged.infrastructure, &mut report);
    (merged, report)
}

/// Gives settlements found again under a new id their old one; the old id by the new.
fn keep_settlement_ids(
    existing: &[Settlement],
    incoming: &mut [Settlement],
) -> HashMap<SettlementId, SettlementId> {
    let new_ids: HashSet<SettlementId> = incoming.iter().map(|settlement| settlement.id.clone()).collect();
    let old_ids: HashSet<&SettlementId> = existing.iter().map(|settlement| &settlement.id).collect();
    let mut lost: Vec<&Settlement> = existing
        .iter()
        .filter(|settlement| !new_ids.contains(&settlement.id))
        .collect();
    let mut renamed = HashMap::new();
    for settlement in incoming
        .iter_mut()
        .filter(|settlement| !old_ids.contains(&settlement.id))
    {
        let found = same_place(
            &settlement.name,
            settlement.location,
            lost.iter().map(|s| (s.name.as_str(), s.location)),
        );
        if let Some(at) = found {
            let old = lost.swap_remove(at);
            renamed.insert(settlement.id.clone(), old.id.clone());
            settlement.id = old.id.clone();
        }
    }
    renamed
}

fn keep_unit_ids(existing: &[Unit], incoming: &mut [Unit], renamed: &HashMap<SettlementId, SettlementId>) {
    for unit in incoming.iter_mut() {
        if let Some(old) = renamed.get(&unit.settlement) {
            if unit.id.as_str() == unit.settlement.as_str() {
                unit.id = UnitId::new(old.as_str());
            }
            unit.settlement = old.clone();
        }
    }
    let new_ids: HashSet<UnitId> = incoming.iter().map(|unit| unit.id.clone()).collect();
    let old_ids: HashSet<&UnitId> = existing.iter().map(|unit| &unit.id).collect();
    let mut lost: Vec<&Unit> = existing
        .iter()
        .filter(|unit| !new_ids.contains(&unit.id))
        .collect();
    for unit in incoming.iter_mut().filter(|unit| !old_ids.contains(&unit.id)) {
        let found = same_place(
            &unit.name,
            unit.location,
            lost.iter().map(|u| (u.name.as_str(), u.location)),
        );
        if let Some(at) = found {
            unit.id = lost.swap_remove(at).id.clone();
        }
    }
}

/// The nearest place of one name within reach.
fn same_place<'n>(
    name: &str,
    location: Point<f64>,
    places: impl Iterator<Item = (&'n str, Point<f64>)>,
) -> Option<usize> {
    places
        .enumerate()
        .filter(|(_, (other, _))| *other == name)
        .map(|(at, (_, place))| (Haversine.distance(location, place), at))
        .filter(|(distance, _)| *distance <= SAME_PLACE_M)
        .min_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, at)| at)
}

fn compare(existing: &[Unit], merged: &[Unit], report: &mut MergeReport) {
    let old: HashMap<&UnitId, &Unit> = existing.iter().map(|unit| (&unit.id, unit)).collect();
    let new: HashSet<&UnitId> = merged.iter().map(|unit| &unit.id).collect();
    for unit in merged {
        match old.get(&unit.id) {
            None => report.added.push(unit.id.clone()),
            Some(before) if *before != unit => report.changed.push(unit.id.clone()),
            Some(_) => {}
        }
    }
    let gone = existing.iter().filter(|unit| !new.contains(&unit.id));
    report.removed = gone.map(|unit| unit.id.clone()).collect();
}

/// The incoming institutions, with those that a person edited in place of their new versions.
fn keep_hand_edits(
    existing: &[InfrastructurePoint],
    incoming: Vec<InfrastructurePoint>,
    report: &mut MergeReport,
) -> Vec<InfrastructurePoint> {
    let edited: HashMap<&InfrastructureId, &InfrastructurePoint> = existing
        .iter()
        .filter(|point| point.edited_by_hand)
        .map(|point| (&point.id, point))
        .collect();
    let known: HashSet<InfrastructureId> = incoming.iter().map(|point| point.id.clone()).collect();
    let mut all: Vec<InfrastructurePoint> = incoming
        .into_iter()
        .map(|point| edited.get(&point.id).map_or(point, |kept| (*kept).clone()))
        .collect();
    let by_hand_only = existing
        .iter()
        .filter(|point| point.edited_by_hand && !known.contains(&point.id));
    all.extend(by_hand_only.cloned());
    report.kept_hand_edits = all
        .iter()
        .filter(|point| point.edited_by_hand)
        .map(|point| point.id.clone())
        .collect();
    all
}

#[cfg(test)]
mod tests {
    use super::merge;
    use crate::domain::{InfrastructureId, Persons, SettlementId, UnitId};
    use crate::exchange::demo;
    use geo::Point;

    #[test]
    fn the_same_import_changes_nothing() {
        let territory = demo::load("vagay").unwrap();
        let (merged, report) = merge(&territory, territory.clone());
        assert_eq!(merged, territory);
        assert_eq!(report, super::MergeReport::default());
    }

    #[test]
    fn a_village_under_a_new_id_is_the_same_village() {
        let existing = demo::load("vagay").unwrap();
        let mut incoming = existing.clone();
        incoming.settlements[0].id = SettlementId::new("node/1");
        incoming.units[0].id = UnitId::new("node/1");
        incoming.units[0].settlement = SettlementId::new("node/1");
        incoming.units[1].population += Persons(5);
        let gone = incoming.units.pop().unwrap().id;
        let mut other = incoming.units[2].clone();
        other.id = UnitId::new("new");
        other.name = "деревня Новая".into();
        incoming.units.push(other);
        let (merged, report) = merge(&existing, incoming);
        assert_eq!(merged.settlements[0].id, existing.settlements[0].id);
        assert_eq!(merged.units[0], existing.units[0]);
        assert_eq!(report.changed, [existing.units[1].id.clone()]);
        assert_eq!(report.removed, [gone]);
        assert_eq!(report.added, [UnitId::new("new")]);
    }

    #[test]
    fn a_namesake_far_away_is_another_village() {
        let existing = demo::load("vagay").unwrap();
        let mut incoming = existing.clone();
        incoming.units[0].id = UnitId::new("node/1");
        incoming.units[0].location = Point::new(70.9, 57.0);
        let (_, report) = merge(&existing, incoming);
        assert_eq!(report.added, [UnitId::new("node/1")]);
        assert_eq!(report.removed, [existing.units[0].id.clone()]);
    }

    #[test]
    fn what_people_wrote_stays() {
        let mut existing = demo::load("vagay").unwrap();
        let point = |id: &str, head: &str, edited_by_hand| crate::domain::InfrastructurePoint {
            id: InfrastructureId::new(id),
            kind: crate::domain::InfrastructureKind::School,
            full_name: "Школа".into(),
            address: String::new(),
            telephone: String::new(),
            head: head.into(),
            note: String::new(),
            location: Point::new(69.0, 57.9),
            edited_by_hand,
        };
        let mut incoming = existing.clone();
        existing.infrastructure = vec![
            point("a", "Иванова", true),
            point("b", "", false),
            point("c", "сами", true),
        ];
        incoming.infrastructure = vec![point("a", "", false), point("d", "", false)];
        let (merged, report) = merge(&existing, incoming);
        let ids: Vec<_> = merged
            .infrastructure
            .iter()
            .map(|p| (p.id.as_str(), p.head.as_str()))
            .collect();
        assert_eq!(ids, [("a", "Иванова"), ("d", ""), ("c", "сами")]);
        assert_eq!(
            report.kept_hand_edits,
            [InfrastructureId::new("a"), InfrastructureId::new("c")]
        );
    }
}
