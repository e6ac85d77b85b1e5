//! The rule of neighbourhood on small territories.
