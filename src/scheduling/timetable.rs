//! Times of one route: the earliest return, with lunch where [`Lunch`] says, leaving as late as that return allows.
//!
//! Waiting is always allowed, so being somewhere earlier is never worse; with lunch there are two states at each stop,
//! taken or not, and the earliest time of each is enough (a dynamic program, linear in the stops). A window that is
//! missed is counted as lateness and the clock is set back to its end, so that a search can price what is infeasible.
//!
//! A ride by a timetable is a route whose base opens for its return at the ride's end: it leaves on time, waits where it
//! is, and lunch is neither before leaving nor while riding out or home.
//!
//! # References
//! Vidal, Crainic, Gendreau, Prins: "A unified solution framework for multi-attribute vehicle routing problems", 2014
//! (time warp).

use super::problem::{Lunch, Shift, Window};

/// One stop as the clock sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Call {
    pub(super) drive_s: i64,
    pub(super) service_s: i64,
    pub(super) window: Option<Window>,
}

/// Where lunch is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum LunchPlace {
    /// At the base, before leaving.
    Base,
    /// At the stop of this position in the route.
    Stop(usize),
    /// On the road to the stop of this position; as many as there are stops means on the way back.
    Road(usize),
}

/// The clock's result for a whole route.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Clock {
    pub(super) departure_s: i64,
    pub(super) return_s: i64,
    pub(super) lateness_s: i64,
    lunch: Option<(usize, Break)>,
}

impl Clock {
    /// The same leaving at once, with what waiting there is on the way.
    pub(super) fn without_slack(self, shift: &Shift) -> Self {
        let begin_s = match (self.lunch, shift.lunch) {
            (Some((0, Break::BeforeLeaving)), Some(rule)) => shift.start_s.max(rule.from_s) + rule.length_s,
            _ => shift.start_s,
        };
        Self {
            departure_s: begin_s,
            ..self
        }
    }
}

/// Times of one stop.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct CallTimes {
    pub(super) arrival_s: i64,
    pub(super) start_s: i64,
    pub(super) departure_s: i64,
}

/// Where the break of a route is placed in the dynamic program, relative to one leg and its stop.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Break {
    BeforeLeaving,
    OnRoad,
    OnArrival,
    DuringService,
}

/// A state: lateness so far, then the time at which the stop is done.
type Ready = (i64, i64);

fn begin(arrival: i64, window: Option<Window>) -> Ready {
    match window {
        Some(w) if arrival > w.close_s => (arrival - w.close_s, w.close_s),
        Some(w) => (0, arrival.max(w.open_s)),
        None => (0, arrival),
    }
}

fn serve(from: Ready, call: &Call, delay: i64) -> Ready {
    let (late, start) = begin(from.1 + delay + call.drive_s, call.window);
    (from.0 + late, start + call.service_s)
}

/// All ways to take lunch in the leg to `call` and at it, from a state without lunch; those that `may` be.
fn with_break(
    from: Ready,
    call: &Call,
    lunch: Lunch,
    may: impl Fn(Break) -> bool,
) -> impl Iterator<Item = (Ready, Break)> {
    let latest = lunch.until_s - lunch.length_s;
    let before = (from.1 <= latest).then(|| {
        let at = from.1.max(lunch.from_s);
        let done = serve((from.0, at + lunch.length_s), call, 0);
        (done, Break::BeforeLeaving)
    });
    let arrival = from.1 + call.drive_s;
    let road = (from.1 < lunch.from_s && arrival > latest)
        .then(|| (serve(from, call, lunch.length_s), Break::OnRoad));
    let on_arrival = (arrival <= latest).then(|| {
        let at = arrival.max(lunch.from_s);
        let (late, start) = begin(at + lunch.length_s, call.window);
        ((from.0 + late, start + call.service_s), Break::OnArrival)
    });
    let (late, start) = begin(arrival, call.window);
    let at = start.max(lunch.from_s);
    let during = (at <= latest && at > start && at < start + call.service_s).then(|| {
        let done = (from.0 + late, start + call.service_s + lunch.length_s);
        (done, Break::DuringService)
    });
    let all = [before, during, on_arrival, road].into_iter().flatten();
    all.filter(move |(_, kind)| may(*kind))
}

/// Scratch of the clock, kept between calls.
#[derive(Debug, Clone, Default)]
pub(super) struct ClockScratch {
    pub(super) calls: Vec<Call>,
    taken: Vec<Option<Break>>,
}

/// Times of the route through `calls` and back, under the rules of `shift`.
pub(super) fn clock(shift: &Shift, scratch: &mut ClockScratch, back_s: i64) -> Clock {
    let (return_s, lateness_s, lunch) = finish(shift, scratch, back_s);
    let slack = if shift.timetabled {
        0
    } else {
        departure_slack(shift, &scratch.calls, back_s, lunch)
    };
    let mut departure_s = shift.start_s + slack;
    if let Some((0, Break::BeforeLeaving)) = lunch
        && let Some(rule) = shift.lunch
    {
        departure_s = departure_s.max(rule.from_s) + rule.length_s;
    }
    Clock {
        departure_s,
        return_s,
        lateness_s,
        lunch,
    }
}

/// Earliest return, its lateness, and the leg and way in which lunch is taken.
fn finish(shift: &Shift, scratch: &mut ClockScratch, back_s: i64) -> (i64, i64, Option<(usize, Break)>) {
    let back = Call {
        drive_s: back_s,
        service_s: 0,
        window: shift.timetabled.then_some(Window {
            open_s: shift.end_s,
            close_s: i64::MAX,
        }),
    };
    let calls = &scratch.calls;
    let mut plain: Ready = (0, shift.start_s);
    let lunch = shift
        .lunch
        .filter(|lunch| shift.start_s <= lunch.until_s - lunch.length_s);
    let Some(lunch) = lunch else {
        for call in calls {
            plain = serve(plain, call, 0);
        }
        let end = serve(plain, &back, 0);
        return (end.1, end.0, None);
    };
    let mut fed: Option<Ready> = None;
    scratch.taken.clear();
    for (leg, call) in calls.iter().chain(std::iter::once(&back)).enumerate() {
        let may = |kind| !shift.timetabled || is_away(kind, leg, calls.len());
        let carried = fed.map(|state| (serve(state, call, 0), None));
        let fresh = with_break(plain, call, lunch, may).map(|(state, kind)| (state, Some(kind)));
        let best = carried.into_iter().chain(fresh).min_by_key(|(state, taken)| {
            // A ride home leaves when it leaves: lunch after the last reception rather than before an earlier one.
            let is_early = taken.is_none() && shift.timetabled && leg == calls.len();
            (*state, is_early)
        });
        fed = best.map(|(state, _)| state);
        scratch.taken.push(best.and_then(|(_, taken)| taken));
        plain = serve(plain, call, 0);
    }
    match fed {
        Some(state) if plain.1 > lunch.until_s - lunch.length_s => {
            let leg = scratch.taken.iter().rposition(Option::is_some);
            let lunch = leg.and_then(|leg| scratch.taken[leg].map(|kind| (leg, kind)));
            (state.1, state.0, lunch)
        }
        // No stop leaves room for lunch: the ride cannot be taken.
        None if shift.timetabled && plain.1 > lunch.until_s - lunch.length_s => {
            (plain.1, plain.0 + lunch.length_s, None)
        }
        _ => (plain.1, plain.0, None),
    }
}

/// True when a break in the leg to stop `leg` of `stops` is at a stop or between two of them.
fn is_away(kind: Break, leg: usize, stops: usize) -> bool {
    match kind {
        Break::BeforeLeaving => leg > 0,
        Break::OnRoad => leg > 0 && leg < stops,
        Break::OnArrival | Break::DuringService => leg < stops,
    }
}

/// How much later the route can leave and still be back at its earliest return: all its waiting, as far as no
/// window or lunch is missed.
fn departure_slack(shift: &Shift, calls: &[Call], back_s: i64, lunch: Option<(usize, Break)>) -> i64 {
    if calls.iter().all(|call| call.window.is_none()) && lunch.is_none() {
        return 0;
    }
    let Some(length) = lunch.map_or(Some(0), |_| shift.lunch.map(|rule| rule.length_s)) else {
        return 0;
    };
    let latest = shift.lunch.map_or(i64::MAX, |rule| rule.until_s - rule.length_s);
    let from = shift.lunch.map_or(i64::MIN, |rule| rule.from_s);
    let (mut now, mut waited, mut slack) = (shift.start_s, 0_i64, i64::MAX);
    let pause = |now: &mut i64, waited: &mut i64, slack: &mut i64| {
        *waited += (from - *now).max(0);
        *now = (*now).max(from);
        *slack = (*slack).min(*waited + latest - *now);
        *now += length;
    };
    let back = Call {
        drive_s: back_s,
        service_s: 0,
        window: None,
    };
    for (leg, call) in calls.iter().chain(std::iter::once(&back)).enumerate() {
        let kind = lunch.and_then(|(at, kind)| (at == leg).then_some(kind));
        if kind == Some(Break::BeforeLeaving) {
            pause(&mut now, &mut waited, &mut slack);
        }
        if kind == Some(Break::OnRoad) {
            slack = slack.min(waited + latest - now);
            now += length;
        }
        now += call.drive_s;
        if kind == Some(Break::OnArrival) {
            pause(&mut now, &mut waited, &mut slack);
        }
        let (_, start) = begin(now, call.window);
        waited += (start - now).max(0);
        now = start;
        if let Some(window) = call.window {
            slack = slack.min(waited + (window.close_s - now).max(0));
        }
        if kind == Some(Break::DuringService) {
            slack = slack.min(waited + latest - now);
            now += length;
        }
        now += call.service_s;
    }
    slack.min(waited).max(0)
}

/// Times of each stop for a clock's departure, and where and when lunch begins.
pub(super) fn stop_times(
    shift: &Shift,
    calls: &[Call],
    clock: &Clock,
) -> (Vec<CallTimes>, Option<(LunchPlace, i64)>) {
    let length = shift.lunch.map_or(0, |rule| rule.length_s);
    let from = shift.lunch.map_or(i64::MIN, |rule| rule.from_s);
    let at_leg = |leg: usize, kind: Break| clock.lunch == Some((leg, kind));
    let mut now = clock.departure_s;
    let mut times: Vec<CallTimes> = Vec::with_capacity(calls.len());
    let mut lunch = at_leg(0, Break::BeforeLeaving).then(|| (LunchPlace::Base, now - length));
    for leg in 0..=calls.len() {
        if at_leg(leg, Break::BeforeLeaving)
            && let Some(last) = times.last_mut()
        {
            let begin = now.max(from);
            lunch = Some((LunchPlace::Stop(leg - 1), begin));
            now = begin + length;
            last.departure_s = now;
        }
        if at_leg(leg, Break::OnRoad) {
            lunch = Some((LunchPlace::Road(leg), now.max(from)));
            now += length;
        }
        let Some(call) = calls.get(leg) else { break };
        let arrival_s = now + call.drive_s;
        let mut ready = arrival_s;
        if at_leg(leg, Break::OnArrival) {
            let begin = arrival_s.max(from);
            lunch = Some((LunchPlace::Stop(leg), begin));
            ready = begin + length;
        }
        let start_s = begin(ready, call.window).1;
        let mut departure_s = start_s + call.service_s;
        if at_leg(leg, Break::DuringService) {
            lunch = Some((LunchPlace::Stop(leg), start_s.max(from)));
            departure_s += length;
        }
        times.push(CallTimes {
            arrival_s,
            start_s,
            departure_s,
        });
        now = departure_s;
    }
    (times, lunch)
}
