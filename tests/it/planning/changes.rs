//! What happens when life changes: a broken car, a closed bridge, a village left out, a visit that cannot wait.

use super::{Case, case, made, plan};
use std::collections::BTreeSet;
use uchastok::domain::{
    CarlessDay, ChangeCause, Circumstances, Closure, CycleDay, Plan, Round, Schedule, Season, Seconds,
    SitesAsked, UnitId, UnservedCause,
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
    let request = request(case, circumstances);
    let made = made("r");
    let after = replan(
        &case.territory,
        &case.ground,
        plan,
        before,
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
    for change in &after.replanned.as_ref().unwrap().changes {
        println!("{}", change.reason);
    }
}

#[test]
fn a_closure_in_the_woods_is_refused_by_name() {
    let (case, plan, before) = published();
    let closure = Closure {
        lon: 10.0,
        lat: 10.0,
        note: String::new(),
    };
    let request = request(
        &case,
        Circumstances {
            closures: vec![closure],
            ..Circumstances::default()
        },
    );
    let refused = replan(
        &case.territory,
        &case.ground,
        &plan,
        &before,
        &request,
        &made("r"),
        &mut ignore_progress,
    );
    let Err(PlanningError::Refused(problems)) = refused else {
        panic!("not refused: {refused:?}");
    };
    assert_eq!(problems[0].code, "closure.no_road");
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
