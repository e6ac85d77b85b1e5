//! The job table: claimed with a lease and an attempt token, ended together with what the job made.
//!
//! A worker claims the oldest job that is queued, or whose lease has run out because its worker is gone. It keeps the
//! lease alive with a heartbeat. Everything it writes names its attempt token, so that a worker that was thought dead
//! cannot overwrite its successor. What the job made (a territory, a plan, a schedule) and its end are one transaction.

use super::database::{Db, Tx};
use super::journal::Change;
use super::municipalities::save_territory;
use super::packed::json;
use super::plans::insert_plan;
use super::schedules::{ScheduleRecord, insert_schedule};
use super::statement::{Row, sql};
use super::{Store, StoreError, StoreResult, new_id};
use crate::domain::{MunicipalityId, Plan, PlanId, Problem, ScheduleId, Territory};
use serde::{Deserialize, Serialize};
use std::fmt;

/// A claim that is not renewed for so long is given to another worker.
pub const LEASE_MS: i64 = 15_000;

/// A job is tried so often before it is parked as failed.
pub const ATTEMPTS_MAX: i64 = 3;

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
    /// The plan.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub plan: Option<PlanId>,
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

/// A claimed job: the right to work on it.
#[derive(Debug, Clone)]
pub struct Claim {
    /// The job.
    pub id: JobId,
    /// Kind.
    pub kind: String,
    /// Parameters as JSON.
    pub parameters: String,
    /// Names this attempt in every write.
    pub token: String,
    /// Which attempt it is, from 1.
    pub attempt: i64,
    /// Who queued it.
    pub created_by: String,
}

/// What a job made, stored in the transaction that ends it.
#[derive(Debug)]
pub enum Effect {
    /// An imported municipality.
    Territory(Box<Territory>),
    /// A plan.
    Plan(Box<Plan>),
    /// A schedule.
    Schedule(Box<ScheduleRecord>),
}

/// How an attempt ends.
#[derive(Debug)]
pub enum JobEnd {
    /// With what it made; `problems` are rows that were left out because the user said so.
    Done {
        /// What it made.
        effect: Effect,
        /// Said to the user.
        message: String,
        /// Rows left out.
        problems: Vec<Problem>,
    },
    /// With problems that another attempt would meet again.
    Failed {
        /// Said to the user.
        message: String,
        /// All of them.
        problems: Vec<Problem>,
    },
    /// With a crash: the job is tried again until [`ATTEMPTS_MAX`], then parked as failed.
    Crashed {
        /// Cause.
        message: String,
    },
    /// Because a person asked.
    Cancelled,
    /// Because the server stops: queued again, and the attempt does not count.
    Interrupted,
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

    /// Claims the oldest job that waits, or whose worker is gone. Parks jobs whose last attempt is gone too.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn claim_job(&self) -> StoreResult<Option<Claim>> {
        let now_ms = self.now_ms();
        if !self.has_claimable(now_ms).await? {
            return Ok(None);
        }
        let mut tx = self.db.begin().await?;
        let Some(row) = tx.one(self.claimable(now_ms)).await? else {
            return Ok(None);
        };
        let (id, attempt) = (row.text("id")?, row.int("attempts")? + 1);
        let token = new_id();
        let parked = attempt > ATTEMPTS_MAX;
        if parked {
            self.park(&mut tx, &id, now_ms).await?;
        } else {
            tx.execute(
                sql(
                    "UPDATE jobs SET state = 'running', attempts = $3, attempt_token = $4, lease_until = $5,
                         started_at = COALESCE(started_at, $6) WHERE region_id = $1 AND id = $2",
                )
                .bind(self.region.as_str())
                .bind(id.as_str())
                .bind(attempt)
                .bind(token.as_str())
                .bind(now_ms + LEASE_MS)
                .bind(now_ms),
            )
            .await?;
        }
        tx.commit().await?;
        if parked {
            return Ok(None);
        }
        Ok(Some(Claim {
            id: JobId(id),
            kind: row.text("kind")?,
            parameters: row.text("parameters")?,
            token,
            attempt,
            created_by: row.text("created_by")?,
        }))
    }

    /// A look without a lock, so that idle workers do not write.
    async fn has_claimable(&self, now_ms: i64) -> StoreResult<bool> {
        let query = sql("SELECT id FROM jobs WHERE region_id = $1 AND (state = 'queued'
             OR state = 'running' AND (lease_until < $2 OR lease_until > $3)) LIMIT 1")
        .bind(self.region.as_str())
        .bind(now_ms)
        .bind(now_ms + 2 * LEASE_MS);
        Ok(self.db.one(query).await?.is_some())
    }

    /// A lease too far in the future was given by a clock that has been set back: it has run out as well.
    fn claimable(&self, now_ms: i64) -> super::statement::Statement {
        let text = match self.db {
            Db::Sqlite { .. } => {
                "SELECT id, kind, parameters, attempts, created_by FROM jobs WHERE region_id = $1 AND (state = 'queued'
                 OR state = 'running' AND (lease_until < $2 OR lease_until > $3)) ORDER BY created_at, id LIMIT 1"
            }
            Db::Postgres(_) => {
                "SELECT id, kind, parameters, attempts, created_by FROM jobs WHERE region_id = $1 AND (state = 'queued'
                 OR state = 'running' AND (lease_until < $2 OR lease_until > $3)) ORDER BY created_at, id LIMIT 1
                 FOR UPDATE SKIP LOCKED"
            }
        };
        sql(text)
            .bind(self.region.as_str())
            .bind(now_ms)
            .bind(now_ms + 2 * LEASE_MS)
    }

    async fn park(&self, tx: &mut Tx, id: &str, now_ms: i64) -> StoreResult<()> {
        tx.execute(
            sql(
                "UPDATE jobs SET state = 'failed', finished_at = $3, attempt_token = NULL,
                     message = 'the job ended without an answer ' || attempts || ' times'
                 WHERE region_id = $1 AND id = $2",
            )
            .bind(self.region.as_str())
            .bind(id)
            .bind(now_ms),
        )
        .await?;
        self.forget_files(tx, id).await
    }

    async fn forget_files(&self, tx: &mut Tx, id: &str) -> StoreResult<()> {
        tx.execute(
            sql("DELETE FROM job_files WHERE region_id = $1 AND job_id = $2")
                .bind(self.region.as_str())
                .bind(id),
        )
        .await
        .map(drop)
    }

    /// Renews the lease and writes the progress. Answers whether a person asked to stop the job.
    ///
    /// # Errors
    /// [`StoreError::LostLease`] when a later attempt has the job.
    pub async fn heartbeat(&self, claim: &Claim, progress: u8, message: &str) -> StoreResult<bool> {
        let mut tx = self.db.begin().await?;
        let row = tx
            .one(
                sql("UPDATE jobs SET lease_until = $4, progress = $5, message = $6
                     WHERE region_id = $1 AND id = $2 AND attempt_token = $3 AND state = 'running'
                     RETURNING cancel_requested")
                .bind(self.region.as_str())
                .bind(claim.id.0.as_str())
                .bind(claim.token.as_str())
                .bind(self.now_ms() + LEASE_MS)
                .bind(i64::from(progress.min(100)))
                .bind(message),
            )
            .await?
            .ok_or(StoreError::LostLease)?;
        tx.commit().await?;
        row.flag("cancel_requested")
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
            self.forget_files(&mut tx, &id.0).await?;
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

    /// Ends an attempt, and stores what it made, in one transaction.
    ///
    /// # Errors
    /// [`StoreError::LostLease`] when a later attempt has the job: then nothing is stored.
    pub async fn end_job(&self, claim: &Claim, end: JobEnd) -> StoreResult<()> {
        let mut tx = self.db.begin().await?;
        let change = Change::by(&claim.created_by);
        match end {
            JobEnd::Done {
                effect,
                message,
                problems,
            } => {
                let result = result_of(&effect);
                self.finish(&mut tx, claim, JobState::Done, &message, Some(&result), &problems)
                    .await?;
                self.store_effect(&mut tx, &effect, &change).await?;
            }
            JobEnd::Failed { message, problems } => {
                self.finish(&mut tx, claim, JobState::Failed, &message, None, &problems)
                    .await?;
            }
            JobEnd::Crashed { message } if claim.attempt >= ATTEMPTS_MAX => {
                self.finish(&mut tx, claim, JobState::Failed, &message, None, &[])
                    .await?;
            }
            JobEnd::Crashed { message } => self.requeue(&mut tx, claim, claim.attempt, &message).await?,
            JobEnd::Interrupted => self.requeue(&mut tx, claim, claim.attempt - 1, "").await?,
            JobEnd::Cancelled => {
                self.finish(&mut tx, claim, JobState::Cancelled, "", None, &[])
                    .await?;
            }
        }
        tx.commit().await
    }

    async fn finish(
        &self,
        tx: &mut Tx,
        claim: &Claim,
        state: JobState,
        message: &str,
        result: Option<&JobResult>,
        problems: &[Problem],
    ) -> StoreResult<()> {
        let result = result.map(|result| json("result of a job", result)).transpose()?;
        let ended = tx
            .execute(
                sql(
                    "UPDATE jobs SET state = $4, message = $5, result = $6, problems = $7, finished_at = $8,
                         attempt_token = NULL, progress = CASE WHEN $4 = 'done' THEN 100 ELSE progress END
                     WHERE region_id = $1 AND id = $2 AND attempt_token = $3 AND state = 'running'",
                )
                .bind(self.region.as_str())
                .bind(claim.id.0.as_str())
                .bind(claim.token.as_str())
                .bind(state.as_str())
                .bind(message)
                .bind(result)
                .bind(json("problems of a job", problems)?)
                .bind(self.now_ms()),
            )
            .await?;
        if ended == 0 {
            return Err(StoreError::LostLease);
        }
        self.forget_files(tx, &claim.id.0).await
    }

    async fn requeue(&self, tx: &mut Tx, claim: &Claim, attempts: i64, message: &str) -> StoreResult<()> {
        let queued = tx
            .execute(
                sql("UPDATE jobs SET state = 'queued', attempts = $4, message = $5, attempt_token = NULL, lease_until = 0
                     WHERE region_id = $1 AND id = $2 AND attempt_token = $3 AND state = 'running'")
                .bind(self.region.as_str())
                .bind(claim.id.0.as_str())
                .bind(claim.token.as_str())
                .bind(attempts)
                .bind(message),
            )
            .await?;
        if queued == 0 {
            return Err(StoreError::LostLease);
        }
        Ok(())
    }

    async fn store_effect(&self, tx: &mut Tx, effect: &Effect, change: &Change) -> StoreResult<()> {
        let now_ms = self.now_ms();
        match effect {
            Effect::Territory(territory) => save_territory(tx, &self.region, now_ms, territory, change)
                .await
                .map(drop),
            Effect::Plan(plan) => insert_plan(tx, &self.region, now_ms, plan, change).await,
            Effect::Schedule(made) => insert_schedule(tx, &self.region, now_ms, made, change).await,
        }
    }

    /// Queues every running job again: for a server that is alone on its database and has just started.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn requeue_orphans(&self) -> StoreResult<u64> {
        if !self.is_exclusive() {
            return Ok(0);
        }
        let mut tx = self.db.begin().await?;
        let orphans = tx
            .execute(
                sql("UPDATE jobs SET lease_until = 0, attempt_token = NULL WHERE region_id = $1 AND state = 'running'")
                    .bind(self.region.as_str()),
            )
            .await?;
        tx.commit().await?;
        Ok(orphans)
    }
}

fn result_of(effect: &Effect) -> JobResult {
    match effect {
        Effect::Territory(territory) => JobResult {
            municipality: Some(territory.municipality.id.clone()),
            ..JobResult::default()
        },
        Effect::Plan(plan) => JobResult {
            plan: Some(plan.id.clone()),
            ..JobResult::default()
        },
        Effect::Schedule(made) => JobResult {
            schedule: Some(made.schedule.id.clone()),
            ..JobResult::default()
        },
    }
}
