//! What a running job sees: its parameters, the store, a stop token, and where to report progress.

use crate::search::StopToken;
use crate::store::{Claim, Store, StoreResult};
use std::sync::{Arc, Mutex};
use tokio::runtime::Handle;

/// Progress of a job, as its supervisor reads it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Reported {
    pub(crate) percent: u8,
    pub(crate) message: String,
}

/// A job on its blocking thread.
#[derive(Debug)]
pub struct Task {
    claim: Claim,
    store: Store,
    stop: StopToken,
    reported: Arc<Mutex<Reported>>,
    runtime: Handle,
}

impl Task {
    pub(crate) fn new(
        claim: Claim,
        store: Store,
        stop: StopToken,
        reported: Arc<Mutex<Reported>>,
        runtime: Handle,
    ) -> Self {
        Self {
            claim,
            store,
            stop,
            reported,
            runtime,
        }
    }

    /// The claimed job.
    #[must_use]
    pub fn claim(&self) -> &Claim {
        &self.claim
    }

    /// The store.
    #[must_use]
    pub fn store(&self) -> &Store {
        &self.store
    }

    /// Stops when a person cancels, the server stops, or the job's time is up.
    #[must_use]
    pub fn stop(&self) -> &StopToken {
        &self.stop
    }

    /// Reports progress: percent done, and what is being done.
    pub fn report(&self, percent: u8, message: &str) {
        if let Ok(mut reported) = self.reported.lock() {
            reported.percent = percent.min(100);
            message.clone_into(&mut reported.message);
        }
    }

    /// Waits for an operation of the store.
    ///
    /// # Errors
    /// The operation's own.
    pub fn wait<T>(&self, operation: impl Future<Output = StoreResult<T>>) -> StoreResult<T> {
        self.block_on(operation)
    }

    /// Waits for anything that runs on the server's runtime.
    pub(crate) fn block_on<T>(&self, work: impl Future<Output = T>) -> T {
        self.runtime.block_on(work)
    }
}
