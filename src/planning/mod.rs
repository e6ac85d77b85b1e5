//! Use cases: a territory to a problem of a core, a solution to a plan, a schedule or a fleet, and their check.
//!
//! `ground` is what the planners need to know of a territory beside its lists: cells, neighbours, roads. It is built
//! once and shared. `partition`, `timetable` and `vehicles` turn it into a problem of a core and write the core's answer
//! down as a document of the domain; `replan` does so for changed circumstances with least change, `emergency` for a
//! visit that cannot wait; `explain` says why a day is long or a settlement left out, and what would help. `check` re-derives every stored document.
//!
//! **Architecture Invariant:** no I/O, no database, no clock: ids and times of what is made come in as [`Made`]. Each
//! use case is a function of its arguments, so the command line, a job and a test run the same one.

mod advice;
pub mod check;
mod circumstance_faults;
mod compare;
mod dates;
mod emergency;
mod error;
mod explain;
pub mod figures;
mod ground;
mod known_rounds;
mod near_sites;
mod network;
mod one_week;
mod partition;
mod reach;
mod reasons;
mod redraw;
mod remedy_words;
mod repair;
mod replan;
mod schedule_changes;
mod site_names;
mod timetable;
mod unserved;
mod vehicles;
mod visits;

pub use circumstance_faults::circumstance_faults;
pub use compare::{Comparison, MovedUnit, compare};
pub use dates::{ExtraVisit, OrderAnswer, OrderRequest, PlannedVisit, SiteDate, order, site_dates};
pub use emergency::{Delayed, EmergencyOption, EmergencyRequest, emergency};
pub use error::PlanningError;
pub use explain::{Explanation, Question, Suggestion, explain};
pub use ground::{DirectLink, Ground, NeighbourPair};
pub use network::{FleetRoads, Network};
pub use partition::{PartitionRequest, Start, VariantSet, partition, variants};
pub use redraw::{Evaluation, JudgedSite, UnitMove, evaluate, redraw};
pub use repair::{Proposal, repairs};
pub use replan::{EARLIER_MAX, replan};
pub use timetable::{ITERATIONS as SCHEDULE_ITERATIONS, ScheduleRequest, timetable};
pub use vehicles::vehicles;
pub use visits::{PlaceDay, VisitNeed, day_patterns, need};

/// Identity and time of a document that is made; they come from the caller, who has a clock and a generator of ids.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Made {
    /// Id of the new document.
    pub id: String,
    /// Now, RFC 3339 in UTC.
    pub at: String,
}
