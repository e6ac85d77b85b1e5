//! The store: municipalities with their layers, plans, schedules, workers, users, sessions, jobs and the journal, in
//! SQLite (one file, the default) or PostgreSQL (by address).
//!
//! **Model.** One set of portable SQL in `migrations/`; every key leads with `region_id`, so that a region can be a
//! shard. Documents that are read and written whole (assignments, rounds, layers of lines) are JSON in one column;
//! what people edit row by row (institutions, workers, vehicles) or what is searched has columns. A plan carries a version,
//! which is its ETag: an update names the version it saw and fails as [`StoreError::Stale`] when it is not the last.
//!
//! **Writes.** Each public method that writes is one transaction and leaves all or nothing: an import, a plan, a
//! schedule, and the end of a job together with what it made. On SQLite every write is `BEGIN IMMEDIATE` on the one
//! writer connection, with `synchronous = FULL`: what was acknowledged is on the disk.
//!
//! **Architecture Invariant:** only this folder names sqlx. No SQL is put together from parts at run time. No
//! resident is a row: counts only. No password and no session token is stored, only their hashes.

mod claims;
mod clock;
mod database;
mod error;
mod infrastructure;
mod jobs;
mod journal;
mod migrate;
mod municipalities;
mod packed;
pub mod password;
mod plans;
mod schedules;
mod server_lock;
mod sessions;
mod statement;
mod users;
mod vehicles;
mod workers;

pub use claims::{ATTEMPTS_MAX, Claim, Effect, JobEnd, LEASE_MS};
pub use clock::{Clock, rfc3339};
pub use error::{StoreError, StoreResult};
pub use jobs::{JobFile, JobId, JobRecord, JobResult, JobState, NewJob};
pub use journal::{Change, JournalEntry};
pub use migrate::{MIGRATIONS, Migration};
pub use municipalities::{MunicipalityRecord, MunicipalitySummary};
pub use plans::{PlanRecord, PlanRow};
pub use schedules::{ScheduleRecord, ScheduleRow};
pub use server_lock::ServerLock;
pub use sessions::{SESSION_ABSOLUTE_MS, SESSION_IDLE_MS, SessionToken};
pub use users::{NewUser, Role, User};

use crate::domain::RegionId;
use database::Db;
use statement::sql;
use std::path::Path;
use std::sync::Arc;

/// Code of the region when the operator names none.
pub const DEFAULT_REGION: &str = "main";

/// An open database of one region. Clones share its connections.
#[derive(Debug, Clone)]
pub struct Store {
    db: Db,
    region: RegionId,
    clock: Clock,
    lock: Option<Arc<ServerLock>>,
}

impl Store {
    /// Opens the database at `url`, brings its schema up to date, and makes the region when it is new.
    ///
    /// # Errors
    /// An address that is no database, a later or foreign schema, a database that cannot be written.
    pub async fn open(url: &str, region: RegionId, clock: Clock) -> StoreResult<Self> {
        Self::open_with(url, region, clock, MIGRATIONS).await
    }

    /// As [`Store::open`], with other migrations than the program's own: for tests of a change of schema.
    ///
    /// # Errors
    /// As [`Store::open`].
    pub async fn open_with(
        url: &str,
        region: RegionId,
        clock: Clock,
        steps: &[Migration],
    ) -> StoreResult<Self> {
        let db = Db::open(url).await?;
        if let Some(copy) = migrate::migrate(&db, steps, clock.now_ms()).await? {
            tracing::info!(copy = %copy.display(), "the schema changed; the database as it was is kept");
        }
        let store = Self {
            db,
            region,
            clock,
            lock: None,
        };
        store.ensure_region().await?;
        Ok(store)
    }

    /// As [`Store::open`], for a server: alone on an SQLite file.
    ///
    /// # Errors
    /// As [`Store::open`], and [`StoreError::InUse`].
    pub async fn open_for_server(url: &str, region: RegionId, clock: Clock) -> StoreResult<Self> {
        let lock = database::sqlite_path(url)
            .map(|path| ServerLock::take(&path))
            .transpose()?;
        let mut store = Self::open(url, region, clock).await?;
        store.lock = lock.map(Arc::new);
        Ok(store)
    }

    /// True when no other server can work on this database.
    #[must_use]
    pub fn is_exclusive(&self) -> bool {
        self.lock.is_some()
    }

    /// The clock that leases and sessions are judged by.
    #[must_use]
    pub fn clock(&self) -> &Clock {
        &self.clock
    }

    /// Epoch milliseconds now.
    #[must_use]
    pub fn now_ms(&self) -> i64 {
        self.clock.now_ms()
    }

    /// Answers when the database does.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] when it does not.
    pub async fn ping(&self) -> StoreResult<()> {
        self.db.one(sql("SELECT 1 AS one")).await.map(drop)
    }

    /// Writes a whole copy of an SQLite database to a new file, while others read and write.
    ///
    /// # Errors
    /// The file exists or cannot be written; the database is PostgreSQL, which has `pg_dump`.
    pub async fn back_up(&self, copy: &Path) -> StoreResult<()> {
        migrate::copy_sqlite(&self.db, copy).await
    }

    /// Closes every connection.
    pub async fn close(&self) {
        self.db.close().await;
    }

    async fn ensure_region(&self) -> StoreResult<()> {
        let known = self
            .db
            .one(sql("SELECT region_id FROM regions WHERE region_id = $1").bind(self.region.as_str()))
            .await?;
        if known.is_some() {
            return Ok(());
        }
        let mut tx = self.db.begin().await?;
        tx.execute(
            sql("INSERT INTO regions (region_id, name, created_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING")
                .bind(self.region.as_str())
                .bind(self.region.as_str())
                .bind(self.now_ms()),
        )
        .await?;
        tx.commit().await
    }
}

/// A new id: a time-ordered UUID, so that rows made together lie together.
pub(crate) fn new_id() -> String {
    uuid::Uuid::now_v7().to_string()
}
