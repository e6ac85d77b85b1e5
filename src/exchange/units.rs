//! Territorial units: from a layer of their own, or made of the inhabited settlements and of the addresses of towns.

use super::addresses::{self, House};
use super::boundary::same_name;
use super::columns::{Mapping, UNIT_FIELDS};
use super::fields::{clean, id, location, population};
use super::limits::BLOCK_PERSONS_MAX;
use super::problems::{Problems, shown};
use super::read;
use super::shapes::polygons;
use super::table::{InputFile, Record};
use super::town::{self, Town};
use super::validity;
use super::within::Within;
use crate::domain::{
    Certainty, Municipality, MunicipalityKind, Persons, PlaceKind, Settlement, SettlementId, SettlementKind,
    Unit, UnitId, UnitKind,
};
use geo::{Distance, Haversine, MultiPolygon, Point};
use std::collections::HashSet;

/// Settlements up to this size stay one unit even when their addresses are known: the smallest upper bound of a site
/// (Yugra, isolated places), so they always fit into one. Test: `a_town_becomes_units_under_the_cap`.
pub(super) const WHOLE_SETTLEMENT_MAX: Persons = Persons(3_000);

/// The norm that applies to the units of a settlement.
pub(super) fn place_kind(municipality: &Municipality, kind: SettlementKind) -> PlaceKind {
    match (municipality.isolated, municipality.kind, kind) {
        (true, _, _) => PlaceKind::Isolated,
        (_, MunicipalityKind::UrbanOkrug, _) => PlaceKind::UrbanOkrug,
        (_, MunicipalityKind::District, SettlementKind::UrbanTypeSettlement) => {
            PlaceKind::UrbanTypeSettlement
        }
        (_, MunicipalityKind::District, _) => PlaceKind::District,
    }
}

/// Units of all inhabited settlements: whole, or blocks of houses where a town has addresses.
pub(super) fn from_settlements(
    municipality: &Municipality,
    settlements: &mut [Settlement],
    houses: Vec<House>,
    cap: Option<Persons>,
    problems: &mut Problems,
) -> Vec<Unit> {
    let boundary = municipality.boundary.as_ref();
    let mut by_settlement: Vec<Vec<House>> = settlements.iter().map(|_| Vec::new()).collect();
    for house in inside(houses, boundary, problems) {
        if let Some(at) = settlement_of(&house, settlements)
            && let Some(group) = by_settlement.get_mut(at)
        {
            group.push(house);
        }
    }
    for (settlement, houses) in settlements.iter_mut().zip(&mut by_settlement) {
        settle_population(settlement, houses, problems);
    }
    let mut units = Vec::new();
    let mut towns = Vec::new();
    for (settlement, houses) in settlements.iter().zip(by_settlement) {
        let place = place_kind(municipality, settlement.kind);
        if settlement.population > WHOLE_SETTLEMENT_MAX && !houses.is_empty() {
            towns.push(Town {
                settlement,
                houses,
                place,
            });
        } else if settlement.population > Persons::ZERO {
            units.push(whole(settlement, place));
        }
    }
    let cap = cap.unwrap_or(Persons(BLOCK_PERSONS_MAX));
    for (at, town) in towns.iter().enumerate() {
        let villages = units.iter().filter(|unit| unit.kind == UnitKind::Settlement);
        let mut others: Vec<Point<f64>> = villages.map(|unit| unit.location).collect();
        for (_, other) in towns.iter().enumerate().filter(|(other, _)| *other != at) {
            others.extend(other.houses.iter().map(|house| house.location));
        }
        units.extend(town::units(town, boundary, &others, cap, problems));
    }
    units
}

/// The houses inside the boundary; the others are a neighbour's, or a mistake, and are counted.
fn inside(
    mut houses: Vec<House>,
    boundary: Option<&MultiPolygon<f64>>,
    problems: &mut Problems,
) -> Vec<House> {
    let Some(boundary) = boundary else {
        return houses;
    };
    let within = Within::new(boundary);
    let before = houses.len();
    houses.retain(|house| within.holds(house.location));
    let outside = before - houses.len();
    if outside > 0 {
        problems.add(
            "addresses.outside",
            "адреса",
            format!("{outside} адресов лежат вне границы муниципалитета и не взяты"),
            "сверьте границу, если это адреса муниципалитета",
        );
    }
    houses
}

/// The settlement that a house names, else the nearest one.
fn settlement_of(house: &House, settlements: &[Settlement]) -> Option<usize> {
    let named = |settlement: &Settlement| {
        let code = settlement.id.as_str();
        code == house.settlement
            || same_name(&settlement.name, &house.settlement)
            || ends_with_name(settlement, house)
    };
    let by_name = (!house.settlement.is_empty())
        .then(|| settlements.iter().position(named))
        .flatten();
    by_name.or_else(|| {
        nearest(
            house.location,
            settlements.iter().map(|settlement| settlement.location),
        )
    })
}

/// «Вагай» names «село Вагай».
fn ends_with_name(settlement: &Settlement, house: &House) -> bool {
    settlement
        .name
        .split_once(' ')
        .is_some_and(|(_, name)| same_name(name, &house.settlement))
}

/// The nearest of `points`.
pub(super) fn nearest(to: Point<f64>, points: impl Iterator<Item = Point<f64>>) -> Option<usize> {
    points
        .enumerate()
        .map(|(at, point)| (Haversine.distance(to, point), at))
        .min_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, at)| at)
}

/// Makes houses and settlement agree: houses without residents share the settlement's, stated ones add up to it.
fn settle_population(settlement: &mut Settlement, houses: &mut [House], problems: &mut Problems) {
    if houses.is_empty() {
        return;
    }
    addresses::estimate(houses, settlement.population);
    addresses::note_doubtful(&settlement.name, houses, problems);
    let sum: Persons = houses.iter().filter_map(|house| house.persons).sum();
    if sum == Persons::ZERO {
        problems.add(
            "addresses.no_residents",
            &settlement.name,
            format!(
                "адресов {}, но жителей нет ни у них, ни у населённого пункта: единиц из них не выйдет",
                houses.len()
            ),
            "впишите население, если люди там живут; ничего не нужно, если это дачи",
        );
        return;
    }
    if sum == settlement.population {
        return;
    }
    if settlement.population > Persons::ZERO {
        problems.add(
            "addresses.population_differs",
            &settlement.name,
            format!(
                "в адресах {sum} жителей, у населённого пункта {}; взята сумма адресов",
                settlement.population
            ),
            "сверьте источники",
        );
    }
    settlement.population = sum;
    if houses.iter().any(|house| house.certainty == Certainty::Estimated) {
        settlement.certainty = Certainty::Estimated;
    }
}

/// A settlement as one unit, which lends its code.
pub(super) fn whole(settlement: &Settlement, place: PlaceKind) -> Unit {
    Unit {
        id: UnitId::new(settlement.id.as_str()),
        name: settlement.name.clone(),
        kind: UnitKind::Settlement,
        settlement: settlement.id.clone(),
        location: settlement.location,
        polygon: None,
        population: settlement.population,
        certainty: settlement.certainty,
        place,
        streets: Vec::new(),
    }
}

/// Reads units of their own. Each belongs to the settlement that it names, or to the nearest.
pub(super) fn read(
    file: &InputFile,
    municipality: &Municipality,
    settlements: &[Settlement],
    mapping: &Mapping<'_>,
    problems: &mut Problems,
) -> Vec<Unit> {
    let Some((table, columns)) = read::layer(file, UNIT_FIELDS, mapping, problems) else {
        return Vec::new();
    };
    if !read::has_columns(&table, &columns, &["population"], problems) {
        return Vec::new();
    }
    let mut known = HashSet::new();
    let mut units = Vec::new();
    for record in table.records(&columns) {
        let Some(unit) = unit(&record, municipality, settlements, problems) else {
            continue;
        };
        if known.insert(unit.id.as_str().to_owned()) {
            units.push(unit);
        } else {
            problems.add(
                "id.duplicate",
                record.pointer("id"),
                format!("код «{}» уже есть выше", shown(unit.id.as_str())),
                "дайте каждой единице свой код",
            );
        }
    }
    validity::check_layer(&units, municipality.boundary.as_ref(), &file.name, problems);
    units
}

fn unit(
    record: &Record<'_>,
    municipality: &Municipality,
    settlements: &[Settlement],
    problems: &mut Problems,
) -> Option<Unit> {
    let code = id(record, "u", problems);
    let persons = population(record, problems);
    let polygon = record.geometry().and_then(polygons);
    if let Some(polygon) = &polygon
        && !validity::check(polygon, &record.place(), problems)
    {
        return None;
    }
    let location = location(record, problems)?;
    let (code, persons) = (code?, persons.ok()?);
    let Some(persons) = persons else {
        problems.add(
            "value.missing",
            record.pointer("population"),
            "у единицы не указано население",
            "укажите целое число жителей, 0 — если их нет",
        );
        return None;
    };
    let settlement = home(record, location, settlements, problems)?;
    let kind = settlement.map_or(SettlementKind::Other, |settlement| settlement.kind);
    let name = clean(record.text("name"));
    Some(Unit {
        name: if name.is_empty() { code.clone() } else { name },
        kind: unit_kind(record.text("kind"), settlement.is_some()),
        settlement: settlement.map_or_else(
            || SettlementId::new(code.as_str()),
            |settlement| settlement.id.clone(),
        ),
        id: UnitId::new(code),
        location,
        polygon,
        population: persons,
        certainty: match record.text("certainty").to_lowercase().as_str() {
            "estimated" | "оценка" | "да" => Certainty::Estimated,
            _ => Certainty::Counted,
        },
        place: stated_place(record.text("place")).unwrap_or_else(|| place_kind(municipality, kind)),
        streets: Vec::new(),
    })
}

/// The settlement of a unit: the one it names, the nearest when it names none, itself when there are no settlements.
fn home<'s>(
    record: &Record<'_>,
    location: Point<f64>,
    settlements: &'s [Settlement],
    problems: &mut Problems,
) -> Option<Option<&'s Settlement>> {
    let stated = record.text("settlement");
    if stated.is_empty() || settlements.is_empty() {
        let at = nearest(location, settlements.iter().map(|settlement| settlement.location));
        return Some(at.and_then(|at| settlements.get(at)));
    }
    let found = settlements
        .iter()
        .find(|settlement| settlement.id.as_str() == stated || same_name(&settlement.name, stated));
    if found.is_none() {
        problems.add(
            "unit.unknown_settlement",
            record.pointer("settlement"),
            format!("нет населённого пункта «{}»", shown(stated)),
            "исправьте код или название населённого пункта",
        );
        return None;
    }
    Some(found)
}

fn unit_kind(text: &str, inside_settlement: bool) -> UnitKind {
    match text.to_lowercase().as_str() {
        "block" | "квартал" => UnitKind::Block,
        "street" | "улица" => UnitKind::Street,
        "house_group" | "группа домов" => UnitKind::HouseGroup,
        "settlement" | "населенный пункт" | "населённый пункт" => {
            UnitKind::Settlement
        }
        _ if inside_settlement => UnitKind::Block,
        _ => UnitKind::Settlement,
    }
}

fn stated_place(text: &str) -> Option<PlaceKind> {
    match text.to_lowercase().as_str() {
        "urban_okrug" | "городской округ" => Some(PlaceKind::UrbanOkrug),
        "district" | "муниципальный район" => Some(PlaceKind::District),
        "urban_type_settlement" | "пгт" => Some(PlaceKind::UrbanTypeSettlement),
        "isolated" | "изолированное" => Some(PlaceKind::Isolated),
        _ => None,
    }
}
