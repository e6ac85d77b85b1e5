//! Why a settlement is visited less often than asked or a day is long, and what would help.

use super::app::{App, blocking};
use super::body::{InPath, InQuery};
use super::dates::profile_of;
use super::plans::find;
use super::problem::{Answer, ApiError};
use super::schedules::find_schedule;
use crate::domain::{CycleDay, Problem, ScheduleId, Sentence, SiteNumber, UnitId, WORKING_DAYS};
use crate::planning::{Explanation, Question, Suggestion, explain};
use crate::search::StopToken;
use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use std::time::Duration;

/// Longest search for what would help: a person waits for it.
const SEARCH_TIME_MAX: Duration = Duration::from_secs(5);

/// A settlement by its unit, or a day by its week and weekday, both from 0.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
pub(crate) struct ExplainQuery {
    #[param(value_type = Option<String>)]
    unit: Option<UnitId>,
    week: Option<u8>,
    weekday: Option<u8>,
}

/// What is so, and what would help.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct ExplanationView {
    #[schema(value_type = Vec<Object>)]
    facts: Vec<Sentence>,
    #[schema(value_type = Vec<Object>)]
    help: Vec<Suggestion>,
}

impl From<Explanation> for ExplanationView {
    fn from(Explanation { facts, help }: Explanation) -> Self {
        Self { facts, help }
    }
}

/// Explains a settlement or a day of a site: the schedule measured, and planned again with one thing changed at a time.
#[utoipa::path(get, path = "/schedules/{s}/sites/{n}/explain", tag = "schedules",
    params(("s" = String, Path, description = "Schedule"), ("n" = u32, Path, description = "Site"), ExplainQuery),
    responses((status = 200, body = ExplanationView)))]
pub(crate) async fn show(
    State(app): State<App>,
    InPath((id, number)): InPath<(ScheduleId, u32)>,
    InQuery(query): InQuery<ExplainQuery>,
) -> Answer<Json<ExplanationView>> {
    let schedule = find_schedule(&app, &id).await?.schedule;
    let question = question(query, schedule.cycle_weeks)?;
    let plan = find(&app, &schedule.plan).await?.plan;
    let survey = app.survey(&plan.municipality).await?;
    let profile = profile_of(&app, &schedule)?;
    let explanation = blocking(move || {
        let (territory, ground) = (&survey.territory, survey.ground()?);
        let about = (SiteNumber(number), &question);
        let stop = StopToken::after(SEARCH_TIME_MAX);
        Answer::Ok(explain(
            territory, ground, &plan, &profile, &schedule, about, &stop,
        )?)
    })
    .await??;
    Ok(Json(explanation.into()))
}

fn question(query: ExplainQuery, weeks: u8) -> Answer<Question> {
    let (code, cause, action) = match (query.unit, query.week, query.weekday) {
        (Some(unit), None, None) => return Ok(Question::Settlement(unit)),
        (None, Some(week), Some(weekday)) if week < weeks && weekday < WORKING_DAYS => {
            return Ok(Question::Day(CycleDay { week, weekday }));
        }
        (None, Some(week), Some(weekday)) => (
            "day.range",
            format!("неделя {week}, день {weekday}"),
            format!("неделя от 0 до {}, день от 0 до 4", weeks.saturating_sub(1)),
        ),
        _ => (
            "explain.question",
            "не сказано, о чём вопрос".to_owned(),
            "назовите unit или week и weekday".to_owned(),
        ),
    };
    Err(ApiError::invalid(vec![Problem::new(
        code, "query", cause, action,
    )]))
}
