//! A schedule for changed circumstances that keeps what residents know: published days stay unless they must move.
//!
//! A site whose rounds still hold as published (same settlements, same needs, same ways, a vehicle on each day) is
//! taken over as it is, to the second. The others are repaired by the scheduling core: serving a settlement on other
//! days than published has a price, [`MOVE_PRICE_S`], so a day moves when it must, or when it saves more than that.

use super::ground::Ground;
use super::known_rounds::core_routes;
use super::network::Network;
use super::schedule_changes::{Causes, changes};
use super::timetable::{ScheduleRequest, SiteProblem, budget, empty};
use super::{Made, PlanningError};
use crate::domain::{
    Appointment, ChangeCause, Plan, Problem, Replanned, Round, Schedule, Territory, UnitId, Unserved,
};
use crate::scheduling::{DepotIndex, MoveReason, Published, repair};
use crate::search::{Progress, ProgressSink, ignore_progress};
use rayon::iter::{IntoParallelRefIterator, ParallelIterator};
use std::collections::BTreeMap;
use std::time::Instant;

/// Price of serving a settlement on other days than published, in seconds of driving: two working hours on the road
/// every cycle are borne before residents must learn a new day.
const MOVE_PRICE_S: i64 = 2 * 3600;

/// What a site's part of the new schedule is made of.
struct SiteAnswer {
    rounds: Vec<Round>,
    unserved: Vec<Unserved>,
    causes: Causes,
}

/// Plans the rounds of `plan` for the circumstances of `request`, changing as little of `published` as it can.
///
/// The answer names its predecessor and every settlement whose days or times change, with the cause.
///
/// # Errors
/// [`PlanningError::Refused`] when the cycle's length differs from the published one, when a closure is on no road, or
/// when the core refuses a site's problem; [`PlanningError::Unsound`] when its checker refuses an answer.
pub fn replan(
    territory: &Territory,
    ground: &Ground,
    plan: &Plan,
    published: &Schedule,
    request: &ScheduleRequest,
    made: &Made,
    progress: ProgressSink<'_>,
) -> Result<Schedule, PlanningError> {
    if published.cycle_weeks != request.profile.cycle_weeks {
        return Err(PlanningError::Refused(vec![other_cycle(published, request)]));
    }
    let started = Instant::now();
    let network = Network::new(territory, ground, &request.circumstances)?;
    let roads = network.roads(request.season);
    let answers: Vec<_> = plan
        .sites
        .par_iter()
        .map(|site| {
            let problem = SiteProblem::new(territory, ground, &roads, plan, site, request)?;
            answer(&problem, published, request)
        })
        .collect();
    let mut schedule = empty(ground, plan, request, made);
    let mut causes = Causes::new();
    for answer in answers {
        let answer = answer?;
        schedule.rounds.extend(answer.rounds);
        schedule.unserved.extend(answer.unserved);
        causes.extend(answer.causes);
    }
    schedule.rounds.sort_by_key(|round| (round.site, round.day));
    schedule.replanned = Some(Replanned {
        from: published.id.clone(),
        changes: changes(territory, plan, published, &schedule, &causes),
    });
    schedule.origin.search_ms = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX);
    progress(Progress {
        iterations: plan.sites.len() as u64,
        best: None,
        bound: None,
    });
    Ok(schedule)
}

fn other_cycle(published: &Schedule, request: &ScheduleRequest) -> Problem {
    Problem::new(
        "schedule.other_cycle",
        "visit_profile",
        format!(
            "опубликованный график на {} нед., профиль выездов — на {}",
            published.cycle_weeks, request.profile.cycle_weeks
        ),
        "возьмите профиль с тем же циклом или составьте график заново",
    )
}

/// One site: taken over where it still holds, repaired where it does not.
fn answer(
    problem: &SiteProblem<'_>,
    published: &Schedule,
    request: &ScheduleRequest,
) -> Result<SiteAnswer, PlanningError> {
    let rounds: Vec<&Round> = published
        .rounds
        .iter()
        .filter(|round| round.site == problem.site.number)
        .collect();
    if still_holds(problem, published, &rounds, request) {
        let rounds: Vec<Round> = rounds.into_iter().cloned().collect();
        return Ok(SiteAnswer {
            unserved: problem.gaps(&rounds),
            rounds,
            causes: Causes::new(),
        });
    }
    let known = in_core(problem, &rounds);
    let found = repair(
        &problem.core,
        &known,
        MOVE_PRICE_S,
        &problem.options(request),
        &budget(request),
        &mut ignore_progress,
    );
    let (rounds, unserved) = problem.written(&found.outcome)?;
    let served = problem.served();
    let causes = found
        .moved
        .iter()
        .filter_map(|moved| {
            Some((
                served.get(moved.visit.index())?.unit.id.clone(),
                cause(moved.reason),
            ))
        })
        .collect();
    Ok(SiteAnswer {
        rounds,
        unserved,
        causes,
    })
}

fn cause(reason: MoveReason) -> ChangeCause {
    match reason {
        MoveReason::New => ChangeCause::Added,
        MoveReason::NotAllowed => ChangeCause::DayImpossible,
        MoveReason::NoRoom => ChangeCause::NoRoom,
        MoveReason::Saving => ChangeCause::Rearranged,
    }
}

/// True when the published rounds of a site are still what its settlements need, over ways of the same length, on days
/// with a vehicle.
fn still_holds(
    problem: &SiteProblem<'_>,
    published: &Schedule,
    rounds: &[&Round],
    request: &ScheduleRequest,
) -> bool {
    let served: BTreeMap<&UnitId, _> = problem
        .served()
        .into_iter()
        .map(|call| (&call.unit.id, call))
        .collect();
    let mut planned: BTreeMap<&UnitId, u8> = BTreeMap::new();
    for round in rounds {
        let drives = request.circumstances.has_vehicle(problem.site.number, round.day);
        if !drives || !same_ways(problem, round) {
            return false;
        }
        for stop in &round.stops {
            let service = served
                .get(&stop.unit)
                .and_then(|call| call.need.ok())
                .map(|need| need.service);
            let circumstances = &request.circumstances;
            let is_open = circumstances.admits(&stop.unit, round.day, stop.start, stop.service);
            if service != Some(stop.service) || !is_open {
                return false;
            }
            *planned.entry(&stop.unit).or_default() += 1;
        }
    }
    let kept = |one: &Appointment| {
        let mut on_day = rounds.iter().filter(|round| round.day == one.day);
        !served.contains_key(&one.unit)
            || on_day.any(|round| round.stops.iter().any(|stop| stop.unit == one.unit))
    };
    let all_kept = request.circumstances.appointments.iter().all(kept);
    all_kept
        && served.values().all(|call| {
            let planned = planned.get(&call.unit.id).copied().unwrap_or(0);
            let needed = call.need.map_or(0, |need| need.visits);
            let known_gap = |gap: &Unserved| gap.unit == call.unit.id && gap.visits_required == needed;
            planned == needed || published.unserved.iter().any(known_gap)
        })
}

/// True when every leg of a published round is as long as the roads say now.
fn same_ways(problem: &SiteProblem<'_>, round: &Round) -> bool {
    let mut from = None;
    for stop in &round.stops {
        if problem.way(from, Some(&stop.unit)) != Some((stop.leg_distance, stop.leg_time)) {
            return false;
        }
        from = Some(&stop.unit);
    }
    problem.way(from, None) == Some((round.return_distance, round.return_time))
}

/// The published rounds in the numbering of the site's problem, without what it does not visit any more.
fn in_core(problem: &SiteProblem<'_>, rounds: &[&Round]) -> Published {
    let (routes, days) = core_routes(problem, rounds.iter().copied());
    Published {
        days: days
            .into_iter()
            .map(|days| (days != 0).then_some((days, DepotIndex(0))))
            .collect(),
        routes: routes
            .into_iter()
            .map(|route| {
                let visits = route.stops.iter().map(|stop| stop.visit).collect();
                (route.day, route.depot, visits)
            })
            .collect(),
    }
}
