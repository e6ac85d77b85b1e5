//! Replanning with least change: published days stay unless they must move or moving them is worth it.
//!
//! The published plan becomes part of the problem: every option but the published one costs `move_cost` more, and so does
//! leaving the visit out. The
//! search then starts from the published routes, cleared of what is no longer possible, and weighs each move against
//! its price. What moved is listed, with the reason it had to, where there is one.

use super::outcome::Outcome;
use super::problem::{DayIndex, DepotIndex, Problem, VisitIndex};
use super::resume::solve_from;
use super::search::Options;
use crate::search::{Budget, ProgressSink};

/// A plan that residents know, in the numbering of the new problem.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Published {
    /// For each visit of the new problem its days and base; `None` for a new visit or one that was left out.
    pub days: Vec<Option<(u64, DepotIndex)>>,
    /// Routes: day, base and visits in order. Visits that no longer exist are left away by the caller.
    pub routes: Vec<(DayIndex, DepotIndex, Vec<VisitIndex>)>,
}

/// Why a visit's days changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum MoveReason {
    /// The visit is new, or was left out before.
    New,
    /// Its published days or base are no longer allowed.
    NotAllowed,
    /// A published route of it no longer keeps the rules (longer road, longer visits, fewer vehicles).
    NoRoom,
    /// Nothing forced it: the saving is larger than the price of the move.
    Saving,
}

/// A visit that is served on other days than published.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moved {
    /// The visit.
    pub visit: VisitIndex,
    /// Days before, as a bit set; 0 for none.
    pub before: u64,
    /// Days now; 0 when it is left out.
    pub after: u64,
    /// Why.
    pub reason: MoveReason,
}

/// A new plan and how it differs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Replanned {
    /// The plan; its cost counts the moves in [`Cost::options`](super::Cost).
    pub outcome: Outcome,
    /// What moved, by visit.
    pub moved: Vec<Moved>,
}

/// Replans a changed problem. `move_cost` is the price of serving a visit on other days than published.
#[must_use]
pub fn repair(
    problem: &Problem,
    published: &Published,
    move_cost: i64,
    options: &Options,
    budget: &Budget,
    progress: ProgressSink<'_>,
) -> Replanned {
    let mut priced = problem.clone();
    for (index, visit) in priced.visits.iter_mut().enumerate() {
        let Some((days, depot)) = published.days.get(index).copied().flatten() else {
            continue;
        };
        for option in &mut visit.options {
            if (option.days, option.depot) != (days, depot) {
                option.cost = option.cost.saturating_add(move_cost);
            }
        }
        // To be left out is a move too: the price of moving must never make it the cheaper way.
        if let Some(cost) = &mut visit.unserved_cost {
            *cost = cost.saturating_add(move_cost);
        }
    }
    let start: Vec<(DayIndex, DepotIndex, Vec<VisitIndex>)> = published.routes.clone();
    let (outcome, broken) = solve_from(&priced, &start, &published.days, options, budget, progress);
    let moved = (0..problem.visits.len())
        .filter_map(|index| moved(&priced, published, &outcome, &broken, index))
        .collect();
    Replanned { outcome, moved }
}

fn moved(
    problem: &Problem,
    published: &Published,
    outcome: &Outcome,
    broken: &[VisitIndex],
    index: usize,
) -> Option<Moved> {
    let visit = &problem.visits[index];
    let before = published.days.get(index).copied().flatten();
    let chosen = outcome
        .options
        .get(index)
        .copied()
        .flatten()
        .and_then(|option| visit.options.get(option));
    let after = chosen.map(|option| (option.days, option.depot));
    if before == after {
        return None;
    }
    let allowed = before.is_some_and(|(days, depot)| {
        visit
            .options
            .iter()
            .any(|o| (o.days, o.depot) == (days, depot) && problem.is_usable(visit, o))
    });
    let reason = match before {
        None => MoveReason::New,
        Some(_) if !allowed => MoveReason::NotAllowed,
        Some(_) if broken.contains(&VisitIndex::from(index)) => MoveReason::NoRoom,
        Some(_) => MoveReason::Saving,
    };
    Some(Moved {
        visit: VisitIndex::from(index),
        before: before.map_or(0, |(days, _)| days),
        after: after.map_or(0, |(days, _)| days),
        reason,
    })
}
