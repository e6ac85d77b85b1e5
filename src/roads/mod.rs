//! Roads: graph, speeds by class, surface and season, snapping, hierarchy, travel matrices.
