//! Accounts: a login, a role, and where it may work. The password is kept as an Argon2id hash only.

use super::journal::{Change, Entry, record};
use super::statement::{Row, sql};
use super::{Store, StoreError, StoreResult, password};
use crate::domain::MunicipalityId;
use serde::{Deserialize, Serialize};

/// What an account may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Draws, submits and approves plans; imports; keeps workers and institutions.
    Manager,
    /// Sees the site's week and keeps its institutions.
    Worker,
    /// Plans schedules and vehicles.
    Planner,
}

impl Role {
    /// Every role.
    pub const ALL: [Self; 3] = [Self::Manager, Self::Worker, Self::Planner];

    /// The word in the database and in JSON.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Manager => "manager",
            Self::Worker => "worker",
            Self::Planner => "planner",
        }
    }
}

/// An account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct User {
    /// Login.
    pub login: String,
    /// Name for the page's head.
    pub name: String,
    /// Role.
    pub role: Role,
    /// The only municipality that the account may see; `None` sees the whole region.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub municipality: Option<MunicipalityId>,
    /// The site of a site worker.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub site: Option<u32>,
}

/// An account to be made, or to be replaced with a new password.
#[derive(Debug, Clone)]
pub struct NewUser {
    /// The account.
    pub user: User,
    /// Its password, in clear: hashed before it is stored.
    pub password: String,
}

const COLUMNS: &str = "SELECT login, name, role, municipality_id, site, password_hash FROM users
     WHERE region_id = $1 AND login = $2";

pub(crate) fn read_user(row: &Row) -> StoreResult<User> {
    let role = row.text("role")?;
    Ok(User {
        login: row.text("login")?,
        name: row.text("name")?,
        role: Role::ALL
            .into_iter()
            .find(|known| known.as_str() == role)
            .ok_or_else(|| StoreError::corrupt("role", role))?,
        municipality: row.text_or_none("municipality_id")?.map(MunicipalityId::new),
        site: row.int_or_none("site")?.map(|site| site as u32),
    })
}

impl Store {
    /// Stores an account; an account of the same login gets the new password and loses its sessions.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn put_user(&self, new: &NewUser, change: &Change) -> StoreResult<()> {
        let hash = password::hash(&new.password)?;
        let user = &new.user;
        let mut tx = self.db.begin().await?;
        tx.execute(
            sql("INSERT INTO users (region_id, login, name, password_hash, role, municipality_id, site, created_at)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
                 ON CONFLICT (region_id, login) DO UPDATE SET name = excluded.name,
                     password_hash = excluded.password_hash, role = excluded.role,
                     municipality_id = excluded.municipality_id, site = excluded.site")
            .bind(self.region.as_str())
            .bind(user.login.as_str())
            .bind(user.name.as_str())
            .bind(hash)
            .bind(user.role.as_str())
            .bind(user.municipality.as_ref().map(MunicipalityId::as_str))
            .bind(user.site.map(i64::from))
            .bind(self.now_ms()),
        )
        .await?;
        tx.execute(
            sql("DELETE FROM sessions WHERE region_id = $1 AND login = $2")
                .bind(self.region.as_str())
                .bind(user.login.as_str()),
        )
        .await?;
        let entry = Entry {
            action: "user.put",
            subject: &user.login,
            municipality: user.municipality.as_ref(),
            detail: user.role.as_str().to_owned(),
        };
        record(&mut tx, &self.region, self.now_ms(), change, entry).await?;
        tx.commit().await
    }

    /// An account with the hash of its password.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn user_with_hash(&self, login: &str) -> StoreResult<Option<(User, String)>> {
        let row = self
            .db
            .one(sql(COLUMNS).bind(self.region.as_str()).bind(login))
            .await?;
        row.map(|row| Ok((read_user(&row)?, row.text("password_hash")?)))
            .transpose()
    }

    /// Gives an account another password and ends every session of it but `keep`.
    ///
    /// # Errors
    /// [`StoreError::Missing`] when there is no such account.
    pub async fn change_password(&self, login: &str, hash: String, keep: &str) -> StoreResult<()> {
        let mut tx = self.db.begin().await?;
        let changed = tx
            .execute(
                sql("UPDATE users SET password_hash = $3 WHERE region_id = $1 AND login = $2")
                    .bind(self.region.as_str())
                    .bind(login)
                    .bind(hash),
            )
            .await?;
        if changed == 0 {
            return Err(StoreError::Missing(format!("user {login}")));
        }
        tx.execute(
            sql("DELETE FROM sessions WHERE region_id = $1 AND login = $2 AND token_hash <> $3")
                .bind(self.region.as_str())
                .bind(login)
                .bind(keep),
        )
        .await?;
        let entry = Entry {
            action: "user.password",
            subject: login,
            municipality: None,
            detail: String::new(),
        };
        record(&mut tx, &self.region, self.now_ms(), &Change::by(login), entry).await?;
        tx.commit().await
    }
}
