//! Fewest vehicles of one day, and which trips each of them does.

use petgraph::algo::maximum_matching;
use petgraph::graph::{NodeIndex, UnGraph};

/// Position of a trip in its day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TripIx(pub u32);

impl TripIx {
    /// The position as `usize`.
    #[must_use]
    pub const fn at(self) -> usize {
        self.0 as usize
    }
}

/// One use of a vehicle: it leaves a base and comes back to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Trip {
    /// Leaves the base, seconds after midnight.
    pub start_s: i64,
    /// Is back, seconds after midnight.
    pub end_s: i64,
    /// The base, as the caller numbers bases.
    pub base: usize,
}

/// Fewest vehicles for the trips of one day: the trips of each vehicle in order of time.
///
/// `transfer_s` is the time to bring a vehicle from one base to another, `None` where it cannot be brought.
#[must_use]
pub fn size_day(trips: &[Trip], transfer_s: &dyn Fn(usize, usize) -> Option<i64>) -> Vec<Vec<TripIx>> {
    let count = trips.len();
    // Node t is trip t as the earlier one, node count + t is trip t as the later one.
    let mut graph: UnGraph<(), ()> = UnGraph::with_capacity(2 * count, count);
    for _ in 0..2 * count {
        graph.add_node(());
    }
    for (earlier, first) in trips.iter().enumerate() {
        for (later, second) in trips.iter().enumerate() {
            if earlier != later && can_follow(first, second, transfer_s) {
                graph.add_edge(NodeIndex::new(earlier), NodeIndex::new(count + later), ());
            }
        }
    }
    let matching = maximum_matching(&graph);
    let next: Vec<Option<usize>> = (0..count)
        .map(|trip| {
            matching
                .mate(NodeIndex::new(trip))
                .map(|mate| mate.index() - count)
        })
        .collect();
    chains(&next)
}

/// True when one vehicle can do `second` after `first`. A trip takes time, so "follows" has no cycles.
pub(super) fn can_follow(
    first: &Trip,
    second: &Trip,
    transfer_s: &dyn Fn(usize, usize) -> Option<i64>,
) -> bool {
    first.end_s > first.start_s
        && second.end_s > second.start_s
        && first.end_s <= second.start_s
        && transfer_s(first.base, second.base)
            .is_some_and(|transfer| first.end_s + transfer.max(0) <= second.start_s)
}

/// The chains that the successors make, by their first trip.
fn chains(next: &[Option<usize>]) -> Vec<Vec<TripIx>> {
    let mut is_later = vec![false; next.len()];
    for later in next.iter().flatten() {
        if let Some(flag) = is_later.get_mut(*later) {
            *flag = true;
        }
    }
    let firsts = is_later
        .iter()
        .enumerate()
        .filter(|(_, later)| !**later)
        .map(|(trip, _)| trip);
    firsts
        .map(|first| {
            let chain = std::iter::successors(Some(first), |&trip| next.get(trip).copied().flatten());
            chain.take(next.len()).map(|trip| TripIx(trip as u32)).collect()
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{Trip, size_day};
    use crate::search::SearchRng;

    fn trip(start_s: i64, end_s: i64, base: usize) -> Trip {
        Trip { start_s, end_s, base }
    }

    #[test]
    fn a_vehicle_that_is_back_in_time_serves_twice() {
        let trips = [trip(9, 12, 0), trip(13, 16, 0), trip(10, 15, 1)];
        assert_eq!(size_day(&trips, &|_, _| Some(0)).len(), 2);
        assert_eq!(size_day(&trips, &|a, b| (a == b).then_some(2)).len(), 3);
        assert!(size_day(&[], &|_, _| Some(0)).is_empty());
    }

    /// Without transfers the fewest vehicles are the most trips at one moment: interval graphs are perfect.
    #[test]
    fn without_transfers_the_answer_is_the_most_trips_at_one_moment() {
        let mut rng = SearchRng::new(5);
        for _ in 0..300 {
            let trips: Vec<Trip> = (0..rng.below(12))
                .map(|_| {
                    let start = rng.below(40) as i64;
                    trip(start, start + 1 + rng.below(15) as i64, 0)
                })
                .collect();
            let most = (0..60)
                .map(|now| {
                    trips
                        .iter()
                        .filter(|trip| trip.start_s <= now && now < trip.end_s)
                        .count()
                })
                .max()
                .unwrap_or(0);
            assert_eq!(size_day(&trips, &|_, _| Some(0)).len(), most, "{trips:?}");
        }
    }

    /// With transfers, against every assignment of up to six trips to vehicles.
    #[test]
    fn with_transfers_the_answer_is_that_of_full_enumeration() {
        let mut rng = SearchRng::new(9);
        for _ in 0..200 {
            let trips: Vec<Trip> = (0..rng.below(7))
                .map(|_| {
                    let start = rng.below(30) as i64;
                    trip(start, start + 1 + rng.below(10) as i64, rng.below(3))
                })
                .collect();
            let gap = |a: usize, b: usize| Some((a.abs_diff(b) * 3) as i64);
            assert_eq!(
                size_day(&trips, &gap).len(),
                fewest(&trips, &mut Vec::new(), &gap),
                "{trips:?}"
            );
        }
    }

    fn fewest(
        trips: &[Trip],
        vehicles: &mut Vec<Vec<Trip>>,
        gap: &dyn Fn(usize, usize) -> Option<i64>,
    ) -> usize {
        let Some((first, rest)) = trips.split_first() else {
            return vehicles.len();
        };
        let mut best = usize::MAX;
        for at in 0..=vehicles.len() {
            if at == vehicles.len() {
                vehicles.push(Vec::new());
            }
            vehicles[at].push(*first);
            let mut order = vehicles[at].clone();
            order.sort_by_key(|trip| trip.start_s);
            if order
                .windows(2)
                .all(|pair| super::can_follow(&pair[0], &pair[1], gap))
            {
                best = best.min(fewest(rest, vehicles, gap));
            }
            vehicles[at].pop();
            if vehicles[at].is_empty() {
                vehicles.remove(at);
            }
        }
        best
    }
}
