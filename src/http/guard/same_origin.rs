//! A change is accepted from our own pages only: another site's page in the same browser cannot ride on the cookie.
//!
//! Browsers say where a request comes from in `Sec-Fetch-Site`, older ones in `Origin`. A request that says neither
//! does not come from a browser of today; a script says `Origin: http://<host>` and is welcome.

use super::super::problem::ApiError;
use axum::extract::Request;
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

/// Refuses changes from elsewhere.
pub(crate) async fn require(request: Request, next: Next) -> Response {
    let reads = matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    if reads || is_same_origin(request.headers()) {
        return next.run(request).await;
    }
    ApiError::new(
        StatusCode::FORBIDDEN,
        "origin.foreign",
        "Изменения принимаются только со страниц этого сервера.",
        "Changes are accepted from this server's own pages only; a script sends Origin.",
    )
    .into_response()
}

fn is_same_origin(headers: &HeaderMap) -> bool {
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
    if let Some(site) = text(header::HeaderName::from_static("sec-fetch-site")) {
        return site == "same-origin";
    }
    let origin = text(header::ORIGIN).and_then(|origin| origin.split_once("://"));
    match (origin, text(header::HOST)) {
        (Some((_, origin)), Some(host)) => origin.eq_ignore_ascii_case(host),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::is_same_origin;
    use axum::http::{HeaderMap, HeaderName, HeaderValue};

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        pairs
            .iter()
            .map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_static(value)))
            .collect()
    }

    #[test]
    fn only_our_own_pages_may_change_things() {
        let own = [
            headers(&[("sec-fetch-site", "same-origin")]),
            headers(&[("origin", "http://localhost:8080"), ("host", "localhost:8080")]),
        ];
        let foreign = [
            headers(&[
                ("sec-fetch-site", "cross-site"),
                ("origin", "http://a"),
                ("host", "a"),
            ]),
            headers(&[("sec-fetch-site", "same-site")]),
            headers(&[("origin", "http://evil"), ("host", "localhost:8080")]),
            headers(&[("origin", "null"), ("host", "localhost:8080")]),
            headers(&[("host", "localhost:8080")]),
        ];
        assert!(own.iter().all(is_same_origin));
        assert!(!foreign.iter().any(is_same_origin));
    }
}
