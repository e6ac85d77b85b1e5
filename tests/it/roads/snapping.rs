use super::map::Map;
use uchastok::domain::{Metres, Season, Seconds};
use uchastok::roads::{Place, RoadGraph, RoadsError, SeasonRoads, SpeedProfile};

fn with_roads<T>(map: &Map, season: Season, ask: impl FnOnce(&SeasonRoads<'_>) -> T) -> T {
    let graph = RoadGraph::build(&map.segments);
    ask(&SeasonRoads::new(&graph, &SpeedProfile::car().unwrap(), season))
}

#[track_caller]
fn assert_near(found: Metres, expected: i64) {
    assert!(
        (found.get() - expected).abs() <= 2,
        "{found}, expected {expected} m"
    );
}

#[test]
fn a_place_beside_a_road_snaps_into_its_middle() {
    let map = Map::draw("A---------B");
    with_roads(&map, Season::Summer, |roads| {
        let snap = roads.snap(&map.beside('A', 3.0, 4.0)).unwrap();
        assert_near(snap.straight, 300);
        assert_near(snap.last_mile.distance, 390);
        assert_near(Metres(i64::from(snap.offset_cm / 100)), 400);
        assert!(snap.is_attached);
    });
}

#[test]
fn ways_between_points_of_one_edge_stay_on_it() {
    let map = Map::draw("A---------B");
    with_roads(&map, Season::Summer, |roads| {
        let places = [
            map.beside('A', 0.0, 2.0),
            map.beside('A', 0.0, 7.0),
            map.place('B'),
        ];
        let matrix = roads.matrix(&places);
        for (from, to, metres) in [(0, 1, 500), (1, 0, 500), (0, 2, 800), (2, 1, 300)] {
            assert_near(matrix.distance(from, to).unwrap(), metres);
            let path = roads.path(&places[from], &places[to]).unwrap();
            assert_eq!(Some(path.distance), matrix.distance(from, to));
        }
        assert_eq!(matrix.time(1, 1), Some(Seconds::ZERO));
    });
}

#[test]
fn a_one_way_road_makes_the_way_back_go_round() {
    let map = Map::draw("A>>>>>>>>>B\n|         |\nC---------D");
    with_roads(&map, Season::Summer, |roads| {
        let places = [map.beside('A', 0.0, 2.0), map.beside('A', 0.0, 7.0)];
        let matrix = roads.matrix(&places);
        assert_near(matrix.distance(0, 1).unwrap(), 500);
        assert_near(matrix.distance(1, 0).unwrap(), 300 + 200 + 1000 + 200 + 200);
        let path = roads.path(&places[1], &places[0]).unwrap();
        assert_eq!(Some(path.distance), matrix.distance(1, 0));
        for corner in "BDCA".chars() {
            assert!(path.line.0.contains(&map.nodes[&corner]), "{corner}");
        }
    });
}

#[test]
fn the_main_network_is_preferred_to_an_isolated_stub_within_the_slack() {
    let map = Map::draw("A----------B\n\n\n\n\nC-D");
    with_roads(&map, Season::Summer, |roads| {
        let beside_the_stub = roads.snap(&map.beside('C', 1.0, 1.0)).unwrap();
        assert!(beside_the_stub.is_attached);
        assert_near(beside_the_stub.straight, 600);
        let far_behind_it = roads.snap(&map.beside('C', 0.0, -40.0)).unwrap();
        assert!(far_behind_it.is_attached);
    });
    let map = Map::draw(&format!("A----------B{}C-D", "\n".repeat(30)));
    with_roads(&map, Season::Summer, |roads| {
        let snap = roads.snap(&map.beside('C', 1.0, 1.0)).unwrap();
        assert!(!snap.is_attached);
        assert_near(snap.straight, 100);
    });
}

#[test]
fn a_bank_cut_off_by_the_season_is_not_walked_away_from() {
    let map = Map::draw("A---------B\n          S\n          S\n          S\n          C----D");
    let village = map.beside('C', 1.0, 2.0);
    for (season, is_reached) in [
        (Season::Summer, true),
        (Season::Winter, false),
        (Season::Thaw, false),
    ] {
        with_roads(&map, season, |roads| {
            assert_near(roads.snap(&village).unwrap().straight, 100);
            assert_eq!(
                roads.matrix(&[map.place('A'), village]).time(0, 1).is_some(),
                is_reached
            );
        });
    }
}

#[test]
fn nobody_gets_off_in_the_middle_of_a_crossing() {
    let map = Map::draw("A-B~~~~~~~~~~C-D");
    with_roads(&map, Season::Summer, |roads| {
        let snap = roads.snap(&map.beside('B', 0.0, 3.0)).unwrap();
        assert_near(snap.straight, 300);
    });
}

#[test]
fn beyond_the_limit_a_place_is_off_the_network() {
    let map = Map::draw("A----------B");
    with_roads(&map, Season::Summer, |roads| {
        let places = [map.place('A'), map.beside('A', 250.0, 0.0)];
        let Err(RoadsError::OffNetwork { nearest, limit }) = roads.snap(&places[1]) else {
            panic!("snapped over 25 km");
        };
        assert!((24_800..25_200).contains(&nearest.get()), "{nearest}");
        assert_eq!(limit, Metres(20_000));
        let matrix = roads.matrix(&places);
        assert_eq!((matrix.time(0, 1), matrix.distance(1, 0)), (None, None));
        assert!(matrix.access()[0].is_ok() && matrix.access()[1].is_err());
        assert!(roads.path(&places[0], &places[1]).is_err());
    });
}

#[test]
fn a_stated_access_overrides_the_measured_one() {
    let map = Map::draw("A----------B");
    with_roads(&map, Season::Summer, |roads| {
        let stated = Place {
            stated_access: Some(Metres(14_000)),
            ..map.place('B')
        };
        let snap = roads.snap(&stated).unwrap();
        assert_eq!(
            (snap.straight, snap.last_mile.distance),
            (Metres(14_000), Metres(18_200))
        );
        let matrix = roads.matrix(&[map.place('A'), stated]);
        assert_eq!(matrix.distance(0, 1), Some(Metres(1_100 + 18_200)));
    });
}

#[test]
fn places_nearer_to_each_other_than_to_a_road_are_joined_straight() {
    let map = Map::draw("A----------B");
    with_roads(&map, Season::Summer, |roads| {
        let places = [map.beside('A', 30.0, 0.0), map.beside('A', 30.0, 10.0)];
        let matrix = roads.matrix(&places);
        assert_near(matrix.distance(0, 1).unwrap(), 1_300);
        let path = roads.path(&places[0], &places[1]).unwrap();
        assert_eq!(
            (Some(path.distance), path.line.0.len()),
            (matrix.distance(0, 1), 2)
        );
    });
}

#[test]
fn without_open_roads_there_is_nothing_to_snap_to() {
    let map = Map::draw("A~~B");
    with_roads(&map, Season::Winter, |roads| {
        assert_eq!(roads.snap(&map.place('A')), Err(RoadsError::NoRoads));
        assert_eq!(roads.matrix(&[map.place('A'), map.place('B')]).time(0, 1), None);
    });
}
