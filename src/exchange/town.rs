//! Towns as units: the houses of each street gathered under a cap, with their ground.
//!
//! The gathering is [`street_blocks`]; here a group of houses becomes a unit with a name, a code that a second import
//! finds again, and everybody who lives there.

use super::addresses::House;
use super::house_words::{house_list, noun};
use super::problems::Problems;
use super::street_names;
use super::units::nearest;
use crate::domain::{
    Certainty, Persons, PlaceKind, Settlement, StreetHouses, Unit, UnitId, UnitKind, house_runs,
};
use crate::geometry::{self, BlockGroup, street_blocks};
use geo::{MultiPolygon, Point};
use sha2::{Digest, Sha256};
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

/// Bytes of the digest that a unit's code shows: one collision in 10^8 towns of a thousand units.
const CODE_BYTES: usize = 6;
/// Runs of house numbers that a unit's name carries.
const RUNS_IN_NAME: usize = 4;

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
    let mut houses: Vec<geometry::House> = town.houses.iter().map(for_geometry).collect();
    street_names::tell_apart(&mut houses);
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
    one_unit_an_address(&mut blocks.groups, &houses);
    let mut streets: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for street in blocks.groups.iter().flat_map(|group| &group.streets) {
        let known = streets.entry(street.street.clone()).or_default();
        known.extend(street.houses.iter().cloned());
    }
    blocks
        .groups
        .iter()
        .filter_map(|group| unit(town, group, &streets))
        .collect()
}

/// Leaves an address whose buildings lie in several groups to the one where most of its residents are: people look for
/// their worker by the address. A group that has no other address keeps it.
fn one_unit_an_address(groups: &mut [BlockGroup], houses: &[geometry::House]) {
    type Address<'h> = (&'h str, &'h str);
    let mut holders: BTreeMap<Address<'_>, BTreeMap<usize, Persons>> = BTreeMap::new();
    for (at, group) in groups.iter().enumerate() {
        for house in group.houses.iter().filter_map(|house| houses.get(*house)) {
            let address = (house.street.as_str(), house.number.as_str());
            *holders.entry(address).or_default().entry(at).or_default() += house.persons;
        }
    }
    for ((street, number), of) in holders.iter().filter(|(_, of)| of.len() > 1) {
        let most = of.iter().max_by_key(|(at, persons)| (**persons, Reverse(**at)));
        for at in of.keys().filter(|at| most.is_none_or(|(most, _)| most != *at)) {
            let Some(group) = groups.get_mut(*at) else {
                continue;
            };
            let addresses: usize = group.streets.iter().map(|of| of.houses.len()).sum();
            if addresses < 2 {
                continue;
            }
            for list in group.streets.iter_mut().filter(|list| list.street == *street) {
                list.houses.retain(|house| house != number);
            }
            let gone: Persons = group
                .streets
                .iter()
                .filter(|list| list.houses.is_empty())
                .filter_map(|list| list.population)
                .sum();
            group.streets.retain(|list| !list.houses.is_empty());
            if let Some(population) = group
                .streets
                .first_mut()
                .and_then(|list| list.population.as_mut())
            {
                *population += gone;
            }
        }
    }
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
            Some(street) => {
                street.houses.push(house.number.clone());
                street.population = street.population.map(|population| population + house.persons);
            }
            None => group.streets.push(StreetHouses {
                street: house.street.clone(),
                houses: vec![house.number.clone()],
                population: Some(house.persons),
            }),
        }
    }
}

fn unit(town: &Town<'_>, group: &BlockGroup, streets: &BTreeMap<String, BTreeSet<String>>) -> Option<Unit> {
    let first = group.houses.first().and_then(|at| town.houses.get(*at))?;
    let mut houses = group.houses.iter().filter_map(|at| town.houses.get(*at));
    let estimated = houses.any(|house| house.certainty == Certainty::Estimated);
    Some(Unit {
        id: code(town.settlement, first),
        name: name(&group.streets, streets),
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

/// «улица Мира» for a whole street, «улица Мира, нечётные 1–15» for a part of it, with «и ещё 2 улицы» when there are
/// more streets. `streets` has all houses of each street of the town.
fn name(own: &[StreetHouses], streets: &BTreeMap<String, BTreeSet<String>>) -> String {
    let Some(main) = own.first() else {
        return String::new();
    };
    let mut name = main.street.clone();
    let houses: BTreeSet<&str> = main.houses.iter().map(String::as_str).collect();
    let all: BTreeSet<&str> = streets
        .get(&main.street)
        .into_iter()
        .flatten()
        .map(String::as_str)
        .collect();
    if houses.len() == 1 || houses.len() < all.len() {
        let _ = write!(name, ", {}", house_list(&house_runs(&all, &houses), RUNS_IN_NAME));
    }
    match own.len() {
        0 | 1 => {}
        2 => name.push_str(" и ещё одна улица"),
        more => {
            let (more, noun) = (more - 1, noun(more - 1, ["улица", "улицы", "улиц"]));
            let _ = write!(name, " и ещё {more} {noun}");
        }
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
    use super::{BlockGroup, geometry, name, one_unit_an_address};
    use crate::domain::{Persons, StreetHouses};
    use geo::{MultiPolygon, Point};
    use std::collections::{BTreeMap, BTreeSet};

    fn street(street: &str, houses: &[&str]) -> StreetHouses {
        StreetHouses {
            street: street.to_owned(),
            houses: houses.iter().map(|&number| number.to_owned()).collect(),
            population: Some(Persons(10)),
        }
    }

    #[test]
    fn a_unit_is_named_by_what_it_has_of_its_main_street() {
        let houses = |houses: &[&str]| houses.iter().map(|&house| house.to_owned()).collect();
        let all: BTreeMap<String, BTreeSet<String>> = BTreeMap::from([
            (
                "улица Мира".to_owned(),
                houses(&["1", "2", "3", "4", "5", "6", "8", "15"]),
            ),
            ("Тупик".to_owned(), houses(&["2"])),
            ("Лесная".to_owned(), houses(&["1", "2"])),
        ]);
        for (own, expected) in [
            (
                vec![street("улица Мира", &["1", "3", "5", "15"])],
                "улица Мира, нечётные 1–15",
            ),
            (
                vec![street("улица Мира", &["2", "4", "6", "8"])],
                "улица Мира, чётные 2–8",
            ),
            (vec![street("Лесная", &["1", "2"])], "Лесная"),
            (
                vec![street("Тупик", &["2"]), street("Лесная", &["1"])],
                "Тупик, 2 и ещё одна улица",
            ),
            (
                vec![
                    street("Лесная", &["1", "2"]),
                    street("Тупик", &["2"]),
                    street("улица Мира", &["1"]),
                ],
                "Лесная и ещё 2 улицы",
            ),
        ] {
            assert_eq!(name(&own, &all), expected);
        }
    }

    #[test]
    fn an_address_is_in_the_unit_where_most_of_its_residents_are() {
        let house = |number: &str, persons| geometry::House {
            street: "Мира".to_owned(),
            number: number.to_owned(),
            location: Point::new(60.0, 56.0),
            persons: Persons(persons),
        };
        let houses = [house("4", 3), house("2", 5), house("4", 40), house("4", 1)];
        let group = |members: &[usize], numbers: &[&str]| BlockGroup {
            houses: members.to_vec(),
            streets: vec![street("Мира", numbers)],
            location: Point::new(60.0, 56.0),
            population: Persons(10),
            polygon: MultiPolygon::new(Vec::new()),
        };
        let mut groups = [
            group(&[0, 1], &["2", "4"]),
            group(&[2], &["4"]),
            group(&[3], &["4"]),
        ];
        one_unit_an_address(&mut groups, &houses);
        let numbers: Vec<_> = groups
            .iter()
            .map(|group| group.streets[0].houses.join(" "))
            .collect();
        assert_eq!(numbers, ["2", "4", "4"], "the last has no other address");
    }
}
