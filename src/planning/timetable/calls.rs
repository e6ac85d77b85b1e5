//! The settlements of a site that its worker goes to, and what each of them needs.

use super::super::unserved;
use super::super::visits::{VisitNeed, need};
use crate::domain::{
    Circumstances, Persons, Plan, Round, SettlementId, Site, Territory, Unit, Unserved, UnservedCause,
    VisitProfile,
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
                    need(profile, Persons(place.population), day_work).ok_or(UnservedCause::BeyondWorkingDay)
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

/// Every settlement that `rounds` visit less often than it needs, with the cause.
pub(super) fn gaps(site: &Site, calls: &[Call<'_>], rounds: &[Round]) -> Vec<Unserved> {
    calls
        .iter()
        .filter_map(|call| {
            let (required, planned, cause) = match call.need {
                Err(cause) => (call.asked, 0, cause),
                Ok(need) => {
                    let stops = rounds.iter().flat_map(|round| &round.stops);
                    let planned = stops.filter(|stop| stop.unit == call.unit.id).count();
                    let planned = u8::try_from(planned).unwrap_or(u8::MAX);
                    (need.visits, planned, UnservedCause::FieldDaysFull)
                }
            };
            (planned < required)
                .then(|| unserved::gap(site, call.unit, call.population, required, planned, cause))
        })
        .collect()
}
