//! The answer of a run with what is proven about its travel: the search beside the bound, or up to a proof.
//!
//! Where travel comes first a small part of the time goes into a lower bound on it: before the search when the number of
//! sites is given, so that progress shows the gap, else after it, for the number that it found. [`prove`] goes on until
//! the plan is proven best or the time is up.

use super::atoms::Atoms;
use super::check::check;
use super::exact::{Standing, Tree};
use super::ground::Ground;
use super::lagrange::{BOUNDED_UNITS_MAX, Effort, Left, Model, climb};
use super::outcome::{Objective, Options, Outcome, Sites};
use super::problem::{Problem, SiteIx};
use super::search;
use super::travel::WholeRows;
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
/// Part of the time limit in which a proof looks for its first plan, and how long it does for each unit.
const SEARCH_PART: u32 = 6;
const SEARCH_PER_UNIT: Duration = Duration::from_millis(60);

/// What a proof came to.
#[derive(Debug, Clone)]
pub struct Proof {
    /// The best plan known, with the bound on its travel.
    pub outcome: Outcome,
    /// True when no legal plan with this number of sites has less travel.
    pub is_proven: bool,
    /// Pairs of a unit and a base that a better plan could still have after the first bound, of all that share a way;
    /// `None` where no bound is known.
    pub pairs: Option<(usize, usize)>,
    /// Branches looked at.
    pub branches: u64,
}

/// Plans a territory.
///
/// The answer is the best plan found when the budget is spent: legal if the search found a legal one, else the one
/// with fewest residents outside the norm, with the reasons. It depends on the seed and the iteration budget, not on
/// the number of threads; a time limit or a cancel only ends it sooner. A token is looked at every few hundred moves.
pub fn solve(problem: &Problem, options: &Options, budget: &Budget, progress: ProgressSink<'_>) -> Outcome {
    let (atoms, _) = Atoms::new(problem);
    bounded(problem, &atoms, options, budget, progress).0
}

/// Plans a territory and goes on until the plan is proven to have the least travel for its number of sites, or the time
/// is up. An iteration budget counts the moves of the search; the proof then ends by itself or by the token.
///
/// Travel has to come first among the objectives, and the plan found has to be legal: else there is no proof.
pub fn prove(problem: &Problem, options: &Options, budget: &Budget, progress: ProgressSink<'_>) -> Proof {
    let longest = SEARCH_PER_UNIT.saturating_mul(problem.unit_count() as u32);
    let first = budget
        .stop
        .remaining()
        .map_or(Duration::MAX, |left| (left / SEARCH_PART).min(longest));
    let (atoms, _) = Atoms::new(problem);
    let (mut outcome, floor) = bounded(problem, &atoms, options, &renewed(budget, first), progress);
    let Some(Floor { model, left, pairs }) = floor.filter(|_| outcome.feasible) else {
        return Proof {
            outcome,
            is_proven: false,
            pairs: None,
            branches: 0,
        };
    };
    let mut tree = Tree::new(&model, left, outcome.figures.travel_person_dm);
    let effort = Effort {
        steps: u64::MAX,
        stop: budget.stop.clone(),
    };
    let moves = outcome.iterations;
    tree.run(&effort, &mut |standing: &Standing| {
        progress(Progress {
            iterations: moves + standing.steps,
            best: Some(standing.target),
            bound: Some(standing.bound),
        });
    });
    if let Some(sites) = &tree.found {
        let rows = WholeRows::new(problem);
        let ground = Ground {
            rows: &rows,
            problem,
            atoms: &atoms,
            loads: &[],
            parts: &[],
            seed: options.seed,
            half_posts: None,
        };
        take_over(&mut outcome, ground, &site_of(&model, sites), options.sites);
    }
    outcome.bound.objective = Some(tree.standing.bound);
    Proof {
        is_proven: tree.is_done() && tree.standing.bound >= outcome.figures.travel_person_dm,
        outcome,
        pairs: tree.standing.pairs_left.map(|left| (left, pairs)),
        branches: tree.standing.branches,
    }
}

/// A bound on travel under way.
struct Floor<'a> {
    model: Model<'a>,
    left: Left,
    /// Pairs at the start.
    pairs: usize,
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
fn bounded<'a>(
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
fn wants_travel(problem: &Problem, options: &Options) -> bool {
    let mut objectives = options.objectives.iter();
    problem.has_roads() && objectives.find(|it| **it != Objective::FewestSites) == Some(&Objective::Travel)
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
fn renewed(budget: &Budget, longest: Duration) -> Budget {
    Budget {
        iterations: budget.iterations,
        stop: budget.stop.within(longest),
    }
}

/// The site of every atom.
fn site_of(model: &Model<'_>, sites: &[(u32, Vec<u32>)]) -> Vec<u32> {
    let mut site_of = vec![0; model.atoms.len()];
    for (site, (base, atoms)) in sites.iter().enumerate() {
        site_of[model.bases[*base as usize].atom as usize] = site as u32;
        for &atom in atoms {
            site_of[atom as usize] = site as u32;
        }
    }
    site_of
}

/// Puts a better plan into the outcome, if the checker agrees that it is one.
fn take_over(outcome: &mut Outcome, ground: Ground<'_>, site_of: &[u32], wanted: Sites) {
    let sites = site_of.iter().max().map_or(0, |&last| last as usize + 1);
    let assignment: Vec<SiteIx> = ground.assignment(site_of, sites);
    let report = check(ground.problem, &assignment, wanted);
    if report.is_legal() && report.figures.travel_person_dm < outcome.figures.travel_person_dm {
        outcome.sites = report.figures.sites;
        outcome.assignment = assignment;
        outcome.figures = report.figures;
    }
}
