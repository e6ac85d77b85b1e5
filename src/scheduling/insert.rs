//! A visit more, today: the best places for it, ranked by the delay they bring.
//!
//! The routes of the day are given with what is already driven: stops behind the vehicle are not moved. Every place
//! ahead is tried, alone or with one later stop put off to another day; the clock of the route says who is served when.
//! Work is `stops of the day × stops of a route`, a few thousand clock steps for 500 visits.

use super::model::Model;
use super::outcome::Route;
use super::problem::{DayIndex, DepotIndex, Lunch, Problem, Shift, VehicleIndex, VisitIndex};
use super::state::calls;
use super::terms::Terms;
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

    /// The day's routes that are not back yet, and one vehicle of each kind of each base that has one to spare: who is
    /// back sets out anew.
    fn standing<'r>(&'r self, routes: &'r [Route], emergency: &Emergency) -> Vec<Standing<'r>> {
        let problem = self.model.problem;
        let mut out = vec![0_u32; problem.depots.len()];
        let mut taken = vec![0_u32; problem.vehicles.len()];
        let mut all: Vec<Standing<'r>> = Vec::new();
        let is_out = |route: &Route| route.day == emergency.day && route.return_s > emergency.now_s;
        for (index, route) in routes.iter().enumerate().filter(|(_, route)| is_out(route)) {
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
        let Some(timed) = self.times(standing, emergency, trial) else {
            return;
        };
        let Timed {
            times,
            return_s,
            drive_s,
            departure_s,
        } = timed;
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

    /// Times of an edited route, and its whole time on the road. What is begun stays as it was published; the rest follows
    /// at once, lunch after the emergency where that makes nobody later. `None` when a window is missed.
    fn times(&self, standing: &Standing<'_>, emergency: &Emergency, trial: &mut Trial) -> Option<Timed> {
        let base = self.model.depot_node(standing.terms.depot);
        let (begun, rest) = trial.stops.split_at(standing.ahead.min(trial.stops.len()));
        let at = begun.last().copied().unwrap_or(base);
        let drive = |from: u32, to: u32| i64::from(self.model.leg(standing.terms.table, from, to).time);
        let driven = begun
            .iter()
            .fold((0, base), |(sum, from), &to| (sum + drive(from, to), to))
            .0;
        let last = begun.len().checked_sub(1);
        let left = last.and_then(|last| standing.route?.stops.get(last));
        let mut shift = rest_of_day(standing, left.map(|left| left.departure_s), emergency.now_s);
        let position = rest.iter().position(|&stop| stop == emergency.visit.0)?;
        trial.sequence.clear();
        trial.sequence.push(at);
        trial.sequence.extend_from_slice(rest);
        trial.sequence.push(base);
        let scratch = &mut trial.scratch;
        let back = calls(&self.model, standing.terms, &trial.sequence, &mut scratch.calls);
        if let (Some(call), Some(left)) = (scratch.calls.first_mut(), left) {
            // Already on the way back to the base: what was driven since is driven once more to turn round.
            call.drive_s += 2 * (emergency.now_s - left.departure_s).max(0);
        }
        let (mut times, mut return_s) = at_once(&shift, scratch, back)?;
        let done = times.get(position)?.departure_s;
        if let Some(lunch) = &mut shift.lunch
            && (lunch.from_s..=lunch.until_s).contains(&done)
        {
            // Done with lunch before it or during it, so at most its length earlier without.
            lunch.from_s = done - lunch.length_s;
            let later = at_once(&shift, scratch, back);
            let is_better = |(other, back_s): &(Vec<CallTimes>, i64)| {
                *back_s <= return_s && other[position].start_s < times[position].start_s
            };
            if let Some(later) = later.filter(is_better) {
                (times, return_s) = later;
            }
        }
        let published = standing.route.iter().flat_map(|route| &route.stops);
        let begun_times = published.take(begun.len()).map(|stop| CallTimes {
            arrival_s: stop.arrival_s,
            start_s: stop.start_s,
            departure_s: stop.departure_s,
        });
        Some(Timed {
            drive_s: driven + back + scratch.calls.iter().map(|call| call.drive_s).sum::<i64>(),
            departure_s: match (standing.route, left) {
                (Some(route), Some(_)) => route.departure_s,
                _ => shift.start_s,
            },
            times: begun_times.chain(times).collect(),
            return_s,
        })
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
        let Some(Timed { times, .. }) = self.times(&standing, emergency, &mut trial) else {
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

/// The times of a route with an emergency in it.
struct Timed {
    times: Vec<CallTimes>,
    return_s: i64,
    drive_s: i64,
    departure_s: i64,
}

/// The working day from the end of the last stop begun, or from now for who is at the base; without lunch where that was
/// had by then.
fn rest_of_day(standing: &Standing<'_>, left_s: Option<i64>, now_s: i64) -> Shift {
    let mut shift = standing.terms.rules.clone();
    shift.start_s = left_s.unwrap_or(shift.start_s.max(now_s));
    let had = standing.route.and_then(|route| route.lunch);
    let is_over = had.is_some_and(|lunch| lunch.start_s < shift.start_s);
    shift.lunch = shift.lunch.filter(|_| !is_over).map(|lunch| Lunch {
        from_s: lunch.from_s.max(now_s.min(lunch.until_s - lunch.length_s)),
        ..lunch
    });
    shift
}

/// Times and return when nobody waits at the base for a better hour to leave; `None` when a window is missed.
fn at_once(shift: &Shift, scratch: &mut ClockScratch, back_s: i64) -> Option<(Vec<CallTimes>, i64)> {
    let clock = clock(shift, scratch, back_s).without_slack(shift);
    let (times, _) = stop_times(shift, &scratch.calls, &clock);
    (clock.lateness_s == 0).then_some((times, clock.return_s))
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
