//! Proof that a plan has the least travel, or the gap that is left; with the feature `exact` the same for cut edges
//! (`milp`).
//!
//! # Course
//! The search's plan is the first target. A [`Tree`] of what is left to decide starts from the Lagrangian bound
//! (`lagrange`): every branch raises its bound, takes out the pairs of an atom and a base that no better plan has, and
//! is closed when its bound reaches the target. As soon as the sites that a better plan can have are few enough they are
//! listed (`listing`), and from then on bases are priced by looking through the list. A branch that hesitates is split
//! (`tree`). Plans met on the way that are better become the target.
//!
//! # Why it is a proof
//! Nothing is taken out but what costs at least the target, by the argument of the bound; the two halves of a split
//! leave out no plan; a branch is closed only by its bound or because it holds no plan. Sites are priced with every
//! rule kept: connected, inside every norm in it, nobody together who must be apart, joined sets whole, locked sites
//! untouched. So when no branch is open, no legal plan with this number of sites has less travel than the best known.
//!
//! # Complexity
//! Exponential at worst, in the sites that are nearly as good as the best. In seconds of one thread: 83 block groups in 16
//! sites 4, 200 settlements in 10 sites 30 to 140 by the settings of the tree (HiGHS needs 26 and 145). A first plan far from the best costs most.
//!
//! **Architecture Invariant:** integers only; the same steps take the same course. The checker, not the tree, has the
//! last word on every plan given out.

mod listing;
#[cfg(feature = "exact")]
mod milp;
mod tree;

#[cfg(feature = "exact")]
pub(super) use milp::{CUT_ATOMS_MAX, CutStanding, prove_cut_edges};
pub(super) use tree::{Standing, Tree};
