//! A schedule to a fleet report: vehicles on each day, the peak, a bound with its reason, ways and hours.

use super::ground::Ground;
use crate::domain::{
    CycleDay, FleetDay, FleetReport, Metres, Plan, Round, Schedule, Seconds, SiteNumber, Territory, UnitId,
    Vehicle, VehicleUse, WORKING_DAYS,
};
use crate::fleet_sizing::{FleetBound, Trip, fleet_bound, size_day};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Sizes the fleet that carries `schedule`.
///
/// A vehicle is busy from the round's departure to its return. It may serve a second site on the same day when it can be
/// driven from the first site's base to the second's in between, over the roads of the season. A vehicle of a schedule's
/// list is busy from leaving its garage until it is back, and one worker's for the day. Rounds by public transport need
/// none; they are in the list's [`uses`](FleetReport::uses) only.
#[must_use]
pub fn vehicles(territory: &Territory, ground: &Ground, plan: &Plan, schedule: &Schedule) -> FleetReport {
    let per_day = per_day(territory, ground, plan, schedule);
    let days = per_day.len();
    let lengths: Vec<i64> = driven(schedule).map(|round| round.vehicle_time().get()).collect();
    let out = || driven(schedule).map(Round::vehicle_out);
    let first = out().map(|(leaves, _)| leaves).min().unwrap_or_default();
    let last = out().map(|(_, is_back)| is_back).max().unwrap_or_default();
    let bound = fleet_bound(&lengths, days, (last - first).get());
    let (bound_reason, bound_reason_en) = bound_words(&bound, days);
    FleetReport {
        schedule: schedule.id.clone(),
        peak: per_day.iter().map(|day| day.vehicles).max().unwrap_or(0),
        lower_bound: bound.vehicles,
        bound_reason,
        bound_reason_en,
        distance: per_day.iter().map(|day| day.distance).sum(),
        time: per_day.iter().map(|day| day.time).sum(),
        uses: uses(schedule, days),
        days: per_day,
    }
}

/// The vehicles out on each day of the cycle.
fn per_day(territory: &Territory, ground: &Ground, plan: &Plan, schedule: &Schedule) -> Vec<FleetDay> {
    let numbers = plan.sites.iter().enumerate();
    let bases: BTreeMap<SiteNumber, usize> = numbers.map(|(at, site)| (site.number, at)).collect();
    let transfer = transfers(territory, ground, plan, schedule);
    (0..usize::from(schedule.cycle_weeks) * usize::from(WORKING_DAYS))
        .map(CycleDay::from_index)
        .map(|day| {
            fleet_day(day, &bases, schedule, &|from, to| {
                transfer.get(&(from, to)).copied()
            })
        })
        .collect()
}

/// The rounds that need somebody's vehicle: those by public transport do not.
fn driven(schedule: &Schedule) -> impl Iterator<Item = &Round> {
    let rides = |round: &&Round| round.vehicle.as_ref().is_some_and(|of| of.ride.is_some());
    schedule.rounds.iter().filter(move |round| !rides(round))
}

/// How the schedule uses each entry of its list.
fn uses(schedule: &Schedule, days: usize) -> Vec<VehicleUse> {
    let use_of = |vehicle: &Vehicle| {
        let is_own = |round: &&Round| round.vehicle.as_ref().is_some_and(|of| of.id == vehicle.id);
        let rounds: Vec<&Round> = schedule.rounds.iter().filter(is_own).collect();
        let on_day = |day: CycleDay| rounds.iter().filter(|round| round.day == day).count();
        let cycle = || (0..days).map(CycleDay::from_index);
        let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        let sites: BTreeSet<SiteNumber> = rounds.iter().map(|round| round.site).collect();
        let price = |round: &&Round| vehicle.price.of(round.vehicle_distance(), round.vehicle_time());
        VehicleUse {
            vehicle: vehicle.id.clone(),
            title: vehicle.title.clone(),
            kind: vehicle.kind,
            available: cycle()
                .map(|day| vehicle.count_on(day, schedule.season, &schedule.circumstances))
                .max()
                .unwrap_or(0),
            used: count(cycle().map(on_day).max().unwrap_or(0)),
            days: count(rounds.len()),
            distance: rounds.iter().map(|round| round.vehicle_distance()).sum(),
            time: rounds.iter().map(|round| round.vehicle_time()).sum(),
            cost: rounds.iter().map(price).sum(),
            sites: sites.into_iter().collect(),
        }
    };
    schedule.vehicles.iter().map(use_of).collect()
}

fn fleet_day(
    day: CycleDay,
    bases: &BTreeMap<SiteNumber, usize>,
    schedule: &Schedule,
    transfer_s: &dyn Fn(usize, usize) -> Option<i64>,
) -> FleetDay {
    let rounds: Vec<&Round> = driven(schedule).filter(|round| round.day == day).collect();
    let trips: Vec<Trip> = rounds
        .iter()
        .map(|round| (round, round.vehicle_out()))
        .map(|(round, (leaves, is_back))| Trip {
            start_s: leaves.get(),
            end_s: is_back.get(),
            base: bases.get(&round.site).copied().unwrap_or(usize::MAX),
        })
        .collect();
    let is_listed = !schedule.vehicles.is_empty();
    let transfer = |from, to| transfer_s(from, to).filter(|_| !is_listed);
    let chains = size_day(&trips, &transfer);
    let site_of = |trip: usize| rounds.get(trip).map(|round| round.site);
    let vehicle_of = |trip: usize| Some(rounds.get(trip)?.vehicle.as_ref()?.id.clone());
    FleetDay {
        day,
        taken: chains
            .iter()
            .filter_map(|chain| vehicle_of(chain.first()?.at()))
            .collect(),
        vehicles: u32::try_from(chains.len()).unwrap_or(u32::MAX),
        shared_by: chains
            .iter()
            .map(|chain| chain.iter().filter_map(|trip| site_of(trip.at())).collect())
            .collect(),
        distance: rounds
            .iter()
            .map(|round| round.vehicle_distance())
            .sum::<Metres>(),
        time: rounds.iter().map(|round| round.vehicle_time()).sum(),
    }
}

/// Time to bring a vehicle between bases, by positions of the sites: from one where a round ends before one starts at
/// the other, on a day of both.
fn transfers(
    territory: &Territory,
    ground: &Ground,
    plan: &Plan,
    schedule: &Schedule,
) -> BTreeMap<(usize, usize), i64> {
    let wanted = followers(plan, schedule);
    let used: BTreeSet<usize> = wanted.iter().flat_map(|&(from, to)| [from, to]).collect();
    let bases: HashMap<&UnitId, usize> = used
        .iter()
        .filter_map(|&at| Some((&plan.sites.get(at)?.base, at)))
        .collect();
    let units = territory.units.iter().enumerate();
    let found: BTreeMap<usize, usize> = units
        .filter_map(|(at, unit)| Some((*bases.get(&unit.id)?, at)))
        .collect();
    let places: Vec<_> = found
        .values()
        .filter_map(|&unit| ground.places().get(unit).cloned())
        .collect();
    let matrix = ground.roads(schedule.season).matrix(&places);
    let row: BTreeMap<usize, usize> = found.keys().enumerate().map(|(row, &site)| (site, row)).collect();
    let time = |&(from, to): &(usize, usize)| {
        let leg = matrix.leg(*row.get(&from)?, *row.get(&to)?)?;
        Some(((from, to), leg.time.get()))
    };
    wanted.iter().filter_map(time).collect()
}

/// Pairs of sites, by position, of which the one has a round that ends before one of the other starts.
fn followers(plan: &Plan, schedule: &Schedule) -> BTreeSet<(usize, usize)> {
    let numbers = plan.sites.iter().enumerate();
    let at: BTreeMap<SiteNumber, usize> = numbers.map(|(at, site)| (site.number, at)).collect();
    let mut days: BTreeMap<CycleDay, Vec<(&Round, usize)>> = BTreeMap::new();
    for round in driven(schedule) {
        if let Some(&site) = at.get(&round.site) {
            days.entry(round.day).or_default().push((round, site));
        }
    }
    let mut pairs = BTreeSet::new();
    for rounds in days.values_mut() {
        rounds.sort_by_key(|(round, _)| round.vehicle_out().0);
        for &(first, from) in rounds.iter() {
            let is_back = first.vehicle_out().1;
            let later = rounds.partition_point(|(round, _)| round.vehicle_out().0 < is_back);
            pairs.extend(rounds.iter().skip(later).map(|&(_, to)| (from, to)));
        }
    }
    pairs
}

/// True when fewer vehicles are out at a time of a day than the schedule needs on its busiest day.
pub(super) fn has_spare(
    territory: &Territory,
    ground: &Ground,
    plan: &Plan,
    schedule: &Schedule,
    (day, now): (CycleDay, Seconds),
) -> bool {
    let days = per_day(territory, ground, plan, schedule);
    let out = |day: &FleetDay| day.vehicles;
    let today = days.iter().find(|known| known.day == day).map_or(0, out);
    let still_out = schedule
        .rounds
        .iter()
        .filter(|round| round.day == day && round.arrival > now)
        .count();
    days.iter().map(out).max().unwrap_or(0) > today.min(u32::try_from(still_out).unwrap_or(u32::MAX))
}

fn bound_words(bound: &FleetBound, days: usize) -> (String, String) {
    let hours = bound.length_s / 3600;
    let FleetBound {
        vehicles,
        trips,
        long_trips,
        ..
    } = bound;
    (
        format!(
            "Выездов за цикл {trips}, из них {long_trips} длиннее половины дня: два таких одна машина за день не сделает. \
             Всего {hours} ч. в пути и на приёмах за {days} рабочих дней: меньше чем {vehicles} маш. не хватит, на какие \
             бы дни недели ни переставить выезды."
        ),
        format!(
            "{trips} rounds in the cycle, {long_trips} of them longer than half a day: one vehicle cannot do two of \
             those in a day. {hours} hours away in all over {days} working days: fewer than {vehicles} vehicles cannot \
             do it, whatever the weekdays."
        ),
    )
}
