//! The defences: origin, bodies, headers, the front-end's fallback.

use crate::support::service::Service;
use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use serde_json::json;

#[tokio::test]
async fn changes_from_elsewhere_are_refused() {
    let service = Service::start().await;
    let manager = service.signed_in("manager").await;
    for (name, value) in [
        ("sec-fetch-site", "cross-site"),
        ("origin", "https://evil.example"),
    ] {
        let mut request = manager
            .request("POST", "/municipalities/a/workers")
            .header(header::CONTENT_TYPE, "application/json")
            .body(Body::from(json!({"full_name": "А"}).to_string()))
            .unwrap();
        request.headers_mut().remove("sec-fetch-site");
        request.headers_mut().insert(name, value.parse().unwrap());
        let answer = manager.send(request).await;
        assert_eq!(
            (answer.status, answer.code().as_str()),
            (StatusCode::FORBIDDEN, "origin.foreign"),
            "{name}"
        );
    }
}

#[tokio::test]
async fn bodies_are_read_strictly() {
    let service = Service::start().await;
    let manager = service.signed_in("manager").await;
    let path = "/municipalities/a/workers";
    let cases: [(&str, StatusCode, &str); 8] = [
        ("{", StatusCode::BAD_REQUEST, "body.syntax"),
        ("", StatusCode::BAD_REQUEST, "body.syntax"),
        ("[]", StatusCode::UNPROCESSABLE_ENTITY, "input.invalid"),
        (
            "{\"full_name\": 1}",
            StatusCode::UNPROCESSABLE_ENTITY,
            "input.invalid",
        ),
        (
            "{\"full_name\": \"А\", \"full_name\": \"Б\"}",
            StatusCode::UNPROCESSABLE_ENTITY,
            "input.invalid",
        ),
        (
            "{\"full_name\": \"А\", \"other\": 1}",
            StatusCode::UNPROCESSABLE_ENTITY,
            "input.invalid",
        ),
        (
            "{\"full_name\": \"  \"}",
            StatusCode::UNPROCESSABLE_ENTITY,
            "input.invalid",
        ),
        (
            "{\"full_name\": \"А\\u0000\"}",
            StatusCode::UNPROCESSABLE_ENTITY,
            "input.invalid",
        ),
    ];
    for (body, status, code) in cases {
        let request = manager
            .request("POST", path)
            .header(header::CONTENT_TYPE, "application/json");
        let answer = manager.send(request.body(Body::from(body)).unwrap()).await;
        assert_eq!((answer.status, answer.code().as_str()), (status, code), "{body}");
    }
    let deep = "[".repeat(200_000);
    let request = manager
        .request("POST", path)
        .header(header::CONTENT_TYPE, "application/json");
    assert!(
        manager
            .send(request.body(Body::from(deep)).unwrap())
            .await
            .status
            .is_client_error()
    );
    let text = manager
        .request("POST", path)
        .header(header::CONTENT_TYPE, "text/plain");
    let answer = manager.send(text.body(Body::from("{}")).unwrap()).await;
    assert_eq!(answer.status, StatusCode::UNSUPPORTED_MEDIA_TYPE);
    assert_eq!(
        manager.get(path).await.json(),
        json!([]),
        "nothing of it was stored"
    );
}

#[tokio::test]
async fn long_bodies_are_413() {
    let service = Service::start().await;
    let manager = service.signed_in("manager").await;
    let body = json!({"full_name": "я".repeat(1 << 20)});
    let answer = manager.post("/municipalities/a/workers", &body).await;
    assert_eq!(
        (answer.status, answer.code().as_str()),
        (StatusCode::PAYLOAD_TOO_LARGE, "body.too_large")
    );
}

#[tokio::test]
async fn every_answer_carries_the_security_headers() {
    let service = Service::start().await;
    let nobody = service.nobody();
    for path in ["/health", "/session", "/nothing"] {
        let answer = nobody.get(path).await;
        let policy = answer.headers[header::CONTENT_SECURITY_POLICY].to_str().unwrap();
        assert!(
            policy.starts_with("default-src 'none'") && !policy.contains("unsafe"),
            "{policy}"
        );
        assert_eq!(answer.headers[header::X_CONTENT_TYPE_OPTIONS], "nosniff");
        assert_eq!(answer.headers[header::CACHE_CONTROL], "no-store", "{path}");
    }
}

#[tokio::test]
async fn pages_of_the_front_end_answer_and_files_that_are_not_there_do_not() {
    let service = Service::start().await;
    let nobody = service.nobody();
    let ask = |path: &str| Request::builder().uri(path).body(Body::empty()).unwrap();
    for path in ["/", "/m/vagay", "/m/vagay/schedule/s", "/who"] {
        let answer = nobody.send(ask(path)).await;
        assert_eq!(answer.status, StatusCode::OK, "{path}");
        assert_eq!(answer.headers[header::CONTENT_TYPE], "text/html; charset=utf-8");
    }
    for path in [
        "/nothing.js",
        "/assets/../../Cargo.toml",
        "/..%2fCargo.toml",
        "/assets/%2e%2e/index.html",
    ] {
        let answer = nobody.send(ask(path)).await;
        assert_eq!(
            (answer.status, answer.code().as_str()),
            (StatusCode::NOT_FOUND, "not_found"),
            "{path}"
        );
    }
}
