//! All municipalities of a region in one run: oblast-wide layers are shared out by the boundaries.
//!
//! A settlement belongs to the municipality whose polygon holds it; one that lies in none goes to the municipality that
//! its row names. A road belongs to every municipality in which it has a vertex, because it leads through all of them.

use super::boundary::{self, Boundary, same_name};
use super::columns::Mapping;
use super::import::{ImportSettings, Layers, assemble};
use super::infrastructure;
use super::problems::{Problems, shown};
use super::roads;
use super::settlements::{self, Located};
use super::table::InputFile;
use super::within::Within;
use crate::domain::{
    InfrastructurePoint, MunicipalityId, MunicipalityKind, OfficialFigure, Persons, Problem, RoadSegment,
    Territory,
};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, HashMap};

/// What the user says about a region's layers.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RegionSettings {
    /// Import what is good although something else is not.
    #[serde(default)]
    pub keep_good_rows: bool,
    /// Column of the population; the newest census when not set.
    #[serde(default)]
    pub population_column: Option<String>,
    /// Field by header, where the headers are not known.
    #[serde(default)]
    pub mapping: BTreeMap<String, String>,
    /// Names of the municipalities of long seasonal isolation.
    #[serde(default)]
    pub isolated: Vec<String>,
    /// Year and source of the populations in the boundary layer, when it states any.
    #[serde(default)]
    pub official: Option<(i32, String)>,
    /// Lines of attribution.
    #[serde(default)]
    pub attribution: Vec<String>,
}

/// A region's layers.
#[derive(Debug, Clone)]
pub struct RegionRequest {
    /// Settings.
    pub settings: RegionSettings,
    /// Boundaries of all municipalities, with names.
    pub municipalities: InputFile,
    /// Settlements of the region.
    pub settlements: InputFile,
    /// Roads of the region.
    pub roads: Option<InputFile>,
    /// Institutions of the region.
    pub infrastructure: Option<InputFile>,
}

/// Imports every municipality of a region, in the order of the boundary layer. Nothing is given when something blocks
/// and good rows are not asked for.
#[must_use]
pub fn import_region(request: &RegionRequest) -> (Vec<Territory>, Vec<Problem>) {
    let mut problems = Problems::default();
    let settings = &request.settings;
    let plain = Mapping {
        by_header: Some(&settings.mapping),
        population: None,
    };
    let with_column = Mapping {
        population: settings.population_column.as_deref(),
        ..plain.clone()
    };
    let boundaries = boundary::read(&request.municipalities, &plain, &mut problems);
    if boundaries.is_empty() {
        problems.add(
            "region.no_boundaries",
            &request.municipalities.name,
            "в файле нет ни одной границы муниципалитета",
            "загрузите многоугольники муниципалитетов с названиями",
        );
    }
    let mut shares = Shares::new(&boundaries);
    for located in settlements::read(&request.settlements, &with_column, &mut problems) {
        shares.settlement(located, &mut problems);
    }
    if let Some(file) = &request.roads {
        for road in roads::read(file, &plain, &mut problems) {
            shares.road(&road);
        }
    }
    if let Some(file) = &request.infrastructure {
        for point in infrastructure::read(file, &plain, &mut problems) {
            shares.point(point);
        }
    }
    let territories = territories(settings, boundaries, shares.shares, &mut problems);
    if problems.block() && !settings.keep_good_rows {
        return (Vec::new(), problems.into_vec());
    }
    (territories, problems.into_vec())
}

fn territories(
    settings: &RegionSettings,
    boundaries: Vec<Boundary>,
    shares: Vec<Share>,
    problems: &mut Problems,
) -> Vec<Territory> {
    let mut codes = HashMap::new();
    let mut all = Vec::new();
    for (boundary, share) in boundaries.into_iter().zip(shares) {
        let settings = municipality_settings(settings, &boundary, &mut codes);
        if share
            .layers
            .settlements
            .iter()
            .all(|settlement| settlement.population == Persons::ZERO)
        {
            problems.add(
                "region.empty_municipality",
                &settings.name,
                "в границе нет ни одного населённого пункта с жителями: муниципалитет пропущен",
                "проверьте слой населённых пунктов",
            );
            continue;
        }
        if let Some(mut territory) =
            assemble(&settings, Some(boundary.polygons), share.layers, None, problems)
        {
            territory.infrastructure = share.infrastructure;
            all.push(territory);
        }
    }
    all
}

fn municipality_settings(
    region: &RegionSettings,
    boundary: &Boundary,
    codes: &mut HashMap<String, u32>,
) -> ImportSettings {
    let official = region.official.as_ref().zip(boundary.population);
    let slug = slug(&boundary.name);
    let count = codes.entry(slug.clone()).or_insert(0);
    *count += 1;
    let code = if *count == 1 {
        slug
    } else {
        format!("{slug}-{count}")
    };
    ImportSettings {
        id: MunicipalityId::new(code),
        name: boundary.name.clone(),
        kind: boundary.kind.unwrap_or(MunicipalityKind::District),
        isolated: region.isolated.iter().any(|name| same_name(name, &boundary.name)),
        keep_good_rows: region.keep_good_rows,
        population_column: None,
        mapping: BTreeMap::new(),
        official_population: official.map(|((year, source), persons)| OfficialFigure {
            persons,
            year: *year,
            source: source.clone(),
        }),
        attribution: region.attribution.clone(),
        block_persons_max: None,
    }
}

#[derive(Default)]
struct Share {
    layers: Layers,
    infrastructure: Vec<InfrastructurePoint>,
}

/// The layers as they are shared out.
struct Shares {
    names: Vec<String>,
    within: Vec<Within>,
    shares: Vec<Share>,
}

impl Shares {
    fn new(boundaries: &[Boundary]) -> Self {
        Self {
            names: boundaries.iter().map(|boundary| boundary.name.clone()).collect(),
            within: boundaries
                .iter()
                .map(|boundary| Within::new(&boundary.polygons))
                .collect(),
            shares: boundaries.iter().map(|_| Share::default()).collect(),
        }
    }

    fn holder(&self, point: geo::Point<f64>) -> Option<usize> {
        self.within.iter().position(|within| within.holds(point))
    }

    fn settlement(&mut self, located: Located, problems: &mut Problems) {
        let settlement = located.settlement;
        let named = || {
            self.names
                .iter()
                .position(|name| same_name(name, &located.municipality))
        };
        match self.holder(settlement.location).or_else(named) {
            Some(at) => {
                if let Some(share) = self.shares.get_mut(at) {
                    share.layers.settlements.push(settlement);
                }
            }
            None => problems.add(
                "region.outside",
                format!("населённый пункт {} «{}»", settlement.id, shown(&settlement.name)),
                "лежит вне всех границ, и муниципалитет не назван: пропущен",
                "исправьте координаты или назовите муниципалитет",
            ),
        }
    }

    fn road(&mut self, road: &RoadSegment) {
        for (within, share) in self.within.iter().zip(&mut self.shares) {
            if within.touches(&road.line) {
                share.layers.roads.push(road.clone());
            }
        }
    }

    fn point(&mut self, point: InfrastructurePoint) {
        if let Some(share) = self.holder(point.location).and_then(|at| self.shares.get_mut(at)) {
            share.infrastructure.push(point);
        }
    }
}

/// A code for addresses, made of a Russian name: «Вагайский район» gives `vagayskiy-rayon`.
#[must_use]
pub fn slug(name: &str) -> String {
    let mut code = String::new();
    for letter in name.to_lowercase().chars() {
        match latin(letter) {
            Some(text) => code.push_str(text),
            None if letter.is_ascii_alphanumeric() => code.push(letter),
            None if !code.is_empty() && !code.ends_with('-') => code.push('-'),
            None => {}
        }
    }
    code.truncate(SLUG_LENGTH_MAX);
    let plain = code.trim_end_matches('-');
    if plain.is_empty() {
        "municipality".to_owned()
    } else {
        plain.to_owned()
    }
}

/// Longest code made of a name; a number may follow it. Test: `a_name_becomes_a_code`.
const SLUG_LENGTH_MAX: usize = 48;

fn latin(letter: char) -> Option<&'static str> {
    Some(match letter {
        'а' => "a",
        'б' => "b",
        'в' => "v",
        'г' => "g",
        'д' => "d",
        'е' | 'ё' | 'э' => "e",
        'ж' => "zh",
        'з' => "z",
        'и' => "i",
        'й' | 'ы' => "y",
        'к' => "k",
        'л' => "l",
        'м' => "m",
        'н' => "n",
        'о' => "o",
        'п' => "p",
        'р' => "r",
        'с' => "s",
        'т' => "t",
        'у' => "u",
        'ф' => "f",
        'х' => "kh",
        'ц' => "ts",
        'ч' => "ch",
        'ш' => "sh",
        'щ' => "shch",
        'ъ' | 'ь' => "",
        'ю' => "yu",
        'я' => "ya",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::slug;

    #[test]
    fn a_name_becomes_a_code() {
        assert_eq!(slug("Вагайский район"), "vagayskiy-rayon");
        assert_eq!(slug("городской округ Тюмень"), "gorodskoy-okrug-tyumen");
        assert_eq!(slug(" «Щёлково-3» "), "shchelkovo-3");
        assert_eq!(slug("—"), "municipality");
        assert_eq!(slug(&"я".repeat(100)).len(), 48);
    }
}
