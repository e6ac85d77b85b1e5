//! Uchastok: territory planning for district social services. `src/ARCHITECTURE.md` is the page to read first.

pub mod cli;
pub mod config;
pub mod districting;
pub mod domain;
pub mod exchange;
pub mod fleet_sizing;
pub mod geometry;
pub mod http;
pub mod jobs;
pub mod planning;
pub mod roads;
pub mod scheduling;
pub mod search;
pub mod store;
pub mod tiles;
