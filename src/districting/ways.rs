//! Which units move as one: sets that must share a site, with the units between them where they do not touch.
//!
//! A set that hangs together only through other units takes those on a short way along, and a site that takes too many
//! residents along in this manner breaks its norm, where another way would not. So there are several ways to try: the
//! first counts units, the others weigh them at random, every second one by their residents as well.

use super::problem::{Problem, SiteIx, UnitIx};
use crate::search::SearchRng;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};

/// Price of a unit on the way that is counted only.
const PLAIN: u64 = 1 << 10;

/// Stream of the random prices, whatever the seed of the search.
const STREAM: u64 = 0x3a75;

/// What it costs a way to go through each unit.
#[derive(Debug, Clone)]
pub(super) struct Ways {
    price: Vec<u64>,
}

impl Ways {
    /// Ways through the fewest units.
    pub(super) fn shortest(problem: &Problem) -> Self {
        Self {
            price: vec![PLAIN; problem.unit_count()],
        }
    }

    /// Other ways, different for every `number`.
    pub(super) fn other(problem: &Problem, number: u64) -> Self {
        let mut rng = SearchRng::stream(STREAM, number);
        let territory = problem.territory();
        let of = |unit: &super::problem::Unit| {
            let upper = territory.norms[unit.norm.get()].upper.0.max(1);
            let people = (unit.population.0.max(0) as u64).saturating_mul(8 * PLAIN) / upper as u64;
            let drawn = PLAIN / 4 + rng.below(2 * PLAIN as usize) as u64;
            if number % 2 == 1 { drawn + people } else { drawn }
        };
        Self {
            price: territory.units.iter().map(of).collect(),
        }
    }
}

/// Sets that must share a site: those asked for, and the units pinned to each site.
pub(super) fn joint_sets(problem: &Problem) -> Vec<Vec<UnitIx>> {
    let territory = problem.territory();
    let mut sets: Vec<Vec<UnitIx>> = territory
        .together
        .iter()
        .filter(|set| set.len() > 1)
        .cloned()
        .collect();
    let mut pins: BTreeMap<SiteIx, Vec<UnitIx>> = BTreeMap::new();
    for (position, unit) in territory.units.iter().enumerate() {
        if let Some(site) = unit.pinned
            && !territory.locked.contains(&site)
        {
            pins.entry(site).or_default().push(UnitIx::at(position));
        }
    }
    sets.extend(pins.into_values().filter(|set| set.len() > 1));
    sets
}

/// Union–find over units; the least unit of a set is its root.
pub(super) struct Joined {
    parent: Vec<u32>,
    /// True when a way was chosen among others.
    pub(super) chosen_ways: bool,
}

impl Joined {
    pub(super) fn new(units: usize) -> Self {
        Self {
            parent: (0..units as u32).collect(),
            chosen_ways: false,
        }
    }

    pub(super) fn root(&mut self, unit: u32) -> u32 {
        let mut at = unit;
        while self.parent[at as usize] != at {
            let above = self.parent[self.parent[at as usize] as usize];
            self.parent[at as usize] = above;
            at = above;
        }
        at
    }

    fn join(&mut self, a: u32, b: u32) {
        let (a, b) = (self.root(a), self.root(b));
        self.parent[a.max(b) as usize] = a.min(b);
    }

    /// Joins a set, and where it falls into pieces the units on the cheapest way between them, past units that must be
    /// apart from it where that can be. False when there is no way; the set is then joined as far as it goes.
    pub(super) fn connect(
        &mut self,
        problem: &Problem,
        set: &[UnitIx],
        locked: &[bool],
        ways: &Ways,
    ) -> bool {
        let mut whole = vec![set[0]];
        let mut open: Vec<UnitIx> = set[1..].to_vec();
        let mut closed = locked.to_vec();
        for &(a, b) in &problem.territory().apart {
            for (own, other) in [(a, b), (b, a)] {
                closed[other.get()] |= set.contains(&own);
            }
        }
        while !open.is_empty() {
            let around = way(problem, &whole, &open, &closed, ways);
            let Some(way) = around.or_else(|| way(problem, &whole, &open, locked, ways)) else {
                return false;
            };
            self.chosen_ways |= way.iter().any(|unit| !set.contains(unit));
            for &unit in &way {
                self.join(whole[0].0, unit.0);
            }
            whole.extend(way);
            open.retain(|unit| !whole.contains(unit));
        }
        true
    }
}

/// The cheapest units from `whole` to any of `open`, the end included (Dijkstra).
fn way(
    problem: &Problem,
    whole: &[UnitIx],
    open: &[UnitIx],
    closed: &[bool],
    ways: &Ways,
) -> Option<Vec<UnitIx>> {
    let mut from: Vec<Option<UnitIx>> = vec![None; problem.unit_count()];
    let mut price = vec![u64::MAX; problem.unit_count()];
    let mut queue = BinaryHeap::new();
    for &unit in whole {
        price[unit.get()] = 0;
        queue.push(Reverse((0, unit.0)));
    }
    while let Some(Reverse((paid, unit))) = queue.pop() {
        let unit = UnitIx(unit);
        if paid > price[unit.get()] {
            continue;
        }
        if open.contains(&unit) {
            let before = |unit: &UnitIx| from[unit.get()].filter(|before| !whole.contains(before));
            return Some(std::iter::successors(Some(unit), before).collect());
        }
        for neighbour in problem.neighbours(unit) {
            let next = neighbour.unit;
            let whole_price = paid + ways.price[next.get()];
            if !closed[next.get()] && whole_price < price[next.get()] {
                price[next.get()] = whole_price;
                from[next.get()] = Some(unit);
                queue.push(Reverse((whole_price, next.0)));
            }
        }
    }
    None
}
