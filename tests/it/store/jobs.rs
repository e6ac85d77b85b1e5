//! The job table: claims, leases, attempts, and effects that happen once.

use crate::support::databases::{Database, on_both_databases};
use crate::support::village::{plan, territory};
use std::collections::BTreeSet;
use uchastok::domain::{MunicipalityId, Problem};
use uchastok::store::{
    ATTEMPTS_MAX, Change, Effect, JobEnd, JobFile, JobId, JobState, LEASE_MS, NewJob, Store, StoreError,
};

on_both_databases!(
    a_job_ends_together_with_what_it_made,
    a_late_worker_does_not_overwrite_its_successor,
    a_result_that_cannot_be_stored_leaves_the_job_running,
    a_job_is_parked_after_its_last_attempt,
    a_crash_is_tried_again_and_an_interruption_does_not_count,
    a_waiting_job_is_cancelled_at_once,
    workers_never_share_a_job,
    a_lease_given_by_a_clock_that_was_set_back_runs_out,
);

fn by() -> Change {
    Change::by("tester")
}

fn job() -> NewJob {
    let file = JobFile {
        name: "units".into(),
        file_name: "единицы.csv".into(),
        content: vec![0, 159, 146, 150],
    };
    NewJob {
        kind: "partition",
        municipality: Some(MunicipalityId::from("a")),
        parameters: "{}".into(),
        files: vec![file],
    }
}

fn done(plan_id: &str, municipality: &str) -> JobEnd {
    JobEnd::Done {
        effect: Effect::Plans(vec![plan(plan_id, municipality)]),
        message: "Готово".into(),
        problems: Vec::new(),
    }
}

async fn state(store: &Store, id: &JobId) -> JobState {
    store.job(id).await.unwrap().unwrap().state
}

async fn a_job_ends_together_with_what_it_made(database: Database) {
    let store = &database.store;
    store.import_territory(&territory("a"), &by()).await.unwrap();
    let id = store.enqueue(&job(), &by()).await.unwrap();
    assert_eq!(state(store, &id).await, JobState::Queued);
    let claim = store.claim_job().await.unwrap().unwrap();
    assert_eq!(
        (&claim.id, claim.attempt, claim.kind.as_str()),
        (&id, 1, "partition")
    );
    assert!(store.claim_job().await.unwrap().is_none(), "it is taken");
    assert_eq!(store.job_files(&id).await.unwrap(), job().files);
    assert!(!store.heartbeat(&claim, 40, "Поиск").await.unwrap());
    let seen = store.job(&id).await.unwrap().unwrap();
    assert_eq!(
        (seen.progress, seen.message.as_str(), seen.state),
        (40, "Поиск", JobState::Running)
    );
    store.end_job(&claim, &done("p", "a")).await.unwrap();
    let seen = store.job(&id).await.unwrap().unwrap();
    assert_eq!((seen.state, seen.progress), (JobState::Done, 100));
    let made = seen.result.unwrap().plan.unwrap();
    assert!(store.plan(&made).await.unwrap().is_some());
    assert_eq!(store.job_files(&id).await.unwrap(), [], "files are forgotten");
    assert_eq!(
        store
            .recent_jobs(Some(&MunicipalityId::from("a")))
            .await
            .unwrap()
            .len(),
        1
    );
    assert_eq!(
        store
            .recent_jobs(Some(&MunicipalityId::from("b")))
            .await
            .unwrap()
            .len(),
        0
    );
    assert_eq!(store.open_jobs().await.unwrap(), 0);
}

async fn a_late_worker_does_not_overwrite_its_successor(database: Database) {
    let store = &database.store;
    store.import_territory(&territory("a"), &by()).await.unwrap();
    let id = store.enqueue(&job(), &by()).await.unwrap();
    let first = store.claim_job().await.unwrap().unwrap();
    database.clock.advance(LEASE_MS + 1);
    let second = store.claim_job().await.unwrap().expect("the lease has run out");
    assert_eq!((second.attempt, &second.id), (2, &id));
    assert!(matches!(
        store.heartbeat(&first, 1, "").await,
        Err(StoreError::LostLease)
    ));
    assert!(matches!(
        store.end_job(&first, &done("p1", "a")).await,
        Err(StoreError::LostLease)
    ));
    store.end_job(&second, &done("p2", "a")).await.unwrap();
    assert!(matches!(
        store.end_job(&first, &done("p1", "a")).await,
        Err(StoreError::LostLease)
    ));
    let plans: Vec<_> = store.plans_of(&MunicipalityId::from("a")).await.unwrap();
    assert_eq!(
        plans.iter().map(|row| row.id.as_str()).collect::<Vec<_>>(),
        ["p2"]
    );
}

async fn a_result_that_cannot_be_stored_leaves_the_job_running(database: Database) {
    let store = &database.store;
    let id = store.enqueue(&job(), &by()).await.unwrap();
    let claim = store.claim_job().await.unwrap().unwrap();
    let end = store.end_job(&claim, &done("p", "nowhere")).await;
    assert!(matches!(end, Err(StoreError::Reference(_))), "{end:?}");
    assert_eq!(
        state(store, &id).await,
        JobState::Running,
        "nothing is half-written"
    );
    let problem = Problem::new("a", "b", "c", "d");
    let failed = JobEnd::Failed {
        message: "нет".into(),
        problems: vec![problem.clone()],
    };
    store.end_job(&claim, &failed).await.unwrap();
    let seen = store.job(&id).await.unwrap().unwrap();
    assert_eq!((seen.state, seen.problems), (JobState::Failed, vec![problem]));
}

async fn a_job_is_parked_after_its_last_attempt(database: Database) {
    let store = &database.store;
    let id = store.enqueue(&job(), &by()).await.unwrap();
    for attempt in 1..=ATTEMPTS_MAX {
        assert_eq!(store.claim_job().await.unwrap().unwrap().attempt, attempt);
        database.clock.advance(LEASE_MS + 1);
    }
    assert!(store.claim_job().await.unwrap().is_none());
    let seen = store.job(&id).await.unwrap().unwrap();
    assert_eq!(seen.state, JobState::Failed);
    assert!(seen.message.contains('3'), "{}", seen.message);
}

async fn a_crash_is_tried_again_and_an_interruption_does_not_count(database: Database) {
    let store = &database.store;
    let id = store.enqueue(&job(), &by()).await.unwrap();
    let crash = JobEnd::Crashed {
        message: "паника".into(),
    };
    for _ in 0..5 {
        let claim = store.claim_job().await.unwrap().unwrap();
        assert_eq!(claim.attempt, 1);
        store.end_job(&claim, &JobEnd::Interrupted).await.unwrap();
    }
    for attempt in 1..=ATTEMPTS_MAX {
        let claim = store.claim_job().await.unwrap().unwrap();
        assert_eq!(claim.attempt, attempt);
        store.end_job(&claim, &crash).await.unwrap();
    }
    let seen = store.job(&id).await.unwrap().unwrap();
    assert_eq!((seen.state, seen.message.as_str()), (JobState::Failed, "паника"));
}

async fn a_waiting_job_is_cancelled_at_once(database: Database) {
    let store = &database.store;
    let waiting = store.enqueue(&job(), &by()).await.unwrap();
    store.request_cancel(&waiting).await.unwrap();
    assert_eq!(state(store, &waiting).await, JobState::Cancelled);
    assert!(store.claim_job().await.unwrap().is_none());
    let running = store.enqueue(&job(), &by()).await.unwrap();
    let claim = store.claim_job().await.unwrap().unwrap();
    assert!(!store.is_cancel_requested(&running).await.unwrap());
    store.request_cancel(&running).await.unwrap();
    assert!(store.is_cancel_requested(&running).await.unwrap());
    assert!(store.heartbeat(&claim, 5, "").await.unwrap());
    store.end_job(&claim, &JobEnd::Cancelled).await.unwrap();
    assert_eq!(state(store, &running).await, JobState::Cancelled);
    let nobody = store.request_cancel(&JobId("nobody".into())).await;
    assert!(matches!(nobody, Err(StoreError::Missing(_))));
}

async fn workers_never_share_a_job(database: Database) {
    const JOBS: usize = 30;
    let store = &database.store;
    store.import_territory(&territory("a"), &by()).await.unwrap();
    for _ in 0..JOBS {
        store.enqueue(&job(), &by()).await.unwrap();
    }
    let workers = (0..4).map(|_| {
        let store = store.clone();
        tokio::spawn(async move {
            let mut mine = Vec::new();
            while store.open_jobs().await.unwrap() > 0 {
                if let Some(claim) = store.claim_job().await.unwrap() {
                    store
                        .end_job(&claim, &done(&format!("plan-of-{}", claim.id), "a"))
                        .await
                        .unwrap();
                    mine.push(claim.id);
                }
            }
            mine
        })
    });
    let mut all = Vec::new();
    for worker in workers.collect::<Vec<_>>() {
        all.extend(worker.await.unwrap());
    }
    assert_eq!(all.len(), JOBS);
    assert_eq!(
        all.iter().collect::<BTreeSet<_>>().len(),
        JOBS,
        "no job ran twice"
    );
    assert_eq!(
        store.plans_of(&MunicipalityId::from("a")).await.unwrap().len(),
        JOBS
    );
}

async fn a_lease_given_by_a_clock_that_was_set_back_runs_out(database: Database) {
    let store = &database.store;
    store.enqueue(&job(), &by()).await.unwrap();
    store.claim_job().await.unwrap().unwrap();
    database.clock.advance(-2 * 24 * 3600 * 1000);
    assert_eq!(
        store
            .claim_job()
            .await
            .unwrap()
            .expect("two days ahead is no lease")
            .attempt,
        2
    );
}
