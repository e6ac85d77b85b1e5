//! Municipalities: the list, one of them, its boundary and its roads.

use super::app::App;
use super::body::InPath;
use super::feature::{collection, feature, line, polygons};
use super::problem::{Answer, ApiError};
use super::signed::Signed;
use crate::domain::{Certainty, MunicipalityId, MunicipalityKind, OfficialFigure};
use crate::store::MunicipalityRecord;
use axum::Json;
use axum::extract::State;
use geo::Simplify;
use serde::Serialize;
use serde_json::{Value, json};

/// Roads for a look at the whole municipality: bends under some 20 metres are left out, in degrees.
const ROAD_DETAIL_DEG: f64 = 0.0002;

/// A municipality with its figures.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct MunicipalityView {
    #[schema(value_type = String)]
    id: MunicipalityId,
    name: String,
    #[schema(value_type = String)]
    kind: MunicipalityKind,
    isolated: bool,
    /// West, south, east, north.
    bounds: [f64; 4],
    population: i64,
    #[schema(value_type = String)]
    population_certainty: Certainty,
    settlements: u32,
    units: u32,
    plans: u32,
    infrastructure: u32,
    roads_km: i64,
    /// Counts imports.
    version: i64,
    attribution: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Object>)]
    official_population: Option<OfficialFigure>,
}

impl From<MunicipalityRecord> for MunicipalityView {
    fn from(record: MunicipalityRecord) -> Self {
        let (municipality, summary) = (record.municipality, record.summary);
        Self {
            id: municipality.id,
            name: municipality.name,
            kind: municipality.kind,
            isolated: municipality.isolated,
            bounds: summary.bounds,
            population: summary.population.get(),
            population_certainty: summary.population_certainty,
            settlements: summary.settlements,
            units: summary.units,
            plans: record.plans,
            infrastructure: record.infrastructure,
            roads_km: (summary.roads.get() + 500) / 1000,
            version: record.version,
            attribution: municipality.attribution,
            official_population: municipality.official_population,
        }
    }
}

/// The municipalities that the account may see.
#[utoipa::path(get, path = "/municipalities", tag = "municipalities",
    responses((status = 200, body = Vec<MunicipalityView>)))]
pub(crate) async fn list(State(app): State<App>, signed: Signed) -> Answer<Json<Vec<MunicipalityView>>> {
    let own = signed.user.municipality;
    let all = app.store().municipalities().await?;
    let seen = all
        .into_iter()
        .filter(|record| own.as_ref().is_none_or(|own| *own == record.municipality.id));
    Ok(Json(seen.map(MunicipalityView::from).collect()))
}

/// One municipality.
#[utoipa::path(get, path = "/municipalities/{m}", tag = "municipalities",
    params(("m" = String, Path, description = "Municipality")), responses((status = 200, body = MunicipalityView)))]
pub(crate) async fn show(
    State(app): State<App>,
    InPath(id): InPath<MunicipalityId>,
) -> Answer<Json<MunicipalityView>> {
    let record = app.store().municipality(&id).await?;
    let record = record.ok_or_else(|| ApiError::not_found("municipality"))?;
    Ok(Json(record.into()))
}

/// The boundary as a GeoJSON feature; its geometry is null when none was imported.
#[utoipa::path(get, path = "/municipalities/{m}/boundary", tag = "municipalities",
    params(("m" = String, Path, description = "Municipality")), responses((status = 200, body = Object)))]
pub(crate) async fn boundary(
    State(app): State<App>,
    InPath(id): InPath<MunicipalityId>,
) -> Answer<Json<Value>> {
    let ground = app.grounds().ground(&id).await?;
    let municipality = &ground.territory.municipality;
    let geometry = municipality.boundary.as_ref().map_or(Value::Null, polygons);
    Ok(Json(feature(
        geometry,
        json!({"id": municipality.id, "name": municipality.name}),
    )))
}

/// The roads, simplified; the map itself draws tiles.
#[utoipa::path(get, path = "/municipalities/{m}/roads", tag = "municipalities",
    params(("m" = String, Path, description = "Municipality")), responses((status = 200, body = Object)))]
pub(crate) async fn roads(State(app): State<App>, InPath(id): InPath<MunicipalityId>) -> Answer<Json<Value>> {
    let ground = app.grounds().ground(&id).await?;
    let features = ground.territory.roads.iter().map(|road| {
        let properties =
            json!({"class": road.class, "surface": road.surface, "passage": road.passage, "name": road.name});
        feature(line(&road.line.simplify(ROAD_DETAIL_DEG)), properties)
    });
    Ok(Json(collection(features.collect())))
}
