//! Replanning with least change: published days stay unless they must move or moving them is worth it.
//!
//! The published plan becomes part of the problem: every option but the published one costs `move_cost` more, and so does
//! leaving the visit out. What was left out, or served less often than asked, is worth no more than a move: a replan is
//! no occasion to turn everybody's week for it. The search then starts from the published routes, cleared of what is no
//! longer possible, and weighs each move against its price; the routes get the published order of stops again where it
//! costs little. What moved is listed, with the reason it had to, where there is one.

use super::outcome::Outcome;
use super::problem::{DayIndex, DayOption, DepotIndex, Problem, VehicleIndex, VisitIndex};
use super::restore::restored;
use super::resume::solve_from;
use super::search::Options;
use crate::search::{Budget, ProgressSink, ignore_progress};

/// A plan that residents know, in the numbering of the new problem.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Published {
    /// For each visit of the new problem its days and base; `None` for a new visit or one that was left out.
    pub days: Vec<Option<(u64, DepotIndex)>>,
    /// Visits that were left out.
    pub left_out: Vec<VisitIndex>,
    /// Routes. Visits that no longer exist are left away by the caller.
    pub routes: Vec<PublishedRoute>,
}

impl Published {
    /// A plan as it stands.
    #[must_use]
    pub fn of(problem: &Problem, outcome: &Outcome) -> Self {
        let options = outcome.options.iter().zip(&problem.visits);
        Self {
            days: options
                .map(|(option, visit)| {
                    let option = visit.options.get((*option)?)?;
                    Some((option.days, option.depot))
                })
                .collect(),
            left_out: outcome.unserved.iter().map(|one| one.visit).collect(),
            routes: outcome
                .routes
                .iter()
                .map(|route| PublishedRoute {
                    day: route.day,
                    depot: route.depot,
                    vehicle: route.vehicle,
                    visits: route.stops.iter().map(|stop| stop.visit).collect(),
                })
                .collect(),
        }
    }
}

/// A route that residents know.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PublishedRoute {
    /// Its day.
    pub day: DayIndex,
    /// Its base.
    pub depot: DepotIndex,
    /// Its vehicle, kept where it still goes; `None` for a plain one or one that is not there any more.
    pub vehicle: Option<VehicleIndex>,
    /// Its visits in order.
    pub visits: Vec<VisitIndex>,
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
    let priced = priced(problem, published, move_cost);
    let (found, broken) = solve_from(&priced, published, options, budget, progress);
    let ordered = restored(&priced, published, &found, move_cost);
    let as_it_is = Budget {
        iterations: Some(0),
        ..budget.clone()
    };
    let (outcome, _) = solve_from(&priced, &ordered, options, &as_it_is, &mut ignore_progress);
    // With the clock of the answer itself: an order that does not hold is not taken.
    let outcome = if outcome.feasible && outcome.unserved.len() == found.unserved.len() {
        Outcome {
            iterations: found.iterations,
            ..outcome
        }
    } else {
        found
    };
    let moved = (0..problem.visits.len())
        .filter_map(|index| moved(&priced, published, &outcome, &broken, index))
        .collect();
    Replanned { outcome, moved }
}

/// The problem with a price on every move.
fn priced(problem: &Problem, published: &Published, move_cost: i64) -> Problem {
    let mut priced = problem.clone();
    for (index, visit) in priced.visits.iter_mut().enumerate() {
        let Some(known) = published.days.get(index).copied().flatten() else {
            if published.left_out.contains(&VisitIndex::from(index)) {
                visit.unserved_cost = visit.unserved_cost.map(|cost| cost.min(move_cost));
            }
            continue;
        };
        let is_known = |option: &DayOption| (option.days, option.depot) == known;
        let cost = visit
            .options
            .iter()
            .find(|option| is_known(option))
            .map(|option| option.cost);
        for option in visit.options.iter_mut().filter(|option| !is_known(option)) {
            // Served more often than before: worth half a move, where there is room for it.
            let least = cost.map_or(option.cost, |cost| {
                option.cost.max(cost - move_cost - move_cost / 2)
            });
            option.cost = least.saturating_add(move_cost);
        }
        // To be left out is a move too: the price of moving must never make it the cheaper way.
        if let Some(cost) = &mut visit.unserved_cost {
            *cost = cost.saturating_add(move_cost);
        }
    }
    priced
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
