//! Several plans to choose from: each best in another respect, or between least change and shortest ways.

use super::document::{Answer, write_down};
use super::{PartitionRequest, core_problem};
use crate::districting::{self, Aim, Outcome};
use crate::domain::{Plan, PlanVariant, Territory, VariantAim};
use crate::planning::ground::Ground;
use crate::planning::{Made, PlanningError};
use crate::search::{Budget, ProgressSink};
use serde::{Deserialize, Serialize};
use std::time::Instant;

/// Which plans are made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum VariantSet {
    /// Fewest sites, shortest ways, best balance, and least change where there is a plan to start from.
    Aims,
    /// From least change to shortest ways; needs a plan to start from.
    ChangeCurve,
}

/// Makes a set of plans, none like another, each titled by what it is good at. Each gets an equal share of `budget`.
///
/// Empty when `set` is the curve and no legal plan was found or there is nothing to start from. Ids and times come from
/// `made`, called once for each plan; all plans carry the series `series`.
///
/// # Errors
/// As [`super::partition`].
pub fn variants(
    territory: &Territory,
    ground: &Ground,
    request: &PartitionRequest,
    (set, series): (VariantSet, &str),
    made: &mut dyn FnMut() -> Made,
    budget: &Budget,
    progress: ProgressSink<'_>,
) -> Result<Vec<Plan>, PlanningError> {
    let started = Instant::now();
    let problem = core_problem(territory, ground, request)?;
    let options = request.options();
    let found: Vec<(VariantAim, Outcome)> = match set {
        VariantSet::Aims => districting::alternatives(&problem, &options, budget, progress)
            .into_iter()
            .map(|one| (aim(one.aim), one.outcome))
            .collect(),
        VariantSet::ChangeCurve => {
            let curve = districting::change_curve(&problem, &options, budget, progress);
            let last = curve.len().saturating_sub(1);
            let aim = |at| match at {
                0 => VariantAim::LeastChange,
                at if at == last => VariantAim::ShortestTravel,
                _ => VariantAim::Compromise,
            };
            curve
                .into_iter()
                .enumerate()
                .map(|(at, outcome)| (aim(at), outcome))
                .collect()
        }
    };
    let search_ms = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX);
    Ok(found
        .iter()
        .map(|(aim, outcome)| {
            let answer = Answer {
                outcome,
                optimal: false,
                search_ms,
            };
            let mut plan = write_down(territory, ground, request, &made(), &answer);
            plan.title = format!("{}: {}", request.title, title(*aim));
            plan.origin.variant = Some(PlanVariant {
                series: series.to_owned(),
                aim: *aim,
            });
            plan
        })
        .collect())
}

const fn aim(aim: Aim) -> VariantAim {
    match aim {
        Aim::FewestSites => VariantAim::FewestSites,
        Aim::ShortestTravel => VariantAim::ShortestTravel,
        Aim::BestBalance => VariantAim::BestBalance,
        Aim::LeastChange => VariantAim::LeastChange,
    }
}

const fn title(aim: VariantAim) -> &'static str {
    match aim {
        VariantAim::FewestSites => "меньше участков",
        VariantAim::ShortestTravel => "короче путь",
        VariantAim::BestBalance => "ровнее численность",
        VariantAim::LeastChange => "меньше перемен",
        VariantAim::Compromise => "между переменами и путём",
    }
}
