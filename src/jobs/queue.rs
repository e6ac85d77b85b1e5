//! The queue as the rest of the server sees it: submit, cancel, watch; and the workers that empty it.

use super::supervise::supervise;
use super::task::Task;
use crate::search::StopToken;
use crate::store::{Change, JobEnd, JobId, NewJob, Store, StoreResult};
use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::sync::{Notify, broadcast, watch};
use tokio::task::JoinSet;

/// An idle worker looks into the table so often, for jobs that other servers queued or left behind.
const LOOK_EVERY: Duration = Duration::from_millis(1000);

/// Changes remembered for a slow watcher; one that falls behind reads the table again.
const CHANGES_KEPT: usize = 256;

/// Runs a job to its end, on a blocking thread.
pub type Runner = Arc<dyn Fn(&Task) -> JobEnd + Send + Sync>;

/// The job queue of this server. Clones share it.
#[derive(Clone)]
pub struct Jobs(Arc<Shared>);

struct Shared {
    store: Store,
    runner: Runner,
    queued: Notify,
    changed: broadcast::Sender<JobId>,
    running: Mutex<HashMap<JobId, StopToken>>,
}

impl fmt::Debug for Jobs {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Jobs")
    }
}

impl Jobs {
    /// A queue over the job table, run by `runner`.
    #[must_use]
    pub fn new(store: Store, runner: Runner) -> Self {
        Self(Arc::new(Shared {
            store,
            runner,
            queued: Notify::new(),
            changed: broadcast::Sender::new(CHANGES_KEPT),
            running: Mutex::default(),
        }))
    }

    pub(crate) fn store(&self) -> &Store {
        &self.0.store
    }

    pub(crate) fn runner(&self) -> Runner {
        Arc::clone(&self.0.runner)
    }

    /// Queues a job.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn submit(&self, job: &NewJob, change: &Change) -> StoreResult<JobId> {
        let id = self.0.store.enqueue(job, change).await?;
        self.announce(&id);
        self.0.queued.notify_one();
        Ok(id)
    }

    /// Asks to stop a job; one that this server runs stops at once.
    ///
    /// # Errors
    /// There is no such job.
    pub async fn cancel(&self, id: &JobId) -> StoreResult<()> {
        self.0.store.request_cancel(id).await?;
        if let Ok(running) = self.0.running.lock()
            && let Some(stop) = running.get(id)
        {
            stop.cancel();
        }
        self.announce(id);
        Ok(())
    }

    /// Ids of jobs that change on this server.
    #[must_use]
    pub fn watch(&self) -> broadcast::Receiver<JobId> {
        self.0.changed.subscribe()
    }

    /// Tells the watchers that a job has changed.
    pub(crate) fn announce(&self, id: &JobId) {
        // Nobody watching is no fault.
        let _ = self.0.changed.send(id.clone());
    }

    pub(crate) fn remember(&self, id: &JobId, stop: &StopToken) {
        if let Ok(mut running) = self.0.running.lock() {
            running.insert(id.clone(), stop.clone());
        }
    }

    pub(crate) fn forget(&self, id: &JobId) {
        if let Ok(mut running) = self.0.running.lock() {
            running.remove(id);
        }
    }

    /// Starts `workers` workers. They end when `stopping` turns true, after their jobs have gone back to the queue.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn start(&self, workers: usize, stopping: watch::Receiver<bool>) -> StoreResult<JoinSet<()>> {
        let orphans = self.0.store.requeue_orphans().await?;
        if orphans > 0 {
            tracing::info!(orphans, "jobs of the server before go on");
        }
        let mut set = JoinSet::new();
        for _ in 0..workers {
            set.spawn(self.clone().work(stopping.clone()));
        }
        Ok(set)
    }

    async fn work(self, mut stopping: watch::Receiver<bool>) {
        while !*stopping.borrow() {
            match self.0.store.claim_job().await {
                Ok(Some(claim)) => supervise(&self, claim, &mut stopping).await,
                Ok(None) => self.rest(&mut stopping).await,
                Err(error) => {
                    tracing::warn!(%error, "no job could be claimed");
                    self.rest(&mut stopping).await;
                }
            }
        }
    }

    async fn rest(&self, stopping: &mut watch::Receiver<bool>) {
        tokio::select! {
            () = self.0.queued.notified() => {}
            () = tokio::time::sleep(LOOK_EVERY) => {}
            _ = stopping.changed() => {}
        }
    }
}
