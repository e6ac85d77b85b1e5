//! Core C: how many vehicles carry a set of rounds, who shares them, and why fewer cannot.
//!
//! **Model.** A trip takes a vehicle from its start to its end on one day, from and back to one base. A vehicle can do
//! two trips of a day when it can drive from the first's base to the second's in between. Vehicles are alike.
//!
//! - [`size_day`] gives the fewest vehicles of one day and who shares them: a minimum path cover of the "can follow"
//!   graph, found by bipartite matching (exact; O(n³) in the trips of a day, which are tens).
//! - [`fleet_bound`] holds whatever the weekdays: a bin-packing bound over all vehicle-days of the cycle.
//! - [`level_weekdays`] renames the weekdays of each site, which no rhythm of visits notices, so that the busiest day
//!   needs few vehicles.
//! - [`check_day`] re-derives that an answer is feasible and no larger than it says.
//!
//! **Architecture Invariant:** integers only, no randomness: the same trips give the same fleet.
//!
//! # References
//! D. R. Fulkerson, "Note on Dilworth's decomposition theorem for partially ordered sets", Proc. AMS 7, 1956 (path cover
//! by matching). S. Martello, P. Toth, "Lower bounds and reduction procedures for the bin packing problem", Discrete
//! Applied Mathematics 28, 1990 (the bound L2).

mod bound;
mod check;
mod level;
mod size;

pub use bound::{FleetBound, fleet_bound};
pub use check::check_day;
pub use level::{Relabel, level_weekdays};
pub use size::{Trip, TripIx, size_day};
