//! A schedule on the calendar: the dates of a site, and whether a visit order is met in time.

use super::app::{App, blocking};
use super::body::{Body, InPath, InQuery, Review};
use super::plans::find;
use super::problem::{Answer, ApiError};
use super::schedules::find_schedule;
use crate::domain::{Plan, Schedule, ScheduleId, Seconds, SiteNumber, UnitId, VisitProfile};
use crate::planning::{OrderAnswer, OrderRequest, SiteDate, order, site_dates};
use axum::Json;
use axum::extract::State;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Dates that are shown when nobody says how many: a cycle of four weeks.
const DAYS: u16 = 28;

/// Which dates.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
pub(crate) struct DatesQuery {
    /// The first date, `2026-12-28`.
    #[param(value_type = String)]
    from: Date,
    /// How many calendar days; 28 when not given.
    days: Option<u16>,
}

/// Dates of a site.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct DatesView {
    #[schema(value_type = Vec<Object>)]
    dates: Vec<SiteDate>,
    calendar: String,
    /// False when the transfers of a year shown are not known yet: only the law's own holidays are days off then.
    calendar_is_complete: bool,
}

/// A visit order: go there within so many working days.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct OrderForm {
    #[schema(value_type = String)]
    unit: UnitId,
    /// When it came, `2026-11-20`.
    #[schema(value_type = String)]
    received: Date,
    /// 3 for a first check, 5 for proposals, 15 for the start of measures.
    working_days: u8,
    /// Minutes needed there.
    service_min: i64,
}

/// How an order is met, with the names of what it speaks of.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct OrderView {
    #[serde(flatten)]
    #[schema(value_type = Object)]
    answer: OrderAnswer,
    #[schema(value_type = Object)]
    unit_names: BTreeMap<UnitId, String>,
    #[schema(value_type = Object)]
    site_names: BTreeMap<SiteNumber, String>,
}

/// The dates of a site: which day of the cycle each is, which are days off, where a round on a day off goes.
#[utoipa::path(get, path = "/schedules/{s}/sites/{n}/dates", tag = "schedules",
    params(("s" = String, Path, description = "Schedule"), ("n" = u32, Path, description = "Site"), DatesQuery),
    responses((status = 200, body = DatesView)))]
pub(crate) async fn list(
    State(app): State<App>,
    InPath((id, number)): InPath<(ScheduleId, u32)>,
    InQuery(query): InQuery<DatesQuery>,
) -> Answer<Json<DatesView>> {
    let schedule = find_schedule(&app, &id).await?.schedule;
    let calendar = app.calendar()?;
    let days = usize::from(query.days.unwrap_or(DAYS));
    let dates = site_dates(&schedule, SiteNumber(number), calendar, query.from, days);
    let complete = |date: &SiteDate| calendar.is_complete_for(date.date.year());
    Ok(Json(DatesView {
        calendar: calendar.title.clone(),
        calendar_is_complete: dates.iter().all(complete),
        dates,
    }))
}

/// Whether an order is met by a round that comes by in time, else the cheapest extra visits. Nothing is stored.
#[utoipa::path(post, path = "/schedules/{s}/orders", tag = "schedules", request_body = OrderForm,
    params(("s" = String, Path, description = "Schedule")), responses((status = 200, body = OrderView)))]
pub(crate) async fn meet(
    State(app): State<App>,
    InPath(id): InPath<ScheduleId>,
    Body(form): Body<OrderForm>,
) -> Answer<Json<OrderView>> {
    let mut review = Review::default();
    if !(1..=24 * 60).contains(&form.service_min) {
        let cause = form.service_min.to_string();
        review.add("order.service", "/service_min", &cause, "от 1 до 1440 минут");
    }
    review.finish()?;
    let schedule = find_schedule(&app, &id).await?.schedule;
    let plan = find(&app, &schedule.plan).await?.plan;
    let survey = app.survey(&plan.municipality).await?;
    let profile = profile_of(&app, &schedule)?;
    let calendar = app.calendar()?.clone();
    let request = OrderRequest {
        unit: form.unit,
        received: form.received,
        working_days: form.working_days,
        service: Seconds::from_minutes(form.service_min),
    };
    let view = blocking(move || {
        let (territory, ground) = (&survey.territory, survey.ground()?);
        let answer = order(territory, ground, &plan, &profile, &calendar, &schedule, &request)?;
        let named = answer.extra.iter().flat_map(|extra| {
            let delayed = extra.option.delayed.iter().map(|delayed| &delayed.unit);
            delayed
                .chain(&extra.option.after_stop)
                .chain(&extra.option.put_off)
        });
        let unit_names = named
            .filter_map(|unit| territory.units.iter().find(|known| known.id == *unit))
            .map(|unit| (unit.id.clone(), unit.name.clone()))
            .collect();
        Answer::Ok(OrderView {
            unit_names,
            site_names: site_names(&plan),
            answer,
        })
    })
    .await??;
    Ok(Json(view))
}

/// Names of a plan's sites.
pub(crate) fn site_names(plan: &Plan) -> BTreeMap<SiteNumber, String> {
    let sites = plan.sites.iter();
    sites.map(|site| (site.number, site.name.clone())).collect()
}

/// The visit profile that a schedule was made with.
pub(crate) fn profile_of(app: &App, schedule: &Schedule) -> Answer<VisitProfile> {
    let profiles = app.visits().iter();
    let mut own = profiles.filter(|profile| profile.id == schedule.origin.visit_profile);
    own.next()
        .cloned()
        .ok_or_else(|| ApiError::not_found("visit profile"))
}
