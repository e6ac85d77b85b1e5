//! Closed places: a road that cannot be passed at a point, while both sides of it stay in use.
//!
//! The segment nearest to the point is cut there, and a gap wider than [`super::JOIN_TOLERANCE_M`] is left, so that the
//! graph made of the pieces has two ends where it had a way. Other roads that cross there (over and under a bridge) are
//! segments of their own and stay whole. Work: O(vertices) for each closure.

use super::chains::JOIN_TOLERANCE_M;
use crate::domain::{Closure, Metres, RoadId, RoadSegment};
use geo::{Closest, ClosestPoint, Coord, Distance, Haversine, LineString, Point};

/// Farthest from a road that a closure may be put, in metres: a click on the map is rarely that far off.
pub const CLOSURE_REACH_M: f64 = 300.0;

/// Half of the gap, in metres.
const GAP_M: f64 = 10.0 * JOIN_TOLERANCE_M;

/// Where a closure meets a segment.
struct Cut {
    segment: usize,
    /// Vertex before the cut.
    after: usize,
    at: Point<f64>,
}

/// The segments with the closed places cut out. Closures farther than [`CLOSURE_REACH_M`] from any road are returned.
#[must_use]
pub fn close_roads(segments: &[RoadSegment], closures: &[Closure]) -> (Vec<RoadSegment>, Vec<Closure>) {
    let mut roads = segments.to_vec();
    let mut missed = Vec::new();
    for closure in closures {
        match nearest_cut(&roads, Point::new(closure.lon, closure.lat)) {
            Some(cut) => {
                let [head, tail] = split(&roads[cut.segment], &cut);
                let pieces = [head, tail].into_iter().flatten();
                roads.splice(cut.segment..=cut.segment, pieces);
            }
            None => missed.push(closure.clone()),
        }
    }
    (roads, missed)
}

fn nearest_cut(roads: &[RoadSegment], place: Point<f64>) -> Option<Cut> {
    // A degree of longitude is shorter than one of latitude: lines are compared in a plane scaled at the place.
    let scale = place.y().to_radians().cos().max(0.01);
    let flat = |coord: Coord<f64>| Coord {
        x: (coord.x - place.x()) * scale,
        y: coord.y - place.y(),
    };
    let mut best: Option<(f64, Cut)> = None;
    for (segment, road) in roads.iter().enumerate() {
        for (after, line) in road.line.lines().enumerate() {
            let line = geo::Line::new(flat(line.start), flat(line.end));
            let (Closest::SinglePoint(near) | Closest::Intersection(near)) =
                line.closest_point(&Point::new(0.0, 0.0))
            else {
                continue;
            };
            let distance = near.x().hypot(near.y());
            if best.as_ref().is_none_or(|(least, _)| distance < *least) {
                let at = Point::new(near.x() / scale + place.x(), near.y() + place.y());
                best = Some((distance, Cut { segment, after, at }));
            }
        }
    }
    best.map(|(_, cut)| cut)
        .filter(|cut| Haversine.distance(cut.at, place) <= CLOSURE_REACH_M)
}

/// What is left of a segment on either side of a cut; `None` for a side that the gap swallows.
fn split(road: &RoadSegment, cut: &Cut) -> [Option<RoadSegment>; 2] {
    let vertices = &road.line.0;
    let before = vertices.iter().take(cut.after + 1).copied();
    let behind = vertices.iter().skip(cut.after + 1).rev().copied();
    let whole = length(&road.line);
    let side = |line: Option<LineString<f64>>, name: &str| {
        let line = line?;
        let share = if whole > 0.0 { length(&line) / whole } else { 0.0 };
        let part = |stated: Option<Metres>| stated.map(|all| Metres::from_f64(all.get() as f64 * share));
        Some(RoadSegment {
            id: RoadId::new(format!("{}:{name}", road.id)),
            stated_length: part(road.stated_length),
            paved_length: part(road.paved_length),
            line,
            ..road.clone()
        })
    };
    let head = shortened(before.collect(), cut.at);
    let tail = shortened(behind.collect(), cut.at).map(|mut line| {
        line.0.reverse();
        line
    });
    [side(head, "a"), side(tail, "b")]
}

/// The line through `vertices` towards `end`, ending [`GAP_M`] short of it.
fn shortened(mut vertices: Vec<Coord<f64>>, end: Point<f64>) -> Option<LineString<f64>> {
    while let Some(&last) = vertices.last() {
        let left = Haversine.distance(Point(last), end);
        if left > GAP_M {
            let share = 1.0 - GAP_M / left;
            vertices.push(Coord {
                x: last.x + (end.x() - last.x) * share,
                y: last.y + (end.y() - last.y) * share,
            });
            return Some(LineString::new(vertices));
        }
        vertices.pop();
    }
    None
}

fn length(line: &LineString<f64>) -> f64 {
    line.lines()
        .map(|line| Haversine.distance(line.start_point(), line.end_point()))
        .sum()
}

#[cfg(test)]
mod tests {
    use super::{CLOSURE_REACH_M, close_roads, length};
    use crate::domain::{Closure, Direction, Metres, Passage, RoadClass, RoadId, RoadSegment, Surface};
    use crate::roads::RoadGraph;
    use geo::{Coord, LineString};

    fn road(id: &str, line: &[(f64, f64)]) -> RoadSegment {
        RoadSegment {
            id: RoadId::new(id),
            line: line
                .iter()
                .map(|&(x, y)| Coord { x, y })
                .collect::<LineString<f64>>(),
            stated_length: None,
            paved_length: None,
            class: RoadClass::Tertiary,
            surface: Surface::Paved,
            track_grade: 0,
            smoothness: crate::domain::Smoothness::Unknown,
            closed: crate::domain::Seasons::NONE,
            passage: Passage::Road,
            direction: Direction::Both,
            name: None,
        }
    }

    fn closure(lon: f64, lat: f64) -> Closure {
        Closure {
            lon,
            lat,
            note: String::new(),
        }
    }

    #[test]
    fn a_closed_bridge_parts_the_network_and_keeps_both_sides() {
        let roads = [
            road("r", &[(60.0, 56.0), (60.1, 56.0), (60.2, 56.0)]),
            road("s", &[(60.2, 56.0), (60.2, 56.1)]),
        ];
        let (cut, missed) = close_roads(&roads, &[closure(60.15, 56.001)]);
        assert!(missed.is_empty());
        assert_eq!(RoadGraph::build(&roads).components().len(), 1);
        assert_eq!(RoadGraph::build(&cut).components().len(), 2);
        let lost = roads.iter().map(|r| length(&r.line)).sum::<f64>()
            - cut.iter().map(|r| length(&r.line)).sum::<f64>();
        assert!((15.0..25.0).contains(&lost), "{lost} m lost");
    }

    #[test]
    fn stated_lengths_are_shared_between_the_sides() {
        let mut whole = road("r", &[(60.0, 56.0), (60.2, 56.0)]);
        whole.stated_length = Some(Metres(20_000));
        let (cut, _) = close_roads(&[whole], &[closure(60.05, 56.0)]);
        let lengths: Vec<i64> = cut
            .iter()
            .filter_map(|road| road.stated_length)
            .map(Metres::get)
            .collect();
        assert!(
            (4_950..5_000).contains(&lengths[0]) && (14_950..15_000).contains(&lengths[1]),
            "{lengths:?}"
        );
    }

    #[test]
    fn a_closure_at_the_very_end_takes_only_the_end() {
        let roads = [road("r", &[(60.0, 56.0), (60.1, 56.0)])];
        let (cut, _) = close_roads(&roads, &[closure(60.0, 56.0)]);
        assert_eq!(cut.len(), 1);
    }

    #[test]
    fn a_closure_far_from_any_road_is_named() {
        let roads = [road("r", &[(60.0, 56.0), (60.1, 56.0)])];
        let closures = [closure(60.05, 56.0 + 2.0 * CLOSURE_REACH_M / 111_000.0)];
        let (cut, missed) = close_roads(&roads, &closures);
        assert_eq!((cut.len(), missed.len()), (1, 1));
        assert_eq!(cut, roads);
    }
}
