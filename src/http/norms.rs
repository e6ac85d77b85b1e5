//! Norm profiles and visit profiles: those of the program and those of the region's own folder.

use super::app::App;
use crate::domain::{NormProfile, VisitProfile};
use axum::Json;
use axum::extract::State;

/// The norm profiles.
#[utoipa::path(get, path = "/norms", tag = "profiles", responses((status = 200, body = Vec<Object>)))]
pub(crate) async fn list(State(app): State<App>) -> Json<Vec<NormProfile>> {
    Json(app.norms().to_vec())
}

/// The visit profiles.
#[utoipa::path(get, path = "/visit-profiles", tag = "profiles", responses((status = 200, body = Vec<Object>)))]
pub(crate) async fn visits(State(app): State<App>) -> Json<Vec<VisitProfile>> {
    Json(app.visits().to_vec())
}
