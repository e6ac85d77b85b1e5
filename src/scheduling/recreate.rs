//! Recreate: removed visits go back one by one, each on the days of its cheapest option, each day at its cheapest place.
//!
//! Routes of different days share nothing but the calendar, so the price of an option is the sum of its days' cheapest
//! insertions. A route is passed over now and then ("blink"), which keeps the greedy rule from repeating itself.
//!
//! # References
//! Christiaens, Vanden Berghe: "Slack induction by string removals for vehicle routing problems", 2020, section 5.4.

use super::ablation::Part;
use super::model::{Leg, Mode, Model, NONE};
use super::offers::{Offer, Offers};
use super::price::{POINT, Tally, price};
use super::span::Span;
use super::state::{RouteState, State, node_span};
use crate::search::SearchRng;

/// One route in so many is passed over where it would be the best so far.
const BLINK_EVERY: usize = 100;

/// One option in so many is passed over where it would be the best so far.
const OPTION_BLINK_EVERY: usize = 20;

/// A removed visit: from all its days, or from one shift with its option kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Removed {
    pub(super) visit: u32,
    /// The shift it left; `NONE` when it left all of them and may choose its days again.
    pub(super) shift: u32,
}

/// The cheapest place for a visit in a shift.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Spot {
    /// Growth of the price of its route, and of the calendar.
    pub(super) cost: i64,
    pub(super) route: u32,
    pub(super) position: u32,
}

impl Spot {
    pub(super) const NOWHERE: Self = Self {
        cost: i64::MAX,
        route: NONE,
        position: NONE,
    };
}

/// Puts removed visits back.
#[derive(Debug, Clone)]
pub(super) struct Recreate {
    offers: Offers,
    option_blinks: bool,
    blink: usize,
    spots: Vec<Spot>,
    sequence: Vec<u32>,
    keys: Vec<(i64, Removed)>,
}

impl Recreate {
    pub(super) fn new(model: &Model<'_>, without: Option<Part>) -> Self {
        Self {
            offers: if without == Some(Part::Offers) {
                Offers::default()
            } else {
                Offers::new(model)
            },
            option_blinks: without != Some(Part::OptionBlinks),
            blink: 0,
            spots: Vec::new(),
            sequence: Vec::new(),
            keys: Vec::new(),
        }
    }

    /// Inserts every removed visit, in an order drawn anew each time.
    pub(super) fn all(&mut self, state: &mut State<'_, '_>, removed: &mut Vec<Removed>, rng: &mut SearchRng) {
        self.order(state.model, removed, rng);
        for &Removed { visit, shift } in removed.iter() {
            if shift == NONE {
                self.choose_days(state, visit, rng);
            } else {
                let spot = self.spot(state, visit, shift as usize, rng);
                place(state, visit, spot);
            }
        }
        removed.clear();
    }

    fn order(&mut self, model: &Model<'_>, removed: &mut Vec<Removed>, rng: &mut SearchRng) {
        rng.shuffle(removed);
        let draw = rng.below(13);
        self.keys.clear();
        self.keys.extend(removed.iter().map(|&one| {
            let visit = &model.visits[one.visit as usize];
            let days = visit.options.first().map_or(0, |option| option.shifts.len()) as i64;
            let key = match draw {
                0..4 => 0,
                4..8 => -visit.demand * days.max(1),
                8..10 => -visit.remoteness,
                10 => visit.remoteness,
                11 => -visit.unserved.unwrap_or(i64::MAX),
                _ => -(visit.service + visit.remoteness) * days,
            };
            (key, one)
        }));
        self.keys.sort_by_key(|(key, _)| *key);
        removed.clear();
        removed.extend(self.keys.iter().map(|(_, one)| *one));
    }

    /// Puts a visit that is in no route on the days of its cheapest option, or leaves it out where that is cheaper.
    pub(super) fn choose_days(&mut self, state: &mut State<'_, '_>, visit: u32, rng: &mut SearchRng) {
        let model = state.model;
        let of = &model.visits[visit as usize];
        let mut spots = std::mem::take(&mut self.spots);
        spots.clear();
        for &shift in &of.shifts {
            spots.push(self.spot(state, visit, shift as usize, rng));
        }
        let mut best = (of.unserved.unwrap_or(i64::MAX), NONE);
        for (index, option) in of.options.iter().enumerate() {
            let mut cost = option.cost + openings_together(state, &option.shifts);
            for shift in &option.shifts {
                let spot = of.shifts.binary_search(shift).map_or(Spot::NOWHERE, |i| spots[i]);
                cost = cost.saturating_add(spot.cost);
            }
            let last_hope = best.1 == NONE && index + 1 == of.options.len();
            if cost < best.0 && (last_hope || !self.option_blinks || !rng.chance(1, OPTION_BLINK_EVERY)) {
                best = (cost, index as u32);
            }
        }
        state.choose(visit, best.1);
        if let Some(option) = of.options.get(best.1 as usize) {
            for shift in &option.shifts {
                if let Ok(i) = of.shifts.binary_search(shift) {
                    place(state, visit, spots[i]);
                }
            }
        }
        self.spots = spots;
    }

    /// The cheapest place of a visit in a shift.
    pub(super) fn spot(
        &mut self,
        state: &mut State<'_, '_>,
        visit: u32,
        shift: usize,
        rng: &mut SearchRng,
    ) -> Spot {
        let model = state.model;
        let (first, end) = model.shifts[shift].routes;
        let mut best = Spot::NOWHERE;
        for route in first..end {
            let version = state.versions[route];
            let mut offer = self.offers.last(visit, route);
            if offer.version != version {
                if floor(state, visit, route, shift) >= best.cost {
                    continue;
                }
                offer = self.offer(state, visit, route, shift);
                self.offers.keep(visit, route, offer);
            }
            if offer.cost >= best.cost {
                continue;
            }
            let mut cost = offer.cost;
            if model.has_calendar && state.routes[route].is_empty() {
                cost += opening(state, shift);
            }
            if cost < best.cost && !blinks(&mut self.blink, rng) {
                best = Spot {
                    cost,
                    route: route as u32,
                    position: offer.gap + 1,
                };
            }
        }
        if best.route == NONE && first < end {
            // Every route was passed over; the next blinks are far away.
            self.blink = BLINK_EVERY * BLINK_EVERY;
            return self.spot(state, visit, shift, rng);
        }
        best
    }

    /// Prices the places of a visit in a route.
    fn offer(&mut self, state: &mut State<'_, '_>, visit: u32, route: usize, shift: usize) -> Offer {
        let model = state.model;
        let of = &state.routes[route];
        if model.mode == Mode::Plain {
            let gap = cheapest_gap(model, of, visit);
            return self.weigh(state, visit, (route, shift, gap), Span::default());
        }
        let own = node_span(model, &model.shifts[shift], visit);
        let floor = floor(state, visit, route, shift);
        let mut best = Offer {
            cost: i64::MAX,
            ..Offer::default()
        };
        for gap in 0..of.gaps.len() {
            let of = &state.routes[route];
            let travel = detour(model, of, visit, gap).cost;
            if floor + i64::from(travel) < best.cost {
                let offer = self.weigh(state, visit, (route, shift, gap), own);
                if offer.cost < best.cost {
                    best = offer;
                }
            }
        }
        best
    }

    /// Growth of the price of a route with a visit in one of its gaps.
    fn weigh(
        &mut self,
        state: &mut State<'_, '_>,
        visit: u32,
        (route, shift, gap): (usize, usize, usize),
        own: Span,
    ) -> Offer {
        let model = state.model;
        let of = &state.routes[route];
        let more = detour(model, of, visit, gap);
        let (tally, price_old) = (of.tally, of.price);
        let new = match model.mode {
            Mode::Plain => {
                let time = i64::from(more.time) + model.visits[visit as usize].service;
                Tally {
                    duration: tally.duration + time,
                    finish: tally.finish + time,
                    ..Tally::default()
                }
            }
            Mode::Windows => {
                let around = model.around(visit);
                let before = around[of.sequence[gap] as usize].into;
                let after = around[of.sequence[gap + 1] as usize].out;
                let span = of.forward[gap]
                    .then(i64::from(before.time), own)
                    .then(i64::from(after.time), of.backward[gap + 1]);
                Tally {
                    duration: span.duration,
                    finish: span.finish(),
                    warp: span.warp,
                    ..Tally::default()
                }
            }
            Mode::Clocked => self.clocked_with(state, visit, route, gap, shift),
        };
        let new = Tally {
            travel: tally.travel + i64::from(more.cost),
            load: tally.load + model.visits[visit as usize].demand,
            ..new
        };
        Offer {
            version: state.versions[route],
            cost: price(model, &state.penalties, &model.shifts[shift], &new) - price_old,
            gap: gap as u32,
        }
    }

    fn clocked_with(
        &mut self,
        state: &mut State<'_, '_>,
        visit: u32,
        route: usize,
        gap: usize,
        shift: usize,
    ) -> Tally {
        let sequence = &state.routes[route].sequence;
        self.sequence.clear();
        self.sequence.extend_from_slice(&sequence[..=gap]);
        self.sequence.push(visit);
        self.sequence.extend_from_slice(&sequence[gap + 1..]);
        state.clocked(shift, &self.sequence)
    }
}

/// True once in a while: the route is passed over.
#[inline]
fn blinks(blink: &mut usize, rng: &mut SearchRng) -> bool {
    if *blink == 0 {
        *blink = rng.below(2 * BLINK_EVERY);
        return true;
    }
    *blink -= 1;
    false
}

/// What any place of a visit in a route costs at least, its way aside: load, and the use of an unused vehicle. The
/// penalty is rounded down, so one less.
fn floor(state: &State<'_, '_>, visit: u32, route: usize, shift: usize) -> i64 {
    let model = state.model;
    let of = &state.routes[route];
    let opening = if of.is_empty() {
        model.problem.weights.route
    } else {
        0
    };
    let load = of.tally.load + model.visits[visit as usize].demand;
    let over = (load - model.shifts[shift].capacity).max(0) - of.excess.load;
    ((over * state.penalties.load) >> POINT) - 1 + opening
}

/// What going through a gap by way of a visit adds to going directly.
#[inline]
fn detour(model: &Model<'_>, of: &RouteState, visit: u32, gap: usize) -> Leg {
    let around = model.around(visit);
    let (before, after) = (
        around[of.sequence[gap] as usize].into,
        around[of.sequence[gap + 1] as usize].out,
    );
    let direct = of.gaps[gap];
    Leg {
        cost: before.cost + after.cost - direct.cost,
        time: before.time + after.time - direct.time,
    }
}

/// The gap of a route with the cheapest detour.
#[inline]
fn cheapest_gap(model: &Model<'_>, of: &RouteState, visit: u32) -> usize {
    let around = model.around(visit);
    let mut best = (i32::MAX, 0);
    let mut before = around[of.sequence[0] as usize].into.cost;
    for (gap, (&next, direct)) in of.sequence[1..].iter().zip(&of.gaps).enumerate() {
        let ways = &around[next as usize];
        let detour = before + ways.out.cost - direct.cost;
        if detour < best.0 {
            best = (detour, gap);
        }
        before = ways.into.cost;
    }
    best.1
}

/// Inserts at a spot; the price of the route must grow by what was said.
pub(super) fn place(state: &mut State<'_, '_>, visit: u32, spot: Spot) {
    if spot.route == NONE {
        return;
    }
    let before = state.totals.routes;
    let opens = state.routes[spot.route as usize].is_empty();
    state.insert(spot.route as usize, spot.position as usize, visit);
    debug_assert!(
        opens || state.totals.routes - before == spot.cost,
        "visit {visit}: the price grew by {}, not by {}",
        state.totals.routes - before,
        spot.cost
    );
}

/// What opening several days of one week costs beyond the sum of [`opening`] for each of them alone.
fn openings_together(state: &State<'_, '_>, shifts: &[u32]) -> i64 {
    let model = state.model;
    let Some(&first) = shifts.first().filter(|_| model.has_calendar) else {
        return 0;
    };
    let depot = model.shifts[first as usize].depot;
    let Some(limit) = model.problem.depots[depot].field_days_per_week else {
        return 0;
    };
    let limit = i64::from(limit);
    let weeks = &model.problem.week_of_day;
    let (mut extra, mut at) = (0, 0);
    while at < shifts.len() {
        let week = weeks[model.shifts[shifts[at] as usize].day];
        let mut new = 0;
        while at < shifts.len() && weeks[model.shifts[shifts[at] as usize].day] == week {
            new += i64::from(state.open[shifts[at] as usize] == 0);
            at += 1;
        }
        if new > 1 {
            let used = (0..model.days)
                .filter(|&day| weeks[day] == week && state.open[depot * model.days + day] > 0)
                .count() as i64;
            let together = (used + new - limit).max(0) - (used - limit).max(0);
            extra += together - if used >= limit { new } else { 0 };
        }
    }
    extra * state.penalties.field_day
}

/// What a first route of a shift costs in the calendar: a field day too many, one more vehicle on the peak day.
fn opening(state: &State<'_, '_>, shift: usize) -> i64 {
    let model = state.model;
    if !model.has_calendar {
        return 0;
    }
    let problem = model.problem;
    let of = &model.shifts[shift];
    let mut cost = 0;
    if state.open[shift] == 0
        && let Some(limit) = problem.depots[of.depot].field_days_per_week
    {
        let week = problem.week_of_day[of.day];
        let used = (0..model.days)
            .filter(|&day| problem.week_of_day[day] == week && state.open[of.depot * model.days + day] > 0)
            .count();
        if used >= limit as usize {
            cost += state.penalties.field_day;
        }
    }
    if problem.weights.peak_vehicle != 0 {
        let peak = (0..model.days)
            .map(|day| state.vehicles_on(day))
            .max()
            .unwrap_or(0);
        if state.vehicles_on(of.day) >= peak {
            cost += problem.weights.peak_vehicle;
        }
    }
    cost
}
