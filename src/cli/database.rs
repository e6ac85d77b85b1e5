//! Which database a command works on, and what most commands read from it.

use super::unusable::Unusable;
use crate::domain::{MunicipalityId, RegionId, Territory};
use crate::planning::Ground;
use crate::roads::SpeedProfile;
use crate::store::{Clock, DEFAULT_REGION, Store};
use anyhow::Context;
use clap::Args;

/// The database of a command.
#[derive(Debug, Clone, Args)]
pub(super) struct Database {
    /// sqlite://FILE or postgres://USER@HOST/NAME
    #[arg(
        long,
        env = "UCHASTOK_DATABASE_URL",
        default_value = "sqlite://uchastok.sqlite",
        hide_env_values = true
    )]
    pub(super) database_url: String,
}

impl Database {
    /// Opens it, making a new SQLite file where there is none.
    pub(super) async fn open(&self) -> anyhow::Result<Store> {
        Store::open(&self.database_url, RegionId::new(DEFAULT_REGION), Clock::System)
            .await
            .with_context(|| format!("cannot open {}", self.database_url))
    }
}

/// The layers of a municipality.
pub(super) async fn territory(store: &Store, municipality: &str) -> anyhow::Result<Territory> {
    let id = MunicipalityId::new(municipality);
    match store.territory(&id).await? {
        Some((territory, _)) => Ok(territory),
        None => {
            let known: Vec<String> = store
                .municipalities()
                .await?
                .iter()
                .map(|known| known.municipality.id.to_string())
                .collect();
            Err(Unusable::error(format!(
                "municipality {municipality} is not in the database; there are: {}",
                known.join(", ")
            )))
        }
    }
}

/// What is derived of a territory for planning, for the default car.
pub(super) fn ground(territory: &Territory) -> anyhow::Result<Ground> {
    Ok(Ground::build(territory, &SpeedProfile::car()?)?)
}

/// Runs an asynchronous command to its end.
pub(super) fn block_on<T>(work: impl Future<Output = anyhow::Result<T>>) -> anyhow::Result<T> {
    tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?
        .block_on(work)
}
