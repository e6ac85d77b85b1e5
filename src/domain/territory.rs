//! Everything that is known about one municipality, as an import brings it and the planners read it.

use super::infrastructure::InfrastructurePoint;
use super::place::{Municipality, Settlement, Unit};
use super::road::RoadSegment;
use geo::{LineString, MultiPolygon};
use serde::{Deserialize, Serialize};

/// A municipality with its layers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Territory {
    /// The municipality.
    pub municipality: Municipality,
    /// Its settlements, inhabited or not.
    pub settlements: Vec<Settlement>,
    /// Its units; the inhabited settlements, with towns cut into smaller units.
    pub units: Vec<Unit>,
    /// Its roads, also those that only lead through.
    pub roads: Vec<RoadSegment>,
    /// Its institutions.
    pub infrastructure: Vec<InfrastructurePoint>,
    /// Rivers as lines: a border along one is no neighbourhood unless a road crosses.
    pub waterways: Vec<LineString<f64>>,
    /// Lakes and wide rivers.
    pub water: Vec<MultiPolygon<f64>>,
}
