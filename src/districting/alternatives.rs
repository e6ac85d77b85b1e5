//! A small set of good plans to choose from, each best in another respect.

use super::outcome::{Objective, Options, Outcome, Sites};
use super::problem::{Problem, SiteIx};
use super::search::solve;
use crate::search::{Budget, ProgressSink};

/// In which respect an alternative is good.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Aim {
    /// As few sites as possible.
    FewestSites,
    /// Shortest ways for residents and worker.
    ShortestTravel,
    /// Most equal populations.
    BestBalance,
    /// Fewest residents with a new worker.
    LeastChange,
}

/// One plan of the set.
#[derive(Debug, Clone)]
pub struct Alternative {
    /// What it is good at.
    pub aim: Aim,
    /// The plan with its figures.
    pub outcome: Outcome,
}

/// Two plans are the same alternative when fewer residents than one in so many would notice.
const SAME_SHARE: i64 = 50;

/// Plans for every aim that the territory has data for, each with its share of `budget`. A plan that hardly differs
/// from an earlier one is left out.
pub fn alternatives(
    problem: &Problem,
    options: &Options,
    budget: &Budget,
    progress: ProgressSink<'_>,
) -> Vec<Alternative> {
    let mut aims = vec![Aim::FewestSites];
    if problem.has_roads() {
        aims.push(Aim::ShortestTravel);
    }
    aims.push(Aim::BestBalance);
    if problem.territory().incumbent.is_some() {
        aims.push(Aim::LeastChange);
    }
    let mut found: Vec<Alternative> = Vec::new();
    let count = aims.len();
    for (at, aim) in aims.into_iter().enumerate() {
        if budget.stop.is_stopped() {
            break;
        }
        let share = budget.part(count as u32, (count - at) as u32);
        let outcome = solve(problem, &asked(options, aim), &share, &mut *progress);
        let known = found
            .iter()
            .any(|other| is_same(problem, &other.outcome.assignment, &outcome.assignment));
        if !known {
            found.push(Alternative { aim, outcome });
        }
    }
    found
}

fn asked(options: &Options, aim: Aim) -> Options {
    let number = if options.sites == Sites::Min {
        Sites::Free
    } else {
        options.sites
    };
    let counted = matches!(options.sites, Sites::HalfPosts(_));
    let (objectives, sites) = match aim {
        Aim::FewestSites => (
            vec![Objective::Travel, Objective::CutEdges, Objective::GroupSplits],
            Sites::Min,
        ),
        Aim::ShortestTravel => (
            vec![Objective::Travel, Objective::CutEdges, Objective::GroupSplits],
            number,
        ),
        Aim::BestBalance => (
            vec![Objective::Balance, Objective::Travel, Objective::CutEdges],
            number,
        ),
        Aim::LeastChange => (
            vec![Objective::Change, Objective::Travel, Objective::CutEdges],
            Sites::Free,
        ),
    };
    Options {
        objectives,
        // The posts there are hold for every plan of the set.
        sites: if counted { options.sites } else { sites },
        ..options.clone()
    }
}

/// True when nearly all residents are together with the same others: sites are matched by most common residents.
fn is_same(problem: &Problem, one: &[SiteIx], other: &[SiteIx]) -> bool {
    let mut common: std::collections::BTreeMap<(SiteIx, SiteIx), i64> = std::collections::BTreeMap::new();
    let mut people = 0;
    for (position, (&a, &b)) in one.iter().zip(other).enumerate() {
        let residents = problem.population(super::problem::UnitIx::at(position));
        *common.entry((a, b)).or_default() += residents;
        people += residents;
    }
    let best = |pick: fn(&(SiteIx, SiteIx)) -> SiteIx| -> i64 {
        let mut most: std::collections::BTreeMap<SiteIx, i64> = std::collections::BTreeMap::new();
        for (pair, &residents) in &common {
            let slot = most.entry(pick(pair)).or_default();
            *slot = residents.max(*slot);
        }
        most.values().sum()
    };
    let shared = best(|pair| pair.0).min(best(|pair| pair.1));
    people - shared <= people / SAME_SHARE
}
