//! Core A: units to sites.
