//! Check of the ways that no road gives: the legs of boats, the trips of public transport, the walks from and to them.
//!
//! **Architecture Invariant:** nothing of the timetable's own tables is used: ways over stated legs are found by
//! relaxing them until nothing gets shorter (Bellman and Ford), trips are read anew from the list.

use super::schedule::Legs;
use super::vehicles::stand;
use crate::domain::{
    LineTrip, Metres, Ride, Round, Seconds, SettlementId, Territory, TripCall, UnitId, Vehicle, VisitProfile,
};

type Way = (Metres, Seconds);

/// What a vehicle that is not on roads may go by.
pub(super) struct Afoot<'a> {
    pub(super) territory: &'a Territory,
    pub(super) vehicle: &'a Vehicle,
    pub(super) legs: Legs<'a>,
    pub(super) walk_max: Metres,
}

/// The times and ways of a round by public transport, as its trips have them.
pub(super) struct Ridden {
    pub(super) departure: Seconds,
    pub(super) arrival: Seconds,
    out: Vec<(UnitId, Way)>,
    home: Vec<(UnitId, Way)>,
}

impl<'a> Afoot<'a> {
    pub(super) fn new(
        territory: &'a Territory,
        vehicle: &'a Vehicle,
        profile: &VisitProfile,
        legs: Legs<'a>,
    ) -> Self {
        Self {
            territory,
            vehicle,
            legs,
            walk_max: profile.walk_max,
        }
    }

    fn walk(&self, from: &UnitId, to: &UnitId) -> Option<Way> {
        if from == to {
            return Some((Metres::ZERO, Seconds::ZERO));
        }
        (self.legs)(Some(&self.vehicle.speeds), from, to).filter(|(distance, _)| *distance <= self.walk_max)
    }

    fn stand(&self, settlement: &SettlementId) -> Option<&'a UnitId> {
        stand(self.territory, settlement)
    }

    /// The quickest way from one unit to another over the stated legs.
    pub(super) fn by_legs(&self, from: &UnitId, to: &UnitId) -> Option<Way> {
        let mut stops: Vec<&UnitId> = self
            .vehicle
            .legs
            .iter()
            .flat_map(|leg| [&leg.from, &leg.to])
            .filter_map(|at| self.stand(at))
            .collect();
        stops.sort();
        stops.dedup();
        let mut reached: Vec<Option<Way>> = stops.iter().map(|stop| self.walk(from, stop)).collect();
        let mut ways: Vec<(usize, usize, Way)> = Vec::new();
        let position = |settlement: &SettlementId| {
            let stop = self.stand(settlement)?;
            stops.iter().position(|one| *one == stop)
        };
        for leg in &self.vehicle.legs {
            if let Some((a, b)) = position(&leg.from).zip(position(&leg.to)) {
                ways.push((a, b, (leg.distance, leg.time)));
                if !leg.one_way {
                    ways.push((b, a, (leg.distance, leg.time)));
                }
            }
        }
        for (a, from) in stops.iter().enumerate() {
            for (b, to) in stops.iter().enumerate() {
                ways.extend(self.walk(from, to).filter(|_| a != b).map(|way| (a, b, way)));
            }
        }
        let mut shorter = true;
        while shorter {
            shorter = false;
            for &(a, b, way) in &ways {
                let through = reached[a].map(|at| (at.0 + way.0, at.1 + way.1));
                if let Some(through) = through
                    && reached[b].is_none_or(|known| (through.1, through.0) < (known.1, known.0))
                {
                    reached[b] = Some(through);
                    shorter = true;
                }
            }
        }
        let landed = stops.iter().zip(reached).filter_map(|(stop, at)| {
            let (at, walked) = at.zip(self.walk(stop, to))?;
            Some((at.0 + walked.0, at.1 + walked.1))
        });
        landed.chain(self.walk(from, to)).min_by_key(|way| (way.1, way.0))
    }

    /// The trips of a ride for the worker of `base`; `None` when the line has no such trips from there on that weekday.
    pub(super) fn ride(&self, ride: &Ride, base: &UnitId, round: &Round) -> Option<Ridden> {
        let trip = |id: &str| -> Option<&LineTrip> {
            let mut trips = self.vehicle.trips.iter();
            trips.find(|trip| trip.id == id && trip.goes_on(round.day.weekday))
        };
        let (out, home) = (trip(&ride.out)?, trip(&ride.home)?);
        let stands = |trip: &'a LineTrip| -> Vec<(&'a TripCall, Option<&'a UnitId>)> {
            trip.calls
                .iter()
                .map(|call| (call, self.stand(&call.settlement)))
                .collect()
        };
        let (outwards, homewards) = (stands(out), stands(home));
        let mut leaves: Option<(usize, Seconds)> = None;
        for (at, (call, stop)) in outwards.iter().enumerate() {
            if let Some((_, walked)) = stop.and_then(|stop| self.walk(base, stop))
                && leaves.is_none_or(|(_, latest)| call.departs - walked >= latest)
            {
                leaves = Some((at, call.departs - walked));
            }
        }
        let mut is_back: Option<(usize, Seconds)> = None;
        for (at, (call, stop)) in homewards.iter().enumerate() {
            if let Some((_, walked)) = stop.and_then(|stop| self.walk(stop, base))
                && is_back.is_none_or(|(_, soonest)| call.arrives + walked < soonest)
            {
                is_back = Some((at, call.arrives + walked));
            }
        }
        let ((first, departure), (last, arrival)) = leaves.zip(is_back)?;
        let quickest = |ways: Vec<Way>| ways.into_iter().min_by_key(|way| (way.1, way.0));
        let of = |stop: &UnitId, outward: bool| -> Option<Way> {
            let calls: &[(&TripCall, Option<&UnitId>)] = if outward {
                &outwards[first + 1..]
            } else {
                &homewards[..last]
            };
            let ways = calls.iter().filter_map(|(call, at)| {
                if outward {
                    let walked = self.walk((*at)?, stop)?;
                    Some((walked.0, call.arrives - departure + walked.1))
                } else {
                    let walked = self.walk(stop, (*at)?)?;
                    Some((walked.0, arrival - call.departs + walked.1))
                }
            });
            quickest(ways.collect())
        };
        let ways = |outward: bool| {
            let units = round.stops.iter().map(|stop| &stop.unit);
            units
                .filter_map(|unit| Some((unit.clone(), of(unit, outward)?)))
                .collect()
        };
        Some(Ridden {
            departure,
            arrival,
            out: ways(true),
            home: ways(false),
        })
    }

    /// The way between two places of a round; `None` stands for the base.
    pub(super) fn ridden(&self, ridden: &Ridden, from: Option<&UnitId>, to: Option<&UnitId>) -> Option<Way> {
        let of = |ways: &[(UnitId, Way)], unit: &UnitId| {
            ways.iter().find(|(known, _)| known == unit).map(|(_, way)| *way)
        };
        match (from, to) {
            (None, Some(unit)) => of(&ridden.out, unit),
            (Some(unit), None) => of(&ridden.home, unit),
            (Some(from), Some(to)) => self.walk(from, to),
            (None, None) => None,
        }
    }
}
