//! Plans read lately, kept as they were read: a manager who redraws a large municipality asks for the same plan with
//! every unit that moves, and reading twenty thousand assignments takes longer than judging one.
//!
//! Each lookup asks the database for the version, so that a change made by another server is seen at once.

use super::problem::{Answer, ApiError};
use crate::domain::{Plan, PlanId};
use crate::store::Store;
use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

/// Plans kept at once: the largest takes some 3 MB.
const KEPT_MAX: usize = 8;

/// A plan as it is stored; clones share it.
#[derive(Debug, Clone)]
pub(crate) struct Found {
    pub(crate) plan: Arc<Plan>,
    /// Counts its changes.
    pub(crate) version: i64,
    pub(crate) created_at_ms: i64,
    pub(crate) updated_at_ms: i64,
}

/// The plans asked for last, the latest first.
#[derive(Debug, Default)]
pub(crate) struct PlanCache(Mutex<VecDeque<Found>>);

impl PlanCache {
    /// The plan in its last version.
    pub(crate) async fn find(&self, store: &Store, id: &PlanId) -> Answer<Found> {
        let missing = || ApiError::not_found("plan");
        let version = store.plan_version(id).await?.ok_or_else(missing)?;
        if let Some(found) = self.kept(id, version) {
            return Ok(found);
        }
        let record = store.plan(id).await?.ok_or_else(missing)?;
        let found = Found {
            plan: Arc::new(record.plan),
            version: record.version,
            created_at_ms: record.created_at_ms,
            updated_at_ms: record.updated_at_ms,
        };
        self.keep(found.clone());
        Ok(found)
    }

    /// The plan, where it is kept in this version; it comes to the front.
    fn kept(&self, id: &PlanId, version: i64) -> Option<Found> {
        let mut kept = self.0.lock().ok()?;
        let at = kept
            .iter()
            .position(|found| found.plan.id == *id && found.version == version)?;
        let found = kept.remove(at)?;
        kept.push_front(found.clone());
        Some(found)
    }

    fn keep(&self, found: Found) {
        if let Ok(mut kept) = self.0.lock() {
            kept.retain(|other| other.plan.id != found.plan.id);
            kept.push_front(found);
            kept.truncate(KEPT_MAX);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Found, KEPT_MAX, PlanCache};
    use crate::domain::{MunicipalityId, Plan, PlanFigures, PlanId, PlanOrigin, PlanStatus};
    use std::collections::BTreeMap;
    use std::sync::Arc;

    fn found(id: usize, version: i64) -> Found {
        let plan = Plan {
            id: PlanId::new(id.to_string()),
            municipality: MunicipalityId::new("m"),
            title: String::new(),
            status: PlanStatus::Draft,
            sites: Vec::new(),
            assignment: BTreeMap::new(),
            violations: Vec::new(),
            figures: PlanFigures::default(),
            origin: PlanOrigin::default(),
        };
        Found {
            plan: Arc::new(plan),
            version,
            created_at_ms: 0,
            updated_at_ms: 0,
        }
    }

    #[test]
    fn the_plan_asked_longest_ago_is_forgotten_and_an_older_version_is_not_given_out() {
        let cache = PlanCache::default();
        for id in 0..KEPT_MAX {
            cache.keep(found(id, 1));
        }
        let first = PlanId::new("0");
        assert!(cache.kept(&first, 1).is_some());
        cache.keep(found(KEPT_MAX, 1));
        assert!(cache.kept(&first, 1).is_some());
        assert!(cache.kept(&PlanId::new("1"), 1).is_none());
        cache.keep(found(0, 2));
        assert!(cache.kept(&first, 1).is_none());
        assert_eq!(cache.kept(&first, 2).map(|found| found.version), Some(2));
    }
}
