//! What can stop the geometry of a municipality.

/// An input that no geometry can be made of.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum GeometryError {
    /// No coordinates at all.
    #[error("there is no coordinate to place a plane at")]
    NothingToProject,
    /// A plane cannot be laid there.
    #[error(
        "no plane can be laid at longitude {lon}, latitude {lat}: a municipality lies within 88 degrees of the equator"
    )]
    Centre {
        /// Longitude asked for.
        lon: f64,
        /// Latitude asked for.
        lat: f64,
    },
    /// A tessellation without units.
    #[error("a municipality without units has no cells")]
    NoCells,
    /// The extent is too wide for one plane.
    #[error("the municipality is {extent_km} km wide; one plane serves up to {max_km} km")]
    TooWide {
        /// Extent found.
        extent_km: i64,
        /// The limit.
        max_km: i64,
    },
    /// The boundary has no area on the grid.
    #[error("the boundary has no area")]
    EmptyBoundary,
    /// Crossing lines did not settle on the grid.
    #[error("crossing lines did not settle on the grid in {rounds} rounds")]
    Noding {
        /// Rounds tried.
        rounds: usize,
    },
    /// The triangulation refused the points.
    #[error("the points could not be triangulated: {detail}")]
    Triangulation {
        /// What it said.
        detail: String,
    },
}
