//! Streets of a town from its addresses to the sheet of a plan's sites.

use super::fixtures::{codes, district};
use crate::support::village;
use std::collections::BTreeSet;
use uchastok::domain::{MunicipalityKind, OfficialFigure, Persons, SiteNumber, Territory};
use uchastok::exchange::export::{Cell, Sheet, streets_sheet};
use uchastok::exchange::{ImportFiles, InputFile, import};

/// A town along «улица Мира» with a short side street and a large building whose use nobody states.
fn town() -> (Territory, Vec<(String, String)>) {
    let mut addresses = String::from("street,number,lon,lat,population,building,footprint_m2\n");
    for house in 0..24 {
        let (lon, lat) = (
            60.0 + f64::from(house) * 0.000_5,
            56.0 + f64::from(house % 2) * 0.000_4,
        );
        addresses.push_str(&format!("улица Мира,{},{lon},{lat},150,house,200\n", house + 1));
    }
    for house in 0..3 {
        let lon = 60.002 + f64::from(house) * 0.000_5;
        addresses.push_str(&format!("Лесная,{},{lon},56.001,40,house,200\n", house + 1));
    }
    addresses.push_str("Складская,78,60.015,56.0,,yes,20253\n");
    let mut request = district(ImportFiles {
        addresses: Some(InputFile::new("addresses.csv", addresses)),
        ..ImportFiles::default()
    });
    request.settings.kind = MunicipalityKind::UrbanOkrug;
    request.settings.official_population = Some(OfficialFigure {
        persons: Persons(5_000),
        year: 2021,
        source: "тест".into(),
    });
    let (territory, problems) = import(&request);
    let said = problems
        .iter()
        .map(|problem| (problem.pointer.clone(), problem.cause.clone()));
    assert_eq!(codes(&problems), ["address.doubtful"]);
    (territory.expect("a territory"), said.collect())
}

/// The rows of a sheet as text.
fn rows(sheet: &Sheet) -> Vec<Vec<String>> {
    let text = |cell: &Cell| match cell {
        Cell::Text(text) => text.clone(),
        Cell::Number(number) => number.to_string(),
        Cell::Decimal(number) => number.to_string(),
        Cell::Empty => String::new(),
    };
    sheet
        .rows
        .iter()
        .map(|row| row.iter().map(text).collect())
        .collect()
}

#[test]
fn a_large_building_of_no_stated_use_is_named_with_the_residents_that_it_got() {
    let (_, said) = town();
    let (pointer, cause) = &said[0];
    assert!(pointer.contains("Складская, 78"), "{pointer}");
    assert!(cause.contains("1280 жителей"), "{cause}");
}

#[test]
fn every_street_of_a_site_has_a_row_with_its_houses() {
    let (territory, _) = town();
    let mut plan = village::plan("p", "town");
    plan.assignment = territory
        .units
        .iter()
        .map(|unit| {
            (
                unit.id.clone(),
                SiteNumber(if unit.location.x() < 60.006 { 1 } else { 2 }),
            )
        })
        .collect();
    let sheet = streets_sheet(&territory, &plan);
    let rows = rows(&sheet);
    assert!(rows.iter().all(|row| row.len() == sheet.headers.len()));
    let of = |street: &str| -> Vec<&Vec<String>> { rows.iter().filter(|row| row[3] == street).collect() };
    let main = of("улица Мира");
    assert_eq!(main.len(), 2, "{rows:?}");
    let houses: u32 = main.iter().map(|row| row[5].parse::<u32>().unwrap()).sum();
    let residents: i64 = rows.iter().map(|row| row[6].parse::<i64>().unwrap()).sum();
    assert_eq!((houses, residents), (24, 5_000));
    assert!(main.iter().all(|row| row[4].contains('–')), "{main:?}");
    let side = of("Лесная");
    assert_eq!(side.len(), 1);
    assert_eq!(side[0][4..], ["вся улица", "3", "120"]);
}

#[test]
fn no_two_units_of_a_town_have_a_name_or_a_house_in_common() {
    let (territory, _) = town();
    let names: BTreeSet<&str> = territory.units.iter().map(|unit| unit.name.as_str()).collect();
    assert_eq!(names.len(), territory.units.len());
    let mut houses = BTreeSet::new();
    for unit in &territory.units {
        for street in &unit.streets {
            for house in &street.houses {
                assert!(
                    houses.insert((&street.street, house)),
                    "{} {house}",
                    street.street
                );
            }
        }
    }
    assert_eq!(houses.len(), 28);
}
