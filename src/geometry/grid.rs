//! The 1 mm grid that every line of a tessellation is snapped to, and exact predicates on it.

/// Grid steps in a metre.
pub(super) const GRID_PER_METRE: f64 = 1000.0;

/// A point of the grid, in millimetres of a [`super::Projection`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct GridPoint {
    /// To the east.
    pub x: i64,
    /// To the north.
    pub y: i64,
}

impl GridPoint {
    /// Distance in metres.
    #[must_use]
    pub fn distance_m(self, other: Self) -> f64 {
        ((self.x - other.x) as f64).hypot((self.y - other.y) as f64) / GRID_PER_METRE
    }
}

/// Twice the signed area of the triangle `o a b`: positive when `b` lies to the left of the way from `o` to `a`.
pub(super) fn cross(o: GridPoint, a: GridPoint, b: GridPoint) -> i128 {
    i128::from(a.x - o.x) * i128::from(b.y - o.y) - i128::from(a.y - o.y) * i128::from(b.x - o.x)
}

/// Twice the signed area of a ring given without its closing point; positive when it runs counter-clockwise.
pub(super) fn doubled_area(ring: &[GridPoint]) -> i128 {
    let Some(&first) = ring.first() else {
        return 0;
    };
    ring.windows(2)
        .filter_map(|pair| match pair {
            [a, b] => Some(cross(first, *a, *b)),
            _ => None,
        })
        .sum()
}

/// True when `point` lies on the closed segment `a b`.
pub(super) fn on_segment(a: GridPoint, b: GridPoint, point: GridPoint) -> bool {
    point.x >= a.x.min(b.x)
        && point.x <= a.x.max(b.x)
        && point.y >= a.y.min(b.y)
        && point.y <= a.y.max(b.y)
        && cross(a, b, point) == 0
}

/// Which half of the turn a direction lies in: 0 from east to just before west, 1 the rest.
fn half(direction: (i64, i64)) -> u8 {
    u8::from(direction.1 < 0 || (direction.1 == 0 && direction.0 < 0))
}

/// Order of two directions by angle, counter-clockwise from east.
pub(super) fn compare_angles(a: (i64, i64), b: (i64, i64)) -> std::cmp::Ordering {
    half(a).cmp(&half(b)).then_with(|| {
        let turn = i128::from(a.0) * i128::from(b.1) - i128::from(a.1) * i128::from(b.0);
        0.cmp(&turn)
    })
}

/// The direction from `a` to `b`.
pub(super) fn direction(a: GridPoint, b: GridPoint) -> (i64, i64) {
    (b.x - a.x, b.y - a.y)
}

#[cfg(test)]
mod tests {
    use super::{GridPoint, compare_angles, doubled_area, on_segment};

    #[test]
    fn directions_sort_counter_clockwise_from_east() {
        let turn = [
            (1, 0),
            (2, 1),
            (0, 1),
            (-1, 3),
            (-1, 0),
            (-1, -1),
            (0, -1),
            (5, -1),
        ];
        let mut sorted = turn.to_vec();
        sorted.reverse();
        sorted.sort_by(|a, b| compare_angles(*a, *b));
        assert_eq!(sorted, turn);
    }

    #[test]
    fn a_counter_clockwise_ring_has_a_positive_area() {
        let ring = [(0, 0), (4, 0), (4, 3), (0, 3)].map(|(x, y)| GridPoint { x, y });
        assert_eq!(doubled_area(&ring), 24);
        assert!(on_segment(ring[0], ring[1], GridPoint { x: 2, y: 0 }));
        assert!(!on_segment(ring[0], ring[1], GridPoint { x: 5, y: 0 }));
    }
}
