//! Jobs on plans: partition a municipality, plan the schedule of a plan's sites.

use super::app::App;
use super::body::{Body, InPath, Review};
use super::jobs::Queued;
use super::plans::{TITLE_MAX, find};
use super::problem::{Answer, ApiError};
use super::signed::Signed;
use crate::domain::{Circumstances, MunicipalityId, PlanId, Season};
use crate::jobs::{
    Goal, JobRequest, PARTITION_ITERATIONS, PARTITION_ITERATIONS_MAX, PartitionJob, ScheduleJob, SitesAsked,
};
use crate::store::rfc3339;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::Deserialize;

/// Jobs that wait or run at once: beyond it the next would wait for minutes; test: `a_full_queue_is_answered_503`.
const OPEN_JOBS_MAX: i64 = 200;

/// Most sites that can be asked for.
const SITES_MAX: u32 = 2_000;

/// What a partition is asked for.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PartitionForm {
    /// Id of a norm profile.
    norm_profile: String,
    /// `"min"`, `"free"` or a number.
    #[schema(value_type = Object)]
    sites: SitesAsked,
    /// `travel`, `cut_edges` or `balance`.
    #[schema(value_type = String)]
    objective: Goal,
    #[serde(default)]
    seed: Option<u32>,
    #[serde(default)]
    iterations: Option<u64>,
    #[serde(default)]
    title: Option<String>,
}

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
}

/// Partitions a municipality into sites.
#[utoipa::path(post, path = "/municipalities/{m}/plans/partition", tag = "plans", request_body = PartitionForm,
    params(("m" = String, Path, description = "Municipality")), responses((status = 202, body = Queued)))]
pub(crate) async fn partition(
    State(app): State<App>,
    signed: Signed,
    InPath(municipality): InPath<MunicipalityId>,
    Body(form): Body<PartitionForm>,
) -> Answer<(StatusCode, Json<Queued>)> {
    let mut review = Review::default();
    if !app.norms().iter().any(|profile| profile.id == form.norm_profile) {
        let cause = format!(
            "профиля «{}» нет",
            form.norm_profile.chars().take(64).collect::<String>()
        );
        review.add(
            "profile.unknown",
            "/norm_profile",
            &cause,
            "выберите профиль из списка /norms",
        );
    }
    let iterations = form.iterations.unwrap_or(PARTITION_ITERATIONS);
    if !(1..=PARTITION_ITERATIONS_MAX).contains(&iterations) {
        let action = format!("от 1 до {PARTITION_ITERATIONS_MAX}");
        review.add(
            "iterations.range",
            "/iterations",
            &iterations.to_string(),
            &action,
        );
    }
    if let SitesAsked::Exact(sites) = form.sites
        && !(1..=SITES_MAX).contains(&sites)
    {
        review.add(
            "sites.range",
            "/sites",
            &sites.to_string(),
            &format!("от 1 до {SITES_MAX}"),
        );
    }
    let date = rfc3339(app.store().now_ms());
    let title = form
        .title
        .unwrap_or_else(|| format!("Схема от {}", date.get(..10).unwrap_or(&date)));
    review.text("/title", &title, TITLE_MAX, true);
    review.finish()?;
    let job = PartitionJob {
        municipality,
        norm_profile: form.norm_profile,
        sites: form.sites,
        objective: form.objective,
        seed: u64::from(form.seed.unwrap_or(1)),
        iterations,
        title,
    };
    queue(&app, &signed, &JobRequest::Partition(job)).await
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
        municipality: find(&app, &id).await?.plan.municipality,
        plan: id,
        season: form.season,
        visit_profile: form.visit_profile,
        seed: u64::from(form.seed.unwrap_or(1)),
        circumstances: Circumstances::default(),
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
