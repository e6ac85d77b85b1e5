//! Brings the schema of a database to this program's version: each step in one transaction, so that a killed program
//! leaves the old schema or the new one, never something between.
//!
//! The steps are the files of `migrations/`, in order, each with its checksum in `schema_migrations`. A file that was
//! changed after it landed, a schema of a later program, and a file with tables of another program are refused. Before
//! an SQLite file that holds data is changed, a copy is written beside it.

use super::database::{Db, Tx, sqlite_path};
use super::error::{StoreError, StoreResult};
use super::statement::sql;
use sha2::{Digest, Sha256};
use std::path::PathBuf;

/// One step of the schema.
#[derive(Debug, Clone, Copy)]
pub struct Migration {
    /// Position, from 1 without gaps.
    pub version: i64,
    /// File name without the number.
    pub name: &'static str,
    /// Portable SQL.
    pub text: &'static str,
}

/// Every step that this program knows.
pub const MIGRATIONS: &[Migration] = &[
    Migration {
        version: 1,
        name: "initial",
        text: include_str!("../../migrations/0001_initial.sql"),
    },
    Migration {
        version: 2,
        name: "vehicles",
        text: include_str!("../../migrations/0002_vehicles.sql"),
    },
];

/// Key of PostgreSQL's advisory lock: two servers that start together migrate one after the other.
const ADVISORY_LOCK: i64 = 0x7563_6861_7374_6f6b;

const VERSIONS_TABLE: &str = "CREATE TABLE IF NOT EXISTS schema_migrations (
    version     BIGINT NOT NULL PRIMARY KEY,
    name        TEXT   NOT NULL,
    checksum    TEXT   NOT NULL,
    applied_at  BIGINT NOT NULL
)";

/// Applies the steps that the database does not have yet. Returns the backup when one was written.
///
/// # Errors
/// A later or foreign schema, a changed file, a read-only database.
pub(crate) async fn migrate(db: &Db, steps: &[Migration], now_ms: i64) -> StoreResult<Option<PathBuf>> {
    let found = current_version(db, steps).await?;
    let last = steps.last().map_or(0, |step| step.version);
    if found > last {
        return Err(StoreError::NewerSchema { found, known: last });
    }
    if found == last {
        probe_write(db).await?;
        return Ok(None);
    }
    let backup = if found > 0 {
        back_up(db, found, now_ms).await?
    } else {
        None
    };
    for step in steps.iter().filter(|step| step.version > found) {
        apply(db, step, now_ms).await?;
    }
    Ok(backup)
}

async fn apply(db: &Db, step: &Migration, now_ms: i64) -> StoreResult<()> {
    let mut tx = db.begin().await?;
    if matches!(tx, Tx::Postgres(_)) {
        tx.all(sql("SELECT pg_advisory_xact_lock($1)").bind(ADVISORY_LOCK))
            .await?;
    }
    tx.script(VERSIONS_TABLE).await?;
    let done = tx
        .one(sql("SELECT version FROM schema_migrations WHERE version = $1").bind(step.version))
        .await?;
    if done.is_none() {
        tx.script(step.text).await?;
        tx.execute(
            sql(
                "INSERT INTO schema_migrations (version, name, checksum, applied_at) VALUES ($1, $2, $3, $4)",
            )
            .bind(step.version)
            .bind(step.name)
            .bind(checksum(step.text))
            .bind(now_ms),
        )
        .await?;
    }
    tx.commit().await
}

/// Last version of the database, 0 for an empty one; every known step must be the one that was applied.
async fn current_version(db: &Db, steps: &[Migration]) -> StoreResult<i64> {
    let tables = table_names(db).await?;
    if !tables.iter().any(|name| name == "schema_migrations") {
        return match tables.first() {
            None => Ok(0),
            Some(table) => Err(StoreError::Foreign(
                "the database".into(),
                format!("it holds a table {table} and no schema_migrations"),
            )),
        };
    }
    let rows = db
        .all(sql(
            "SELECT version, checksum FROM schema_migrations ORDER BY version",
        ))
        .await?;
    let mut last = 0;
    for row in rows {
        last = row.int("version")?;
        let step = steps.iter().find(|step| step.version == last);
        if let Some(step) = step
            && checksum(step.text) != row.text("checksum")?
        {
            return Err(StoreError::Foreign(
                "the database".into(),
                format!("migration {} was another text when it was applied", step.version),
            ));
        }
    }
    Ok(last)
}

async fn table_names(db: &Db) -> StoreResult<Vec<String>> {
    let query = match db {
        Db::Sqlite { .. } => {
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name"
        }
        Db::Postgres(_) => {
            "SELECT CAST(tablename AS TEXT) AS name FROM pg_tables WHERE schemaname = current_schema() ORDER BY 1"
        }
    };
    db.all(sql(query))
        .await?
        .iter()
        .map(|row| row.text("name"))
        .collect()
}

/// A write that changes nothing, so that a read-only database is found at the start and not by the first user.
async fn probe_write(db: &Db) -> StoreResult<()> {
    let mut tx = db.begin().await?;
    tx.execute(sql("UPDATE schema_migrations SET name = name WHERE version = 1"))
        .await?;
    tx.commit().await
}

async fn back_up(db: &Db, version: i64, now_ms: i64) -> StoreResult<Option<PathBuf>> {
    let Db::Sqlite { path, .. } = db else {
        return Ok(None);
    };
    let mut name = path.file_name().unwrap_or_default().to_os_string();
    name.push(format!(".schema-{version}.{now_ms}.backup"));
    let copy = path.with_file_name(name);
    copy_sqlite(db, &copy).await?;
    Ok(Some(copy))
}

/// Writes a whole, compact copy of an SQLite database to a new file and reads it back.
pub(crate) async fn copy_sqlite(db: &Db, copy: &std::path::Path) -> StoreResult<()> {
    let Db::Sqlite { writer, .. } = db else {
        return Err(StoreError::UnknownAddress(
            "a copy is made of an SQLite file only".into(),
        ));
    };
    let target = copy.to_string_lossy().into_owned();
    sqlx::query("VACUUM INTO $1")
        .bind(target.clone())
        .execute(writer)
        .await?;
    let url = format!("sqlite://{target}");
    debug_assert!(sqlite_path(&url).is_some());
    let opened = Db::open(&url).await?;
    let answer = opened.one(sql("PRAGMA integrity_check")).await?;
    let verdict = answer.map(|row| row.text("integrity_check")).transpose()?;
    opened.close().await;
    match verdict.as_deref() {
        Some("ok") => Ok(()),
        other => Err(StoreError::corrupt(target, other.unwrap_or("no answer"))),
    }
}

fn checksum(text: &str) -> String {
    hex(&Sha256::digest(text.as_bytes()))
}

/// Lower-case hexadecimal digits.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::MIGRATIONS;

    #[test]
    fn migrations_are_numbered_without_gaps() {
        for (index, step) in MIGRATIONS.iter().enumerate() {
            assert_eq!(step.version, index as i64 + 1, "{}", step.name);
        }
    }
}
