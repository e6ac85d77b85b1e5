//! A municipality from the files of a user: everything that is wrong is said at once, and nothing is half-made.

use super::addresses::{self, House};
use super::boundary;
use super::columns::Mapping;
use super::infrastructure;
use super::links;
use super::osm;
use super::problems::{Problems, shown};
use super::roads;
use super::settlements;
use super::table::InputFile;
use super::units;
use super::within::Within;
use crate::domain::{
    Certainty, ID_LENGTH_MAX, Municipality, MunicipalityId, MunicipalityKind, OfficialFigure, Persons,
    Problem, RoadSegment, Settlement, SettlementId, SettlementKind, Territory, is_plain_id,
};
use geo::{Distance, Haversine, MultiPolygon, Point};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What the user says about the municipality and the files.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportSettings {
    /// Code of the municipality.
    pub id: MunicipalityId,
    /// Full official name.
    pub name: String,
    /// Urban okrug or district.
    pub kind: MunicipalityKind,
    /// Long seasonal isolation and low density.
    #[serde(default)]
    pub isolated: bool,
    /// Import what is good although something else is not.
    #[serde(default)]
    pub keep_good_rows: bool,
    /// Column of the population; the newest census when not set.
    #[serde(default)]
    pub population_column: Option<String>,
    /// Field by header, where the headers are not known.
    #[serde(default)]
    pub mapping: BTreeMap<String, String>,
    /// Official total; allows estimates where places state no population.
    #[serde(default)]
    pub official_population: Option<OfficialFigure>,
    /// Lines of attribution.
    #[serde(default)]
    pub attribution: Vec<String>,
    /// Residents of a unit made of a town's addresses, at most.
    #[serde(default)]
    pub block_persons_max: Option<Persons>,
}

/// The files of an import; all of them are optional, but there must be settlements, units or addresses.
#[derive(Debug, Clone, Default)]
pub struct ImportFiles {
    /// Boundary polygons.
    pub boundary: Option<InputFile>,
    /// Settlements.
    pub settlements: Option<InputFile>,
    /// Units of their own.
    pub units: Option<InputFile>,
    /// Addresses or buildings.
    pub addresses: Option<InputFile>,
    /// Institutions.
    pub infrastructure: Option<InputFile>,
    /// Roads as lines.
    pub roads: Option<InputFile>,
    /// Roads as a table of links.
    pub links: Option<InputFile>,
    /// Junctions of the links.
    pub junctions: Option<InputFile>,
    /// OpenStreetMap extract, PBF or XML: fills the layers that have no file of their own.
    pub osm: Option<InputFile>,
}

/// How a municipality is cut out of an extract; without it by the boundary file, or not at all.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OsmClip {
    /// Its boundary relation by id.
    Relation(i64),
    /// Its boundary relation by name.
    Boundary {
        /// Name as in OpenStreetMap.
        name: String,
        /// Level, when several boundaries share the name.
        #[serde(default)]
        admin_level: Option<u8>,
    },
}

/// An import.
#[derive(Debug, Clone)]
pub struct ImportRequest {
    /// Settings.
    pub settings: ImportSettings,
    /// Files.
    pub files: ImportFiles,
    /// How the extract is cut.
    pub clip: Option<OsmClip>,
}

/// Imports a municipality. The territory is there when nothing blocks, or when good rows are kept and some are left.
#[must_use]
pub fn import(request: &ImportRequest) -> (Option<Territory>, Vec<Problem>) {
    let mut problems = Problems::default();
    let territory = read_territory(request, &mut problems);
    finish(territory, request.settings.keep_good_rows, problems)
}

/// Withholds a territory with blocking problems unless its good rows are asked for.
pub(super) fn finish(
    territory: Option<Territory>,
    keep_good_rows: bool,
    problems: Problems,
) -> (Option<Territory>, Vec<Problem>) {
    let usable = territory.filter(|territory| !territory.units.is_empty());
    let kept = usable.filter(|_| keep_good_rows || !problems.block());
    (kept, problems.into_vec())
}

fn read_territory(request: &ImportRequest, problems: &mut Problems) -> Option<Territory> {
    let ImportRequest {
        settings,
        files,
        clip,
    } = request;
    check_settings(settings, problems);
    let mapping = Mapping {
        by_header: Some(&settings.mapping),
        population: settings.population_column.as_deref(),
    };
    // the population column and the mapping speak of settlements; other layers have columns of their own
    let plain = Mapping {
        by_header: Some(&settings.mapping),
        population: None,
    };
    let boundary = files
        .boundary
        .as_ref()
        .and_then(|file| boundary::read_one(file, &settings.name, &plain, problems))
        .map(|boundary| boundary.polygons);
    let extract = files
        .osm
        .as_ref()
        .and_then(|file| osm::read(file, clip.as_ref(), boundary.as_ref(), problems))
        .unwrap_or_default();
    let mut layers = Layers::default();
    if let Some(file) = &files.settlements {
        let located = settlements::read(file, &mapping, problems);
        layers.settlements = located.into_iter().map(|located| located.settlement).collect();
    } else if files.osm.is_some() {
        let total = settings.official_population.as_ref().map(|figure| figure.persons);
        layers.settlements = extract.settlements(total, problems);
    }
    layers.houses = match &files.addresses {
        Some(file) => addresses::read(file, &plain, problems),
        None => extract.houses,
    };
    layers.roads = read_roads(files, &layers.settlements, &plain, problems);
    if files.roads.is_none() && files.links.is_none() {
        layers.roads = extract.roads;
    }
    let infrastructure = match &files.infrastructure {
        Some(file) => infrastructure::read(file, &plain, problems),
        None => extract.infrastructure,
    };
    let boundary = boundary.or(extract.boundary);
    let mut territory = assemble(settings, boundary, layers, files.units.as_ref(), problems)?;
    territory.infrastructure = infrastructure;
    territory.waterways = extract.waterways;
    territory.water = extract.water;
    Some(territory)
}

fn read_roads(
    files: &ImportFiles,
    settlements: &[Settlement],
    mapping: &Mapping<'_>,
    problems: &mut Problems,
) -> Vec<RoadSegment> {
    let mut all = Vec::new();
    if let Some(file) = &files.roads {
        all.extend(roads::read(file, mapping, problems));
    }
    if let Some(file) = &files.links {
        let mut ends = links::ends(settlements);
        if let Some(file) = &files.junctions {
            links::read_junctions(file, mapping, &mut ends, problems);
        }
        all.extend(links::read(file, mapping, &ends, problems));
    }
    all
}

fn check_settings(settings: &ImportSettings, problems: &mut Problems) {
    if !is_plain_id(settings.id.as_str()) {
        problems.add(
            "id.malformed",
            "settings.id",
            format!("код муниципалитета «{}»", shown(settings.id.as_str())),
            format!("от 1 до {ID_LENGTH_MAX} букв, цифр и - _ . : /"),
        );
    }
    if settings.name.trim().is_empty() {
        problems.add(
            "value.missing",
            "settings.name",
            "у муниципалитета нет названия",
            "впишите полное название",
        );
    }
}

/// What was read, before it is a territory.
#[derive(Debug, Default)]
pub(super) struct Layers {
    pub(super) settlements: Vec<Settlement>,
    pub(super) houses: Vec<House>,
    pub(super) roads: Vec<RoadSegment>,
}

/// Makes a territory of layers, with units of their own or made of settlements and houses.
pub(super) fn assemble(
    settings: &ImportSettings,
    boundary: Option<MultiPolygon<f64>>,
    layers: Layers,
    unit_file: Option<&InputFile>,
    problems: &mut Problems,
) -> Option<Territory> {
    let municipality = Municipality {
        id: settings.id.clone(),
        name: settings.name.trim().to_owned(),
        kind: settings.kind,
        isolated: settings.isolated,
        boundary,
        official_population: settings.official_population.clone(),
        attribution: settings.attribution.clone(),
    };
    let mut settlements = layers.settlements;
    settlements.extend(unlisted_town(
        &municipality,
        &settlements,
        &layers.houses,
        problems,
    ));
    if let Some(boundary) = &municipality.boundary {
        check_inside(&settlements, boundary, problems);
    }
    let units = match unit_file {
        Some(file) => {
            let mapping = Mapping {
                by_header: Some(&settings.mapping),
                population: None,
            };
            units::read(file, &municipality, &settlements, &mapping, problems)
        }
        None => units::from_settlements(
            &municipality,
            &mut settlements,
            layers.houses,
            settings.block_persons_max,
            problems,
        ),
    };
    if units.is_empty() {
        problems.add(
            "units.none",
            "весь ввод",
            "нет ни одного населённого пункта с жителями и ни одной единицы",
            "загрузите населённые пункты с населением, единицы или адреса",
        );
        return None;
    }
    Some(Territory {
        municipality,
        settlements,
        units,
        roads: layers.roads,
        infrastructure: Vec::new(),
        waterways: Vec::new(),
        water: Vec::new(),
    })
}

/// Houses that name no settlement and lie farther than this from every listed one are not of that village, in metres.
/// Test: `an_okrug_that_lists_only_its_villages_keeps_its_town`.
const VILLAGE_REACH_M: f64 = 2_000.0;

/// The town of addresses whose settlement the list does not have: the whole municipality where there is no list, and
/// the town of an urban okrug that lists only the villages around it. It has the residents that the list leaves over.
fn unlisted_town(
    municipality: &Municipality,
    listed: &[Settlement],
    houses: &[House],
    problems: &mut Problems,
) -> Option<Settlement> {
    let is_town = |place: &Settlement| {
        matches!(
            place.kind,
            SettlementKind::City | SettlementKind::UrbanTypeSettlement
        )
    };
    let lists_its_town = municipality.kind == MunicipalityKind::District || listed.iter().any(is_town);
    if !listed.is_empty() && lists_its_town {
        return None;
    }
    let is_far = |house: &&House| {
        house.settlement.is_empty()
            && listed
                .iter()
                .all(|place| Haversine.distance(place.location, house.location) > VILLAGE_REACH_M)
    };
    let houses: Vec<House> = houses.iter().filter(is_far).cloned().collect();
    let location = weighted_middle(&houses)?;
    let stated: Persons = houses.iter().filter_map(|house| house.persons).sum();
    let elsewhere: Persons = listed.iter().map(|place| place.population).sum();
    let official = municipality
        .official_population
        .as_ref()
        .map(|figure| (figure.persons - elsewhere).max(Persons::ZERO));
    let unknown = houses.iter().any(|house| house.persons.is_none());
    if unknown && official.is_none() {
        problems.add(
            "addresses.no_total",
            "settings.official_population",
            "у адресов не указаны жители, и нет общей численности, которую можно распределить",
            "укажите официальную численность с годом и источником",
        );
        return None;
    }
    Some(Settlement {
        id: SettlementId::new(municipality.id.as_str()),
        name: municipality.name.clone(),
        kind: match municipality.kind {
            MunicipalityKind::UrbanOkrug => SettlementKind::City,
            MunicipalityKind::District => SettlementKind::Other,
        },
        location,
        population: if unknown { official? } else { stated },
        certainty: Certainty::Counted,
        rural_settlement: None,
        is_rural_centre: false,
        is_district_centre: true,
        road_access: None,
    })
}

/// The middle of the floor area: the median house by longitude and by latitude.
fn weighted_middle(houses: &[House]) -> Option<Point<f64>> {
    let total: i64 = houses.iter().map(|house| house.floor_area_m2).sum();
    let median = |of: fn(&House) -> f64| {
        let mut sorted: Vec<(f64, i64)> = houses
            .iter()
            .map(|house| (of(house), house.floor_area_m2))
            .collect();
        sorted.sort_by(|a, b| a.0.total_cmp(&b.0));
        let mut below = 0;
        sorted
            .into_iter()
            .find(|(_, area)| {
                below += area;
                below * 2 >= total
            })
            .map(|(value, _)| value)
    };
    Some(Point::new(
        median(|house| house.location.x())?,
        median(|house| house.location.y())?,
    ))
}

/// Settlements outside the boundary: swapped coordinates are a fault, a village just across is worth a note.
fn check_inside(settlements: &[Settlement], boundary: &MultiPolygon<f64>, problems: &mut Problems) {
    let within = Within::new(boundary);
    for settlement in settlements {
        let point = settlement.location;
        if within.holds(point) {
            continue;
        }
        let pointer = format!("населённый пункт {} «{}»", settlement.id, shown(&settlement.name));
        let cause = format!(
            "долгота {}, широта {} — вне границы муниципалитета",
            point.x(),
            point.y()
        );
        if within.holds(Point::new(point.y(), point.x())) {
            problems.add(
                "position.swapped",
                pointer,
                cause,
                "поставьте сначала долготу, потом широту",
            );
        } else {
            problems.add(
                "settlement.outside",
                pointer,
                cause,
                "сверьте координаты и границу",
            );
        }
    }
}
