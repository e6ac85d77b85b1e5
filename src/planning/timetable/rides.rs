//! Public transport: a trip of a line out of the base's settlement and a later one home, as one vehicle of the core.
//!
//! **Representation.** Between leaving with one trip and being back with another, every leg of a round has a fixed time:
//! the ride out to a place, walks from place to place, the ride home. So a pair of trips is a vehicle with ways of its
//! own and the pair's hours, exact and not an average: the core's round leaves with the one and is back with the other
//! ([`crate::scheduling::Vehicle::timetabled`]). A line with `o` trips out and `h` home on the same weekdays is at most
//! `o · h` vehicles of one base; only pairs that leave time for work at some place are kept, and of a line that goes more
//! often than [`DEPARTURES_MAX`] times a day as many departures, spread over the day. Where there are more pairs than one
//! problem holds, each line and base keeps those longest away. Changing from one line to another
//! is not looked for. The distance of a ride is what is walked: nobody drives it, and its price is the day's ticket.

use super::fleet::Way;
use super::stated::{Stands, WayTable, sooner};
use crate::domain::{CycleDay, LineTrip, Ride, Seconds, WORKING_DAYS};

/// Trips of a line each way that are offered to a worker for the same weekdays.
const DEPARTURES_MAX: usize = 4;

/// Shorter than this is no stay.
const STAY_MIN: Seconds = Seconds(10 * 60);

/// A pair of trips for a worker.
#[derive(Debug)]
pub(super) struct Pair {
    pub(super) ride: Ride,
    /// When the worker leaves the base, and is back at it.
    pub(super) hours: (Seconds, Seconds),
    /// Weekdays from 0 on which both go.
    pub(super) weekdays: Vec<u8>,
    base: usize,
    /// The ways to each row, and from it.
    out: Vec<Option<Way>>,
    home: Vec<Option<Way>>,
}

impl Pair {
    /// Time from leaving the base until being back.
    pub(super) fn away(&self) -> Seconds {
        self.hours.1 - self.hours.0
    }

    /// The ways of a round: the rides, and walks in between.
    pub(super) fn ways(&self, walk: &WayTable) -> WayTable {
        let mut ways = walk.clone();
        for row in (0..walk.rows()).filter(|row| *row != self.base) {
            ways.put(self.base, row, self.out.get(row).copied().flatten());
            ways.put(row, self.base, self.home.get(row).copied().flatten());
        }
        ways
    }
}

/// Where a worker may go.
pub(super) struct Reach<'a> {
    /// Row of the base.
    pub(super) base: usize,
    /// Rows of the places to visit.
    pub(super) places: &'a [usize],
    /// The working day.
    pub(super) day: (Seconds, Seconds),
}

/// One direction of a trip for one base: when it leaves or comes back, and the way to or from each row.
struct Leg<'a> {
    trip: &'a LineTrip,
    at: Seconds,
    ways: Vec<Option<Way>>,
}

/// The pairs of trips that take a worker to some place and back inside the working day.
pub(super) fn pairs(trips: &[LineTrip], reach: &Reach<'_>, stands: &Stands, walk: &WayTable) -> Vec<Pair> {
    let of = |outwards: bool| -> Vec<Leg<'_>> {
        let legs = trips
            .iter()
            .filter_map(|trip| leg(trip, outwards, reach, stands, walk));
        spread(legs.collect())
    };
    let (outs, homes) = (of(true), of(false));
    let mut found = Vec::new();
    for out in &outs {
        for home in &homes {
            found.extend(pair(out, home, reach));
        }
    }
    found
}

fn pair(out: &Leg<'_>, home: &Leg<'_>, reach: &Reach<'_>) -> Option<Pair> {
    let weekdays: Vec<u8> = (0..WORKING_DAYS)
        .filter(|day| out.trip.goes_on(*day) && home.trip.goes_on(*day))
        .collect();
    let stays = |row: &usize| {
        let there = out.ways.get(*row).copied().flatten();
        let back = home.ways.get(*row).copied().flatten();
        there
            .zip(back)
            .is_some_and(|(there, back)| out.at + there.1 + STAY_MIN <= home.at - back.1)
    };
    if weekdays.is_empty() || !reach.places.iter().any(stays) {
        return None;
    }
    Some(Pair {
        ride: Ride {
            out: out.trip.id.clone(),
            home: home.trip.id.clone(),
        },
        hours: (out.at, home.at),
        weekdays,
        base: reach.base,
        out: out.ways.clone(),
        home: home.ways.clone(),
    })
}

/// A trip out of a base or home to it: the latest that the worker has to leave, or the soonest that the worker is back.
fn leg<'a>(
    trip: &'a LineTrip,
    outwards: bool,
    reach: &Reach<'_>,
    stands: &Stands,
    walk: &WayTable,
) -> Option<Leg<'a>> {
    let rows: Vec<Option<usize>> = trip
        .calls
        .iter()
        .map(|call| stands.get(&call.settlement).copied())
        .collect();
    let at_base = trip
        .calls
        .iter()
        .zip(&rows)
        .enumerate()
        .filter_map(|(index, (call, row))| {
            let way = if outwards {
                walk.leg(reach.base, (*row)?)?
            } else {
                walk.leg((*row)?, reach.base)?
            };
            Some((index, call, way.1))
        });
    let (index, at) = if outwards {
        at_base
            .map(|(index, call, walked)| (index, call.departs - walked))
            .max_by_key(|(_, leaves)| *leaves)?
    } else {
        at_base
            .map(|(index, call, walked)| (index, call.arrives + walked))
            .min_by_key(|(_, is_back)| *is_back)?
    };
    if at < reach.day.0 || at > reach.day.1 {
        return None;
    }
    let way = |row: usize| {
        let calls = trip.calls.iter().zip(&rows).enumerate();
        let reached = calls.filter(|(other, _)| if outwards { *other > index } else { *other < index });
        reached
            .filter_map(|(_, (call, stop))| {
                let stop = (*stop)?;
                if outwards {
                    let walked = walk.leg(stop, row)?;
                    Some((walked.0, call.arrives - at + walked.1))
                } else {
                    let walked = walk.leg(row, stop)?;
                    Some((walked.0, at - call.departs + walked.1))
                }
            })
            .fold(None, |best, way| sooner(best, Some(way)))
    };
    let ways = (0..walk.rows()).map(way).collect();
    Some(Leg { trip, at, ways })
}

/// Of the legs on the same weekdays at most [`DEPARTURES_MAX`], the first and the last among them.
fn spread(legs: Vec<Leg<'_>>) -> Vec<Leg<'_>> {
    let mut by_days: Vec<(u8, Vec<Leg<'_>>)> = Vec::new();
    for leg in legs {
        let mask = (0..WORKING_DAYS)
            .filter(|day| leg.trip.goes_on(*day))
            .fold(0, |mask, day| mask | 1 << day);
        match by_days.iter_mut().find(|(days, _)| *days == mask) {
            Some((_, legs)) => legs.push(leg),
            None => by_days.push((mask, vec![leg])),
        }
    }
    let thinned = by_days.into_iter().flat_map(|(_, mut legs)| {
        legs.sort_by_key(|leg| leg.at);
        let (count, most) = (legs.len(), DEPARTURES_MAX);
        let kept: Vec<usize> = (0..most.min(count))
            .map(|nth| {
                if count <= most {
                    nth
                } else {
                    nth * (count - 1) / (most - 1)
                }
            })
            .collect();
        let chosen = legs
            .into_iter()
            .enumerate()
            .filter(move |(at, _)| kept.contains(at));
        chosen.map(|(_, leg)| leg)
    });
    thinned.collect()
}

/// How many of a pair there are for its worker on each day: one where both trips go and the line does.
pub(super) fn on_day(pair: &Pair, days: &[CycleDay], line: impl Fn(CycleDay) -> u32) -> Vec<u32> {
    days.iter()
        .map(|day| u32::from(pair.weekdays.contains(&day.weekday)) * line(*day).min(1))
        .collect()
}
