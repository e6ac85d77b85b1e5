//! What is derived of a municipality's layers, kept in memory for as long as the layers are the same.
//!
//! The key is the version of the layers, which each import raises; a lookup reads it from the database, so that another
//! server's import is seen at once. Requests that come while something is derived wait for it instead of deriving it
//! again.

use crate::domain::{MunicipalityId, Territory};
use crate::geometry::area_km2;
use crate::planning::{Ground, PlanningError};
use crate::roads::{RoadsError, SpeedProfile};
use crate::store::{Store, StoreError};
use crate::tiles::TileSource;
use geo::{BoundingRect, Intersects, MultiPolygon, Point, Rect};
use std::collections::HashMap;
use std::sync::{Arc, OnceLock};
use tokio::sync::Mutex;

/// Municipalities kept at once: the largest takes some 30 MB; test: `the_municipality_asked_longest_ago_is_forgotten`.
const KEPT_MAX: usize = 8;

/// Why a municipality cannot be surveyed.
#[derive(Debug, thiserror::Error)]
pub enum SurveyError {
    /// The database, or no such municipality.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Its geometry.
    #[error(transparent)]
    Planning(#[from] PlanningError),
    /// The built-in speed profile.
    #[error(transparent)]
    Roads(#[from] RoadsError),
    /// The thread that derived it failed.
    #[error("the map could not be derived: {0}")]
    Thread(String),
}

/// A municipality at one version of its layers, with what is derived of them.
#[derive(Debug)]
pub struct Survey {
    /// Version of the layers.
    pub version: i64,
    /// The layers; institutions change by hand and are read from the store.
    pub territory: Territory,
    /// Neighbours, roads and cells; building them can fail where a map or a list needs them not.
    ground: Result<Ground, PlanningError>,
    cells: OnceLock<Vec<MultiPolygon<f64>>>,
    frames: OnceLock<Vec<Option<Rect<f64>>>>,
    tiles: OnceLock<TileSource>,
}

impl Survey {
    /// Derives the ground of a territory. Takes from milliseconds to seconds of one core.
    ///
    /// # Errors
    /// The built-in speed profile cannot be read.
    pub fn new(territory: Territory, version: i64) -> Result<Self, SurveyError> {
        let ground = Ground::build(&territory, &SpeedProfile::car()?);
        Ok(Self {
            version,
            territory,
            ground,
            cells: OnceLock::new(),
            frames: OnceLock::new(),
            tiles: OnceLock::new(),
        })
    }

    /// Neighbours, roads and cells.
    ///
    /// # Errors
    /// Why they could not be derived.
    pub fn ground(&self) -> Result<&Ground, &PlanningError> {
        self.ground.as_ref()
    }

    /// The cell of each unit, by position of the unit.
    ///
    /// # Errors
    /// As [`Survey::ground`].
    pub fn cells(&self) -> Result<&[MultiPolygon<f64>], &PlanningError> {
        let ground = self.ground()?;
        Ok(self.cells.get_or_init(|| ground.cells().cell_polygons()))
    }

    /// The base map, to be cut into tiles.
    #[must_use]
    pub fn tiles(&self) -> &TileSource {
        self.tiles.get_or_init(|| TileSource::build(&self.territory))
    }

    /// Geodesic area of units, by position.
    #[must_use]
    pub fn area_km2(&self, units: &[usize]) -> f64 {
        let cells = self.cells().unwrap_or_default();
        units.iter().filter_map(|&at| cells.get(at)).map(area_km2).sum()
    }

    /// Position of the unit whose cell holds a point; `None` outside the municipality.
    #[must_use]
    pub fn unit_at(&self, point: Point<f64>) -> Option<usize> {
        let cells = self.cells().ok()?;
        let frames = self
            .frames
            .get_or_init(|| cells.iter().map(BoundingRect::bounding_rect).collect());
        let near = |frame: &Option<Rect<f64>>| frame.is_some_and(|frame| frame.intersects(&point));
        cells
            .iter()
            .zip(frames)
            .position(|(cell, frame)| near(frame) && cell.intersects(&point))
    }
}

/// A municipality's place in memory.
#[derive(Debug, Default)]
struct Slot {
    survey: Mutex<Option<Arc<Survey>>>,
}

#[derive(Debug, Default)]
struct Kept {
    slots: HashMap<MunicipalityId, (Arc<Slot>, u64)>,
    asked: u64,
}

/// Derived geometry by municipality. Clones share it.
#[derive(Debug, Clone)]
pub struct Grounds {
    store: Store,
    kept: Arc<std::sync::Mutex<Kept>>,
}

impl Grounds {
    /// An empty cache over a store.
    #[must_use]
    pub fn new(store: Store) -> Self {
        Self {
            store,
            kept: Arc::default(),
        }
    }

    /// The survey of a municipality as its layers are now.
    ///
    /// # Errors
    /// [`StoreError::Missing`] when there is no such municipality.
    pub async fn survey(&self, id: &MunicipalityId) -> Result<Arc<Survey>, SurveyError> {
        let missing = || StoreError::Missing(format!("municipality {id}"));
        let version = self.store.municipality_version(id).await?.ok_or_else(missing)?;
        let slot = self.slot(id);
        let mut kept = slot.survey.lock().await;
        if let Some(survey) = kept.as_ref().filter(|survey| survey.version >= version) {
            return Ok(Arc::clone(survey));
        }
        let (territory, version) = self.store.territory(id).await?.ok_or_else(missing)?;
        let survey = tokio::task::spawn_blocking(move || Survey::new(territory, version))
            .await
            .map_err(|error| SurveyError::Thread(error.to_string()))??;
        let survey = Arc::new(survey);
        *kept = Some(Arc::clone(&survey));
        Ok(survey)
    }

    /// The slot of a municipality; the one asked longest ago makes room for it.
    fn slot(&self, id: &MunicipalityId) -> Arc<Slot> {
        let Ok(mut kept) = self.kept.lock() else {
            return Arc::default();
        };
        kept.asked += 1;
        let asked = kept.asked;
        if kept.slots.len() >= KEPT_MAX && !kept.slots.contains_key(id) {
            let oldest = kept
                .slots
                .iter()
                .min_by_key(|(_, (_, at))| *at)
                .map(|(id, _)| id.clone());
            if let Some(oldest) = oldest {
                kept.slots.remove(&oldest);
            }
        }
        let (slot, at) = kept.slots.entry(id.clone()).or_default();
        *at = asked;
        Arc::clone(slot)
    }
}
