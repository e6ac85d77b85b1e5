//! Municipalities and their imported layers: one import replaces all layers at once and keeps what people did by hand.

use super::database::Tx;
use super::infrastructure::replace_imported;
use super::journal::{Change, Entry, record};
use super::packed::{json, pack, unpack};
use super::statement::{Row, sql};
use super::{Store, StoreError, StoreResult};
use crate::domain::{Certainty, Metres, Municipality, MunicipalityId, Persons, RegionId, Territory};
use geo::{BoundingRect, Geodesic, Length};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

/// Figures of a municipality for lists, reckoned once at import.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct MunicipalitySummary {
    /// West, south, east, north in degrees: of the boundary, else of the settlements.
    pub bounds: [f64; 4],
    /// Residents of all units.
    pub population: Persons,
    /// Estimated as soon as one unit is.
    pub population_certainty: Certainty,
    /// Settlements.
    pub settlements: u32,
    /// Units.
    pub units: u32,
    /// Length of all roads.
    pub roads: Metres,
}

impl MunicipalitySummary {
    /// The figures of a territory.
    #[must_use]
    pub fn of(territory: &Territory) -> Self {
        let certain = territory
            .units
            .iter()
            .all(|unit| unit.certainty == Certainty::Counted);
        let length = |road: &crate::domain::RoadSegment| {
            road.stated_length
                .unwrap_or_else(|| Metres::from_f64(Geodesic.length(&road.line)))
        };
        Self {
            bounds: bounds(territory),
            population: territory.units.iter().map(|unit| unit.population).sum(),
            population_certainty: if certain {
                Certainty::Counted
            } else {
                Certainty::Estimated
            },
            settlements: territory.settlements.len() as u32,
            units: territory.units.len() as u32,
            roads: territory.roads.iter().map(length).sum(),
        }
    }
}

fn bounds(territory: &Territory) -> [f64; 4] {
    if let Some(rectangle) = territory
        .municipality
        .boundary
        .as_ref()
        .and_then(BoundingRect::bounding_rect)
    {
        let (low, high) = (rectangle.min(), rectangle.max());
        return [low.x, low.y, high.x, high.y];
    }
    let settlements = territory.settlements.iter().map(|place| place.location);
    let mut points = settlements.chain(territory.units.iter().map(|unit| unit.location));
    let Some(first) = points.next() else {
        return [0.0; 4];
    };
    points.fold(
        [first.x(), first.y(), first.x(), first.y()],
        |[w, s, e, n], point| {
            [
                w.min(point.x()),
                s.min(point.y()),
                e.max(point.x()),
                n.max(point.y()),
            ]
        },
    )
}

/// A municipality without its layers.
#[derive(Debug, Clone, PartialEq)]
pub struct MunicipalityRecord {
    /// The municipality; the boundary is a layer and is `None` here.
    pub municipality: Municipality,
    /// Its figures.
    pub summary: MunicipalitySummary,
    /// Counts imports: what is derived from the layers is valid for one version.
    pub version: i64,
    /// Plans of it.
    pub plans: u32,
    /// Institutions shown on its map.
    pub infrastructure: u32,
}

const RECORD: &str = "SELECT header, summary, version,
        (SELECT COUNT(*) FROM plans p WHERE p.region_id = m.region_id AND p.municipality_id = m.id) AS plans,
        (SELECT COUNT(*) FROM infrastructure i WHERE i.region_id = m.region_id AND i.municipality_id = m.id
            AND i.removed_by_hand = 0) AS infrastructure
     FROM municipalities m WHERE m.region_id = $1 AND ($2 = '' OR m.id = $2) ORDER BY m.name, m.id";

fn read_record(row: &Row) -> StoreResult<MunicipalityRecord> {
    Ok(MunicipalityRecord {
        municipality: row.json("header")?,
        summary: row.json("summary")?,
        version: row.int("version")?,
        plans: row.int("plans")? as u32,
        infrastructure: row.int("infrastructure")? as u32,
    })
}

impl Store {
    /// Every municipality, by name.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn municipalities(&self) -> StoreResult<Vec<MunicipalityRecord>> {
        let rows = self
            .db
            .all(sql(RECORD).bind(self.region.as_str()).bind(""))
            .await?;
        rows.iter().map(read_record).collect()
    }

    /// One municipality.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn municipality(&self, id: &MunicipalityId) -> StoreResult<Option<MunicipalityRecord>> {
        let query = sql(RECORD).bind(self.region.as_str()).bind(id.as_str());
        let row = self.db.one(query).await?;
        row.as_ref().map(read_record).transpose()
    }

    /// Version of the layers of a municipality.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn municipality_version(&self, id: &MunicipalityId) -> StoreResult<Option<i64>> {
        let query = sql("SELECT version FROM municipalities WHERE region_id = $1 AND id = $2");
        let row = self
            .db
            .one(query.bind(self.region.as_str()).bind(id.as_str()))
            .await?;
        row.map(|row| row.int("version")).transpose()
    }

    /// A municipality with all its layers, and the version of them.
    ///
    /// # Errors
    /// The database does not answer; a layer cannot be read back.
    pub async fn territory(&self, id: &MunicipalityId) -> StoreResult<Option<(Territory, i64)>> {
        let header = sql("SELECT header, version FROM municipalities WHERE region_id = $1 AND id = $2");
        let Some(row) = self
            .db
            .one(header.bind(self.region.as_str()).bind(id.as_str()))
            .await?
        else {
            return Ok(None);
        };
        let query = sql("SELECT kind, content FROM layers WHERE region_id = $1 AND municipality_id = $2");
        let layers = self
            .db
            .all(query.bind(self.region.as_str()).bind(id.as_str()))
            .await?;
        let mut packed = Vec::with_capacity(layers.len());
        for layer in &layers {
            packed.push((layer.text("kind")?, layer.bytes("content")?));
        }
        let mut municipality: Municipality = row.json("header")?;
        municipality.boundary = layer(&packed, "boundary")?;
        let territory = Territory {
            municipality,
            settlements: layer(&packed, "settlements")?,
            units: layer(&packed, "units")?,
            roads: layer(&packed, "roads")?,
            infrastructure: self.infrastructure(id).await?,
            waterways: layer(&packed, "waterways")?,
            water: layer(&packed, "water")?,
        };
        Ok(Some((territory, row.int("version")?)))
    }

    /// Stores an imported territory: a new municipality, or new layers of one that is known. Institutions that were
    /// added, changed or removed by hand stay as they are.
    ///
    /// # Errors
    /// The database does not answer; then nothing is stored.
    pub async fn import_territory(&self, territory: &Territory, change: &Change) -> StoreResult<i64> {
        let mut tx = self.db.begin().await?;
        let version = save_territory(&mut tx, &self.region, self.now_ms(), territory, change).await?;
        tx.commit().await?;
        Ok(version)
    }
}

fn layer<T: DeserializeOwned + Default>(packed: &[(String, Vec<u8>)], kind: &str) -> StoreResult<T> {
    match packed.iter().find(|(name, _)| name == kind) {
        Some((_, content)) => unpack(kind, content),
        None => Ok(T::default()),
    }
}

/// Writes a territory inside a transaction and returns the version of its layers.
pub(crate) async fn save_territory(
    tx: &mut Tx,
    region: &RegionId,
    now_ms: i64,
    territory: &Territory,
    change: &Change,
) -> StoreResult<i64> {
    let id = &territory.municipality.id;
    let version = save_header(tx, region, now_ms, territory).await?;
    let layers = [
        (
            "boundary",
            usize::from(territory.municipality.boundary.is_some()),
            { pack("boundary", &territory.municipality.boundary)? },
        ),
        (
            "settlements",
            territory.settlements.len(),
            pack("settlements", &territory.settlements)?,
        ),
        ("units", territory.units.len(), pack("units", &territory.units)?),
        ("roads", territory.roads.len(), pack("roads", &territory.roads)?),
        (
            "waterways",
            territory.waterways.len(),
            pack("waterways", &territory.waterways)?,
        ),
        ("water", territory.water.len(), pack("water", &territory.water)?),
    ];
    for (kind, items, content) in layers {
        tx.execute(
            sql(
                "INSERT INTO layers (region_id, municipality_id, kind, items, content)
                 VALUES ($1, $2, $3, $4, $5)
                 ON CONFLICT (region_id, municipality_id, kind)
                 DO UPDATE SET items = excluded.items, content = excluded.content",
            )
            .bind(region.as_str())
            .bind(id.as_str())
            .bind(kind)
            .bind(items as i64)
            .bind(content),
        )
        .await?;
    }
    replace_imported(tx, region, id, &territory.infrastructure).await?;
    let entry = Entry {
        action: "municipality.import",
        subject: id.as_str(),
        municipality: Some(id),
        detail: format!(
            "version {version}: {} settlements, {} units, {} roads",
            territory.settlements.len(),
            territory.units.len(),
            territory.roads.len()
        ),
    };
    record(tx, region, now_ms, change, entry).await?;
    Ok(version)
}

/// Writes the municipality's own row; on PostgreSQL this takes the row's lock, so that imports of it queue.
async fn save_header(tx: &mut Tx, region: &RegionId, now_ms: i64, territory: &Territory) -> StoreResult<i64> {
    let header = Municipality {
        boundary: None,
        ..territory.municipality.clone()
    };
    let row = tx
        .one(
            sql("INSERT INTO municipalities (region_id, id, name, version, header, summary, created_at, updated_at)
                 VALUES ($1, $2, $3, 1, $4, $5, $6, $6)
                 ON CONFLICT (region_id, id) DO UPDATE SET name = excluded.name, header = excluded.header,
                     summary = excluded.summary, updated_at = excluded.updated_at,
                     version = municipalities.version + 1
                 RETURNING version")
            .bind(region.as_str())
            .bind(header.id.as_str())
            .bind(header.name.as_str())
            .bind(json("municipality", &header)?)
            .bind(json("summary", &MunicipalitySummary::of(territory))?)
            .bind(now_ms),
        )
        .await?
        .ok_or_else(|| StoreError::Missing(format!("municipality {}", header.id)))?;
    row.int("version")
}
