//! Solutions kept aside, and the best few of them to go on from.

use super::state::{State, Totals};

/// Solutions to go on from. More of them are alike, fewer are one family soon.
const ELITES_MAX: usize = 5;

/// A solution kept aside.
#[derive(Debug, Clone)]
pub(super) struct Snapshot {
    /// Stops of each route, by position of the route.
    pub(super) routes: Vec<Vec<u32>>,
    pub(super) choice: Vec<u32>,
    pub(super) cost: i64,
    /// Sum of all excess; 0 when feasible.
    pub(super) excess: i64,
}

impl Default for Snapshot {
    /// Worse than any solution.
    fn default() -> Self {
        Self {
            routes: Vec::new(),
            choice: Vec::new(),
            cost: i64::MAX,
            excess: i64::MAX,
        }
    }
}

impl Snapshot {
    /// Takes the solution where it is better than what is kept.
    pub(super) fn improve(&mut self, state: &State<'_, '_>) {
        let totals = &state.totals;
        if (excess_sum(totals), totals.cost()) >= (self.excess, self.cost) {
            return;
        }
        self.routes.resize_with(state.routes.len(), Vec::new);
        for (kept, route) in self.routes.iter_mut().zip(&state.routes) {
            kept.clear();
            kept.extend_from_slice(route.stops());
        }
        self.choice.clone_from(&state.choice);
        self.cost = totals.cost();
        self.excess = excess_sum(totals);
    }
}

fn excess_sum(totals: &Totals) -> i64 {
    totals.load + totals.time + totals.warp + totals.calendar_excess
}

/// The best solutions of different cost, best first.
#[derive(Debug, Clone, Default)]
pub(super) struct Elites(Vec<Snapshot>);

impl Elites {
    /// Adds a solution; the worst leaves.
    pub(super) fn add(&mut self, found: Snapshot) {
        let known = |kept: &Snapshot| (kept.excess, kept.cost) == (found.excess, found.cost);
        if !self.0.iter().any(known) {
            self.0.push(found);
        }
        self.0.sort_by_key(|kept| (kept.excess, kept.cost));
        self.0.truncate(ELITES_MAX);
    }

    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    pub(super) fn get(&self, rank: usize) -> Option<&Snapshot> {
        self.0.get(rank)
    }
}
