//! Faults of a polygon, all at once and each with its place; and the repair of those that leave no doubt.
//!
//! Repeated points, rings that run the wrong way round and rings without area are mended. Coordinates that are no
//! place on earth, rings that cross themselves or one another and holes outside their shell are refused: which ground
//! was meant is for a person to say. Rings may touch at a point.
//!
//! Crossings are found with an R-tree of the sides: `O(n log n)` where comparing every pair takes half a minute for
//! 50,000 vertices. (A `geo::Polygon` closes its rings itself; an open ring is a fault of the file it came from.)

use crate::domain::Problem;
use geo::coordinate_position::{CoordPos, CoordinatePosition};
use geo::line_intersection::{LineIntersection, line_intersection};
use geo::{
    Area, Coord, Line, LineString, MultiPolygon, Orient, Polygon, RemoveRepeatedPoints, orient::Direction,
};
use rstar::primitives::{GeomWithData, Rectangle};
use rstar::{AABB, RTree};

/// Crossings told before the rest is left out; test: `a_knot_is_told_up_to_the_limit`.
pub const CROSSINGS_TOLD_MAX: usize = 50;

/// Something wrong with a polygon. Rings are counted from 0 over all polygons, each shell before its holes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Fault {
    /// A coordinate that is no number.
    NotFinite {
        /// Ring.
        ring: usize,
        /// Vertex in the ring.
        vertex: usize,
    },
    /// A longitude beyond ±180 or a latitude beyond ±90.
    OutOfRange {
        /// Ring.
        ring: usize,
        /// Where.
        at: Coord<f64>,
    },
    /// A ring of fewer than three different points, or without area.
    NoArea {
        /// Ring.
        ring: usize,
    },
    /// The same point twice in a row.
    RepeatedPoint {
        /// Ring.
        ring: usize,
        /// Where.
        at: Coord<f64>,
    },
    /// A shell that runs clockwise, or a hole that runs counter-clockwise.
    Orientation {
        /// Ring.
        ring: usize,
    },
    /// Two sides cross or lie on one another.
    Crossing {
        /// Ring of the first side.
        ring: usize,
        /// Ring of the other.
        other: usize,
        /// Where.
        at: Coord<f64>,
    },
    /// A hole outside its shell.
    HoleOutside {
        /// Ring of the hole.
        ring: usize,
        /// A vertex of it.
        at: Coord<f64>,
    },
    /// More crossings than are told.
    MoreCrossings {
        /// How many were left out.
        count: usize,
    },
}

impl Fault {
    /// True when [`repair`] mends it.
    #[must_use]
    pub fn is_repairable(&self) -> bool {
        matches!(
            self,
            Self::NoArea { .. } | Self::RepeatedPoint { .. } | Self::Orientation { .. }
        )
    }

    /// The fault as a problem of the thing that `pointer` names.
    #[must_use]
    pub fn problem(&self, pointer: &str) -> Problem {
        let redraw = "redraw the outline at that place";
        let none = "nothing to do: it is mended on import";
        let (code, ring, cause, action) = match *self {
            Self::NotFinite { ring, vertex } => (
                "geometry.ring.not_finite",
                ring,
                format!("vertex {vertex} is no number"),
                "write longitude and latitude as numbers",
            ),
            Self::OutOfRange { ring, at } => (
                "geometry.ring.out_of_range",
                ring,
                format!("{} is no place on earth in degrees", told(at)),
                "write WGS84 longitude and latitude in degrees; reproject from metres if need be",
            ),
            Self::NoArea { ring } => (
                "geometry.ring.no_area",
                ring,
                "the ring encloses nothing".to_owned(),
                none,
            ),
            Self::RepeatedPoint { ring, at } => (
                "geometry.ring.repeated_point",
                ring,
                format!("the point {} stands twice in a row", told(at)),
                none,
            ),
            Self::Orientation { ring } => (
                "geometry.ring.orientation",
                ring,
                "the ring runs the wrong way round".to_owned(),
                none,
            ),
            Self::Crossing { ring, other, at } => {
                let with = if ring == other {
                    "itself".to_owned()
                } else {
                    format!("ring {other}")
                };
                (
                    "geometry.ring.crossing",
                    ring,
                    format!("the ring crosses {with} at {}", told(at)),
                    redraw,
                )
            }
            Self::HoleOutside { ring, at } => (
                "geometry.ring.hole_outside",
                ring,
                format!("the hole at {} lies outside its shell", told(at)),
                redraw,
            ),
            Self::MoreCrossings { count } => (
                "geometry.ring.crossing",
                0,
                format!("{count} more crossings are left out of this list"),
                redraw,
            ),
        };
        Problem::new(code, format!("{pointer}, ring {ring}"), cause, action)
    }
}

fn told(at: Coord<f64>) -> String {
    format!("{:.6}, {:.6}", at.x, at.y)
}

/// Every ring with its number and whether it is a shell.
fn rings(polygons: &MultiPolygon<f64>) -> impl Iterator<Item = (usize, &LineString<f64>, bool)> {
    polygons
        .iter()
        .flat_map(|polygon| {
            std::iter::once((polygon.exterior(), true))
                .chain(polygon.interiors().iter().map(|hole| (hole, false)))
        })
        .enumerate()
        .map(|(ring, (line, shell))| (ring, line, shell))
}

/// Every fault of `polygons`; empty when they are valid. Crossings are looked for only among rings without a coordinate
/// that is no place.
#[must_use]
pub fn faults(polygons: &MultiPolygon<f64>) -> Vec<Fault> {
    let mut found = Vec::new();
    for (ring, line, shell) in rings(polygons) {
        ring_faults(ring, line, shell, &mut found);
    }
    let misplaced = |fault: &Fault| matches!(fault, Fault::NotFinite { .. } | Fault::OutOfRange { .. });
    if !found.iter().any(misplaced) {
        crossings(polygons, &mut found);
        holes_outside(polygons, &mut found);
    }
    found
}

fn ring_faults(ring: usize, line: &LineString<f64>, shell: bool, found: &mut Vec<Fault>) {
    let before = found.len();
    for (vertex, at) in line.coords().enumerate() {
        if !at.x.is_finite() || !at.y.is_finite() {
            found.push(Fault::NotFinite { ring, vertex });
        } else if at.x.abs() > 180.0 || at.y.abs() > 90.0 {
            found.push(Fault::OutOfRange { ring, at: *at });
        }
    }
    if found.len() > before {
        return;
    }
    for pair in line.0.windows(2) {
        if let [a, b] = pair
            && a == b
        {
            found.push(Fault::RepeatedPoint { ring, at: *a });
        }
    }
    let area = Polygon::new(line.clone(), Vec::new()).signed_area();
    if area == 0.0 {
        found.push(Fault::NoArea { ring });
    } else if (area > 0.0) != shell {
        found.push(Fault::Orientation { ring });
    }
}

/// Sides that cross or lie on one another. Touching at a point is no crossing.
fn crossings(polygons: &MultiPolygon<f64>, found: &mut Vec<Fault>) {
    let sides: Vec<(usize, Line<f64>)> = rings(polygons)
        .flat_map(|(ring, line, _)| {
            line.lines()
                .filter(|side| side.start != side.end)
                .map(move |side| (ring, side))
        })
        .collect();
    let corners = |side: &Line<f64>| ([side.start.x, side.start.y], [side.end.x, side.end.y]);
    let tree = RTree::bulk_load(
        sides
            .iter()
            .enumerate()
            .map(|(index, (_, side))| {
                let (a, b) = corners(side);
                GeomWithData::new(Rectangle::from_corners(a, b), index)
            })
            .collect(),
    );
    let mut told = 0;
    let mut left_out = 0;
    for (index, (ring, side)) in sides.iter().enumerate() {
        let (a, b) = corners(side);
        let mut beyond: Vec<usize> = tree
            .locate_in_envelope_intersecting(AABB::from_corners(a, b))
            .map(|near| near.data)
            .filter(|near| *near > index)
            .collect();
        beyond.sort_unstable();
        for near in beyond {
            let Some((other, second)) = sides.get(near) else {
                continue;
            };
            let Some(at) = crossing(*side, *second) else {
                continue;
            };
            if told < CROSSINGS_TOLD_MAX {
                found.push(Fault::Crossing {
                    ring: *ring,
                    other: *other,
                    at,
                });
                told += 1;
            } else {
                left_out += 1;
            }
        }
    }
    if left_out > 0 {
        found.push(Fault::MoreCrossings { count: left_out });
    }
}

fn crossing(a: Line<f64>, b: Line<f64>) -> Option<Coord<f64>> {
    match line_intersection(a, b)? {
        LineIntersection::SinglePoint {
            intersection,
            is_proper,
        } => is_proper.then_some(intersection),
        LineIntersection::Collinear { intersection } => {
            (intersection.start != intersection.end).then_some(intersection.start)
        }
    }
}

fn holes_outside(polygons: &MultiPolygon<f64>, found: &mut Vec<Fault>) {
    let mut ring = 0;
    for polygon in polygons {
        let shell = Polygon::new(polygon.exterior().clone(), Vec::new());
        for (hole, number) in polygon.interiors().iter().zip(ring + 1..) {
            // Rings that cross are told above; of the others any vertex off the shell decides.
            let outside = hole.coords().find_map(|at| match shell.coordinate_position(at) {
                CoordPos::Outside => Some(Some(*at)),
                CoordPos::Inside => Some(None),
                CoordPos::OnBoundary => None,
            });
            if let Some(Some(at)) = outside {
                found.push(Fault::HoleOutside { ring: number, at });
            }
        }
        ring += 1 + polygon.interiors().len();
    }
}

/// Polygons without the faults that leave no doubt: points said once, shells counter-clockwise and holes clockwise,
/// rings without area left out.
///
/// # Errors
/// The faults that a person has to mend, when there are any; the mendable ones are not among them.
pub fn repair(polygons: &MultiPolygon<f64>) -> Result<MultiPolygon<f64>, Vec<Fault>> {
    let mended = MultiPolygon::new(
        polygons
            .iter()
            .filter(|polygon| is_ring(polygon.exterior()))
            .map(|polygon| {
                let holes = polygon
                    .interiors()
                    .iter()
                    .filter(|hole| is_ring(hole))
                    .cloned()
                    .collect();
                Polygon::new(polygon.exterior().clone(), holes)
                    .remove_repeated_points()
                    .orient(Direction::Default)
            })
            .collect(),
    );
    let refused: Vec<Fault> = faults(polygons)
        .into_iter()
        .filter(|fault| !fault.is_repairable())
        .collect();
    if refused.is_empty() {
        Ok(mended)
    } else {
        Err(refused)
    }
}

fn is_ring(line: &LineString<f64>) -> bool {
    let area = Polygon::new(line.clone(), Vec::new()).signed_area();
    area.is_finite() && area != 0.0
}

#[cfg(test)]
mod tests {
    use super::{CROSSINGS_TOLD_MAX, Fault, faults, repair};
    use geo::{Area, LineString, MultiPolygon, Polygon, Validation};

    fn shape(rings: &[&[(f64, f64)]]) -> MultiPolygon<f64> {
        let mut rings = rings.iter().map(|ring| LineString::from(ring.to_vec()));
        MultiPolygon::new(vec![Polygon::new(rings.next().unwrap(), rings.collect())])
    }

    #[test]
    fn a_bow_tie_is_refused_with_its_place() {
        let bow = shape(&[&[(0.0, 0.0), (2.0, 2.0), (2.0, 0.0), (0.0, 2.0), (0.0, 0.0)]]);
        let refused = repair(&bow).unwrap_err();
        assert!(
            matches!(refused[..], [Fault::Crossing { ring: 0, other: 0, at }] if (at.x - 1.0).abs() < 1e-9)
        );
        assert!(
            refused[0]
                .problem("boundary")
                .cause
                .contains("1.000000, 1.000000")
        );
    }

    #[test]
    fn what_leaves_no_doubt_is_mended() {
        let clumsy = shape(&[
            &[
                (0.0, 0.0),
                (0.0, 9.0),
                (0.0, 9.0),
                (9.0, 9.0),
                (9.0, 0.0),
                (0.0, 0.0),
            ],
            &[(1.0, 1.0), (2.0, 1.0), (2.0, 2.0), (1.0, 1.0)],
            &[(5.0, 5.0), (6.0, 6.0), (5.0, 5.0)],
        ]);
        let found = faults(&clumsy);
        assert!(found.contains(&Fault::Orientation { ring: 0 }), "{found:?}");
        assert!(found.contains(&Fault::Orientation { ring: 1 }), "{found:?}");
        assert!(found.contains(&Fault::NoArea { ring: 2 }), "{found:?}");
        let mended = repair(&shape(&[
            &[
                (0.0, 0.0),
                (0.0, 9.0),
                (0.0, 9.0),
                (9.0, 9.0),
                (9.0, 0.0),
                (0.0, 0.0),
            ],
            &[(1.0, 1.0), (2.0, 1.0), (2.0, 2.0), (1.0, 1.0)],
        ]))
        .unwrap();
        assert!(faults(&mended).is_empty() && mended.is_valid());
        assert!((mended.signed_area() - 80.5).abs() < 1e-9);
    }

    #[test]
    fn every_fault_is_told_at_once() {
        let bad = MultiPolygon::new(vec![
            shape(&[&[(0.0, 0.0), (200.0, 0.0), (5.0, 5.0), (0.0, 0.0)]])
                .0
                .remove(0),
            shape(&[&[(0.0, 0.0), (f64::NAN, 0.0), (5.0, 95.0), (0.0, 0.0)]])
                .0
                .remove(0),
        ]);
        assert_eq!(faults(&bad).len(), 3);
    }

    #[test]
    fn a_hole_outside_its_shell_is_refused_and_one_that_touches_it_is_not() {
        let shell: &[(f64, f64)] = &[(0.0, 0.0), (9.0, 0.0), (9.0, 9.0), (0.0, 9.0), (0.0, 0.0)];
        let outside = shape(&[shell, &[(11.0, 1.0), (11.0, 2.0), (12.0, 2.0), (11.0, 1.0)]]);
        assert!(matches!(
            repair(&outside).unwrap_err()[..],
            [Fault::HoleOutside { ring: 1, .. }]
        ));
        let touching = shape(&[shell, &[(0.0, 5.0), (2.0, 6.0), (2.0, 4.0), (0.0, 5.0)]]);
        assert!(repair(&touching).is_ok());
    }

    #[test]
    fn a_knot_is_told_up_to_the_limit() {
        let ring: Vec<(f64, f64)> = (0..40)
            .map(|i| {
                let angle = f64::from(i) * 19.0 / 40.0 * std::f64::consts::TAU;
                (10.0 * angle.cos(), 10.0 * angle.sin())
            })
            .collect();
        let found = faults(&shape(&[&ring]));
        assert!(found.len() <= CROSSINGS_TOLD_MAX + 2);
        assert!(
            found
                .iter()
                .any(|fault| matches!(fault, Fault::MoreCrossings { count } if *count > 100))
        );
    }
}
