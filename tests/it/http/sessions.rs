//! Signing in and out.

use crate::support::service::{PASSWORD, Service};
use axum::http::{StatusCode, header};
use serde_json::json;

#[tokio::test]
async fn a_password_opens_a_session_until_it_is_ended() {
    let service = Service::start().await;
    let nobody = service.nobody();
    assert!(
        nobody.get("/session").await.json()["user"].is_null(),
        "a visitor is no error"
    );
    assert_eq!(nobody.get("/municipalities").await.code(), "session.none");
    let answer = nobody
        .post("/session", &json!({"login": "worker", "password": PASSWORD}))
        .await;
    assert_eq!(answer.status, StatusCode::OK);
    assert_eq!(answer.json()["user"]["role"], "worker");
    assert_eq!(answer.json()["user"]["municipality"], "a");
    let cookie = answer.headers[header::SET_COOKIE].to_str().unwrap();
    assert!(
        cookie.contains("HttpOnly") && cookie.contains("SameSite=Strict"),
        "{cookie}"
    );
    let worker = nobody.with_cookie(cookie.split(';').next().unwrap());
    assert_eq!(worker.get("/session").await.json()["user"]["login"], "worker");
    let ended = worker.change("DELETE", "/session", None, &json!({})).await;
    assert_eq!(ended.status, StatusCode::NO_CONTENT);
    assert!(worker.get("/session").await.json()["user"].is_null());
}

#[tokio::test]
async fn guessing_passwords_is_slow() {
    let service = Service::start().await;
    let nobody = service.nobody();
    for login in ["manager", "nobody-of-this-name", "manager", "manager", "manager"] {
        let wrong = nobody
            .post("/session", &json!({"login": login, "password": "guess"}))
            .await;
        assert_eq!(
            (wrong.status, wrong.code().as_str()),
            (StatusCode::UNAUTHORIZED, "session.wrong_password")
        );
    }
    let right = json!({"login": "manager", "password": PASSWORD});
    let waits = nobody.post("/session", &right).await;
    assert_eq!(
        (waits.status, waits.code().as_str()),
        (StatusCode::TOO_MANY_REQUESTS, "session.too_many_attempts")
    );
    assert!(waits.headers.contains_key(header::RETRY_AFTER));
    service.database.clock.advance(61_000);
    assert_eq!(nobody.post("/session", &right).await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_password_is_changed_with_the_old_one() {
    let service = Service::start().await;
    let (manager, other) = (
        service.signed_in("manager").await,
        service.signed_in("manager").await,
    );
    let change = |old: &str, new: &str| json!({"old": old, "new": new});
    let short = manager
        .post("/session/password", &change(PASSWORD, "short"))
        .await;
    assert_eq!(
        (short.status, short.json()["problems"][0]["code"].as_str()),
        (StatusCode::UNPROCESSABLE_ENTITY, Some("password.length"))
    );
    let wrong = manager
        .post("/session/password", &change("wrong", "a much better one"))
        .await;
    assert_eq!(wrong.status, StatusCode::FORBIDDEN);
    let changed = manager
        .post("/session/password", &change(PASSWORD, "a much better one"))
        .await;
    assert_eq!(changed.status, StatusCode::NO_CONTENT);
    let signed_out = other.get("/session").await.json()["user"].is_null();
    assert!(signed_out, "other sessions have ended");
    assert_eq!(manager.get("/session").await.json()["user"]["login"], "manager");
    let login = json!({"login": "manager", "password": "a much better one"});
    assert_eq!(
        service.nobody().post("/session", &login).await.status,
        StatusCode::OK
    );
}
