//! Repairs of a redrawing that breaks a rule: what else to move.

use super::app::{App, blocking};
use super::body::{Body, InPath};
use super::plan_edits::{Moves, review_moves};
use super::plans::{find, profile_of};
use super::problem::Answer;
use crate::domain::PlanId;
use crate::planning::{UnitMove, repairs};
use crate::search::StopToken;
use axum::Json;
use axum::extract::State;
use serde::Serialize;
use std::time::Duration;

/// Longest search for repairs: a person waits for it.
const SEARCH_TIME_MAX: Duration = Duration::from_secs(2);

/// Moves that make a redrawing legal.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct ProposalView {
    /// To be made besides the moves that were sent.
    #[schema(value_type = Vec<Object>)]
    moves: Vec<UnitMove>,
    people_moved: i64,
}

/// Proposes up to three repairs of moves that break a rule; an empty list when none is found near them.
#[utoipa::path(post, path = "/plans/{p}/repairs", tag = "plans", request_body = Moves,
    params(("p" = String, Path, description = "Plan")), responses((status = 200, body = Vec<ProposalView>)))]
pub(crate) async fn propose(
    State(app): State<App>,
    InPath(id): InPath<PlanId>,
    Body(form): Body<Moves>,
) -> Answer<Json<Vec<ProposalView>>> {
    review_moves(&form.moves)?;
    let plan = find(&app, &id).await?.plan;
    let profile = profile_of(&app, &plan)?;
    let survey = app.survey(&plan.municipality).await?;
    let proposals = blocking(move || {
        let (ground, stop) = (survey.ground()?, StopToken::after(SEARCH_TIME_MAX));
        Answer::Ok(repairs(
            &survey.territory,
            ground,
            &profile,
            &plan,
            &form.moves,
            &stop,
        )?)
    })
    .await??;
    let view = proposals.into_iter().map(|proposal| ProposalView {
        people_moved: proposal.people_moved.get(),
        moves: proposal.moves,
    });
    Ok(Json(view.collect()))
}
