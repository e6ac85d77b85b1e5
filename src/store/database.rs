//! The two databases behind one face: plain statements for reading, transactions for writing.
//!
//! SQLite has one writer connection and several readers. Every write is a `BEGIN IMMEDIATE` transaction, so that two
//! writers queue instead of failing when they upgrade a read lock; readers are `query_only`. PostgreSQL takes plain
//! transactions at its default level; writes that depend on what was read compare a version in their `WHERE`.

use super::error::{StoreError, StoreResult};
use super::statement::{Row, Statement};
use sqlx::pool::PoolOptions;
use sqlx::postgres::{PgConnectOptions, PgPool};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqliteSynchronous};
use sqlx::{Postgres, Sqlite, Transaction};
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::time::Duration;

/// Connections that read an SQLite file at once: more than the machine's cores gain nothing.
const SQLITE_READERS: u32 = 4;

/// Connections to PostgreSQL for one server; its default limit of 100 then serves several servers.
const POSTGRES_CONNECTIONS: u32 = 16;

/// How long a request waits for a connection or a lock before it is answered 503.
const WAIT_MAX: Duration = Duration::from_secs(2);

/// How long a writer waits for another process on the SQLite file (a command line beside the server).
const BUSY_MAX: Duration = Duration::from_secs(10);

/// An open database.
#[derive(Debug, Clone)]
pub(crate) enum Db {
    /// One file.
    Sqlite {
        path: PathBuf,
        readers: SqlitePool,
        writer: SqlitePool,
    },
    /// A server.
    Postgres(PgPool),
}

/// A write transaction; dropped without `commit` it leaves nothing behind.
pub(crate) enum Tx {
    Sqlite(Transaction<'static, Sqlite>),
    Postgres(Transaction<'static, Postgres>),
}

impl Db {
    /// Opens the database that `url` names; an SQLite file is created when missing.
    pub(crate) async fn open(url: &str) -> StoreResult<Self> {
        if let Some(file) = sqlite_path(url) {
            Self::open_sqlite(&file).await
        } else if url.starts_with("postgres://") || url.starts_with("postgresql://") {
            let options =
                PgConnectOptions::from_str(url).map_err(|_| StoreError::UnknownAddress(masked(url)))?;
            let pool = PoolOptions::<Postgres>::new()
                .max_connections(POSTGRES_CONNECTIONS)
                .acquire_timeout(WAIT_MAX)
                .connect_with(options)
                .await?;
            Ok(Self::Postgres(pool))
        } else {
            Err(StoreError::UnknownAddress(masked(url)))
        }
    }

    async fn open_sqlite(path: &Path) -> StoreResult<Self> {
        let options = SqliteConnectOptions::new()
            .filename(path)
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(true)
            .busy_timeout(BUSY_MAX);
        let named = |error: sqlx::Error| match StoreError::from(error) {
            StoreError::Foreign(_, cause) => StoreError::Foreign(path.display().to_string(), cause),
            other => other,
        };
        let writer = PoolOptions::<Sqlite>::new()
            .max_connections(1)
            .acquire_timeout(BUSY_MAX)
            .connect_with(options.clone())
            .await
            .map_err(named)?;
        let readers = PoolOptions::<Sqlite>::new()
            .max_connections(SQLITE_READERS)
            .acquire_timeout(WAIT_MAX)
            .connect_lazy_with(options.pragma("query_only", "1"));
        Ok(Self::Sqlite {
            path: path.to_owned(),
            readers,
            writer,
        })
    }

    /// Begins a write.
    pub(crate) async fn begin(&self) -> StoreResult<Tx> {
        Ok(match self {
            Self::Sqlite { writer, .. } => Tx::Sqlite(writer.begin_with("BEGIN IMMEDIATE").await?),
            Self::Postgres(pool) => Tx::Postgres(pool.begin().await?),
        })
    }

    /// Every row of a query.
    pub(crate) async fn all(&self, statement: Statement) -> StoreResult<Vec<Row>> {
        Ok(match self {
            Self::Sqlite { readers, .. } => {
                let rows = statement.for_sqlite().fetch_all(readers).await?;
                rows.into_iter().map(Row::Sqlite).collect()
            }
            Self::Postgres(pool) => {
                let rows = statement.for_postgres().fetch_all(pool).await?;
                rows.into_iter().map(Row::Postgres).collect()
            }
        })
    }

    /// The row of a query that has at most one.
    pub(crate) async fn one(&self, statement: Statement) -> StoreResult<Option<Row>> {
        Ok(match self {
            Self::Sqlite { readers, .. } => statement
                .for_sqlite()
                .fetch_optional(readers)
                .await?
                .map(Row::Sqlite),
            Self::Postgres(pool) => statement
                .for_postgres()
                .fetch_optional(pool)
                .await?
                .map(Row::Postgres),
        })
    }

    /// Closes every connection; what was committed stays.
    pub(crate) async fn close(&self) {
        match self {
            Self::Sqlite { readers, writer, .. } => {
                readers.close().await;
                writer.close().await;
            }
            Self::Postgres(pool) => pool.close().await,
        }
    }
}

impl Tx {
    /// Runs a statement and says how many rows it changed.
    pub(crate) async fn execute(&mut self, statement: Statement) -> StoreResult<u64> {
        Ok(match self {
            Self::Sqlite(tx) => statement.for_sqlite().execute(&mut **tx).await?.rows_affected(),
            Self::Postgres(tx) => statement.for_postgres().execute(&mut **tx).await?.rows_affected(),
        })
    }

    /// Every row of a query, seen inside the transaction.
    pub(crate) async fn all(&mut self, statement: Statement) -> StoreResult<Vec<Row>> {
        Ok(match self {
            Self::Sqlite(tx) => {
                let rows = statement.for_sqlite().fetch_all(&mut **tx).await?;
                rows.into_iter().map(Row::Sqlite).collect()
            }
            Self::Postgres(tx) => {
                let rows = statement.for_postgres().fetch_all(&mut **tx).await?;
                rows.into_iter().map(Row::Postgres).collect()
            }
        })
    }

    /// The row of a query that has at most one, seen inside the transaction.
    pub(crate) async fn one(&mut self, statement: Statement) -> StoreResult<Option<Row>> {
        Ok(match self {
            Self::Sqlite(tx) => statement
                .for_sqlite()
                .fetch_optional(&mut **tx)
                .await?
                .map(Row::Sqlite),
            Self::Postgres(tx) => statement
                .for_postgres()
                .fetch_optional(&mut **tx)
                .await?
                .map(Row::Postgres),
        })
    }

    /// Runs several statements of a migration.
    pub(crate) async fn script(&mut self, text: &'static str) -> StoreResult<()> {
        match self {
            Self::Sqlite(tx) => sqlx::raw_sql(text).execute(&mut **tx).await.map(drop)?,
            Self::Postgres(tx) => sqlx::raw_sql(text).execute(&mut **tx).await.map(drop)?,
        }
        Ok(())
    }

    /// Makes the write last.
    pub(crate) async fn commit(self) -> StoreResult<()> {
        match self {
            Self::Sqlite(tx) => tx.commit().await?,
            Self::Postgres(tx) => tx.commit().await?,
        }
        Ok(())
    }
}

/// The file of an `sqlite:` address; `None` for another scheme.
pub(crate) fn sqlite_path(url: &str) -> Option<PathBuf> {
    let file = url
        .strip_prefix("sqlite://")
        .or_else(|| url.strip_prefix("sqlite:"))?;
    let file = file.split_once('?').map_or(file, |(file, _)| file);
    (!file.is_empty() && !file.contains(":memory:")).then(|| PathBuf::from(file))
}

/// The address without its password.
fn masked(url: &str) -> String {
    match (url.split_once("://"), url.rsplit_once('@')) {
        (Some((scheme, _)), Some((_, server))) => format!("{scheme}://…@{server}"),
        _ => url.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::{masked, sqlite_path};
    use std::path::PathBuf;

    #[test]
    fn the_address_names_the_file() {
        assert_eq!(
            sqlite_path("sqlite://a/b.sqlite"),
            Some(PathBuf::from("a/b.sqlite"))
        );
        assert_eq!(
            sqlite_path("sqlite:///a.sqlite?x=1"),
            Some(PathBuf::from("/a.sqlite"))
        );
        assert_eq!(sqlite_path("sqlite::memory:"), None);
        assert_eq!(sqlite_path("postgres://localhost/a"), None);
    }

    #[test]
    fn a_message_never_shows_the_password() {
        assert_eq!(masked("mysql://me:secret@host/db"), "mysql://…@host/db");
    }
}
