//! Which column holds which field: headers in Russian or English, as institutions and OpenStreetMap name them.
//!
//! A header is compared without case, spaces, punctuation and the dots of «ё». The caller's own mapping comes first,
//! then the exact names of the table below, then, for the population, the newest census year among `pop_2010`,
//! «население 2021» and the like. Estimates (`…_est`, «оценка») are taken only when the caller names the column.

use super::problems::{Problems, shown};
use super::table::Table;
use std::collections::BTreeMap;

/// A field of a layer with the headers that name it.
#[derive(Debug, Clone, Copy)]
pub struct Field {
    /// The field.
    pub name: &'static str,
    /// Headers that mean it, best first.
    pub headers: &'static [&'static str],
}

const fn field(name: &'static str, headers: &'static [&'static str]) -> Field {
    Field { name, headers }
}

const ID: Field = field(
    "id",
    &[
        "id",
        "код",
        "идентификатор",
        "@id",
        "osm_id",
        "fid",
        "oktmo",
        "октмо",
    ],
);
const NAME: Field = field(
    "name",
    &[
        "name",
        "название",
        "наименование",
        "settlementname",
        "settlement",
        "населенный пункт",
        "нп",
        "полное наименование",
        "full_name",
        "name:ru",
    ],
);
const LON: Field = field("lon", &["lon", "долгота", "longitude", "lng", "x", "в.д."]);
const LAT: Field = field("lat", &["lat", "широта", "latitude", "y", "с.ш."]);
const POPULATION: Field = field(
    "population",
    &[
        "population",
        "население",
        "численность",
        "численность населения",
        "численность населения чел",
        "население чел",
        "жителей",
        "жители",
        "человек",
        "persons",
        "residents",
        "людей",
    ],
);
const CERTAINTY: Field = field("certainty", &["certainty", "достоверность", "оценка"]);
const STREET: Field = field("street", &["street", "улица", "addr:street"]);

/// Fields of a table of vehicles.
pub const TIMETABLE_FIELDS: &[Field] = &[
    field("line", &["line", "маршрут", "линия", "название маршрута"]),
    field("trip", &["trip", "рейс", "номер рейса"]),
    field("stop", &["stop", "остановка", "населенный пункт", "пункт"]),
    field("arrives", &["arrives", "arrival", "прибытие", "прибывает"]),
    field(
        "departs",
        &["departs", "departure", "отправление", "отправляется"],
    ),
    field("weekdays", &["weekdays", "дни", "дни недели"]),
    field(
        "fare",
        &["fare", "билет", "цена билета", "руб за билет", "стоимость"],
    ),
];

/// Fields of the list of vehicles.
pub const VEHICLE_FIELDS: &[Field] = &[
    field(
        "title",
        &[
            "title",
            "название",
            "наименование",
            "машина",
            "автомобиль",
            "марка",
        ],
    ),
    field("kind", &["kind", "вид", "чья", "принадлежность"]),
    field("count", &["count", "количество", "число", "единиц"]),
    field("bases", &["bases", "рабочие места", "для кого", "кому"]),
    field("garage", &["garage", "гараж", "стоянка"]),
    field("weekdays", &["weekdays", "дни", "дни недели"]),
    field("seasons", &["seasons", "сезоны", "сезон"]),
    field("driver_from", &["driver_from", "водитель с", "начало водителя"]),
    field("driver_until", &["driver_until", "водитель до", "конец водителя"]),
    field("speeds", &["speeds", "проходимость", "профиль скоростей"]),
    field("km", &["km", "руб за км", "рублей за километр", "цена км"]),
    field("hour", &["hour", "руб за час", "рублей за час", "цена часа"]),
    field("day", &["day", "руб за день", "рублей за день", "цена дня"]),
];

/// Fields of a table of settlements.
pub const SETTLEMENT_FIELDS: &[Field] = &[
    ID,
    NAME,
    LON,
    LAT,
    POPULATION,
    CERTAINTY,
    field(
        "kind",
        &["kind", "вид", "тип", "тип населенного пункта", "place", "status"],
    ),
    field(
        "municipality",
        &[
            "municipality",
            "municipaldistrict",
            "муниципальное образование",
            "район",
            "district",
        ],
    ),
    field(
        "rural_settlement",
        &[
            "rural_settlement",
            "сельское поселение",
            "поселение",
            "сельсовет",
            "сельская администрация",
        ],
    ),
    field(
        "rural_centre",
        &[
            "rural_settlement_centre",
            "adm_1",
            "центр поселения",
            "центр сельского поселения",
        ],
    ),
    field(
        "district_centre",
        &[
            "district_centre",
            "adm_2",
            "районный центр",
            "райцентр",
            "центр района",
        ],
    ),
    field(
        "access_km",
        &["access_km", "до дороги км", "расстояние до дороги км"],
    ),
    field(
        "access_m",
        &["road_dist_m", "access_m", "до дороги м", "расстояние до дороги м"],
    ),
];

/// Fields of a table of units.
pub const UNIT_FIELDS: &[Field] = &[
    ID,
    field("name", &["name", "название", "наименование", "имя"]),
    LON,
    LAT,
    POPULATION,
    CERTAINTY,
    field("kind", &["kind", "вид", "тип"]),
    field(
        "settlement",
        &[
            "settlement",
            "settlement_id",
            "населенный пункт",
            "нп",
            "код населенного пункта",
        ],
    ),
    field("place", &["place", "норматив", "вид места"]),
];

/// Fields of a table of addresses.
pub const ADDRESS_FIELDS: &[Field] = &[
    STREET,
    field(
        "number",
        &[
            "number",
            "дом",
            "номер",
            "номер дома",
            "housenumber",
            "addr:housenumber",
            "№ дома",
        ],
    ),
    LON,
    LAT,
    field(
        "population",
        &[
            "population",
            "население",
            "жителей",
            "численность",
            "persons",
            "residents",
            "зарегистрировано",
        ],
    ),
    field(
        "settlement",
        &[
            "settlement",
            "settlement_id",
            "населенный пункт",
            "нп",
            "addr:city",
            "город",
        ],
    ),
    field("building", &["building", "здание", "тип здания", "назначение"]),
    field(
        "footprint",
        &["footprint_m2", "площадь застройки", "footprint", "площадь"],
    ),
    field(
        "levels",
        &["levels", "building:levels", "этажей", "этажность", "этажи"],
    ),
    field("amenity", &["amenity"]),
    field("shop", &["shop"]),
    field("office", &["office"]),
];

/// Fields of a table of infrastructure points.
pub const INFRASTRUCTURE_FIELDS: &[Field] = &[
    ID,
    field(
        "name",
        &[
            "full_name",
            "полное наименование",
            "name",
            "название",
            "наименование",
            "учреждение",
            "полное наименование учреждения",
        ],
    ),
    field("kind", &["kind", "вид", "тип", "категория"]),
    field("address", &["address", "адрес"]),
    field("telephone", &["telephone", "телефон", "phone", "contact:phone"]),
    field("head", &["head", "руководитель", "заведующий", "директор"]),
    field("note", &["note", "примечание", "комментарий"]),
    LON,
    LAT,
    field("amenity", &["amenity"]),
    field("shop", &["shop"]),
    field("office", &["office"]),
    field("healthcare", &["healthcare"]),
];

/// Fields of a road layer.
pub const ROAD_FIELDS: &[Field] = &[
    ID,
    field(
        "highway",
        &["highway", "класс", "class", "категория", "категория дороги"],
    ),
    field("surface", &["surface", "покрытие"]),
    field("tracktype", &["tracktype"]),
    field("ice_road", &["ice_road", "ледовая переправа"]),
    field("winter_road", &["winter_road", "зимник"]),
    field("route", &["route"]),
    field("seasonal", &["seasonal", "сезонная"]),
    field("oneway", &["oneway", "одностороннее движение", "одностороннее"]),
    field("junction", &["junction"]),
    field("name", &["name", "название", "наименование"]),
    field("ref", &["ref", "номер"]),
    field("smoothness", &["smoothness", "ровность"]),
    field("access", &["access", "доступ"]),
    field("vehicle", &["vehicle"]),
    field("motor_vehicle", &["motor_vehicle"]),
    field("motorcar", &["motorcar"]),
    field("foot", &["foot"]),
    field("access:conditional", &["access:conditional"]),
    field("vehicle:conditional", &["vehicle:conditional"]),
    field("motor_vehicle:conditional", &["motor_vehicle:conditional"]),
    field("motorcar:conditional", &["motorcar:conditional"]),
    field("km", &["km", "км", "длина км", "length_km"]),
];

/// Fields of a table of links.
pub const LINK_FIELDS: &[Field] = &[
    ID,
    field("from", &["from", "откуда", "от", "начало"]),
    field("to", &["to", "куда", "до", "конец"]),
    field(
        "km",
        &[
            "km",
            "км",
            "длина км",
            "расстояние км",
            "length_km",
            "distance_km",
            "расстояние",
            "длина",
        ],
    ),
    field(
        "paved_km",
        &["paved_km", "с твердым покрытием км", "твердое покрытие км"],
    ),
    field(
        "highway",
        &["highway", "класс", "class", "категория", "категория дороги"],
    ),
    field("surface", &["surface", "покрытие"]),
    field(
        "passage",
        &["passage", "вид пути", "переправа", "сезонность", "seasonal"],
    ),
    field("oneway", &["oneway", "одностороннее движение", "одностороннее"]),
    field("name", &["name", "название", "наименование"]),
];

/// Fields of a table of junctions.
pub const JUNCTION_FIELDS: &[Field] = &[ID, LON, LAT];

/// Fields of a boundary layer.
pub const BOUNDARY_FIELDS: &[Field] = &[
    ID,
    field(
        "name",
        &[
            "name",
            "district",
            "название",
            "наименование",
            "район",
            "municipality",
        ],
    ),
    field("population", &["population", "население", "численность"]),
    field("status", &["official_s", "official_status", "статус", "вид"]),
];

/// The columns of one table by field.
#[derive(Debug, Default)]
pub(super) struct Columns {
    index: BTreeMap<&'static str, u16>,
}

impl Columns {
    /// The column of a field.
    pub(super) fn index(&self, field: &str) -> Option<u16> {
        self.index.get(field).copied()
    }

    /// True when the table has the field.
    pub(super) fn has(&self, field: &str) -> bool {
        self.index.contains_key(field)
    }
}

/// What the caller says about columns.
#[derive(Debug, Clone, Default)]
pub(super) struct Mapping<'a> {
    /// Field by header, as written in the file.
    pub(super) by_header: Option<&'a BTreeMap<String, String>>,
    /// Header of the population.
    pub(super) population: Option<&'a str>,
}

/// Finds the columns of `fields`, and says when the caller names a header that the table lacks.
pub(super) fn find(
    table: &Table,
    fields: &'static [Field],
    mapping: &Mapping<'_>,
    problems: &mut Problems,
) -> Columns {
    let plain: Vec<String> = table.headers.iter().map(|header| plain_header(header)).collect();
    let position = |wanted: &str| plain.iter().position(|header| *header == plain_header(wanted));
    let mut columns = Columns::default();
    for field in fields {
        let asked = mapping
            .by_header
            .and_then(|by_header| by_header.iter().find(|(_, to)| to.as_str() == field.name))
            .map(|(header, _)| header.as_str())
            .and_then(&position);
        let population = mapping.population.filter(|_| field.name == "population");
        let named = population.and_then(&position);
        if let (Some(header), None) = (population, named) {
            problems.add(
                "column.unknown",
                &table.file,
                format!(
                    "в файле нет столбца «{}», названного столбцом населения",
                    shown(header)
                ),
                format!("выберите один из столбцов: {}", shown(&table.headers.join(", "))),
            );
        }
        let found = named
            .or(asked)
            .or_else(|| field.headers.iter().find_map(|header| position(header)))
            .or_else(|| {
                (field.name == "population")
                    .then(|| newest_census(&plain))
                    .flatten()
            });
        if let Some(at) = found.and_then(|at| u16::try_from(at).ok()) {
            columns.index.insert(field.name, at);
        }
    }
    columns
}

/// True for a header that calls its own figures an estimate.
pub(super) fn is_estimate(header: &str) -> bool {
    let plain = plain_header(header);
    plain.ends_with("estimate") || header.to_lowercase().ends_with("_est") || plain.contains("оценка")
}

/// A header without case, punctuation and the dots of «ё».
fn plain_header(header: &str) -> String {
    header
        .chars()
        .flat_map(char::to_lowercase)
        .filter(|c| c.is_alphanumeric())
        .map(|c| if c == 'ё' { 'е' } else { c })
        .collect()
}

/// The column of the latest census: a word for population followed by a year and nothing else.
fn newest_census(plain: &[String]) -> Option<usize> {
    let year = |header: &String| {
        let digits = ["population", "население", "численность", "pop"]
            .iter()
            .find_map(|word| header.strip_prefix(word))?;
        (digits.len() == 4).then(|| digits.parse::<u16>().ok()).flatten()
    };
    plain
        .iter()
        .enumerate()
        .filter_map(|(at, header)| Some((year(header)?, at)))
        .max()
        .map(|(_, at)| at)
}

#[cfg(test)]
mod tests {
    use super::{Mapping, SETTLEMENT_FIELDS, find, is_estimate};
    use crate::exchange::problems::Problems;
    use crate::exchange::table::{RowWord, Table};
    use std::collections::BTreeMap;

    fn table(headers: &str) -> Table {
        Table {
            file: "t.csv".into(),
            word: RowWord::Row,
            headers: headers.split(',').map(str::to_owned).collect(),
            rows: Vec::new(),
        }
    }

    fn population(headers: &str, mapping: &Mapping<'_>) -> (Option<u16>, usize) {
        let mut problems = Problems::default();
        let columns = find(&table(headers), SETTLEMENT_FIELDS, mapping, &mut problems);
        (columns.index("population"), problems.len())
    }

    #[test]
    fn headers_in_either_language() {
        let by_name = Mapping::default();
        assert_eq!(population("id,name,Население", &by_name), (Some(2), 0));
        assert_eq!(population("Численность населения, чел,x", &by_name).0, Some(0));
        assert_eq!(
            population("pop_1981,pop_2010,pop_2002,pop_2021_est", &by_name),
            (Some(1), 0)
        );
        assert_eq!(population("Население 2021 г,name", &by_name), (None, 0));
    }

    #[test]
    fn the_caller_decides() {
        let named = Mapping {
            population: Some("pop_2021_est"),
            ..Mapping::default()
        };
        assert_eq!(population("pop_2010,pop_2021_est", &named), (Some(1), 0));
        assert_eq!(population("pop_2010", &named), (Some(0), 1));
        let by_header = BTreeMap::from([("Итого".to_owned(), "population".to_owned())]);
        let mapped = Mapping {
            by_header: Some(&by_header),
            population: None,
        };
        assert_eq!(population("население,ИТОГО", &mapped), (Some(1), 0));
    }

    #[test]
    fn an_estimate_is_known_by_its_header() {
        assert!(is_estimate("pop_2021_est") && is_estimate("Население (оценка)"));
        assert!(!is_estimate("pop_2010") && !is_estimate("Forest"));
    }
}
