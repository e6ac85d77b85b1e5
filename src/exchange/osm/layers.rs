//! Picked elements to layers of the domain.

use super::outline::{outline, ring_line};
use super::pick::{KeptTags, PLACES, Picked, PickedRelation, value};
use super::population::{self, Place};
use crate::domain::{
    Certainty, InfrastructureId, InfrastructurePoint, Persons, RoadId, RoadSegment, Settlement, SettlementId,
};
use crate::exchange::addresses::{House, floor_area, is_doubtful, is_residential};
use crate::exchange::fields::{clean, number};
use crate::exchange::import::OsmClip;
use crate::exchange::infrastructure::kind_of_tags;
use crate::exchange::limits::LEVELS_MAX;
use crate::exchange::problems::{Problems, shown};
use crate::exchange::roads::{self, road_of_tags};
use crate::exchange::settlements::kind_of;
use crate::exchange::validity;
use crate::exchange::within::Within;
use geo::{GeodesicArea, InteriorPoint, LineString, MultiPolygon, Point, Polygon};
use std::collections::HashSet;

/// What an extract holds of a municipality.
#[derive(Debug, Default)]
pub(in crate::exchange) struct OsmLayers {
    pub(in crate::exchange) boundary: Option<MultiPolygon<f64>>,
    pub(in crate::exchange) places: Vec<Place>,
    pub(in crate::exchange) houses: Vec<House>,
    pub(in crate::exchange) roads: Vec<RoadSegment>,
    pub(in crate::exchange) infrastructure: Vec<InfrastructurePoint>,
    pub(in crate::exchange) waterways: Vec<LineString<f64>>,
    pub(in crate::exchange) water: Vec<MultiPolygon<f64>>,
}

impl OsmLayers {
    /// The settlements, those without a population with a share of `total` when there is one.
    pub(in crate::exchange) fn settlements(
        &self,
        total: Option<Persons>,
        problems: &mut Problems,
    ) -> Vec<Settlement> {
        population::settle(&self.places, &self.houses, total, problems)
    }
}

/// A territory that elements lie in, or everything.
struct Territory(Option<Within>);

impl Territory {
    fn holds(&self, point: Point<f64>) -> bool {
        self.0.as_ref().is_none_or(|within| within.holds(point))
    }

    fn touches(&self, line: &LineString<f64>) -> bool {
        self.0.as_ref().is_none_or(|within| within.touches(line))
    }
}

/// Builds the layers; `None` when the extract is empty or its boundary cannot be had.
pub(super) fn build(
    picked: &Picked,
    file: &str,
    clip: Option<&OsmClip>,
    boundary: Option<&MultiPolygon<f64>>,
    problems: &mut Problems,
) -> Option<OsmLayers> {
    if !picked.is_any {
        problems.add(
            "osm.empty",
            file,
            "в файле нет ни дорог, ни населённых пунктов, ни адресов",
            "скачайте выгрузку своей территории",
        );
        return None;
    }
    let own = match clip {
        Some(clip) => Some(clip_boundary(picked, file, clip, problems)?),
        None => boundary.cloned(),
    };
    let territory = Territory(own.as_ref().map(Within::new));
    let mut layers = OsmLayers {
        boundary: own,
        ..OsmLayers::default()
    };
    ways(picked, &territory, file, &mut layers, problems);
    for node in &picked.nodes {
        let point = Point(node.at);
        if territory.holds(point) {
            layers.point(&format!("node/{}", node.id), &node.tags, point, None);
        }
    }
    for relation in &picked.relations {
        if value(&relation.tags, "boundary").is_empty() {
            let polygons = outline(picked, relation).polygons;
            if polygons
                .iter()
                .any(|polygon| territory.touches(polygon.exterior()))
            {
                layers.water.push(polygons);
            }
        }
    }
    layers.drop_doubles();
    Some(layers)
}

/// The boundary that the user means: exactly one relation with closed rings.
fn clip_boundary(
    picked: &Picked,
    file: &str,
    clip: &OsmClip,
    problems: &mut Problems,
) -> Option<MultiPolygon<f64>> {
    let (wanted, boundaries): (String, Vec<&PickedRelation>) = match clip {
        OsmClip::Relation(id) => (
            format!("отношение {id}"),
            picked
                .relations
                .iter()
                .filter(|relation| relation.id == *id)
                .collect(),
        ),
        OsmClip::Boundary { name, .. } => (
            format!("граница «{}»", shown(name)),
            picked
                .relations
                .iter()
                .filter(|relation| value(&relation.tags, "boundary") == "administrative")
                .collect(),
        ),
    };
    let relation = match boundaries.as_slice() {
        [one] => *one,
        [] => {
            problems.add(
                "osm.boundary_missing",
                file,
                format!("{wanted} в файле не найдена"),
                "сверьте номер или название и уровень границы",
            );
            return None;
        }
        several => {
            let ids: Vec<String> = several.iter().map(|relation| relation.id.to_string()).collect();
            problems.add(
                "osm.boundary_ambiguous",
                file,
                format!("{wanted}: подходят отношения {}", ids.join(", ")),
                "укажите номер отношения",
            );
            return None;
        }
    };
    let made = outline(picked, relation);
    let place = format!("{file}, отношение {}", relation.id);
    if made.open > 0 || made.polygons.0.is_empty() {
        problems.add(
            "osm.boundary_open",
            place,
            format!(
                "граница не замкнута: {} линий не хватает или они обрываются",
                made.open
            ),
            "возьмите выгрузку, в которой территория лежит целиком",
        );
        return None;
    }
    validity::check(&made.polygons, &place, problems).then_some(made.polygons)
}

fn ways(picked: &Picked, territory: &Territory, file: &str, layers: &mut OsmLayers, problems: &mut Problems) {
    let mut cut = 0;
    for way in &picked.ways {
        let coords: Vec<_> = way
            .nodes
            .iter()
            .filter_map(|node| picked.coordinate(*node))
            .collect();
        let line = LineString::new(coords);
        if line.0.len() < 2 {
            cut += usize::from(!way.nodes.is_empty());
            continue;
        }
        cut += usize::from(line.0.len() < way.nodes.len());
        let code = format!("way/{}", way.id);
        if road_of_tags(|key| value(&way.tags, key)).is_some() {
            if territory.touches(&line) {
                layers.road(&code, &way.tags, line);
            }
        } else if matches!(value(&way.tags, "waterway"), "river" | "canal") {
            if territory.touches(&line) {
                layers.waterways.push(line);
            }
        } else if let Some(ring) = ring_line(picked, &way.nodes) {
            let polygon = Polygon::new(ring, Vec::new());
            let is_water =
                value(&way.tags, "natural") == "water" || value(&way.tags, "waterway") == "riverbank";
            if is_water {
                if territory.touches(polygon.exterior()) {
                    layers.water.push(MultiPolygon::new(vec![polygon]));
                }
            } else if let Some(point) = polygon.interior_point().filter(|point| territory.holds(*point)) {
                layers.point(&code, &way.tags, point, Some(&polygon));
            }
        }
    }
    if cut > 0 {
        problems.add(
            "osm.missing_nodes",
            file,
            format!("у {cut} линий не хватает точек: выгрузка обрезана по их середине"),
            "ничего не нужно, если они за границей территории",
        );
    }
}

impl OsmLayers {
    fn road(&mut self, code: &str, tags: &KeptTags, line: LineString<f64>) {
        let Some(road) = road_of_tags(|key| value(tags, key)) else {
            return;
        };
        self.roads.push(RoadSegment {
            id: RoadId::new(code),
            line,
            stated_length: None,
            paved_length: None,
            class: road.class,
            surface: road.surface,
            track_grade: road.track_grade,
            smoothness: road.smoothness,
            closed: road.closed,
            passage: road.passage,
            direction: road.direction,
            name: roads::name(value(tags, "name"), value(tags, "ref")),
        });
    }

    /// A node, or the inside of a closed way: a place, an institution, a house, or several of them.
    fn point(&mut self, code: &str, tags: &KeptTags, at: Point<f64>, shape: Option<&Polygon<f64>>) {
        let tag = |key: &str| value(tags, key);
        if PLACES.contains(&tag("place")) && !name(tags).is_empty() {
            self.places.push(place(code, tags, at));
        }
        if let Some(kind) = kind_of_tags(tag) {
            self.infrastructure.push(InfrastructurePoint {
                id: InfrastructureId::new(code),
                kind,
                full_name: clean(name(tags)),
                address: address(tags),
                telephone: clean(first(&[tag("phone"), tag("contact:phone")])),
                head: String::new(),
                note: String::new(),
                location: at,
                edited_by_hand: false,
            });
        }
        let street = first(&[tag("addr:street"), tag("addr:place")]);
        let other_use = ["amenity", "shop", "office", "healthcare"]
            .iter()
            .any(|key| !tag(key).is_empty());
        if !tag("addr:housenumber").is_empty()
            && !street.is_empty()
            && is_residential(tag("building"), other_use)
        {
            let levels = number(tag("building:levels")).map(|levels| levels.round() as i64);
            let footprint = shape.map(|polygon| polygon.geodesic_area_unsigned().round() as i64);
            self.houses.push(House {
                is_doubtful: is_doubtful(tag("building"), footprint, levels),
                street: clean(street),
                number: clean(tag("addr:housenumber")),
                location: at,
                settlement: clean(tag("addr:city")),
                persons: None,
                certainty: Certainty::Counted,
                floor_area_m2: floor_area(footprint, levels.filter(|levels| *levels <= LEVELS_MAX)),
            });
        }
    }

    /// One settlement is often drawn as a node and as an area, an institution as a building and as a node in it.
    fn drop_doubles(&mut self) {
        let key = |at: Point<f64>, name: &str| {
            let cell = |degrees: f64| (degrees * 50.0).round() as i64;
            (cell(at.x()), cell(at.y()), name.to_lowercase())
        };
        let nodes: HashSet<_> = self
            .places
            .iter()
            .filter(|place| place.settlement.id.as_str().starts_with("node/"))
            .map(|place| key(place.settlement.location, &place.settlement.name))
            .collect();
        self.places.retain(|place| {
            let settlement = &place.settlement;
            settlement.id.as_str().starts_with("node/")
                || !nodes.contains(&key(settlement.location, &settlement.name))
        });
        let mut seen = HashSet::new();
        self.infrastructure.retain(|point| {
            point.full_name.is_empty() || seen.insert((point.kind, key(point.location, &point.full_name)))
        });
        let mut seen = HashSet::new();
        self.houses
            .sort_by_key(|house| std::cmp::Reverse(house.floor_area_m2));
        self.houses.retain(|house| {
            let cell = key(house.location, &house.street);
            seen.insert((cell, house.number.clone()))
        });
    }
}

fn first<'t>(texts: &[&'t str]) -> &'t str {
    texts.iter().find(|text| !text.is_empty()).copied().unwrap_or("")
}

/// The Russian name, else the local one.
fn name(tags: &KeptTags) -> &str {
    first(&[value(tags, "name:ru"), value(tags, "name")])
}

fn address(tags: &KeptTags) -> String {
    let parts = ["addr:city", "addr:street", "addr:housenumber"];
    let stated: Vec<&str> = parts
        .iter()
        .map(|key| value(tags, key))
        .filter(|text| !text.is_empty())
        .collect();
    clean(&stated.join(", "))
}

fn place(code: &str, tags: &KeptTags, at: Point<f64>) -> Place {
    let stated = value(tags, "population");
    let persons =
        number(stated).filter(|persons| *persons >= 0.0 && persons.fract() == 0.0 && *persons < 5e7);
    let status = value(tags, "official_status").trim_start_matches("ru:");
    Place {
        size: value(tags, "place").to_owned(),
        stated: stated.to_owned(),
        settlement: Settlement {
            id: SettlementId::new(code),
            kind: kind_of(first(&[status, value(tags, "place")])),
            name: clean(name(tags)),
            location: at,
            population: Persons(persons.map_or(0, |persons| persons as i64)),
            certainty: Certainty::Counted,
            rural_settlement: None,
            is_rural_centre: false,
            is_district_centre: !matches!(value(tags, "capital"), "" | "no"),
            road_access: None,
        },
        is_known: persons.is_some(),
    }
}
