//! Partition plans: the list of a municipality, and one plan with its sites.

use super::app::App;
use super::body::InPath;
use super::etag::Versioned;
use super::problem::{Answer, ApiError};
use crate::domain::{MunicipalityId, Plan, PlanFigures, PlanId, PlanStatus};
use crate::store::{PlanRow, rfc3339};
use axum::Json;
use axum::extract::State;
use serde::Serialize;

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
        }
    }
}

/// A plan with the figures of its sites.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct PlanView {
    #[serde(flatten)]
    #[schema(value_type = Object)]
    plan: Plan,
    version: i64,
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

/// The plan as it is now.
pub(crate) async fn view(app: &App, id: &PlanId) -> Answer<Versioned<PlanView>> {
    let record = app
        .store()
        .plan(id)
        .await?
        .ok_or_else(|| ApiError::not_found("plan"))?;
    Ok(Versioned {
        version: record.version,
        body: PlanView {
            plan: record.plan,
            version: record.version,
        },
    })
}
