//! Edges of a Voronoi diagram inside a frame, each with the cells on its two sides.
//!
//! The Delaunay triangulation is `geo`'s; eight far points around the frame close every cell, so that points in a line
//! or a single pair need no case of their own. Edges between two generators of one cell are left out.

use super::GeometryError;
use super::grid::{GridPoint, cross};
use super::noding::{Segment, Separates};
use geo::{Coord, MultiPoint, Point, TriangulateDelaunayUnconstrained};
use std::collections::BTreeMap;

/// A point that stands for a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Generator {
    pub(super) point: GridPoint,
    pub(super) cell: u32,
}

/// An upright rectangle of the grid.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Frame {
    pub(super) low: GridPoint,
    pub(super) high: GridPoint,
}

/// How many diagonals of the frame the far points stand away: at least 3 keeps them out of every cell in the frame.
const FAR_DIAGONALS: f64 = 8.0;

impl Frame {
    /// The frame around points, wider by `margin` on every side.
    pub(super) fn around(points: impl IntoIterator<Item = GridPoint>, margin: i64) -> Option<Self> {
        let mut points = points.into_iter();
        let first = points.next()?;
        let (mut low, mut high) = (first, first);
        for point in points {
            low = GridPoint {
                x: low.x.min(point.x),
                y: low.y.min(point.y),
            };
            high = GridPoint {
                x: high.x.max(point.x),
                y: high.y.max(point.y),
            };
        }
        Some(Self {
            low: GridPoint {
                x: low.x - margin,
                y: low.y - margin,
            },
            high: GridPoint {
                x: high.x + margin,
                y: high.y + margin,
            },
        })
    }

    /// Its four sides.
    pub(super) fn segments(self) -> [Segment; 4] {
        let corner = |x, y| GridPoint { x, y };
        let (l, h) = (self.low, self.high);
        let side = |a, b| Segment::new(a, b, Separates::default());
        [
            side(l, corner(h.x, l.y)),
            side(corner(h.x, l.y), h),
            side(h, corner(l.x, h.y)),
            side(corner(l.x, h.y), l),
        ]
    }

    /// The part of a line inside the frame, snapped to the grid; ends on a side lie exactly on it.
    ///
    /// # References
    /// Y.-D. Liang, B. A. Barsky, "A new concept and method for line clipping", ACM Trans. Graphics 3, 1984.
    fn clip(self, from: Coord<f64>, to: Coord<f64>) -> Option<(GridPoint, GridPoint)> {
        let (dx, dy) = (to.x - from.x, to.y - from.y);
        let (mut enter, mut leave) = (0.0_f64, 1.0_f64);
        for (step, room) in [
            (-dx, from.x - self.low.x as f64),
            (dx, self.high.x as f64 - from.x),
            (-dy, from.y - self.low.y as f64),
            (dy, self.high.y as f64 - from.y),
        ] {
            if step == 0.0 {
                if room < 0.0 {
                    return None;
                }
            } else if step < 0.0 {
                enter = enter.max(room / step);
            } else {
                leave = leave.min(room / step);
            }
        }
        if enter > leave {
            return None;
        }
        let snap = |x: f64, y: f64| GridPoint {
            x: (x.round() as i64).clamp(self.low.x, self.high.x),
            y: (y.round() as i64).clamp(self.low.y, self.high.y),
        };
        let at = |share: f64| snap(from.x + dx * share, from.y + dy * share);
        // An end that is not cut off is the circumcentre itself: a sum may miss it by a bit, round to another place
        // and leave a gap between the edges that meet there.
        let start = if enter > 0.0 {
            at(enter)
        } else {
            snap(from.x, from.y)
        };
        let end = if leave < 1.0 { at(leave) } else { snap(to.x, to.y) };
        Some((start, end))
    }
}

/// Edges between generators of different cells, clipped to the frame. The generators' points must differ.
///
/// # Errors
/// When the triangulation fails, which distinct finite points do not cause.
pub(super) fn voronoi_edges(generators: &[Generator], frame: Frame) -> Result<Vec<Segment>, GeometryError> {
    let mut points: Vec<GridPoint> = generators.iter().map(|g| g.point).collect();
    points.extend(far_points(frame));
    let by_point: BTreeMap<GridPoint, usize> = points
        .iter()
        .enumerate()
        .map(|(index, point)| (*point, index))
        .collect();
    let cloud = MultiPoint::new(
        points
            .iter()
            .map(|p| Point::new(p.x as f64, p.y as f64))
            .collect(),
    );
    let triangles = cloud
        .unconstrained_triangulation()
        .map_err(|error| GeometryError::Triangulation {
            detail: error.to_string(),
        })?;
    // For each Delaunay edge, by its ends in ascending order: circumcentre on its left and on its right.
    let mut dual: BTreeMap<(usize, usize), [Option<Coord<f64>>; 2]> = BTreeMap::new();
    for triangle in triangles {
        let index = |c: Coord<f64>| {
            by_point
                .get(&GridPoint {
                    x: c.x as i64,
                    y: c.y as i64,
                })
                .copied()
        };
        let [Some(a), Some(b), Some(c)] = triangle.to_array().map(index) else {
            continue;
        };
        let [Some(pa), Some(pb), Some(pc)] = [a, b, c].map(|i| points.get(i).copied()) else {
            continue;
        };
        let (b, c, pb, pc) = if cross(pa, pb, pc) > 0 {
            (b, c, pb, pc)
        } else {
            (c, b, pc, pb)
        };
        let Some(centre) = circumcentre(pa, pb, pc) else {
            continue;
        };
        for (u, v) in [(a, b), (b, c), (c, a)] {
            let (key, side) = if u < v { ((u, v), 0) } else { ((v, u), 1) };
            if let Some(slot) = dual.entry(key).or_default().get_mut(side) {
                *slot = Some(centre);
            }
        }
    }
    Ok(dual
        .into_iter()
        .filter_map(|(pair, sides)| clipped_edge(generators, frame, pair, sides))
        .collect())
}

/// The Voronoi edge dual to a Delaunay edge, clipped; `None` inside one cell, at the rim, or outside the frame.
fn clipped_edge(
    generators: &[Generator],
    frame: Frame,
    (u, v): (usize, usize),
    sides: [Option<Coord<f64>>; 2],
) -> Option<Segment> {
    let (u, v) = (generators.get(u)?, generators.get(v)?);
    let [Some(left), Some(right)] = sides else {
        return None;
    };
    if u.cell == v.cell {
        return None;
    }
    let (from, to) = frame.clip(right, left)?;
    // Going from the right of u->v to its left, u lies on the left hand.
    let separates = Separates {
        cells: Some((u.cell, v.cell)),
        ..Separates::default()
    };
    (from != to).then(|| Segment::new(from, to, separates))
}

/// Eight points far around the frame.
fn far_points(frame: Frame) -> impl Iterator<Item = GridPoint> {
    let (width, height) = (
        (frame.high.x - frame.low.x) as f64,
        (frame.high.y - frame.low.y) as f64,
    );
    let reach = FAR_DIAGONALS * width.hypot(height).max(1e4);
    let middle = (
        frame.low.x as f64 + width / 2.0,
        frame.low.y as f64 + height / 2.0,
    );
    (0..8).map(move |eighth| {
        let angle = (f64::from(eighth) + 0.37) * std::f64::consts::FRAC_PI_4;
        GridPoint {
            x: (middle.0 + reach * angle.cos()).round() as i64,
            y: (middle.1 + reach * angle.sin()).round() as i64,
        }
    })
}

/// The point equally far from three, computed relative to the first for precision.
fn circumcentre(a: GridPoint, b: GridPoint, c: GridPoint) -> Option<Coord<f64>> {
    let area = cross(a, b, c);
    if area == 0 {
        return None;
    }
    let (bx, by) = ((b.x - a.x) as f64, (b.y - a.y) as f64);
    let (cx, cy) = ((c.x - a.x) as f64, (c.y - a.y) as f64);
    let (b2, c2) = (bx * bx + by * by, cx * cx + cy * cy);
    let d = 2.0 * area as f64;
    Some(Coord {
        x: a.x as f64 + (cy * b2 - by * c2) / d,
        y: a.y as f64 + (bx * c2 - cx * b2) / d,
    })
}

#[cfg(test)]
mod tests {
    use super::{Frame, Generator, voronoi_edges};
    use crate::geometry::grid::GridPoint;

    #[test]
    fn two_points_are_separated_by_their_bisector() {
        let generators = [(0, 0), (1_000, 0)].map(|(x, y)| GridPoint { x, y });
        let frame = Frame::around(generators, 500).unwrap();
        let generators: Vec<Generator> = generators
            .iter()
            .zip(0..)
            .map(|(point, cell)| Generator { point: *point, cell })
            .collect();
        let edges = voronoi_edges(&generators, frame).unwrap();
        assert_eq!(edges.len(), 1);
        assert_eq!(
            (edges[0].a, edges[0].b),
            (GridPoint { x: 500, y: -500 }, GridPoint { x: 500, y: 500 })
        );
        assert_eq!(edges[0].separates.cells, Some((0, 1)));
    }

    #[test]
    fn points_in_a_line_have_parallel_borders() {
        let generators: Vec<Generator> = (0..5)
            .map(|i| Generator {
                point: GridPoint { x: i * 1_000, y: 0 },
                cell: i as u32,
            })
            .collect();
        let frame = Frame::around(generators.iter().map(|g| g.point), 700).unwrap();
        let edges = voronoi_edges(&generators, frame).unwrap();
        assert_eq!(edges.len(), 4);
        assert!(edges.iter().all(|e| e.a.x == e.b.x));
    }
}
