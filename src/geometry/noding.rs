//! Noding: cutting segments where they meet, so that afterwards they touch at their ends only.
//!
//! Crossings are rounded to the grid, which bends the two segments by less than a step; the bent ones are looked at
//! again, until nothing crosses. Every source line keeps its closed course, so winding numbers stay exact.
//!
//! # References
//! J. D. Hobby, "Practical segment intersection with finite precision output", Computational Geometry 13, 1999, for
//! rounding crossings to a grid; the repetition replaces hot pixels.

use super::GeometryError;
use super::grid::{GridPoint, cross, on_segment};
use rstar::primitives::{GeomWithData, Rectangle};
use rstar::{AABB, RTree};

/// Rounds of cutting before giving up; real layers need 2 to 4; test: `random_segments_are_noded`.
const ROUNDS_MAX: usize = 64;

/// What a segment separates, read along `a` to `b`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Separates {
    /// Change of the boundary's winding number from right to left.
    pub(super) boundary: i32,
    /// Change of the winding number of a given polygon, by cell, from right to left.
    pub(super) polygons: Vec<(u32, i32)>,
    /// Voronoi cells on the left and on the right.
    pub(super) cells: Option<(u32, u32)>,
}

impl Separates {
    fn reversed(mut self) -> Self {
        self.boundary = -self.boundary;
        for (_, change) in &mut self.polygons {
            *change = -*change;
        }
        self.cells = self.cells.map(|(left, right)| (right, left));
        self
    }

    fn merge(&mut self, other: Self) {
        self.boundary += other.boundary;
        self.polygons.extend(other.polygons);
        self.cells = self.cells.or(other.cells);
    }
}

/// A segment with what it separates; `a < b` once normalised.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Segment {
    pub(super) a: GridPoint,
    pub(super) b: GridPoint,
    pub(super) separates: Separates,
}

impl Segment {
    pub(super) fn new(a: GridPoint, b: GridPoint, separates: Separates) -> Self {
        if a <= b {
            Self { a, b, separates }
        } else {
            Self {
                a: b,
                b: a,
                separates: separates.reversed(),
            }
        }
    }
}

type Boxed = GeomWithData<Rectangle<[i64; 2]>, usize>;

fn envelope(segment: &Segment) -> AABB<[i64; 2]> {
    AABB::from_corners([segment.a.x, segment.a.y], [segment.b.x, segment.b.y])
}

/// Cuts `segments` until they touch at ends only; equal segments become one.
///
/// # Errors
/// When [`ROUNDS_MAX`] rounds do not suffice.
pub(super) fn node(segments: Vec<Segment>) -> Result<Vec<Segment>, GeometryError> {
    let mut work: Vec<(Segment, bool)> = merged(segments.into_iter().map(|s| (s, true)).collect());
    for _ in 0..ROUNDS_MAX {
        let cuts = find_cuts(&work);
        if cuts.is_empty() {
            return Ok(work.into_iter().map(|(segment, _)| segment).collect());
        }
        let mut next = Vec::with_capacity(work.len() + 2 * cuts.len());
        let mut cuts = cuts.into_iter().peekable();
        for (index, (segment, _)) in work.into_iter().enumerate() {
            let mut points = Vec::new();
            while let Some((_, point)) = cuts.next_if(|(cut, _)| *cut == index) {
                points.push(point);
            }
            if points.is_empty() {
                next.push((segment, false));
            } else {
                cut_at(&segment, points, &mut next);
            }
        }
        work = merged(next);
    }
    Err(GeometryError::Noding { rounds: ROUNDS_MAX })
}

/// Drops empty segments and joins equal ones.
fn merged(mut work: Vec<(Segment, bool)>) -> Vec<(Segment, bool)> {
    work.retain(|(segment, _)| segment.a != segment.b);
    work.sort_by_key(|(segment, _)| (segment.a, segment.b));
    let mut out: Vec<(Segment, bool)> = Vec::with_capacity(work.len());
    for (segment, fresh) in work {
        match out.last_mut() {
            Some((last, last_fresh)) if last.a == segment.a && last.b == segment.b => {
                last.separates.merge(segment.separates);
                *last_fresh |= fresh;
            }
            _ => out.push((segment, fresh)),
        }
    }
    out
}

/// Points where a segment must be cut, by index of the segment.
fn find_cuts(work: &[(Segment, bool)]) -> Vec<(usize, GridPoint)> {
    let tree: RTree<Boxed> = RTree::bulk_load(
        work.iter()
            .enumerate()
            .map(|(index, (s, _))| {
                GeomWithData::new(Rectangle::from_corners([s.a.x, s.a.y], [s.b.x, s.b.y]), index)
            })
            .collect(),
    );
    let mut cuts = Vec::new();
    for (i, (first, fresh)) in work.iter().enumerate() {
        if !fresh {
            continue;
        }
        for found in tree.locate_in_envelope_intersecting(envelope(first)) {
            let j = found.data;
            let Some((second, other_fresh)) = work.get(j) else {
                continue;
            };
            if j == i || (*other_fresh && j < i) {
                continue;
            }
            meet(first, second, |of_first, point| {
                cuts.push((if of_first { i } else { j }, point));
            });
        }
    }
    cuts.sort_unstable();
    cuts.dedup();
    cuts
}

/// Calls `cut(true, point)` where the first segment must be cut and `cut(false, point)` where the second must.
fn meet(p: &Segment, q: &Segment, mut cut: impl FnMut(bool, GridPoint)) {
    let inside = |s: &Segment, point: GridPoint| point != s.a && point != s.b && on_segment(s.a, s.b, point);
    for point in [p.a, p.b] {
        if inside(q, point) {
            cut(false, point);
        }
    }
    for point in [q.a, q.b] {
        if inside(p, point) {
            cut(true, point);
        }
    }
    if let Some(point) = crossing((p.a, p.b), (q.a, q.b)) {
        if point != p.a && point != p.b {
            cut(true, point);
        }
        if point != q.a && point != q.b {
            cut(false, point);
        }
    }
}

/// Where two segments cross inside both, rounded to the grid; `None` when they only touch, overlap or stay apart.
pub(super) fn crossing(p: (GridPoint, GridPoint), q: (GridPoint, GridPoint)) -> Option<GridPoint> {
    let from_q = (cross(q.0, q.1, p.0), cross(q.0, q.1, p.1));
    let from_p = (cross(p.0, p.1, q.0), cross(p.0, p.1, q.1));
    let apart = |(a, b): (i128, i128)| (a > 0 && b < 0) || (a < 0 && b > 0);
    if !apart(from_q) || !apart(from_p) {
        return None;
    }
    let share = from_q.0 as f64 / (from_q.0 as f64 - from_q.1 as f64);
    Some(GridPoint {
        x: p.0.x + ((p.1.x - p.0.x) as f64 * share).round() as i64,
        y: p.0.y + ((p.1.y - p.0.y) as f64 * share).round() as i64,
    })
}

/// The pieces of a segment cut at points on or beside it, in order along it.
fn cut_at(segment: &Segment, mut points: Vec<GridPoint>, out: &mut Vec<(Segment, bool)>) {
    let along = |point: &GridPoint| {
        i128::from(point.x - segment.a.x) * i128::from(segment.b.x - segment.a.x)
            + i128::from(point.y - segment.a.y) * i128::from(segment.b.y - segment.a.y)
    };
    points.sort_by_key(|point| (along(point), *point));
    let mut from = segment.a;
    for point in points.into_iter().chain(std::iter::once(segment.b)) {
        if point != from {
            out.push((Segment::new(from, point, segment.separates.clone()), true));
        }
        from = point;
    }
}

#[cfg(test)]
mod tests {
    use super::{Segment, Separates, meet, node};
    use crate::geometry::grid::GridPoint;
    use crate::search::SearchRng;

    fn segment(ax: i64, ay: i64, bx: i64, by: i64) -> Segment {
        Segment::new(
            GridPoint { x: ax, y: ay },
            GridPoint { x: bx, y: by },
            Separates::default(),
        )
    }

    #[test]
    fn a_cross_becomes_four_segments() {
        let noded = node(vec![segment(0, 0, 10, 10), segment(0, 10, 10, 0)]).unwrap();
        assert_eq!(noded.len(), 4);
    }

    #[test]
    fn overlapping_segments_become_one_course() {
        let noded = node(vec![
            segment(0, 0, 10, 0),
            segment(4, 0, 20, 0),
            segment(7, 0, 7, 5),
        ])
        .unwrap();
        assert_eq!(noded.len(), 5);
    }

    #[test]
    fn random_segments_are_noded() {
        let mut rng = SearchRng::new(7);
        for size in [20, 200, 5_000] {
            let mut draw = || rng.below(size) as i64;
            let segments: Vec<Segment> = (0..150)
                .map(|_| segment(draw(), draw(), draw(), draw()))
                .collect();
            let noded = node(segments).unwrap();
            for (i, a) in noded.iter().enumerate() {
                for b in noded.iter().skip(i + 1) {
                    meet(a, b, |_, point| panic!("{a:?} and {b:?} meet at {point:?}"));
                }
            }
        }
    }
}
