//! A bound that no fleet can beat, whatever weekdays the rounds are put on.

/// A lower bound on the vehicles of a cycle, with the argument that gives it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FleetBound {
    /// Vehicles.
    pub vehicles: u32,
    /// Trips of the cycle.
    pub trips: usize,
    /// Trips so long that no two of them fit into one day of a vehicle.
    pub long_trips: usize,
    /// Length of all trips, seconds.
    pub length_s: i64,
}

/// Fewest vehicles that can carry trips of these lengths on `days` days of `day_s` seconds each: Martello and Toth's
/// bound L2 for bin packing, a bin being one vehicle on one day. Zero without days.
#[must_use]
pub fn fleet_bound(lengths_s: &[i64], days: usize, day_s: i64) -> FleetBound {
    let mut bins = 0;
    let thresholds = lengths_s
        .iter()
        .copied()
        .filter(|&length| 2 * length <= day_s)
        .chain([0]);
    for threshold in thresholds {
        bins = bins.max(bins_at(lengths_s, day_s, threshold));
    }
    FleetBound {
        vehicles: if days == 0 {
            0
        } else {
            u32::try_from((bins + days as i64 - 1) / days as i64).unwrap_or(u32::MAX)
        },
        trips: lengths_s.len(),
        long_trips: lengths_s.iter().filter(|&&length| 2 * length > day_s).count(),
        length_s: lengths_s.iter().sum(),
    }
}

/// L2's bins for one threshold α: items longer than C − α fill a bin alone, those longer than C/2 take one each, and
/// what is left of the items of α and more must fit beside them or into more bins.
fn bins_at(lengths_s: &[i64], day_s: i64, threshold: i64) -> i64 {
    let alone = lengths_s
        .iter()
        .filter(|&&length| length > day_s - threshold)
        .count() as i64;
    let large = || {
        lengths_s
            .iter()
            .filter(|&&length| length <= day_s - threshold && 2 * length > day_s)
    };
    let small: i64 = lengths_s
        .iter()
        .filter(|&&length| 2 * length <= day_s && length >= threshold)
        .sum();
    let one_each = large().count() as i64;
    let room = one_each * day_s - large().sum::<i64>();
    let over = (small - room).max(0);
    alone + one_each + if day_s > 0 { (over + day_s - 1) / day_s } else { 0 }
}

#[cfg(test)]
mod tests {
    use super::fleet_bound;

    #[test]
    fn long_trips_take_a_vehicle_day_each_and_short_ones_share() {
        assert_eq!(fleet_bound(&[6, 6, 6], 1, 10).vehicles, 3);
        assert_eq!(fleet_bound(&[5, 5, 5, 5], 1, 10).vehicles, 2);
        assert_eq!(fleet_bound(&[6, 6, 6, 6], 2, 10).vehicles, 2);
        assert_eq!(fleet_bound(&[], 5, 10).vehicles, 0);
    }
}
