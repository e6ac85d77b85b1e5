//! Who may call what: one table of every operation, and the municipality that an account is limited to.
//!
//! The table is the only place where roles are named. A request is refused when its operation is missing here; the
//! test `every_operation_has_a_rule` holds the table and the OpenAPI document equal.

use super::super::app::App;
use super::super::problem::{Answer, ApiError};
use super::super::signed::{Signed, session_token};
use crate::domain::{MunicipalityId, PlanId, ScheduleId};
use crate::store::{JobId, Role, User};
use axum::RequestExt;
use axum::extract::{MatchedPath, RawPathParams, Request, State};
use axum::http::{Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

/// Who may call an operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Access {
    /// Anybody.
    Public,
    /// Any account, within its municipality.
    SignedIn,
    /// These roles, within their municipality.
    Roles(&'static [Role]),
}

use Access::{Public, Roles, SignedIn};

const MANAGER: Access = Roles(&[Role::Manager]);
const PLANNER: Access = Roles(&[Role::Manager, Role::Planner]);
const KEEPER: Access = Roles(&[Role::Manager, Role::Worker]);

/// Every operation below `/api/v1`, in the order of the router.
pub(crate) const OPERATIONS: &[(&str, &str, Access)] = &[
    ("GET", "/health", Public),
    ("GET", "/openapi.json", Public),
    ("POST", "/session", Public),
    ("GET", "/session", Public),
    ("DELETE", "/session", SignedIn),
    ("POST", "/session/password", SignedIn),
    ("GET", "/public/municipalities", Public),
    ("GET", "/public/municipalities/{m}/lookup", Public),
    ("GET", "/tiles/{m}/{z}/{x}/{y}", Public),
    ("GET", "/norms", SignedIn),
    ("GET", "/visit-profiles", SignedIn),
    ("GET", "/speed-profiles", SignedIn),
    ("GET", "/municipalities", SignedIn),
    ("GET", "/municipalities/{m}", SignedIn),
    ("GET", "/municipalities/{m}/units", SignedIn),
    ("GET", "/municipalities/{m}/boundary", SignedIn),
    ("GET", "/municipalities/{m}/roads", SignedIn),
    ("GET", "/municipalities/{m}/infrastructure", SignedIn),
    ("POST", "/municipalities/{m}/infrastructure", KEEPER),
    ("PUT", "/municipalities/{m}/infrastructure/{id}", KEEPER),
    ("DELETE", "/municipalities/{m}/infrastructure/{id}", KEEPER),
    ("GET", "/municipalities/{m}/workers", SignedIn),
    ("POST", "/municipalities/{m}/workers", MANAGER),
    ("PUT", "/municipalities/{m}/workers/{id}", MANAGER),
    ("DELETE", "/municipalities/{m}/workers/{id}", MANAGER),
    ("GET", "/municipalities/{m}/vehicles", SignedIn),
    ("POST", "/municipalities/{m}/vehicles", PLANNER),
    ("POST", "/municipalities/{m}/timetables", PLANNER),
    ("PUT", "/municipalities/{m}/vehicles/{id}", PLANNER),
    ("DELETE", "/municipalities/{m}/vehicles/{id}", PLANNER),
    ("GET", "/municipalities/{m}/plans", SignedIn),
    ("POST", "/municipalities/{m}/plans/partition", MANAGER),
    ("POST", "/municipalities/{m}/catchments", MANAGER),
    ("GET", "/plans/{p}", SignedIn),
    ("PATCH", "/plans/{p}", MANAGER),
    ("DELETE", "/plans/{p}", MANAGER),
    ("GET", "/plans/{p}/sites.geojson", SignedIn),
    ("GET", "/plans/{p}/export.geojson", SignedIn),
    ("GET", "/plans/{p}/export.csv", SignedIn),
    ("GET", "/plans/{p}/export.xlsx", SignedIn),
    ("GET", "/plans/{p}/streets.csv", SignedIn),
    ("GET", "/plans/{p}/check", SignedIn),
    ("POST", "/plans/{p}/evaluate", SignedIn),
    ("POST", "/plans/{p}/repairs", SignedIn),
    ("POST", "/plans/{p}/copy", MANAGER),
    ("POST", "/plans/{p}/submit", MANAGER),
    ("POST", "/plans/{p}/approve", MANAGER),
    ("POST", "/plans/{p}/archive", MANAGER),
    ("GET", "/plans/{p}/journal", PLANNER),
    ("GET", "/plans/{p}/compare/{b}", SignedIn),
    ("GET", "/plans/{p}/schedules", SignedIn),
    ("POST", "/plans/{p}/schedules", PLANNER),
    ("GET", "/schedules/{s}", SignedIn),
    ("GET", "/schedules/{s}/sites/{n}", SignedIn),
    ("GET", "/schedules/{s}/sites/{n}/explain", SignedIn),
    ("POST", "/schedules/{s}/replan", PLANNER),
    ("POST", "/schedules/{s}/emergency", SignedIn),
    ("GET", "/schedules/{s}/sites/{n}/dates", SignedIn),
    ("POST", "/schedules/{s}/orders", SignedIn),
    ("GET", "/schedules/{s}/export.csv", SignedIn),
    ("GET", "/schedules/{s}/export.xlsx", SignedIn),
    ("GET", "/schedules/{s}/fleet", SignedIn),
    ("GET", "/jobs", SignedIn),
    ("GET", "/jobs/{j}", SignedIn),
    ("GET", "/jobs/{j}/events", SignedIn),
    ("POST", "/jobs/{j}/cancel", PLANNER),
    ("POST", "/imports", MANAGER),
];

/// The rule of an operation; `path` is below `/api/v1`.
pub(crate) fn rule(method: &str, path: &str) -> Option<Access> {
    OPERATIONS
        .iter()
        .find(|(known_method, known_path, _)| *known_method == method && *known_path == path)
        .map(|(_, _, access)| *access)
}

/// Lets a request through to its handler, or refuses it.
pub(crate) async fn authorise(State(app): State<App>, mut request: Request, next: Next) -> Response {
    match admit(&app, &mut request).await {
        Ok(()) => next.run(request).await,
        Err(refusal) => refusal.into_response(),
    }
}

async fn admit(app: &App, request: &mut Request) -> Answer<()> {
    let method = match *request.method() {
        Method::HEAD => "GET",
        ref other => other.as_str(),
    };
    let path = request.extensions().get::<MatchedPath>().map(MatchedPath::as_str);
    let access = path
        .and_then(|path| path.strip_prefix(super::super::router::BASE))
        .and_then(|path| rule(method, path))
        .ok_or_else(|| {
            ApiError::new(
                StatusCode::METHOD_NOT_ALLOWED,
                "method.unknown",
                "Этот метод здесь не поддерживается.",
                "This method is not supported here.",
            )
        })?;
    if access == Public {
        return Ok(());
    }
    let token = session_token(request.headers(), app.settings().secure);
    let token = token.ok_or_else(ApiError::unauthenticated)?;
    let user = app
        .store()
        .session_user(&token)
        .await?
        .ok_or_else(ApiError::unauthenticated)?;
    if let Roles(roles) = access
        && !roles.contains(&user.role)
    {
        return Err(ApiError::forbidden());
    }
    stay_within_municipality(app, &user, request).await?;
    request.extensions_mut().insert(Signed { user, token });
    Ok(())
}

/// Finds the municipality of what the path names and compares it with the account's.
async fn stay_within_municipality(app: &App, user: &User, request: &mut Request) -> Answer<()> {
    let parameters: Vec<(String, String)> = match request.extract_parts::<RawPathParams>().await {
        Ok(parameters) => parameters
            .iter()
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .collect(),
        Err(_) => return Err(ApiError::not_found("address")),
    };
    for (name, value) in parameters {
        let found = match name.as_str() {
            "m" => {
                let id = MunicipalityId::new(value);
                Some(app.store().municipality_version(&id).await?.map(|_| id))
            }
            "p" | "b" => Some(app.store().municipality_of_plan(&PlanId::new(value)).await?),
            "s" => Some(
                app.store()
                    .municipality_of_schedule(&ScheduleId::new(value))
                    .await?,
            ),
            "j" => {
                let job = app
                    .store()
                    .job(&JobId(value))
                    .await?
                    .ok_or_else(|| ApiError::not_found("job"))?;
                let own = job.created_by == user.login;
                job.municipality.filter(|_| !own).map(Some)
            }
            _ => None,
        };
        let Some(found) = found else { continue };
        let municipality = found.ok_or_else(|| ApiError::not_found("record"))?;
        if user.municipality.as_ref().is_some_and(|own| *own != municipality) {
            return Err(ApiError::forbidden());
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::OPERATIONS;
    use std::collections::BTreeSet;

    #[test]
    fn an_operation_has_one_rule() {
        let distinct: BTreeSet<_> = OPERATIONS
            .iter()
            .map(|(method, path, _)| (method, path))
            .collect();
        assert_eq!(distinct.len(), OPERATIONS.len());
    }
}
