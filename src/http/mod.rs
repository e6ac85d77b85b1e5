//! The service over HTTP: sessions, the API below `/api/v1`, vector tiles, and the embedded front-end.
//!
//! `router.rs` is the index: every address with its handler. A handler is check, find, act, answer; who may call it is
//! decided before, by the table in `guard/access.rs`. Errors are problem+json with a code and both languages
//! (`problem.rs`). Versions are ETags (`etag.rs`). What is derived from a municipality's layers and needed again is kept
//! in memory by `jobs::Grounds`. `serve.rs` accepts connections, limits how long
//! a client may take for its headers, and drains within a deadline.
//!
//! **Architecture Invariant:** only this folder names axum, hyper and utoipa. No handler reads the database's SQL, no
//! rule of the domain is decided here. An answer never shows SQL, a path or a backtrace; a log never shows a token, a
//! body or a name.

mod app;
mod body;
mod catchments;
mod dates;
mod etag;
mod explain;
mod feature;
mod fleet;
mod front_end;
mod guard;
mod health;
mod imports;
mod infrastructure;
mod jobs;
mod kept;
mod municipalities;
mod norms;
mod openapi;
mod partitions;
mod plan_checks;
mod plan_edits;
mod plan_export;
mod plan_jobs;
mod plan_repairs;
mod plan_shapes;
mod plan_status;
mod plans;
mod problem;
mod public;
mod replans;
mod router;
mod schedules;
mod serve;
mod session;
mod sheets;
mod signed;
mod site_view;
mod tiles;
mod timetables;
mod vehicles;
mod workers;

pub use app::{App, Settings};
pub use router::{openapi, router};
pub use serve::{ServeError, Server};
