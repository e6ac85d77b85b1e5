//! OpenStreetMap extracts, PBF or XML: settlements, roads, addresses, institutions, water, and a municipality's boundary.
//!
//! An extract is read three times, each time one kind of element: relations (which one is the boundary, which are lakes),
//! ways (roads, rivers, houses, institutions, and the rings of those relations), and at last nodes, of which only the
//! places, institutions and addresses and the corners of the ways that were picked are kept. So memory holds the layers
//! and never the extract. A municipality is cut out by its boundary relation (id, or name and level) or by a polygon:
//! a settlement, house or institution belongs to it by its point, a road or river when a vertex lies inside.
//!
//! | file | concept |
//! | --- | --- |
//! | `element` | nodes, ways, relations |
//! | `wire`, `block`, `pbf`, `xml` | the two formats |
//! | `pick` | which elements are kept, and the three passes |
//! | `outline` | polygons from the ways of a relation |
//! | `layers` | picked elements to settlements, roads, houses, institutions, water |
//! | `population` | places without a population |
//!
//! **Complexity.** Linear in the extract; blocks of a PBF are decoded side by side and taken in file order, so the result
//! does not depend on the number of threads.
//!
//! **Architecture Invariant:** a place without a population stays without one unless the user gives a total to spread.
//!
//! Sources: OpenStreetMap wiki, "PBF Format", "OSM XML", "Map features", "Relation:multipolygon".

mod block;
mod element;
mod layers;
mod outline;
mod pbf;
mod pick;
mod population;
mod wire;
mod xml;

pub(super) use layers::OsmLayers;

use super::import::OsmClip;
use super::limits::OSM_BYTES_MAX;
use super::problems::Problems;
use super::table::InputFile;
use element::{Element, Pass};
use geo::MultiPolygon;
use pbf::Pbf;
use std::collections::HashSet;

/// Faults of an extract, each named once although three passes meet it.
struct Faults<'p> {
    problems: &'p mut Problems,
    named: HashSet<String>,
}

impl Faults<'_> {
    fn add(&mut self, code: &'static str, place: String, cause: String) {
        if self.named.insert(place.clone()) {
            let action = "скачайте файл заново и проверьте его контрольную сумму";
            self.problems.add(code, place, cause, action);
        }
    }
}

/// An extract in either format.
enum Extract<'a> {
    Pbf(Pbf<'a>),
    Xml(&'a InputFile),
}

impl<'a> Extract<'a> {
    fn open(file: &'a InputFile, faults: &mut Faults<'_>) -> Self {
        let gzip = file.bytes.starts_with(&[0x1F, 0x8B]);
        let first = file.bytes.iter().find(|byte| !byte.is_ascii_whitespace());
        if gzip || file.ending() == "osm" || first == Some(&b'<') {
            Self::Xml(file)
        } else {
            Self::Pbf(Pbf::open(file, faults))
        }
    }

    /// True when the first pass could not read to the end: the others would stop at the same byte.
    fn is_lost(&self, faults: &Faults<'_>) -> bool {
        matches!(self, Self::Xml(_)) && !faults.named.is_empty()
    }

    fn scan<T: Send>(
        &self,
        pass: Pass,
        faults: &mut Faults<'_>,
        pick: impl Fn(Element<'_>) -> Option<T> + Sync,
    ) -> Vec<T> {
        match self {
            Self::Pbf(pbf) => pbf.scan(pass, pick, faults),
            Self::Xml(file) => xml::scan(file, pass, pick, faults),
        }
    }
}

/// Reads an extract, cut to `clip` or to `boundary`.
pub(super) fn read(
    file: &InputFile,
    clip: Option<&OsmClip>,
    boundary: Option<&MultiPolygon<f64>>,
    problems: &mut Problems,
) -> Option<OsmLayers> {
    if file.too_large(OSM_BYTES_MAX, problems) {
        return None;
    }
    let mut faults = Faults {
        problems,
        named: HashSet::new(),
    };
    let extract = Extract::open(file, &mut faults);
    let picked = pick::passes(&extract, clip, &mut faults);
    layers::build(&picked, &file.name, clip, boundary, problems)
}
