//! The answer of a run with what is proven about its travel: the search beside the bound.
//!
//! Where travel comes first a small part of the time goes into a lower bound on it: before the search when the number of
//! sites is given, so that progress shows the gap, else after it, for the number that it found.

use super::atoms::Atoms;
use super::lagrange::{BOUNDED_UNITS_MAX, Effort, Left, Model, climb};
use super::outcome::{Objective, Options, Outcome, Sites};
use super::problem::Problem;
use super::search;
use crate::search::{Budget, Progress, ProgressSink, StopToken};
use std::time::Duration;

/// Evaluations of a bound, each time.
const STEPS_MAX: u64 = 300;
/// Units up to which a bound is cheap enough to begin with.
const EARLY_UNITS_MAX: usize = 600;
/// Part of the time limit that a bound may take each time; twice that where it has only one.
const TIME_PART: u32 = 40;
/// Time that a bound may take for each unit: in small territories it needs no more.
const TIME_PER_UNIT: Duration = Duration::from_millis(4);
/// Moves of the search for each unit that one evaluation weighs as much as, in a counted budget.
const MOVES_PER_UNIT: u64 = 8;

/// Plans a territory.
///
/// The answer is the best plan found when the budget is spent: legal if the search found a legal one, else the one
/// with fewest residents outside the norm, with the reasons. It depends on the seed and the iteration budget, not on
/// the number of threads; a time limit or a cancel only ends it sooner. A token is looked at every few hundred moves.
pub fn solve(problem: &Problem, options: &Options, budget: &Budget, progress: ProgressSink<'_>) -> Outcome {
    let (atoms, _) = Atoms::new(problem);
    bounded(problem, &atoms, options, budget, progress).0
}

/// A bound on travel under way.
pub(super) struct Floor<'a> {
    pub(super) model: Model<'a>,
    pub(super) left: Left,
    /// Pairs at the start.
    pub(super) pairs: usize,
}

impl<'a> Floor<'a> {
    fn new(problem: &'a Problem, atoms: &'a Atoms, sites: u32, stop: &StopToken) -> Option<Self> {
        let (model, left) = Model::new(problem, atoms, sites, stop)?;
        let pairs = left.pair_count();
        Some(Self { model, left, pairs })
    }

    /// Raises the bound, and tells of it.
    fn raise(&mut self, target: Option<i64>, effort: &Effort, iterations: u64, progress: ProgressSink<'_>) {
        climb(&self.model, &mut self.left, target, effort);
        progress(Progress {
            iterations,
            best: target,
            bound: Some(self.left.bound),
        });
    }
}

/// The search, with the bound on travel before it where the number of sites is given, and after it.
pub(super) fn bounded<'a>(
    problem: &'a Problem,
    atoms: &'a Atoms,
    options: &Options,
    budget: &Budget,
    progress: ProgressSink<'_>,
) -> (Outcome, Option<Floor<'a>>) {
    if !wants_travel(problem, options) || problem.unit_count() > BOUNDED_UNITS_MAX {
        return (search::solve(problem, options, budget, progress), None);
    }
    let after = time_share(problem, budget);
    let mut floor = None;
    if let Sites::Exact(sites) = options.sites
        && problem.unit_count() <= EARLY_UNITS_MAX
    {
        let effort = effort(problem, budget, after);
        floor = Floor::new(problem, atoms, sites, &effort.stop);
        if let Some(floor) = &mut floor {
            floor.raise(None, &effort, 0, progress);
        }
    }
    let bound = floor.as_ref().map(|floor| floor.left.bound);
    let until = budget.stop.remaining().zip(after);
    let until = until.map_or(Duration::MAX, |(left, after)| left.saturating_sub(after));
    let mut watch = |report: Progress| progress(Progress { bound, ..report });
    let mut outcome = search::solve(problem, options, &renewed(budget, until), &mut watch);
    let effort = effort(problem, budget, after);
    floor = floor.or_else(|| Floor::new(problem, atoms, outcome.sites, &effort.stop));
    if let Some(floor) = &mut floor {
        let target = outcome.feasible.then_some(outcome.figures.travel_person_dm);
        floor.raise(target, &effort, outcome.iterations, progress);
        outcome.bound.objective = Some(floor.left.bound);
    }
    (outcome, floor)
}

/// True when travel is the first objective beside the number of sites, and there is a way to measure it.
pub(super) fn wants_travel(problem: &Problem, options: &Options) -> bool {
    problem.has_roads() && options.first_objective() == Some(Objective::Travel)
}

/// The time that a bound may take before and again after the search; `None` without a time limit.
fn time_share(problem: &Problem, budget: &Budget) -> Option<Duration> {
    let longest = TIME_PER_UNIT.saturating_mul(problem.unit_count() as u32);
    let left = budget.stop.remaining()?;
    let parts = if problem.unit_count() <= EARLY_UNITS_MAX {
        1
    } else {
        2
    };
    Some((left * parts / TIME_PART).min(longest))
}

fn effort(problem: &Problem, budget: &Budget, time: Option<Duration>) -> Effort {
    let moves_per_step = MOVES_PER_UNIT * problem.unit_count().max(1) as u64;
    let steps = budget
        .iterations
        .map_or(STEPS_MAX, |moves| moves / moves_per_step);
    Effort {
        steps: steps.min(STEPS_MAX),
        stop: budget.stop.within(time.unwrap_or(Duration::MAX)),
    }
}

/// The budget as it stands now, for at most `longest`.
pub(super) fn renewed(budget: &Budget, longest: Duration) -> Budget {
    Budget {
        iterations: budget.iterations,
        stop: budget.stop.within(longest),
    }
}
