//! Municipalities: the list, one of them, its boundary and its roads.

use super::app::{App, blocking};
use super::body::InPath;
use super::etag::{etag, is_fresh};
use super::feature::{collection, feature, line, polygons};
use super::problem::{Answer, ApiError};
use super::signed::Signed;
use super::site_view::settlement_names;
use crate::domain::{Certainty, MunicipalityId, MunicipalityKind, OfficialFigure, SettlementId, Unit};
use crate::store::MunicipalityRecord;
use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use geo::Simplify;
use serde::Serialize;
use serde_json::{Value, json};
use std::collections::BTreeMap;

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
    let survey = app.survey(&id).await?;
    let municipality = &survey.territory.municipality;
    let geometry = municipality.boundary.as_ref().map_or(Value::Null, polygons);
    Ok(Json(feature(
        geometry,
        json!({"id": municipality.id, "name": municipality.name}),
    )))
}

/// The units with their cells, as a GeoJSON collection.
#[utoipa::path(get, path = "/municipalities/{m}/units", tag = "municipalities",
    params(("m" = String, Path, description = "Municipality")), responses((status = 200, body = Object)))]
pub(crate) async fn units(
    State(app): State<App>,
    InPath(id): InPath<MunicipalityId>,
    headers: HeaderMap,
) -> Answer<Response> {
    let survey = app.survey(&id).await?;
    let tag = etag(&format!("{id}-{}", survey.version));
    if is_fresh(&headers, &tag) {
        return Ok((StatusCode::NOT_MODIFIED, [(header::ETAG, tag)]).into_response());
    }
    let collection = blocking(move || {
        let cells = survey.cells()?;
        let names = settlement_names(&survey.territory);
        let features = survey.territory.units.iter().enumerate().map(|(at, unit)| {
            let geometry = cells.get(at).map_or(Value::Null, polygons);
            feature(geometry, unit_properties(unit, &names))
        });
        Answer::Ok(collection(features.collect()))
    })
    .await??;
    let headers = [
        (header::ETAG, tag),
        (
            header::CACHE_CONTROL,
            HeaderValue::from_static("private, no-cache"),
        ),
    ];
    Ok((headers, Json(collection)).into_response())
}

fn unit_properties(unit: &Unit, names: &BTreeMap<&SettlementId, &str>) -> Value {
    json!({
        "id": unit.id,
        "name": unit.name,
        "kind": unit.kind,
        "settlement": unit.settlement,
        "settlement_name": names.get(&unit.settlement).copied().unwrap_or(unit.name.as_str()),
        "population": unit.population,
        "certainty": unit.certainty,
        "place": unit.place,
        "lon": unit.location.x(),
        "lat": unit.location.y(),
    })
}

/// The roads, simplified; the map itself draws tiles.
#[utoipa::path(get, path = "/municipalities/{m}/roads", tag = "municipalities",
    params(("m" = String, Path, description = "Municipality")), responses((status = 200, body = Object)))]
pub(crate) async fn roads(State(app): State<App>, InPath(id): InPath<MunicipalityId>) -> Answer<Json<Value>> {
    let survey = app.survey(&id).await?;
    let features = survey.territory.roads.iter().map(|road| {
        let properties =
            json!({"class": road.class, "surface": road.surface, "passage": road.passage, "name": road.name});
        feature(line(&road.line.simplify(ROAD_DETAIL_DEG)), properties)
    });
    Ok(Json(collection(features.collect())))
}
