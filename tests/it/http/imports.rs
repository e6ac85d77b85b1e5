//! Imports over HTTP: a form of files to a municipality, or every problem at once and nothing stored.

use crate::support::service::{Answered, Client, Service};
use axum::body::Body;
use axum::http::{StatusCode, header};
use serde_json::{Value, json};

const SETTLEMENTS: &str =
    "id,name,lon,lat,population\n1,село Вагай,69.0,57.9,5008\n2,деревня Осиново,69.1,57.95,300\n";

async fn send(client: &Client, parts: &[(&str, Option<&str>, &str)]) -> Answered {
    let mut body = String::new();
    for (name, file, content) in parts {
        let file = file.map_or_else(String::new, |file| format!("; filename=\"{file}\""));
        body.push_str(&format!(
            "--X\r\nContent-Disposition: form-data; name=\"{name}\"{file}\r\n\r\n{content}\r\n"
        ));
    }
    body.push_str("--X--\r\n");
    let request = client
        .request("POST", "/imports")
        .header(header::CONTENT_TYPE, "multipart/form-data; boundary=X")
        .body(Body::from(body))
        .unwrap();
    client.send(request).await
}

fn settings() -> String {
    json!({"id": "vagay", "name": "Вагайский район", "kind": "district"}).to_string()
}

#[tokio::test]
async fn files_become_a_municipality() {
    let service = Service::start().await;
    let manager = service.signed_in("manager").await;
    let parts = [
        ("settings", None, settings()),
        ("settlements", Some("villages.csv"), SETTLEMENTS.into()),
    ];
    let parts: Vec<(&str, Option<&str>, &str)> = parts
        .iter()
        .map(|(n, f, c): &(_, _, String)| (*n, *f, c.as_str()))
        .collect();
    let job = manager.job(&send(&manager, &parts).await).await;
    assert_eq!(
        (&job["state"], &job["result"]["municipality"]),
        (&json!("done"), &json!("vagay")),
        "{job}"
    );
    let shown = manager.get("/municipalities/vagay").await.json();
    assert_eq!((&shown["population"], &shown["units"]), (&json!(5308), &json!(2)));
}

#[tokio::test]
async fn bad_rows_are_named_and_nothing_is_stored() {
    let service = Service::start().await;
    let manager = service.signed_in("manager").await;
    let broken = SETTLEMENTS.replace("300", "-3").replace("69.0", "690");
    let parts = [
        ("settings", None, &*settings()),
        ("settlements", Some("villages.csv"), &*broken),
    ];
    let job = manager.job(&send(&manager, &parts).await).await;
    assert_eq!(job["state"], "failed", "{job}");
    assert!(
        job["problems"].as_array().unwrap().len() >= 2,
        "both rows are named: {job}"
    );
    assert_eq!(
        manager.get("/municipalities/vagay").await.status,
        StatusCode::NOT_FOUND
    );
}

#[tokio::test]
async fn a_form_that_cannot_be_used_is_refused_at_once() {
    let service = Service::start().await;
    let manager = service.signed_in("manager").await;
    let codes = |answer: &Answered| -> Vec<Value> {
        answer.json()["problems"]
            .as_array()
            .unwrap()
            .iter()
            .map(|problem| problem["code"].clone())
            .collect()
    };
    let empty = send(&manager, &[]).await;
    assert_eq!(codes(&empty), ["form.settings", "form.files"]);
    let odd = send(&manager, &[("settings", None, "{}"), ("cats", None, "x")]).await;
    assert_eq!(codes(&odd), ["settings.schema", "form.part", "form.files"]);
    let id = json!({"id": "a b", "name": "А", "kind": "district"}).to_string();
    let bad_id = send(&manager, &[("settings", None, &id), ("units", None, "x")]).await;
    assert_eq!(codes(&bad_id), ["id.malformed"]);
    let json = manager.post("/imports", &json!({})).await;
    assert_eq!(json.status, StatusCode::UNSUPPORTED_MEDIA_TYPE);
}
