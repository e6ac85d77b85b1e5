//! Core C: how many vehicles of which kind, shared by whom.
//!
//! The schedules say which rounds leave which garage, when they are out, and which kinds of vehicle can drive them.
//! Rounds of one garage share its vehicles: a vehicle takes the next round once it is back and turned round, or is lent
//! for the whole day. The answer names a vehicle for each round, the vehicles needed each day, the peak, and a lower
//! bound with the reason that a person can read: so many rounds are out at one moment.
//!
//! For vehicles of one kind the assignment is exact: rounds are intervals, an interval graph is perfect, and colouring
//! it by begin uses as many colours as rounds are ever out at once. With several kinds the same sweep prefers the
//! least versatile vehicle that is free; the bound then looks at every set of kinds.
//!
//! [`level`] moves rounds to other allowed days so that the busiest day needs fewer vehicles.
//!
//! Complexity: sizing is `rounds × (log rounds + vehicles of a garage)`; the bound `2^kinds × rounds × log rounds`.
//!
//! **Architecture Invariant:** integers and indices only; no clock, no randomness, nothing of the search of routes. The
//! [`check`] shares no code with the sizing.
//!
//! # References
//! Golumbic: "Algorithmic graph theory and perfect graphs", 2004, chapter 8 (interval graphs).

mod bound;
mod check;
mod demand;
mod level;
mod size;

pub use bound::Bound;
pub use check::check;
pub use demand::{Demand, KINDS_MAX, Round, Sharing};
pub use level::{Choice, Levelled, level};
pub use size::{DayUse, Fleet, Vehicle, size};
