//! The nouns of district social service and their invariants.

mod measures;

pub use measures::{Metres, Persons, Seconds};
