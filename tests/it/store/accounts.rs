//! Accounts and sessions.

use crate::support::databases::{Database, on_both_databases};
use uchastok::domain::MunicipalityId;
use uchastok::store::{
    Change, NewUser, Role, SESSION_ABSOLUTE_MS, SESSION_IDLE_MS, SessionToken, User, password,
};

on_both_databases!(
    a_session_ends_by_idleness_and_by_age,
    a_new_password_ends_the_other_sessions,
    a_session_that_was_ended_is_unknown,
);

fn worker() -> NewUser {
    NewUser {
        user: User {
            login: "worker".into(),
            name: "Работник".into(),
            role: Role::Worker,
            municipality: Some(MunicipalityId::from("a")),
            site: Some(3),
        },
        password: "открой-сезам-1".into(),
    }
}

async fn a_session_ends_by_idleness_and_by_age(database: Database) {
    let (store, clock) = (&database.store, &database.clock);
    store.put_user(&worker(), &Change::by("cli")).await.unwrap();
    let (user, hash) = store.user_with_hash("worker").await.unwrap().unwrap();
    assert_eq!(user, worker().user);
    assert!(password::verify("открой-сезам-1", &hash) && !hash.contains("сезам"));
    let token = store.begin_session("worker").await.unwrap();
    assert_eq!(store.session_user(&token).await.unwrap(), Some(worker().user));
    assert_eq!(
        store.session_user(&SessionToken::from_cookie("x")).await.unwrap(),
        None
    );
    clock.advance(SESSION_IDLE_MS - 1);
    assert!(
        store.session_user(&token).await.unwrap().is_some(),
        "used in time, and used again from now"
    );
    clock.advance(SESSION_IDLE_MS - 1);
    assert!(store.session_user(&token).await.unwrap().is_some());
    clock.advance(SESSION_IDLE_MS + 1);
    assert!(
        store.session_user(&token).await.unwrap().is_none(),
        "idle for too long"
    );
    let token = store.begin_session("worker").await.unwrap();
    for _ in 0..SESSION_ABSOLUTE_MS / SESSION_IDLE_MS {
        assert!(store.session_user(&token).await.unwrap().is_some());
        clock.advance(SESSION_IDLE_MS - 60_000);
    }
    assert!(
        store.session_user(&token).await.unwrap().is_some(),
        "minutes before its age ends it"
    );
    clock.advance(20 * 60_000);
    assert!(
        store.session_user(&token).await.unwrap().is_none(),
        "too old, though never idle"
    );
}

async fn a_new_password_ends_the_other_sessions(database: Database) {
    let store = &database.store;
    store.put_user(&worker(), &Change::by("cli")).await.unwrap();
    let (own, other) = (
        store.begin_session("worker").await.unwrap(),
        store.begin_session("worker").await.unwrap(),
    );
    store
        .change_password("worker", password::hash("другой пароль").unwrap(), &own.hash())
        .await
        .unwrap();
    assert!(store.session_user(&own).await.unwrap().is_some());
    assert!(store.session_user(&other).await.unwrap().is_none());
    store.put_user(&worker(), &Change::by("cli")).await.unwrap();
    assert!(
        store.session_user(&own).await.unwrap().is_none(),
        "a reset by the operator ends every session"
    );
}

async fn a_session_that_was_ended_is_unknown(database: Database) {
    let store = &database.store;
    store.put_user(&worker(), &Change::by("cli")).await.unwrap();
    let token = store.begin_session("worker").await.unwrap();
    store.end_session(&token).await.unwrap();
    assert!(store.session_user(&token).await.unwrap().is_none());
    store.end_session(&token).await.unwrap();
}
