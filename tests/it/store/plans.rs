//! Plans: versions, status, removal, and no lost update.

use crate::support::databases::{Database, on_both_databases};
use crate::support::village::{plan, territory};
use uchastok::domain::{MunicipalityId, PlanId, PlanStatus};
use uchastok::store::{Change, StoreError};

on_both_databases!(
    a_plan_comes_back_as_it_was,
    a_stale_update_changes_nothing,
    concurrent_editors_lose_no_update,
    a_plan_goes_with_its_schedules_and_not_without_its_version,
    the_plan_approved_last_is_in_force,
);

fn by() -> Change {
    Change::by("tester")
}

async fn a_plan_comes_back_as_it_was(database: Database) {
    let store = &database.store;
    store.import_territory(&territory("a"), &by()).await.unwrap();
    let given = plan("p", "a");
    store.create_plan(&given, &by()).await.unwrap();
    let record = store.plan(&given.id).await.unwrap().unwrap();
    assert_eq!((record.plan, record.version), (given.clone(), 1));
    assert!(matches!(
        store.create_plan(&given, &by()).await,
        Err(StoreError::Exists(_))
    ));
    let orphan = plan("q", "nowhere");
    assert!(matches!(
        store.create_plan(&orphan, &by()).await,
        Err(StoreError::Reference(_))
    ));
    assert!(store.plan(&orphan.id).await.unwrap().is_none());
    let rows = store.plans_of(&MunicipalityId::from("a")).await.unwrap();
    assert_eq!((rows.len(), rows[0].figures.sites, rows[0].violations), (1, 2, 0));
    assert_eq!(
        store.municipality_of_plan(&given.id).await.unwrap(),
        Some(MunicipalityId::from("a"))
    );
}

async fn a_stale_update_changes_nothing(database: Database) {
    let store = &database.store;
    store.import_territory(&territory("a"), &by()).await.unwrap();
    let mut given = plan("p", "a");
    store.create_plan(&given, &by()).await.unwrap();
    given.title = "Вторая".into();
    assert_eq!(
        store
            .update_plan(&given, 1, "plan.change", String::new(), &by())
            .await
            .unwrap(),
        2
    );
    given.title = "Третья".into();
    let stale = store
        .update_plan(&given, 1, "plan.change", String::new(), &by())
        .await;
    assert!(
        matches!(
            stale,
            Err(StoreError::Stale {
                found: 2,
                expected: 1,
                ..
            })
        ),
        "{stale:?}"
    );
    let record = store.plan(&given.id).await.unwrap().unwrap();
    assert_eq!((record.plan.title.as_str(), record.version), ("Вторая", 2));
    let gone = plan("gone", "a");
    let missing = store
        .update_plan(&gone, 1, "plan.change", String::new(), &by())
        .await;
    assert!(matches!(missing, Err(StoreError::Missing(_))), "{missing:?}");
    let actions: Vec<_> = store
        .journal_of("p")
        .await
        .unwrap()
        .into_iter()
        .map(|entry| entry.action)
        .collect();
    assert_eq!(actions.len(), 2, "a refused change leaves no entry: {actions:?}");
}

/// Each editor reads, changes, and saves over the version it read; a refused save is tried again.
async fn concurrent_editors_lose_no_update(database: Database) {
    const EDITORS: usize = 8;
    const SAVES: usize = 10;
    let store = &database.store;
    store.import_territory(&territory("a"), &by()).await.unwrap();
    store.create_plan(&plan("p", "a"), &by()).await.unwrap();
    let editors = (0..EDITORS).map(|editor| {
        let store = store.clone();
        tokio::spawn(async move {
            let (mut saved, mut refused) = (0, 0);
            while saved < SAVES {
                let mut record = store.plan(&PlanId::from("p")).await.unwrap().unwrap();
                record.plan.title.push_str(&format!(" {editor}"));
                match store
                    .update_plan(&record.plan, record.version, "plan.change", String::new(), &by())
                    .await
                {
                    Ok(_) => saved += 1,
                    Err(StoreError::Stale { .. }) => refused += 1,
                    Err(other) => panic!("{other}"),
                }
            }
            refused
        })
    });
    let mut refused = 0;
    for editor in editors.collect::<Vec<_>>() {
        refused += editor.await.unwrap();
    }
    let record = store.plan(&PlanId::from("p")).await.unwrap().unwrap();
    let words = record.plan.title.split_whitespace().count();
    assert_eq!(
        words,
        1 + EDITORS * SAVES,
        "every save is in the title once ({refused} were refused)"
    );
    assert_eq!(record.version, 1 + (EDITORS * SAVES) as i64);
}

async fn a_plan_goes_with_its_schedules_and_not_without_its_version(database: Database) {
    let store = &database.store;
    let m = MunicipalityId::from("a");
    store.import_territory(&territory("a"), &by()).await.unwrap();
    store.create_plan(&plan("p", "a"), &by()).await.unwrap();
    store
        .create_schedule(&super::schedules::schedule("s", "p", "a"), &by())
        .await
        .unwrap();
    let stale = store.delete_plan(&PlanId::from("p"), &m, 7, &by()).await;
    assert!(
        matches!(stale, Err(StoreError::Stale { found: 1, .. })),
        "{stale:?}"
    );
    assert_eq!(
        store.schedules_of(&PlanId::from("p")).await.unwrap().len(),
        1,
        "a refused removal removes nothing"
    );
    store.delete_plan(&PlanId::from("p"), &m, 1, &by()).await.unwrap();
    assert!(store.plan(&PlanId::from("p")).await.unwrap().is_none());
    assert_eq!(store.schedules_of(&PlanId::from("p")).await.unwrap(), []);
}

async fn the_plan_approved_last_is_in_force(database: Database) {
    let store = &database.store;
    store.import_territory(&territory("a"), &by()).await.unwrap();
    for id in ["p", "q", "r"] {
        let mut given = plan(id, "a");
        store.create_plan(&given, &by()).await.unwrap();
        database.clock.advance(1000);
        if id != "r" {
            given.status = PlanStatus::Approved {
                order_number: format!("№ {id}"),
                order_date: "2026-03-01".into(),
            };
            store
                .update_plan(&given, 1, "plan.approve", String::new(), &by())
                .await
                .unwrap();
            assert_eq!(
                store.plan(&given.id).await.unwrap().unwrap().plan.status,
                given.status
            );
        }
    }
    let expected = (MunicipalityId::from("a"), PlanId::from("q"));
    assert_eq!(store.approved_plans().await.unwrap(), [expected]);
}
