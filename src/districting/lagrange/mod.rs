//! A proven lower bound on travel, and which pairs of a unit and a base a better plan may still have.
//!
//! # Model
//! With the number of sites k given, a plan chooses k bases and gives every atom to one of them: the capacitated k-median
//! with a lower and an upper bound on the residents of a site, every site connected. Charging a multiplier λ for every
//! atom instead of asking that each is given to exactly one base leaves one problem for each base: the set of atoms
//! round it with the least `travel − Σ λ` (`knapsack`, `site`). The k cheapest bases and Σ λ make the bound
//! (`relaxation`); subgradient steps raise it (`ascent`); what costs more than a plan at hand is taken out (`fixing`).
//!
//! # Why the bound holds
//! Take a legal plan with sites S₁ … S_k and their best units b₁ … b_k, all of different atoms. Every atom is in exactly
//! one site, so its travel is Σ λ + Σᵢ (travel(Sᵢ, bᵢ) − Σ λ over Sᵢ). A site Sᵢ is one of the sets that base bᵢ is priced
//! over, or was taken out because no plan better than the one at hand has it; so the i-th term is at least the price of
//! bᵢ, and the sum over k bases of different atoms at least that of the k cheapest. It holds for **any** λ; they are
//! integers, as travel is, so nothing is rounded but the fractional knapsack, which is rounded down. Where a search over
//! sites ends at its limit, the knapsack's value stands, which is no higher. Norms: a site obeys at least the norms of
//! its base's atom. Travel in locked sites is added as it is.
//!
//! # Complexity
//! A step looks at the pairs nearer than the highest multiplier for each resident: about 30 ms at 2,000 units and 2 ms at
//! 200; setting up 2,000 units takes a second.
//! Above 2,500 units there is no bound.
//!
//! **Architecture Invariant:** no float, and no clock but the stop token; the same steps give the same bound.
//!
//! # Sources
//! - A. M. Geoffrion, "Lagrangean relaxation for integer programming", Mathematical Programming Study 2, 1974.
//! - S. L. Hakimi's k-median with capacities: J. M. Mulvey, M. P. Beck, "Solving capacitated clustering problems",
//!   European Journal of Operational Research 18(3), 1984.

mod ascent;
mod column;
mod fixing;
mod knapsack;
mod left;
mod model;
mod relaxation;
mod site;

pub(super) use ascent::{Ascent, Pace, Shares, Step};
pub(super) use column::Column;
pub(super) use fixing::{fix, price_limits};
pub(super) use left::{Forced, Left};
pub(super) use model::{BOUNDED_UNITS_MAX, Model};
pub(super) use relaxation::{Chosen, Relaxation, Sharpness};
pub(super) use site::Sites;

use crate::search::StopToken;

/// Atoms up to which connected sites are looked for in a bound.
const CONNECTED_ATOMS_MAX: usize = 600;

/// How far a bound is taken.
#[derive(Debug, Clone)]
pub(super) struct Effort {
    /// Evaluations at most.
    pub(super) steps: u64,
    pub(super) stop: StopToken,
}

/// Raises the bound of what is left. Returns the evaluations made.
pub(super) fn climb(model: &Model<'_>, left: &mut Left, target: Option<i64>, effort: &Effort) -> u64 {
    let Some(forced) = left.conclude(model) else {
        return 0;
    };
    let sharpness = Sharpness {
        whole_nodes: 500,
        site_nodes: if model.atoms.len() <= CONNECTED_ATOMS_MAX {
            500
        } else {
            0
        },
    };
    let mut ascent = Ascent::new(left, Pace::new(target, sharpness));
    let mut steps = 0;
    while steps < effort.steps && !ascent.is_spent() && !effort.stop.is_stopped() {
        steps += 1;
        if !matches!(ascent.step(model, left, &forced), Step::On) {
            break;
        }
    }
    steps
}
