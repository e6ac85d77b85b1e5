//! The plane cut up by noded segments: half-edges, the faces between them, and how faces neighbour each other.
//!
//! Half-edge `2 s` runs along segment `s` from `a` to `b`, half-edge `2 s + 1` back; each has its face on its left.
//! Face 0 is the unbounded one. Islands are tied to the face around them by a ray to the west, with exact predicates.
//!
//! # References
//! M. de Berg et al., "Computational Geometry", 3rd edition, 2008, section 2.2 (doubly-connected edge list) and
//! section 2.3 (overlay and islands).

use super::grid::{GridPoint, compare_angles, cross, direction};
use super::noding::Segment;
use super::ray::first_west;
use rstar::primitives::{GeomWithData, Rectangle};
use rstar::{AABB, RTree};
use std::cmp::Ordering;

/// Index of a face.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct FaceIndex(pub(super) u32);

impl FaceIndex {
    /// The face around everything.
    pub(super) const UNBOUNDED: Self = Self(0);

    pub(super) fn at(self) -> usize {
        self.0 as usize
    }
}

/// Noded segments with the faces between them.
#[derive(Debug)]
pub(super) struct Arrangement {
    /// The segments, `a < b`.
    pub(super) segments: Vec<Segment>,
    /// Face to the left of each half-edge; twice as many as segments.
    face_of: Vec<FaceIndex>,
    /// Faces, the unbounded one included.
    pub(super) faces: usize,
    tree: RTree<GeomWithData<Rectangle<[i64; 2]>, u32>>,
}

impl Arrangement {
    /// Builds the faces of noded segments.
    pub(super) fn new(segments: Vec<Segment>) -> Self {
        let next = link(&segments);
        let (cycle_of, cycles) = cycles(&segments, &next);
        let tree = RTree::bulk_load(
            segments
                .iter()
                .enumerate()
                .map(|(index, s)| {
                    GeomWithData::new(
                        Rectangle::from_corners([s.a.x, s.a.y], [s.b.x, s.b.y]),
                        index as u32,
                    )
                })
                .collect(),
        );
        let mut arrangement = Self {
            segments,
            face_of: Vec::new(),
            faces: 1,
            tree,
        };
        arrangement.tie_islands(&cycle_of, &cycles);
        arrangement
    }

    /// Face on the left of segment `index` read from `a` to `b`, and on its right.
    pub(super) fn sides(&self, index: usize) -> (FaceIndex, FaceIndex) {
        let face = |half: usize| self.face_of.get(half).copied().unwrap_or(FaceIndex::UNBOUNDED);
        (face(2 * index), face(2 * index + 1))
    }

    /// The face in which `point` lies, or one that it touches when it lies on a segment.
    pub(super) fn face_at(&self, point: GridPoint) -> FaceIndex {
        self.west_of(point)
            .and_then(|segment| {
                self.face_of
                    .get(east_half(self.segments.get(segment)?, segment))
                    .copied()
            })
            .unwrap_or(FaceIndex::UNBOUNDED)
    }

    /// The first segment that a ray from `point` to the west meets.
    fn west_of(&self, point: GridPoint) -> Option<usize> {
        let ray = AABB::from_corners([i64::MIN / 4, point.y], [point.x, point.y]);
        let offered = self
            .tree
            .locate_in_envelope_intersecting(ray)
            .filter_map(|found| {
                let segment = self.segments.get(found.data as usize)?;
                Some((segment.a, segment.b, found.data as usize))
            });
        first_west(point, offered).map(|(_, _, index)| index)
    }

    /// Numbers the faces: one for each counter-clockwise cycle; other cycles are islands in the face around them.
    fn tie_islands(&mut self, cycle_of: &[u32], cycles: &[Cycle]) {
        let mut face_of_cycle: Vec<Option<FaceIndex>> = vec![None; cycles.len()];
        for (cycle, face) in cycles.iter().zip(&mut face_of_cycle) {
            if cycle.doubled_area > 0 {
                *face = Some(FaceIndex(self.faces as u32));
                self.faces += 1;
            }
        }
        let mut islands: Vec<usize> = (0..cycles.len())
            .filter(|c| face_of_cycle.get(*c).is_some_and(Option::is_none))
            .collect();
        islands.sort_by_key(|c| cycles.get(*c).map(|cycle| cycle.west));
        for island in islands {
            let around = cycles
                .get(island)
                .and_then(|cycle| self.west_of(cycle.west))
                .and_then(|s| Some(east_half(self.segments.get(s)?, s)))
                .and_then(|half| cycle_of.get(half))
                .and_then(|cycle| face_of_cycle.get(*cycle as usize).copied().flatten())
                .unwrap_or(FaceIndex::UNBOUNDED);
            if let Some(face) = face_of_cycle.get_mut(island) {
                *face = Some(around);
            }
        }
        self.face_of = cycle_of
            .iter()
            .map(|cycle| {
                face_of_cycle
                    .get(*cycle as usize)
                    .copied()
                    .flatten()
                    .unwrap_or(FaceIndex::UNBOUNDED)
            })
            .collect();
    }
}

/// The half-edge of a segment that has the east on its left: the one that runs down.
fn east_half(segment: &Segment, index: usize) -> usize {
    if segment.a.y <= segment.b.y {
        2 * index + 1
    } else {
        2 * index
    }
}

fn origin(segments: &[Segment], half: usize) -> GridPoint {
    segments.get(half / 2).map_or(GridPoint { x: 0, y: 0 }, |s| {
        if half.is_multiple_of(2) { s.a } else { s.b }
    })
}

/// The half-edge that follows each one around its face: at its head, the first clockwise from its twin.
fn link(segments: &[Segment]) -> Vec<u32> {
    let halves = 2 * segments.len();
    let mut outgoing: Vec<u32> = (0..halves as u32).collect();
    let heading = |half: u32| {
        let half = half as usize;
        let (from, to) = (origin(segments, half), origin(segments, half ^ 1));
        (from, direction(from, to))
    };
    outgoing.sort_by(|a, b| {
        let ((from_a, heading_a), (from_b, heading_b)) = (heading(*a), heading(*b));
        from_a
            .cmp(&from_b)
            .then_with(|| compare_angles(heading_a, heading_b))
    });
    let mut next = vec![0; halves];
    for around in outgoing.chunk_by(|a, b| origin(segments, *a as usize) == origin(segments, *b as usize)) {
        let mut before = around.last().copied();
        for &half in around {
            if let (Some(slot), Some(clockwise)) = (next.get_mut(half as usize ^ 1), before) {
                *slot = clockwise;
            }
            before = Some(half);
        }
    }
    next
}

/// A closed walk of half-edges with one face on its left.
struct Cycle {
    doubled_area: i128,
    west: GridPoint,
}

/// The cycle of each half-edge, and the cycles.
fn cycles(segments: &[Segment], next: &[u32]) -> (Vec<u32>, Vec<Cycle>) {
    const UNSEEN: u32 = u32::MAX;
    let mut cycle_of = vec![UNSEEN; next.len()];
    let mut cycles = Vec::new();
    for start in 0..next.len() {
        if cycle_of.get(start) != Some(&UNSEEN) {
            continue;
        }
        let first = origin(segments, start);
        let mut cycle = Cycle {
            doubled_area: 0,
            west: first,
        };
        let mut half = start;
        while let Some(slot) = cycle_of.get_mut(half) {
            if *slot != UNSEEN {
                break;
            }
            *slot = cycles.len() as u32;
            let (from, to) = (origin(segments, half), origin(segments, half ^ 1));
            cycle.doubled_area += cross(first, from, to);
            if from.cmp(&cycle.west) == Ordering::Less {
                cycle.west = from;
            }
            half = next.get(half).map_or(start, |n| *n as usize);
        }
        cycles.push(cycle);
    }
    (cycle_of, cycles)
}

#[cfg(test)]
mod tests {
    use super::{Arrangement, FaceIndex};
    use crate::geometry::grid::GridPoint;
    use crate::geometry::noding::{Segment, Separates, node};

    fn ring(corners: &[(i64, i64)]) -> Vec<Segment> {
        let points: Vec<GridPoint> = corners.iter().map(|&(x, y)| GridPoint { x, y }).collect();
        (0..points.len())
            .map(|i| Segment::new(points[i], points[(i + 1) % points.len()], Separates::default()))
            .collect()
    }

    #[test]
    fn an_island_lies_in_the_face_around_it() {
        let mut segments = ring(&[(0, 0), (100, 0), (100, 100), (0, 100)]);
        segments.extend(ring(&[(40, 40), (60, 40), (60, 60), (40, 60)]));
        segments.extend(ring(&[(45, 45), (55, 45), (50, 55)]));
        segments.extend(ring(&[(70, 50), (75, 50), (75, 55)]));
        let plane = Arrangement::new(node(segments).unwrap());
        assert_eq!(plane.faces, 5);
        let at = |x, y| plane.face_at(GridPoint { x, y });
        assert_eq!(at(-5, 50), FaceIndex::UNBOUNDED);
        assert_eq!(at(10, 50), at(65, 50));
        assert_eq!(at(10, 50), at(90, 50));
        assert_ne!(at(42, 50), at(50, 50));
        assert_ne!(at(42, 50), at(10, 50));
        for (index, segment) in plane.segments.iter().enumerate() {
            let (left, right) = plane.sides(index);
            assert_ne!(left, right, "{segment:?}");
        }
    }

    #[test]
    fn a_dangling_line_has_one_face_on_both_sides() {
        let mut segments = ring(&[(0, 0), (100, 0), (100, 100), (0, 100)]);
        segments.push(Segment::new(
            GridPoint { x: 50, y: 0 },
            GridPoint { x: 50, y: 30 },
            Separates::default(),
        ));
        let plane = Arrangement::new(node(segments).unwrap());
        assert_eq!(plane.faces, 2);
        assert_eq!(
            plane.face_at(GridPoint { x: 60, y: 20 }),
            plane.face_at(GridPoint { x: 20, y: 20 })
        );
    }
}
