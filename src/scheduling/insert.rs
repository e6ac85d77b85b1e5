//! A visit more, today: the best places for it, ranked by the delay they bring.
//!
//! The routes of the day are given with what is already driven: stops behind the vehicle are not moved. Every place
//! ahead is tried, alone or with one later stop put off to another day; the clock of the route says who is served when.
//! Work is `stops of the day × stops of a route`, a few thousand clock steps for 500 visits.

use super::model::Model;
use super::outcome::Route;
use super::problem::{DayIndex, DepotIndex, Problem, VehicleIndex, VisitIndex, Window};
use super::state::calls;
use super::terms::{Terms, UNBOUNDED};
use super::timetable::{CallTimes, ClockScratch, clock, stop_times};

/// A visit that comes up during the day. It is one of the problem's visits that has no route on that day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Emergency {
    /// The visit.
    pub visit: VisitIndex,
    /// Today.
    pub day: DayIndex,
    /// Now, time of day: stops begun by now stay as they are, and so does the one that the vehicle is driving to.
    pub now_s: i64,
}

/// How a stop's begin changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Delay {
    /// The visit.
    pub visit: VisitIndex,
    /// Begin of service before.
    pub before_s: i64,
    /// Begin of service now.
    pub after_s: i64,
}

/// One way to take the emergency in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Insertion {
    /// Position of the route in the routes given; `None` opens a new route.
    pub route: Option<usize>,
    /// The base of the route.
    pub depot: DepotIndex,
    /// Its vehicle; `None` for a plain one.
    pub vehicle: Option<VehicleIndex>,
    /// Position of the emergency among the stops.
    pub position: usize,
    /// When it is served.
    pub start_s: i64,
    /// When the route is back.
    pub return_s: i64,
    /// More time on the road.
    pub extra_drive_s: i64,
    /// Seconds past the end of the working day; 0 when the day holds it.
    pub late_s: i64,
    /// Stops served later (or earlier) than planned.
    pub delays: Vec<Delay>,
    /// A stop that is put off to another day to make room.
    pub put_off: Option<VisitIndex>,
}

impl Insertion {
    /// Overtime, then what is put off, then when help comes, then driving.
    fn rank(&self) -> (i64, bool, i64, i64, Option<usize>, usize) {
        (
            self.late_s,
            self.put_off.is_some(),
            self.start_s,
            self.extra_drive_s,
            self.route,
            self.position,
        )
    }
}

/// A problem made ready for insertions: compiled once, asked many times.
#[derive(Debug, Clone)]
pub struct Dispatcher<'p> {
    model: Model<'p>,
}

/// One route as it stands, with a sequence to edit.
struct Standing<'r> {
    index: Option<usize>,
    terms: &'r Terms,
    stops: Vec<u32>,
    begins: Vec<i64>,
    drive_s: i64,
    /// Stops before this position are begun, or the vehicle is on its way to them.
    ahead: usize,
    route: Option<&'r Route>,
}

impl<'p> Dispatcher<'p> {
    /// Compiles the problem, which must have no [`faults`](super::faults).
    #[must_use]
    pub fn new(problem: &'p Problem) -> Self {
        Self {
            model: Model::new(problem),
        }
    }

    /// The `most` best insertions of an emergency into the day's routes, best first. Who rides by a timetable does not
    /// turn off, and nobody waits for a ride.
    #[must_use]
    pub fn insertions(&self, routes: &[Route], emergency: &Emergency, most: usize) -> Vec<Insertion> {
        let problem = self.model.problem;
        let Some(visit) = problem.visits.get(emergency.visit.index()) else {
            return Vec::new();
        };
        let mut found: Vec<Insertion> = Vec::new();
        let mut trial = Trial::default();
        let mut all = self.standing(routes, emergency);
        all.retain(|standing| {
            !standing.terms.rules.timetabled
                && visit.skills & !problem.depots[standing.terms.depot].skills == 0
                && visit.equipment & !standing.terms.equipment == 0
        });
        for standing in &all {
            for position in standing.ahead..=standing.stops.len() {
                self.with(standing, emergency, (position, None), &mut trial, &mut found);
            }
        }
        // Putting somebody off ranks behind every way that keeps the day, so it is not tried where there are enough.
        let in_time = |one: &&Insertion| one.late_s == 0;
        if found.iter().filter(in_time).count() < most {
            let free: Vec<Option<usize>> = found.iter().filter(in_time).map(|one| one.route).collect();
            for standing in all.iter().filter(|standing| !free.contains(&standing.index)) {
                for out in standing.ahead..standing.stops.len() {
                    for position in standing.ahead..standing.stops.len() {
                        self.with(standing, emergency, (position, Some(out)), &mut trial, &mut found);
                    }
                }
            }
        }
        found.sort_by_key(Insertion::rank);
        found.truncate(most);
        for one in &mut found {
            self.detail(routes, emergency, one);
        }
        found
    }

    /// The day's routes, and one unused vehicle of each kind of each base that has one.
    fn standing<'r>(&'r self, routes: &'r [Route], emergency: &Emergency) -> Vec<Standing<'r>> {
        let problem = self.model.problem;
        let mut out = vec![0_u32; problem.depots.len()];
        let mut taken = vec![0_u32; problem.vehicles.len()];
        let mut all: Vec<Standing<'r>> = Vec::new();
        let today = routes.iter().enumerate();
        for (index, route) in today.filter(|(_, route)| route.day == emergency.day) {
            let Some(terms) = self.model.terms_with(route.depot, route.day, route.vehicle) else {
                continue;
            };
            out[terms.depot] += 1;
            if let Some(vehicle) = terms.vehicle {
                taken[vehicle.index()] += 1;
            }
            all.push(Standing {
                index: Some(index),
                terms,
                stops: route.stops.iter().map(|stop| stop.visit.0).collect(),
                begins: route.stops.iter().map(|stop| stop.start_s).collect(),
                drive_s: route.drive_s,
                ahead: set_out_for(route, emergency.now_s),
                route: Some(route),
            });
        }
        let of_day = |terms: &&Terms| terms.day == emergency.day.index();
        for terms in self.model.terms.iter().filter(of_day) {
            let is_free = terms.vehicle.is_none_or(|vehicle| {
                taken[vehicle.index()] < problem.vehicles[vehicle.index()].count(emergency.day)
            });
            if out[terms.depot] < self.model.shifts[terms.shift].workers && is_free {
                all.push(Standing {
                    index: None,
                    terms,
                    stops: Vec::new(),
                    begins: Vec::new(),
                    drive_s: 0,
                    ahead: 0,
                    route: None,
                });
            }
        }
        all
    }

    /// Tries one position, with one stop put off or none.
    fn with(
        &self,
        standing: &Standing<'_>,
        emergency: &Emergency,
        (position, out): (usize, Option<usize>),
        trial: &mut Trial,
        found: &mut Vec<Insertion>,
    ) {
        let shift = &standing.terms.rules;
        trial.edit(&standing.stops, emergency.visit.0, position, out);
        let load: i64 = trial
            .stops
            .iter()
            .map(|&visit| self.model.visits[visit as usize].demand)
            .sum();
        if shift.capacity.is_some_and(|capacity| load > capacity) {
            return;
        }
        let Some((times, return_s, drive_s, departure_s)) = self.times(standing, emergency, trial) else {
            return;
        };
        let long = shift
            .duration_max_s
            .map_or(0, |limit| (return_s - departure_s - limit).max(0));
        found.push(Insertion {
            route: standing.index,
            depot: DepotIndex::from(standing.terms.depot),
            vehicle: standing.terms.vehicle,
            position,
            start_s: times.get(position).map_or(return_s, |times| times.start_s),
            return_s,
            extra_drive_s: drive_s - standing.drive_s,
            late_s: (return_s - shift.end_s).max(0).max(long),
            delays: Vec::new(),
            put_off: out.map(|out| VisitIndex(standing.stops[out])),
        });
    }

    /// Times of an edited route: a new route leaves no earlier than now, a running one keeps its departure.
    /// `None` when a window is missed.
    fn times(
        &self,
        standing: &Standing<'_>,
        emergency: &Emergency,
        trial: &mut Trial,
    ) -> Option<(Vec<CallTimes>, i64, i64, i64)> {
        let mut shift = standing.terms.rules.clone();
        shift.start_s = match standing.route {
            Some(route) if route.departure_s <= emergency.now_s || standing.ahead > 0 => route.departure_s,
            _ => shift.start_s.max(emergency.now_s),
        };
        let base = self.model.depot_node(standing.terms.depot);
        let Trial {
            stops,
            sequence,
            scratch,
        } = trial;
        sequence.clear();
        sequence.push(base);
        sequence.extend_from_slice(stops);
        sequence.push(base);
        let back = calls(&self.model, standing.terms, sequence, &mut scratch.calls);
        // What comes after the stops already begun starts no earlier than now.
        if let Some(call) = scratch.calls.get_mut(standing.ahead)
            && standing.ahead > 0
        {
            let open = call
                .window
                .map_or(emergency.now_s, |window| window.open_s.max(emergency.now_s));
            let close = call.window.map_or(UNBOUNDED, |window| window.close_s);
            call.window = Some(Window {
                open_s: open,
                close_s: close,
            });
        }
        if let Some(call) = scratch.calls.get_mut(standing.ahead)
            && let Some(last) = standing.ahead.checked_sub(1)
            && let Some(left) = standing.route.and_then(|route| route.stops.get(last))
        {
            // Already on the way back to the base: what was driven since is driven once more to turn round.
            call.drive_s += 2 * (emergency.now_s - left.departure_s).max(0);
        }
        let clock = clock(&shift, scratch, back);
        if clock.lateness_s > 0 {
            return None;
        }
        let drive_s = back + scratch.calls.iter().map(|call| call.drive_s).sum::<i64>();
        let (times, _) = stop_times(&shift, &scratch.calls, &clock);
        Some((times, clock.return_s, drive_s, clock.departure_s))
    }

    /// Fills in who is served later.
    fn detail(&self, routes: &[Route], emergency: &Emergency, one: &mut Insertion) {
        let Some(route) = one.route else { return };
        let Some(standing) = self
            .standing(routes, emergency)
            .into_iter()
            .find(|standing| standing.index == Some(route))
        else {
            return;
        };
        let out = one
            .put_off
            .and_then(|visit| standing.stops.iter().position(|&stop| stop == visit.0));
        let mut trial = Trial::default();
        trial.edit(&standing.stops, emergency.visit.0, one.position, out);
        let Some((times, ..)) = self.times(&standing, emergency, &mut trial) else {
            return;
        };
        for (before, &begin) in standing.stops.iter().zip(&standing.begins) {
            let Some(at) = trial.stops.iter().position(|stop| stop == before) else {
                continue;
            };
            if times[at].start_s != begin {
                one.delays.push(Delay {
                    visit: VisitIndex(*before),
                    before_s: begin,
                    after_s: times[at].start_s,
                });
            }
        }
    }
}

/// Stops that the vehicle has set out for by `now_s`: it is called at a stop or a base, not on the road, where there is
/// no network to reach it.
fn set_out_for(route: &Route, now_s: i64) -> usize {
    let left = std::iter::once(route.departure_s).chain(route.stops.iter().map(|stop| stop.departure_s));
    left.zip(&route.stops).filter(|(left, _)| *left <= now_s).count()
}

/// A route that is tried, and the memory to clock it.
#[derive(Debug, Default)]
struct Trial {
    stops: Vec<u32>,
    sequence: Vec<u32>,
    scratch: ClockScratch,
}

impl Trial {
    /// The stops without the one at `out`, with `visit` at `position` of what is left.
    fn edit(&mut self, stops: &[u32], visit: u32, position: usize, out: Option<usize>) {
        self.stops.clear();
        self.stops.extend_from_slice(stops);
        if let Some(out) = out {
            self.stops.remove(out);
        }
        self.stops.insert(position.min(self.stops.len()), visit);
    }
}
