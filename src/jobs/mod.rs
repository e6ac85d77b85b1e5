//! Long work outside requests: a queue in the database, workers in the server, one kind of job a file.
//!
//! **Model.** A job is a row. A worker claims it (`store::claims`), runs it on a blocking thread, and ends it together
//! with what it made in one transaction. Between, a supervisor writes progress, renews the lease and looks whether a
//! person asked to stop (`supervise.rs`). A job that crashes or whose server dies is tried again, three times in all;
//! one that refuses its input is not. When the server stops, running jobs go back to the queue.
//!
//! **Architecture Invariant:** a job's effect happens exactly once or not at all, because the effect and the end of the
//! job are one transaction that names the attempt. A panicking job fails only itself. Solvers know nothing of jobs:
//! they take a budget with a stop token and a progress sink.

mod grounds;
mod import;
mod partition;
mod queue;
mod request;
mod run;
mod schedule;
mod supervise;
mod task;

pub use grounds::{Grounds, Survey, SurveyError};
pub use import::{FILE_NAMES, ImportJob};
pub use partition::{PARTITION_ITERATIONS, PARTITION_ITERATIONS_MAX, PROOF_TIME_MAX, PartitionJob};
pub use queue::{Jobs, Runner};
pub use request::JobRequest;
pub use run::Desk;
pub use schedule::{SCHEDULE_ITERATIONS, ScheduleJob};
pub use task::Task;
