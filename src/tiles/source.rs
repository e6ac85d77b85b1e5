//! The tiles of one municipality, made on demand.

use super::TileError;
use super::clip::Window;
use super::layers::{Feature, LAYERS, Shape, Value, features};
use crate::domain::Territory;
use fast_mvt::{DEFAULT_EXTENT, MvtCoord, MvtFeatureBuilder, MvtGeomType, MvtLayerBuilder, MvtValueRef};
use geo::{BoundingRect, Coord, CoordsIter};
use rstar::primitives::{GeomWithData, Rectangle};
use rstar::{AABB, RTree};

/// Deepest zoom: 1 m on the ground is more than two tile units there; a map stretches it further. Test: `bad_places_are_refused`.
pub const ZOOM_MAX: u8 = 16;
/// Margin around a tile so that lines and circles at its edge are whole, tile units.
const MARGIN: f64 = 64.0;
/// Vertices nearer to their line than this are dropped, tile units; below a screen pixel at 512 pixels a tile.
const TOLERANCE: f64 = 4.0;

/// The base map of a municipality, ready to be cut into tiles.
#[derive(Debug)]
pub struct TileSource {
    features: Vec<Feature>,
    tree: RTree<GeomWithData<Rectangle<[f64; 2]>, usize>>,
    bounds: Option<[f64; 4]>,
}

impl TileSource {
    /// Takes over what the base map shows of `territory`.
    #[must_use]
    pub fn build(territory: &Territory) -> Self {
        let features = features(territory);
        let boxes = features.iter().enumerate().filter_map(|(index, feature)| {
            let (low, high) = extent(&feature.shape)?;
            Some(GeomWithData::new(
                Rectangle::from_corners([low.x, low.y], [high.x, high.y]),
                index,
            ))
        });
        Self {
            tree: RTree::bulk_load(boxes.collect()),
            features,
            bounds: bounds(territory),
        }
    }

    /// West, south, east, north of the municipality, WGS84 degrees; `None` when it has no coordinate.
    #[must_use]
    pub fn bounds(&self) -> Option<[f64; 4]> {
        self.bounds
    }

    /// A tile in the Mapbox Vector Tile format, not compressed; empty when nothing lies in it.
    ///
    /// # Errors
    /// When the zoom, column or row does not exist.
    pub fn tile(&self, zoom: u8, x: u32, y: u32) -> Result<Vec<u8>, TileError> {
        if zoom > ZOOM_MAX {
            return Err(TileError::Zoom { zoom, max: ZOOM_MAX });
        }
        let count = 1_u32 << zoom;
        if x >= count || y >= count {
            return Err(TileError::Place { zoom, x, y, count });
        }
        let view = View::new(count, x, y);
        let window = view.window;
        let area = AABB::from_corners([window.low.x, window.low.y], [window.high.x, window.high.y]);
        let mut found: Vec<usize> = self
            .tree
            .locate_in_envelope_intersecting(area)
            .map(|f| f.data)
            .collect();
        found.sort_unstable();
        let mut tile = Vec::new();
        for (number, name) in LAYERS.iter().enumerate() {
            let mut layer = MvtLayerBuilder::new(*name)?;
            let shown = found.iter().filter_map(|index| self.features.get(*index));
            for feature in shown.filter(|feature| feature.layer == number && feature.zoom_min <= zoom) {
                layer = view.add(layer, feature)?;
            }
            if layer.num_features() > 0 {
                tile.extend(layer.encode());
            }
        }
        Ok(tile)
    }
}

/// The square that a tile shows.
struct View {
    origin: Coord<f64>,
    /// Tile units in the unit square.
    scale: f64,
    window: Window,
}

impl View {
    fn new(count: u32, x: u32, y: u32) -> Self {
        let extent = f64::from(DEFAULT_EXTENT.get());
        let (side, margin) = (1.0 / f64::from(count), MARGIN / extent / f64::from(count));
        let origin = Coord {
            x: f64::from(x) * side,
            y: f64::from(y) * side,
        };
        let window = Window {
            low: Coord {
                x: origin.x - margin,
                y: origin.y - margin,
            },
            high: Coord {
                x: origin.x + side + margin,
                y: origin.y + side + margin,
            },
        };
        Self {
            origin,
            scale: extent * f64::from(count),
            window,
        }
    }

    fn to_tile(&self, point: Coord<f64>) -> MvtCoord {
        MvtCoord {
            x: ((point.x - self.origin.x) * self.scale).round() as i32,
            y: ((point.y - self.origin.y) * self.scale).round() as i32,
        }
    }

    /// The points in tile units, without repetitions.
    fn snap(&self, points: &[Coord<f64>]) -> Vec<MvtCoord> {
        let mut snapped: Vec<MvtCoord> = points.iter().map(|point| self.to_tile(*point)).collect();
        snapped.dedup();
        snapped
    }

    /// Adds what the window shows of a feature; nothing when it shows nothing.
    fn add(&self, layer: MvtLayerBuilder, feature: &Feature) -> Result<MvtLayerBuilder, TileError> {
        let tolerance = TOLERANCE / self.scale;
        match &feature.shape {
            Shape::Point(point) => {
                if !self.window.contains(*point) {
                    return Ok(layer);
                }
                let mut builder = layer.feature_of(MvtGeomType::Point);
                builder.points([self.to_tile(*point)])?;
                finish(builder, feature)
            }
            Shape::Line(course) => {
                let parts = self.window.clip_line(&course.at(tolerance));
                let parts: Vec<Vec<MvtCoord>> = parts
                    .iter()
                    .map(|part| self.snap(part))
                    .filter(|part| part.len() > 1)
                    .collect();
                if parts.is_empty() {
                    return Ok(layer);
                }
                let mut builder = layer.feature_of(MvtGeomType::LineString);
                for part in parts {
                    builder.line(part)?;
                }
                finish(builder, feature)
            }
            Shape::Polygon(courses) => {
                let mut rings = courses
                    .iter()
                    .map(|course| self.snap(&self.window.clip_ring(&course.at(tolerance))));
                let shell = rings.next().unwrap_or_default();
                let holes: Vec<Vec<MvtCoord>> = rings.filter(|ring| doubled_area(ring) != 0).collect();
                // A hole as large as the shell is a window inside the hole.
                let left = doubled_area(&shell) - holes.iter().map(|hole| doubled_area(hole)).sum::<i64>();
                if left <= 0 {
                    return Ok(layer);
                }
                let mut builder = layer.feature_of(MvtGeomType::Polygon);
                builder.ring(shell, true)?;
                for hole in holes {
                    builder.ring(hole, false)?;
                }
                finish(builder, feature)
            }
        }
    }
}

fn finish(mut builder: MvtFeatureBuilder, feature: &Feature) -> Result<MvtLayerBuilder, TileError> {
    for (key, value) in &feature.attributes {
        let value = match value {
            Value::Word(word) => MvtValueRef::String(word),
            Value::Text(text) => MvtValueRef::String(text),
            Value::Number(number) => MvtValueRef::Int(*number),
        };
        builder.tag_ref(key, value)?;
    }
    Ok(builder.end())
}

/// Twice the area that a ring encloses, whichever way it runs.
fn doubled_area(ring: &[MvtCoord]) -> i64 {
    let after = ring.iter().cycle().skip(1);
    ring.iter()
        .zip(after)
        .map(|(a, b)| i64::from(a.x) * i64::from(b.y) - i64::from(a.y) * i64::from(b.x))
        .sum::<i64>()
        .abs()
}

fn extent(shape: &Shape) -> Option<(Coord<f64>, Coord<f64>)> {
    let points: &[Coord<f64>] = match shape {
        Shape::Point(point) => std::slice::from_ref(point),
        Shape::Line(course) => &course.points,
        Shape::Polygon(courses) => &courses.first()?.points,
    };
    let first = *points.first()?;
    Some(points.iter().fold((first, first), |(low, high), point| {
        (
            Coord {
                x: low.x.min(point.x),
                y: low.y.min(point.y),
            },
            Coord {
                x: high.x.max(point.x),
                y: high.y.max(point.y),
            },
        )
    }))
}

/// Extent of the boundary, or of the settlements and units where there is none.
fn bounds(territory: &Territory) -> Option<[f64; 4]> {
    let of_boundary = territory
        .municipality
        .boundary
        .as_ref()
        .filter(|b| b.coords_count() > 0);
    let rect = match of_boundary {
        Some(boundary) => boundary.bounding_rect()?,
        None => {
            let places = territory.settlements.iter().map(|place| place.location);
            let points: geo::MultiPoint<f64> = places
                .chain(territory.units.iter().map(|unit| unit.location))
                .collect();
            points.bounding_rect()?
        }
    };
    Some([rect.min().x, rect.min().y, rect.max().x, rect.max().y])
}
