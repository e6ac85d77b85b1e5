//! Life changes a plan: an emergency today, a village less, a longer visit.

use super::cases::{HOUR, rural_site};
use uchastok::scheduling::{
    DayIndex, Dispatcher, Emergency, MoveReason, Options, Outcome, Problem, Published, PublishedRoute,
    VisitIndex, repair, solve,
};
use uchastok::search::{Budget, ignore_progress};

fn plan(problem: &Problem) -> Outcome {
    solve(
        problem,
        &Options::default(),
        &Budget::iterations(3000),
        &mut ignore_progress,
    )
}

fn replan(problem: &Problem, before: &Published) -> uchastok::scheduling::Replanned {
    let budget = Budget::iterations(1500);
    repair(
        problem,
        before,
        50_000,
        &Options::default(),
        &budget,
        &mut ignore_progress,
    )
}

#[test]
fn nothing_moves_when_nothing_changes() {
    let problem = rural_site();
    let again = replan(&problem, &Published::of(&problem, &plan(&problem)));
    assert!(again.outcome.feasible);
    assert_eq!(again.moved, vec![]);
}

#[test]
fn a_new_village_moves_few_others_and_is_said_to_be_new() {
    let problem = rural_site();
    let mut before = Published::of(&problem, &plan(&problem));
    before.days[11] = None;
    for PublishedRoute { visits, .. } in &mut before.routes {
        visits.retain(|visit| visit.index() != 11);
    }
    let again = replan(&problem, &before);
    assert!(again.outcome.feasible && again.outcome.unserved.is_empty());
    assert_eq!(
        again
            .moved
            .iter()
            .filter(|moved| moved.reason == MoveReason::New)
            .count(),
        1
    );
    assert!(again.moved.len() <= 2, "{:?}", again.moved);
}

#[test]
fn a_visit_whose_days_are_forbidden_moves_and_says_so() {
    let mut problem = rural_site();
    let before = Published::of(&problem, &plan(&problem));
    let (days, _) = before.days[3].unwrap();
    problem.visits[3].options.retain(|option| option.days & days == 0);
    let again = replan(&problem, &before);
    assert!(again.outcome.feasible, "{:?}", again.outcome.violations);
    let moved = again
        .moved
        .iter()
        .find(|moved| moved.visit == VisitIndex(3))
        .unwrap();
    assert_eq!(moved.reason, MoveReason::NotAllowed);
    assert_eq!(moved.before, days);
    assert!(again.moved.len() <= 4, "{:?}", again.moved);
}

#[test]
fn an_emergency_goes_where_it_delays_least_and_past_stops_stay() {
    let problem = rural_site();
    let outcome = plan(&problem);
    let route = outcome
        .routes
        .iter()
        .max_by_key(|route| route.stops.len())
        .unwrap();
    let here = |visit: usize| route.stops.iter().any(|stop| stop.visit.index() == visit);
    let visit = (0..12).rev().find(|&visit| !here(visit)).unwrap();
    let emergency = Emergency {
        visit: VisitIndex::from(visit),
        day: route.day,
        now_s: 10 * HOUR,
    };
    let ways = Dispatcher::new(&problem).insertions(&outcome.routes, &emergency, 5);
    assert!(!ways.is_empty());
    assert!(ways.windows(2).all(|pair| pair[0].late_s <= pair[1].late_s));
    for way in &ways {
        assert!(way.start_s >= emergency.now_s, "{way:?}");
        for delay in &way.delays {
            assert!(
                delay.before_s > emergency.now_s,
                "a stop already begun moved: {way:?}"
            );
        }
        if let Some(out) = way.put_off {
            assert!(here(out.index()));
        }
    }
    let free = Emergency {
        day: DayIndex(40),
        ..emergency
    };
    assert!(
        Dispatcher::new(&problem)
            .insertions(&outcome.routes, &free, 5)
            .is_empty()
    );
}
