//! Towns as units: the houses of each street gathered under a cap, with their ground.
//!
//! The gathering is [`street_blocks`]; here a group of houses becomes a unit with a name, a code that a second import
//! finds again, and everybody who lives there.

use super::addresses::House;
use super::problems::Problems;
use super::units::nearest;
use crate::domain::{Certainty, Persons, PlaceKind, Settlement, StreetHouses, Unit, UnitId, UnitKind};
use crate::geometry::{self, BlockGroup, street_blocks};
use geo::{MultiPolygon, Point};
use sha2::{Digest, Sha256};
use std::fmt::Write as _;

/// Bytes of the digest that a unit's code shows: one collision in 10^8 towns of a thousand units.
const CODE_BYTES: usize = 6;

/// A town with its houses, their residents known or estimated.
pub(super) struct Town<'t> {
    pub(super) settlement: &'t Settlement,
    pub(super) houses: Vec<House>,
    pub(super) place: PlaceKind,
}

/// Units of up to `cap` residents of a town, except where one house alone has more. `others` keep the ground around
/// them: villages, and the houses of other towns.
pub(super) fn units(
    town: &Town<'_>,
    boundary: Option<&MultiPolygon<f64>>,
    others: &[Point<f64>],
    cap: Persons,
    problems: &mut Problems,
) -> Vec<Unit> {
    let houses: Vec<geometry::House> = town.houses.iter().map(for_geometry).collect();
    let mut blocks = match street_blocks(boundary, &houses, others, cap) {
        Ok(blocks) => blocks,
        Err(error) => {
            problems.add(
                "addresses.no_blocks",
                &town.settlement.name,
                format!("кварталы не построить: {error}"),
                "проверьте границу муниципалитета и координаты адресов",
            );
            return Vec::new();
        }
    };
    for house in std::mem::take(&mut blocks.outside) {
        if let Some(house) = houses.get(house) {
            take_in(&mut blocks.groups, house);
        }
    }
    blocks
        .groups
        .iter()
        .filter_map(|group| unit(town, group))
        .collect()
}

fn for_geometry(house: &House) -> geometry::House {
    geometry::House {
        street: house.street.clone(),
        number: house.number.clone(),
        location: house.location,
        persons: house.persons.unwrap_or(Persons::ZERO),
    }
}

/// Gives the residents of a house on the very edge of the boundary to the nearest group: nobody may be lost.
fn take_in(groups: &mut [BlockGroup], house: &geometry::House) {
    let at = nearest(house.location, groups.iter().map(|group| group.location));
    if let Some(group) = at.and_then(|at| groups.get_mut(at)) {
        group.population += house.persons;
        match group
            .streets
            .iter_mut()
            .find(|street| street.street == house.street)
        {
            Some(street) => street.houses.push(house.number.clone()),
            None => group.streets.push(StreetHouses {
                street: house.street.clone(),
                houses: vec![house.number.clone()],
            }),
        }
    }
}

fn unit(town: &Town<'_>, group: &BlockGroup) -> Option<Unit> {
    let first = group.houses.first().and_then(|at| town.houses.get(*at))?;
    let mut houses = group.houses.iter().filter_map(|at| town.houses.get(*at));
    let estimated = houses.any(|house| house.certainty == Certainty::Estimated);
    Some(Unit {
        id: code(town.settlement, first),
        name: name(&group.streets),
        kind: if group.streets.len() == 1 {
            UnitKind::Street
        } else {
            UnitKind::Block
        },
        settlement: town.settlement.id.clone(),
        location: group.location,
        polygon: Some(group.polygon.clone()).filter(|polygon| !polygon.0.is_empty()),
        population: group.population,
        certainty: if estimated {
            Certainty::Estimated
        } else {
            Certainty::Counted
        },
        place: town.place,
        streets: group.streets.clone(),
    })
}

/// «улица Мира, 1 – 15», with «и ещё 2» when there are more streets.
fn name(streets: &[StreetHouses]) -> String {
    let Some(main) = streets.first() else {
        return String::new();
    };
    let mut name = main.street.clone();
    match (main.houses.first(), main.houses.last()) {
        (Some(first), Some(last)) if first != last => {
            let _ = write!(name, ", {first} – {last}");
        }
        (Some(only), _) => {
            let _ = write!(name, ", {only}");
        }
        _ => {}
    }
    if streets.len() > 1 {
        let _ = write!(name, " и ещё {}", streets.len() - 1);
    }
    name
}

/// A code that a second import finds again: of the settlement and the unit's first house.
fn code(settlement: &Settlement, house: &House) -> UnitId {
    let place = format!("{:.5} {:.5}", house.location.x(), house.location.y());
    let digest = Sha256::digest(format!("{}\n{}\n{place}", house.street, house.number));
    let mut code = format!("{}:", settlement.id);
    for byte in digest.iter().take(CODE_BYTES) {
        let _ = write!(code, "{byte:02x}");
    }
    UnitId::new(code)
}

#[cfg(test)]
mod tests {
    use super::name;
    use crate::domain::StreetHouses;

    #[test]
    fn a_unit_is_named_by_its_main_street() {
        let street = |street: &str, houses: &[&str]| StreetHouses {
            street: street.to_owned(),
            houses: houses.iter().map(|&number| number.to_owned()).collect(),
        };
        assert_eq!(
            name(&[street("улица Мира", &["1", "3", "15"])]),
            "улица Мира, 1 – 15"
        );
        assert_eq!(
            name(&[street("Тупик", &["2"]), street("Лесная", &["1"])]),
            "Тупик, 2 и ещё 1"
        );
    }
}
