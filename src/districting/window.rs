//! A window on a large plan: some neighbouring sites that are annealed again while the others stay as they are.
//!
//! One temperature does not fit a region: where a house block moves, it moves residents by a hundred metres, where a
//! village moves, by ten kilometres. A window has its own scale of temperatures and of penalties, its data stay in the
//! processor's cache, and what it finds is kept only when the plan is better; so the plan never gets worse, and a run
//! can be ended at any time.
//!
//! # References
//! É. D. Taillard, S. Voss, "POPMUSIC — Partial Optimization Metaheuristic under Special Intensification Conditions",
//! in Essays and Surveys in Metaheuristics, 2002.

use super::anneal::Annealer;
use super::partition::Partition;
use crate::search::SearchRng;

/// Draws for an atom on a border.
const DRAWS: usize = 16;

/// The atoms that moves start from.
#[derive(Debug, Default)]
pub(super) struct Window {
    /// Sites of the window; none when it is the whole plan.
    sites: Vec<u32>,
    /// Their atoms when the window was opened.
    atoms: Vec<u32>,
}

impl Window {
    /// An atom with a neighbour in another site; `None` when none was met.
    pub(super) fn draw(&self, plan: &Partition<'_>, rng: &mut SearchRng) -> Option<u32> {
        if self.sites.is_empty() {
            let at = rng.below(plan.border.len());
            return plan.border.get(at).copied();
        }
        let mut draws = (0..DRAWS).map(|_| self.atoms[rng.below(self.atoms.len())]);
        draws.find(|&atom| plan.is_on_border(atom))
    }

    /// Sites in it; 0 when it is the whole plan.
    pub(super) fn sites(&self) -> usize {
        self.sites.len()
    }

    /// Residents outside the norm in its sites.
    pub(super) fn outside(&self, plan: &Partition<'_>) -> i64 {
        let of = |&site: &u32| plan.sites[site as usize].outside;
        self.sites.iter().map(of).sum()
    }

    /// Atoms to move.
    pub(super) fn len(&self) -> usize {
        self.atoms.len()
    }
}

impl Window {
    /// A window of some open sites.
    pub(super) fn of(plan: &Partition<'_>, sites: Vec<u32>) -> Self {
        let members = |&site: &u32| plan.sites[site as usize].members.iter().copied();
        Self {
            atoms: sites.iter().flat_map(members).collect(),
            sites,
        }
    }
}

/// Narrows the search to about `count` neighbouring sites around one drawn at random. Every other site must be closed.
pub(super) fn open(search: &mut Annealer<'_>, count: usize) {
    let first = search.rng.below(search.plan.sites.len()) as u32;
    open_around(search, first, count);
}

/// Narrows the search to about `count` neighbouring sites around `first`. Every other site must be closed.
pub(super) fn open_around(search: &mut Annealer<'_>, first: u32, count: usize) {
    let plan = &mut search.plan;
    let mut sites = vec![first];
    let mut next = 0;
    plan.sites[first as usize].is_open = true;
    while next < sites.len() && sites.len() < count {
        for other in plan.neighbours_of(sites[next]) {
            if sites.len() < count && !plan.sites[other as usize].is_open {
                plan.sites[other as usize].is_open = true;
                sites.push(other);
            }
        }
        next += 1;
    }
    search.window = Window::of(&search.plan, sites);
}

/// Ends a window: a plan worse than the best one goes back to it.
pub(super) fn close(search: &mut Annealer<'_>) {
    search.return_to_best();
    for site in search.window.sites.drain(..) {
        search.plan.sites[site as usize].is_open = false;
    }
    search.window.atoms.clear();
}

/// Closes or opens every site.
pub(super) fn set_all(search: &mut Annealer<'_>, is_open: bool) {
    for site in &mut search.plan.sites {
        site.is_open = is_open;
    }
}
