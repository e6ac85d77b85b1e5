//! Speed profiles: how fast a vehicle goes on a class and surface of road in a season, and where it cannot go.
//!
//! A profile is a TOML file of `data/profiles/speeds`; a region edits a copy. Speed = class speed × surface percent of
//! the season × grade percent of a track, and never more than class speed × what its smoothness allows; ferries, ice and
//! winter roads have a speed and seasons of their own. Nobody drives a road in a season in which it is closed.

use super::cost::Cost;
use super::error::RoadsError;
use super::graph::Edge;
use crate::domain::{Metres, Passage, RoadClass, Season, Smoothness, Surface};
use serde::Deserialize;
use std::collections::BTreeMap;

const CAR: &str = include_str!("../../data/profiles/speeds/car.toml");
const OFFROAD: &str = include_str!("../../data/profiles/speeds/offroad.toml");
const FOOT: &str = include_str!("../../data/profiles/speeds/foot.toml");

/// Fastest speed that a profile may state, km/h; test: `a_wrong_profile_is_refused`.
const SPEED_MAX_KMH: u32 = 150;

/// How a vehicle meets the roads.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SpeedProfile {
    /// Short code: `car`.
    pub id: String,
    /// Title for lists, in Russian.
    pub title: String,
    /// Title for lists, in English.
    pub title_en: String,
    /// Where the figures come from.
    pub source: String,
    /// Whether one-way roads bind it.
    pub obeys_one_way: bool,
    class_kmh: BTreeMap<RoadClass, u32>,
    unknown_surface: BTreeMap<RoadClass, Surface>,
    seasons: BTreeMap<Season, SeasonSpeeds>,
    tracks: Tracks,
    smoothness_percent: BTreeMap<Smoothness, u32>,
    passages: BTreeMap<Passage, PassageSpeed>,
    last_mile: LastMile,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
struct SeasonSpeeds {
    surface_percent: BTreeMap<Surface, u32>,
    #[serde(default)]
    closed_classes: Vec<RoadClass>,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Tracks {
    /// By grade less one.
    grade_percent: [u32; 5],
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
struct PassageSpeed {
    kmh: u32,
    wait_min: u32,
    seasons: Vec<Season>,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
struct LastMile {
    detour_percent: u32,
    limit_m: u32,
    stub_slack_m: u32,
    near_m: u32,
    near_kmh: BTreeMap<Season, u32>,
    far_kmh: BTreeMap<Season, u32>,
}

impl SpeedProfile {
    /// Reads a profile.
    ///
    /// # Errors
    /// Text that is not such a TOML file, a season left out, or a speed that is zero or above 150 km/h.
    pub fn parse(text: &str) -> Result<Self, RoadsError> {
        let profile: Self =
            toml::from_str(text).map_err(|error| RoadsError::Profile(error.message().to_owned()))?;
        profile.check()?;
        Ok(profile)
    }

    /// The profiles that come with the product: car, off-road car, on foot.
    ///
    /// # Errors
    /// Never for the files as published: a test parses each.
    pub fn builtin() -> Result<[Self; 3], RoadsError> {
        Ok([Self::parse(CAR)?, Self::parse(OFFROAD)?, Self::parse(FOOT)?])
    }

    /// The built-in profiles that a vehicle may have: nobody drives on foot.
    ///
    /// # Errors
    /// Never for the files as published.
    pub fn of_vehicles() -> Result<[Self; 2], RoadsError> {
        Ok([Self::parse(CAR)?, Self::parse(OFFROAD)?])
    }

    /// The built-in passenger car.
    ///
    /// # Errors
    /// Never for the file as published.
    pub fn car() -> Result<Self, RoadsError> {
        Self::parse(CAR)
    }

    fn check(&self) -> Result<(), RoadsError> {
        let wrong = |what: String| Err(RoadsError::Profile(format!("{}: {what}", self.id)));
        for season in Season::ALL {
            let last_mile = &self.last_mile;
            if !self.seasons.contains_key(&season)
                || !last_mile.near_kmh.contains_key(&season)
                || !last_mile.far_kmh.contains_key(&season)
            {
                return wrong(format!("the season {season:?} is left out"));
            }
        }
        let speeds = self
            .class_kmh
            .values()
            .chain(self.passages.values().map(|passage| &passage.kmh))
            .chain(self.last_mile.near_kmh.values())
            .chain(self.last_mile.far_kmh.values());
        for &speed in speeds {
            if speed == 0 || speed > SPEED_MAX_KMH {
                return wrong(format!(
                    "a speed of {speed} km/h is not within 1 to {SPEED_MAX_KMH}"
                ));
            }
        }
        if self.last_mile.detour_percent < 100 {
            return wrong("a detour shorter than the straight line".to_owned());
        }
        if self
            .unknown_surface
            .values()
            .any(|&surface| surface == Surface::Unknown)
        {
            return wrong("an unknown surface must stand for a known one".to_owned());
        }
        Ok(())
    }

    /// The fastest that the vehicle goes anywhere, in km/h.
    #[must_use]
    pub fn fastest_kmh(&self) -> u32 {
        let surfaces = self
            .seasons
            .values()
            .flat_map(|speeds| speeds.surface_percent.values());
        let percent = surfaces.copied().max().unwrap_or(100).max(100);
        let roads = self.class_kmh.values().map(|kmh| kmh * percent / 100 + 1);
        let passages = self.passages.values().map(|passage| passage.kmh);
        roads.chain(passages).max().unwrap_or(SPEED_MAX_KMH)
    }

    /// Cost of an edge from end to end, ignoring its direction; [`Cost::NEVER`] where the vehicle cannot go.
    #[must_use]
    pub fn edge_cost(&self, edge: &Edge, season: Season) -> Cost {
        if edge.kind.closed.contains(season) {
            return Cost::NEVER;
        }
        let length_cm = edge.length_cm;
        let time_ms = if edge.kind.passage == Passage::Road {
            let paved_cm = edge.paved_cm.map_or(0, |paved_cm| paved_cm.min(length_cm));
            let rest = match edge.paved_cm {
                Some(_) => self.unpaved(edge.kind.class, edge.kind.surface),
                None => self.known(edge.kind.class, edge.kind.surface),
            };
            let paved = self.road_time_ms(edge, Surface::Paved, season, paved_cm);
            let rest = self.road_time_ms(edge, rest, season, length_cm - paved_cm);
            paved.zip(rest).map(|(paved, rest)| paved + rest)
        } else {
            self.passage_time_ms(edge.kind.passage, season, length_cm)
        };
        time_ms.map_or(Cost::NEVER, |time_ms| Cost::new(time_ms, length_cm))
    }

    /// Length and time of the last mile for a straight distance from the place to the road.
    ///
    /// # Errors
    /// [`RoadsError::OffNetwork`] beyond the profile's limit.
    pub fn last_mile(&self, straight: Metres, season: Season) -> Result<Cost, RoadsError> {
        let limit = self.last_mile_limit();
        let kmh = |speeds: &BTreeMap<Season, u32>| speeds.get(&season).copied().unwrap_or(1);
        if straight > limit {
            return Err(RoadsError::OffNetwork {
                nearest: straight,
                limit,
            });
        }
        let detoured_cm = |metres: i64| metres.max(0) as u64 * u64::from(self.last_mile.detour_percent);
        let near_m = straight.get().min(i64::from(self.last_mile.near_m));
        let near_cm = detoured_cm(near_m);
        let far_cm = detoured_cm(straight.get() - near_m);
        let time_ms = time_ms(near_cm, u64::from(kmh(&self.last_mile.near_kmh)) * 1000)
            + time_ms(far_cm, u64::from(kmh(&self.last_mile.far_kmh)) * 1000);
        Ok(Cost::new(time_ms, (near_cm + far_cm) as u32))
    }

    /// Longest last mile, straight.
    #[must_use]
    pub fn last_mile_limit(&self) -> Metres {
        Metres(i64::from(self.last_mile.limit_m))
    }

    /// How far a last mile counts as village streets, straight.
    #[must_use]
    pub fn village_reach(&self) -> Metres {
        Metres(i64::from(self.last_mile.near_m))
    }

    /// How much farther a road of the main network may be than an isolated stub and still be preferred.
    #[must_use]
    pub fn stub_slack(&self) -> Metres {
        Metres(i64::from(self.last_mile.stub_slack_m))
    }

    fn known(&self, class: RoadClass, surface: Surface) -> Surface {
        match surface {
            Surface::Unknown => self.unknown_surface.get(&class).copied().unwrap_or(Surface::Dirt),
            known => known,
        }
    }

    /// The surface of the part that a source's paved length leaves over.
    fn unpaved(&self, class: RoadClass, surface: Surface) -> Surface {
        match surface {
            Surface::Gravel | Surface::Dirt => surface,
            Surface::Paved => Surface::Gravel,
            Surface::Unknown => match self.known(class, surface) {
                Surface::Paved => Surface::Gravel,
                unpaved => unpaved,
            },
        }
    }

    fn road_time_ms(&self, edge: &Edge, surface: Surface, season: Season, length_cm: u32) -> Option<u64> {
        if length_cm == 0 && edge.length_cm > 0 {
            return Some(0);
        }
        let speeds = self.seasons.get(&season)?;
        let class = edge.kind.class;
        if speeds.closed_classes.contains(&class) {
            return None;
        }
        let grade_percent = match (class, edge.kind.track_grade) {
            (RoadClass::Track, grade @ 1..=5) => self.tracks.grade_percent[usize::from(grade) - 1],
            _ => 100,
        };
        let even_percent = match edge.kind.smoothness {
            Smoothness::Unknown => u32::MAX,
            stated => *self.smoothness_percent.get(&stated)?,
        };
        let made_of = speeds.surface_percent.get(&surface)? * grade_percent;
        let metres_per_hour = u64::from(*self.class_kmh.get(&class)?)
            * u64::from(made_of.min(even_percent.saturating_mul(100)))
            / 10;
        (metres_per_hour > 0).then(|| time_ms(u64::from(length_cm), metres_per_hour))
    }

    fn passage_time_ms(&self, passage: Passage, season: Season, length_cm: u32) -> Option<u64> {
        let speed = self.passages.get(&passage)?;
        speed.seasons.contains(&season).then(|| {
            time_ms(u64::from(length_cm), u64::from(speed.kmh) * 1000) + u64::from(speed.wait_min) * 60_000
        })
    }
}

/// Milliseconds for a length, to the nearest.
fn time_ms(length_cm: u64, metres_per_hour: u64) -> u64 {
    (length_cm * 36_000 + metres_per_hour / 2) / metres_per_hour
}

#[cfg(test)]
mod tests {
    use super::{CAR, SpeedProfile};
    use crate::domain::{Direction, Metres, Passage, RoadClass, Season, Smoothness, Surface};
    use crate::roads::Cost;
    use crate::roads::graph::{Edge, NodeIndex, RoadKind};

    fn edge(class: RoadClass, surface: Surface, passage: Passage) -> Edge {
        Edge {
            tail: NodeIndex(0),
            head: NodeIndex(1),
            length_cm: 6_000_000,
            paved_cm: None,
            kind: RoadKind {
                class,
                surface,
                track_grade: 0,
                smoothness: crate::domain::Smoothness::Unknown,
                closed: crate::domain::Seasons::NONE,
                passage,
            },
            direction: Direction::Both,
        }
    }

    fn seconds(cost: Cost) -> Option<i64> {
        cost.leg().map(|leg| leg.time.get())
    }

    #[test]
    fn the_builtin_profiles_are_sound() {
        let ids: Vec<_> = SpeedProfile::builtin()
            .unwrap()
            .map(|profile| profile.id)
            .to_vec();
        assert_eq!(ids, ["car", "offroad", "foot"]);
    }

    #[test]
    fn a_wrong_profile_is_refused() {
        for (from, to) in [
            ("trunk = 85", "trunk = 0"),
            ("trunk = 85", "trunk = 151"),
            ("trunk = 85", "avenue = 85"),
            ("detour_percent = 130", "detour_percent = 99"),
            ("trunk = \"paved\"", "trunk = \"unknown\""),
            ("summer = 15, ", ""),
        ] {
            assert!(CAR.contains(from), "{from}");
            assert!(SpeedProfile::parse(&CAR.replacen(from, to, 1)).is_err(), "{to}");
        }
    }

    #[test]
    fn sixty_kilometres_take_what_class_surface_and_season_say() {
        let car = SpeedProfile::car().unwrap();
        let time = |edge: &Edge, season| seconds(car.edge_cost(edge, season));
        let tertiary = edge(RoadClass::Tertiary, Surface::Paved, Passage::Road);
        assert_eq!(time(&tertiary, Season::Summer), Some(3600));
        let gravel = edge(RoadClass::Tertiary, Surface::Gravel, Passage::Road);
        assert_eq!(time(&gravel, Season::Summer), Some(4800));
        assert_eq!(time(&gravel, Season::Thaw), Some(8000));
        let unknown = edge(RoadClass::Unclassified, Surface::Unknown, Passage::Road);
        assert_eq!(time(&unknown, Season::Summer), Some(7200));
        assert_eq!(time(&unknown, Season::Thaw), Some(14400));
    }

    #[test]
    fn seasons_open_and_close_passages() {
        let car = SpeedProfile::car().unwrap();
        let open = |class, passage, season| {
            car.edge_cost(&edge(class, Surface::Dirt, passage), season)
                .is_open()
        };
        let tertiary = RoadClass::Tertiary;
        for (passage, summer, winter, thaw) in [
            (Passage::Road, true, true, true),
            (Passage::Ferry, true, false, false),
            (Passage::IceRoad, false, true, false),
            (Passage::WinterRoad, false, true, false),
        ] {
            let found = Season::ALL.map(|season| open(tertiary, passage, season));
            assert_eq!(found, [summer, winter, thaw], "{passage:?}");
        }
        assert!(open(RoadClass::Track, Passage::Road, Season::Summer));
        assert!(!open(RoadClass::Track, Passage::Road, Season::Thaw));
        assert!(!open(RoadClass::Path, Passage::Road, Season::Summer));
    }

    #[test]
    fn a_broken_road_is_slow_and_a_closed_one_closed() {
        let [car, offroad, foot] = SpeedProfile::builtin().unwrap();
        let mut road = edge(RoadClass::Tertiary, Surface::Paved, Passage::Road);
        road.kind.smoothness = Smoothness::Bad;
        assert_eq!(seconds(car.edge_cost(&road, Season::Summer)), Some(6000));
        // Even earth is earth still.
        road.kind.surface = Surface::Dirt;
        road.kind.smoothness = Smoothness::Good;
        assert_eq!(seconds(car.edge_cost(&road, Season::Summer)), Some(6000));
        road.kind.smoothness = Smoothness::Horrible;
        assert!(!car.edge_cost(&road, Season::Summer).is_open());
        assert!(offroad.edge_cost(&road, Season::Summer).is_open());
        road.kind.smoothness = Smoothness::Impassable;
        assert!(!offroad.edge_cost(&road, Season::Summer).is_open());
        assert!(foot.edge_cost(&road, Season::Summer).is_open());
        road.kind.closed = [Season::Winter].into_iter().collect();
        assert!(!foot.edge_cost(&road, Season::Winter).is_open());
    }

    #[test]
    fn a_stated_paved_length_is_driven_as_paved_and_the_rest_as_unpaved() {
        let car = SpeedProfile::car().unwrap();
        let mut half = edge(RoadClass::Tertiary, Surface::Unknown, Passage::Road);
        half.paved_cm = Some(3_000_000);
        assert_eq!(seconds(car.edge_cost(&half, Season::Summer)), Some(1800 + 2400));
        half.paved_cm = Some(6_000_000);
        assert_eq!(seconds(car.edge_cost(&half, Season::Summer)), Some(3600));
    }

    #[test]
    fn the_last_mile_is_slow_and_limited() {
        let car = SpeedProfile::car().unwrap();
        let near = car.last_mile(Metres(1500), Season::Summer).unwrap();
        assert_eq!((near.length_cm(), seconds(near)), (195_000, Some(468)));
        let far = car.last_mile(Metres(14_000), Season::Summer).unwrap();
        assert_eq!((far.length_cm(), seconds(far)), (1_820_000, Some(468 + 11_700)));
        assert!(car.last_mile(Metres(20_001), Season::Summer).is_err());
    }
}
