//! Life changes: a published schedule replanned with least change, and a visit that cannot wait.

use super::app::{App, blocking};
use super::body::{Body, InPath, Review};
use super::dates::{profile_of, site_names};
use super::jobs::Queued;
use super::plan_jobs::queue;
use super::plans::find;
use super::problem::Answer;
use super::schedules::find_schedule;
use super::signed::Signed;
use crate::domain::{
    Appointment, CarlessDay, Circumstances, Closure, CycleDay, OpeningHours, ScheduleId, Seconds, SiteNumber,
    UnitId, VehicleOff,
};
use crate::jobs::{JobRequest, ScheduleJob};
use crate::planning::{EmergencyOption, EmergencyRequest, circumstance_faults, emergency};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Closed places in one schedule: more would be another road network. Test: `too_many_closures_are_refused`.
const CLOSURES_MAX: usize = 100;

/// Days without a vehicle in one schedule: every day of a long cycle for a few hundred sites.
const CARLESS_MAX: usize = 10_000;

/// Longest note of a closure, in characters.
const NOTE_MAX: usize = 300;

/// Ways to make an unplanned visit that are proposed.
const OPTIONS_MAX: usize = 5;

/// What has changed.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ReplanForm {
    /// Places where nobody can drive through: `{lon, lat, note}`.
    #[serde(default)]
    #[schema(value_type = Vec<Object>)]
    closures: Vec<Closure>,
    /// Days without a vehicle: `{site, day: {week, weekday}}`, both from 0.
    #[serde(default)]
    #[schema(value_type = Vec<Object>)]
    carless: Vec<CarlessDay>,
    /// Units that are not to be visited.
    #[serde(default)]
    #[schema(value_type = Vec<String>)]
    not_visited: Vec<UnitId>,
    /// Opening hours of reception points: `{unit, weekday, from, until}`, weekday from 0 or absent for every day, times of
    /// day in seconds.
    #[serde(default)]
    #[schema(value_type = Vec<Object>)]
    opening: Vec<OpeningHours>,
    /// Visits fixed to a day and a time: `{unit, day: {week, weekday}, begin}`.
    #[serde(default)]
    #[schema(value_type = Vec<Object>)]
    appointments: Vec<Appointment>,
    /// Vehicles out of order, one of each entry's: `{vehicle, day: {week, weekday}}`, the day absent for every day.
    #[serde(default)]
    #[schema(value_type = Vec<Object>)]
    out_of_order: Vec<VehicleOff>,
}

/// What has come up.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct EmergencyForm {
    /// Where.
    #[schema(value_type = String)]
    unit: UnitId,
    /// Today, as a day of the cycle: `{week, weekday}`, both from 0.
    #[schema(value_type = Object)]
    day: CycleDay,
    /// Now, minutes after midnight.
    now_min: i64,
    /// Minutes needed there.
    service_min: i64,
}

/// The best ways to get there, best first, with the names of the units they speak of.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct EmergencyView {
    #[schema(value_type = Vec<Object>)]
    options: Vec<EmergencyOption>,
    #[schema(value_type = Object)]
    unit_names: BTreeMap<UnitId, String>,
    #[schema(value_type = Object)]
    site_names: BTreeMap<SiteNumber, String>,
}

/// Replans a schedule for changed circumstances; published days stay unless they must move.
#[utoipa::path(post, path = "/schedules/{s}/replan", tag = "schedules", request_body = ReplanForm,
    params(("s" = String, Path, description = "Schedule")), responses((status = 202, body = Queued)))]
pub(crate) async fn replan(
    State(app): State<App>,
    signed: Signed,
    InPath(id): InPath<ScheduleId>,
    Body(form): Body<ReplanForm>,
) -> Answer<(StatusCode, Json<Queued>)> {
    let published = find_schedule(&app, &id).await?;
    let plan = find(&app, &published.schedule.plan).await?.plan;
    let mut review = Review::default();
    review_circumstances(&form, &mut review);
    let circumstances = Circumstances {
        closures: form.closures,
        carless: form.carless.into_iter().collect(),
        out_of_order: form.out_of_order,
        not_visited: form.not_visited.into_iter().collect(),
        opening: form.opening,
        appointments: form.appointments,
    };
    review.extend(circumstance_faults(
        &circumstances,
        &plan,
        &published.schedule,
        &[],
    ));
    review.finish()?;
    let origin = &published.schedule.origin;
    let job = ScheduleJob {
        municipality: published.municipality,
        plan: published.schedule.plan.clone(),
        season: published.schedule.season,
        visit_profile: origin.visit_profile.clone(),
        seed: origin.seed,
        circumstances,
        unlimited: false,
        published: Some(id),
    };
    queue(&app, &signed, &JobRequest::Schedule(job)).await
}

fn review_circumstances(form: &ReplanForm, review: &mut Review) {
    let limits = [
        ("/closures", form.closures.len(), CLOSURES_MAX),
        ("/carless", form.carless.len(), CARLESS_MAX),
        ("/not_visited", form.not_visited.len(), CARLESS_MAX),
        ("/opening", form.opening.len(), CARLESS_MAX),
        ("/appointments", form.appointments.len(), CARLESS_MAX),
        ("/out_of_order", form.out_of_order.len(), CARLESS_MAX),
    ];
    for (pointer, length, most) in limits {
        if length > most {
            let action = format!("не больше {most}");
            review.add("list.too_long", pointer, &length.to_string(), &action);
        }
    }
    for (at, closure) in form.closures.iter().enumerate() {
        review.text(&format!("/closures/{at}/note"), &closure.note, NOTE_MAX, false);
        let inside = closure.lon.abs() <= 180.0 && closure.lat.abs() <= 90.0;
        if !inside {
            let cause = format!("долгота {}, широта {}", closure.lon, closure.lat);
            let action = "градусы WGS84: долгота от −180 до 180, широта от −90 до 90";
            review.add("position.range", &format!("/closures/{at}"), &cause, action);
        }
    }
}

/// Who gets there soonest today, and who is put off for it. Nothing is stored: the answer is for a telephone call.
#[utoipa::path(post, path = "/schedules/{s}/emergency", tag = "schedules", request_body = EmergencyForm,
    params(("s" = String, Path, description = "Schedule")), responses((status = 200, body = EmergencyView)))]
pub(crate) async fn urgent(
    State(app): State<App>,
    InPath(id): InPath<ScheduleId>,
    Body(form): Body<EmergencyForm>,
) -> Answer<Json<EmergencyView>> {
    let schedule = find_schedule(&app, &id).await?.schedule;
    let plan = find(&app, &schedule.plan).await?.plan;
    let survey = app.survey(&plan.municipality).await?;
    let profile = profile_of(&app, &schedule)?;
    // A day has 1,440 minutes; anything beyond is refused by the use case, and must not overflow before.
    let minutes = |value: i64| Seconds::from_minutes(value.clamp(-1, 10_000));
    let request = EmergencyRequest {
        unit: form.unit,
        day: form.day,
        now: minutes(form.now_min),
        service: minutes(form.service_min),
        most: OPTIONS_MAX,
    };
    let view = blocking(move || {
        let territory = &survey.territory;
        let options = emergency(territory, survey.ground()?, &plan, &profile, &schedule, &request)?;
        let named = options.iter().flat_map(|option| {
            let delayed = option.delayed.iter().map(|delayed| &delayed.unit);
            delayed.chain(&option.after_stop).chain(&option.put_off)
        });
        let unit_names = named
            .filter_map(|unit| territory.units.iter().find(|known| known.id == *unit))
            .map(|unit| (unit.id.clone(), unit.name.clone()))
            .collect();
        Answer::Ok(EmergencyView {
            unit_names,
            site_names: site_names(&plan),
            options,
        })
    })
    .await??;
    Ok(Json(view))
}
