//! Partition plans: the list of a municipality, one plan with its sites, a copy of it, and its removal.

use super::app::{App, blocking};
use super::body::{Body, InPath, Review};
use super::etag::{IfMatch, Versioned};
use super::kept::FoundPlan;
use super::problem::{Answer, ApiError};
use super::signed::Signed;
use super::site_view::{SiteView, site_views};
use crate::domain::{
    MunicipalityId, NormProfile, Persons, PlaceNorm, Plan, PlanFigures, PlanId, PlanStatus, PlanVariant,
};
use crate::store::{PlanRow, rfc3339};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// Longest title, in characters.
pub(crate) const TITLE_MAX: usize = 200;

/// A plan in a list.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct PlanRowView {
    #[schema(value_type = String)]
    id: PlanId,
    title: String,
    #[serde(flatten)]
    #[schema(value_type = Object)]
    status: PlanStatus,
    created_at: String,
    version: i64,
    #[schema(value_type = Object)]
    figures: PlanFigures,
    sites: u32,
    violations: u32,
    legal: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Object>)]
    variant: Option<PlanVariant>,
    /// Residents in another site than under the plan that it started from.
    #[serde(skip_serializing_if = "Option::is_none")]
    people_moved: Option<i64>,
}

impl From<PlanRow> for PlanRowView {
    fn from(row: PlanRow) -> Self {
        Self {
            id: row.id,
            title: row.title,
            status: row.status,
            created_at: rfc3339(row.created_at_ms),
            version: row.version,
            figures: row.figures,
            sites: row.figures.sites,
            violations: row.violations,
            legal: row.violations == 0,
            variant: row.variant,
            people_moved: row.people_moved.map(Persons::get),
        }
    }
}

/// A plan with the figures of its sites.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct PlanView {
    #[serde(flatten)]
    #[schema(value_type = Object)]
    plan: Arc<Plan>,
    version: i64,
    created_at: String,
    updated_at: String,
    #[schema(value_type = Vec<Object>)]
    norms: Vec<PlaceNorm>,
    site_summaries: Vec<SiteView>,
}

/// The title of a copy.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct CopyForm {
    title: String,
}

/// A plan that exists.
pub(crate) async fn find(app: &App, id: &PlanId) -> Answer<FoundPlan> {
    app.plans().find(app.store(), id).await
}

/// The norm profile that a plan was made with.
pub(crate) fn profile_of(app: &App, plan: &Plan) -> Answer<NormProfile> {
    let id = &plan.origin.norm_profile;
    let found = app.norms().iter().find(|profile| profile.id == *id).cloned();
    found.ok_or_else(|| {
        ApiError::conflict(
            "profile.unknown",
            &format!("Профиля нормативов «{id}» нет на этом сервере."),
            &format!("Norm profile {id:?} is not on this server."),
        )
    })
}

/// The plans of a municipality, newest first.
#[utoipa::path(get, path = "/municipalities/{m}/plans", tag = "plans",
    params(("m" = String, Path, description = "Municipality")), responses((status = 200, body = Vec<PlanRowView>)))]
pub(crate) async fn list(
    State(app): State<App>,
    InPath(municipality): InPath<MunicipalityId>,
) -> Answer<Json<Vec<PlanRowView>>> {
    let rows = app.store().plans_of(&municipality).await?;
    Ok(Json(rows.into_iter().map(PlanRowView::from).collect()))
}

/// One plan.
#[utoipa::path(get, path = "/plans/{p}", tag = "plans", params(("p" = String, Path, description = "Plan")),
    responses((status = 200, body = PlanView)))]
pub(crate) async fn show(State(app): State<App>, InPath(id): InPath<PlanId>) -> Answer<Versioned<PlanView>> {
    view(&app, &id).await
}

/// The plan as it is now.
pub(crate) async fn view(app: &App, id: &PlanId) -> Answer<Versioned<PlanView>> {
    let record = find(app, id).await?;
    let profile = profile_of(app, &record.plan)?;
    let municipality = &record.plan.municipality;
    let survey = app.survey(municipality).await?;
    let workers = app.store().workers(municipality).await?;
    let institutions = app.store().infrastructure(municipality).await?;
    let version = record.version;
    let body = blocking(move || {
        let site_summaries = site_views(&survey, &profile, &record.plan, &workers, &institutions)?;
        Answer::Ok(PlanView {
            plan: record.plan,
            version,
            created_at: rfc3339(record.created_at_ms),
            updated_at: rfc3339(record.updated_at_ms),
            norms: profile.bounds,
            site_summaries,
        })
    })
    .await??;
    Ok(Versioned { version, body })
}

/// Copies a plan to a new draft.
#[utoipa::path(post, path = "/plans/{p}/copy", tag = "plans", request_body = CopyForm,
    params(("p" = String, Path, description = "Plan")), responses((status = 201, body = PlanView)))]
pub(crate) async fn copy(
    State(app): State<App>,
    signed: Signed,
    InPath(id): InPath<PlanId>,
    Body(form): Body<CopyForm>,
) -> Answer<(StatusCode, Versioned<PlanView>)> {
    let mut review = Review::default();
    review.text("/title", &form.title, TITLE_MAX, true);
    review.finish()?;
    let mut plan = Arc::unwrap_or_clone(find(&app, &id).await?.plan);
    plan.origin.redrawn_from = Some(plan.id);
    plan.id = app.store().new_plan_id();
    plan.title = form.title.trim().to_owned();
    plan.status = PlanStatus::Draft;
    // A copy is no member of the set that it was copied from: keeping one plan of a set removes the others.
    plan.origin.variant = None;
    app.store().create_plan(&plan, &signed.change()).await?;
    Ok((StatusCode::CREATED, view(&app, &plan.id).await?))
}

/// Removes a draft with its schedules.
#[utoipa::path(delete, path = "/plans/{p}", tag = "plans",
    params(("p" = String, Path, description = "Plan"), ("If-Match" = String, Header, description = "Version seen")),
    responses((status = 204)))]
pub(crate) async fn remove(
    State(app): State<App>,
    signed: Signed,
    InPath(id): InPath<PlanId>,
    IfMatch(seen): IfMatch,
) -> Answer<StatusCode> {
    let plan = find(&app, &id).await?.plan;
    if plan.status != PlanStatus::Draft {
        return Err(ApiError::conflict(
            "plan.not_draft",
            "Удалить можно только черновик; действующую схему отправьте в архив.",
            "Only a draft can be removed; archive the plan instead.",
        ));
    }
    app.store()
        .delete_plan(&id, &plan.municipality, seen, &signed.change())
        .await?;
    Ok(StatusCode::NO_CONTENT)
}
