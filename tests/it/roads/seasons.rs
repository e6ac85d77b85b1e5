use super::map::Map;
use uchastok::domain::{Metres, Season, Seconds};
use uchastok::roads::{Leg, RoadGraph, RoadsError, SeasonRoads, SpeedProfile};

/// Metres by the quickest way from A to B in each season, by car.
fn metres(drawn: &str) -> [Option<i64>; 3] {
    let map = Map::draw(drawn);
    let graph = RoadGraph::build(&map.segments);
    Season::ALL.map(|season| {
        let roads = SeasonRoads::new(&graph, &SpeedProfile::car().unwrap(), season);
        let (from, to) = (map.place('A'), map.place('B'));
        let matrix = roads.matrix(&[from, to]);
        let path = roads.path(&from, &to);
        assert_eq!(
            path.as_ref().ok().map(|path| path.distance),
            matrix.distance(0, 1)
        );
        assert_eq!(path.as_ref().ok().map(|path| path.time), matrix.time(0, 1));
        assert!(matches!(
            path,
            Ok(_) | Err(RoadsError::NoWay | RoadsError::NoRoads)
        ));
        matrix.distance(0, 1).map(Metres::get)
    })
}

#[test]
fn a_ferry_runs_in_summer_and_ice_carries_in_winter() {
    assert_eq!(metres("A-C~D-B"), [Some(600), None, None]);
    assert_eq!(metres("A-C*D-B"), [None, Some(600), None]);
    assert_eq!(metres("A-C~D-B\n  I I\n  E*F"), [Some(600), Some(1000), None]);
}

#[test]
fn the_thaw_closes_tracks_and_the_way_round_is_taken() {
    assert_eq!(metres("A.B"), [Some(200), Some(200), None]);
    let round = "A.B\n| |\n| |\nC-D";
    assert_eq!(metres(round), [Some(200), Some(200), Some(800)]);
}

#[test]
fn one_way_roads_bind_a_car_but_not_a_walker() {
    let map = Map::draw("A>B\n| |\nC-D");
    let graph = RoadGraph::build(&map.segments);
    let places = [map.place('A'), map.place('B')];
    let both_ways = |profile: &SpeedProfile| {
        let matrix = SeasonRoads::new(&graph, profile, Season::Summer).matrix(&places);
        [matrix.distance(0, 1), matrix.distance(1, 0)].map(|metres| metres.map(Metres::get))
    };
    let [car, _, foot] = SpeedProfile::builtin().unwrap();
    assert_eq!(both_ways(&car), [Some(200), Some(600)]);
    assert_eq!(both_ways(&foot), [Some(200), Some(200)]);
}

#[test]
fn time_is_length_by_speed_and_the_quicker_way_wins_over_the_shorter() {
    // 12 km of tertiary asphalt at 60 km/h against 4 km of dirt track at 15.
    let drawn = format!("A{}B\n|{}|\nC{}D", ".".repeat(39), " ".repeat(39), "-".repeat(39));
    let map = Map::draw(&drawn);
    let graph = RoadGraph::build(&map.segments);
    let roads = SeasonRoads::new(&graph, &SpeedProfile::car().unwrap(), Season::Summer);
    let matrix = roads.matrix(&[map.place('A'), map.place('B')]);
    let expected = Leg {
        time: Seconds(264),
        distance: Metres(4400),
    };
    assert_eq!(matrix.leg(0, 1), Some(expected));
}
