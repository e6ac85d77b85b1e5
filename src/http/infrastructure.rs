//! Infrastructure points of a municipality: listed, added, changed and removed by hand.

use super::app::App;
use super::body::{Body, InPath, InQuery, Review};
use super::problem::{Answer, ApiError};
use super::signed::Signed;
use super::site_view::sites_of;
use crate::domain::{
    InfrastructureId, InfrastructureKind, InfrastructurePoint, MunicipalityId, PlanId, SiteNumber,
};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use geo::Point;
use serde::{Deserialize, Serialize};

/// Longest text of an institution, in characters.
const TEXT_MAX: usize = 500;

/// Where an institution stands.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Location {
    /// Degrees east.
    lon: f64,
    /// Degrees north.
    lat: f64,
}

/// An institution as the user fills it in.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct InfrastructureForm {
    #[schema(value_type = String)]
    kind: InfrastructureKind,
    full_name: String,
    #[serde(default)]
    address: String,
    #[serde(default)]
    telephone: String,
    #[serde(default)]
    head: String,
    #[serde(default)]
    note: String,
    location: Location,
}

impl InfrastructureForm {
    fn read(self, id: InfrastructureId) -> Answer<InfrastructurePoint> {
        let mut review = Review::default();
        review.text("/full_name", &self.full_name, TEXT_MAX, true);
        review.text("/address", &self.address, TEXT_MAX, false);
        review.text("/telephone", &self.telephone, TEXT_MAX, false);
        review.text("/head", &self.head, TEXT_MAX, false);
        review.text("/note", &self.note, TEXT_MAX, false);
        let Location { lon, lat } = self.location;
        if !(-180.0..=180.0).contains(&lon) || !(-90.0..=90.0).contains(&lat) {
            let cause = format!("{lon}, {lat} is no place in degrees");
            review.add(
                "location.out_of_range",
                "/location",
                &cause,
                "Give longitude and latitude in WGS84 degrees.",
            );
        }
        review.finish()?;
        Ok(InfrastructurePoint {
            id,
            kind: self.kind,
            full_name: self.full_name.trim().to_owned(),
            address: self.address,
            telephone: self.telephone,
            head: self.head,
            note: self.note,
            location: Point::new(lon, lat),
            edited_by_hand: true,
        })
    }
}

/// An institution, with the site that it falls in when a plan was named.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct InfrastructureView {
    #[schema(value_type = String)]
    id: InfrastructureId,
    #[schema(value_type = String)]
    kind: InfrastructureKind,
    full_name: String,
    address: String,
    telephone: String,
    head: String,
    note: String,
    location: Location,
    edited_by_hand: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<u32>)]
    site: Option<SiteNumber>,
}

impl InfrastructureView {
    pub(crate) fn new(point: InfrastructurePoint, site: Option<SiteNumber>) -> Self {
        Self {
            id: point.id,
            kind: point.kind,
            full_name: point.full_name,
            address: point.address,
            telephone: point.telephone,
            head: point.head,
            note: point.note,
            location: Location {
                lon: point.location.x(),
                lat: point.location.y(),
            },
            edited_by_hand: point.edited_by_hand,
            site,
        }
    }
}

/// The plan whose sites are wanted.
#[derive(Debug, Deserialize)]
pub(crate) struct InPlan {
    #[serde(default)]
    plan: Option<PlanId>,
}

/// The institutions; with `plan`, each with its site.
#[utoipa::path(get, path = "/municipalities/{m}/infrastructure", tag = "infrastructure",
    params(("m" = String, Path, description = "Municipality"), ("plan" = Option<String>, Query, description = "Plan")),
    responses((status = 200, body = Vec<InfrastructureView>)))]
pub(crate) async fn list(
    State(app): State<App>,
    InPath(municipality): InPath<MunicipalityId>,
    InQuery(query): InQuery<InPlan>,
) -> Answer<Json<Vec<InfrastructureView>>> {
    let points = app.store().infrastructure(&municipality).await?;
    let sites = match query.plan {
        None => vec![None; points.len()],
        Some(plan) => {
            sites_of(
                &app,
                &municipality,
                &plan,
                points.iter().map(|point| point.location).collect(),
            )
            .await?
        }
    };
    let views = points.into_iter().zip(sites);
    Ok(Json(
        views
            .map(|(point, site)| InfrastructureView::new(point, site))
            .collect(),
    ))
}

/// Adds an institution.
#[utoipa::path(post, path = "/municipalities/{m}/infrastructure", tag = "infrastructure",
    request_body = InfrastructureForm, params(("m" = String, Path, description = "Municipality")),
    responses((status = 201, body = InfrastructureView)))]
pub(crate) async fn add(
    State(app): State<App>,
    signed: Signed,
    InPath(municipality): InPath<MunicipalityId>,
    Body(form): Body<InfrastructureForm>,
) -> Answer<(StatusCode, Json<InfrastructureView>)> {
    let point = form.read(app.store().new_infrastructure_id())?;
    app.store()
        .put_infrastructure(&municipality, &point, &signed.change())
        .await?;
    Ok((StatusCode::CREATED, Json(InfrastructureView::new(point, None))))
}

/// Changes an institution.
#[utoipa::path(put, path = "/municipalities/{m}/infrastructure/{id}", tag = "infrastructure",
    request_body = InfrastructureForm,
    params(("m" = String, Path, description = "Municipality"), ("id" = String, Path, description = "Institution")),
    responses((status = 200, body = InfrastructureView)))]
pub(crate) async fn replace(
    State(app): State<App>,
    signed: Signed,
    InPath((municipality, id)): InPath<(MunicipalityId, InfrastructureId)>,
    Body(form): Body<InfrastructureForm>,
) -> Answer<Json<InfrastructureView>> {
    let known = app.store().infrastructure_point(&municipality, &id).await?;
    known.ok_or_else(|| ApiError::not_found("infrastructure point"))?;
    let point = form.read(id)?;
    app.store()
        .put_infrastructure(&municipality, &point, &signed.change())
        .await?;
    Ok(Json(InfrastructureView::new(point, None)))
}

/// Removes an institution; a later import does not bring it back.
#[utoipa::path(delete, path = "/municipalities/{m}/infrastructure/{id}", tag = "infrastructure",
    params(("m" = String, Path, description = "Municipality"), ("id" = String, Path, description = "Institution")),
    responses((status = 204)))]
pub(crate) async fn remove(
    State(app): State<App>,
    signed: Signed,
    InPath((municipality, id)): InPath<(MunicipalityId, InfrastructureId)>,
) -> Answer<StatusCode> {
    app.store()
        .remove_infrastructure(&municipality, &id, &signed.change())
        .await?;
    Ok(StatusCode::NO_CONTENT)
}
