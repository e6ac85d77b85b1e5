//! Plans and schedules as tables to take away: CSV and XLSX.

use super::app::{App, blocking};
use super::body::InPath;
use super::plans::find;
use super::problem::{Answer, ApiError};
use super::schedules::find_schedule;
use crate::domain::{PlanId, ScheduleId};
use crate::exchange::export::{ExportError, Sheet, csv, plan_sheet, schedule_sheet, streets_sheet, xlsx};
use axum::extract::State;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};

/// Format of a table.
#[derive(Debug, Clone, Copy)]
enum Format {
    Csv,
    Xlsx,
}

impl Format {
    fn content_type(self) -> &'static str {
        match self {
            Self::Csv => "text/csv; charset=utf-8",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        }
    }

    fn ending(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Xlsx => "xlsx",
        }
    }

    /// The first sheet, which is all that CSV has room for, or all of them.
    fn write(self, sheets: &[Sheet]) -> Result<Vec<u8>, ExportError> {
        match (self, sheets) {
            (Self::Csv, [first, ..]) => csv(first),
            (Self::Csv, []) => Ok(Vec::new()),
            (Self::Xlsx, sheets) => xlsx(sheets),
        }
    }
}

async fn plan_table(app: &App, id: &PlanId, format: Format) -> Answer<Response> {
    let plan = find(app, id).await?.plan;
    let survey = app.survey(&plan.municipality).await?;
    let write = move || {
        let territory = &survey.territory;
        format.write(&[plan_sheet(territory, &plan), streets_sheet(territory, &plan)])
    };
    let bytes = blocking(write).await?;
    download(&format!("plan-{id}"), format, bytes)
}

/// The streets of a plan's sites with their houses as CSV.
#[utoipa::path(get, path = "/plans/{p}/streets.csv", tag = "plans", params(("p" = String, Path, description = "Plan")),
    responses((status = 200, body = String, content_type = "text/csv")))]
pub(crate) async fn streets_csv(State(app): State<App>, InPath(id): InPath<PlanId>) -> Answer<Response> {
    let plan = find(&app, &id).await?.plan;
    let survey = app.survey(&plan.municipality).await?;
    let write = move || Format::Csv.write(&[streets_sheet(&survey.territory, &plan)]);
    let bytes = blocking(write).await?;
    download(&format!("streets-{id}"), Format::Csv, bytes)
}

async fn schedule_table(app: &App, id: &ScheduleId, format: Format) -> Answer<Response> {
    let record = find_schedule(app, id).await?;
    let survey = app.survey(&record.municipality).await?;
    let bytes =
        blocking(move || format.write(&[schedule_sheet(&survey.territory, &record.schedule)])).await?;
    download(&format!("schedule-{id}"), format, bytes)
}

fn download(name: &str, format: Format, bytes: Result<Vec<u8>, ExportError>) -> Answer<Response> {
    let bytes = bytes.map_err(|error| ApiError::internal(&error))?;
    let disposition = format!("attachment; filename=\"{name}.{}\"", format.ending());
    let disposition = HeaderValue::from_str(&disposition).unwrap_or(HeaderValue::from_static("attachment"));
    let headers = [
        (
            header::CONTENT_TYPE,
            HeaderValue::from_static(format.content_type()),
        ),
        (header::CONTENT_DISPOSITION, disposition),
    ];
    Ok((headers, bytes).into_response())
}

/// The units of a plan with their sites as CSV.
#[utoipa::path(get, path = "/plans/{p}/export.csv", tag = "plans", params(("p" = String, Path, description = "Plan")),
    responses((status = 200, body = String, content_type = "text/csv")))]
pub(crate) async fn plan_csv(State(app): State<App>, InPath(id): InPath<PlanId>) -> Answer<Response> {
    plan_table(&app, &id, Format::Csv).await
}

/// The units of a plan and the streets of its sites as XLSX.
#[utoipa::path(get, path = "/plans/{p}/export.xlsx", tag = "plans", params(("p" = String, Path, description = "Plan")),
    responses((status = 200, body = String,
        content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")))]
pub(crate) async fn plan_xlsx(State(app): State<App>, InPath(id): InPath<PlanId>) -> Answer<Response> {
    plan_table(&app, &id, Format::Xlsx).await
}

/// The rounds of a schedule as CSV.
#[utoipa::path(get, path = "/schedules/{s}/export.csv", tag = "schedules",
    params(("s" = String, Path, description = "Schedule")),
    responses((status = 200, body = String, content_type = "text/csv")))]
pub(crate) async fn schedule_csv(State(app): State<App>, InPath(id): InPath<ScheduleId>) -> Answer<Response> {
    schedule_table(&app, &id, Format::Csv).await
}

/// The rounds of a schedule as XLSX.
#[utoipa::path(get, path = "/schedules/{s}/export.xlsx", tag = "schedules",
    params(("s" = String, Path, description = "Schedule")),
    responses((status = 200, body = String,
        content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")))]
pub(crate) async fn schedule_xlsx(
    State(app): State<App>,
    InPath(id): InPath<ScheduleId>,
) -> Answer<Response> {
    schedule_table(&app, &id, Format::Xlsx).await
}
