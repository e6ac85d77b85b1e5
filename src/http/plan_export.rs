//! A plan as a file to take away: GeoJSON with the sites and the units.

use super::app::{App, blocking};
use super::body::InPath;
use super::feature::{collection, feature, polygons};
use super::plan_shapes::shapes;
use super::plans::{find, profile_of};
use super::problem::Answer;
use super::site_view::settlement_names;
use crate::domain::{Plan, PlanId};
use crate::jobs::Survey;
use axum::extract::State;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

/// The sites and the units of a plan as one GeoJSON collection; `layer` tells them apart.
#[utoipa::path(get, path = "/plans/{p}/export.geojson", tag = "plans",
    params(("p" = String, Path, description = "Plan")),
    responses((status = 200, body = Object, content_type = "application/geo+json")))]
pub(crate) async fn geojson(State(app): State<App>, InPath(id): InPath<PlanId>) -> Answer<Response> {
    let plan = find(&app, &id).await?.plan;
    let profile = profile_of(&app, &plan)?;
    let survey = app.survey(&plan.municipality).await?;
    let name = format!("attachment; filename=\"plan-{}.geojson\"", plan.id);
    let text = blocking(move || {
        let mut features = match shapes(&survey, &profile, &plan)? {
            Value::Object(mut sites) => match sites.remove("features") {
                Some(Value::Array(features)) => features,
                _ => Vec::new(),
            },
            _ => Vec::new(),
        };
        for site in &mut features {
            if let Some(Value::Object(properties)) = site.get_mut("properties") {
                properties.insert("layer".into(), "site".into());
            }
        }
        features.extend(units(&survey, &plan)?);
        Answer::Ok(collection(features).to_string())
    })
    .await??;
    let disposition = HeaderValue::from_str(&name).unwrap_or(HeaderValue::from_static("attachment"));
    let headers = [
        (
            header::CONTENT_TYPE,
            HeaderValue::from_static("application/geo+json"),
        ),
        (header::CONTENT_DISPOSITION, disposition),
    ];
    Ok((headers, text).into_response())
}

fn units(survey: &Survey, plan: &Plan) -> Answer<Vec<Value>> {
    let cells = survey.cells()?;
    let names = settlement_names(&survey.territory);
    let units = survey.territory.units.iter().enumerate().map(|(at, unit)| {
        let properties = json!({
            "layer": "unit",
            "id": unit.id,
            "name": unit.name,
            "settlement": names.get(&unit.settlement),
            "population": unit.population,
            "certainty": unit.certainty,
            "site": plan.assignment.get(&unit.id),
        });
        feature(cells.get(at).map_or(Value::Null, polygons), properties)
    });
    Ok(units.collect())
}
