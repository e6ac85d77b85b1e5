//! Opening a database: what is refused in one sentence, and how a schema changes.

use crate::support::databases::{Database, on_both_databases, sqlite};
use crate::support::village::territory;
use uchastok::domain::{MunicipalityId, RegionId};
use uchastok::store::{Change, Clock, MIGRATIONS, Migration, Store, StoreError};

on_both_databases!(
    a_database_opens_again,
    the_schema_of_a_later_program_is_refused,
    regions_do_not_see_each_other,
    a_failing_migration_leaves_the_old_schema,
);

async fn open(url: &str, steps: &[Migration]) -> Result<Store, StoreError> {
    Store::open_with(url, RegionId::from("main"), Clock::System, steps).await
}

fn with_step(text: &'static str) -> Vec<Migration> {
    let mut steps = MIGRATIONS.to_vec();
    steps.push(Migration {
        version: steps.len() as i64 + 1,
        name: "test",
        text,
    });
    steps
}

async fn a_database_opens_again(database: Database) {
    database
        .store
        .import_territory(&territory("a"), &Change::by("t"))
        .await
        .unwrap();
    let again = open(&database.url, MIGRATIONS).await.unwrap();
    assert!(
        again
            .municipality(&MunicipalityId::from("a"))
            .await
            .unwrap()
            .is_some()
    );
    again.ping().await.unwrap();
}

async fn the_schema_of_a_later_program_is_refused(database: Database) {
    let later = with_step("CREATE TABLE later (id TEXT NOT NULL PRIMARY KEY);");
    open(&database.url, &later).await.unwrap();
    let refused = open(&database.url, MIGRATIONS).await;
    assert!(
        matches!(refused, Err(StoreError::NewerSchema { .. })),
        "{refused:?}"
    );
}

async fn regions_do_not_see_each_other(database: Database) {
    database
        .store
        .import_territory(&territory("a"), &Change::by("t"))
        .await
        .unwrap();
    let other = Store::open(&database.url, RegionId::from("other"), Clock::System)
        .await
        .unwrap();
    assert_eq!(other.municipalities().await.unwrap().len(), 0);
    other
        .import_territory(&territory("a"), &Change::by("t"))
        .await
        .unwrap();
    assert_eq!(database.store.municipalities().await.unwrap().len(), 1);
}

async fn a_failing_migration_leaves_the_old_schema(database: Database) {
    database
        .store
        .import_territory(&territory("a"), &Change::by("t"))
        .await
        .unwrap();
    let broken = with_step("CREATE TABLE half (id TEXT); INSERT INTO nowhere VALUES (1);");
    assert!(open(&database.url, &broken).await.is_err());
    let good = with_step("CREATE TABLE half (id TEXT NOT NULL PRIMARY KEY);");
    let store = open(&database.url, &good)
        .await
        .expect("nothing of the broken step was left");
    assert!(
        store
            .territory(&MunicipalityId::from("a"))
            .await
            .unwrap()
            .is_some()
    );
}

#[tokio::test]
async fn a_copy_is_kept_before_the_schema_changes() {
    let database = sqlite().await;
    database
        .store
        .import_territory(&territory("a"), &Change::by("t"))
        .await
        .unwrap();
    let step = with_step("CREATE TABLE later (id TEXT NOT NULL PRIMARY KEY);");
    open(&database.url, &step).await.unwrap();
    let copies: Vec<_> = std::fs::read_dir(database.folder.path())
        .unwrap()
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "backup"))
        .collect();
    assert_eq!(copies.len(), 1, "{copies:?}");
    let copy = open(&format!("sqlite://{}", copies[0].display()), MIGRATIONS)
        .await
        .expect("the old schema");
    assert!(
        copy.municipality(&MunicipalityId::from("a"))
            .await
            .unwrap()
            .is_some()
    );
}

#[tokio::test]
async fn a_backup_under_load_is_whole() {
    let database = sqlite().await;
    let store = database.store.clone();
    let writer = tokio::spawn(async move {
        for _ in 0..20 {
            store
                .import_territory(&territory("a"), &Change::by("t"))
                .await
                .unwrap();
        }
    });
    for copy in 0..5 {
        let path = database.folder.path().join(format!("copy{copy}.sqlite"));
        database.store.back_up(&path).await.unwrap();
        let copied = open(&format!("sqlite://{}", path.display()), MIGRATIONS)
            .await
            .unwrap();
        for record in copied.municipalities().await.unwrap() {
            let (territory, version) = copied.territory(&record.municipality.id).await.unwrap().unwrap();
            assert_eq!((territory.units.len(), version), (9, record.version));
        }
    }
    writer.await.unwrap();
}

#[tokio::test]
async fn what_is_no_database_is_refused() {
    let folder = tempfile::TempDir::new().unwrap();
    let text = folder.path().join("text.sqlite");
    std::fs::write(
        &text,
        "это не база данных, а просто текст; его достаточно, чтобы заполнить заголовок файла\n".repeat(20),
    )
    .unwrap();
    let refused = open(&format!("sqlite://{}", text.display()), MIGRATIONS).await;
    assert!(matches!(refused, Err(StoreError::Foreign(..))), "{refused:?}");
    for url in ["mysql://a/b", "sqlite::memory:", "", "postgres//x"] {
        let refused = open(url, MIGRATIONS).await;
        assert!(
            matches!(refused, Err(StoreError::UnknownAddress(_))),
            "{url}: {refused:?}"
        );
    }
}

#[tokio::test]
async fn a_second_server_on_one_file_is_refused() {
    let database = sqlite().await;
    let open = || Store::open_for_server(&database.url, RegionId::from("main"), Clock::System);
    let first = open().await.unwrap();
    let second = open().await;
    assert!(matches!(second, Err(StoreError::InUse(_))), "{second:?}");
    first.close().await;
    drop(first);
    open().await.expect("the first has gone");
}
