//! Schedules: made by a job, shown by site, sized; and jobs as streams.

use crate::support::service::{Client, Service};
use crate::support::village::plan;
use axum::body::Body;
use axum::http::{StatusCode, header};
use serde_json::{Value, json};
use uchastok::store::Change;

/// A service with a plan and its summer schedule, and a planner at it.
async fn scheduled() -> (Service, Client, String) {
    let service = Service::start().await;
    let made = plan("p", "a");
    service
        .database
        .store
        .create_plan(&made, &Change::by("t"))
        .await
        .unwrap();
    let planner = service.signed_in("planner").await;
    let profile = planner.get("/visit-profiles").await.json()[0]["id"].clone();
    let form = json!({"season": "summer", "visit_profile": profile});
    let job = planner
        .job(&planner.post("/plans/p/schedules", &form).await)
        .await;
    let id = job["result"]["schedule"].as_str().unwrap().to_owned();
    (service, planner, id)
}

#[tokio::test]
async fn a_plan_gets_a_schedule_with_its_ways_and_its_vehicles() {
    let service = Service::start().await;
    service
        .database
        .store
        .create_plan(&plan("p", "a"), &Change::by("t"))
        .await
        .unwrap();
    let planner = service.signed_in("planner").await;
    let profile = planner.get("/visit-profiles").await.json()[0]["id"].clone();
    let form = json!({"season": "summer", "visit_profile": profile});
    let job = planner
        .job(&planner.post("/plans/p/schedules", &form).await)
        .await;
    assert_eq!(job["state"], "done", "{job}");
    let id = job["result"]["schedule"].as_str().unwrap();
    let row = planner.get("/plans/p/schedules").await.json()[0].clone();
    assert_eq!((&row["id"], &row["unserved"]), (&json!(id), &json!(0)), "{row}");
    let whole = planner.get(&format!("/schedules/{id}")).await.json();
    assert_eq!(whole["site_names"]["1"], "деревня v0");
    assert_eq!(whole["unit_names"]["v4"], "деревня Берёзовка-4");
    let site = planner.get(&format!("/schedules/{id}/sites/1")).await.json();
    let rounds = site["rounds"].as_array().unwrap();
    assert!(!rounds.is_empty());
    assert_eq!(rounds[0]["path"]["type"], "LineString");
    assert!(rounds[0]["stops"][0]["population"].as_i64().unwrap() > 0);
    let days = whole["cycle_weeks"].as_u64().unwrap() as usize * 5;
    assert_eq!(
        site["reception_days"].as_array().unwrap().len() + rounds.len(),
        days
    );
    assert_eq!(
        planner.get(&format!("/schedules/{id}/sites/9")).await.status,
        StatusCode::NOT_FOUND
    );
    let fleet = planner.get(&format!("/schedules/{id}/fleet")).await.json();
    assert!(
        fleet["peak"].as_u64().unwrap() >= fleet["lower_bound"].as_u64().unwrap(),
        "{fleet}"
    );
    assert_eq!(fleet["season"], "summer");
    let csv = planner.get(&format!("/schedules/{id}/export.csv")).await;
    assert!(String::from_utf8(csv.body).unwrap().lines().count() > 1);
    assert!(
        planner
            .get(&format!("/schedules/{id}/export.xlsx"))
            .await
            .body
            .starts_with(b"PK")
    );
    let unknown = json!({"season": "summer", "visit_profile": "none"});
    let refused = planner.post("/plans/p/schedules", &unknown).await;
    assert_eq!(refused.json()["problems"][0]["code"], "profile.unknown");
}

#[tokio::test]
async fn a_broken_car_changes_the_schedule_and_an_emergency_finds_its_worker() {
    let (service, planner, id) = scheduled().await;
    let before = planner.get(&format!("/schedules/{id}")).await.json();
    let lost = before["rounds"][0].clone();

    let changed = json!({"carless": [{"site": lost["site"], "day": lost["day"]}]});
    let job = planner
        .job(&planner.post(&format!("/schedules/{id}/replan"), &changed).await)
        .await;
    assert_eq!(job["state"], "done", "{job}");
    let after = job["result"]["schedule"].as_str().unwrap();
    let after = planner.get(&format!("/schedules/{after}")).await.json();
    assert_eq!(after["replanned"]["from"], id);
    assert_eq!(after["circumstances"]["carless"], changed["carless"]);
    assert!(!after["replanned"]["changes"].as_array().unwrap().is_empty());
    let same_day =
        |round: &&serde_json::Value| (&round["site"], &round["day"]) == (&lost["site"], &lost["day"]);
    assert!(
        !after["rounds"]
            .as_array()
            .unwrap()
            .iter()
            .any(|round| same_day(&round))
    );

    let wrong = json!({
        "carless": [{"site": 99, "day": {"week": 77, "weekday": 0}}],
        "closures": [{"lon": 500.0, "lat": 0.0, "note": "x".repeat(400)}],
        "not_visited": ["nowhere"],
    });
    let refused = planner.post(&format!("/schedules/{id}/replan"), &wrong).await;
    let problems = refused.json()["problems"].as_array().unwrap().len();
    assert_eq!((refused.status, problems), (StatusCode::UNPROCESSABLE_ENTITY, 5));

    let worker = service.signed_in("worker").await;
    let address = format!("/schedules/{id}/emergency");
    let wanted =
        json!({"unit": lost["stops"][0]["unit"], "day": lost["day"], "now_min": 540, "service_min": 30});
    let answer = worker.post(&address, &wanted).await.json();
    let best = &answer["options"][0];
    assert!(best["start"].as_i64().unwrap() >= 540 * 60, "{answer}");
    assert!(answer["site_names"][best["site"].to_string()].is_string());
    let dates = planner
        .get(&format!(
            "/schedules/{id}/sites/{}/dates?from=2026-11-02&days=7",
            lost["site"]
        ))
        .await
        .json();
    assert_eq!(dates["dates"].as_array().unwrap().len(), 5);
    assert_eq!(dates["dates"][2]["is_working"], false, "{dates}");
    assert_eq!(dates["calendar_is_complete"], true);
    let order = json!({
        "unit": lost["stops"][0]["unit"], "received": "2026-11-02", "working_days": 15, "service_min": 30,
    });
    let met = worker
        .post(&format!("/schedules/{id}/orders"), &order)
        .await
        .json();
    assert_eq!(met["deadline"], "2026-11-24", "{met}");
    assert!(
        met["planned"].is_object() || !met["extra"].as_array().unwrap().is_empty(),
        "{met}"
    );

    let late = json!({"unit": "nowhere", "day": lost["day"], "now_min": 1439, "service_min": 0});
    let refused = worker.post(&address, &late).await;
    assert_eq!(refused.json()["problems"].as_array().unwrap().len(), 2);
    assert_eq!(
        worker
            .post(&format!("/schedules/{id}/replan"), &changed)
            .await
            .status,
        StatusCode::FORBIDDEN
    );
}

#[tokio::test]
async fn too_many_closures_are_refused() {
    let service = Service::start().await;
    let store = &service.database.store;
    store
        .create_plan(&plan("p", "a"), &Change::by("t"))
        .await
        .unwrap();
    let planner = service.signed_in("planner").await;
    let profile = planner.get("/visit-profiles").await.json()[0]["id"].clone();
    let form = json!({"season": "summer", "visit_profile": profile});
    let job = planner
        .job(&planner.post("/plans/p/schedules", &form).await)
        .await;
    let id = job["result"]["schedule"].as_str().unwrap();
    let closures = vec![json!({"lon": 60.0, "lat": 56.0}); 101];
    let refused = planner
        .post(&format!("/schedules/{id}/replan"), &json!({"closures": closures}))
        .await;
    assert_eq!(refused.json()["problems"][0]["code"], "list.too_long");
}

#[tokio::test]
async fn a_day_is_explained_and_times_out_of_range_are_refused() {
    let (_service, planner, id) = scheduled().await;
    let schedule = planner.get(&format!("/schedules/{id}")).await.json();
    let round = &schedule["rounds"][0];
    let (site, day) = (&round["site"], &round["day"]);
    let path = format!("/schedules/{id}/sites/{site}/explain");
    let query = format!("{path}?week={}&weekday={}", day["week"], day["weekday"]);
    let answer = planner.get(&query).await;
    assert_eq!(answer.status, StatusCode::OK);
    assert!(!answer.json()["facts"].as_array().unwrap().is_empty());
    let code = |answer: &Value| answer["problems"][0]["code"].clone();
    assert_eq!(code(&planner.get(&path).await.json()), "explain.question");
    assert_eq!(
        code(&planner.get(&format!("{path}?week=77&weekday=1")).await.json()),
        "day.range"
    );
    assert_eq!(
        code(&planner.get(&format!("{path}?unit=v99")).await.json()),
        "plan.unknown_unit"
    );
    let wrong = json!({
        "opening": [{"unit": "v4", "weekday": 5, "from": 36000, "until": 0}],
        "appointments": [{"unit": "v99", "day": {"week": 0, "weekday": 9}, "begin": -1}],
    });
    let refused = planner
        .post(&format!("/schedules/{id}/replan"), &wrong)
        .await
        .json();
    let codes: Vec<&Value> = refused["problems"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| &one["code"])
        .collect();
    assert_eq!(codes, ["opening.range", "appointment.range", "unit.unknown"]);
}

#[tokio::test]
async fn a_job_is_followed_to_its_end_and_its_stream_ends_with_it() {
    let service = Service::start().await;
    let manager = service.signed_in("manager").await;
    let form =
        json!({"norm_profile": "yugra-2008", "sites": "min", "objectives": ["balance"], "iterations": 2000});
    let queued = manager.post("/municipalities/a/plans/partition", &form).await;
    let id = queued.json()["job"].as_str().unwrap().to_owned();
    let events = manager.get(&format!("/jobs/{id}/events")).await;
    assert_eq!(events.headers[header::CONTENT_TYPE], "text/event-stream");
    let text = String::from_utf8(events.body).unwrap();
    let last = text
        .lines()
        .rev()
        .find_map(|line| line.strip_prefix("data: "))
        .unwrap();
    assert!(text.starts_with("event: progress"), "{text}");
    assert!(last.contains("\"state\":\"done\""), "{last}");
    assert_eq!(manager.get("/jobs").await.json()[0]["id"], id.as_str());
}

#[tokio::test]
async fn a_running_job_is_cancelled_and_streams_end_when_the_server_stops() {
    let service = Service::start().await;
    for (id, municipality) in [("p", "a"), ("q", "b")] {
        let made = plan(id, municipality);
        let store = &service.database.store;
        store.create_plan(&made, &Change::by("t")).await.unwrap();
    }
    let manager = service.signed_in("manager").await;
    // Least change is searched for, however small the municipality is; the best plan of other aims would be read off.
    let form = |start: &str| {
        json!({
            "norm_profile": "yugra-2008", "sites": 2, "start": start,
            "objectives": ["least_change", "travel"], "iterations": 50_000_000,
        })
    };
    let queued = manager
        .post("/municipalities/a/plans/partition", &form("p"))
        .await;
    let id = queued.json()["job"].as_str().unwrap().to_owned();
    let cancelled = manager.post(&format!("/jobs/{id}/cancel"), &json!({})).await;
    assert_eq!(cancelled.status, StatusCode::ACCEPTED);
    assert_eq!(manager.job(&queued).await["state"], "cancelled");
    let other = manager
        .post("/municipalities/b/plans/partition", &form("q"))
        .await
        .json();
    let path = format!("/jobs/{}/events", other["job"].as_str().unwrap());
    let stream = manager
        .begin(manager.request("GET", &path).body(Body::empty()).unwrap())
        .await;
    service.stopping.send_replace(true);
    http_body_util::BodyExt::collect(stream.into_body())
        .await
        .expect("the stream ends by itself");
}

#[tokio::test]
async fn a_schedule_is_made_for_the_list_of_vehicles_and_replanned_when_one_breaks() {
    let (_service, planner, free) = scheduled().await;
    let car = json!({"kind": "institution", "title": "УАЗ", "count": 1, "speeds": "car"});
    let added = planner.post("/municipalities/a/vehicles", &car).await.json();
    let form =
        |unlimited: bool| json!({"season": "summer", "visit_profile": "default", "unlimited": unlimited});
    let made = async |form: Value| {
        let job = planner
            .job(&planner.post("/plans/p/schedules", &form).await)
            .await;
        assert_eq!(job["state"], "done", "{job}");
        job["result"]["schedule"].as_str().unwrap().to_owned()
    };
    let (listed, unlimited) = (made(form(false)).await, made(form(true)).await);
    let whole = |id: String| {
        let planner = &planner;
        async move { planner.get(&format!("/schedules/{id}")).await.json() }
    };
    assert_eq!(whole(free).await.get("vehicles"), None);
    assert_eq!(whole(unlimited).await.get("vehicles"), None);
    let schedule = whole(listed.clone()).await;
    assert_eq!(schedule["vehicles"][0], added);
    let site = planner.get(&format!("/schedules/{listed}/sites/1")).await.json();
    assert_eq!(site["rounds"][0]["vehicle_title"], "УАЗ");
    let fleet = planner.get(&format!("/schedules/{listed}/fleet")).await.json();
    assert_eq!(
        (&fleet["uses"][0]["used"], &fleet["peak"]),
        (&json!(1), &json!(1))
    );
    let day = schedule["rounds"][0]["day"].clone();
    let broken = json!({"out_of_order": [{"vehicle": added["id"], "day": day}]});
    let path = format!("/schedules/{listed}/replan");
    let job = planner.job(&planner.post(&path, &broken).await).await;
    assert_eq!(job["state"], "done", "{job}");
    let after = whole(job["result"]["schedule"].as_str().unwrap().to_owned()).await;
    let rounds = after["rounds"].as_array().unwrap();
    assert!(rounds.iter().all(|round| round["day"] != day));
    assert!(!after["replanned"]["changes"].as_array().unwrap().is_empty());
    let unknown = json!({"out_of_order": [{"vehicle": "x"}]});
    assert_eq!(
        planner.post(&path, &unknown).await.status,
        StatusCode::UNPROCESSABLE_ENTITY
    );
}
