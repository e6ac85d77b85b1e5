//! Core A: units to sites.

mod alternatives;
mod anneal;
mod atoms;
mod bound;
mod check;
mod contiguity;
mod draft;
mod enumerate;
mod explain;
mod ground;
mod intake;
mod legalise;
mod moves;
mod objective;
mod outcome;
mod partition;
mod problem;
mod redraw;
mod rounds;
mod search;
mod seed;
mod travel;

pub use alternatives::{Aim, Alternative, alternatives};
pub use check::{Report, check, violations};
pub use outcome::{Bound, Figures, Objective, Options, Outcome, Reason, Relaxation, Sites, Violation};
pub use problem::{
    BORDER_LENGTH_MAX, Border, GroupIx, GroupLayer, NORM_CLASSES_MAX, Neighbour, NodeIx, NormIx, Problem,
    ROAD_DM_MAX, Road, RoadEnd, SiteIx, Territory, UNIT_POPULATION_MAX, Unit, UnitIx,
};
pub use redraw::{Redraw, Repair, SiteChange, Verdict};
pub use search::solve;
