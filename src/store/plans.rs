//! Partition plans: read whole, changed only by someone who names the version they saw.

use super::database::Tx;
use super::journal::{Change, Entry, record};
use super::packed::json;
use super::statement::{Row, sql};
use super::{Store, StoreError, StoreResult};
use crate::domain::{
    DeclaredViolation, MunicipalityId, Persons, Plan, PlanFigures, PlanId, PlanOrigin, PlanStatus,
    PlanVariant, RegionId,
};

/// A plan as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlanRecord {
    /// The plan.
    pub plan: Plan,
    /// Counts its changes, from 1: the ETag.
    pub version: i64,
    /// Epoch milliseconds.
    pub created_at_ms: i64,
    /// Epoch milliseconds.
    pub updated_at_ms: i64,
}

/// A plan's row of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlanRow {
    /// Its id.
    pub id: PlanId,
    /// Title.
    pub title: String,
    /// Draft, submitted, approved, archived.
    pub status: PlanStatus,
    /// Counts its changes.
    pub version: i64,
    /// Its figures.
    pub figures: PlanFigures,
    /// Rules that it breaks knowingly.
    pub violations: u32,
    /// Its place in a set to choose from.
    pub variant: Option<PlanVariant>,
    /// Residents in another site than under the plan that it started from.
    pub people_moved: Option<Persons>,
    /// Epoch milliseconds.
    pub created_at_ms: i64,
}

fn status_columns(status: &PlanStatus) -> (&'static str, Option<&str>, Option<&str>) {
    match status {
        PlanStatus::Draft => ("draft", None, None),
        PlanStatus::Submitted => ("submitted", None, None),
        PlanStatus::Approved {
            order_number,
            order_date,
        } => ("approved", Some(order_number.as_str()), Some(order_date.as_str())),
        PlanStatus::Archived => ("archived", None, None),
    }
}

fn read_status(row: &Row) -> StoreResult<PlanStatus> {
    match row.text("status")?.as_str() {
        "draft" => Ok(PlanStatus::Draft),
        "submitted" => Ok(PlanStatus::Submitted),
        "approved" => Ok(PlanStatus::Approved {
            order_number: row.text_or_none("order_number")?.unwrap_or_default(),
            order_date: row.text_or_none("order_date")?.unwrap_or_default(),
        }),
        "archived" => Ok(PlanStatus::Archived),
        other => Err(StoreError::corrupt("status of a plan", other)),
    }
}

fn read_record(row: &Row) -> StoreResult<PlanRecord> {
    Ok(PlanRecord {
        plan: Plan {
            id: PlanId::new(row.text("id")?),
            municipality: MunicipalityId::new(row.text("municipality_id")?),
            title: row.text("title")?,
            status: read_status(row)?,
            sites: row.json("sites")?,
            assignment: row.json("assignment")?,
            violations: row.json("violations")?,
            figures: row.json("figures")?,
            origin: row.json("origin")?,
        },
        version: row.int("version")?,
        created_at_ms: row.int("created_at")?,
        updated_at_ms: row.int("updated_at")?,
    })
}

fn read_row(row: &Row) -> StoreResult<PlanRow> {
    let violations: Vec<DeclaredViolation> = row.json("violations")?;
    let origin: PlanOrigin = row.json("origin")?;
    Ok(PlanRow {
        id: PlanId::new(row.text("id")?),
        title: row.text("title")?,
        status: read_status(row)?,
        version: row.int("version")?,
        figures: row.json("figures")?,
        violations: violations.len() as u32,
        variant: origin.variant,
        people_moved: origin.people_moved,
        created_at_ms: row.int("created_at")?,
    })
}

/// Inserts a new plan inside a transaction.
pub(crate) async fn insert_plan(
    tx: &mut Tx,
    region: &RegionId,
    now_ms: i64,
    plan: &Plan,
    change: &Change,
) -> StoreResult<()> {
    let (status, order_number, order_date) = status_columns(&plan.status);
    tx.execute(
        sql("INSERT INTO plans (region_id, id, municipality_id, title, status, order_number, order_date, version,
                 sites, assignment, violations, figures, origin, created_at, updated_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, 1, $8, $9, $10, $11, $12, $13, $13)")
        .bind(region.as_str())
        .bind(plan.id.as_str())
        .bind(plan.municipality.as_str())
        .bind(plan.title.as_str())
        .bind(status)
        .bind(order_number)
        .bind(order_date)
        .bind(json("sites", &plan.sites)?)
        .bind(json("assignment", &plan.assignment)?)
        .bind(json("violations", &plan.violations)?)
        .bind(json("figures", &plan.figures)?)
        .bind(json("origin", &plan.origin)?)
        .bind(now_ms),
    )
    .await?;
    let entry = Entry {
        action: "plan.create",
        subject: plan.id.as_str(),
        municipality: Some(&plan.municipality),
        detail: format!("{} sites", plan.sites.len()),
    };
    record(tx, region, now_ms, change, entry).await
}

impl Store {
    /// A new id for a plan.
    #[must_use]
    pub fn new_plan_id(&self) -> PlanId {
        PlanId::new(super::new_id())
    }

    /// Stores a new plan.
    ///
    /// # Errors
    /// [`StoreError::Exists`], or [`StoreError::Reference`] when there is no such municipality.
    pub async fn create_plan(&self, plan: &Plan, change: &Change) -> StoreResult<()> {
        let mut tx = self.db.begin().await?;
        insert_plan(&mut tx, &self.region, self.now_ms(), plan, change).await?;
        tx.commit().await
    }

    /// One plan.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn plan(&self, id: &PlanId) -> StoreResult<Option<PlanRecord>> {
        let query = sql(
            "SELECT id, municipality_id, title, status, order_number, order_date, version, sites,
                 assignment, violations, figures, origin, created_at, updated_at
             FROM plans WHERE region_id = $1 AND id = $2",
        )
        .bind(self.region.as_str())
        .bind(id.as_str());
        self.db.one(query).await?.as_ref().map(read_record).transpose()
    }

    /// Version of a plan, without reading it.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn plan_version(&self, id: &PlanId) -> StoreResult<Option<i64>> {
        let query = sql("SELECT version FROM plans WHERE region_id = $1 AND id = $2");
        let row = self
            .db
            .one(query.bind(self.region.as_str()).bind(id.as_str()))
            .await?;
        row.map(|row| row.int("version")).transpose()
    }

    /// Municipality of a plan: for access, without reading the plan.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn municipality_of_plan(&self, id: &PlanId) -> StoreResult<Option<MunicipalityId>> {
        let query = sql("SELECT municipality_id FROM plans WHERE region_id = $1 AND id = $2");
        let row = self
            .db
            .one(query.bind(self.region.as_str()).bind(id.as_str()))
            .await?;
        row.map(|row| row.text("municipality_id").map(MunicipalityId::new))
            .transpose()
    }

    /// The plans of a municipality, newest first.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn plans_of(&self, municipality: &MunicipalityId) -> StoreResult<Vec<PlanRow>> {
        let query = sql(
            "SELECT id, title, status, order_number, order_date, version, violations, figures, origin, created_at
             FROM plans WHERE region_id = $1 AND municipality_id = $2 ORDER BY created_at DESC, id DESC",
        )
        .bind(self.region.as_str())
        .bind(municipality.as_str());
        self.db.all(query).await?.iter().map(read_row).collect()
    }

    /// The plan in force of each municipality that has one: the one approved last.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn approved_plans(&self) -> StoreResult<Vec<(MunicipalityId, PlanId)>> {
        let query = sql(
            "SELECT municipality_id, id FROM plans WHERE region_id = $1 AND status = 'approved'
             ORDER BY municipality_id, updated_at DESC, id DESC",
        )
        .bind(self.region.as_str());
        let mut found: Vec<(MunicipalityId, PlanId)> = Vec::new();
        for row in &self.db.all(query).await? {
            let municipality = MunicipalityId::new(row.text("municipality_id")?);
            if found.last().is_none_or(|(last, _)| *last != municipality) {
                found.push((municipality, PlanId::new(row.text("id")?)));
            }
        }
        Ok(found)
    }

    /// Replaces a plan by its next version.
    ///
    /// # Errors
    /// [`StoreError::Stale`] when `seen` is not its last version, [`StoreError::Missing`] when there is none.
    pub async fn update_plan(
        &self,
        plan: &Plan,
        seen: i64,
        action: &'static str,
        detail: String,
        change: &Change,
    ) -> StoreResult<i64> {
        let now_ms = self.now_ms();
        let (status, order_number, order_date) = status_columns(&plan.status);
        let mut tx = self.db.begin().await?;
        let changed = tx
            .execute(
                sql(
                    "UPDATE plans SET title = $4, status = $5, order_number = $6, order_date = $7,
                         version = version + 1, sites = $8, assignment = $9, violations = $10, figures = $11,
                         origin = $12, updated_at = $13
                     WHERE region_id = $1 AND id = $2 AND version = $3",
                )
                .bind(self.region.as_str())
                .bind(plan.id.as_str())
                .bind(seen)
                .bind(plan.title.as_str())
                .bind(status)
                .bind(order_number)
                .bind(order_date)
                .bind(json("sites", &plan.sites)?)
                .bind(json("assignment", &plan.assignment)?)
                .bind(json("violations", &plan.violations)?)
                .bind(json("figures", &plan.figures)?)
                .bind(json("origin", &plan.origin)?)
                .bind(now_ms),
            )
            .await?;
        if changed == 0 {
            return Err(self.stale(&mut tx, &plan.id, seen).await?);
        }
        let entry = Entry {
            action,
            subject: plan.id.as_str(),
            municipality: Some(&plan.municipality),
            detail,
        };
        record(&mut tx, &self.region, now_ms, change, entry).await?;
        tx.commit().await?;
        Ok(seen + 1)
    }

    /// Removes a plan with its schedules.
    ///
    /// # Errors
    /// As [`Store::update_plan`].
    pub async fn delete_plan(
        &self,
        id: &PlanId,
        municipality: &MunicipalityId,
        seen: i64,
        change: &Change,
    ) -> StoreResult<()> {
        let mut tx = self.db.begin().await?;
        tx.execute(
            sql("DELETE FROM schedules WHERE region_id = $1 AND plan_id = $2")
                .bind(self.region.as_str())
                .bind(id.as_str()),
        )
        .await?;
        let removed = tx
            .execute(
                sql("DELETE FROM plans WHERE region_id = $1 AND id = $2 AND version = $3")
                    .bind(self.region.as_str())
                    .bind(id.as_str())
                    .bind(seen),
            )
            .await?;
        if removed == 0 {
            return Err(self.stale(&mut tx, id, seen).await?);
        }
        let entry = Entry {
            action: "plan.delete",
            subject: id.as_str(),
            municipality: Some(municipality),
            detail: String::new(),
        };
        record(&mut tx, &self.region, self.now_ms(), change, entry).await?;
        tx.commit().await
    }

    async fn stale(&self, tx: &mut Tx, id: &PlanId, expected: i64) -> StoreResult<StoreError> {
        let query = sql("SELECT version FROM plans WHERE region_id = $1 AND id = $2");
        let row = tx.one(query.bind(self.region.as_str()).bind(id.as_str())).await?;
        Ok(match row {
            None => StoreError::Missing(format!("plan {id}")),
            Some(row) => StoreError::Stale {
                what: format!("plan {id}"),
                found: row.int("version")?,
                expected,
            },
        })
    }
}
