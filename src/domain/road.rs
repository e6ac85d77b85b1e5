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
    /// Road, ferry, ice.
    pub passage: Passage,
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
