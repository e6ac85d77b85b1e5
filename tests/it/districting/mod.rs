//! Districting from outside: random municipalities against the checker and an exhaustive oracle, explanations,
//! determinism, edits.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stderr)]

#[cfg(feature = "exact")]
mod cut_proofs;
mod edits;
mod exact;
mod explanations;
mod instances;
mod municipalities;
mod oracle;
mod properties;
