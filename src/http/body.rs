//! Bodies, paths and queries read strictly: unknown fields, wrong types and broken texts are answered with the place.

use super::problem::{Answer, ApiError};
use crate::domain::Problem;
use axum::Json;
use axum::extract::rejection::{JsonRejection, PathRejection, QueryRejection};
use axum::extract::{FromRequest, FromRequestParts, Path, Query, Request};
use axum::http::StatusCode;
use axum::http::request::Parts;
use serde::de::DeserializeOwned;

/// A JSON body.
pub(crate) struct Body<T>(pub(crate) T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Body<T> {
    type Rejection = ApiError;

    async fn from_request(request: Request, state: &S) -> Answer<Self> {
        match Json::<T>::from_request(request, state).await {
            Ok(Json(value)) => Ok(Self(value)),
            Err(rejection) => Err(refuse_body(&rejection)),
        }
    }
}

fn refuse_body(rejection: &JsonRejection) -> ApiError {
    let cause = rejection.body_text();
    match rejection {
        JsonRejection::MissingJsonContentType(_) => ApiError::new(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "body.not_json",
            "Тело запроса должно быть application/json.",
            "The body must be application/json.",
        ),
        JsonRejection::JsonDataError(_) => ApiError::invalid(vec![Problem::new(
            "body.schema",
            "body",
            cause,
            "Compare the body with /api/v1/openapi.json.",
        )]),
        JsonRejection::JsonSyntaxError(_) => ApiError::new(
            StatusCode::BAD_REQUEST,
            "body.syntax",
            "Тело запроса — не JSON.",
            format!("The body is not JSON: {cause}"),
        ),
        other if other.status() == StatusCode::PAYLOAD_TOO_LARGE => too_large(),
        _ => ApiError::new(
            StatusCode::BAD_REQUEST,
            "body.unreadable",
            "Тело запроса не удалось прочитать.",
            "The body could not be read.",
        ),
    }
}

/// 413.
pub(crate) fn too_large() -> ApiError {
    ApiError::new(
        StatusCode::PAYLOAD_TOO_LARGE,
        "body.too_large",
        "Слишком большой запрос.",
        "The request is too large.",
    )
}

/// The parameters of the path.
pub(crate) struct InPath<T>(pub(crate) T);

impl<S: Send + Sync, T: DeserializeOwned + Send> FromRequestParts<S> for InPath<T> {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Answer<Self> {
        let path: Result<Path<T>, PathRejection> = Path::from_request_parts(parts, state).await;
        path.map(|Path(value)| Self(value))
            .map_err(|_| ApiError::not_found("address"))
    }
}

/// The parameters of the query.
pub(crate) struct InQuery<T>(pub(crate) T);

impl<S: Send + Sync, T: DeserializeOwned + Send> FromRequestParts<S> for InQuery<T> {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Answer<Self> {
        let query: Result<Query<T>, QueryRejection> = Query::from_request_parts(parts, state).await;
        query.map(|Query(value)| Self(value)).map_err(|rejection| {
            ApiError::invalid(vec![Problem::new(
                "query.schema",
                "query",
                rejection.body_text(),
                "Compare the query with /api/v1/openapi.json.",
            )])
        })
    }
}

/// Collects the problems of a body's texts and numbers.
#[derive(Debug, Default)]
pub(crate) struct Review {
    problems: Vec<Problem>,
}

impl Review {
    /// A text for people: no control characters, at most `length_max` characters; `required` means not blank.
    pub(crate) fn text(&mut self, pointer: &str, text: &str, length_max: usize, required: bool) {
        if required && text.trim().is_empty() {
            self.add("text.blank", pointer, "it is blank", "Enter a text.");
        }
        let length = text.chars().count();
        if length > length_max {
            let cause = format!("it has {length} characters, the limit is {length_max}");
            self.add("text.too_long", pointer, &cause, "Shorten it.");
        }
        if let Some(control) = text.chars().find(|c| c.is_control() && !matches!(c, '\n' | '\t')) {
            let cause = format!("it holds the control character U+{:04X}", u32::from(control));
            self.add("text.control_character", pointer, &cause, "Remove it.");
        }
    }

    /// Adds a problem.
    pub(crate) fn add(&mut self, code: &str, pointer: &str, cause: &str, action: &str) {
        self.problems.push(Problem::new(code, pointer, cause, action));
    }

    /// Adds problems that were found elsewhere.
    pub(crate) fn extend(&mut self, problems: Vec<Problem>) {
        self.problems.extend(problems);
    }

    /// Refuses the body when anything was wrong.
    pub(crate) fn finish(self) -> Answer<()> {
        if self.problems.is_empty() {
            Ok(())
        } else {
            Err(ApiError::invalid(self.problems))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Review;

    #[test]
    fn every_broken_text_is_named() {
        let mut review = Review::default();
        review.text("/a", " ", 10, true);
        review.text("/b", "a\0b", 10, false);
        review.text("/c", &"я".repeat(11), 10, false);
        review.text("/d", "строка\nдругая", 20, true);
        let codes: Vec<_> = review
            .problems
            .iter()
            .map(|problem| problem.code.as_str())
            .collect();
        assert_eq!(codes, ["text.blank", "text.control_character", "text.too_long"]);
    }
}
