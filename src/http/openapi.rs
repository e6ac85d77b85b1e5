//! The OpenAPI document: gathered from the handlers, completed with what holds for every operation.

use super::guard::access::{Access, rule};
use super::problem::ProblemDocument;
use super::router::{BASE, openapi};
use axum::Json;
use serde_json::json;
use utoipa::openapi::extensions::ExtensionsBuilder;
use utoipa::openapi::path::{Operation, PathItem};
use utoipa::openapi::{Content, Info, OpenApi, Ref, RefOr, ResponseBuilder};
use utoipa::{PartialSchema, ToSchema};

/// This document.
#[utoipa::path(get, path = "/openapi.json", tag = "service", responses((status = 200, body = Object)))]
pub(crate) async fn show() -> Json<OpenApi> {
    Json(openapi())
}

/// Adds the title, the problem document, and to each operation who may call it.
pub(crate) fn complete(mut document: OpenApi) -> OpenApi {
    document.info = Info::builder()
        .title("Uchastok")
        .version(env!("CARGO_PKG_VERSION"))
        .description(Some(
            "Territory planning for district social services. Changes need the session's cookie and the server's own \
             origin; a change of a plan needs If-Match. Errors are application/problem+json.",
        ))
        .build();
    let components = document.components.get_or_insert_default();
    components
        .schemas
        .insert(ProblemDocument::name().into_owned(), ProblemDocument::schema());
    for (path, item) in &mut document.paths.paths {
        for (method, operation) in operations(item) {
            complete_operation(method, path.strip_prefix(BASE).unwrap_or(path), operation);
        }
    }
    document
}

fn operations(item: &mut PathItem) -> impl Iterator<Item = (&'static str, &mut Operation)> {
    [
        ("GET", item.get.as_mut()),
        ("POST", item.post.as_mut()),
        ("PUT", item.put.as_mut()),
        ("PATCH", item.patch.as_mut()),
        ("DELETE", item.delete.as_mut()),
    ]
    .into_iter()
    .filter_map(|(method, operation)| operation.map(|operation| (method, operation)))
}

fn complete_operation(method: &str, path: &str, operation: &mut Operation) {
    let access = match rule(method, path) {
        Some(Access::Public) => json!("public"),
        Some(Access::SignedIn) => json!(["manager", "worker", "planner"]),
        Some(Access::Roles(roles)) => json!(roles),
        None => json!([]),
    };
    let extension = ExtensionsBuilder::new().add("x-access", access).build();
    operation.extensions.get_or_insert_default().merge(extension);
    let problem = ResponseBuilder::new()
        .description("A refusal or a failure")
        .content(
            "application/problem+json",
            Content::new(Some(RefOr::Ref(Ref::from_schema_name(ProblemDocument::name())))),
        )
        .build();
    operation
        .responses
        .responses
        .insert("default".into(), RefOr::T(problem));
}
