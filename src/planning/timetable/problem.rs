//! A group of sites as a problem of the scheduling core: bases, visits, days, vehicles, prices.

use super::ScheduleRequest;
use super::calls::{Call, rhythms};
use super::fleet::{Fleet, cycle_days};
use crate::domain::{Circumstances, CycleDay, Opening, Seconds, Site, UnitId, VisitProfile, WORKING_DAYS};
use crate::roads::TravelMatrix as RoadMatrix;
use crate::scheduling::{
    self, DayOption, Depot, DepotIndex, LocationIndex, Problem, Shift, TravelMatrix, Visit, Weights, Window,
};
use crate::search::Budget;

/// Price of a field day, in seconds of driving: an hour on the road is worth saving one.
pub(super) const ROUTE_PRICE_S: i64 = 3600;

/// Iterations of a site that shares vehicles with others, in those of one alone: three times as many left 4 % fewer
/// visits out in Vagay with two cars for eight sites, ten times as many hardly any more.
const SHARED_EFFORT: u64 = 3;

/// Price of one missing visit for each resident, in seconds of driving: a missed visit to a village of 50 outweighs a
/// day's drive.
const MISSED_VISIT_PRICE_S: i64 = 1000;

/// Price of a settlement left out altogether, in missed visits beside its own.
const LEFT_OUT_VISITS: i64 = 4;

/// Price of one more vehicle of the list on the busiest day, in seconds of driving: half a working day.
const PEAK_PRICE_S: i64 = 4 * 3600;

/// Time and iterations of a request for a group of so many sites as the core takes them: sites that share vehicles trade
/// days with each other, so each of them gets [`SHARED_EFFORT`] times as many.
pub(in crate::planning) fn budget(request: &ScheduleRequest, sites: usize) -> Budget {
    let effort = if sites > 1 {
        SHARED_EFFORT * sites as u64
    } else {
        1
    };
    Budget {
        iterations: Some(request.iterations * effort),
        stop: request.stop.clone(),
    }
}

/// The group's problem: a base and a worker for each site, one round a day each.
pub(super) fn core_problem(
    sites: &[&Site],
    calls: &[&Call<'_>],
    fleet: &Fleet,
    request: &ScheduleRequest,
) -> Problem {
    let profile = &request.profile;
    let days = cycle_days(profile);
    let shift = working_day(profile);
    let rows: Vec<usize> = (0..sites.len())
        .chain(calls.iter().map(|call| call.location))
        .collect();
    let (vehicles, rows) = fleet.core(rows);
    let second = fleet.second();
    Problem {
        week_of_day: days.iter().map(|day| u32::from(day.week)).collect(),
        depots: sites
            .iter()
            .enumerate()
            .map(|(at, site)| Depot {
                location: LocationIndex::from(at),
                shifts: days
                    .iter()
                    .map(|&day| {
                        let goes = request.circumstances.has_vehicle(site.number, day);
                        goes.then(|| shift.clone())
                    })
                    .collect(),
                field_days_per_week: Some(u32::from(profile.field_days_max)),
                skills: 0,
            })
            .collect(),
        weights: Weights {
            distance: 0,
            drive: second,
            route: ROUTE_PRICE_S * second,
            overtime: 0,
            peak_vehicle: if vehicles.is_empty() {
                0
            } else {
                PEAK_PRICE_S * second
            },
            long_day: 0,
        },
        vehicles,
        visits: calls
            .iter()
            .enumerate()
            .filter_map(|(at, call)| {
                core_visit(sites.len() + at, call, second, profile, &request.circumstances)
            })
            .collect(),
        travel: travel(fleet.plain(), rows.into_iter()),
    }
}

/// A settlement as the core takes it: every rhythm from the one asked for down to a single visit, at rising prices, with
/// the hours in which its work may begin.
fn core_visit(
    location: usize,
    call: &Call<'_>,
    second: i64,
    profile: &VisitProfile,
    circumstances: &Circumstances,
) -> Option<Visit> {
    let need = call.need.ok()?;
    let unit = &call.unit.id;
    let price = call.population.max(1) * MISSED_VISIT_PRICE_S * second;
    let options = rhythms(need, profile.cycle_weeks, circumstances, unit)
        .into_iter()
        .map(|(count, days)| DayOption {
            days: u64::from(days),
            depot: DepotIndex::from(call.site),
            cost: i64::from(need.visits - count) * price,
        });
    Some(Visit {
        location: LocationIndex::from(location),
        service_s: need.service.get(),
        demand: 0,
        options: options.collect(),
        windows: windows(need.service, profile.cycle_weeks, circumstances, unit),
        unserved_cost: Some((i64::from(need.visits) + LEFT_OUT_VISITS) * price),
        skills: 0,
        equipment: 0,
    })
}

/// The hours in which work of length `service` may begin, by day of the cycle; empty for a place that is always open.
fn windows(service: Seconds, weeks: u8, circumstances: &Circumstances, unit: &UnitId) -> Vec<Option<Window>> {
    if !circumstances.has_times(unit) {
        return Vec::new();
    }
    let days = usize::from(weeks) * usize::from(WORKING_DAYS);
    let window = |open: Seconds, close: Seconds| Window {
        open_s: open.get(),
        close_s: close.get(),
    };
    (0..days)
        .map(CycleDay::from_index)
        .map(|day| {
            let appointed = circumstances.appointments_of(unit).find(|one| one.day == day);
            match (appointed, circumstances.opening(unit, day.weekday)) {
                (Some(one), _) => Some(window(one.begin, one.begin)),
                (None, Opening::Between(from, until)) if from + service <= until => {
                    Some(window(from, until - service))
                }
                // A closed day is in no rhythm, so its window is never asked for.
                (None, _) => None,
            }
        })
        .collect()
}

/// Some rows and columns of a road matrix as the core takes them.
pub(in crate::planning) fn travel(matrix: &RoadMatrix, rows: impl Iterator<Item = usize>) -> TravelMatrix {
    let rows: Vec<usize> = rows.collect();
    let mut travel = TravelMatrix {
        locations: rows.len(),
        ..TravelMatrix::default()
    };
    for &from in &rows {
        for &to in &rows {
            let leg = matrix.leg(from, to);
            travel.distance.push(leg.map_or(NO_WAY, |leg| leg.distance.get()));
            travel.time_s.push(leg.map_or(NO_WAY, |leg| leg.time.get()));
        }
    }
    travel
}

/// The working day of a profile: one worker with a vehicle.
pub(in crate::planning) fn working_day(profile: &VisitProfile) -> Shift {
    let seconds = |minutes: i64| minutes * 60;
    Shift {
        vehicles: 1,
        capacity: None,
        duration_max_s: None,
        start_s: seconds(profile.day_start_min),
        end_s: seconds(profile.day_end_min),
        regular_end_s: seconds(profile.day_end_min),
        comfortable_s: None,
        lunch: Some(scheduling::Lunch {
            length_s: seconds(profile.lunch_min),
            from_s: seconds(profile.lunch_from_min),
            until_s: seconds(profile.lunch_until_min),
        }),
    }
}

/// Stands for a leg that does not exist: longer than any working day, so that no round uses it.
pub(in crate::planning) const NO_WAY: i64 = 1_000_000;
