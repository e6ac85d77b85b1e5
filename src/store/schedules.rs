//! Visit schedules: written once by a job, read whole, replaced by making another.

use super::database::Tx;
use super::journal::{Change, Entry, record};
use super::packed::{pack, unpack};
use super::statement::{Row, sql};
use super::{Store, StoreError, StoreResult};
use crate::domain::{Metres, MunicipalityId, PlanId, RegionId, Round, Schedule, ScheduleId, Season};

/// A schedule as it is stored.
#[derive(Debug, Clone, PartialEq)]
pub struct ScheduleRecord {
    /// The schedule.
    pub schedule: Schedule,
    /// Where it runs.
    pub municipality: MunicipalityId,
    /// Version of the plan that it was made for: another one means that sites may have changed since.
    pub plan_version: i64,
    /// Epoch milliseconds.
    pub created_at_ms: i64,
}

/// A schedule's row of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScheduleRow {
    /// Its id.
    pub id: ScheduleId,
    /// Season.
    pub season: Season,
    /// Weeks of the cycle.
    pub cycle_weeks: u8,
    /// Rounds of the cycle.
    pub rounds: u32,
    /// Villages left out or visited less often than asked.
    pub unserved: u32,
    /// Way of the whole cycle.
    pub distance: Metres,
    /// Version of the plan that it was made for.
    pub plan_version: i64,
    /// Epoch milliseconds.
    pub created_at_ms: i64,
}

fn season_text(season: Season) -> &'static str {
    match season {
        Season::Summer => "summer",
        Season::Winter => "winter",
        Season::Thaw => "thaw",
    }
}

fn read_season(text: &str) -> StoreResult<Season> {
    Season::ALL
        .into_iter()
        .find(|season| season_text(*season) == text)
        .ok_or_else(|| StoreError::corrupt("season", text))
}

fn read_row(row: &Row) -> StoreResult<ScheduleRow> {
    Ok(ScheduleRow {
        id: ScheduleId::new(row.text("id")?),
        season: read_season(&row.text("season")?)?,
        cycle_weeks: row.int("cycle_weeks")? as u8,
        rounds: row.int("rounds")? as u32,
        unserved: row.int("unserved")? as u32,
        distance: Metres(row.int("distance_m")?),
        plan_version: row.int("plan_version")?,
        created_at_ms: row.int("created_at")?,
    })
}

/// Inserts a schedule inside a transaction.
pub(crate) async fn insert_schedule(
    tx: &mut Tx,
    region: &RegionId,
    now_ms: i64,
    made: &ScheduleRecord,
    change: &Change,
) -> StoreResult<()> {
    let schedule = &made.schedule;
    let distance: Metres = schedule.rounds.iter().map(Round::distance).sum();
    tx.execute(
        sql("INSERT INTO schedules (region_id, id, municipality_id, plan_id, plan_version, season, cycle_weeks, rounds,
                 unserved, distance_m, content, created_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)")
        .bind(region.as_str())
        .bind(schedule.id.as_str())
        .bind(made.municipality.as_str())
        .bind(schedule.plan.as_str())
        .bind(made.plan_version)
        .bind(season_text(schedule.season))
        .bind(i64::from(schedule.cycle_weeks))
        .bind(schedule.rounds.len() as i64)
        .bind(schedule.unserved.len() as i64)
        .bind(distance.get())
        .bind(pack("schedule", schedule)?)
        .bind(now_ms),
    )
    .await?;
    let entry = Entry {
        action: "schedule.create",
        subject: schedule.id.as_str(),
        municipality: Some(&made.municipality),
        detail: format!("plan {}, {}", schedule.plan, season_text(schedule.season)),
    };
    record(tx, region, now_ms, change, entry).await
}

impl Store {
    /// A new id for a schedule.
    #[must_use]
    pub fn new_schedule_id(&self) -> ScheduleId {
        ScheduleId::new(super::new_id())
    }

    /// Stores a new schedule; `created_at_ms` of the record is replaced by now.
    ///
    /// # Errors
    /// [`StoreError::Reference`] when its plan is gone.
    pub async fn create_schedule(&self, made: &ScheduleRecord, change: &Change) -> StoreResult<()> {
        let mut tx = self.db.begin().await?;
        insert_schedule(&mut tx, &self.region, self.now_ms(), made, change).await?;
        tx.commit().await
    }

    /// One schedule.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn schedule(&self, id: &ScheduleId) -> StoreResult<Option<ScheduleRecord>> {
        let query = sql(
            "SELECT municipality_id, plan_version, content, created_at FROM schedules
             WHERE region_id = $1 AND id = $2",
        )
        .bind(self.region.as_str())
        .bind(id.as_str());
        let row = self.db.one(query).await?;
        row.map(|row| {
            Ok(ScheduleRecord {
                schedule: unpack("schedule", &row.bytes("content")?)?,
                municipality: MunicipalityId::new(row.text("municipality_id")?),
                plan_version: row.int("plan_version")?,
                created_at_ms: row.int("created_at")?,
            })
        })
        .transpose()
    }

    /// Municipality of a schedule: for access, without reading the schedule.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn municipality_of_schedule(&self, id: &ScheduleId) -> StoreResult<Option<MunicipalityId>> {
        let query = sql("SELECT municipality_id FROM schedules WHERE region_id = $1 AND id = $2");
        let row = self
            .db
            .one(query.bind(self.region.as_str()).bind(id.as_str()))
            .await?;
        row.map(|row| row.text("municipality_id").map(MunicipalityId::new))
            .transpose()
    }

    /// The schedules of a plan, newest first.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn schedules_of(&self, plan: &PlanId) -> StoreResult<Vec<ScheduleRow>> {
        let query = sql(
            "SELECT id, season, cycle_weeks, rounds, unserved, distance_m, plan_version, created_at
             FROM schedules WHERE region_id = $1 AND plan_id = $2 ORDER BY created_at DESC, id DESC",
        )
        .bind(self.region.as_str())
        .bind(plan.as_str());
        self.db.all(query).await?.iter().map(read_row).collect()
    }
}
