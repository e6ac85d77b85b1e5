//! First plans, to be improved by the search.

mod tree;

pub(super) use tree::{TreeSplit, WHOLE, loads};
