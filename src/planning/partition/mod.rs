//! A municipality to a partition plan: builds the districting problem, solves it, and writes the plan down.
//!
//! `problem` makes the core's territory of a municipality, its ground and the manager's conditions; `document` writes
//! the core's answer down as a plan; `numbers` tries other numbers of sites where that asked for is not legal; `variants`
//! makes several plans to choose from.

mod document;
mod numbers;
mod problem;
mod variants;

pub use variants::{VariantSet, variants};

use super::ground::Ground;
use super::{Made, PlanningError};
use crate::districting::{self, Objective, Options, Sites};
use crate::domain::{
    NormProfile, Plan, PlanConditions, PlanObjective, SiteNumber, SitesAsked, SitesWord, Territory,
};
use crate::search::{Budget, ProgressSink};
use std::collections::BTreeSet;
use std::time::Instant;

pub(super) use problem::{core_site, core_territory};

/// What a partition is asked for.
#[derive(Debug, Clone)]
pub struct PartitionRequest {
    /// Norms of the region.
    pub profile: NormProfile,
    /// How many sites.
    pub sites: SitesAsked,
    /// What counts as better, in order. Travel, cut edges and whole settlements come after what is named.
    pub objectives: Vec<PlanObjective>,
    /// What the plan has to keep beside the norm. Its locked sites are those of `start`.
    pub conditions: PlanConditions,
    /// The plan to start from, where there is one.
    pub start: Option<Start>,
    /// Go on until the plan is proven to have the shortest ways, or the budget's token stops it. Needs travel first.
    pub prove: bool,
    /// Seed of the search.
    pub seed: u64,
    /// Threads of the search; the answer does not depend on it.
    pub threads: usize,
    /// Title of the plan.
    pub title: String,
}

/// A plan to start from: sites keep their numbers and workers as far as they can.
#[derive(Debug, Clone)]
pub struct Start {
    /// The plan.
    pub plan: Plan,
    /// Sites of it that stay exactly as they are.
    pub locked: BTreeSet<SiteNumber>,
}

/// What counts after the objectives that a manager names.
const DEFAULT_ORDER: [PlanObjective; 3] = [
    PlanObjective::Travel,
    PlanObjective::CutEdges,
    PlanObjective::WholeSettlements,
];

impl PartitionRequest {
    /// Fewest sites, short ways, no conditions, one thread.
    #[must_use]
    pub fn new(profile: NormProfile, title: &str) -> Self {
        Self {
            profile,
            sites: SitesAsked::MIN,
            objectives: vec![PlanObjective::Travel],
            conditions: PlanConditions::default(),
            start: None,
            prove: false,
            seed: 1,
            threads: 1,
            title: title.to_owned(),
        }
    }

    fn core_sites(&self) -> Sites {
        match self.sites {
            SitesAsked::Exact(count) => Sites::Exact(count),
            SitesAsked::Posts { posts } => Sites::HalfPosts(posts.0),
            SitesAsked::Word(SitesWord::Min) => Sites::Min,
            SitesAsked::Word(SitesWord::Free) => Sites::Free,
        }
    }

    fn options(&self) -> Options {
        let mut wanted = self.objectives.clone();
        wanted.extend(DEFAULT_ORDER);
        let mut objectives = Vec::with_capacity(wanted.len() + 1);
        if self.core_sites() == Sites::Min {
            objectives.push(Objective::FewestSites);
        }
        for objective in wanted.into_iter().map(core_objective) {
            if !objectives.contains(&objective) {
                objectives.push(objective);
            }
        }
        Options {
            objectives,
            sites: self.core_sites(),
            seed: self.seed,
            threads: self.threads,
        }
    }
}

const fn core_objective(objective: PlanObjective) -> Objective {
    match objective {
        PlanObjective::Travel => Objective::Travel,
        PlanObjective::CutEdges => Objective::CutEdges,
        PlanObjective::BorderLength => Objective::BorderLength,
        PlanObjective::Balance => Objective::Balance,
        PlanObjective::WholeSettlements => Objective::GroupSplits,
        PlanObjective::LeastChange => Objective::Change,
    }
}

/// Partitions `territory` into sites.
///
/// The plan is legal, or the least-violating one found, with every broken rule declared and explained.
///
/// # Errors
/// [`PlanningError::NoUnits`] when nobody lives there, [`PlanningError::NormMissing`] when the profile has no bounds for
/// a kind of place, [`PlanningError::Refused`] with every condition that cannot be understood, or what the core refuses.
pub fn partition(
    territory: &Territory,
    ground: &Ground,
    request: &PartitionRequest,
    made: &Made,
    budget: &Budget,
    progress: ProgressSink<'_>,
) -> Result<Plan, PlanningError> {
    let started = Instant::now();
    let problem = core_problem(territory, ground, request)?;
    let options = request.options();
    let (outcome, optimal) = if request.prove {
        let proof = districting::prove(&problem, &options, budget, progress);
        (proof.outcome, proof.is_proven)
    } else {
        (numbers::solve(&problem, &options, budget, progress), false)
    };
    let answer = document::Answer {
        outcome: &outcome,
        optimal,
        search_ms: u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX),
    };
    Ok(document::write_down(territory, ground, request, made, &answer))
}

/// The checked problem of the core.
fn core_problem(
    territory: &Territory,
    ground: &Ground,
    request: &PartitionRequest,
) -> Result<districting::Problem, PlanningError> {
    if territory.units.is_empty() {
        return Err(PlanningError::NoUnits(territory.municipality.name.clone()));
    }
    let problems = problem::misunderstandings(territory, request);
    if !problems.is_empty() {
        return Err(PlanningError::Refused(problems));
    }
    let start = request.start.as_ref();
    let core = core_territory(territory, ground, &request.profile, &request.conditions, start)?;
    districting::Problem::new(core).map_err(PlanningError::Refused)
}
