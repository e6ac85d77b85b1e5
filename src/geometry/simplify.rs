//! Coarser outlines on shared arcs: neighbours still fit, because each border is simplified once.
//!
//! Arcs keep their ends. An arc that would cross or lie on another after simplification is taken finer, down to its
//! original, so cells neither overlap nor vanish.
//!
//! # References
//! D. H. Douglas, T. K. Peucker, "Algorithms for the reduction of the number of points required to represent a
//! digitized line or its caricature", Cartographica 10, 1973.

use super::grid::{GRID_PER_METRE, GridPoint, on_segment};
use super::noding::crossing;
use super::tessellation::Tessellation;
use super::topology::Arc;
use geo::Coord;
use rstar::primitives::{GeomWithData, Rectangle};
use rstar::{AABB, RTree};
use std::collections::BTreeSet;

/// Rounds of refinement; each takes a conflicting arc four times finer, the last takes the original.
const ROUNDS: u32 = 4;

/// For each vertex of a line, the tolerance up to which simplification keeps it, in the units of the line; infinite for
/// both ends. A vertex is capped by the one that split before it, so a coarser tolerance keeps a subset.
#[must_use]
pub fn vertex_tolerances(line: &[Coord<f64>]) -> Vec<f32> {
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

impl Tessellation {
    /// The same cells with borders that leave out detail below `tolerance_m` metres.
    #[must_use]
    pub fn simplified(&self, tolerance_m: f64) -> Self {
        let measures: Vec<Vec<f32>> = self.arcs().iter().map(|arc| measure(&arc.points)).collect();
        let mut finer: Vec<u32> = vec![0; self.arcs().len()];
        for _ in 0..=ROUNDS {
            let arcs: Vec<Arc> = self
                .arcs()
                .iter()
                .zip(measures.iter().zip(&finer))
                .map(|(arc, (measure, finer))| thin(arc, measure, tolerance_m, *finer))
                .collect();
            let conflicts = conflicts(&arcs);
            let before = finer.clone();
            for arc in &conflicts {
                if let Some(level) = finer.get_mut(*arc) {
                    *level = (*level + 1).min(ROUNDS);
                }
            }
            if finer == before {
                return self.with_arcs(arcs);
            }
        }
        self.clone()
    }
}

fn measure(points: &[GridPoint]) -> Vec<f32> {
    let metres = |p: &GridPoint| Coord {
        x: p.x as f64 / GRID_PER_METRE,
        y: p.y as f64 / GRID_PER_METRE,
    };
    vertex_tolerances(&points.iter().map(metres).collect::<Vec<_>>())
}

/// The arc with the vertices above its tolerance; a closed one keeps at least three corners.
fn thin(arc: &Arc, measure: &[f32], tolerance_m: f64, finer: u32) -> Arc {
    if finer >= ROUNDS {
        return arc.clone();
    }
    let mut tolerance = (tolerance_m / f64::from(4_u32.pow(finer))) as f32;
    if arc.points.first() == arc.points.last() {
        let mut sorted = measure.to_vec();
        sorted.sort_by(|a, b| b.total_cmp(a));
        tolerance = tolerance.min(sorted.get(3).copied().unwrap_or(0.0));
    }
    let kept = arc
        .points
        .iter()
        .zip(measure)
        .filter(|(_, kept)| **kept >= tolerance);
    Arc {
        points: kept.map(|(point, _)| *point).collect(),
        left: arc.left,
        right: arc.right,
    }
}

/// Arcs that cross, touch or cover another one, or themselves, other than at their ends.
fn conflicts(arcs: &[Arc]) -> BTreeSet<usize> {
    let mut edges: Vec<(usize, GridPoint, GridPoint)> = Vec::new();
    for (index, arc) in arcs.iter().enumerate() {
        edges.extend(
            arc.points
                .iter()
                .zip(arc.points.iter().skip(1))
                .map(|(a, b)| (index, *a, *b)),
        );
    }
    let tree = RTree::bulk_load(
        edges
            .iter()
            .enumerate()
            .map(|(index, (_, a, b))| {
                GeomWithData::new(Rectangle::from_corners([a.x, a.y], [b.x, b.y]), index)
            })
            .collect(),
    );
    let mut found = BTreeSet::new();
    for (index, &(arc, a, b)) in edges.iter().enumerate() {
        for other in tree.locate_in_envelope_intersecting(AABB::from_corners([a.x, a.y], [b.x, b.y])) {
            let Some(&(other_arc, c, d)) = edges.get(other.data).filter(|_| other.data > index) else {
                continue;
            };
            if collide((a, b), (c, d)) {
                found.extend([arc, other_arc]);
            }
        }
    }
    found
}

/// True when two segments meet at anything but a common end.
fn collide(p: (GridPoint, GridPoint), q: (GridPoint, GridPoint)) -> bool {
    let same = p == q || p == (q.1, q.0);
    let inside = |s: (GridPoint, GridPoint), point: GridPoint| {
        point != s.0 && point != s.1 && on_segment(s.0, s.1, point)
    };
    same || inside(p, q.0) || inside(p, q.1) || inside(q, p.0) || inside(q, p.1) || crossing(p, q).is_some()
}

#[cfg(test)]
mod tests {
    use super::vertex_tolerances;
    use geo::Coord;

    #[test]
    fn a_coarser_tolerance_keeps_a_subset_and_the_ends() {
        let line = [(0.0, 0.0), (1.0, 0.1), (2.0, 3.0), (3.0, 0.2), (4.0, 0.0)].map(|(x, y)| Coord { x, y });
        let kept = vertex_tolerances(&line);
        assert_eq!((kept[0], kept[4]), (f32::INFINITY, f32::INFINITY));
        assert!((kept[2] - 3.0).abs() < 1e-6);
        assert!(kept[1] < kept[2] && kept[3] < kept[2] && kept[1] > 0.0);
    }

    #[test]
    fn a_closed_ring_keeps_its_farthest_vertex() {
        let ring = [(0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0), (0.0, 0.0)].map(|(x, y)| Coord { x, y });
        assert!(vertex_tolerances(&ring)[2] > 1.0);
    }
}
