//! A group of sites as a problem of the scheduling core: bases, visits, days, vehicles, prices.

use super::calls::{Call, rhythms};
use super::fleet::{Fleet, cycle_days};
use super::request::ScheduleRequest;
use crate::domain::{Circumstances, CycleDay, Opening, Seconds, Site, UnitId, VisitProfile, WORKING_DAYS};
use crate::scheduling::{
    self, DayOption, Depot, DepotIndex, LocationIndex, Problem, Shift, Visit, Weights, Window,
};

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
            route: profile.prices.field_day * second,
            overtime: 0,
            peak_vehicle: if vehicles.is_empty() {
                0
            } else {
                profile.prices.peak_vehicle * second
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
        travel: fleet.travel(rows.into_iter()),
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
    let price = call.population.max(1) * profile.prices.missed_visit_per_resident * second;
    let promised = if circumstances.appointments_of(unit).next().is_some() {
        profile.prices.appointment_residents * profile.prices.missed_visit_per_resident * second
    } else {
        0
    };
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
        windows: windows(need.reception, profile.cycle_weeks, circumstances, unit),
        unserved_cost: Some((i64::from(need.visits) + profile.prices.left_out_visits) * price + promised),
        skills: 0,
        equipment: 0,
    })
}

/// The hours in which a visit may begin, by day of the cycle: the reception comes first, and is over when the place
/// closes. Empty for a place that is always open.
pub(in crate::planning) fn windows(
    reception: Seconds,
    weeks: u8,
    circumstances: &Circumstances,
    unit: &UnitId,
) -> Vec<Option<Window>> {
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
                (None, Opening::Between(from, until)) if from + reception <= until => {
                    Some(window(from, until - reception))
                }
                // A closed day is in no rhythm, so its window is never asked for.
                (None, _) => None,
            }
        })
        .collect()
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
        timetabled: false,
    }
}
