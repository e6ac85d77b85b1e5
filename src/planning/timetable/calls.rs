//! The settlements of a group's sites that their workers go to, and what each of them needs.

use super::super::unserved;
use super::super::visits::{PlaceDay, VisitNeed, day_patterns, fewer_visits, need};
use super::fleet::Fleet;
use crate::domain::{
    Circumstances, CycleDay, Opening, Persons, Plan, Round, Seconds, SettlementId, Site, Territory, Unit,
    UnitId, Unserved, UnservedCause, VisitProfile, WORKING_DAYS,
};
use std::collections::BTreeMap;

/// A settlement of a site with what it needs.
#[derive(Debug, Clone)]
pub(in crate::planning) struct Call<'a> {
    /// The site, by its position in the group.
    pub(in crate::planning) site: usize,
    /// The unit where the worker stops.
    pub(in crate::planning) unit: &'a Unit,
    /// Residents of the settlement in this site.
    pub(in crate::planning) population: i64,
    /// Row and column of the group's matrices.
    pub(super) location: usize,
    /// Visits that the profile asks for.
    pub(super) asked: u8,
    /// What it needs; `Err` with the cause when it cannot be visited at all.
    pub(in crate::planning) need: Result<VisitNeed, UnservedCause>,
}

/// A settlement of a site before its way is known.
pub(super) struct Place<'a> {
    site: usize,
    unit: &'a Unit,
    population: i64,
}

/// The settlements of the site at position `at` of its group beside its base's, with the positions of their stops in
/// [`Territory::units`].
pub(super) fn places_of<'a>(
    territory: &'a Territory,
    plan: &Plan,
    (at_site, site): (usize, &Site),
) -> (Vec<usize>, Vec<Place<'a>>) {
    let base = position(territory, &site.base);
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
    let mut stops = Vec::with_capacity(settlements.len());
    let mut places = Vec::with_capacity(settlements.len());
    for (at, population) in settlements.into_values() {
        if let Some(unit) = territory.units.get(at) {
            stops.push(at);
            places.push(Place {
                site: at_site,
                unit,
                population,
            });
        }
    }
    (stops, places)
}

/// Position of a unit in [`Territory::units`]; the first for one that is not there.
pub(super) fn position(territory: &Territory, unit: &UnitId) -> usize {
    let found = territory.units.iter().position(|one| one.id == *unit);
    found.unwrap_or(0)
}

/// What each settlement needs, given its ways from its base; the stops follow the bases of the `sites` in the matrices.
pub(super) fn needs<'a>(
    places: &[Place<'a>],
    sites: usize,
    fleet: &Fleet,
    profile: &VisitProfile,
    circumstances: &Circumstances,
) -> Vec<Call<'a>> {
    places
        .iter()
        .enumerate()
        .map(|(at, place)| {
            let location = sites + at;
            let population = Persons(place.population);
            let tier = profile.tier(place.unit.population.max(population));
            let asked = tier.map_or(0, |tier| (profile.cycle_weeks / tier.every_weeks.max(1)).max(1));
            let need = if circumstances.not_visited.contains(&place.unit.id) {
                Err(UnservedCause::NotVisited)
            } else {
                day_at(fleet, profile, (place.site, location))
                    .and_then(|day| need(profile, population, day).ok_or(UnservedCause::BeyondWorkingDay))
                    .and_then(|need| {
                        let open = rhythms(need, profile.cycle_weeks, circumstances, &place.unit.id);
                        if open.is_empty() {
                            Err(UnservedCause::Hours)
                        } else {
                            Ok(need)
                        }
                    })
            };
            Call {
                site: place.site,
                unit: place.unit,
                population: place.population,
                location,
                asked,
                need,
            }
        })
        .collect()
}

/// A day at a place with the vehicle that leaves most time for the work there, or why there is none.
pub(super) fn day_at(
    fleet: &Fleet,
    profile: &VisitProfile,
    (site, location): (usize, usize),
) -> Result<PlaceDay, UnservedCause> {
    let vehicles = fleet.of_site(site);
    let days = vehicles
        .iter()
        .filter_map(|vehicle| fleet.day_at(profile, (site, location), *vehicle));
    let drives = || fleet.leg(None, site, location).is_some() && fleet.leg(None, location, site).is_some();
    days.max_by_key(|day| day.work).ok_or_else(|| {
        if vehicles.is_empty() && fleet.goes_outside_the_day(site) {
            UnservedCause::RidesOutsideDay
        } else if vehicles.is_empty() {
            UnservedCause::NoVehicle
        } else if drives() {
            UnservedCause::NoRide
        } else if matches!(fleet.plain().access().get(location), Some(Err(_))) {
            UnservedCause::OffNetwork
        } else {
            UnservedCause::NoRoadInSeason
        }
    })
}

/// Every rhythm in which a settlement can be visited, from the one it needs down to a single visit: how many visits, and
/// their days as a bit mask. Days on which its hours hold no reception are in none, days of its appointments in each.
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
            Opening::Between(from, until) => from + need.reception <= until,
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

/// Every settlement that `rounds` visit less often than it needs, or without time for its home visits, with the cause.
/// `lacks_vehicles` says of each site whether its worker has field days left, so that only vehicles can be what is
/// missing; `hours_bind` of a settlement whether it would be visited more often without its hours.
pub(super) fn gaps(
    sites: &[&Site],
    calls: &[Call<'_>],
    rounds: &[Round],
    hours_bind: &dyn Fn(&Call<'_>) -> bool,
    lacks_vehicles: &[bool],
) -> Vec<Unserved> {
    calls
        .iter()
        .filter_map(|call| {
            let (visits, cause, home_missed) = match call.need {
                Err(cause) => ((call.asked, 0), cause, Seconds::ZERO),
                Ok(need) => {
                    let stops = rounds.iter().flat_map(|round| &round.stops);
                    let planned = stops.filter(|stop| stop.unit == call.unit.id).count();
                    let planned = u8::try_from(planned).unwrap_or(u8::MAX);
                    let cause = if planned >= need.visits {
                        UnservedCause::HomeVisits
                    } else if hours_bind(call) {
                        UnservedCause::Hours
                    } else if lacks_vehicles.get(call.site) == Some(&true) {
                        UnservedCause::VehiclesTaken
                    } else {
                        UnservedCause::FieldDaysFull
                    };
                    ((need.visits, planned), cause, need.home_missed)
                }
            };
            let site = sites.get(call.site)?;
            let (required, planned) = visits;
            let is_short = planned < required || home_missed > Seconds::ZERO;
            is_short.then(|| unserved::gap(site, (call.unit, call.population), visits, cause, home_missed))
        })
        .collect()
}
