//! Published instance files.

pub mod districting;
