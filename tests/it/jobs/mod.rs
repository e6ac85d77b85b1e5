//! The worker pool: panics, cancellation, interruption, and jobs that never end.

use crate::support::databases::sqlite;
use crate::support::village::{plan, territory};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;
use tokio::sync::watch;
use uchastok::domain::MunicipalityId;
use uchastok::jobs::{Jobs, Task};
use uchastok::store::{ATTEMPTS_MAX, Change, Effect, JobEnd, JobId, JobRecord, JobState, NewJob, Store};

fn job(kind: &'static str) -> NewJob {
    NewJob {
        kind,
        municipality: None,
        parameters: String::new(),
        files: Vec::new(),
    }
}

fn run(task: &Task, attempts: &AtomicUsize) -> JobEnd {
    match task.claim().kind.as_str() {
        "panics" => {
            attempts.fetch_add(1, Ordering::SeqCst);
            panic!("a bug in the solver");
        }
        "stops" => {
            while !task.stop().is_stopped() {
                task.report(7, "Поиск");
                std::thread::sleep(Duration::from_millis(5));
            }
            JobEnd::Failed {
                message: "stopped".into(),
                problems: Vec::new(),
            }
        }
        "deaf" => {
            std::thread::sleep(Duration::from_secs(3));
            done(&task.claim().id)
        }
        _ => done(&task.claim().id),
    }
}

fn done(id: &JobId) -> JobEnd {
    JobEnd::Done {
        effect: Effect::Plans(vec![plan(&format!("of-{id}"), "a")]),
        message: String::new(),
        problems: Vec::new(),
    }
}

async fn until(store: &Store, id: &JobId, wanted: impl Fn(&JobRecord) -> bool) -> JobRecord {
    for _ in 0..2_000 {
        let job = store.job(id).await.unwrap().unwrap();
        if wanted(&job) {
            return job;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("the job never came to it: {:?}", store.job(id).await);
}

struct Pool {
    store: Store,
    jobs: Jobs,
    attempts: Arc<AtomicUsize>,
    stopping: watch::Sender<bool>,
    workers: tokio::task::JoinSet<()>,
    _folder: tempfile::TempDir,
}

async fn pool(workers: usize) -> Pool {
    let database = sqlite().await;
    let store = database.store.clone();
    store
        .import_territory(&territory("a"), &Change::by("t"))
        .await
        .unwrap();
    let attempts = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&attempts);
    let jobs = Jobs::new(store.clone(), Arc::new(move |task| run(task, &counted)));
    let (stopping, stopped) = watch::channel(false);
    let workers = jobs.start(workers, stopped).await.unwrap();
    Pool {
        store,
        jobs,
        attempts,
        stopping,
        workers,
        _folder: database.folder,
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_panicking_job_fails_only_itself_and_is_parked_at_the_third_time() {
    let pool = pool(2).await;
    let bad = pool.jobs.submit(&job("panics"), &Change::by("t")).await.unwrap();
    let good = pool.jobs.submit(&job("works"), &Change::by("t")).await.unwrap();
    let ended = until(&pool.store, &bad, |job| job.state.is_final()).await;
    assert_eq!(ended.state, JobState::Failed);
    assert!(
        ended.message.contains("a bug in the solver"),
        "the cause is shown: {}",
        ended.message
    );
    assert_eq!(pool.attempts.load(Ordering::SeqCst) as i64, ATTEMPTS_MAX);
    assert_eq!(
        until(&pool.store, &good, |job| job.state.is_final()).await.state,
        JobState::Done
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cancelled_job_ends_even_when_it_does_not_listen() {
    let pool = pool(2).await;
    for kind in ["stops", "deaf"] {
        let id = pool.jobs.submit(&job(kind), &Change::by("t")).await.unwrap();
        until(&pool.store, &id, |job| job.state == JobState::Running).await;
        pool.jobs.cancel(&id).await.unwrap();
        assert_eq!(
            until(&pool.store, &id, |job| job.state.is_final()).await.state,
            JobState::Cancelled,
            "{kind}"
        );
    }
    tokio::time::sleep(Duration::from_secs(3)).await;
    let plans = pool.store.plans_of(&MunicipalityId::from("a")).await.unwrap();
    assert_eq!(
        plans.len(),
        0,
        "what a cancelled job makes afterwards is not stored"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_job_goes_back_to_the_queue_when_the_server_stops() {
    let mut pool = pool(1).await;
    let id = pool.jobs.submit(&job("stops"), &Change::by("t")).await.unwrap();
    until(&pool.store, &id, |job| job.state == JobState::Running).await;
    pool.stopping.send_replace(true);
    while pool.workers.join_next().await.is_some() {}
    let job = pool.store.job(&id).await.unwrap().unwrap();
    assert_eq!(
        (job.state, job.attempts),
        (JobState::Queued, 0),
        "it waits, and the attempt does not count"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn progress_is_written_while_a_job_runs() {
    let pool = pool(1).await;
    let mut changes = pool.jobs.watch();
    let id = pool.jobs.submit(&job("stops"), &Change::by("t")).await.unwrap();
    let seen = until(&pool.store, &id, |job| job.progress == 7).await;
    assert_eq!(seen.message, "Поиск");
    assert_eq!(changes.recv().await.unwrap(), id);
    pool.jobs.cancel(&id).await.unwrap();
    until(&pool.store, &id, |job| job.state.is_final()).await;
}
