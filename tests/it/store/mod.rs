//! The conformance suite of the store: every test runs on SQLite and on PostgreSQL.

mod accounts;
mod jobs;
mod municipalities;
mod opening;
mod plans;
pub(crate) mod schedules;
