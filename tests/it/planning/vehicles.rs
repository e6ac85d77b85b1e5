//! Schedules for the vehicles that there are: one car for several sites, a garage, a driver's hours, a car lent on some
//! days, a car that breaks.

use super::{Case, case, made, plan};
use std::collections::{BTreeMap, BTreeSet};
use uchastok::domain::{
    ChangeCause, Circumstances, CycleDay, DriverHours, Metres, Plan, Round, Schedule, Season, Seconds,
    SettlementId, SiteNumber, SitesAsked, UnservedCause, Vehicle, VehicleId, VehicleKind, VehicleOff,
    VehiclePrice,
};
use uchastok::planning::check::check_schedule;
use uchastok::planning::{
    EmergencyRequest, Question, ScheduleRequest, emergency, explain, replan, timetable, vehicles,
};
use uchastok::search::{StopToken, ignore_progress};

pub(super) fn car(id: &str, count: u32) -> Vehicle {
    Vehicle {
        id: VehicleId::from(id),
        kind: VehicleKind::Institution,
        title: format!("УАЗ {id}"),
        count,
        bases: BTreeSet::new(),
        garage: None,
        weekdays: BTreeSet::new(),
        seasons: BTreeSet::new(),
        driver: None,
        speeds: "offroad".to_owned(),
        legs: Vec::new(),
        trips: Vec::new(),
        price: VehiclePrice {
            km: 1_500,
            hour: 20_000,
            day: 0,
        },
    }
}

/// The settlement of the base of a plan's site.
pub(super) fn home(case: &Case, plan: &Plan, site: SiteNumber) -> SettlementId {
    let base = &plan.sites.iter().find(|one| one.number == site).unwrap().base;
    let unit = case.territory.units.iter().find(|unit| unit.id == *base).unwrap();
    unit.settlement.clone()
}

pub(super) fn request(case: &Case, vehicles: &[Vehicle]) -> ScheduleRequest {
    ScheduleRequest {
        season: Season::Summer,
        profile: case.visits.clone(),
        seed: 1,
        iterations: 300,
        vehicles: vehicles.to_vec(),
        circumstances: Circumstances::default(),
        stop: StopToken::unlimited(),
    }
}

pub(super) fn scheduled(case: &Case, plan: &Plan, vehicles: &[Vehicle]) -> Schedule {
    let (territory, ground, made) = (&case.territory, &case.ground, made("s"));
    let request = request(case, vehicles);
    let schedule = timetable(territory, ground, plan, &request, &made, &mut ignore_progress).unwrap();
    assert_eq!(findings(case, plan, &schedule), Vec::<String>::new());
    schedule
}

/// Codes of everything that the independent check finds.
pub(super) fn findings(case: &Case, plan: &Plan, schedule: &Schedule) -> Vec<String> {
    let found = check_schedule(&case.territory, &case.ground, plan, &case.visits, schedule);
    found.into_iter().map(|finding| finding.code).collect()
}

pub(super) fn vagay() -> (Case, Plan) {
    let case = case("vagay");
    let plan = plan(&case, SitesAsked::MIN);
    (case, plan)
}

/// Two cars in the centre's garage with drivers for eight sites.
fn two_of_the_centre(case: &Case) -> Vehicle {
    let centre = case.territory.settlements.iter().max_by_key(|one| one.population);
    Vehicle {
        garage: centre.map(|one| one.id.clone()),
        driver: Some(DriverHours {
            from: Seconds::from_minutes(7 * 60),
            until: Seconds::from_minutes(18 * 60),
        }),
        ..car("centre", 2)
    }
}

#[test]
fn two_cars_with_drivers_carry_every_site_and_no_more_are_out_on_any_day() {
    let (case, plan) = vagay();
    let cars = two_of_the_centre(&case);
    let schedule = scheduled(&case, &plan, std::slice::from_ref(&cars));
    let mut out: BTreeMap<CycleDay, u32> = BTreeMap::new();
    for round in &schedule.rounds {
        *out.entry(round.day).or_default() += 1;
        let of = round.vehicle.as_ref().unwrap();
        assert!(round.departure - of.out_time >= Seconds::from_minutes(7 * 60));
        assert!(round.arrival + of.home_time <= Seconds::from_minutes(18 * 60));
    }
    assert!(out.values().all(|count| *count <= 2), "{out:?}");
    let sites: BTreeSet<SiteNumber> = schedule.rounds.iter().map(|round| round.site).collect();
    assert!(sites.len() > 3, "{sites:?}");
    let approaches = schedule.rounds.iter().filter_map(|round| round.vehicle.as_ref());
    assert!(approaches.clone().any(|of| of.out_distance > Metres::ZERO));
    let report = vehicles(&case.territory, &case.ground, &plan, &schedule);
    let [of] = report.uses.as_slice() else {
        panic!("{:?}", report.uses)
    };
    assert_eq!(
        (of.available, of.used, of.days),
        (2, 2, schedule.rounds.len() as u32)
    );
    assert_eq!(of.sites, sites.into_iter().collect::<Vec<_>>());
    assert!(report.lower_bound <= report.peak, "{}", report.bound_reason);
    let paid = |round: &Round| cars.price.of(round.vehicle_distance(), round.vehicle_time());
    assert_eq!(of.cost, schedule.rounds.iter().map(paid).sum::<i64>());
    assert_eq!(of.distance, report.distance);
    // Two cars cannot do what a car for each worker does: the gaps say that cars are short.
    let gaps = schedule.unserved.iter();
    assert!(
        gaps.clone().any(|gap| gap.cause == UnservedCause::VehiclesTaken),
        "{:?}",
        schedule.unserved
    );
}

#[test]
fn a_car_lent_on_tuesdays_goes_on_tuesdays_to_its_own_base_and_the_others_stay_at_home() {
    let (case, plan) = vagay();
    let of = plan.sites.iter().max_by_key(|site| {
        plan.assignment
            .values()
            .filter(|number| **number == site.number)
            .count()
    });
    let number = of.unwrap().number;
    let lent = Vehicle {
        kind: VehicleKind::Head,
        bases: [home(&case, &plan, number)].into(),
        weekdays: [1].into(),
        ..car("head", 1)
    };
    let schedule = scheduled(&case, &plan, &[lent]);
    assert!(!schedule.rounds.is_empty());
    let on_its_days = |round: &Round| round.site == number && round.day.weekday == 1;
    assert!(schedule.rounds.iter().all(on_its_days));
    let others = schedule.unserved.iter().filter(|gap| gap.site != number);
    let causes: BTreeSet<_> = others.map(|gap| gap.cause).collect();
    assert!(causes.contains(&UnservedCause::NoVehicle), "{causes:?}");
    assert!(!causes.contains(&UnservedCause::VehiclesTaken), "{causes:?}");
}

#[test]
fn a_car_that_breaks_for_a_day_moves_few_visits_and_its_round_goes_in_another() {
    let (case, plan) = vagay();
    let cars = [
        Vehicle {
            count: 4,
            ..two_of_the_centre(&case)
        },
        car("spare", 1),
    ];
    let before = scheduled(&case, &plan, &cars);
    let busiest = before.rounds.iter().filter(|round| {
        let of = round.vehicle.as_ref().unwrap();
        of.id == cars[0].id
    });
    let mut out: BTreeMap<CycleDay, u32> = BTreeMap::new();
    busiest.for_each(|round| *out.entry(round.day).or_default() += 1);
    let (&day, _) = out.iter().max_by_key(|(_, count)| **count).unwrap();
    let broken = VehicleOff {
        vehicle: cars[0].id.clone(),
        day: Some(day),
    };
    let mut request = request(&case, &cars);
    request.circumstances.out_of_order = vec![broken.clone(), broken.clone(), broken.clone(), broken];
    let (territory, ground, made) = (&case.territory, &case.ground, made("r"));
    let again = |request: &ScheduleRequest| {
        replan(
            territory,
            ground,
            &plan,
            (&before, &[]),
            request,
            &made,
            &mut ignore_progress,
        )
    };
    let after = again(&request).unwrap();
    assert_eq!(findings(&case, &plan, &after), Vec::<String>::new());
    let still = after.rounds.iter().filter(|round| round.day == day);
    assert!(
        still
            .clone()
            .all(|round| round.vehicle.as_ref().unwrap().id == cars[1].id)
    );
    let changes = after.replanned.as_ref().unwrap().changes.iter();
    let moved = changes
        .filter(|change| change.cause != ChangeCause::Retimed)
        .count();
    let visited: BTreeSet<_> = before
        .rounds
        .iter()
        .flat_map(|round| &round.stops)
        .map(|stop| &stop.unit)
        .collect();
    assert!(
        moved > 0 && moved * 4 < visited.len(),
        "{moved} of {}",
        visited.len()
    );
    // Without anything new, nothing moves, and a list that is gone is refused.
    request.circumstances = Circumstances::default();
    let same = again(&request).unwrap();
    assert_eq!(same.rounds, before.rounds);
    request.circumstances.out_of_order = vec![VehicleOff {
        vehicle: "nobody's".into(),
        day: None,
    }];
    assert!(again(&request).is_err());
    request.circumstances = Circumstances::default();
    request.vehicles.clear();
    assert!(again(&request).is_err());
}

#[test]
fn the_check_finds_every_wrong_vehicle() {
    let (case, plan) = vagay();
    let cars = [two_of_the_centre(&case)];
    let sound = scheduled(&case, &plan, &cars);
    let with = |change: &dyn Fn(&mut Schedule)| {
        let mut schedule = sound.clone();
        change(&mut schedule);
        findings(&case, &plan, &schedule)
    };
    let at = sound
        .rounds
        .iter()
        .position(|round| round.vehicle.as_ref().unwrap().out_time > Seconds::ZERO);
    let at = at.unwrap();
    let code =
        |found: Vec<String>, code: &str| assert!(found.iter().any(|one| one == code), "{code}: {found:?}");
    code(
        with(&|schedule| schedule.rounds[at].vehicle = None),
        "round.no_vehicle",
    );
    code(
        with(&|schedule| schedule.rounds[at].vehicle.as_mut().unwrap().id = "x".into()),
        "vehicle.unknown",
    );
    code(
        with(&|schedule| schedule.rounds[at].vehicle.as_mut().unwrap().out_distance.0 += 1),
        "vehicle.garage",
    );
    code(
        with(&|schedule| schedule.vehicles[0].count = 1),
        "vehicle.too_many",
    );
    code(
        with(&|schedule| schedule.vehicles[0].bases = ["nowhere".into()].into()),
        "vehicle.not_lent",
    );
    code(
        with(&|schedule| schedule.vehicles[0].driver.as_mut().unwrap().from = Seconds::from_minutes(12 * 60)),
        "vehicle.driver",
    );
    code(
        with(&|schedule| schedule.vehicles[0].speeds = "car".to_owned()),
        "leg.wrong",
    );
    code(
        with(&|schedule| schedule.vehicles[0].speeds = "none".to_owned()),
        "schedule.circumstances",
    );
}

#[test]
fn an_emergency_takes_a_car_that_is_out_or_a_free_one_of_the_list() {
    let (case, plan) = vagay();
    let cars = [two_of_the_centre(&case)];
    let schedule = scheduled(&case, &plan, &cars);
    let out = |day: CycleDay| schedule.rounds.iter().filter(|other| other.day == day).count();
    let round = schedule.rounds.iter().find(|round| out(round.day) == 2).unwrap();
    let request = EmergencyRequest {
        unit: round.stops[0].unit.clone(),
        day: CycleDay {
            week: round.day.week,
            weekday: round.day.weekday,
        },
        now: Seconds::from_minutes(9 * 60),
        service: Seconds::from_minutes(20),
        most: 8,
    };
    let found = emergency(
        &case.territory,
        &case.ground,
        &plan,
        &case.visits,
        &schedule,
        &request,
    )
    .unwrap();
    assert!(!found.is_empty());
    assert!(
        found
            .iter()
            .all(|way| !way.needs_vehicle && way.vehicle.as_deref() == Some("УАЗ centre"))
    );
    assert!(found.iter().all(|way| !way.from_base), "both cars are out");
}

/// One car, lent on Mondays only, is what every gap of eight sites waits for: whatever gap is asked about, another or
/// the same on more days is what helps.
#[test]
fn what_would_help_names_the_car() {
    let (case, plan) = vagay();
    let on_mondays = Vehicle {
        weekdays: BTreeSet::from([1]),
        ..car("Monday", 1)
    };
    let schedule = scheduled(&case, &plan, &[on_mondays]);
    let gaps = schedule
        .unserved
        .iter()
        .filter(|gap| gap.cause == UnservedCause::VehiclesTaken);
    let mut asked = 0;
    for gap in gaps.step_by(9).take(3) {
        let question = Question::Settlement(gap.unit.clone());
        let (territory, ground, visits) = (&case.territory, &case.ground, &case.visits);
        let about = (gap.site, &question);
        let stop = StopToken::unlimited();
        let answer = explain(territory, ground, &plan, visits, &schedule, about, &stop).unwrap();
        let texts: Vec<&str> = answer.help.iter().map(|one| one.text.ru.as_str()).collect();
        assert!(
            texts.iter().any(|text| text.contains("УАЗ Monday")),
            "{} {texts:?} {:?}",
            gap.unit,
            answer.facts
        );
        asked += 1;
    }
    assert_eq!(asked, 3);
}
