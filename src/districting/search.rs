//! The course of a run: bounds, the number of sites, a first plan, annealing, the report.

use super::anneal::{Annealer, Cycle};
use super::atoms::{Atoms, NO_ATOM};
use super::bound::{self, Component};
use super::check;
use super::objective::Weights;
use super::outcome::{Bound, Objective, Options, Outcome, Reason, Sites};
use super::partition::Partition;
use super::problem::{Problem, SiteIx};
use super::seed::{TreeSplit, loads};
use super::travel::Travel;
use crate::search::{Budget, Progress, ProgressSink, SearchRng};

/// Plans a territory.
pub fn solve(problem: &Problem, options: &Options, budget: &Budget, progress: ProgressSink<'_>) -> Outcome {
    let (atoms, mut reasons) = Atoms::new(problem);
    let parts = bound::components(&atoms);
    let counts: Vec<u32> = counts(&parts, options);
    let total: u32 = counts.iter().sum();
    let mut rng = SearchRng::new(options.seed);
    let loads = loads(&atoms);
    let mut site_of = vec![0; atoms.len()];
    let mut split = TreeSplit::new(&atoms, &loads);
    let mut next = 0;
    for (part, &count) in parts.iter().zip(&counts) {
        next += split.split(&part.atoms, count, next, &mut site_of, &mut rng);
    }
    let t0 = std::time::Instant::now();
    let mut travel = Travel::new(problem, next as usize);
    let mut weights = Weights::in_order(&options.objectives, |o| match o {
        Objective::Travel => atoms.population.iter().sum::<i64>() * 50000,
        Objective::CutEdges => atoms.len() as i64,
        _ => 100,
    });
    if !problem.has_roads() {
        weights.travel = 0;
    }
    weights.target = atoms.population.iter().sum::<i64>() / i64::from(next.max(1));
    let plan = Partition::new(&atoms, weights, &mut travel, site_of, next as usize);
    let mut search = Annealer::new(plan, travel, rng);
    super::moves::rebase_all(&mut search);
    let scale = search.scale();
    let mean = (atoms.population.iter().sum::<i64>() / atoms.len().max(1) as i64).max(1);
    search.plan.weights.person = (scale * 2 / mean).max(1);
    search.plan.weights.charge = scale;
    search.plan.weights.apart = scale * 10;
    search.reset_best();
    let env = |n: &str, d: i64| std::env::var(n).ok().and_then(|v| v.parse().ok()).unwrap_or(d);
    let (hot, cold, len) = (env("HOT", 256), env("COLD", 5), env("LEN", 400));
    let mut round = 0u32;
    let mut overall: Option<(super::anneal::Rank, Vec<u32>)> = None;
    while !budget.is_spent(search.iterations) {
        let moves = atoms.len() as u64 * (len as u64) << (round / 2).min(6);
        let cycle = Cycle {
            hot: scale * hot >> 8,
            cold: (scale * cold >> 8).max(1),
            moves,
        };
        search.run(cycle, budget, |_| false);
        if std::env::var("LOG").is_ok() {
            eprintln!(
                "{round} {:?} best {:?} it {} {:?}",
                moves,
                search.best.rank,
                search.iterations,
                t0.elapsed()
            );
        }
        if overall.as_ref().is_none_or(|(r, _)| search.best.rank < *r) {
            overall = Some((search.best.rank, search.best.site_of.clone()));
        }
        progress(Progress {
            iterations: search.iterations,
            best: Some(search.best.rank.2),
            bound: None,
        });
        search.return_to_best();
        search.reset_best();
        if env("RESET", 1) == 1 {
            search.best.rank = (u32::MAX, 0, 0);
        }
        round += 1;
    }
    let best = overall
        .map(|(_, s)| s)
        .unwrap_or_else(|| search.best.site_of.clone());
    let assignment: Vec<SiteIx> = atoms
        .atom_of
        .iter()
        .map(|&atom| {
            if atom == NO_ATOM {
                SiteIx(0)
            } else {
                SiteIx(best[atom as usize])
            }
        })
        .collect();
    let report = check::check(problem, &assignment, Sites::Free);
    let feasible = report.is_legal();
    if feasible {
        reasons.clear();
    } else {
        reasons.push(Reason::NoneFound {
            iterations: search.iterations,
            norm_violation: report.figures.norm_violation,
        });
    }
    Outcome {
        assignment,
        sites: total,
        feasible,
        bound: Bound {
            sites_at_least: parts.iter().map(|p| p.at_least).sum(),
            ..Bound::default()
        },
        figures: report.figures,
        violations: report.violations,
        reasons,
        relaxations: Vec::new(),
        iterations: search.iterations,
    }
}

fn counts(parts: &[Component], options: &Options) -> Vec<u32> {
    match options.sites {
        Sites::Exact(k) if parts.len() == 1 => vec![k],
        _ => parts.iter().map(|p| p.at_least).collect(),
    }
}
