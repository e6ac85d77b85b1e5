//! What happens when life changes: a broken car, a closed bridge, a village left out, a visit that cannot wait.

use super::{Case, case, made, plan};
use std::collections::BTreeSet;
use uchastok::domain::{
    Appointment, CarlessDay, ChangeCause, Circumstances, Closure, CycleDay, Plan, Round, Schedule, Season,
    Seconds, SitesAsked, UnitId, Unserved, UnservedCause,
};
use uchastok::planning::check::check_schedule;
use uchastok::planning::{EmergencyRequest, PlanningError, ScheduleRequest, emergency, replan, timetable};
use uchastok::search::{StopToken, ignore_progress};

fn request(case: &Case, circumstances: Circumstances) -> ScheduleRequest {
    ScheduleRequest {
        season: Season::Summer,
        profile: case.visits.clone(),
        seed: 1,
        iterations: 500,
        vehicles: Vec::new(),
        circumstances,
        stop: StopToken::unlimited(),
    }
}

pub(super) fn published() -> (Case, Plan, Schedule) {
    published_with(SitesAsked::MIN)
}

fn published_with(sites: SitesAsked) -> (Case, Plan, Schedule) {
    let case = case("vagay");
    let plan = plan(&case, sites);
    let request = request(&case, Circumstances::default());
    let made = made("s");
    let schedule = timetable(
        &case.territory,
        &case.ground,
        &plan,
        &request,
        &made,
        &mut ignore_progress,
    );
    (case, plan, schedule.unwrap())
}

fn replanned(case: &Case, plan: &Plan, before: &Schedule, circumstances: Circumstances) -> Schedule {
    replanned_from(case, plan, (before, &[]), circumstances)
}

fn replanned_from(
    case: &Case,
    plan: &Plan,
    (before, earlier): (&Schedule, &[Schedule]),
    circumstances: Circumstances,
) -> Schedule {
    let request = request(case, circumstances);
    let made = made("r");
    let after = replan(
        &case.territory,
        &case.ground,
        plan,
        (before, earlier),
        &request,
        &made,
        &mut ignore_progress,
    );
    let after = after.unwrap();
    let findings = check_schedule(&case.territory, &case.ground, plan, &case.visits, &after);
    assert!(findings.is_empty(), "{findings:#?}");
    assert_eq!(after.replanned.as_ref().map(|it| &it.from), Some(&before.id));
    after
}

fn changed(schedule: &Schedule) -> BTreeSet<&UnitId> {
    let changes = &schedule.replanned.as_ref().unwrap().changes;
    changes.iter().map(|change| &change.unit).collect()
}

/// The longest round: one whose loss hurts.
fn longest(schedule: &Schedule) -> &Round {
    schedule
        .rounds
        .iter()
        .max_by_key(|round| round.distance())
        .unwrap()
}

#[test]
fn nothing_moves_when_nothing_has_changed() {
    let (case, plan, before) = published();
    let after = replanned(&case, &plan, &before, Circumstances::default());
    assert_eq!(after.rounds, before.rounds);
    assert_eq!(after.unserved, before.unserved);
    assert!(changed(&after).is_empty());
}

#[test]
fn a_car_that_breaks_on_one_day_moves_only_its_own_site() {
    let (case, plan, before) = published();
    let lost = longest(&before);
    let carless: BTreeSet<_> = [CarlessDay {
        site: lost.site,
        day: lost.day,
    }]
    .into();
    let circumstances = Circumstances {
        carless,
        ..Circumstances::default()
    };
    let after = replanned(&case, &plan, &before, circumstances);
    assert!(
        !after
            .rounds
            .iter()
            .any(|round| (round.site, round.day) == (lost.site, lost.day))
    );
    let others = |schedule: &Schedule| -> Vec<Round> {
        let rounds = schedule.rounds.iter();
        rounds.filter(|round| round.site != lost.site).cloned().collect()
    };
    assert_eq!(others(&after), others(&before));
    let changed = changed(&after);
    assert!(lost.stops.iter().all(|stop| changed.contains(&stop.unit)));
    let of_site: BTreeSet<_> = before
        .rounds
        .iter()
        .filter(|round| round.site == lost.site)
        .flat_map(|round| &round.stops)
        .map(|stop| &stop.unit)
        .collect();
    assert!(changed.len() < of_site.len(), "everything moved: {changed:?}");
}

fn without_a_car(round: &Round) -> Circumstances {
    let day = CarlessDay {
        site: round.site,
        day: round.day,
    };
    Circumstances {
        carless: [day].into(),
        ..Circumstances::default()
    }
}

/// Visits that a schedule lacks, in residents, a village left out counting for more.
fn shortfall(case: &Case, schedule: &Schedule) -> i64 {
    let residents = |unit: &UnitId| {
        let of = case.territory.units.iter().find(|known| known.id == *unit);
        of.map_or(0, |unit| unit.population.get())
    };
    let lacks = |gap: &Unserved| {
        let left_out = if gap.visits_planned == 0 { 4 } else { 0 };
        (i64::from(gap.visits_required - gap.visits_planned) + left_out) * residents(&gap.unit)
    };
    schedule.unserved.iter().map(lacks).sum()
}

fn days_of(schedule: &Schedule, unit: &UnitId) -> Vec<CycleDay> {
    let goes = |round: &&Round| round.stops.iter().any(|stop| stop.unit == *unit);
    schedule
        .rounds
        .iter()
        .filter(goes)
        .map(|round| round.day)
        .collect()
}

/// A car that broke on one Tuesday once turned every Tuesday of a site round, and a village was dropped for it.
#[test]
fn a_car_that_breaks_in_one_week_moves_visits_of_that_week_alone_and_drops_nobody() {
    let (case, plan, before) = published();
    let sites: BTreeSet<_> = before.rounds.iter().map(|round| round.site).collect();
    for site in sites {
        let of_site = before.rounds.iter().filter(|round| round.site == site);
        let lost = of_site.max_by_key(|round| round.distance()).unwrap();
        let after = replanned(&case, &plan, &before, without_a_car(lost));
        assert!(
            shortfall(&case, &after) <= shortfall(&case, &before),
            "site {}: {:#?}",
            site.0,
            after.unserved
        );
        for stop in &lost.stops {
            let elsewhere = |schedule: &Schedule| -> Vec<CycleDay> {
                let days = days_of(schedule, &stop.unit).into_iter();
                days.filter(|day| day.week != lost.day.week).collect()
            };
            assert_eq!(elsewhere(&after), elsewhere(&before), "{}", stop.unit);
        }
    }
}

#[test]
fn a_mended_car_brings_the_former_timetable_back() {
    let (case, plan, before) = published();
    let without = replanned(&case, &plan, &before, without_a_car(longest(&before)));
    assert_ne!(without.rounds, before.rounds);
    let earlier = [before.clone()];
    let again = replanned_from(&case, &plan, (&without, &earlier), Circumstances::default());
    assert_eq!(again.rounds, before.rounds);
    let changes = &again.replanned.as_ref().unwrap().changes;
    let undone = &without.replanned.as_ref().unwrap().changes;
    assert_eq!(changes.len(), undone.len());
    let is_back = |cause| cause == ChangeCause::Restored || cause == ChangeCause::Retimed;
    assert!(changes.iter().all(|change| is_back(change.cause)), "{changes:#?}");
    // A cause that still holds is no reason to go back.
    let still = replanned_from(&case, &plan, (&without, &earlier), without.circumstances.clone());
    assert_eq!(still.rounds, without.rounds);
}

/// A village with an appointment once lost all its visits although the day had room once two others moved.
#[test]
fn an_appointment_on_a_full_day_makes_room_for_itself() {
    let (case, plan, before) = published();
    let mut kept = 0;
    for round in before
        .rounds
        .iter()
        .filter(|round| round.stops.len() > 1)
        .step_by(6)
    {
        // Its first stop is wanted on the next day of the site in that week, at that day's first stop's time.
        let next = before.rounds.iter().find(|other| {
            (other.site, other.day.week) == (round.site, round.day.week) && other.day > round.day
        });
        let Some(next) = next else { continue };
        let unit = &round.stops[0].unit;
        if next.stops.iter().any(|stop| stop.unit == *unit) {
            continue;
        }
        let circumstances = Circumstances {
            appointments: vec![Appointment {
                unit: unit.clone(),
                day: next.day,
                begin: Seconds::from_minutes(660),
            }],
            ..Circumstances::default()
        };
        let after = replanned(&case, &plan, &before, circumstances);
        let days = days_of(&after, unit);
        assert!(days.contains(&next.day), "{unit} on {:?}: {days:?}", next.day);
        kept += 1;
    }
    assert!(kept >= 3, "{kept}");
}

/// The code of the first problem for which a replan is refused.
fn refusal(case: &Case, plan: &Plan, before: &Schedule, circumstances: Circumstances) -> String {
    let answer = replan(
        &case.territory,
        &case.ground,
        plan,
        (before, &[]),
        &request(case, circumstances),
        &made("r"),
        &mut ignore_progress,
    );
    match answer {
        Err(PlanningError::Refused(problems)) => problems[0].code.clone(),
        other => panic!("not refused: {:?}", other.map(|schedule| schedule.unserved)),
    }
}

#[test]
fn an_appointment_that_nobody_can_keep_is_refused_with_the_reason() {
    let (case, plan, before) = published();
    let round = longest(&before);
    let base = plan.sites.iter().find(|site| site.number == round.site).unwrap();
    let mut rounds = before.rounds.iter();
    let left_out = rounds.find(|other| other.site != round.site).unwrap();
    let refused = |unit: &UnitId, minutes: i64| {
        let one = Appointment {
            unit: unit.clone(),
            day: round.day,
            begin: Seconds::from_minutes(minutes),
        };
        let circumstances = Circumstances {
            appointments: vec![one],
            not_visited: [left_out.stops[0].unit.clone()].into(),
            ..Circumstances::default()
        };
        refusal(&case, &plan, &before, circumstances)
    };
    assert_eq!(refused(&base.base, 660), "appointment.base");
    assert_eq!(refused(&round.stops[0].unit, 18 * 60 + 30), "appointment.hours");
    assert_eq!(refused(&left_out.stops[0].unit, 660), "appointment.unreachable");
}

/// A village that is visited along with others, and the wish not to visit it.
fn without_a_village(schedule: &Schedule) -> (UnitId, Circumstances) {
    let round = schedule
        .rounds
        .iter()
        .find(|round| round.stops.len() > 1)
        .unwrap();
    let out = round.stops[0].unit.clone();
    let circumstances = Circumstances {
        not_visited: [out.clone()].into(),
        ..Circumstances::default()
    };
    (out, circumstances)
}

#[test]
fn a_village_left_out_is_named_and_its_round_goes_on_without_it() {
    let (case, plan, before) = published();
    let (out, circumstances) = without_a_village(&before);
    let after = replanned(&case, &plan, &before, circumstances);
    let stops = after.rounds.iter().flat_map(|round| &round.stops);
    assert!(!stops.map(|stop| &stop.unit).any(|unit| *unit == out));
    let gap = after.unserved.iter().find(|gap| gap.unit == out).unwrap();
    assert_eq!(gap.cause, UnservedCause::NotVisited);
    let changes = &after.replanned.as_ref().unwrap().changes;
    let removed = changes.iter().find(|change| change.unit == out).unwrap();
    assert_eq!((removed.cause, removed.after.len()), (ChangeCause::Removed, 0));
    assert!(
        removed
            .reason
            .ends_with("Причина: руководитель просил не посещать."),
        "{}",
        removed.reason
    );
    // Nobody is pushed out by a village that is gone: what moves goes a shorter way.
    assert!(
        changes
            .iter()
            .all(|change| change.cause != ChangeCause::Rearranged),
        "{changes:#?}"
    );
    for change in changes.iter().filter(|change| !change.after.is_empty()) {
        let mut stops = after.rounds.iter().flat_map(|round| &round.stops);
        let is_told = |begin: Seconds| change.after.iter().any(|time| time.begin == begin);
        assert!(stops.any(|stop| stop.unit == change.unit && is_told(stop.start)));
    }
    let days_moved = changes
        .iter()
        .filter(|change| change.cause != ChangeCause::Retimed);
    assert!(days_moved.count() <= 4, "{changes:#?}");
}

#[test]
fn a_village_that_may_be_visited_again_comes_back() {
    let (case, plan, before) = published();
    let (out, circumstances) = without_a_village(&before);
    let without = replanned(&case, &plan, &before, circumstances);
    let again = replanned(&case, &plan, &without, Circumstances::default());
    let mut stops = again.rounds.iter().flat_map(|round| &round.stops);
    assert!(stops.any(|stop| stop.unit == out), "{:#?}", again.unserved);
    let changes = &again.replanned.as_ref().unwrap().changes;
    assert!(
        changes
            .iter()
            .any(|change| change.unit == out && change.cause == ChangeCause::Added)
    );
}

#[test]
fn a_closed_bridge_changes_the_ways_that_led_over_it() {
    let (case, plan, before) = published();
    let lost = longest(&before);
    let unit = &lost.stops[0].unit;
    let village = case
        .territory
        .units
        .iter()
        .find(|known| known.id == *unit)
        .unwrap();
    let base = &plan
        .sites
        .iter()
        .find(|site| site.number == lost.site)
        .unwrap()
        .base;
    let base = case
        .territory
        .units
        .iter()
        .position(|known| known.id == *base)
        .unwrap();
    let at = case
        .territory
        .units
        .iter()
        .position(|known| known.id == *unit)
        .unwrap();
    let places = case.ground.places();
    let path = case
        .ground
        .roads(Season::Summer)
        .path(&places[base], &places[at])
        .unwrap();
    let half = path.line.0.len() / 2;
    let middle = (path.line.0[half - 1] + path.line.0[half]) / 2.0;
    let closure = Closure {
        lon: middle.x,
        lat: middle.y,
        note: format!("мост по дороге на {}", village.name),
    };
    let circumstances = Circumstances {
        closures: vec![closure],
        ..Circumstances::default()
    };
    let after = replanned(&case, &plan, &before, circumstances);
    let of_site = |schedule: &Schedule| -> Vec<Round> {
        let rounds = schedule.rounds.iter();
        rounds.filter(|round| round.site == lost.site).cloned().collect()
    };
    assert_ne!(of_site(&after), of_site(&before));
    let was_visited = |unit: &UnitId| !days_of(&before, unit).is_empty();
    for gap in after.unserved.iter().filter(|gap| was_visited(&gap.unit)) {
        // It is the closure, and not the season.
        assert_ne!(gap.cause, UnservedCause::NoRoadInSeason, "{}", gap.reason);
        assert_ne!(gap.cause, UnservedCause::BeyondWorkingDay, "{}", gap.reason);
    }
    let changes = &after.replanned.as_ref().unwrap().changes;
    assert!(
        changes
            .iter()
            .all(|change| !change.reason.contains("в этом сезоне")),
        "{changes:#?}"
    );
}

#[test]
fn a_closure_in_the_woods_is_refused_by_name() {
    let (case, plan, before) = published();
    let closure = Closure {
        lon: 10.0,
        lat: 10.0,
        note: String::new(),
    };
    let circumstances = Circumstances {
        closures: vec![closure],
        ..Circumstances::default()
    };
    assert_eq!(refusal(&case, &plan, &before, circumstances), "closure.no_road");
}

#[test]
fn an_emergency_is_taken_by_whoever_gets_there_soonest_inside_the_day() {
    let (case, plan, schedule) = published();
    let round = longest(&schedule);
    let unit = case
        .territory
        .units
        .iter()
        .filter(|unit| plan.assignment.get(&unit.id) == Some(&round.site))
        .find(|unit| !round.stops.iter().any(|stop| stop.unit == unit.id))
        .unwrap();
    let wanted = EmergencyRequest {
        unit: unit.id.clone(),
        day: round.day,
        now: round.departure + Seconds::from_minutes(20),
        service: Seconds::from_minutes(30),
        most: 5,
    };
    let options = emergency(
        &case.territory,
        &case.ground,
        &plan,
        &case.visits,
        &schedule,
        &wanted,
    )
    .unwrap();
    assert!(!options.is_empty() && options.len() <= 5);
    let best = &options[0];
    assert!(best.start >= wanted.now, "{best:?}");
    assert!(
        options.iter().all(|option| option.overtime >= best.overtime),
        "{options:#?}"
    );
    for option in &options {
        assert!(option.back > option.start, "{option:?}");
        // The stop that the vehicle is driving to is not left standing.
        assert_ne!(option.put_off.as_ref(), Some(&round.stops[0].unit), "{option:?}");
    }
    let late = EmergencyRequest {
        now: Seconds::from_minutes(24 * 60),
        service: Seconds::ZERO,
        ..wanted
    };
    let refused = emergency(
        &case.territory,
        &case.ground,
        &plan,
        &case.visits,
        &schedule,
        &late,
    );
    let Err(PlanningError::Refused(problems)) = refused else {
        panic!("not refused");
    };
    assert_eq!(problems.len(), 2, "{problems:?}");
}

#[test]
fn sites_too_far_to_be_sooner_are_not_missed() {
    let (case, plan, schedule) = published_with(SitesAsked::Exact(16));
    let mut compared = 0;
    for (at, unit) in case.territory.units.iter().enumerate().step_by(6) {
        let asked = |most: usize| {
            let wanted = EmergencyRequest {
                unit: unit.id.clone(),
                day: CycleDay::from_index(at % 5),
                now: Seconds::from_minutes(540 + (at as i64 * 37) % 300),
                service: Seconds::from_minutes(30),
                most,
            };
            let options = emergency(
                &case.territory,
                &case.ground,
                &plan,
                &case.visits,
                &schedule,
                &wanted,
            );
            let options = options.unwrap();
            options
                .iter()
                .map(|option| (option.site, option.start, option.overtime))
                .collect::<Vec<_>>()
        };
        // So many ways that every site is looked at.
        let all = asked(100);
        for most in 1..3 {
            assert_eq!(asked(most), all[..most.min(all.len())], "{} {most}", unit.name);
            compared += usize::from(all.len() > most);
        }
    }
    assert!(compared > 20, "{compared}");
}
