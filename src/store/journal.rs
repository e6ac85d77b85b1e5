//! The audit journal: who changed what and when, written in the transaction of the change itself.

use super::database::Tx;
use super::statement::sql;
use super::{Store, StoreResult, new_id};
use crate::domain::{MunicipalityId, RegionId};
use serde::Serialize;

/// Longest page of the journal, in entries.
const PAGE_MAX: i64 = 200;

/// Who makes a change: a login, or the name of a command.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// Login, `cli` or `job`.
    pub by: String,
}

impl Change {
    /// A change by `login`.
    #[must_use]
    pub fn by(login: &str) -> Self {
        Self { by: login.to_owned() }
    }
}

/// One change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct JournalEntry {
    /// Epoch milliseconds.
    pub at_ms: i64,
    /// Who.
    pub login: String,
    /// What was done, such as `plan.approve`.
    pub action: String,
    /// Id of the thing.
    pub subject: String,
    /// What changed, in short; never a password, a token or a body.
    pub detail: String,
}

/// What an entry is about.
pub(crate) struct Entry<'a> {
    pub(crate) action: &'static str,
    pub(crate) subject: &'a str,
    pub(crate) municipality: Option<&'a MunicipalityId>,
    pub(crate) detail: String,
}

/// Writes an entry inside the transaction of the change.
pub(crate) async fn record(
    tx: &mut Tx,
    region: &RegionId,
    now_ms: i64,
    change: &Change,
    entry: Entry<'_>,
) -> StoreResult<()> {
    tx.execute(
        sql(
            "INSERT INTO journal (region_id, id, at, login, action, subject, municipality_id, detail)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        )
        .bind(region.as_str())
        .bind(new_id())
        .bind(now_ms)
        .bind(change.by.as_str())
        .bind(entry.action)
        .bind(entry.subject)
        .bind(entry.municipality.map(MunicipalityId::as_str))
        .bind(entry.detail),
    )
    .await
    .map(drop)
}

impl Store {
    /// The last changes of one thing, newest first.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn journal_of(&self, subject: &str) -> StoreResult<Vec<JournalEntry>> {
        let rows = self
            .db
            .all(
                sql("SELECT at, login, action, subject, detail FROM journal
                     WHERE region_id = $1 AND subject = $2 ORDER BY at DESC, id DESC LIMIT $3")
                .bind(self.region.as_str())
                .bind(subject)
                .bind(PAGE_MAX),
            )
            .await?;
        rows.iter()
            .map(|row| {
                Ok(JournalEntry {
                    at_ms: row.int("at")?,
                    login: row.text("login")?,
                    action: row.text("action")?,
                    subject: row.text("subject")?,
                    detail: row.text("detail")?,
                })
            })
            .collect()
    }
}
