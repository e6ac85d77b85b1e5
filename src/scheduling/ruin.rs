//! Ruin: which visits leave their routes. Each kind is a neighbourhood of its own.
//!
//! - *Strings*: around a random visit of a random day, short runs of consecutive stops leave neighbouring routes.
//!   The visits leave all their days (and choose days again), or that day only.
//! - *Route*: one whole route.
//! - *Field day*: all routes of one base on one weekday, in all weeks of the cycle.
//!
//! # References
//! Christiaens, Vanden Berghe: "Slack induction by string removals for vehicle routing problems", 2020, section 5.3.

use super::model::{Model, NONE};
use super::recreate::Removed;
use super::state::State;
use crate::search::SearchRng;

/// How much is removed. Figures are of the paper unless said otherwise.
#[derive(Debug, Clone, Copy)]
pub(super) struct RuinSize {
    /// Mean number of stops removed.
    pub(super) mean: usize,
    /// Longest string.
    pub(super) string_max: usize,
}

/// Chooses and removes.
#[derive(Debug, Clone)]
pub(super) struct Ruin {
    pub(super) size: RuinSize,
    /// Times out of 100 that strings leave one day only.
    pub(super) one_day_percent: usize,
    marks: Vec<bool>,
    leaving: Vec<u32>,
}

impl Ruin {
    pub(super) fn new(model: &Model<'_>, size: RuinSize, one_day_percent: usize) -> Self {
        Self {
            size,
            one_day_percent,
            marks: vec![false; model.route_terms.len()],
            leaving: Vec::new(),
        }
    }

    /// Removes visits and lists them.
    pub(super) fn run(&mut self, state: &mut State<'_, '_>, removed: &mut Vec<Removed>, rng: &mut SearchRng) {
        let model = state.model;
        if model.n == 0 {
            return;
        }
        let seed = rng.below(model.n) as u32;
        let draw = rng.below(1000);
        let choice = state.choice[seed as usize];
        let Some(option) = model.visits[seed as usize].options.get(choice as usize) else {
            removed.push(Removed {
                visit: seed,
                shift: NONE,
            });
            self.around_left_out(state, seed, removed, rng);
            return;
        };
        let shift = option.shifts[rng.below(option.shifts.len())] as usize;
        if model.has_calendar && draw < 150 {
            self.field_day(state, shift, removed, rng);
        } else if draw < 160 {
            if let Some(route) = state.route_of(seed, model.shifts[shift].day) {
                self.leaving.clear();
                self.leaving.extend_from_slice(state.routes[route].stops());
                self.leave(state, None, removed);
            }
        } else {
            let one_day = rng.chance(self.one_day_percent, 100);
            self.strings(state, seed, shift, one_day, rng);
            self.leave(state, one_day.then_some(shift), removed);
        }
    }

    /// Room for a visit that is left out: strings around it on one of the days it may be on.
    fn around_left_out(
        &mut self,
        state: &mut State<'_, '_>,
        seed: u32,
        removed: &mut Vec<Removed>,
        rng: &mut SearchRng,
    ) {
        let shifts = &state.model.visits[seed as usize].shifts;
        if shifts.is_empty() {
            return;
        }
        let shift = shifts[rng.below(shifts.len())] as usize;
        self.strings(state, seed, shift, false, rng);
        self.leave(state, None, removed);
    }

    /// Collects strings near `seed`, on the day of `shift` only or on any days.
    fn strings(
        &mut self,
        state: &State<'_, '_>,
        seed: u32,
        shift: usize,
        one_day: bool,
        rng: &mut SearchRng,
    ) {
        let model = state.model;
        self.leaving.clear();
        let day = model.shifts[shift].day;
        let (mut stops, mut used) = (0, 0);
        for of in (0..model.shifts.len()).filter(|&s| model.shifts[s].day == day) {
            for route in model.shifts[of].routes.0..model.shifts[of].routes.1 {
                let len = state.routes[route].stops().len();
                stops += len;
                used += usize::from(len > 0);
            }
        }
        if used == 0 {
            return;
        }
        let longest = self.size.string_max.min(stops.div_ceil(used)).max(1);
        let strings_max = (4000 * self.size.mean / (1 + longest))
            .saturating_sub(1000)
            .max(1);
        let strings = (1000 + rng.below(strings_max)) / 1000;
        let mut marked = Vec::with_capacity(strings);
        for &near in model.near(seed) {
            if marked.len() >= strings {
                break;
            }
            // Strings of other days make room there, so that visits can trade days.
            let day = if one_day {
                day
            } else {
                self.any_day(state, near, rng).unwrap_or(day)
            };
            let Some(route) = state.route_of(near, day) else {
                continue;
            };
            if self.marks[route] {
                continue;
            }
            self.marks[route] = true;
            marked.push(route);
            let stops = state.routes[route].stops();
            let Some(at) = stops.iter().position(|&stop| stop == near) else {
                continue;
            };
            let len = 1 + rng.below(longest.min(stops.len()));
            self.string(stops, at, len, rng);
        }
        for route in marked {
            self.marks[route] = false;
        }
    }

    /// A random day of a visit's option.
    fn any_day(&self, state: &State<'_, '_>, visit: u32, rng: &mut SearchRng) -> Option<usize> {
        let model = state.model;
        let choice = state.choice[visit as usize] as usize;
        let option = model.visits[visit as usize].options.get(choice)?;
        option
            .shifts
            .get(rng.below(option.shifts.len()))
            .map(|&shift| model.shifts[shift as usize].day)
    }

    /// A string of `len` stops that includes `at`; half of the time it keeps a few in its middle.
    fn string(&mut self, stops: &[u32], at: usize, len: usize, rng: &mut SearchRng) {
        let mut kept = 0;
        if len > 1 && rng.chance(1, 2) {
            while len + kept < stops.len() && rng.below(100) != 0 && kept < stops.len() / 2 {
                kept += 1;
                if rng.chance(1, 2) {
                    break;
                }
            }
        }
        let whole = len + kept;
        let lowest = (at + 1).saturating_sub(whole);
        let highest = at.min(stops.len() - whole);
        let begin = lowest + rng.below(highest + 1 - lowest);
        let hole = if kept == 0 {
            0
        } else {
            1 + rng.below(len.saturating_sub(1))
        };
        for offset in 0..whole {
            if kept > 0 && (hole..hole + kept).contains(&offset) {
                continue;
            }
            self.leaving.push(stops[begin + offset]);
        }
    }

    /// Everybody on one weekday of one base; one random week's day only, half of the time.
    fn field_day(
        &mut self,
        state: &mut State<'_, '_>,
        shift: usize,
        removed: &mut Vec<Removed>,
        rng: &mut SearchRng,
    ) {
        let model = state.model;
        let of = &model.shifts[shift];
        let weekday = |day: usize| {
            let week = model.problem.week_of_day[day];
            (0..day)
                .rev()
                .take_while(|&d| model.problem.week_of_day[d] == week)
                .count()
        };
        let one = rng.chance(1, 2);
        let wanted = weekday(of.day);
        self.leaving.clear();
        for day in 0..model.days {
            if day == of.day || (!one && weekday(day) == wanted) {
                let (first, end) = model.shifts[of.depot * model.days + day].routes;
                for route in first..end {
                    self.leaving.extend_from_slice(state.routes[route].stops());
                }
            }
        }
        self.leaving.sort_unstable();
        self.leaving.dedup();
        while self.leaving.len() > 4 * self.size.mean {
            let out = rng.below(self.leaving.len());
            self.leaving.swap_remove(out);
        }
        self.leave(state, None, removed);
    }

    /// Removes the collected visits from one shift, or from all their days.
    fn leave(&mut self, state: &mut State<'_, '_>, only: Option<usize>, removed: &mut Vec<Removed>) {
        let model = state.model;
        for i in 0..self.leaving.len() {
            let visit = self.leaving[i];
            if let Some(shift) = only {
                let own = model.shifts[shift].day;
                let Some(route) = state.route_of(visit, own) else {
                    continue;
                };
                let from = state.shift_of(route);
                state.remove(visit, own);
                removed.push(Removed {
                    visit,
                    shift: from as u32,
                });
                continue;
            }
            let choice = state.choice[visit as usize];
            let Some(option) = model.visits[visit as usize].options.get(choice as usize) else {
                continue;
            };
            for &shift in &option.shifts {
                state.remove(visit, model.shifts[shift as usize].day);
            }
            state.choose(visit, NONE);
            removed.push(Removed { visit, shift: NONE });
        }
        self.leaving.clear();
        state.sum_up();
    }
}
