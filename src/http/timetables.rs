//! The timetables of public transport read from a file into the list of vehicles.

use super::app::{App, blocking};
use super::body::{InPath, InQuery, too_large};
use super::problem::Answer;
use super::signed::Signed;
use crate::domain::{MunicipalityId, Problem, Vehicle};
use crate::exchange::{InputFile, timetable};
use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use axum::extract::rejection::BytesRejection;
use serde::{Deserialize, Serialize};

/// Longest file, in bytes: that of a GTFS feed; test: `a_timetable_is_read_into_lines`.
pub(crate) const TIMETABLE_BYTES_MAX: usize = 32 << 20;

/// What the file is called.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
pub(crate) struct FileQuery {
    /// File name, whose ending tells the format: `.csv`, `.xlsx`, `.zip` for GTFS.
    name: String,
}

/// The lines that were read, or everything that is wrong: then nothing was stored.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct TimetableView {
    #[schema(value_type = Vec<Object>)]
    lines: Vec<Vehicle>,
    #[schema(value_type = Vec<Object>)]
    problems: Vec<Problem>,
}

/// Reads a timetable: its lines are added to the list of vehicles, or replace those of the same title.
#[utoipa::path(post, path = "/municipalities/{m}/timetables", tag = "vehicles",
    request_body(content = Vec<u8>, content_type = "application/octet-stream"),
    params(("m" = String, Path, description = "Municipality"), FileQuery),
    responses((status = 200, body = TimetableView)))]
pub(crate) async fn read(
    State(app): State<App>,
    signed: Signed,
    InPath(municipality): InPath<MunicipalityId>,
    InQuery(query): InQuery<FileQuery>,
    body: Result<Bytes, BytesRejection>,
) -> Answer<Json<TimetableView>> {
    let bytes = body.map_err(|_| too_large())?;
    let survey = app.survey(&municipality).await?;
    let known = app.store().vehicles(&municipality).await?;
    let store = app.store().clone();
    let view = blocking(move || {
        let file = InputFile::new(query.name, bytes);
        let (lines, problems) = timetable(&file, &survey.territory.settlements, &known, || {
            store.new_vehicle_id()
        });
        TimetableView { lines, problems }
    })
    .await?;
    if view.problems.is_empty() {
        app.store()
            .put_vehicles(&municipality, &view.lines, &signed.change())
            .await?;
    }
    Ok(Json(view))
}
