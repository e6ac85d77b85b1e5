//! Which cell a point falls in.

use super::grid::GridPoint;
use super::projection::Projection;
use super::ray::first_west;
use super::tessellation::{CellIndex, Tessellation};
use geo::Point;
use rstar::primitives::{GeomWithData, Rectangle};
use rstar::{AABB, RTree};

/// A border edge: its ends, and the cells on its left and right.
type Edge = (GridPoint, GridPoint, Option<CellIndex>, Option<CellIndex>);

/// An index over the borders of a tessellation; one look-up takes `O(log n + k)` with `k` borders to the west.
#[derive(Debug)]
pub struct Locator {
    projection: Projection,
    tree: RTree<GeomWithData<Rectangle<[i64; 2]>, Edge>>,
}

impl Locator {
    /// Indexes the borders of `cells`.
    #[must_use]
    pub fn new(cells: &Tessellation) -> Self {
        let edges = cells.arcs().iter().flat_map(|arc| {
            arc.points.iter().zip(arc.points.iter().skip(1)).map(|(a, b)| {
                GeomWithData::new(
                    Rectangle::from_corners([a.x, a.y], [b.x, b.y]),
                    (*a, *b, arc.left, arc.right),
                )
            })
        });
        Self {
            projection: *cells.projection(),
            tree: RTree::bulk_load(edges.collect()),
        }
    }

    /// The cell at a place, WGS84 degrees; `None` outside the territory. A place on a border belongs to one of its sides.
    #[must_use]
    pub fn cell_at(&self, place: Point<f64>) -> Option<CellIndex> {
        if !place.x().is_finite() || !place.y().is_finite() {
            return None;
        }
        let point = self.projection.to_grid(place.0);
        let ray = AABB::from_corners([i64::MIN / 4, point.y], [point.x, point.y]);
        let edges = self.tree.locate_in_envelope_intersecting(ray).map(|found| {
            let (a, b, left, right) = found.data;
            // The east is on the right of an edge that runs up.
            (a, b, if a.y <= b.y { right } else { left })
        });
        first_west(point, edges).and_then(|(_, _, cell)| cell)
    }
}

#[cfg(test)]
mod tests {
    use super::Locator;
    use crate::geometry::{CellIndex, Generator, TessellationInput, tessellate};
    use geo::Point;

    #[test]
    fn every_place_is_in_the_cell_of_the_nearest_point() {
        let at = |x: i32, y: i32| Point::new(60.0 + f64::from(x) / 100.0, 57.0 + f64::from(y) / 100.0);
        let points: Vec<Point<f64>> = (0..30).map(|i| at(i * 37 % 50, i * 53 % 41)).collect();
        let generators = points.iter().zip(0..).map(|(location, cell)| Generator {
            location: *location,
            cell: CellIndex(cell),
        });
        let input = TessellationInput {
            cells: points.len(),
            generators: generators.collect(),
            ..TessellationInput::default()
        };
        let cells = tessellate(&input).unwrap();
        let locator = Locator::new(&cells);
        for (point, cell) in points.iter().zip(0..) {
            assert_eq!(locator.cell_at(*point), Some(CellIndex(cell)));
        }
        let plane = cells.projection();
        let mut inside = 0;
        for place in (0..300).map(|i| at(i * 17 % 47, i * 29 % 39)) {
            let here = plane.to_metres(place.0);
            let nearest = points.iter().zip(0..).min_by_key(|(point, _)| {
                let there = plane.to_metres(point.0);
                ((there.x - here.x).powi(2) + (there.y - here.y).powi(2)) as i64
            });
            // The hull of the points leaves out the corners of their box.
            let Some(found) = locator.cell_at(place) else {
                continue;
            };
            inside += 1;
            let gap = |cell: CellIndex| {
                let there = plane.to_metres(points[cell.at()].0);
                (there.x - here.x).hypot(there.y - here.y)
            };
            assert!((gap(found) - gap(CellIndex(nearest.unwrap().1))).abs() < 1.0);
        }
        assert!(inside > 200, "{inside}");
        assert_eq!(locator.cell_at(Point::new(0.0, 0.0)), None);
        assert_eq!(locator.cell_at(Point::new(f64::NAN, 0.0)), None);
    }
}
