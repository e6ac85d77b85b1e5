//! Sessions: sign in, who am I, sign out, change the password.

use super::app::App;
use super::body::{Body, Review};
use super::problem::{Answer, ApiError};
use super::signed::{Signed, cookie_name, session_token};
use crate::store::{SESSION_ABSOLUTE_MS, User, password};
use axum::Json;
use axum::extract::{ConnectInfo, FromRequestParts, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use std::net::{IpAddr, SocketAddr};

/// Shortest new password, in characters (NIST SP 800-63B asks for 8; a service account gets more).
const PASSWORD_MIN: usize = 12;

/// Longest password, in characters: a hash of more would only cost time.
const PASSWORD_MAX: usize = 256;

/// A hash that no password has: an unknown login takes as long as a wrong password.
const NOBODY: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/// Login and password.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Credentials {
    /// Login.
    login: String,
    /// Password.
    password: String,
}

/// The old password and the new one.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PasswordChange {
    /// The password until now.
    old: String,
    /// The password from now on: at least 12 characters.
    new: String,
}

/// Who is signed in.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct SessionView {
    /// Login, name, role, and municipality and site where the account is limited to them; `null` for a visitor.
    #[schema(value_type = Option<Object>)]
    user: Option<User>,
}

/// Address of the client, from the connection or from the proxy in front.
pub(crate) struct ClientAddress(String);

impl FromRequestParts<App> for ClientAddress {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Answer<Self> {
        let forwarded = app
            .settings()
            .behind_proxy
            .then(|| last_forwarded(&parts.headers))
            .flatten();
        let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>();
        let address = forwarded.or(peer.map(|ConnectInfo(peer)| peer.ip()));
        Ok(Self(address.map_or_else(
            || "unknown".to_owned(),
            |address| address.to_string(),
        )))
    }
}

fn last_forwarded(headers: &HeaderMap) -> Option<IpAddr> {
    let value = headers
        .get_all("x-forwarded-for")
        .iter()
        .next_back()?
        .to_str()
        .ok()?;
    value.rsplit(',').next()?.trim().parse().ok()
}

/// Signs in.
#[utoipa::path(post, path = "/session", tag = "session", request_body = Credentials,
    responses((status = 200, body = SessionView)))]
pub(crate) async fn begin(
    State(app): State<App>,
    ClientAddress(address): ClientAddress,
    Body(credentials): Body<Credentials>,
) -> Answer<Response> {
    let keys = [
        format!("login {}", credentials.login),
        format!("address {address}"),
    ];
    app.login_rate()
        .take(&keys, app.store().now_ms())
        .map_err(|seconds| {
            ApiError::new(
                StatusCode::TOO_MANY_REQUESTS,
                "session.too_many_attempts",
                "Слишком много попыток входа, подождите минуту.",
                "Too many attempts to sign in: wait a minute.",
            )
            .retry_after(seconds)
        })?;
    let found = app.store().user_with_hash(&credentials.login).await?;
    let (user, hash) = match found {
        Some((user, hash)) => (Some(user), hash),
        None => (None, NOBODY.to_owned()),
    };
    let right = is_right(&app, credentials.password, hash).await?;
    let Some(user) = user.filter(|_| right) else {
        return Err(ApiError::new(
            StatusCode::UNAUTHORIZED,
            "session.wrong_password",
            "Неверный логин или пароль.",
            "Wrong login or password.",
        ));
    };
    app.login_rate().give_back(&keys);
    let token = app.store().begin_session(&user.login).await?;
    let cookie = cookie(app.settings().secure, token.secret(), SESSION_ABSOLUTE_MS / 1000);
    Ok((
        [(header::SET_COOKIE, cookie)],
        Json(SessionView { user: Some(user) }),
    )
        .into_response())
}

/// Compares on a blocking thread, two at a time.
async fn is_right(app: &App, given: String, hash: String) -> Answer<bool> {
    if given.chars().count() > PASSWORD_MAX {
        return Ok(false);
    }
    let _turn = app
        .hashing()
        .acquire()
        .await
        .map_err(|error| ApiError::internal(&error))?;
    tokio::task::spawn_blocking(move || password::verify(&given, &hash))
        .await
        .map_err(|error| ApiError::internal(&error))
}

fn cookie(secure: bool, value: &str, age_s: i64) -> HeaderValue {
    let flag = if secure { "; Secure" } else { "" };
    let name = cookie_name(secure);
    let text = format!("{name}={value}; Path=/; Max-Age={age_s}; HttpOnly; SameSite=Strict{flag}");
    HeaderValue::from_str(&text).unwrap_or_else(|_| HeaderValue::from_static(""))
}

/// Who is signed in, if anybody is: a visitor's question is no error.
#[utoipa::path(get, path = "/session", tag = "session", responses((status = 200, body = SessionView)))]
pub(crate) async fn show(State(app): State<App>, headers: HeaderMap) -> Answer<Json<SessionView>> {
    let user = match session_token(&headers, app.settings().secure) {
        Some(token) => app.store().session_user(&token).await?,
        None => None,
    };
    Ok(Json(SessionView { user }))
}

/// Signs out.
#[utoipa::path(delete, path = "/session", tag = "session", responses((status = 204)))]
pub(crate) async fn end(State(app): State<App>, signed: Signed) -> Answer<Response> {
    app.store().end_session(&signed.token).await?;
    let gone = cookie(app.settings().secure, "", 0);
    Ok((StatusCode::NO_CONTENT, [(header::SET_COOKIE, gone)]).into_response())
}

/// Changes the password and ends every other session of the account.
#[utoipa::path(post, path = "/session/password", tag = "session", request_body = PasswordChange,
    responses((status = 204)))]
pub(crate) async fn change_password(
    State(app): State<App>,
    signed: Signed,
    Body(change): Body<PasswordChange>,
) -> Answer<StatusCode> {
    let mut review = Review::default();
    let length = change.new.chars().count();
    if !(PASSWORD_MIN..=PASSWORD_MAX).contains(&length) {
        let cause = format!("it has {length} characters, {PASSWORD_MIN} to {PASSWORD_MAX} are allowed");
        review.add("password.length", "/new", &cause, "Choose another one.");
    }
    review.finish()?;
    let keys = [format!("login {}", signed.user.login)];
    app.login_rate()
        .take(&keys, app.store().now_ms())
        .map_err(|seconds| ApiError::busy().retry_after(seconds))?;
    let hash = app
        .store()
        .user_with_hash(&signed.user.login)
        .await?
        .map_or_else(String::new, |(_, hash)| hash);
    if !is_right(&app, change.old, hash).await? {
        return Err(ApiError::new(
            StatusCode::FORBIDDEN,
            "session.wrong_password",
            "Прежний пароль неверен.",
            "The old password is wrong.",
        ));
    }
    app.login_rate().give_back(&keys);
    let _turn = app
        .hashing()
        .acquire()
        .await
        .map_err(|error| ApiError::internal(&error))?;
    let hashed = tokio::task::spawn_blocking(move || password::hash(&change.new))
        .await
        .map_err(|error| ApiError::internal(&error))??;
    app.store()
        .change_password(&signed.user.login, hashed, &signed.token.hash())
        .await?;
    Ok(StatusCode::NO_CONTENT)
}

#[cfg(test)]
mod tests {
    use super::{NOBODY, cookie, last_forwarded};
    use axum::http::{HeaderMap, HeaderValue};

    #[test]
    fn the_cookie_is_out_of_reach_of_scripts_and_other_sites() {
        let secure = cookie(true, "t", 5);
        assert_eq!(
            secure,
            "__Host-uchastok=t; Path=/; Max-Age=5; HttpOnly; SameSite=Strict; Secure"
        );
        assert_eq!(
            cookie(false, "t", 5),
            "uchastok=t; Path=/; Max-Age=5; HttpOnly; SameSite=Strict"
        );
    }

    #[test]
    fn nobody_has_the_password_of_nobody() {
        assert!(
            argon2::password_hash::phc::PasswordHash::new(NOBODY).is_ok(),
            "it must cost as much as a real one"
        );
        assert!(!crate::store::password::verify("", NOBODY));
    }

    #[test]
    fn only_the_proxys_own_entry_counts() {
        let mut headers = HeaderMap::new();
        headers.insert("x-forwarded-for", HeaderValue::from_static("6.6.6.6, 10.0.0.7"));
        assert_eq!(last_forwarded(&headers), "10.0.0.7".parse().ok());
    }
}
