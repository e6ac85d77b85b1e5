//! A plan to a visit schedule: for each site the settlements beside its base, the visits they need, the days they may
//! be on, and the rounds that the scheduling core makes of them.
//!
//! Each site is a problem of its own: its worker, its base, its settlements. Sites whose workers share the vehicles of a
//! list ([`ScheduleRequest::vehicles`]) are one problem together. A settlement divided into units is visited
//! at its largest unit. Fewer visits than the profile asks for are allowed at a price below leaving the settlement out,
//! so an overloaded site thins its rounds before it drops a village; whatever is missing is named with its cause.

mod calls;
mod fleet;
mod group;
mod problem;
mod request;
mod rides;
mod stated;
mod tables;
mod ways;
mod weekdays;

use super::ground::Ground;
use super::network::Network;
use super::{Made, PlanningError};
use crate::domain::{CycleDay, Plan, PlanId, Schedule, ScheduleId, ScheduleOrigin, SiteNumber, Territory};
use crate::fleet_sizing::{Relabel, level_weekdays};
use crate::search::{Progress, ProgressSink};
use rayon::iter::{IntoParallelRefIterator, ParallelIterator};
use std::collections::{BTreeMap, BTreeSet};
use std::time::Instant;
use weekdays::gather;

pub(super) use calls::Call;
pub(super) use fleet::{Fleet, cycle_days, groups};
pub(super) use group::Group;
pub(super) use problem::{windows, working_day};
pub(super) use request::budget;
use request::solve;
pub use request::{ITERATIONS, ScheduleRequest};
pub(super) use ways::NO_WAY;

/// Groups planned side by side before progress is reported.
const GROUPS_BETWEEN_REPORTS: usize = 16;

/// Plans the rounds of every site of `plan` in one season.
///
/// # Errors
/// [`PlanningError::Refused`] when a closure is on no road, a vehicle's speeds are not known, or the core refuses a
/// problem.
pub fn timetable(
    territory: &Territory,
    ground: &Ground,
    plan: &Plan,
    request: &ScheduleRequest,
    made: &Made,
    progress: ProgressSink<'_>,
) -> Result<Schedule, PlanningError> {
    let started = Instant::now();
    let network = Network::new(territory, ground, &request.circumstances)?;
    let roads = network.fleet_roads(request.season, &request.vehicles)?;
    let mut done = 0;
    let mut schedule = empty(ground, plan, request, made);
    for groups in groups(territory, plan, request).chunks(GROUPS_BETWEEN_REPORTS) {
        let planned: Vec<_> = groups
            .par_iter()
            .map(|sites| {
                let group = Group::new(territory, ground, &roads, plan, sites.clone(), request)?;
                let options = group.options(request);
                let found = solve(&group.core, &options, request, sites.len());
                group.written(&found)
            })
            .collect();
        for group in planned {
            let (rounds, unserved) = group?;
            schedule.rounds.extend(rounds);
            schedule.unserved.extend(unserved);
        }
        done += groups.iter().map(Vec::len).sum::<usize>() as u64;
        progress(Progress {
            iterations: done,
            best: None,
            bound: None,
        });
    }
    let bound = bound_to_weekdays(territory, plan, &schedule);
    gather(&mut schedule, &bound);
    level(plan, &mut schedule, &bound);
    schedule.rounds.sort_by_key(|round| (round.site, round.day));
    schedule.origin.search_ms = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX);
    Ok(schedule)
}

/// A schedule without rounds yet.
pub(super) fn empty(ground: &Ground, plan: &Plan, request: &ScheduleRequest, made: &Made) -> Schedule {
    Schedule {
        id: ScheduleId::new(made.id.clone()),
        plan: PlanId::new(plan.id.as_str()),
        season: request.season,
        cycle_weeks: request.profile.cycle_weeks,
        rounds: Vec::new(),
        unserved: Vec::new(),
        vehicles: request.vehicles.clone(),
        circumstances: request.circumstances.clone(),
        replanned: None,
        origin: ScheduleOrigin {
            visit_profile: request.profile.id.clone(),
            speed_profile: ground.speeds().id.clone(),
            seed: request.seed,
            program_version: env!("CARGO_PKG_VERSION").to_owned(),
            made_at: made.at.clone(),
            search_ms: 0,
        },
    }
}

/// Sites whose rounds belong to their weekdays: with days without a vehicle, with a vehicle of the list, with opening
/// hours or appointments.
fn bound_to_weekdays(territory: &Territory, plan: &Plan, schedule: &Schedule) -> BTreeSet<SiteNumber> {
    let circumstances = &schedule.circumstances;
    let with_times = territory
        .units
        .iter()
        .filter(|unit| circumstances.has_times(&unit.id));
    let mut bound: BTreeSet<SiteNumber> = with_times
        .filter_map(|unit| plan.assignment.get(&unit.id).copied())
        .collect();
    bound.extend(circumstances.carless.iter().map(|day| day.site));
    let listed = schedule.rounds.iter().filter(|round| round.vehicle.is_some());
    bound.extend(listed.map(|round| round.site));
    bound
}

/// Renames the weekdays of each site that is not bound to them so that few vehicles are out on the busiest day; no rhythm
/// of visits changes.
fn level(plan: &Plan, schedule: &mut Schedule, bound: &BTreeSet<SiteNumber>) {
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
        .filter(|(site, _)| !bound.contains(site))
        .collect();
    for round in &mut schedule.rounds {
        if let Some(names) = names.get(&round.site) {
            round.day = CycleDay::from_index(names.apply(round.day.index(), weeks));
        }
    }
}
