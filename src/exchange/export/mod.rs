//! Plans, schedules and institutions as files that offices open: CSV, XLSX and GeoJSON.
//!
//! A [`Sheet`] is made of the domain once and written in either table format. CSV is separated by commas in UTF-8 with a
//! mark, which Excel needs to read Russian; quotes as in RFC 4180. Text that a spreadsheet would take for a formula gets
//! an apostrophe in front ([`neutralise`](super::neutralise)), which an import takes off again: what is exported and
//! imported is the same.
//!
//! **Architecture Invariant:** an export computes no geometry: dissolved sites and cells of units are handed in.

mod geojson;
mod sheet;
mod sheets;

pub use geojson::{SiteShape, infrastructure_geojson, sites_geojson, units_geojson};
pub use sheet::{Cell, ExportError, Sheet, csv, xlsx};
pub use sheets::{
    infrastructure_sheet, kind_title, plan_sheet, schedule_sheet, settlements_sheet, streets_sheet,
};
