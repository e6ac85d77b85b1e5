//! Plans: made by a job, judged, redrawn, approved, compared, removed.

use crate::support::databases;
use crate::support::service::{Client, Service};
use crate::support::village::plan;
use axum::http::StatusCode;
use serde_json::{Value, json};
use uchastok::store::Change;

async fn with_plan() -> (Service, Client) {
    let service = Service::start().await;
    service
        .database
        .store
        .create_plan(&plan("p", "a"), &Change::by("t"))
        .await
        .unwrap();
    let manager = service.signed_in("manager").await;
    (service, manager)
}

fn moves(unit: &str, to: u32) -> Value {
    json!({"moves": [{"unit": unit, "to": to}]})
}

#[tokio::test]
async fn a_district_is_partitioned_by_a_job() {
    let service = Service::start().await;
    let manager = service.signed_in("manager").await;
    let form =
        json!({"norm_profile": "yugra-2008", "sites": 2, "objectives": ["travel"], "iterations": 5000});
    let job = manager
        .job(&manager.post("/municipalities/a/plans/partition", &form).await)
        .await;
    assert_eq!(
        (&job["state"], &job["progress"]),
        (&json!("done"), &json!(100)),
        "{job}"
    );
    let id = job["result"]["plan"].as_str().unwrap();
    let plan = manager.get(&format!("/plans/{id}")).await;
    assert_eq!(plan.etag(), "\"1\"");
    let plan = plan.json();
    assert_eq!(
        (&plan["status"], &plan["figures"]["sites"]),
        (&json!("draft"), &json!(2)),
        "{plan}"
    );
    let sites = plan["site_summaries"].as_array().unwrap();
    let population: i64 = sites
        .iter()
        .map(|site| site["population"].as_i64().unwrap())
        .sum();
    assert_eq!(population, 4500);
    assert!(sites.iter().all(|site| site["status"] == "within"), "{sites:?}");
    let areas: f64 = sites.iter().map(|site| site["area_km2"].as_f64().unwrap()).sum();
    assert!(
        (550.0..650.0).contains(&areas),
        "0.3 by 0.3 degrees at 57 north is some 605 km2: {areas}"
    );
    assert_eq!(
        manager.get(&format!("/plans/{id}/check")).await.json()["ok"],
        true
    );
    assert_eq!(
        manager.get("/municipalities/a/plans").await.json()[0]["legal"],
        true
    );
}

#[tokio::test]
async fn a_partition_without_bounds_is_refused() {
    let service = Service::start().await;
    let manager = service.signed_in("manager").await;
    let form =
        json!({"norm_profile": "none", "sites": 0, "objectives": ["travel"], "iterations": 0, "title": ""});
    let answer = manager.post("/municipalities/a/plans/partition", &form).await;
    let codes: Vec<_> = answer.json()["problems"]
        .as_array()
        .unwrap()
        .iter()
        .map(|p| p["code"].clone())
        .collect();
    assert_eq!(
        codes,
        ["profile.unknown", "iterations.range", "sites.range", "text.blank"]
    );
}

#[tokio::test]
async fn moves_are_judged_before_they_are_saved() {
    let (_service, manager) = with_plan().await;
    let legal = manager.post("/plans/p/evaluate", &moves("v2", 2)).await;
    assert_eq!(legal.status, StatusCode::OK);
    assert_eq!(
        (&legal.json()["people_moved"], &legal.json()["problems"]),
        (&json!(700), &json!([]))
    );
    let torn = manager.post("/plans/p/evaluate", &moves("v8", 1)).await.json();
    assert!(
        !torn["problems"].as_array().unwrap().is_empty(),
        "v8 does not touch site 1: {torn}"
    );
    let site = torn["sites"]
        .as_array()
        .unwrap()
        .iter()
        .find(|site| site["number"] == 1)
        .unwrap()
        .clone();
    assert_eq!(site["connected"], false);
    let unknown = manager.post("/plans/p/evaluate", &moves("v99", 1)).await;
    assert_eq!(unknown.json()["problems"][0]["code"], "plan.unknown_unit");
    let far = manager.post("/plans/p/evaluate", &moves("v8", 9)).await;
    assert_eq!(far.json()["problems"][0]["code"], "plan.unknown_site");
    assert_eq!(
        manager.get("/plans/p").await.etag(),
        "\"1\"",
        "judging changes nothing"
    );
}

#[tokio::test]
async fn a_change_names_the_version_it_saw() {
    let (_service, manager) = with_plan().await;
    let without = manager.change("PATCH", "/plans/p", None, &moves("v2", 2)).await;
    assert_eq!(
        (without.status, without.code().as_str()),
        (StatusCode::PRECONDITION_REQUIRED, "version.required")
    );
    let changed = manager
        .change("PATCH", "/plans/p", Some("\"1\""), &moves("v2", 2))
        .await;
    assert_eq!(
        (changed.status, changed.etag().as_str()),
        (StatusCode::OK, "\"2\"")
    );
    assert_eq!(changed.json()["assignment"]["v2"], 2);
    let stale = manager
        .change("PATCH", "/plans/p", Some("\"1\""), &moves("v2", 1))
        .await;
    assert_eq!(
        (stale.status, stale.code().as_str()),
        (StatusCode::PRECONDITION_FAILED, "version.stale")
    );
    assert_eq!(manager.get("/plans/p").await.json()["assignment"]["v2"], 2);
}

#[tokio::test]
async fn bases_workers_and_titles_change_with_the_plan() {
    let (_service, manager) = with_plan().await;
    let worker = manager
        .post("/municipalities/a/workers", &json!({"full_name": "Иванова"}))
        .await
        .json();
    let change = json!({
        "title": "Новая схема",
        "bases": [{"site": 1, "unit": "v1"}],
        "workers": [{"site": 2, "worker": worker["id"]}],
    });
    let plan = manager
        .change("PATCH", "/plans/p", Some("\"1\""), &change)
        .await
        .json();
    assert_eq!(
        (&plan["title"], &plan["sites"][0]["base"]),
        (&json!("Новая схема"), &json!("v1")),
        "{plan}"
    );
    assert_eq!(plan["site_summaries"][1]["worker"]["full_name"], "Иванова");
    let wrong = json!({"bases": [{"site": 1, "unit": "v8"}], "workers": [{"site": 9, "worker": null}]});
    let refused = manager.change("PATCH", "/plans/p", Some("\"2\""), &wrong).await;
    assert_eq!(refused.json()["problems"].as_array().unwrap().len(), 2);
    let nobody = json!({"workers": [{"site": 1, "worker": "nobody"}]});
    let refused = manager.change("PATCH", "/plans/p", Some("\"2\""), &nobody).await;
    assert_eq!(refused.json()["problems"][0]["code"], "worker.unknown");
}

#[tokio::test]
async fn a_plan_goes_its_way_from_draft_to_archive() {
    let (_service, manager) = with_plan().await;
    let order = json!({"order_number": "12-п", "order_date": "2026-03-31"});
    let early = manager
        .change("POST", "/plans/p/approve", Some("\"1\""), &order)
        .await;
    assert_eq!(
        (early.status, early.code().as_str()),
        (StatusCode::CONFLICT, "plan.status")
    );
    let submitted = manager
        .change("POST", "/plans/p/submit", Some("\"1\""), &json!({}))
        .await;
    assert_eq!(
        (submitted.status, &submitted.json()["status"]),
        (StatusCode::OK, &json!("submitted"))
    );
    let closed = manager
        .change("PATCH", "/plans/p", Some("\"2\""), &moves("v2", 2))
        .await;
    assert_eq!(
        (closed.status, closed.code().as_str()),
        (StatusCode::CONFLICT, "plan.not_draft")
    );
    let no_date = json!({"order_number": "", "order_date": "31 марта"});
    let refused = manager
        .change("POST", "/plans/p/approve", Some("\"2\""), &no_date)
        .await;
    assert_eq!(refused.json()["problems"].as_array().unwrap().len(), 2);
    let approved = manager
        .change("POST", "/plans/p/approve", Some("\"2\""), &order)
        .await
        .json();
    assert_eq!(
        (&approved["status"], &approved["order_number"]),
        (&json!("approved"), &json!("12-п"))
    );
    let kept = manager
        .change("DELETE", "/plans/p", Some("\"3\""), &json!({}))
        .await;
    assert_eq!(kept.code(), "plan.not_draft");
    let archived = manager
        .change("POST", "/plans/p/archive", Some("\"3\""), &json!({}))
        .await;
    assert_eq!(
        (archived.etag().as_str(), &archived.json()["status"]),
        ("\"4\"", &json!("archived"))
    );
    let journal = manager.get("/plans/p/journal").await.json();
    let actions: Vec<_> = journal
        .as_array()
        .unwrap()
        .iter()
        .map(|entry| entry["action"].as_str().unwrap())
        .collect();
    assert_eq!(actions.len(), 4, "{actions:?}");
    assert!(actions.contains(&"plan.approve"));
}

#[tokio::test]
async fn a_copy_is_compared_with_its_original_and_removed() {
    let (_service, manager) = with_plan().await;
    let copy = manager.post("/plans/p/copy", &json!({"title": "Вариант"})).await;
    assert_eq!(
        (copy.status, copy.etag().as_str()),
        (StatusCode::CREATED, "\"1\"")
    );
    let id = copy.json()["id"].as_str().unwrap().to_owned();
    assert_eq!(copy.json()["origin"]["redrawn_from"], "p");
    manager
        .change("PATCH", &format!("/plans/{id}"), Some("\"1\""), &moves("v2", 2))
        .await;
    let contrast = manager.get(&format!("/plans/p/compare/{id}")).await.json();
    assert_eq!(
        (&contrast["people_moved"], &contrast["units_moved"][0]["unit"]),
        (&json!(700), &json!("v2"))
    );
    let stale = manager
        .change("DELETE", &format!("/plans/{id}"), Some("\"1\""), &json!({}))
        .await;
    assert_eq!(stale.status, StatusCode::PRECONDITION_FAILED);
    let gone = manager
        .change("DELETE", &format!("/plans/{id}"), Some("\"2\""), &json!({}))
        .await;
    assert_eq!(gone.status, StatusCode::NO_CONTENT);
    assert_eq!(
        manager.get(&format!("/plans/{id}")).await.status,
        StatusCode::NOT_FOUND
    );
}

#[tokio::test]
async fn sites_are_shapes_in_colours_that_differ() {
    let (_service, manager) = with_plan().await;
    let sites = manager.get("/plans/p/sites.geojson").await.json();
    let features = sites["features"].as_array().unwrap();
    assert_eq!(features.len(), 2);
    assert_eq!(features[0]["properties"]["population"], 2400);
    assert_ne!(
        features[0]["properties"]["color_index"],
        features[1]["properties"]["color_index"]
    );
    let file = manager.get("/plans/p/export.geojson").await;
    assert!(
        file.headers["content-disposition"]
            .to_str()
            .unwrap()
            .starts_with("attachment")
    );
    let layers: Vec<_> = file.json()["features"]
        .as_array()
        .unwrap()
        .iter()
        .map(|feature| feature["properties"]["layer"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(layers.iter().filter(|layer| *layer == "unit").count(), 9);
    assert_eq!(layers.len(), 11);
}

#[tokio::test]
async fn a_plan_is_taken_away_as_a_table() {
    let (_service, manager) = with_plan().await;
    let csv = manager.get("/plans/p/export.csv").await;
    let text = String::from_utf8(csv.body).unwrap();
    assert_eq!(text.lines().count(), 10, "a head and nine units: {text}");
    let xlsx = manager.get("/plans/p/export.xlsx").await;
    assert!(xlsx.body.starts_with(b"PK"), "a workbook is a zip archive");
    assert!(
        xlsx.headers["content-disposition"]
            .to_str()
            .unwrap()
            .contains("plan-p.xlsx")
    );
    let streets = manager.get("/plans/p/streets.csv").await;
    let text = String::from_utf8(streets.body).unwrap();
    assert!(text.contains("Улица,Дома"), "{text}");
}

/// Every editor moves v2 to and fro over the version it saw: what was saved and what was refused adds up.
async fn editors_lose_no_update(database: databases::Database) {
    const EDITORS: usize = 6;
    const SAVES: usize = 6;
    let service = Service::over(database, 0).await;
    service
        .database
        .store
        .create_plan(&plan("p", "a"), &Change::by("t"))
        .await
        .unwrap();
    let manager = service.signed_in("manager").await;
    let editors = (0..EDITORS).map(|_| {
        let manager = manager.clone();
        tokio::spawn(async move {
            let (mut saved, mut refused) = (0, 0);
            for _ in 0..SAVES {
                let seen = manager.get("/plans/p").await;
                let to = if seen.json()["assignment"]["v2"] == 1 {
                    2
                } else {
                    1
                };
                let answer = manager
                    .change("PATCH", "/plans/p", Some(&seen.etag()), &moves("v2", to))
                    .await;
                match answer.status {
                    StatusCode::OK => saved += 1,
                    StatusCode::PRECONDITION_FAILED => refused += 1,
                    other => panic!("{other}: {}", String::from_utf8_lossy(&answer.body)),
                }
            }
            (saved, refused)
        })
    });
    let (mut saved, mut refused) = (0, 0);
    for editor in editors.collect::<Vec<_>>() {
        let (s, r) = editor.await.unwrap();
        saved += s;
        refused += r;
    }
    assert_eq!(saved + refused, EDITORS * SAVES);
    assert_eq!(
        manager.get("/plans/p").await.etag(),
        format!("\"{}\"", saved + 1),
        "each save is a version"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn editors_lose_no_update_on_sqlite() {
    editors_lose_no_update(databases::sqlite().await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn editors_lose_no_update_on_postgres() {
    if let Some(database) = databases::postgres().await {
        editors_lose_no_update(database).await;
    }
}
