//! The service over HTTP.

mod access;
mod guards;
mod imports;
mod limits;
mod municipalities;
mod openapi;
mod partitions;
mod plans;
mod schedules;
mod sessions;
