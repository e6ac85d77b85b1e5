//! Municipalities, layers, institutions, workers and vehicles.

use crate::support::databases::{Database, on_both_databases};
use crate::support::village::{school, territory};
use std::collections::BTreeSet;
use uchastok::domain::{
    InfrastructureId, MunicipalityId, Persons, Territory, Vehicle, VehicleId, VehicleKind, VehiclePrice,
    Worker,
};
use uchastok::store::{Change, StoreError};

on_both_databases!(
    a_territory_comes_back_as_it_was,
    a_second_import_keeps_what_people_did_by_hand,
    imports_of_one_municipality_queue,
    a_worker_stays_in_one_municipality,
    a_list_of_vehicles_is_replaced_whole_or_not_at_all,
);

fn by() -> Change {
    Change::by("tester")
}

fn sorted(mut territory: Territory) -> Territory {
    territory.infrastructure.sort_by(|a, b| a.id.cmp(&b.id));
    territory
}

async fn a_territory_comes_back_as_it_was(database: Database) {
    let store = &database.store;
    let given = territory("a");
    assert_eq!(store.import_territory(&given, &by()).await.unwrap(), 1);
    assert_eq!(store.import_territory(&territory("b"), &by()).await.unwrap(), 1);
    let (found, version) = store
        .territory(&MunicipalityId::from("a"))
        .await
        .unwrap()
        .unwrap();
    assert_eq!(version, 1);
    assert_eq!(sorted(found), sorted(given));
    let record = store
        .municipality(&MunicipalityId::from("a"))
        .await
        .unwrap()
        .unwrap();
    assert_eq!(record.summary.population, Persons(4500));
    assert_eq!(
        (
            record.summary.settlements,
            record.summary.units,
            record.infrastructure
        ),
        (9, 9, 2)
    );
    assert_eq!(
        record.summary.bounds.map(|degrees| (degrees * 10.0).round()),
        [680.0, 570.0, 683.0, 573.0]
    );
    let roads_km = record.summary.roads.kilometres();
    assert!(
        (80.0..110.0).contains(&roads_km),
        "twelve roads of 6 to 11 km: {roads_km}"
    );
    let ids: Vec<_> = store
        .municipalities()
        .await
        .unwrap()
        .into_iter()
        .map(|one| one.municipality.id)
        .collect();
    assert_eq!(ids, ["a", "b"].map(MunicipalityId::from));
    assert!(
        store
            .territory(&MunicipalityId::from("c"))
            .await
            .unwrap()
            .is_none()
    );
}

async fn a_second_import_keeps_what_people_did_by_hand(database: Database) {
    let (store, m) = (&database.store, MunicipalityId::from("a"));
    let mut given = territory("a");
    given.infrastructure = vec![
        school("changed", 1),
        school("gone", 2),
        school("removed", 3),
        school("same", 4),
    ];
    store.import_territory(&given, &by()).await.unwrap();
    let mut changed = school("changed", 1);
    changed.full_name = "Новое имя".into();
    store.put_infrastructure(&m, &changed, &by()).await.unwrap();
    store
        .put_infrastructure(&m, &school("added", 5), &by())
        .await
        .unwrap();
    store
        .remove_infrastructure(&m, &InfrastructureId::from("removed"), &by())
        .await
        .unwrap();
    given.infrastructure = vec![
        school("changed", 1),
        school("new", 2),
        school("removed", 3),
        school("same", 4),
    ];
    assert_eq!(store.import_territory(&given, &by()).await.unwrap(), 2);
    let found = store.infrastructure(&m).await.unwrap();
    let ids: Vec<_> = found.iter().map(|point| point.id.as_str()).collect();
    assert_eq!(ids, ["added", "changed", "new", "same"]);
    assert_eq!(found[1].full_name, "Новое имя");
    assert_eq!(
        found.iter().map(|point| point.edited_by_hand).collect::<Vec<_>>(),
        [true, true, false, false]
    );
    let again = store
        .remove_infrastructure(&m, &InfrastructureId::from("removed"), &by())
        .await;
    assert!(matches!(again, Err(StoreError::Missing(_))), "{again:?}");
}

async fn imports_of_one_municipality_queue(database: Database) {
    let imports = (0..6).map(|_| {
        let store = database.store.clone();
        tokio::spawn(async move { store.import_territory(&territory("a"), &by()).await.unwrap() })
    });
    let mut versions = Vec::new();
    for import in imports.collect::<Vec<_>>() {
        versions.push(import.await.unwrap());
    }
    versions.sort_unstable();
    assert_eq!(versions, [1, 2, 3, 4, 5, 6]);
}

async fn a_worker_stays_in_one_municipality(database: Database) {
    let store = &database.store;
    for id in ["a", "b"] {
        store.import_territory(&territory(id), &by()).await.unwrap();
    }
    let mut worker = Worker {
        id: store.new_worker_id(),
        municipality: MunicipalityId::from("a"),
        full_name: "Иванова Мария Петровна".into(),
        telephone: "+7 000".into(),
        reception_address: "Вагай".into(),
        reception_hours: "пн 9–12".into(),
    };
    store.put_worker(&worker, &by()).await.unwrap();
    worker.telephone = "+7 111".into();
    store.put_worker(&worker, &by()).await.unwrap();
    assert_eq!(
        store.workers(&worker.municipality).await.unwrap(),
        [worker.clone()]
    );
    let mut elsewhere = worker.clone();
    elsewhere.municipality = MunicipalityId::from("b");
    assert!(matches!(
        store.put_worker(&elsewhere, &by()).await,
        Err(StoreError::Exists(_))
    ));
    elsewhere.municipality = MunicipalityId::from("nowhere");
    elsewhere.id = store.new_worker_id();
    assert!(matches!(
        store.put_worker(&elsewhere, &by()).await,
        Err(StoreError::Reference(_))
    ));
    store
        .remove_worker(&worker.municipality, &worker.id, &by())
        .await
        .unwrap();
    assert_eq!(store.workers(&worker.municipality).await.unwrap(), []);
}

async fn a_list_of_vehicles_is_replaced_whole_or_not_at_all(database: Database) {
    let store = &database.store;
    let [a, b] = ["a", "b"].map(MunicipalityId::from);
    for id in ["a", "b"] {
        store.import_territory(&territory(id), &by()).await.unwrap();
    }
    let mut first = vehicle(store.new_vehicle_id(), "УАЗ");
    store.put_vehicle(&a, &first, &by()).await.unwrap();
    first.count = 3;
    store.put_vehicle(&a, &first, &by()).await.unwrap();
    assert_eq!(store.vehicles(&a).await.unwrap(), [first.clone()]);
    assert!(matches!(
        store.put_vehicle(&b, &first, &by()).await,
        Err(StoreError::Exists(_))
    ));
    let second = vehicle(store.new_vehicle_id(), "Нива");
    store
        .replace_vehicles(&a, &[first.clone(), second.clone()], &by())
        .await
        .unwrap();
    assert_eq!(store.vehicles(&a).await.unwrap(), [second.clone(), first.clone()]);
    // The second entry is another municipality's: the list of b stays as it was.
    let own = vehicle(store.new_vehicle_id(), "Газель");
    store.put_vehicle(&b, &own, &by()).await.unwrap();
    let taken = store
        .replace_vehicles(&b, &[vehicle(store.new_vehicle_id(), "x"), first.clone()], &by())
        .await;
    assert!(matches!(taken, Err(StoreError::Exists(_))));
    assert_eq!(store.vehicles(&b).await.unwrap(), [own]);
    store.remove_vehicle(&a, &first.id, &by()).await.unwrap();
    assert!(matches!(
        store.remove_vehicle(&a, &first.id, &by()).await,
        Err(StoreError::Missing(_))
    ));
}

fn vehicle(id: VehicleId, title: &str) -> Vehicle {
    Vehicle {
        id,
        kind: VehicleKind::Institution,
        title: title.into(),
        count: 1,
        bases: BTreeSet::new(),
        garage: None,
        weekdays: BTreeSet::new(),
        seasons: BTreeSet::new(),
        driver: None,
        speeds: "car".into(),
        legs: Vec::new(),
        trips: Vec::new(),
        price: VehiclePrice::default(),
    }
}
