//! What can go wrong between the program and its database, sorted by what the caller can do about it.

use thiserror::Error;

/// A failure of the store.
#[derive(Debug, Error)]
pub enum StoreError {
    /// The address of the database is not one that the store can open.
    #[error("database address {0:?} is neither sqlite://<file> nor postgres://<server>/<name>")]
    UnknownAddress(String),
    /// The database cannot be reached or does not answer in time: try again later.
    #[error("the database does not answer: {0}")]
    Unavailable(String),
    /// No room left for the write; reads go on.
    #[error("the disk of the database is full")]
    DiskFull,
    /// The database refuses writes.
    #[error("the database is read-only: {0}")]
    ReadOnly(String),
    /// The file is not a database, or not one of this program.
    #[error("{0} is not a database of uchastok: {1}")]
    Foreign(String, String),
    /// The schema was written by a later program.
    #[error("the database has schema {found}, this program knows up to {known}: install the newer program")]
    NewerSchema {
        /// Version in the database.
        found: i64,
        /// Last version that this program knows.
        known: i64,
    },
    /// A second server on one SQLite file.
    #[error("{0} is in use by another server")]
    InUse(String),
    /// The row has another version than the caller saw.
    #[error("{what} has version {found}, not {expected}")]
    Stale {
        /// The thing.
        what: String,
        /// Version in the database.
        found: i64,
        /// Version that the caller saw.
        expected: i64,
    },
    /// No such row.
    #[error("{0} does not exist")]
    Missing(String),
    /// The row exists already.
    #[error("{0} exists already")]
    Exists(String),
    /// Another row still needs it, or the row it needs is gone.
    #[error("the change would leave a row that points to nothing: {0}")]
    Reference(String),
    /// The job was taken over by a later attempt: its result must not be written.
    #[error("attempt is no longer the job's own")]
    LostLease,
    /// A stored document cannot be read back.
    #[error("{what} cannot be read back: {cause}")]
    Corrupt {
        /// The thing.
        what: String,
        /// Why.
        cause: String,
    },
    /// Anything else that the database says.
    #[error("database: {0}")]
    Database(String),
}

/// Answer of a store operation.
pub type StoreResult<T> = Result<T, StoreError>;

impl StoreError {
    /// A stored document that cannot be read back.
    pub(crate) fn corrupt(what: impl Into<String>, cause: impl std::fmt::Display) -> Self {
        Self::Corrupt {
            what: what.into(),
            cause: cause.to_string(),
        }
    }

    /// True when the same request may succeed a little later.
    #[must_use]
    pub fn is_passing(&self) -> bool {
        matches!(self, Self::Unavailable(_))
    }
}

/// PostgreSQL's classes of errors that mean "not now": connection (08), resources (53), operator intervention (57),
/// and transactions that lost a race (40).
const PASSING_CLASSES: [&str; 4] = ["08", "53", "57", "40"];

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        let text = error.to_string();
        match &error {
            sqlx::Error::PoolTimedOut | sqlx::Error::Io(_) | sqlx::Error::PoolClosed => {
                Self::Unavailable(text)
            }
            sqlx::Error::Database(cause) => {
                let code = cause.code().unwrap_or_default();
                match code.as_ref() {
                    "13" | "53100" => Self::DiskFull,
                    "8" | "264" | "520" | "776" | "1032" | "25006" => Self::ReadOnly(text),
                    "5" | "6" | "261" | "517" => Self::Unavailable(text),
                    "26" => Self::Foreign("the file".into(), text),
                    "787" | "23503" => Self::Reference(text),
                    "1555" | "2067" | "23505" => Self::Exists("the row".into()),
                    code if code.len() == 5
                        && PASSING_CLASSES.iter().any(|class| code.starts_with(class)) =>
                    {
                        Self::Unavailable(text)
                    }
                    _ => Self::Database(text),
                }
            }
            _ => Self::Database(text),
        }
    }
}
