//! What is derived of a municipality's layers, kept in memory for as long as the layers are the same.
//!
//! The key is the version of the layers, which each import raises; a lookup reads it from the database, so that another
//! server's import is seen at once. Requests that come while something is derived wait for it instead of deriving it
//! again.

use crate::domain::{MunicipalityId, Territory};
use crate::store::{Store, StoreError, StoreResult};
use std::collections::HashMap;
use std::sync::Arc;
use tokio::sync::Mutex;

/// Municipalities kept at once: the largest takes some 30 MB; test: `the_municipality_not_asked_longest_is_forgotten`.
const KEPT_MAX: usize = 8;

/// The layers of a municipality at one version, with what is derived of them.
#[derive(Debug)]
pub struct Ground {
    /// Version of the layers.
    pub version: i64,
    /// The layers; institutions change by hand and are read from the store.
    pub territory: Territory,
}

/// A municipality's place in memory.
#[derive(Debug, Default)]
struct Slot {
    ground: Mutex<Option<Arc<Ground>>>,
}

#[derive(Debug, Default)]
struct Kept {
    slots: HashMap<MunicipalityId, (Arc<Slot>, u64)>,
    asked: u64,
}

/// Derived geometry by municipality. Clones share it.
#[derive(Debug, Clone)]
pub struct Grounds {
    store: Store,
    kept: Arc<std::sync::Mutex<Kept>>,
}

impl Grounds {
    /// An empty cache over a store.
    #[must_use]
    pub fn new(store: Store) -> Self {
        Self {
            store,
            kept: Arc::default(),
        }
    }

    /// The ground of a municipality as its layers are now.
    ///
    /// # Errors
    /// [`StoreError::Missing`] when there is no such municipality.
    pub async fn ground(&self, id: &MunicipalityId) -> StoreResult<Arc<Ground>> {
        let missing = || StoreError::Missing(format!("municipality {id}"));
        let version = self.store.municipality_version(id).await?.ok_or_else(missing)?;
        let slot = self.slot(id);
        let mut kept = slot.ground.lock().await;
        if let Some(ground) = kept.as_ref().filter(|ground| ground.version >= version) {
            return Ok(Arc::clone(ground));
        }
        let (territory, version) = self.store.territory(id).await?.ok_or_else(missing)?;
        let ground = Arc::new(Ground { version, territory });
        *kept = Some(Arc::clone(&ground));
        Ok(ground)
    }

    fn slot(&self, id: &MunicipalityId) -> Arc<Slot> {
        let Ok(mut kept) = self.kept.lock() else {
            return Arc::default();
        };
        kept.asked += 1;
        let asked = kept.asked;
        if kept.slots.len() >= KEPT_MAX && !kept.slots.contains_key(id) {
            let oldest = kept
                .slots
                .iter()
                .min_by_key(|(_, (_, at))| *at)
                .map(|(id, _)| id.clone());
            if let Some(oldest) = oldest {
                kept.slots.remove(&oldest);
            }
        }
        let (slot, at) = kept.slots.entry(id.clone()).or_default();
        *at = asked;
        Arc::clone(slot)
    }
}
