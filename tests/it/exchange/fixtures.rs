//! What several tests of the exchange need: settings, requests, the shared folder.

use std::path::{Path, PathBuf};
use uchastok::domain::{Metres, MunicipalityId, MunicipalityKind, Persons, Problem, Territory};
use uchastok::exchange::{ImportFiles, ImportRequest, ImportSettings, InputFile};

/// A file of the shared folder; says loudly that the test is skipped when the folder is not there.
pub(crate) fn shared(path: &str) -> Option<InputFile> {
    let full: PathBuf = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared").join(path);
    let Ok(bytes) = std::fs::read(&full) else {
        println!("SKIPPED: ../shared/{path} is not there");
        return None;
    };
    let name = full.file_name().expect("a name").to_string_lossy().into_owned();
    Some(InputFile::new(name, bytes))
}

pub(crate) fn settings(id: &str, name: &str, kind: MunicipalityKind) -> ImportSettings {
    ImportSettings {
        id: MunicipalityId::new(id),
        name: name.to_owned(),
        kind,
        isolated: false,
        keep_good_rows: false,
        population_column: None,
        mapping: Default::default(),
        official_population: None,
        attribution: vec!["© участники OpenStreetMap, ODbL".to_owned()],
        block_persons_max: None,
    }
}

pub(crate) fn district(files: ImportFiles) -> ImportRequest {
    ImportRequest {
        settings: settings("test", "Тестовый район", MunicipalityKind::District),
        files,
        clip: None,
    }
}

pub(crate) fn persons(territory: &Territory) -> Persons {
    territory.units.iter().map(|unit| unit.population).sum()
}

pub(crate) fn codes(problems: &[Problem]) -> Vec<&str> {
    problems.iter().map(|problem| problem.code.as_str()).collect()
}

/// Kilometres of all roads: stated lengths, else geodesic ones.
pub(crate) fn kilometres(territory: &Territory) -> f64 {
    use geo::{Geodesic, Length};
    let length = |road: &uchastok::domain::RoadSegment| {
        road.stated_length
            .unwrap_or_else(|| Metres::from_f64(Geodesic.length(&road.line)))
    };
    territory.roads.iter().map(length).sum::<Metres>().kilometres()
}
