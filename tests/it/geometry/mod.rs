//! Geometry on random and on real territories.

mod adjacency;
mod real;
mod tessellation;
