//! Cordeau's text format of periodic and multi-depot periodic routing problems (PVRP, PVRPTW, MDPVRP).
//!
//! First line `type m n t [d]`, type 1, 5 or 8: m vehicles a day (and depot), n customers, t days, d depots. Then a line
//! `D Q` for each day (and depot): longest route and capacity, 0 for none. Then a row for each depot and customer:
//! `i x y service demand frequency a pattern1 … patterna [open close]`; the highest bit of a pattern is the first day.
//!
//! Lengths are Euclidean. They are kept as integers of 1/[`SCALE`], rounded up, so that a route within its limit here is
//! within it in real numbers too.

use crate::domain;
use crate::scheduling::{
    DayOption, Depot, DepotIndex, LocationIndex, Problem, Shift, TravelMatrix, Visit, Weights, Window,
};

/// Integer units of one unit of length or time of the file.
pub const SCALE: i64 = 10_000;

/// Most days, so that a pattern is one number; test: `limits_are_told`.
const DAYS_MAX: usize = 32;

/// Largest coordinate, service or demand, so that a scaled leg stays within the solver's; test: `limits_are_told`.
const NUMBER_MAX: f64 = 30_000.0;

/// Time at which an unlimited day ends, in units of the file.
const DAY_END: i64 = 100_000_000;

/// An instance: the problem, and what is needed to state its cost in the file's own terms.
#[derive(Debug, Clone, PartialEq)]
pub struct Instance {
    /// The problem. Visits are the customers in file order.
    pub problem: Problem,
    /// Customers' coordinates in file order.
    pub customers: Vec<(f64, f64)>,
    /// Depots' coordinates in file order.
    pub depots: Vec<(f64, f64)>,
}

impl Instance {
    /// Length of a route in the file's units: depot, customers in order, depot.
    #[must_use]
    pub fn length(&self, depot: usize, customers: impl IntoIterator<Item = usize>) -> f64 {
        let Some(&base) = self.depots.get(depot) else {
            return 0.0;
        };
        let mut at = base;
        let mut sum = 0.0;
        for next in customers
            .into_iter()
            .filter_map(|c| self.customers.get(c).copied())
        {
            sum += distance(at, next);
            at = next;
        }
        sum + distance(at, base)
    }
}

fn distance(a: (f64, f64), b: (f64, f64)) -> f64 {
    (a.0 - b.0).hypot(a.1 - b.1)
}

/// One row of a depot or customer.
#[derive(Debug, Clone, Default)]
struct Row {
    x: f64,
    y: f64,
    service: f64,
    demand: f64,
    patterns: Vec<u64>,
    window: Option<(f64, f64)>,
}

/// The first line.
#[derive(Debug, Clone, Copy)]
struct Head {
    kind: u32,
    vehicles: u32,
    customers: usize,
    days: usize,
    depots: usize,
}

/// The lines of a file that are not blank, with their numbers, and the problems found so far.
struct Reader<'t> {
    lines: std::vec::IntoIter<(usize, &'t str)>,
    found: Vec<domain::Problem>,
}

impl Reader<'_> {
    fn fault(&mut self, line: usize, cause: String, action: &str) {
        self.found.push(domain::Problem::new(
            "instance.schedule.line",
            format!("line {line}"),
            cause,
            action,
        ));
    }

    /// The numbers of the next line.
    fn numbers(&mut self, what: &str) -> Option<(usize, Vec<f64>)> {
        let Some((line, text)) = self.lines.next() else {
            self.found.push(domain::Problem::new(
                "instance.schedule.short",
                "end of file",
                format!("the file ends where {what} is expected"),
                "complete the file, or correct the counts of its first line",
            ));
            return None;
        };
        let mut numbers = Vec::new();
        for word in text.split_whitespace() {
            match word.parse::<f64>() {
                Ok(number) if number.is_finite() => numbers.push(number),
                _ => {
                    let shown: String = word.chars().take(40).collect();
                    self.fault(
                        line,
                        format!("`{shown}` is not a number"),
                        "write plain decimal numbers",
                    );
                    return Some((line, Vec::new()));
                }
            }
        }
        Some((line, numbers))
    }
}

/// Reads an instance.
///
/// # Errors
/// Every problem of the text at once.
pub fn read(text: &str) -> Result<Instance, Vec<domain::Problem>> {
    let lines: Vec<(usize, &str)> = text
        .lines()
        .enumerate()
        .map(|(i, line)| (i + 1, line.trim()))
        .filter(|(_, line)| !line.is_empty())
        .collect();
    let mut reader = Reader {
        lines: lines.into_iter(),
        found: Vec::new(),
    };
    let Some(head) = read_head(&mut reader) else {
        return Err(reader.found);
    };
    let mut limits = Vec::new();
    for _ in 0..head.days * if head.kind == 8 { head.depots } else { 1 } {
        let Some((line, numbers)) = reader.numbers("a line of route length and capacity") else {
            break;
        };
        match numbers[..] {
            [length, capacity] if in_range(length) && in_range(capacity) => limits.push((length, capacity)),
            [] => {}
            _ => reader.fault(
                line,
                "not a route length and a capacity from 0".to_owned(),
                "write `D Q`",
            ),
        }
    }
    let mut rows = Vec::new();
    for _ in 0..head.customers + head.depots {
        let Some((line, numbers)) = reader.numbers("a depot or customer") else {
            break;
        };
        if !numbers.is_empty() {
            rows.extend(read_row(&mut reader, &head, line, &numbers));
        }
    }
    if let Some((line, _)) = reader.lines.next() {
        reader.fault(
            line,
            "more lines than the first line announces".to_owned(),
            "correct the first line's counts",
        );
    }
    if reader.found.is_empty() {
        assemble(&head, &limits, &rows)
    } else {
        Err(reader.found)
    }
}

fn in_range(number: f64) -> bool {
    (0.0..=NUMBER_MAX).contains(&number)
}

fn count(number: f64, most: f64) -> Option<usize> {
    (number.fract() == 0.0 && (0.0..=most).contains(&number)).then_some(number as usize)
}

fn read_head(reader: &mut Reader<'_>) -> Option<Head> {
    let (line, numbers) = reader.numbers("the first line `type m n t [d]`")?;
    let counts: Option<Vec<usize>> = numbers.iter().map(|&number| count(number, 100_000.0)).collect();
    let head = match counts.as_deref() {
        Some([kind @ (1 | 5), vehicles, customers, days, ..]) => Head {
            kind: *kind as u32,
            vehicles: *vehicles as u32,
            customers: *customers,
            days: *days,
            depots: 1,
        },
        Some([8, vehicles, customers, days, depots]) => Head {
            kind: 8,
            vehicles: *vehicles as u32,
            customers: *customers,
            days: *days,
            depots: *depots,
        },
        _ => {
            reader.fault(
                line,
                "not `type m n t [d]` with type 1, 5 or 8".to_owned(),
                "use a PVRP, PVRPTW or MDPVRP file",
            );
            return None;
        }
    };
    let sound = (1..=DAYS_MAX).contains(&head.days)
        && (1..=100).contains(&head.depots)
        && (1..=1000).contains(&head.vehicles)
        && head.customers <= crate::scheduling::VISITS_MAX;
    if !sound {
        reader.fault(
            line,
            format!(
                "{} vehicles, {} customers, {} days, {} depots",
                head.vehicles, head.customers, head.days, head.depots
            ),
            "use 1 to 1000 vehicles, up to 4000 customers, 1 to 32 days and 1 to 100 depots",
        );
        return None;
    }
    Some(head)
}

fn read_row(reader: &mut Reader<'_>, head: &Head, line: usize, numbers: &[f64]) -> Option<Row> {
    let [_, x, y, service, demand, frequency, patterns, rest @ ..] = numbers else {
        reader.fault(
            line,
            format!("{} numbers", numbers.len()),
            "write `i x y service demand frequency a …`",
        );
        return None;
    };
    let sound = x.abs() <= NUMBER_MAX && y.abs() <= NUMBER_MAX && in_range(*service) && in_range(*demand);
    if !sound || demand.fract() != 0.0 {
        reader.fault(
            line,
            format!("position {x} {y}, service {service}, demand {demand}"),
            "keep numbers from 0 to 30000 (coordinates also below 0), demand whole",
        );
        return None;
    }
    let Some(wanted) = count(*patterns, 10_000.0).filter(|&wanted| rest.len() >= wanted) else {
        reader.fault(
            line,
            format!("{patterns} patterns announced, {} numbers left", rest.len()),
            "list every pattern",
        );
        return None;
    };
    let mut days = Vec::new();
    for &pattern in &rest[..wanted] {
        let most = (1_u64 << head.days) - 1;
        match count(pattern, most as f64) {
            Some(mask) if mask > 0 && frequency_fits(mask, *frequency) => {
                days.push(mirror(mask as u64, head.days));
            }
            _ => reader.fault(
                line,
                format!("pattern {pattern} with frequency {frequency}"),
                "use a bit mask of the cycle's days with as many days as the frequency",
            ),
        }
    }
    let window = match rest[wanted..] {
        [open, close, ..] => Some((open, close)),
        _ => None,
    };
    if let Some((open, close)) = window
        && !(in_range(open) && in_range(close) && open <= close)
        && head.kind == 5
    {
        reader.fault(
            line,
            format!("open from {open} to {close}"),
            "give a begin from 0 and an end not before it",
        );
    }
    Some(Row {
        x: *x,
        y: *y,
        service: *service,
        demand: *demand,
        patterns: days,
        window,
    })
}

/// A pattern has as many days as the frequency. One row of the published p11 has frequency 0 and patterns of one day:
/// its patterns hold.
fn frequency_fits(mask: usize, frequency: f64) -> bool {
    count(frequency, 64.0) == Some(0) || count(frequency, 64.0) == Some(mask.count_ones() as usize)
}

/// The file's highest bit is the first day; ours is the lowest.
fn mirror(mask: u64, days: usize) -> u64 {
    (0..days)
        .filter(|day| mask >> (days - 1 - day) & 1 == 1)
        .fold(0, |set, day| set | 1 << day)
}

fn scaled(number: f64) -> i64 {
    (number * SCALE as f64).round() as i64
}

/// The first rows are the depots, unless they all come last with no pattern, as some copies of the files have it.
fn assemble(head: &Head, limits: &[(f64, f64)], rows: &[Row]) -> Result<Instance, Vec<domain::Problem>> {
    let (depots, customers) = rows.split_at(head.depots.min(rows.len()));
    let mut found = Vec::new();
    for (index, row) in customers
        .iter()
        .enumerate()
        .filter(|(_, row)| row.patterns.is_empty())
    {
        found.push(domain::Problem::new(
            "instance.schedule.no_pattern",
            format!("customer {index}"),
            format!("the customer at {} {} has no pattern", row.x, row.y),
            "list the depots first, and give each customer at least one pattern",
        ));
    }
    if !found.is_empty() {
        return Err(found);
    }
    let point = |row: &Row| (row.x, row.y);
    let depot_points: Vec<_> = depots.iter().map(point).collect();
    let customer_points: Vec<_> = customers.iter().map(point).collect();
    let problem = Problem {
        week_of_day: vec![0; head.days],
        depots: depots
            .iter()
            .enumerate()
            .map(|(index, row)| depot(head, limits, index, row))
            .collect(),
        vehicles: Vec::new(),
        visits: customers
            .iter()
            .enumerate()
            .map(|(index, row)| visit(head, index, row))
            .collect(),
        travel: travel(&depot_points, &customer_points),
        weights: Weights {
            distance: 1,
            drive: 0,
            route: 0,
            overtime: 0,
            peak_vehicle: 0,
            long_day: 0,
        },
    };
    Ok(Instance {
        problem,
        customers: customer_points,
        depots: depot_points,
    })
}

fn depot(head: &Head, limits: &[(f64, f64)], index: usize, row: &Row) -> Depot {
    let window = row.window.filter(|_| head.kind == 5);
    let shifts = (0..head.days)
        .map(|day| {
            let line = if head.kind == 8 {
                day * head.depots + index
            } else {
                day
            };
            let (length, capacity) = limits.get(line).copied().unwrap_or_default();
            let end_s = window.map_or(DAY_END * SCALE, |(_, close)| scaled(close));
            Some(Shift {
                vehicles: head.vehicles,
                capacity: (capacity > 0.0).then_some(capacity as i64),
                duration_max_s: (length > 0.0).then(|| scaled(length)),
                start_s: window.map_or(0, |(open, _)| scaled(open)),
                end_s,
                regular_end_s: end_s,
                comfortable_s: None,
                lunch: None,
                timetabled: false,
            })
        })
        .collect();
    Depot {
        location: LocationIndex::from(index),
        shifts,
        field_days_per_week: None,
        skills: 0,
    }
}

fn visit(head: &Head, index: usize, row: &Row) -> Visit {
    let options = (0..head.depots)
        .flat_map(|depot| {
            row.patterns.iter().map(move |&days| DayOption {
                days,
                depot: DepotIndex::from(depot),
                cost: 0,
            })
        })
        .collect();
    let window = row.window.filter(|_| head.kind == 5);
    Visit {
        location: LocationIndex::from(head.depots + index),
        service_s: scaled(row.service),
        demand: row.demand as i64,
        options,
        windows: window
            .map(|(open, close)| {
                Some(Window {
                    open_s: scaled(open),
                    close_s: scaled(close),
                })
            })
            .into_iter()
            .collect(),
        unserved_cost: None,
        skills: 0,
        equipment: 0,
    }
}

fn travel(depots: &[(f64, f64)], customers: &[(f64, f64)]) -> TravelMatrix {
    let places: Vec<(f64, f64)> = depots.iter().chain(customers).copied().collect();
    let lengths: Vec<i64> = places
        .iter()
        .flat_map(|&a| {
            places
                .iter()
                .map(move |&b| (distance(a, b) * SCALE as f64 - 1e-6).ceil().max(0.0) as i64)
        })
        .collect();
    TravelMatrix {
        locations: places.len(),
        distance: lengths.clone(),
        time_s: lengths,
    }
}

#[cfg(test)]
mod tests {
    use super::{mirror, read};

    const SMALL: &str = "1 1 2 2\n0 10\n0 10\n0 0 0 0 0 0 0\n1 3 4 0 5 1 2 1 2\n2 3 0 0 5 2 1 3\n";

    #[test]
    fn the_first_day_is_the_highest_bit() {
        assert_eq!(mirror(0b100, 3), 0b001);
        assert_eq!(mirror(0b0011, 4), 0b1100);
    }

    #[test]
    fn a_small_file_reads_and_its_lengths_are_euclidean() {
        let instance = read(SMALL).unwrap();
        assert_eq!(instance.problem.visits.len(), 2);
        assert_eq!(instance.problem.visits[0].options[0].days, 0b10);
        assert!((instance.length(0, [0, 1]) - 12.0).abs() < 1e-9);
    }

    #[test]
    fn every_fault_of_a_file_is_told_at_once() {
        let bad = SMALL.replace("3 4 0", "3 four 0").replace("2 1 3", "2 1 7");
        let found = read(&bad).unwrap_err();
        assert_eq!(found.len(), 2, "{found:?}");
        assert!(found[0].pointer == "line 5" && found[1].pointer == "line 6");
    }

    #[test]
    fn limits_are_told() {
        for text in [
            "",
            "x",
            "2 1 1 1",
            "1 1 1 40\n",
            "1 0 1 1",
            "1 1 1 1\n0 1\n0 0 0 0 0 0 0\n1 1e9 0 0 0 1 1 1",
            SMALL[..30].trim(),
        ] {
            assert!(!read(text).unwrap_err().is_empty(), "{text}");
        }
    }
}
