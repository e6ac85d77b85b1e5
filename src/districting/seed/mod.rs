//! First plans, to be improved by the search.

mod density;
mod incumbent;
mod tree;

pub(super) use density::site_shares;
pub(super) use incumbent::from_incumbent;
pub(super) use tree::{TreeSplit, WHOLE, loads};
