//! The demo municipalities that are built into the program, read with the same import as a user's own files.

use super::import::{ImportFiles, ImportRequest, ImportSettings, import};
use super::problems::blocks;
use super::table::InputFile;
use crate::domain::{Problem, Territory};
use rust_embed::RustEmbed;

#[derive(RustEmbed)]
#[folder = "data/demo"]
struct DemoFiles;

/// A demo municipality of the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Demo {
    /// Its id, for [`load`].
    pub id: String,
    /// Its name.
    pub name: String,
}

/// Why a demo municipality cannot be loaded.
#[derive(Debug, thiserror::Error)]
pub enum DemoError {
    /// No such municipality is built in.
    #[error("no demo municipality `{0}`")]
    Unknown(String),
    /// Its settings cannot be read.
    #[error("demo municipality `{id}`: {cause}")]
    Settings {
        /// The id.
        id: String,
        /// What the reader says.
        cause: String,
    },
    /// Its tables have problems.
    #[error("demo municipality `{id}` has {} problems", problems.len())]
    Data {
        /// The id.
        id: String,
        /// The problems.
        problems: Vec<Problem>,
    },
}

/// The demo municipalities by id.
///
/// # Errors
/// A built-in file cannot be read, which a test excludes.
pub fn list() -> Result<Vec<Demo>, DemoError> {
    let mut ids: Vec<String> = DemoFiles::iter()
        .filter_map(|path| path.strip_suffix("/municipality.toml").map(str::to_owned))
        .collect();
    ids.sort();
    ids.into_iter()
        .map(|id| {
            let name = settings(&id)?.name;
            Ok(Demo { id, name })
        })
        .collect()
}

/// The territory of a demo municipality.
///
/// # Errors
/// No municipality of this id is built in; its files cannot be read, which a test excludes.
pub fn load(id: &str) -> Result<Territory, DemoError> {
    let request = ImportRequest {
        settings: settings(id)?,
        files: ImportFiles {
            settlements: file(id, "settlements.csv"),
            addresses: file(id, "addresses.csv"),
            links: file(id, "road_links.csv"),
            junctions: file(id, "junctions.csv"),
            infrastructure: file(id, "infrastructure.csv"),
            ..ImportFiles::default()
        },
        clip: None,
    };
    let (territory, problems) = import(&request);
    territory
        .filter(|_| !problems.iter().any(blocks))
        .ok_or_else(|| DemoError::Data {
            id: id.to_owned(),
            problems,
        })
}

fn settings(id: &str) -> Result<ImportSettings, DemoError> {
    let file = file(id, "municipality.toml").ok_or_else(|| DemoError::Unknown(id.to_owned()))?;
    let text = String::from_utf8_lossy(&file.bytes);
    toml::from_str(&text).map_err(|error| DemoError::Settings {
        id: id.to_owned(),
        cause: error.message().to_owned(),
    })
}

fn file(id: &str, name: &str) -> Option<InputFile> {
    let data = DemoFiles::get(&format!("{id}/{name}"))?.data;
    Some(InputFile::new(name, data.into_owned()))
}

#[cfg(test)]
mod tests {
    use super::{DemoError, file, list, load};
    use crate::domain::{Certainty, Metres, Persons, PlaceKind, Territory};
    use std::collections::HashSet;

    fn persons(territory: &Territory) -> Persons {
        territory.units.iter().map(|unit| unit.population).sum()
    }

    fn road_metres(territory: &Territory) -> Metres {
        territory.roads.iter().filter_map(|road| road.stated_length).sum()
    }

    #[test]
    fn three_municipalities_are_built_in() {
        let ids: Vec<String> = list().unwrap().into_iter().map(|demo| demo.id).collect();
        assert_eq!(ids, ["snezhinsk", "uvat", "vagay"]);
        assert!(matches!(load("nowhere"), Err(DemoError::Unknown(_))));
    }

    #[test]
    fn vagay_is_as_the_census_counted_it() {
        let vagay = load("vagay").unwrap();
        assert_eq!(
            (vagay.settlements.len(), vagay.units.len(), vagay.roads.len()),
            (103, 103, 154)
        );
        assert_eq!(persons(&vagay), Persons(22_532));
        assert_eq!(road_metres(&vagay), Metres(669_110));
        assert!(vagay.units.iter().all(|unit| unit.place == PlaceKind::District));
        assert!(
            vagay
                .units
                .iter()
                .all(|unit| unit.certainty == Certainty::Counted)
        );
    }

    #[test]
    fn uvat_is_isolated() {
        let uvat = load("uvat").unwrap();
        assert_eq!((uvat.units.len(), persons(&uvat)), (32, Persons(19_423)));
        assert!(uvat.units.iter().all(|unit| unit.place == PlaceKind::Isolated));
    }

    #[test]
    fn every_resident_of_snezhinsk_is_in_one_unit() {
        let town = load("snezhinsk").unwrap();
        assert_eq!(persons(&town), Persons(50_814));
        assert!(
            town.units
                .iter()
                .all(|unit| unit.certainty == Certainty::Estimated)
        );
        assert!(town.units.iter().all(|unit| unit.place == PlaceKind::UrbanOkrug));
        let rows = file("snezhinsk", "addresses.csv").unwrap().bytes;
        let mut reader = ::csv::Reader::from_reader(rows.as_slice());
        let addresses: Vec<::csv::StringRecord> = reader.records().map(Result::unwrap).collect();
        assert_eq!(addresses.len(), 3_805);
        let known: HashSet<(&str, &str)> = addresses.iter().map(|row| (&row[0], &row[1])).collect();
        let held: HashSet<(&str, &str)> = town
            .units
            .iter()
            .flat_map(|unit| &unit.streets)
            .flat_map(|street| {
                // Streets of one name in several villages are told apart by the street beside them.
                let name = street.street.split(" (").next().unwrap_or_default();
                street.houses.iter().map(move |number| (name, number.as_str()))
            })
            .collect();
        assert_eq!(held, known);
    }
}
