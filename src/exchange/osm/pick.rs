//! The three passes over an extract, and which elements each of them keeps.

use super::element::{Element, Member, MemberKind, Pass, Tags};
use super::{Extract, Faults};
use crate::exchange::import::OsmClip;
use crate::exchange::infrastructure::kind_of_tags;
use crate::exchange::roads::road_of_tags;
use geo::Coord;
use std::collections::HashSet;

/// Values of `place` that are settlements.
pub(super) const PLACES: [&str; 5] = ["city", "town", "village", "hamlet", "isolated_dwelling"];
/// Values of `waterway` that separate their banks; brooks are stepped over.
const RIVERS: [&str; 2] = ["river", "canal"];
/// Keys that the layers read; the rest of an element's tags is dropped.
const KEYS: [&str; 58] = [
    "name",
    "name:ru",
    "ref",
    "highway",
    "surface",
    "tracktype",
    "ice_road",
    "winter_road",
    "route",
    "seasonal",
    "oneway",
    "junction",
    "smoothness",
    "access",
    "vehicle",
    "motor_vehicle",
    "access:conditional",
    "vehicle:conditional",
    "motor_vehicle:conditional",
    "motorcar:conditional",
    "place",
    "population",
    "official_status",
    "capital",
    "amenity",
    "healthcare",
    "shop",
    "office",
    "building",
    "building:levels",
    "building:flats",
    "addr:street",
    "addr:place",
    "addr:housenumber",
    "addr:city",
    "phone",
    "contact:phone",
    "operator",
    "description",
    "waterway",
    "natural",
    "water",
    "boundary",
    "admin_level",
    "type",
    "landuse",
    "social_facility",
    "official_name",
    "population:date",
    "addr:suburb",
    "ford",
    "bridge",
    "ferry",
    "motorcar",
    "bicycle",
    "foot",
    "layer",
    "tunnel",
];

/// Tags of an element that is kept.
pub(super) type KeptTags = Vec<(&'static str, String)>;

/// The value of a key.
pub(super) fn value<'t>(tags: &'t KeptTags, key: &str) -> &'t str {
    tags.iter()
        .find(|tag| tag.0 == key)
        .map_or("", |tag| tag.1.as_str())
}

/// A node with tags of interest.
pub(super) struct PickedNode {
    pub(super) id: i64,
    pub(super) at: Coord<f64>,
    pub(super) tags: KeptTags,
}

/// A way with its nodes.
pub(super) struct PickedWay {
    pub(super) id: i64,
    pub(super) nodes: Vec<i64>,
    pub(super) tags: KeptTags,
}

/// A relation with its outer and inner ways.
pub(super) struct PickedRelation {
    pub(super) id: i64,
    /// Way and whether it is an inner one.
    pub(super) ways: Vec<(i64, bool)>,
    pub(super) tags: KeptTags,
}

/// What the passes keep.
#[derive(Default)]
pub(super) struct Picked {
    pub(super) relations: Vec<PickedRelation>,
    /// By ascending id.
    pub(super) ways: Vec<PickedWay>,
    /// Tagged nodes in file order.
    pub(super) nodes: Vec<PickedNode>,
    /// Coordinates of the ways' nodes, by ascending id.
    pub(super) coordinates: Vec<(i64, Coord<f64>)>,
    /// True when the extract had any element at all.
    pub(super) is_any: bool,
}

impl Picked {
    /// The way of an id.
    pub(super) fn way(&self, id: i64) -> Option<&PickedWay> {
        let at = self.ways.binary_search_by_key(&id, |way| way.id).ok()?;
        self.ways.get(at)
    }

    /// Where a node is; `None` when the extract lacks it.
    pub(super) fn coordinate(&self, node: i64) -> Option<Coord<f64>> {
        let at = self
            .coordinates
            .binary_search_by_key(&node, |entry| entry.0)
            .ok()?;
        self.coordinates.get(at).map(|entry| entry.1)
    }
}

/// Runs the passes.
pub(super) fn passes(extract: &Extract<'_>, clip: Option<&OsmClip>, faults: &mut Faults<'_>) -> Picked {
    let relations = extract.scan(Pass::Relations, faults, |element| relation(element, clip));
    if extract.is_lost(faults) {
        return Picked::default();
    }
    let members: HashSet<i64> = relations
        .iter()
        .flat_map(|relation| relation.ways.iter().map(|way| way.0))
        .collect();
    let mut ways = extract.scan(Pass::Ways, faults, |element| way(element, &members));
    ways.sort_by_key(|way| way.id);
    ways.dedup_by_key(|way| way.id);
    let mut needed: Vec<i64> = ways.iter().flat_map(|way| way.nodes.iter().copied()).collect();
    needed.sort_unstable();
    needed.dedup();
    let found = extract.scan(Pass::Nodes, faults, |element| node(element, &needed));
    let mut picked = Picked {
        is_any: !(relations.is_empty() && ways.is_empty() && found.is_empty()),
        relations,
        ways,
        ..Picked::default()
    };
    for (id, at, tags) in found {
        if needed.binary_search(&id).is_ok() {
            picked.coordinates.push((id, at));
        }
        if let Some(tags) = tags {
            picked.nodes.push(PickedNode { id, at, tags });
        }
    }
    picked.coordinates.sort_by_key(|entry| entry.0);
    picked
}

fn keep(tags: &Tags<'_>) -> KeptTags {
    tags.0
        .iter()
        .filter_map(|(key, value)| {
            let key = KEYS.iter().find(|known| *known == key)?;
            Some((*key, (*value).to_owned()))
        })
        .collect()
}

fn relation(element: Element<'_>, clip: Option<&OsmClip>) -> Option<PickedRelation> {
    let Element::Relation { id, members, tags } = element else {
        return None;
    };
    let kind = tags.get("type");
    let is_water = kind == "multipolygon" && is_water(tags);
    let is_boundary = clip.is_some_and(|clip| is_clip(clip, id, tags));
    let ring_ways =
        |member: &Member<'_>| (member.kind == MemberKind::Way).then_some((member.id, member.role == "inner"));
    (is_water || is_boundary).then(|| PickedRelation {
        id,
        ways: members.iter().filter_map(ring_ways).collect(),
        tags: keep(tags),
    })
}

/// True for the relation that the user means.
fn is_clip(clip: &OsmClip, id: i64, tags: &Tags<'_>) -> bool {
    match clip {
        OsmClip::Relation(wanted) => id == *wanted,
        OsmClip::Boundary { name, admin_level } => {
            let same = |key: &str| crate::exchange::boundary::same_name(tags.get(key), name);
            tags.get("boundary") == "administrative"
                && (same("name") || same("name:ru") || same("official_name"))
                && admin_level.is_none_or(|level| tags.get("admin_level") == level.to_string())
        }
    }
}

fn is_water(tags: &Tags<'_>) -> bool {
    tags.get("natural") == "water" || tags.get("waterway") == "riverbank"
}

fn way(element: Element<'_>, members: &HashSet<i64>) -> Option<PickedWay> {
    let Element::Way { id, nodes, tags } = element else {
        return None;
    };
    let wanted = members.contains(&id)
        || road_of_tags(|key| tags.get(key)).is_some()
        || RIVERS.contains(&tags.get("waterway"))
        || is_water(tags)
        || is_point_of_interest(tags);
    wanted.then(|| PickedWay {
        id,
        nodes: nodes.to_vec(),
        tags: keep(tags),
    })
}

/// True for places, institutions and addresses.
fn is_point_of_interest(tags: &Tags<'_>) -> bool {
    PLACES.contains(&tags.get("place"))
        || !tags.get("addr:housenumber").is_empty()
        || kind_of_tags(|key| tags.get(key)).is_some()
}

type FoundNode = (i64, Coord<f64>, Option<KeptTags>);

fn node(element: Element<'_>, needed: &[i64]) -> Option<FoundNode> {
    let Element::Node { id, lon, lat, tags } = element else {
        return None;
    };
    let tagged = !tags.0.is_empty() && is_point_of_interest(tags);
    let in_range = lon.abs() <= 180.0 && lat.abs() <= 90.0;
    (in_range && (tagged || needed.binary_search(&id).is_ok()))
        .then(|| (id, Coord { x: lon, y: lat }, tagged.then(|| keep(tags))))
}
