//! A schedule for changed circumstances that keeps what residents know: published days stay unless they must move.
//!
//! A site whose rounds still hold as published (same settlements, same needs, same ways, a vehicle on each day) is
//! taken over as it is, to the second; sites that share vehicles, all of them together. The others are repaired by the scheduling core: serving a settlement on other
//! days than published has a price, [`VisitPrices::moved_day`](crate::domain::VisitPrices), so a day moves when it must, or when it saves more than that.

use super::circumstance_faults::{appointment_faults, circumstance_faults};
use super::ground::Ground;
use super::known_rounds::core_routes;
use super::network::Network;
use super::one_week::add_days;
use super::schedule_changes::{Causes, changes};
use super::timetable::{Call, Group, ScheduleRequest, budget, empty, groups};
use super::visits::VisitNeed;
use super::{Made, PlanningError, unserved};
use crate::domain::{
    Appointment, CarlessDay, ChangeCause, Circumstances, CycleDay, Plan, Problem, Replanned, Round, Schedule,
    Seconds, Territory, UnitId, Unserved, UnservedCause,
};
use crate::scheduling::{
    DepotIndex, MoveReason, Published, PublishedRoute, VehicleIndex, VisitIndex, repair,
};
use crate::search::{Progress, ProgressSink, ignore_progress};
use rayon::iter::{IntoParallelIterator, ParallelIterator};
use std::collections::BTreeMap;
use std::time::Instant;

/// Schedules before the published one that a door looks up: a car is mended within a few replans.
pub const EARLIER_MAX: usize = 8;

/// What a group's part of the new schedule is made of.
struct GroupAnswer {
    rounds: Vec<Round>,
    unserved: Vec<Unserved>,
    causes: Causes,
}

/// Plans the rounds of `plan` for the circumstances of `request`, changing as little of `published` as it can. `earlier`
/// are the schedules that the published one was replanned from, the nearest first, as far as they are known: where a
/// cause is over, what was so before it comes back.
///
/// The answer names its predecessor and every settlement whose days or times change, with the cause.
///
/// # Errors
/// [`PlanningError::Refused`] when the cycle's length differs from the published one, when its list of vehicles is gone
/// or a vehicle out of order is not on it,
/// when a closure is on no road, or when the core refuses a site's problem; [`PlanningError::Unsound`] when its checker refuses an answer.
pub fn replan(
    territory: &Territory,
    ground: &Ground,
    plan: &Plan,
    (published, earlier): (&Schedule, &[Schedule]),
    request: &ScheduleRequest,
    made: &Made,
    progress: ProgressSink<'_>,
) -> Result<Schedule, PlanningError> {
    let faults = faults(plan, published, request);
    if !faults.is_empty() {
        return Err(PlanningError::Refused(faults));
    }
    let started = Instant::now();
    let network = Network::new(territory, ground, &request.circumstances)?;
    let roads = network.fleet_roads(request.season, &request.vehicles)?;
    let with_all_roads = with_all_roads(request);
    let open_network = Network::new(territory, ground, &with_all_roads.circumstances)?;
    let is_closed = !request.circumstances.closures.is_empty();
    let open_roads = is_closed
        .then(|| open_network.fleet_roads(request.season, &request.vehicles))
        .transpose()?;
    let before = before_the_cause(published, earlier, &request.circumstances);
    let all: Vec<Group<'_>> = groups(territory, plan, request)
        .into_par_iter()
        .map(|sites| Group::new(territory, ground, &roads, plan, sites, request))
        .collect::<Result<_, _>>()?;
    let faults = appointment_faults(&all, published, request);
    if !faults.is_empty() {
        return Err(PlanningError::Refused(faults));
    }
    let answers: Vec<_> = all
        .into_par_iter()
        .map(|group| {
            let sites = group.sites.clone();
            let mut found = answer(group, (published, before), request)?;
            if let Some(roads) = &open_roads
                && found.unserved.iter().any(lacks_a_way)
            {
                let open = Group::new(territory, ground, roads, plan, sites, &with_all_roads)?;
                name_closures(&mut found.unserved, &open);
            }
            Ok::<_, PlanningError>(found)
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

/// What makes a replan impossible before any way is known.
fn faults(plan: &Plan, published: &Schedule, request: &ScheduleRequest) -> Vec<Problem> {
    if published.cycle_weeks != request.profile.cycle_weeks {
        return vec![other_cycle(published, request)];
    }
    if !published.vehicles.is_empty() && request.vehicles.is_empty() {
        return vec![no_list(published)];
    }
    circumstance_faults(&request.circumstances, plan, published, &request.vehicles)
}

/// The same wishes with no road closed.
fn with_all_roads(request: &ScheduleRequest) -> ScheduleRequest {
    ScheduleRequest {
        circumstances: Circumstances {
            closures: Vec::new(),
            ..request.circumstances.clone()
        },
        ..request.clone()
    }
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

fn no_list(published: &Schedule) -> Problem {
    Problem::new(
        "schedule.no_vehicles",
        "vehicles",
        format!(
            "опубликованный график составлен для списка машин (записей: {}), а сейчас список пуст",
            published.vehicles.len()
        ),
        "впишите машины или составьте график заново без ограничения по машинам",
    )
}

/// The schedule to go back to, where some of the published one's causes are over: the nearest before it without more than
/// those that hold now.
fn before_the_cause<'s>(
    published: &Schedule,
    earlier: &'s [Schedule],
    now: &Circumstances,
) -> Option<&'s Schedule> {
    if *now == published.circumstances || !published.circumstances.include(now) {
        return None;
    }
    let is_like = |one: &&Schedule| {
        one.cycle_weeks == published.cycle_weeks
            && (&one.plan, one.season) == (&published.plan, published.season)
    };
    let mut earlier = earlier.iter().filter(is_like);
    earlier.find(|one| now.include(&one.circumstances))
}

/// One group: taken over where it still holds, repaired where it does not. Where the cause of its last change is over, what
/// was so before comes back.
fn answer(
    mut group: Group<'_>,
    (published, before): (&Schedule, Option<&Schedule>),
    request: &ScheduleRequest,
) -> Result<GroupAnswer, PlanningError> {
    for (schedule, causes) in before
        .map(|before| (before, true))
        .into_iter()
        .chain([(published, false)])
    {
        let rounds = group.own(&schedule.rounds);
        if still_holds(&group, schedule, &rounds, request) {
            let rounds: Vec<Round> = rounds.into_iter().cloned().collect();
            let served = group.served();
            let all = served.iter().filter(|_| causes);
            return Ok(GroupAnswer {
                causes: all
                    .map(|call| (call.unit.id.clone(), ChangeCause::Restored))
                    .collect(),
                unserved: group.gaps(&rounds),
                rounds,
            });
        }
    }
    let rounds = group.own(&published.rounds);
    let move_cost = request.profile.prices.moved_day * group.second();
    for schedule in before.into_iter().chain([published]) {
        let rounds = group.own(&schedule.rounds);
        let (_, days) = core_routes(&group, rounds.iter().copied());
        add_days(&mut group, &rounds, &days, &request.circumstances, move_cost);
    }
    let known = in_core(&group, published, &rounds, &request.circumstances);
    let before = before.map(|before| {
        let rounds = group.own(&before.rounds);
        in_core(&group, before, &rounds, &request.circumstances)
    });
    let found = repair(
        &group.core,
        (&known, before.as_ref()),
        move_cost,
        &group.options(request),
        &budget(request, group.sites.len()),
        &mut ignore_progress,
    );
    let (rounds, unserved) = group.written(&found.outcome)?;
    let served = group.served();
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
    Ok(GroupAnswer {
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

/// True when the published rounds of a group are still what its settlements need, over ways of the same length, on days
/// with a worker and a vehicle each.
fn still_holds(
    group: &Group<'_>,
    published: &Schedule,
    rounds: &[&Round],
    request: &ScheduleRequest,
) -> bool {
    let served: BTreeMap<&UnitId, _> = group
        .served()
        .into_iter()
        .map(|call| (&call.unit.id, call))
        .collect();
    let circumstances = &request.circumstances;
    let mut planned: BTreeMap<&UnitId, u8> = BTreeMap::new();
    for round in rounds {
        if !circumstances.has_vehicle(round.site, round.day) || !same_ways(group, round) {
            return false;
        }
        for stop in &round.stops {
            let need = served.get(&stop.unit).and_then(|call| call.need.ok());
            let is_open =
                |need: VisitNeed| circumstances.admits(&stop.unit, round.day, stop.start, need.reception);
            if need.is_none_or(|need| need.service != stop.service || !is_open(need)) {
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
    let is_as_full = is_as_full(group, &published.circumstances, circumstances);
    let all_kept = circumstances.appointments.iter().all(kept);
    all_kept
        && vehicles_suffice(group, published, rounds, request)
        && served.values().all(|call| {
            let planned = planned.get(&call.unit.id).copied().unwrap_or(0);
            let needed = call.need.map_or(0, |need| need.visits);
            let known_gap = |gap: &Unserved| gap.unit == call.unit.id && gap.visits_required == needed;
            let mut gaps = published.unserved.iter().filter(|gap| lacks_room(gap));
            planned == needed || is_as_full && gaps.any(known_gap)
        })
}

/// True for a settlement that no worker gets to.
fn lacks_a_way(gap: &Unserved) -> bool {
    matches!(
        gap.cause,
        UnservedCause::NoRoadInSeason | UnservedCause::BeyondWorkingDay
    )
}

/// Says of whom a worker gets to with all roads open that it is the closed ones.
fn name_closures(unserved: &mut [Unserved], open: &Group<'_>) {
    for gap in unserved.iter_mut().filter(|gap| lacks_a_way(gap)) {
        let Some(call) = open.calls.iter().find(|call| call.unit.id == gap.unit) else {
            continue;
        };
        if let (Ok(_), Some(site)) = (call.need, open.sites.get(call.site)) {
            let visits = (gap.visits_required, gap.visits_planned);
            let place = (call.unit, call.population);
            *gap = unserved::gap(site, place, visits, UnservedCause::RoadClosed, Seconds::ZERO);
        }
    }
}

/// True for a settlement that found no room, whatever else was right.
fn lacks_room(gap: &Unserved) -> bool {
    matches!(
        gap.cause,
        UnservedCause::FieldDaysFull | UnservedCause::VehiclesTaken | UnservedCause::Hours
    )
}

/// True unless something that held a group's workers back is over: who found no room then may find some now.
fn is_as_full(group: &Group<'_>, before: &Circumstances, now: &Circumstances) -> bool {
    let is_own = |unit: &UnitId| group.calls.iter().any(|call| call.unit.id == *unit);
    let own_days = |day: &&CarlessDay| group.sites.iter().any(|site| site.number == day.site);
    let opening = |of: &Circumstances| -> Vec<_> {
        let own = of.opening.iter().filter(|hours| is_own(&hours.unit));
        own.cloned().collect()
    };
    let appointments = |of: &Circumstances| -> Vec<_> {
        let own = of.appointments.iter().filter(|one| is_own(&one.unit));
        own.cloned().collect()
    };
    before
        .carless
        .iter()
        .filter(own_days)
        .all(|day| now.carless.contains(day))
        && before
            .out_of_order
            .iter()
            .all(|off| now.out_of_order.contains(off))
        && opening(before) == opening(now)
        && appointments(before) == appointments(now)
}

/// True when the list of vehicles is the published one, each round keeps its vehicle, and on no day are more of them out
/// than there are.
fn vehicles_suffice(
    group: &Group<'_>,
    published: &Schedule,
    rounds: &[&Round],
    request: &ScheduleRequest,
) -> bool {
    let mut out: BTreeMap<(VehicleIndex, CycleDay), u32> = BTreeMap::new();
    for round in rounds {
        if let Some(vehicle) = group.vehicle(round) {
            *out.entry((vehicle, round.day)).or_default() += 1;
        }
    }
    published.vehicles == request.vehicles
        && rounds.iter().all(|round| group.keeps_vehicle(round))
        && out
            .into_iter()
            .all(|((vehicle, day), taken)| taken <= group.vehicles_on(vehicle, day))
}

/// True when every leg of a published round is as long as the roads say now.
fn same_ways(group: &Group<'_>, round: &Round) -> bool {
    let vehicle = group.vehicle(round);
    let mut from = None;
    for stop in &round.stops {
        let way = group.way(round.site, vehicle, from, Some(&stop.unit));
        if way != Some((stop.leg_distance, stop.leg_time)) {
            return false;
        }
        from = Some(&stop.unit);
    }
    group.way(round.site, vehicle, from, None) == Some((round.return_distance, round.return_time))
}

/// The published rounds in the numbering of the group's problem, without what it does not visit any more.
fn in_core(group: &Group<'_>, published: &Schedule, rounds: &[&Round], now: &Circumstances) -> Published {
    let (routes, days) = core_routes(group, rounds.iter().copied());
    let served = group.served();
    let is_as_full = is_as_full(group, &published.circumstances, now);
    let was_left_out = |call: &Call<'_>| {
        let mut gaps = published
            .unserved
            .iter()
            .filter(|gap| is_as_full && lacks_room(gap));
        gaps.any(|gap| gap.unit == call.unit.id && gap.visits_planned == 0)
    };
    Published {
        left_out: served
            .iter()
            .enumerate()
            .filter(|(_, call)| was_left_out(call))
            .map(|(at, _)| VisitIndex::from(at))
            .collect(),
        days: days
            .into_iter()
            .zip(&served)
            .map(|(days, call)| (days != 0).then_some((days, DepotIndex::from(call.site))))
            .collect(),
        routes: routes
            .into_iter()
            .map(|route| PublishedRoute {
                day: route.day,
                depot: route.depot,
                vehicle: route.vehicle,
                visits: route.stops.iter().map(|stop| stop.visit).collect(),
            })
            .collect(),
    }
}
