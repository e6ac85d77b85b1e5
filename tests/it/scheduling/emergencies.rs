//! An emergency late in the day: who is back sets out anew, what is begun stays, lunch waits for help, doors have hours.

use super::cases::{HOUR, MINUTE, travel, working_day};
use uchastok::scheduling::{
    DayIndex, DayOption, Depot, DepotIndex, Dispatcher, Emergency, Insertion, LocationIndex, Outcome,
    Problem, Visit, VisitIndex, Weights, Window, solve,
};
use uchastok::search::{Budget, SearchRng, ignore_progress};

/// The round's stops, then the emergency, which has no route.
struct Stop {
    minutes_away: i64,
    service_s: i64,
    window: Option<(i64, i64)>,
}

const fn stop(minutes_away: i64, service_s: i64) -> Stop {
    Stop {
        minutes_away,
        service_s,
        window: None,
    }
}

/// One worker and places along one road, so many minutes from the base; the last place is the emergency.
fn road(places: &[Stop]) -> Problem {
    let points: Vec<(i64, i64)> = std::iter::once(0)
        .chain(places.iter().map(|place| place.minutes_away * 600))
        .map(|metres| (metres, 0))
        .collect();
    let visit = |(at, place): (usize, &Stop)| Visit {
        location: LocationIndex::from(at + 1),
        service_s: place.service_s,
        demand: 0,
        options: vec![DayOption {
            days: 1,
            depot: DepotIndex(0),
            cost: 0,
        }],
        windows: place
            .window
            .map(|(open_s, close_s)| vec![Some(Window { open_s, close_s })])
            .unwrap_or_default(),
        unserved_cost: Some(if at + 1 == places.len() { 0 } else { 1_000_000 }),
        skills: 0,
        equipment: 0,
    };
    Problem {
        week_of_day: vec![0],
        depots: vec![Depot {
            location: LocationIndex(0),
            shifts: vec![Some(working_day())],
            field_days_per_week: None,
            skills: 0,
        }],
        vehicles: Vec::new(),
        visits: places.iter().enumerate().map(visit).collect(),
        travel: travel(&points),
        weights: Weights {
            distance: 0,
            drive: 1,
            route: 0,
            overtime: 1000,
            peak_vehicle: 0,
            long_day: 0,
        },
    }
}

/// The round as planned, and the best way to take the emergency in.
fn called(places: &[Stop], now_s: i64) -> (Outcome, Insertion) {
    let problem = road(places);
    let budget = Budget::iterations(500);
    let outcome = solve(&problem, &Default::default(), &budget, &mut ignore_progress);
    assert!(outcome.feasible);
    let emergency = Emergency {
        visit: VisitIndex::from(places.len() - 1),
        day: DayIndex(0),
        now_s,
    };
    let mut ways = Dispatcher::new(&problem).insertions(&outcome.routes, &emergency, 3);
    assert!(!ways.is_empty());
    let best = ways.remove(0);
    (outcome, best)
}

#[test]
fn who_is_back_at_the_base_sets_out_anew() {
    let (outcome, best) = called(&[stop(30, HOUR), stop(-30, 30 * MINUTE)], 11 * HOUR);
    assert!(outcome.routes[0].return_s <= 11 * HOUR, "{:?}", outcome.routes);
    assert_eq!((best.route, best.start_s), (None, 11 * HOUR + 30 * MINUTE));
    assert_eq!((best.late_s, best.delays.len()), (0, 0));
}

#[test]
fn help_comes_before_lunch_where_the_day_leaves_room_for_it_after() {
    let places = [stop(5, 10 * MINUTE), stop(20, 20 * MINUTE)];
    let (_, best) = called(&places, 12 * HOUR + 15 * MINUTE);
    assert_eq!(best.start_s, 12 * HOUR + 35 * MINUTE);
    assert_eq!(best.return_s, 14 * HOUR + 15 * MINUTE);
}

#[test]
fn a_stop_that_is_begun_stays_where_lunch_comes_later() {
    // Back at 13:40 without lunch as planned; called at 12:50, while the work at the second place goes on.
    let places = [
        stop(60, 160 * MINUTE),
        stop(50, 20 * MINUTE),
        stop(80, 30 * MINUTE),
    ];
    let (outcome, best) = called(&places, 12 * HOUR + 45 * MINUTE);
    let begun: Vec<i64> = outcome.routes[0].stops.iter().map(|stop| stop.start_s).collect();
    for delay in &best.delays {
        assert!(delay.before_s > 12 * HOUR + 45 * MINUTE, "{delay:?} of {begun:?}");
    }
    assert!(best.start_s >= 12 * HOUR + 45 * MINUTE);
}

#[test]
fn a_place_that_is_not_open_yet_is_waited_for() {
    let late = Stop {
        window: Some((11 * HOUR, 12 * HOUR)),
        ..stop(60, 30 * MINUTE)
    };
    let (outcome, best) = called(&[late, stop(70, 30 * MINUTE)], 8 * HOUR + 30 * MINUTE);
    let planned = outcome.routes[0].stops[0].start_s;
    assert_eq!(planned, 11 * HOUR);
    // Help first, and back in time for the door; nobody stands before a closed one.
    assert_eq!((best.position, best.start_s), (0, 9 * HOUR + 40 * MINUTE));
    assert!(best.delays.is_empty(), "{best:?}");
}

#[test]
fn who_is_at_work_in_that_settlement_turns_to_it_at_once() {
    // Two villages 60 and 90 minutes away; help is wanted in the first, where the work goes on from 9:30 to 12:00.
    let places = [
        stop(60, 150 * MINUTE),
        stop(90, 20 * MINUTE),
        stop(60, 30 * MINUTE),
    ];
    let (outcome, best) = called(&places, 11 * HOUR);
    let planned = &outcome.routes[0].stops;
    assert!(
        planned[0].start_s < 11 * HOUR && 11 * HOUR < planned[0].departure_s,
        "{planned:?}"
    );
    assert!(best.on_the_spot, "{best:?}");
    assert_eq!(
        (best.start_s, best.position, best.extra_drive_s),
        (11 * HOUR, 1, 0)
    );
    // The other village is told; the one that is at hand is not.
    let told: Vec<u32> = best.delays.iter().map(|delay| delay.visit.0).collect();
    assert_eq!(told, [planned[1].visit.0]);
    assert!(best.delays[0].after_s > best.delays[0].before_s);
}

#[test]
fn nobody_at_the_base_waits_for_lunch_with_help_at_hand() {
    let places = [stop(0, 60 * MINUTE)];
    for minutes in [719, 720, 779, 780, 781, 810, 839, 840, 841] {
        let (_, best) = called(&places, minutes * MINUTE);
        assert_eq!(best.start_s, minutes * MINUTE, "called at minute {minutes}");
    }
}

/// Help asked for at 14:00 once came an hour later than help asked for at 14:01.
#[test]
fn help_that_is_asked_for_later_is_never_there_sooner() {
    let mut rng = SearchRng::new(11);
    for case in 0..60 {
        let place =
            |rng: &mut SearchRng| stop(rng.below(140) as i64 - 70, (10 + rng.below(120) as i64) * MINUTE);
        let mut places: Vec<Stop> = (0..1 + rng.below(4)).map(|_| place(&mut rng)).collect();
        if rng.chance(1, 2) {
            // Where somebody is visited anyway.
            let there = places[rng.below(places.len() - 1 + usize::from(places.len() == 1))].minutes_away;
            places.push(stop(there, 20 * MINUTE));
        }
        let problem = road(&places);
        let budget = Budget::iterations(200);
        let outcome = solve(&problem, &Default::default(), &budget, &mut ignore_progress);
        let dispatcher = Dispatcher::new(&problem);
        let mut last = 0;
        for minute in (511..1030).step_by(3) {
            let emergency = Emergency {
                visit: VisitIndex::from(places.len() - 1),
                day: DayIndex(0),
                now_s: minute * MINUTE,
            };
            let ways = dispatcher.insertions(&outcome.routes, &emergency, 100);
            let Some(soonest) = ways.iter().map(|way| way.start_s).min() else {
                break;
            };
            assert!(soonest >= minute * MINUTE, "case {case}");
            assert!(
                soonest >= last,
                "case {case}: asked at minute {minute} there at {}, asked before at {}",
                soonest / 60,
                last / 60
            );
            last = soonest;
        }
    }
}
