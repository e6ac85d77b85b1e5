//! Reader of the districting benchmark format: one JSON object with units, a contiguity graph and perhaps roads.
//!
//! `{name, norm:{L,U}, k?, units:[{id,pop,settlement?,…}], edges:[[i,j,border,length_m?]], roads?:[[i,j,length_m]],
//! barred?:[[i,j,border]]}`, indices from 0. Fields that a plan does not need are ignored. Without `roads`, travel runs
//! over the edges that have a length. Every problem of a file is reported at once.

use crate::districting::{
    Border, GroupIx, GroupLayer, NodeIx, NormIx, Road, SiteIx, Territory, Unit, UnitIx,
};
use crate::domain::{Norm, Persons, Problem};
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// Most units of an instance; ten times a region of 20,000.
pub const UNITS_MAX: usize = 200_000;
/// Problems listed before the reader stops listing; a file of another format would fill pages.
pub const PROBLEMS_MAX: usize = 100;
/// Border lengths keep six decimals: some files measure in degrees.
const BORDER_SCALE: f64 = 1e6;

/// One instance.
#[derive(Debug, Clone)]
pub struct Instance {
    /// Its name, or nothing.
    pub name: String,
    /// The number of sites that the file asks for.
    pub sites: Option<u32>,
    /// Units, borders, roads and norm.
    pub territory: Territory,
}

/// Reads an instance.
///
/// # Errors
/// All problems found, at most [`PROBLEMS_MAX`].
pub fn read(text: &[u8]) -> Result<Instance, Vec<Problem>> {
    let value: Value = serde_json::from_slice(text).map_err(|error| {
        vec![Problem::new(
            "instance.json",
            format!("line {} column {}", error.line(), error.column()),
            format!("it is not JSON: {error}"),
            "give one JSON object",
        )]
    })?;
    let Value::Object(object) = value else {
        return Err(vec![Problem::new(
            "instance.object",
            "the file",
            "the outermost value is not an object",
            "give one JSON object with norm, units and edges",
        )]);
    };
    let mut reader = Reader::default();
    let instance = reader.instance(&object);
    if reader.problems.is_empty() {
        Ok(instance)
    } else {
        Err(reader.problems)
    }
}

#[derive(Default)]
struct Reader {
    problems: Vec<Problem>,
    units: usize,
}

impl Reader {
    fn problem(&mut self, code: &str, pointer: &str, cause: String, action: &str) {
        if self.problems.len() < PROBLEMS_MAX {
            self.problems.push(Problem::new(code, pointer, cause, action));
        }
    }

    fn instance(&mut self, object: &Map<String, Value>) -> Instance {
        let norm = self.norm(object.get("norm"));
        let (units, layer) = self.units(object);
        self.units = units.len();
        let mut territory = Territory {
            units,
            norms: vec![norm],
            layers: layer.into_iter().collect(),
            ..Territory::default()
        };
        let edges = self.rows(object, "edges", 3, true);
        for (row, (a, b)) in &edges {
            territory.borders.push(Border {
                a: UnitIx(*a),
                b: UnitIx(*b),
                length: scaled(row[2], BORDER_SCALE),
            });
        }
        for (_, (a, b)) in self.rows(object, "barred", 2, false) {
            territory.barred.push((UnitIx(a), UnitIx(b)));
        }
        let roads = self.rows(object, "roads", 3, false);
        let with_length = if roads.is_empty() { edges } else { roads };
        for (row, (a, b)) in with_length {
            let length = if row.len() > 3 { row[3] } else { row[2] };
            if object.contains_key("roads") || row.len() > 3 {
                territory.roads.push(Road {
                    a: NodeIx(a),
                    b: NodeIx(b),
                    length_dm: scaled(length, 10.0),
                });
            }
        }
        Instance {
            name: object
                .get("name")
                .and_then(Value::as_str)
                .unwrap_or_default()
                .to_owned(),
            sites: self.sites(object.get("k")),
            territory,
        }
    }

    fn norm(&mut self, value: Option<&Value>) -> Norm {
        let mut bound = |name: &str| {
            let found = value.and_then(|norm| norm.get(name));
            found.and_then(whole_number).unwrap_or_else(|| {
                self.problem(
                    "instance.norm",
                    &format!("/norm/{name}"),
                    format!("the bound is {}", shown(found)),
                    "give the norm's bounds L and U as whole numbers",
                );
                0
            })
        };
        let (lower, upper) = (Persons(bound("L")), Persons(bound("U")));
        Norm { lower, upper }
    }

    fn sites(&mut self, value: Option<&Value>) -> Option<u32> {
        let value = value.filter(|value| !value.is_null())?;
        let sites = whole_number(value)
            .and_then(|sites| u32::try_from(sites).ok())
            .filter(|&sites| sites > 0);
        if sites.is_none() {
            let cause = format!("the number of sites is {}", shown(Some(value)));
            self.problem("instance.k", "/k", cause, "give a whole number of at least 1");
        }
        sites
    }

    fn units(&mut self, object: &Map<String, Value>) -> (Vec<Unit>, Option<GroupLayer>) {
        let Some(Value::Array(items)) = object.get("units") else {
            let cause = format!("the units are {}", shown(object.get("units")));
            self.problem("instance.units", "/units", cause, "give an array of units");
            return (Vec::new(), None);
        };
        if items.len() > UNITS_MAX {
            let cause = format!("{} units, the limit is {UNITS_MAX}", items.len());
            self.problem("instance.units.many", "/units", cause, "split the territory");
            return (Vec::new(), None);
        }
        let mut units = Vec::with_capacity(items.len());
        let mut groups: BTreeMap<&str, u32> = BTreeMap::new();
        let mut group_of = Vec::with_capacity(items.len());
        for (position, item) in items.iter().enumerate() {
            let population = item
                .get("pop")
                .and_then(whole_number)
                .filter(|&people| people >= 0);
            if population.is_none() {
                self.problem(
                    "instance.unit.pop",
                    &format!("/units/{position}/pop"),
                    format!("the population is {}", shown(item.get("pop"))),
                    "give a whole number of at least 0",
                );
            }
            units.push(Unit {
                population: Persons(population.unwrap_or(0)),
                norm: NormIx(0),
                pinned: None,
            });
            let group = item.get("settlement").and_then(Value::as_str).map(|name| {
                let next = groups.len() as u32;
                GroupIx(*groups.entry(name).or_insert(next))
            });
            group_of.push(group);
        }
        let layer = group_of.iter().any(Option::is_some).then(|| GroupLayer {
            name: "settlement".to_owned(),
            group_of,
        });
        (units, layer)
    }

    /// Rows of numbers that begin with two unit positions.
    fn rows(
        &mut self,
        object: &Map<String, Value>,
        name: &str,
        least: usize,
        required: bool,
    ) -> Vec<(Vec<f64>, (u32, u32))> {
        let items = match object.get(name) {
            Some(Value::Array(items)) => items,
            None | Some(Value::Null) if !required => return Vec::new(),
            other => {
                let cause = format!("{name} is {}", shown(other));
                self.problem(
                    "instance.rows",
                    &format!("/{name}"),
                    cause,
                    "give an array of arrays",
                );
                return Vec::new();
            }
        };
        let mut rows = Vec::with_capacity(items.len());
        for (position, item) in items.iter().enumerate() {
            let numbers: Option<Vec<f64>> = item
                .as_array()
                .and_then(|row| row.iter().map(Value::as_f64).collect());
            let row = numbers.filter(|row| {
                row.len() >= least && row.iter().all(|number| number.is_finite() && *number >= 0.0)
            });
            let ends = row
                .as_ref()
                .and_then(|row| Some((self.end(row[0])?, self.end(row[1])?)));
            match (row, ends) {
                (Some(row), Some(ends)) => rows.push((row, ends)),
                _ => self.problem(
                    "instance.row",
                    &format!("/{name}/{position}"),
                    format!("the row is {}", shown(Some(item))),
                    "give two positions of units and measures that are not negative",
                ),
            }
        }
        rows
    }

    fn end(&self, number: f64) -> Option<u32> {
        let is_unit = number.fract() == 0.0 && (number as usize) < self.units;
        is_unit.then_some(number as u32)
    }
}

fn scaled(number: f64, scale: f64) -> i64 {
    (number * scale).round() as i64
}

fn whole_number(value: &Value) -> Option<i64> {
    value.as_i64().or_else(|| {
        let number = value.as_f64()?;
        (number.fract() == 0.0 && number.abs() < 1e15).then_some(number as i64)
    })
}

fn shown(value: Option<&Value>) -> String {
    let Some(value) = value else {
        return "missing".to_owned();
    };
    let text = value.to_string();
    let short: String = text.chars().take(60).collect();
    if short.len() < text.len() {
        format!("{short}…")
    } else {
        text
    }
}

/// The site of every unit, as the benchmark's answer lists it.
#[must_use]
pub fn assignment(sites: &[SiteIx]) -> Vec<u32> {
    sites.iter().map(|site| site.0).collect()
}

#[cfg(test)]
mod tests {
    use super::read;

    #[test]
    fn an_instance_is_read_whole() {
        let text = br#"{"name":"two","norm":{"L":1,"U":9},"k":1,
            "units":[{"id":"a","pop":3,"settlement":"s"},{"id":"b","pop":4}],
            "edges":[[0,1,0.25,12.34]]}"#;
        let instance = read(text).expect("a good file");
        assert_eq!((instance.name.as_str(), instance.sites), ("two", Some(1)));
        assert_eq!(instance.territory.roads[0].length_dm, 123);
        assert_eq!(instance.territory.borders[0].length, 250_000);
        assert_eq!(instance.territory.layers.len(), 1);
    }

    #[test]
    fn all_problems_are_named_at_once() {
        let text =
            br#"{"norm":{"L":"x","U":9},"k":0,"units":[{"pop":-1},{"pop":1.5}],"edges":[[0,7,1],[0]]}"#;
        let problems = read(text).expect_err("a bad file");
        let pointers: Vec<_> = problems.iter().map(|problem| problem.pointer.as_str()).collect();
        assert_eq!(
            pointers,
            [
                "/norm/L",
                "/units/0/pop",
                "/units/1/pop",
                "/edges/0",
                "/edges/1",
                "/k"
            ]
        );
    }

    #[test]
    fn other_text_is_refused_with_its_place() {
        assert_eq!(read(b"{").expect_err("no JSON")[0].code, "instance.json");
        assert_eq!(read(b"[]").expect_err("no object")[0].code, "instance.object");
    }
}
