//! What integration tests share: both databases, and a small district.

pub(crate) mod databases;
pub(crate) mod postgres;
pub(crate) mod service;
pub(crate) mod village;
