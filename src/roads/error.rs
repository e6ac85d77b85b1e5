//! Why a place cannot be reached or a profile cannot be read.

use crate::domain::Metres;

/// What can fail in this layer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RoadsError {
    /// The nearest usable road is farther than the profile walks.
    #[error("the nearest usable road is {nearest} away in a straight line, the limit is {limit}")]
    OffNetwork {
        /// Straight distance to it.
        nearest: Metres,
        /// Limit of the profile's last mile.
        limit: Metres,
    },
    /// The graph has no road that this vehicle can use in this season.
    #[error("no road is open to this vehicle in this season")]
    NoRoads,
    /// Both places are on roads, but no way leads from one to the other in this season.
    #[error("no way leads from one place to the other in this season")]
    NoWay,
    /// A speed profile is not what it should be.
    #[error("speed profile: {0}")]
    Profile(String),
}
