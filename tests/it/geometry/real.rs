//! The municipalities of Tyumen oblast: their real boundaries and villages. Skipped loudly without `../shared/data`.

use geo::{Area, LineString, MultiPolygon, Point, Polygon};
use serde_json::Value;
use std::path::{Path, PathBuf};
use uchastok::domain::{
    Certainty, Direction, Municipality, MunicipalityKind, Passage, Persons, PlaceKind, RoadClass, RoadId,
    RoadSegment, Surface, Territory, Unit, UnitKind,
};
use uchastok::geometry::{Tessellation, adjacency, tessellate_units};

/// A file of the shared data; `None`, said loudly, when the folder is absent.
pub(crate) fn shared(file: &str) -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../shared/data")
        .join(file);
    if path.exists() {
        return Some(path);
    }
    println!(
        "SKIPPED: {} is absent; this test needs the shared data",
        path.display()
    );
    None
}

fn features(file: &str) -> Option<Vec<Value>> {
    let text = std::fs::read_to_string(shared(file)?).expect("a readable file");
    let mut json: Value = serde_json::from_str(&text).expect("JSON");
    match json["features"].take() {
        Value::Array(list) => Some(list),
        _ => panic!("{file} has no features"),
    }
}

fn ring(json: &Value) -> LineString<f64> {
    json.as_array()
        .expect("a ring")
        .iter()
        .map(|at| (at[0].as_f64().expect("lon"), at[1].as_f64().expect("lat")))
        .collect()
}

fn polygons(geometry: &Value) -> MultiPolygon<f64> {
    let one = |rings: &Value| {
        let mut rings = rings.as_array().expect("rings").iter().map(ring);
        Polygon::new(rings.next().expect("a shell"), rings.collect())
    };
    match geometry["type"].as_str() {
        Some("Polygon") => MultiPolygon::new(vec![one(&geometry["coordinates"])]),
        Some("MultiPolygon") => geometry["coordinates"]
            .as_array()
            .expect("polygons")
            .iter()
            .map(one)
            .collect(),
        other => panic!("a boundary of type {other:?}"),
    }
}

/// A municipality with a boundary and inhabited villages.
fn territory(name: &str, boundary: MultiPolygon<f64>, villages: Vec<(String, Point<f64>)>) -> Territory {
    let units = villages
        .into_iter()
        .enumerate()
        .map(|(index, (name, location))| Unit {
            id: format!("u{index}").as_str().into(),
            name,
            kind: UnitKind::Settlement,
            settlement: format!("s{index}").as_str().into(),
            location,
            polygon: None,
            population: Persons(100),
            certainty: Certainty::Counted,
            place: PlaceKind::District,
            streets: Vec::new(),
        })
        .collect();
    Territory {
        municipality: Municipality {
            id: "m".into(),
            name: name.to_owned(),
            kind: MunicipalityKind::District,
            isolated: false,
            boundary: Some(boundary),
            official_population: None,
            attribution: Vec::new(),
        },
        settlements: Vec::new(),
        units,
        roads: Vec::new(),
        infrastructure: Vec::new(),
        waterways: Vec::new(),
        water: Vec::new(),
    }
}

/// Every municipality of the oblast with its inhabited villages.
fn oblast() -> Option<Vec<Territory>> {
    let settlements = features("tyumen/tyumen_settlements.geojson")?;
    let mut all: Vec<Territory> = features("tyumen/tyumen_municipalities.geojson")?
        .iter()
        .map(|feature| {
            let name = feature["properties"]["name"].as_str().expect("a name");
            territory(name, polygons(&feature["geometry"]), Vec::new())
        })
        .collect();
    for municipality in &mut all {
        use geo::Intersects;
        let boundary = municipality.municipality.boundary.clone().expect("a boundary");
        let villages = settlements
            .iter()
            .filter(|feature| feature["properties"]["pop_2010"].as_f64().unwrap_or(0.0) > 0.0)
            .filter_map(|feature| {
                let at = &feature["geometry"]["coordinates"];
                let at = if at[0].is_array() { &at[0] } else { at };
                let point = Point::new(at[0].as_f64()?, at[1].as_f64()?);
                let name = feature["properties"]["SettlementName"].as_str()?.to_owned();
                boundary.intersects(&point).then_some((name, point))
            })
            .collect();
        *municipality = territory(&municipality.municipality.name, boundary, villages);
    }
    Some(all)
}

/// Cells cover the boundary without gaps: their areas in the equal-area plane sum up to it.
fn check_cover(territory: &Territory, cells: &Tessellation) {
    let flat = |polygon: &MultiPolygon<f64>| cells.projection().polygons_to_metres(polygon).unsigned_area();
    let boundary = territory.municipality.boundary.as_ref().expect("a boundary");
    let whole = flat(boundary);
    let sum: f64 = cells.cell_polygons().iter().map(flat).sum();
    let name = &territory.municipality.name;
    assert!((sum / whole - 1.0).abs() < 1e-6, "{name}: {sum} of {whole}");
}

#[test]
fn all_municipalities_of_tyumen_oblast_are_covered_and_connected() {
    let Some(oblast) = oblast() else {
        return;
    };
    assert_eq!(oblast.len(), 26);
    let villages: usize = oblast.iter().map(|m| m.units.len()).sum();
    assert!(villages > 1_150, "{villages}");
    for territory in &oblast {
        let started = std::time::Instant::now();
        let cells = tessellate_units(territory).expect("cells");
        let took = started.elapsed();
        check_cover(territory, &cells);
        for polygon in cells.cell_polygons() {
            assert!(
                !polygon.0.is_empty(),
                "{}: a village without territory",
                territory.municipality.name
            );
        }
        let graph = adjacency(territory, &cells, &[]);
        println!(
            "{}: {} villages, {} arcs, {} pairs, {} declared, {:?}",
            territory.municipality.name,
            territory.units.len(),
            cells.arcs().len(),
            graph.pairs.len(),
            graph.declared().count(),
            took,
        );
    }
}
