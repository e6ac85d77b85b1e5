//! A plan to a visit schedule: for each site the settlements beside its base, the visits they need, the days they may
//! be on, and the rounds that the scheduling core makes of them.
//!
//! Each site is a problem of its own: its worker, its base, its settlements. A settlement divided into units is visited
//! at its largest unit. Fewer visits than the profile asks for are allowed at a price below leaving the settlement out,
//! so an overloaded site thins its rounds before it drops a village; whatever is missing is named with its cause.

use super::ground::Ground;
use super::unserved;
use super::visits::{VisitNeed, day_patterns, fewer_visits, need};
use super::{Made, PlanningError};
use crate::domain::{
    CycleDay, Lunch, LunchPlace, Metres, Plan, PlanId, Round, Schedule, ScheduleId, ScheduleOrigin, Season,
    Seconds, SettlementId, Site, SiteNumber, Stop, Territory, Unit, UnservedCause, VisitProfile,
    WORKING_DAYS,
};
use crate::fleet_sizing::{Relabel, level_weekdays};
use crate::roads::TravelMatrix as RoadMatrix;
use crate::scheduling::{
    self, DayOption, Depot, DepotIndex, LocationIndex, Options, Outcome, Problem, Shift, TravelMatrix, Visit,
    Weights,
};
use crate::search::{Budget, Progress, ProgressSink, StopToken, ignore_progress};
use rayon::iter::{IntoParallelRefIterator, ParallelIterator};
use std::collections::BTreeMap;
use std::time::Instant;

/// Price of a field day, in seconds of driving: an hour on the road is worth saving one.
const ROUTE_PRICE_S: i64 = 3600;

/// Price of one missing visit for each resident, in seconds of driving: a missed visit to a village of 50 outweighs a
/// day's drive.
const MISSED_VISIT_PRICE_S: i64 = 1000;

/// Price of a settlement left out altogether, in missed visits beside its own.
const LEFT_OUT_VISITS: i64 = 4;

/// Sites planned side by side before progress is reported.
const SITES_BETWEEN_REPORTS: usize = 16;

/// What a schedule is asked for.
#[derive(Debug, Clone)]
pub struct ScheduleRequest {
    /// Season of the roads.
    pub season: Season,
    /// How often and how long.
    pub profile: VisitProfile,
    /// Seed of the search.
    pub seed: u64,
    /// Iterations of the search for each site.
    pub iterations: u64,
    /// Cancels the whole run.
    pub stop: StopToken,
}

/// A settlement of a site with what it needs.
#[derive(Debug, Clone)]
pub(super) struct Call<'a> {
    /// The unit where the worker stops.
    pub(super) unit: &'a Unit,
    /// Residents of the settlement in this site.
    pub(super) population: i64,
    /// Row and column of the matrix.
    location: usize,
    /// Visits that the profile asks for.
    pub(super) asked: u8,
    /// What it needs; `Err` with the cause when it cannot be visited at all.
    need: Result<VisitNeed, UnservedCause>,
}

/// Plans the rounds of every site of `plan` in one season.
///
/// # Errors
/// [`PlanningError::Refused`] when the core refuses a site's problem.
pub fn timetable(
    territory: &Territory,
    ground: &Ground,
    plan: &Plan,
    request: &ScheduleRequest,
    made: &Made,
    progress: ProgressSink<'_>,
) -> Result<Schedule, PlanningError> {
    let started = Instant::now();
    let travel = ground.roads(request.season);
    let mut done = 0;
    let mut schedule = Schedule {
        id: ScheduleId::new(made.id.clone()),
        plan: PlanId::new(plan.id.as_str()),
        season: request.season,
        cycle_weeks: request.profile.cycle_weeks,
        rounds: Vec::new(),
        unserved: Vec::new(),
        origin: ScheduleOrigin {
            visit_profile: request.profile.id.clone(),
            speed_profile: ground.speeds().id.clone(),
            seed: request.seed,
            program_version: env!("CARGO_PKG_VERSION").to_owned(),
            made_at: made.at.clone(),
            search_ms: 0,
        },
    };
    for sites in plan.sites.chunks(SITES_BETWEEN_REPORTS) {
        let planned: Vec<_> = sites
            .par_iter()
            .map(|site| {
                let (stops, places) = calls(territory, plan, site);
                let stops: Vec<_> = stops
                    .iter()
                    .filter_map(|&at| ground.places().get(at).cloned())
                    .collect();
                site_timetable(site, &places, &travel.matrix(&stops), request)
            })
            .collect();
        for site in planned {
            let site = site?;
            schedule.rounds.extend(site.rounds);
            schedule.unserved.extend(site.unserved);
        }
        done += sites.len() as u64;
        progress(Progress {
            iterations: done,
            best: None,
            bound: None,
        });
    }
    level(plan, &mut schedule);
    schedule.rounds.sort_by_key(|round| (round.site, round.day));
    schedule.origin.search_ms = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX);
    Ok(schedule)
}

/// Renames the weekdays of each site so that few vehicles are out on the busiest day; no rhythm of visits changes.
fn level(plan: &Plan, schedule: &mut Schedule) {
    let weeks = usize::from(schedule.cycle_weeks);
    let busy: Vec<Vec<usize>> = plan
        .sites
        .iter()
        .map(|site| {
            let rounds = schedule.rounds.iter().filter(|round| round.site == site.number);
            rounds.map(|round| round.day.index()).collect()
        })
        .collect();
    let names: BTreeMap<SiteNumber, Relabel> = plan
        .sites
        .iter()
        .map(|site| site.number)
        .zip(level_weekdays(&busy, weeks))
        .collect();
    for round in &mut schedule.rounds {
        if let Some(names) = names.get(&round.site) {
            round.day = CycleDay::from_index(names.apply(round.day.index(), weeks));
        }
    }
}

struct SiteTimetable {
    rounds: Vec<Round>,
    unserved: Vec<crate::domain::Unserved>,
}

/// A settlement of a site before its way is known.
struct Place<'a> {
    unit: &'a Unit,
    population: i64,
}

/// The stops of a site as positions in [`Territory::units`], the base first, and its settlements beside the base's.
fn calls<'a>(territory: &'a Territory, plan: &Plan, site: &Site) -> (Vec<usize>, Vec<Place<'a>>) {
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

fn site_timetable(
    site: &Site,
    places: &[Place<'_>],
    matrix: &RoadMatrix,
    request: &ScheduleRequest,
) -> Result<SiteTimetable, PlanningError> {
    let calls = needs(places, matrix, &request.profile);
    let served: Vec<&Call<'_>> = calls.iter().filter(|call| call.need.is_ok()).collect();
    let problem = core_problem(&served, matrix, &request.profile);
    let outcome = solve_site(site, &problem, request)?;
    let rounds = rounds(site, &served, matrix, &outcome);
    let mut gaps = Vec::new();
    for call in &calls {
        match call.need {
            Err(cause) => gaps.push(unserved::gap(
                site,
                call.unit,
                call.population,
                call.asked,
                0,
                cause,
            )),
            Ok(need) => {
                let planned = rounds
                    .iter()
                    .flat_map(|round| &round.stops)
                    .filter(|stop| stop.unit == call.unit.id);
                let planned = u8::try_from(planned.count()).unwrap_or(u8::MAX);
                if planned < need.visits {
                    let cause = UnservedCause::FieldDaysFull;
                    gaps.push(unserved::gap(
                        site,
                        call.unit,
                        call.population,
                        need.visits,
                        planned,
                        cause,
                    ));
                }
            }
        }
    }
    Ok(SiteTimetable {
        rounds,
        unserved: gaps,
    })
}

/// The core's answer for one site.
///
/// # Errors
/// The problem has faults, or the core's own checker refuses the answer.
fn solve_site(site: &Site, problem: &Problem, request: &ScheduleRequest) -> Result<Outcome, PlanningError> {
    let faults = scheduling::faults(problem);
    if !faults.is_empty() {
        return Err(PlanningError::Refused(faults));
    }
    let options = Options {
        seed: request.seed ^ u64::from(site.number.0),
        ..Options::default()
    };
    let budget = Budget {
        iterations: Some(request.iterations),
        stop: request.stop.clone(),
    };
    let found = scheduling::solve(problem, &options, &budget, &mut ignore_progress);
    match found.violations.first() {
        None => Ok(found),
        Some(violation) => Err(PlanningError::Unsound {
            site: site.number,
            detail: format!("{}: {}", violation.code, violation.detail),
        }),
    }
}

/// What each settlement needs, given its way from the base.
fn needs<'a>(places: &[Place<'a>], matrix: &RoadMatrix, profile: &VisitProfile) -> Vec<Call<'a>> {
    places
        .iter()
        .enumerate()
        .map(|(at, place)| {
            let location = at + 1;
            let tier = profile.tier(
                place
                    .unit
                    .population
                    .max(crate::domain::Persons(place.population)),
            );
            let asked = tier.map_or(0, |tier| (profile.cycle_weeks / tier.every_weeks.max(1)).max(1));
            let need = match (matrix.leg(0, location), matrix.leg(location, 0)) {
                (Some(there), Some(back)) => {
                    let day_work = profile.working_time() - there.time - back.time;
                    need(profile, crate::domain::Persons(place.population), day_work)
                        .ok_or(UnservedCause::BeyondWorkingDay)
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

/// The site's problem: one base, one worker, one round a day.
fn core_problem(calls: &[&Call<'_>], matrix: &RoadMatrix, profile: &VisitProfile) -> Problem {
    let days = usize::from(profile.cycle_weeks) * usize::from(WORKING_DAYS);
    let minutes = |value: i64| value * 60;
    let shift = Shift {
        vehicles: 1,
        capacity: None,
        duration_max_s: None,
        start_s: minutes(profile.day_start_min),
        end_s: minutes(profile.day_end_min),
        regular_end_s: minutes(profile.day_end_min),
        comfortable_s: None,
        lunch: Some(scheduling::Lunch {
            length_s: minutes(profile.lunch_min),
            from_s: minutes(profile.lunch_from_min),
            until_s: minutes(profile.lunch_until_min),
        }),
    };
    Problem {
        week_of_day: (0..days)
            .map(|day| u32::from(CycleDay::from_index(day).week))
            .collect(),
        depots: vec![Depot {
            location: LocationIndex(0),
            shifts: vec![Some(shift); days],
            field_days_per_week: Some(u32::from(profile.field_days_max)),
            skills: 0,
        }],
        visits: calls
            .iter()
            .enumerate()
            .filter_map(|(at, call)| core_visit(at, call, profile))
            .collect(),
        travel: core_matrix(calls, matrix),
        weights: Weights {
            distance: 0,
            drive: 1,
            route: ROUTE_PRICE_S,
            overtime: 0,
            peak_vehicle: 0,
            long_day: 0,
        },
    }
}

/// A settlement as the core takes it: every rhythm from the one asked for down to a single visit, at rising prices.
fn core_visit(at: usize, call: &Call<'_>, profile: &VisitProfile) -> Option<Visit> {
    let need = call.need.ok()?;
    let price = call.population.max(1) * MISSED_VISIT_PRICE_S;
    let mut options = Vec::new();
    let mut visits = Some(need.visits);
    while let Some(count) = visits {
        let cost = i64::from(need.visits - count) * price;
        options.extend(
            day_patterns(count, profile.cycle_weeks)
                .into_iter()
                .map(|days| DayOption {
                    days: u64::from(days),
                    depot: DepotIndex(0),
                    cost,
                }),
        );
        visits = fewer_visits(count, profile.cycle_weeks);
    }
    Some(Visit {
        location: LocationIndex::from(at + 1),
        service_s: need.service.get(),
        demand: 0,
        options,
        windows: Vec::new(),
        unserved_cost: Some((i64::from(need.visits) + LEFT_OUT_VISITS) * price),
        skills: 0,
    })
}

/// The matrix of the base and the calls that can be visited, in their order.
fn core_matrix(calls: &[&Call<'_>], matrix: &RoadMatrix) -> TravelMatrix {
    let rows: Vec<usize> = std::iter::once(0)
        .chain(calls.iter().map(|call| call.location))
        .collect();
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

/// Stands for a leg that does not exist: longer than any working day, so that no round uses it.
const NO_WAY: i64 = 10_000_000;

/// The core's routes as rounds of the domain.
fn rounds(site: &Site, calls: &[&Call<'_>], matrix: &RoadMatrix, outcome: &Outcome) -> Vec<Round> {
    let leg = |from: usize, to: usize| {
        matrix
            .leg(from, to)
            .map_or((Metres(NO_WAY), Seconds(NO_WAY)), |leg| (leg.distance, leg.time))
    };
    outcome
        .routes
        .iter()
        .map(|route| {
            let mut from = 0;
            let mut stops = Vec::with_capacity(route.stops.len());
            for stop in &route.stops {
                let Some(call) = calls.get(stop.visit.index()) else {
                    continue;
                };
                let (leg_distance, leg_time) = leg(from, call.location);
                from = call.location;
                stops.push(Stop {
                    unit: call.unit.id.clone(),
                    leg_distance,
                    leg_time,
                    arrival: Seconds(stop.arrival_s),
                    start: Seconds(stop.start_s),
                    service: call.need.map_or(Seconds::ZERO, |need| need.service),
                    departure: Seconds(stop.departure_s),
                });
            }
            let (return_distance, return_time) = leg(from, 0);
            Round {
                site: site.number,
                day: CycleDay::from_index(route.day.index()),
                departure: Seconds(route.departure_s),
                stops,
                return_distance,
                return_time,
                arrival: Seconds(route.return_s),
                lunch: route.lunch.map(|lunch| Lunch {
                    place: match lunch.place {
                        scheduling::LunchPlace::Base => LunchPlace::Base,
                        scheduling::LunchPlace::Stop(at) => LunchPlace::Stop(at),
                        scheduling::LunchPlace::Road(at) => LunchPlace::Road(at),
                    },
                    from: Seconds(lunch.start_s),
                    until: Seconds(lunch.end_s),
                }),
            }
        })
        .collect()
}
