//! What is over a limit is named, and nothing grows past it.

use super::fixtures::{codes, district};
use uchastok::domain::{MunicipalityKind, OfficialFigure, Persons};
use uchastok::exchange::limits::{FILE_BYTES_MAX, ROWS_MAX};
use uchastok::exchange::{ImportFiles, InputFile, import};

fn settlements(text: impl Into<Vec<u8>>) -> ImportFiles {
    ImportFiles {
        settlements: Some(InputFile::new("settlements.csv", text)),
        ..ImportFiles::default()
    }
}

#[test]
fn a_file_over_the_limit_is_named() {
    let (none, problems) = import(&district(settlements(vec![b' '; FILE_BYTES_MAX + 1])));
    assert!(none.is_none());
    assert_eq!(codes(&problems), ["file.too_large", "units.none"]);
}

#[test]
fn a_table_over_the_limit_is_cut_and_named() {
    let mut text = String::from("id,name,lon,lat,population\n");
    for row in 0..=ROWS_MAX {
        text.push_str(&format!("{row},x,60,56,0\n"));
    }
    let (none, problems) = import(&district(settlements(text)));
    assert!(none.is_none());
    assert!(codes(&problems).contains(&"table.rows"), "{:?}", codes(&problems));
}

#[test]
fn population_is_a_whole_number() {
    for (value, code) in [
        ("-1", "population.negative"),
        ("1.5", "population.fraction"),
        ("много", "population.not_a_number"),
        ("1e300", "population.too_large"),
        ("NaN", "population.not_a_number"),
    ] {
        let text = format!("id,name,lon,lat,population\n1,a,60,56,{value}\n2,b,60,56,10\n");
        let mut request = district(settlements(text));
        let (none, problems) = import(&request);
        assert!(none.is_none(), "{value}");
        assert_eq!(codes(&problems), [code]);
        assert!(problems[0].pointer.contains("строка 2") && problems[0].pointer.contains("population"));
        request.settings.keep_good_rows = true;
        assert_eq!(import(&request).0.expect("good rows").units.len(), 1, "{value}");
    }
}

#[test]
fn a_long_name_is_named() {
    let text = format!("id,name,lon,lat,population\n1,{},60,56,5\n", "x".repeat(501));
    let (_, problems) = import(&district(settlements(text)));
    assert_eq!(codes(&problems), ["text.too_long", "units.none"]);
}

#[test]
fn a_town_becomes_units_under_the_cap() {
    let mut addresses = String::from("street,number,lon,lat,population\n");
    for house in 1..=100 {
        addresses.push_str(&format!(
            "Мира,{house},{},56,40\n",
            60.0 + f64::from(house) * 0.0005
        ));
    }
    let mut files =
        settlements("id,name,lon,lat,population\nt,город Тест,60,56,4000\nv,село Малое,61,56,100\n");
    files.addresses = Some(InputFile::new("addresses.csv", addresses));
    let (territory, problems) = import(&district(files));
    assert_eq!(codes(&problems), Vec::<&str>::new());
    let territory = territory.expect("a territory");
    let (town, village): (Vec<_>, Vec<_>) = territory
        .units
        .iter()
        .partition(|unit| unit.settlement.as_str() == "t");
    assert!(town.len() > 1 && town.iter().all(|unit| unit.population.get() <= 600));
    assert_eq!(town.iter().map(|unit| unit.population.get()).sum::<i64>(), 4000);
    assert_eq!((village.len(), village[0].id.as_str()), (1, "v"));
}

#[test]
fn an_okrug_that_lists_only_its_villages_keeps_its_town() {
    let mut addresses = String::from("street,number,lon,lat\nДачная,1,60.5,56\n");
    for house in 1..=100 {
        addresses.push_str(&format!("Мира,{house},{},56\n", 60.0 + f64::from(house) * 0.0005));
    }
    let mut files =
        settlements("id,name,lon,lat,population\nv,деревня Малая,60.2,56,400\nd,деревня Дачная,60.5,56,\n");
    files.addresses = Some(InputFile::new("addresses.csv", addresses));
    let mut request = district(files);
    request.settings.kind = MunicipalityKind::UrbanOkrug;
    request.settings.official_population = Some(OfficialFigure {
        persons: Persons(9_000),
        year: 2021,
        source: "test".to_owned(),
    });
    let (territory, problems) = import(&request);
    assert_eq!(codes(&problems), ["population.missing", "addresses.no_residents"]);
    let territory = territory.expect("a territory");
    let (villages, town): (Vec<_>, Vec<_>) = territory
        .units
        .iter()
        .partition(|unit| unit.settlement.as_str() == "v");
    assert_eq!((villages.len(), villages[0].population.get()), (1, 400));
    assert!(town.len() > 1 && town.iter().all(|unit| unit.population.get() <= 600));
    assert_eq!(town.iter().map(|unit| unit.population.get()).sum::<i64>(), 8_600);
}
