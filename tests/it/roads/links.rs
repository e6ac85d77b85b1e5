use super::map::Map;
use uchastok::domain::Season;
use uchastok::roads::{Place, RoadGraph, SeasonRoads, SpeedProfile};

/// The links between the nodes `named`, as "AB 200" with metres.
fn links(drawn: &str, named: &str) -> Vec<String> {
    let map = Map::draw(drawn);
    let graph = RoadGraph::build(&map.segments);
    let roads = SeasonRoads::new(&graph, &SpeedProfile::car().unwrap(), Season::Winter);
    let names: Vec<char> = named.chars().collect();
    let places: Vec<Place> = names.iter().map(|&name| map.place(name)).collect();
    roads
        .neighbour_links(&places)
        .into_iter()
        .map(|link| format!("{}{} {}", names[link.a], names[link.b], link.leg.distance.get()))
        .collect()
}

#[test]
fn neighbours_on_a_road_are_linked_and_others_are_not() {
    assert_eq!(links("A--B-C", "ABC"), ["AB 300", "BC 200"]);
    assert_eq!(links("A--B-C", "AC"), ["AC 500"]);
}

#[test]
fn villages_about_a_junction_are_all_neighbours() {
    assert_eq!(links("A-J--B\n  |\n  C", "ABC"), ["AB 500", "AC 400", "BC 500"]);
}

#[test]
fn a_village_between_two_others_parts_them() {
    assert_eq!(
        links("A-B-C\n|   |\nD---E", "ABCDE"),
        ["AB 200", "AD 200", "BC 200", "CE 200", "DE 400"]
    );
}

#[test]
fn a_ferry_out_of_season_makes_no_link() {
    assert_eq!(links("A-B~C-D", "ABCD"), ["AB 200", "CD 200"]);
}

#[test]
fn one_way_roads_link_too() {
    assert_eq!(links("A>>B", "AB"), ["AB 300"]);
}

#[test]
fn places_at_one_point_share_their_neighbours() {
    assert_eq!(links("A-B-C", "AABC"), ["AA 0", "AB 200", "AB 200", "BC 200"]);
}
