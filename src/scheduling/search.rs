//! Planning from nothing: chains of annealing on threads.
//!
//! Chains differ by their random stream only; the best of them is the answer, so the number of threads does not matter.

use super::ablation::Part;
use super::chain::Chain;
use super::elites::Snapshot;
use super::model::Model;
use super::outcome::Outcome;
use super::problem::Problem;
use super::write::outcome;
use crate::search::{Budget, ProgressSink, SearchRng, ignore_progress};

/// How to search. The same options and iteration budget give the same answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Options {
    /// Seed of all random draws.
    pub seed: u64,
    /// Independent searches, of which the best is the answer. Each gets the whole budget.
    pub chains: usize,
    /// Threads that run the chains.
    pub threads: usize,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            seed: 1,
            chains: 1,
            threads: 1,
        }
    }
}

/// A chain and the place of its answer.
type Lane<'a> = (usize, &'a mut Option<(Snapshot, u64)>);

/// Plans from nothing.
///
/// The problem must have no [`faults`](super::faults); with faults the answer is empty and says so.
#[must_use]
pub fn solve(problem: &Problem, options: &Options, budget: &Budget, progress: ProgressSink<'_>) -> Outcome {
    solve_with(problem, None, options, budget, progress)
}

/// Plans from nothing, perhaps without a part of the search.
pub(super) fn solve_with(
    problem: &Problem,
    without: Option<Part>,
    options: &Options,
    budget: &Budget,
    progress: ProgressSink<'_>,
) -> Outcome {
    if let Some(refused) = super::write::refused(problem) {
        return refused;
    }
    let model = Model::new(problem);
    let chains = options.chains.max(1);
    let mut found: Vec<Option<(Snapshot, u64)>> = vec![None; chains];
    let threads = options.threads.clamp(1, chains);
    let mut shares: Vec<Vec<Lane<'_>>> = (0..threads).map(|_| Vec::new()).collect();
    for (chain, slot) in found.iter_mut().enumerate() {
        shares[chain % threads].push((chain, slot));
    }
    std::thread::scope(|scope| {
        let mut shares = shares.into_iter();
        let own = shares.next().unwrap_or_default();
        for share in shares {
            let model = &model;
            scope.spawn(move || {
                for (chain, slot) in share {
                    let rng = SearchRng::stream(options.seed, chain as u64);
                    *slot = Some(run_chain(model, without, rng, budget, &mut ignore_progress));
                }
            });
        }
        for (chain, slot) in own {
            let rng = SearchRng::stream(options.seed, chain as u64);
            *slot = Some(run_chain(&model, without, rng, budget, progress));
        }
    });
    let iterations = found.iter().flatten().map(|(_, done)| done).sum();
    let best = found
        .into_iter()
        .flatten()
        .map(|(kept, _)| kept)
        .min_by_key(|kept| (kept.excess, kept.cost));
    outcome(&model, &best.unwrap_or_default(), iterations)
}

fn run_chain(
    model: &Model<'_>,
    without: Option<Part>,
    rng: SearchRng,
    budget: &Budget,
    progress: ProgressSink<'_>,
) -> (Snapshot, u64) {
    let mut search = Chain::new(model, rng, without);
    search.construct(&budget.stop);
    let done = search.run(budget, progress);
    (search.best, done)
}
