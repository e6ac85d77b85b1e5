//! Site workers: service contacts, edited row by row.

use super::journal::{Change, Entry, record};
use super::statement::{Row, sql};
use super::{Store, StoreError, StoreResult};
use crate::domain::{MunicipalityId, Worker, WorkerId};

fn read_worker(row: &Row) -> StoreResult<Worker> {
    Ok(Worker {
        id: WorkerId::new(row.text("id")?),
        municipality: MunicipalityId::new(row.text("municipality_id")?),
        full_name: row.text("full_name")?,
        telephone: row.text("telephone")?,
        reception_address: row.text("reception_address")?,
        reception_hours: row.text("reception_hours")?,
    })
}

impl Store {
    /// A new id for a worker.
    #[must_use]
    pub fn new_worker_id(&self) -> WorkerId {
        WorkerId::new(super::new_id())
    }

    /// The workers of a municipality, by name.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn workers(&self, municipality: &MunicipalityId) -> StoreResult<Vec<Worker>> {
        let query = sql(
            "SELECT id, municipality_id, full_name, telephone, reception_address, reception_hours
             FROM workers WHERE region_id = $1 AND municipality_id = $2 ORDER BY full_name, id",
        )
        .bind(self.region.as_str())
        .bind(municipality.as_str());
        self.db.all(query).await?.iter().map(read_worker).collect()
    }

    /// Stores a worker, new or changed. A worker stays in one municipality.
    ///
    /// # Errors
    /// [`StoreError::Reference`] without such a municipality, [`StoreError::Exists`] when the id is another one's.
    pub async fn put_worker(&self, worker: &Worker, change: &Change) -> StoreResult<()> {
        let mut tx = self.db.begin().await?;
        let changed = tx
            .execute(
                sql("INSERT INTO workers (region_id, id, municipality_id, full_name, telephone, reception_address,
                         reception_hours) VALUES ($1, $2, $3, $4, $5, $6, $7)
                     ON CONFLICT (region_id, id) DO UPDATE SET full_name = excluded.full_name,
                         telephone = excluded.telephone, reception_address = excluded.reception_address,
                         reception_hours = excluded.reception_hours
                     WHERE workers.municipality_id = excluded.municipality_id")
                .bind(self.region.as_str())
                .bind(worker.id.as_str())
                .bind(worker.municipality.as_str())
                .bind(worker.full_name.as_str())
                .bind(worker.telephone.as_str())
                .bind(worker.reception_address.as_str())
                .bind(worker.reception_hours.as_str()),
            )
            .await?;
        if changed == 0 {
            return Err(StoreError::Exists(format!("worker {}", worker.id)));
        }
        let entry = Entry {
            action: "worker.put",
            subject: worker.id.as_str(),
            municipality: Some(&worker.municipality),
            detail: String::new(),
        };
        record(&mut tx, &self.region, self.now_ms(), change, entry).await?;
        tx.commit().await
    }

    /// Removes a worker. Plans that named the worker keep the id and show the site without one.
    ///
    /// # Errors
    /// [`StoreError::Missing`] when there is no such worker in the municipality.
    pub async fn remove_worker(
        &self,
        municipality: &MunicipalityId,
        id: &WorkerId,
        change: &Change,
    ) -> StoreResult<()> {
        let mut tx = self.db.begin().await?;
        let removed = tx
            .execute(
                sql("DELETE FROM workers WHERE region_id = $1 AND municipality_id = $2 AND id = $3")
                    .bind(self.region.as_str())
                    .bind(municipality.as_str())
                    .bind(id.as_str()),
            )
            .await?;
        if removed == 0 {
            return Err(StoreError::Missing(format!("worker {id}")));
        }
        let entry = Entry {
            action: "worker.remove",
            subject: id.as_str(),
            municipality: Some(municipality),
            detail: String::new(),
        };
        record(&mut tx, &self.region, self.now_ms(), change, entry).await?;
        tx.commit().await
    }
}
