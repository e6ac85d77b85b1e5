//! Watches over one running job: progress, lease, cancellation, time limit, panic, and its end.

use super::queue::Jobs;
use super::task::{Reported, Task};
use crate::search::StopToken;
use crate::store::{Claim, JobEnd, StoreError};
use std::any::Any;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};
use tokio::runtime::Handle;
use tokio::sync::watch;
use tokio::task::JoinHandle;

/// The supervisor looks at progress and cancellation so often.
const LOOK_EVERY: Duration = Duration::from_millis(100);

/// Progress is written at most so often.
const WRITE_EVERY: Duration = Duration::from_millis(500);

/// The lease is renewed at least so often: a fifth of it.
const RENEW_EVERY: Duration = Duration::from_secs(3);

/// A job that a person stopped is given so long to return; then it ends without its thread.
const STOP_WITHIN: Duration = Duration::from_millis(300);

/// Longest job. The solvers' budgets end far before; this catches one that never ends.
const JOB_MAX: Duration = Duration::from_secs(15 * 60);

/// Attempts to write the end of a job while the database does not answer, a second apart: within the lease.
const END_ATTEMPTS: u32 = 10;

/// Why a job was told to stop.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stopped {
    Cancelled,
    ServerStops,
    TimeIsUp,
    LeaseLost,
}

/// Runs a claimed job to its end.
pub(crate) async fn supervise(jobs: &Jobs, claim: Claim, stopping: &mut watch::Receiver<bool>) {
    let stop = StopToken::after(JOB_MAX);
    let reported = Arc::new(Mutex::new(Reported::default()));
    jobs.remember(&claim.id, &stop);
    jobs.announce(&claim.id);
    let task = Task::new(
        claim.clone(),
        jobs.store().clone(),
        stop.clone(),
        Arc::clone(&reported),
        Handle::current(),
    );
    let runner = jobs.runner();
    let work = tokio::task::spawn_blocking(move || runner(&task));
    let mut watched = Watched {
        jobs,
        claim: &claim,
        stop: &stop,
        reported: &reported,
        written: Reported::default(),
        written_at: Instant::now(),
        begun_at: Instant::now(),
        stopped: None,
    };
    let end = watched.until_end(work, stopping).await;
    jobs.forget(&claim.id);
    if let Some(end) = end {
        write_end(jobs, &claim, end).await;
    }
    jobs.announce(&claim.id);
}

struct Watched<'a> {
    jobs: &'a Jobs,
    claim: &'a Claim,
    stop: &'a StopToken,
    reported: &'a Mutex<Reported>,
    written: Reported,
    written_at: Instant,
    begun_at: Instant,
    stopped: Option<(Stopped, Instant)>,
}

impl Watched<'_> {
    /// How the attempt ends; `None` when it is no longer ours to end.
    async fn until_end(
        &mut self,
        mut work: JoinHandle<JobEnd>,
        stopping: &mut watch::Receiver<bool>,
    ) -> Option<JobEnd> {
        loop {
            tokio::select! {
                ended = &mut work => {
                    self.notice_stop();
                    return self.judge(ended.map_err(|error| cause_of(error.into_panic().as_ref())));
                }
                () = tokio::time::sleep(LOOK_EVERY) => self.look().await,
                _ = stopping.changed(), if self.stopped.is_none() => self.tell(Stopped::ServerStops),
            }
            let overdue = self
                .stopped
                .is_some_and(|(_, since)| since.elapsed() >= STOP_WITHIN);
            if overdue {
                return self.judge(Err("the job does not end when told to".into()));
            }
        }
    }

    fn tell(&mut self, why: Stopped) {
        self.stopped.get_or_insert((why, Instant::now()));
        self.stop.cancel();
    }

    /// The token is stopped by its deadline, or by a person on this server.
    fn notice_stop(&mut self) {
        if self.begun_at.elapsed() >= JOB_MAX {
            self.tell(Stopped::TimeIsUp);
        } else if self.stop.is_stopped() {
            self.tell(Stopped::Cancelled);
        }
    }

    async fn look(&mut self) {
        self.notice_stop();
        let now = self
            .reported
            .lock()
            .map(|reported| reported.clone())
            .unwrap_or_default();
        let since = self.written_at.elapsed();
        let due = since >= RENEW_EVERY || now != self.written && since >= WRITE_EVERY;
        let asked = if due {
            self.written_at = Instant::now();
            let answer = self
                .jobs
                .store()
                .heartbeat(self.claim, now.percent, &now.message)
                .await;
            self.written = now;
            self.jobs.announce(&self.claim.id);
            answer
        } else {
            self.jobs.store().is_cancel_requested(&self.claim.id).await
        };
        match asked {
            Ok(true) => self.tell(Stopped::Cancelled),
            Err(StoreError::LostLease) => self.tell(Stopped::LeaseLost),
            Ok(false) => {}
            Err(error) => tracing::warn!(%error, job = %self.claim.id, "heartbeat missed"),
        }
    }

    fn judge(&self, ended: Result<JobEnd, String>) -> Option<JobEnd> {
        match (self.stopped.map(|(why, _)| why), ended) {
            (Some(Stopped::LeaseLost), _) => None,
            (Some(Stopped::Cancelled), _) => Some(JobEnd::Cancelled),
            (_, Ok(done @ JobEnd::Done { .. })) => Some(done),
            (Some(Stopped::ServerStops), _) => Some(JobEnd::Interrupted),
            (Some(Stopped::TimeIsUp), _) => Some(JobEnd::Crashed {
                message: format!("stopped after {} minutes", JOB_MAX.as_secs() / 60),
            }),
            (None, Ok(end)) => Some(end),
            (None, Err(message)) => Some(JobEnd::Crashed { message }),
        }
    }
}

/// What a panic said.
fn cause_of(panic: &(dyn Any + Send)) -> String {
    let said = panic
        .downcast_ref::<&str>()
        .map(|text| (*text).to_owned())
        .or_else(|| panic.downcast_ref::<String>().cloned());
    format!(
        "the program failed: {}",
        said.unwrap_or_else(|| "no message".into())
    )
}

/// Writes the end, also when the database is away for a moment.
async fn write_end(jobs: &Jobs, claim: &Claim, end: JobEnd) {
    for _ in 0..END_ATTEMPTS {
        match jobs.store().end_job(claim, &end).await {
            Ok(()) => return,
            Err(StoreError::LostLease) => {
                tracing::warn!(job = %claim.id, "a later attempt has the job; this one's result is dropped");
                return;
            }
            Err(error) if error.is_passing() => {
                tracing::warn!(%error, job = %claim.id, "the end of the job is not written yet");
                tokio::time::sleep(Duration::from_secs(1)).await;
            }
            Err(error) => {
                tracing::error!(%error, job = %claim.id, "what the job made cannot be stored");
                let failed = JobEnd::Failed {
                    message: "what the job made cannot be stored".into(),
                    problems: Vec::new(),
                };
                if let Err(error) = jobs.store().end_job(claim, &failed).await {
                    tracing::error!(%error, job = %claim.id, "the end of the job cannot be written");
                }
                return;
            }
        }
    }
}
