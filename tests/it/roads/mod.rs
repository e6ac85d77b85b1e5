//! Roads: networks drawn as text, oracles on random graphs, and the real layers.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stdout)]

mod assembling;
mod link_tables;
mod links;
mod map;
mod oracle;
mod real;
mod seasons;
mod snapping;
