//! Lines of a GTFS feed that stop in the municipality.
//!
//! Each route becomes a line, each of its trips on working days a trip; trips that are alike but for their days become
//! one. A stop belongs to the settlement whose centre is nearest, no farther than [`STOP_REACH_M`]; of several stops of
//! one settlement in a row the first counts. A trip that is still on its way after midnight is left out: no working day
//! reaches it. Days come from `calendar.txt`, and for services without one, or with no day in it, from
//! `calendar_dates.txt`: a weekday on which the service runs in at least half of its weeks. A service of `calendar.txt`
//! that ends before the newest one begins is last year's and is left out. Fares are not read.
//!
//! # References
//! General Transit Feed Specification, reference for `stops.txt`, `routes.txt`, `trips.txt`, `stop_times.txt`,
//! `calendar.txt`, `calendar_dates.txt`, <https://gtfs.org/documentation/schedule/reference/>.

use super::limits::{GTFS_BYTES_MAX, GTFS_FILE_BYTES_MAX};
use super::problems::{Problems, shown};
use super::table::InputFile;
use super::timetables::line;
use crate::domain::{LineTrip, Seconds, Settlement, SettlementId, TripCall, Vehicle, WORKING_DAYS};
use csv::StringRecord;
use geo::{Distance, Haversine, Point};
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};
use std::io::{Cursor, Read};

/// Straight distance from a stop to the centre of its settlement, metres.
const STOP_REACH_M: f64 = 2_500.0;

/// Midnight after a day: later times of a trip are none of a timetable.
const DAY_END: Seconds = Seconds(24 * 3600);

/// Days of `calendar.txt`, from Monday.
const DAY_COLUMNS: [&str; 7] = [
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
];

/// A table of the feed. Rows stay as they were read, one allocation each: a region's stop times are a million.
#[derive(Default)]
struct Rows {
    columns: BTreeMap<String, usize>,
    records: Vec<StringRecord>,
}

/// A row with the names of its columns.
#[derive(Clone, Copy)]
struct Row<'r> {
    columns: &'r BTreeMap<String, usize>,
    record: &'r StringRecord,
}

impl Rows {
    fn iter(&self) -> impl Iterator<Item = Row<'_>> {
        let columns = &self.columns;
        self.records.iter().map(move |record| Row { columns, record })
    }
}

impl<'r> Row<'r> {
    /// The cell of a column; empty where there is none.
    fn text(self, column: &str) -> &'r str {
        let at = self.columns.get(column);
        at.and_then(|at| self.record.get(*at)).unwrap_or_default()
    }
}

struct Feed<'f, 'p> {
    file: &'f InputFile,
    zip: zip::ZipArchive<Cursor<&'f [u8]>>,
    problems: &'p mut Problems,
}

/// Reads the lines of a feed.
pub(super) fn lines(file: &InputFile, settlements: &[Settlement], problems: &mut Problems) -> Vec<Vehicle> {
    if file.too_large(GTFS_BYTES_MAX, problems) {
        return Vec::new();
    }
    let zip = match zip::ZipArchive::new(Cursor::new(file.bytes.as_slice())) {
        Ok(zip) => zip,
        Err(error) => {
            problems.add(
                "gtfs.unreadable",
                &file.name,
                format!("архив не читается: {error}"),
                "пришлите ZIP с файлами GTFS",
            );
            return Vec::new();
        }
    };
    let mut feed = Feed { file, zip, problems };
    feed.lines(settlements).unwrap_or_default()
}

impl Feed<'_, '_> {
    /// `None` when a file that is needed is not there, which is then a problem.
    fn lines(&mut self, settlements: &[Settlement]) -> Option<Vec<Vehicle>> {
        let stops = self.needed("stops")?;
        let routes = self.needed("routes")?;
        let trips = self.needed("trips")?;
        let times = self.needed("stop_times")?;
        let services = services(&self.read("calendar")?, &self.read("calendar_dates")?);
        let places = places(&stops, settlements);
        let mut calls = self.calls(&times, &places);
        let mut lines: Vec<Vehicle> = Vec::new();
        for route in routes.iter() {
            let mut of = line(title(route));
            for trip in trips
                .iter()
                .filter(|trip| trip.text("route_id") == route.text("route_id"))
            {
                let days = services.get(trip.text("service_id")).cloned().unwrap_or_default();
                let stops = calls.remove(trip.text("trip_id")).unwrap_or_default();
                if !days.is_empty() && stops.len() > 1 && ends_by_midnight(&stops) {
                    put(&mut of.trips, days, stops);
                }
            }
            if of.trips.is_empty() {
                continue;
            }
            match lines.iter_mut().find(|one| one.title == of.title) {
                Some(one) => of
                    .trips
                    .into_iter()
                    .for_each(|trip| put(&mut one.trips, trip.weekdays, trip.calls)),
                None => lines.push(of),
            }
        }
        for line in &mut lines {
            for trip in &mut line.trips {
                if trip.weekdays.len() == usize::from(WORKING_DAYS) {
                    trip.weekdays.clear();
                }
            }
        }
        Some(lines)
    }

    /// The stops of each trip inside the municipality, in order.
    fn calls(
        &mut self,
        times: &Rows,
        places: &BTreeMap<String, SettlementId>,
    ) -> BTreeMap<String, Vec<TripCall>> {
        let mut calls: BTreeMap<String, Vec<(u32, TripCall)>> = BTreeMap::new();
        for (at, row) in times.iter().enumerate() {
            let Some(settlement) = places.get(row.text("stop_id")) else {
                continue;
            };
            let (arrives, departs) = (row.text("arrival_time"), row.text("departure_time"));
            // Stops between timepoints may have no times: nobody can count on them.
            if arrives.is_empty() && departs.is_empty() {
                continue;
            }
            let first = if arrives.is_empty() { departs } else { arrives };
            let last = if departs.is_empty() { arrives } else { departs };
            let sequence = row.text("stop_sequence").parse::<u32>().ok();
            let times = clock(first).zip(clock(last)).zip(sequence);
            let Some(((arrives, departs), sequence)) = times else {
                let place = format!("{}, stop_times.txt, строка {}", self.file.name, at + 2);
                let cause = format!(
                    "не понять время или номер остановки: {}, {}",
                    shown(first),
                    shown(last)
                );
                self.problems.add(
                    "gtfs.value",
                    place,
                    cause,
                    "время в виде 08:10:00, номер — целое число",
                );
                continue;
            };
            let call = TripCall {
                settlement: settlement.clone(),
                arrives,
                departs,
            };
            calls
                .entry(row.text("trip_id").to_owned())
                .or_default()
                .push((sequence, call));
        }
        let in_order = |mut of: Vec<(u32, TripCall)>| {
            of.sort_by_key(|(sequence, _)| *sequence);
            let mut calls: Vec<TripCall> = of.into_iter().map(|(_, call)| call).collect();
            calls.dedup_by(|next, first| next.settlement == first.settlement);
            calls
        };
        calls.into_iter().map(|(trip, of)| (trip, in_order(of))).collect()
    }

    fn needed(&mut self, name: &str) -> Option<Rows> {
        let rows = self.read(name)?;
        if rows.records.is_empty() {
            self.problems.add(
                "gtfs.incomplete",
                &self.file.name,
                format!("в архиве нет файла {name}.txt, или он пуст"),
                "пришлите полный архив GTFS",
            );
            return None;
        }
        Some(rows)
    }

    /// The rows of a file of the feed by its name without `.txt`, none where it is not there; `None` when it cannot be read, which is a problem.
    fn read(&mut self, name: &str) -> Option<Rows> {
        let Ok(entry) = self.zip.by_name(&format!("{name}.txt")) else {
            return Some(Rows::default());
        };
        let mut bytes = Vec::new();
        let limit = GTFS_FILE_BYTES_MAX;
        let unpacked = entry.take(limit + 1).read_to_end(&mut bytes);
        let rows = match unpacked {
            Ok(size) if size as u64 > limit => Err(format!("больше {limit} байт")),
            Ok(_) => rows(&bytes).map_err(|error| error.to_string()),
            Err(error) => Err(error.to_string()),
        };
        rows.map_err(|cause| {
            self.problems.add(
                "gtfs.unreadable",
                format!("{}, {name}.txt", self.file.name),
                cause,
                "проверьте архив",
            );
        })
        .ok()
    }
}

fn rows(bytes: &[u8]) -> Result<Rows, csv::Error> {
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(bytes);
    let headers = reader.headers()?.iter().map(str::to_owned);
    let columns = headers.zip(0..).collect();
    let records = reader.records().collect::<Result<_, _>>()?;
    Ok(Rows { columns, records })
}

/// «101 Вагай – Касьяново», of what the route has.
fn title(route: Row<'_>) -> String {
    let names = [route.text("route_short_name"), route.text("route_long_name")];
    let named: Vec<&str> = names.into_iter().filter(|name| !name.is_empty()).collect();
    if named.is_empty() {
        return route.text("route_id").to_owned();
    }
    named.join(" ")
}

/// Adds a trip, or its days to one that is alike.
fn put(trips: &mut Vec<LineTrip>, days: BTreeSet<u8>, calls: Vec<TripCall>) {
    if let Some(same) = trips.iter_mut().find(|trip| trip.calls == calls) {
        same.weekdays.extend(days);
        return;
    }
    let departs = calls.first().map_or(Seconds::ZERO, |call| call.departs).clock();
    let mut id = departs.clone();
    let mut nth = 1;
    while trips.iter().any(|trip| trip.id == id) {
        nth += 1;
        id = format!("{departs} ({nth})");
    }
    trips.push(LineTrip {
        id,
        weekdays: days,
        calls,
    });
}

/// The settlement of each stop that is near enough to one.
fn places(stops: &Rows, settlements: &[Settlement]) -> BTreeMap<String, SettlementId> {
    let nearest = |stop: Row<'_>| {
        let (lon, lat) = (
            stop.text("stop_lon").parse().ok()?,
            stop.text("stop_lat").parse().ok()?,
        );
        let at = Point::<f64>::new(lon, lat);
        // A degree of latitude is at least 110.5 km: most settlements are told apart without more.
        let near = |place: &&Settlement| (place.location.y() - lat).abs() * 110_500.0 <= STOP_REACH_M;
        let with_distance = settlements
            .iter()
            .filter(near)
            .map(|place| (Haversine.distance(at, place.location), place));
        let (distance, place) = with_distance.min_by(|a, b| a.0.total_cmp(&b.0))?;
        (distance <= STOP_REACH_M).then(|| (stop.text("stop_id").to_owned(), place.id.clone()))
    };
    stops.iter().filter_map(nearest).collect()
}

/// True when every stop of a trip is on the day on which it begins.
fn ends_by_midnight(calls: &[TripCall]) -> bool {
    calls
        .iter()
        .all(|call| call.arrives <= DAY_END && call.departs <= DAY_END)
}

/// Working days from 0 of each service; none for one that does not run on any, or that is over.
fn services(calendar: &Rows, dates: &Rows) -> BTreeMap<String, BTreeSet<u8>> {
    let mut services: BTreeMap<String, BTreeSet<u8>> = BTreeMap::new();
    let regular = calendar.iter().filter(|row| !week(*row).is_empty());
    let newest = regular.filter_map(|row| date(row, "start_date")).max();
    for row in calendar.iter() {
        let mut days = week(row);
        let ends = date(row, "end_date");
        if ends.zip(newest).is_some_and(|(ends, newest)| ends < newest) {
            days.clear();
        } else if days.is_empty() {
            // A row of zeros has its days in `calendar_dates.txt`.
            continue;
        }
        days.retain(|day| *day < WORKING_DAYS);
        services.insert(row.text("service_id").to_owned(), days);
    }
    let mut of_dates: BTreeMap<&str, Vec<Date>> = BTreeMap::new();
    for row in dates.iter().filter(|row| row.text("exception_type") == "1") {
        let service = row.text("service_id");
        if !services.contains_key(service)
            && let Some(date) = date(row, "date")
        {
            of_dates.entry(service).or_default().push(date);
        }
    }
    let regular: Vec<(String, BTreeSet<u8>)> = of_dates
        .into_iter()
        .map(|(service, dates)| (service.to_owned(), usual_weekdays(&dates)))
        .collect();
    services.extend(regular);
    services
}

/// The days of a row of `calendar.txt`, from 0 to 6.
fn week(row: Row<'_>) -> BTreeSet<u8> {
    let days = (0..).zip(DAY_COLUMNS);
    days.filter(|(_, column)| row.text(column) == "1")
        .map(|(day, _)| day)
        .collect()
}

/// A date of a row, `20261102`.
fn date(row: Row<'_>, column: &str) -> Option<Date> {
    Date::strptime("%Y%m%d", row.text(column)).ok()
}

/// Weekdays with a date in at least half of the weeks that the dates span.
fn usual_weekdays(dates: &[Date]) -> BTreeSet<u8> {
    let monday = |date: &Date| -> Option<Date> {
        let back = i64::from(date.weekday().to_monday_zero_offset());
        date.checked_sub(jiff::Span::new().days(back)).ok()
    };
    let weeks: BTreeSet<Date> = dates.iter().filter_map(monday).collect();
    (0..WORKING_DAYS)
        .filter(|day| {
            let of_day: BTreeSet<&Date> = dates
                .iter()
                .filter(|date| date.weekday().to_monday_zero_offset() == *day as i8)
                .collect();
            !of_day.is_empty() && 2 * of_day.len() >= weeks.len()
        })
        .collect()
}

/// `8:10:00` or `25:10:00`, hours past midnight included.
fn clock(text: &str) -> Option<Seconds> {
    let mut parts = text.split(':').map(|part| part.trim().parse::<i64>().ok());
    let (hours, minutes, seconds) = (parts.next()??, parts.next()??, parts.next()??);
    let sane = (0..=48).contains(&hours) && (0..60).contains(&minutes) && (0..60).contains(&seconds);
    (sane && parts.next().is_none()).then_some(Seconds(hours * 3600 + minutes * 60 + seconds))
}

#[cfg(test)]
mod tests {
    use super::{lines, rows, services};
    use crate::domain::Settlement;
    use crate::exchange::problems::Problems;
    use crate::exchange::{InputFile, demo};
    use std::io::{Cursor, Write};
    use zip::ZipWriter;
    use zip::write::SimpleFileOptions;

    const CALENDAR: &str =
        "service_id,monday,tuesday,wednesday,thursday,friday,saturday,sunday,start_date,end_date\n";

    /// Services with their days, none where a service is left out.
    fn days(calendar: &str, dates: &str) -> Vec<(String, Vec<u8>)> {
        let calendar = rows(format!("{CALENDAR}{calendar}").as_bytes()).unwrap();
        let dates = rows(format!("service_id,date,exception_type\n{dates}").as_bytes()).unwrap();
        let services = services(&calendar, &dates).into_iter();
        services
            .map(|(service, days)| (service, days.into_iter().collect()))
            .collect()
    }

    fn of(expected: &[(&str, &[u8])]) -> Vec<(String, Vec<u8>)> {
        let expected = expected.iter();
        expected
            .map(|(service, days)| ((*service).to_owned(), days.to_vec()))
            .collect()
    }

    #[test]
    fn a_calendar_row_of_zeros_leaves_the_days_to_the_dates() {
        let calendar = "dated,0,0,0,0,0,0,0,20260101,20261231\n\
                        sundays,0,0,0,0,0,0,1,20260101,20261231\n\
                        mondays,1,0,0,0,0,0,0,20260101,20261231\n";
        // A Sunday's timetable on a holiday does not make it one of Wednesdays.
        let dates = "dated,20261103,1\ndated,20261110,1\nsundays,20261104,1\n";
        assert_eq!(
            days(calendar, dates),
            of(&[("dated", &[1]), ("mondays", &[0]), ("sundays", &[])])
        );
    }

    #[test]
    fn a_service_that_ends_before_the_newest_begins_is_left_out() {
        let calendar = "last,1,1,1,1,1,0,0,20250101,20251231\n\
                        now,0,1,0,0,0,0,0,20260101,20261231\n\
                        always,0,0,1,0,0,0,0,,\n\
                        summer,0,0,0,1,0,0,0,20260601,20260831\n\
                        gone,0,0,0,0,0,0,0,20250101,20251231\n";
        // Neither come they back by dates, nor does a single date end what is regular.
        let dates = "last,20251103,1\ngone,20251103,1\n";
        let expected: [(&str, &[u8]); 5] = [
            ("always", &[2]),
            ("gone", &[]),
            ("last", &[]),
            ("now", &[1]),
            ("summer", &[3]),
        ];
        assert_eq!(days(calendar, dates), of(&expected));
        let event = format!("{calendar}event,0,0,0,0,0,0,0,20270101,20270101\n");
        assert_eq!(days(&event, dates), of(&expected));
    }

    /// A feed of one line between two settlements on Mondays.
    fn feed(places: &[Settlement], times: &str) -> InputFile {
        let (a, b) = (places[0].location, places[1].location);
        let files = [
            (
                "stops.txt",
                format!(
                    "stop_id,stop_lat,stop_lon\na,{},{}\nb,{},{}\n",
                    a.y(),
                    a.x(),
                    b.y(),
                    b.x()
                ),
            ),
            ("routes.txt", "route_id,route_short_name\nr,101\n".to_owned()),
            (
                "trips.txt",
                "route_id,service_id,trip_id\nr,w,1\nr,w,2\n".to_owned(),
            ),
            (
                "stop_times.txt",
                format!("trip_id,arrival_time,departure_time,stop_id,stop_sequence\n{times}"),
            ),
            (
                "calendar.txt",
                format!("{CALENDAR}w,1,0,0,0,0,0,0,20260101,20261231\n"),
            ),
        ];
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        for (name, text) in files {
            zip.start_file(name, SimpleFileOptions::default()).unwrap();
            zip.write_all(text.as_bytes()).unwrap();
        }
        InputFile::new("feed.zip", zip.finish().unwrap().into_inner())
    }

    #[test]
    fn a_trip_past_midnight_is_left_out_and_the_others_stay() {
        let places = demo::load("vagay").unwrap().settlements;
        let times = "1,23:00:00,23:00:00,a,1\n1,24:00:00,24:00:00,b,2\n\
                     2,23:30:00,23:30:00,a,1\n2,24:30:00,24:30:00,b,2\n";
        let mut problems = Problems::default();
        let found = lines(&feed(&places, times), &places, &mut problems);
        assert_eq!(problems.len(), 0);
        let ids: Vec<&str> = found
            .iter()
            .flat_map(|line| &line.trips)
            .map(|trip| trip.id.as_str())
            .collect();
        assert_eq!(ids, ["23:00"]);
    }
}
