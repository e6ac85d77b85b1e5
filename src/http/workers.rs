//! Site workers of a municipality.

use super::app::App;
use super::body::{Body, InPath, Review};
use super::problem::{Answer, ApiError};
use super::signed::Signed;
use crate::domain::{MunicipalityId, Worker, WorkerId};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::Deserialize;

/// Longest text of a worker's card, in characters.
const TEXT_MAX: usize = 300;

/// A worker as the user fills it in.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct WorkerForm {
    /// Ф.И.О.
    full_name: String,
    /// Service telephone.
    #[serde(default)]
    telephone: String,
    /// Address of the reception point.
    #[serde(default)]
    reception_address: String,
    /// Hours of reception.
    #[serde(default)]
    reception_hours: String,
}

impl WorkerForm {
    fn read(self, id: WorkerId, municipality: MunicipalityId) -> Answer<Worker> {
        let mut review = Review::default();
        review.text("/full_name", &self.full_name, TEXT_MAX, true);
        review.text("/telephone", &self.telephone, TEXT_MAX, false);
        review.text("/reception_address", &self.reception_address, TEXT_MAX, false);
        review.text("/reception_hours", &self.reception_hours, TEXT_MAX, false);
        review.finish()?;
        Ok(Worker {
            id,
            municipality,
            full_name: self.full_name.trim().to_owned(),
            telephone: self.telephone,
            reception_address: self.reception_address,
            reception_hours: self.reception_hours,
        })
    }
}

/// The workers, by name.
#[utoipa::path(get, path = "/municipalities/{m}/workers", tag = "workers",
    params(("m" = String, Path, description = "Municipality")), responses((status = 200, body = Vec<Object>)))]
pub(crate) async fn list(
    State(app): State<App>,
    InPath(municipality): InPath<MunicipalityId>,
) -> Answer<Json<Vec<Worker>>> {
    Ok(Json(app.store().workers(&municipality).await?))
}

/// Adds a worker.
#[utoipa::path(post, path = "/municipalities/{m}/workers", tag = "workers", request_body = WorkerForm,
    params(("m" = String, Path, description = "Municipality")), responses((status = 201, body = Object)))]
pub(crate) async fn add(
    State(app): State<App>,
    signed: Signed,
    InPath(municipality): InPath<MunicipalityId>,
    Body(form): Body<WorkerForm>,
) -> Answer<(StatusCode, Json<Worker>)> {
    let worker = form.read(app.store().new_worker_id(), municipality)?;
    app.store().put_worker(&worker, &signed.change()).await?;
    Ok((StatusCode::CREATED, Json(worker)))
}

/// Changes a worker.
#[utoipa::path(put, path = "/municipalities/{m}/workers/{id}", tag = "workers", request_body = WorkerForm,
    params(("m" = String, Path, description = "Municipality"), ("id" = String, Path, description = "Worker")),
    responses((status = 200, body = Object)))]
pub(crate) async fn replace(
    State(app): State<App>,
    signed: Signed,
    InPath((municipality, id)): InPath<(MunicipalityId, WorkerId)>,
    Body(form): Body<WorkerForm>,
) -> Answer<Json<Worker>> {
    let known = app.store().workers(&municipality).await?;
    if !known.iter().any(|worker| worker.id == id) {
        return Err(ApiError::not_found("worker"));
    }
    let worker = form.read(id, municipality)?;
    app.store().put_worker(&worker, &signed.change()).await?;
    Ok(Json(worker))
}

/// Removes a worker.
#[utoipa::path(delete, path = "/municipalities/{m}/workers/{id}", tag = "workers",
    params(("m" = String, Path, description = "Municipality"), ("id" = String, Path, description = "Worker")),
    responses((status = 204)))]
pub(crate) async fn remove(
    State(app): State<App>,
    signed: Signed,
    InPath((municipality, id)): InPath<(MunicipalityId, WorkerId)>,
) -> Answer<StatusCode> {
    app.store()
        .remove_worker(&municipality, &id, &signed.change())
        .await?;
    Ok(StatusCode::NO_CONTENT)
}
