//! Units, sites and institutions as GeoJSON (RFC 7946).

use super::sheet::ExportError;
use crate::domain::{InfrastructurePoint, NormStatus, Persons, Plan, SiteNumber, Unit, UnitId};
use geo::MultiPolygon;
use serde::Serialize;
use serde_json::{Map, Value, json};
use std::collections::HashMap;

/// Decimals of a degree that are written: seven are a centimetre.
const DECIMALS: f64 = 1e7;

/// A dissolved site with what a map shows of it.
#[derive(Debug, Clone, PartialEq)]
pub struct SiteShape {
    /// The site.
    pub number: SiteNumber,
    /// Its outline.
    pub outline: MultiPolygon<f64>,
    /// Its residents.
    pub population: Persons,
    /// Where it stands against its norm.
    pub status: NormStatus,
}

/// The units of a municipality with their cells; a unit without a cell is written as its point.
///
/// # Errors
/// Never for shapes of finite numbers.
pub fn units_geojson(units: &[Unit], cells: &[(UnitId, MultiPolygon<f64>)]) -> Result<String, ExportError> {
    let cells: HashMap<&UnitId, &MultiPolygon<f64>> = cells.iter().map(|(id, cell)| (id, cell)).collect();
    let features = units.iter().map(|unit| {
        let geometry = match cells.get(&unit.id).copied().or(unit.polygon.as_ref()) {
            Some(cell) => polygons(cell),
            None => point(unit.location),
        };
        let properties = json!({
            "id": unit.id, "name": unit.name, "kind": unit.kind, "settlement": unit.settlement,
            "population": unit.population, "certainty": unit.certainty, "place": unit.place,
        });
        feature(geometry, properties)
    });
    collection(features.collect())
}

/// The sites of a plan.
///
/// # Errors
/// Never for shapes of finite numbers.
pub fn sites_geojson(plan: &Plan, shapes: &[SiteShape]) -> Result<String, ExportError> {
    let features = shapes.iter().map(|shape| {
        let site = plan.sites.iter().find(|site| site.number == shape.number);
        let properties = json!({
            "number": shape.number, "name": site.map(|site| &site.name), "base": site.map(|site| &site.base),
            "population": shape.population, "status": shape.status,
        });
        feature(polygons(&shape.outline), properties)
    });
    collection(features.collect())
}

/// Institutions.
///
/// # Errors
/// Never for points of finite numbers.
pub fn infrastructure_geojson(points: &[InfrastructurePoint]) -> Result<String, ExportError> {
    let features = points.iter().map(|place| {
        let properties = json!({
            "id": place.id, "kind": place.kind, "full_name": place.full_name, "address": place.address,
            "telephone": place.telephone, "head": place.head, "note": place.note,
        });
        feature(point(place.location), properties)
    });
    collection(features.collect())
}

fn round(degrees: f64) -> f64 {
    (degrees * DECIMALS).round() / DECIMALS
}

fn point(place: geo::Point<f64>) -> geojson::Geometry {
    geojson::Geometry::from(&geo::Point::new(round(place.x()), round(place.y())))
}

fn polygons(shape: &MultiPolygon<f64>) -> geojson::Geometry {
    use geo::MapCoords;
    let rounded = shape.map_coords(|c| geo::Coord {
        x: round(c.x),
        y: round(c.y),
    });
    geojson::Geometry::from(&rounded)
}

fn feature(geometry: geojson::Geometry, properties: Value) -> geojson::Feature {
    let properties: Map<String, Value> = match properties {
        Value::Object(map) => map,
        _ => Map::new(),
    };
    geojson::Feature {
        geometry: Some(geometry),
        properties: Some(properties),
        ..geojson::Feature::default()
    }
}

fn collection(features: Vec<geojson::Feature>) -> Result<String, ExportError> {
    let collection = geojson::FeatureCollection {
        features,
        bbox: None,
        foreign_members: None,
    };
    text(&collection)
}

fn text(value: &impl Serialize) -> Result<String, ExportError> {
    serde_json::to_string(value).map_err(|error| ExportError::GeoJson(error.to_string()))
}
