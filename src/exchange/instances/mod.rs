//! Instance files of published benchmarks.

pub mod districting;
pub mod schedule;
