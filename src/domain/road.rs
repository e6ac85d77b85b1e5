//! Roads as an imported layer: lines with class, surface and passability, before any graph is made of them.

use super::ids::RoadId;
use super::measures::Metres;
use geo::LineString;
use serde::{Deserialize, Serialize};

/// Class of a road, from OpenStreetMap's `highway`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RoadClass {
    /// motorway, trunk and their links.
    Trunk,
    /// primary.
    Primary,
    /// secondary.
    Secondary,
    /// tertiary.
    Tertiary,
    /// unclassified, road.
    Unclassified,
    /// residential, living street.
    Residential,
    /// service.
    Service,
    /// track.
    Track,
    /// path, footway, bridleway: on foot only.
    Path,
}

/// What the road is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Surface {
    /// Asphalt, concrete.
    Paved,
    /// Gravel, compacted.
    Gravel,
    /// Earth, sand, grass.
    Dirt,
    /// Not stated.
    Unknown,
}

/// How even a road is, from OpenStreetMap's `smoothness`: what it lets a vehicle do whatever it is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Smoothness {
    /// excellent, good.
    Good,
    /// intermediate: a city car slows down.
    Intermediate,
    /// bad: ruts and holes.
    Bad,
    /// very_bad: high clearance.
    VeryBad,
    /// horrible, very_horrible: off-road vehicles only.
    Horrible,
    /// impassable to anything on wheels.
    Impassable,
    /// Not stated.
    #[default]
    Unknown,
}

/// What carries the traveller along the segment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Passage {
    /// An ordinary road, bridges included.
    Road,
    /// A ferry: not in winter.
    Ferry,
    /// An ice road or ice crossing: in winter only.
    IceRoad,
    /// A winter road (зимник): in winter only.
    WinterRoad,
}

/// In which directions the segment may be driven, relative to its line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// Both ways.
    Both,
    /// Along the line only.
    Forward,
    /// Against the line only.
    Backward,
}

/// One road segment. Segments meet where they share an end or a vertex of equal coordinates.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RoadSegment {
    /// Stable code from the source; unique in its municipality.
    pub id: RoadId,
    /// Vertices, WGS84 degrees, at least two.
    pub line: LineString<f64>,
    /// Length that the source states (a table of links); `None` takes the geodesic length of the line.
    pub stated_length: Option<Metres>,
    /// Part of the length that is paved when the source states it; otherwise `surface` holds for all of it.
    pub paved_length: Option<Metres>,
    /// Class.
    pub class: RoadClass,
    /// Surface.
    pub surface: Surface,
    /// Grade of a track 1 (hard) to 5 (soft), 0 when unknown.
    pub track_grade: u8,
    /// How even it is.
    #[serde(default)]
    pub smoothness: Smoothness,
    /// Road, ferry, ice.
    pub passage: Passage,
    /// Seasons in which it is closed, by a seasonal sign or because it is there for a part of the year only.
    #[serde(default)]
    pub closed: Seasons,
    /// One-way or not, for motor vehicles.
    pub direction: Direction,
    /// Street name or road number.
    pub name: Option<String>,
}

/// Season of the road network.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Season {
    /// Roads dry, ferries run.
    Summer,
    /// Roads frozen, winter roads and ice crossings open.
    Winter,
    /// Распутица: unpaved roads slow or closed, neither ferry nor ice.
    Thaw,
}

impl Season {
    /// Every season.
    pub const ALL: [Self; 3] = [Self::Summer, Self::Winter, Self::Thaw];
}

/// Some of the seasons.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(from = "Vec<Season>", into = "Vec<Season>")]
pub struct Seasons(u8);

impl Seasons {
    /// None of them.
    pub const NONE: Self = Self(0);

    /// True when `season` is one of them.
    #[must_use]
    pub const fn contains(self, season: Season) -> bool {
        self.0 & 1 << season as u8 != 0
    }

    /// The seasons that are not among these.
    #[must_use]
    pub fn others(self) -> Self {
        Season::ALL
            .into_iter()
            .filter(|&season| !self.contains(season))
            .collect()
    }
}

impl FromIterator<Season> for Seasons {
    fn from_iter<T: IntoIterator<Item = Season>>(seasons: T) -> Self {
        Self(seasons.into_iter().fold(0, |set, season| set | 1 << season as u8))
    }
}

impl From<Vec<Season>> for Seasons {
    fn from(seasons: Vec<Season>) -> Self {
        seasons.into_iter().collect()
    }
}

impl From<Seasons> for Vec<Season> {
    fn from(seasons: Seasons) -> Self {
        let is_one = |season: &Season| seasons.contains(*season);
        Season::ALL.into_iter().filter(is_one).collect()
    }
}
