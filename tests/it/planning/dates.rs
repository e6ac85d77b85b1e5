//! Schedules on the calendar: holidays, orders with deadlines.

use super::changes::published;
use jiff::civil::date;
use uchastok::domain::{CycleDay, ProductionCalendar, Seconds};
use uchastok::exchange::calendars;
use uchastok::planning::{OrderRequest, PlanningError, order, site_dates};

fn russia() -> ProductionCalendar {
    let (calendars, problems) = calendars(None);
    assert!(problems.is_empty(), "{problems:?}");
    calendars
        .into_iter()
        .find(|calendar| calendar.id == "russia")
        .unwrap()
}

#[test]
fn a_round_on_a_holiday_moves_inside_its_week_and_never_onto_another_round() {
    let (_, plan, schedule) = published();
    let calendar = russia();
    let mut moved = 0;
    for site in &plan.sites {
        let dates = site_dates(&schedule, site.number, &calendar, date(2026, 1, 12), 354);
        let mut days: Vec<_> = dates
            .iter()
            .filter(|day| day.has_round)
            .filter_map(|day| {
                if day.is_working {
                    Some(day.date)
                } else {
                    day.moved_to
                }
            })
            .collect();
        let all = days.len();
        days.sort_unstable();
        days.dedup();
        assert_eq!(days.len(), all, "site {}: two rounds on one date", site.number.0);
        assert!(days.iter().all(|day| calendar.is_working(*day)));
        for day in &dates {
            assert_eq!(day.day, CycleDay::of_date(day.date, schedule.cycle_weeks));
            if let Some(to) = day.moved_to {
                moved += 1;
                assert!(!day.is_working && day.has_round);
                assert_eq!(day.date.iso_week_date().week(), to.iso_week_date().week());
            }
        }
    }
    assert!(moved > 0, "no round fell on a holiday in a whole year");
}

#[test]
fn an_order_is_met_by_the_round_that_comes_by_or_by_an_extra_visit_in_time() {
    let (case, plan, schedule) = published();
    let calendar = russia();
    let (mut by_round, mut extra) = (0, 0);
    for unit in case.territory.units.iter().step_by(6) {
        let request = OrderRequest {
            unit: unit.id.clone(),
            received: date(2026, 4, 29),
            working_days: 5,
            service: Seconds::from_minutes(30),
        };
        let (territory, ground) = (&case.territory, &case.ground);
        let answer = order(
            territory,
            ground,
            &plan,
            &case.visits,
            &calendar,
            &schedule,
            &request,
        )
        .unwrap();
        assert_eq!(answer.deadline, date(2026, 5, 7));
        assert!(answer.calendar_is_complete);
        if let Some(visit) = &answer.planned {
            by_round += 1;
            assert!(visit.date > request.received && visit.date <= answer.deadline);
            assert!(calendar.is_working(visit.date) && answer.extra.is_empty());
        }
        for visit in &answer.extra {
            extra += 1;
            assert!(visit.date > request.received && visit.date <= answer.deadline);
            assert!(calendar.is_working(visit.date));
        }
    }
    assert!(by_round > 0 && extra > 0, "{by_round} by rounds, {extra} extra");
}

#[test]
fn an_order_for_nowhere_or_for_never_is_refused() {
    let (case, plan, schedule) = published();
    let calendar = russia();
    let ask = |unit: &str, working_days: u8| {
        let request = OrderRequest {
            unit: unit.into(),
            received: date(2026, 4, 29),
            working_days,
            service: Seconds::from_minutes(30),
        };
        let (territory, ground) = (&case.territory, &case.ground);
        order(
            territory,
            ground,
            &plan,
            &case.visits,
            &calendar,
            &schedule,
            &request,
        )
    };
    assert!(matches!(ask("nowhere", 3), Err(PlanningError::UnknownUnit(_))));
    let known = case.territory.units[0].id.to_string();
    assert!(matches!(ask(&known, 0), Err(PlanningError::Refused(_))));
}
