//! GeoJSON coordinates to `geo` types, every position checked before a coordinate is made of it.
//!
//! The checks come first because the usual conversion panics on a position of one number. A geometry with any fault is
//! left out as a whole; each of its faults is named with the path inside it.

use super::limits::{EDGE_DEGREES_MAX, POSITIONS_MAX};
use super::problems::Problems;
use geo::{
    Centroid, Coord, Geometry, InteriorPoint, LineString, MultiLineString, MultiPoint, MultiPolygon, Point,
    Polygon,
};
use serde_json::Value;

/// Faults of one geometry that are named one by one; the rest of a broken line repeats them.
const FAULTS_MAX: usize = 5;

/// Numbers of a position: longitude, latitude, and at most a height and a measure that are not used.
const POSITION_NUMBERS: std::ops::RangeInclusive<usize> = 2..=4;

/// Reads geometries of one file and counts its positions.
pub(super) struct ShapeReader<'p> {
    problems: &'p mut Problems,
    positions: usize,
    faults: usize,
}

impl<'p> ShapeReader<'p> {
    /// A reader that reports to `problems`.
    pub(super) fn new(problems: &'p mut Problems) -> Self {
        Self {
            problems,
            positions: 0,
            faults: 0,
        }
    }

    /// The list that it reports to.
    pub(super) fn problems(&mut self) -> &mut Problems {
        self.problems
    }

    /// The geometry of a GeoJSON object at `place`, or nothing when it has a fault.
    pub(super) fn geometry(&mut self, value: &Value, place: &str) -> Option<Geometry<f64>> {
        self.faults = 0;
        let Some(kind) = value.get("type").and_then(Value::as_str) else {
            self.fault(
                "geometry.type",
                place,
                "у геометрии нет «type»",
                "укажите Point, LineString или Polygon",
            );
            return None;
        };
        let at = format!("{place}, coordinates");
        let null = Value::Null;
        let c = value.get("coordinates").unwrap_or(&null);
        let made = match kind {
            "Point" => self.position(c, &at).map(|coord| Geometry::Point(Point(coord))),
            "MultiPoint" => self
                .positions(c, &at)
                .map(|all| Geometry::MultiPoint(MultiPoint::from(all))),
            "LineString" => self.line(c, &at).map(Geometry::LineString),
            "MultiLineString" => {
                let lines = self.each(c, &at, Self::line)?;
                Some(Geometry::MultiLineString(MultiLineString::new(lines)))
            }
            "Polygon" => self.polygon(c, &at).map(Geometry::Polygon),
            "MultiPolygon" => {
                let polygons = self.each(c, &at, Self::polygon)?;
                Some(Geometry::MultiPolygon(MultiPolygon::new(polygons)))
            }
            "GeometryCollection" => {
                self.fault(
                    "geometry.collection",
                    place,
                    "GeometryCollection не используется",
                    "разделите объект на точки, линии и многоугольники",
                );
                None
            }
            other => {
                let cause = format!("неизвестный вид геометрии «{}»", super::problems::shown(other));
                self.fault(
                    "geometry.type",
                    place,
                    &cause,
                    "укажите Point, LineString или Polygon",
                );
                None
            }
        };
        made.filter(|_| self.faults == 0)
    }

    fn fault(&mut self, code: &'static str, place: &str, cause: &str, action: &str) {
        self.faults += 1;
        if self.faults <= FAULTS_MAX {
            self.problems.add(code, place, cause, action);
        }
    }

    /// The items of an array, each read by `read`; `None` when it is no array, is empty, or an item is broken.
    fn each<T>(
        &mut self,
        value: &Value,
        place: &str,
        read: fn(&mut Self, &Value, &str) -> Option<T>,
    ) -> Option<Vec<T>> {
        let items = self.array(value, place)?;
        let mut all = Vec::with_capacity(items.len());
        for (at, item) in items.iter().enumerate() {
            if self.faults > FAULTS_MAX {
                return None;
            }
            all.extend(read(self, item, &format!("{place}[{at}]")));
        }
        (self.faults == 0).then_some(all)
    }

    fn array<'v>(&mut self, value: &'v Value, place: &str) -> Option<&'v [Value]> {
        match value.as_array() {
            Some(items) if !items.is_empty() => Some(items),
            Some(_) => {
                self.fault(
                    "geometry.empty",
                    place,
                    "координат нет",
                    "удалите объект или дайте ему координаты",
                );
                None
            }
            None => {
                self.fault(
                    "geometry.nesting",
                    place,
                    "здесь должен быть массив координат этого вида геометрии",
                    "сохраните слой заново как GeoJSON (RFC 7946)",
                );
                None
            }
        }
    }

    /// One position: 2 to 4 finite numbers inside the range of degrees.
    fn position(&mut self, value: &Value, place: &str) -> Option<Coord<f64>> {
        self.positions += 1;
        if self.positions > POSITIONS_MAX {
            if self.positions == POSITIONS_MAX + 1 {
                let cause = format!("в файле больше {POSITIONS_MAX} координат");
                self.fault(
                    "geometry.too_many_positions",
                    place,
                    &cause,
                    "упростите линии или вырежьте территорию",
                );
            } else {
                self.faults += 1;
            }
            return None;
        }
        let Some(numbers) = value.as_array() else {
            self.fault(
                "geometry.nesting",
                place,
                "здесь должна быть пара чисел: долгота и широта",
                "сохраните слой заново как GeoJSON (RFC 7946)",
            );
            return None;
        };
        if !POSITION_NUMBERS.contains(&numbers.len()) {
            let cause = format!("в координате {} чисел, а нужны долгота и широта", numbers.len());
            self.fault("position.length", place, &cause, "исправьте координату");
            return None;
        }
        let (Some(x), Some(y)) = (
            numbers.first().and_then(Value::as_f64),
            numbers.get(1).and_then(Value::as_f64),
        ) else {
            self.fault(
                "position.not_a_number",
                place,
                "координата — не число",
                "исправьте координату",
            );
            return None;
        };
        match out_of_range(x, y) {
            None => Some(Coord { x, y }),
            Some((code, cause, action)) => {
                self.fault(code, place, &cause, action);
                None
            }
        }
    }

    fn positions(&mut self, value: &Value, place: &str) -> Option<Vec<Coord<f64>>> {
        let items = self.array(value, place)?;
        let mut all = Vec::with_capacity(items.len().min(POSITIONS_MAX));
        for (at, item) in items.iter().enumerate() {
            // the path is only written for a position that is not plainly good
            match plain_position(item) {
                Some(coord) if self.positions < POSITIONS_MAX => {
                    self.positions += 1;
                    all.push(coord);
                }
                _ => all.extend(self.position(item, &format!("{place}[{at}]"))),
            }
            if self.faults > FAULTS_MAX {
                return None;
            }
        }
        (self.faults == 0).then_some(all)
    }

    fn line(&mut self, value: &Value, place: &str) -> Option<LineString<f64>> {
        let coords = self.positions(value, place)?;
        let first = coords.first()?;
        if coords.iter().all(|coord| coord == first) {
            self.fault(
                "line.degenerate",
                place,
                "линия состоит из одной точки",
                "удалите её или добавьте вторую точку",
            );
            return None;
        }
        Some(LineString::new(coords))
    }

    fn ring(&mut self, value: &Value, place: &str) -> Option<LineString<f64>> {
        let coords = self.positions(value, place)?;
        if coords.len() < 4 {
            let cause = format!("в кольце {} точек, а нужно не меньше четырёх", coords.len());
            self.fault("ring.too_short", place, &cause, "дополните кольцо");
            return None;
        }
        if coords.first() != coords.last() {
            self.fault(
                "ring.unclosed",
                place,
                "последняя точка кольца не совпадает с первой",
                "замкните кольцо",
            );
            return None;
        }
        let crosses = coords
            .iter()
            .zip(coords.iter().skip(1))
            .any(|(a, b)| (a.x - b.x).abs() > EDGE_DEGREES_MAX);
        if crosses {
            self.fault(
                "geometry.antimeridian",
                place,
                "кольцо пересекает 180-й меридиан",
                "разрежьте многоугольник по меридиану (RFC 7946, 3.1.9)",
            );
            return None;
        }
        Some(LineString::new(coords))
    }

    fn polygon(&mut self, value: &Value, place: &str) -> Option<Polygon<f64>> {
        let mut rings = self.each(value, place, Self::ring)?.into_iter();
        let exterior = rings.next()?;
        Some(Polygon::new(exterior, rings.collect()))
    }
}

fn plain_position(value: &Value) -> Option<Coord<f64>> {
    let numbers = value
        .as_array()
        .filter(|numbers| POSITION_NUMBERS.contains(&numbers.len()))?;
    let (x, y) = (numbers.first()?.as_f64()?, numbers.get(1)?.as_f64()?);
    out_of_range(x, y).is_none().then_some(Coord { x, y })
}

type Fault = (&'static str, String, &'static str);

/// What is wrong with a pair of degrees.
fn out_of_range(x: f64, y: f64) -> Option<Fault> {
    let good = x.is_finite() && y.is_finite() && x.abs() <= 180.0 && y.abs() <= 90.0;
    if good {
        return None;
    }
    let code = if x.abs() <= 90.0 && y.abs() > 90.0 && y.abs() <= 180.0 {
        "position.swapped"
    } else if x.abs() > 360.0 || y.abs() > 360.0 {
        "position.not_degrees"
    } else {
        "position.out_of_range"
    };
    let action = match code {
        "position.swapped" => "поставьте сначала долготу, потом широту",
        "position.not_degrees" => "пересчитайте слой в градусы WGS 84 (EPSG:4326)",
        _ => "исправьте координату: долгота от −180 до 180, широта от −90 до 90",
    };
    Some((code, format!("долгота {x}, широта {y}"), action))
}

/// A pair of degrees from a table, checked.
pub(super) fn degrees(x: f64, y: f64, place: &str, problems: &mut Problems) -> Option<Coord<f64>> {
    match out_of_range(x, y) {
        None => Some(Coord { x, y }),
        Some((code, cause, action)) => {
            problems.add(code, place, cause, action);
            None
        }
    }
}

/// A point for a geometry: itself, the middle of a line, or a point inside a polygon.
pub(super) fn centre(geometry: &Geometry<f64>) -> Option<Point<f64>> {
    match geometry {
        Geometry::Point(point) => Some(*point),
        Geometry::Polygon(polygon) => polygon.interior_point(),
        Geometry::MultiPolygon(polygons) => polygons.interior_point(),
        other => other.centroid(),
    }
}

/// The polygons of a geometry.
pub(super) fn polygons(geometry: &Geometry<f64>) -> Option<MultiPolygon<f64>> {
    match geometry {
        Geometry::Polygon(polygon) => Some(MultiPolygon::new(vec![polygon.clone()])),
        Geometry::MultiPolygon(polygons) => Some(polygons.clone()),
        _ => None,
    }
}

/// The lines of a geometry.
pub(super) fn lines(geometry: &Geometry<f64>) -> Vec<LineString<f64>> {
    match geometry {
        Geometry::LineString(line) => vec![line.clone()],
        Geometry::MultiLineString(lines) => lines.0.clone(),
        _ => Vec::new(),
    }
}
