//! Overload and slow requests are answered 503 at once, so that the requests inside stay fast.

use super::super::app::App;
use super::super::problem::ApiError;
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use std::time::Duration;

/// Requests worked on at once: beyond it waiting only makes everybody slower.
pub(crate) const REQUESTS_AT_ONCE: usize = 256;

/// Longest time for an answer's head. Streams go on after it; long work is a job.
const ANSWER_WITHIN: Duration = Duration::from_secs(60);

/// Lets a request in when there is room.
pub(crate) async fn admit(State(app): State<App>, request: Request, next: Next) -> Response {
    let Ok(_permit) = app.admission().try_acquire() else {
        return ApiError::busy().into_response();
    };
    match tokio::time::timeout(ANSWER_WITHIN, next.run(request)).await {
        Ok(response) => response,
        Err(_) => ApiError::busy().into_response(),
    }
}
