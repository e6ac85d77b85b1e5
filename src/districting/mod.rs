//! Core A: units to sites.

mod anneal;
mod atoms;
mod bound;
mod check;
mod contiguity;
mod intake;
mod moves;
mod objective;
mod outcome;
mod partition;
mod problem;
mod search;
mod seed;
mod travel;

pub use check::{Report, check, violations};
pub use outcome::{Bound, Figures, Objective, Options, Outcome, Reason, Relaxation, Sites, Violation};
pub use problem::{
    Border, GroupIx, GroupLayer, NORM_CLASSES_MAX, Neighbour, NodeIx, NormIx, Problem, Road, RoadEnd, SiteIx,
    Territory, Unit, UnitIx,
};
pub use search::solve;
