//! Published benchmark formats.

pub mod schedule;
