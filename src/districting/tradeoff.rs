//! Least change against travel: how much shorter ways become for every resident who gets another worker.

use super::outcome::{Objective, Options, Outcome, Sites};
use super::problem::Problem;
use super::search::{Tuning, solve_tuned};
use crate::search::{Budget, ProgressSink};

/// Points of the curve: what counts first, and by how much the other counts less.
const POINTS: [(Objective, Objective, i128); 4] = [
    (Objective::Change, Objective::Travel, 20),
    (Objective::Change, Objective::Travel, 1),
    (Objective::Travel, Objective::Change, 4),
    (Objective::Travel, Objective::Change, 20),
];

/// Plans between least change and shortest travel, by rising number of residents with a new worker. None is worse than
/// another in both; an illegal one is left out. Empty without a plan in force or without roads.
///
/// Each point gets an equal share of `budget`. The number of sites is that of `options`; [`Sites::Min`] keeps the number
/// in force, where it is possible.
pub fn change_curve(
    problem: &Problem,
    options: &Options,
    budget: &Budget,
    progress: ProgressSink<'_>,
) -> Vec<Outcome> {
    if problem.territory().incumbent.is_none() || !problem.has_roads() {
        return Vec::new();
    }
    let mut found: Vec<Outcome> = Vec::new();
    for (at, (first, second, step)) in POINTS.into_iter().enumerate() {
        if budget.stop.is_stopped() {
            break;
        }
        let asked = Options {
            objectives: vec![first, second],
            sites: match options.sites {
                Sites::Min => Sites::Free,
                sites => sites,
            },
            ..options.clone()
        };
        let share = budget.part(POINTS.len() as u32, (POINTS.len() - at) as u32);
        let tuning = Tuning {
            step: Some(step),
            without: None,
        };
        let outcome = solve_tuned(problem, &asked, tuning, &share, &mut *progress);
        if outcome.feasible {
            found.push(outcome);
        }
    }
    without_dominated(found)
}

fn without_dominated(mut found: Vec<Outcome>) -> Vec<Outcome> {
    let cost = |outcome: &Outcome| (outcome.figures.moved_people, outcome.figures.travel_person_dm);
    found.sort_by_key(cost);
    let mut shortest = i64::MAX;
    found.retain(|outcome| {
        let travel = outcome.figures.travel_person_dm;
        let is_shorter = travel < shortest;
        shortest = travel.min(shortest);
        is_shorter
    });
    found
}
