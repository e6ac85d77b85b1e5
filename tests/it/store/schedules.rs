//! Schedules.

use crate::support::databases::{Database, on_both_databases};
use crate::support::village::{plan, territory};
use uchastok::domain::{
    Circumstances, CycleDay, Metres, MunicipalityId, PlanId, Round, Schedule, ScheduleId, ScheduleOrigin,
    Season, Seconds, SiteNumber, Stop, UnitId,
};
use uchastok::store::{Change, ScheduleRecord, StoreError};

on_both_databases!(a_schedule_comes_back_as_it_was);

/// One round of one stop.
pub(crate) fn schedule(id: &str, plan: &str, municipality: &str) -> ScheduleRecord {
    let stop = Stop {
        unit: UnitId::from("v1"),
        leg_distance: Metres(6_000),
        leg_time: Seconds(600),
        arrival: Seconds(9 * 3600),
        start: Seconds(9 * 3600),
        service: Seconds(3600),
        departure: Seconds(10 * 3600),
    };
    let round = Round {
        site: SiteNumber(1),
        day: CycleDay { week: 0, weekday: 1 },
        departure: Seconds(9 * 3600 - 600),
        stops: vec![stop],
        return_distance: Metres(6_100),
        return_time: Seconds(600),
        arrival: Seconds(10 * 3600 + 600),
        lunch: None,
        vehicle: None,
    };
    ScheduleRecord {
        schedule: Schedule {
            id: ScheduleId::from(id),
            plan: PlanId::from(plan),
            season: Season::Thaw,
            cycle_weeks: 4,
            rounds: vec![round],
            unserved: Vec::new(),
            vehicles: Vec::new(),
            circumstances: Circumstances::default(),
            replanned: None,
            origin: ScheduleOrigin {
                visit_profile: "default".into(),
                speed_profile: "car".into(),
                seed: 1,
                program_version: "0".into(),
                made_at: "2026-03-01T00:00:00Z".into(),
                search_ms: 0,
            },
        },
        municipality: MunicipalityId::from(municipality),
        plan_version: 1,
        created_at_ms: crate::support::databases::NOW_MS,
    }
}

async fn a_schedule_comes_back_as_it_was(database: Database) {
    let (store, by) = (&database.store, Change::by("tester"));
    store.import_territory(&territory("a"), &by).await.unwrap();
    store.create_plan(&plan("p", "a"), &by).await.unwrap();
    let given = schedule("s", "p", "a");
    store.create_schedule(&given, &by).await.unwrap();
    assert_eq!(
        store.schedule(&given.schedule.id).await.unwrap(),
        Some(given.clone())
    );
    let rows = store.schedules_of(&PlanId::from("p")).await.unwrap();
    assert_eq!(
        (rows[0].rounds, rows[0].distance, rows[0].season),
        (1, Metres(12_100), Season::Thaw)
    );
    let orphan = schedule("t", "nowhere", "a");
    assert!(matches!(
        store.create_schedule(&orphan, &by).await,
        Err(StoreError::Reference(_))
    ));
}
