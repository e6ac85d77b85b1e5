//! Timetables of public transport from tables and GTFS feeds.

use super::fixtures::codes;
use std::collections::BTreeSet;
use std::io::{Cursor, Write};
use uchastok::domain::{FOOT, Problem, Seconds, Settlement, Vehicle, VehicleId, VehicleKind};
use uchastok::exchange::{InputFile, demo, timetable};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

const HEADER: &str = "маршрут,рейс,остановка,прибытие,отправление,дни,билет\n";

fn read_file(file: &InputFile, known: &[Vehicle]) -> (Vec<Vehicle>, Vec<Problem>) {
    let territory = demo::load("vagay").unwrap();
    let mut next = 0;
    timetable(file, &territory.settlements, known, || {
        next += 1;
        VehicleId::new(format!("line{next}"))
    })
}

fn read(rows: &str, known: &[Vehicle]) -> (Vec<Vehicle>, Vec<Problem>) {
    read_file(&InputFile::new("bus.csv", format!("{HEADER}{rows}")), known)
}

fn place(name: &str) -> Settlement {
    let territory = demo::load("vagay").unwrap();
    let mut places = territory.settlements.into_iter();
    places.find(|place| place.name.contains(name)).unwrap()
}

const TABLE: &str = "101 Вагай – Дубровное,утро,село Вагай,,8:10,\"пн, ср\",45\n\
                     101 Вагай – Дубровное,утро,Дубровное,9:30,,,\n\
                     101 Вагай – Дубровное,вечер,Дубровное,,15:00,\"пн, ср\",\n\
                     101 Вагай – Дубровное,вечер,село Вагай,16:20,,,\n\
                     102,1,село Вагай,,9:00,,\n\
                     102,1,деревня Шишкина,9:40,,,\n";

#[test]
fn a_table_of_trips_becomes_lines() {
    let (lines, problems) = read(TABLE, &[]);
    assert_eq!(codes(&problems), Vec::<&str>::new(), "{problems:#?}");
    let [first, second] = lines.as_slice() else {
        panic!("{lines:?}")
    };
    assert_eq!((first.kind, first.speeds.as_str()), (VehicleKind::Public, FOOT));
    assert_eq!(first.price.day, 9_000, "a ticket there and one back");
    let [morning, evening] = first.trips.as_slice() else {
        panic!("{:?}", first.trips)
    };
    assert_eq!(morning.weekdays, BTreeSet::from([0, 2]));
    assert_eq!((morning.id.as_str(), evening.id.as_str()), ("утро", "вечер"));
    let calls: Vec<(&str, Seconds)> = morning
        .calls
        .iter()
        .map(|call| (call.settlement.as_str(), call.arrives))
        .collect();
    let expected = [
        (place("село Вагай").id, Seconds::from_minutes(490)),
        (place("Дубровное").id, Seconds::from_minutes(570)),
    ];
    assert_eq!(calls, expected.each_ref().map(|(id, time)| (id.as_str(), *time)));
    assert!(second.trips[0].weekdays.is_empty());
    // Read again, a line keeps its id and what people set by hand.
    let mut known = lines.clone();
    known[1].price.day = 5_000;
    let (again, _) = read(TABLE, &known);
    assert_eq!((&again[0].id, &again[1].id), (&lines[0].id, &lines[1].id));
    assert_eq!(again[1].price.day, 5_000);
}

#[test]
fn every_bad_row_of_a_timetable_is_named() {
    let rows = "101,1,село Нигде,,8:10,,\n\
                101,1,Дубровное,8 часов,,,\n\
                101,1,село Вагай,,,,\n\
                101,2,село Вагай,,8:10,вс,дорого\n\
                102,1,село Вагай,,9:00,,\n\
                102,1,Дубровное,8:00,,,\n\
                103,1,село Вагай,,9:00,,\n";
    let (_, problems) = read(rows, &[]);
    let texts: Vec<String> = problems
        .iter()
        .map(|one| format!("{} {}: {}", one.code, one.pointer, one.cause))
        .collect();
    for part in [
        "село Нигде",
        "8 часов",
        "строка 4",
        "вс",
        "дорого",
        "остановка 2: 08:00–08:00",
        "остановок 1",
    ] {
        assert!(texts.iter().any(|text| text.contains(part)), "{part}: {texts:#?}");
    }
    assert!(codes(&problems).contains(&"timetable.value"));
    let (_, problems) = read("", &[]);
    assert_eq!(codes(&problems), ["timetable.empty"]);
}

/// A feed of two routes: one through two villages of Vagay, one elsewhere.
fn feed(change: impl Fn(&str, String) -> Option<String>) -> InputFile {
    let (a, b) = (place("село Вагай").location, place("Дубровное").location);
    let files = [
        (
            "stops.txt",
            format!(
                "stop_id,stop_name,stop_lat,stop_lon\na,Вокзал,{},{}\nb,Дубровное,{},{}\nc,Далеко,10,10\n",
                a.y() + 0.005,
                a.x(),
                b.y(),
                b.x() + 0.005
            ),
        ),
        (
            "routes.txt",
            "route_id,route_short_name,route_long_name\nr,101,Вагай – Дубровное\nq,7,Далеко\n".to_owned(),
        ),
        (
            "trips.txt",
            "route_id,service_id,trip_id\nr,w,1\nr,t,2\nr,w,3\nr,sun,4\nq,w,5\nr,dates,6\n".to_owned(),
        ),
        (
            "stop_times.txt",
            "trip_id,arrival_time,departure_time,stop_id,stop_sequence\n\
             1,08:10:00,08:10:00,a,1\n1,09:30:00,09:30:00,b,2\n2,08:10:00,08:10:00,a,1\n2,09:30:00,09:30:00,b,5\n\
             3,15:00:00,15:01:00,b,1\n3,16:20:00,16:20:00,a,2\n4,10:00:00,10:00:00,a,1\n4,11:00:00,11:00:00,b,2\n\
             5,08:00:00,08:00:00,c,1\n5,09:00:00,09:00:00,a,2\n6,18:00:00,18:00:00,b,1\n6,19:00:00,19:00:00,a,2\n"
                .to_owned(),
        ),
        (
            "calendar.txt",
            "service_id,monday,tuesday,wednesday,thursday,friday,saturday,sunday,start_date,end_date\n\
             w,1,0,1,0,1,0,0,20260101,20261231\nt,0,1,0,0,0,0,0,20260101,20261231\n\
             sun,0,0,0,0,0,0,1,20260101,20261231\n"
                .to_owned(),
        ),
        (
            "calendar_dates.txt",
            "service_id,date,exception_type\ndates,20261102,1\ndates,20261109,1\ndates,20261116,1\ndates,20261105,1\n"
                .to_owned(),
        ),
    ];
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in files {
        if let Some(text) = change(name, text) {
            zip.start_file(name, SimpleFileOptions::default()).unwrap();
            zip.write_all(text.as_bytes()).unwrap();
        }
    }
    InputFile::new("feed.zip", zip.finish().unwrap().into_inner())
}

#[test]
fn a_feed_becomes_the_lines_that_stop_in_the_municipality() {
    let (lines, problems) = read_file(&feed(|_, text| Some(text)), &[]);
    assert_eq!(codes(&problems), Vec::<&str>::new(), "{problems:#?}");
    let [line] = lines.as_slice() else {
        panic!("{lines:?}")
    };
    assert_eq!(line.title, "101 Вагай – Дубровное");
    let days: Vec<(&str, Vec<u8>)> = line
        .trips
        .iter()
        .map(|trip| (trip.id.as_str(), trip.weekdays.iter().copied().collect()))
        .collect();
    // Trips that differ by their days only are one; Sunday's is none; the dated one runs on Mondays.
    assert_eq!(
        days,
        [
            ("08:10", vec![0, 1, 2, 4]),
            ("15:01", vec![0, 2, 4]),
            ("18:00", vec![0]),
        ]
    );
}

#[test]
fn a_feed_that_lacks_a_file_or_is_none_is_named() {
    let lacking = feed(|name, text| (name != "stop_times.txt").then_some(text));
    assert_eq!(codes(&read_file(&lacking, &[]).1)[0], "gtfs.incomplete");
    let garbage = InputFile::new("feed.zip", b"no archive".to_vec());
    assert_eq!(codes(&read_file(&garbage, &[]).1)[0], "gtfs.unreadable");
    let wrong = feed(|name, text| {
        Some(if name == "stop_times.txt" {
            text.replace("09:30:00", "half past")
        } else {
            text
        })
    });
    assert!(codes(&read_file(&wrong, &[]).1).contains(&"gtfs.value"));
}

#[test]
fn a_feed_over_the_limit_is_named() {
    let bomb = feed(|name, text| {
        Some(if name == "trips.txt" {
            "x".repeat((64 << 20) + 1)
        } else {
            text
        })
    });
    assert!(bomb.bytes.len() < 1 << 20, "the archive itself is small");
    assert_eq!(codes(&read_file(&bomb, &[]).1)[0], "gtfs.unreadable");
    let large = InputFile::new("feed.zip", vec![0; (32 << 20) + 1]);
    assert_eq!(codes(&read_file(&large, &[]).1)[0], "file.too_large");
}
