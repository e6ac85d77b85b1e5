//! What a manager asks of a partition over HTTP: conditions, a plan to start from, sets of plans, repairs, catchments.

use crate::support::service::{Client, Service};
use crate::support::village::plan;
use axum::body::Body;
use axum::http::{StatusCode, header};
use serde_json::{Value, json};
use uchastok::store::Change;

async fn with_plan() -> (Service, Client) {
    let service = Service::start().await;
    let start = plan("p", "a");
    service
        .database
        .store
        .create_plan(&start, &Change::by("t"))
        .await
        .unwrap();
    let manager = service.signed_in("manager").await;
    (service, manager)
}

async fn partitioned(manager: &Client, form: &Value) -> Value {
    let queued = manager.post("/municipalities/a/plans/partition", form).await;
    manager.job(&queued).await
}

fn codes(answer: &Value) -> Vec<&str> {
    let problems = answer["problems"].as_array().unwrap();
    problems
        .iter()
        .map(|problem| problem["code"].as_str().unwrap())
        .collect()
}

#[tokio::test]
async fn a_plan_keeps_its_conditions_and_continues_the_one_it_starts_from() {
    let (_service, manager) = with_plan().await;
    let form = json!({
        "norm_profile": "yugra-2008", "sites": 2, "objectives": ["least_change", "balance"], "iterations": 5000,
        "start": "p", "conditions": {"pinned": {"v2": 2}, "apart": [["v0", "v8"]]},
    });
    let job = partitioned(&manager, &form).await;
    assert_eq!(job["state"], "done", "{job}");
    let id = job["result"]["plan"].as_str().unwrap();
    let made = manager.get(&format!("/plans/{id}")).await.json();
    assert_eq!(
        (&made["assignment"]["v2"], &made["violations"]),
        (&json!(2), &json!([]))
    );
    let origin = &made["origin"];
    assert_eq!(
        (&origin["based_on"], &origin["people_moved"]),
        (&json!("p"), &json!(700)),
        "{origin}"
    );
    assert_eq!(origin["objectives"], json!(["least_change", "balance"]));
    assert_eq!(origin["conditions"]["apart"], json!([["v0", "v8"]]));
    assert_eq!(
        manager.get(&format!("/plans/{id}/check")).await.json()["ok"],
        true
    );
}

#[tokio::test]
async fn conditions_that_name_nothing_known_are_refused_all_at_once() {
    let (_service, manager) = with_plan().await;
    let form = json!({
        "norm_profile": "yugra-2008", "sites": 2, "objectives": ["balance", "balance"], "variants": "change_curve",
        "conditions": {"locked": {"1": []}, "catchments": [{"name": "\u{0}", "units": []}]},
    });
    let answer = manager.post("/municipalities/a/plans/partition", &form).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    let expected = [
        "objectives.twice",
        "text.control_character",
        "conditions.locked",
        "start.missing",
    ];
    assert_eq!(codes(&answer.json()), expected);
    let many: Vec<String> = (0..=20_000).map(|unit| format!("v{unit}")).collect();
    let form = json!({"norm_profile": "yugra-2008", "sites": 2, "conditions": {"together": [many]}});
    let answer = manager.post("/municipalities/a/plans/partition", &form).await;
    assert_eq!(codes(&answer.json()), ["conditions.too_many"]);
    // What only the territory knows is said by the job.
    let form = json!({
        "norm_profile": "yugra-2008", "sites": 2, "start": "p", "locked": [7],
        "conditions": {"together": [["v0", "v99"]]},
    });
    let job = partitioned(&manager, &form).await;
    assert_eq!(job["state"], "failed");
    assert_eq!(
        codes(&job),
        ["conditions.unit.unknown", "conditions.site.unknown"]
    );
    let form = json!({"norm_profile": "yugra-2008", "sites": 2, "start": "none"});
    let job = partitioned(&manager, &form).await;
    assert_eq!(
        (&job["state"], codes(&job)),
        (&json!("failed"), vec!["plan.unknown"])
    );
}

#[tokio::test]
async fn a_set_of_plans_is_stored_whole_and_listed_as_one_series() {
    let (_service, manager) = with_plan().await;
    let form = json!({
        "norm_profile": "yugra-2008", "sites": "free", "start": "p", "variants": "aims", "iterations": 3000,
    });
    let job = partitioned(&manager, &form).await;
    assert_eq!(job["state"], "done", "{job}");
    let made = job["result"]["plans"].as_array().unwrap();
    assert!(made.len() >= 2 && made[0] == job["result"]["plan"], "{job}");
    let list = manager.get("/municipalities/a/plans").await.json();
    let series: Vec<&Value> = list
        .as_array()
        .unwrap()
        .iter()
        .filter(|row| made.contains(&row["id"]))
        .map(|row| &row["variant"]["series"])
        .collect();
    assert_eq!(series, vec![&job["id"]; made.len()]);
    let path = format!("/plans/{}/copy", made[0].as_str().unwrap());
    let copy = manager.post(&path, &json!({"title": "Копия"})).await.json();
    assert_eq!(
        copy["origin"].get("variant"),
        None,
        "a copy is no member of the set"
    );
}

#[tokio::test]
async fn a_broken_redrawing_gets_repairs_and_a_sound_one_needs_none() {
    let (_service, manager) = with_plan().await;
    // Without v3 and v6 the second site has 1,200 residents, below the norm.
    let moves = json!({"moves": [{"unit": "v3", "to": 1}, {"unit": "v6", "to": 1}]});
    let judged = manager.post("/plans/p/evaluate", &moves).await.json();
    assert_eq!(judged["problems"][0]["code"], "site.below_lower", "{judged}");
    let repairs = manager.post("/plans/p/repairs", &moves).await.json();
    let repairs = repairs.as_array().unwrap();
    assert!(!repairs.is_empty());
    for repair in repairs {
        let mut all = moves["moves"].as_array().unwrap().clone();
        all.extend(repair["moves"].as_array().unwrap().iter().cloned());
        let after = manager
            .post("/plans/p/evaluate", &json!({"moves": all}))
            .await
            .json();
        assert_eq!(after["problems"], json!([]));
    }
    let sound = json!({"moves": [{"unit": "v2", "to": 2}]});
    assert_eq!(manager.post("/plans/p/repairs", &sound).await.json(), json!([]));
    let unknown = json!({"moves": [{"unit": "v99", "to": 1}]});
    let answer = manager.post("/plans/p/repairs", &unknown).await;
    assert_eq!(codes(&answer.json()), ["plan.unknown_unit"]);
}

#[tokio::test]
async fn a_layer_of_catchments_is_read_and_a_huge_one_is_413() {
    let (_service, manager) = with_plan().await;
    let layer = json!({"type": "FeatureCollection", "features": [{
        "type": "Feature", "properties": {"name": "Школа"},
        "geometry": {"type": "Polygon", "coordinates":
            [[[68.0, 57.0], [68.2, 57.0], [68.2, 57.1], [68.0, 57.1], [68.0, 57.0]]]},
    }]});
    let read = manager.post("/municipalities/a/catchments", &layer).await.json();
    assert_eq!(
        read["catchments"],
        json!([{"name": "Школа", "units": ["v0", "v1"]}]),
        "{read}"
    );
    let bare = manager
        .post("/municipalities/a/catchments", &json!({"type": "Topology"}))
        .await
        .json();
    assert_eq!(bare["catchments"], json!([]));
    assert!(!codes(&bare).is_empty());
    let request = manager
        .request("POST", "/municipalities/a/catchments")
        .header(header::CONTENT_TYPE, "application/json")
        .body(Body::from(vec![b' '; (16 << 20) + 1]))
        .unwrap();
    assert_eq!(manager.send(request).await.status, StatusCode::PAYLOAD_TOO_LARGE);
}
