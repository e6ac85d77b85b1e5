//! Jobs on plans: the queue's door, and the schedule of a plan's sites.

use super::app::App;
use super::body::{Body, InPath, Review};
use super::jobs::Queued;
use super::plans::find;
use super::problem::{Answer, ApiError};
use super::signed::Signed;
use crate::domain::{Circumstances, PlanId, Season};
use crate::jobs::{JobRequest, ScheduleJob};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::Deserialize;

/// Jobs that wait or run at once: beyond it the next would wait for minutes; test: `a_full_queue_is_answered_503`.
const OPEN_JOBS_MAX: i64 = 200;

/// What a schedule is asked for.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ScheduleForm {
    /// `summer`, `winter` or `thaw`.
    #[schema(value_type = String)]
    season: Season,
    /// Id of a visit profile.
    visit_profile: String,
    #[serde(default)]
    seed: Option<u32>,
    /// True to leave the list of vehicles aside: a car for every worker on every day.
    #[serde(default)]
    unlimited: bool,
}

/// Plans the visit schedule of a plan's sites.
#[utoipa::path(post, path = "/plans/{p}/schedules", tag = "schedules", request_body = ScheduleForm,
    params(("p" = String, Path, description = "Plan")), responses((status = 202, body = Queued)))]
pub(crate) async fn schedule(
    State(app): State<App>,
    signed: Signed,
    InPath(id): InPath<PlanId>,
    Body(form): Body<ScheduleForm>,
) -> Answer<(StatusCode, Json<Queued>)> {
    let mut review = Review::default();
    if !app
        .visits()
        .iter()
        .any(|profile| profile.id == form.visit_profile)
    {
        let cause = format!(
            "профиля «{}» нет",
            form.visit_profile.chars().take(64).collect::<String>()
        );
        review.add(
            "profile.unknown",
            "/visit_profile",
            &cause,
            "выберите профиль из списка /visit-profiles",
        );
    }
    review.finish()?;
    let job = ScheduleJob {
        municipality: find(&app, &id).await?.plan.municipality.clone(),
        plan: id,
        season: form.season,
        visit_profile: form.visit_profile,
        seed: u64::from(form.seed.unwrap_or(1)),
        circumstances: Circumstances::default(),
        unlimited: form.unlimited,
        published: None,
    };
    queue(&app, &signed, &JobRequest::Schedule(job)).await
}

/// Queues a job, unless the queue is full.
pub(crate) async fn queue(
    app: &App,
    signed: &Signed,
    request: &JobRequest,
) -> Answer<(StatusCode, Json<Queued>)> {
    make_room(app).await?;
    let job = app
        .jobs()
        .submit(&request.with_files(Vec::new())?, &signed.change())
        .await?;
    Ok((StatusCode::ACCEPTED, Json(Queued { job })))
}

/// Refuses a job when the queue is full.
pub(crate) async fn make_room(app: &App) -> Answer<()> {
    if app.store().open_jobs().await? < OPEN_JOBS_MAX {
        return Ok(());
    }
    Err(ApiError::busy().retry_after(60))
}
