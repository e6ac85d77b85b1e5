//! What is exported and imported again is the same (target B10), and no cell is a formula.

use super::fixtures::{codes, district};
use geo::Point;
use proptest::prelude::{Strategy, prop, prop_assert, prop_assert_eq, proptest};
use uchastok::domain::{
    Certainty, InfrastructureId, InfrastructureKind, InfrastructurePoint, Metres, Persons, RuralSettlementId,
    Settlement, SettlementId, SettlementKind,
};
use uchastok::exchange::export::{
    Sheet, csv, infrastructure_geojson, infrastructure_sheet, settlements_sheet, xlsx,
};
use uchastok::exchange::{ImportFiles, InputFile, import};

/// Texts with everything that trips spreadsheets: formula signs, quotes, separators, apostrophes.
fn text() -> impl Strategy<Value = String> {
    "[=+@'\";,а-яa-z0-9\\-]{1}[=+@'\";, а-яёЁa-z0-9№«»\\-]{0,12}".prop_map(|text| text.trim().to_owned())
}

fn name() -> impl Strategy<Value = String> {
    "[=+@а-яa-z\\-][=+@'\";, а-яё0-9\\-]{0,12}[а-я]"
}

fn location() -> impl Strategy<Value = Point<f64>> {
    (-180_000_i32..180_000, -90_000_i32..90_000)
        .prop_map(|(x, y)| Point::new(f64::from(x) / 1000.0, f64::from(y) / 1000.0))
}

fn points() -> impl Strategy<Value = Vec<InfrastructurePoint>> {
    let one = (0_usize..12, name(), text(), text(), text(), text(), location());
    prop::collection::vec(one, 1..8).prop_map(|all| {
        let kind = |at: usize| InfrastructureKind::ALL[at];
        (1_u32..)
            .zip(all)
            .map(
                |(id, (at, full_name, address, telephone, head, note, location))| InfrastructurePoint {
                    id: InfrastructureId::new(format!("i{id}")),
                    kind: kind(at),
                    full_name,
                    address,
                    telephone,
                    head,
                    note,
                    location,
                    edited_by_hand: false,
                },
            )
            .collect()
    })
}

const KINDS: [SettlementKind; 6] = [
    SettlementKind::City,
    SettlementKind::UrbanTypeSettlement,
    SettlementKind::Posyolok,
    SettlementKind::Selo,
    SettlementKind::Derevnya,
    SettlementKind::Other,
];

fn settlements() -> impl Strategy<Value = Vec<Settlement>> {
    let one = (
        name(),
        0_usize..6,
        location(),
        1_i64..100_000,
        0_u8..16,
        0_i64..90_000,
    );
    prop::collection::vec(one, 1..8).prop_map(|all| {
        (1_u32..)
            .zip(all)
            .map(
                |(id, (name, kind, location, population, flags, access))| Settlement {
                    id: SettlementId::new(format!("s{id}")),
                    name,
                    kind: KINDS[kind],
                    location,
                    population: Persons(population),
                    certainty: if flags & 1 == 1 {
                        Certainty::Estimated
                    } else {
                        Certainty::Counted
                    },
                    rural_settlement: (flags & 2 == 2).then(|| RuralSettlementId::new("Сельское")),
                    is_rural_centre: flags & 4 == 4,
                    is_district_centre: flags & 8 == 8,
                    road_access: (access > 0).then_some(Metres(access)),
                },
            )
            .collect()
    })
}

fn as_files(sheet: &Sheet) -> [InputFile; 2] {
    let name = "sheet";
    [
        InputFile::new(format!("{name}.csv"), csv(sheet).expect("csv")),
        InputFile::new(
            format!("{name}.xlsx"),
            xlsx(std::slice::from_ref(sheet)).expect("xlsx"),
        ),
    ]
}

fn village() -> InputFile {
    InputFile::new("s.csv", "id,name,lon,lat,population\n1,село А,60,56,10\n")
}

proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(64))]

    #[test]
    fn institutions_come_back_as_they_were(points in points()) {
        let mut files = as_files(&infrastructure_sheet(&points, &[])).to_vec();
        let geojson = infrastructure_geojson(&points).expect("geojson");
        files.push(InputFile::new("points.geojson", geojson));
        for file in files {
            let (territory, problems) = import(&district(ImportFiles {
                settlements: Some(village()),
                infrastructure: Some(file),
                ..ImportFiles::default()
            }));
            prop_assert_eq!(codes(&problems), Vec::<&str>::new());
            prop_assert_eq!(&territory.expect("a territory").infrastructure, &points);
        }
    }

    #[test]
    fn settlements_come_back_as_they_were(settlements in settlements()) {
        for file in as_files(&settlements_sheet(&settlements)) {
            let (territory, problems) = import(&district(ImportFiles {
                settlements: Some(file),
                ..ImportFiles::default()
            }));
            prop_assert_eq!(codes(&problems), Vec::<&str>::new());
            prop_assert_eq!(&territory.expect("a territory").settlements, &settlements);
        }
    }

    #[test]
    fn no_cell_is_a_formula(points in points()) {
        let bytes = csv(&infrastructure_sheet(&points, &[])).expect("csv");
        let text = String::from_utf8(bytes).expect("utf-8");
        let mut reader = csv_cells(text.trim_start_matches('\u{feff}'));
        reader.retain(|cell| cell.parse::<f64>().is_err());
        prop_assert!(reader.iter().all(|cell| !cell.starts_with(['=', '+', '-', '@'])), "{reader:?}");
    }
}

fn csv_cells(text: &str) -> Vec<String> {
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .from_reader(text.as_bytes());
    let rows = reader.records().map(|row| row.expect("a row"));
    rows.flat_map(|row| row.iter().map(str::to_owned).collect::<Vec<_>>())
        .collect()
}

#[test]
fn a_workbook_has_a_sheet_for_each_table() {
    let mut first = settlements_sheet(&[]);
    first.name = "Очень длинное название листа: больше тридцати одного знака".to_owned();
    let bytes = xlsx(&[first, infrastructure_sheet(&[], &[])]).expect("xlsx");
    assert!(bytes.starts_with(b"PK"));
}
