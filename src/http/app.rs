//! What every handler shares: the store, the jobs, the caches, the settings and the signal to stop.

use super::guard::load::REQUESTS_AT_ONCE;
use super::guard::login_rate::LoginRate;
use super::kept::{FoundPlan, FoundSchedule, Kept};
use super::problem::{Answer, ApiError};
use crate::domain::{MunicipalityId, NormProfile, ProductionCalendar, VisitProfile};
use crate::exchange::regional;
use crate::jobs::{Desk, Jobs, Survey};
use crate::store::Store;
use std::sync::Arc;
use tokio::sync::{Semaphore, watch};

/// Password hashes at once: each takes 19 MiB and a core.
const HASHES_AT_ONCE: usize = 2;

/// Settings of the service that handlers look at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Settings {
    /// TLS is in front.
    pub secure: bool,
    /// The last address of `X-Forwarded-For` is the client's.
    pub behind_proxy: bool,
}

/// The shared state; clones share it.
#[derive(Debug, Clone)]
pub struct App(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    store: Store,
    jobs: Jobs,
    desk: Desk,
    settings: Settings,
    login_rate: LoginRate,
    plans: Kept<FoundPlan>,
    schedules: Kept<FoundSchedule>,
    admission: Semaphore,
    hashing: Semaphore,
    stopping: watch::Receiver<bool>,
}

impl App {
    /// The state of a service; `stopping` turns true when streams must end.
    #[must_use]
    pub fn new(
        store: Store,
        jobs: Jobs,
        desk: Desk,
        settings: Settings,
        stopping: watch::Receiver<bool>,
    ) -> Self {
        Self(Arc::new(Shared {
            store,
            jobs,
            desk,
            settings,
            login_rate: LoginRate::default(),
            plans: Kept::default(),
            schedules: Kept::default(),
            admission: Semaphore::new(REQUESTS_AT_ONCE),
            hashing: Semaphore::new(HASHES_AT_ONCE),
            stopping,
        }))
    }

    pub(crate) fn store(&self) -> &Store {
        &self.0.store
    }

    pub(crate) fn jobs(&self) -> &Jobs {
        &self.0.jobs
    }

    /// A municipality with what is derived of its layers.
    pub(crate) async fn survey(&self, id: &MunicipalityId) -> Answer<Arc<Survey>> {
        Ok(self.0.desk.grounds.survey(id).await?)
    }

    pub(crate) fn plans(&self) -> &Kept<FoundPlan> {
        &self.0.plans
    }

    pub(crate) fn schedules(&self) -> &Kept<FoundSchedule> {
        &self.0.schedules
    }

    pub(crate) fn norms(&self) -> &[NormProfile] {
        &self.0.desk.norms
    }

    pub(crate) fn visits(&self) -> &[VisitProfile] {
        &self.0.desk.visits
    }

    /// The region's production calendar: its own, else the one that comes with the program.
    pub(crate) fn calendar(&self) -> Answer<&ProductionCalendar> {
        regional(&self.0.desk.calendars).ok_or_else(|| ApiError::not_found("calendar"))
    }

    pub(crate) fn settings(&self) -> Settings {
        self.0.settings
    }

    pub(crate) fn login_rate(&self) -> &LoginRate {
        &self.0.login_rate
    }

    pub(crate) fn admission(&self) -> &Semaphore {
        &self.0.admission
    }

    pub(crate) fn hashing(&self) -> &Semaphore {
        &self.0.hashing
    }

    /// A receiver that turns true when streams must end.
    pub(crate) fn stopping(&self) -> watch::Receiver<bool> {
        self.0.stopping.clone()
    }
}

/// Runs work that takes more than a few milliseconds away from the threads that answer requests.
pub(crate) async fn blocking<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Answer<T> {
    tokio::task::spawn_blocking(work)
        .await
        .map_err(|error| ApiError::internal(&error))
}
