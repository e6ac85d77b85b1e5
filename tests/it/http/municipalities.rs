//! Municipalities, institutions, workers, and the public look-up.

use crate::support::service::{Client, Service};
use crate::support::village::plan;
use axum::body::Body;
use axum::http::{StatusCode, header};
use serde_json::json;
use uchastok::domain::{PlanStatus, WorkerId};
use uchastok::store::Change;

#[tokio::test]
async fn a_municipality_shows_its_figures_and_its_map() {
    let service = Service::start().await;
    let planner = service.signed_in("planner").await;
    let list = planner.get("/municipalities").await.json();
    assert_eq!(list.as_array().unwrap().len(), 2);
    let one = planner.get("/municipalities/a").await.json();
    assert_eq!(
        (&one["population"], &one["units"], &one["infrastructure"]),
        (&json!(4500), &json!(9), &json!(2))
    );
    let units = planner.get("/municipalities/a/units").await;
    let features = units.json()["features"].as_array().unwrap().clone();
    assert_eq!(features.len(), 9);
    assert_eq!(features[0]["geometry"]["type"], "MultiPolygon");
    assert_eq!(
        features[0]["properties"]["settlement_name"],
        "деревня Берёзовка-0"
    );
    let request = planner
        .request("GET", "/municipalities/a/units")
        .header(header::IF_NONE_MATCH, units.etag());
    let again = planner.send(request.body(Body::empty()).unwrap()).await;
    assert_eq!((again.status, again.body.len()), (StatusCode::NOT_MODIFIED, 0));
    let boundary = planner.get("/municipalities/a/boundary").await.json();
    assert_eq!(
        boundary["geometry"]["coordinates"][0][0]
            .as_array()
            .unwrap()
            .len(),
        5
    );
    let roads = planner.get("/municipalities/a/roads").await.json();
    assert_eq!(roads["features"].as_array().unwrap().len(), 12);
    assert!(planner.get("/norms").await.json().as_array().unwrap().len() >= 4);
    assert!(
        !planner
            .get("/visit-profiles")
            .await
            .json()
            .as_array()
            .unwrap()
            .is_empty()
    );
}

#[tokio::test]
async fn an_institution_is_added_changed_and_removed_by_hand() {
    let service = Service::start().await;
    service
        .database
        .store
        .create_plan(&plan("p", "a"), &Change::by("t"))
        .await
        .unwrap();
    let worker = service.signed_in("worker").await;
    let path = "/municipalities/a/infrastructure";
    let mut form = json!({"kind": "fap", "full_name": "ФАП", "location": {"lon": 68.15, "lat": 57.25}});
    let added = worker.post(path, &form).await;
    assert_eq!(added.status, StatusCode::CREATED, "{added:?}");
    let id = added.json()["id"].as_str().unwrap().to_owned();
    let listed = worker.get(&format!("{path}?plan=p")).await.json();
    let own = listed
        .as_array()
        .unwrap()
        .iter()
        .find(|point| point["id"] == id.as_str())
        .unwrap();
    assert_eq!(
        (&own["site"], &own["edited_by_hand"]),
        (&json!(2), &json!(true)),
        "the third row is in site 2"
    );
    form["telephone"] = json!("+7 000");
    let changed = worker.change("PUT", &format!("{path}/{id}"), None, &form).await;
    assert_eq!(
        (changed.status, &changed.json()["telephone"]),
        (StatusCode::OK, &json!("+7 000"))
    );
    form["location"]["lat"] = json!(157.0);
    let outside = worker.post(path, &form).await;
    assert_eq!(outside.json()["problems"][0]["code"], "location.out_of_range");
    form["kind"] = json!("casino");
    assert_eq!(
        worker.post(path, &form).await.status,
        StatusCode::UNPROCESSABLE_ENTITY
    );
    let gone = worker
        .change("DELETE", &format!("{path}/{id}"), None, &json!({}))
        .await;
    assert_eq!(gone.status, StatusCode::NO_CONTENT);
    let again = worker
        .change("DELETE", &format!("{path}/{id}"), None, &json!({}))
        .await;
    assert_eq!(again.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn workers_are_kept_by_the_manager() {
    let service = Service::start().await;
    let manager = service.signed_in("manager").await;
    let path = "/municipalities/a/workers";
    let added = manager
        .post(
            path,
            &json!({"full_name": " Иванова М. П. ", "telephone": "+7 000"}),
        )
        .await;
    assert_eq!(
        (added.status, &added.json()["full_name"]),
        (StatusCode::CREATED, &json!("Иванова М. П."))
    );
    let id = added.json()["id"].as_str().unwrap().to_owned();
    let changed = manager
        .change(
            "PUT",
            &format!("{path}/{id}"),
            None,
            &json!({"full_name": "Петрова"}),
        )
        .await;
    assert_eq!(changed.status, StatusCode::OK);
    assert_eq!(manager.get(path).await.json()[0]["full_name"], "Петрова");
    let elsewhere = format!("/municipalities/b/workers/{id}");
    let stranger = manager
        .change("PUT", &elsewhere, None, &json!({"full_name": "Петрова"}))
        .await;
    assert_eq!(stranger.status, StatusCode::NOT_FOUND);
    let gone = manager
        .change("DELETE", &format!("{path}/{id}"), None, &json!({}))
        .await;
    assert_eq!(gone.status, StatusCode::NO_CONTENT);
}

#[tokio::test]
async fn a_timetable_is_read_into_lines() {
    let service = Service::start().await;
    let planner = service.signed_in("planner").await;
    let send = async |client: &Client, bytes: Vec<u8>| {
        let request = client.request("POST", "/municipalities/a/timetables?name=bus.csv");
        client.send(request.body(Body::from(bytes)).unwrap()).await
    };
    let table = "маршрут,рейс,остановка,прибытие,отправление\n\
                 101,1,v0,,8:10\n101,1,v1,9:00,\n101,2,v1,,15:00\n101,2,v0,16:00,\n";
    let read = send(&planner, table.as_bytes().to_vec()).await;
    assert_eq!(read.status, StatusCode::OK, "{}", read.json());
    assert_eq!(read.json()["lines"][0]["trips"].as_array().unwrap().len(), 2);
    let list = planner.get("/municipalities/a/vehicles").await.json();
    assert_eq!(
        (&list[0]["title"], &list[0]["kind"]),
        (&json!("101"), &json!("public"))
    );
    let wrong = send(&planner, table.replace("9:00", "7:00").into_bytes()).await;
    assert_eq!(wrong.json()["problems"].as_array().unwrap().len(), 1);
    assert_eq!(planner.get("/municipalities/a/vehicles").await.json(), list);
    let huge = send(&planner, vec![b'x'; (32 << 20) + 1]).await;
    assert_eq!(huge.status, StatusCode::PAYLOAD_TOO_LARGE);
    let worker = service.signed_in("worker").await;
    assert_eq!(send(&worker, table.into()).await.status, StatusCode::FORBIDDEN);
    // What was read can be changed by hand like any other vehicle.
    let mut form = list[0].clone();
    let id = form["id"].as_str().unwrap().to_owned();
    form.as_object_mut().unwrap().remove("id");
    form["price"] = json!({"km": 0, "hour": 0, "day": 9_000});
    let path = format!("/municipalities/a/vehicles/{id}");
    let put = planner.change("PUT", &path, None, &form).await;
    assert_eq!(put.status, StatusCode::OK, "{}", put.json());
}

#[tokio::test]
async fn the_list_of_vehicles_is_kept_by_the_planner() {
    let service = Service::start().await;
    let planner = service.signed_in("planner").await;
    let path = "/municipalities/a/vehicles";
    let speeds = planner.get("/speed-profiles").await.json();
    let ids: Vec<&str> = speeds
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|one| one["id"].as_str())
        .collect();
    assert_eq!(ids, ["car", "offroad"]);
    let form = json!({"kind": "institution", "title": " УАЗ ", "count": 2, "speeds": "offroad", "garage": "v0",
        "driver": {"from": 28_800, "until": 61_200}, "price": {"km": 1500, "hour": 0, "day": 0}});
    let added = planner.post(path, &form).await;
    assert_eq!(added.status, StatusCode::CREATED, "{}", added.json());
    let id = added.json()["id"].as_str().unwrap().to_owned();
    let wrong = json!({"kind": "head", "title": "", "count": 0, "speeds": "foot", "garage": "x", "bases": ["y"],
        "weekdays": [7], "driver": {"from": 10, "until": 5}, "price": {"km": -1, "hour": 0, "day": 0}});
    let refused = planner.post(path, &wrong).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    let problems = refused.json()["problems"].clone();
    let pointers: Vec<&str> = problems
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|one| one["pointer"].as_str())
        .collect();
    for pointer in [
        "/title",
        "/count",
        "/weekdays",
        "/bases",
        "/garage",
        "/driver",
        "/speeds",
        "/price/km",
    ] {
        assert!(pointers.contains(&pointer), "{pointer}: {pointers:?}");
    }
    let mut changed = form.clone();
    changed["count"] = json!(3);
    let put = planner
        .change("PUT", &format!("{path}/{id}"), None, &changed)
        .await;
    assert_eq!((put.status, &put.json()["count"]), (StatusCode::OK, &json!(3)));
    let stranger = planner
        .change("PUT", &format!("/municipalities/b/vehicles/{id}"), None, &changed)
        .await;
    assert_eq!(stranger.status, StatusCode::NOT_FOUND);
    let worker = service.signed_in("worker").await;
    assert_eq!(worker.get(path).await.json()[0]["title"], "УАЗ");
    assert_eq!(worker.post(path, &form).await.status, StatusCode::FORBIDDEN);
    let gone = planner
        .change("DELETE", &format!("{path}/{id}"), None, &json!({}))
        .await;
    assert_eq!(gone.status, StatusCode::NO_CONTENT);
    assert_eq!(planner.get(path).await.json(), json!([]));
}

#[tokio::test]
async fn residents_find_their_worker_once_a_plan_is_in_force() {
    let service = Service::start().await;
    let (store, nobody) = (&service.database.store, service.nobody());
    let manager = service.signed_in("manager").await;
    let form = json!({"full_name": "Иванова", "reception_address": "клуб", "reception_hours": "пн 9–12"});
    let worker = manager.post("/municipalities/a/workers", &form).await.json();
    let path = "/public/municipalities/a/lookup?q=%D0%B1%D0%B5%D1%80%D0%B5%D0%B7%D0%BE%D0%B2%D0%BA%D0%B0-4";
    let found = nobody.get(path).await.json();
    assert_eq!(
        (found.as_array().unwrap().len(), &found[0]["site"]),
        (1, &json!(null)),
        "{found}"
    );
    let mut given = plan("p", "a");
    given.sites[1].worker = Some(WorkerId::from(worker["id"].as_str().unwrap()));
    given.status = PlanStatus::Approved {
        order_number: "1".into(),
        order_date: "2026-03-01".into(),
    };
    store.create_plan(&given, &Change::by("t")).await.unwrap();
    let found = nobody.get(path).await.json();
    assert_eq!(
        found[0]["settlement"], "деревня Берёзовка-4",
        "ё and е are one letter here"
    );
    assert_eq!(
        (&found[0]["site"]["number"], &found[0]["worker"]["full_name"]),
        (&json!(2), &json!("Иванова"))
    );
    assert_eq!(found[0]["reception"], "клуб, пн 9–12");
    let listed = nobody.get("/public/municipalities").await.json();
    assert_eq!(
        (&listed[0]["approved_plan"], listed[1].get("approved_plan")),
        (&json!("p"), None)
    );
    assert_eq!(
        nobody
            .get("/public/municipalities/nowhere/lookup?q=a")
            .await
            .status,
        StatusCode::NOT_FOUND
    );
    assert_eq!(
        nobody.get("/public/municipalities/a/lookup").await.status,
        StatusCode::UNPROCESSABLE_ENTITY
    );
}

#[tokio::test]
async fn tiles_are_public_and_kept_while_the_layers_are_the_same() {
    let service = Service::start().await;
    let nobody = service.nobody();
    // 68.15 east, 57.15 north at zoom 9
    let tile = nobody.get("/tiles/a/9/352/156.mvt").await;
    assert_eq!(tile.status, StatusCode::OK);
    assert_eq!(
        tile.headers[header::CONTENT_TYPE],
        "application/vnd.mapbox-vector-tile"
    );
    assert!(
        tile.body.windows(5).any(|window| window == b"roads"),
        "the layers are named in it"
    );
    let request = nobody
        .request("GET", "/tiles/a/9/352/156.mvt")
        .header(header::IF_NONE_MATCH, tile.etag());
    let again = nobody.send(request.body(Body::empty()).unwrap()).await;
    assert_eq!(again.status, StatusCode::NOT_MODIFIED);
    assert_eq!(
        nobody.get("/tiles/a/9/1/1.mvt").await.status,
        StatusCode::NO_CONTENT
    );
    for path in [
        "/tiles/a/9/352/156",
        "/tiles/a/99/0/0.mvt",
        "/tiles/a/1/9/9.mvt",
        "/tiles/nowhere/0/0/0.mvt",
    ] {
        assert_eq!(nobody.get(path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
}
