//! The search: ruin and recreate under simulated annealing, with penalties that adapt.
//!
//! One iteration removes a few visits and puts them back; the result is kept when it is not much worse than before, by
//! a temperature that falls over the budget. Limits may be passed at a price, and the price moves so that a part of the
//! visited solutions is feasible. Chains differ by their random stream only; the best of them is the answer, so the
//! number of threads does not matter.

use super::cooling::{Cooling, exponential};
use super::model::{Mode, Model, NONE};
use super::outcome::Outcome;
use super::price::{Excess, Penalties};
use super::problem::{DayIndex, DepotIndex, Problem, VisitIndex};
use super::recreate::{Recreate, Removed};
use super::ruin::{Ruin, RuinSize};
use super::state::{State, Totals};
use super::write::outcome;
use crate::search::{Budget, Progress, ProgressSink, SearchRng, ignore_progress};

/// Iterations between two looks at the penalties.
const PENALTY_PERIOD: u64 = 128;

/// Penalties stay below this: a second of excess may cost more than any visit, and sums stay inside 64 bits.
const PENALTY_MAX: i64 = 1 << 38;

/// A limit that more solutions than this break has too low a price.
const BROKEN_PERCENT_MAX: u64 = 85;

/// Stops removed at a time. The paper removes 10 on average; fewer visits with all their days are as many stops.
const RUIN: RuinSize = RuinSize {
    mean: 7,
    string_max: 10,
};

/// Ruins that leave one day only, percent.
const ONE_DAY_PERCENT: usize = 50;

/// First temperature, in legs to a near neighbour; cooler starts settle for worse day patterns.
const START_LEGS: i64 = 3;

/// The last temperature is the first halved so often.
const HALVINGS: u32 = 7;

/// Iterations between two readings of the clock.
const CLOCK_PERIOD: u64 = 8;

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

/// A solution kept aside.
#[derive(Debug, Clone, Default)]
pub(super) struct Snapshot {
    /// Stops of each route, by position of the route.
    pub(super) routes: Vec<Vec<u32>>,
    pub(super) choice: Vec<u32>,
    pub(super) cost: i64,
    /// Sum of all excess; 0 when feasible.
    pub(super) excess: i64,
}

impl Snapshot {
    fn take(&mut self, state: &State<'_, '_>) {
        self.routes.resize_with(state.routes.len(), Vec::new);
        for (kept, route) in self.routes.iter_mut().zip(&state.routes) {
            kept.clear();
            kept.extend_from_slice(route.stops());
        }
        self.choice.clone_from(&state.choice);
        self.cost = state.totals.cost();
        self.excess = excess_sum(&state.totals);
    }
}

fn excess_sum(totals: &Totals) -> i64 {
    totals.load + totals.time + totals.warp + totals.field_days
}

/// A chain and the place of its answer.
type Lane<'a> = (usize, &'a mut Option<(Snapshot, u64)>);

/// Plans from nothing.
///
/// The problem must have no [`faults`](super::faults); with faults the answer is empty and says so.
#[must_use]
pub fn solve(problem: &Problem, options: &Options, budget: &Budget, progress: ProgressSink<'_>) -> Outcome {
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
                    *slot = Some(run_chain(
                        model,
                        options.seed,
                        chain,
                        budget,
                        &mut ignore_progress,
                    ));
                }
            });
        }
        for (chain, slot) in own {
            *slot = Some(run_chain(&model, options.seed, chain, budget, progress));
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

/// Plans from routes that are already known; also tells which visits stood in a route that breaks a rule now.
pub(super) fn solve_from(
    problem: &Problem,
    routes: &[(DayIndex, DepotIndex, Vec<VisitIndex>)],
    days: &[Option<(u64, DepotIndex)>],
    options: &Options,
    budget: &Budget,
    progress: ProgressSink<'_>,
) -> (Outcome, Vec<VisitIndex>) {
    if let Some(refused) = super::write::refused(problem) {
        return (refused, Vec::new());
    }
    let model = Model::new(problem);
    let mut search = Chain::new(&model, SearchRng::stream(options.seed, 0));
    search.cooling = Cooling {
        start: model.scale.max(1),
        halvings: 6,
    };
    let broken = search.load(routes, days);
    let iterations = search.anneal(budget, progress);
    (outcome(&model, &search.best, iterations), broken)
}

fn run_chain(
    model: &Model<'_>,
    seed: u64,
    chain: usize,
    budget: &Budget,
    progress: ProgressSink<'_>,
) -> (Snapshot, u64) {
    let mut search = Chain::new(model, SearchRng::stream(seed, chain as u64));
    search.construct();
    let done = search.anneal(budget, progress);
    (search.best, done)
}

/// One annealing run.
pub(super) struct Chain<'m, 'p> {
    pub(super) state: State<'m, 'p>,
    recreate: Recreate,
    ruin: Ruin,
    removed: Vec<Removed>,
    rng: SearchRng,
    cooling: Cooling,
    pub(super) best: Snapshot,
    broken: [u64; 4],
}

impl<'m, 'p> Chain<'m, 'p> {
    pub(super) fn new(model: &'m Model<'p>, rng: SearchRng) -> Self {
        let penalties = first_penalties(model);
        Self {
            state: State::empty(model, penalties),
            recreate: Recreate::default(),
            ruin: Ruin::new(model, RUIN, ONE_DAY_PERCENT),
            removed: Vec::new(),
            rng,
            cooling: Cooling {
                start: (model.scale * START_LEGS).max(1),
                halvings: HALVINGS,
            },
            best: Snapshot {
                excess: i64::MAX,
                cost: i64::MAX,
                ..Snapshot::default()
            },
            broken: [0; 4],
        }
    }

    /// A first solution: every visit inserted in turn.
    ///
    /// Where every visit may be left out, leaving out all of them comes first: it breaks no rule, so the best is feasible
    /// from the start.
    pub(super) fn construct(&mut self) {
        let visits = &self.state.model.problem.visits;
        if visits.iter().all(|visit| visit.unserved_cost.is_some()) {
            self.state.settle();
            self.keep_best();
        }
        self.removed.clear();
        self.removed
            .extend((0..self.state.model.n as u32).map(|visit| Removed { visit, shift: NONE }));
        self.recreate
            .all(&mut self.state, &mut self.removed, &mut self.rng);
        self.state.settle();
        self.keep_best();
    }

    /// Puts known routes in place as far as the options allow and inserts the rest; returns the visits of routes that
    /// break a rule as they stand.
    fn load(
        &mut self,
        routes: &[(DayIndex, DepotIndex, Vec<VisitIndex>)],
        days: &[Option<(u64, DepotIndex)>],
    ) -> Vec<VisitIndex> {
        let state = &mut self.state;
        let model = state.model;
        for (visit, of) in model.visits.iter().enumerate() {
            let Some((set, depot)) = days.get(visit).copied().flatten() else {
                continue;
            };
            let source = &model.problem.visits[visit].options;
            let same = |option: &super::model::ModelOption| {
                (source[option.source].days, source[option.source].depot) == (set, depot)
            };
            if let Some(choice) = of.options.iter().position(same) {
                state.choose(visit as u32, choice as u32);
            }
        }
        for (day, depot, visits) in routes {
            let shift = depot.index() * model.days + day.index();
            let Some(of) = model.shifts.get(shift).filter(|_| day.index() < model.days) else {
                continue;
            };
            let Some(route) = (of.routes.0..of.routes.1).find(|&r| state.routes[r].is_empty()) else {
                continue;
            };
            for visit in visits.iter().map(|visit| visit.0) {
                if uses(state, visit, shift) && state.place(visit, day.index()).is_none() {
                    let end = state.routes[route].sequence.len() - 1;
                    state.insert(route, end, visit);
                }
            }
        }
        let broken = state
            .routes
            .iter()
            .filter(|route| route.excess != Excess::default())
            .flat_map(|route| route.stops().iter().map(|&visit| VisitIndex(visit)))
            .collect();
        self.removed.clear();
        for visit in 0..model.n as u32 {
            let choice = state.choice[visit as usize];
            let Some(option) = model.visits[visit as usize].options.get(choice as usize) else {
                self.removed.push(Removed { visit, shift: NONE });
                continue;
            };
            for &shift in &option.shifts {
                if state.place(visit, model.shifts[shift as usize].day).is_none() {
                    self.removed.push(Removed { visit, shift });
                }
            }
        }
        self.recreate
            .all(&mut self.state, &mut self.removed, &mut self.rng);
        self.state.settle();
        self.keep_best();
        broken
    }

    /// Runs until the budget is spent; returns the iterations done.
    fn anneal(&mut self, budget: &Budget, progress: ProgressSink<'_>) -> u64 {
        let mut done = 0_u64;
        let mut temperature = self.cooling.at(0);
        while self.state.model.n > 0 {
            if done.is_multiple_of(CLOCK_PERIOD) {
                if budget.is_spent(done) {
                    break;
                }
                temperature = self
                    .cooling
                    .at(budget.share(done).unwrap_or((done % 65_536) as u32));
                if done.is_multiple_of(1 << 14) {
                    self.report(done, progress);
                }
            } else if budget.iterations.is_some_and(|limit| done >= limit) {
                break;
            }
            self.step(temperature);
            done += 1;
            if done.is_multiple_of(PENALTY_PERIOD) {
                self.adapt();
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
        self.recreate.all(state, &mut self.removed, &mut self.rng);
        state.settle();
        let allowed = (temperature * exponential(&mut self.rng)) >> 10;
        if state.totals.cost() < before.saturating_add(allowed) {
            #[cfg(debug_assertions)]
            assert_eq!(
                state.totals,
                state.recount(),
                "sums kept along differ from sums made anew"
            );
            self.keep_best();
        } else {
            state.rollback();
        }
        let totals = &self.state.totals;
        for (count, over) in
            self.broken
                .iter_mut()
                .zip([totals.load, totals.time, totals.warp, totals.field_days])
        {
            *count += u64::from(over > 0);
        }
    }

    fn keep_best(&mut self) {
        let totals = &self.state.totals;
        if (excess_sum(totals), totals.cost()) < (self.best.excess, self.best.cost) {
            self.best.take(&self.state);
        }
    }

    /// Raises the penalties of limits that nearly every visited solution breaks. They never fall: a falling price lets
    /// a cold search drift away from what it has found.
    fn adapt(&mut self) {
        let raise = |penalty: &mut i64, broken: u64| {
            if broken * 100 > PENALTY_PERIOD * BROKEN_PERCENT_MAX {
                *penalty = (*penalty + *penalty / 20 + 1).min(PENALTY_MAX);
            }
        };
        let penalties = &mut self.state.penalties;
        raise(&mut penalties.load, self.broken[0]);
        raise(&mut penalties.time, self.broken[1]);
        raise(&mut penalties.warp, self.broken[2]);
        raise(&mut penalties.field_day, self.broken[3]);
        let any = self
            .broken
            .iter()
            .any(|&broken| broken * 100 > PENALTY_PERIOD * BROKEN_PERCENT_MAX);
        self.broken = [0; 4];
        if any {
            self.state.reprice();
        }
    }
}

/// True when the chosen option of a visit uses a shift.
fn uses(state: &State<'_, '_>, visit: u32, shift: usize) -> bool {
    let Some(of) = state.model.visits.get(visit as usize) else {
        return false;
    };
    of.options
        .get(state.choice[visit as usize] as usize)
        .is_some_and(|o| o.shifts.contains(&(shift as u32)))
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
        .out
        .iter()
        .map(|leg| i64::from(leg.time))
        .max()
        .unwrap_or(1)
        .max(1);
    let firm = optional.map_or(0, |cost| cost.saturating_mul(256));
    let clamp = |penalty: i64| penalty.clamp(1, PENALTY_MAX);
    let load = clamp((far * 512 / demand).max(firm));
    let time = clamp((far * 1024 / seconds).max(firm));
    let warp = if model.mode == Mode::Plain { 1 } else { time };
    let field_day = far
        .saturating_mul(20)
        .max(optional.unwrap_or(0).saturating_mul(4))
        .min(1 << 50);
    Penalties {
        load,
        time,
        warp,
        field_day,
    }
}
