//! Sites as pages show them: figures against the norm, territory, worker, settlements, institutions.

use super::app::{App, blocking};
use super::plans::find;
use super::problem::{Answer, ApiError};
use crate::domain::{
    Certainty, HalfPosts, HouseRun, InfrastructurePoint, MunicipalityId, NormProfile, NormStatus, Plan,
    PlanId, SettlementId, SiteNumber, StreetPart, StreetSide, Territory, UnitId, Worker, street_parts,
};
use crate::jobs::Survey;
use crate::planning::figures::{SiteSummary, better_base, site_summaries};
use geo::Point;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// A site of a plan with its figures.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct SiteView {
    number: u32,
    name: String,
    #[schema(value_type = String)]
    base: UnitId,
    base_name: String,
    population: i64,
    #[schema(value_type = String)]
    certainty: Certainty,
    /// Fewest residents.
    lower: i64,
    /// Most residents.
    upper: i64,
    #[schema(value_type = String)]
    status: NormStatus,
    units: u32,
    area_km2: f64,
    travel_max_m: i64,
    travel_mean_m: i64,
    /// Residents without any way to the base.
    cut_off: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Object>)]
    worker: Option<Worker>,
    settlements: Vec<String>,
    /// Streets of a town, those with most residents first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    streets: Vec<StreetView>,
    /// Where the base could move so that the ways become shorter.
    #[serde(skip_serializing_if = "Option::is_none")]
    better_base: Option<BetterBaseView>,
    infrastructure: u32,
    /// The post that the site takes, half a one or a whole, under a norm that counts in posts.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<f64>)]
    post: Option<HalfPosts>,
}

/// The part of a street that lies in a site.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct StreetView {
    street: String,
    /// True when the site has the whole street.
    whole: bool,
    /// Its houses, run by run.
    runs: Vec<HouseRunView>,
    /// Addresses.
    houses: u32,
    population: i64,
}

impl From<&StreetPart> for StreetView {
    fn from(part: &StreetPart) -> Self {
        Self {
            street: part.street.clone(),
            whole: part.is_whole,
            runs: part.runs.iter().map(HouseRunView::from).collect(),
            houses: part.houses as u32,
            population: part.population.get(),
        }
    }
}

/// Houses of a side that follow each other.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct HouseRunView {
    /// `both`, `odd`, `even` or `unnumbered`.
    side: &'static str,
    first: String,
    last: String,
}

impl From<&HouseRun> for HouseRunView {
    fn from(run: &HouseRun) -> Self {
        Self {
            side: match run.side {
                StreetSide::Both => "both",
                StreetSide::Odd => "odd",
                StreetSide::Even => "even",
                StreetSide::Unnumbered => "unnumbered",
            },
            first: run.first.clone(),
            last: run.last.clone(),
        }
    }
}

/// A better place for the base.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct BetterBaseView {
    #[schema(value_type = String)]
    unit: UnitId,
    name: String,
    /// By how much the mean way becomes shorter, metres.
    saved_m: i64,
}

/// Names of settlements by id.
pub(crate) fn settlement_names(territory: &Territory) -> BTreeMap<&SettlementId, &str> {
    territory
        .settlements
        .iter()
        .map(|place| (&place.id, place.name.as_str()))
        .collect()
}

/// Every site of a plan, by ascending number.
pub(crate) fn site_views(
    survey: &Survey,
    profile: &NormProfile,
    plan: &Plan,
    workers: &[Worker],
    institutions: &[InfrastructurePoint],
) -> Answer<Vec<SiteView>> {
    let territory = &survey.territory;
    let mut counts: BTreeMap<SiteNumber, u32> = BTreeMap::new();
    let places = institutions.iter().map(|point| point.location);
    for site in sites_of_points(survey, plan, places).into_iter().flatten() {
        *counts.entry(site).or_default() += 1;
    }
    let names = settlement_names(territory);
    let ground = survey.ground()?;
    let summaries = site_summaries(territory, ground, profile, plan);
    let streets = street_parts(&territory.units, |unit| plan.assignment.get(&unit.id).copied());
    let views = summaries.into_iter().map(|summary| {
        let institutions = counts.get(&summary.number).copied().unwrap_or(0);
        let norm = summary.norm.filter(|_| profile.persons_per_post.is_some());
        let post = norm.map(|norm| HalfPosts::of_site(summary.population, norm.upper));
        let better = better_base(territory, ground, &summary);
        let of_site = streets.get(&summary.number);
        SiteView {
            post,
            streets: of_site.into_iter().flatten().map(StreetView::from).collect(),
            better_base: better.and_then(|better| {
                let unit = territory.units.get(better.unit)?;
                Some(BetterBaseView {
                    unit: unit.id.clone(),
                    name: unit.name.clone(),
                    saved_m: better.saved.get(),
                })
            }),
            ..site_view(survey, plan, (workers, &names), institutions, &summary)
        }
    });
    Ok(views.collect())
}

fn site_view(
    survey: &Survey,
    plan: &Plan,
    (workers, names): (&[Worker], &BTreeMap<&SettlementId, &str>),
    infrastructure: u32,
    summary: &SiteSummary,
) -> SiteView {
    let territory = &survey.territory;
    let members = || summary.units.iter().filter_map(|&at| territory.units.get(at));
    let settlements: BTreeSet<&str> = members()
        .filter_map(|unit| names.get(&unit.settlement).copied())
        .collect();
    let counted = members().all(|unit| unit.certainty == Certainty::Counted);
    let site = plan.sites.iter().find(|site| site.number == summary.number);
    let base = site.map_or_else(|| UnitId::new(""), |site| site.base.clone());
    let base_name = territory.units.iter().find(|unit| unit.id == base);
    let worker = site.and_then(|site| site.worker.as_ref());
    SiteView {
        number: summary.number.0,
        name: site.map_or_else(String::new, |site| site.name.clone()),
        base_name: base_name.map_or_else(String::new, |unit| unit.name.clone()),
        base,
        population: summary.population.get(),
        certainty: if counted {
            Certainty::Counted
        } else {
            Certainty::Estimated
        },
        lower: summary.norm.map_or(0, |norm| norm.lower.get()),
        upper: summary.norm.map_or(0, |norm| norm.upper.get()),
        status: summary.status.unwrap_or(NormStatus::Above),
        units: summary.units.len() as u32,
        area_km2: (survey.area_km2(&summary.units) * 100.0).round() / 100.0,
        travel_max_m: summary.way.max.get(),
        travel_mean_m: summary.way.mean.get(),
        cut_off: summary.way.cut_off.get(),
        worker: worker
            .and_then(|id| workers.iter().find(|worker| worker.id == *id))
            .cloned(),
        settlements: settlements.into_iter().map(str::to_owned).collect(),
        streets: Vec::new(),
        better_base: None,
        infrastructure,
        post: None,
    }
}

/// The site of each point, `None` outside the municipality.
pub(crate) fn sites_of_points(
    survey: &Survey,
    plan: &Plan,
    points: impl Iterator<Item = Point<f64>>,
) -> Vec<Option<SiteNumber>> {
    let site = |point| {
        let unit = survey.territory.units.get(survey.unit_at(point)?)?;
        plan.assignment.get(&unit.id).copied()
    };
    points.map(site).collect()
}

/// The site of each point in a plan of a municipality.
pub(crate) async fn sites_of(
    app: &App,
    municipality: &MunicipalityId,
    plan: &PlanId,
    points: Vec<Point<f64>>,
) -> Answer<Vec<Option<SiteNumber>>> {
    let plan = find(app, plan).await?.plan;
    if plan.municipality != *municipality {
        return Err(ApiError::not_found("plan"));
    }
    let survey = app.survey(municipality).await?;
    blocking(move || sites_of_points(&survey, &plan, points.into_iter())).await
}
