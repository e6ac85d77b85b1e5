//! Who makes the request: put there by the access guard, taken by handlers.

use super::problem::{Answer, ApiError};
use crate::store::{Change, SessionToken, User};
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, header};

/// Cookie under TLS: the prefix makes browsers insist on Secure, Path=/ and no Domain.
const SECURE_COOKIE: &str = "__Host-uchastok";

/// Cookie on plain http, for `localhost`.
const PLAIN_COOKIE: &str = "uchastok";

/// The account behind a request.
#[derive(Debug, Clone)]
pub(crate) struct Signed {
    /// The account.
    pub(crate) user: User,
    /// Its session.
    pub(crate) token: SessionToken,
}

impl Signed {
    /// The author of a change.
    pub(crate) fn change(&self) -> Change {
        Change::by(&self.user.login)
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Signed {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Answer<Self> {
        let signed = parts.extensions.get::<Self>().cloned();
        signed.ok_or_else(ApiError::unauthenticated)
    }
}

/// Name of the session's cookie.
pub(crate) fn cookie_name(secure: bool) -> &'static str {
    if secure { SECURE_COOKIE } else { PLAIN_COOKIE }
}

/// The token of the request's cookie.
pub(crate) fn session_token(headers: &HeaderMap, secure: bool) -> Option<SessionToken> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(name, _)| *name == cookie_name(secure))
        .map(|(_, value)| SessionToken::from_cookie(value))
}

#[cfg(test)]
mod tests {
    use super::session_token;
    use axum::http::{HeaderMap, HeaderValue, header};

    #[test]
    fn the_cookie_is_found_among_others() {
        let mut headers = HeaderMap::new();
        headers.insert(
            header::COOKIE,
            HeaderValue::from_static("a=1; uchastok=abc; __Host-uchastok=def"),
        );
        assert_eq!(session_token(&headers, false).unwrap().secret(), "abc");
        assert_eq!(session_token(&headers, true).unwrap().secret(), "def");
        assert!(session_token(&HeaderMap::new(), true).is_none());
    }
}
