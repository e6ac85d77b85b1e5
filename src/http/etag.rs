//! Versions as ETags: `"7"` in an answer, `If-Match: "7"` in a change. A change without one is 428, a stale one 412.

use super::problem::{Answer, ApiError};
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;

/// The ETag of a version.
pub(crate) fn etag(version: &str) -> HeaderValue {
    HeaderValue::from_str(&format!("\"{version}\"")).unwrap_or_else(|_| HeaderValue::from_static("\"0\""))
}

/// The version that a change says it has seen.
pub(crate) struct IfMatch(pub(crate) i64);

impl<S: Send + Sync> FromRequestParts<S> for IfMatch {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Answer<Self> {
        let value = parts.headers.get(header::IF_MATCH).ok_or_else(|| {
            ApiError::new(
                StatusCode::PRECONDITION_REQUIRED,
                "version.required",
                "Нужен заголовок If-Match с версией, которую вы видели.",
                "The change needs If-Match with the version that you saw.",
            )
        })?;
        let version = value.to_str().ok().and_then(read_version);
        version.map(Self).ok_or_else(|| {
            ApiError::new(
                StatusCode::PRECONDITION_FAILED,
                "version.stale",
                "If-Match не называет версии этой записи.",
                "If-Match names no version of this thing.",
            )
        })
    }
}

fn read_version(value: &str) -> Option<i64> {
    let value = value.trim();
    let value = value.strip_prefix("W/").unwrap_or(value);
    value.strip_prefix('"')?.strip_suffix('"')?.parse().ok()
}

/// True when the client has this version already.
pub(crate) fn is_fresh(headers: &HeaderMap, tag: &HeaderValue) -> bool {
    let Some(seen) = headers
        .get(header::IF_NONE_MATCH)
        .and_then(|value| value.to_str().ok())
    else {
        return false;
    };
    let tag = tag.to_str().unwrap_or_default();
    seen.split(',')
        .map(|one| one.trim().trim_start_matches("W/"))
        .any(|one| one == tag || one == "*")
}

/// A JSON answer with its ETag.
pub(crate) struct Versioned<T> {
    /// Version.
    pub(crate) version: i64,
    /// Body.
    pub(crate) body: T,
}

impl<T: Serialize> IntoResponse for Versioned<T> {
    fn into_response(self) -> Response {
        let mut response = axum::Json(self.body).into_response();
        response
            .headers_mut()
            .insert(header::ETAG, etag(&self.version.to_string()));
        response
    }
}

#[cfg(test)]
mod tests {
    use super::{etag, is_fresh, read_version};
    use axum::http::{HeaderMap, HeaderValue, header};

    #[test]
    fn a_version_is_read_from_its_tag() {
        assert_eq!(read_version("\"17\""), Some(17));
        assert_eq!(read_version("W/\"17\""), Some(17));
        assert_eq!(
            (read_version("17"), read_version("*"), read_version("\"a\"")),
            (None, None, None)
        );
    }

    #[test]
    fn a_known_version_is_fresh() {
        let mut headers = HeaderMap::new();
        assert!(!is_fresh(&headers, &etag("3")));
        headers.insert(header::IF_NONE_MATCH, HeaderValue::from_static("\"2\", W/\"3\""));
        assert!(is_fresh(&headers, &etag("3")) && !is_fresh(&headers, &etag("4")));
    }
}
