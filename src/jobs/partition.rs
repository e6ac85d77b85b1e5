//! The job that partitions a municipality into sites: one plan, or several to choose from.

use super::run::{Desk, Refusal};
use super::task::Task;
use crate::domain::{
    MunicipalityId, NormProfile, Plan, PlanConditions, PlanId, PlanObjective, Problem, SiteNumber, SitesAsked,
};
use crate::planning::{Made, PartitionRequest, Start, VariantSet, partition, variants};
use crate::search::{Budget, Progress};
use crate::store::{Effect, rfc3339};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::time::Duration;

/// Moves of the search when the user names no number: under a second for a district of a hundred villages. Held up to
/// two million moves in all districts of an oblast, more of them found next to nothing better.
pub const PARTITION_ITERATIONS: u64 = 300_000;

/// Most moves that a user may ask for; test: `a_partition_without_bounds_is_refused`.
pub const PARTITION_ITERATIONS_MAX: u64 = 50_000_000;

/// Longest time for a proof, so that it does not keep the queue waiting.
pub const PROOF_TIME_MAX: Duration = Duration::from_secs(300);

/// Parameters of the job.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct PartitionJob {
    /// The municipality.
    pub municipality: MunicipalityId,
    /// Norm profile.
    pub norm_profile: String,
    /// How many sites.
    pub sites: SitesAsked,
    /// What counts as better, in order.
    pub objectives: Vec<PlanObjective>,
    /// What the plan has to keep beside the norm.
    #[serde(default)]
    pub conditions: PlanConditions,
    /// The plan to start from.
    #[serde(default)]
    pub start: Option<PlanId>,
    /// Sites of that plan which stay as they are.
    #[serde(default)]
    pub locked: BTreeSet<SiteNumber>,
    /// Several plans instead of one.
    #[serde(default)]
    pub variants: Option<VariantSet>,
    /// Go on until the plan is proven to have the shortest ways, for at most [`PROOF_TIME_MAX`].
    #[serde(default)]
    pub prove: bool,
    /// Seed of the search.
    pub seed: u64,
    /// Moves of the search; of each plan, where several are made.
    pub iterations: u64,
    /// Title of the plan.
    pub title: String,
}

/// Makes the plan or plans.
pub(crate) fn run(desk: &Desk, task: &Task, job: &PartitionJob) -> Result<(Effect, Vec<Problem>), Refusal> {
    task.report(0, "Карта и соседства");
    let survey = desk.survey(task, &job.municipality)?;
    let profile = desk
        .norm_profile(&job.norm_profile)
        .ok_or_else(|| Refusal::no_profile(&job.norm_profile))?;
    let request = request(task, job, profile)?;
    let store = task.store();
    let mut made = || Made {
        id: store.new_plan_id().as_str().to_owned(),
        at: rfc3339(store.now_ms()),
    };
    let mut highest = 5;
    let mut progress = |progress: Progress| {
        let percent = progress.iterations.saturating_mul(95) / job.iterations.max(1);
        highest = highest.max(5 + percent.min(94) as u8);
        task.report(highest, words(&progress));
    };
    task.report(5, "Поиск участков");
    let (territory, ground) = (&survey.territory, survey.ground()?);
    let budget = |plans: u64| Budget {
        iterations: Some(job.iterations.saturating_mul(plans)),
        stop: match job.prove {
            true => task.stop().within(PROOF_TIME_MAX),
            false => task.stop().clone(),
        },
    };
    let Some(set) = job.variants else {
        let plan = partition(territory, ground, &request, &made(), &budget(1), &mut progress)?;
        return Ok((Effect::Plans(vec![plan]), Vec::new()));
    };
    let series = (set, task.claim().id.0.as_str());
    let plans = variants(
        territory,
        ground,
        &request,
        series,
        &mut made,
        &budget(4),
        &mut progress,
    )?;
    if plans.is_empty() {
        return Err(none_found());
    }
    Ok((Effect::Plans(plans), Vec::new()))
}

fn request(task: &Task, job: &PartitionJob, profile: &NormProfile) -> Result<PartitionRequest, Refusal> {
    let start = match &job.start {
        Some(id) => Some(Start {
            plan: start_plan(task, job, id)?,
            locked: job.locked.clone(),
        }),
        None => None,
    };
    Ok(PartitionRequest {
        sites: job.sites,
        objectives: job.objectives.clone(),
        conditions: job.conditions.clone(),
        start,
        prove: job.prove,
        seed: job.seed,
        ..PartitionRequest::new(profile.clone(), &job.title)
    })
}

fn start_plan(task: &Task, job: &PartitionJob, id: &PlanId) -> Result<Plan, Refusal> {
    let found = task.block_on(task.store().plan(id))?;
    let of_this = |plan: &Plan| plan.municipality == job.municipality;
    found.map(|record| record.plan).filter(of_this).ok_or_else(|| {
        Refusal::input(vec![Problem::new(
            "plan.unknown",
            "/start",
            format!("схемы «{id}» нет в этом муниципалитете"),
            "выберите исходную схему из списка",
        )])
    })
}

fn none_found() -> Refusal {
    Refusal::input(vec![Problem::new(
        "variants.none",
        "/variants",
        "законных схем между наименьшими переменами и кратчайшим путём не нашлось",
        "проверьте дороги и условия или составьте одну схему: она назовёт причины",
    )])
}

fn words(progress: &Progress) -> &'static str {
    match (progress.best, progress.bound) {
        (Some(best), Some(bound)) if bound >= best => "Схема доказанно лучшая",
        (Some(_), Some(_)) => "Поиск участков и доказательство",
        (Some(_), None) => "Поиск участков: законная схема есть",
        _ => "Поиск участков",
    }
}
