//! Rounds of the search for a better plan: each starts from a new first plan or from the best one, cools once, and
//! reports what it found.
//!
//! Small territories gain most from many starts; larger ones are annealed as a whole once, from a start by density, and
//! then window by window, with trades of sites. A round is a function of the ground, the best plan and its number, so
//! that rounds which run at the same time on two threads find the same as one after the other.

use super::anneal::{Annealer, Cycle, Rank, WATCH_EVERY, WHOLE};
use super::draft::Draft;
use super::ground::Ground;
use super::legalise::{Effort, legalise};
use super::moves::rebase_all;
use super::objective::Weights;
use super::search::Feature;
use super::seed::site_shares;
use super::trade;
use super::window;
use crate::search::{Budget, SearchRng, StopToken};

/// Atoms up to which starts are cheap enough for two of them to belong together.
const SMALL_MAX: usize = 4000;
/// Atoms up to which all rounds anneal the whole plan, most of them from a fresh start.
const FRESH_MAX: usize = 1200;
/// Moves of a start where borders are to be few. Such plans freeze between three quarters and a twelfth of the mean price
/// of a move, whatever their size, and many short starts find more than few long ones.
const FEW_BORDERS_MOVES: u64 = 400_000;
/// Moves of a start for each atom of a middling territory, which has many, and of a large one, which has one.
const MIDDLING_MOVES: u64 = 200;
const LARGE_MOVES: u64 = 800;
/// Share of what is left of a budget that the first rounds of a larger territory may take, in 1/65,536.
const FIRST_SHARE: u64 = WHOLE * 3 / 8;
/// Starts of a middling territory before it is annealed window by window.
const STARTS: u64 = 24;
/// Sites in a window, from and to.
const WINDOW_SITES: (usize, usize) = (4, 12);
/// Windows in ten that are opened by a trade, where travel counts most.
const TRADES: usize = 4;
/// Moves for each atom of a window.
const WINDOW_MOVES: u64 = 200;

/// What the rounds of a run have in common.
#[derive(Debug, Clone)]
pub(super) struct Course<'a> {
    pub(super) ground: Ground<'a>,
    pub(super) counts: Vec<u32>,
    pub(super) weights: Weights,
    /// True when plans grow from the plan in force.
    pub(super) keep: bool,
    /// What is left out, to measure it.
    pub(super) without: Option<Feature>,
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
    fn lanes(&self) -> u64 {
        if self.ground.atoms.len() > SMALL_MAX { 1 } else { 2 }
    }

    /// Rounds on the whole plan before those on windows.
    fn first_rounds(&self) -> u64 {
        if self.lanes() == 1 { 1 } else { STARTS }
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
            let beside = if self.is_windowed(round) { 1 } else { lanes };
            let share = Budget {
                iterations: budget.iterations.map(|limit| ((limit - spent) / beside).max(1)),
                stop: budget.stop.clone(),
            };
            let found = if beside == 1 {
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
            round += beside;
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

    /// One round: windows on the best plan where the territory is large, else the whole plan.
    fn round(&self, best: &Draft, round: u64, budget: &Budget, watch: &mut dyn FnMut(u64, Rank)) -> Found {
        let mut rng = SearchRng::stream(self.ground.seed, round + 1);
        if self.is_windowed(round) {
            return self.windows(best, rng, budget, watch);
        }
        let (start, moves) = self.start(best, round, &mut rng, budget);
        let mut search = start.annealer(self.ground, self.weights.clone(), &self.counts, rng);
        if search.plan.weights.travel != 0 {
            rebase_all(&mut search, &budget.stop);
        }
        let scale = search.scale();
        self.set_penalties(&mut search, scale);
        search.reset_best();
        search.iterations = moves;
        let cycle = self.cycle(round, scale);
        search.run(cycle, budget, |_| false, &mut |search| {
            watch(search.iterations, search.best.rank);
        });
        Found {
            moves: search.iterations,
            draft: self.polish(search, budget),
        }
    }

    fn is_windowed(&self, round: u64) -> bool {
        let is_large = self.ground.atoms.len() > FRESH_MAX;
        is_large && round >= self.first_rounds() && self.without != Some(Feature::Windows)
    }

    /// True where nothing but annealing the best plan again makes sense.
    fn is_again(&self, round: u64) -> bool {
        self.keep || round % 3 == 2 || (round == 0 && self.weights.travel == 0)
    }

    /// The plan that a round starts from, and the moves spent on it. Where sites should be near their residents, a start
    /// is made legal first; where borders should be few, annealing finds its own way into the norm.
    fn start(&self, best: &Draft, round: u64, rng: &mut SearchRng, budget: &Budget) -> (Draft, u64) {
        let atoms = self.ground.atoms.len();
        let is_plain = self.without == Some(Feature::Density) && round == 0;
        if is_plain || self.is_again(round) || (self.weights.travel == 0 && atoms > FRESH_MAX) {
            return (best.clone(), 0);
        }
        if self.weights.travel != 0 && (round == 0 || atoms > FRESH_MAX) {
            return (self.by_density(best, rng, &budget.stop), 0);
        }
        let draft = Draft::first(self.ground, &self.counts, false, rng);
        if self.weights.travel == 0 {
            return (draft, 0);
        }
        let effort = if atoms < 400 {
            Effort::Steady
        } else {
            Effort::Quick
        };
        let stream = SearchRng::stream(rng.bits(), 0);
        legalise(self.ground, &draft, &self.counts, effort, stream, budget)
    }

    /// A random plan with full sites where `best` says that people live densely, and small ones elsewhere.
    fn by_density(&self, best: &Draft, rng: &mut SearchRng, stop: &StopToken) -> Draft {
        let weights = self.weights.clone();
        let mut search = best.annealer(self.ground, weights, &self.counts, SearchRng::new(0));
        rebase_all(&mut search, stop);
        if stop.is_stopped() {
            return best.clone();
        }
        let shares = site_shares(self.ground, &search.plan, &self.counts);
        Draft::random(self.ground, &self.counts, &shares, rng)
    }

    /// Temperatures and length of a round on the whole plan. Where ways count, prices of moves differ by orders of
    /// magnitude from a town to the country, and a plan of many sites must start well above their mean, but not one that
    /// is to keep to the plan in force.
    fn cycle(&self, round: u64, scale: i64) -> Cycle {
        let atoms = self.ground.atoms.len();
        let each = |moves: u64| (moves * atoms as u64).max(2000);
        let melting = if self.keep { scale / 2 } else { scale * 2 };
        let (hot, cold, moves) = if atoms > SMALL_MAX {
            (melting, scale / 50, each(LARGE_MOVES))
        } else if atoms > FRESH_MAX {
            (melting, scale / 50, each(MIDDLING_MOVES))
        } else if round > 0 && self.is_again(round) {
            let doublings = (round / 6).min(2);
            (scale / 4, scale / 50, each(400 << doublings))
        } else if self.weights.travel == 0 {
            (scale * 3 / 4, scale / 12, FEW_BORDERS_MOVES)
        } else {
            (scale, scale / 50, each(400))
        };
        Cycle {
            hot,
            cold: cold.max(1),
            moves,
            share: if atoms > FRESH_MAX { FIRST_SHARE } else { WHOLE } as u32,
            adapt: true,
        }
    }

    /// Anneals window after window until the budget is spent.
    fn windows(
        &self,
        best: &Draft,
        rng: SearchRng,
        budget: &Budget,
        watch: &mut dyn FnMut(u64, Rank),
    ) -> Found {
        let mut search = best.annealer(self.ground, self.weights.clone(), &self.counts, rng);
        if search.plan.weights.travel != 0 {
            rebase_all(&mut search, &budget.stop);
        }
        search.reset_best();
        window::set_all(&mut search, false);
        // A trade makes sites of any size: where posts are counted, it would end with other posts than there are.
        let no_trades = self.keep
            || self.weights.travel == 0
            || self.ground.half_posts.is_some()
            || self.without == Some(Feature::Trades);
        let trades = if no_trades { 0 } else { TRADES };
        let mut watched = 0;
        while !budget.is_spent(search.iterations) {
            if !(search.rng.chance(trades, 10) && trade::open(&mut search, self.ground)) {
                let (from, to) = WINDOW_SITES;
                let count = from + search.rng.below(to - from + 1);
                window::open(&mut search, count);
            }
            let scale = search.scale();
            self.set_penalties(&mut search, scale);
            let cycle = Cycle {
                hot: (scale * 3 / 2) >> search.rng.below(4),
                cold: (scale / 50).max(1),
                moves: WINDOW_MOVES * search.window.len() as u64,
                share: WHOLE as u32,
                adapt: true,
            };
            search.run(cycle, budget, |_| false, &mut |_| ());
            window::close(&mut search);
            if search.iterations / WATCH_EVERY > watched {
                watched = search.iterations / WATCH_EVERY;
                watch(search.iterations, search.best.rank);
            }
        }
        Found {
            moves: search.iterations,
            draft: Draft::best_of(&search),
        }
    }

    fn set_penalties(&self, search: &mut Annealer<'_>, scale: i64) {
        let people: i64 = self.ground.atoms.population.iter().sum();
        let mean = (people / self.ground.atoms.len().max(1) as i64).max(1);
        let weights = &mut search.plan.weights;
        weights.person = (scale.saturating_mul(2) / mean).max(1);
        weights.charge = if weights.travel == 0 { scale / 4 } else { scale };
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
        rebase_all(&mut search, &budget.stop);
        Draft::of(&search)
    }
}
