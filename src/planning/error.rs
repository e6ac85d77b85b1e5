//! What keeps a use case from giving any answer.

use crate::domain::{PlaceKind, Problem, SiteNumber, UnitId};
use crate::roads::RoadsError;

/// A use case that cannot answer.
#[derive(Debug, thiserror::Error)]
pub enum PlanningError {
    /// Nothing to partition.
    #[error("{0}: no inhabited settlement, nothing to partition; import settlements with a population first")]
    NoUnits(String),
    /// The norm profile says nothing about a kind of place.
    #[error("norm profile {profile}: no bounds for {place:?}; add them to the profile or choose another")]
    NormMissing {
        /// The profile.
        profile: String,
        /// The kind of place.
        place: PlaceKind,
    },
    /// A core refused the problem.
    #[error("the data cannot be planned: {}", .0.iter().map(in_a_line).collect::<Vec<_>>().join(" · "))]
    Refused(Vec<Problem>),
    /// The core's own checker refuses its answer: a bug of this program, never stored.
    #[error("site {}: the schedule found is not sound ({detail}); please report this", .site.0)]
    Unsound {
        /// The site.
        site: SiteNumber,
        /// What the checker says.
        detail: String,
    },
    /// A unit that the plan does not know.
    #[error("unit {0} is not part of the municipality")]
    UnknownUnit(UnitId),
    /// A site that the plan neither has nor can open.
    #[error("site {} is not part of the plan; a new site takes the number after the last", .0.0)]
    UnknownSite(SiteNumber),
    /// A day on which nobody of the site sets out.
    #[error("site {}: there is no round on that day; choose a field day", .0.0)]
    NoRound(SiteNumber),
    /// A speed profile that cannot be read.
    #[error(transparent)]
    Roads(#[from] RoadsError),
    /// Geometry that cannot be built.
    #[error("the map cannot be built: {0}")]
    Geometry(String),
}

fn in_a_line(problem: &Problem) -> String {
    format!("{}: {}; {}", problem.pointer, problem.cause, problem.action)
}
