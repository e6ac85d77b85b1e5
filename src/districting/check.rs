//! The independent checker: derives every rule and every figure of a plan from the [`Problem`] alone.
//!
//! **Architecture Invariant:** no line of the search is used here, and the search calls this only to report its answer.

mod base;
mod connected;
mod figures;
mod rules;

use super::outcome::{Figures, Sites, Violation};
use super::problem::{Problem, SiteIx};

/// What the checker says about a plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// Rules that the plan breaks; empty for a legal plan.
    pub violations: Vec<Violation>,
    /// Its figures.
    pub figures: Figures,
}

impl Report {
    /// True for a legal plan.
    #[must_use]
    pub fn is_legal(&self) -> bool {
        self.violations.is_empty()
    }
}

/// Checks a plan and computes its figures.
///
/// Complexity: linear but for travel, which runs one bounded Dijkstra from every unit that may be its site's best.
///
/// # Panics
/// When `assignment` has not one entry for each unit.
#[must_use]
pub fn check(problem: &Problem, assignment: &[SiteIx], sites: Sites) -> Report {
    Report {
        violations: violations(problem, assignment, sites),
        figures: figures::figures(problem, assignment),
    }
}

/// Checks the rules only: norms, connectivity, numbers, pins, locks, together and apart. Linear in units and borders.
///
/// # Panics
/// When `assignment` has not one entry for each unit.
#[must_use]
pub fn violations(problem: &Problem, assignment: &[SiteIx], sites: Sites) -> Vec<Violation> {
    assert_eq!(assignment.len(), problem.unit_count(), "one site for each unit");
    let mut found = Vec::new();
    rules::norms(problem, assignment, &mut found);
    connected::pieces(problem, assignment, &mut found);
    rules::numbers(problem, assignment, sites, &mut found);
    rules::wishes(problem, assignment, &mut found);
    found
}
