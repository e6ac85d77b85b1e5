//! First plans, to be improved by the search.

mod incumbent;
mod tree;

pub(super) use incumbent::from_incumbent;
pub(super) use tree::{TreeSplit, WHOLE, loads};
