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
fn hours_bind_the_reception_and_not_the_home_visits_after_it() {
    let (case, plan, before) = published();
    let stops = before.rounds.iter().flat_map(|round| &round.stops);
    let longest = stops.max_by_key(|stop| (stop.service, &stop.unit)).unwrap();
    let unit = longest.unit.clone();
    let units = &case.territory.units;
    let residents = units.iter().find(|one| one.id == unit).unwrap().population;
    let reception = Seconds::from_minutes(case.visits.tier(residents).unwrap().reception_min);
    let (from, until) = (Seconds::from_minutes(9 * 60), Seconds::from_minutes(11 * 60));
    assert!(reception <= until - from && longest.service > until - from);
    let circumstances = Circumstances {
        opening: vec![OpeningHours {
            unit: unit.clone(),
            weekday: None,
            from,
            until,
        }],
        ..Circumstances::default()
    };
    let after = replanned(&case, &plan, &before, &request(&case, circumstances));
    let stops = stops_of(&after, &unit);
    assert_eq!(stops.len(), stops_of(&before, &unit).len());
    for (_, start) in stops {
        assert!(start >= from && start + reception <= until, "{}", start.clock());
    }
    // A minute less than the rest of the reception before closing, and the checker sees it.
    let mut careless = after.clone();
    let rounds = careless.rounds.iter_mut();
    let stop = rounds
        .flat_map(|round| &mut round.stops)
        .find(|stop| stop.unit == unit)
        .unwrap();
    stop.start = until - reception + Seconds::from_minutes(1);
    let closed = |schedule: &Schedule| {
        let found = check_schedule(&case.territory, &case.ground, &plan, &case.visits, schedule);
        found.iter().any(|finding| finding.code == "stop.closed")
    };
    assert!(closed(&careless) && !closed(&after));
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

#[test]
fn hours_are_the_cause_only_where_they_are_in_the_way() {
    let (case, plan, before) = published();
    let is_full = |gap: &&uchastok::domain::Unserved| gap.cause == UnservedCause::FieldDaysFull;
    let gap = before.unserved.iter().find(is_full).unwrap();
    let circumstances = Circumstances {
        opening: vec![OpeningHours {
            unit: gap.unit.clone(),
            weekday: None,
            from: Seconds::from_minutes(8 * 60),
            until: Seconds::from_minutes(18 * 60),
        }],
        ..Circumstances::default()
    };
    let after = replanned(&case, &plan, &before, &request(&case, circumstances));
    let causes = after.unserved.iter().filter(|one| one.unit == gap.unit);
    assert!(
        causes
            .clone()
            .all(|one| one.cause == UnservedCause::FieldDaysFull)
    );
    assert!(after.unserved.iter().all(|one| one.cause != UnservedCause::Hours));
}

#[test]
fn a_question_about_a_village_that_lacks_nothing_is_answered() {
    let (case, plan, schedule) = published();
    let round = &schedule.rounds[0];
    let site = plan.sites.iter().find(|site| site.number == round.site).unwrap();
    let is_served = |unit: &UnitId| schedule.unserved.iter().all(|gap| gap.unit != *unit);
    let stops = round.stops.iter().map(|stop| &stop.unit);
    let served = stops.clone().find(|unit| is_served(unit)).unwrap();
    let elsewhere = plan.sites.iter().find(|site| site.number != round.site).unwrap();
    let asked = [
        (served, "как положено"),
        (&site.base, "рабочее место"),
        (&elsewhere.base, "участок"),
    ];
    for (unit, words) in asked {
        let question = Question::Settlement(unit.clone());
        let answer = explained(&case, &plan, &schedule, round, &question).unwrap();
        assert!(answer.help.is_empty());
        assert!(answer.facts[0].ru.contains(words), "{:?}", answer.facts);
    }
}

/// A working day that ends at three leaves no time for the farthest villages, or little.
fn until_three() -> (Case, Plan, Schedule) {
    let (mut case, plan, _) = published();
    case.visits.day_end_min = 15 * 60;
    let (territory, ground) = (&case.territory, &case.ground);
    let request = request(&case, Circumstances::default());
    let made = made("f");
    let schedule = timetable(territory, ground, &plan, &request, &made, &mut ignore_progress).unwrap();
    sound(&case, &plan, &schedule);
    (case, plan, schedule)
}

#[test]
fn a_far_village_keeps_its_rhythm_and_the_home_visits_without_time_are_said() {
    let (case, plan, schedule) = until_three();
    let lacks_time = |gap: &&uchastok::domain::Unserved| gap.cause == UnservedCause::HomeVisits;
    let far: Vec<_> = schedule.unserved.iter().filter(lacks_time).collect();
    assert!(!far.is_empty(), "{:#?}", schedule.unserved);
    for gap in far {
        let unit = case
            .territory
            .units
            .iter()
            .find(|unit| unit.id == gap.unit)
            .unwrap();
        let rhythm = case.visits.cycle_weeks / case.visits.tier(unit.population).unwrap().every_weeks;
        assert!(gap.visits_planned >= rhythm.max(1), "{}", gap.reason);
        assert_eq!(gap.visits_planned, gap.visits_required);
        // The check finds what is not said.
        let mut silent = schedule.clone();
        silent.unserved.retain(|one| one.unit != gap.unit);
        let found = check_schedule(&case.territory, &case.ground, &plan, &case.visits, &silent);
        let codes: Vec<&str> = found.iter().map(|finding| finding.code.as_str()).collect();
        assert_eq!(codes, ["settlement.home_visits"]);
    }
}

#[test]
fn a_village_too_far_for_a_day_is_told_what_brings_it_within_one() {
    let (case, plan, schedule) = until_three();
    let is_far = |gap: &&uchastok::domain::Unserved| gap.cause == UnservedCause::BeyondWorkingDay;
    let far: Vec<_> = schedule.unserved.iter().filter(is_far).collect();
    assert!(!far.is_empty());
    let helped = far.iter().filter(|gap| {
        let mut round = schedule.rounds[0].clone();
        round.site = gap.site;
        let question = Question::Settlement(gap.unit.clone());
        let answer = explained(&case, &plan, &schedule, &round, &question).unwrap();
        let says = |word: &str| answer.help.iter().any(|one| one.text.ru.contains(word));
        says("повышенной проходимости") && says("Рабочее место") && says("дольше")
    });
    assert!(helped.count() > 0);
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
