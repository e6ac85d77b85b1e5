//! For each vertex of a line, the tolerance up to which simplification keeps it: one pass serves every zoom.
//!
//! Douglas and Peucker's splitting gives each vertex its distance from the chord at which it would be dropped; capped
//! by the vertex that split before it, so that a coarser tolerance always keeps a subset.

use geo::Coord;

/// Tolerance of each vertex, in the units of the line; infinite for both ends.
pub(super) fn tolerances(line: &[Coord<f64>]) -> Vec<f32> {
    let mut kept = vec![0.0_f32; line.len()];
    for end in [0, line.len().saturating_sub(1)] {
        if let Some(slot) = kept.get_mut(end) {
            *slot = f32::INFINITY;
        }
    }
    let mut open = vec![(0, line.len().saturating_sub(1), f32::INFINITY)];
    while let Some((from, to, cap)) = open.pop() {
        let (Some(a), Some(b)) = (line.get(from), line.get(to)) else {
            continue;
        };
        let farthest = (from + 1..to)
            .filter_map(|index| Some((index, distance(*line.get(index)?, *a, *b))))
            .max_by(|x, y| x.1.total_cmp(&y.1).then(y.0.cmp(&x.0)));
        let Some((index, away)) = farthest else {
            continue;
        };
        let tolerance = cap.min(away as f32);
        if let Some(slot) = kept.get_mut(index) {
            *slot = tolerance;
        }
        open.push((from, index, tolerance));
        open.push((index, to, tolerance));
    }
    kept
}

/// Distance from a segment.
fn distance(point: Coord<f64>, a: Coord<f64>, b: Coord<f64>) -> f64 {
    let (dx, dy) = (b.x - a.x, b.y - a.y);
    let square = dx * dx + dy * dy;
    let along = if square > 0.0 {
        (((point.x - a.x) * dx + (point.y - a.y) * dy) / square).clamp(0.0, 1.0)
    } else {
        0.0
    };
    (point.x - a.x - along * dx).hypot(point.y - a.y - along * dy)
}

#[cfg(test)]
mod tests {
    use super::tolerances;
    use geo::Coord;

    #[test]
    fn a_coarser_tolerance_keeps_a_subset_and_the_ends() {
        let line: Vec<Coord<f64>> = [(0.0, 0.0), (1.0, 0.1), (2.0, 3.0), (3.0, 0.2), (4.0, 0.0)]
            .map(|(x, y)| Coord { x, y })
            .to_vec();
        let kept = tolerances(&line);
        assert_eq!((kept[0], kept[4]), (f32::INFINITY, f32::INFINITY));
        assert!((kept[2] - 3.0).abs() < 1e-6);
        assert!(kept[1] < kept[2] && kept[3] < kept[2] && kept[1] > 0.0);
    }

    #[test]
    fn a_closed_ring_keeps_its_farthest_vertex() {
        let ring: Vec<Coord<f64>> = [(0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0), (0.0, 0.0)]
            .map(|(x, y)| Coord { x, y })
            .to_vec();
        assert!(tolerances(&ring)[2] > 1.0);
    }
}
