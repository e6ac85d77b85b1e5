//! A town as units: its houses grouped by street, so that no unit is larger than a site can take.

use super::addresses::House;
use crate::domain::{Certainty, Persons, PlaceKind, Settlement, StreetHouses, Unit, UnitId, UnitKind};
use geo::Point;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// Bytes of the digest that a unit's code shows.
const CODE_BYTES: usize = 6;

/// Units of up to `cap` residents, except where one house alone has more.
pub(super) fn units(settlement: &Settlement, houses: &[House], cap: Persons, place: PlaceKind) -> Vec<Unit> {
    let mut by_street: BTreeMap<&str, Vec<&House>> = BTreeMap::new();
    for house in houses {
        by_street.entry(&house.street).or_default().push(house);
    }
    let mut units = Vec::new();
    for mut street in by_street.into_values() {
        street.sort_by_key(|house| house_number_order(&house.number));
        let mut group: Vec<&House> = Vec::new();
        let mut persons = Persons::ZERO;
        for house in street {
            let more = house.persons.unwrap_or(Persons::ZERO);
            if !group.is_empty() && persons + more > cap {
                units.extend(unit(settlement, &group, place));
                group.clear();
                persons = Persons::ZERO;
            }
            group.push(house);
            persons += more;
        }
        units.extend(unit(settlement, &group, place));
    }
    units
}

/// Reading order of house numbers: 2, 10, 10а.
pub(super) fn house_number_order(number: &str) -> (u32, String) {
    let digits: String = number.chars().take_while(char::is_ascii_digit).collect();
    (digits.parse().unwrap_or(u32::MAX), number.to_owned())
}

fn unit(settlement: &Settlement, houses: &[&House], place: PlaceKind) -> Option<Unit> {
    let first = houses.first()?;
    let last = houses.last()?;
    let estimated = houses.iter().any(|house| house.certainty == Certainty::Estimated);
    let count = houses.len() as f64;
    let (x, y) = houses.iter().fold((0.0, 0.0), |sum, house| {
        (sum.0 + house.location.x(), sum.1 + house.location.y())
    });
    let name = if first.number == last.number {
        format!("{}, {}", first.street, first.number)
    } else {
        format!("{}, {} – {}", first.street, first.number, last.number)
    };
    Some(Unit {
        id: code(settlement, first),
        name,
        kind: UnitKind::Street,
        settlement: settlement.id.clone(),
        location: Point::new(x / count, y / count),
        polygon: None,
        population: houses.iter().filter_map(|house| house.persons).sum(),
        certainty: if estimated {
            Certainty::Estimated
        } else {
            Certainty::Counted
        },
        place,
        streets: vec![StreetHouses {
            street: first.street.clone(),
            houses: houses.iter().map(|house| house.number.clone()).collect(),
        }],
    })
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
