//! The list of vehicles from a table.

use super::fixtures::codes;
use uchastok::domain::{Season, Seconds, Vehicle, VehicleId, VehicleKind};
use uchastok::exchange::{InputFile, demo, vehicles};

const HEADER: &str =
    "название,чья,количество,рабочие места,гараж,дни,сезоны,водитель с,водитель до,проходимость,руб за км\n";

fn read(rows: &str, known: &[Vehicle]) -> (Vec<Vehicle>, Vec<uchastok::domain::Problem>) {
    let territory = demo::load("vagay").unwrap();
    let file = InputFile::new("cars.csv", format!("{HEADER}{rows}"));
    let mut next = 0;
    vehicles(&file, &territory.settlements, &["car", "offroad"], known, || {
        next += 1;
        VehicleId::new(format!("v{next}"))
    })
}

#[test]
fn a_table_of_cars_is_read_as_people_write_it() {
    let rows = "УАЗ центра,учреждения,2,,село Вагай,,,8:00,17:00,повышенная,\"15,5\"\n\
                Нива главы,глава поселения,,Дубровное;деревня Шишкина,,\"вт, чт\",лето; зима,,,,\n";
    let (found, problems) = read(rows, &[]);
    assert_eq!(codes(&problems), Vec::<&str>::new(), "{problems:#?}");
    let [uaz, niva] = found.as_slice() else {
        panic!("{found:?}")
    };
    assert_eq!(
        (uaz.kind, uaz.count, uaz.price.km),
        (VehicleKind::Institution, 2, 1550)
    );
    assert_eq!(uaz.speeds, "offroad");
    assert_eq!(
        uaz.driver.map(|hours| hours.until),
        Some(Seconds::from_minutes(17 * 60))
    );
    assert!(uaz.garage.is_some() && uaz.bases.is_empty());
    assert_eq!(
        (niva.kind, niva.count, niva.speeds.as_str()),
        (VehicleKind::Head, 1, "car")
    );
    assert_eq!(
        (
            niva.bases.len(),
            niva.weekdays.iter().copied().collect::<Vec<_>>()
        ),
        (2, vec![1, 3])
    );
    assert!(niva.seasons.contains(&Season::Winter) && niva.driver.is_none());
    let (again, _) = read(
        rows,
        &[Vehicle {
            id: VehicleId::from("known"),
            ..niva.clone()
        }],
    );
    assert_eq!(again[1].id, VehicleId::from("known"));
}

#[test]
fn every_wrong_cell_is_named() {
    let rows = "УАЗ,ничья,два,село Нигде,,завтра,осень,8,,летает,даром\n\
                УАЗ,личная,0,,,,,17:00,8:00,летает,\n\
                УАЗ,личная,1,,,,,,,,\n\
                УАЗ,личная,1,,,,,,,,\n\
                ,личная,1,,,,,,,,\n";
    let (found, problems) = read(rows, &[]);
    assert_eq!(found.len(), 1, "{found:?}");
    let count = |code: &str| codes(&problems).into_iter().filter(|one| *one == code).count();
    assert_eq!(
        (
            count("vehicle.value"),
            count("vehicle.duplicate"),
            count("value.missing")
        ),
        (10, 1, 1),
        "{problems:#?}"
    );
    let (_, problems) = vehicles_without_headers();
    assert_eq!(codes(&problems), ["column.missing", "column.missing"]);
}

fn vehicles_without_headers() -> (Vec<Vehicle>, Vec<uchastok::domain::Problem>) {
    let file = InputFile::new("cars.csv", "a,b\n1,2\n");
    vehicles(&file, &[], &["car"], &[], || VehicleId::from("v"))
}
