//! Generators on the grid: inside the territory, and no two of different cells in one place.
//!
//! A point outside the boundary is moved to the nearest place on it and a little inwards. A point within a metre of one
//! of another cell is moved along a spiral of golden angles inside the territory, in the order of the cells, so the
//! same input always gives the same cells. The units' own locations stay as they are; only their cells are drawn from
//! the moved points.

use super::GeometryError;
use super::grid::{GRID_PER_METRE, GridPoint};
use super::projection::Projection;
use super::remark::Remark;
use super::tessellation::{CellIndex, Generator as Given, grid_rings};
use super::voronoi::Generator;
use geo::{CoordsIter, MultiPolygon, Point};
use rstar::RTree;
use rstar::primitives::{GeomWithData, Line};
use std::collections::{BTreeSet, HashMap};

/// Points of different cells nearer than this stand in one place, grid steps.
const NEAR: i64 = 1000;
/// How far inside the boundary a point outside is put, grid steps.
const INWARDS: f64 = 2000.0;
/// Places tried on the spiral; ten thousand units in one place still find one; test: `units_in_one_place_get_cells`.
const SPIRAL_MAX: u32 = 40_000;

/// Generators with what was noticed while placing them.
#[derive(Debug, Clone, Default)]
pub(super) struct Placed {
    pub(super) generators: Vec<Generator>,
    pub(super) remarks: Vec<Remark>,
    buckets: HashMap<(i64, i64), Vec<Generator>>,
}

/// Places the given points.
pub(super) fn place(given: &[Given], outline: &[Vec<GridPoint>], projection: &Projection) -> Placed {
    let shore = Shore::new(outline);
    let mut placed = Placed::default();
    let mut order: Vec<&Given> = given.iter().collect();
    order.sort_by_key(|generator| generator.cell);
    for generator in order {
        let location = generator.location.0;
        if !location.x.is_finite() || !location.y.is_finite() {
            placed.remarks.push(Remark::NoLocation { cell: generator.cell });
            continue;
        }
        let wanted = projection.to_grid(location);
        let mut point = wanted;
        if !shore.contains(wanted) {
            point = shore.nearest_inside(wanted);
            let distance_m = point.distance_m(wanted);
            placed.remarks.push(Remark::OutsideBoundary {
                cell: generator.cell,
                distance_m,
            });
        }
        placed.add(point, generator.cell, &shore);
    }
    placed
}

/// For each point, whether it lies inside `boundary`; a point that is not finite lies outside.
///
/// # Errors
/// When the boundary has no area.
pub fn within_boundary(
    boundary: &MultiPolygon<f64>,
    points: impl IntoIterator<Item = Point<f64>>,
) -> Result<Vec<bool>, GeometryError> {
    let projection = Projection::for_coords(boundary.coords_iter())?;
    let outline = grid_rings(boundary, &projection);
    if outline.is_empty() {
        return Err(GeometryError::EmptyBoundary);
    }
    let shore = Shore::new(&outline);
    let inside = |point: Point<f64>| {
        point.x().is_finite() && point.y().is_finite() && shore.contains(projection.to_grid(point.0))
    };
    Ok(points.into_iter().map(inside).collect())
}

impl Placed {
    /// Adds a generator, moved aside when another cell's stands there: to the nearest free place of the spiral that
    /// lies inside, or where the territory is too narrow for any, to the nearest free one.
    fn add(&mut self, wanted: GridPoint, cell: CellIndex, shore: &Shore) {
        let mut outside = None;
        for turn in 0..SPIRAL_MAX {
            let point = spiral(wanted, turn);
            match self.near(point, cell.0) {
                Some(other) if other.cell == cell.0 => return,
                Some(other) => {
                    if turn == 0 {
                        self.remarks.push(Remark::SamePlace {
                            cell,
                            other: CellIndex(other.cell),
                        });
                    }
                }
                None if turn == 0 || shore.contains(point) => return self.put(point, cell),
                None => outside = outside.or(Some(point)),
            }
        }
        if let Some(point) = outside {
            self.put(point, cell);
        }
    }

    fn put(&mut self, point: GridPoint, cell: CellIndex) {
        let generator = Generator { point, cell: cell.0 };
        self.generators.push(generator);
        self.buckets.entry(bucket(point)).or_default().push(generator);
    }

    /// A generator in the way of `point`: of another cell within a metre, or of the same cell in the very place.
    fn near(&self, point: GridPoint, cell: u32) -> Option<Generator> {
        let (column, row) = bucket(point);
        (column - 1..=column + 1)
            .flat_map(|x| (row - 1..=row + 1).map(move |y| (x, y)))
            .filter_map(|key| self.buckets.get(&key))
            .flatten()
            .find(|other| {
                let apart = (other.point.x - point.x).pow(2) + (other.point.y - point.y).pow(2);
                if other.cell == cell {
                    apart == 0
                } else {
                    apart < NEAR * NEAR
                }
            })
            .copied()
    }

    /// Adds points along the outlines of given polygons, so that open ground goes to the nearest polygon.
    pub(super) fn add_outlines(&mut self, polygons: &[(u32, Vec<Vec<GridPoint>>)], points: usize) {
        let mut taken: BTreeSet<GridPoint> = self.generators.iter().map(|g| g.point).collect();
        for (cell, rings) in polygons {
            let sides = || {
                rings
                    .iter()
                    .flat_map(|ring| ring.iter().copied().zip(ring.iter().copied().cycle().skip(1)))
            };
            let step = sides().map(|(a, b)| a.distance_m(b)).sum::<f64>() / points as f64;
            let mut walked = 0.0;
            for (a, b) in sides() {
                let length = a.distance_m(b);
                while step > 0.0 && walked < length {
                    let share = walked / length;
                    let point = GridPoint {
                        x: a.x + ((b.x - a.x) as f64 * share).round() as i64,
                        y: a.y + ((b.y - a.y) as f64 * share).round() as i64,
                    };
                    if taken.insert(point) {
                        self.generators.push(Generator { point, cell: *cell });
                    }
                    walked += step;
                }
                walked -= length;
            }
        }
    }
}

fn bucket(point: GridPoint) -> (i64, i64) {
    (point.x.div_euclid(NEAR), point.y.div_euclid(NEAR))
}

/// The place after `turn` steps of the spiral around `centre`: about a metre and a half between places.
fn spiral(centre: GridPoint, turn: u32) -> GridPoint {
    const GOLDEN_ANGLE: f64 = 2.399_963_229_728_653;
    let angle = f64::from(turn) * GOLDEN_ANGLE;
    let reach = 1.5 * GRID_PER_METRE * f64::from(turn).sqrt();
    GridPoint {
        x: centre.x + (reach * angle.cos()).round() as i64,
        y: centre.y + (reach * angle.sin()).round() as i64,
    }
}

type Side = GeomWithData<Line<[f64; 2]>, (GridPoint, GridPoint)>;

/// The boundary as an index of its sides, the territory on the left of each.
struct Shore {
    tree: RTree<Side>,
    west: i64,
}

impl Shore {
    fn new(outline: &[Vec<GridPoint>]) -> Self {
        let flat = |p: GridPoint| [p.x as f64, p.y as f64];
        let sides: Vec<Side> = outline
            .iter()
            .flat_map(|ring| ring.iter().copied().zip(ring.iter().copied().cycle().skip(1)))
            .map(|(a, b)| GeomWithData::new(Line::new(flat(a), flat(b)), (a, b)))
            .collect();
        let west = outline.iter().flatten().map(|p| p.x).min().unwrap_or(0);
        Self {
            tree: RTree::bulk_load(sides),
            west,
        }
    }

    /// Inside by the non-zero rule, counted along a ray to the west.
    fn contains(&self, point: GridPoint) -> bool {
        let y = point.y as f64;
        let ray = rstar::AABB::from_corners([self.west as f64 - 1.0, y], [point.x as f64, y]);
        let winding: i32 = self
            .tree
            .locate_in_envelope_intersecting(ray)
            .map(|side| crossing(side.data.0, side.data.1, point))
            .sum();
        winding != 0
    }

    /// The nearest place of the boundary, moved inwards where that stays inside.
    fn nearest_inside(&self, point: GridPoint) -> GridPoint {
        let Some(side) = self.tree.nearest_neighbor([point.x as f64, point.y as f64]) else {
            return point;
        };
        let (a, b) = side.data;
        let (dx, dy) = ((b.x - a.x) as f64, (b.y - a.y) as f64);
        let length = dx.hypot(dy);
        let along = ((point.x - a.x) as f64 * dx + (point.y - a.y) as f64 * dy) / (length * length);
        // Away from the corners, so that the way inwards meets no other side at once.
        let along = along.clamp(0.05, 0.95);
        let step = |inwards: f64| GridPoint {
            x: (a.x as f64 + dx * along - dy / length * inwards).round() as i64,
            y: (a.y as f64 + dy * along + dx / length * inwards).round() as i64,
        };
        [INWARDS, INWARDS / 10.0, 2.0]
            .into_iter()
            .map(step)
            .find(|candidate| self.contains(*candidate))
            .unwrap_or_else(|| step(0.0))
    }
}

/// What a side adds to the winding number of a point to its east: 1 when it runs down, −1 when it runs up.
fn crossing(a: GridPoint, b: GridPoint, point: GridPoint) -> i32 {
    let (low, high, down) = if a.y <= b.y { (a, b, -1) } else { (b, a, 1) };
    let crosses = low.y <= point.y && high.y > point.y && super::grid::cross(low, high, point) < 0;
    if crosses { down } else { 0 }
}
