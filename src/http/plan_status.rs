//! A plan on its way: draft, submitted, approved by an order, archived; and who did what to it.

use super::app::App;
use super::body::{Body, InPath, Review};
use super::etag::{IfMatch, Versioned};
use super::plans::{PlanView, find, view};
use super::problem::{Answer, ApiError};
use super::signed::Signed;
use crate::domain::{PlanId, PlanStatus};
use crate::store::{JournalEntry, rfc3339};
use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// Longest number of an order, in characters.
const ORDER_NUMBER_MAX: usize = 50;

/// The order that puts a plan in force.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Order {
    /// Number of the order (приказ).
    order_number: String,
    /// Date of the order, ISO 8601.
    order_date: String,
}

/// A change of the plan.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct JournalView {
    at: String,
    login: String,
    action: String,
    detail: String,
}

impl From<JournalEntry> for JournalView {
    fn from(entry: JournalEntry) -> Self {
        Self {
            at: rfc3339(entry.at_ms),
            login: entry.login,
            action: entry.action,
            detail: entry.detail,
        }
    }
}

/// Moves a plan to its next status when `allowed` says that it may.
async fn advance(
    app: &App,
    signed: &Signed,
    id: &PlanId,
    seen: i64,
    allowed: fn(&PlanStatus) -> bool,
    next: PlanStatus,
    action: &'static str,
) -> Answer<Versioned<PlanView>> {
    let found = find(app, id).await?;
    if !allowed(&found.plan.status) {
        return Err(ApiError::conflict(
            "plan.status",
            "Схема не в том состоянии, из которого возможен этот шаг.",
            "The plan is not in a state that allows this step.",
        ));
    }
    let mut plan = Arc::unwrap_or_clone(found.plan);
    plan.status = next;
    app.store()
        .update_plan(&plan, seen, action, String::new(), &signed.change())
        .await?;
    view(app, id).await
}

/// Hands a draft in.
#[utoipa::path(post, path = "/plans/{p}/submit", tag = "plans",
    params(("p" = String, Path, description = "Plan"), ("If-Match" = String, Header, description = "Version seen")),
    responses((status = 200, body = PlanView)))]
pub(crate) async fn submit(
    State(app): State<App>,
    signed: Signed,
    InPath(id): InPath<PlanId>,
    IfMatch(seen): IfMatch,
) -> Answer<Versioned<PlanView>> {
    let allowed = |status: &PlanStatus| *status == PlanStatus::Draft;
    advance(
        &app,
        &signed,
        &id,
        seen,
        allowed,
        PlanStatus::Submitted,
        "plan.submit",
    )
    .await
}

/// Puts a submitted plan in force by an order.
#[utoipa::path(post, path = "/plans/{p}/approve", tag = "plans", request_body = Order,
    params(("p" = String, Path, description = "Plan"), ("If-Match" = String, Header, description = "Version seen")),
    responses((status = 200, body = PlanView)))]
pub(crate) async fn approve(
    State(app): State<App>,
    signed: Signed,
    InPath(id): InPath<PlanId>,
    IfMatch(seen): IfMatch,
    Body(order): Body<Order>,
) -> Answer<Versioned<PlanView>> {
    let mut review = Review::default();
    review.text("/order_number", &order.order_number, ORDER_NUMBER_MAX, true);
    if order.order_date.parse::<jiff::civil::Date>().is_err() {
        let cause = format!(
            "{:?} is no date",
            order.order_date.chars().take(20).collect::<String>()
        );
        review.add(
            "order.date",
            "/order_date",
            &cause,
            "Give the date as 2026-03-31.",
        );
    }
    review.finish()?;
    let next = PlanStatus::Approved {
        order_number: order.order_number.trim().to_owned(),
        order_date: order.order_date,
    };
    let allowed = |status: &PlanStatus| *status == PlanStatus::Submitted;
    advance(&app, &signed, &id, seen, allowed, next, "plan.approve").await
}

/// Takes a plan out of force.
#[utoipa::path(post, path = "/plans/{p}/archive", tag = "plans",
    params(("p" = String, Path, description = "Plan"), ("If-Match" = String, Header, description = "Version seen")),
    responses((status = 200, body = PlanView)))]
pub(crate) async fn archive(
    State(app): State<App>,
    signed: Signed,
    InPath(id): InPath<PlanId>,
    IfMatch(seen): IfMatch,
) -> Answer<Versioned<PlanView>> {
    let allowed = |status: &PlanStatus| *status != PlanStatus::Archived;
    advance(
        &app,
        &signed,
        &id,
        seen,
        allowed,
        PlanStatus::Archived,
        "plan.archive",
    )
    .await
}

/// Who changed the plan, newest first.
#[utoipa::path(get, path = "/plans/{p}/journal", tag = "plans",
    params(("p" = String, Path, description = "Plan")), responses((status = 200, body = Vec<JournalView>)))]
pub(crate) async fn journal(
    State(app): State<App>,
    InPath(id): InPath<PlanId>,
) -> Answer<Json<Vec<JournalView>>> {
    let entries = app.store().journal_of(id.as_str()).await?;
    Ok(Json(entries.into_iter().map(JournalView::from).collect()))
}
