//! The solution that a search changes: routes as sequences, the option of each visit, and the sums that price them.
//!
//! The journal keeps a copy of each route that a change touches; [`State::rollback`] puts the copies back. Visits that
//! leave mark their routes, whose sums are derived again once, by [`State::sum_up`]; an insertion moves the sums along
//! where it can. Each content a route has had is known by a number of its own, its version, so that what was found out
//! about it holds again after a rollback.

use super::model::{Mode, Model, NONE};
use super::price::{Excess, Penalties, Tally, excess, price};
use super::span::Span;
use super::terms::{Terms, UNBOUNDED};
use super::timetable::{Call, ClockScratch, clock};
use super::ways::Leg;

/// One route. The sequence begins and ends with its base's node.
#[derive(Debug, Clone, Default)]
pub(super) struct RouteState {
    pub(super) sequence: Vec<u32>,
    /// The leg after each node of the sequence but the last.
    pub(super) gaps: Vec<Leg>,
    pub(super) tally: Tally,
    pub(super) excess: Excess,
    /// True while visits have left and the sums do not say so yet.
    stale: bool,
    /// Price with penalties; 0 while empty.
    pub(super) price: i64,
    /// Spans from the start through each node, and from each node to the end. Only with opening hours.
    pub(super) forward: Vec<Span>,
    pub(super) backward: Vec<Span>,
}

impl RouteState {
    pub(super) fn is_empty(&self) -> bool {
        self.sequence.len() <= 2
    }

    pub(super) fn stops(&self) -> &[u32] {
        let last = self.sequence.len().saturating_sub(1);
        self.sequence.get(1..last).unwrap_or(&[])
    }

    fn copy_from(&mut self, other: &Self) {
        self.sequence.clone_from(&other.sequence);
        self.gaps.clone_from(&other.gaps);
        self.forward.clone_from(&other.forward);
        self.backward.clone_from(&other.backward);
        self.tally = other.tally;
        self.excess = other.excess;
        self.stale = other.stale;
        self.price = other.price;
    }
}

/// What a first look at a route needs, side by side in memory.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Brief {
    /// Load that the route can still take; below 0 when it is overfull.
    pub(super) room: i64,
    /// Load above the capacity.
    pub(super) over: i64,
    /// Cost of using it at all, where it is not used yet.
    pub(super) opening: i64,
}

/// Sums over the whole solution.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Totals {
    pub(super) routes: i64,
    pub(super) options: i64,
    pub(super) calendar: i64,
    pub(super) load: i64,
    pub(super) time: i64,
    pub(super) warp: i64,
    /// Field days a week, workers and vehicles a day, past what there are.
    pub(super) calendar_excess: i64,
}

impl Totals {
    pub(super) fn cost(&self) -> i64 {
        self.routes + self.options + self.calendar
    }
}

/// What is needed to undo.
#[derive(Debug, Clone, Default)]
struct Journal {
    copies: Vec<RouteState>,
    versions: Vec<u64>,
    touched: Vec<u32>,
    stamps: Vec<u32>,
    epoch: u32,
    choices: Vec<(u32, u32)>,
    totals: Totals,
}

/// A solution under change.
#[derive(Debug, Clone)]
pub(super) struct State<'m, 'p> {
    pub(super) model: &'m Model<'p>,
    pub(super) penalties: Penalties,
    pub(super) routes: Vec<RouteState>,
    pub(super) briefs: Vec<Brief>,
    /// Number of the content of each route, and of the penalties it is priced with; from 1.
    pub(super) versions: Vec<u64>,
    /// Option of each visit, a position in [`super::model::ModelVisit::options`]; `NONE` while left out.
    pub(super) choice: Vec<u32>,
    pub(super) totals: Totals,
    /// Route of a visit on a day: `day × n + visit`.
    places: Vec<u32>,
    /// Used routes of each shift.
    pub(super) open: Vec<u32>,
    /// Used routes of each vehicle on each day: `vehicle × days + day`.
    pub(super) taken: Vec<u32>,
    journal: Journal,
    /// Routes that visits have left since the sums were derived.
    left: Vec<u32>,
    /// The last version given out.
    version: u64,
    scratch: ClockScratch,
}

impl<'m, 'p> State<'m, 'p> {
    /// Everything left out. Visits that must be served count nothing while they are out.
    pub(super) fn empty(model: &'m Model<'p>, penalties: Penalties) -> Self {
        let mut state = Self {
            model,
            penalties,
            routes: vec![RouteState::default(); model.route_terms.len()],
            briefs: vec![Brief::default(); model.route_terms.len()],
            versions: vec![0; model.route_terms.len()],
            choice: vec![NONE; model.n],
            totals: Totals::default(),
            places: vec![NONE; model.n * model.days],
            open: vec![0; model.shifts.len()],
            taken: vec![0; model.problem.vehicles.len() * model.days],
            journal: Journal::default(),
            left: Vec::new(),
            version: 0,
            scratch: ClockScratch::default(),
        };
        state.journal.stamps = vec![0; state.routes.len()];
        state.totals.options = model.visits.iter().filter_map(|visit| visit.unserved).sum();
        for route in 0..state.routes.len() {
            let depot = model.depot_node(model.terms(route).depot);
            state.routes[route].sequence = vec![depot, depot];
            state.refresh_sums(route);
            state.refresh(route);
        }
        state.begin();
        state
    }

    pub(super) fn shift_of(&self, route: usize) -> usize {
        self.model.terms(route).shift
    }

    /// The route a visit is in on a day.
    pub(super) fn route_of(&self, visit: u32, day: usize) -> Option<usize> {
        let route = self.places[day * self.model.n + visit as usize];
        (route != NONE).then_some(route as usize)
    }

    /// Starts a change that can be rolled back.
    pub(super) fn begin(&mut self) {
        self.journal.touched.clear();
        self.journal.versions.clear();
        self.journal.choices.clear();
        self.journal.epoch = self.journal.epoch.wrapping_add(1);
        if self.journal.epoch == 0 {
            self.journal.stamps.fill(0);
            self.journal.epoch = 1;
        }
        self.journal.totals = self.totals;
    }

    fn touch(&mut self, route: usize) {
        if self.journal.stamps[route] == self.journal.epoch {
            return;
        }
        self.journal.stamps[route] = self.journal.epoch;
        let slot = self.journal.touched.len();
        if self.journal.copies.len() == slot {
            self.journal.copies.push(RouteState::default());
        }
        self.journal.copies[slot].copy_from(&self.routes[route]);
        self.journal.touched.push(route as u32);
        self.journal.versions.push(self.versions[route]);
    }

    /// Undoes everything since [`State::begin`].
    pub(super) fn rollback(&mut self) {
        let touched = std::mem::take(&mut self.journal.touched);
        for &route in &touched {
            self.place_all(route as usize, NONE);
            self.count_open(route as usize, false);
        }
        for (slot, &route) in touched.iter().enumerate() {
            std::mem::swap(&mut self.routes[route as usize], &mut self.journal.copies[slot]);
            self.brief(route as usize);
            self.versions[route as usize] = self.journal.versions[slot];
            self.count_open(route as usize, true);
            self.place_all(route as usize, route);
        }
        self.journal.touched = touched;
        while let Some((visit, choice)) = self.journal.choices.pop() {
            self.choice[visit as usize] = choice;
        }
        self.totals = self.journal.totals;
        self.begin();
    }

    /// Ends a change that stays. A route that is what it was keeps its version.
    pub(super) fn commit(&mut self) {
        let journal = &self.journal;
        for ((&route, copy), &version) in journal.touched.iter().zip(&journal.copies).zip(&journal.versions) {
            if self.routes[route as usize].sequence == copy.sequence {
                self.versions[route as usize] = version;
            }
        }
        self.begin();
    }

    fn count_open(&mut self, route: usize, add: bool) {
        if !self.routes[route].is_empty() {
            let terms = self.model.terms(route);
            let step = |count: &mut u32| *count = if add { *count + 1 } else { *count - 1 };
            step(&mut self.open[terms.shift]);
            if let Some(vehicle) = terms.vehicle {
                step(&mut self.taken[vehicle.index() * self.model.days + terms.day]);
            }
        }
    }

    fn place_all(&mut self, route: usize, value: u32) {
        let day = self.model.terms(route).day * self.model.n;
        for &visit in self.routes[route].stops() {
            self.places[day + visit as usize] = value;
        }
    }

    /// Takes over a solution: the stops of each route and the option of each visit.
    pub(super) fn restore(&mut self, routes: &[Vec<u32>], choice: &[u32]) {
        for route in 0..self.routes.len() {
            self.place_all(route, NONE);
        }
        self.open.fill(0);
        self.taken.fill(0);
        for (route, stops) in routes.iter().enumerate() {
            let of = &mut self.routes[route];
            let last = of.sequence.len().saturating_sub(1);
            of.sequence.splice(1..last, stops.iter().copied());
            self.refresh_sums(route);
            self.refresh(route);
            self.count_open(route, true);
            self.place_all(route, route as u32);
        }
        for (visit, &option) in choice.iter().enumerate() {
            self.choose(visit as u32, option);
        }
        self.settle();
        self.begin();
    }

    /// Chooses an option (or `NONE`) for a visit. Its routes are the caller's to change.
    pub(super) fn choose(&mut self, visit: u32, choice: u32) {
        let old = self.choice[visit as usize];
        self.journal.choices.push((visit, old));
        self.totals.options += self.option_cost(visit, choice) - self.option_cost(visit, old);
        self.choice[visit as usize] = choice;
    }

    pub(super) fn option_cost(&self, visit: u32, choice: u32) -> i64 {
        let of = &self.model.visits[visit as usize];
        match of.options.get(choice as usize) {
            Some(option) => option.cost,
            None => of.unserved.unwrap_or(0),
        }
    }

    /// Puts a visit into a route before the node at `position`.
    pub(super) fn insert(&mut self, route: usize, position: usize, visit: u32) {
        self.touch(route);
        let opens = self.routes[route].is_empty();
        self.places[self.model.terms(route).day * self.model.n + visit as usize] = route as u32;
        if self.model.mode == Mode::Plain {
            self.lengthen(route, position, visit);
        } else {
            self.routes[route].sequence.insert(position, visit);
            self.refresh_sums(route);
        }
        if opens {
            self.count_open(route, true);
        }
        self.refresh(route);
    }

    /// Moves the sums of a route along with one more visit, where they are plain sums.
    fn lengthen(&mut self, route: usize, position: usize, visit: u32) {
        let model = self.model;
        let of = &mut self.routes[route];
        let (from, to) = (of.sequence[position - 1], of.sequence[position]);
        let around = model.around(model.terms(route).table, visit);
        let (before, after) = (around[from as usize].into, around[to as usize].out);
        let direct = std::mem::replace(&mut of.gaps[position - 1], before);
        of.sequence.insert(position, visit);
        of.gaps.insert(position, after);
        let visit = &model.visits[visit as usize];
        let time = i64::from(before.time) + i64::from(after.time) - i64::from(direct.time) + visit.service;
        of.tally.travel += i64::from(before.cost) + i64::from(after.cost) - i64::from(direct.cost);
        of.tally.load += visit.demand;
        of.tally.duration += time;
        of.tally.finish += time;
    }

    /// Takes a visit out of the route it is in on a day; [`State::sum_up`] follows the last of them.
    pub(super) fn remove(&mut self, visit: u32, day: usize) {
        let Some(route) = self.route_of(visit, day) else {
            return;
        };
        self.touch(route);
        if self.routes[route].stops().len() == 1 {
            self.count_open(route, false);
        }
        self.places[day * self.model.n + visit as usize] = NONE;
        let of = &mut self.routes[route];
        if let Some(position) = of.sequence.iter().position(|&node| node == visit) {
            of.sequence.remove(position);
        }
        if !of.stale {
            of.stale = true;
            self.left.push(route as u32);
        }
    }

    /// Derives the sums of the routes that visits have left.
    pub(super) fn sum_up(&mut self) {
        while let Some(route) = self.left.pop() {
            let route = route as usize;
            self.routes[route].stale = false;
            self.refresh_sums(route);
            self.refresh(route);
        }
    }

    /// Prices a route anew and moves the totals along.
    fn refresh(&mut self, route: usize) {
        let terms = self.model.terms(route);
        self.version += 1;
        self.versions[route] = self.version;
        let of = &mut self.routes[route];
        let (price_old, excess_old) = (of.price, of.excess);
        if of.is_empty() {
            of.excess = Excess::default();
            of.price = 0;
        } else {
            of.excess = excess(terms, &of.tally);
            of.price = price(self.model.problem, &self.penalties, terms, &of.tally);
        }
        self.totals.routes += of.price - price_old;
        self.totals.load += of.excess.load - excess_old.load;
        self.totals.time += of.excess.time - excess_old.time;
        self.totals.warp += of.excess.warp - excess_old.warp;
        self.brief(route);
    }

    fn brief(&mut self, route: usize) {
        let terms = self.model.terms(route);
        let of = &self.routes[route];
        self.briefs[route] = Brief {
            room: terms.capacity - of.tally.load,
            over: of.excess.load,
            opening: if of.is_empty() { terms.fixed } else { 0 },
        };
    }

    /// Derives the sums of a route from its sequence.
    fn refresh_sums(&mut self, route: usize) {
        let model = self.model;
        let terms = model.terms(route);
        let of = &mut self.routes[route];
        of.gaps.clear();
        let (mut travel, mut time, mut load) = (0_i64, 0_i64, 0_i64);
        for pair in of.sequence.windows(2) {
            let leg = model.leg(terms.table, pair[0], pair[1]);
            of.gaps.push(leg);
            travel += i64::from(leg.cost);
            time += i64::from(leg.time);
            if let Some(visit) = model.visits.get(pair[1] as usize) {
                load += visit.demand;
                time += visit.service;
            }
        }
        let mut tally = Tally {
            travel,
            load,
            duration: time,
            finish: terms.start + time,
            warp: 0,
        };
        match model.mode {
            Mode::Plain => {}
            Mode::Windows => {
                spans(model, terms, of);
                let span = of.backward.first().copied().unwrap_or_default();
                tally.duration = span.duration;
                tally.finish = span.finish();
                tally.warp = span.warp;
            }
            Mode::Clocked => {
                tally = Tally {
                    load,
                    travel,
                    ..clocked(model, terms, &of.sequence, &mut self.scratch)
                };
            }
        }
        of.tally = tally;
    }

    /// All totals derived from the sequences and choices alone, to hold the incremental sums against.
    #[cfg(debug_assertions)]
    pub(super) fn recount(&self) -> Totals {
        let mut fresh = self.clone();
        fresh.open.fill(0);
        fresh.taken.fill(0);
        for route in 0..fresh.routes.len() {
            fresh.refresh_sums(route);
            fresh.refresh(route);
            fresh.count_open(route, true);
        }
        let of = |value: fn(&RouteState) -> i64| fresh.routes.iter().map(value).sum::<i64>();
        let (calendar, over) = fresh.calendar();
        Totals {
            routes: of(|route| route.price),
            options: (0..self.model.n)
                .map(|v| self.option_cost(v as u32, self.choice[v]))
                .sum(),
            calendar: if self.model.has_calendar { calendar } else { 0 },
            load: of(|route| route.excess.load),
            time: of(|route| route.excess.time),
            warp: of(|route| route.excess.warp),
            calendar_excess: if self.model.has_calendar { over } else { 0 },
        }
    }

    /// Prices everything again after a change of penalties.
    pub(super) fn reprice(&mut self) {
        self.totals.routes = 0;
        for route in 0..self.routes.len() {
            let terms = self.model.terms(route);
            self.version += 1;
            self.versions[route] = self.version;
            let of = &mut self.routes[route];
            if !of.is_empty() {
                of.price = price(self.model.problem, &self.penalties, terms, &of.tally);
                self.totals.routes += of.price;
            }
        }
        self.settle();
    }
}

/// Times of a sequence by the clock; travel and load are left 0.
pub(super) fn clocked(
    model: &Model<'_>,
    terms: &Terms,
    sequence: &[u32],
    scratch: &mut ClockScratch,
) -> Tally {
    let back = calls(model, terms, sequence, &mut scratch.calls);
    let clock = clock(&terms.rules, scratch, back);
    Tally {
        travel: 0,
        load: 0,
        duration: clock.return_s - clock.departure_s,
        finish: clock.return_s,
        warp: clock.lateness_s,
    }
}

/// Fills `into` with the stops of a sequence as the clock wants them; returns the drive back.
pub(super) fn calls(model: &Model<'_>, terms: &Terms, sequence: &[u32], into: &mut Vec<Call>) -> i64 {
    into.clear();
    let mut back = 0;
    for pair in sequence.windows(2) {
        let drive_s = i64::from(model.leg(terms.table, pair[0], pair[1]).time);
        match model.visits.get(pair[1] as usize) {
            Some(visit) => into.push(Call {
                drive_s,
                service_s: visit.service,
                window: model.window(pair[1], terms.day),
            }),
            None => back = drive_s,
        }
    }
    back
}

fn spans(model: &Model<'_>, terms: &Terms, of: &mut RouteState) {
    let drive = |from: u32, to: u32| i64::from(model.leg(terms.table, from, to).time);
    let last = of.sequence.len().saturating_sub(1);
    of.forward.clear();
    of.backward.clear();
    of.backward.resize(of.sequence.len(), Span::default());
    for (i, &node) in of.sequence.iter().enumerate() {
        let own = node_span(model, terms, node);
        let span = match of.forward.last() {
            Some(before) => before.then(drive(of.sequence[i - 1], node), own),
            None => own,
        };
        of.forward.push(span);
    }
    for i in (0..of.sequence.len()).rev() {
        let own = node_span(model, terms, of.sequence[i]);
        of.backward[i] = if i == last {
            own
        } else {
            own.then(drive(of.sequence[i], of.sequence[i + 1]), of.backward[i + 1])
        };
    }
}

/// The span of one node of a route.
pub(super) fn node_span(model: &Model<'_>, terms: &Terms, node: u32) -> Span {
    match model.visits.get(node as usize) {
        Some(visit) => match model.window(node, terms.day) {
            Some(window) => Span::stop(visit.service, window.open_s, window.close_s),
            None => Span::stop(visit.service, terms.start, UNBOUNDED),
        },
        None => Span::stop(0, terms.start, terms.end),
    }
}
