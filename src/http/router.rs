//! The index: every address of the service with its handler.

use super::app::App;
use super::catchments::LAYER_BYTES_MAX;
use super::guard::{access, load, same_origin, security_headers};
use super::imports::IMPORT_BYTES_MAX;
use super::timetables::TIMETABLE_BYTES_MAX;
use super::{
    catchments, dates, explain, fleet, front_end, health, imports, infrastructure, jobs, municipalities,
    norms, openapi as document, partitions, plan_checks, plan_edits, plan_export, plan_jobs, plan_repairs,
    plan_shapes, plan_status, plans, public, replans, schedules, session, sheets, tiles, timetables,
    vehicles, workers,
};
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware::{from_fn, from_fn_with_state};
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use utoipa::openapi::OpenApi;
use utoipa_axum::router::{OpenApiRouter, UtoipaMethodRouterExt};
use utoipa_axum::routes;

/// Where the API begins.
pub(crate) const BASE: &str = "/api/v1";

/// Longest JSON body, in bytes: every unit of a large town moved at once is a tenth; test: `long_bodies_are_413`.
pub(crate) const BODY_MAX: usize = 1 << 20;

fn api() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        // the service itself
        .routes(routes!(health::show))
        .routes(routes!(document::show))
        // session
        .routes(routes!(session::begin, session::show, session::end))
        .routes(routes!(session::change_password))
        // public pages
        .routes(routes!(public::municipalities))
        .routes(routes!(public::lookup))
        .routes(routes!(tiles::show))
        // profiles of the region
        .routes(routes!(norms::list))
        .routes(routes!(norms::visits))
        .routes(routes!(vehicles::speeds))
        // municipality
        .routes(routes!(municipalities::list))
        .routes(routes!(municipalities::show))
        .routes(routes!(municipalities::units))
        .routes(routes!(municipalities::boundary))
        .routes(routes!(municipalities::roads))
        .routes(routes!(infrastructure::list, infrastructure::add))
        .routes(routes!(infrastructure::replace, infrastructure::remove))
        .routes(routes!(workers::list, workers::add))
        .routes(routes!(workers::replace, workers::remove))
        .routes(routes!(vehicles::list, vehicles::add))
        .routes(routes!(vehicles::replace, vehicles::remove))
        .routes(routes!(timetables::read).layer(DefaultBodyLimit::max(TIMETABLE_BYTES_MAX)))
        // plans
        .routes(routes!(plans::list))
        .routes(routes!(partitions::partition))
        .routes(routes!(catchments::read).layer(DefaultBodyLimit::max(LAYER_BYTES_MAX)))
        .routes(routes!(plans::show, plan_edits::change, plans::remove))
        .routes(routes!(plan_edits::judge))
        .routes(routes!(plan_repairs::propose))
        .routes(routes!(plan_checks::check))
        .routes(routes!(plan_checks::contrast))
        .routes(routes!(plan_shapes::sites))
        .routes(routes!(plan_export::geojson))
        .routes(routes!(sheets::plan_csv))
        .routes(routes!(sheets::plan_xlsx))
        .routes(routes!(sheets::streets_csv))
        .routes(routes!(plans::copy))
        .routes(routes!(plan_status::submit))
        .routes(routes!(plan_status::approve))
        .routes(routes!(plan_status::archive))
        .routes(routes!(plan_status::journal))
        // schedules
        .routes(routes!(schedules::list, plan_jobs::schedule))
        .routes(routes!(schedules::show))
        .routes(routes!(schedules::site))
        .routes(routes!(explain::show))
        .routes(routes!(replans::replan))
        .routes(routes!(replans::urgent))
        .routes(routes!(dates::list))
        .routes(routes!(dates::meet))
        .routes(routes!(fleet::show))
        .routes(routes!(sheets::schedule_csv))
        .routes(routes!(sheets::schedule_xlsx))
        // jobs
        .routes(routes!(jobs::list))
        .routes(routes!(jobs::show))
        .routes(routes!(jobs::events))
        .routes(routes!(jobs::cancel))
        .routes(routes!(imports::begin).layer(DefaultBodyLimit::max(IMPORT_BYTES_MAX)))
}

/// The OpenAPI document.
#[must_use]
pub fn openapi() -> OpenApi {
    let (_, paths) = OpenApiRouter::<App>::new().nest(BASE, api()).split_for_parts();
    document::complete(paths)
}

/// The whole service.
pub fn router(app: App) -> Router {
    let (api, _) = OpenApiRouter::new().nest(BASE, api()).split_for_parts();
    api.route_layer(from_fn_with_state(app.clone(), access::authorise))
        .layer(from_fn(same_origin::require))
        .fallback(front_end::show)
        .method_not_allowed_fallback(front_end::not_allowed)
        .layer(DefaultBodyLimit::max(BODY_MAX))
        .layer(CatchPanicLayer::custom(front_end::panicked))
        .layer(from_fn_with_state(app.clone(), load::admit))
        .layer(CompressionLayer::new().gzip(true))
        .layer(from_fn_with_state(app.clone(), security_headers::add))
        .with_state(app)
}
