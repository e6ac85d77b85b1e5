//! A lower bound on the fleet that a person can follow.

use super::demand::{Demand, Round};

/// Fewest vehicles that could do, with the reason.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Bound {
    /// The bound over all garages.
    pub vehicles: u32,
    /// Sum over garages of the most rounds out at one moment, for the hardest set of kinds: the bound itself.
    pub simultaneous: u32,
    /// Sum over garages of ⌈hours of the busiest day / hours of a vehicle's day⌉.
    pub by_hours: u32,
}

/// The bound of a demand.
pub(super) fn bound(demand: &Demand, garages: &[u32]) -> Bound {
    let mut found = Bound::default();
    for &garage in garages {
        let rounds: Vec<&Round> = demand
            .rounds
            .iter()
            .filter(|round| round.garage == garage)
            .collect();
        let at_once = kinds_needed(demand, &rounds);
        let by_hours = hours(demand, &rounds);
        found.simultaneous += at_once;
        found.by_hours += by_hours;
        found.vehicles += at_once.max(by_hours);
    }
    found
}

/// Vehicles that disjoint sets of kinds need: the best of each set alone and of splitting it in two.
fn kinds_needed(demand: &Demand, rounds: &[&Round]) -> u32 {
    let used = rounds.iter().fold(0, |set, round| set | round.kinds);
    let kinds: Vec<u32> = (0..u32::BITS)
        .filter(|bit| used >> bit & 1 == 1)
        .map(|bit| 1 << bit)
        .collect();
    let mut need = vec![0_u32; 1 << kinds.len()];
    for set in 1..need.len() {
        let mask = kinds
            .iter()
            .enumerate()
            .filter(|(i, _)| set >> i & 1 == 1)
            .fold(0, |m, (_, kind)| m | kind);
        let mut best = most_at_once(demand, rounds, mask);
        let mut part = (set - 1) & set;
        while part > 0 {
            best = best.max(need[part] + need[set ^ part]);
            part = (part - 1) & set;
        }
        need[set] = best;
    }
    need.last().copied().unwrap_or(0)
}

/// Most rounds out at one moment of any day among those that only kinds of `mask` can drive.
fn most_at_once(demand: &Demand, rounds: &[&Round], mask: u32) -> u32 {
    let mut events: Vec<(u32, i64, i32)> = Vec::new();
    for round in rounds.iter().filter(|round| round.kinds & !mask == 0) {
        let (from, until) = demand.occupied(round);
        events.push((round.day, from, 1));
        events.push((round.day, until, -1));
    }
    events.sort_unstable();
    let (mut out, mut most) = (0, 0);
    for (_, _, change) in events {
        out += change;
        most = most.max(out);
    }
    most as u32
}

fn hours(demand: &Demand, rounds: &[&Round]) -> u32 {
    if demand.day_length_s <= 0 {
        return 0;
    }
    let day = |day: u32| {
        rounds
            .iter()
            .filter(move |r| r.day == day)
            .map(|r| r.end_s - r.start_s)
            .sum::<i64>()
    };
    let most = (0..demand.days).map(day).max().unwrap_or(0);
    // A vehicle cannot be out for longer than the garage's rounds span, whatever the day length says.
    let from = rounds.iter().map(|round| round.start_s).min().unwrap_or(0);
    let until = rounds.iter().map(|round| round.end_s).max().unwrap_or(0);
    let day_s = demand.day_length_s.max(until - from).max(1);
    u32::try_from((most + day_s - 1) / day_s).unwrap_or(u32::MAX)
}
