//! Plans with a proof that none is better: the search, then the proof of the first objective until it is done or the
//! time is up.
//!
//! Travel is proven by our own branch and bound (`exact`), cut edges with HiGHS behind the feature `exact`. Every other
//! objective gets the search's plan and the reason why nothing is proven about it.

use super::answer::{Floor, bounded, renewed, wants_travel};
use super::atoms::Atoms;
use super::check::check;
#[cfg(feature = "exact")]
use super::exact::{CUT_ATOMS_MAX, CutStanding, prove_cut_edges};
use super::exact::{Standing, Tree};
use super::ground::Ground;
use super::lagrange::{BOUNDED_UNITS_MAX, Effort, Model};
use super::outcome::{Objective, Options, Outcome};
use super::problem::{Problem, SiteIx};
use super::search;
use super::travel::WholeRows;
use crate::search::{Budget, Progress, ProgressSink};
use std::fmt;
use std::time::Duration;

/// Part of the time limit in which a proof looks for its first plan, and how long it does for each unit.
const SEARCH_PART: u32 = 6;
const SEARCH_PER_UNIT: Duration = Duration::from_millis(60);

/// What a proof came to.
#[derive(Debug, Clone)]
pub struct Proof {
    /// The best plan known, with the bound on its first objective.
    pub outcome: Outcome,
    /// True when no legal plan with this number of sites is better by the first objective.
    pub is_proven: bool,
    /// Why not; `None` when it is proven.
    pub why_not: Option<NoProof>,
    /// Pairs of a unit and a base that a plan of less travel could still have after the first bound, of all that share
    /// a way; `None` where no such bound is known.
    pub pairs: Option<(usize, usize)>,
    /// Branches looked at.
    pub branches: u64,
}

/// Why nothing is proven.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoProof {
    /// Only travel over roads and cut edges can be proven.
    Objective,
    /// Cut edges are proven by a solver that this program was built without.
    WithoutSolver,
    /// No legal plan was found.
    NotLegal,
    /// Joined units hang together by a way that another plan could do without.
    OpenWays,
    /// More units, or joined sets of them, than a proof is tried for.
    TooLarge {
        /// Their number.
        units: usize,
        /// The most.
        most: usize,
    },
    /// The time was up, or what may be listed was full.
    Unfinished,
}

impl fmt::Display for NoProof {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Objective => f.write_str("only travel over roads and cut edges can be proven"),
            Self::WithoutSolver => {
                f.write_str("this program was built without exact, which proves the fewest cut edges")
            }
            Self::NotLegal => f.write_str("no legal plan was found"),
            Self::OpenWays => f.write_str(
                "units that must be together hang together by a way that another plan could do without",
            ),
            Self::TooLarge { units, most } => {
                write!(
                    f,
                    "{units} units are more than the {most} that a proof is tried for"
                )
            }
            Self::Unfinished => f.write_str("the time was up before the proof was done"),
        }
    }
}

/// Plans a territory and goes on until the plan is proven best for its number of sites by the first objective, or the
/// time is up. An iteration budget counts the moves of the search; the proof then ends by itself or by the token.
///
/// Travel or, with the feature `exact`, cut edges have to come first among the objectives, and the plan found has to be
/// legal: else there is no proof, and [`Proof::why_not`] says why.
pub fn prove(problem: &Problem, options: &Options, budget: &Budget, progress: ProgressSink<'_>) -> Proof {
    let longest = SEARCH_PER_UNIT.saturating_mul(problem.unit_count() as u32);
    let first = budget
        .stop
        .remaining()
        .map_or(Duration::MAX, |left| (left / SEARCH_PART).min(longest));
    let first = renewed(budget, first);
    let (atoms, _) = Atoms::new(problem);
    if wants_travel(problem, options) {
        return prove_travel(problem, &atoms, options, budget, &first, progress);
    }
    let outcome = search::solve(problem, options, &first, progress);
    if options.first_objective() == Some(Objective::CutEdges) {
        return prove_cuts(problem, &atoms, options, budget, outcome, progress);
    }
    unproven(outcome, NoProof::Objective)
}

/// The answer where no proof was begun.
fn unproven(outcome: Outcome, why_not: NoProof) -> Proof {
    Proof {
        outcome,
        is_proven: false,
        why_not: Some(why_not),
        pairs: None,
        branches: 0,
    }
}

fn prove_travel(
    problem: &Problem,
    atoms: &Atoms,
    options: &Options,
    budget: &Budget,
    first: &Budget,
    progress: ProgressSink<'_>,
) -> Proof {
    let (mut outcome, floor) = bounded(problem, atoms, options, first, progress);
    let Some(Floor { model, left, pairs }) = floor.filter(|_| outcome.feasible) else {
        let units = problem.unit_count();
        let why_not = no_proof(&outcome, atoms, units, BOUNDED_UNITS_MAX);
        return unproven(outcome, why_not.unwrap_or(NoProof::Unfinished));
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
        let site_of = site_of(&model, sites);
        take_over(&mut outcome, problem, atoms, options, &site_of);
    }
    outcome.bound.objective = Some(tree.standing.bound);
    let is_proven = tree.is_done() && tree.standing.bound >= outcome.figures.travel_person_dm;
    Proof {
        is_proven,
        why_not: (!is_proven).then_some(NoProof::Unfinished),
        outcome,
        pairs: tree.standing.pairs_left.map(|left| (left, pairs)),
        branches: tree.standing.branches,
    }
}

/// What stands against a proof, whatever its method.
fn no_proof(outcome: &Outcome, atoms: &Atoms, units: usize, most: usize) -> Option<NoProof> {
    if !outcome.feasible {
        Some(NoProof::NotLegal)
    } else if atoms.chosen_ways {
        Some(NoProof::OpenWays)
    } else {
        (units > most).then_some(NoProof::TooLarge { units, most })
    }
}

#[cfg(not(feature = "exact"))]
fn prove_cuts(
    _: &Problem,
    _: &Atoms,
    _: &Options,
    _: &Budget,
    outcome: Outcome,
    _: ProgressSink<'_>,
) -> Proof {
    unproven(outcome, NoProof::WithoutSolver)
}

#[cfg(feature = "exact")]
fn prove_cuts(
    problem: &Problem,
    atoms: &Atoms,
    options: &Options,
    budget: &Budget,
    mut outcome: Outcome,
    progress: ProgressSink<'_>,
) -> Proof {
    if let Some(why_not) = no_proof(&outcome, atoms, atoms.len(), CUT_ATOMS_MAX) {
        return unproven(outcome, why_not);
    }
    let plan = sites_of_atoms(atoms, &outcome.assignment);
    // Edges of locked sites are cut in every plan.
    let figure = i64::from(outcome.figures.cut_edges);
    let fixed = figure - cut_between(atoms, &outcome.assignment);
    let moves = outcome.iterations;
    let mut report = |standing: &CutStanding| {
        progress(Progress {
            iterations: moves + standing.branches,
            best: Some(fixed + standing.target),
            bound: Some(fixed + standing.bound),
        });
    };
    let standing = prove_cut_edges(atoms, &plan, &budget.stop, &mut report);
    if let Some(sites) = &standing.found {
        let mut site_of = vec![0; atoms.len()];
        for (site, members) in sites.iter().enumerate() {
            members
                .iter()
                .for_each(|&atom| site_of[atom as usize] = site as u32);
        }
        take_over(&mut outcome, problem, atoms, options, &site_of);
    }
    let bound = fixed + standing.bound;
    outcome.bound.objective = Some(bound);
    let is_proven = bound >= i64::from(outcome.figures.cut_edges);
    Proof {
        is_proven,
        why_not: (!is_proven).then_some(NoProof::Unfinished),
        outcome,
        pairs: None,
        branches: standing.branches,
    }
}

/// The atoms of each site that is not locked.
#[cfg(feature = "exact")]
fn sites_of_atoms(atoms: &Atoms, assignment: &[SiteIx]) -> Vec<Vec<u32>> {
    let mut sites: std::collections::BTreeMap<SiteIx, Vec<u32>> = std::collections::BTreeMap::new();
    for atom in 0..atoms.len() {
        if let Some(&unit) = atoms.members.row(atom).first() {
            sites
                .entry(assignment[unit as usize])
                .or_default()
                .push(atom as u32);
        }
    }
    sites.into_values().collect()
}

/// Cut edges of a plan between atoms.
#[cfg(feature = "exact")]
fn cut_between(atoms: &Atoms, assignment: &[SiteIx]) -> i64 {
    let site = |atom: u32| {
        atoms
            .members
            .row(atom as usize)
            .first()
            .map(|&unit| assignment[unit as usize])
    };
    let cut = |atom: u32| {
        let edges = atoms.edges.row(atom as usize).iter();
        let cut = edges.filter(move |edge| edge.atom > atom && site(edge.atom) != site(atom));
        cut.map(|edge| i64::from(edge.pairs)).sum::<i64>()
    };
    (0..atoms.len() as u32).map(cut).sum()
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

/// Puts a plan that is better by the first objective into the outcome, if the checker agrees that it is one.
fn take_over(outcome: &mut Outcome, problem: &Problem, atoms: &Atoms, options: &Options, site_of: &[u32]) {
    let rows = WholeRows::new(problem);
    let ground = Ground {
        rows: &rows,
        problem,
        atoms,
        loads: &[],
        parts: &[],
        seed: options.seed,
        half_posts: None,
    };
    let sites = site_of.iter().max().map_or(0, |&last| last as usize + 1);
    let assignment: Vec<SiteIx> = ground.assignment(site_of, sites);
    let report = check(problem, &assignment, options.sites);
    let is_better = |objective| report.figures.of(objective) < outcome.figures.of(objective);
    if report.is_legal() && options.first_objective().is_some_and(is_better) {
        outcome.sites = report.figures.sites;
        outcome.assignment = assignment;
        outcome.figures = report.figures;
    }
}
