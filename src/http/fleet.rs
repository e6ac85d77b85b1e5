//! How many vehicles a schedule needs.

use super::app::{App, blocking};
use super::body::InPath;
use super::plans::find;
use super::problem::Answer;
use super::schedules::find_schedule;
use crate::domain::{FleetReport, ScheduleId, Season};
use crate::planning::vehicles;
use axum::Json;
use axum::extract::State;
use serde::Serialize;

/// The vehicles of a schedule, with its season.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct FleetView {
    #[serde(flatten)]
    #[schema(value_type = Object)]
    report: FleetReport,
    #[schema(value_type = String)]
    season: Season,
}

/// Vehicles by day, the peak, and a bound that can be read.
#[utoipa::path(get, path = "/schedules/{s}/fleet", tag = "schedules",
    params(("s" = String, Path, description = "Schedule")), responses((status = 200, body = FleetView)))]
pub(crate) async fn show(State(app): State<App>, InPath(id): InPath<ScheduleId>) -> Answer<Json<FleetView>> {
    let schedule = find_schedule(&app, &id).await?.schedule;
    let plan = find(&app, &schedule.plan).await?.plan;
    let survey = app.survey(&plan.municipality).await?;
    let view = blocking(move || {
        let report = vehicles(&survey.territory, survey.ground()?, &plan, &schedule);
        Answer::Ok(FleetView {
            report,
            season: schedule.season,
        })
    })
    .await??;
    Ok(Json(view))
}
