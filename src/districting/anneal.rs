//! Simulated annealing over plans: the loop, its temperature, and the best plan so far.
//!
//! A step draws an atom on a border and a neighbouring site, prices the shift, and compares it with what the
//! temperature allows; only a shift that passes is asked about connectivity, the dearer question. A shift that fails
//! for the population alone is tried again as the first link of a chain. A cycle cools from hot to cold by a fixed
//! ratio a step, so that its course depends on the number of moves and not on the clock.

use super::contiguity::Contiguity;
use super::moves;
use super::partition::Partition;
use super::problem::UnitIx;
use super::travel::Travel;
use crate::search::{Acceptance, Budget, SearchRng};

/// Moves between two looks at the budget.
const LOOK_EVERY: u64 = 256;
/// Moves between two reports of progress; a few tenths of a second.
const WATCH_EVERY: u64 = 1 << 18;

/// Temperatures of one cycle and its length.
#[derive(Debug, Clone, Copy)]
pub(super) struct Cycle {
    /// First temperature, in energy.
    pub(super) hot: i64,
    /// Last temperature.
    pub(super) cold: i64,
    /// Moves to evaluate.
    pub(super) moves: u64,
    /// True to raise the penalty while the plan is outside the norm and to lower it while it is not (strategic
    /// oscillation).
    pub(super) adapt: bool,
}

/// How good a plan is: pairs that should be apart, residents outside the norm, energy of the objective.
pub(super) type Rank = (u32, i64, i64);

/// The best plan so far, brought up to date by the list of atoms moved since.
#[derive(Debug, Clone)]
pub(super) struct Best {
    pub(super) rank: Rank,
    pub(super) site_of: Vec<u32>,
    pub(super) bases: Vec<UnitIx>,
    moved: Vec<u32>,
}

/// A plan under annealing with everything its moves need.
#[derive(Debug)]
pub(super) struct Annealer<'a> {
    pub(super) plan: Partition<'a>,
    pub(super) travel: Travel<'a>,
    pub(super) contiguity: Contiguity,
    pub(super) rng: SearchRng,
    acceptance: Acceptance,
    pub(super) best: Best,
    /// Moves evaluated so far.
    pub(super) iterations: u64,
}

impl<'a> Annealer<'a> {
    /// An annealer that starts from `plan`.
    pub(super) fn new(plan: Partition<'a>, travel: Travel<'a>, rng: SearchRng) -> Self {
        let best = Best {
            rank: rank(&plan),
            site_of: plan.site_of.clone(),
            bases: plan.bases(),
            moved: Vec::new(),
        };
        Self {
            contiguity: Contiguity::new(plan.atoms.len()),
            plan,
            travel,
            rng,
            acceptance: Acceptance::default(),
            best,
            iterations: 0,
        }
    }

    /// Takes the present plan for the best, whatever the best was.
    pub(super) fn reset_best(&mut self) {
        self.best.rank = rank(&self.plan);
        self.best.site_of.clone_from(&self.plan.site_of);
        self.best.bases = self.plan.bases();
        self.best.moved.clear();
    }

    /// One cycle from hot to cold, or until the budget is spent or `enough` says so of the plan.
    pub(super) fn run(
        &mut self,
        cycle: Cycle,
        budget: &Budget,
        enough: impl Fn(&Partition<'a>) -> bool,
        watch: &mut dyn FnMut(&Self),
    ) {
        let mut temperature = cycle.hot.max(1);
        let cold = cycle.cold.max(1);
        let stage = (cycle.moves / coolings(temperature, cold)).max(1);
        let first_penalty = self.plan.weights.person;
        for done in 0..cycle.moves {
            if done % LOOK_EVERY == 0 && budget.is_spent(self.iterations) {
                return;
            }
            if done % WATCH_EVERY == WATCH_EVERY - 1 {
                watch(self);
            }
            if done % stage == stage - 1 {
                if temperature > cold {
                    temperature = cool(temperature);
                }
                if cycle.adapt {
                    self.adapt_penalty(first_penalty);
                }
            }
            self.iterations += 1;
            if self.step(temperature) && enough(&self.plan) {
                return;
            }
        }
    }

    fn adapt_penalty(&mut self, first: i64) {
        let person = self.plan.weights.person;
        let next = if self.plan.outside > 0 {
            person + person / 8 + 1
        } else {
            person - person / 16
        };
        self.plan.weights.person = next.clamp((first / 4).max(1), first.saturating_mul(256));
    }

    /// One move. True when the plan changed.
    fn step(&mut self, temperature: i64) -> bool {
        let plan = &self.plan;
        if plan.border.is_empty() {
            return false;
        }
        let atom = plan.border[self.rng.below(plan.border.len())];
        let Some(to) = moves::foreign_site(plan, atom, &mut self.rng) else {
            return false;
        };
        let limit = self.acceptance.worsening(temperature, &mut self.rng);
        let moved = moves::attempt(self, atom, to, limit);
        if moved {
            self.note_best();
        }
        moved
    }

    /// Records that an atom changed its site, for the best plan's sake.
    pub(super) fn note_moved(&mut self, atom: u32) {
        self.best.moved.push(atom);
    }

    fn note_best(&mut self) {
        let rank = rank(&self.plan);
        if rank >= self.best.rank {
            if self.best.moved.len() > 4 * self.plan.site_of.len() + 64 {
                self.best.moved.sort_unstable();
                self.best.moved.dedup();
            }
            return;
        }
        self.best.rank = rank;
        for atom in self.best.moved.drain(..) {
            self.best.site_of[atom as usize] = self.plan.site_of[atom as usize];
        }
        for (slot, site) in self.best.bases.iter_mut().zip(&self.plan.sites) {
            *slot = site.base;
        }
    }

    /// Mean absolute price of the objective over some border shifts, at least 1: the scale of temperatures.
    pub(super) fn scale(&mut self) -> i64 {
        let mut sum = 0i128;
        let mut count = 0;
        for _ in 0..512 {
            if self.plan.border.is_empty() {
                break;
            }
            let atom = self.plan.border[self.rng.below(self.plan.border.len())];
            if let Some(to) = moves::foreign_site(&self.plan, atom, &mut self.rng) {
                sum += i128::from(self.plan.price(&self.travel, atom, to).objective.abs());
                count += 1;
            }
        }
        ((sum / count.max(1)) as i64).max(1)
    }
}

/// The rank of a plan.
pub(super) fn rank(plan: &Partition<'_>) -> Rank {
    (plan.clashes, plan.outside, plan.objective)
}

/// Steps from hot to cold, at least 1.
fn coolings(hot: i64, cold: i64) -> u64 {
    let mut temperature = hot;
    let mut count = 1;
    while temperature > cold {
        temperature = cool(temperature);
        count += 1;
    }
    count
}

fn cool(temperature: i64) -> i64 {
    temperature - (temperature >> 6).max(1)
}
