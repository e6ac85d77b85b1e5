//! Working on jobs: claimed with a lease and an attempt token, ended together with what the job made.
//!
//! A worker claims the oldest job that is queued, or whose lease has run out because its worker is gone. It keeps the
//! lease alive with a heartbeat. Everything it writes names its attempt token, so that a worker that was thought dead
//! cannot overwrite its successor. What the job made (a territory, a plan, a schedule) and its end are one transaction.

use super::database::{Db, Tx};
use super::jobs::{JobId, JobResult, JobState, forget_files};
use super::journal::Change;
use super::municipalities::save_territory;
use super::packed::json;
use super::plans::insert_plan;
use super::schedules::{ScheduleRecord, insert_schedule};
use super::statement::{Statement, sql};
use super::{Store, StoreError, StoreResult, new_id};
use crate::domain::{Plan, Problem, Territory};

/// A claim that is not renewed for so long is given to another worker.
pub const LEASE_MS: i64 = 15_000;

/// A job is tried so often before it is parked as failed.
pub const ATTEMPTS_MAX: i64 = 3;

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
    /// A plan, or several to choose from.
    Plans(Vec<Plan>),
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

impl Store {
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
    fn claimable(&self, now_ms: i64) -> Statement {
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
        forget_files(tx, &self.region, id).await
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

    /// Ends an attempt, and stores what it made, in one transaction.
    ///
    /// # Errors
    /// [`StoreError::LostLease`] when a later attempt has the job: then nothing is stored.
    pub async fn end_job(&self, claim: &Claim, end: &JobEnd) -> StoreResult<()> {
        let mut tx = self.db.begin().await?;
        let change = Change::by(&claim.created_by);
        match end {
            JobEnd::Done {
                effect,
                message,
                problems,
            } => {
                let result = result_of(effect);
                self.finish(&mut tx, claim, JobState::Done, message, Some(&result), problems)
                    .await?;
                self.store_effect(&mut tx, effect, &change).await?;
            }
            JobEnd::Failed { message, problems } => {
                self.finish(&mut tx, claim, JobState::Failed, message, None, problems)
                    .await?;
            }
            JobEnd::Crashed { message } if claim.attempt >= ATTEMPTS_MAX => {
                self.finish(&mut tx, claim, JobState::Failed, message, None, &[])
                    .await?;
            }
            JobEnd::Crashed { message } => self.requeue(&mut tx, claim, claim.attempt, message).await?,
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
        forget_files(tx, &self.region, &claim.id.0).await
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
            Effect::Plans(plans) => {
                for plan in plans {
                    insert_plan(tx, &self.region, now_ms, plan, change).await?;
                }
                Ok(())
            }
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
        Effect::Plans(plans) => JobResult {
            plan: plans.first().map(|plan| plan.id.clone()),
            plans: plans.iter().map(|plan| plan.id.clone()).collect(),
            ..JobResult::default()
        },
        Effect::Schedule(made) => JobResult {
            schedule: Some(made.schedule.id.clone()),
            ..JobResult::default()
        },
    }
}
