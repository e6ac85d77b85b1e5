//! Geometry of a territory: projection, validity and repair, tessellation, adjacency, dissolve, simplification.
//!
//! Units that come as points are given cells: a Voronoi diagram clipped to the municipality's boundary. Everything that
//! is drawn or counted afterwards (which units are neighbours, the outline of a site, its area, a coarser outline for a
//! small map) is read from one [`Tessellation`], a planar topology of shared [`Arc`]s.
//!
//! | file | concept |
//! | --- | --- |
//! | `projection` | one equal-area plane for a municipality, metres |
//! | `validity` | faults of a polygon with their place, and the repair of those that leave no doubt |
//! | `grid`, `noding`, `arrangement` | the 1 mm grid, segments cut where they meet, the faces between them |
//! | `voronoi` | borders between generators |
//! | `tessellation` | faces given to units; pieces cut off from their unit given to a neighbour |
//! | `topology`, `dissolve` | arcs, rings, polygons of any grouping of cells |
//! | `simplify`, `label`, `locate` | coarser outlines on the same arcs; a place for a name; the cell at a place |
//! | `blocks` | town blocks from the houses of streets |
//! | `adjacency`, `water` | the rule that makes two units neighbours, and the water that bars them |
//!
//! **Representation.** Coordinates are integers on a 1 mm grid of the local plane; predicates are exact (`i128`). With
//! `n` segments and `c` crossings a tessellation takes `O((n + c) log n)`.
//!
//! **Architecture Invariant:** lines that meet share a vertex of the grid, and a border between two cells exists once.
//! No tolerance decides a question of topology. Nothing here reads the clock, draws random numbers or knows a format.
//!
//! # Sources
//! F. Aurenhammer, "Voronoi diagrams: a survey of a fundamental geometric data structure", ACM Computing Surveys 23,
//! 1991; M. Bostock, the TopoJSON format (2012), for polygons as strings of shared arcs.

mod adjacency;
mod arrangement;
mod blocks;
mod dissolve;
mod error;
mod faces;
mod grid;
mod hull;
mod label;
mod locate;
mod noding;
mod pieces;
mod placement;
mod projection;
mod ray;
mod remark;
mod simplify;
mod tessellation;
mod topology;
mod validity;
mod voronoi;
mod water;

pub use adjacency::{Adjacency, BORDER_M_MIN, Bar, Neighbours, Way, adjacency};
pub use blocks::{BlockGroup, Blocks, House, street_blocks};
pub use dissolve::{Dissolved, area_km2, area_m2};
pub use error::GeometryError;
pub use grid::GridPoint;
pub use label::label_place;
pub use locate::Locator;
pub use placement::within_boundary;
pub use projection::Projection;
pub use remark::Remark;
pub use simplify::vertex_tolerances;
pub use tessellation::{
    Border, CellIndex, Generator, Tessellation, TessellationInput, tessellate, tessellate_units,
};
pub use topology::Arc;
pub use validity::{CROSSINGS_TOLD_MAX, Fault, faults, repair};
