//! The rule of neighbourhood on small territories.

use geo::{LineString, MultiPolygon, Point, Polygon};
use uchastok::domain::{
    Certainty, Direction, Municipality, MunicipalityKind, Passage, Persons, PlaceKind, RoadClass,
    RoadSegment, Surface, Territory, Unit, UnitKind,
};
use uchastok::geometry::{Adjacency, Bar, Way, adjacency, tessellate_units};

/// Units at thousandths of a degree about 60° E, 57° N, each with its settlement, in a rectangle of 100 by 40.
fn territory(units: &[(f64, f64, &str)]) -> Territory {
    let at = |x: f64, y: f64| (60.0 + x / 1000.0, 57.0 + y / 1000.0);
    let ring = vec![
        at(0.0, 0.0),
        at(100.0, 0.0),
        at(100.0, 40.0),
        at(0.0, 40.0),
        at(0.0, 0.0),
    ];
    let unit = |(index, (x, y, settlement)): (usize, &(f64, f64, &str))| Unit {
        id: format!("u{index}").as_str().into(),
        name: format!("unit {index}"),
        kind: UnitKind::Settlement,
        settlement: (*settlement).into(),
        location: Point::from(at(*x, *y)),
        polygon: None,
        population: Persons(100),
        certainty: Certainty::Counted,
        place: PlaceKind::District,
        streets: Vec::new(),
    };
    Territory {
        municipality: Municipality {
            id: "m".into(),
            name: "район".into(),
            kind: MunicipalityKind::District,
            isolated: false,
            boundary: Some(MultiPolygon::new(vec![Polygon::new(
                LineString::from(ring),
                Vec::new(),
            )])),
            official_population: None,
            attribution: Vec::new(),
        },
        settlements: Vec::new(),
        units: units.iter().enumerate().map(unit).collect(),
        roads: Vec::new(),
        infrastructure: Vec::new(),
        waterways: Vec::new(),
        water: Vec::new(),
    }
}

fn line(points: &[(f64, f64)]) -> LineString<f64> {
    points
        .iter()
        .map(|(x, y)| (60.0 + x / 1000.0, 57.0 + y / 1000.0))
        .collect()
}

fn road(points: &[(f64, f64)]) -> RoadSegment {
    RoadSegment {
        id: "r".into(),
        line: line(points),
        stated_length: None,
        paved_length: None,
        class: RoadClass::Tertiary,
        surface: Surface::Paved,
        track_grade: 0,
        smoothness: uchastok::domain::Smoothness::Unknown,
        closed: uchastok::domain::Seasons::NONE,
        passage: Passage::Road,
        direction: Direction::Both,
        name: None,
    }
}

fn neighbours(territory: &Territory, links: &[(usize, usize)]) -> Adjacency {
    adjacency(territory, &tessellate_units(territory).expect("cells"), links)
}

fn pairs(graph: &Adjacency) -> Vec<(u32, u32, Way)> {
    graph
        .pairs
        .iter()
        .map(|pair| (pair.a.0, pair.b.0, pair.way))
        .collect()
}

const ROW: [(f64, f64, &str); 3] = [(20.0, 20.0, "a"), (50.0, 20.0, "b"), (80.0, 20.0, "c")];

#[test]
fn without_roads_a_common_border_is_enough() {
    let graph = neighbours(&territory(&ROW), &[]);
    assert_eq!(pairs(&graph), [(0, 1, Way::Ground), (1, 2, Way::Ground)]);
}

#[test]
fn villages_without_a_direct_road_are_joined_only_where_they_would_be_alone() {
    let graph = neighbours(&territory(&ROW), &[(1, 0)]);
    assert_eq!(pairs(&graph), [(0, 1, Way::Road), (1, 2, Way::DeclaredNoRoad)]);
    assert_eq!(graph.declared().count(), 1);
}

#[test]
fn a_river_bars_the_way_until_a_road_crosses_it() {
    let mut town = territory(&[(20.0, 20.0, "town"), (50.0, 20.0, "town"), (50.0, 30.0, "town")]);
    town.waterways.push(line(&[(37.0, -10.0), (37.0, 50.0)]));
    let graph = neighbours(&town, &[]);
    assert_eq!(
        graph.barred.iter().map(|(_, _, bar)| *bar).collect::<Vec<_>>(),
        [Bar::Water]
    );
    assert_eq!(
        graph.declared().map(|pair| pair.way).collect::<Vec<_>>(),
        [Way::DeclaredAcrossWater]
    );
    town.roads.push(road(&[(30.0, 20.0), (45.0, 20.0)]));
    let graph = neighbours(&town, &[]);
    assert!(graph.declared().next().is_none(), "{graph:?}");
    assert_eq!(pairs(&graph), [(0, 1, Way::Ground), (1, 2, Way::Ground)]);
    assert_eq!(
        graph.barred.len(),
        1,
        "the road crosses in the cells of units 0 and 1 only"
    );
}

#[test]
fn a_river_that_ends_between_two_units_is_walked_around() {
    let mut town = territory(&[(20.0, 20.0, "town"), (50.0, 20.0, "town")]);
    town.waterways.push(line(&[(37.0, -10.0), (37.0, 30.0)]));
    assert_eq!(pairs(&neighbours(&town, &[])), [(0, 1, Way::Ground)]);
}

#[test]
fn a_road_without_a_common_border_joins_only_what_is_apart() {
    let graph = neighbours(&territory(&ROW), &[(0, 2), (0, 1)]);
    assert_eq!(pairs(&graph), [(0, 1, Way::Road), (1, 2, Way::DeclaredNoRoad)]);
}

#[test]
fn a_touch_at_a_corner_is_no_border() {
    let four = [
        (25.0, 10.0, "t"),
        (75.0, 10.0, "t"),
        (25.0, 30.0, "t"),
        (75.0, 30.0, "t"),
    ];
    let graph = neighbours(&territory(&four), &[]);
    assert_eq!(
        pairs(&graph).iter().map(|(a, b, _)| (*a, *b)).collect::<Vec<_>>(),
        [(0, 1), (0, 2), (1, 3), (2, 3)]
    );
}
