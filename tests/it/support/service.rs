//! The whole service over a new database, spoken to without a socket.

use super::databases::{Database, sqlite};
use super::village::territory;
use axum::body::Body;
use axum::http::{HeaderMap, Request, StatusCode, header};
use axum::{Router, response::Response};
use http_body_util::BodyExt;
use serde_json::Value;
use tokio::sync::watch;
use tokio::task::JoinSet;
use tower::ServiceExt;
use uchastok::domain::MunicipalityId;
use uchastok::exchange::{calendars, norm_profiles, visit_profiles};
use uchastok::http::{App, Settings, router};
use uchastok::jobs::{Desk, Grounds, Jobs};
use uchastok::store::{Change, NewUser, Role, User};

/// Password of every test account.
pub(crate) const PASSWORD: &str = "open sesame, please";

/// A service with the districts `a` and `b`, and the accounts `manager`, `planner` and `worker` (the last limited to
/// `a`).
pub(crate) struct Service {
    pub(crate) database: Database,
    pub(crate) router: Router,
    pub(crate) stopping: watch::Sender<bool>,
    _workers: JoinSet<()>,
}

/// Somebody who speaks to the service.
#[derive(Clone)]
pub(crate) struct Client {
    router: Router,
    cookie: Option<String>,
}

/// An answer, read to its end.
#[derive(Debug)]
pub(crate) struct Answered {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Vec<u8>,
}

impl Answered {
    /// The body as JSON.
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body)
            .unwrap_or_else(|error| panic!("{error}: {}", String::from_utf8_lossy(&self.body)))
    }

    /// The code of a problem document.
    pub(crate) fn code(&self) -> String {
        assert_eq!(
            self.headers[header::CONTENT_TYPE],
            "application/problem+json",
            "{:?}",
            self.status
        );
        self.json()["code"].as_str().expect("a code").to_owned()
    }

    /// The ETag.
    pub(crate) fn etag(&self) -> String {
        self.headers[header::ETAG].to_str().expect("ascii").to_owned()
    }
}

impl Service {
    pub(crate) async fn start() -> Self {
        let database = sqlite().await;
        Self::over(database, 2).await
    }

    /// A service over a database, with so many job workers.
    pub(crate) async fn over(database: Database, workers: usize) -> Self {
        let store = database.store.clone();
        for id in ["a", "b"] {
            store
                .import_territory(&territory(id), &Change::by("test"))
                .await
                .expect("a district is stored");
        }
        for role in Role::ALL {
            let user = User {
                login: role.as_str().into(),
                name: role.as_str().into(),
                role,
                municipality: (role == Role::Worker).then(|| MunicipalityId::from("a")),
                site: None,
            };
            let new = NewUser {
                user,
                password: PASSWORD.into(),
            };
            store
                .put_user(&new, &Change::by("test"))
                .await
                .expect("an account is stored");
        }
        let desk = Desk {
            calendars: calendars(None).0.into(),
            grounds: Grounds::new(store.clone()),
            norms: norm_profiles(None).0.into(),
            visits: visit_profiles(None).0.into(),
        };
        let jobs = Jobs::new(store.clone(), desk.runner());
        let (stopping, stopped) = watch::channel(false);
        let workers = jobs.start(workers, stopped.clone()).await.expect("workers start");
        let app = App::new(store, jobs, desk, Settings::default(), stopped);
        Self {
            database,
            router: router(app),
            stopping,
            _workers: workers,
        }
    }

    /// Somebody without an account.
    pub(crate) fn nobody(&self) -> Client {
        Client {
            router: self.router.clone(),
            cookie: None,
        }
    }

    /// An account with a session.
    pub(crate) async fn signed_in(&self, login: &str) -> Client {
        let token = self
            .database
            .store
            .begin_session(login)
            .await
            .expect("a session begins");
        Client {
            router: self.router.clone(),
            cookie: Some(format!("uchastok={}", token.secret())),
        }
    }
}

impl Client {
    pub(crate) fn with_cookie(&self, cookie: &str) -> Self {
        Self {
            router: self.router.clone(),
            cookie: Some(cookie.to_owned()),
        }
    }

    /// A request from our own page, with the session's cookie.
    pub(crate) fn request(&self, method: &str, path: &str) -> axum::http::request::Builder {
        let request = Request::builder()
            .method(method)
            .uri(format!("/api/v1{path}"))
            .header("host", "localhost")
            .header("sec-fetch-site", "same-origin");
        match &self.cookie {
            Some(cookie) => request.header(header::COOKIE, cookie),
            None => request,
        }
    }

    /// Sends a request and returns the answer as it begins.
    pub(crate) async fn begin(&self, request: Request<Body>) -> Response {
        self.router.clone().oneshot(request).await.expect("an answer")
    }

    /// Sends a request and reads the answer.
    pub(crate) async fn send(&self, request: Request<Body>) -> Answered {
        let response = self.begin(request).await;
        let (status, headers) = (response.status(), response.headers().clone());
        let body = response
            .into_body()
            .collect()
            .await
            .expect("a whole body")
            .to_bytes()
            .to_vec();
        Answered {
            status,
            headers,
            body,
        }
    }

    pub(crate) async fn get(&self, path: &str) -> Answered {
        self.send(self.request("GET", path).body(Body::empty()).expect("a request"))
            .await
    }

    /// A change with a JSON body and, where given, the version that was seen.
    pub(crate) async fn change(
        &self,
        method: &str,
        path: &str,
        seen: Option<&str>,
        body: &Value,
    ) -> Answered {
        let request = self
            .request(method, path)
            .header(header::CONTENT_TYPE, "application/json");
        let request = match seen {
            Some(seen) => request.header(header::IF_MATCH, seen),
            None => request,
        };
        self.send(request.body(Body::from(body.to_string())).expect("a request"))
            .await
    }

    pub(crate) async fn post(&self, path: &str, body: &Value) -> Answered {
        self.change("POST", path, None, body).await
    }

    /// Waits for a job that was queued, and returns how it ended.
    pub(crate) async fn job(&self, queued: &Answered) -> Value {
        assert_eq!(
            queued.status,
            StatusCode::ACCEPTED,
            "{}",
            String::from_utf8_lossy(&queued.body)
        );
        let id = queued.json()["job"].as_str().expect("an id").to_owned();
        loop {
            let job = self.get(&format!("/jobs/{id}")).await.json();
            if !matches!(job["state"].as_str(), Some("queued" | "running")) {
                return job;
            }
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        }
    }
}
