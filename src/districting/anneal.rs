//! Simulated annealing over plans: the loop, its temperature, and the best plan so far.
//!
//! A step draws an atom on a border and a neighbouring site, prices the shift, and compares it with what the
//! temperature allows; only a shift that passes is asked about connectivity, the dearer question. A shift that fails
//! for the population alone is tried again as the first link of a chain. A cycle cools from hot to cold by a fixed
//! ratio a stage, over its number of moves, or faster where the budget leaves less. Moves keep to a window of the plan
//! where one is open.

use super::contiguity::Contiguity;
use super::moves;
use super::partition::Partition;
use super::problem::UnitIx;
use super::travel::Travel;
use super::window::Window;
use crate::search::{Acceptance, Budget, SearchRng};

/// Moves between two looks at the budget.
const LOOK_EVERY: u64 = 256;
/// Moves between two reports of progress; a few tenths of a second.
pub(super) const WATCH_EVERY: u64 = 1 << 18;

/// A whole cycle or budget, as a share.
pub(super) const WHOLE: u64 = 65_536;
/// Sites for each one that a hot plan may have outside the norm.
const SITES_PER_BEARABLE: u64 = 32;

/// Temperatures of one cycle and its length.
#[derive(Debug, Clone, Copy)]
pub(super) struct Cycle {
    /// First temperature, in energy.
    pub(super) hot: i64,
    /// Last temperature.
    pub(super) cold: i64,
    /// Moves to evaluate.
    pub(super) moves: u64,
    /// The cycle ends sooner, cooled all the same, when this share of the budget left at its start is used, in 1/65,536.
    pub(super) share: u32,
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
    pub(super) window: Window,
    pub(super) best: Best,
    /// Sites that are outside the norm in every plan.
    pub(super) hopeless: u32,
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
            window: Window::default(),
            best,
            hopeless: 0,
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
        let ladder = ladder(cycle.hot, cycle.cold);
        let from = budget.share(self.iterations).unwrap_or(0);
        let first_penalty = self.plan.weights.person;
        let mut stage = 0;
        let mut done = 0;
        loop {
            if done % LOOK_EVERY == 0 {
                if budget.is_spent(self.iterations) {
                    return;
                }
                let passed = self.passed(cycle, done, from, budget);
                if passed >= WHOLE {
                    return;
                }
                let next = (passed * ladder.len() as u64 / WHOLE) as usize;
                if cycle.adapt && next > stage {
                    self.adapt_penalty(first_penalty, WHOLE - passed);
                }
                stage = next;
            }
            if done % WATCH_EVERY == WATCH_EVERY - 1 {
                watch(self);
            }
            done += 1;
            self.iterations += 1;
            if self.step(ladder[stage]) && enough(&self.plan) {
                return;
            }
        }
    }

    /// How much of a cycle has passed after `done` moves, in 1/65,536; `from` is the share of the budget used before.
    fn passed(&self, cycle: Cycle, done: u64, from: u32, budget: &Budget) -> u64 {
        let by_moves = done * WHOLE / cycle.moves.max(1);
        let Some(share) = budget.share(self.iterations) else {
            return by_moves;
        };
        let allowed = WHOLE.saturating_sub(from.into()) * u64::from(cycle.share) / WHOLE;
        let used = u64::from(share.saturating_sub(from));
        by_moves.max(used * WHOLE / allowed.max(1))
    }

    /// Raises the price of residents outside the norm while too many sites are outside, else lowers it. A hot plan of
    /// many sites may have some outside at any time; a plan that is three quarters cooled none.
    fn adapt_penalty(&mut self, first: i64, left: u64) {
        let person = self.plan.weights.person;
        let sites = match self.window.sites() {
            0 => self.plan.sites.len(),
            sites => sites,
        };
        let bearable = sites as u64 * left.saturating_sub(WHOLE / 4) / (WHOLE * SITES_PER_BEARABLE);
        let violated = self.plan.violated.saturating_sub(self.hopeless);
        let next = if u64::from(violated) > bearable {
            person + person / 8 + 1
        } else {
            person - person / 16
        };
        let next = next.clamp((first / 4).max(1), first.saturating_mul(256));
        self.plan.weights.person = next;
    }

    /// One move. True when the plan changed.
    fn step(&mut self, temperature: i64) -> bool {
        let Some(atom) = self.window.draw(&self.plan, &mut self.rng) else {
            return false;
        };
        let Some(to) = moves::foreign_site(&self.plan, atom, &mut self.rng) else {
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

    /// Goes back to the best plan, if the present one is worse.
    pub(super) fn return_to_best(&mut self) {
        let moved = std::mem::take(&mut self.best.moved);
        for &atom in &moved {
            let before = self.best.site_of[atom as usize];
            if self.plan.site_of[atom as usize] != before {
                self.plan.shift(&self.travel, atom, before);
            }
        }
        for site in 0..self.plan.sites.len() as u32 {
            let base = self.best.bases[site as usize];
            if self.plan.weights.travel != 0 && self.plan.sites[site as usize].base != base {
                self.plan.set_base(site, base, &self.travel);
            }
        }
        self.best.moved = moved;
        self.best.moved.clear();
    }

    /// Mean absolute price of the objective over some border shifts, at least 1: the scale of temperatures.
    pub(super) fn scale(&mut self) -> i64 {
        let mut sum = 0i128;
        let mut count = 0;
        for _ in 0..512 {
            let Some(atom) = self.window.draw(&self.plan, &mut self.rng) else {
                break;
            };
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

/// Temperatures from hot to cold, one a stage.
fn ladder(hot: i64, cold: i64) -> Vec<i64> {
    let cold = cold.max(1);
    let mut temperature = hot.max(1);
    let mut ladder = vec![temperature];
    while temperature > cold {
        temperature -= (temperature >> 6).max(1);
        ladder.push(temperature);
    }
    ladder
}
