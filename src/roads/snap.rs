//! From a place to the road: the nearest usable edge, the point on it, and the last mile between.
//!
//! Shape segments stand in an R-tree as chords of the unit sphere, so that nearness means the same at every latitude.
//! Among the edges that the vehicle can use this season, one of the main network is preferred to an isolated stub
//! unless the stub is nearer by more than the profile's slack.

use super::cost::{Cost, Leg};
use super::error::RoadsError;
use super::graph::{EdgeIndex, RoadGraph};
use super::season::SeasonRoads;
use crate::domain::{Metres, Passage};
use geo::{Coord, Distance, Geodesic, Point};
use rstar::{AABB, PointDistance, RTree, RTreeObject};

/// Metres of a unit of the sphere, for the search only; what is reported is geodesic.
const EARTH_RADIUS_M: f64 = 6_371_008.8;

/// The search goes on past the limit by this factor, as a sphere and the ellipsoid differ by up to half a percent.
const SPHERE_MARGIN: f64 = 1.01;

/// Somewhere to travel from or to.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Place {
    /// Longitude and latitude, WGS84 degrees.
    pub location: Point<f64>,
    /// Straight distance to the nearest road as its source measured it; overrides the distance that snapping finds.
    pub stated_access: Option<Metres>,
}

impl From<Point<f64>> for Place {
    fn from(location: Point<f64>) -> Self {
        Self {
            location,
            stated_access: None,
        }
    }
}

/// Where a place meets the network.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Snap {
    /// The edge.
    pub edge: EdgeIndex,
    /// Along the edge from its tail, in centimetres of its stated length.
    pub offset_cm: u32,
    /// The point on the road.
    pub location: Point<f64>,
    /// Straight distance between the place and the road: the stated one, else as measured.
    pub straight: Metres,
    /// Time and length of the last mile, detour included.
    pub last_mile: Leg,
    /// False for a road that the main network does not reach in any season.
    pub is_attached: bool,
    pub(in crate::roads) last_mile_cost: Cost,
    /// Position of the vertex of the shape before the point.
    pub(in crate::roads) vertex: u32,
}

/// One stretch between two vertices of an edge.
#[derive(Debug, Clone, Copy)]
struct Chord {
    ends: [[f64; 3]; 2],
    edge: EdgeIndex,
    vertex: u32,
}

/// Every stretch of every edge, by place.
#[derive(Debug)]
pub(in crate::roads) struct SegmentTree(RTree<Chord>);

impl SegmentTree {
    pub(in crate::roads) fn new(graph: &RoadGraph) -> Self {
        let mut chords = Vec::new();
        for edge in (0..graph.edges().len() as u32).map(EdgeIndex) {
            for (vertex, pair) in graph.shape(edge).windows(2).enumerate() {
                if let &[from, to] = pair {
                    let ends = [on_sphere(from), on_sphere(to)];
                    chords.push(Chord {
                        ends,
                        edge,
                        vertex: vertex as u32,
                    });
                }
            }
        }
        Self(RTree::bulk_load(chords))
    }
}

impl Chord {
    /// Share of the chord, 0 to 1, at which `point` is nearest.
    fn nearest_share(&self, point: &[f64; 3]) -> f64 {
        let [a, b] = &self.ends;
        let along: f64 = (0..3).map(|i| (b[i] - a[i]) * (b[i] - a[i])).sum();
        if along <= 0.0 {
            return 0.0;
        }
        let dot: f64 = (0..3).map(|i| (point[i] - a[i]) * (b[i] - a[i])).sum();
        (dot / along).clamp(0.0, 1.0)
    }
}

impl RTreeObject for Chord {
    type Envelope = AABB<[f64; 3]>;

    fn envelope(&self) -> Self::Envelope {
        AABB::from_corners(self.ends[0], self.ends[1])
    }
}

impl PointDistance for Chord {
    fn distance_2(&self, point: &[f64; 3]) -> f64 {
        let share = self.nearest_share(point);
        let [a, b] = &self.ends;
        (0..3)
            .map(|i| a[i] + (b[i] - a[i]) * share - point[i])
            .map(|gap| gap * gap)
            .sum()
    }
}

fn on_sphere(coord: Coord<f64>) -> [f64; 3] {
    let (longitude, latitude) = (coord.x.to_radians(), coord.y.to_radians());
    [
        latitude.cos() * longitude.cos(),
        latitude.cos() * longitude.sin(),
        latitude.sin(),
    ]
}

impl SeasonRoads<'_> {
    /// Where a place meets the roads that are open this season.
    ///
    /// # Errors
    /// [`RoadsError::OffNetwork`] beyond the last mile's limit, [`RoadsError::NoRoads`] when nothing is open at all.
    pub fn snap(&self, place: &Place) -> Result<Snap, RoadsError> {
        let (chord, is_attached) = self.preferred_chord(place)?;
        let share = chord.nearest_share(&on_sphere(place.location.0));
        let shape = self.graph().shape(chord.edge);
        let (from, to) = (shape[chord.vertex as usize], shape[chord.vertex as usize + 1]);
        let location = Point::new(from.x + (to.x - from.x) * share, from.y + (to.y - from.y) * share);
        let straight = place
            .stated_access
            .unwrap_or_else(|| Metres::from_f64(Geodesic.distance(place.location, location)));
        let last_mile_cost = self.profile().last_mile(straight, self.season())?;
        Ok(Snap {
            edge: chord.edge,
            offset_cm: self.offset_cm(chord.edge, chord.vertex as usize, location),
            location,
            straight,
            last_mile: last_mile_cost.leg().unwrap_or_default(),
            is_attached,
            last_mile_cost,
            vertex: chord.vertex,
        })
    }

    /// [`SeasonRoads::snap`] for many places; indexed as they are.
    #[must_use]
    pub fn snap_all(&self, places: &[Place]) -> Vec<Result<Snap, RoadsError>> {
        places.iter().map(|place| self.snap(place)).collect()
    }

    /// The nearest usable chord, an attached one within the slack first, and whether it is attached.
    fn preferred_chord(&self, place: &Place) -> Result<(Chord, bool), RoadsError> {
        let limit_m = self.profile().last_mile_limit().get() as f64 * SPHERE_MARGIN;
        let slack_m = self.profile().stub_slack().get() as f64;
        let mut nearest: Option<(Chord, f64)> = None;
        let here = on_sphere(place.location.0);
        let tree = &self.graph().segment_tree().0;
        for (chord, distance_2) in tree.nearest_neighbor_iter_with_distance_2(here) {
            let distance_m = distance_2.sqrt() * EARTH_RADIUS_M;
            if nearest
                .as_ref()
                .is_some_and(|&(_, stub_m)| distance_m > stub_m + slack_m)
            {
                break;
            }
            if !self.can_stop_on(chord.edge) {
                continue;
            }
            if distance_m > limit_m {
                let found = nearest.is_none();
                let off = RoadsError::OffNetwork {
                    nearest: Metres::from_f64(distance_m),
                    limit: self.profile().last_mile_limit(),
                };
                if found {
                    return Err(off);
                }
                break;
            }
            if self.is_attached(chord.edge) {
                return Ok((*chord, true));
            }
            nearest.get_or_insert((*chord, distance_m));
        }
        nearest
            .map(|(chord, _)| (chord, false))
            .ok_or(RoadsError::NoRoads)
    }

    /// People get on and off at roads, not in the middle of a river.
    fn can_stop_on(&self, edge: EdgeIndex) -> bool {
        let is_land = !matches!(
            self.graph().edges()[edge.at()].kind.passage,
            Passage::Ferry | Passage::IceRoad
        );
        is_land && self.is_open(edge)
    }

    /// How far along the edge a point after `vertex` of its shape is, in the edge's stated centimetres.
    fn offset_cm(&self, edge: EdgeIndex, vertex: usize, location: Point<f64>) -> u32 {
        let shape = self.graph().shape(edge);
        let length = |pair: &[Coord<f64>]| match pair {
            &[a, b] => Geodesic.distance(Point(a), Point(b)),
            _ => 0.0,
        };
        let before: f64 = shape[..=vertex].windows(2).map(length).sum();
        let drawn: f64 = shape.windows(2).map(length).sum();
        let here = before + Geodesic.distance(Point(shape[vertex]), location);
        let length_cm = self.graph().edges()[edge.at()].length_cm;
        if drawn <= 0.0 {
            return 0;
        }
        ((here / drawn * f64::from(length_cm)).round() as u32).min(length_cm)
    }
}
