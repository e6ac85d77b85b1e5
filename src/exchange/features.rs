//! A GeoJSON file as a [`Table`]: features are rows, properties are columns, geometries are checked.
//!
//! The collection is read feature by feature, so that one broken feature does not spoil the others and a large file is
//! never held as a tree. A Feature or a bare geometry at the top counts as a collection of one.

use super::csv::long_text;
use super::decode::decode;
use super::limits::{COLUMNS_MAX, FILE_BYTES_MAX, ROWS_MAX, TEXT_BYTES_MAX};
use super::problems::{Problems, shown};
use super::shapes::ShapeReader;
use super::table::{InputFile, Row, RowWord, Table};
use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};
use std::collections::HashMap;
use std::fmt;

/// Reads a collection; `None` when nothing of it can be read.
pub(super) fn read(file: &InputFile, problems: &mut Problems) -> Option<Table> {
    if file.too_large(FILE_BYTES_MAX, problems) {
        return None;
    }
    let text = match decode(&file.bytes, false) {
        Ok(text) => text,
        Err(at) => {
            problems.add(
                "text.encoding",
                format!("{}, байт {at}", file.name),
                "это не текст в UTF-8",
                "сохраните слой как GeoJSON в UTF-8",
            );
            return None;
        }
    };
    let mut collector = Collector::new(&file.name, problems);
    let mut source = serde_json::Deserializer::from_str(&text);
    let result = TopLevel(&mut collector)
        .deserialize(&mut source)
        .and_then(|()| source.end());
    if let Err(error) = result {
        let place = format!("{}, строка {}, знак {}", file.name, error.line(), error.column());
        let cause = format!("файл не читается как JSON: {}", shown(&error.to_string()));
        collector.shapes.problems().add(
            "geojson.syntax",
            place,
            cause,
            "сохраните слой заново как GeoJSON",
        );
    } else {
        collector.finish();
    }
    Some(collector.table)
}

struct Collector<'p> {
    table: Table,
    columns: HashMap<String, u16>,
    shapes: ShapeReader<'p>,
    features: usize,
    is_collection: bool,
    rest: Map<String, Value>,
}

impl<'p> Collector<'p> {
    fn new(file: &str, problems: &'p mut Problems) -> Self {
        Self {
            table: Table {
                file: file.to_owned(),
                word: RowWord::Feature,
                headers: Vec::new(),
                rows: Vec::new(),
            },
            columns: HashMap::new(),
            shapes: ShapeReader::new(problems),
            features: 0,
            is_collection: false,
            rest: Map::new(),
        }
    }

    /// Takes what stands at the top when it is no collection, and says when nothing was there.
    fn finish(&mut self) {
        let top = Value::Object(std::mem::take(&mut self.rest));
        self.check_projection(&top);
        let kind = top.get("type").and_then(Value::as_str).unwrap_or("");
        let problem = match kind {
            _ if self.is_collection => (self.features == 0).then_some("в наборе нет объектов"),
            "Feature" => {
                self.feature(top);
                None
            }
            "FeatureCollection" => Some("у набора нет списка features"),
            "" => Some("на верхнем уровне нет «type»"),
            _ => {
                let mut wrapped = Map::new();
                wrapped.insert("geometry".to_owned(), top);
                wrapped.insert("type".to_owned(), "Feature".into());
                self.feature(Value::Object(wrapped));
                None
            }
        };
        if let Some(cause) = problem {
            let place = self.table.file.clone();
            self.shapes.problems().add(
                "geojson.empty",
                place,
                cause,
                "сохраните слой как FeatureCollection",
            );
        }
    }

    /// Old files name their projection; only degrees of WGS 84 are read.
    fn check_projection(&mut self, top: &Value) {
        let Some(name) = top.pointer("/crs/properties/name").and_then(Value::as_str) else {
            return;
        };
        if !(name.contains("CRS84") || name.ends_with("4326")) {
            let place = format!("{}, crs", self.table.file);
            self.shapes.problems().add(
                "geojson.projection",
                place,
                format!("слой в системе координат «{}»", shown(name)),
                "пересчитайте слой в градусы WGS 84 (EPSG:4326)",
            );
        }
    }

    fn feature(&mut self, value: Value) {
        self.features += 1;
        let mut row = Row {
            number: self.features,
            ..Row::default()
        };
        if self.features > ROWS_MAX {
            if self.features == ROWS_MAX + 1 {
                let place = self.table.place(&row);
                self.shapes.problems().add(
                    "table.rows",
                    place,
                    format!("объектов больше {ROWS_MAX}, остальные не прочитаны"),
                    "загрузите один муниципалитет",
                );
            }
            return;
        }
        let place = self.table.place(&row);
        let Value::Object(mut feature) = value else {
            self.not_a_feature(&place);
            return;
        };
        if feature.get("type").and_then(Value::as_str) != Some("Feature") {
            self.not_a_feature(&place);
            return;
        }
        row.id = feature
            .remove("id")
            .map(|id| cell(&id))
            .filter(|id| !id.is_empty());
        let mut good = true;
        match feature.get("geometry") {
            None | Some(Value::Null) => {}
            Some(geometry) => {
                row.geometry = self.shapes.geometry(geometry, &place);
                good = row.geometry.is_some();
            }
        }
        if let Some(Value::Object(properties)) = feature.get("properties") {
            good &= self.properties(properties, &mut row);
        }
        if good {
            self.table.rows.push(row);
        }
    }

    fn not_a_feature(&mut self, place: &str) {
        self.shapes.problems().add(
            "geojson.not_a_feature",
            place,
            "элемент списка features — не объект с type «Feature»",
            "удалите его или исправьте",
        );
    }

    fn properties(&mut self, properties: &Map<String, Value>, row: &mut Row) -> bool {
        for (name, value) in properties {
            let text = cell(value);
            let Some(column) = self.column(name) else {
                continue;
            };
            if text.len() > TEXT_BYTES_MAX {
                long_text(&self.table, row, column, self.shapes.problems());
                return false;
            }
            if !text.is_empty() {
                row.cells.push((column, text));
            }
        }
        row.cells.sort_by_key(|cell| cell.0);
        true
    }

    fn column(&mut self, name: &str) -> Option<u16> {
        if let Some(column) = self.columns.get(name) {
            return Some(*column);
        }
        let column = u16::try_from(self.table.headers.len()).ok()?;
        if self.table.headers.len() == COLUMNS_MAX {
            if self.columns.len() == COLUMNS_MAX {
                self.columns.insert(String::new(), column);
                let place = self.table.file.clone();
                self.shapes.problems().add(
                    "table.columns",
                    place,
                    format!("у объектов больше {COLUMNS_MAX} разных свойств, читаются первые"),
                    "оставьте нужные свойства",
                );
            }
            return None;
        }
        self.table.headers.push(name.to_owned());
        self.columns.insert(name.to_owned(), column);
        Some(column)
    }
}

/// A property as a cell: whole numbers without a fraction, nothing for null.
fn cell(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.trim().to_owned(),
        Value::Number(number) => match number.as_f64() {
            Some(float) if !number.is_i64() && !number.is_u64() => float.to_string(),
            _ => number.to_string(),
        },
        other => other.to_string(),
    }
}

/// Reads the top object, handing each feature on as soon as it is complete.
struct TopLevel<'c, 'p>(&'c mut Collector<'p>);

impl<'de> DeserializeSeed<'de> for TopLevel<'_, '_> {
    type Value = ();
    fn deserialize<D: Deserializer<'de>>(self, source: D) -> Result<(), D::Error> {
        source.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for TopLevel<'_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a GeoJSON object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(key) = map.next_key::<String>()? {
            if key == "features" {
                self.0.is_collection = true;
                map.next_value_seed(FeatureList(self.0))?;
            } else if matches!(
                key.as_str(),
                "type" | "crs" | "geometry" | "properties" | "id" | "coordinates"
            ) {
                let value = map.next_value()?;
                self.0.rest.insert(key, value);
            } else {
                map.next_value::<IgnoredAny>()?;
            }
        }
        Ok(())
    }
}

struct FeatureList<'c, 'p>(&'c mut Collector<'p>);

impl<'de> DeserializeSeed<'de> for FeatureList<'_, '_> {
    type Value = ();
    fn deserialize<D: Deserializer<'de>>(self, source: D) -> Result<(), D::Error> {
        source.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for FeatureList<'_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of features")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        while let Some(feature) = list.next_element::<Value>()? {
            self.0.feature(feature);
        }
        Ok(())
    }
}
