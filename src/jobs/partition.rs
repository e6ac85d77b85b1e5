//! The job that partitions a municipality into sites.

use super::run::{Desk, Refusal};
use super::task::Task;
use crate::domain::{MunicipalityId, Problem};
use crate::planning::{Made, PartitionGoal, PartitionRequest, SitesWanted, partition};
use crate::search::{Budget, Progress};
use crate::store::{Effect, rfc3339};
use serde::{Deserialize, Serialize};

/// Moves of the search when the user names no number: some seconds for a district of a hundred villages.
pub const PARTITION_ITERATIONS: u64 = 300_000;

/// Most moves that a user may ask for; test: `a_partition_without_bounds_is_refused`.
pub const PARTITION_ITERATIONS_MAX: u64 = 50_000_000;

/// What the manager means by a better plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Goal {
    /// Shortest way to the base.
    Travel,
    /// Whole settlements and compact sites.
    CutEdges,
    /// Equal populations.
    Balance,
}

/// How many sites: `"min"`, `"free"` or a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum SitesAsked {
    /// Exactly so many.
    Exact(u32),
    /// Fewest, or any.
    Word(SitesWord),
}

/// A number of sites that is not a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SitesWord {
    /// The fewest that are legal.
    Min,
    /// Any legal number.
    Free,
}

/// Parameters of the job.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct PartitionJob {
    /// The municipality.
    pub municipality: MunicipalityId,
    /// Norm profile.
    pub norm_profile: String,
    /// How many sites.
    pub sites: SitesAsked,
    /// What counts as better.
    pub objective: Goal,
    /// Seed of the search.
    pub seed: u64,
    /// Moves of the search.
    pub iterations: u64,
    /// Title of the plan.
    pub title: String,
}

/// Makes the plan.
pub(crate) fn run(desk: &Desk, task: &Task, job: &PartitionJob) -> Result<(Effect, Vec<Problem>), Refusal> {
    task.report(0, "Карта и соседства");
    let survey = desk.survey(task, &job.municipality)?;
    let profile = desk
        .norm_profile(&job.norm_profile)
        .ok_or_else(|| Refusal::no_profile(&job.norm_profile))?;
    let request = PartitionRequest {
        profile: profile.clone(),
        sites: match job.sites {
            SitesAsked::Exact(sites) => SitesWanted::Exact(sites),
            SitesAsked::Word(SitesWord::Min) => SitesWanted::Min,
            SitesAsked::Word(SitesWord::Free) => SitesWanted::Free,
        },
        goal: match job.objective {
            Goal::Travel => PartitionGoal::Travel,
            Goal::CutEdges => PartitionGoal::CutEdges,
            Goal::Balance => PartitionGoal::Balance,
        },
        seed: job.seed,
        threads: 1,
        title: job.title.clone(),
    };
    let store = task.store();
    let made = Made {
        id: store.new_plan_id().as_str().to_owned(),
        at: rfc3339(store.now_ms()),
    };
    let budget = Budget {
        iterations: Some(job.iterations),
        stop: task.stop().clone(),
    };
    let mut progress = |progress: Progress| {
        let percent = progress.iterations.saturating_mul(95) / job.iterations.max(1);
        task.report(5 + percent.min(94) as u8, "Поиск участков");
    };
    task.report(5, "Поиск участков");
    let plan = partition(
        &survey.territory,
        survey.ground()?,
        &request,
        &made,
        &budget,
        &mut progress,
    )?;
    Ok((Effect::Plan(Box::new(plan)), Vec::new()))
}

#[cfg(test)]
mod tests {
    use super::{SitesAsked, SitesWord};

    #[test]
    fn the_number_of_sites_is_a_word_or_a_number() {
        let read = |text| serde_json::from_str::<SitesAsked>(text).ok();
        assert_eq!(read("\"min\""), Some(SitesAsked::Word(SitesWord::Min)));
        assert_eq!(read("\"free\""), Some(SitesAsked::Word(SitesWord::Free)));
        assert_eq!(read("7"), Some(SitesAsked::Exact(7)));
        assert_eq!((read("-1"), read("\"all\""), read("1.5")), (None, None, None));
    }
}
