//! Tiles as a map reads them.

use fast_mvt::MvtReaderRef;
use geo::{LineString, MultiPolygon, Point, Polygon};
use std::collections::BTreeSet;
use uchastok::domain::{
    Certainty, Direction, Municipality, MunicipalityKind, Passage, Persons, RoadClass, RoadSegment,
    Settlement, SettlementKind, Surface, Territory,
};
use uchastok::tiles::{TileError, TileSource, ZOOM_MAX};

fn settlement(id: &str, lon: f64, lat: f64, population: i64) -> Settlement {
    Settlement {
        id: id.into(),
        name: format!("село {id}"),
        kind: SettlementKind::Selo,
        location: Point::new(lon, lat),
        population: Persons(population),
        certainty: Certainty::Counted,
        rural_settlement: None,
        is_rural_centre: false,
        is_district_centre: false,
        road_access: None,
    }
}

fn territory() -> Territory {
    let square = |low: f64, high: f64| {
        LineString::from(vec![
            (low, low),
            (high, low),
            (high, high),
            (low, high),
            (low, low),
        ])
    };
    Territory {
        municipality: Municipality {
            id: "m".into(),
            name: "район".into(),
            kind: MunicipalityKind::District,
            isolated: false,
            boundary: Some(MultiPolygon::new(vec![Polygon::new(
                square(57.0, 58.0),
                vec![square(57.4, 57.6)],
            )])),
            official_population: None,
            attribution: Vec::new(),
        },
        settlements: vec![
            settlement("a", 57.2, 57.2, 5_000),
            settlement("b", 57.8, 57.8, 12),
        ],
        units: Vec::new(),
        roads: vec![RoadSegment {
            id: "r".into(),
            line: LineString::from(vec![(57.1, 57.1), (57.5, 57.12), (57.9, 57.1)]),
            stated_length: None,
            paved_length: None,
            class: RoadClass::Primary,
            surface: Surface::Paved,
            track_grade: 0,
            smoothness: uchastok::domain::Smoothness::Unknown,
            closed: uchastok::domain::Seasons::NONE,
            passage: Passage::Road,
            direction: Direction::Both,
            name: Some("Р-254".into()),
        }],
        infrastructure: Vec::new(),
        waterways: vec![LineString::from(vec![(57.0, 57.3), (58.0, 57.35)])],
        water: vec![MultiPolygon::new(vec![Polygon::new(
            square(57.7, 57.75),
            Vec::new(),
        )])],
    }
}

/// Layers of a tile with the number of their features.
fn layers(bytes: &[u8]) -> Vec<(String, usize)> {
    let tile = MvtReaderRef::new(bytes).expect("a tile");
    tile.layers()
        .map(|layer| (layer.name().to_owned(), layer.features().count()))
        .collect()
}

/// The tile at a zoom that holds a place.
fn tile_of(lon: f64, lat: f64, zoom: u8) -> (u8, u32, u32) {
    let count = f64::from(1_u32 << zoom);
    let sine = lat.to_radians().sin();
    let y = 0.5 - ((1.0 + sine) / (1.0 - sine)).ln() / (4.0 * std::f64::consts::PI);
    (zoom, ((lon / 360.0 + 0.5) * count) as u32, (y * count) as u32)
}

#[test]
fn the_tiles_of_a_district_have_every_layer_and_are_the_same_each_time() {
    let source = TileSource::build(&territory());
    let again = TileSource::build(&territory());
    let (zoom, west, north) = tile_of(57.0, 58.0, 9);
    let (_, east, south) = tile_of(58.0, 57.0, 9);
    let mut found = BTreeSet::new();
    for (x, y) in (west..=east).flat_map(|x| (north..=south).map(move |y| (x, y))) {
        let tile = source.tile(zoom, x, y).expect("a tile");
        assert_eq!(tile, again.tile(zoom, x, y).expect("a tile"));
        found.extend(layers(&tile).into_iter().map(|(name, _)| name));
    }
    let named = ["boundary", "roads", "settlements", "water", "waterways"];
    assert_eq!(found.iter().map(String::as_str).collect::<Vec<_>>(), named);
    assert_eq!(source.bounds(), Some([57.0, 57.0, 58.0, 58.0]));
}

#[test]
fn small_places_appear_with_the_zoom_and_carry_their_rank() {
    let source = TileSource::build(&territory());
    let ranks = |zoom: u8| {
        let (z, x, y) = tile_of(57.8, 57.8, zoom);
        let bytes = source.tile(z, x, y).expect("a tile");
        let tile = MvtReaderRef::new(&bytes).expect("a tile");
        let mut found = Vec::new();
        for layer in tile.layers().filter(|layer| layer.name() == "settlements") {
            for feature in layer.features() {
                let text: Vec<String> = feature
                    .properties()
                    .map(|property| property.expect("a property"))
                    .map(|(key, value)| format!("{key}={value:?}"))
                    .collect();
                found.push(text.join(" "));
            }
        }
        found
    };
    assert!(
        ranks(8).iter().all(|text| !text.contains("село b")),
        "{:?}",
        ranks(8)
    );
    assert!(
        ranks(9)
            .iter()
            .any(|text| text.contains("село b") && text.contains("rank=5")),
        "{:?}",
        ranks(9)
    );
}

#[test]
fn a_tile_beside_the_district_is_empty_and_one_inside_is_filled() {
    let source = TileSource::build(&territory());
    let (z, x, y) = tile_of(40.0, 40.0, 9);
    assert!(source.tile(z, x, y).expect("a tile").is_empty());
    let (z, x, y) = tile_of(57.65, 57.65, 14);
    assert_eq!(
        layers(&source.tile(z, x, y).expect("a tile")),
        [("boundary".to_owned(), 1)]
    );
    let (z, x, y) = tile_of(57.5, 57.5, 14);
    assert!(
        source.tile(z, x, y).expect("a tile").is_empty(),
        "the hole is not the district"
    );
}

#[test]
fn bad_places_are_refused() {
    let source = TileSource::build(&territory());
    assert!(matches!(
        source.tile(ZOOM_MAX + 1, 0, 0),
        Err(TileError::Zoom { .. })
    ));
    assert!(matches!(source.tile(3, 8, 0), Err(TileError::Place { .. })));
    assert!(matches!(source.tile(0, 0, 1), Err(TileError::Place { .. })));
}
