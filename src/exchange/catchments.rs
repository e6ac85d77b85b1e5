//! Catchments of schools, polyclinics and other institutions, from a layer of named polygons: which units each holds.

use super::boundary;
use super::columns::Mapping;
use super::problems::Problems;
use super::table::InputFile;
use super::within::Within;
use crate::domain::{Catchment, Problem, Unit, UnitId};
use std::collections::{BTreeMap, BTreeSet};

/// Reads a layer: a catchment holds the units whose point lies in its polygon. Beside it everything that is wrong; a
/// unit in two catchments stays in the first.
#[must_use]
pub fn catchments(file: &InputFile, units: &[Unit]) -> (Vec<Catchment>, Vec<Problem>) {
    let mut problems = Problems::default();
    let mut taken: BTreeMap<UnitId, String> = BTreeMap::new();
    let mut found = Vec::new();
    for (at, area) in boundary::read(file, &Mapping::default(), &mut problems)
        .into_iter()
        .enumerate()
    {
        let name = if area.name.is_empty() {
            format!("Округ {}", at + 1)
        } else {
            area.name
        };
        let within = Within::new(&area.polygons);
        let mut inside = BTreeSet::new();
        for unit in units.iter().filter(|unit| within.holds(unit.location)) {
            match taken.get(&unit.id) {
                None => {
                    taken.insert(unit.id.clone(), name.clone());
                    inside.insert(unit.id.clone());
                }
                Some(first) => problems.add(
                    "catchment.overlap",
                    &name,
                    format!("«{}» уже входит в «{first}»", unit.name),
                    "проверьте границы округов: единица оставлена в первом",
                ),
            }
        }
        if inside.is_empty() {
            problems.add(
                "catchment.empty",
                &name,
                "внутри нет ни одной единицы",
                "проверьте границу округа и порядок координат (долгота, широта)",
            );
        } else {
            found.push(Catchment { name, units: inside });
        }
    }
    (found, problems.into_vec())
}
