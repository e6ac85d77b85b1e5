//! The front-end's files, embedded at build time: assets by name, and the one page for every address of its own.

use super::etag::{etag, is_fresh};
use super::problem::ApiError;
use super::router::BASE;
use axum::extract::Request;
use axum::http::{HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use rust_embed::RustEmbed;
use std::any::Any;

/// What `npm run build` leaves; empty without Node.
#[derive(RustEmbed)]
#[folder = "web/dist"]
#[allow_missing = true]
struct Files;

/// Names below it carry a hash of their content, so that a browser may keep them for a year.
const HASHED: &str = "assets/";

const NOT_BUILT: &str = "<!doctype html><html lang=\"ru\"><meta charset=\"utf-8\"><title>Участок</title>\
<h1>Участок: сервер работает</h1><p>Веб-страницы не собраны. Установите Node.js 20 или новее и выполните \
<code>make demo</code>.</p><p lang=\"en\">The server runs, but its pages are not built: install Node.js 20 or newer \
and run <code>make demo</code>. The API is at <a href=\"/api/v1/openapi.json\">/api/v1/openapi.json</a>.</p></html>";

/// Answers a file of the front-end, or its page.
pub(crate) async fn show(request: Request) -> Response {
    let path = request.uri().path();
    if path.starts_with("/api/") || path == BASE {
        return ApiError::not_found("address").into_response();
    }
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return not_allowed().await.into_response();
    }
    let name = path.trim_start_matches('/');
    let last = name.rsplit('/').next().unwrap_or_default();
    match Files::get(name) {
        Some(file) if !name.is_empty() => answer(&request, name, &file),
        _ if last.contains('.') => ApiError::not_found("file").into_response(),
        _ => match Files::get("index.html") {
            Some(page) => answer(&request, "index.html", &page),
            None => ([(header::CONTENT_TYPE, "text/html; charset=utf-8")], NOT_BUILT).into_response(),
        },
    }
}

fn answer(request: &Request, name: &str, file: &rust_embed::EmbeddedFile) -> Response {
    let tag: String = file
        .metadata
        .sha256_hash()
        .iter()
        .take(8)
        .map(|byte| format!("{byte:02x}"))
        .collect();
    let tag = etag(&tag);
    let keep = if name.starts_with(HASHED) {
        "public, max-age=31536000, immutable"
    } else {
        "no-cache"
    };
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(content_type(name))),
        (header::CACHE_CONTROL, HeaderValue::from_static(keep)),
        (header::ETAG, tag.clone()),
    ];
    if is_fresh(request.headers(), &tag) {
        return (StatusCode::NOT_MODIFIED, headers).into_response();
    }
    (headers, file.data.to_vec()).into_response()
}

fn content_type(name: &str) -> &'static str {
    match name.rsplit('.').next().unwrap_or_default() {
        "html" => "text/html; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "json" | "map" => "application/json",
        "webmanifest" => "application/manifest+json",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "wasm" => "application/wasm",
        "txt" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

/// 405 for an address that has other methods.
pub(crate) async fn not_allowed() -> ApiError {
    ApiError::new(
        StatusCode::METHOD_NOT_ALLOWED,
        "method.unknown",
        "Этот метод здесь не поддерживается.",
        "This method is not supported here.",
    )
}

/// 500 when a handler panics: only its own request fails.
pub(crate) fn panicked(_: Box<dyn Any + Send + 'static>) -> Response {
    ApiError::internal(&"a handler panicked").into_response()
}
