//! The job table as people see it: queue a job, look at it, ask to stop it. Working on jobs is `claims.rs`.

use super::database::Tx;
use super::journal::Change;
use super::statement::{Row, sql};
use super::{Store, StoreError, StoreResult, new_id};
use crate::domain::{MunicipalityId, PlanId, Problem, RegionId, ScheduleId};
use serde::{Deserialize, Serialize};
use std::fmt;

/// Jobs in a list.
const RECENT_MAX: i64 = 100;

/// Id of a job.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct JobId(pub String);

impl fmt::Display for JobId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Where a job stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum JobState {
    /// Waits for a worker.
    Queued,
    /// A worker has it.
    Running,
    /// Ended with a result.
    Done,
    /// Ended with problems.
    Failed,
    /// Ended by a person.
    Cancelled,
}

impl JobState {
    const ALL: [Self; 5] = [
        Self::Queued,
        Self::Running,
        Self::Done,
        Self::Failed,
        Self::Cancelled,
    ];

    /// The word in the database and in JSON.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Running => "running",
            Self::Done => "done",
            Self::Failed => "failed",
            Self::Cancelled => "cancelled",
        }
    }

    /// True when nothing will change any more.
    #[must_use]
    pub fn is_final(self) -> bool {
        matches!(self, Self::Done | Self::Failed | Self::Cancelled)
    }
}

/// What a job made.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct JobResult {
    /// The plan, the first of them where there are several.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub plan: Option<PlanId>,
    /// All plans, where several were made to choose from.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub plans: Vec<PlanId>,
    /// The schedule.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub schedule: Option<ScheduleId>,
    /// The municipality.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub municipality: Option<MunicipalityId>,
}

/// A job as people see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JobRecord {
    /// Its id.
    pub id: JobId,
    /// Kind, such as `partition`.
    pub kind: String,
    /// The municipality that it works on, when that exists already.
    pub municipality: Option<MunicipalityId>,
    /// Where it stands.
    pub state: JobState,
    /// 0 to 100.
    pub progress: u8,
    /// What it is doing, or why it ended.
    pub message: String,
    /// What it made.
    pub result: Option<JobResult>,
    /// What was wrong with its input.
    pub problems: Vec<Problem>,
    /// Times that it was begun.
    pub attempts: i64,
    /// True when a person asked to stop it.
    pub cancel_requested: bool,
    /// Login.
    pub created_by: String,
    /// Epoch milliseconds.
    pub created_at_ms: i64,
    /// Epoch milliseconds.
    pub started_at_ms: Option<i64>,
    /// Epoch milliseconds.
    pub finished_at_ms: Option<i64>,
}

/// A file that a job reads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JobFile {
    /// Name of the form's field, such as `units`.
    pub name: String,
    /// Name that the user gave, for messages.
    pub file_name: String,
    /// Content.
    pub content: Vec<u8>,
}

/// A job to be queued.
#[derive(Debug, Clone)]
pub struct NewJob {
    /// Kind.
    pub kind: &'static str,
    /// The municipality, when it exists already.
    pub municipality: Option<MunicipalityId>,
    /// Parameters as JSON.
    pub parameters: String,
    /// Files that it reads; forgotten when it has ended.
    pub files: Vec<JobFile>,
}

fn read_record(row: &Row) -> StoreResult<JobRecord> {
    let state = row.text("state")?;
    let result = row.text_or_none("result")?;
    Ok(JobRecord {
        id: JobId(row.text("id")?),
        kind: row.text("kind")?,
        municipality: row.text_or_none("municipality_id")?.map(MunicipalityId::new),
        state: JobState::ALL
            .into_iter()
            .find(|known| known.as_str() == state)
            .ok_or_else(|| StoreError::corrupt("state of a job", state))?,
        progress: row.int("progress")?.clamp(0, 100) as u8,
        message: row.text("message")?,
        result: result
            .map(|text| serde_json::from_str(&text))
            .transpose()
            .map_err(|cause| StoreError::corrupt("result of a job", cause))?,
        problems: row.json("problems")?,
        attempts: row.int("attempts")?,
        cancel_requested: row.flag("cancel_requested")?,
        created_by: row.text("created_by")?,
        created_at_ms: row.int("created_at")?,
        started_at_ms: row.int_or_none("started_at")?,
        finished_at_ms: row.int_or_none("finished_at")?,
    })
}

impl Store {
    /// Queues a job with its files.
    ///
    /// # Errors
    /// The database does not answer; then nothing is queued.
    pub async fn enqueue(&self, job: &NewJob, change: &Change) -> StoreResult<JobId> {
        let id = JobId(new_id());
        let mut tx = self.db.begin().await?;
        tx.execute(
            sql("INSERT INTO jobs (region_id, id, kind, municipality_id, parameters, state, progress, message, problems,
                     attempts, lease_until, cancel_requested, created_by, created_at)
                 VALUES ($1, $2, $3, $4, $5, 'queued', 0, '', '[]', 0, 0, 0, $6, $7)")
            .bind(self.region.as_str())
            .bind(id.0.as_str())
            .bind(job.kind)
            .bind(job.municipality.as_ref().map(MunicipalityId::as_str))
            .bind(job.parameters.as_str())
            .bind(change.by.as_str())
            .bind(self.now_ms()),
        )
        .await?;
        for file in &job.files {
            tx.execute(
                sql("INSERT INTO job_files (region_id, job_id, name, file_name, content) VALUES ($1, $2, $3, $4, $5)")
                    .bind(self.region.as_str())
                    .bind(id.0.as_str())
                    .bind(file.name.as_str())
                    .bind(file.file_name.as_str())
                    .bind(file.content.clone()),
            )
            .await?;
        }
        tx.commit().await?;
        Ok(id)
    }

    /// The files of a job.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn job_files(&self, id: &JobId) -> StoreResult<Vec<JobFile>> {
        let query = sql(
            "SELECT name, file_name, content FROM job_files WHERE region_id = $1 AND job_id = $2
             ORDER BY name",
        )
        .bind(self.region.as_str())
        .bind(id.0.as_str());
        let rows = self.db.all(query).await?;
        rows.iter()
            .map(|row| {
                Ok(JobFile {
                    name: row.text("name")?,
                    file_name: row.text("file_name")?,
                    content: row.bytes("content")?,
                })
            })
            .collect()
    }

    /// One job.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn job(&self, id: &JobId) -> StoreResult<Option<JobRecord>> {
        let query = sql(
            "SELECT id, kind, municipality_id, state, progress, message, result, problems, attempts,
             cancel_requested, created_by, created_at, started_at, finished_at FROM jobs
             WHERE region_id = $1 AND id = $2",
        );
        let row = self
            .db
            .one(query.bind(self.region.as_str()).bind(id.0.as_str()))
            .await?;
        row.as_ref().map(read_record).transpose()
    }

    /// The last jobs, newest first; of one municipality when it is named.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn recent_jobs(&self, municipality: Option<&MunicipalityId>) -> StoreResult<Vec<JobRecord>> {
        let query = sql("SELECT id, kind, municipality_id, state, progress, message, result, problems, attempts,
             cancel_requested, created_by, created_at, started_at, finished_at FROM jobs
             WHERE region_id = $1 AND ($2 = '' OR municipality_id = $2) ORDER BY created_at DESC, id DESC LIMIT $3")
        .bind(self.region.as_str())
        .bind(municipality.map_or("", MunicipalityId::as_str))
        .bind(RECENT_MAX);
        self.db.all(query).await?.iter().map(read_record).collect()
    }

    /// Jobs that wait or run: the length of the queue.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn open_jobs(&self) -> StoreResult<i64> {
        let query =
            sql("SELECT COUNT(*) AS n FROM jobs WHERE region_id = $1 AND state IN ('queued', 'running')");
        let row = self.db.one(query.bind(self.region.as_str())).await?;
        row.map_or(Ok(0), |row| row.int("n"))
    }

    /// True when a person asked to stop the job: a read, cheap enough to ask several times a second.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn is_cancel_requested(&self, id: &JobId) -> StoreResult<bool> {
        let query = sql("SELECT cancel_requested FROM jobs WHERE region_id = $1 AND id = $2");
        let row = self
            .db
            .one(query.bind(self.region.as_str()).bind(id.0.as_str()))
            .await?;
        row.map_or(Ok(true), |row| row.flag("cancel_requested"))
    }

    /// Asks to stop a job: one that waits ends at once, one that runs at its worker's next look.
    ///
    /// # Errors
    /// [`StoreError::Missing`] when there is no such job.
    pub async fn request_cancel(&self, id: &JobId) -> StoreResult<()> {
        let now_ms = self.now_ms();
        let mut tx = self.db.begin().await?;
        let waiting = tx
            .execute(
                sql("UPDATE jobs SET state = 'cancelled', cancel_requested = 1, finished_at = $3, message = ''
                     WHERE region_id = $1 AND id = $2 AND state = 'queued'")
                .bind(self.region.as_str())
                .bind(id.0.as_str())
                .bind(now_ms),
            )
            .await?;
        if waiting > 0 {
            forget_files(&mut tx, &self.region, &id.0).await?;
            return tx.commit().await;
        }
        let known = tx
            .execute(
                sql("UPDATE jobs SET cancel_requested = 1 WHERE region_id = $1 AND id = $2")
                    .bind(self.region.as_str())
                    .bind(id.0.as_str()),
            )
            .await?;
        if known == 0 {
            return Err(StoreError::Missing(format!("job {id}")));
        }
        tx.commit().await
    }
}

/// Forgets the files of a job inside the transaction that ends it.
pub(crate) async fn forget_files(tx: &mut Tx, region: &RegionId, id: &str) -> StoreResult<()> {
    tx.execute(
        sql("DELETE FROM job_files WHERE region_id = $1 AND job_id = $2")
            .bind(region.as_str())
            .bind(id),
    )
    .await
    .map(drop)
}
