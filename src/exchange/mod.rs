//! Outside formats to and from the domain: a user's files become a [`Territory`](crate::domain::Territory), and plans
//! become files.
//!
//! An import reads every file it is given, says everything that is wrong with all of them at once, and gives a territory
//! only when nothing blocks, or when the user asks for the good rows. Three steps: a reader turns bytes into a `Table`
//! (CSV, XLSX, GeoJSON) or into OpenStreetMap elements; a layer turns rows into nouns of the domain; `import` puts the
//! layers together. What the two kinds of sources share is the row: a layer never sees the format it came from.
//!
//! | file | concept |
//! | --- | --- |
//! | `import`, `region` | one municipality; all municipalities of a region in one run |
//! | `boundary`, `settlements`, `units`, `addresses`, `town`, `infrastructure`, `roads`, `road_access`, `links` | the layers |
//! | `table`, `columns`, `fields`, `read` | rows, header names in Russian and English, values, choice of the reader |
//! | `csv`, `xlsx`, `features`, `shapes`, `decode` | the readers |
//! | `osm` | OpenStreetMap extracts |
//! | `street_names`, `house_words` | streets of one name told apart, house numbers in words |
//! | `validity`, `within`, `spread` | polygons that bound a territory, points in it, a total over weights |
//! | `profiles`, `demo` | norm and visit profiles, built-in municipalities |
//! | `merge`, `export`, `neutral` | a second import, files for offices, cells that are not formulas |
//! | `problems`, `limits` | every problem code, every limit |
//!
//! **Complexity.** Everything is linear in the input but for the R-tree of segments that finds crossings and the
//! interval tree that finds points in a boundary: O(n log n).
//!
//! **Architecture Invariant:** no file format is named outside this folder (documents write their own). A broken input is
//! no error but a list of problems; nothing here panics on any bytes. A population is never invented: what is not stated
//! is a problem, or an estimate from a total that the user gave, marked as one.
//!
//! Sources: RFC 7946 (GeoJSON), RFC 4180 (CSV), the OpenStreetMap wiki on map features.

pub mod addresses;
mod boundary;
mod catchments;
mod codes;
pub mod columns;
mod csv;
mod decode;
pub mod demo;
pub mod export;
mod features;
mod fields;
mod gtfs;
mod house_words;
mod import;
mod infrastructure;
pub mod instances;
pub mod limits;
mod links;
mod merge;
mod neutral;
mod osm;
mod problems;
mod profiles;
mod read;
mod region;
mod road_access;
mod roads;
mod settlements;
mod shapes;
mod spread;
mod street_names;
mod table;
mod timetables;
mod town;
mod units;
mod validity;
mod vehicles;
mod within;
mod xlsx;

pub use catchments::catchments;
pub use codes::{CODES, Code};
pub use import::{ImportFiles, ImportRequest, ImportSettings, OsmClip, import};
pub use merge::{MergeReport, merge};
pub use neutral::{neutralise, restore};
pub use problems::{blocks, entry};
pub use profiles::{calendars, norm_profiles, regional, visit_profiles};
pub use region::{RegionRequest, RegionSettings, import_region, slug};
pub use spread::spread;
pub use table::InputFile;
pub use timetables::timetable;
pub use vehicles::{vehicle_problems, vehicles};
