//! Print-ready documents.
