//! The one integration binary; its folders mirror `src`.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stderr,
    clippy::print_stdout,
    clippy::needless_pass_by_value,
    clippy::too_many_lines,
    clippy::float_cmp,
    clippy::redundant_clone,
    reason = "a test fails by panicking, says what it skips, and lists its cases where they are used"
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
