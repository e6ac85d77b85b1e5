//! The municipalities of Tyumen oblast: their real boundaries and villages. Skipped loudly without `../shared/data`.

use geo::{Area, LineString, MultiPolygon, Point, Polygon};
use serde_json::Value;
use std::path::{Path, PathBuf};
use uchastok::domain::{
    Certainty, Municipality, MunicipalityKind, Persons, PlaceKind, Territory, Unit, UnitKind,
};
use uchastok::geometry::{House, Tessellation, adjacency, street_blocks, tessellate_units, within_boundary};

/// A file of the shared data; `None`, said loudly, when the folder is absent.
fn shared(file: &str) -> Option<PathBuf> {
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

#[test]
fn the_addresses_of_snezhinsk_become_units_along_streets() {
    let Some(path) = shared("../facts/snezhinsk/addresses.csv") else {
        return;
    };
    let text = std::fs::read_to_string(path).expect("a readable file");
    let houses: Vec<(String, String, Point<f64>, f64)> = text
        .lines()
        .skip(1)
        .filter_map(|line| {
            let mut fields = line.rsplitn(6, ',');
            let levels = fields.next()?;
            let footprint: f64 = fields.next()?.parse().ok()?;
            let (_, lat, lon) = (fields.next()?, fields.next()?, fields.next()?);
            let (street, number) = fields.next()?.rsplit_once(',')?;
            let assumed = if footprint < 300.0 { 1.0 } else { 5.0 };
            let floor = footprint * levels.parse().unwrap_or(assumed);
            let location = Point::new(lon.parse().ok()?, lat.parse().ok()?);
            Some((
                street.trim_matches('"').to_owned(),
                number.trim_matches('"').to_owned(),
                location,
                floor,
            ))
        })
        .collect();
    assert!(houses.len() > 3_700, "{}", houses.len());
    let boundary = polygons(&features("snezhinsk/boundary.geojson").expect("a boundary")[0]["geometry"]);
    let places = houses.iter().map(|(_, _, location, _)| *location);
    let inside = within_boundary(&boundary, places).expect("a boundary");
    // The source reaches into the villages of the neighbouring district: a good half of the addresses, few people.
    assert_eq!(inside.iter().filter(|inside| !**inside).count(), 1_993);
    let mut inside = inside.into_iter();
    let houses: Vec<_> = houses
        .into_iter()
        .filter(|_| inside.next() == Some(true))
        .collect();
    let whole: f64 = houses.iter().map(|(_, _, _, floor)| floor).sum();
    let houses: Vec<House> = houses
        .into_iter()
        .map(|(street, number, location, floor)| House {
            street,
            number,
            location,
            persons: Persons((floor / whole * 50_814.0).round() as i64),
        })
        .collect();
    let started = std::time::Instant::now();
    let blocks = street_blocks(Some(&boundary), &houses, &[], Persons(400))
        .expect("blocks")
        .groups;
    println!(
        "Snezhinsk: {} units of {} houses, {:?}",
        blocks.len(),
        houses.len(),
        started.elapsed()
    );
    assert!((150..400).contains(&blocks.len()), "{}", blocks.len());
    let mut seen: Vec<usize> = blocks.iter().flat_map(|block| block.houses.clone()).collect();
    seen.sort_unstable();
    assert_eq!(seen, (0..houses.len()).collect::<Vec<_>>());
    let pieces = blocks.iter().filter(|block| block.polygon.0.len() > 1).count();
    assert_eq!(pieces, 0, "units in several pieces");
    for block in &blocks {
        assert!(
            block.population <= Persons(400) || block.houses.len() == 1,
            "{block:?}"
        );
    }
    let single = blocks.iter().filter(|block| block.streets.len() == 1).count();
    println!("units of a single street: {single}");
}
