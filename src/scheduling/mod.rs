//! Core B: visits to a cycle of weekly routes.
