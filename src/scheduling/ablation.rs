//! The search with one of its parts off, to measure what the part is worth. `cargo bench --bench scheduling -- ablation`
//! prints the table; the service never calls this.

use super::outcome::Outcome;
use super::problem::Problem;
use super::search::{Options, solve_with};
use crate::search::{Budget, ignore_progress};

/// A part of the search that can be left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// Several cycles of annealing instead of one.
    Cycles,
    /// Later cycles start from crossed elites instead of the best one as it is.
    Crossing,
    /// Penalties fall as well as rise.
    FallingPenalties,
    /// An option is passed over now and then.
    OptionBlinks,
    /// Half of the ruins leave one day only.
    OneDayRuins,
    /// What a route offers a visit is remembered.
    Offers,
    /// An iteration ends once its cost cannot be accepted any more.
    EarlyRefusal,
}

impl Part {
    /// All parts, in the order of the table.
    pub const ALL: [Self; 7] = [
        Self::Cycles,
        Self::Crossing,
        Self::FallingPenalties,
        Self::OptionBlinks,
        Self::OneDayRuins,
        Self::Offers,
        Self::EarlyRefusal,
    ];
}

/// Plans from nothing as [`solve`](super::solve) does, without one part of the search.
#[must_use]
pub fn solve_without(problem: &Problem, part: Part, options: &Options, budget: &Budget) -> Outcome {
    solve_with(problem, Some(part), options, budget, &mut ignore_progress)
}
