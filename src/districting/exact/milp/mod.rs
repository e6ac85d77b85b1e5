//! Proof of the fewest cut edges, or the gap that is left. Built with the feature `exact` only: it needs HiGHS.
//!
//! # Model
//! A column for every set of atoms that may be a site; a plan chooses k of them that cover every atom once, and the
//! edges that its sites cut, summed and halved, are its cut edges. Connection, norms of every kind of place, joined and
//! separated units are kept by what a column is, so that the model needs no cuts for them and has no sites that could
//! change names. Edges between two atoms weigh as many pairs of units as they stand for. Locked sites are outside, and
//! the edges that they cut are the same in every plan.
//!
//! # Course
//! 1. `ascent`: HiGHS prices the atoms over the sites known (column generation in a box, `solver`); branch and bound
//!    over minimum cuts (`pricing`, `flow`) finds the cheapest site at these prices, which gives a bound and a new
//!    column.
//! 2. Rungs: for T from the bound upwards, all sites are listed that a plan of at most T edges can have, and HiGHS
//!    chooses the best plan among them. One of T edges is the best of all; else T + 1 is the bound, and the plan found, if
//!    any, the next to beat.
//!
//! # Why it is a proof
//! With rewards λ for the atoms, a plan costs Σ λ plus what its k sites are worth, and a site is worth at least what the
//! cheapest is worth. So Σ λ + k · cheapest is a bound for **any** λ, also for prices that a solver rounded; it is
//! computed in integers and rounded up to whole edges. In a plan of at most T edges every site is worth at most
//! T − Σ λ − (k − 1) · cheapest, so a list of all such sites leaves none out. Pricing that ends early answers with the
//! least bound of its open branches. The one thing taken from HiGHS on trust is that no choice among listed sites
//! exists (`solver`).
//!
//! # Complexity
//! Exponential at worst. A branch of a pricing takes up to seven minimum cuts, about 0.1 ms at 100 atoms; HiGHS takes
//! milliseconds. Seconds of one thread with the search, time limit 60 s, norms of ±0.5 %:
//!
//! | counties | units | sites | cut edges | bound | seconds | published |
//! | --- | --- | --- | --- | --- | --- | --- |
//! | Maine | 16 | 2 | 16 | 16 | 1.0 | 16 |
//! | Louisiana | 64 | 6 | 50 | 48 | 60 | 49 |
//! | Alabama | 67 | 7 | 55 | 55 | 20 | 55 |
//! | Arkansas | 75 | 4 | 33 | 33 | 15 | 33 |
//! | Iowa | 99 | 4 | 33 | 33 | 43 | 33 |
//! | Kansas | 105 | 4 | 32 | 32 | 12 | 32 |
//!
//! Louisiana has a bound of 49 after two minutes. 83 block groups in 17 sites (norm 5,000 to 7,000): 98, proven in 13 s.
//! Many units to a site are too many: 295 tracts of New Hampshire in 2 sites get a bound of 12 of 26 edges.
//!
//! # What was tried and is not there
//! The labelling model, and the model of Hess with few roots in an order, both with separator cuts added between solves:
//! as in Validi and Buchanan but with HiGHS, whose binding takes no cuts during a solve. On a busy machine 16 counties of
//! Maine took 22 and 20 solves in 8 and 20 s (here 0.1 s without the search); 75 counties of Arkansas stayed in the first
//! solve, at bounds of 15 and 13 of 33 edges after 60 s, because the relaxation of both is next to nothing. The bound of
//! columns there is 32.9.
//!
//! # Sources
//! - H. Validi, A. Buchanan, "Political districting to minimize cut edges", Mathematical Programming Computation 14,
//!   2022: the problem, its compact models and the instances.
//! - E. L. Johnson, A. Mehrotra, G. L. Nemhauser, "Min-cut clustering", Mathematical Programming 62, 1993, and
//!   A. Mehrotra, E. L. Johnson, G. L. Nemhauser, "An optimization based heuristic for political districting",
//!   Management Science 44(8), 1998: districts as columns.
//! - R. Baldacci, N. Christofides, A. Mingozzi, "An exact algorithm for the vehicle routing problem based on the set
//!   partitioning formulation", Mathematical Programming 115, 2008: listing all columns below the gap.
//! - Q. Huangfu, J. A. J. Hall, "Parallelizing the dual revised simplex method", Mathematical Programming Computation
//!   10, 2018: HiGHS.
//!
//! **Architecture Invariant:** floats are prices on their way from HiGHS (`solver`, `ascent`); every bound is computed in
//! integers. The checker has the last word on every plan given out.

mod ascent;
mod flow;
mod graph;
mod pricing;
mod solver;

use crate::districting::atoms::Atoms;
use crate::search::StopToken;
use ascent::{Ascent, EDGE, Priced};
use graph::Graph;
use pricing::{Question, Wanted, find};
use solver::{Choice, Column, choose};
use std::time::Duration;

/// Atoms up to which a proof is tried: the search recurses as deep.
/// Held by `a_territory_above_the_limit_gets_no_proof_of_cut_edges`.
pub(in crate::districting) const CUT_ATOMS_MAX: usize = 700;
/// Sites listed on one rung at most.
const LISTED_MAX: usize = 300_000;
/// Tenths of the time that the ascent may take.
const ASCENT_TENTHS: u32 = 7;

/// How a proof of the fewest cut edges stands.
#[derive(Debug, Clone)]
pub(in crate::districting) struct CutStanding {
    /// Cut edges of the best plan known.
    pub(in crate::districting) target: i64,
    /// No plan cuts fewer.
    pub(in crate::districting) bound: i64,
    /// The atoms of each site of a plan better than the one at hand.
    pub(in crate::districting) found: Option<Vec<Vec<u32>>>,
    /// Branches of all pricings.
    pub(in crate::districting) branches: u64,
}

/// Proves that no plan cuts fewer edges between atoms than `plan`, finds one that does, or raises the bound until the
/// token stops. `plan` has the atoms of each site.
///
/// A cancel is seen between two runs of HiGHS, which look at the time limit only; nearly all runs are short.
pub(in crate::districting) fn prove_cut_edges(
    atoms: &Atoms,
    plan: &[Vec<u32>],
    stop: &StopToken,
    hear: &mut dyn FnMut(&CutStanding),
) -> CutStanding {
    let graph = Graph::new(atoms);
    let mut standing = CutStanding {
        target: plan.iter().map(|site| cut_of(&graph, site)).sum::<i64>() / 2,
        bound: 0,
        found: None,
        branches: 0,
    };
    let mut ascent = Ascent::new(&graph, plan);
    let time = stop
        .remaining()
        .map_or(Duration::MAX, |left| left / 10 * ASCENT_TENTHS);
    let target = standing.target;
    ascent.run(target, &stop.within(time), &mut |bound, branches| {
        standing.bound = bound.min(target);
        standing.branches = branches;
        hear(&standing);
    });
    if let Some(priced) = &ascent.best {
        let rungs = Rungs {
            graph: &graph,
            priced,
            sites: plan.len(),
            stop,
        };
        while standing.bound < standing.target && rungs.climb(&mut standing) {
            hear(&standing);
        }
    }
    standing
}

fn cut_of(graph: &Graph, site: &[u32]) -> i64 {
    let mut inside = vec![false; graph.len()];
    site.iter().for_each(|&atom| inside[atom as usize] = true);
    graph.cut_of(&inside)
}

/// Whole numbers of cut edges from the bound upwards.
struct Rungs<'a> {
    graph: &'a Graph,
    priced: &'a Priced,
    sites: usize,
    stop: &'a StopToken,
}

impl Rungs<'_> {
    /// Decides whether a plan has as few cut edges as the bound, and takes the best plan met; false when that could not be decided.
    fn climb(&self, standing: &mut CutStanding) -> bool {
        let priced = self.priced;
        let others = priced.site_at_least.saturating_mul(self.sites as i64 - 1);
        let spent = priced.rewards.iter().sum::<i64>().saturating_add(others);
        let question = Question {
            rewards: &priced.rewards,
            limit: (standing.bound * EDGE).saturating_sub(spent).saturating_add(1),
            wanted: Wanted::All,
            branches_max: u64::MAX,
            sites_max: LISTED_MAX,
            stop: self.stop,
        };
        let found = find(self.graph, &question);
        standing.branches += found.branches;
        if !found.is_complete {
            return false;
        }
        let as_column = |atoms: Vec<u32>| Column {
            cut: cut_of(self.graph, &atoms),
            atoms,
        };
        let columns: Vec<Column> = found.sites.into_iter().map(as_column).collect();
        let time = self.stop.remaining();
        match choose(&columns, self.sites, self.graph.len(), standing.target - 1, time) {
            Choice::Nothing => standing.bound += 1,
            Choice::Plan(chosen) => {
                let plan: Vec<Vec<u32>> = chosen.iter().map(|&at| columns[at].atoms.clone()).collect();
                standing.target = plan.iter().map(|site| cut_of(self.graph, site)).sum::<i64>() / 2;
                standing.bound += i64::from(standing.target > standing.bound);
                standing.found = Some(plan);
            }
            Choice::Unknown => return false,
        }
        true
    }
}
