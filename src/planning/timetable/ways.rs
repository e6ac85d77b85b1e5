//! Rows of a table of ways as the core's travel.

use super::stated::WayTable;
use crate::scheduling::TravelMatrix;

/// Stands for a leg that does not exist: longer than any working day, so that no round uses it.
pub(in crate::planning) const NO_WAY: i64 = 1_000_000;

/// Some rows and columns of a table of ways as the core takes them.
pub(super) fn travel(ways: &WayTable, rows: impl Iterator<Item = usize>) -> TravelMatrix {
    let rows: Vec<usize> = rows.collect();
    let mut travel = TravelMatrix {
        locations: rows.len(),
        ..TravelMatrix::default()
    };
    for &from in &rows {
        for &to in &rows {
            let leg = ways.leg(from, to);
            travel
                .distance
                .push(leg.map_or(NO_WAY, |(distance, _)| distance.get()));
            travel.time_s.push(leg.map_or(NO_WAY, |(_, time)| time.get()));
        }
    }
    travel
}
