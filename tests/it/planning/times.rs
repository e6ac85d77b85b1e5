//! Opening hours, appointments, and why a day is long or a settlement left out.

use super::changes::published;
use super::{Case, made};
use uchastok::domain::{
    Appointment, Circumstances, CycleDay, OpeningHours, Plan, Round, Schedule, Seconds, UnitId, UnservedCause,
};
use uchastok::planning::check::check_schedule;
use uchastok::planning::{Explanation, PlanningError, Question, ScheduleRequest, explain, replan, timetable};
use uchastok::search::{StopToken, ignore_progress};

fn request(case: &Case, circumstances: Circumstances) -> ScheduleRequest {
    ScheduleRequest {
        season: uchastok::domain::Season::Summer,
        profile: case.visits.clone(),
        seed: 1,
        iterations: 500,
        vehicles: Vec::new(),
        circumstances,
        stop: StopToken::unlimited(),
    }
}

fn sound(case: &Case, plan: &Plan, schedule: &Schedule) {
    let findings = check_schedule(&case.territory, &case.ground, plan, &case.visits, schedule);
    assert!(findings.is_empty(), "{findings:#?}");
}

fn replanned(case: &Case, plan: &Plan, before: &Schedule, request: &ScheduleRequest) -> Schedule {
    let (territory, ground, made) = (&case.territory, &case.ground, made("r"));
    let after = replan(
        territory,
        ground,
        plan,
        (before, &[]),
        request,
        &made,
        &mut ignore_progress,
    )
    .unwrap();
    sound(case, plan, &after);
    after
}

fn stops_of<'a>(schedule: &'a Schedule, unit: &UnitId) -> Vec<(&'a Round, Seconds)> {
    let rounds = schedule.rounds.iter();
    rounds
        .flat_map(|round| round.stops.iter().map(move |stop| (round, stop)))
        .filter(|(_, stop)| stop.unit == *unit)
        .map(|(round, stop)| (round, stop.start))
        .collect()
}

/// The stops that are not the only ones of their rounds, the shortest first.
fn shared_stops(schedule: &Schedule) -> Vec<(Seconds, UnitId, CycleDay)> {
    let rounds = schedule.rounds.iter().filter(|round| round.stops.len() > 2);
    let mut stops: Vec<_> = rounds
        .flat_map(|round| round.stops.iter().map(move |stop| (stop, round.day)))
        .map(|(stop, day)| (stop.service, stop.unit.clone(), day))
        .collect();
    stops.sort();
    stops
}

/// The longest of them that leaves time for another in half a day: a large place, which is worth keeping.
fn shared_stop(schedule: &Schedule) -> (UnitId, CycleDay) {
    let mut stops = shared_stops(schedule);
    stops.retain(|(service, ..)| *service <= Seconds::from_minutes(120));
    let (_, unit, day) = stops.pop().unwrap();
    (unit, day)
}

#[test]
fn a_reception_point_is_visited_inside_its_hours_only() {
    let (case, plan, before) = published();
    let (unit, _) = shared_stop(&before);
    // The half of the day in which it is not visited now.
    let noon = Seconds::from_minutes(12 * 60);
    let is_early = stops_of(&before, &unit)[0].1 < noon;
    let (from, until) = if is_early {
        (noon, Seconds::from_minutes(16 * 60))
    } else {
        (Seconds::from_minutes(8 * 60), noon)
    };
    let circumstances = Circumstances {
        opening: vec![OpeningHours {
            unit: unit.clone(),
            weekday: None,
            from,
            until,
        }],
        ..Circumstances::default()
    };
    let request = request(&case, circumstances);
    let (territory, ground) = (&case.territory, &case.ground);
    let after = replanned(&case, &plan, &before, &request);
    let made = made("f");
    let fresh = timetable(territory, ground, &plan, &request, &made, &mut ignore_progress).unwrap();
    for schedule in [&after, &fresh] {
        sound(&case, &plan, schedule);
        let stops = stops_of(schedule, &unit);
        assert!(!stops.is_empty());
        for (_, start) in stops {
            assert!(start >= from && start < until, "{}", start.clock());
        }
    }
    // The checker sees rounds that ignore the hours.
    let mut careless = before;
    careless.circumstances = request.circumstances;
    let findings = check_schedule(territory, ground, &plan, &case.visits, &careless);
    assert!(
        findings
            .iter()
            .any(|finding| finding.code == "stop.closed" && finding.units == [unit.clone()])
    );
}

#[test]
fn an_appointment_is_kept_to_the_minute() {
    // Also in the smallest of places: it is promised.
    let (case, plan, before) = published();
    let (_, unit, day) = shared_stops(&before).remove(0);
    let begin = Seconds::from_minutes(13 * 60 + 10);
    let circumstances = Circumstances {
        appointments: vec![Appointment {
            unit: unit.clone(),
            day,
            begin,
        }],
        ..Circumstances::default()
    };
    let request = request(&case, circumstances);
    let after = replanned(&case, &plan, &before, &request);
    let on_day: Vec<Seconds> = stops_of(&after, &unit)
        .into_iter()
        .filter(|(round, _)| round.day == day)
        .map(|(_, start)| start)
        .collect();
    assert_eq!(on_day, [begin]);
}

#[test]
fn hours_that_hold_no_visit_leave_the_settlement_out_with_that_cause() {
    let (case, plan, before) = published();
    let (unit, _) = shared_stop(&before);
    let circumstances = Circumstances {
        opening: vec![OpeningHours {
            unit: unit.clone(),
            weekday: None,
            from: Seconds::from_minutes(600),
            until: Seconds::from_minutes(605),
        }],
        ..Circumstances::default()
    };
    let request = request(&case, circumstances);
    let after = replanned(&case, &plan, &before, &request);
    assert!(stops_of(&after, &unit).is_empty());
    let gap = after.unserved.iter().find(|gap| gap.unit == unit).unwrap();
    assert_eq!(gap.cause, UnservedCause::Hours);
}

fn explained(
    case: &Case,
    plan: &Plan,
    schedule: &Schedule,
    round: &Round,
    question: &Question,
) -> Result<Explanation, PlanningError> {
    let stop = StopToken::unlimited();
    let about = (round.site, question);
    explain(
        &case.territory,
        &case.ground,
        plan,
        &case.visits,
        schedule,
        about,
        &stop,
    )
}

#[test]
fn a_long_day_is_explained_and_what_is_said_to_help_makes_it_shorter() {
    let (case, plan, schedule) = published();
    let long = schedule
        .rounds
        .iter()
        .max_by_key(|round| round.arrival - round.departure)
        .unwrap();
    let answer = explained(&case, &plan, &schedule, long, &Question::Day(long.day)).unwrap();
    assert!(
        answer.facts[0].ru.contains("Поездка длится"),
        "{:?}",
        answer.facts
    );
    assert!(answer.facts.len() > 1);
    assert!(!answer.help.is_empty());
    for one in &answer.help {
        assert!(
            one.day_length.unwrap() < long.arrival - long.departure,
            "{}",
            one.text.ru
        );
    }
    let free = CycleDay { week: 9, weekday: 0 };
    let nothing = explained(&case, &plan, &schedule, long, &Question::Day(free));
    assert!(matches!(nothing, Err(PlanningError::NoRound(_))));
}

#[test]
fn a_settlement_that_is_visited_too_seldom_is_explained_day_by_day() {
    let (case, plan, schedule) = published();
    let gap = schedule
        .unserved
        .iter()
        .find(|gap| gap.cause == UnservedCause::FieldDaysFull)
        .expect("Vagay has settlements that its field days do not reach");
    let round = schedule
        .rounds
        .iter()
        .find(|round| round.site == gap.site)
        .unwrap();
    let question = Question::Settlement(gap.unit.clone());
    let answer = explained(&case, &plan, &schedule, round, &question).unwrap();
    assert!(!answer.facts.is_empty());
    assert!(
        answer.help.iter().any(|one| one.served.contains(&gap.unit)),
        "nothing helps {}: {:?}",
        gap.unit,
        answer.facts
    );
    let unknown = explained(&case, &plan, &schedule, round, &Question::Settlement("x".into()));
    assert!(matches!(unknown, Err(PlanningError::UnknownUnit(_))));
}
