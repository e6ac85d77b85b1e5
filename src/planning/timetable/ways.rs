//! Rows of a road matrix as the core's travel.

use crate::roads::TravelMatrix as RoadMatrix;
use crate::scheduling::TravelMatrix;

/// Stands for a leg that does not exist: longer than any working day, so that no round uses it.
pub(in crate::planning) const NO_WAY: i64 = 1_000_000;

/// Some rows and columns of a road matrix as the core takes them.
pub(in crate::planning) fn travel(matrix: &RoadMatrix, rows: impl Iterator<Item = usize>) -> TravelMatrix {
    let rows: Vec<usize> = rows.collect();
    let mut travel = TravelMatrix {
        locations: rows.len(),
        ..TravelMatrix::default()
    };
    for &from in &rows {
        for &to in &rows {
            let leg = matrix.leg(from, to);
            travel.distance.push(leg.map_or(NO_WAY, |leg| leg.distance.get()));
            travel.time_s.push(leg.map_or(NO_WAY, |leg| leg.time.get()));
        }
    }
    travel
}
