//! Check of one day's fleet, sharing nothing with how it was found.

use super::size::{Trip, TripIx};

/// True when `vehicles` does each of `trips` exactly once and every vehicle is back, and brought over, in time.
#[must_use]
pub fn check_day(
    trips: &[Trip],
    vehicles: &[Vec<TripIx>],
    transfer_s: &dyn Fn(usize, usize) -> Option<i64>,
) -> bool {
    let mut done: Vec<usize> = vehicles.iter().flatten().map(|trip| trip.at()).collect();
    done.sort_unstable();
    if done != (0..trips.len()).collect::<Vec<_>>() {
        return false;
    }
    vehicles.iter().all(|chain| {
        chain.windows(2).all(|pair| match pair {
            [first, second] => match (trips.get(first.at()), trips.get(second.at())) {
                (Some(a), Some(b)) => {
                    transfer_s(a.base, b.base).is_some_and(|way| b.start_s - a.end_s >= way)
                }
                _ => false,
            },
            _ => false,
        })
    })
}

#[cfg(test)]
mod tests {
    use super::check_day;
    use crate::fleet_sizing::{Trip, TripIx, size_day};

    #[test]
    fn a_wrong_chain_is_found() {
        let trips = [
            Trip {
                start_s: 0,
                end_s: 5,
                base: 0,
            },
            Trip {
                start_s: 5,
                end_s: 9,
                base: 1,
            },
        ];
        let near = |_: usize, _: usize| Some(0);
        assert!(check_day(&trips, &size_day(&trips, &near), &near));
        let far = |a: usize, b: usize| Some(if a == b { 0 } else { 1 });
        assert!(!check_day(&trips, &[vec![TripIx(0), TripIx(1)]], &far));
        assert!(!check_day(&trips, &[vec![TripIx(0)]], &near));
    }
}
