//! GeoJSON (RFC 7946) out of geometry that is known to be good: outward only, so plain JSON is enough.

use geo::{LineString, MultiPolygon};
use serde_json::{Value, json};

/// Seven decimals of a degree are a centimetre.
fn round(degrees: f64) -> f64 {
    (degrees * 1e7).round() / 1e7
}

fn positions(ring: &LineString<f64>) -> Value {
    ring.coords().map(|c| json!([round(c.x), round(c.y)])).collect()
}

/// A line.
pub(crate) fn line(line: &LineString<f64>) -> Value {
    json!({"type": "LineString", "coordinates": positions(line)})
}

/// Polygons with their holes.
pub(crate) fn polygons(shape: &MultiPolygon<f64>) -> Value {
    let polygon = |polygon: &geo::Polygon<f64>| -> Value {
        std::iter::once(polygon.exterior())
            .chain(polygon.interiors())
            .map(positions)
            .collect()
    };
    let coordinates: Value = shape.iter().map(polygon).collect();
    json!({"type": "MultiPolygon", "coordinates": coordinates})
}

/// A feature.
pub(crate) fn feature(geometry: Value, properties: Value) -> Value {
    object([
        ("type", "Feature".into()),
        ("geometry", geometry),
        ("properties", properties),
    ])
}

/// A collection.
pub(crate) fn collection(features: Vec<Value>) -> Value {
    object([
        ("type", "FeatureCollection".into()),
        ("features", features.into()),
    ])
}

fn object<const N: usize>(members: [(&str, Value); N]) -> Value {
    members
        .into_iter()
        .map(|(name, value)| (name.to_owned(), value))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::polygons;
    use geo::{LineString, MultiPolygon, Polygon};

    #[test]
    fn a_polygon_keeps_its_hole() {
        let outer = LineString::from(vec![(0.0, 0.0), (3.0, 0.0), (3.0, 3.0), (0.0, 0.0)]);
        let hole = LineString::from(vec![(1.0, 0.5), (2.0, 0.5), (2.0, 1.123_456_789), (1.0, 0.5)]);
        let shape = polygons(&MultiPolygon(vec![Polygon::new(outer, vec![hole])]));
        assert_eq!(shape["coordinates"][0][1][2][1], 1.123_456_8);
    }
}
