//! Public pages: which municipalities there are, and «кто мой участковый» — who works where, by settlement or street.
//!
//! Only plans in force are shown, and only what the service publishes itself: the site, its worker, the reception.

use super::app::App;
use super::body::{InPath, InQuery, Review};
use super::plans::find;
use super::problem::{Answer, ApiError};
use super::site_view::settlement_names;
use crate::domain::{MunicipalityId, MunicipalityKind, Plan, PlanId, Territory, Unit, UnitId, Worker};
use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};

/// Answers to one question.
const ANSWERS_MAX: usize = 30;

/// Longest question, in characters.
const QUESTION_MAX: usize = 100;

/// A municipality for everybody.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct PublicMunicipality {
    #[schema(value_type = String)]
    id: MunicipalityId,
    name: String,
    #[schema(value_type = String)]
    kind: MunicipalityKind,
    bounds: [f64; 4],
    attribution: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    approved_plan: Option<PlanId>,
}

/// The municipalities.
#[utoipa::path(get, path = "/public/municipalities", tag = "public",
    responses((status = 200, body = Vec<PublicMunicipality>)))]
pub(crate) async fn municipalities(State(app): State<App>) -> Answer<Json<Vec<PublicMunicipality>>> {
    let approved = app.store().approved_plans().await?;
    let records = app.store().municipalities().await?;
    let views = records.into_iter().map(|record| {
        let municipality = record.municipality;
        let plan = approved.iter().find(|(id, _)| *id == municipality.id);
        PublicMunicipality {
            bounds: record.summary.bounds,
            approved_plan: plan.map(|(_, plan)| plan.clone()),
            id: municipality.id,
            name: municipality.name,
            kind: municipality.kind,
            attribution: municipality.attribution,
        }
    });
    Ok(Json(views.collect()))
}

/// The question.
#[derive(Debug, Deserialize)]
pub(crate) struct Question {
    #[serde(default)]
    q: String,
}

/// A site for everybody.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct PublicSite {
    number: u32,
    name: String,
}

/// Where somebody lives, and who works there.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct LookupView {
    #[schema(value_type = String)]
    unit: UnitId,
    settlement: String,
    name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    site: Option<PublicSite>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Object>)]
    worker: Option<Worker>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reception: Option<String>,
}

/// Units whose name, settlement or street holds the words of the question.
#[utoipa::path(get, path = "/public/municipalities/{m}/lookup", tag = "public",
    params(("m" = String, Path, description = "Municipality"), ("q" = String, Query, description = "Settlement or street")),
    responses((status = 200, body = Vec<LookupView>)))]
pub(crate) async fn lookup(
    State(app): State<App>,
    InPath(id): InPath<MunicipalityId>,
    InQuery(question): InQuery<Question>,
) -> Answer<Json<Vec<LookupView>>> {
    let mut review = Review::default();
    review.text("q", &question.q, QUESTION_MAX, true);
    review.finish()?;
    app.store()
        .municipality_version(&id)
        .await?
        .ok_or_else(|| ApiError::not_found("municipality"))?;
    let survey = app.survey(&id).await?;
    let approved = app.store().approved_plans().await?;
    let plan = match approved.iter().find(|(municipality, _)| *municipality == id) {
        Some((_, plan)) => Some(find(&app, plan).await?.plan),
        None => None,
    };
    let workers = app.store().workers(&id).await?;
    Ok(Json(answers(
        &survey.territory,
        plan.as_deref(),
        &workers,
        &question.q,
    )))
}

fn answers(
    territory: &Territory,
    plan: Option<&Plan>,
    workers: &[Worker],
    question: &str,
) -> Vec<LookupView> {
    let words: Vec<String> = question.split_whitespace().map(fold).collect();
    let names = settlement_names(territory);
    let mut found: Vec<(usize, &Unit, &str)> = territory
        .units
        .iter()
        .filter_map(|unit| {
            let settlement = names.get(&unit.settlement).copied().unwrap_or_default();
            rank(unit, settlement, &words).map(|rank| (rank, unit, settlement))
        })
        .collect();
    found.sort_by(|a, b| (a.0, a.2, &a.1.name).cmp(&(b.0, b.2, &b.1.name)));
    found
        .into_iter()
        .take(ANSWERS_MAX)
        .map(|(_, unit, settlement)| answer(unit, settlement, plan, workers))
        .collect()
}

/// How well a unit answers, 0 best; `None` when a word is nowhere in it.
fn rank(unit: &Unit, settlement: &str, words: &[String]) -> Option<usize> {
    let (name, settlement) = (fold(&unit.name), fold(settlement));
    let streets: Vec<String> = unit.streets.iter().map(|street| fold(&street.street)).collect();
    let starts = |text: &str, word: &String| {
        text.split_whitespace()
            .any(|part| part.starts_with(word.as_str()))
    };
    let mut worst = 0;
    for word in words {
        let place = if starts(&settlement, word) || starts(&name, word) {
            0
        } else if streets.iter().any(|street| starts(street, word)) {
            1
        } else if settlement.contains(word) || name.contains(word) {
            2
        } else {
            return None;
        };
        worst = worst.max(place);
    }
    Some(worst)
}

/// Lower case, ё as е: what people type.
fn fold(text: &str) -> String {
    text.to_lowercase().replace('ё', "е")
}

fn answer(unit: &Unit, settlement: &str, plan: Option<&Plan>, workers: &[Worker]) -> LookupView {
    let number = plan.and_then(|plan| plan.assignment.get(&unit.id));
    let site = plan.and_then(|plan| plan.sites.iter().find(|site| Some(&site.number) == number));
    let worker = site.and_then(|site| site.worker.as_ref());
    let worker = worker.and_then(|id| workers.iter().find(|worker| worker.id == *id));
    LookupView {
        unit: unit.id.clone(),
        settlement: settlement.to_owned(),
        name: unit.name.clone(),
        site: site.map(|site| PublicSite {
            number: site.number.0,
            name: site.name.clone(),
        }),
        reception: worker.map(|worker| format!("{}, {}", worker.reception_address, worker.reception_hours)),
        worker: worker.cloned(),
    }
}

#[cfg(test)]
mod tests {
    use super::fold;

    #[test]
    fn letters_that_people_leave_out_are_folded() {
        assert_eq!(fold("Берёзовка"), "березовка");
    }
}
