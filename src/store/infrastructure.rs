//! Infrastructure points as rows: imported ones are replaced by the next import, those touched by hand are not.

use super::database::Tx;
use super::journal::{Change, Entry, record};
use super::statement::{Row, Statement, sql};
use super::{Store, StoreError, StoreResult};
use crate::domain::{InfrastructureId, InfrastructureKind, InfrastructurePoint, MunicipalityId, RegionId};
use geo::Point;
use std::collections::BTreeSet;

const COLUMNS: &str = "SELECT id, kind, full_name, address, telephone, head, note, lon, lat, edited_by_hand
     FROM infrastructure WHERE region_id = $1 AND municipality_id = $2 AND removed_by_hand = 0
     AND ($3 = '' OR id = $3) ORDER BY id";

fn read_point(row: &Row) -> StoreResult<InfrastructurePoint> {
    Ok(InfrastructurePoint {
        id: InfrastructureId::new(row.text("id")?),
        kind: kind_from_text(&row.text("kind")?)?,
        full_name: row.text("full_name")?,
        address: row.text("address")?,
        telephone: row.text("telephone")?,
        head: row.text("head")?,
        note: row.text("note")?,
        location: Point::new(row.real("lon")?, row.real("lat")?),
        edited_by_hand: row.flag("edited_by_hand")?,
    })
}

fn kind_from_text(text: &str) -> StoreResult<InfrastructureKind> {
    serde_json::from_value(serde_json::Value::String(text.to_owned()))
        .map_err(|cause| StoreError::corrupt("kind of infrastructure", cause))
}

fn kind_text(kind: InfrastructureKind) -> StoreResult<String> {
    match serde_json::to_value(kind) {
        Ok(serde_json::Value::String(text)) => Ok(text),
        other => Err(StoreError::corrupt(
            "kind of infrastructure",
            format!("{other:?}"),
        )),
    }
}

fn upsert(
    region: &RegionId,
    municipality: &MunicipalityId,
    point: &InfrastructurePoint,
) -> StoreResult<Statement> {
    Ok(sql(
        "INSERT INTO infrastructure (region_id, municipality_id, id, kind, full_name, address, telephone, head, note,
             lon, lat, edited_by_hand, removed_by_hand)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, 0)
         ON CONFLICT (region_id, municipality_id, id) DO UPDATE SET kind = excluded.kind,
             full_name = excluded.full_name, address = excluded.address, telephone = excluded.telephone,
             head = excluded.head, note = excluded.note, lon = excluded.lon, lat = excluded.lat,
             edited_by_hand = excluded.edited_by_hand, removed_by_hand = 0",
    )
    .bind(region.as_str())
    .bind(municipality.as_str())
    .bind(point.id.as_str())
    .bind(kind_text(point.kind)?)
    .bind(point.full_name.as_str())
    .bind(point.address.as_str())
    .bind(point.telephone.as_str())
    .bind(point.head.as_str())
    .bind(point.note.as_str())
    .bind(point.location.x())
    .bind(point.location.y())
    .bind(point.edited_by_hand))
}

/// Replaces the imported points of a municipality inside the transaction of an import.
pub(crate) async fn replace_imported(
    tx: &mut Tx,
    region: &RegionId,
    municipality: &MunicipalityId,
    points: &[InfrastructurePoint],
) -> StoreResult<()> {
    tx.execute(
        sql(
            "DELETE FROM infrastructure WHERE region_id = $1 AND municipality_id = $2
             AND edited_by_hand = 0 AND removed_by_hand = 0",
        )
        .bind(region.as_str())
        .bind(municipality.as_str()),
    )
    .await?;
    let by_hand = tx
        .all(
            sql("SELECT id FROM infrastructure WHERE region_id = $1 AND municipality_id = $2")
                .bind(region.as_str())
                .bind(municipality.as_str()),
        )
        .await?;
    let by_hand: BTreeSet<String> = by_hand
        .iter()
        .map(|row| row.text("id"))
        .collect::<StoreResult<_>>()?;
    for point in points.iter().filter(|point| !by_hand.contains(point.id.as_str())) {
        tx.execute(upsert(region, municipality, point)?).await?;
    }
    Ok(())
}

impl Store {
    /// A new id for an institution added by hand.
    #[must_use]
    pub fn new_infrastructure_id(&self) -> InfrastructureId {
        InfrastructureId::new(super::new_id())
    }

    /// The institutions of a municipality, by id.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn infrastructure(
        &self,
        municipality: &MunicipalityId,
    ) -> StoreResult<Vec<InfrastructurePoint>> {
        let query = sql(COLUMNS)
            .bind(self.region.as_str())
            .bind(municipality.as_str())
            .bind("");
        self.db.all(query).await?.iter().map(read_point).collect()
    }

    /// One institution.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn infrastructure_point(
        &self,
        municipality: &MunicipalityId,
        id: &InfrastructureId,
    ) -> StoreResult<Option<InfrastructurePoint>> {
        let query = sql(COLUMNS)
            .bind(self.region.as_str())
            .bind(municipality.as_str())
            .bind(id.as_str());
        self.db.one(query).await?.as_ref().map(read_point).transpose()
    }

    /// Stores an institution that a person added or changed; later imports keep it.
    ///
    /// # Errors
    /// [`StoreError::Reference`] when there is no such municipality.
    pub async fn put_infrastructure(
        &self,
        municipality: &MunicipalityId,
        point: &InfrastructurePoint,
        change: &Change,
    ) -> StoreResult<()> {
        let point = InfrastructurePoint {
            edited_by_hand: true,
            ..point.clone()
        };
        let mut tx = self.db.begin().await?;
        tx.execute(upsert(&self.region, municipality, &point)?).await?;
        let entry = Entry {
            action: "infrastructure.put",
            subject: point.id.as_str(),
            municipality: Some(municipality),
            detail: kind_text(point.kind)?,
        };
        record(&mut tx, &self.region, self.now_ms(), change, entry).await?;
        tx.commit().await
    }

    /// Removes an institution; a later import does not bring it back.
    ///
    /// # Errors
    /// [`StoreError::Missing`] when there is no such institution.
    pub async fn remove_infrastructure(
        &self,
        municipality: &MunicipalityId,
        id: &InfrastructureId,
        change: &Change,
    ) -> StoreResult<()> {
        let mut tx = self.db.begin().await?;
        let removed = tx
            .execute(
                sql("UPDATE infrastructure SET removed_by_hand = 1
                     WHERE region_id = $1 AND municipality_id = $2 AND id = $3 AND removed_by_hand = 0")
                .bind(self.region.as_str())
                .bind(municipality.as_str())
                .bind(id.as_str()),
            )
            .await?;
        if removed == 0 {
            return Err(StoreError::Missing(format!("infrastructure point {id}")));
        }
        let entry = Entry {
            action: "infrastructure.remove",
            subject: id.as_str(),
            municipality: Some(municipality),
            detail: String::new(),
        };
        record(&mut tx, &self.region, self.now_ms(), change, entry).await?;
        tx.commit().await
    }
}
