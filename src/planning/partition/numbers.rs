//! Other numbers of sites, where the first answer is not legal: for an open number the best of them is the answer, for a
//! number that the manager asked for it is an advice.

use crate::districting::{self, Options, Outcome, Problem, Reason, Relaxation, Sites, Violation};
use crate::search::{Budget, ProgressSink};

/// Numbers tried on either side of the first answer, or of the nearest number that the totals allow.
const OTHER_NUMBERS: u32 = 4;

/// Solves. Where no plan is legal and the number of sites is open, the number with fewest other rules broken and fewest
/// residents outside the norm is looked for around the first answer unless that is proven to be it, and among equals
/// the one that is better by the first objective, fewest sites included. Where the number was asked for, the nearest that
/// has a legal plan, else the one with fewest residents outside, is advised.
pub(super) fn solve(
    problem: &Problem,
    options: &Options,
    budget: &Budget,
    progress: ProgressSink<'_>,
) -> Outcome {
    let first = districting::solve(problem, options, budget, progress);
    if first.feasible || is_least(&first) {
        return first;
    }
    let share = Budget {
        iterations: budget.iterations.map(|all| all / (2 * u64::from(OTHER_NUMBERS))),
        stop: budget.stop.clone(),
    };
    let mut with = |sites: Sites| {
        let options = Options {
            sites,
            ..options.clone()
        };
        (!share.stop.is_stopped()).then(|| districting::solve(problem, &options, &share, progress))
    };
    match options.sites {
        Sites::Min | Sites::Free => best_number(first, options, &mut with),
        Sites::Exact(wanted) => advised(first, wanted, Sites::Exact, &mut with),
        Sites::HalfPosts(wanted) => advised(first, wanted, Sites::HalfPosts, &mut with),
    }
}

/// Broken rules but the norm.
fn others(outcome: &Outcome) -> usize {
    let is_norm = |it: &&Violation| matches!(it, Violation::AboveUpper { .. } | Violation::BelowLower { .. });
    outcome.violations.len() - outcome.violations.iter().filter(is_norm).count()
}

/// True for a plan that is proven to have the fewest residents outside the norm and breaks no other rule.
fn is_least(outcome: &Outcome) -> bool {
    others(outcome) == 0 && outcome.figures.norm_violation <= outcome.bound.norm_violation
}

/// The best of the plans with numbers around the first one.
fn best_number(first: Outcome, options: &Options, with: &mut dyn FnMut(Sites) -> Option<Outcome>) -> Outcome {
    let rank = |outcome: &Outcome| {
        let figures = &outcome.figures;
        let first = options.objectives.first();
        (
            others(outcome),
            figures.norm_violation,
            first.map_or(0, |&first| figures.of(first)),
        )
    };
    let number = first.sites;
    let mut best = first;
    for sites in around(number) {
        let Some(found) = with(Sites::Exact(sites)) else {
            break;
        };
        if rank(&found) < rank(&best) {
            best = with_open_question(found, best);
        }
    }
    best
}

/// Numbers around one, ascending, that one left out.
fn around(number: u32) -> impl Iterator<Item = u32> {
    let from = number.saturating_sub(OTHER_NUMBERS).max(1);
    (from..=number.saturating_add(OTHER_NUMBERS)).filter(move |&other| other != number)
}

/// A plan with a number of sites given, with what is proven of the open question: of how many sites there may be, and why
/// none is legal. What was said of the other plan alone, and of its number, is left out.
fn with_open_question(mut found: Outcome, open: Outcome) -> Outcome {
    let objective = found.bound.objective;
    found.bound = districting::Bound {
        objective,
        ..open.bound
    };
    if found.feasible {
        found.reasons.clear();
        found.relaxations.clear();
    } else if open.reasons.iter().any(Reason::is_proof) {
        found.reasons = open.reasons;
        found.relaxations = open.relaxations;
    } else {
        found.reasons.retain(|reason| !reason.is_about_number());
        found.relaxations.retain(|relaxation| !is_number(relaxation));
        if found.reasons.is_empty() {
            found.reasons.push(Reason::NoneFound {
                iterations: found.iterations,
                norm_violation: found.figures.norm_violation,
            });
        }
    }
    found
}

const fn is_number(relaxation: &Relaxation) -> bool {
    matches!(
        relaxation,
        Relaxation::ChangeSites { .. } | Relaxation::ChangePosts { .. }
    )
}

/// The answer for the number asked for, with the advice of another that was tried: nearest first, up to the first legal
/// one. What the core advises by the totals alone is left out, because those numbers were tried.
fn advised(
    mut asked: Outcome,
    wanted: u32,
    of: fn(u32) -> Sites,
    with: &mut dyn FnMut(Sites) -> Option<Outcome>,
) -> Outcome {
    let mut numbers: Vec<u32> = around(nearest(&asked, wanted)).collect();
    numbers.push(nearest(&asked, wanted));
    numbers.retain(|&number| number != wanted);
    numbers.sort_by_key(|number| (number.abs_diff(wanted), *number));
    let rank = |outcome: &Outcome| (others(outcome), outcome.figures.norm_violation);
    let mut best: Option<(u32, Outcome)> = None;
    let mut tried = 0;
    for &number in &numbers {
        let Some(found) = with(of(number)) else {
            break;
        };
        tried += 1;
        let known = best.as_ref().map_or_else(|| rank(&asked), |(_, best)| rank(best));
        if rank(&found) < known {
            let is_done = found.feasible || is_least(&found);
            best = Some((number, found));
            if is_done {
                break;
            }
        }
    }
    if tried == numbers.len() || best.is_some() {
        asked.relaxations.retain(|relaxation| !is_number(relaxation));
    }
    if let Some((number, found)) = best.filter(|(_, found)| others(found) == 0) {
        let outside = Some(found.figures.norm_violation);
        asked.relaxations.push(match of(number) {
            Sites::HalfPosts(halves) => Relaxation::ChangePosts { halves, outside },
            _ => Relaxation::ChangeSites {
                sites: number,
                outside,
            },
        });
    }
    asked
}

/// The number nearest to the one asked for that the totals allow.
fn nearest(asked: &Outcome, wanted: u32) -> u32 {
    let by_reason = asked.reasons.iter().find_map(|reason| match reason {
        Reason::SitesTooFew { at_least, .. } | Reason::PostsTooFew { at_least, .. } => Some(*at_least),
        Reason::SitesTooMany { at_most, .. } | Reason::PostsTooMany { at_most, .. } => Some(*at_most),
        Reason::SitesAboveUnits { units, .. } => Some(asked.bound.sites_at_most.unwrap_or(*units)),
        _ => None,
    });
    by_reason.unwrap_or(wanted).max(1)
}
