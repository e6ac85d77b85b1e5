//! Plans and schedules read lately, kept as they were read: a manager who redraws a large municipality asks for the same
//! plan with every unit that moves, a dispatcher for the same schedule with every call, and reading either takes longer
//! than the answer.
//!
//! Each lookup asks the database for the version, so that a change made by another server is seen at once. A schedule
//! never changes: it is there or gone.

use super::problem::{Answer, ApiError};
use crate::domain::{MunicipalityId, Plan, PlanId, Schedule, ScheduleId};
use crate::store::Store;
use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

/// Documents of a kind kept at once: the largest plan takes some 3 MB, the schedule of a thousand workers 20.
const KEPT_MAX: usize = 8;

/// Documents by id and version, the latest asked for first.
#[derive(Debug)]
pub(crate) struct Kept<T>(Mutex<VecDeque<(String, i64, T)>>);

impl<T> Default for Kept<T> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

impl<T: Clone> Kept<T> {
    /// The document, where it is kept in this version; it comes to the front.
    fn get(&self, id: &str, version: i64) -> Option<T> {
        let mut kept = self.0.lock().ok()?;
        let at = kept
            .iter()
            .position(|(known, of, _)| known == id && *of == version)?;
        let found = kept.remove(at)?;
        let document = found.2.clone();
        kept.push_front(found);
        Some(document)
    }

    /// Keeps a document instead of its other versions; the one asked for longest ago makes room.
    fn put(&self, id: &str, version: i64, document: T) {
        if let Ok(mut kept) = self.0.lock() {
            kept.retain(|(known, ..)| known != id);
            kept.push_front((id.to_owned(), version, document));
            kept.truncate(KEPT_MAX);
        }
    }
}

/// A plan as it is stored; clones share it.
#[derive(Debug, Clone)]
pub(crate) struct FoundPlan {
    pub(crate) plan: Arc<Plan>,
    /// Counts its changes.
    pub(crate) version: i64,
    pub(crate) created_at_ms: i64,
    pub(crate) updated_at_ms: i64,
}

impl Kept<FoundPlan> {
    /// The plan in its last version.
    pub(crate) async fn find(&self, store: &Store, id: &PlanId) -> Answer<FoundPlan> {
        let missing = || ApiError::not_found("plan");
        let version = store.plan_version(id).await?.ok_or_else(missing)?;
        if let Some(found) = self.get(id.as_str(), version) {
            return Ok(found);
        }
        let record = store.plan(id).await?.ok_or_else(missing)?;
        let found = FoundPlan {
            plan: Arc::new(record.plan),
            version: record.version,
            created_at_ms: record.created_at_ms,
            updated_at_ms: record.updated_at_ms,
        };
        self.put(id.as_str(), found.version, found.clone());
        Ok(found)
    }
}

/// A schedule as it is stored; clones share it.
#[derive(Debug, Clone)]
pub(crate) struct FoundSchedule {
    pub(crate) schedule: Arc<Schedule>,
    pub(crate) municipality: MunicipalityId,
    /// Version of the plan that it was made for.
    pub(crate) plan_version: i64,
    pub(crate) created_at_ms: i64,
}

impl Kept<FoundSchedule> {
    /// The schedule, if it is still there.
    pub(crate) async fn find(&self, store: &Store, id: &ScheduleId) -> Answer<FoundSchedule> {
        let missing = || ApiError::not_found("schedule");
        store.municipality_of_schedule(id).await?.ok_or_else(missing)?;
        if let Some(found) = self.get(id.as_str(), 0) {
            return Ok(found);
        }
        let record = store.schedule(id).await?.ok_or_else(missing)?;
        let found = FoundSchedule {
            schedule: Arc::new(record.schedule),
            municipality: record.municipality,
            plan_version: record.plan_version,
            created_at_ms: record.created_at_ms,
        };
        self.put(id.as_str(), 0, found.clone());
        Ok(found)
    }
}

#[cfg(test)]
mod tests {
    use super::{KEPT_MAX, Kept};

    #[test]
    fn the_document_asked_for_longest_ago_is_forgotten_and_an_older_version_is_not_given_out() {
        let kept = Kept::default();
        for id in 0..KEPT_MAX {
            kept.put(&id.to_string(), 1, id);
        }
        assert_eq!(kept.get("0", 1), Some(0));
        kept.put("more", 1, 100);
        assert_eq!((kept.get("0", 1), kept.get("1", 1)), (Some(0), None));
        kept.put("0", 2, 200);
        assert_eq!((kept.get("0", 1), kept.get("0", 2)), (None, Some(200)));
    }
}
