//! The schedule solver against its independent checker, an exhaustive oracle, and its promises.

mod cases;
mod emergencies;
mod explaining;
mod oracle;
mod promises;
mod replanning;
mod vehicles;
