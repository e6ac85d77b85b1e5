//! Recreate: removed visits go back one by one, each on the days of its cheapest option, each day at its cheapest place.
//!
//! Routes of different days share nothing but the calendar, so the price of an option is the sum of its days' cheapest
//! insertions. A route is passed over now and then ("blink"), which keeps the greedy rule from repeating itself.
//!
//! # References
//! Christiaens, Vanden Berghe: "Slack induction by string removals for vehicle routing problems", 2020, section 5.4.

use super::ablation::Part;
use super::calendar::{opening, openings_together};
use super::model::{Model, NONE};
use super::offers::Offers;
use super::pricing::{Pricer, floor};
use super::state::State;
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
    pricer: Pricer,
    keys: Vec<(i64, Removed)>,
}

impl Recreate {
    pub(super) fn new(model: &Model<'_>, without: Option<Part>) -> Self {
        Self {
            offers: Offers::new(model, without != Some(Part::Offers)),
            option_blinks: without != Some(Part::OptionBlinks),
            blink: 0,
            spots: Vec::new(),
            pricer: Pricer::default(),
            keys: Vec::new(),
        }
    }

    /// Inserts every removed visit, in an order drawn anew each time. Stops half way, and says false, once the cost
    /// reaches `limit`: an insertion makes nothing cheaper, and most refused solutions are refused for good before their
    /// last visits are in.
    pub(super) fn all(
        &mut self,
        state: &mut State<'_, '_>,
        removed: &mut Vec<Removed>,
        limit: i64,
        rng: &mut SearchRng,
    ) -> bool {
        self.order(state.model, removed, rng);
        let model = state.model;
        let left_out = |one: &Removed| {
            let of = &model.visits[one.visit as usize];
            if one.shift == NONE {
                of.unserved.unwrap_or(0)
            } else {
                0
            }
        };
        let mut out: i64 = removed.iter().map(left_out).sum();
        for one in removed.drain(..) {
            // The calendar is not known before the end, and is not below 0.
            if state.totals.routes + state.totals.options - out >= limit {
                return false;
            }
            out -= left_out(&one);
            if one.shift == NONE {
                self.choose_days(state, one.visit, rng);
            } else {
                let spot = self.spot(state, one.visit, one.shift as usize, rng);
                place(state, one.visit, spot);
            }
        }
        true
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
        state: &State<'_, '_>,
        visit: u32,
        shift: usize,
        rng: &mut SearchRng,
    ) -> Spot {
        let model = state.model;
        let (first, end) = model.shifts[shift].routes;
        let needs = model.visits[visit as usize].equipment;
        let (mut best, mut passed_over) = (Spot::NOWHERE, false);
        let row = self.offers.row(visit, first..end);
        let versions = &state.versions[first..end];
        for (at, (offer, &version)) in row.iter_mut().zip(versions).enumerate() {
            let route = first + at;
            if needs != 0 && needs & !model.terms(route).equipment != 0 {
                continue;
            }
            if !offer.is_of(version) {
                if floor(state, visit, route) >= best.cost {
                    continue;
                }
                *offer = self.pricer.offer(state, visit, route);
            }
            if offer.cost >= best.cost {
                continue;
            }
            let mut cost = offer.cost;
            if model.has_calendar && state.routes[route].is_empty() {
                cost += opening(state, route);
            }
            if cost < best.cost {
                if blinks(&mut self.blink, rng) {
                    passed_over = true;
                    continue;
                }
                best = Spot {
                    cost,
                    route: route as u32,
                    position: offer.gap() + 1,
                };
            }
        }
        if best.route == NONE && passed_over {
            // The next blinks are far away.
            self.blink = BLINK_EVERY * BLINK_EVERY;
            return self.spot(state, visit, shift, rng);
        }
        best
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
