//! Jobs: the list, one of them, its progress as a stream of events, and stopping it.

use super::app::App;
use super::body::InPath;
use super::problem::{Answer, ApiError};
use super::signed::Signed;
use crate::domain::{MunicipalityId, Problem};
use crate::store::{JobId, JobRecord, JobResult, JobState, rfc3339};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::sse::{Event, KeepAlive, Sse};
use futures_util::Stream;
use serde::Serialize;
use std::convert::Infallible;
use std::time::Duration;
use tokio::sync::broadcast::error::RecvError;
use tokio::sync::{broadcast, watch};

/// A job that another server runs is looked at so often.
const LOOK_EVERY: Duration = Duration::from_millis(500);

/// An idle stream says so, for proxies that close silent connections.
const KEEP_ALIVE: Duration = Duration::from_secs(15);

/// A job.
#[derive(Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub(crate) struct JobView {
    #[schema(value_type = String)]
    id: JobId,
    kind: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    municipality: Option<MunicipalityId>,
    #[schema(value_type = String)]
    state: JobState,
    /// 0 to 100.
    progress: u8,
    message: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Object>)]
    result: Option<JobResult>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(value_type = Vec<Object>, required = false)]
    problems: Vec<Problem>,
    created_by: String,
    created_at: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    started_at: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    finished_at: Option<String>,
}

impl From<JobRecord> for JobView {
    fn from(job: JobRecord) -> Self {
        Self {
            id: job.id,
            kind: job.kind,
            municipality: job.municipality,
            state: job.state,
            progress: job.progress,
            message: job.message,
            result: job.result,
            problems: job.problems,
            created_by: job.created_by,
            created_at: rfc3339(job.created_at_ms),
            started_at: job.started_at_ms.map(rfc3339),
            finished_at: job.finished_at_ms.map(rfc3339),
        }
    }
}

/// A queued job.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct Queued {
    /// Its id.
    #[schema(value_type = String)]
    pub(crate) job: JobId,
}

/// The last jobs that the account may see, newest first.
#[utoipa::path(get, path = "/jobs", tag = "jobs", responses((status = 200, body = Vec<JobView>)))]
pub(crate) async fn list(State(app): State<App>, signed: Signed) -> Answer<Json<Vec<JobView>>> {
    let jobs = app.store().recent_jobs(signed.user.municipality.as_ref()).await?;
    Ok(Json(jobs.into_iter().map(JobView::from).collect()))
}

/// One job.
#[utoipa::path(get, path = "/jobs/{j}", tag = "jobs", params(("j" = String, Path, description = "Job")),
    responses((status = 200, body = JobView)))]
pub(crate) async fn show(State(app): State<App>, InPath(id): InPath<JobId>) -> Answer<Json<JobView>> {
    let job = app
        .store()
        .job(&id)
        .await?
        .ok_or_else(|| ApiError::not_found("job"))?;
    Ok(Json(job.into()))
}

/// Asks to stop a job.
#[utoipa::path(post, path = "/jobs/{j}/cancel", tag = "jobs", params(("j" = String, Path, description = "Job")),
    responses((status = 202)))]
pub(crate) async fn cancel(State(app): State<App>, InPath(id): InPath<JobId>) -> Answer<StatusCode> {
    app.jobs().cancel(&id).await?;
    Ok(StatusCode::ACCEPTED)
}

/// The job at every change, as server-sent events named `progress`, until it has ended.
#[utoipa::path(get, path = "/jobs/{j}/events", tag = "jobs", params(("j" = String, Path, description = "Job")),
    responses((status = 200, body = String, content_type = "text/event-stream")))]
pub(crate) async fn events(
    State(app): State<App>,
    InPath(id): InPath<JobId>,
) -> Answer<Sse<impl Stream<Item = Result<Event, Infallible>>>> {
    app.store()
        .job(&id)
        .await?
        .ok_or_else(|| ApiError::not_found("job"))?;
    let watched = Watched {
        changes: app.jobs().watch(),
        stopping: app.stopping(),
        app,
        id,
        sent: None,
        ended: false,
    };
    let stream = futures_util::stream::unfold(watched, |mut watched| async move {
        let view = watched.next().await?;
        let event = Event::default().event("progress").json_data(&view);
        watched.sent = Some(view);
        Some((Ok(event.unwrap_or_default()), watched))
    });
    Ok(Sse::new(stream).keep_alive(KeepAlive::new().interval(KEEP_ALIVE)))
}

struct Watched {
    app: App,
    id: JobId,
    changes: broadcast::Receiver<JobId>,
    stopping: watch::Receiver<bool>,
    sent: Option<JobView>,
    ended: bool,
}

impl Watched {
    /// The job when it has changed; `None` when it has ended, is gone, or the server stops.
    async fn next(&mut self) -> Option<JobView> {
        while !self.ended && !*self.stopping.borrow() {
            let job = self.app.store().job(&self.id).await.ok()??;
            self.ended = job.state.is_final();
            let view = JobView::from(job);
            if self.sent.as_ref() != Some(&view) {
                return Some(view);
            }
            if !self.ended {
                self.wait().await;
            }
        }
        None
    }

    async fn wait(&mut self) {
        let again = tokio::time::sleep(LOOK_EVERY);
        tokio::pin!(again);
        loop {
            tokio::select! {
                changed = self.changes.recv() => match changed {
                    Ok(id) if id != self.id => {}
                    Ok(_) | Err(RecvError::Lagged(_)) => return,
                    Err(RecvError::Closed) => return (&mut again).await,
                },
                () = &mut again => return,
                _ = self.stopping.changed() => return,
            }
        }
    }
}
