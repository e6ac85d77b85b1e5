//! The vehicles of a municipality: one row for those that are alike, edited row by row or replaced by a table.

use super::database::Tx;
use super::journal::{Change, Entry, record};
use super::statement::{Row, sql};
use super::{Store, StoreError, StoreResult};
use crate::domain::{MunicipalityId, RegionId, Vehicle, VehicleId};

fn read_vehicle(row: &Row) -> StoreResult<Vehicle> {
    serde_json::from_str(&row.text("content")?).map_err(|cause| StoreError::corrupt("vehicle", cause))
}

/// Writes a vehicle; the number of rows changed is 0 when the id is another municipality's.
async fn write(
    tx: &mut Tx,
    region: &RegionId,
    municipality: &MunicipalityId,
    vehicle: &Vehicle,
) -> StoreResult<u64> {
    let content = serde_json::to_string(vehicle).map_err(|cause| StoreError::corrupt("vehicle", cause))?;
    tx.execute(
        sql(
            "INSERT INTO vehicles (region_id, id, municipality_id, title, content) VALUES ($1, $2, $3, $4, $5)
             ON CONFLICT (region_id, id) DO UPDATE SET title = excluded.title, content = excluded.content
             WHERE vehicles.municipality_id = excluded.municipality_id",
        )
        .bind(region.as_str())
        .bind(vehicle.id.as_str())
        .bind(municipality.as_str())
        .bind(vehicle.title.as_str())
        .bind(content),
    )
    .await
}

/// Writes vehicles; an error when the id of one is another municipality's.
async fn write_all(
    tx: &mut Tx,
    region: &RegionId,
    municipality: &MunicipalityId,
    vehicles: &[Vehicle],
) -> StoreResult<()> {
    for vehicle in vehicles {
        if write(tx, region, municipality, vehicle).await? == 0 {
            return Err(StoreError::Exists(format!("vehicle {}", vehicle.id)));
        }
    }
    Ok(())
}

impl Store {
    /// A new id for a vehicle.
    #[must_use]
    pub fn new_vehicle_id(&self) -> VehicleId {
        VehicleId::new(super::new_id())
    }

    /// The vehicles of a municipality, by title.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn vehicles(&self, municipality: &MunicipalityId) -> StoreResult<Vec<Vehicle>> {
        let query = sql(
            "SELECT content FROM vehicles WHERE region_id = $1 AND municipality_id = $2
             ORDER BY title, id",
        )
        .bind(self.region.as_str())
        .bind(municipality.as_str());
        self.db.all(query).await?.iter().map(read_vehicle).collect()
    }

    /// Stores a vehicle, new or changed. A vehicle stays in one municipality.
    ///
    /// # Errors
    /// [`StoreError::Reference`] without such a municipality, [`StoreError::Exists`] when the id is another one's.
    pub async fn put_vehicle(
        &self,
        municipality: &MunicipalityId,
        vehicle: &Vehicle,
        change: &Change,
    ) -> StoreResult<()> {
        let mut tx = self.db.begin().await?;
        write_all(&mut tx, &self.region, municipality, std::slice::from_ref(vehicle)).await?;
        let entry = Entry {
            action: "vehicle.put",
            subject: vehicle.id.as_str(),
            municipality: Some(municipality),
            detail: vehicle.title.clone(),
        };
        record(&mut tx, &self.region, self.now_ms(), change, entry).await?;
        tx.commit().await
    }

    /// Stores several vehicles, all or none.
    ///
    /// # Errors
    /// As [`Store::put_vehicle`].
    pub async fn put_vehicles(
        &self,
        municipality: &MunicipalityId,
        vehicles: &[Vehicle],
        change: &Change,
    ) -> StoreResult<()> {
        let mut tx = self.db.begin().await?;
        self.write_list(&mut tx, "vehicle.put_all", municipality, vehicles, change)
            .await?;
        tx.commit().await
    }

    /// Replaces the whole list of a municipality.
    ///
    /// # Errors
    /// As [`Store::put_vehicle`]; the old list stays then.
    pub async fn replace_vehicles(
        &self,
        municipality: &MunicipalityId,
        vehicles: &[Vehicle],
        change: &Change,
    ) -> StoreResult<()> {
        let mut tx = self.db.begin().await?;
        tx.execute(
            sql("DELETE FROM vehicles WHERE region_id = $1 AND municipality_id = $2")
                .bind(self.region.as_str())
                .bind(municipality.as_str()),
        )
        .await?;
        self.write_list(&mut tx, "vehicle.replace_all", municipality, vehicles, change)
            .await?;
        tx.commit().await
    }

    /// Writes vehicles and the journal's line for all of them.
    async fn write_list(
        &self,
        tx: &mut Tx,
        action: &'static str,
        municipality: &MunicipalityId,
        vehicles: &[Vehicle],
        change: &Change,
    ) -> StoreResult<()> {
        write_all(tx, &self.region, municipality, vehicles).await?;
        let entry = Entry {
            action,
            subject: municipality.as_str(),
            municipality: Some(municipality),
            detail: vehicles.len().to_string(),
        };
        record(tx, &self.region, self.now_ms(), change, entry).await
    }

    /// Removes a vehicle. Schedules keep the list that they were made for.
    ///
    /// # Errors
    /// [`StoreError::Missing`] when there is no such vehicle in the municipality.
    pub async fn remove_vehicle(
        &self,
        municipality: &MunicipalityId,
        id: &VehicleId,
        change: &Change,
    ) -> StoreResult<()> {
        let mut tx = self.db.begin().await?;
        let removed = tx
            .execute(
                sql("DELETE FROM vehicles WHERE region_id = $1 AND municipality_id = $2 AND id = $3")
                    .bind(self.region.as_str())
                    .bind(municipality.as_str())
                    .bind(id.as_str()),
            )
            .await?;
        if removed == 0 {
            return Err(StoreError::Missing(format!("vehicle {id}")));
        }
        let entry = Entry {
            action: "vehicle.remove",
            subject: id.as_str(),
            municipality: Some(municipality),
            detail: String::new(),
        };
        record(&mut tx, &self.region, self.now_ms(), change, entry).await?;
        tx.commit().await
    }
}
