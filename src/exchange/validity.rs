//! Whether polygons bound a territory: no ring crosses itself or another, holes lie inside, there is some area; and
//! whether the polygons of a unit layer overlap or leave gaps.
//!
//! Crossings are found with an R-tree of segments in O(n log n): the library's own validation compares every pair and
//! takes half a minute on a boundary of 50,000 vertices.

use super::problems::{Problems, shown};
use super::within::Within;
use crate::domain::Unit;
use geo::line_intersection::{LineIntersection, line_intersection};
use geo::{Area, BooleanOps, BoundingRect, GeodesicArea, Line, LineString, MultiPolygon, Point};
use rstar::primitives::{GeomWithData, Rectangle};
use rstar::{AABB, RTree};

/// Crossings of one polygon that are named one by one.
const CROSSINGS_MAX: usize = 3;
/// Overlap of two units that is named, as a part of the smaller one: less is drawing inaccuracy.
const OVERLAP_PART: f64 = 0.01;
/// Part of the municipality outside every unit that is named.
const GAP_PART: f64 = 0.01;

type Segment = GeomWithData<Rectangle<[f64; 2]>, (usize, usize)>;

/// Names every fault of `polygons`; true when they can be used.
pub(super) fn check(polygons: &MultiPolygon<f64>, place: &str, problems: &mut Problems) -> bool {
    let before = problems.len();
    for polygon in polygons {
        if polygon.unsigned_area() <= 0.0 {
            problems.add(
                "ring.no_area",
                place,
                "многоугольник не охватывает площади",
                "удалите его или исправьте",
            );
        }
    }
    for point in crossings(polygons) {
        problems.add(
            "polygon.self_crossing",
            place,
            format!(
                "линия границы пересекает себя у {:.6}, {:.6}",
                point.x(),
                point.y()
            ),
            "исправьте контур в этом месте",
        );
    }
    if problems.len() == before {
        check_holes(polygons, place, problems);
    }
    problems.len() == before
}

fn check_holes(polygons: &MultiPolygon<f64>, place: &str, problems: &mut Problems) {
    for polygon in polygons.iter().filter(|polygon| !polygon.interiors().is_empty()) {
        let outer = MultiPolygon::new(vec![geo::Polygon::new(polygon.exterior().clone(), Vec::new())]);
        let within = Within::new(&outer);
        for (at, hole) in polygon.interiors().iter().enumerate() {
            // a hole may touch the outer ring, so one vertex on it proves nothing
            if !hole.points().any(|point| within.holds(point)) {
                problems.add(
                    "polygon.hole_outside",
                    format!("{place}, отверстие {}", at + 1),
                    "отверстие лежит вне внешнего кольца",
                    "сделайте его отдельным многоугольником или удалите",
                );
            }
        }
    }
}

/// Where rings cross or run over each other, up to [`CROSSINGS_MAX`] places.
fn crossings(polygons: &MultiPolygon<f64>) -> Vec<Point<f64>> {
    let rings: Vec<&LineString<f64>> = polygons
        .iter()
        .flat_map(|polygon| std::iter::once(polygon.exterior()).chain(polygon.interiors()))
        .collect();
    let lines: Vec<Vec<Line<f64>>> = rings
        .iter()
        .map(|ring| ring.lines().filter(|line| line.start != line.end).collect())
        .collect();
    let boxes: Vec<Segment> = lines
        .iter()
        .enumerate()
        .flat_map(|(ring, lines)| {
            lines
                .iter()
                .enumerate()
                .map(move |(at, line)| boxed(*line, ring, at))
        })
        .collect();
    let tree = RTree::bulk_load(boxes);
    let mut found = Vec::new();
    for (ring, own) in lines.iter().enumerate() {
        for (at, line) in own.iter().enumerate() {
            for other in tree.locate_in_envelope_intersecting(envelope(*line)) {
                let place = other.data;
                if place <= (ring, at) {
                    continue;
                }
                let second = lines.get(place.0).and_then(|lines| lines.get(place.1));
                let crossing = second.and_then(|second| crossing(*line, *second));
                found.extend(crossing);
                if found.len() >= CROSSINGS_MAX {
                    return found;
                }
            }
        }
    }
    found
}

/// The point at which two segments cross, or the middle of the stretch where they lie on each other.
fn crossing(a: Line<f64>, b: Line<f64>) -> Option<Point<f64>> {
    match line_intersection(a, b)? {
        LineIntersection::SinglePoint {
            intersection,
            is_proper,
        } => is_proper.then_some(Point(intersection)),
        LineIntersection::Collinear { intersection } => (intersection.start != intersection.end)
            .then(|| Point((intersection.start + intersection.end) / 2.0)),
    }
}

fn envelope(line: Line<f64>) -> AABB<[f64; 2]> {
    AABB::from_corners([line.start.x, line.start.y], [line.end.x, line.end.y])
}

fn boxed(line: Line<f64>, ring: usize, at: usize) -> Segment {
    let rectangle = Rectangle::from_corners([line.start.x, line.start.y], [line.end.x, line.end.y]);
    GeomWithData::new(rectangle, (ring, at))
}

/// Names overlaps between the polygons of units, and says when they leave a part of the municipality out.
pub(super) fn check_layer(
    units: &[Unit],
    boundary: Option<&MultiPolygon<f64>>,
    file: &str,
    problems: &mut Problems,
) {
    let shapes: Vec<(&Unit, &MultiPolygon<f64>)> = units
        .iter()
        .filter_map(|unit| Some((unit, unit.polygon.as_ref()?)))
        .collect();
    let boxes: Vec<GeomWithData<Rectangle<[f64; 2]>, usize>> = shapes
        .iter()
        .enumerate()
        .filter_map(|(at, (_, polygon))| {
            let bounds = polygon.bounding_rect()?;
            let rectangle = Rectangle::from_corners(bounds.min().into(), bounds.max().into());
            Some(GeomWithData::new(rectangle, at))
        })
        .collect();
    let tree = RTree::bulk_load(boxes);
    for (a, b) in tree.intersection_candidates_with_other_tree(&tree) {
        if a.data >= b.data {
            continue;
        }
        if let (Some((first, one)), Some((second, other))) = (shapes.get(a.data), shapes.get(b.data)) {
            let overlap = one.intersection(*other).unsigned_area();
            let smaller = one.unsigned_area().min(other.unsigned_area());
            if overlap > smaller * OVERLAP_PART {
                problems.add(
                    "units.overlap",
                    format!("{file}, единицы {} и {}", first.id, second.id),
                    format!("{:.0} % меньшей лежит на другой", overlap / smaller * 100.0),
                    "исправьте границу между ними",
                );
            }
        }
    }
    if let Some(boundary) = boundary.filter(|_| shapes.len() == units.len() && !units.is_empty()) {
        check_gap(&shapes, boundary, file, problems);
    }
}

fn check_gap(
    shapes: &[(&Unit, &MultiPolygon<f64>)],
    boundary: &MultiPolygon<f64>,
    file: &str,
    problems: &mut Problems,
) {
    let whole = boundary.geodesic_area_unsigned();
    let covered: f64 = shapes
        .iter()
        .map(|(_, polygon)| polygon.geodesic_area_unsigned())
        .sum();
    let gap = (whole - covered) / whole;
    if gap > GAP_PART {
        problems.add(
            "units.gap",
            shown(file),
            format!("{:.1} % территории не входит ни в одну единицу", gap * 100.0),
            "ничего не нужно, если там никто не живёт",
        );
    }
}

#[cfg(test)]
mod tests {
    use super::check;
    use crate::exchange::problems::Problems;
    use geo::{LineString, MultiPolygon, Polygon, polygon};

    fn codes(polygon: Polygon<f64>) -> Vec<String> {
        let mut problems = Problems::default();
        check(&MultiPolygon::new(vec![polygon]), "p", &mut problems);
        problems
            .into_vec()
            .into_iter()
            .map(|problem| problem.code)
            .collect()
    }

    #[test]
    fn faults_are_named() {
        let bow_tie = polygon![(x: 0.0, y: 0.0), (x: 2.0, y: 2.0), (x: 2.0, y: 0.0), (x: 0.0, y: 3.0)];
        assert_eq!(codes(bow_tie), ["polygon.self_crossing"]);
        let flat = polygon![(x: 0.0, y: 0.0), (x: 1.0, y: 0.0), (x: 2.0, y: 0.0)];
        assert!(codes(flat).contains(&"ring.no_area".to_owned()));
        let square = |x: f64, size: f64| {
            LineString::from(vec![
                (x, 0.1),
                (x + size, 0.1),
                (x + size, size),
                (x, size),
                (x, 0.1),
            ])
        };
        assert_eq!(
            codes(Polygon::new(square(0.0, 2.0), vec![square(5.0, 1.0)])),
            ["polygon.hole_outside"]
        );
        assert_eq!(
            codes(Polygon::new(square(0.0, 2.0), vec![])),
            Vec::<String>::new()
        );
    }

    #[test]
    fn a_hole_may_touch_the_outer_ring() {
        let touching = Polygon::new(
            LineString::from(vec![(0.0, 0.0), (4.0, 0.0), (4.0, 4.0), (0.0, 4.0), (0.0, 0.0)]),
            vec![LineString::from(vec![
                (0.0, 2.0),
                (1.0, 1.0),
                (1.0, 3.0),
                (0.0, 2.0),
            ])],
        );
        assert_eq!(codes(touching), Vec::<String>::new());
    }

    #[test]
    fn a_long_valid_ring_is_quick() {
        let count = 50_000;
        let ring: Vec<(f64, f64)> = (0..count)
            .map(|at| {
                let angle = std::f64::consts::TAU * f64::from(at) / f64::from(count);
                let radius = 1.0 + 0.001 * f64::from(at % 7);
                (radius * angle.cos(), radius * angle.sin())
            })
            .collect();
        assert_eq!(
            codes(Polygon::new(LineString::from(ring), vec![])),
            Vec::<String>::new()
        );
    }
}
