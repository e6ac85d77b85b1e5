//! Boundaries of municipalities from a collection of polygons.

use super::columns::{BOUNDARY_FIELDS, Mapping};
use super::fields::{clean, number};
use super::problems::{Problems, shown};
use super::read;
use super::shapes::polygons;
use super::table::InputFile;
use super::validity;
use crate::domain::{MunicipalityKind, Persons};
use geo::MultiPolygon;

/// One municipality of a boundary layer.
#[derive(Debug, Clone)]
pub(super) struct Boundary {
    /// Name, empty when the layer has none.
    pub(super) name: String,
    /// Kind, when the layer states one.
    pub(super) kind: Option<MunicipalityKind>,
    /// Population that the layer states.
    pub(super) population: Option<Persons>,
    /// Its territory.
    pub(super) polygons: MultiPolygon<f64>,
}

/// Reads every boundary of a file.
pub(super) fn read(file: &InputFile, mapping: &Mapping<'_>, problems: &mut Problems) -> Vec<Boundary> {
    let Some((table, columns)) = read::layer(file, BOUNDARY_FIELDS, mapping, problems) else {
        return Vec::new();
    };
    let mut all = Vec::new();
    for record in table.records(&columns) {
        let Some(polygons) = record.geometry().and_then(polygons) else {
            problems.add(
                "boundary.not_a_polygon",
                record.place(),
                "граница — не многоугольник",
                "загрузите границу как Polygon или MultiPolygon",
            );
            continue;
        };
        if !validity::check(&polygons, &record.place(), problems) {
            continue;
        }
        all.push(Boundary {
            name: clean(record.text("name")),
            kind: kind_of(record.text("status")).or_else(|| kind_of(record.text("name"))),
            population: number(record.text("population"))
                .filter(|persons| *persons > 0.0 && persons.fract() == 0.0)
                .map(|persons| Persons(persons as i64)),
            polygons,
        });
    }
    all
}

/// The boundary of one municipality: the only one of the file, or the one that is named.
pub(super) fn read_one(
    file: &InputFile,
    name: &str,
    mapping: &Mapping<'_>,
    problems: &mut Problems,
) -> Option<Boundary> {
    let mut all = read(file, mapping, problems);
    if all.len() <= 1 {
        return all.pop();
    }
    let named: Vec<usize> = (0..all.len())
        .filter(|at| {
            all.get(*at)
                .is_some_and(|boundary| same_name(&boundary.name, name))
        })
        .collect();
    match named.as_slice() {
        [at] => Some(all.swap_remove(*at)),
        _ => {
            problems.add(
                "boundary.ambiguous",
                &file.name,
                format!(
                    "в файле {} границ, с названием «{}» — {}",
                    all.len(),
                    shown(name),
                    named.len()
                ),
                "назовите муниципалитет так же, как в файле границ, или оставьте одну границу",
            );
            None
        }
    }
}

/// True when two names mean one municipality: without case and the dots of «ё».
pub(super) fn same_name(a: &str, b: &str) -> bool {
    let plain = |text: &str| text.trim().to_lowercase().replace('ё', "е");
    plain(a) == plain(b)
}

/// The kind that an official status or a name states.
fn kind_of(text: &str) -> Option<MunicipalityKind> {
    let lower = text.to_lowercase();
    if lower.contains("городской округ") {
        Some(MunicipalityKind::UrbanOkrug)
    } else if lower.contains("район") || lower.contains("муниципальный округ") {
        Some(MunicipalityKind::District)
    } else {
        None
    }
}
