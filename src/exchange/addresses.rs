//! Addresses of a town: residential houses with a street, a number and, where stated, residents, floors and footprint.
//!
//! A building without a stated use counts as a house when it has an address. Where residents are not stated, the
//! town's total is spread over the floor area (footprint times storeys; storeys that are not stated count as 1 for a
//! footprint under 300 m² and as 5 above) and every figure made so is an estimate.

use super::columns::{ADDRESS_FIELDS, Mapping};
use super::fields::{clean, location, number, population, required};
use super::limits::LEVELS_MAX;
use super::problems::{Problems, shown};
use super::read;
use super::shapes::polygons;
use super::spread::spread;
use super::table::{InputFile, Record};
use crate::domain::{Certainty, Persons};
use geo::{GeodesicArea, Point};

/// Footprint from which a house without stated storeys counts as a block of flats, m².
const LARGE_FOOTPRINT_M2: i64 = 300;
/// Storeys assumed below that.
const LEVELS_SMALL: i64 = 1;
/// Storeys assumed from there on.
const LEVELS_LARGE: i64 = 5;
/// Footprint of an address that states none, m²: a detached house.
const FOOTPRINT_UNKNOWN_M2: i64 = 100;

/// Footprint from which a building of no stated use and no stated storeys is hardly a dwelling, m²: a five-storey house of
/// ten entrances covers some 2,500.
const DOUBTFUL_FOOTPRINT_M2: i64 = 3_000;

/// Values of `building` that people live in; `yes` is a building of no stated use.
const RESIDENTIAL: [&str; 16] = [
    "yes",
    "house",
    "apartments",
    "detached",
    "dormitory",
    "residential",
    "terrace",
    "semidetached_house",
    "bungalow",
    "farm",
    "cabin",
    "жилой",
    "жилое",
    "жилой дом",
    "дом",
    "многоквартирный дом",
];

/// A residential house.
#[derive(Debug, Clone, PartialEq)]
pub struct House {
    /// Street name.
    pub street: String,
    /// House number.
    pub number: String,
    /// WGS84 degrees.
    pub location: Point<f64>,
    /// Name or code of the settlement, empty when not stated.
    pub settlement: String,
    /// Residents; `None` until they are estimated.
    pub persons: Option<Persons>,
    /// Counted, or spread from a total.
    pub certainty: Certainty,
    /// Footprint times storeys, m².
    pub floor_area_m2: i64,
    /// True for a building that is hardly a dwelling; see [`is_doubtful`].
    pub is_doubtful: bool,
}

/// True for a very large building whose use and storeys nobody states: a shop or a workshop more likely than a dwelling.
pub(super) fn is_doubtful(building: &str, footprint_m2: Option<i64>, levels: Option<i64>) -> bool {
    let says_nothing = building.is_empty() || building.eq_ignore_ascii_case("yes");
    says_nothing && levels.is_none() && footprint_m2.is_some_and(|area| area >= DOUBTFUL_FOOTPRINT_M2)
}

/// True for a building in which people live, by its tags.
pub(super) fn is_residential(building: &str, has_other_use: bool) -> bool {
    let lower = building.to_lowercase();
    !has_other_use && (lower.is_empty() || RESIDENTIAL.contains(&lower.as_str()))
}

/// Footprint times storeys, with the assumptions for what is not stated.
pub(super) fn floor_area(footprint_m2: Option<i64>, levels: Option<i64>) -> i64 {
    let footprint = footprint_m2
        .filter(|area| *area > 0)
        .unwrap_or(FOOTPRINT_UNKNOWN_M2);
    let assumed = if footprint < LARGE_FOOTPRINT_M2 {
        LEVELS_SMALL
    } else {
        LEVELS_LARGE
    };
    footprint
        * levels
            .filter(|levels| (1..=LEVELS_MAX).contains(levels))
            .unwrap_or(assumed)
}

/// Reads the residential addresses of a file; buildings without street or number, and those of another use, are passed
/// over silently when the file has a column for the use.
pub(super) fn read(file: &InputFile, mapping: &Mapping<'_>, problems: &mut Problems) -> Vec<House> {
    let Some((table, columns)) = read::layer(file, ADDRESS_FIELDS, mapping, problems) else {
        return Vec::new();
    };
    if !read::has_columns(&table, &columns, &["street", "number"], problems) {
        return Vec::new();
    }
    let is_building_layer = columns.has("building");
    let mut all = Vec::new();
    for record in table.records(&columns) {
        let other_use = ["amenity", "shop", "office"]
            .iter()
            .any(|tag| !record.text(tag).is_empty());
        let addressed = !record.text("street").is_empty() && !record.text("number").is_empty();
        if is_building_layer && (!addressed || !is_residential(record.text("building"), other_use)) {
            continue;
        }
        all.extend(house(&record, problems));
    }
    all
}

fn house(record: &Record<'_>, problems: &mut Problems) -> Option<House> {
    let street = required(record, "street", problems);
    let house_number = required(record, "number", problems);
    let persons = population(record, problems);
    let place = location(record, problems);
    let footprint = number(record.text("footprint")).or_else(|| {
        let polygons = record.geometry().and_then(polygons)?;
        Some(polygons.geodesic_area_unsigned())
    });
    let levels_text = record.text("levels");
    let levels = number(levels_text).map(|value| value.round() as i64);
    if !levels_text.is_empty() && !levels.is_some_and(|levels| (1..=LEVELS_MAX).contains(&levels)) {
        problems.add(
            "address.levels",
            record.pointer("levels"),
            format!(
                "«{}» — не число этажей от 1 до {LEVELS_MAX}, этажность принята по площади",
                shown(levels_text)
            ),
            "впишите число этажей",
        );
    }
    let footprint = footprint.map(|area| area.round() as i64);
    Some(House {
        is_doubtful: is_doubtful(record.text("building"), footprint, levels),
        street: clean(street?),
        number: clean(house_number?),
        location: place?,
        settlement: clean(record.text("settlement")),
        persons: persons.ok()?,
        certainty: Certainty::Counted,
        floor_area_m2: floor_area(footprint, levels),
    })
}

/// Spreads `total` over the houses that state no residents, less what the others state; all of them become estimates.
pub(super) fn estimate(houses: &mut [House], total: Persons) {
    let stated: Persons = houses.iter().filter_map(|house| house.persons).sum();
    let left = Persons((total - stated).get().max(0));
    let open = |house: &&House| house.persons.is_none();
    let weights: Vec<i64> = houses
        .iter()
        .filter(open)
        .map(|house| house.floor_area_m2)
        .collect();
    let parts = spread(left, &weights);
    let unknown = houses.iter_mut().filter(|house| house.persons.is_none());
    for (house, part) in unknown.zip(parts) {
        house.persons = Some(part);
        house.certainty = Certainty::Estimated;
    }
}

/// Names the houses that got many residents by their area alone though they are hardly dwellings.
pub(super) fn note_doubtful(settlement: &str, houses: &[House], problems: &mut Problems) {
    let doubtful = |house: &&House| house.is_doubtful && house.certainty == Certainty::Estimated;
    for house in houses.iter().filter(doubtful) {
        let persons = house.persons.unwrap_or(Persons::ZERO);
        problems.add(
            "address.doubtful",
            format!("{settlement}, {}, {}", house.street, house.number),
            format!(
                "дому по площади ({} м² по всем этажам) досталось {persons} жителей, но ни назначение, ни этажность не \
                 указаны; так велики обычно магазины, цеха и гаражи",
                house.floor_area_m2
            ),
            "если там не живут, уберите адрес или укажите назначение здания; если живут, впишите жителей или этажность",
        );
    }
}

#[cfg(test)]
mod tests {
    use super::{House, estimate, floor_area, is_doubtful, is_residential};
    use crate::domain::{Certainty, Persons};
    use geo::Point;

    #[test]
    fn levels_and_floor_area() {
        assert_eq!(floor_area(Some(299), None), 299);
        assert_eq!(floor_area(Some(300), None), 1500);
        assert_eq!(floor_area(Some(300), Some(9)), 2700);
        assert_eq!(floor_area(None, Some(2)), 200);
        assert_eq!(floor_area(Some(50), Some(999)), 50);
    }

    #[test]
    fn people_live_in_houses() {
        assert!(is_residential("apartments", false) && is_residential("", false));
        assert!(!is_residential("garages", false) && !is_residential("yes", true));
    }

    #[test]
    fn a_large_building_of_no_stated_use_is_hardly_a_dwelling() {
        for (building, footprint, levels, expected) in [
            ("yes", Some(20_253), None, true),
            ("", Some(3_000), None, true),
            ("yes", Some(2_999), None, false),
            ("yes", Some(4_042), Some(9), false),
            ("apartments", Some(4_042), None, false),
            ("yes", None, None, false),
        ] {
            assert_eq!(
                is_doubtful(building, footprint, levels),
                expected,
                "{building} {footprint:?}"
            );
        }
    }

    #[test]
    fn only_unknown_houses_get_a_share() {
        let house = |persons, floor_area_m2| House {
            street: "Мира".into(),
            number: "1".into(),
            location: Point::new(60.0, 56.0),
            settlement: String::new(),
            persons,
            certainty: Certainty::Counted,
            floor_area_m2,
            is_doubtful: false,
        };
        let mut houses = [house(Some(Persons(4)), 500), house(None, 100), house(None, 300)];
        estimate(&mut houses, Persons(14));
        let persons: Vec<i64> = houses
            .iter()
            .filter_map(|h| h.persons)
            .map(Persons::get)
            .collect();
        assert_eq!(persons, [4, 3, 7]);
        assert_eq!(houses[0].certainty, Certainty::Counted);
        assert_eq!(houses[1].certainty, Certainty::Estimated);
    }
}
