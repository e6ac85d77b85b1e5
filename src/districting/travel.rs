//! Distances over the travel graph from the bases of sites, computed when first asked for.
//!
//! Up to [`DENSE_UNITS_MAX`] units a row holds the distance to every unit. Above, a row holds the nearest units only,
//! in an open-addressing table, and rows that no site uses are dropped when the store is full: 20,000 units take some
//! tens of megabytes instead of the 1.6 gigabytes of a matrix.

use super::problem::{Problem, UnitIx};
use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// Units up to which rows are whole: 4,096² distances are 64 MB at most.
const DENSE_UNITS_MAX: usize = 4096;
/// Entries that all partial rows hold together before unused ones are dropped (8 bytes each).
const ENTRIES_MAX: usize = 6_000_000;
/// Fewest units in a partial row.
const REACH_MIN: usize = 384;
/// Distance counted where there is no way; the checker counts the same.
const UNREACHABLE_DM: u32 = 100_000_000;
const EMPTY: u32 = u32::MAX;

/// Distances from bases to units, in decimetres.
#[derive(Debug)]
pub(super) struct Travel<'a> {
    problem: &'a Problem,
    rows: Vec<Option<Row>>,
    entries: usize,
    reach: usize,
    tentative: Vec<u32>,
    touched: Vec<u32>,
    queue: BinaryHeap<Reverse<(u32, u32)>>,
}

#[derive(Debug)]
enum Row {
    Whole(Box<[u32]>),
    Near(NearRow),
}

/// Distances to the nearest units, hashed by unit.
#[derive(Debug)]
struct NearRow {
    slots: Box<[(u32, u32)]>,
    shift: u32,
    beyond_dm: u32,
}

impl NearRow {
    fn new(settled: &[(u32, u32)], radius_dm: u32) -> Self {
        let bits = (settled.len() * 2).next_power_of_two().trailing_zeros().max(1);
        let mut row = Self {
            slots: vec![(EMPTY, 0); 1 << bits].into_boxed_slice(),
            shift: 32 - bits,
            beyond_dm: radius_dm.saturating_mul(2).min(UNREACHABLE_DM),
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
                return self.beyond_dm;
            }
            slot = (slot + 1) & mask;
        }
    }
}

impl<'a> Travel<'a> {
    /// An empty store for plans of about `sites` sites.
    pub(super) fn new(problem: &'a Problem, sites: usize) -> Self {
        let units = problem.unit_count();
        let nodes = problem.road_ends.len();
        let reach = if units <= DENSE_UNITS_MAX {
            usize::MAX
        } else {
            (units * 6 / sites.max(1)).max(REACH_MIN)
        };
        Self {
            problem,
            rows: (0..units).map(|_| None).collect(),
            entries: 0,
            reach,
            tentative: vec![u32::MAX; nodes],
            touched: Vec::new(),
            queue: BinaryHeap::new(),
        }
    }

    /// Makes sure that distances from `base` are at hand. `in_use` names the bases to keep when the store is full.
    pub(super) fn prepare(&mut self, base: UnitIx, in_use: impl Fn() -> Vec<UnitIx>) {
        if self.rows[base.get()].is_some() {
            return;
        }
        if self.reach != usize::MAX && self.entries > ENTRIES_MAX {
            self.drop_all_but(&in_use());
        }
        let row = self.row_from(base);
        if let Row::Near(near) = &row {
            self.entries += near.slots.len();
        }
        self.rows[base.get()] = Some(row);
    }

    /// Distance between a prepared base and a unit; an overestimate (twice the row's radius) beyond a partial row.
    pub(super) fn distance(&self, base: UnitIx, unit: u32) -> i64 {
        match &self.rows[base.get()] {
            Some(Row::Whole(row)) => i64::from(row[unit as usize]),
            Some(Row::Near(row)) => i64::from(row.distance(unit)),
            None => i64::from(UNREACHABLE_DM),
        }
    }

    /// Residents of a unit.
    pub(super) fn people(&self, unit: u32) -> i64 {
        self.problem.population(UnitIx(unit))
    }

    fn drop_all_but(&mut self, in_use: &[UnitIx]) {
        let mut kept: Vec<(UnitIx, Option<Row>)> = in_use
            .iter()
            .map(|&base| (base, self.rows[base.get()].take()))
            .collect();
        self.rows.iter_mut().for_each(|row| *row = None);
        self.entries = 0;
        for (base, row) in kept.drain(..) {
            if let Some(Row::Near(near)) = &row {
                self.entries += near.slots.len();
            }
            if row.is_some() {
                self.rows[base.get()] = row;
            }
        }
    }

    fn row_from(&mut self, base: UnitIx) -> Row {
        let units = self.problem.unit_count();
        let mut settled: Vec<(u32, u32)> = Vec::new();
        let mut radius = 0;
        self.queue.clear();
        self.queue.push(Reverse((0, base.0)));
        self.tentative[base.get()] = 0;
        self.touched.push(base.0);
        while let Some(Reverse((distance, node))) = self.queue.pop() {
            if distance > self.tentative[node as usize] {
                continue;
            }
            if (node as usize) < units {
                settled.push((node, distance));
                radius = distance;
                if settled.len() >= self.reach {
                    break;
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
        if settled.len() < self.reach && self.reach != usize::MAX {
            radius = UNREACHABLE_DM;
        }
        if self.reach != usize::MAX {
            return Row::Near(NearRow::new(&settled, radius));
        }
        let mut row = vec![UNREACHABLE_DM; units].into_boxed_slice();
        for (unit, distance) in settled {
            row[unit as usize] = distance;
        }
        Row::Whole(row)
    }
}
