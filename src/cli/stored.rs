//! A schedule of the database with its plan and its municipality: what every command on a schedule begins with.

use super::database::territory;
use super::schedule::plan;
use crate::domain::{Schedule, ScheduleId, Territory};
use crate::store::{PlanRecord, Store};

/// A schedule with what it was made from.
pub(super) struct Stored {
    /// The schedule.
    pub(super) schedule: Schedule,
    /// Its plan, with the version.
    pub(super) plan: PlanRecord,
    /// The municipality.
    pub(super) territory: Territory,
}

impl Stored {
    /// Reads a schedule by its id.
    pub(super) async fn read(store: &Store, id: &str) -> anyhow::Result<Self> {
        let found = store.schedule(&ScheduleId::new(id)).await?;
        let record = found.ok_or_else(|| {
            anyhow::anyhow!("schedule {id} is not in the database; `uchastok schedule` prints the ids")
        })?;
        Ok(Self {
            plan: plan(store, record.schedule.plan.as_str()).await?,
            territory: territory(store, record.municipality.as_str()).await?,
            schedule: record.schedule,
        })
    }
}
