//! What a run answers: routes with their times, what is left out, and what it costs.

use super::problem::{DayIndex, DepotIndex, VehicleIndex, VisitIndex};
pub use super::timetable::LunchPlace;

/// One stop of a route.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stop {
    /// The visit.
    pub visit: VisitIndex,
    /// Arrival, time of day.
    pub arrival_s: i64,
    /// Begin of service; later than the arrival where the place is not yet open or lunch comes first.
    pub start_s: i64,
    /// Departure, after service and any lunch taken here.
    pub departure_s: i64,
}

/// The lunch of a route.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LunchBreak {
    /// Where.
    pub place: LunchPlace,
    /// Begin, time of day.
    pub start_s: i64,
    /// End, time of day.
    pub end_s: i64,
}

/// One vehicle on one day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Route {
    /// Day of the cycle.
    pub day: DayIndex,
    /// Base it starts and ends at.
    pub depot: DepotIndex,
    /// Its vehicle; `None` for a plain one.
    pub vehicle: Option<VehicleIndex>,
    /// Stops in order, never empty.
    pub stops: Vec<Stop>,
    /// Departure from the base, as late as an earliest return allows.
    pub departure_s: i64,
    /// Return to the base.
    pub return_s: i64,
    /// Lunch, where the route has one.
    pub lunch: Option<LunchBreak>,
    /// Length of the way from the base and back.
    pub distance: i64,
    /// Time on the road from the base and back.
    pub drive_s: i64,
    /// Demand carried.
    pub load: i64,
}

/// What the cost is made of. The total is their sum.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Cost {
    /// Visits left out.
    pub unserved: i64,
    /// Overtime.
    pub overtime: i64,
    /// Vehicles on the busiest day.
    pub peak: i64,
    /// Routes used.
    pub routes: i64,
    /// Distance and time on the road, a vehicle's between garage and base included.
    pub travel: i64,
    /// Hours of vehicles that are paid by the hour.
    pub duty: i64,
    /// Costs of the chosen day options.
    pub options: i64,
    /// Days longer than comfortable.
    pub long_days: i64,
}

impl Cost {
    /// The sum that the search makes small.
    #[must_use]
    pub fn total(&self) -> i64 {
        self.unserved
            + self.overtime
            + self.peak
            + self.routes
            + self.travel
            + self.duty
            + self.options
            + self.long_days
    }
}

/// Why a visit is left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum UnservedReason {
    /// No base works on the days of any of its options with the skills it needs and a vehicle that goes there.
    NoOption,
    /// There and back with its service alone breaks the working day, on every option.
    LongerThanDay {
        /// By how many seconds, on the best option.
        excess_s: i64,
    },
    /// Its demand is more than any vehicle carries.
    TooMuchDemand,
    /// Its opening hours cannot be met from the base on any option.
    ClosedWhenReachable,
    /// It fits alone, and the days it may be on are full.
    DaysFull,
}

/// A visit that is left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unserved {
    /// The visit.
    pub visit: VisitIndex,
    /// Why.
    pub reason: UnservedReason,
}

/// A rule that an answer breaks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Violation {
    /// A stable code, such as `route.capacity`.
    pub code: &'static str,
    /// The place and the amount, in words.
    pub detail: String,
}

/// The answer of a run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    /// Routes by day, base and first stop.
    pub routes: Vec<Route>,
    /// The chosen option of each visit, `visits` long; `None` when left out.
    pub options: Vec<Option<usize>>,
    /// What is left out, with the reason.
    pub unserved: Vec<Unserved>,
    /// Cost of the answer, as the independent checker derives it.
    pub cost: Cost,
    /// True when the independent checker found no rule broken.
    pub feasible: bool,
    /// What it found.
    pub violations: Vec<Violation>,
    /// Iterations done.
    pub iterations: u64,
}
