//! Cells for units: the municipality's territory divided without gaps or overlaps.
//!
//! A unit with a polygon keeps it. The rest of the territory goes to the nearest unit: Voronoi cells of the units'
//! points (for units with polygons, of points along their outline), clipped to the boundary. Then every piece of a cell
//! that its unit does not lie in (cut off by a bend of the boundary, or a part of the boundary without any unit) goes
//! to the neighbour with which it shares the longest border, or with no neighbour to the nearest unit.

use super::arrangement::Arrangement;
use super::faces::{Face, label_faces};
use super::grid::{GRID_PER_METRE, GridPoint, doubled_area};
use super::noding::{Segment, Separates, node};
use super::pieces::gather_pieces;
use super::placement::{Placed, place};
use super::projection::Projection;
use super::remark::Remark;
use super::topology::{Arc, string_arcs};
use super::voronoi::{Frame, voronoi_edges};
use super::{GeometryError, hull};
use crate::domain::Territory;
use geo::{CoordsIter, LineString, MultiPolygon, Point};
use std::collections::BTreeMap;

/// Widest municipality that one plane serves, kilometres; Yakutia's widest district has 900; test: `half_the_earth_is_refused`.
const EXTENT_KM_MAX: i64 = 5_000;
/// Room between the boundary and the frame around it, metres.
const FRAME_MARGIN_M: f64 = 100.0;
/// Share of the territory that polygons may leave uncovered before the rest is divided by distance, per mille.
const GAP_PER_MILLE: i128 = 1;
/// Points along the outline of a unit's polygon that stand for it where the rest is divided by distance.
const OUTLINE_POINTS: usize = 48;

/// Index of a cell: the position of its unit in the list given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CellIndex(pub u32);

impl CellIndex {
    /// As an index of a slice.
    #[must_use]
    pub fn at(self) -> usize {
        self.0 as usize
    }
}

/// A point that draws the territory around it to a cell; a cell may have several.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Generator {
    /// WGS84 degrees.
    pub location: Point<f64>,
    /// The cell.
    pub cell: CellIndex,
}

/// What to divide, among how many cells.
#[derive(Debug, Clone, Default)]
pub struct TessellationInput<'a> {
    /// The territory; `None` takes a wide hull of the points.
    pub boundary: Option<&'a MultiPolygon<f64>>,
    /// Number of cells.
    pub cells: usize,
    /// Points of cells without a polygon. A cell without points and polygon stays empty.
    pub generators: Vec<Generator>,
    /// Given polygons.
    pub polygons: Vec<(CellIndex, &'a MultiPolygon<f64>)>,
}

/// Two cells with a common border.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Border {
    /// The cell with the smaller index.
    pub a: CellIndex,
    /// The other cell.
    pub b: CellIndex,
    /// Length of the border, metres.
    pub length_m: f64,
}

/// A territory divided into cells with shared arcs.
#[derive(Debug, Clone)]
pub struct Tessellation {
    projection: Projection,
    cells: usize,
    arcs: Vec<Arc>,
    remarks: Vec<Remark>,
}

impl Tessellation {
    /// The plane of the arcs.
    #[must_use]
    pub fn projection(&self) -> &Projection {
        &self.projection
    }

    /// Number of cells.
    #[must_use]
    pub fn cells(&self) -> usize {
        self.cells
    }

    /// The borders, in a stable order.
    #[must_use]
    pub fn arcs(&self) -> &[Arc] {
        &self.arcs
    }

    /// What was noticed about the units: points in one place, points outside, units left without territory.
    #[must_use]
    pub fn remarks(&self) -> &[Remark] {
        &self.remarks
    }

    /// Pairs of cells with a common border of positive length, ascending.
    #[must_use]
    pub fn borders(&self) -> Vec<Border> {
        let mut lengths: BTreeMap<(CellIndex, CellIndex), f64> = BTreeMap::new();
        for arc in &self.arcs {
            if let (Some(left), Some(right)) = (arc.left, arc.right) {
                *lengths.entry((left.min(right), left.max(right))).or_default() += arc.length_m();
            }
        }
        lengths
            .into_iter()
            .map(|((a, b), length_m)| Border { a, b, length_m })
            .collect()
    }

    /// The same cells with other arcs; for simplification.
    pub(super) fn with_arcs(&self, arcs: Vec<Arc>) -> Self {
        Self {
            projection: self.projection,
            cells: self.cells,
            arcs,
            remarks: self.remarks.clone(),
        }
    }
}

/// Cells of a municipality's units: cell `i` belongs to `units[i]`.
///
/// # Errors
/// When there are no units, or the boundary is empty or wider than one plane serves.
pub fn tessellate_units(territory: &Territory) -> Result<Tessellation, GeometryError> {
    let units = &territory.units;
    let boundary = territory.municipality.boundary.as_ref();
    let mut input = TessellationInput {
        boundary,
        cells: units.len(),
        ..TessellationInput::default()
    };
    for (unit, index) in units.iter().zip(0..) {
        let cell = CellIndex(index);
        match unit.polygon.as_ref().filter(|polygon| polygon.coords_count() > 0) {
            Some(polygon) => input.polygons.push((cell, polygon)),
            None => input.generators.push(Generator {
                location: unit.location,
                cell,
            }),
        }
    }
    tessellate(&input)
}

/// Divides a territory among cells.
///
/// # Errors
/// When there are no points and polygons, or the boundary is empty or wider than one plane serves.
pub fn tessellate(input: &TessellationInput<'_>) -> Result<Tessellation, GeometryError> {
    if input.generators.is_empty() && input.polygons.is_empty() {
        return Err(GeometryError::NoCells);
    }
    let hull = match input.boundary {
        Some(_) => None,
        None => Some(hull::wide_hull(input)?),
    };
    let Some(boundary) = input.boundary.or(hull.as_ref()) else {
        return Err(GeometryError::EmptyBoundary);
    };
    let projection = Projection::for_coords(boundary.coords_iter())?;
    let outline = grid_rings(boundary, &projection);
    if outline.is_empty() {
        return Err(GeometryError::EmptyBoundary);
    }
    let mut placed = place(&input.generators, &outline, &projection);
    let polygons: Vec<(u32, Vec<Vec<GridPoint>>)> = input
        .polygons
        .iter()
        .map(|(cell, polygon)| (cell.0, grid_rings(polygon, &projection)))
        .collect();
    let frame = frame_around(&outline, &polygons, &placed)?;
    let base = base_segments(&outline, &polygons, frame);
    let mut plane = Arrangement::new(node(base.clone())?);
    let mut faces = label_faces(&plane);
    if !input.generators.is_empty() || gap_per_mille(&faces) > GAP_PER_MILLE {
        placed.add_outlines(&polygons, OUTLINE_POINTS);
        let mut segments = base;
        segments.extend(voronoi_edges(&placed.generators, frame)?);
        plane = Arrangement::new(node(segments)?);
        faces = label_faces(&plane);
    }
    let only_cell = (input.cells == 1).then_some(0);
    for face in faces.iter_mut().filter(|face| face.inside && face.cell.is_none()) {
        face.cell = only_cell;
    }
    let mut remarks = placed.remarks;
    remarks.extend(super::remark::overlaps(&faces));
    gather_pieces(&plane, &mut faces, &placed.generators);
    let arcs = string_arcs(&border_edges(&plane, &faces));
    remarks.extend(super::remark::without_territory(input, &arcs));
    Ok(Tessellation {
        projection,
        cells: input.cells,
        arcs,
        remarks,
    })
}

/// Rings on the grid without closing points, shells counter-clockwise and holes clockwise; empty ones dropped.
pub(super) fn grid_rings(polygons: &MultiPolygon<f64>, projection: &Projection) -> Vec<Vec<GridPoint>> {
    let ring = |line: &LineString<f64>, shell: bool| {
        let mut points: Vec<GridPoint> = line
            .coords()
            .filter(|c| c.x.is_finite() && c.y.is_finite())
            .map(|c| projection.to_grid(*c))
            .collect();
        points.dedup();
        while points.len() > 1 && points.first() == points.last() {
            points.pop();
        }
        let area = doubled_area(&points);
        if (area > 0) != shell {
            points.reverse();
        }
        (area != 0).then_some(points)
    };
    polygons
        .iter()
        .flat_map(|polygon| {
            ring(polygon.exterior(), true)
                .into_iter()
                .chain(polygon.interiors().iter().filter_map(|hole| ring(hole, false)))
                .collect::<Vec<_>>()
        })
        .collect()
}

fn frame_around(
    outline: &[Vec<GridPoint>],
    polygons: &[(u32, Vec<Vec<GridPoint>>)],
    placed: &Placed,
) -> Result<Frame, GeometryError> {
    let points = outline
        .iter()
        .chain(polygons.iter().flat_map(|(_, rings)| rings))
        .flatten()
        .copied()
        .chain(placed.generators.iter().map(|g| g.point));
    let frame = Frame::around(points, (FRAME_MARGIN_M * GRID_PER_METRE) as i64)
        .ok_or(GeometryError::EmptyBoundary)?;
    let widest = (frame.high.x - frame.low.x).max(frame.high.y - frame.low.y);
    let extent_km = widest / (GRID_PER_METRE as i64 * 1000);
    if extent_km > EXTENT_KM_MAX {
        return Err(GeometryError::TooWide {
            extent_km,
            max_km: EXTENT_KM_MAX,
        });
    }
    Ok(frame)
}

/// Segments of the boundary, of the given polygons, and of the frame.
fn base_segments(
    outline: &[Vec<GridPoint>],
    polygons: &[(u32, Vec<Vec<GridPoint>>)],
    frame: Frame,
) -> Vec<Segment> {
    fn sides(ring: &[GridPoint]) -> impl Iterator<Item = (GridPoint, GridPoint)> {
        ring.iter().copied().zip(ring.iter().copied().cycle().skip(1))
    }
    let mut segments = frame.segments().to_vec();
    for ring in outline {
        segments.extend(sides(ring).map(|(a, b)| {
            Segment::new(
                a,
                b,
                Separates {
                    boundary: 1,
                    ..Separates::default()
                },
            )
        }));
    }
    for (cell, rings) in polygons {
        for ring in rings {
            segments.extend(sides(ring).map(|(a, b)| {
                Segment::new(
                    a,
                    b,
                    Separates {
                        polygons: vec![(*cell, 1)],
                        ..Separates::default()
                    },
                )
            }));
        }
    }
    segments
}

/// Share of the territory that no polygon covers, per mille.
fn gap_per_mille(faces: &[Face]) -> i128 {
    let inside = faces.iter().filter(|face| face.inside);
    let (mut whole, mut open) = (0, 0);
    for face in inside {
        whole += face.doubled_area;
        if !face.covered {
            open += face.doubled_area;
        }
    }
    if whole > 0 { open * 1000 / whole } else { 0 }
}

/// Edges between faces of different cells, or of a cell and the outside.
fn border_edges(
    plane: &Arrangement,
    faces: &[Face],
) -> Vec<(GridPoint, GridPoint, Option<CellIndex>, Option<CellIndex>)> {
    plane
        .segments
        .iter()
        .enumerate()
        .filter_map(|(index, segment)| {
            let (left, right) = plane.sides(index);
            let cell = |face: super::arrangement::FaceIndex| {
                faces
                    .get(face.at())
                    .filter(|face| face.inside)
                    .and_then(|face| face.cell)
                    .map(CellIndex)
            };
            let (left, right) = (cell(left), cell(right));
            (left != right).then_some((segment.a, segment.b, left, right))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{CellIndex, Generator, Tessellation, TessellationInput, tessellate};
    use crate::geometry::{GeometryError, Remark, area_m2};
    use geo::{Area, LineString, MultiPolygon, Point, Polygon};

    /// A rectangle in thousandths of a degree about 60° E, 55° N.
    fn rectangle(west: f64, south: f64, east: f64, north: f64) -> Polygon<f64> {
        let at = |x: f64, y: f64| (60.0 + x / 1000.0, 55.0 + y / 1000.0);
        Polygon::new(
            LineString::from(vec![
                at(west, south),
                at(east, south),
                at(east, north),
                at(west, north),
                at(west, south),
            ]),
            Vec::new(),
        )
    }

    fn divide(boundary: &MultiPolygon<f64>, points: &[(f64, f64)]) -> Tessellation {
        let generators = points
            .iter()
            .zip(0..)
            .map(|(&(x, y), cell)| Generator {
                location: Point::new(60.0 + x / 1000.0, 55.0 + y / 1000.0),
                cell: CellIndex(cell),
            })
            .collect();
        let input = TessellationInput {
            boundary: Some(boundary),
            cells: points.len(),
            generators,
            polygons: Vec::new(),
        };
        tessellate(&input).unwrap()
    }

    /// Cells cover the boundary and do not overlap: in the equal-area plane their areas sum up to it.
    fn check_cover(cells: &Tessellation, boundary: &MultiPolygon<f64>) {
        let flat =
            |polygon: &MultiPolygon<f64>| cells.projection().polygons_to_metres(polygon).unsigned_area();
        let sum: f64 = cells.cell_polygons().iter().map(flat).sum();
        let whole = flat(boundary);
        assert!((sum / whole - 1.0).abs() < 1e-6, "{sum} of {whole}");
    }

    #[test]
    fn two_villages_halve_a_rectangle() {
        let boundary = MultiPolygon::new(vec![rectangle(-50.0, -20.0, 50.0, 20.0)]);
        let cells = divide(&boundary, &[(-20.0, 0.0), (20.0, 0.0)]);
        check_cover(&cells, &boundary);
        let areas: Vec<f64> = cells.cell_polygons().iter().map(area_m2).collect();
        assert!((areas[0] / areas[1] - 1.0).abs() < 1e-3, "{areas:?}");
        let borders = cells.borders();
        assert_eq!(borders.len(), 1);
        assert!((borders[0].length_m - 4_453.0).abs() < 10.0, "{borders:?}");
    }

    #[test]
    fn an_island_without_a_unit_goes_to_the_nearest_one() {
        let boundary = MultiPolygon::new(vec![
            rectangle(-50.0, -20.0, 50.0, 20.0),
            rectangle(-10.0, 30.0, 60.0, 50.0),
        ]);
        let cells = divide(&boundary, &[(-20.0, 0.0), (30.0, 0.0)]);
        check_cover(&cells, &boundary);
        let polygons = cells.cell_polygons();
        assert_eq!((polygons[0].0.len(), polygons[1].0.len()), (1, 2));
    }

    #[test]
    fn a_piece_cut_off_by_a_bend_goes_to_its_neighbour() {
        // A horseshoe: the upper arm is nearer to the lower point across the gap, but hangs on the other cell.
        let at = |x: f64, y: f64| (60.0 + x / 1000.0, 55.0 + y / 1000.0);
        let horseshoe = Polygon::new(
            LineString::from(vec![
                at(0.0, 0.0),
                at(100.0, 0.0),
                at(100.0, 10.0),
                at(20.0, 10.0),
                at(20.0, 12.0),
                at(100.0, 12.0),
                at(100.0, 22.0),
                at(0.0, 22.0),
                at(0.0, 0.0),
            ]),
            Vec::new(),
        );
        let boundary = MultiPolygon::new(vec![horseshoe]);
        let cells = divide(&boundary, &[(90.0, 5.0), (5.0, 11.0)]);
        check_cover(&cells, &boundary);
        assert!(cells.cell_polygons().iter().all(|polygon| polygon.0.len() == 1));
    }

    #[test]
    fn units_in_one_place_get_cells() {
        let boundary = MultiPolygon::new(vec![rectangle(-50.0, -20.0, 50.0, 20.0)]);
        let cells = divide(&boundary, &[(0.0, 0.0); 40]);
        check_cover(&cells, &boundary);
        assert!(cells.cell_polygons().iter().all(|polygon| !polygon.0.is_empty()));
        assert_eq!(cells.remarks().len(), 39);
        assert!(matches!(
            cells.remarks()[0],
            Remark::SamePlace {
                cell: CellIndex(1),
                other: CellIndex(0)
            }
        ));
    }

    #[test]
    fn a_unit_outside_the_boundary_is_reported_and_gets_the_nearest_ground() {
        let boundary = MultiPolygon::new(vec![rectangle(-50.0, -20.0, 50.0, 20.0)]);
        let cells = divide(&boundary, &[(0.0, 0.0), (0.0, 30.0)]);
        check_cover(&cells, &boundary);
        assert!(!cells.cell_polygons()[1].0.is_empty());
        assert!(
            matches!(cells.remarks(), [Remark::OutsideBoundary { cell: CellIndex(1), distance_m }] if (*distance_m - 1_115.0).abs() < 5.0),
            "{:?}",
            cells.remarks()
        );
    }

    #[test]
    fn given_polygons_are_kept_and_the_rest_goes_to_the_nearest() {
        let boundary = MultiPolygon::new(vec![rectangle(-50.0, -20.0, 50.0, 20.0)]);
        let town = MultiPolygon::new(vec![rectangle(-10.0, -10.0, 10.0, 10.0)]);
        let input = TessellationInput {
            boundary: Some(&boundary),
            cells: 2,
            generators: vec![Generator {
                location: Point::new(60.04, 55.0),
                cell: CellIndex(0),
            }],
            polygons: vec![(CellIndex(1), &town)],
        };
        let cells = tessellate(&input).unwrap();
        check_cover(&cells, &boundary);
        let polygons = cells.cell_polygons();
        assert!(area_m2(&polygons[1]) > 2.0 * area_m2(&town));
        assert!(cells.remarks().is_empty(), "{:?}", cells.remarks());
    }

    #[test]
    fn overlapping_polygons_are_reported_and_divided_once() {
        let boundary = MultiPolygon::new(vec![rectangle(0.0, 0.0, 30.0, 10.0)]);
        let west = MultiPolygon::new(vec![rectangle(0.0, 0.0, 20.0, 10.0)]);
        let east = MultiPolygon::new(vec![rectangle(15.0, 0.0, 30.0, 10.0)]);
        let input = TessellationInput {
            boundary: Some(&boundary),
            cells: 2,
            generators: Vec::new(),
            polygons: vec![(CellIndex(0), &west), (CellIndex(1), &east)],
        };
        let cells = tessellate(&input).unwrap();
        check_cover(&cells, &boundary);
        assert!(matches!(
            cells.remarks(),
            [Remark::Overlap {
                cell: CellIndex(0),
                other: CellIndex(1),
                ..
            }]
        ));
        let areas: Vec<f64> = cells.cell_polygons().iter().map(area_m2).collect();
        assert!((areas[0] / areas[1] - 2.0).abs() < 0.01);
    }

    #[test]
    fn half_the_earth_is_refused() {
        let at = |x: f64, y: f64| (x, y);
        let wide = MultiPolygon::new(vec![Polygon::new(
            LineString::from(vec![
                at(10.0, 0.0),
                at(120.0, 0.0),
                at(120.0, 50.0),
                at(10.0, 50.0),
                at(10.0, 0.0),
            ]),
            Vec::new(),
        )]);
        let generators = vec![Generator {
            location: Point::new(50.0, 20.0),
            cell: CellIndex(0),
        }];
        let input = TessellationInput {
            boundary: Some(&wide),
            cells: 1,
            generators,
            polygons: Vec::new(),
        };
        assert!(matches!(tessellate(&input), Err(GeometryError::TooWide { .. })));
    }

    #[test]
    fn points_without_a_boundary_get_a_wide_hull() {
        for points in [vec![(0.0, 0.0)], vec![(0.0, 0.0), (10.0, 10.0), (20.0, 20.0)]] {
            let generators: Vec<Generator> = points
                .iter()
                .zip(0..)
                .map(|(&(x, y), cell)| Generator {
                    location: Point::new(60.0 + x / 1000.0, 55.0 + y / 1000.0),
                    cell: CellIndex(cell),
                })
                .collect();
            let input = TessellationInput {
                cells: points.len(),
                generators,
                ..TessellationInput::default()
            };
            let cells = tessellate(&input).unwrap();
            assert!(cells.cell_polygons().iter().all(|polygon| polygon.0.len() == 1));
        }
    }
}
