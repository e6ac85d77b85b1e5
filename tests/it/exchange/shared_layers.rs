//! The real layers of the shared folder, each imported as a user would.

use super::fixtures::{codes, district, kilometres, persons, settings, shared};
use uchastok::domain::{Certainty, MunicipalityKind, OfficialFigure, Persons, PlaceKind};
use uchastok::exchange::{
    ImportFiles, ImportRequest, InputFile, RegionRequest, RegionSettings, blocks, import, import_region,
};

fn rural(folder: &str) -> Option<ImportFiles> {
    Some(ImportFiles {
        boundary: Some(shared(&format!("data/{folder}/boundary.geojson"))?),
        settlements: Some(shared(&format!("data/{folder}/settlements.geojson"))?),
        roads: Some(shared(&format!("data/{folder}/roads.geojson"))?),
        ..ImportFiles::default()
    })
}

#[test]
fn vagay_from_geojson() {
    let Some(files) = rural("vagay") else { return };
    let (territory, problems) = import(&district(files.clone()));
    assert!(!problems.iter().any(blocks), "{problems:?}");
    let territory = territory.expect("a territory");
    assert_eq!((territory.settlements.len(), territory.units.len()), (135, 103));
    assert_eq!(persons(&territory), Persons(22_532));
    assert_eq!(territory.roads.len(), 176);
    assert!(
        (kilometres(&territory) - 760.0).abs() < 20.0,
        "{} km",
        kilometres(&territory)
    );
    assert!(
        territory
            .units
            .iter()
            .all(|unit| unit.certainty == Certainty::Counted)
    );

    let mut request = district(files);
    request.settings.population_column = Some("pop_2021_est".to_owned());
    let (territory, _) = import(&request);
    let territory = territory.expect("a territory");
    assert_eq!(persons(&territory), Persons(18_276));
    assert!(
        territory
            .units
            .iter()
            .all(|unit| unit.certainty == Certainty::Estimated)
    );
}

#[test]
fn uvat_from_geojson() {
    let Some(files) = rural("uvat") else { return };
    let mut request = district(files);
    request.settings.isolated = true;
    let (territory, problems) = import(&request);
    assert!(!problems.iter().any(blocks), "{problems:?}");
    let territory = territory.expect("a territory");
    assert_eq!(
        (territory.units.len(), persons(&territory)),
        (32, Persons(19_423))
    );
    assert!(
        territory
            .units
            .iter()
            .all(|unit| unit.place == PlaceKind::Isolated)
    );
}

#[test]
fn snezhinsk_from_buildings() {
    let (Some(boundary), Some(addresses), Some(roads), Some(infrastructure)) = (
        shared("data/snezhinsk/boundary.geojson"),
        shared("data/snezhinsk/buildings.geojson"),
        shared("data/snezhinsk/roads.geojson"),
        shared("data/snezhinsk/buildings.geojson"),
    ) else {
        return;
    };
    let mut settings = settings(
        "snezhinsk",
        "Снежинский городской округ",
        MunicipalityKind::UrbanOkrug,
    );
    settings.official_population = Some(OfficialFigure {
        persons: Persons(50_814),
        year: 2021,
        source: "Росстат".to_owned(),
    });
    let files = ImportFiles {
        boundary: Some(boundary),
        addresses: Some(addresses),
        roads: Some(roads),
        infrastructure: Some(infrastructure),
        ..ImportFiles::default()
    };
    let (territory, problems) = import(&ImportRequest {
        settings,
        files,
        clip: None,
    });
    assert!(!problems.iter().any(blocks), "{problems:?}");
    let territory = territory.expect("a territory");
    assert_eq!(persons(&territory), Persons(50_814));
    // 3,805 addresses, of which only a half lies inside the okrug's border
    let outside = problems
        .iter()
        .find(|problem| problem.code == "addresses.outside")
        .expect("a note");
    let left_out: usize = outside
        .cause
        .split(' ')
        .next()
        .and_then(|count| count.parse().ok())
        .unwrap_or(0);
    assert!((1_950..2_050).contains(&left_out), "{}", outside.cause);
    assert!(territory.units.iter().all(|unit| unit.polygon.is_some()));
    assert!(
        territory
            .units
            .iter()
            .all(|unit| unit.certainty == Certainty::Estimated)
    );
    assert!(
        territory.infrastructure.len() >= 20,
        "{}",
        territory.infrastructure.len()
    );
    assert!(territory.roads.len() > 1_800, "{}", territory.roads.len());
}

fn oblast() -> Option<RegionRequest> {
    Some(RegionRequest {
        settings: RegionSettings {
            keep_good_rows: true,
            ..RegionSettings::default()
        },
        municipalities: shared("data/tyumen/tyumen_municipalities.geojson")?,
        settlements: shared("data/tyumen/tyumen_settlements.geojson")?,
        roads: shared("data/tyumen/tyumen_roads.geojson"),
        infrastructure: None,
    })
}

#[test]
fn all_municipalities_of_the_oblast_in_one_run() {
    let Some(mut request) = oblast() else { return };
    let (territories, problems) = import_region(&request);
    assert_eq!(territories.len(), 26, "{:?}", codes(&problems));
    let inhabited: usize = territories.iter().map(|territory| territory.units.len()).sum();
    // 1,210 inhabited, of which two have no coordinates and are named
    let unplaced: Vec<_> = problems.iter().filter(|problem| blocks(problem)).collect();
    assert_eq!((inhabited, unplaced.len()), (1_208, 2), "{unplaced:?}");
    let total: Persons = territories.iter().map(persons).sum();
    assert!(
        total > Persons(1_326_000) && total <= Persons(1_326_877),
        "{total}"
    );
    let mut ids: Vec<_> = territories
        .iter()
        .map(|territory| territory.municipality.id.clone())
        .collect();
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), 26);
    let okrugs = territories
        .iter()
        .filter(|territory| territory.municipality.kind == MunicipalityKind::UrbanOkrug)
        .count();
    assert_eq!(okrugs, 5);
    let km: f64 = territories.iter().map(kilometres).sum();
    assert!(km > 14_635.0, "{km}");
    assert!(territories.iter().all(|territory| !territory.roads.is_empty()));

    request.settings.keep_good_rows = false;
    let (none, again) = import_region(&request);
    assert_eq!((none.len(), again.len()), (0, problems.len()));
}

#[test]
fn a_boundary_is_chosen_by_name() {
    let Some(boundary) = shared("data/boundaries/tk_Vologda_region.geojson") else {
        return;
    };
    let settlements = InputFile::new(
        "s.csv",
        "id,name,lon,lat,population\n1,с. Бабаево,35.93,59.39,900\n",
    );
    let files = ImportFiles {
        boundary: Some(boundary),
        settlements: Some(settlements),
        ..ImportFiles::default()
    };
    let mut request = district(files);
    let (none, problems) = import(&request);
    assert!(none.is_none());
    assert_eq!(codes(&problems), ["boundary.ambiguous"]);
    request.settings.name = "Бабаевский район".to_owned();
    let (territory, problems) = import(&request);
    assert_eq!(codes(&problems), Vec::<&str>::new());
    assert!(territory.expect("a territory").municipality.boundary.is_some());
}

#[test]
fn a_census_table_without_coordinates_says_so_for_each_row() {
    let Some(census) = shared("data/census/belozersky_sp_2021.csv") else {
        return;
    };
    let mut request = district(ImportFiles {
        settlements: Some(census),
        ..ImportFiles::default()
    });
    request
        .settings
        .mapping
        .insert("total".to_owned(), "population".to_owned());
    let (none, problems) = import(&request);
    assert!(none.is_none());
    assert_eq!(
        problems
            .iter()
            .filter(|problem| problem.code == "position.missing")
            .count(),
        11
    );
    assert!(
        problems[0].pointer.contains("строка 2"),
        "{}",
        problems[0].pointer
    );
}
