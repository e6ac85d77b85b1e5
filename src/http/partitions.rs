//! Partitioning a municipality as a job: aims in order, conditions on single places, a plan to start from, and one plan
//! or several to choose from.

use super::app::App;
use super::body::{Body, InPath, Review};
use super::jobs::Queued;
use super::plan_jobs::queue;
use super::plans::TITLE_MAX;
use super::problem::Answer;
use super::signed::Signed;
use crate::domain::{MunicipalityId, PlanConditions, PlanId, PlanObjective, SiteNumber, SitesAsked};
use crate::jobs::{JobRequest, PARTITION_ITERATIONS, PARTITION_ITERATIONS_MAX, PartitionJob};
use crate::planning::VariantSet;
use crate::store::rfc3339;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::Deserialize;
use std::collections::BTreeSet;

/// Most sites that can be asked for.
const SITES_MAX: u32 = 2_000;

/// Most units named in conditions: every unit of the largest municipality; test:
/// `conditions_that_name_nothing_known_are_refused_all_at_once`.
const CONDITION_UNITS_MAX: usize = 20_000;

/// What a partition is asked for.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PartitionForm {
    /// Id of a norm profile.
    norm_profile: String,
    /// `"min"`, `"free"`, a number, or `{"posts": 6.5}`: the posts there are, halves counted, under a norm that counts
    /// residents for each post.
    #[schema(value_type = Object)]
    sites: SitesAsked,
    /// What counts as better, in order: `travel`, `cut_edges`, `border_length`, `balance`, `whole_settlements`,
    /// `least_change`. Travel, cut edges and whole settlements come after what is named.
    #[serde(default)]
    #[schema(value_type = Vec<String>)]
    objectives: Vec<PlanObjective>,
    /// `together` (sets of units), `apart`, `barriers`, `crossings` (pairs), `pinned` (unit to site of `start`),
    /// `catchments` (name and units, preferred whole).
    #[serde(default)]
    #[schema(value_type = Object)]
    conditions: PlanConditions,
    /// The plan to start from: its sites keep numbers and workers as far as they can.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    start: Option<PlanId>,
    /// Sites of `start` that stay as they are.
    #[serde(default)]
    #[schema(value_type = Vec<u32>)]
    locked: BTreeSet<SiteNumber>,
    /// Several drafts to choose from: `aims`, each best in another respect, or `change_curve`, from least change to
    /// shortest ways, which needs `start`.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    variants: Option<VariantSet>,
    /// Go on for at most five minutes until the ways are proven to be the shortest.
    #[serde(default)]
    prove: bool,
    #[serde(default)]
    seed: Option<u32>,
    #[serde(default)]
    iterations: Option<u64>,
    #[serde(default)]
    title: Option<String>,
}

/// Partitions a municipality into sites.
#[utoipa::path(post, path = "/municipalities/{m}/plans/partition", tag = "plans", request_body = PartitionForm,
    params(("m" = String, Path, description = "Municipality")), responses((status = 202, body = Queued)))]
pub(crate) async fn partition(
    State(app): State<App>,
    signed: Signed,
    InPath(municipality): InPath<MunicipalityId>,
    Body(form): Body<PartitionForm>,
) -> Answer<(StatusCode, Json<Queued>)> {
    let mut review = Review::default();
    if !app.norms().iter().any(|profile| profile.id == form.norm_profile) {
        let cause = format!(
            "профиля «{}» нет",
            form.norm_profile.chars().take(64).collect::<String>()
        );
        let action = "выберите профиль из списка /norms";
        review.add("profile.unknown", "/norm_profile", &cause, action);
    }
    let iterations = form.iterations.unwrap_or(PARTITION_ITERATIONS);
    if !(1..=PARTITION_ITERATIONS_MAX).contains(&iterations) {
        let action = format!("от 1 до {PARTITION_ITERATIONS_MAX}");
        review.add(
            "iterations.range",
            "/iterations",
            &iterations.to_string(),
            &action,
        );
    }
    review_wishes(&form, &mut review);
    let date = rfc3339(app.store().now_ms());
    let title = form
        .title
        .unwrap_or_else(|| format!("Схема от {}", date.get(..10).unwrap_or(&date)));
    review.text("/title", &title, TITLE_MAX, true);
    review.finish()?;
    let job = PartitionJob {
        municipality,
        norm_profile: form.norm_profile,
        sites: form.sites,
        objectives: form.objectives,
        conditions: form.conditions,
        start: form.start,
        locked: form.locked,
        variants: form.variants,
        prove: form.prove,
        seed: u64::from(form.seed.unwrap_or(1)),
        iterations,
        title,
    };
    queue(&app, &signed, &JobRequest::Partition(job)).await
}

/// What can be said of the wishes without the territory; the job looks at the units and sites that they name.
fn review_wishes(form: &PartitionForm, review: &mut Review) {
    if let SitesAsked::Exact(sites) = form.sites
        && !(1..=SITES_MAX).contains(&sites)
    {
        let action = format!("от 1 до {SITES_MAX}");
        review.add("sites.range", "/sites", &sites.to_string(), &action);
    }
    let distinct: BTreeSet<PlanObjective> = form.objectives.iter().copied().collect();
    if distinct.len() < form.objectives.len() {
        let cause = "одна цель названа дважды";
        review.add(
            "objectives.twice",
            "/objectives",
            cause,
            "назовите каждую цель один раз",
        );
    }
    let conditions = &form.conditions;
    let units = conditions.together.iter().map(BTreeSet::len).sum::<usize>()
        + 2 * (conditions.apart.len() + conditions.barriers.len() + conditions.crossings.len())
        + conditions.pinned.len()
        + conditions
            .catchments
            .iter()
            .map(|one| one.units.len())
            .sum::<usize>();
    if units > CONDITION_UNITS_MAX {
        let cause = format!("названо единиц: {units}, можно не больше {CONDITION_UNITS_MAX}");
        review.add("conditions.too_many", "/conditions", &cause, "сократите условия");
    }
    for catchment in &conditions.catchments {
        review.text("/conditions/catchments", &catchment.name, TITLE_MAX, false);
    }
    if !conditions.locked.is_empty() {
        let cause = "неизменные участки называют номерами в поле locked";
        review.add(
            "conditions.locked",
            "/conditions/locked",
            cause,
            "перенесите номера в locked",
        );
    }
    let needs_start = form.variants == Some(VariantSet::ChangeCurve)
        || !form.locked.is_empty()
        || !conditions.pinned.is_empty()
        || form.objectives.contains(&PlanObjective::LeastChange);
    if needs_start && form.start.is_none() {
        let cause = "закрепления, неизменные участки и наименьшие перемены отсчитывают от исходной схемы";
        review.add("start.missing", "/start", cause, "назовите исходную схему");
    }
}
