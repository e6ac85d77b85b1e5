//! A plan proven by the independent checker, and two plans side by side.

use super::app::{App, blocking};
use super::body::InPath;
use super::plans::{find, profile_of};
use super::problem::{Answer, ApiError};
use crate::domain::{PlanFigures, PlanId, SiteNumber, UnitId};
use crate::planning::check::{Finding, check_plan};
use crate::planning::compare;
use crate::store::rfc3339;
use axum::Json;
use axum::extract::State;
use serde::Serialize;

/// What the checker found.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct CheckView {
    #[schema(value_type = Vec<Object>)]
    violations: Vec<Finding>,
    checked_at: String,
    /// True when nothing is broken that the plan does not declare itself.
    ok: bool,
}

/// A unit that lies in another site.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct MovedUnitView {
    #[schema(value_type = String)]
    unit: UnitId,
    name: String,
    population: i64,
    #[schema(value_type = Option<u32>)]
    from: Option<SiteNumber>,
    #[schema(value_type = Option<u32>)]
    to: Option<SiteNumber>,
}

/// Figures of two plans.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct FiguresPair {
    #[schema(value_type = Object)]
    a: PlanFigures,
    #[schema(value_type = Object)]
    b: PlanFigures,
}

/// Two plans side by side.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct ComparisonView {
    people_moved: i64,
    units_moved: Vec<MovedUnitView>,
    figures: FiguresPair,
}

/// Checks a plan against the territory, independently of the solver.
#[utoipa::path(get, path = "/plans/{p}/check", tag = "plans", params(("p" = String, Path, description = "Plan")),
    responses((status = 200, body = CheckView)))]
pub(crate) async fn check(State(app): State<App>, InPath(id): InPath<PlanId>) -> Answer<Json<CheckView>> {
    let plan = find(&app, &id).await?.plan;
    let profile = profile_of(&app, &plan)?;
    let survey = app.survey(&plan.municipality).await?;
    let violations =
        blocking(move || Answer::Ok(check_plan(&survey.territory, survey.ground()?, &profile, &plan)))
            .await??;
    Ok(Json(CheckView {
        ok: violations.iter().all(|finding| finding.declared),
        violations,
        checked_at: rfc3339(app.store().now_ms()),
    }))
}

/// Compares a plan with another of the same municipality.
#[utoipa::path(get, path = "/plans/{p}/compare/{b}", tag = "plans",
    params(("p" = String, Path, description = "Plan"), ("b" = String, Path, description = "The other plan")),
    responses((status = 200, body = ComparisonView)))]
pub(crate) async fn contrast(
    State(app): State<App>,
    InPath((a, b)): InPath<(PlanId, PlanId)>,
) -> Answer<Json<ComparisonView>> {
    let (a, b) = (find(&app, &a).await?.plan, find(&app, &b).await?.plan);
    if a.municipality != b.municipality {
        return Err(ApiError::conflict(
            "compare.other_municipality",
            "Сравнивать можно схемы одного муниципалитета.",
            "Only plans of one municipality can be compared.",
        ));
    }
    let survey = app.survey(&a.municipality).await?;
    let comparison = blocking(move || compare(&survey.territory, &a, &b)).await?;
    let [first, second] = comparison.figures;
    let units = comparison.units_moved.into_iter().map(|moved| MovedUnitView {
        unit: moved.unit,
        name: moved.name,
        population: moved.population.get(),
        from: moved.from,
        to: moved.to,
    });
    Ok(Json(ComparisonView {
        people_moved: comparison.people_moved.get(),
        units_moved: units.collect(),
        figures: FiguresPair { a: first, b: second },
    }))
}
