//! Where a repair begins: the published plan, and what a person would try first when a day of it is lost.
//!
//! One search from the published routes alone answers worse than a planner with a pencil: a lost Tuesday becomes the
//! Monday of that week, and nobody else moves. So the plan is laid out in several ways before any search: as published,
//! with what is blocked put back one by one, on its other days or on any; as it was before the plan that is replanned;
//! with each lost day of a base changed with each other day of its week, or with another weekday in all weeks, one lost
//! day after the other on the best so far; and with each visit that is left out put on each of its days while those whom
//! it crowds out look for other days. Work is a few dozen insertions of what is in no place a lost day, and as many
//! evictions a visit left out; both are limited.

use super::chain::Chain;
use super::elites::Snapshot;
use super::model::{Model, NONE};
use super::price::Excess;
use super::problem::{DayIndex, DepotIndex, Problem, VisitIndex};
use super::recreate::{Removed, place};
use super::repair::Published;
use super::resume::{broken, missing, place_known};
use super::search::Options;
use super::state::State;
use crate::search::{SearchRng, StopToken};

/// Lost days of bases for which others are tried.
const LOST_DAYS_MAX: usize = 48;

/// Visits left out for which room is made.
const LEFT_OUT_MAX: usize = 16;

/// Orders in which what is in no place is put back.
const ORDERS: u64 = 3;

/// The published plan laid out, and the ways tried, best first.
pub(super) struct Starts {
    pub(super) layouts: Vec<Snapshot>,
    /// Visits of published routes that break a rule as they stand, or are not there any more.
    pub(super) broken: Vec<VisitIndex>,
}

/// Lays a published plan out in every way that is worth a try. `before` is the plan that `published` was made from.
pub(super) fn starts(
    model: &Model<'_>,
    published: &Published,
    before: Option<&Published>,
    options: &Options,
    stop: &StopToken,
) -> Starts {
    let mut table = Table {
        model,
        seed: options.seed,
        layouts: Vec::new(),
    };
    let (broken, lost) = table.blocked(published);
    let mut known = published.clone();
    let mut best = table.lay_out(&known);
    if let Some(before) = before {
        table.lay_out(before);
    }
    for (depot, day) in lost.into_iter().take(LOST_DAYS_MAX) {
        if stop.is_stopped() {
            break;
        }
        let mut better = None;
        for swap in swaps(model.problem, day) {
            let tried = swapped(&known, depot, &swap);
            let worth = table.lay_out(&tried);
            if worth < best {
                best = worth;
                better = Some(tried);
            }
        }
        known = better.unwrap_or(known);
    }
    table.make_room(published, stop);
    table.layouts.sort_by_key(|one| (one.excess, one.cost));
    table.layouts.dedup_by_key(|one| (one.excess, one.cost));
    Starts {
        layouts: table.layouts,
        broken,
    }
}

/// The ways to change a day with others: with each other one of its week, and its weekday with each other in all weeks.
/// Each is a list of pairs.
fn swaps(problem: &Problem, day: DayIndex) -> Vec<Vec<(DayIndex, DayIndex)>> {
    let week = |day: DayIndex| problem.week_of_day.get(day.index()).copied();
    let begins: Vec<usize> = (0..problem.days())
        .filter(|&at| at == 0 || problem.week_of_day[at] != problem.week_of_day[at - 1])
        .collect();
    let begin = |day: DayIndex| begins.iter().rev().find(|&&at| at <= day.index()).copied();
    let own = begin(day).unwrap_or(0);
    let others = (0..problem.days())
        .map(DayIndex::from)
        .filter(|&other| other != day && week(other) == week(day));
    let mut ways = Vec::new();
    for other in others {
        ways.push(vec![(day, other)]);
        let (here, there) = (day.index() - own, other.index() - own);
        let in_week = |at: usize, of: usize| {
            let day = DayIndex::from(at + of);
            (day.index() < problem.days() && begin(day) == Some(at)).then_some(day)
        };
        let all: Vec<(DayIndex, DayIndex)> = begins
            .iter()
            .filter_map(|&at| in_week(at, here).zip(in_week(at, there)))
            .collect();
        if all.len() > 1 {
            ways.push(all);
        }
    }
    ways
}

/// The plan with days of a base changed with each other.
fn swapped(published: &Published, depot: DepotIndex, swap: &[(DayIndex, DayIndex)]) -> Published {
    let to = |day: DayIndex| {
        let pair = swap.iter().find(|(one, other)| day == *one || day == *other);
        pair.map_or(day, |&(one, other)| if day == one { other } else { one })
    };
    let mut tried = published.clone();
    for (days, of) in tried.days.iter_mut().flatten() {
        if *of == depot {
            *days = super::problem::days_of(*days).fold(0, |set, day| set | 1 << to(day).index());
        }
    }
    for route in tried.routes.iter_mut().filter(|route| route.depot == depot) {
        route.day = to(route.day);
    }
    tried
}

/// What is laid out, way after way.
struct Table<'m, 'p> {
    model: &'m Model<'p>,
    seed: u64,
    layouts: Vec<Snapshot>,
}

/// How good a layout is: the excess first.
type Worth = (i64, i64);

impl<'m, 'p> Table<'m, 'p> {
    fn chain(&self, order: u64) -> Chain<'m, 'p> {
        Chain::new(self.model, SearchRng::stream(self.seed, order), None)
    }

    /// Visits of routes that break a rule as published, and the days of bases that lose a stop or break one.
    fn blocked(&self, published: &Published) -> (Vec<VisitIndex>, Vec<(DepotIndex, DayIndex)>) {
        let mut chain = self.chain(0);
        let state = &mut chain.state;
        place_known(state, published);
        let mut broken = broken(state);
        let is_lost = |route: &&super::repair::PublishedRoute| {
            let stays = |visit: &VisitIndex| {
                state
                    .route_of(visit.0, route.day.index())
                    .is_some_and(|at| state.routes[at].excess == Excess::default())
            };
            !route.visits.iter().all(stays)
        };
        let within = |route: &&super::repair::PublishedRoute| route.day.index() < self.model.days;
        let routes = published.routes.iter().filter(within);
        let mut lost: Vec<_> = routes
            .filter(is_lost)
            .map(|route| (route.depot, route.day))
            .collect();
        lost.sort_unstable();
        lost.dedup();
        for route in published.routes.iter().filter(within) {
            let stays = |visit: &&VisitIndex| state.route_of(visit.0, route.day.index()).is_some();
            broken.extend(route.visits.iter().filter(|visit| !stays(visit)));
        }
        (broken, lost)
    }

    /// Lays a plan out, what is in no place put back on the days it has, and on any; the best of both.
    fn lay_out(&mut self, known: &Published) -> Worth {
        let mut best = (i64::MAX, i64::MAX);
        for freely in [false, true] {
            for order in 0..ORDERS {
                let mut chain = self.chain(order);
                place_known(&mut chain.state, known);
                let mut removed = missing(&chain.state);
                if freely {
                    removed = freed(&mut chain.state, removed);
                    removed.extend(relieve(&mut chain.state, None));
                }
                let is_done = removed.is_empty();
                chain.put_back(removed);
                best = best.min(self.keep(&chain.state));
                if is_done {
                    break;
                }
            }
        }
        best
    }

    /// Puts each visit that the best layout leaves out on each of its days while those in its way look for other ones.
    fn make_room(&mut self, published: &Published, stop: &StopToken) {
        let Some(mut best) = self
            .layouts
            .iter()
            .min_by_key(|one| (one.excess, one.cost))
            .cloned()
        else {
            return;
        };
        let mut left_out: Vec<u32> = (0..self.model.n as u32)
            .filter(|&visit| {
                best.choice[visit as usize] == NONE && !published.left_out.contains(&VisitIndex(visit))
            })
            .collect();
        let worth = |visit: &u32| self.model.visits[*visit as usize].unserved.unwrap_or(i64::MAX);
        left_out.sort_by_key(|visit| (std::cmp::Reverse(worth(visit)), *visit));
        for visit in left_out.into_iter().take(LEFT_OUT_MAX) {
            if best.choice[visit as usize] != NONE {
                continue;
            }
            let mut better = None;
            for choice in 0..self.model.visits[visit as usize].options.len() as u32 {
                if stop.is_stopped() {
                    return;
                }
                let Some(tried) = self.with(&best, visit, choice) else {
                    continue;
                };
                let is_better = |than: &Snapshot| (tried.excess, tried.cost) < (than.excess, than.cost);
                if is_better(better.as_ref().unwrap_or(&best)) {
                    better = Some(tried);
                }
            }
            if let Some(better) = better {
                self.layouts.push(better.clone());
                best = better;
            }
        }
    }

    /// A layout with a visit put on the days of an option, others out of its way; `None` where it has no route on one.
    fn with(&self, layout: &Snapshot, visit: u32, choice: u32) -> Option<Snapshot> {
        let mut chain = self.chain(u64::from(choice));
        chain.state.restore(&layout.routes, &layout.choice);
        chain.state.choose(visit, choice);
        let option = self.model.visits[visit as usize].options.get(choice as usize)?;
        for &shift in &option.shifts {
            let spot = chain
                .recreate
                .spot(&chain.state, visit, shift as usize, &mut chain.rng);
            if spot.route == NONE {
                return None;
            }
            place(&mut chain.state, visit, spot);
        }
        let crowded_out = relieve(&mut chain.state, Some(visit));
        chain.put_back(crowded_out);
        let mut kept = Snapshot::default();
        kept.improve(&chain.state);
        Some(kept)
    }

    fn keep(&mut self, state: &State<'_, '_>) -> Worth {
        let mut kept = Snapshot::default();
        kept.improve(state);
        let worth = (kept.excess, kept.cost);
        self.layouts.push(kept);
        worth
    }
}

/// The same visits taken out of all their days, free to choose others.
fn freed(state: &mut State<'_, '_>, removed: Vec<Removed>) -> Vec<Removed> {
    let mut visits: Vec<u32> = removed.into_iter().map(|one| one.visit).collect();
    visits.dedup();
    for &visit in &visits {
        take_out(state, visit);
    }
    let free = |visit| Removed { visit, shift: NONE };
    visits.into_iter().map(free).collect()
}

/// Takes visits out of routes that break a rule until none does, each time the one that leaves least excess, of those the
/// one that is cheapest to leave out; `firm` stays. Returns them, free to choose their days again.
fn relieve(state: &mut State<'_, '_>, firm: Option<u32>) -> Vec<Removed> {
    let mut removed = Vec::new();
    for route in 0..state.routes.len() {
        while state.routes[route].excess != Excess::default() {
            let stops: Vec<u32> = state.routes[route].stops().to_vec();
            let day = state.model.terms(route).day;
            let out = stops
                .into_iter()
                .filter(|&visit| Some(visit) != firm)
                .min_by_key(|&visit| {
                    state.begin();
                    state.remove(visit, day);
                    state.sum_up();
                    let left = state.routes[route].excess;
                    state.rollback();
                    let price = state.model.visits[visit as usize].unserved;
                    (
                        left.load + left.time + left.warp,
                        price.unwrap_or(i64::MAX),
                        visit,
                    )
                });
            let Some(visit) = out else { break };
            state.begin();
            take_out(state, visit);
            removed.push(Removed { visit, shift: NONE });
        }
    }
    removed
}

/// Takes a visit out of all its routes; it has no option afterwards.
fn take_out(state: &mut State<'_, '_>, visit: u32) {
    for day in 0..state.model.days {
        state.remove(visit, day);
    }
    state.sum_up();
    state.choose(visit, NONE);
}
