//! Rounds of the search for a better plan: each starts from a new first plan or from the best one, cools once, and
//! reports what it found.
//!
//! Small territories gain most from many starts, large ones from cooling the best plan again and longer. A round is a
//! function of the ground, the best plan and its number, so that rounds which run at the same time on two threads find
//! the same as one after the other.

use super::anneal::{Annealer, Cycle, Rank};
use super::draft::Draft;
use super::ground::Ground;
use super::legalise::{Effort, legalise};
use super::moves::rebase_all;
use super::objective::Weights;
use crate::search::{Budget, SearchRng};

/// Atoms up to which two rounds belong together and most rounds start afresh.
const SMALL_MAX: usize = 4000;
/// Atoms up to which a fresh start is cheap beside what it may find.
const FRESH_MAX: usize = 1200;

/// What the rounds of a run have in common.
#[derive(Debug, Clone)]
pub(super) struct Course<'a> {
    pub(super) ground: Ground<'a>,
    pub(super) counts: Vec<u32>,
    pub(super) weights: Weights,
    /// True when plans grow from the plan in force.
    pub(super) keep: bool,
    pub(super) threads: usize,
}

/// What one round found.
#[derive(Debug)]
pub(super) struct Found {
    pub(super) draft: Draft,
    pub(super) moves: u64,
}

impl Course<'_> {
    /// Rounds that belong together.
    pub(super) fn lanes(&self) -> u64 {
        if self.ground.atoms.len() > SMALL_MAX { 1 } else { 2 }
    }

    /// Runs rounds until the budget is spent; `done` moves are spent before. Returns the best plan and all moves spent.
    pub(super) fn run(
        &self,
        first: Draft,
        done: u64,
        budget: &Budget,
        watch: &mut dyn FnMut(u64, Rank),
    ) -> (Draft, u64) {
        let mut best = first;
        let mut spent = done;
        let mut round = 0;
        let lanes = self.lanes();
        while !budget.is_spent(spent) {
            let share = Budget {
                iterations: budget.iterations.map(|limit| ((limit - spent) / lanes).max(1)),
                stop: budget.stop.clone(),
            };
            let found = if lanes == 1 {
                vec![self.round(&best, round, &share, &mut |moves, rank| {
                    watch(spent + moves, rank);
                })]
            } else if self.threads > 1 {
                self.side_by_side(&best, round, &share)
            } else {
                let mut quiet = |_: u64, _: Rank| ();
                let one = self.round(&best, round, &share, &mut quiet);
                vec![one, self.round(&best, round + 1, &share, &mut quiet)]
            };
            for found in found {
                spent += found.moves;
                if found.draft.rank < best.rank {
                    best = found.draft;
                }
            }
            round += lanes;
            watch(spent, best.rank);
        }
        (best, spent)
    }

    fn side_by_side(&self, best: &Draft, round: u64, share: &Budget) -> Vec<Found> {
        std::thread::scope(|scope| {
            let other = scope.spawn(|| self.round(best, round + 1, share, &mut |_, _| ()));
            let one = self.round(best, round, share, &mut |_, _| ());
            match other.join() {
                Ok(other) => vec![one, other],
                Err(panic) => std::panic::resume_unwind(panic),
            }
        })
    }

    /// One round.
    fn round(&self, best: &Draft, round: u64, budget: &Budget, watch: &mut dyn FnMut(u64, Rank)) -> Found {
        let mut rng = SearchRng::stream(self.ground.seed, round + 1);
        let atoms = self.ground.atoms.len();
        let fresh = !self.keep && atoms <= FRESH_MAX && round % 3 != 2 && round > 0;
        let mut moves = 0;
        let start = if fresh {
            let draft = Draft::first(self.ground, &self.counts, false, &mut rng);
            let effort = if atoms < 400 {
                Effort::Steady
            } else {
                Effort::Quick
            };
            let stream = SearchRng::stream(rng.bits(), 0);
            let (draft, spent) = legalise(self.ground, &draft, &self.counts, effort, stream, budget);
            moves = spent;
            draft
        } else {
            best.clone()
        };
        let mut search = start.annealer(self.ground, self.weights.clone(), &self.counts, rng);
        if search.plan.weights.travel != 0 {
            rebase_all(&mut search);
        }
        let scale = search.scale();
        self.set_penalties(&mut search, scale);
        search.reset_best();
        search.iterations = moves;
        search.run(
            self.cycle(round, fresh, scale),
            budget,
            |_| false,
            &mut |search| {
                watch(search.iterations, search.best.rank);
            },
        );
        Found {
            moves: search.iterations,
            draft: self.polish(search, budget),
        }
    }

    fn cycle(&self, round: u64, fresh: bool, scale: i64) -> Cycle {
        let atoms = self.ground.atoms.len() as u64;
        let doublings = (round / 6).min(2) as u32;
        let (hot, moves) = match (fresh, atoms as usize) {
            (true, _) => (256, 400 * atoms),
            (false, ..=FRESH_MAX) if round == 0 => (256, 400 * atoms),
            (false, ..=FRESH_MAX) => (64, (400 * atoms) << doublings),
            (false, ..=SMALL_MAX) => (
                if round < 2 { 256 } else { 96 },
                (400 * atoms) << (round / 2).min(4),
            ),
            _ => (if round == 0 { 128 } else { 64 }, (200 * atoms) << round.min(4)),
        };
        Cycle {
            hot: (i128::from(scale) * hot / 256) as i64,
            cold: (scale / 50).max(1),
            moves: moves.max(2000),
            adapt: true,
        }
    }

    fn set_penalties(&self, search: &mut Annealer<'_>, scale: i64) {
        let people: i64 = self.ground.atoms.population.iter().sum();
        let mean = (people / self.ground.atoms.len().max(1) as i64).max(1);
        let weights = &mut search.plan.weights;
        weights.person = (scale.saturating_mul(2) / mean).max(1);
        weights.charge = scale;
        weights.apart = scale.saturating_mul(16);
    }

    /// The best plan of a round with its bases chosen anew.
    fn polish(&self, search: Annealer<'_>, budget: &Budget) -> Draft {
        let draft = Draft::best_of(&search);
        if self.weights.travel == 0 || budget.stop.is_stopped() {
            return draft;
        }
        drop(search);
        let mut search = draft.annealer(self.ground, self.weights.clone(), &self.counts, SearchRng::new(0));
        rebase_all(&mut search);
        Draft::of(&search)
    }
}
