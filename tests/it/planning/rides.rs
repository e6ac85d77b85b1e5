//! Schedules by public transport and by boat: trips that are there, waits that fit the lunch, legs that are stated.

use super::vehicles::{car, findings, home, request, scheduled, vagay};
use super::{Case, made};
use std::collections::BTreeSet;
use uchastok::domain::{
    FOOT, LineTrip, LunchPlace, Metres, Plan, Schedule, Seconds, SettlementId, SiteNumber, StatedLeg,
    TripCall, UnservedCause, Vehicle, VehicleKind, VehicleOff, VehiclePrice,
};
use uchastok::planning::{EmergencyRequest, ScheduleRequest, emergency, replan, vehicles};
use uchastok::search::ignore_progress;

fn at(hours: i64, minutes: i64) -> Seconds {
    Seconds::from_minutes(hours * 60 + minutes)
}

/// Settlements of a site beside its base's, the most populous first.
fn around(case: &Case, plan: &Plan, site: SiteNumber) -> Vec<SettlementId> {
    let base = home(case, plan, site);
    let units = case.territory.units.iter();
    let of_site: BTreeSet<_> = units
        .filter(|unit| plan.assignment.get(&unit.id) == Some(&site) && unit.settlement != base)
        .map(|unit| unit.settlement.clone())
        .collect();
    let mut places: Vec<_> = case
        .territory
        .settlements
        .iter()
        .filter(|place| of_site.contains(&place.id) && place.population.get() > 0)
        .collect();
    places.sort_by_key(|place| (-place.population.get(), place.id.clone()));
    places.into_iter().map(|place| place.id.clone()).collect()
}

/// The site with the most settlements.
fn busy(case: &Case, plan: &Plan) -> SiteNumber {
    let sites = plan.sites.iter().map(|site| site.number);
    sites.max_by_key(|site| around(case, plan, *site).len()).unwrap()
}

/// A trip along `stops`, twenty minutes from one to the next.
fn trip(id: &str, from: Seconds, stops: &[&SettlementId]) -> LineTrip {
    let calls = stops.iter().zip(0..).map(|(stop, nth)| TripCall {
        settlement: (*stop).clone(),
        arrives: from + Seconds(nth * 1200),
        departs: from + Seconds(nth * 1200),
    });
    LineTrip {
        id: id.to_owned(),
        weekdays: BTreeSet::new(),
        calls: calls.collect(),
    }
}

fn line(trips: Vec<LineTrip>) -> Vehicle {
    Vehicle {
        kind: VehicleKind::Public,
        title: "Автобус 101".to_owned(),
        speeds: FOOT.to_owned(),
        trips,
        price: VehiclePrice {
            day: 20_000,
            ..VehiclePrice::default()
        },
        ..car("bus", 1)
    }
}

/// A bus through two villages of a site in the morning and in the evening, and at noon on Wednesdays.
fn bus(case: &Case, plan: &Plan, site: SiteNumber) -> (Vehicle, Vec<SettlementId>) {
    let base = home(case, plan, site);
    let places = around(case, plan, site);
    let (near, far) = (&places[0], &places[1]);
    let noon = LineTrip {
        weekdays: BTreeSet::from([2]),
        ..trip("12:00", at(12, 0), &[far, near, &base])
    };
    let trips = vec![
        trip("7:00", at(7, 0), &[&base, near, far]),
        trip("8:40", at(8, 40), &[&base, near, far]),
        noon,
        trip("16:00", at(16, 0), &[far, near, &base]),
    ];
    (line(trips), places)
}

fn by_bus(case: &Case, plan: &Plan) -> (Schedule, Vec<SettlementId>) {
    let site = busy(case, plan);
    let (bus, places) = bus(case, plan, site);
    (scheduled(case, plan, &[bus]), places)
}

#[test]
fn a_bus_takes_the_worker_out_and_back_at_its_times() {
    let (case, plan) = vagay();
    let (schedule, places) = by_bus(&case, &plan);
    assert!(!schedule.rounds.is_empty());
    let site = busy(&case, &plan);
    for round in &schedule.rounds {
        assert_eq!(round.site, site);
        let of = round.vehicle.as_ref().unwrap();
        let ride = of.ride.as_ref().unwrap();
        // The seven o'clock bus leaves before the working day.
        assert_eq!(ride.out, "8:40");
        let home_at = if ride.home == "12:00" {
            at(12, 40)
        } else {
            at(16, 40)
        };
        assert_eq!((round.departure, round.arrival), (at(8, 40), home_at), "{ride:?}");
        assert!(ride.home == "16:00" || round.day.weekday == 2);
        // Lunch is at the stop, not on the bus nor before it.
        if ride.home == "16:00" {
            let lunch = round.lunch.unwrap();
            assert!(matches!(lunch.place, LunchPlace::Stop(_)), "{lunch:?}");
        }
    }
    let stops: BTreeSet<&SettlementId> = schedule
        .rounds
        .iter()
        .flat_map(|round| &round.stops)
        .filter_map(|stop| case.territory.units.iter().find(|unit| unit.id == stop.unit))
        .map(|unit| &unit.settlement)
        .collect();
    assert!(stops.contains(&places[0]) && stops.contains(&places[1]));
    // Where the bus does not stop, a car would get.
    let own = schedule.unserved.iter().filter(|gap| gap.site == site);
    let no_ride = own.filter(|gap| gap.cause == UnservedCause::NoRide);
    assert!(no_ride.count() > 0);
    let gaps = schedule.unserved.iter().filter(|gap| gap.site != site);
    assert!(gaps.clone().count() > 3);
    assert!(gaps.clone().all(|gap| gap.cause == UnservedCause::NoVehicle));
    let report = vehicles(&case.territory, &case.ground, &plan, &schedule);
    assert_eq!((report.peak, report.lower_bound), (0, 0));
    let [of] = report.uses.as_slice() else {
        panic!("{:?}", report.uses)
    };
    assert_eq!(of.days, schedule.rounds.len() as u32);
    assert_eq!(of.cost, 20_000 * schedule.rounds.len() as i64);
}

#[test]
fn a_bus_that_leaves_before_the_working_day_is_named_as_such() {
    let (case, plan) = vagay();
    let site = busy(&case, &plan);
    let (mut bus, _) = bus(&case, &plan, site);
    bus.trips.remove(1);
    let schedule = scheduled(&case, &plan, &[bus]);
    assert!(schedule.rounds.is_empty());
    let own = schedule.unserved.iter().filter(|gap| gap.site == site);
    let causes: BTreeSet<_> = own.map(|gap| format!("{:?}", gap.cause)).collect();
    assert_eq!(causes, BTreeSet::from(["RidesOutsideDay".to_owned()]));
}

#[test]
fn many_lines_are_offered_as_far_as_one_problem_holds_them() {
    let (case, plan) = vagay();
    let (bus, _) = bus(&case, &plan, busy(&case, &plan));
    let lines: Vec<Vehicle> = (0..200)
        .map(|nth| Vehicle {
            id: format!("bus {nth}").as_str().into(),
            title: format!("Автобус {nth}"),
            ..bus.clone()
        })
        .collect();
    let schedule = scheduled(&case, &plan, &lines);
    assert!(!schedule.rounds.is_empty());
}

#[test]
fn rides_stay_to_the_minute_when_nothing_changes_and_go_when_the_bus_does() {
    let (case, plan) = vagay();
    let (schedule, _) = by_bus(&case, &plan);
    let again = |request: &ScheduleRequest| {
        let (territory, ground) = (&case.territory, &case.ground);
        replan(
            territory,
            ground,
            &plan,
            (&schedule, &[]),
            request,
            &made("r"),
            &mut ignore_progress,
        )
        .unwrap()
    };
    let same = again(&request(&case, &schedule.vehicles));
    assert_eq!(same.rounds, schedule.rounds);
    let mut without = request(&case, &schedule.vehicles);
    let day = schedule.rounds[0].day;
    without.circumstances.out_of_order = vec![VehicleOff {
        vehicle: schedule.vehicles[0].id.clone(),
        day: Some(day),
    }];
    let changed = again(&without);
    assert!(changed.rounds.iter().all(|round| round.day != day));
    assert_eq!(findings(&case, &plan, &changed), Vec::<String>::new());
}

#[test]
fn the_check_finds_trips_that_do_not_go() {
    let (case, plan) = vagay();
    let (schedule, _) = by_bus(&case, &plan);
    let broken = |change: &dyn Fn(&mut Schedule)| {
        let mut changed = schedule.clone();
        change(&mut changed);
        findings(&case, &plan, &changed)
    };
    let late = broken(&|changed| changed.vehicles[0].trips[1].calls[0].departs = at(8, 30));
    assert!(late.contains(&"round.ride".to_owned()), "{late:?}");
    let slow = broken(&|changed| {
        for call in changed.vehicles[0].trips[1].calls.iter_mut().skip(1) {
            call.arrives += Seconds(300);
        }
    });
    assert!(slow.contains(&"leg.wrong".to_owned()), "{slow:?}");
    let gone = broken(&|changed| changed.vehicles[0].trips.remove(3).calls.clear());
    assert!(gone.contains(&"round.ride".to_owned()), "{gone:?}");
    let not_today = broken(&|changed| {
        changed.vehicles[0].weekdays = BTreeSet::from([4]);
        changed.rounds.iter_mut().for_each(|round| round.day.weekday = 1);
    });
    assert!(
        not_today.contains(&"vehicle.too_many".to_owned()),
        "{not_today:?}"
    );
}

#[test]
fn a_car_is_shared_beside_the_bus() {
    let (case, plan) = vagay();
    let (bus, _) = bus(&case, &plan, busy(&case, &plan));
    let alone = scheduled(&case, &plan, &[car("one", 1)]);
    let both = scheduled(&case, &plan, &[car("one", 1), bus]);
    assert!(
        both.rounds
            .iter()
            .any(|round| round.vehicle.as_ref().unwrap().ride.is_some())
    );
    let missed = |schedule: &Schedule| -> i64 {
        let gaps = schedule.unserved.iter();
        gaps.map(|gap| i64::from(gap.visits_required - gap.visits_planned))
            .sum()
    };
    assert!(
        missed(&both) < missed(&alone),
        "{} {}",
        missed(&both),
        missed(&alone)
    );
}

#[test]
fn nobody_waits_for_a_bus_when_it_is_urgent() {
    let (case, plan) = vagay();
    let (schedule, _) = by_bus(&case, &plan);
    let round = &schedule.rounds[0];
    let request = EmergencyRequest {
        unit: round.stops[0].unit.clone(),
        day: round.day,
        now: at(8, 0),
        service: Seconds::from_minutes(20),
        most: 8,
    };
    let ask = |schedule: &Schedule| {
        emergency(
            &case.territory,
            &case.ground,
            &plan,
            &case.visits,
            schedule,
            &request,
        )
        .unwrap()
    };
    assert_eq!(ask(&schedule), []);
    // With a car at hand the others go, but not who is away by bus.
    let (bus, _) = bus(&case, &plan, busy(&case, &plan));
    let mut with_car = schedule.clone();
    with_car.vehicles = vec![bus, car("one", 1)];
    let found = ask(&with_car);
    assert!(!found.is_empty());
    assert!(found.iter().all(|way| way.site != round.site && way.from_base));
}

#[test]
fn a_boat_goes_by_its_stated_legs() {
    let (case, plan) = vagay();
    let site = busy(&case, &plan);
    let (base, places) = (home(&case, &plan, site), around(&case, &plan, site));
    let leg = |from: &SettlementId, to: &SettlementId, minutes: i64| StatedLeg {
        from: from.clone(),
        to: to.clone(),
        distance: Metres(minutes * 300),
        time: Seconds(minutes * 60),
        one_way: false,
    };
    let boat = Vehicle {
        speeds: FOOT.to_owned(),
        legs: vec![leg(&base, &places[3], 40), leg(&places[3], &places[4], 15)],
        ..car("boat", 1)
    };
    let schedule = scheduled(&case, &plan, &[boat]);
    assert!(!schedule.rounds.is_empty());
    let stops = || schedule.rounds.iter().flat_map(|round| &round.stops);
    let of = |settlement: &SettlementId| {
        let is_there = |unit: &&uchastok::domain::Unit| unit.settlement == *settlement;
        case.territory.units.iter().find(is_there).unwrap().id.clone()
    };
    let (near, far) = (of(&places[3]), of(&places[4]));
    assert!(stops().any(|stop| stop.unit == near) && stops().any(|stop| stop.unit == far));
    // Whoever goes straight to the farther landing passes the nearer one.
    for round in &schedule.rounds {
        let first = &round.stops[0];
        if first.unit == far {
            assert_eq!(
                (first.leg_distance, first.leg_time),
                (Metres(55 * 300), Seconds(55 * 60))
            );
        }
    }
    let mut wrong = schedule;
    wrong.vehicles[0].legs[0].time = Seconds(39 * 60);
    assert!(findings(&case, &plan, &wrong).contains(&"leg.wrong".to_owned()));
}

#[test]
fn a_line_without_cars_leaves_plain_schedules_alone() {
    // A bus that no worker can use is as if nobody had a vehicle, not as if everybody had one.
    let (case, plan) = vagay();
    let (mut bus, _) = bus(&case, &plan, busy(&case, &plan));
    bus.trips.truncate(2);
    let schedule = scheduled(&case, &plan, &[bus]);
    assert!(schedule.rounds.is_empty());
    assert!(!schedule.unserved.is_empty());
}
