//! Replanning with least change: published days stay unless they must move or moving them is worth it.
//!
//! The published plan becomes part of the problem: every option but the published one costs `move_cost` more, and so does
//! leaving the visit out. What was left out, or served less often than asked, is worth no more than a move: a replan is
//! no occasion to turn everybody's week for it. Where only some of a visit's days change, only that part of the price is
//! paid. The search then starts from the published routes laid out in several ways ([`starts`](super::starts)), weighs
//! each move against its price, and answers no worse than the best of them; the routes get the published order of stops
//! again where it costs little. What moved is listed, with the reason it had to, where there is one.

use super::chain::Chain;
use super::elites::Snapshot;
use super::model::Model;
use super::outcome::Outcome;
use super::problem::{DayIndex, DayOption, DepotIndex, Problem, VehicleIndex, VisitIndex};
use super::restore::restored;
use super::resume::solve_from;
use super::search::Options;
use super::starts::starts;
use super::write::{outcome as written, refused};
use crate::search::{Budget, ProgressSink, SearchRng, ignore_progress};

/// Layouts from which the search goes on, each with its share of the iterations.
const LAYOUTS_SEARCHED: usize = 3;

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

/// Replans a changed problem. `before` is the plan that the published one was made from, if it is known: the search may
/// go back to it. `move_cost` is the price of serving a visit on other days than published.
#[must_use]
pub fn repair(
    problem: &Problem,
    (published, before): (&Published, Option<&Published>),
    move_cost: i64,
    options: &Options,
    budget: &Budget,
    progress: ProgressSink<'_>,
) -> Replanned {
    let priced = priced(problem, published, move_cost);
    let (found, broken) = searched(&priced, (published, before), options, budget, progress);
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

/// The best that the search finds from the best few layouts of the published plan, and the visits of its routes that
/// break a rule as they stand.
fn searched(
    priced: &Problem,
    (published, before): (&Published, Option<&Published>),
    options: &Options,
    budget: &Budget,
    progress: ProgressSink<'_>,
) -> (Outcome, Vec<VisitIndex>) {
    if let Some(refused) = refused(priced) {
        return (refused, Vec::new());
    }
    let model = Model::new(priced);
    let starts = starts(&model, published, before, options, &budget.stop);
    // Without a number of iterations there is nothing to share out: the best layout has all the time.
    let most = budget.iterations.map_or(1, |_| LAYOUTS_SEARCHED);
    let few: Vec<Snapshot> = starts.layouts.into_iter().take(most).collect();
    let share = Budget {
        iterations: budget.iterations.map(|all| all / few.len().max(1) as u64),
        ..budget.clone()
    };
    let (mut best, mut done) = (Snapshot::default(), 0);
    for (lane, layout) in few.into_iter().enumerate() {
        let mut chain = Chain::new(&model, SearchRng::stream(options.seed, lane as u64), None);
        chain.state.restore(&layout.routes, &layout.choice);
        chain.keep_best();
        chain.stay_near();
        done += chain.run(&share, progress);
        if (chain.best.excess, chain.best.cost) < (best.excess, best.cost) {
            best = chain.best;
        }
    }
    (written(&model, &best, done), starts.broken)
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
            let price = move_price(known, option, move_cost);
            // Served more often than before: worth half a move, where there is room for it.
            let least = cost.map_or(option.cost, |cost| option.cost.max(cost - price - move_cost / 2));
            option.cost = least.saturating_add(price);
        }
        // To be left out is a move too: the price of moving must never make it the cheaper way.
        if let Some(cost) = &mut visit.unserved_cost {
            *cost = cost.saturating_add(move_cost);
        }
    }
    priced
}

/// The price of an option: the part of the known days that it gives up, of the price of a move; all of it for days more
/// and for another base.
fn move_price((days, depot): (u64, DepotIndex), option: &DayOption, move_cost: i64) -> i64 {
    let given_up = (days & !option.days).count_ones();
    if given_up == 0 || depot != option.depot {
        return move_cost;
    }
    move_cost * i64::from(given_up) / i64::from(days.count_ones())
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
