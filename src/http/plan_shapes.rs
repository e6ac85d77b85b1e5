//! The sites of a plan as shapes on the map: dissolved along shared borders, coloured so that neighbours differ.

use super::app::{App, blocking};
use super::body::InPath;
use super::feature::{collection, feature, polygons};
use super::plans::{find, profile_of};
use super::problem::Answer;
use crate::domain::{NormProfile, Plan, PlanId, SiteNumber};
use crate::jobs::Survey;
use crate::planning::figures::site_summaries;
use axum::Json;
use axum::extract::State;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// The sites as a GeoJSON collection.
#[utoipa::path(get, path = "/plans/{p}/sites.geojson", tag = "plans",
    params(("p" = String, Path, description = "Plan")), responses((status = 200, body = Object)))]
pub(crate) async fn sites(State(app): State<App>, InPath(id): InPath<PlanId>) -> Answer<Json<Value>> {
    let plan = find(&app, &id).await?.plan;
    let profile = profile_of(&app, &plan)?;
    let survey = app.survey(&plan.municipality).await?;
    blocking(move || shapes(&survey, &profile, &plan))
        .await?
        .map(Json)
}

/// A feature for each site.
pub(crate) fn shapes(survey: &Survey, profile: &NormProfile, plan: &Plan) -> Answer<Value> {
    let ground = survey.ground()?;
    let position: BTreeMap<SiteNumber, u32> = plan
        .sites
        .iter()
        .zip(0u32..)
        .map(|(site, at)| (site.number, at))
        .collect();
    let group_of: Vec<Option<u32>> = survey
        .territory
        .units
        .iter()
        .map(|unit| position.get(plan.assignment.get(&unit.id)?).copied())
        .collect();
    let colours = colours(survey, &group_of, plan.sites.len())?;
    let dissolved = ground.cells().dissolve(&group_of, plan.sites.len());
    let summaries = site_summaries(&survey.territory, ground, profile, plan);
    let features = plan
        .sites
        .iter()
        .zip(dissolved)
        .zip(colours)
        .map(|((site, shape), colour)| {
            let summary = summaries.iter().find(|summary| summary.number == site.number);
            let properties = json!({
                "number": site.number,
                "name": site.name,
                "population": summary.map(|summary| summary.population),
                "status": summary.and_then(|summary| summary.status),
                "area_km2": (shape.area_m2 / 1e4).round() / 100.0,
                "color_index": colour,
            });
            feature(polygons(&shape.polygon), properties)
        });
    Ok(collection(features.collect()))
}

/// The least colour that no neighbour of a lower number has: at most six on a planar map in practice.
fn colours(survey: &Survey, group_of: &[Option<u32>], sites: usize) -> Answer<Vec<u32>> {
    let mut beside: Vec<BTreeSet<usize>> = vec![BTreeSet::new(); sites];
    let group = |unit: usize| group_of.get(unit).copied().flatten().map(|group| group as usize);
    for pair in &survey.ground()?.neighbours {
        if let (Some(a), Some(b)) = (group(pair.a), group(pair.b))
            && a != b
            && let Some(lower) = beside.get_mut(a.max(b))
        {
            lower.insert(a.min(b));
        }
    }
    let mut colours: Vec<u32> = Vec::with_capacity(sites);
    for lower in &beside {
        let taken: BTreeSet<u32> = lower
            .iter()
            .filter_map(|&site| colours.get(site).copied())
            .collect();
        colours.push((0..).find(|colour| !taken.contains(colour)).unwrap_or(0));
    }
    Ok(colours)
}
