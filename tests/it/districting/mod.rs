//! Districting from outside: random municipalities against the checker and an exhaustive oracle, explanations,
//! determinism, edits.

mod edits;
mod explanations;
mod municipalities;
mod oracle;
mod properties;
