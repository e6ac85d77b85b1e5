//! Roads from a collection of lines with OpenStreetMap's tags, and the reading of those tags for every other source.

use super::columns::{Mapping, ROAD_FIELDS};
use super::fields::{clean, flag, id, number};
use super::problems::{Problems, shown};
use super::read;
use super::road_access::{Access, access_of_tags};
use super::shapes::lines;
use super::table::InputFile;
use crate::domain::{
    Direction, Metres, Passage, RoadClass, RoadId, RoadSegment, Seasons, Smoothness, Surface,
};
use std::collections::HashMap;

/// What the tags of a road say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct RoadTags {
    pub(super) class: RoadClass,
    pub(super) surface: Surface,
    pub(super) track_grade: u8,
    pub(super) smoothness: Smoothness,
    pub(super) passage: Passage,
    pub(super) closed: Seasons,
    pub(super) direction: Direction,
}

/// Reads the tags of a line; `None` for what is no road in use: a proposed one, a staircase, a private yard. A road that is
/// closed to cars is a path.
pub(super) fn road_of_tags<'t>(tag: impl Fn(&str) -> &'t str) -> Option<RoadTags> {
    let ferry = tag("route") == "ferry";
    let access = access_of_tags(&tag);
    let (is_for_walkers, closed) = match access {
        Access::Cars { closed } => (false, closed),
        Access::Walkers => (true, Seasons::NONE),
        Access::Nobody => return None,
    };
    if ferry && is_for_walkers {
        return None;
    }
    let class = match tag("highway") {
        "" | "ferry" if ferry || tag("highway") == "ferry" => RoadClass::Unclassified,
        "" if flag(tag("ice_road")) || flag(tag("winter_road")) => RoadClass::Track,
        highway => class_of(highway)?,
    };
    let grade = tag("tracktype")
        .strip_prefix("grade")
        .and_then(|grade| grade.parse().ok());
    Some(RoadTags {
        class: if is_for_walkers { RoadClass::Path } else { class },
        surface: surface_of(tag("surface")),
        track_grade: grade.filter(|grade| (1..=5).contains(grade)).unwrap_or(0),
        smoothness: smoothness_of(tag("smoothness")),
        passage: passage_of(ferry || tag("highway") == "ferry", &tag),
        closed,
        direction: direction_of(&tag),
    })
}

/// The class of a `highway` value.
pub(super) fn class_of(highway: &str) -> Option<RoadClass> {
    let plain = highway.strip_suffix("_link").unwrap_or(highway);
    Some(match plain {
        "motorway" | "trunk" => RoadClass::Trunk,
        "primary" => RoadClass::Primary,
        "secondary" => RoadClass::Secondary,
        "tertiary" => RoadClass::Tertiary,
        "unclassified" | "road" => RoadClass::Unclassified,
        "residential" | "living_street" => RoadClass::Residential,
        "service" => RoadClass::Service,
        "track" => RoadClass::Track,
        "path" | "footway" | "bridleway" | "pedestrian" | "cycleway" => RoadClass::Path,
        _ => return None,
    })
}

/// The surface of a `surface` value or of a Russian word.
pub(super) fn surface_of(surface: &str) -> Surface {
    let lower = surface.to_lowercase();
    let base = lower.split([':', ';']).next().unwrap_or("");
    match base {
        "asphalt" | "concrete" | "paved" | "paving_stones" | "sett" | "cobblestone" | "chipseal"
        | "асфальт" | "бетон" | "твердое" | "твёрдое" => Surface::Paved,
        "gravel" | "fine_gravel" | "compacted" | "pebblestone" | "щебень" | "гравий" => {
            Surface::Gravel
        }
        "ground" | "dirt" | "earth" | "sand" | "grass" | "mud" | "unpaved" | "clay" | "грунт" | "песок" => {
            Surface::Dirt
        }
        _ => Surface::Unknown,
    }
}

fn smoothness_of(text: &str) -> Smoothness {
    match text {
        "excellent" | "good" => Smoothness::Good,
        "intermediate" => Smoothness::Intermediate,
        "bad" => Smoothness::Bad,
        "very_bad" => Smoothness::VeryBad,
        "horrible" | "very_horrible" => Smoothness::Horrible,
        "impassable" => Smoothness::Impassable,
        _ => Smoothness::Unknown,
    }
}

fn passage_of<'t>(ferry: bool, tag: &impl Fn(&str) -> &'t str) -> Passage {
    if ferry {
        Passage::Ferry
    } else if flag(tag("ice_road")) || tag("surface") == "ice" {
        Passage::IceRoad
    } else if flag(tag("winter_road")) || matches!(tag("seasonal"), "winter" | "зима") {
        Passage::WinterRoad
    } else {
        Passage::Road
    }
}

fn direction_of<'t>(tag: &impl Fn(&str) -> &'t str) -> Direction {
    match tag("oneway") {
        "-1" | "reverse" => Direction::Backward,
        "no" | "0" | "false" | "нет" => Direction::Both,
        text if flag(text) => Direction::Forward,
        _ if matches!(tag("junction"), "roundabout" | "circular")
            || tag("highway").starts_with("motorway") =>
        {
            Direction::Forward
        }
        _ => Direction::Both,
    }
}

/// Codes that are unique in a layer: the first segment of a way keeps the way's code, the next ones get `:2`, `:3`.
#[derive(Debug, Default)]
pub(super) struct RoadCodes(HashMap<String, u32>);

impl RoadCodes {
    /// A code for the next segment of `way`.
    pub(super) fn next(&mut self, way: &str) -> RoadId {
        let count = self.0.entry(way.to_owned()).or_insert(0);
        *count += 1;
        if *count == 1 {
            RoadId::new(way)
        } else {
            RoadId::new(format!("{way}:{count}"))
        }
    }
}

/// Reads the roads of a file. Lines that are no roads are passed over; a layer without any road is a problem.
pub(super) fn read(file: &InputFile, mapping: &Mapping<'_>, problems: &mut Problems) -> Vec<RoadSegment> {
    let Some((table, columns)) = read::layer(file, ROAD_FIELDS, mapping, problems) else {
        return Vec::new();
    };
    let untagged = !["highway", "route", "ice_road", "winter_road"]
        .iter()
        .any(|field| columns.has(field));
    let mut codes = RoadCodes::default();
    let mut roads = Vec::new();
    for record in table.records(&columns) {
        let Some(geometry) = record.geometry() else {
            continue;
        };
        let parts = lines(geometry);
        if parts.is_empty() {
            problems.add(
                "road.not_a_line",
                record.place(),
                "дорога — не линия",
                "оставьте в слое дорог только линии",
            );
            continue;
        }
        let tags = if untagged {
            road_of_tags(|tag| {
                if tag == "highway" {
                    "road"
                } else {
                    record.text(tag)
                }
            })
        } else {
            road_of_tags(|tag| record.text(tag))
        };
        let (Some(tags), Some(way)) = (tags, id(&record, "road/", problems)) else {
            continue;
        };
        let whole = parts.len() == 1;
        for line in parts {
            roads.push(RoadSegment {
                id: codes.next(&way),
                line,
                stated_length: number(record.text("km"))
                    .filter(|km| whole && *km > 0.0)
                    .map(|km| Metres::from_f64(km * 1000.0)),
                paved_length: None,
                class: tags.class,
                surface: tags.surface,
                track_grade: tags.track_grade,
                smoothness: tags.smoothness,
                closed: tags.closed,
                passage: tags.passage,
                direction: tags.direction,
                name: name(record.text("name"), record.text("ref")),
            });
        }
    }
    if roads.is_empty() {
        problems.add(
            "roads.empty",
            &file.name,
            format!("из {} объектов ни один не дорога", table.rows.len()),
            format!(
                "укажите класс дороги в свойстве highway; есть свойства: {}",
                shown(&table.headers.join(", "))
            ),
        );
    }
    roads
}

/// Name of a road for maps: its street name, else its number.
pub(super) fn name(name: &str, number: &str) -> Option<String> {
    [name, number]
        .into_iter()
        .map(clean)
        .find(|text| !text.is_empty())
}

#[cfg(test)]
mod tests {
    use super::{RoadCodes, road_of_tags};
    use crate::domain::{Direction, Passage, RoadClass, Season, Smoothness, Surface};

    fn tags(pairs: &[(&'static str, &'static str)]) -> Option<super::RoadTags> {
        road_of_tags(|tag| pairs.iter().find(|pair| pair.0 == tag).map_or("", |pair| pair.1))
    }

    #[test]
    fn roads_by_their_tags() {
        let track = tags(&[
            ("highway", "track"),
            ("tracktype", "grade3"),
            ("surface", "gravel"),
        ])
        .unwrap();
        assert_eq!(
            (track.class, track.track_grade, track.surface),
            (RoadClass::Track, 3, Surface::Gravel)
        );
        let motorway = tags(&[("highway", "motorway_link")]).unwrap();
        assert_eq!(
            (motorway.class, motorway.direction),
            (RoadClass::Trunk, Direction::Forward)
        );
        assert_eq!(
            tags(&[("highway", "primary"), ("oneway", "-1")])
                .unwrap()
                .direction,
            Direction::Backward
        );
        assert_eq!(
            tags(&[("highway", "motorway"), ("oneway", "no")])
                .unwrap()
                .direction,
            Direction::Both
        );
        assert_eq!(
            tags(&[("surface", "concrete:plates"), ("highway", "road")])
                .unwrap()
                .surface,
            Surface::Paved
        );
        assert_eq!(tags(&[("highway", "proposed")]), None);
        assert_eq!(tags(&[("railway", "rail")]), None);
    }

    #[test]
    fn closed_and_broken_roads() {
        let walked = tags(&[("highway", "track"), ("motor_vehicle", "no")]).unwrap();
        assert_eq!(walked.class, RoadClass::Path);
        assert_eq!(tags(&[("highway", "service"), ("access", "private")]), None);
        let summer = tags(&[("highway", "track"), ("seasonal", "summer")]).unwrap();
        assert!(summer.closed.contains(Season::Winter) && !summer.closed.contains(Season::Summer));
        let broken = tags(&[("highway", "tertiary"), ("smoothness", "very_bad")]).unwrap();
        assert_eq!(broken.smoothness, Smoothness::VeryBad);
    }

    #[test]
    fn ferries_and_ice() {
        assert_eq!(tags(&[("route", "ferry")]).unwrap().passage, Passage::Ferry);
        assert_eq!(tags(&[("route", "ferry"), ("motor_vehicle", "no")]), None);
        assert_eq!(
            tags(&[("highway", "track"), ("ice_road", "yes")])
                .unwrap()
                .passage,
            Passage::IceRoad
        );
        assert_eq!(
            tags(&[("highway", "track"), ("winter_road", "yes")])
                .unwrap()
                .passage,
            Passage::WinterRoad
        );
        assert_eq!(
            tags(&[("highway", "track"), ("seasonal", "winter")])
                .unwrap()
                .passage,
            Passage::WinterRoad
        );
    }

    #[test]
    fn segments_of_one_way_get_codes_of_their_own() {
        let mut codes = RoadCodes::default();
        let made: Vec<_> = (0..3).map(|_| codes.next("way/1").to_string()).collect();
        assert_eq!(made, ["way/1", "way/1:2", "way/1:3"]);
    }
}
