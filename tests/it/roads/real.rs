//! The real layers, where the shared folder is beside the project.

use geo::{LineString, Point};
use geojson::{FeatureCollection, GeoJson};
use std::path::PathBuf;
use uchastok::domain::{Direction, Metres, Passage, RoadClass, RoadId, RoadSegment, Season, Surface};
use uchastok::roads::{Place, RoadGraph, SeasonRoads, SpeedProfile};

fn layer(path: &str) -> Option<FeatureCollection> {
    let file = PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("../shared/data")
        .join(path);
    let Ok(text) = std::fs::read_to_string(&file) else {
        println!(
            "SKIPPED: {} is absent, the real layers are not tested",
            file.display()
        );
        return None;
    };
    match text.parse::<GeoJson>().expect("GeoJSON") {
        GeoJson::FeatureCollection(features) => Some(features),
        _ => panic!("{path} is not a collection"),
    }
}

fn segments(path: &str) -> Option<Vec<RoadSegment>> {
    let mut segments = Vec::new();
    for feature in layer(path)?.features {
        let text = |key: &str| {
            feature
                .property(key)
                .and_then(|value| value.as_str())
                .unwrap_or_default()
                .to_owned()
        };
        let class = match text("highway").trim_end_matches("_link") {
            "trunk" | "motorway" => RoadClass::Trunk,
            "primary" => RoadClass::Primary,
            "secondary" => RoadClass::Secondary,
            "tertiary" => RoadClass::Tertiary,
            _ => RoadClass::Unclassified,
        };
        let surface = match text("surface").as_str() {
            "asphalt" | "concrete" | "concrete:plates" | "paved" => Surface::Paved,
            "gravel" | "compacted" => Surface::Gravel,
            "" => Surface::Unknown,
            _ => Surface::Dirt,
        };
        let geometry = feature.geometry.expect("a geometry");
        let lines = match geo::Geometry::<f64>::try_from(geometry).expect("a line") {
            geo::Geometry::LineString(line) => vec![line],
            geo::Geometry::MultiLineString(lines) => lines.0,
            _ => panic!("a road that is no line"),
        };
        for line in lines {
            segments.push(segment(segments.len(), line, class, surface));
        }
    }
    Some(segments)
}

pub(crate) fn segment(
    index: usize,
    line: LineString<f64>,
    class: RoadClass,
    surface: Surface,
) -> RoadSegment {
    RoadSegment {
        id: RoadId::new(format!("r{index}")),
        line,
        stated_length: None,
        paved_length: None,
        class,
        surface,
        track_grade: 0,
        smoothness: uchastok::domain::Smoothness::Unknown,
        closed: uchastok::domain::Seasons::NONE,
        passage: Passage::Road,
        direction: Direction::Both,
        name: None,
    }
}

/// Name, inhabited or not, place.
fn settlements(path: &str) -> Option<Vec<(String, Place)>> {
    let found = layer(path)?
        .features
        .into_iter()
        .filter_map(|feature| {
            let name = feature
                .property("SettlementName")
                .and_then(|value| value.as_str())
                .unwrap_or_default();
            let name = name.to_owned();
            let geometry = feature.geometry?;
            let point = match geo::Geometry::<f64>::try_from(geometry).expect("a point") {
                geo::Geometry::Point(point) => point,
                geo::Geometry::MultiPoint(points) => points.0[0],
                other => panic!("{name} is no point: {other:?}"),
            };
            Some((name, Place::from(Point::new(point.x(), point.y()))))
        })
        .collect();
    Some(found)
}

#[test]
fn vagay_is_one_network_and_every_village_is_reached_in_every_season() {
    let (Some(segments), Some(villages)) = (
        segments("vagay/roads.geojson"),
        settlements("vagay/settlements.geojson"),
    ) else {
        return;
    };
    let graph = RoadGraph::build(&segments);
    assert_eq!(graph.components().len(), 1);
    let kilometres = graph.length().get() / 1000;
    assert!((750..775).contains(&kilometres), "{kilometres} km");
    let places: Vec<Place> = villages.iter().map(|village| village.1).collect();
    assert_eq!(places.len(), 135);
    let centre = villages
        .iter()
        .position(|village| village.0.contains("Вагай"))
        .expect("Вагай");
    let mut mean_s = Vec::new();
    for season in Season::ALL {
        let roads = SeasonRoads::new(&graph, &SpeedProfile::car().unwrap(), season);
        let matrix = roads.matrix(&places);
        let times = (0..places.len()).filter_map(|to| matrix.time(centre, to));
        assert_eq!(times.clone().count(), places.len(), "{season:?}");
        mean_s.push(times.map(|time| time.get()).sum::<i64>() / places.len() as i64);
        let farthest = (0..places.len())
            .filter_map(|to| matrix.distance(centre, to))
            .max();
        let farthest = farthest.unwrap_or_default().get() / 1000;
        assert!((130..175).contains(&farthest), "farthest village {farthest} km");
    }
    let [summer, winter, thaw] = mean_s[..] else {
        panic!("three seasons")
    };
    assert!(
        summer < winter && winter < thaw && thaw < 3 * summer,
        "{mean_s:?}"
    );
}

#[test]
fn the_links_of_vagay_hang_together_and_are_few() {
    let (Some(segments), Some(villages)) = (
        segments("vagay/roads.geojson"),
        settlements("vagay/settlements.geojson"),
    ) else {
        return;
    };
    let graph = RoadGraph::build(&segments);
    let roads = SeasonRoads::new(&graph, &SpeedProfile::car().unwrap(), Season::Summer);
    let places: Vec<Place> = villages.iter().map(|village| village.1).collect();
    let links = roads.neighbour_links(&places);
    let mut reached = vec![false; places.len()];
    let mut open = vec![0];
    while let Some(here) = open.pop() {
        if !std::mem::replace(&mut reached[here], true) {
            open.extend(links.iter().filter(|link| link.a == here).map(|link| link.b));
            open.extend(links.iter().filter(|link| link.b == here).map(|link| link.a));
        }
    }
    assert!(reached.iter().all(|&reached| reached));
    assert!(links.len() < places.len() * 3, "{} links", links.len());
    let matrix = roads.matrix(&places);
    for link in &links {
        let quickest = matrix.time(link.a, link.b).expect("a way");
        assert!(
            quickest.get() <= link.leg.time.get() + 1,
            "{link:?}, quickest {quickest}"
        );
    }
}

#[test]
fn every_settlement_of_tyumen_oblast_is_reached_or_reported() {
    let (Some(segments), Some(villages)) = (
        segments("tyumen/tyumen_roads.geojson"),
        settlements("tyumen/tyumen_settlements.geojson"),
    ) else {
        return;
    };
    let graph = RoadGraph::build(&segments);
    let kilometres = graph.length().get() / 1000;
    assert!((14_400..14_900).contains(&kilometres), "{kilometres} km");
    let roads = SeasonRoads::new(&graph, &SpeedProfile::car().unwrap(), Season::Summer);
    let places: Vec<Place> = villages.iter().map(|village| village.1).collect();
    let matrix = roads.matrix(&places);
    let snapped = matrix.access().iter().filter(|access| access.is_ok()).count();
    let far = matrix
        .access()
        .iter()
        .flatten()
        .filter(|snap| snap.straight > Metres(7_000))
        .count();
    println!(
        "{} settlements, {snapped} within the last mile's limit, {far} more than 7 km off; {} components",
        places.len(),
        graph.components().len()
    );
    assert!(
        snapped * 100 >= places.len() * 98,
        "{snapped} of {}",
        places.len()
    );
    for (place, access) in matrix.access().iter().enumerate() {
        let others = (0..places.len())
            .filter(|&to| to != place && matrix.time(place, to).is_some())
            .count();
        assert!(
            access.is_err() || others * 2 > places.len(),
            "{} reaches {others}",
            villages[place].0
        );
    }
}
