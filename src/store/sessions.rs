//! Sessions: a 256-bit token in the browser's cookie, its SHA-256 here, ended by idleness or age.

use super::migrate::hex;
use super::statement::sql;
use super::users::{User, read_user};
use super::{Store, StoreError, StoreResult};
use sha2::{Digest, Sha256};

/// A session that is not used for so long has ended.
pub const SESSION_IDLE_MS: i64 = 12 * 3600 * 1000;

/// A session ends at this age, used or not.
pub const SESSION_ABSOLUTE_MS: i64 = 7 * 24 * 3600 * 1000;

/// The last use is written down at most so often, so that reading a page does not write.
const SEEN_EVERY_MS: i64 = 60 * 1000;

/// A session's secret, as the cookie carries it.
#[derive(Clone, PartialEq, Eq)]
pub struct SessionToken(String);

impl std::fmt::Debug for SessionToken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SessionToken(…)")
    }
}

impl SessionToken {
    /// A new random token.
    ///
    /// # Errors
    /// The system has no randomness.
    pub fn random() -> StoreResult<Self> {
        let mut bytes = [0_u8; 32];
        getrandom::fill(&mut bytes).map_err(|cause| StoreError::corrupt("randomness", cause))?;
        Ok(Self(hex(&bytes)))
    }

    /// The token of a cookie.
    #[must_use]
    pub fn from_cookie(value: &str) -> Self {
        Self(value.to_owned())
    }

    /// The cookie's value.
    #[must_use]
    pub fn secret(&self) -> &str {
        &self.0
    }

    /// What is stored instead of it.
    #[must_use]
    pub fn hash(&self) -> String {
        hex(&Sha256::digest(self.0.as_bytes()))
    }
}

impl Store {
    /// Begins a session, and forgets sessions that have ended.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn begin_session(&self, login: &str) -> StoreResult<SessionToken> {
        let token = SessionToken::random()?;
        let now_ms = self.now_ms();
        let mut tx = self.db.begin().await?;
        tx.execute(
            sql("DELETE FROM sessions WHERE region_id = $1 AND (seen_at < $2 OR created_at < $3)")
                .bind(self.region.as_str())
                .bind(now_ms - SESSION_IDLE_MS)
                .bind(now_ms - SESSION_ABSOLUTE_MS),
        )
        .await?;
        tx.execute(
            sql("INSERT INTO sessions (region_id, token_hash, login, created_at, seen_at) VALUES ($1, $2, $3, $4, $4)")
                .bind(self.region.as_str())
                .bind(token.hash())
                .bind(login)
                .bind(now_ms),
        )
        .await?;
        tx.commit().await?;
        Ok(token)
    }

    /// The user of a session that has not ended.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn session_user(&self, token: &SessionToken) -> StoreResult<Option<User>> {
        let hash = token.hash();
        let now_ms = self.now_ms();
        let query = sql(
            "SELECT u.login, u.name, u.role, u.municipality_id, u.site, s.seen_at
             FROM sessions s JOIN users u ON u.region_id = s.region_id AND u.login = s.login
             WHERE s.region_id = $1 AND s.token_hash = $2 AND s.seen_at >= $3 AND s.created_at >= $4",
        )
        .bind(self.region.as_str())
        .bind(hash.as_str())
        .bind(now_ms - SESSION_IDLE_MS)
        .bind(now_ms - SESSION_ABSOLUTE_MS);
        let Some(row) = self.db.one(query).await? else {
            return Ok(None);
        };
        if (now_ms - row.int("seen_at")?).abs() >= SEEN_EVERY_MS {
            let mut tx = self.db.begin().await?;
            tx.execute(
                sql("UPDATE sessions SET seen_at = $3 WHERE region_id = $1 AND token_hash = $2")
                    .bind(self.region.as_str())
                    .bind(hash)
                    .bind(now_ms),
            )
            .await?;
            tx.commit().await?;
        }
        read_user(&row).map(Some)
    }

    /// Ends a session; one that has ended already is left alone.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn end_session(&self, token: &SessionToken) -> StoreResult<()> {
        let mut tx = self.db.begin().await?;
        tx.execute(
            sql("DELETE FROM sessions WHERE region_id = $1 AND token_hash = $2")
                .bind(self.region.as_str())
                .bind(token.hash()),
        )
        .await?;
        tx.commit().await
    }
}
