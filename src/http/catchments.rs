//! A layer of catchments read for a partition's conditions: which units each school or polyclinic serves.

use super::app::{App, blocking};
use super::body::{Body, InPath};
use super::problem::Answer;
use crate::domain::{Catchment, MunicipalityId, Problem};
use crate::exchange::{self, InputFile};
use axum::Json;
use axum::extract::State;
use serde::Serialize;

/// Longest layer, in bytes: a thousand catchments of a thousand vertices; test:
/// `a_layer_of_catchments_is_read_and_a_huge_one_is_413`.
pub(crate) const LAYER_BYTES_MAX: usize = 16 << 20;

/// Catchments, and what was wrong with the layer.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct CatchmentsView {
    #[schema(value_type = Vec<Object>)]
    catchments: Vec<Catchment>,
    #[schema(value_type = Vec<Object>)]
    problems: Vec<Problem>,
}

/// Reads a GeoJSON layer of named polygons; nothing is stored.
#[utoipa::path(post, path = "/municipalities/{m}/catchments", tag = "plans", request_body = Object,
    params(("m" = String, Path, description = "Municipality")), responses((status = 200, body = CatchmentsView)))]
pub(crate) async fn read(
    State(app): State<App>,
    InPath(municipality): InPath<MunicipalityId>,
    Body(layer): Body<serde_json::Value>,
) -> Answer<Json<CatchmentsView>> {
    let survey = app.survey(&municipality).await?;
    let view = blocking(move || {
        let file = InputFile::new("catchments.geojson", layer.to_string());
        let (catchments, problems) = exchange::catchments(&file, &survey.territory.units);
        CatchmentsView { catchments, problems }
    })
    .await?;
    Ok(Json(view))
}
