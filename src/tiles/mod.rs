//! Vector tiles of a municipality: the base map under sites and routes, drawn from the imported layers alone.
//!
//! | layer | geometry | attributes |
//! | --- | --- | --- |
//! | `boundary` | polygon | |
//! | `water` | polygon | |
//! | `waterways` | line | |
//! | `roads` | line | `class`, `name`, `passage` |
//! | `settlements` | point | `name`, `kind`, `population`, `rank` (1 the greatest) |
//!
//! **Representation.** A [`TileSource`] is built once for a territory: every layer in Web Mercator, each vertex with the
//! tolerance up to which it is kept (`geometry::vertex_tolerances`), all in one R-tree. A tile then takes a query, a filter over the
//! vertices, and a clip: `O(log n + k)` for `k` vertices near it. Small roads and villages appear with the zoom.
//!
//! **Architecture Invariant:** the bytes of a tile depend on the territory, zoom, column and row alone. Vertices are
//! dropped by their own line's measure, before clipping, so lines meet at the edges of neighbouring tiles.
//!
//! # Sources
//! Mapbox Vector Tile Specification 2.1; D. H. Douglas, T. K. Peucker, "Algorithms for the reduction of the number of
//! points required to represent a digitized line or its caricature", Cartographica 10, 1973.

mod clip;
mod error;
mod layers;
mod mercator;
mod source;

pub use error::TileError;
pub use source::{TileSource, ZOOM_MAX};
