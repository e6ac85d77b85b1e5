//! What the base map shows of a territory, and from which zoom on.

use super::mercator::to_square;
use crate::domain::{Passage, RoadClass, RoadSegment, Settlement, SettlementKind, Territory};
use crate::geometry::vertex_tolerances;
use geo::{Coord, LineString, MultiPolygon};
use std::cmp::Reverse;

/// Layers in drawing order; the position is the layer's number.
pub(super) const LAYERS: [&str; 5] = ["boundary", "water", "waterways", "roads", "settlements"];

/// A line with the tolerance of each vertex.
#[derive(Debug, Clone)]
pub(super) struct Course {
    pub(super) points: Vec<Coord<f64>>,
    pub(super) tolerances: Vec<f32>,
}

impl Course {
    fn new(line: &LineString<f64>) -> Self {
        let points: Vec<Coord<f64>> = line.coords().map(|c| to_square(*c)).collect();
        Self {
            tolerances: vertex_tolerances(&points),
            points,
        }
    }

    /// The vertices kept at a tolerance.
    pub(super) fn at(&self, tolerance: f64) -> Vec<Coord<f64>> {
        let kept = self.points.iter().zip(&self.tolerances);
        kept.filter(|(_, kept)| f64::from(**kept) >= tolerance)
            .map(|(point, _)| *point)
            .collect()
    }
}

/// Geometry of a feature in the unit square.
#[derive(Debug, Clone)]
pub(super) enum Shape {
    /// A point.
    Point(Coord<f64>),
    /// A line.
    Line(Course),
    /// A polygon: the shell, then holes.
    Polygon(Vec<Course>),
}

/// A value of an attribute.
#[derive(Debug, Clone)]
pub(super) enum Value {
    Word(&'static str),
    Text(String),
    Number(i64),
}

/// A feature of the base map.
#[derive(Debug, Clone)]
pub(super) struct Feature {
    /// Number of its layer.
    pub(super) layer: usize,
    /// Smallest zoom at which it is shown.
    pub(super) zoom_min: u8,
    pub(super) shape: Shape,
    pub(super) attributes: Vec<(&'static str, Value)>,
}

/// Every feature of a territory, in drawing order.
pub(super) fn features(territory: &Territory) -> Vec<Feature> {
    let mut all = Vec::new();
    let plain = |layer, zoom_min, shape| Feature {
        layer,
        zoom_min,
        shape,
        attributes: Vec::new(),
    };
    all.extend(
        territory
            .municipality
            .boundary
            .iter()
            .flat_map(polygons)
            .map(|shape| plain(0, 0, shape)),
    );
    all.extend(
        territory
            .water
            .iter()
            .flat_map(polygons)
            .map(|shape| plain(1, 5, shape)),
    );
    all.extend(
        territory
            .waterways
            .iter()
            .filter(|l| l.0.len() > 1)
            .map(|l| plain(2, 7, Shape::Line(Course::new(l)))),
    );
    all.extend(roads(territory));
    all.extend(settlements(territory));
    all
}

/// Roads, greater ones last, so that they are drawn over smaller ones.
fn roads(territory: &Territory) -> Vec<Feature> {
    let mut roads: Vec<_> = territory
        .roads
        .iter()
        .filter(|road| road.line.0.len() > 1)
        .collect();
    roads.sort_by_key(|road| Reverse(road.class));
    let feature = |road: &RoadSegment| {
        let mut attributes = vec![
            ("class", Value::Word(class_word(road.class))),
            ("passage", Value::Word(passage_word(road.passage))),
        ];
        if let Some(name) = &road.name {
            attributes.push(("name", Value::Text(name.clone())));
        }
        let zoom_min = road_zoom(road.class, road.passage);
        Feature {
            layer: 3,
            zoom_min,
            shape: Shape::Line(Course::new(&road.line)),
            attributes,
        }
    };
    roads.into_iter().map(feature).collect()
}

/// Settlements, greater ones first: a map that has room for one name shows the first.
fn settlements(territory: &Territory) -> Vec<Feature> {
    let mut places: Vec<(u8, &Settlement)> = territory
        .settlements
        .iter()
        .map(|place| (settlement_rank(place), place))
        .collect();
    places.sort_by_key(|(rank, place)| (*rank, Reverse(place.population), &place.id));
    let feature = |(rank, place): (u8, &Settlement)| {
        let attributes = vec![
            ("name", Value::Text(place.name.clone())),
            ("kind", Value::Word(kind_word(place.kind))),
            ("population", Value::Number(place.population.get())),
            ("rank", Value::Number(i64::from(rank))),
        ];
        let shape = Shape::Point(to_square(place.location.0));
        Feature {
            layer: 4,
            zoom_min: rank_zoom(rank),
            shape,
            attributes,
        }
    };
    places.into_iter().map(feature).collect()
}

fn polygons(area: &MultiPolygon<f64>) -> impl Iterator<Item = Shape> {
    area.iter().map(|polygon| {
        let rings = std::iter::once(polygon.exterior()).chain(polygon.interiors());
        Shape::Polygon(rings.map(Course::new).collect())
    })
}

/// Smallest zoom of a road: trunk roads of a whole region first, footpaths in a village last.
fn road_zoom(class: RoadClass, passage: Passage) -> u8 {
    let by_class = match class {
        RoadClass::Trunk => 4,
        RoadClass::Primary => 5,
        RoadClass::Secondary => 6,
        RoadClass::Tertiary | RoadClass::Unclassified => 7,
        RoadClass::Residential => 11,
        RoadClass::Track => 12,
        RoadClass::Service => 13,
        RoadClass::Path => 14,
    };
    match passage {
        Passage::Road => by_class,
        // Ferries and winter roads join whole districts.
        Passage::Ferry | Passage::IceRoad | Passage::WinterRoad => by_class.min(7),
    }
}

/// Rank of a settlement's name, 1 the greatest.
fn settlement_rank(place: &Settlement) -> u8 {
    match place.population.get() {
        _ if place.is_district_centre => 1,
        10_000.. => 1,
        1_000.. => 2,
        _ if place.is_rural_centre => 2,
        300.. => 3,
        50.. => 4,
        1.. => 5,
        _ => 6,
    }
}

/// Smallest zoom of a rank.
fn rank_zoom(rank: u8) -> u8 {
    match rank {
        1 => 0,
        2 => 6,
        3 => 7,
        4 => 8,
        5 => 9,
        _ => 11,
    }
}

fn class_word(class: RoadClass) -> &'static str {
    match class {
        RoadClass::Trunk => "trunk",
        RoadClass::Primary => "primary",
        RoadClass::Secondary => "secondary",
        RoadClass::Tertiary => "tertiary",
        RoadClass::Unclassified => "unclassified",
        RoadClass::Residential => "residential",
        RoadClass::Service => "service",
        RoadClass::Track => "track",
        RoadClass::Path => "path",
    }
}

fn passage_word(passage: Passage) -> &'static str {
    match passage {
        Passage::Road => "road",
        Passage::Ferry => "ferry",
        Passage::IceRoad => "ice_road",
        Passage::WinterRoad => "winter_road",
    }
}

fn kind_word(kind: SettlementKind) -> &'static str {
    match kind {
        SettlementKind::City => "city",
        SettlementKind::UrbanTypeSettlement => "urban_type_settlement",
        SettlementKind::Posyolok => "posyolok",
        SettlementKind::Selo => "selo",
        SettlementKind::Derevnya => "derevnya",
        SettlementKind::Other => "other",
    }
}
