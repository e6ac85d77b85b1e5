//! Who may call what: every operation of the OpenAPI document, as everybody.

use crate::support::service::{Client, Service};
use crate::support::village::plan;
use axum::body::Body;
use axum::http::{Method, StatusCode};
use serde_json::Value;
use uchastok::store::{Change, SESSION_IDLE_MS};

/// Every operation with those who may call it: `public`, or roles.
fn operations() -> Vec<(String, String, Value)> {
    let document = serde_json::to_value(uchastok::http::openapi()).unwrap();
    let mut found = Vec::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let path = path.strip_prefix("/api/v1").expect("below the base").to_owned();
            found.push((method.to_uppercase(), path, operation["x-access"].clone()));
        }
    }
    found
}

/// An address of the operation in district `m` with its plan.
fn address(path: &str, m: &str) -> String {
    path.replace("{m}", m)
        .replace("{p}", &format!("plan-{m}"))
        .replace("{b}", &format!("plan-{m}"))
        .replace("{s}", &format!("schedule-{m}"))
        .replace("{n}", "1")
        .replace("{j}", &format!("job-{m}"))
        .replace("{id}", "x")
}

async fn ask(client: &Client, method: &str, path: &str) -> StatusCode {
    let method = Method::from_bytes(method.as_bytes()).unwrap();
    let request = client.request(method.as_str(), path).body(Body::empty()).unwrap();
    client.begin(request).await.status()
}

async fn service() -> Service {
    let service = Service::start().await;
    let (store, by) = (&service.database.store, Change::by("test"));
    for m in ["a", "b"] {
        store
            .create_plan(&plan(&format!("plan-{m}"), m), &by)
            .await
            .unwrap();
        let schedule = crate::store::schedules::schedule(&format!("schedule-{m}"), &format!("plan-{m}"), m);
        store.create_schedule(&schedule, &by).await.unwrap();
    }
    service
}

#[tokio::test]
async fn every_operation_has_a_rule() {
    let operations = operations();
    assert!(operations.len() > 40, "{}", operations.len());
    for (method, path, access) in operations {
        let named = access == "public" || access.as_array().is_some_and(|roles| !roles.is_empty());
        assert!(named, "{method} {path} has no rule in guard/access.rs");
    }
}

#[tokio::test]
async fn nobody_without_a_session_gets_past_the_public_pages() {
    let service = service().await;
    let expired = service.signed_in("manager").await;
    service.database.clock.advance(SESSION_IDLE_MS + 1);
    for (method, path, access) in operations() {
        for (who, client) in [
            ("nobody", service.nobody()),
            ("an expired session", expired.clone()),
        ] {
            let status = ask(&client, &method, &address(&path, "a")).await;
            let refused = status == StatusCode::UNAUTHORIZED;
            assert_eq!(refused, access != "public", "{who}: {method} {path} {status}");
        }
    }
}

#[tokio::test]
async fn a_role_may_what_the_document_says() {
    let service = service().await;
    for role in ["manager", "planner", "worker"] {
        for (method, path, access) in operations() {
            if path == "/session" || path.ends_with("/events") {
                continue;
            }
            let client = service.signed_in(role).await;
            let status = ask(&client, &method, &address(&path, "a")).await;
            let allowed = access == "public" || access.as_array().unwrap().iter().any(|one| one == role);
            let refused = status == StatusCode::FORBIDDEN;
            assert_eq!(refused, !allowed, "{role}: {method} {path} {status}");
            assert_ne!(status, StatusCode::UNAUTHORIZED, "{role}: {method} {path}");
            assert!(!status.is_server_error(), "{role}: {method} {path} {status}");
        }
    }
}

#[tokio::test]
async fn an_account_of_one_municipality_sees_no_other() {
    let service = service().await;
    let worker = service.signed_in("worker").await;
    for (method, path, access) in operations() {
        let scoped = ["{m}", "{p}", "{s}"].iter().any(|name| path.contains(name));
        if access == "public" || !scoped {
            continue;
        }
        let status = ask(&worker, &method, &address(&path, "b")).await;
        assert_eq!(status, StatusCode::FORBIDDEN, "{method} {path}");
    }
    let listed = worker.get("/municipalities").await.json();
    assert_eq!(listed.as_array().unwrap().len(), 1);
    let mixed = ask(&worker, "GET", "/plans/plan-a/compare/plan-b").await;
    assert_eq!(mixed, StatusCode::FORBIDDEN, "the second plan counts as well");
}

#[tokio::test]
async fn what_does_not_exist_is_404() {
    let service = service().await;
    let manager = service.signed_in("manager").await;
    for (method, path, access) in operations() {
        let named = ["{m}", "{p}", "{s}", "{j}"]
            .iter()
            .any(|name| path.contains(name));
        if access == "public" || !named {
            continue;
        }
        let status = ask(&manager, &method, &address(&path, "nowhere")).await;
        assert_eq!(status, StatusCode::NOT_FOUND, "{method} {path}");
    }
    for path in ["/nothing", "/plans", "/plans/plan-a/nothing"] {
        let answer = manager.get(path).await;
        assert_eq!(
            (answer.status, answer.code().as_str()),
            (StatusCode::NOT_FOUND, "not_found"),
            "{path}"
        );
    }
    let wrong = manager.change("PUT", "/norms", None, &Value::Null).await;
    assert_eq!(
        (wrong.status, wrong.code().as_str()),
        (StatusCode::METHOD_NOT_ALLOWED, "method.unknown")
    );
}
