//! Which points a boundary holds, asked many times: an interval tree over its edges.

use geo::algorithm::indexed::IntervalTreeMultiPolygon;
use geo::{BoundingRect, Contains, LineString, MultiPolygon, Point, Rect};

/// A boundary that answers in logarithmic time instead of walking its 60,000 vertices.
pub(super) struct Within {
    bounds: Option<Rect<f64>>,
    tree: IntervalTreeMultiPolygon<f64>,
}

impl Within {
    /// Indexes a boundary. Complexity: O(n log n) for n vertices.
    pub(super) fn new(boundary: &MultiPolygon<f64>) -> Self {
        Self {
            bounds: boundary.bounding_rect(),
            tree: IntervalTreeMultiPolygon::new(boundary),
        }
    }

    /// True for a point inside.
    pub(super) fn holds(&self, point: Point<f64>) -> bool {
        self.bounds.is_some_and(|bounds| bounds.contains(&point)) && self.tree.contains(&point)
    }

    /// True for a line with a vertex inside.
    pub(super) fn touches(&self, line: &LineString<f64>) -> bool {
        line.points().any(|point| self.holds(point))
    }
}
