//! Roads given as a table of links with lengths, and villages with a stated way to the road.

use super::real::segment;
use geo::{Coord, LineString, Point};
use std::collections::BTreeMap;
use std::path::PathBuf;
use uchastok::domain::{Metres, RoadClass, RoadSegment, Season, Surface};
use uchastok::roads::{Place, RoadGraph, RoadsError, SeasonRoads, SpeedProfile};

fn rows(path: &str) -> Option<Vec<Vec<String>>> {
    let file = PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("../shared/facts")
        .join(path);
    let Ok(text) = std::fs::read_to_string(&file) else {
        println!(
            "SKIPPED: {} is absent, the tables of links are not tested",
            file.display()
        );
        return None;
    };
    Some(
        text.lines()
            .skip(1)
            .map(|line| line.split(',').map(str::to_owned).collect())
            .collect(),
    )
}

fn number(text: &str) -> f64 {
    text.parse().unwrap()
}

fn metres(kilometres: &str) -> Metres {
    Metres::from_f64(number(kilometres) * 1000.0)
}

struct District {
    segments: Vec<RoadSegment>,
    names: Vec<String>,
    centre: usize,
    places: Vec<Place>,
}

fn district(name: &str) -> Option<District> {
    let settlements = rows(&format!("{name}/settlements.csv"))?;
    let nodes: BTreeMap<String, Coord<f64>> = settlements
        .iter()
        .map(|row| (row[0].clone(), number(&row[2]), number(&row[3])))
        .chain(
            rows(&format!("{name}/junctions.csv"))?
                .iter()
                .map(|row| (row[0].clone(), number(&row[1]), number(&row[2]))),
        )
        .map(|(id, x, y)| (id, Coord { x, y }))
        .collect();
    let segments = rows(&format!("{name}/road_links.csv"))?
        .iter()
        .enumerate()
        .map(|(index, row)| RoadSegment {
            stated_length: Some(metres(&row[2])),
            paved_length: Some(metres(&row[3])),
            ..segment(
                index,
                LineString::new(vec![nodes[&row[0]], nodes[&row[1]]]),
                RoadClass::Tertiary,
                Surface::Unknown,
            )
        })
        .collect();
    let places = settlements
        .iter()
        .map(|row| Place {
            location: Point(nodes[&row[0]]),
            stated_access: Some(metres(&row[7])),
        })
        .collect();
    Some(District {
        segments,
        names: settlements.iter().map(|row| row[1].clone()).collect(),
        centre: settlements.iter().position(|row| row[6] == "1").unwrap(),
        places,
    })
}

/// The farthest village from the district's centre by road, without last miles, and the metres.
fn farthest(district: &District) -> (String, i64) {
    let graph = RoadGraph::build(&district.segments);
    assert_eq!(graph.components().len(), 1);
    let roads = SeasonRoads::new(&graph, &SpeedProfile::car().unwrap(), Season::Summer);
    let on_road: Vec<Place> = district
        .places
        .iter()
        .map(|place| place.location.into())
        .collect();
    let matrix = roads.matrix(&on_road);
    let far = (0..on_road.len())
        .max_by_key(|&to| matrix.distance(district.centre, to).unwrap())
        .unwrap();
    (
        district.names[far].clone(),
        matrix.distance(district.centre, far).unwrap().get(),
    )
}

#[test]
fn the_farthest_villages_are_as_far_as_the_sources_say() {
    for (name, kilometres) in [("vagay", 149), ("uvat", 278)] {
        let Some(district) = district(name) else { return };
        let (village, far) = farthest(&district);
        assert!(
            (far - kilometres * 1000).abs() < 1_000,
            "{name}: {village} is {far} m from the centre"
        );
    }
}

#[test]
fn a_village_off_the_network_states_its_last_mile() {
    let Some(uvat) = district("uvat") else { return };
    let graph = RoadGraph::build(&uvat.segments);
    let roads = SeasonRoads::new(&graph, &SpeedProfile::car().unwrap(), Season::Summer);
    let matrix = roads.matrix(&uvat.places);
    let far: Vec<(&str, i64)> = matrix
        .access()
        .iter()
        .zip(&uvat.names)
        .filter_map(|(snap, name)| {
            snap.as_ref()
                .ok()
                .map(|snap| (name.as_str(), snap.straight.get()))
        })
        .filter(|&(_, straight)| straight > 5_000)
        .collect();
    assert!(
        far.iter().any(|(name, _)| name.contains("Герасимовка")),
        "{far:?}"
    );
    assert!(
        !matrix
            .access()
            .iter()
            .any(|snap| matches!(snap, Err(RoadsError::NoRoads | RoadsError::NoWay)))
    );
    let (off_road, _) = far[0];
    let at = uvat.names.iter().position(|name| name == off_road).unwrap();
    let by_offroad =
        SeasonRoads::new(&graph, &SpeedProfile::builtin().unwrap()[1], Season::Summer).matrix(&uvat.places);
    assert!(by_offroad.time(0, at).unwrap() < matrix.time(0, at).unwrap());
}

#[test]
fn unpaved_parts_of_links_slow_the_thaw() {
    let Some(vagay) = district("vagay") else { return };
    let graph = RoadGraph::build(&vagay.segments);
    let summer = SeasonRoads::new(&graph, &SpeedProfile::car().unwrap(), Season::Summer);
    let thaw = summer.in_season(Season::Thaw);
    let (summer, thaw) = (summer.matrix(&vagay.places), thaw.matrix(&vagay.places));
    let n = vagay.places.len();
    let total = |matrix: &uchastok::roads::TravelMatrix| {
        (1..n).map(|to| matrix.time(0, to).unwrap().get()).sum::<i64>()
    };
    let (summer, thaw) = (total(&summer), total(&thaw));
    assert!(
        thaw * 100 > summer * 110 && thaw < 2 * summer,
        "{summer} s in summer, {thaw} s in the thaw"
    );
}
