//! Redrawing a plan by hand: judged before it is saved, saved only over the version that was seen.

use super::app::{App, blocking};
use super::body::{Body, InPath, Review};
use super::etag::{IfMatch, Versioned};
use super::plans::{PlanView, TITLE_MAX, find, profile_of, view};
use super::problem::{Answer, ApiError};
use super::signed::Signed;
use crate::domain::{NormStatus, Plan, PlanId, PlanStatus, SiteNumber, Territory, UnitId, WorkerId};
use crate::planning::figures::plan_figures;
use crate::planning::{Evaluation, JudgedSite, UnitMove, evaluate, redraw};
use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// Moves at once: every unit of the largest municipality.
const MOVES_MAX: usize = 20_000;

/// Units to other sites.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Moves {
    #[schema(value_type = Vec<Object>)]
    pub(crate) moves: Vec<UnitMove>,
}

/// A change of a plan; what is left out stays.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PlanChange {
    /// Units to other sites; the number after the last opens a site, an empty site disappears.
    #[serde(default)]
    #[schema(value_type = Vec<Object>)]
    moves: Vec<UnitMove>,
    #[serde(default)]
    title: Option<String>,
    /// Bases of sites, by their numbers after the moves.
    #[serde(default)]
    bases: Vec<BaseChange>,
    /// Workers of sites, by their numbers after the moves.
    #[serde(default)]
    workers: Vec<WorkerChange>,
}

/// Another base of a site.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct BaseChange {
    #[schema(value_type = u32)]
    site: SiteNumber,
    #[schema(value_type = String)]
    unit: UnitId,
}

/// Another worker of a site, or none.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct WorkerChange {
    #[schema(value_type = u32)]
    site: SiteNumber,
    #[schema(value_type = Option<String>)]
    worker: Option<WorkerId>,
}

/// A site that the moves touch.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct JudgedSiteView {
    number: u32,
    population: i64,
    lower: i64,
    upper: i64,
    #[schema(value_type = String)]
    status: NormStatus,
    connected: bool,
}

impl From<JudgedSite> for JudgedSiteView {
    fn from(site: JudgedSite) -> Self {
        // A site that loses everybody is gone; one with residents and no norm is told as outside of it.
        let without_norm = if site.population.get() == 0 {
            NormStatus::Within
        } else {
            NormStatus::Above
        };
        Self {
            number: site.number.0,
            population: site.population.get(),
            lower: site.norm.map_or(0, |norm| norm.lower.get()),
            upper: site.norm.map_or(0, |norm| norm.upper.get()),
            status: site.status.unwrap_or(without_norm),
            connected: site.connected,
        }
    }
}

/// A rule that the moves would break.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct JudgedProblem {
    code: String,
    cause: String,
    cause_en: String,
    #[schema(value_type = Vec<String>)]
    units: Vec<UnitId>,
}

/// What moves would do.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct EvaluationView {
    sites: Vec<JudgedSiteView>,
    problems: Vec<JudgedProblem>,
    travel_delta_m: i64,
    people_moved: i64,
}

impl From<Evaluation> for EvaluationView {
    fn from(evaluation: Evaluation) -> Self {
        let problems = evaluation.problems.into_iter().map(|finding| JudgedProblem {
            code: finding.code,
            cause: finding.cause,
            cause_en: finding.cause_en,
            units: finding.units,
        });
        Self {
            sites: evaluation.sites.into_iter().map(JudgedSiteView::from).collect(),
            problems: problems.collect(),
            travel_delta_m: evaluation.travel_delta.get(),
            people_moved: evaluation.people_moved.get(),
        }
    }
}

/// Judges moves without saving them.
#[utoipa::path(post, path = "/plans/{p}/evaluate", tag = "plans", request_body = Moves,
    params(("p" = String, Path, description = "Plan")), responses((status = 200, body = EvaluationView)))]
pub(crate) async fn judge(
    State(app): State<App>,
    InPath(id): InPath<PlanId>,
    Body(form): Body<Moves>,
) -> Answer<Json<EvaluationView>> {
    review_moves(&form.moves)?;
    let plan = find(&app, &id).await?.plan;
    let profile = profile_of(&app, &plan)?;
    let survey = app.survey(&plan.municipality).await?;
    let evaluation = blocking(move || {
        let ground = survey.ground()?;
        Answer::Ok(evaluate(&survey.territory, ground, &profile, &plan, &form.moves)?)
    })
    .await??;
    Ok(Json(evaluation.into()))
}

pub(crate) fn review_moves(moves: &[UnitMove]) -> Answer<()> {
    let mut review = Review::default();
    if moves.len() > MOVES_MAX {
        let cause = format!("их {}, можно не больше {MOVES_MAX}", moves.len());
        review.add("moves.too_many", "/moves", &cause, "разделите изменение на части");
    }
    review.finish()
}

/// Changes a plan.
#[utoipa::path(patch, path = "/plans/{p}", tag = "plans", request_body = PlanChange,
    params(("p" = String, Path, description = "Plan"), ("If-Match" = String, Header, description = "Version seen")),
    responses((status = 200, body = PlanView)))]
pub(crate) async fn change(
    State(app): State<App>,
    signed: Signed,
    InPath(id): InPath<PlanId>,
    IfMatch(seen): IfMatch,
    Body(form): Body<PlanChange>,
) -> Answer<Versioned<PlanView>> {
    review_moves(&form.moves)?;
    let plan = find(&app, &id).await?.plan;
    allow(&plan, &form)?;
    let detail = summary(&form);
    let profile = profile_of(&app, &plan)?;
    let workers = app.store().workers(&plan.municipality).await?;
    let known = |id: &WorkerId| workers.iter().any(|worker| worker.id == *id);
    let mut review = Review::default();
    for change in form
        .workers
        .iter()
        .filter_map(|change| change.worker.as_ref())
        .filter(|id| !known(id))
    {
        review.add(
            "worker.unknown",
            "/workers",
            &format!("работника «{change}» нет"),
            "выберите из списка",
        );
    }
    review.finish()?;
    let survey = app.survey(&plan.municipality).await?;
    let changed = blocking(move || {
        let ground = survey.ground()?;
        let mut changed = if form.moves.is_empty() {
            Arc::unwrap_or_clone(plan)
        } else {
            redraw(&survey.territory, ground, &profile, &plan, &form.moves)?
        };
        apply(&mut changed, &survey.territory, &form)?;
        changed.figures = plan_figures(&survey.territory, ground, &changed);
        Answer::Ok(changed)
    })
    .await??;
    app.store()
        .update_plan(&changed, seen, "plan.change", detail, &signed.change())
        .await?;
    view(&app, &id).await
}

/// Only a draft is redrawn; workers change as long as the plan is not archived.
fn allow(plan: &Plan, form: &PlanChange) -> Answer<()> {
    let redraws = !form.moves.is_empty() || !form.bases.is_empty() || form.title.is_some();
    let open = match plan.status {
        PlanStatus::Draft => true,
        PlanStatus::Archived => false,
        PlanStatus::Submitted | PlanStatus::Approved { .. } => !redraws,
    };
    if open {
        return Ok(());
    }
    Err(ApiError::conflict(
        "plan.not_draft",
        "Менять можно только черновик: сделайте копию схемы.",
        "Only a draft can be changed: make a copy of the plan.",
    ))
}

fn apply(plan: &mut Plan, territory: &Territory, form: &PlanChange) -> Answer<()> {
    let mut review = Review::default();
    if let Some(title) = &form.title {
        review.text("/title", title, TITLE_MAX, true);
        title.trim().clone_into(&mut plan.title);
    }
    let Plan {
        sites, assignment, ..
    } = plan;
    for change in &form.bases {
        let site = sites.iter_mut().find(|site| site.number == change.site);
        let unit = territory.units.iter().find(|unit| unit.id == change.unit);
        match (site, unit) {
            (Some(site), Some(unit)) if assignment.get(&unit.id) == Some(&site.number) => {
                site.base = unit.id.clone();
                site.name.clone_from(&unit.name);
            }
            _ => {
                let cause = format!("единица «{}» не входит в участок {}", change.unit, change.site.0);
                review.add(
                    "base.outside_site",
                    "/bases",
                    &cause,
                    "выберите населённый пункт участка",
                );
            }
        }
    }
    for change in &form.workers {
        match sites.iter_mut().find(|site| site.number == change.site) {
            Some(site) => site.worker.clone_from(&change.worker),
            None => {
                let cause = format!("участка {} нет в схеме", change.site.0);
                review.add("plan.unknown_site", "/workers", &cause, "обновите страницу");
            }
        }
    }
    review.finish()
}

fn summary(form: &PlanChange) -> String {
    format!(
        "{} moves, {} bases, {} workers{}",
        form.moves.len(),
        form.bases.len(),
        form.workers.len(),
        if form.title.is_some() { ", title" } else { "" }
    )
}
