//! Broken GeoJSON (target B1): at least 80 files, each answered with a problem that has a place; nothing panics.

use super::fixtures::{codes, district};
use uchastok::domain::Problem;
use uchastok::exchange::{ImportFiles, InputFile, blocks, import};

/// Fewest files that target B1 asks for.
const FILES_MIN: usize = 80;

#[derive(Clone, Copy, Debug, PartialEq)]
enum Layer {
    Boundary,
    Settlements,
    Units,
    Roads,
    Addresses,
}
use Layer::{Addresses, Boundary, Roads, Settlements, Units};

struct Case {
    name: String,
    layer: Layer,
    bytes: Vec<u8>,
    /// The code that must be among the problems.
    code: &'static str,
}

#[derive(Default)]
struct Cases(Vec<Case>);

impl Cases {
    fn file(&mut self, name: &str, layer: Layer, bytes: impl Into<Vec<u8>>, code: &'static str) {
        self.0.push(Case {
            name: name.to_owned(),
            layer,
            bytes: bytes.into(),
            code,
        });
    }

    fn geometry(&mut self, name: &str, layer: Layer, geometry: &str, code: &'static str) {
        self.file(name, layer, collection(&[feature(geometry, "1")]), code);
    }
}

fn feature(geometry: &str, id: &str) -> String {
    format!(
        r#"{{"type":"Feature","geometry":{geometry},"properties":{{"id":"{id}","name":"село А","population":10,"highway":"primary","street":"Мира","number":"1"}}}}"#
    )
}

fn collection(features: &[String]) -> String {
    format!(
        r#"{{"type":"FeatureCollection","features":[{}]}}"#,
        features.join(",")
    )
}

fn point(coordinates: &str) -> String {
    format!(r#"{{"type":"Point","coordinates":{coordinates}}}"#)
}

fn line(coordinates: &str) -> String {
    format!(r#"{{"type":"LineString","coordinates":{coordinates}}}"#)
}

fn polygon(coordinates: &str) -> String {
    format!(r#"{{"type":"Polygon","coordinates":{coordinates}}}"#)
}

const SQUARE: &str = "[[60,56],[61,56],[61,57],[60,57],[60,56]]";

fn positions(cases: &mut Cases) {
    let long = format!("[{}]", vec!["60"; 10_000].join(","));
    for (name, position, code) in [
        ("no number", "[]", "position.length"),
        ("one number", "[60]", "position.length"),
        ("five numbers", "[60,56,1,2,3]", "position.length"),
        ("ten thousand numbers", long.as_str(), "position.length"),
        ("1e308", "[1e308,56]", "position.not_degrees"),
        ("minus 1e308", "[60,-1e308]", "position.not_degrees"),
        ("1e999", "[1e999,56]", "geojson.syntax"),
        ("NaN", "[NaN,56]", "geojson.syntax"),
        ("Infinity", "[60,Infinity]", "geojson.syntax"),
        ("null", "[null,56]", "position.not_a_number"),
        ("strings", "[\"60\",\"56\"]", "position.not_a_number"),
        ("booleans", "[true,false]", "position.not_a_number"),
        ("swapped axes", "[56,120]", "position.swapped"),
        ("metres", "[6712345.6,7512345.1]", "position.not_degrees"),
        ("longitude 181", "[181,56]", "position.out_of_range"),
        ("longitude -180.5", "[-180.5,56]", "position.out_of_range"),
        ("latitude 91", "[150,91]", "position.out_of_range"),
        ("an object", "{\"lon\":60,\"lat\":56}", "geometry.nesting"),
        ("a string", "\"60,56\"", "geometry.nesting"),
        ("too deep", "[[60,56]]", "position.length"),
        ("missing", "null", "geometry.nesting"),
    ] {
        cases.geometry(&format!("point: {name}"), Settlements, &point(position), code);
    }
    for (name, position, code) in [
        ("one number", "[60]", "position.length"),
        ("no number", "[]", "position.length"),
        ("a number", "60", "geometry.nesting"),
        ("metres", "[500000,6000000]", "position.not_degrees"),
        ("1e308", "[60,1e308]", "position.not_degrees"),
        ("swapped", "[57,135]", "position.swapped"),
    ] {
        cases.geometry(
            &format!("line: {name}"),
            Roads,
            &line(&format!("[[60,56],{position}]")),
            code,
        );
        let ring = format!("[[[60,56],{position},[61,57],[60,56]]]");
        cases.geometry(&format!("ring: {name}"), Boundary, &polygon(&ring), code);
    }
}

fn lines(cases: &mut Cases) {
    cases.geometry("line of no position", Roads, &line("[]"), "geometry.empty");
    cases.geometry(
        "line of one position",
        Roads,
        &line("[[60,56]]"),
        "line.degenerate",
    );
    cases.geometry(
        "line that stands still",
        Roads,
        &line("[[60,56],[60,56]]"),
        "line.degenerate",
    );
    cases.geometry("road as a point", Roads, &point("[60,56]"), "road.not_a_line");
    cases.geometry(
        "road as a polygon",
        Roads,
        &polygon(&format!("[{SQUARE}]")),
        "road.not_a_line",
    );
    let multi = r#"{"type":"MultiLineString","coordinates":[[[60,56],[61,56]],[[60]]]}"#;
    cases.geometry("broken part of a multi line", Roads, multi, "position.length");
    let flat = r#"{"type":"MultiLineString","coordinates":[[60,56],[61,56]]}"#;
    cases.geometry("multi line too shallow", Roads, flat, "geometry.nesting");
    let none = collection(&[feature(&line("[[60,56],[61,57]]"), "1").replace("primary", "proposed")]);
    cases.file("no road in use", Roads, none, "roads.empty");
}

/// Rings with their fault; `S` stands for a good square.
const RINGS: &[(&str, &str, &str)] = &[
    ("no ring", "[]", "geometry.empty"),
    ("empty ring", "[[]]", "geometry.empty"),
    ("three positions", "[[[60,56],[61,56],[60,56]]]", "ring.too_short"),
    ("unclosed", "[[[60,56],[61,56],[61,57],[60,57]]]", "ring.unclosed"),
    (
        "bow-tie",
        "[[[60,56],[62,58],[62,56],[60,59],[60,56]]]",
        "polygon.self_crossing",
    ),
    ("no area", "[[[60,56],[61,56],[62,56],[60,56]]]", "ring.no_area"),
    (
        "one point four times",
        "[[[60,56],[60,56],[60,56],[60,56]]]",
        "ring.no_area",
    ),
    (
        "hole outside",
        "[S,[[70,56],[71,56],[71,57],[70,56]]]",
        "polygon.hole_outside",
    ),
    (
        "hole across",
        "[S,[[60.5,56.5],[61.5,56.5],[61.5,56.7],[60.5,56.5]]]",
        "polygon.self_crossing",
    ),
    (
        "antimeridian",
        "[[[179,66],[-179,66],[-179,67],[179,67],[179,66]]]",
        "geometry.antimeridian",
    ),
    ("a ring of numbers", "[[60,56,61,57]]", "geometry.nesting"),
    ("rings too deep", "[[S]]", "position.length"),
];

fn polygons(cases: &mut Cases) {
    for (name, rings, code) in RINGS {
        let shape = polygon(&rings.replace('S', SQUARE));
        cases.geometry(&format!("polygon: {name}"), Boundary, &shape, code);
        cases.geometry(&format!("unit: {name}"), Units, &shape, code);
    }
    let multi = format!(r#"{{"type":"MultiPolygon","coordinates":[[{SQUARE}],[[[60,56]]]]}}"#);
    cases.geometry(
        "broken part of a multi polygon",
        Boundary,
        &multi,
        "ring.too_short",
    );
    cases.geometry(
        "boundary as a point",
        Boundary,
        &point("[60,56]"),
        "boundary.not_a_polygon",
    );
    cases.geometry(
        "boundary as a line",
        Boundary,
        &line("[[60,56],[61,57]]"),
        "boundary.not_a_polygon",
    );
    cases.geometry(
        "boundary without geometry",
        Boundary,
        "null",
        "boundary.not_a_polygon",
    );
    let overlap = "[[[60.5,56],[61.5,56],[61.5,57],[60.5,57],[60.5,56]]]";
    let overlapping = [
        feature(&polygon(&format!("[{SQUARE}]")), "1"),
        feature(&polygon(overlap), "2"),
    ];
    cases.file(
        "overlapping units",
        Units,
        collection(&overlapping),
        "units.overlap",
    );
}

/// Whole files with their fault; `$` stands for a good feature.
const FILES: &[(&str, &str, &str)] = &[
    ("nothing", "", "geojson.syntax"),
    ("white space", "  \n", "geojson.syntax"),
    ("an array", "[1,2]", "geojson.syntax"),
    ("a number", "7", "geojson.syntax"),
    ("null", "null", "geojson.syntax"),
    ("an empty object", "{}", "geojson.empty"),
    (
        "no features",
        "{'type':'FeatureCollection','features':[]}",
        "geojson.empty",
    ),
    (
        "features null",
        "{'type':'FeatureCollection','features':null}",
        "geojson.syntax",
    ),
    (
        "features an object",
        "{'type':'FeatureCollection','features':{}}",
        "geojson.syntax",
    ),
    (
        "a collection without features",
        "{'type':'FeatureCollection'}",
        "geojson.empty",
    ),
    (
        "an unknown type",
        "{'type':'Topology','objects':{}}",
        "geometry.type",
    ),
    (
        "a feature that is a number",
        "{'features':[5]}",
        "geojson.not_a_feature",
    ),
    (
        "a feature that is a list",
        "{'features':[[$]]}",
        "geojson.not_a_feature",
    ),
    (
        "a feature without type",
        "{'features':[{}]}",
        "geojson.not_a_feature",
    ),
    ("a trailing comma", "{'features':[$,]}", "geojson.syntax"),
    ("a comment", "// layer\n{'features':[$]}", "geojson.syntax"),
    ("text after the end", "{'features':[$]}x", "geojson.syntax"),
    (
        "two collections",
        "{'features':[$]}{'features':[$]}",
        "geojson.syntax",
    ),
    ("cut before the end", "{'features':[$]", "geojson.syntax"),
    ("cut after the first feature", "{'features':[$,", "geojson.syntax"),
    ("a key without quotes", "{features:[$]}", "geojson.syntax"),
    ("the same feature twice", "{'features':[$,$]}", "id.duplicate"),
    (
        "another projection",
        "{'crs':{'properties':{'name':'EPSG:3857'}},'features':[$]}",
        "geojson.projection",
    ),
];

/// A good feature with one part of it replaced.
const CHANGES: &[(&str, &str, &str, &str)] = &[
    ("a geometry of no type", r#""type":"Point","#, "", "geometry.type"),
    ("a circle", "Point", "Circle", "geometry.type"),
    (
        "a geometry collection",
        "Point",
        "GeometryCollection",
        "geometry.collection",
    ),
    ("a control character", "село А", "село\u{1}", "geojson.syntax"),
    ("a lone surrogate", "село А", "\\ud800", "geojson.syntax"),
    ("an unknown escape", "село А", "\\q", "geojson.syntax"),
    ("an id with spaces", "\"1\"", "\"a b\"", "id.malformed"),
    ("an id that is a list", "\"1\"", "[1,2]", "id.malformed"),
    ("no name", "село А", "", "value.missing"),
    ("a negative population", ":10,", ":-1,", "population.negative"),
    ("half a person", ":10,", ":10.5,", "population.fraction"),
    ("too many people", ":10,", ":1e15,", "population.too_large"),
    (
        "people as a word",
        ":10,",
        ":\"много\",",
        "population.not_a_number",
    ),
    ("people as a list", ":10,", ":[10],", "population.not_a_number"),
];

fn collections(cases: &mut Cases) {
    let good = feature(&point("[60,56]"), "1");
    for (name, file, code) in FILES {
        let text = file.replace('$', &good).replace('\'', "\"");
        cases.file(&format!("collection: {name}"), Settlements, text, code);
    }
    for (name, from, to, code) in CHANGES {
        let changed = good.replacen(from, to, 1);
        assert_ne!(changed, good, "{name} changes nothing");
        cases.file(
            &format!("feature: {name}"),
            Settlements,
            collection(&[changed]),
            code,
        );
    }
    let squares = [1, 1].map(|id| feature(&polygon(&format!("[{SQUARE}]")), &id.to_string()));
    cases.file("duplicate unit ids", Units, collection(&squares), "id.duplicate");
    cases.file(
        "two unnamed boundaries",
        Boundary,
        collection(&squares),
        "boundary.ambiguous",
    );
    cases.geometry("no place", Settlements, "null", "position.missing");
    cases.geometry("an address without place", Addresses, "null", "position.missing");
    let long_id = good.replace("\"1\"", &format!("\"{}\"", "x".repeat(65)));
    cases.file("a long id", Settlements, collection(&[long_id]), "id.malformed");
    let long_name = good.replace("село А", &"x".repeat(100_000));
    cases.file(
        "a long name",
        Settlements,
        collection(&[long_name]),
        "text.too_long",
    );
    let deep = format!("{}{}", "[".repeat(5_000), "]".repeat(5_000));
    cases.geometry(
        "deep nesting of coordinates",
        Settlements,
        &point(&deep),
        "geojson.syntax",
    );
    let objects = format!("{}1{}", "{\"a\":".repeat(5_000), "}".repeat(5_000));
    cases.file("deep nesting of objects", Settlements, objects, "geojson.empty");
    let properties = collection(&[good.replace(":10,", &format!(":{deep},"))]);
    cases.file(
        "deep nesting of properties",
        Settlements,
        properties,
        "geojson.syntax",
    );
}

fn encodings(cases: &mut Cases) {
    let text = collection(&[feature(&point("[60]"), "1")]);
    let utf16: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let big: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
    cases.file(
        "broken under a UTF-8 mark",
        Settlements,
        [b"\xEF\xBB\xBF", text.as_bytes()].concat(),
        "position.length",
    );
    cases.file(
        "broken in UTF-16 with a mark",
        Settlements,
        [b"\xFF\xFE".to_vec(), utf16.clone()].concat(),
        "position.length",
    );
    cases.file(
        "broken in UTF-16 without a mark",
        Settlements,
        utf16.clone(),
        "position.length",
    );
    cases.file(
        "broken in big UTF-16",
        Settlements,
        [b"\xFE\xFF".to_vec(), big].concat(),
        "position.length",
    );
    let mut odd = [b"\xFF\xFE".to_vec(), utf16].concat();
    odd.pop();
    cases.file("UTF-16 cut in a letter", Settlements, odd, "text.encoding");
    cases.file(
        "Windows-1251",
        Settlements,
        b"{\"name\":\"\xf1\xe5\xeb\xee\"}".as_slice(),
        "text.encoding",
    );
    cases.file(
        "UTF-8 cut in a letter",
        Settlements,
        &text.as_bytes()[..text.find('л').map_or(0, |at| at + 1)],
        "text.encoding",
    );
    cases.file(
        "an image",
        Settlements,
        b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".as_slice(),
        "text.encoding",
    );
    cases.file("zeros", Settlements, vec![0; 4_096], "geojson.syntax");
}

fn answer(case: &Case) -> Vec<Problem> {
    let file = InputFile::new("layer.geojson", case.bytes.clone());
    let places = "id,name,lon,lat,population\n1,село А,60.5,56.5,10\n";
    let mut files = ImportFiles {
        settlements: Some(InputFile::new("settlements.csv", places)),
        ..ImportFiles::default()
    };
    match case.layer {
        Boundary => files.boundary = Some(file),
        Settlements => files.settlements = Some(file),
        Units => files.units = Some(file),
        Roads => files.roads = Some(file),
        Addresses => files.addresses = Some(file),
    }
    let (territory, problems) = import(&district(files));
    assert!(territory.is_none(), "{}: imported", case.name);
    problems
}

#[test]
fn every_bad_collection_is_a_problem_with_a_place() {
    let mut cases = Cases::default();
    positions(&mut cases);
    lines(&mut cases);
    polygons(&mut cases);
    collections(&mut cases);
    encodings(&mut cases);
    assert!(cases.0.len() >= FILES_MIN, "{} files", cases.0.len());
    for case in &cases.0 {
        let problems = answer(case);
        assert!(
            codes(&problems).contains(&case.code),
            "{}: {problems:#?}",
            case.name
        );
        for problem in problems
            .iter()
            .filter(|problem| blocks(problem) && problem.code != "units.none")
        {
            assert!(
                problem.pointer.starts_with("layer.geojson"),
                "{}: {}",
                case.name,
                problem.pointer
            );
        }
    }
    println!(
        "B1: {} broken GeoJSON files, 0 panics, each with code and place",
        cases.0.len()
    );
}

#[test]
fn good_features_are_kept_when_asked_for() {
    let layer = collection(&[
        feature(&point("[60]"), "1"),
        feature(&point("[60,56]"), "2"),
        feature(&point("[60.1,56,200]"), "3"),
    ]);
    let mut request = district(ImportFiles {
        settlements: Some(InputFile::new("layer.geojson", layer)),
        ..ImportFiles::default()
    });
    assert!(import(&request).0.is_none());
    request.settings.keep_good_rows = true;
    let (territory, problems) = import(&request);
    assert_eq!(territory.expect("the good ones").settlements.len(), 2);
    assert_eq!(codes(&problems), ["position.length"]);
    assert_eq!(problems[0].pointer, "layer.geojson, объект 1, coordinates");
}

#[test]
fn a_cut_file_gives_no_panic_at_any_byte() {
    let layer = collection(&[
        feature(&point("[60,56]"), "1"),
        feature(&polygon(&format!("[{SQUARE}]")), "2"),
    ]);
    for end in 0..layer.len() {
        let request = district(ImportFiles {
            settlements: Some(InputFile::new("layer.geojson", &layer.as_bytes()[..end])),
            ..ImportFiles::default()
        });
        let (territory, problems) = import(&request);
        assert!(territory.is_none() && !problems.is_empty(), "{end}");
    }
}
