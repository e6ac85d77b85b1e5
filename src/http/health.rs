//! Whether the service works.

use super::app::App;
use super::problem::Answer;
use axum::Json;
use axum::extract::State;
use serde::Serialize;

/// The service's state.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct Health {
    /// `ok`.
    status: &'static str,
    /// Version of the program.
    version: &'static str,
}

/// Answers `ok` when the database does.
#[utoipa::path(get, path = "/health", tag = "service", responses((status = 200, body = Health)))]
pub(crate) async fn show(State(app): State<App>) -> Answer<Json<Health>> {
    app.store().ping().await?;
    Ok(Json(Health {
        status: "ok",
        version: env!("CARGO_PKG_VERSION"),
    }))
}
