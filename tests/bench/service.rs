//! What a person waits for in a region of 20,000 villages and a thousand workers: an edit by hand judged, an urgent visit
//! placed, a plan opened. The whole service answers, over a new SQLite file, without a socket.
//!
//! `cargo bench --bench service` takes a minute or two, most of it for the plan and its schedule; `-- quick` makes the
//! region ten times smaller. The figures to compare with: an edit in 50 ms at 20,000 units; an urgent visit in 50 ms in a
//! region of 300 workers.

#![allow(
    clippy::expect_used,
    clippy::print_stdout,
    reason = "a bench fails by panicking and prints its figures"
)]

use axum::Router;
use axum::body::Body;
use axum::http::{Request, header};
use geo::{LineString, Point};
use http_body_util::BodyExt;
use serde_json::{Value, json};
use std::time::{Duration, Instant};
use tokio::sync::watch;
use tower::ServiceExt;
use uchastok::domain::{
    Certainty, Circumstances, Direction, Municipality, MunicipalityId, MunicipalityKind, Passage, Persons,
    PlaceKind, Plan, RegionId, RoadClass, RoadId, RoadSegment, Schedule, Season, Settlement, SettlementId,
    SettlementKind, SitesAsked, Surface, Territory, Unit, UnitId, UnitKind,
};
use uchastok::exchange::{calendars, norm_profiles, visit_profiles};
use uchastok::http::{App, Settings, router};
use uchastok::jobs::{Desk, Grounds, Jobs};
use uchastok::planning::{Ground, Made, PartitionRequest, ScheduleRequest, partition, timetable};
use uchastok::roads::SpeedProfile;
use uchastok::search::{Budget, SearchRng, StopToken, ignore_progress};
use uchastok::store::{Change, Clock, NewUser, Role, ScheduleRecord, Store, User};

/// Villages in a row; the region is a square.
const SIDE: usize = 142;
const STEP_DEGREES: f64 = 0.035;
/// Bends of the road between two villages.
const BENDS: usize = 5;
const ITERATIONS: u64 = 2_000_000;
/// Iterations of each site's schedule: it has to be a real one, not a good one.
const SCHEDULE_ITERATIONS: u64 = 300;
const EDITS: usize = 200;
const CALLS: usize = 60;

fn id(at: usize) -> String {
    format!("v{at:05}")
}

/// A jittered grid of villages, each joined to its neighbours to the east and north by a bent road, a few of them not.
fn region(side: usize) -> Territory {
    let at = places(side);
    let mut people = SearchRng::new(9);
    let residents: Vec<Persons> = (0..at.len())
        .map(|_| Persons(60 + people.below(240) as i64))
        .collect();
    let villages = || {
        let both = at.iter().zip(&residents).enumerate();
        both.map(|(number, (&location, &population))| (number, location, population))
    };
    Territory {
        municipality: Municipality {
            id: MunicipalityId::from("region"),
            name: "Область".into(),
            kind: MunicipalityKind::District,
            isolated: false,
            boundary: None,
            official_population: None,
            attribution: vec!["made up".into()],
        },
        settlements: villages().map(settlement).collect(),
        units: villages().map(unit).collect(),
        roads: roads(side, &at),
        infrastructure: Vec::new(),
        waterways: Vec::new(),
        water: Vec::new(),
    }
}

fn places(side: usize) -> Vec<Point<f64>> {
    let mut rng = SearchRng::new(7);
    let mut jitter = || (rng.below(2001) as f64 / 1000.0 - 1.0) * 0.3 * STEP_DEGREES;
    let place = |at: usize| {
        let (x, y) = ((at % side) as f64 + 0.5, (at / side) as f64 + 0.5);
        Point::new(
            62.0 + x * 1.8 * STEP_DEGREES + jitter(),
            55.0 + y * STEP_DEGREES + jitter(),
        )
    };
    (0..side * side).map(place).collect()
}

fn settlement((at, location, population): (usize, Point<f64>, Persons)) -> Settlement {
    Settlement {
        id: SettlementId::new(id(at)),
        name: format!("деревня {at}"),
        kind: SettlementKind::Derevnya,
        location,
        population,
        certainty: Certainty::Counted,
        rural_settlement: None,
        is_rural_centre: false,
        is_district_centre: at == 0,
        road_access: None,
    }
}

fn unit((at, location, population): (usize, Point<f64>, Persons)) -> Unit {
    Unit {
        id: UnitId::new(id(at)),
        name: format!("деревня {at}"),
        kind: UnitKind::Settlement,
        settlement: SettlementId::new(id(at)),
        location,
        polygon: None,
        population,
        certainty: Certainty::Counted,
        place: PlaceKind::District,
        streets: Vec::new(),
    }
}

fn roads(side: usize, at: &[Point<f64>]) -> Vec<RoadSegment> {
    let mut bends = SearchRng::new(8);
    let mut roads = Vec::new();
    for village in 0..at.len() {
        if village % side + 1 < side {
            roads.push(road(at, (village, village + 1), &mut bends));
        }
        if village + side < at.len() && !village.is_multiple_of(5) {
            roads.push(road(at, (village, village + side), &mut bends));
        }
    }
    roads
}

fn road(at: &[Point<f64>], (a, b): (usize, usize), bends: &mut SearchRng) -> RoadSegment {
    let (from, to) = (at[a], at[b]);
    let between = (1..=BENDS).map(|part| {
        let share = part as f64 / (BENDS + 1) as f64;
        let aside = (bends.below(201) as f64 - 100.0) / 100.0 * 0.1 * STEP_DEGREES;
        Point::new(
            from.x() + (to.x() - from.x()) * share + aside,
            from.y() + (to.y() - from.y()) * share - aside,
        )
    });
    let line: Vec<Point<f64>> = std::iter::once(from).chain(between).chain([to]).collect();
    RoadSegment {
        id: RoadId::new(format!("r{a}-{b}")),
        line: LineString::from(line),
        stated_length: None,
        paved_length: None,
        class: if a.is_multiple_of(7) {
            RoadClass::Tertiary
        } else {
            RoadClass::Unclassified
        },
        surface: Surface::Paved,
        track_grade: 0,
        smoothness: uchastok::domain::Smoothness::Unknown,
        closed: uchastok::domain::Seasons::NONE,
        passage: Passage::Road,
        direction: Direction::Both,
        name: None,
    }
}

fn timed<T>(what: &str, run: impl FnOnce() -> T) -> T {
    let started = Instant::now();
    let result = run();
    println!("{what:<44} {:>9.1} s", started.elapsed().as_secs_f64());
    result
}

/// A plan with as many sites as come out best, and a schedule of it.
fn planned(territory: &Territory) -> (Plan, Schedule) {
    let speeds = SpeedProfile::car().expect("the built-in profile");
    let ground = timed("ground", || Ground::build(territory, &speeds).expect("a ground"));
    let norms = norm_profiles(None).0;
    let norm = norms
        .into_iter()
        .find(|norm| norm.id == "yugra-2008")
        .expect("a norm");
    let request = PartitionRequest {
        sites: SitesAsked::FREE,
        ..PartitionRequest::new(norm, "Схема")
    };
    let made = |id: &str| Made {
        id: id.to_owned(),
        at: "2026-11-22T00:00:00Z".to_owned(),
    };
    let budget = Budget::iterations(ITERATIONS);
    let plan = timed("partition", || {
        partition(
            territory,
            &ground,
            &request,
            &made("plan"),
            &budget,
            &mut ignore_progress,
        )
    });
    let plan = plan.expect("a plan");
    let request = ScheduleRequest {
        season: Season::Summer,
        profile: visit_profiles(None).0.into_iter().next().expect("a profile"),
        seed: 1,
        iterations: SCHEDULE_ITERATIONS,
        vehicles: Vec::new(),
        circumstances: Circumstances::default(),
        stop: StopToken::unlimited(),
    };
    let schedule = timed("schedule", || {
        timetable(
            territory,
            &ground,
            &plan,
            &request,
            &made("schedule"),
            &mut ignore_progress,
        )
    });
    (plan, schedule.expect("a schedule"))
}

/// The service, and a session of its manager.
async fn service(
    folder: &std::path::Path,
    territory: &Territory,
    plan: &Plan,
    schedule: &Schedule,
) -> (Router, String) {
    let url = format!("sqlite://{}", folder.join("bench.sqlite").display());
    let store = Store::open(&url, RegionId::from("main"), Clock::System)
        .await
        .expect("a database");
    let change = Change::by("bench");
    store.import_territory(territory, &change).await.expect("stored");
    store.create_plan(plan, &change).await.expect("stored");
    let record = ScheduleRecord {
        schedule: schedule.clone(),
        municipality: territory.municipality.id.clone(),
        plan_version: 1,
        created_at_ms: 0,
    };
    store.create_schedule(&record, &change).await.expect("stored");
    let user = User {
        login: "manager".into(),
        name: "manager".into(),
        role: Role::Manager,
        municipality: None,
        site: None,
    };
    let password = "open sesame, please".into();
    store
        .put_user(&NewUser { user, password }, &change)
        .await
        .expect("stored");
    let token = store.begin_session("manager").await.expect("a session");
    let desk = Desk {
        calendars: calendars(None).0.into(),
        grounds: Grounds::new(store.clone()),
        norms: norm_profiles(None).0.into(),
        visits: visit_profiles(None).0.into(),
    };
    let jobs = Jobs::new(store.clone(), desk.runner());
    let (_stop, stopping) = watch::channel(false);
    let app = App::new(store, jobs, desk, Settings::default(), stopping);
    (router(app), format!("uchastok={}", token.secret()))
}

/// One request, and how long its answer took.
async fn ask(router: &Router, cookie: &str, method: &str, path: &str, body: &Value) -> (Value, Duration) {
    let request = Request::builder()
        .method(method)
        .uri(format!("/api/v1{path}"))
        .header("host", "localhost")
        .header("sec-fetch-site", "same-origin")
        .header(header::CONTENT_TYPE, "application/json")
        .header(header::COOKIE, cookie)
        .body(Body::from(if body.is_null() {
            String::new()
        } else {
            body.to_string()
        }))
        .expect("a request");
    let started = Instant::now();
    let response = router.clone().oneshot(request).await.expect("an answer");
    let status = response.status();
    let bytes = response.into_body().collect().await.expect("a body").to_bytes();
    let took = started.elapsed();
    assert!(
        status.is_success(),
        "{path}: {status} {}",
        String::from_utf8_lossy(&bytes)
    );
    (serde_json::from_slice(&bytes).expect("JSON"), took)
}

fn report(what: &str, mut times: Vec<Duration>) {
    times.sort_unstable();
    let at = |share: usize| times[(times.len() - 1) * share / 100].as_secs_f64() * 1000.0;
    println!(
        "{what:<44} {:>9.1} ms median, {:.1} of 95 %, {:.1} worst",
        at(50),
        at(95),
        at(100)
    );
}

async fn measured(router: &Router, cookie: &str, territory: &Territory) {
    let (plan, first) = ask(router, cookie, "GET", "/plans/plan", &Value::Null).await;
    let (_, again) = ask(router, cookie, "GET", "/plans/plan", &Value::Null).await;
    report("a plan opened, ground derived", vec![first]);
    report("a plan opened again", vec![again]);
    let units = territory.units.len();
    let mut edits = Vec::new();
    for edit in 0..EDITS {
        let (unit, beside) = ((edit * 97) % units, (edit * 97 + 1) % units);
        let moves = json!({ "moves": [{ "unit": id(unit), "to": plan["assignment"][id(beside)] }] });
        edits.push(
            ask(router, cookie, "POST", "/plans/plan/evaluate", &moves)
                .await
                .1,
        );
    }
    report("an edit by hand judged", edits);
    let mut calls = Vec::new();
    for call in 0..CALLS {
        let wanted = json!({
            "unit": id((call * 331) % units),
            "day": { "week": 0, "weekday": call % 5 },
            "now_min": 540 + (call * 37) % 300,
            "service_min": 30,
        });
        calls.push(
            ask(router, cookie, "POST", "/schedules/schedule/emergency", &wanted)
                .await
                .1,
        );
    }
    report("an urgent visit placed, the first", calls[..1].to_vec());
    report("an urgent visit placed, later ones", calls.split_off(1));
}

fn main() {
    let is_quick = std::env::args().any(|argument| argument == "quick");
    let side = if is_quick { SIDE / 3 } else { SIDE };
    let territory = region(side);
    let (plan, schedule) = planned(&territory);
    println!(
        "{} units, {} roads, {} sites, {} rounds",
        territory.units.len(),
        territory.roads.len(),
        plan.sites.len(),
        schedule.rounds.len()
    );
    let folder = tempfile::tempdir().expect("a folder");
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    runtime.block_on(async {
        let (router, cookie) = service(folder.path(), &territory, &plan, &schedule).await;
        measured(&router, &cookie, &territory).await;
    });
}
