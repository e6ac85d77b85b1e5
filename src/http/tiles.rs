//! Vector tiles of the base map: public, cut on demand, kept by browsers while the layers are the same.

use super::app::{App, blocking};
use super::body::InPath;
use super::etag::{etag, is_fresh};
use super::problem::{Answer, ApiError};
use crate::domain::MunicipalityId;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

/// One tile; `y` ends in `.mvt`.
#[utoipa::path(get, path = "/tiles/{m}/{z}/{x}/{y}", tag = "tiles",
    params(("m" = String, Path, description = "Municipality"), ("z" = u8, Path, description = "Zoom"),
        ("x" = u32, Path, description = "Column"), ("y" = String, Path, description = "Row, then .mvt")),
    responses((status = 200, body = String, content_type = "application/vnd.mapbox-vector-tile"), (status = 204)))]
pub(crate) async fn show(
    State(app): State<App>,
    InPath((id, z, x, y)): InPath<(MunicipalityId, u8, u32, String)>,
    headers: HeaderMap,
) -> Answer<Response> {
    let y: Option<u32> = y.strip_suffix(".mvt").and_then(|y| y.parse().ok());
    let y = y.ok_or_else(|| ApiError::not_found("tile"))?;
    let survey = app.survey(&id).await?;
    let tag = etag(&format!("{id}-{}", survey.version));
    let keep = [
        (header::ETAG, tag.clone()),
        (
            header::CACHE_CONTROL,
            HeaderValue::from_static("public, no-cache"),
        ),
    ];
    if is_fresh(&headers, &tag) {
        return Ok((StatusCode::NOT_MODIFIED, keep).into_response());
    }
    let tile = blocking(move || survey.tiles().tile(z, x, y)).await?;
    let tile = tile.map_err(|_| ApiError::not_found("tile"))?;
    if tile.is_empty() {
        return Ok((StatusCode::NO_CONTENT, keep).into_response());
    }
    let kind = [(
        header::CONTENT_TYPE,
        HeaderValue::from_static("application/vnd.mapbox-vector-tile"),
    )];
    Ok((keep, kind, tile).into_response())
}
