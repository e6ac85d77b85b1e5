//! Geometry of a territory: projection, repair, tessellation, adjacency, dissolve, simplification.
