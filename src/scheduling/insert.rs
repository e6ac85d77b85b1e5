//! A visit more, today: the best places for it, ranked by the delay they bring.
//!
//! The routes of the day are given with what is already driven: stops behind the vehicle are not moved. Every place
//! ahead is tried, alone or with one later stop put off to another day; the clock of the route says who is served when.
//! Who is at work in that very settlement turns to it at once and goes on with the work afterwards. Help does not wait for
//! lunch: where that brings nobody into overtime, lunch follows it, late if need be.
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
    /// True when the worker is in that settlement, or on the way there: the stop before waits until help is given.
    pub on_the_spot: bool,
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
            for place in self.places(standing, emergency, None) {
                self.with(standing, emergency, place, &mut trial, &mut found);
            }
        }
        // Putting somebody off ranks behind every way that keeps the day, so it is not tried where there are enough.
        let in_time = |one: &&Insertion| one.late_s == 0;
        if found.iter().filter(in_time).count() < most {
            let free: Vec<Option<usize>> = found.iter().filter(in_time).map(|one| one.route).collect();
            for standing in all.iter().filter(|standing| !free.contains(&standing.index)) {
                for out in standing.ahead..standing.stops.len() {
                    for place in self.places(standing, emergency, Some(out)) {
                        self.with(standing, emergency, place, &mut trial, &mut found);
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

    /// The places for an emergency in a route, one stop put off or none.
    fn places(&self, standing: &Standing<'_>, emergency: &Emergency, out: Option<usize>) -> Vec<Place> {
        let last = standing.stops.len() - usize::from(out.is_some());
        let spot = self.is_there(standing, emergency).then_some(Place {
            position: standing.ahead,
            out,
            on_the_spot: true,
        });
        let after = (standing.ahead..=last).map(|position| Place {
            position,
            out,
            on_the_spot: false,
        });
        spot.into_iter().chain(after).collect()
    }

    /// True when the stop that the vehicle has set out for last is where the emergency is, and its work is not done.
    fn is_there(&self, standing: &Standing<'_>, emergency: &Emergency) -> bool {
        let stop = standing.ahead.checked_sub(1).and_then(|at| {
            let stop = standing.route?.stops.get(at)?;
            (stop.departure_s > emergency.now_s).then_some(stop.visit.0)
        });
        let time = |from: u32, to: u32| self.model.leg(standing.terms.table, from, to).time;
        stop.is_some_and(|stop| time(stop, emergency.visit.0) == 0 && time(emergency.visit.0, stop) == 0)
    }

    /// Tries one place.
    fn with(
        &self,
        standing: &Standing<'_>,
        emergency: &Emergency,
        place: Place,
        trial: &mut Trial,
        found: &mut Vec<Insertion>,
    ) {
        let shift = &standing.terms.rules;
        trial.edit(&standing.stops, emergency.visit.0, place);
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
            position: place.position,
            on_the_spot: place.on_the_spot,
            start_s: times.get(place.position).map_or(return_s, |times| times.start_s),
            return_s,
            extra_drive_s: drive_s - standing.drive_s,
            late_s: (return_s - shift.end_s).max(0).max(long),
            delays: Vec::new(),
            put_off: place.out.map(|out| VisitIndex(standing.stops[out])),
        });
    }

    /// Times of an edited route, and its whole time on the road. What is begun stays as it was published, but for a stop
    /// that waits for help on the spot; the rest follows at once. `None` when a window is missed.
    fn times(&self, standing: &Standing<'_>, emergency: &Emergency, trial: &mut Trial) -> Option<Timed> {
        let base = self.model.depot_node(standing.terms.depot);
        let (begun, rest) = trial.stops.split_at(standing.ahead.min(trial.stops.len()));
        let rest = if trial.on_the_spot { rest.get(1..)? } else { rest };
        let at = begun.last().copied().unwrap_or(base);
        let drive = |from: u32, to: u32| i64::from(self.model.leg(standing.terms.table, from, to).time);
        let driven = begun
            .iter()
            .fold((0, base), |(sum, from), &to| (sum + drive(from, to), to))
            .0;
        let published = standing.route.iter().flat_map(|route| &route.stops);
        let mut begun_times: Vec<CallTimes> = published
            .take(begun.len())
            .map(|stop| CallTimes {
                arrival_s: stop.arrival_s,
                start_s: stop.start_s,
                departure_s: stop.departure_s,
            })
            .collect();
        if trial.on_the_spot {
            let (held, help) = self.held(standing, emergency, *begun_times.last()?)?;
            *begun_times.last_mut()? = held;
            begun_times.push(help);
        }
        let left_s = begun_times.iter().map(|stop| stop.departure_s).max();
        let shift = rest_of_day(standing, left_s, emergency.now_s);
        trial.sequence.clear();
        trial.sequence.push(at);
        trial.sequence.extend_from_slice(rest);
        trial.sequence.push(base);
        let scratch = &mut trial.scratch;
        let back = calls(&self.model, standing.terms, &trial.sequence, &mut scratch.calls);
        if let (Some(call), Some(left_s), Some(route)) = (scratch.calls.first_mut(), left_s, standing.route)
            && emergency.now_s > left_s
        {
            // Already on the way back to the base: what was driven since is driven once more to turn round, or the way
            // leads by the base.
            let by_base = rest.first().map(|&to| route.return_s - left_s + drive(base, to));
            let turning = call.drive_s + 2 * (emergency.now_s - left_s);
            call.drive_s = by_base.map_or(turning, |by_base| by_base.min(turning));
        }
        let (times, return_s) = match rest.iter().position(|&stop| stop == emergency.visit.0) {
            Some(position) => help_before_lunch(&shift, scratch, back, position)?,
            None => at_once(&shift, scratch, back)?,
        };
        let is_out = standing.route.filter(|_| left_s.is_some());
        Some(Timed {
            drive_s: driven + back + scratch.calls.iter().map(|call| call.drive_s).sum::<i64>(),
            departure_s: is_out.map_or(shift.start_s, |route| route.departure_s),
            times: begun_times.into_iter().chain(times).collect(),
            return_s,
        })
    }

    /// The stop that is held up for help in its settlement, and the times of the help: at once, or on arrival. `None` when
    /// the stop then misses its hours.
    fn held(
        &self,
        standing: &Standing<'_>,
        emergency: &Emergency,
        stop: CallTimes,
    ) -> Option<(CallTimes, CallTimes)> {
        let visit = self.model.problem.visits.get(emergency.visit.index())?;
        let arrival_s = stop.arrival_s.max(emergency.now_s);
        let done_s = arrival_s + visit.service_s;
        let help = CallTimes {
            arrival_s,
            start_s: arrival_s,
            departure_s: done_s,
        };
        let waits_for_lunch = standing
            .route
            .and_then(|route| route.lunch)
            .is_some_and(|lunch| (stop.arrival_s..stop.start_s).contains(&lunch.start_s));
        let start_s = match stop.start_s {
            begun if begun < arrival_s => begun,
            start if waits_for_lunch => start + visit.service_s,
            start => start.max(done_s),
        };
        let at = *standing.stops.get(standing.ahead.checked_sub(1)?)?;
        let is_open = self
            .model
            .window(at, standing.terms.day)
            .is_none_or(|window| start_s <= window.close_s);
        let held_s = if stop.start_s < arrival_s {
            visit.service_s
        } else {
            start_s - stop.start_s
        };
        let held = CallTimes {
            start_s,
            departure_s: (stop.departure_s + held_s).max(done_s),
            ..stop
        };
        is_open.then_some((held, help))
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
        let place = Place {
            position: one.position,
            out,
            on_the_spot: one.on_the_spot,
        };
        trial.edit(&standing.stops, emergency.visit.0, place);
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
/// had by then. Who is at the base eats there from the hour when lunch may begin.
fn rest_of_day(standing: &Standing<'_>, left_s: Option<i64>, now_s: i64) -> Shift {
    let mut shift = standing.terms.rules.clone();
    shift.start_s = left_s.unwrap_or(shift.start_s.max(now_s));
    let had = standing.route.and_then(|route| route.lunch);
    let is_over = had.is_some_and(|lunch| lunch.start_s < shift.start_s);
    let eats_at_base = |lunch: &Lunch| standing.route.is_none() && now_s >= lunch.from_s + lunch.length_s;
    let to_come = shift.lunch.filter(|lunch| !is_over && !eats_at_base(lunch));
    shift.lunch = to_come.map(|lunch| Lunch {
        from_s: lunch.from_s.max(now_s.min(lunch.until_s - lunch.length_s)),
        ..lunch
    });
    shift
}

/// Times of the rest of a round with help at `position`, and its return: help first and lunch afterwards, late if need be,
/// where that is sooner and no more overtime than lunch in its hours.
fn help_before_lunch(
    shift: &Shift,
    scratch: &mut ClockScratch,
    back_s: i64,
    position: usize,
) -> Option<(Vec<CallTimes>, i64)> {
    let usual = at_once(shift, scratch, back_s);
    let Some(lunch) = shift.lunch else {
        return usual;
    };
    let without = Shift {
        lunch: None,
        ..shift.clone()
    };
    let hungry = at_once(&without, scratch, back_s);
    let Some(done_s) = hungry.and_then(|(times, _)| Some(times.get(position)?.departure_s)) else {
        return usual;
    };
    let from_s = lunch.from_s.max(done_s);
    let late_lunch = Shift {
        lunch: Some(Lunch {
            from_s,
            until_s: lunch.until_s.max(from_s + lunch.length_s),
            ..lunch
        }),
        ..shift.clone()
    };
    let late_s = |return_s: i64| (return_s - shift.end_s).max(0);
    match (usual, at_once(&late_lunch, scratch, back_s)) {
        (Some(usual), Some(first)) => {
            let is_sooner = first.0.get(position)?.start_s < usual.0.get(position)?.start_s;
            let is_better = is_sooner && late_s(first.1) <= late_s(usual.1);
            Some(if is_better { first } else { usual })
        }
        (usual, first) => usual.or(first),
    }
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

/// A place for an emergency in a route.
#[derive(Debug, Clone, Copy)]
struct Place {
    /// Position among the stops that are left.
    position: usize,
    /// A stop that is put off, by its position among all.
    out: Option<usize>,
    /// True to hold the stop before it up.
    on_the_spot: bool,
}

/// A route that is tried, and the memory to clock it.
#[derive(Debug, Default)]
struct Trial {
    stops: Vec<u32>,
    on_the_spot: bool,
    sequence: Vec<u32>,
    scratch: ClockScratch,
}

impl Trial {
    /// The stops without one that is put off, with `visit` at its place among what is left.
    fn edit(&mut self, stops: &[u32], visit: u32, place: Place) {
        self.on_the_spot = place.on_the_spot;
        self.stops.clear();
        self.stops.extend_from_slice(stops);
        if let Some(out) = place.out {
            self.stops.remove(out);
        }
        self.stops.insert(place.position.min(self.stops.len()), visit);
    }
}
