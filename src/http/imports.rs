//! Import of a municipality from a user's files: one multipart form, read within limits, worked on as a job.

use super::app::App;
use super::body::too_large;
use super::jobs::Queued;
use super::plan_jobs::make_room;
use super::problem::{Answer, ApiError};
use super::signed::Signed;
use crate::domain::{Problem, is_plain_id};
use crate::exchange::{ImportSettings, OsmClip};
use crate::jobs::{FILE_NAMES, ImportJob, JobRequest};
use crate::store::JobFile;
use axum::Json;
use axum::extract::multipart::{Field, Multipart, MultipartError, MultipartRejection};
use axum::extract::{FromRequest, Request, State};
use axum::http::StatusCode;
use serde::Deserialize;

/// All files of one import, in bytes: they are kept in the database until the job has ended. Larger sources (an extract
/// of a federal district) are imported by the command line; test: `an_import_over_the_limit_is_413`.
pub(crate) const IMPORT_BYTES_MAX: usize = 96 << 20;

/// The settings are a short JSON document.
const SETTINGS_BYTES_MAX: usize = 1 << 20;

/// Longest file name that is kept, in characters.
const FILE_NAME_MAX: usize = 200;

/// Queues an import: a part `settings` (JSON) and the files, each in a part of its layer's name.
#[utoipa::path(post, path = "/imports", tag = "imports",
    request_body(content = Object, content_type = "multipart/form-data"),
    responses((status = 202, body = Queued)))]
pub(crate) async fn begin(
    State(app): State<App>,
    signed: Signed,
    request: Request,
) -> Answer<(StatusCode, Json<Queued>)> {
    make_room(&app).await?;
    let form = Multipart::from_request(request, &app)
        .await
        .map_err(|error| not_a_form(&error))?;
    let (import, files) = read_form(form).await?;
    let own = signed.user.municipality.as_ref();
    if own.is_some_and(|own| *own != import.settings.id) {
        return Err(ApiError::forbidden());
    }
    let request = JobRequest::Import(import);
    let job = app
        .jobs()
        .submit(&request.with_files(files)?, &signed.change())
        .await?;
    Ok((StatusCode::ACCEPTED, Json(Queued { job })))
}

fn not_a_form(error: &MultipartRejection) -> ApiError {
    ApiError::new(
        StatusCode::UNSUPPORTED_MEDIA_TYPE,
        "form.not_multipart",
        "Файлы присылают формой multipart/form-data.",
        format!("Files are sent as multipart/form-data: {}", error.body_text()),
    )
}

async fn read_form(mut form: Multipart) -> Answer<(ImportJob, Vec<JobFile>)> {
    let (mut settings, mut files, mut problems) = (None, Vec::new(), Vec::new());
    let mut room = IMPORT_BYTES_MAX;
    while let Some(field) = form.next_field().await.map_err(|error| broken(&error))? {
        let name = field.name().unwrap_or_default().to_owned();
        if name == "settings" {
            let bytes = read_part(field, &mut room.min(SETTINGS_BYTES_MAX)).await?;
            settings = Some(read_settings(&bytes, &mut problems));
        } else if FILE_NAMES.contains(&name.as_str()) && !files.iter().any(|file: &JobFile| file.name == name)
        {
            let file_name = field
                .file_name()
                .unwrap_or(&name)
                .chars()
                .take(FILE_NAME_MAX)
                .collect();
            let content = read_part(field, &mut room).await?;
            files.push(JobFile {
                name,
                file_name,
                content,
            });
        } else {
            problems.push(Problem::new(
                "form.part",
                name.chars().take(64).collect::<String>(),
                "такой части формы нет, или она пришла дважды",
                format!("части: settings, {}", FILE_NAMES.join(", ")),
            ));
        }
    }
    if settings.is_none() {
        problems.push(Problem::new(
            "form.settings",
            "settings",
            "части settings нет",
            "пришлите настройки как JSON",
        ));
    }
    if files.is_empty() {
        let action = format!("приложите хотя бы один из файлов: {}", FILE_NAMES.join(", "));
        problems.push(Problem::new("form.files", "", "файлов нет", action));
    }
    match settings.flatten() {
        Some(settings) if problems.is_empty() => Ok((settings, files)),
        _ => Err(ApiError::invalid(problems)),
    }
}

async fn read_part(mut field: Field<'_>, room: &mut usize) -> Answer<Vec<u8>> {
    let mut bytes = Vec::new();
    while let Some(chunk) = field.chunk().await.map_err(|error| broken(&error))? {
        *room = room.checked_sub(chunk.len()).ok_or_else(too_large)?;
        bytes.extend_from_slice(&chunk);
    }
    Ok(bytes)
}

/// The part `settings` of the form.
#[derive(Deserialize)]
struct FormSettings {
    #[serde(flatten)]
    settings: ImportSettings,
    /// How the municipality is cut out of an OpenStreetMap extract.
    #[serde(default)]
    clip: Option<OsmClip>,
}

fn read_settings(bytes: &[u8], problems: &mut Vec<Problem>) -> Option<ImportJob> {
    match serde_json::from_slice::<FormSettings>(bytes) {
        Ok(FormSettings { settings, clip }) if is_plain_id(settings.id.as_str()) => {
            Some(ImportJob { settings, clip })
        }
        Ok(_) => {
            let action = "от 1 до 64 букв, цифр и - _ . : /";
            problems.push(Problem::new(
                "id.malformed",
                "settings.id",
                "код муниципалитета не годится",
                action,
            ));
            None
        }
        Err(error) => {
            let action = "сверьте с /api/v1/openapi.json";
            problems.push(Problem::new(
                "settings.schema",
                "settings",
                error.to_string(),
                action,
            ));
            None
        }
    }
}

fn broken(error: &MultipartError) -> ApiError {
    if error.status() == StatusCode::PAYLOAD_TOO_LARGE {
        return too_large();
    }
    ApiError::new(
        StatusCode::BAD_REQUEST,
        "form.broken",
        "Форма пришла не целиком или повреждена.",
        format!("The form is broken: {}", error.body_text()),
    )
}
