//! What a tessellation notices about its units, as problems for the person who can mend them.

use super::faces::Face;
use super::grid::GRID_PER_METRE;
use super::tessellation::{CellIndex, TessellationInput};
use super::topology::Arc;
use crate::domain::{Problem, Unit};
use std::collections::{BTreeMap, BTreeSet};

/// Overlaps smaller than this are the rounding of the source, square metres.
const OVERLAP_M2_MIN: f64 = 100.0;

/// Something noticed about a cell. None of these stops a tessellation.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Remark {
    /// The unit's point is not a finite coordinate.
    NoLocation {
        /// The cell.
        cell: CellIndex,
    },
    /// The unit's point lies outside the boundary.
    OutsideBoundary {
        /// The cell.
        cell: CellIndex,
        /// Distance to the place inside that stands for it, metres.
        distance_m: f64,
    },
    /// The unit's point is within a metre of another's.
    SamePlace {
        /// The cell.
        cell: CellIndex,
        /// The cell that stands there.
        other: CellIndex,
    },
    /// The polygons of two units overlap; the ground stays with the first.
    Overlap {
        /// The cell that keeps the ground.
        cell: CellIndex,
        /// The cell that loses it.
        other: CellIndex,
        /// Size of the overlap, square metres.
        area_m2: f64,
    },
    /// The unit got no territory.
    NoTerritory {
        /// The cell.
        cell: CellIndex,
    },
}

impl Remark {
    /// The remark as a problem; `units` is indexed by cell.
    #[must_use]
    pub fn problem(&self, units: &[Unit]) -> Problem {
        let name = |cell: CellIndex| {
            units.get(cell.at()).map_or_else(
                || format!("cell {}", cell.0),
                |unit| format!("unit {} ({})", unit.id, unit.name),
            )
        };
        match *self {
            Self::NoLocation { cell } => Problem::new(
                "geometry.unit.no_location",
                name(cell),
                "the coordinates of the unit are not numbers",
                "give the unit a longitude and a latitude in degrees",
            ),
            Self::OutsideBoundary { cell, distance_m } => Problem::new(
                "geometry.unit.outside_boundary",
                name(cell),
                format!("the unit lies {distance_m:.0} m outside the boundary of the municipality"),
                "check the unit's coordinates, or take the unit out if it belongs to a neighbour",
            ),
            Self::SamePlace { cell, other } => Problem::new(
                "geometry.unit.same_place",
                name(cell),
                format!("the unit stands in the same place as {}", name(other)),
                "give each unit its own coordinates; until then they share the ground around the place",
            ),
            Self::Overlap { cell, other, area_m2 } => Problem::new(
                "geometry.unit.overlap",
                name(other),
                format!(
                    "{area_m2:.0} m² of its polygon lie in the polygon of {}",
                    name(cell)
                ),
                "correct the polygons; until then the ground stays with the first of the two",
            ),
            Self::NoTerritory { cell } => Problem::new(
                "geometry.unit.no_territory",
                name(cell),
                "no ground is left for the unit: another unit's polygon covers its place",
                "give the unit a polygon of its own, or cut it out of the other's",
            ),
        }
    }
}

/// Overlaps of given polygons inside the boundary.
pub(super) fn overlaps(faces: &[Face]) -> Vec<Remark> {
    let mut areas: BTreeMap<(u32, u32), i128> = BTreeMap::new();
    for face in faces.iter().filter(|face| face.inside) {
        if let Some((first, rest)) = face.covers.split_first() {
            for other in rest {
                *areas.entry((*first, *other)).or_default() += face.doubled_area;
            }
        }
    }
    areas
        .into_iter()
        .map(|((cell, other), doubled)| Remark::Overlap {
            cell: CellIndex(cell),
            other: CellIndex(other),
            area_m2: doubled as f64 / 2.0 / (GRID_PER_METRE * GRID_PER_METRE),
        })
        .filter(|remark| matches!(remark, Remark::Overlap { area_m2, .. } if *area_m2 >= OVERLAP_M2_MIN))
        .collect()
}

/// Cells that were asked for and got nothing.
pub(super) fn without_territory(input: &TessellationInput<'_>, arcs: &[Arc]) -> Vec<Remark> {
    let got: BTreeSet<CellIndex> = arcs
        .iter()
        .flat_map(|arc| [arc.left, arc.right])
        .flatten()
        .collect();
    let asked: BTreeSet<CellIndex> = input
        .generators
        .iter()
        .map(|generator| generator.cell)
        .chain(input.polygons.iter().map(|(cell, _)| *cell))
        .collect();
    asked
        .difference(&got)
        .map(|cell| Remark::NoTerritory { cell: *cell })
        .collect()
}
