//! Core C: how many vehicles of which kind.
