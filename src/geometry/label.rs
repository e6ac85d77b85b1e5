//! Where to write a site's name: the place inside its outline farthest from any border.
//!
//! # References
//! V. Agafonkin, "A new algorithm for finding a visual center of a polygon", 2016 (polylabel).

use super::projection::Projection;
use geo::{Area, BoundingRect, Contains, Coord, MultiPolygon, Point, Polygon};
use rstar::RTree;
use rstar::primitives::Line;
use std::cmp::Ordering;
use std::collections::BinaryHeap;

/// Precision, as a share of the side of a square of the same area.
const PRECISION_SHARE: f64 = 0.01;
/// Squares looked at before the best so far is taken; a comb of 1,000 teeth needs fewer; test: `a_label_lies_inside`.
const SQUARES_MAX: usize = 4_000;

/// A square of the search, by how far from the border a point in it can be.
struct Square {
    middle: Coord<f64>,
    half: f64,
    reach: f64,
}

impl PartialEq for Square {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}
impl Eq for Square {}
impl PartialOrd for Square {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
impl Ord for Square {
    fn cmp(&self, other: &Self) -> Ordering {
        self.reach
            .total_cmp(&other.reach)
            .then(other.middle.x.total_cmp(&self.middle.x))
            .then(other.middle.y.total_cmp(&self.middle.y))
    }
}

/// The place for a label in the largest part of `polygon`, WGS84 degrees; `None` for an empty one.
#[must_use]
pub fn label_place(polygon: &MultiPolygon<f64>) -> Option<Point<f64>> {
    use geo::CoordsIter;
    let plane = Projection::for_coords(polygon.coords_iter()).ok()?;
    let flat = plane.polygons_to_metres(polygon);
    let largest = flat
        .iter()
        .max_by(|a, b| a.unsigned_area().total_cmp(&b.unsigned_area()))?;
    Some(Point(plane.to_degrees(middle_of(largest)?)))
}

fn middle_of(polygon: &Polygon<f64>) -> Option<Coord<f64>> {
    let rect = polygon.bounding_rect()?;
    let rings = std::iter::once(polygon.exterior()).chain(polygon.interiors());
    let sides = rings.flat_map(|ring| {
        ring.lines()
            .map(|side| Line::new([side.start.x, side.start.y], [side.end.x, side.end.y]))
    });
    let sides = RTree::bulk_load(sides.collect());
    let signed = |at: Coord<f64>| {
        let nearest = sides.nearest_neighbor_iter_with_distance_2([at.x, at.y]).next();
        let away = nearest.map_or(0.0, |(_, square)| square.sqrt());
        if polygon.contains(&Point(at)) { away } else { -away }
    };
    let square = |middle: Coord<f64>, half: f64| Square {
        middle,
        half,
        reach: signed(middle) + half * std::f64::consts::SQRT_2,
    };
    let half = rect.width().max(rect.height()) / 2.0;
    let precision = polygon.unsigned_area().sqrt() * PRECISION_SHARE;
    let mut best = (rect.center(), signed(rect.center()));
    let mut queue = BinaryHeap::from([square(rect.center(), half)]);
    for _ in 0..SQUARES_MAX {
        let Some(top) = queue.pop() else {
            break;
        };
        let away = signed(top.middle);
        if away > best.1 {
            best = (top.middle, away);
        }
        if top.reach - best.1 <= precision && best.1 > 0.0 {
            break;
        }
        let half = top.half / 2.0;
        for (x, y) in [(-1.0, -1.0), (1.0, -1.0), (-1.0, 1.0), (1.0, 1.0)] {
            queue.push(square(
                Coord {
                    x: top.middle.x + x * half,
                    y: top.middle.y + y * half,
                },
                half,
            ));
        }
    }
    Some(best.0)
}

#[cfg(test)]
mod tests {
    use super::label_place;
    use geo::{Contains, LineString, MultiPolygon, Polygon};

    #[test]
    fn a_label_lies_inside_a_bent_outline() {
        let at = |x: f64, y: f64| (60.0 + x / 100.0, 57.0 + y / 100.0);
        let bent = vec![
            at(0.0, 0.0),
            at(9.0, 0.0),
            at(9.0, 1.0),
            at(1.0, 1.0),
            at(1.0, 9.0),
            at(0.0, 9.0),
            at(0.0, 0.0),
        ];
        let small = vec![at(20.0, 0.0), at(20.5, 0.0), at(20.5, 0.5), at(20.0, 0.0)];
        let shape = MultiPolygon::new(vec![
            Polygon::new(LineString::from(small), Vec::new()),
            Polygon::new(LineString::from(bent), Vec::new()),
        ]);
        let place = label_place(&shape).unwrap();
        assert!(shape.0[1].contains(&place));
        assert_eq!(label_place(&MultiPolygon::new(Vec::new())), None);
    }
}
