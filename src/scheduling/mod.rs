//! Core B: visits to a cycle of weekly routes.

mod check;
mod cooling;
mod explain;
mod insert;
mod model;
mod outcome;
mod price;
mod problem;
mod recreate;
mod repair;
mod ruin;
mod search;
mod span;
mod state;
mod timetable;
mod validate;
mod write;

pub use check::{Report, check};
pub use explain::reason;
pub use insert::{Delay, Dispatcher, Emergency, Insertion};
pub use outcome::{Cost, LunchBreak, LunchPlace, Outcome, Route, Stop, Unserved, UnservedReason, Violation};
pub use problem::{
    CYCLE_DAYS_MAX, DayIndex, DayOption, Depot, DepotIndex, LEG_MAX, LocationIndex, Lunch, Problem, Shift,
    TravelMatrix, VISITS_MAX, Visit, VisitIndex, Weights, Window, days_of,
};
pub use repair::{MoveReason, Moved, Published, Replanned, repair};
pub use search::{Options, solve};
pub use validate::faults;
