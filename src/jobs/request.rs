//! What a job is asked for, as it is kept in the table: one variant for each kind of job.

use super::import::ImportJob;
use super::partition::PartitionJob;
use super::schedule::ScheduleJob;
use crate::domain::MunicipalityId;
use crate::store::{JobFile, NewJob, StoreError};
use serde::{Deserialize, Serialize};

/// A kind of job with its parameters.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(tag = "job", rename_all = "snake_case")]
pub enum JobRequest {
    /// Files to a municipality.
    Import(ImportJob),
    /// A municipality to a plan.
    Partition(PartitionJob),
    /// A plan to a schedule.
    Schedule(ScheduleJob),
}

impl JobRequest {
    /// The kind's name.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Import(_) => "import",
            Self::Partition(_) => "partition",
            Self::Schedule(_) => "schedule",
        }
    }

    fn municipality(&self) -> &MunicipalityId {
        match self {
            Self::Import(job) => &job.settings.id,
            Self::Partition(job) => &job.municipality,
            Self::Schedule(job) => &job.municipality,
        }
    }

    /// The job to be queued, with its files.
    ///
    /// # Errors
    /// The parameters cannot be written down.
    pub fn with_files(&self, files: Vec<JobFile>) -> Result<NewJob, StoreError> {
        let parameters = serde_json::to_string(self).map_err(|cause| StoreError::Corrupt {
            what: "parameters of a job".into(),
            cause: cause.to_string(),
        })?;
        Ok(NewJob {
            kind: self.kind(),
            municipality: Some(self.municipality().clone()),
            parameters,
            files,
        })
    }
}
