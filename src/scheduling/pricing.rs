//! What a visit in a route would cost: the cheapest place in it and the growth of its price.
//!
//! Without opening hours and lunch the cheapest place is the smallest detour and the price follows from sums; with them
//! each place is priced by two concatenations of spans, or by clocking the route.

use super::model::Mode;
use super::offers::Offer;
use super::price::{POINT, Tally, price};
use super::span::Span;
use super::state::{RouteState, State, clocked, node_span};
use super::terms::Terms;
use super::timetable::ClockScratch;
use super::ways::{Leg, Ways};

/// Prices places, with the memory to clock a route.
#[derive(Debug, Clone, Default)]
pub(super) struct Pricer {
    sequence: Vec<u32>,
    scratch: ClockScratch,
}

impl Pricer {
    /// The cheapest place of a visit in a route.
    #[inline]
    pub(super) fn offer(&mut self, state: &State<'_, '_>, visit: u32, route: usize) -> Offer {
        if state.model.mode == Mode::Plain {
            by_sums(state, visit, route)
        } else {
            self.by_clock(state, visit, route)
        }
    }

    fn by_clock(&mut self, state: &State<'_, '_>, visit: u32, route: usize) -> Offer {
        let model = state.model;
        let terms = model.terms(route);
        let of = &state.routes[route];
        let own = node_span(model, terms, visit);
        let around = model.around(terms.table, visit);
        let floor = floor(state, visit, route);
        let mut best = (i64::MAX, 0);
        for gap in 0..of.gaps.len() {
            let more = detour(around, of, gap).cost;
            if floor + i64::from(more) >= best.0 {
                continue;
            }
            let new = if model.mode == Mode::Windows {
                by_spans(around, of, gap, own)
            } else {
                self.sequence.clear();
                self.sequence.extend_from_slice(&of.sequence[..=gap]);
                self.sequence.push(visit);
                self.sequence.extend_from_slice(&of.sequence[gap + 1..]);
                clocked(model, terms, &self.sequence, &mut self.scratch)
            };
            let cost = growth(state, terms, of, visit, more, new);
            if cost < best.0 {
                best = (cost, gap);
            }
        }
        Offer::new(best.0, state.versions[route], best.1)
    }
}

/// The offer of a route whose price is a matter of sums.
#[inline]
fn by_sums(state: &State<'_, '_>, visit: u32, route: usize) -> Offer {
    let model = state.model;
    let terms = model.terms(route);
    let of = &state.routes[route];
    let around = model.around(terms.table, visit);
    let gap = cheapest_gap(around, of);
    let more = detour(around, of, gap);
    let time = i64::from(more.time) + model.visits[visit as usize].service;
    let new = Tally {
        duration: of.tally.duration + time,
        finish: of.tally.finish + time,
        ..Tally::default()
    };
    let cost = growth(state, terms, of, visit, more.cost, new);
    Offer::new(cost, state.versions[route], gap)
}

/// Times of a route with a visit in one of its gaps.
fn by_spans(around: &[Ways], of: &RouteState, gap: usize, own: Span) -> Tally {
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

/// Growth of a route's price with a visit more, at the times of `new`.
#[inline]
fn growth(state: &State<'_, '_>, terms: &Terms, of: &RouteState, visit: u32, detour: i32, new: Tally) -> i64 {
    let model = state.model;
    let new = Tally {
        travel: of.tally.travel + i64::from(detour),
        load: of.tally.load + model.visits[visit as usize].demand,
        ..new
    };
    price(model.problem, &state.penalties, terms, &new) - of.price
}

/// What any place of a visit in a route costs at least, its way aside: load, and the use of an unused vehicle. The
/// penalty is rounded down, so one less.
#[inline]
pub(super) fn floor(state: &State<'_, '_>, visit: u32, route: usize) -> i64 {
    let brief = &state.briefs[route];
    let over = (state.model.visits[visit as usize].demand - brief.room).max(0) - brief.over;
    ((over * state.penalties.load) >> POINT) - 1 + brief.opening
}

/// What going through a gap by way of a visit adds to going directly; `around` are the visit's legs.
#[inline]
fn detour(around: &[Ways], of: &RouteState, gap: usize) -> Leg {
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
fn cheapest_gap(around: &[Ways], of: &RouteState) -> usize {
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
