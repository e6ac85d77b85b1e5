//! Broken tables: every fault is a problem with a place, all of them at once, and nothing panics.

use super::fixtures::{codes, district};
use uchastok::exchange::{ImportFiles, InputFile, import};

const HEADER: &str = "id,name,lon,lat,population\n";

/// Imports `text` as settlements and compares the codes found.
fn check(text: impl Into<Vec<u8>>, expected: &[&str]) {
    let bytes = text.into();
    let shown = String::from_utf8_lossy(&bytes[..bytes.len().min(120)]).into_owned();
    let request = district(ImportFiles {
        settlements: Some(InputFile::new("settlements.csv", bytes)),
        ..ImportFiles::default()
    });
    let (territory, problems) = import(&request);
    assert_eq!(codes(&problems), expected, "{shown}");
    assert!(territory.is_none() || expected.is_empty(), "{shown}");
    for problem in &problems {
        assert!(!problem.pointer.is_empty() && !problem.cause.is_empty() && !problem.action.is_empty());
    }
}

fn rows(rows: &str) -> String {
    format!("{HEADER}{rows}")
}

#[test]
fn every_row_with_a_fault_is_named() {
    check(rows("1,a,60,56,5\n"), &[]);
    check(rows("1,a,60,56,5\n1,b,60,56,5\n"), &["id.duplicate"]);
    check(rows("a b,a,60,56,5\n"), &["id.malformed", "units.none"]);
    check(rows("1,,60,56,5\n"), &["value.missing", "units.none"]);
    check(rows("1,a,,,5\n"), &["position.missing", "units.none"]);
    check(
        rows("1,a,x,y,5\n"),
        &["position.not_a_number", "position.not_a_number", "units.none"],
    );
    check(rows("1,a,inf,56,5\n"), &["position.not_a_number", "units.none"]);
    check(rows("1,a,56,120,5\n"), &["position.swapped", "units.none"]);
    check(
        rows("1,a,6712345,7512345,5\n"),
        &["position.not_degrees", "units.none"],
    );
    check(rows("1,a,200,56,5\n"), &["position.out_of_range", "units.none"]);
    check(rows("1,a,60,56,5,6,7\n"), &["table.row.length", "units.none"]);
    check(
        rows("1,\"a,60,56,5\n2,b,60,56,5\n"),
        &["table.row.broken", "units.none"],
    );
}

#[test]
fn files_that_are_no_tables() {
    check("", &["table.empty", "units.none"]);
    check("\n\n\n", &["table.empty", "units.none"]);
    check(HEADER, &["units.none"]);
    check("x,y\n1,2\n", &["column.missing", "units.none"]);
    check(
        b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\xff\xfe".as_slice(),
        &["text.encoding", "units.none"],
    );
    check(b"\xff\xfe\x00\xd8".as_slice(), &["text.encoding", "units.none"]);
}

#[test]
fn every_problem_of_a_file_at_once() {
    check(
        rows("1,a,60,56,-5\n2,b,x,56,5\n2,c,60,56,7\n4,,60,56,1\n5,e,60,56,\n6,f,60,56,10\n"),
        &[
            "population.negative",
            "position.not_a_number",
            "value.missing",
            "population.missing",
        ],
    );
}

#[test]
fn a_table_in_any_encoding_and_separator() {
    let plain = "Код;Название;Долгота;Широта;Население\n1;село Вагай;69,02;57,93;5 008\n";
    let utf16: Vec<u8> = std::iter::once(0xFEFF_u16)
        .chain(plain.encode_utf16())
        .flat_map(u16::to_le_bytes)
        .collect();
    let windows: Vec<u8> = plain.chars().map(windows_1251).collect();
    for bytes in [
        plain.as_bytes().to_vec(),
        utf16,
        windows,
        plain.replace(';', "\t").into_bytes(),
    ] {
        let request = district(ImportFiles {
            settlements: Some(InputFile::new("таблица.csv", bytes)),
            ..ImportFiles::default()
        });
        let (territory, problems) = import(&request);
        assert_eq!(codes(&problems), Vec::<&str>::new());
        let settlement = &territory.expect("a territory").settlements[0];
        assert_eq!(
            (settlement.name.as_str(), settlement.population.get()),
            ("село Вагай", 5008)
        );
        assert!((settlement.location.x() - 69.02).abs() < 1e-9);
    }
}

/// Russian letters and ASCII in Windows-1251.
fn windows_1251(letter: char) -> u8 {
    match letter {
        'А'..='я' => (letter as u32 - 'А' as u32 + 0xC0) as u8,
        ascii => ascii as u8,
    }
}

#[test]
fn random_bytes_never_panic() {
    use proptest::prelude::{any, prop, proptest};
    proptest!(|(bytes in prop::collection::vec(any::<u8>(), 0..400), named in 0..4)| {
        let name = ["a.csv", "a.geojson", "a.xlsx", "a"][named as usize];
        let request = district(ImportFiles {
            settlements: Some(InputFile::new(name, bytes)),
            ..ImportFiles::default()
        });
        let (territory, problems) = import(&request);
        assert!(territory.is_none() && !problems.is_empty());
    });
}
