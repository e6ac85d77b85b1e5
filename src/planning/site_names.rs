//! Base, number and name of each site of a new plan.
//!
//! The base is the largest settlement of the site (the largest unit of it, where the settlement is divided). Numbers
//! run outwards from the district centre, so that neighbours have near numbers and a new run keeps them as far as the
//! plan stays. A name is the base's settlement; sites of a divided settlement add their main streets.

use crate::districting::SiteIx;
use crate::domain::{Persons, Plan, SettlementId, Site, SiteNumber, Territory, Unit, street_populations};
use geo::{Distance, Haversine};
use std::collections::BTreeMap;

/// Streets that the name of a town site carries.
const STREETS_IN_NAME: usize = 2;

/// Numbers the sites of an assignment from 1 and names them.
#[must_use]
pub(super) fn number_sites(
    territory: &Territory,
    assignment: &[SiteIx],
) -> (BTreeMap<SiteIx, SiteNumber>, Vec<Site>) {
    numbered(territory, assignment, |_| None)
}

/// The same for an assignment made from the plan `start`, whose site n is the core's n − 1: sites that go on come first,
/// in their old order, with their base (where it is still in them) and worker.
#[must_use]
pub(super) fn continue_sites(
    territory: &Territory,
    assignment: &[SiteIx],
    start: &Plan,
) -> (BTreeMap<SiteIx, SiteNumber>, Vec<Site>) {
    numbered(territory, assignment, |site| start.sites.get(site.get()))
}

fn numbered<'a>(
    territory: &Territory,
    assignment: &[SiteIx],
    old: impl Fn(SiteIx) -> Option<&'a Site>,
) -> (BTreeMap<SiteIx, SiteNumber>, Vec<Site>) {
    let mut members: BTreeMap<SiteIx, Vec<&Unit>> = BTreeMap::new();
    for (unit, site) in territory.units.iter().zip(assignment) {
        members.entry(*site).or_default().push(unit);
    }
    let centre = centre(territory);
    let mut bases: Vec<(SiteIx, &Unit)> = members
        .iter()
        .filter_map(|(site, units)| {
            let kept = old(*site).and_then(|old| units.iter().find(|unit| unit.id == old.base));
            Some((*site, kept.copied().or_else(|| base(units))?))
        })
        .collect();
    let remoteness = |unit: &Unit| centre.map_or(0, |c| Haversine.distance(c.location, unit.location) as i64);
    bases.sort_by_key(|(site, unit)| {
        let number = old(*site).map_or(u32::MAX, |old| old.number.0);
        (number, remoteness(unit), *site)
    });
    let shared = sites_by_base_settlement(&bases);
    let mut numbers = BTreeMap::new();
    let mut sites = Vec::with_capacity(bases.len());
    for ((site, unit), number) in bases.iter().zip(1u32..) {
        let number = SiteNumber(number);
        numbers.insert(*site, number);
        let divided = shared.get(&unit.settlement).is_some_and(|sites| *sites > 1);
        let units = members.get(site).map_or(&[][..], Vec::as_slice);
        sites.push(Site {
            number,
            name: name(territory, units, unit, divided),
            base: unit.id.clone(),
            worker: old(*site).and_then(|old| old.worker.clone()),
        });
    }
    (numbers, sites)
}

/// The unit that numbers run outwards from: the district centre's largest, else the largest of all.
fn centre(territory: &Territory) -> Option<&Unit> {
    let centres: Vec<&SettlementId> = territory
        .settlements
        .iter()
        .filter(|place| place.is_district_centre)
        .map(|place| &place.id)
        .collect();
    let in_centre = territory
        .units
        .iter()
        .filter(|unit| centres.contains(&&unit.settlement));
    in_centre
        .max_by_key(|unit| unit.population)
        .or_else(|| territory.units.iter().max_by_key(|unit| unit.population))
}

/// The largest unit of the largest settlement among `units`.
pub(super) fn base<'a>(units: &[&'a Unit]) -> Option<&'a Unit> {
    let mut settlements: BTreeMap<&SettlementId, Persons> = BTreeMap::new();
    for unit in units {
        *settlements.entry(&unit.settlement).or_default() += unit.population;
    }
    let largest = settlements
        .iter()
        .max_by_key(|(id, population)| (**population, std::cmp::Reverse(**id)))?
        .0;
    units
        .iter()
        .filter(|unit| unit.settlement == **largest)
        .max_by_key(|unit| (unit.population, std::cmp::Reverse(&unit.id)))
        .copied()
}

fn sites_by_base_settlement<'a>(bases: &[(SiteIx, &'a Unit)]) -> BTreeMap<&'a SettlementId, usize> {
    let mut shared = BTreeMap::new();
    for (_, unit) in bases {
        *shared.entry(&unit.settlement).or_insert(0) += 1;
    }
    shared
}

pub(super) fn name(territory: &Territory, units: &[&Unit], base: &Unit, divided: bool) -> String {
    let settlement = territory
        .settlements
        .iter()
        .find(|place| place.id == base.settlement);
    let town = settlement.map_or(base.name.as_str(), |place| place.name.as_str());
    if !divided {
        return town.to_owned();
    }
    let streets = main_streets(units);
    if streets.is_empty() {
        format!("{town}: {}", base.name)
    } else {
        format!("{town}: {}", streets.join(", "))
    }
}

/// The streets with most residents among `units`.
fn main_streets(units: &[&Unit]) -> Vec<String> {
    let mut residents: BTreeMap<&str, Persons> = BTreeMap::new();
    for unit in units {
        for (street, population) in unit.streets.iter().zip(street_populations(unit)) {
            *residents.entry(&street.street).or_default() += population;
        }
    }
    let mut ranked: Vec<_> = residents.into_iter().collect();
    ranked.sort_by_key(|(street, residents)| (std::cmp::Reverse(*residents), *street));
    ranked
        .into_iter()
        .take(STREETS_IN_NAME)
        .map(|(street, _)| street.to_owned())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::main_streets;
    use crate::domain::{Certainty, Persons, PlaceKind, SettlementId, StreetHouses, Unit, UnitId, UnitKind};
    use geo::Point;

    #[test]
    fn a_town_site_is_named_by_the_streets_with_most_residents() {
        let street = |name: &str, houses: usize, population| StreetHouses {
            street: name.to_owned(),
            houses: (1..=houses).map(|house| house.to_string()).collect(),
            population: Some(Persons(population)),
        };
        let unit = Unit {
            id: UnitId::new("1"),
            name: String::new(),
            kind: UnitKind::Block,
            settlement: SettlementId::new("town"),
            location: Point::new(60.0, 56.0),
            polygon: None,
            population: Persons(740),
            certainty: Certainty::Counted,
            place: PlaceKind::UrbanOkrug,
            streets: vec![
                street("садовая линия № 11", 60, 40),
                street("проспект Мира", 2, 600),
                street("улица Ленина", 3, 100),
            ],
        };
        assert_eq!(main_streets(&[&unit]), ["проспект Мира", "улица Ленина"]);
    }
}
