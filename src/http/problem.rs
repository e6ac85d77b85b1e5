//! Errors as `application/problem+json` (RFC 9457): a stable code, a sentence in both languages, and every problem of
//! the input at once.
//!
//! **Architecture Invariant:** no SQL, no path of the machine and no backtrace reaches an answer; they go to the log.

use crate::domain::Problem;
use crate::jobs::SurveyError;
use crate::planning::PlanningError;
use crate::store::StoreError;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;

/// Seconds after which a busy server may be asked again.
const RETRY_AFTER_S: u32 = 1;

/// What a handler answers.
pub(crate) type Answer<T> = Result<T, ApiError>;

/// A refusal or a failure.
#[derive(Debug, Clone)]
pub(crate) struct ApiError {
    status: StatusCode,
    code: &'static str,
    detail: String,
    detail_en: String,
    problems: Vec<Problem>,
    retry_after_s: Option<u32>,
}

/// The document that is sent.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct ProblemDocument {
    /// `urn:uchastok:` and the code.
    r#type: String,
    /// The status in words.
    title: String,
    /// The HTTP status.
    status: u16,
    /// Stable code, for programs.
    code: String,
    /// What happened and what to do, in Russian.
    detail: String,
    /// The same in English.
    detail_en: String,
    /// Every problem of the input: code, pointer, cause, action.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(value_type = Vec<Object>, required = false)]
    problems: Vec<Problem>,
}

impl ApiError {
    pub(crate) fn new(
        status: StatusCode,
        code: &'static str,
        detail: impl Into<String>,
        detail_en: impl Into<String>,
    ) -> Self {
        Self {
            status,
            code,
            detail: detail.into(),
            detail_en: detail_en.into(),
            problems: Vec::new(),
            retry_after_s: None,
        }
    }

    pub(crate) fn retry_after(mut self, seconds: u32) -> Self {
        self.retry_after_s = Some(seconds);
        self
    }

    /// 422 with every problem of the input.
    pub(crate) fn invalid(problems: Vec<Problem>) -> Self {
        Self {
            problems,
            ..Self::new(
                StatusCode::UNPROCESSABLE_ENTITY,
                "input.invalid",
                "Данные нельзя принять: исправьте перечисленное.",
                "The input cannot be used: mend what is listed.",
            )
        }
    }

    pub(crate) fn not_found(what: &str) -> Self {
        Self::new(
            StatusCode::NOT_FOUND,
            "not_found",
            format!("Не найдено: {what}."),
            format!("Not found: {what}."),
        )
    }

    pub(crate) fn unauthenticated() -> Self {
        Self::new(
            StatusCode::UNAUTHORIZED,
            "session.none",
            "Войдите в систему.",
            "Sign in first.",
        )
    }

    pub(crate) fn forbidden() -> Self {
        Self::new(
            StatusCode::FORBIDDEN,
            "access.denied",
            "Ваша роль этого не допускает.",
            "Your role does not allow this.",
        )
    }

    /// 409: the thing is not in a state that allows the change.
    pub(crate) fn conflict(code: &'static str, detail: &str, detail_en: &str) -> Self {
        Self::new(StatusCode::CONFLICT, code, detail, detail_en)
    }

    pub(crate) fn busy() -> Self {
        Self::new(
            StatusCode::SERVICE_UNAVAILABLE,
            "server.busy",
            "Сервер занят, повторите через секунду.",
            "The server is busy: try again in a second.",
        )
        .retry_after(RETRY_AFTER_S)
    }

    /// 500: the cause goes to the log only.
    pub(crate) fn internal(cause: &dyn std::fmt::Display) -> Self {
        tracing::error!(%cause, "request failed");
        Self::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "server.error",
            "Внутренняя ошибка; она записана в журнал сервера.",
            "Internal error; it is written to the server's log.",
        )
    }
}

impl From<StoreError> for ApiError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Unavailable(cause) => {
                tracing::warn!(%cause, "database unavailable");
                Self::new(
                    StatusCode::SERVICE_UNAVAILABLE,
                    "database.unavailable",
                    "База данных не отвечает, повторите позже.",
                    "The database does not answer: try again later.",
                )
                .retry_after(RETRY_AFTER_S)
            }
            StoreError::DiskFull => Self::new(
                StatusCode::INSUFFICIENT_STORAGE,
                "database.full",
                "На диске сервера нет места: изменение не сохранено.",
                "The server's disk is full: the change was not saved.",
            ),
            StoreError::ReadOnly(cause) => {
                tracing::error!(%cause, "database is read-only");
                Self::new(
                    StatusCode::SERVICE_UNAVAILABLE,
                    "database.read_only",
                    "База данных не принимает изменений.",
                    "The database takes no changes.",
                )
                .retry_after(60)
            }
            StoreError::Stale { .. } => Self::new(
                StatusCode::PRECONDITION_FAILED,
                "version.stale",
                "Запись уже изменил кто-то другой: откройте её снова и повторите.",
                "Somebody else has changed it since: open it again and repeat.",
            ),
            StoreError::Missing(what) => Self::not_found(&what),
            StoreError::Exists(_) => Self::conflict("exists", "Такая запись уже есть.", "It exists already."),
            StoreError::Reference(_) => Self::conflict(
                "reference.broken",
                "Запись связана с другой, которой нет или которая ещё нужна.",
                "It depends on something that is gone or still needed.",
            ),
            other => Self::internal(&other),
        }
    }
}

impl From<SurveyError> for ApiError {
    fn from(error: SurveyError) -> Self {
        match error {
            SurveyError::Store(error) => error.into(),
            SurveyError::Planning(error) => (&error).into(),
            other => Self::internal(&other),
        }
    }
}

impl From<&PlanningError> for ApiError {
    fn from(error: &PlanningError) -> Self {
        let problems = match error {
            PlanningError::Refused(problems) => problems.clone(),
            PlanningError::UnknownUnit(unit) => vec![Problem::new(
                "plan.unknown_unit",
                "/moves",
                format!("единицы «{unit}» нет в схеме"),
                "обновите страницу: данные муниципалитета могли измениться",
            )],
            PlanningError::UnknownSite(site) => vec![Problem::new(
                "plan.unknown_site",
                "/moves",
                format!("участка {} нет в схеме", site.0),
                "новый участок получает номер, следующий за последним",
            )],
            PlanningError::NoRound(site) => vec![Problem::new(
                "schedule.no_round",
                "/",
                format!("участок {}: в этот день выездов нет", site.0),
                "выберите день с выездом",
            )],
            other => vec![Problem::new(
                "planning.impossible",
                "",
                other.to_string(),
                "исправьте данные муниципалитета или выберите другой профиль",
            )],
        };
        Self::invalid(problems)
    }
}

impl From<PlanningError> for ApiError {
    fn from(error: PlanningError) -> Self {
        Self::from(&error)
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let document = ProblemDocument {
            r#type: format!("urn:uchastok:{}", self.code),
            title: self.status.canonical_reason().unwrap_or("Error").to_owned(),
            status: self.status.as_u16(),
            code: self.code.to_owned(),
            detail: self.detail,
            detail_en: self.detail_en,
            problems: self.problems,
        };
        let body = serde_json::to_vec(&document).unwrap_or_default();
        let mut response = (self.status, body).into_response();
        let headers = response.headers_mut();
        headers.insert(
            header::CONTENT_TYPE,
            HeaderValue::from_static("application/problem+json"),
        );
        if let Some(seconds) = self.retry_after_s {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}
