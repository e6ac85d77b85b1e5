//! One chain of annealing: ruin and recreate, a temperature that falls, penalties that adapt.
//!
//! One iteration removes a few visits and puts them back; the result is kept when it is not much worse than before, by
//! a temperature that falls over each cycle of the budget. Limits may be passed at a price, and the price moves so that
//! a wanted part of the visited solutions passes them: the way to a full vehicle leads through overfull ones.

use super::ablation::Part;
use super::cooling::{Cooling, exponential};
use super::cycles::Cycles;
use super::elites::{Elites, Snapshot};
use super::model::{Mode, Model, NONE};
use super::price::{POINT, Penalties};
use super::recreate::{Recreate, Removed};
use super::ruin::{Ruin, RuinSize};
use super::state::State;
use crate::search::{Budget, Progress, ProgressSink, SearchRng, StopToken};

/// Iterations between two looks at the penalties.
const PENALTY_PERIOD: u64 = 256;

/// A penalty moves by this part of itself.
const PENALTY_STEP: i64 = 16;

/// Penalties stay below this: a second of excess may cost more than any visit, and sums stay inside 64 bits.
const PENALTY_MAX: i64 = 1 << 38;

/// Visited solutions that pass a limit, percent: wanted at the begin of a cycle and at its end.
const BROKEN_PERCENT: (i64, i64) = (40, 20);

/// Nearer than this to what is wanted, a penalty stays.
const BROKEN_PERCENT_SLACK: i64 = 5;

/// Stops removed at a time, the paper's figures.
const RUIN: RuinSize = RuinSize {
    mean: 10,
    string_max: 10,
};

/// Ruins that leave one day only, percent.
const ONE_DAY_PERCENT: usize = 50;

/// First temperature, in halves of a leg to a near neighbour.
const START_HALF_LEGS: i64 = 3;

/// The last temperature is the first halved so often. Much colder, the days are routed to the end and stay so, while only
/// a warmer search still moves visits to other days.
const HALVINGS: u32 = 5;

/// Temperatures of a search that stays near its first solution: from a leg, halved so often. It has little time, and ends
/// colder.
const NEAR_HALVINGS: u32 = 6;

/// Visits inserted into a first solution between two readings of the clock.
const CONSTRUCT_AT_A_TIME: usize = 256;

/// Iterations between two readings of the clock.
const CLOCK_PERIOD: u64 = 8;

/// One annealing run.
pub(super) struct Chain<'m, 'p> {
    pub(super) state: State<'m, 'p>,
    pub(super) recreate: Recreate,
    ruin: Ruin,
    pub(super) removed: Vec<Removed>,
    pub(super) rng: SearchRng,
    pub(super) cooling: Cooling,
    /// The best solution of all.
    pub(super) best: Snapshot,
    /// The best solution of this cycle.
    pub(super) found: Snapshot,
    pub(super) elites: Elites,
    /// Penalties do not fall below these.
    floors: Penalties,
    broken: [u64; 4],
    one_cycle: bool,
    pub(super) without: Option<Part>,
}

impl<'m, 'p> Chain<'m, 'p> {
    pub(super) fn new(model: &'m Model<'p>, rng: SearchRng, without: Option<Part>) -> Self {
        let penalties = first_penalties(model);
        let one_day_percent = if without == Some(Part::OneDayRuins) {
            0
        } else {
            ONE_DAY_PERCENT
        };
        Self {
            state: State::empty(model, penalties),
            recreate: Recreate::new(model, without),
            ruin: Ruin::new(model, RUIN, one_day_percent),
            removed: Vec::new(),
            rng,
            cooling: hot(model),
            best: Snapshot::default(),
            found: Snapshot::default(),
            elites: Elites::default(),
            floors: penalty_floors(model, penalties),
            broken: [0; 4],
            one_cycle: without == Some(Part::Cycles),
            without,
        }
    }

    /// A first solution: every visit inserted in turn, as far as there is time.
    ///
    /// Where every visit may be left out, leaving out all of them comes first: it breaks no rule, so the best is feasible
    /// from the start.
    pub(super) fn construct(&mut self, stop: &StopToken) {
        let visits = &self.state.model.problem.visits;
        let all_optional = visits.iter().all(|visit| visit.unserved_cost.is_some());
        if all_optional {
            self.state.settle();
            self.keep_best();
        }
        let mut everybody: Vec<Removed> = (0..self.state.model.n as u32)
            .map(|visit| Removed { visit, shift: NONE })
            .collect();
        self.rng.shuffle(&mut everybody);
        let mut complete = true;
        for (number, some) in everybody.chunks(CONSTRUCT_AT_A_TIME).enumerate() {
            if number > 0 && stop.is_stopped() {
                complete = false;
                break;
            }
            self.put_back(some.to_vec());
        }
        // What must be served costs nothing while it is out: an incomplete solution is kept where there is no other.
        if complete || all_optional || self.best.routes.is_empty() {
            self.keep_best();
        }
    }

    /// Inserts visits.
    pub(super) fn put_back(&mut self, removed: Vec<Removed>) {
        self.removed = removed;
        self.recreate
            .all(&mut self.state, &mut self.removed, i64::MAX, &mut self.rng);
        self.state.settle();
        self.state.begin();
    }

    /// One cycle that begins cold: the answer stays near the solution at hand.
    pub(super) fn stay_near(&mut self) {
        self.one_cycle = true;
        self.cooling = Cooling {
            start: self.state.model.tables.scale.max(1),
            halvings: NEAR_HALVINGS,
        };
    }

    /// Runs until the budget is spent; returns the iterations done.
    pub(super) fn run(&mut self, budget: &Budget, progress: ProgressSink<'_>) -> u64 {
        let mut cycles = Cycles::new(self.state.model, budget, self.one_cycle);
        let (mut done, mut share) = (0_u64, 0);
        let mut temperature = self.cooling.at(0);
        while self.state.model.n > 0 {
            if done.is_multiple_of(CLOCK_PERIOD) {
                if budget.is_spent(done) {
                    break;
                }
                if cycles.begins_another(budget, done) {
                    self.next_cycle(&cycles, &budget.stop);
                }
                share = cycles.share();
                temperature = self.cooling.at(share);
                if done.is_multiple_of(1 << 14) {
                    self.report(done, progress);
                }
            } else if budget.iterations.is_some_and(|limit| done >= limit) {
                break;
            }
            self.step(temperature);
            done += 1;
            if done.is_multiple_of(PENALTY_PERIOD) {
                self.adapt(share);
            }
        }
        self.report(done, progress);
        done
    }

    fn report(&self, iterations: u64, progress: ProgressSink<'_>) {
        let best = (self.best.excess == 0).then_some(self.best.cost);
        progress(Progress {
            iterations,
            best,
            bound: None,
        });
    }

    fn step(&mut self, temperature: i64) {
        let state = &mut self.state;
        state.begin();
        let before = state.totals.cost();
        self.ruin.run(state, &mut self.removed, &mut self.rng);
        let allowed = (temperature * exponential(&mut self.rng)) >> 10;
        let limit = before.saturating_add(allowed);
        let complete = self.recreate.all(state, &mut self.removed, limit, &mut self.rng);
        state.settle();
        if complete && state.totals.cost() < limit {
            #[cfg(debug_assertions)]
            assert_eq!(
                state.totals,
                state.recount(),
                "sums kept along differ from sums made anew"
            );
            state.commit();
            self.keep_best();
        } else {
            state.rollback();
        }
        let totals = &self.state.totals;
        for (count, over) in
            self.broken
                .iter_mut()
                .zip([totals.load, totals.time, totals.warp, totals.calendar_excess])
        {
            *count += u64::from(over > 0);
        }
    }

    /// Keeps the solution where it is the best of the cycle, or of all.
    pub(super) fn keep_best(&mut self) {
        self.found.improve(&self.state);
        self.best.improve(&self.state);
    }

    /// Moves the penalty of each limit so that the wanted part of the visited solutions passes it.
    fn adapt(&mut self, share: u32) {
        let (begin, end) = BROKEN_PERCENT;
        let wanted = begin + (end - begin) * i64::from(share) / 65_536;
        let falls = self.without != Some(Part::FallingPenalties);
        let mut moved = false;
        let mut turn = |penalty: &mut i64, floor: i64, broken: u64| {
            let percent = (broken * 100 / PENALTY_PERIOD) as i64;
            let old = *penalty;
            if percent > wanted + BROKEN_PERCENT_SLACK {
                *penalty = (old + old / PENALTY_STEP + 1).min(PENALTY_MAX);
            } else if falls && percent < wanted - BROKEN_PERCENT_SLACK {
                *penalty = (old - old / PENALTY_STEP).max(floor);
            }
            moved |= *penalty != old;
        };
        let (penalties, floors) = (&mut self.state.penalties, &self.floors);
        turn(&mut penalties.load, floors.load, self.broken[0]);
        turn(&mut penalties.time, floors.time, self.broken[1]);
        turn(&mut penalties.warp, floors.warp, self.broken[2]);
        turn(&mut penalties.calendar, floors.calendar, self.broken[3]);
        self.broken = [0; 4];
        if moved {
            self.state.reprice();
        }
    }
}

/// The cooling of a cycle that starts from nothing.
pub(super) fn hot(model: &Model<'_>) -> Cooling {
    Cooling {
        start: (model.tables.scale * START_HALF_LEGS / 2).max(1),
        halvings: HALVINGS,
    }
}

/// Where visits may be left out, passing a limit never pays; else a unit of excess costs one unit at least.
fn penalty_floors(model: &Model<'_>, first: Penalties) -> Penalties {
    if model.visits.iter().any(|visit| visit.unserved.is_some()) {
        return first;
    }
    Penalties {
        load: 1 << POINT,
        time: 1,
        warp: 1,
        calendar: first.calendar,
    }
}

/// Penalties to start with: a typical route's excess costs a few legs; where visits may be left out, leaving out is
/// always cheaper, so the first solution is feasible.
fn first_penalties(model: &Model<'_>) -> Penalties {
    let optional = model.visits.iter().filter_map(|visit| visit.unserved).max();
    let demand = model
        .visits
        .iter()
        .map(|visit| visit.demand)
        .max()
        .unwrap_or(1)
        .max(1);
    let far = model
        .visits
        .iter()
        .map(|visit| visit.remoteness)
        .max()
        .unwrap_or(1)
        .max(1);
    let seconds = model
        .tables
        .ways
        .iter()
        .map(|ways| i64::from(ways.out.time))
        .max()
        .unwrap_or(1)
        .max(1);
    let firm = optional.map_or(0, |cost| cost.saturating_mul(256));
    let clamp = |penalty: i64| penalty.clamp(1, PENALTY_MAX);
    let load = clamp((far * 512 / demand).max(firm));
    let time = clamp((far * 1024 / seconds).max(firm));
    let warp = if model.mode == Mode::Plain { 1 } else { time };
    let calendar = far
        .saturating_mul(20)
        .max(optional.unwrap_or(0).saturating_mul(4))
        .min(1 << 50);
    Penalties {
        load,
        time,
        warp,
        calendar,
    }
}
