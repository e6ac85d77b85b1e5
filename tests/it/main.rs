//! The one integration binary; its folders mirror `src`.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stderr,
    reason = "a test fails by panicking and says what it skips"
)]

mod districting;
mod domain;
mod exchange;
mod geometry;
mod http;
mod jobs;
mod planning;
mod roads;
mod scheduling;
mod store;
mod support;
mod tiles;
