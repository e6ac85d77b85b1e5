//! The settlements of a site that its worker goes to, and what each of them needs.

use super::super::unserved;
use super::super::visits::{VisitNeed, day_patterns, fewer_visits, need};
use crate::domain::{
    Circumstances, CycleDay, Opening, Persons, Plan, Round, SettlementId, Site, Territory, Unit, UnitId,
    Unserved, UnservedCause, VisitProfile, WORKING_DAYS,
};
use crate::roads::TravelMatrix;
use std::collections::BTreeMap;

/// A settlement of a site with what it needs.
#[derive(Debug, Clone)]
pub(in crate::planning) struct Call<'a> {
    /// The unit where the worker stops.
    pub(in crate::planning) unit: &'a Unit,
    /// Residents of the settlement in this site.
    pub(in crate::planning) population: i64,
    /// Row and column of the site's matrix.
    pub(super) location: usize,
    /// Visits that the profile asks for.
    pub(super) asked: u8,
    /// What it needs; `Err` with the cause when it cannot be visited at all.
    pub(in crate::planning) need: Result<VisitNeed, UnservedCause>,
}

/// A settlement of a site before its way is known.
pub(super) struct Place<'a> {
    unit: &'a Unit,
    population: i64,
}

/// The stops of a site as positions in [`Territory::units`], the base first, and its settlements beside the base's.
pub(super) fn places_of<'a>(
    territory: &'a Territory,
    plan: &Plan,
    site: &Site,
) -> (Vec<usize>, Vec<Place<'a>>) {
    let base = territory
        .units
        .iter()
        .position(|unit| unit.id == site.base)
        .unwrap_or(0);
    let home = territory.units.get(base).map(|unit| &unit.settlement);
    let mut settlements: BTreeMap<&SettlementId, (usize, i64)> = BTreeMap::new();
    for (at, unit) in territory.units.iter().enumerate() {
        let inhabited = unit.population.get() > 0 && Some(&unit.settlement) != home;
        if !inhabited || plan.assignment.get(&unit.id) != Some(&site.number) {
            continue;
        }
        let entry = settlements.entry(&unit.settlement).or_insert((at, 0));
        let largest = territory
            .units
            .get(entry.0)
            .map_or(0, |unit| unit.population.get());
        if unit.population.get() > largest {
            entry.0 = at;
        }
        entry.1 += unit.population.get();
    }
    let mut stops = vec![base];
    let mut places = Vec::with_capacity(settlements.len());
    for (at, population) in settlements.into_values() {
        if let Some(unit) = territory.units.get(at) {
            stops.push(at);
            places.push(Place { unit, population });
        }
    }
    (stops, places)
}

/// What each settlement needs, given its way from the base.
pub(super) fn needs<'a>(
    places: &[Place<'a>],
    matrix: &TravelMatrix,
    profile: &VisitProfile,
    circumstances: &Circumstances,
) -> Vec<Call<'a>> {
    places
        .iter()
        .enumerate()
        .map(|(at, place)| {
            let location = at + 1;
            let tier = profile.tier(place.unit.population.max(Persons(place.population)));
            let asked = tier.map_or(0, |tier| (profile.cycle_weeks / tier.every_weeks.max(1)).max(1));
            let need = match (matrix.leg(0, location), matrix.leg(location, 0)) {
                _ if circumstances.not_visited.contains(&place.unit.id) => Err(UnservedCause::NotVisited),
                (Some(there), Some(back)) => {
                    let day_work = profile.working_time() - there.time - back.time;
                    need(profile, Persons(place.population), day_work)
                        .ok_or(UnservedCause::BeyondWorkingDay)
                        .and_then(|need| {
                            let open = rhythms(need, profile.cycle_weeks, circumstances, &place.unit.id);
                            if open.is_empty() {
                                Err(UnservedCause::Hours)
                            } else {
                                Ok(need)
                            }
                        })
                }
                _ if matches!(matrix.access().get(location), Some(Err(_))) => Err(UnservedCause::OffNetwork),
                _ => Err(UnservedCause::NoRoadInSeason),
            };
            Call {
                unit: place.unit,
                population: place.population,
                location,
                asked,
                need,
            }
        })
        .collect()
}

/// Every rhythm in which a settlement can be visited, from the one it needs down to a single visit: how many visits, and
/// their days as a bit mask. Days on which it is closed are in none, days of its appointments in each.
pub(super) fn rhythms(
    need: VisitNeed,
    weeks: u8,
    circumstances: &Circumstances,
    unit: &UnitId,
) -> Vec<(u8, u32)> {
    let appointed = circumstances
        .appointments_of(unit)
        .fold(0u32, |mask, one| mask | 1 << one.day.index());
    let is_open = |day: usize| {
        let fits = match circumstances.opening(unit, CycleDay::from_index(day).weekday) {
            Opening::Always => true,
            Opening::Closed => false,
            Opening::Between(from, until) => from + need.service <= until,
        };
        fits || appointed >> day & 1 == 1
    };
    let days = usize::from(weeks) * usize::from(WORKING_DAYS);
    let open = (0..days)
        .filter(|&day| is_open(day))
        .fold(0u32, |mask, day| mask | 1 << day);
    let mut found = Vec::new();
    let mut visits = Some(need.visits);
    while let Some(count) = visits {
        let patterns = day_patterns(count, weeks).into_iter();
        let fitting = patterns.filter(|days| days & !open == 0 && days & appointed == appointed);
        found.extend(fitting.map(|days| (count, days)));
        visits = fewer_visits(count, weeks);
    }
    found
}

/// Every settlement that `rounds` visit less often than it needs, with the cause.
pub(super) fn gaps(
    site: &Site,
    calls: &[Call<'_>],
    rounds: &[Round],
    circumstances: &Circumstances,
) -> Vec<Unserved> {
    calls
        .iter()
        .filter_map(|call| {
            let (required, planned, cause) = match call.need {
                Err(cause) => (call.asked, 0, cause),
                Ok(need) => {
                    let stops = rounds.iter().flat_map(|round| &round.stops);
                    let planned = stops.filter(|stop| stop.unit == call.unit.id).count();
                    let planned = u8::try_from(planned).unwrap_or(u8::MAX);
                    let cause = if circumstances.has_times(&call.unit.id) {
                        UnservedCause::Hours
                    } else {
                        UnservedCause::FieldDaysFull
                    };
                    (need.visits, planned, cause)
                }
            };
            (planned < required)
                .then(|| unserved::gap(site, call.unit, call.population, required, planned, cause))
        })
        .collect()
}
