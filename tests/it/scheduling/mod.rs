//! The schedule solver against its independent checker, an exhaustive oracle, and its promises.

mod cases;
mod explaining;
mod oracle;
mod promises;
mod replanning;
mod vehicles;
