//! A new database of either kind.

use super::postgres;
use tempfile::TempDir;
use uchastok::domain::RegionId;
use uchastok::store::{Clock, Store};

/// When the standing clock stands: 2026-03-01T00:00:00Z.
pub(crate) const NOW_MS: i64 = 1_772_323_200_000;

/// A new database that goes away with the value.
pub(crate) struct Database {
    pub(crate) store: Store,
    pub(crate) url: String,
    pub(crate) clock: Clock,
    /// Holds the file of SQLite.
    pub(crate) folder: TempDir,
}

async fn open(url: String, folder: TempDir) -> Database {
    let clock = Clock::standing_at(NOW_MS);
    let store = Store::open(&url, RegionId::from("main"), clock.clone())
        .await
        .expect("the database opens");
    Database {
        store,
        url,
        clock,
        folder,
    }
}

/// A new SQLite file.
pub(crate) async fn sqlite() -> Database {
    let folder = TempDir::new().expect("a temporary folder");
    let url = format!("sqlite://{}", folder.path().join("t.sqlite").display());
    open(url, folder).await
}

/// A new PostgreSQL database, where there is PostgreSQL.
pub(crate) async fn postgres() -> Option<Database> {
    let url = tokio::task::spawn_blocking(postgres::new_database)
        .await
        .expect("the cluster starts")?;
    Some(open(url, TempDir::new().expect("a temporary folder")).await)
}

/// Runs each conformance test on both databases.
macro_rules! on_both_databases {
    ($($name:ident),* $(,)?) => {
        mod sqlite {
            $(
                #[tokio::test(flavor = "multi_thread", worker_threads = 4)]
                async fn $name() {
                    super::$name($crate::support::databases::sqlite().await).await;
                }
            )*
        }
        mod postgres {
            $(
                #[tokio::test(flavor = "multi_thread", worker_threads = 4)]
                async fn $name() {
                    if let Some(database) = $crate::support::databases::postgres().await {
                        super::$name(database).await;
                    }
                }
            )*
        }
    };
}

pub(crate) use on_both_databases;
