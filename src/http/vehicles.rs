//! The vehicles that a municipality's workers share.

use super::app::App;
use super::body::{Body, InPath, Review};
use super::problem::{Answer, ApiError};
use super::signed::Signed;
use crate::domain::{
    DriverHours, LineTrip, MunicipalityId, Season, SettlementId, StatedLeg, Vehicle, VehicleId, VehicleKind,
    VehiclePrice,
};
use crate::exchange::vehicle_problems;
use crate::roads::SpeedProfile;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// Longest title taken from a body before its own check, in characters.
const TITLE_MAX: usize = 200;

/// A vehicle as the user fills it in.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct VehicleForm {
    /// `institution`, `head`, `private`, or `public` for a line of public transport.
    #[schema(value_type = String)]
    kind: VehicleKind,
    title: String,
    /// How many are alike.
    count: u32,
    /// Settlements whose workers may take it; empty for all.
    #[serde(default)]
    #[schema(value_type = Vec<String>)]
    bases: BTreeSet<SettlementId>,
    /// The settlement where it stands at night; absent for the worker's own.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    garage: Option<SettlementId>,
    /// Weekdays from 0; empty for each working day.
    #[serde(default)]
    weekdays: BTreeSet<u8>,
    /// Seasons in which it goes; empty for all.
    #[serde(default)]
    #[schema(value_type = Vec<String>)]
    seasons: BTreeSet<Season>,
    /// Hours of its driver: `{from, until}`, times of day in seconds; absent where the worker drives.
    #[serde(default)]
    #[schema(value_type = Option<Object>)]
    driver: Option<DriverHours>,
    /// Id of a speed profile.
    speeds: String,
    /// Legs of a boat or an aircraft: `{from, to, distance, time, one_way}`, metres and seconds.
    #[serde(default)]
    #[schema(value_type = Vec<Object>)]
    legs: Vec<StatedLeg>,
    /// Trips of a line: `{id, weekdays, calls: [{settlement, arrives, departs}]}`, times of day in seconds.
    #[serde(default)]
    #[schema(value_type = Vec<Object>)]
    trips: Vec<LineTrip>,
    /// Kopecks a kilometre, an hour and a day: `{km, hour, day}`.
    #[serde(default)]
    #[schema(value_type = Object)]
    price: VehiclePrice,
}

/// A speed profile in a list.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct SpeedProfileView {
    id: String,
    title: String,
    title_en: String,
}

/// The speed profiles that a vehicle may have.
fn speed_profiles() -> Answer<[SpeedProfile; 2]> {
    SpeedProfile::of_vehicles().map_err(|error| ApiError::internal(&error))
}

async fn read(app: &App, municipality: &MunicipalityId, id: VehicleId, form: VehicleForm) -> Answer<Vehicle> {
    let vehicle = Vehicle {
        id,
        kind: form.kind,
        title: form.title.trim().to_owned(),
        count: form.count,
        bases: form.bases,
        garage: form.garage,
        weekdays: form.weekdays,
        seasons: form.seasons,
        driver: form.driver,
        speeds: form.speeds,
        legs: form.legs,
        trips: form.trips,
        price: form.price,
    };
    let survey = app.survey(municipality).await?;
    let profiles = speed_profiles()?;
    let speeds: Vec<&str> = profiles.iter().map(|one| one.id.as_str()).collect();
    let mut review = Review::default();
    review.text("/title", &vehicle.title, TITLE_MAX, true);
    for one in vehicle_problems(&vehicle, &survey.territory.settlements, &speeds) {
        review.add(&one.code, &one.pointer, &one.cause, &one.action);
    }
    review.finish()?;
    Ok(vehicle)
}

/// The speed profiles of vehicles.
#[utoipa::path(get, path = "/speed-profiles", tag = "profiles", responses((status = 200, body = Vec<SpeedProfileView>)))]
pub(crate) async fn speeds() -> Answer<Json<Vec<SpeedProfileView>>> {
    let views = speed_profiles()?.into_iter().map(|one| SpeedProfileView {
        id: one.id,
        title: one.title,
        title_en: one.title_en,
    });
    Ok(Json(views.collect()))
}

/// The vehicles, by title.
#[utoipa::path(get, path = "/municipalities/{m}/vehicles", tag = "vehicles",
    params(("m" = String, Path, description = "Municipality")), responses((status = 200, body = Vec<Object>)))]
pub(crate) async fn list(
    State(app): State<App>,
    InPath(municipality): InPath<MunicipalityId>,
) -> Answer<Json<Vec<Vehicle>>> {
    Ok(Json(app.store().vehicles(&municipality).await?))
}

/// Adds a vehicle.
#[utoipa::path(post, path = "/municipalities/{m}/vehicles", tag = "vehicles", request_body = VehicleForm,
    params(("m" = String, Path, description = "Municipality")), responses((status = 201, body = Object)))]
pub(crate) async fn add(
    State(app): State<App>,
    signed: Signed,
    InPath(municipality): InPath<MunicipalityId>,
    Body(form): Body<VehicleForm>,
) -> Answer<(StatusCode, Json<Vehicle>)> {
    let vehicle = read(&app, &municipality, app.store().new_vehicle_id(), form).await?;
    app.store()
        .put_vehicle(&municipality, &vehicle, &signed.change())
        .await?;
    Ok((StatusCode::CREATED, Json(vehicle)))
}

/// Changes a vehicle. Schedules keep the list that they were made for until they are replanned.
#[utoipa::path(put, path = "/municipalities/{m}/vehicles/{id}", tag = "vehicles", request_body = VehicleForm,
    params(("m" = String, Path, description = "Municipality"), ("id" = String, Path, description = "Vehicle")),
    responses((status = 200, body = Object)))]
pub(crate) async fn replace(
    State(app): State<App>,
    signed: Signed,
    InPath((municipality, id)): InPath<(MunicipalityId, VehicleId)>,
    Body(form): Body<VehicleForm>,
) -> Answer<Json<Vehicle>> {
    let known = app.store().vehicles(&municipality).await?;
    if !known.iter().any(|vehicle| vehicle.id == id) {
        return Err(ApiError::not_found("vehicle"));
    }
    let vehicle = read(&app, &municipality, id, form).await?;
    app.store()
        .put_vehicle(&municipality, &vehicle, &signed.change())
        .await?;
    Ok(Json(vehicle))
}

/// Removes a vehicle.
#[utoipa::path(delete, path = "/municipalities/{m}/vehicles/{id}", tag = "vehicles",
    params(("m" = String, Path, description = "Municipality"), ("id" = String, Path, description = "Vehicle")),
    responses((status = 204)))]
pub(crate) async fn remove(
    State(app): State<App>,
    signed: Signed,
    InPath((municipality, id)): InPath<(MunicipalityId, VehicleId)>,
) -> Answer<StatusCode> {
    app.store()
        .remove_vehicle(&municipality, &id, &signed.change())
        .await?;
    Ok(StatusCode::NO_CONTENT)
}
