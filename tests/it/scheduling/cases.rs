//! Problems for tests: random ones of every feature, and a rural site as the service builds it.

use uchastok::scheduling::{
    DayIndex, DayOption, Depot, DepotIndex, DriverHours, LocationIndex, Lunch, Problem, Rates, Shift,
    TravelMatrix, Vehicle, Visit, Weights, Window,
};
use uchastok::search::SearchRng;

pub(super) const MINUTE: i64 = 60;
pub(super) const HOUR: i64 = 3600;

/// Points on a plane, metres, driven at 10 m/s.
pub(super) fn travel(points: &[(i64, i64)]) -> TravelMatrix {
    let distance: Vec<i64> = points
        .iter()
        .flat_map(|a| points.iter().map(move |b| (a.0 - b.0).abs() + (a.1 - b.1).abs()))
        .collect();
    TravelMatrix {
        locations: points.len(),
        time_s: distance.iter().map(|d| d / 10).collect(),
        distance,
    }
}

pub(super) fn working_day() -> Shift {
    Shift {
        vehicles: 1,
        capacity: None,
        duration_max_s: None,
        start_s: 8 * HOUR + 30 * MINUTE,
        end_s: 17 * HOUR + 12 * MINUTE,
        regular_end_s: 17 * HOUR + 12 * MINUTE,
        comfortable_s: None,
        lunch: Some(Lunch {
            length_s: HOUR,
            from_s: 12 * HOUR,
            until_s: 14 * HOUR,
        }),
        timetabled: false,
    }
}

/// Everything may vary: windows of each day, appointments, lunch, capacity, bases, field days, priorities, shared
/// vehicles. All visits may be left out.
pub(super) fn random(seed: u64) -> Problem {
    let mut rng = SearchRng::new(seed);
    let days = 1 + rng.below(10);
    let depots = 1 + rng.below(2);
    let visits = rng.below(13);
    let points: Vec<(i64, i64)> = (0..depots + visits)
        .map(|_| (rng.below(60_000) as i64, rng.below(60_000) as i64))
        .collect();
    let (lunch, windows, capacity) = (rng.chance(1, 2), rng.chance(1, 2), rng.chance(1, 2));
    let depots: Vec<Depot> = (0..depots)
        .map(|depot| Depot {
            location: LocationIndex::from(depot),
            shifts: (0..days)
                .map(|_| {
                    rng.chance(9, 10).then(|| Shift {
                        vehicles: 1 + rng.below(2) as u32,
                        capacity: capacity.then(|| 5 + rng.below(20) as i64),
                        duration_max_s: rng.chance(1, 3).then(|| 4 * HOUR + rng.below(20_000) as i64),
                        regular_end_s: 16 * HOUR,
                        comfortable_s: rng.chance(1, 3).then_some(5 * HOUR),
                        lunch: working_day().lunch.filter(|_| lunch),
                        ..working_day()
                    })
                })
                .collect(),
            field_days_per_week: rng.chance(1, 2).then(|| 1 + rng.below(4) as u32),
            skills: rng.below(4) as u64,
        })
        .collect();
    let vehicles = if rng.chance(1, 2) {
        random_vehicles(&mut rng, days, depots.len(), &points)
    } else {
        Vec::new()
    };
    let visits = (0..visits)
        .map(|at| {
            let mut visit = random_visit(&mut rng, at, days, depots.len(), windows);
            visit.equipment = u64::from(!vehicles.is_empty() && rng.chance(1, 4));
            if rng.chance(1, 8) {
                let begin_s = 9 * HOUR + rng.below(6 * 3600) as i64;
                visit.appoint(days, DayIndex::from(rng.below(days)), begin_s);
            }
            visit
        })
        .collect();
    Problem {
        week_of_day: (0..days).map(|day| day as u32 / 5).collect(),
        depots,
        vehicles,
        visits,
        travel: travel(&points),
        weights: Weights {
            distance: rng.below(2) as i64,
            drive: 1,
            route: rng.below(3600) as i64,
            overtime: 20,
            peak_vehicle: rng.below(2) as i64 * 5000,
            long_day: rng.below(2) as i64,
        },
    }
}

/// One to three kinds: on some days only, for some bases only, with a garage, a driver, prices and ways of their own.
fn random_vehicles(rng: &mut SearchRng, days: usize, depots: usize, points: &[(i64, i64)]) -> Vec<Vehicle> {
    (0..1 + rng.below(3))
        .map(|_| {
            let vehicle = random_vehicle(rng, days, depots, points);
            let may_ride = vehicle.hours.is_some() && vehicle.garage.is_none();
            if may_ride && rng.chance(1, 2) {
                ride(vehicle)
            } else {
                vehicle
            }
        })
        .collect()
}

fn random_vehicle(rng: &mut SearchRng, days: usize, depots: usize, points: &[(i64, i64)]) -> Vehicle {
    Vehicle {
        on_day: (0..days).map(|_| rng.below(3) as u32).collect(),
        depots: if rng.chance(1, 3) {
            vec![DepotIndex::from(rng.below(depots))]
        } else {
            Vec::new()
        },
        garage: rng
            .chance(1, 3)
            .then(|| LocationIndex::from(rng.below(points.len()))),
        hours: rng.chance(1, 3).then(|| DriverHours {
            start_s: 7 * HOUR + rng.below(2 * 3600) as i64,
            end_s: 15 * HOUR + rng.below(3 * 3600) as i64,
        }),
        capacity: rng.chance(1, 3).then(|| 5 + rng.below(15) as i64),
        equipment: rng.below(4) as u64,
        rates: Rates {
            distance: rng.below(2) as i64,
            drive: 1 + rng.below(3) as i64,
            duty: rng.below(2) as i64,
            day: rng.below(3600) as i64,
        },
        travel: rng
            .chance(1, 2)
            .then(|| slower(points, 10 + rng.below(20) as i64)),
        timetabled: false,
    }
}

/// A bus out in the morning and back, inside the working day.
fn ride(mut vehicle: Vehicle) -> Vehicle {
    if let Some(hours) = &mut vehicle.hours {
        hours.start_s = hours.start_s.max(working_day().start_s);
        hours.end_s = hours.end_s.min(working_day().end_s);
    }
    vehicle.rates.duty = 0;
    vehicle.timetabled = true;
    vehicle
}

/// The same distances at another speed.
fn slower(points: &[(i64, i64)], tenths: i64) -> TravelMatrix {
    let mut travel = travel(points);
    for time in &mut travel.time_s {
        *time = *time * tenths / 10;
    }
    travel
}

fn random_visit(rng: &mut SearchRng, at: usize, days: usize, depots: usize, windows: bool) -> Visit {
    Visit {
        location: LocationIndex::from(depots + at),
        service_s: rng.below(3 * 3600) as i64,
        demand: rng.below(8) as i64,
        options: (0..rng.below(5))
            .map(|_| DayOption {
                days: 1 + rng.below((1 << days) - 1) as u64,
                depot: DepotIndex::from(rng.below(depots)),
                cost: rng.below(500) as i64,
            })
            .collect(),
        windows: {
            let count = if windows { [1, days][rng.below(2)] } else { 0 };
            (0..count).map(|_| random_window(rng)).collect()
        },
        unserved_cost: Some(100_000 + rng.below(1_000_000) as i64),
        skills: u64::from(rng.chance(1, 5)),
        equipment: 0,
    }
}

fn random_window(rng: &mut SearchRng) -> Option<Window> {
    let open_s = 9 * HOUR + rng.below(5 * 3600) as i64;
    rng.chance(2, 3).then(|| Window {
        open_s,
        close_s: open_s + rng.below(3 * 3600) as i64,
    })
}

/// A site of a rural district: 20 days, at most 3 field days a week, 12 villages with rhythms from twice a week to
/// every four weeks, each with rarer rhythms at a price.
pub(super) fn rural_site() -> Problem {
    let mut rng = SearchRng::new(7);
    let points: Vec<(i64, i64)> = (0..13)
        .map(|at| {
            if at == 0 {
                (0, 0)
            } else {
                (rng.below(50_000) as i64, rng.below(50_000) as i64)
            }
        })
        .collect();
    let visits = (0..12)
        .map(|at| {
            let rhythm = [8, 4, 4, 2, 2, 2, 1, 1, 1, 1, 1, 1][at];
            let price = 1000 * (1500 - 100 * at as i64);
            let mut options = Vec::new();
            let mut count = rhythm;
            while count > 0 {
                options.extend(rhythm_patterns(count).into_iter().map(|days| DayOption {
                    days,
                    depot: DepotIndex(0),
                    cost: (rhythm - count) * price,
                }));
                count /= 2;
            }
            Visit {
                location: LocationIndex::from(at + 1),
                service_s: 40 * MINUTE + 300 * (12 - at as i64),
                demand: 0,
                options,
                windows: Vec::new(),
                unserved_cost: Some((rhythm + 4) * price),
                skills: 0,
                equipment: 0,
            }
        })
        .collect();
    Problem {
        week_of_day: (0..20).map(|day| day / 5).collect(),
        depots: vec![Depot {
            location: LocationIndex(0),
            shifts: vec![Some(working_day()); 20],
            field_days_per_week: Some(3),
            skills: 0,
        }],
        vehicles: Vec::new(),
        visits,
        travel: travel(&points),
        weights: Weights {
            distance: 0,
            drive: 1,
            route: 3600,
            overtime: 0,
            peak_vehicle: 0,
            long_day: 0,
        },
    }
}

/// Day sets of a rhythm over four weeks: the same weekdays in each of its weeks.
fn rhythm_patterns(count: i64) -> Vec<u64> {
    let weekly =
        |weekdays: u64, weeks: &[u64]| weeks.iter().fold(0, |days, week| days | weekdays << (5 * week));
    let single = (0..5).map(|day| 1 << day);
    match count {
        8 => [0b01001, 0b10010, 0b00101, 0b01010, 0b10100]
            .map(|days| weekly(days, &[0, 1, 2, 3]))
            .to_vec(),
        4 => single.map(|day| weekly(day, &[0, 1, 2, 3])).collect(),
        2 => single
            .flat_map(|day| [weekly(day, &[0, 2]), weekly(day, &[1, 3])])
            .collect(),
        _ => (0..20).map(|day| 1 << day).collect(),
    }
}
