//! Imports and exports from outside: the shared layers, broken inputs of every kind, and round trips.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stdout)]

mod broken_geojson;
mod broken_osm;
mod broken_tables;
mod fixtures;
mod limits;
mod osm_extracts;
mod problem_codes;
mod round_trips;
mod shared_layers;
mod streets;
mod timetables;
mod vehicles;
