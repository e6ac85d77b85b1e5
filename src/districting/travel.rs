//! Distances over the travel graph from the bases of sites, computed when first asked for.
//!
//! Up to [`DENSE_UNITS_MAX`] units a row holds the distance to every unit. Above, a row holds the nearest units and at
//! least those of the site it was computed for, in an open-addressing table; rows that no site uses are dropped when the
//! store is full. 20,000 units take some tens of megabytes instead of the 1.6 gigabytes of a matrix.
//!
//! **Architecture Invariant:** a distance is exact or counts as no way at all, never too short: a search that is told a
//! far village lies near the base of a town gives it to that town.

use super::problem::{Problem, UnitIx};
use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::sync::{Arc, OnceLock};

/// Units up to which rows are whole: 4,096² distances are 64 MB at most.
const DENSE_UNITS_MAX: usize = 4096;
/// Entries that all partial rows hold together before unused ones are dropped (8 bytes each).
const ENTRIES_MAX: usize = 6_000_000;
/// Fewest units in a partial row.
const REACH_MIN: usize = 384;
/// Distance counted where there is no way, in decimetres: longer than any road network. The checker counts the same.
pub const UNREACHABLE_DM: u32 = 100_000_000;
const EMPTY: u32 = u32::MAX;

/// Distances from one base to every unit, once computed.
type WholeRow = OnceLock<Box<[u32]>>;

/// Whole rows of a small territory, by base: every round and thread reads and fills the same.
#[derive(Debug, Clone)]
pub(super) struct WholeRows(Option<Arc<[WholeRow]>>);

impl WholeRows {
    /// No rows yet; none ever for a territory too large for whole rows.
    pub(super) fn new(problem: &Problem) -> Self {
        let units = problem.unit_count();
        Self((units <= DENSE_UNITS_MAX).then(|| (0..units).map(|_| OnceLock::new()).collect()))
    }
}

/// Distances from bases to units, in decimetres.
#[derive(Debug)]
pub(super) struct Travel<'a> {
    problem: &'a Problem,
    whole: WholeRows,
    near: Vec<Option<NearRow>>,
    entries: usize,
    reach: usize,
    tentative: Vec<u32>,
    touched: Vec<u32>,
    queue: BinaryHeap<Reverse<(u32, u32)>>,
    /// Units that the row being computed must hold.
    wanted: Vec<bool>,
    settled: Vec<(u32, u32)>,
}

/// Distances to the nearest units, hashed by unit.
#[derive(Debug)]
struct NearRow {
    slots: Box<[(u32, u32)]>,
    shift: u32,
    /// True when it holds every unit that can be reached.
    is_complete: bool,
}

impl NearRow {
    fn new(settled: &[(u32, u32)], is_complete: bool) -> Self {
        let bits = (settled.len() * 2).next_power_of_two().trailing_zeros().max(1);
        let mut row = Self {
            slots: vec![(EMPTY, 0); 1 << bits].into_boxed_slice(),
            shift: 32 - bits,
            is_complete,
        };
        let mask = row.slots.len() - 1;
        for &(unit, distance) in settled {
            let mut slot = row.start(unit);
            while row.slots[slot].0 != EMPTY {
                slot = (slot + 1) & mask;
            }
            row.slots[slot] = (unit, distance);
        }
        row
    }

    fn start(&self, unit: u32) -> usize {
        (unit.wrapping_mul(0x9E37_79B1) >> self.shift) as usize
    }

    fn distance(&self, unit: u32) -> u32 {
        let mask = self.slots.len() - 1;
        let mut slot = self.start(unit);
        loop {
            let (key, distance) = self.slots[slot];
            if key == unit {
                return distance;
            }
            if key == EMPTY {
                return UNREACHABLE_DM;
            }
            slot = (slot + 1) & mask;
        }
    }
}

impl<'a> Travel<'a> {
    /// A store for plans of about `sites` sites.
    pub(super) fn new(problem: &'a Problem, whole: &WholeRows, sites: usize) -> Self {
        let units = problem.unit_count();
        let is_whole = whole.0.is_some();
        Self {
            problem,
            whole: whole.clone(),
            near: (0..if is_whole { 0 } else { units }).map(|_| None).collect(),
            entries: 0,
            reach: if is_whole {
                usize::MAX
            } else {
                (units * 6 / sites.max(1)).max(REACH_MIN)
            },
            tentative: vec![u32::MAX; problem.road_ends.len()],
            touched: Vec::new(),
            queue: BinaryHeap::new(),
            wanted: vec![false; units],
            settled: Vec::new(),
        }
    }

    /// Makes sure that distances from `base` are at hand: if there are none yet, those to `units` and to what lies near.
    /// `in_use` names the bases to keep when the store is full.
    pub(super) fn prepare(
        &mut self,
        base: UnitIx,
        units: impl Iterator<Item = u32>,
        in_use: impl Fn() -> Vec<UnitIx>,
    ) {
        if let Some(rows) = &self.whole.0 {
            if rows[base.get()].get().is_none() {
                let row = self.whole_row(base);
                if let Some(rows) = &self.whole.0 {
                    // Another thread may have been first, with the same row.
                    let _ = rows[base.get()].set(row);
                }
            }
        } else if self.near[base.get()].is_none() {
            if self.entries > ENTRIES_MAX {
                self.drop_all_but(&in_use());
            }
            self.set_near_row(base, units);
        }
    }

    /// Computes the row of a prepared base again if it lacks some of `units`. True when it holds more than before.
    pub(super) fn widen(&mut self, base: UnitIx, mut units: impl Iterator<Item = u32> + Clone) -> bool {
        let Some(Some(row)) = self.near.get(base.get()) else {
            return false;
        };
        if row.is_complete || units.clone().all(|unit| row.distance(unit) < UNREACHABLE_DM) {
            return false;
        }
        self.entries -= row.slots.len();
        self.set_near_row(base, &mut units);
        true
    }

    /// Distance between a prepared base and a unit; [`UNREACHABLE_DM`] beyond a partial row.
    pub(super) fn distance(&self, base: UnitIx, unit: u32) -> i64 {
        let distance = match &self.whole.0 {
            Some(rows) => rows[base.get()].get().map(|row| row[unit as usize]),
            None => self.near[base.get()].as_ref().map(|row| row.distance(unit)),
        };
        i64::from(distance.unwrap_or(UNREACHABLE_DM))
    }

    /// Residents of a unit.
    pub(super) fn people(&self, unit: u32) -> i64 {
        self.problem.population(UnitIx(unit))
    }

    fn drop_all_but(&mut self, in_use: &[UnitIx]) {
        let mut kept: Vec<(UnitIx, Option<NearRow>)> = in_use
            .iter()
            .map(|&base| (base, self.near[base.get()].take()))
            .collect();
        self.near.iter_mut().for_each(|row| *row = None);
        self.entries = 0;
        for (base, row) in kept.drain(..) {
            if let Some(row) = row {
                self.entries += row.slots.len();
                self.near[base.get()] = Some(row);
            }
        }
    }

    fn whole_row(&mut self, base: UnitIx) -> Box<[u32]> {
        let mut row = vec![UNREACHABLE_DM; self.problem.unit_count()].into_boxed_slice();
        self.settle(base, 0);
        for &(unit, distance) in &self.settled {
            row[unit as usize] = distance;
        }
        row
    }

    fn set_near_row(&mut self, base: UnitIx, units: impl Iterator<Item = u32>) {
        let mut missing = 0;
        for unit in units {
            missing += usize::from(!std::mem::replace(&mut self.wanted[unit as usize], true));
        }
        let is_complete = self.settle(base, missing);
        if is_complete {
            self.wanted.fill(false);
        }
        let row = NearRow::new(&self.settled, is_complete);
        self.entries += row.slots.len();
        self.near[base.get()] = Some(row);
    }

    /// Dijkstra from `base` into `settled`, until the nearest units and the `missing` wanted ones are settled, and a
    /// little farther, where units will join the site. True when nothing was left to reach.
    fn settle(&mut self, base: UnitIx, mut missing: usize) -> bool {
        let units = self.problem.unit_count();
        let mut farthest = 0;
        let mut is_complete = true;
        self.settled.clear();
        self.queue.clear();
        self.queue.push(Reverse((0, base.0)));
        self.tentative[base.get()] = 0;
        self.touched.push(base.0);
        while let Some(Reverse((distance, node))) = self.queue.pop() {
            if distance > self.tentative[node as usize] {
                continue;
            }
            if (node as usize) < units {
                if self.settled.len() >= self.reach && missing == 0 && distance > farthest + farthest / 4 {
                    is_complete = false;
                    break;
                }
                self.settled.push((node, distance));
                if std::mem::take(&mut self.wanted[node as usize]) {
                    missing -= 1;
                    farthest = distance;
                }
            }
            for end in self.problem.road_ends.row(node as usize) {
                let through = distance.saturating_add(end.length_dm).min(UNREACHABLE_DM);
                let slot = &mut self.tentative[end.node.get()];
                if through < *slot {
                    if *slot == u32::MAX {
                        self.touched.push(end.node.0);
                    }
                    *slot = through;
                    self.queue.push(Reverse((through, end.node.0)));
                }
            }
        }
        for node in self.touched.drain(..) {
            self.tentative[node as usize] = u32::MAX;
        }
        is_complete
    }
}
