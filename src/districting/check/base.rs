//! The best base of a site: its 1-median, by Dijkstra from the units that may be it.
//!
//! Travel to a unit is bounded from below by what is known from units already tried: no resident is nearer to it than
//! the two distances from a tried unit differ by. Units whose bound is above the best are never tried, and a trial ends
//! once it is above the best.

use crate::districting::problem::{Problem, UnitIx};
use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// Distance counted for a resident who cannot reach the base: longer than any road network, so that a plan which
/// strands somebody never looks short.
const UNREACHABLE_DM: i64 = 100_000_000;
/// Tried units that bounds resident by resident are taken from.
const PIVOTS: usize = 4;
/// Units of a site up to which these bounds, quadratic in them, cost less than what they save.
const PIVOT_UNITS_MAX: usize = 1000;

/// A site's best base.
pub(super) struct Best {
    pub(super) base: UnitIx,
    /// Travel of all its residents to it, in person-decimetres.
    pub(super) travel: i64,
    /// Residents who cannot reach it.
    pub(super) stranded: i64,
}

/// The unit of a site with the least travel, the first of equals.
pub(super) fn best_base(problem: &Problem, search: &mut Dijkstra<'_>, units: &[UnitIx]) -> Best {
    let people: Vec<i64> = units.iter().map(|&unit| problem.population(unit)).collect();
    let residents: i64 = people.iter().sum();
    let mut best = Best {
        base: units.first().copied().unwrap_or(UnitIx(0)),
        travel: if units.is_empty() { 0 } else { i64::MAX },
        stranded: 0,
    };
    let mut at_least = vec![0i64; units.len()];
    let mut done = vec![false; units.len()];
    let mut pivots: Vec<Vec<i64>> = Vec::new();
    let mut next = (0..units.len()).max_by_key(|&i| (people[i], Reverse(i)));
    while let Some(chosen) = next {
        let tighter = by_pivots(&people, &pivots, chosen);
        if tighter > at_least[chosen] {
            at_least[chosen] = tighter;
        } else {
            done[chosen] = true;
            let is_pivot = pivots.len() < PIVOTS && units.len() <= PIVOT_UNITS_MAX;
            let limit = if is_pivot { i64::MAX } else { best.travel };
            let tried = search.try_base(units[chosen], units, limit);
            if tried.travel < best.travel || (tried.travel == best.travel && units[chosen] < best.base) {
                best = Best {
                    base: units[chosen],
                    travel: tried.travel,
                    stranded: tried.stranded,
                };
            }
            if !tried.is_cut_short {
                for (slot, &way) in at_least.iter_mut().zip(&tried.ways) {
                    *slot = (*slot).max((tried.travel - residents * way).abs());
                }
            }
            if is_pivot {
                pivots.push(tried.ways);
            }
        }
        let open = (0..units.len()).filter(|&i| !done[i] && at_least[i] <= best.travel);
        next = open.min_by_key(|&i| (at_least[i], i));
    }
    best
}

/// A bound on the travel to `candidate`, resident by resident from the pivots' distances.
fn by_pivots(people: &[i64], pivots: &[Vec<i64>], candidate: usize) -> i64 {
    let nearest = |unit: usize| {
        let ways = pivots.iter().map(|ways| (ways[unit] - ways[candidate]).abs());
        ways.max().unwrap_or(0)
    };
    people
        .iter()
        .enumerate()
        .map(|(unit, people)| people * nearest(unit))
        .sum()
}

/// A unit tried as base.
struct Tried {
    /// Distances to the units of the site, none above that at which the trial was cut short.
    ways: Vec<i64>,
    /// Travel to it, or a bound above the limit.
    travel: i64,
    stranded: i64,
    is_cut_short: bool,
}

/// Shortest ways over the travel graph, with its scratch.
pub(super) struct Dijkstra<'a> {
    problem: &'a Problem,
    distance: Vec<i64>,
    touched: Vec<u32>,
    wanted: Vec<bool>,
}

impl<'a> Dijkstra<'a> {
    /// Scratch for the travel graph.
    pub(super) fn new(problem: &'a Problem) -> Self {
        let nodes = problem.road_ends.len();
        Self {
            problem,
            distance: vec![i64::MAX; nodes],
            touched: Vec::new(),
            wanted: vec![false; nodes],
        }
    }

    /// Travel of a site to `source`, cut short as soon as it is above `limit` however near the residents not met are.
    fn try_base(&mut self, source: UnitIx, site: &[UnitIx], limit: i64) -> Tried {
        for node in self.touched.drain(..) {
            self.distance[node as usize] = i64::MAX;
        }
        for unit in site {
            self.wanted[unit.get()] = true;
        }
        let all: i64 = site.iter().map(|&unit| self.problem.population(unit)).sum();
        let (mut travel, mut left, mut missing) = (0, all, site.len());
        let mut queue = BinaryHeap::from([(Reverse(0i64), source.0)]);
        self.distance[source.get()] = 0;
        self.touched.push(source.0);
        let mut farthest = UNREACHABLE_DM;
        while let Some((Reverse(distance), node)) = queue.pop() {
            if missing == 0 {
                break;
            }
            if left.saturating_mul(distance).saturating_add(travel) > limit {
                farthest = distance;
                break;
            }
            if distance > self.distance[node as usize] {
                continue;
            }
            if std::mem::take(&mut self.wanted[node as usize]) {
                let people = self.problem.population(UnitIx(node));
                travel += people * distance;
                left -= people;
                missing -= 1;
            }
            for end in self.problem.road_ends.row(node as usize) {
                let through = distance + i64::from(end.length_dm);
                let slot = &mut self.distance[end.node.get()];
                if through < *slot {
                    if *slot == i64::MAX {
                        self.touched.push(end.node.0);
                    }
                    *slot = through;
                    queue.push((Reverse(through), end.node.0));
                }
            }
        }
        let is_cut_short = farthest < UNREACHABLE_DM;
        for unit in site {
            self.wanted[unit.get()] = false;
        }
        let known = |unit: &UnitIx| self.distance[unit.get()].min(farthest);
        Tried {
            ways: site.iter().map(known).collect(),
            travel: travel + left * farthest,
            stranded: if is_cut_short { 0 } else { left },
            is_cut_short,
        }
    }
}
