//! Outside formats to and from the domain.

pub mod instances;
