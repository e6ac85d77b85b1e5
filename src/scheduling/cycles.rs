//! The cycles of a chain: some annealings from nothing, then annealings from crossed elites.
//!
//! A long annealing of a small problem ends in one of a few deep valleys of day patterns; several short ones find
//! more of them, and crossing their patterns finds better ones. A large problem needs longer annealings, for each
//! stop too: the length of a cycle grows with the stops times the stops of a base. It has time for a few cycles only,
//! which go on from the best solution; where there is time for many short ones, they go on from any elite, so that
//! other families live.
//!
//! # References
//! Vidal, Crainic, Gendreau, Lahrichi, Rei: "A hybrid genetic algorithm for multidepot and periodic vehicle routing
//! problems", 2012 (crossing of day patterns); the rest of this scheme is our own.

use super::ablation::Part;
use super::chain::{Chain, hot};
use super::cooling::Cooling;
use super::elites::Snapshot;
use super::model::{Model, NONE};
use super::recreate::Removed;
use crate::search::{Budget, StopToken};

/// Least length of a cycle, in iterations for each stop of the cycle of days.
const ITERATIONS_PER_STOP: u64 = 100;

/// Length of a cycle in iterations for each pair of stops of a base, where that is longer: from 50 stops a base on.
const ITERATIONS_PER_PAIR: u64 = 2;

/// Most cycles of a run.
const CYCLES_MAX: u64 = 40;

/// From iterations for so many cycles of the least length on, a run goes on from any elite.
const MANY_CYCLES: u64 = 120;

/// Cycles that start from nothing, percent.
const FRESH_PERCENT: u64 = 30;

/// A cycle from crossed elites begins at the temperature of a fresh one halved so often.
const CROSSED_HALVINGS: u32 = 2;

/// The speed is known well enough after this share of a time limit, in 1/65,536; the first of [`CYCLES_MAX`] lasts
/// longer.
const SPEED_SHARE: u32 = 1_024;

/// Where in the budget a run stands, and in how many cycles it is cut.
#[derive(Debug, Clone, Copy)]
pub(super) struct Cycles {
    stops: u64,
    bases: u64,
    /// `None` until the speed is known.
    planned: Option<u64>,
    /// True when there is time for other families than the best one's.
    are_many: bool,
    number: u64,
    share: u32,
}

impl Cycles {
    pub(super) fn new(model: &Model<'_>, budget: &Budget, one: bool) -> Self {
        let days =
            |visit: &super::model::ModelVisit| visit.options.first().map_or(0, |o| o.shifts.len() as u64);
        let mut cycles = Self {
            stops: model.visits.iter().map(days).sum::<u64>().max(1),
            bases: model.problem.depots.len().max(1) as u64,
            planned: one.then_some(1),
            are_many: false,
            number: 0,
            share: 0,
        };
        if let (None, Some(iterations)) = (cycles.planned, budget.iterations) {
            cycles.plan(iterations);
        }
        cycles
    }

    fn plan(&mut self, iterations: u64) {
        let per_stop = ITERATIONS_PER_STOP.max(ITERATIONS_PER_PAIR * self.stops / self.bases);
        self.planned = Some((iterations / (per_stop * self.stops)).clamp(1, CYCLES_MAX));
        self.are_many = iterations / (ITERATIONS_PER_STOP * self.stops) >= MANY_CYCLES;
    }

    /// Brings the share up to date; true when another cycle begins.
    pub(super) fn begins_another(&mut self, budget: &Budget, done: u64) -> bool {
        let whole = budget.share(done).unwrap_or((done % 65_536) as u32);
        if self.planned.is_none() && whole >= SPEED_SHARE {
            self.plan(done * 65_536 / u64::from(whole));
        }
        let count = self.planned.unwrap_or(1);
        let at = u64::from(whole) * count;
        let number = (at >> 16).min(count - 1);
        self.share = (at - (number << 16)) as u32;
        std::mem::replace(&mut self.number, number) != number
    }

    /// How much of the cycle is done, in 1/65,536.
    pub(super) fn share(&self) -> u32 {
        self.share
    }

    /// True while cycles start from nothing.
    fn is_fresh(&self) -> bool {
        self.number * 100 < FRESH_PERCENT * self.planned.unwrap_or(1)
    }
}

impl Chain<'_, '_> {
    /// Keeps what the last cycle found and starts the next: from nothing, or from the best elite, where cycles are many
    /// from any, crossed with another.
    pub(super) fn next_cycle(&mut self, cycles: &Cycles, stop: &StopToken) {
        let found = std::mem::take(&mut self.found);
        self.elites.add(found);
        let model = self.state.model;
        let fresh = hot(model);
        let mate = self.rng.below(self.elites.len());
        let base = if cycles.are_many {
            self.rng.below(self.elites.len())
        } else {
            0
        };
        match (cycles.is_fresh(), self.elites.get(base), self.elites.get(mate)) {
            (false, Some(base), Some(mate)) => {
                self.state.restore(&base.routes, &base.choice);
                let removed = self.cross(&mate.clone());
                self.put_back(removed);
                self.keep_best();
                self.cooling = Cooling {
                    start: fresh.start >> CROSSED_HALVINGS,
                    halvings: fresh.halvings - CROSSED_HALVINGS,
                };
            }
            _ => {
                let nothing = vec![Vec::new(); self.state.routes.len()];
                self.state.restore(&nothing, &vec![NONE; model.n]);
                self.cooling = fresh;
                self.construct(stop);
            }
        }
    }

    /// Takes over the other's options in one half of the visits that differ, the half around one of them; their stops
    /// are left to be put back.
    fn cross(&mut self, other: &Snapshot) -> Vec<Removed> {
        let state = &mut self.state;
        let model = state.model;
        let mut differ: Vec<u32> = (0..model.n as u32)
            .filter(|&visit| state.choice[visit as usize] != other.choice[visit as usize])
            .collect();
        if differ.is_empty() || self.without == Some(Part::Crossing) {
            return Vec::new();
        }
        let around = model.around(0, differ[self.rng.below(differ.len())]);
        differ.sort_by_key(|&visit| around[visit as usize].out.cost);
        differ.truncate(differ.len().div_ceil(2));
        let mut removed = Vec::new();
        for &visit in &differ {
            let options = &model.visits[visit as usize].options;
            if let Some(old) = options.get(state.choice[visit as usize] as usize) {
                for &shift in &old.shifts {
                    state.remove(visit, model.shifts[shift as usize].day);
                }
            }
            let choice = other.choice[visit as usize];
            state.choose(visit, choice);
            if let Some(new) = options.get(choice as usize) {
                removed.extend(new.shifts.iter().map(|&shift| Removed { visit, shift }));
            }
        }
        state.sum_up();
        removed
    }
}
