//! Mend: what is outside the norm after levelling is packed window by window, around one site at a time.
//!
//! Where sites have few units each, a levelled plan of thousands of sites has some hundred outside the norm, all over
//! the map, and annealing the whole for the sake of each takes as long as the map is large. A window of a few sites
//! around one of them is a small packing; what it mends stays mended, and what it cannot mend stays as it was.
//!
//! # Complexity
//! A round tries each site outside the norm once: some hundred moves for each atom of its window.

use super::anneal::{Annealer, Cycle, WHOLE};
use super::legalise::CUT;
use super::partition::Partition;
use super::window;
use crate::search::Budget;

/// Sites in a window, from and to.
const SITES: (usize, usize) = (5, 16);
/// Moves for each atom of a window, doubled up to so often.
const MOVES: u64 = 100;
const DOUBLINGS: usize = 4;
/// Rounds without anything mended after which it ends.
const IDLE_ROUNDS: u32 = 3;

/// Mends a plan until no more than `floor` residents are outside the norm, as far as windows go. The plan must be priced
/// by residents outside the norm and cut edges, and be the best one.
pub(super) fn mend(search: &mut Annealer<'_>, floor: i64, budget: &Budget) {
    window::set_all(search, false);
    let mut idle = 0;
    while idle < IDLE_ROUNDS && !is_done(&search.plan, floor) && !budget.is_spent(search.iterations) {
        let before = search.plan.outside;
        let sites = 0..search.plan.sites.len() as u32;
        let mut broken: Vec<u32> = sites
            .filter(|&site| search.plan.sites[site as usize].outside > 0)
            .collect();
        search.rng.shuffle(&mut broken);
        for site in broken {
            if budget.is_spent(search.iterations) {
                break;
            }
            if search.plan.sites[site as usize].outside > 0 {
                mend_around(search, site, budget);
            }
        }
        idle = if search.plan.outside < before { 0 } else { idle + 1 };
    }
    window::set_all(search, true);
}

fn is_done(plan: &Partition<'_>, floor: i64) -> bool {
    plan.clashes == 0 && plan.outside <= floor
}

/// Anneals a window around `site` until nobody in it is outside the norm; a plan that is no better is given up.
fn mend_around(search: &mut Annealer<'_>, site: u32, budget: &Budget) {
    let (from, to) = SITES;
    let count = from + search.rng.below(to - from + 1);
    window::open_around(search, site, count);
    let elsewhere = search.plan.outside - search.window.outside(&search.plan);
    let cycle = Cycle {
        hot: CUT << (1 + search.rng.below(3)),
        cold: CUT / 8,
        moves: (MOVES << search.rng.below(DOUBLINGS)) * search.window.len() as u64,
        share: WHOLE as u32,
        adapt: false,
    };
    let enough = |plan: &Partition<'_>| is_done(plan, elsewhere);
    search.run(cycle, budget, enough, &mut |_| ());
    window::close(search);
}
