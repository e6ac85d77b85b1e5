//! The job that plans the visit schedule of a plan's sites.

use super::run::{Desk, Refusal};
use super::task::Task;
use crate::domain::{MunicipalityId, PlanId, Problem, Season};
use crate::planning::{Made, ScheduleRequest, timetable};
use crate::search::Progress;
use crate::store::{Effect, ScheduleRecord, StoreError, rfc3339};
use serde::{Deserialize, Serialize};

/// Iterations of the search for each site: a second for a site of thirty villages.
pub const SCHEDULE_ITERATIONS: u64 = 3_000;

/// Parameters of the job.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ScheduleJob {
    /// The municipality of the plan.
    pub municipality: MunicipalityId,
    /// The plan.
    pub plan: PlanId,
    /// Season of the roads.
    pub season: Season,
    /// Visit profile.
    pub visit_profile: String,
    /// Seed of the search.
    pub seed: u64,
}

/// Makes the schedule.
pub(crate) fn run(desk: &Desk, task: &Task, job: &ScheduleJob) -> Result<(Effect, Vec<Problem>), Refusal> {
    task.report(0, "Карта и дороги");
    let survey = desk.survey(task, &job.municipality)?;
    let record = task
        .wait(task.store().plan(&job.plan))?
        .ok_or_else(|| StoreError::Missing(format!("plan {}", job.plan)))?;
    let profile = desk
        .visit_profile(&job.visit_profile)
        .ok_or_else(|| Refusal::no_profile(&job.visit_profile))?;
    let request = ScheduleRequest {
        season: job.season,
        profile: profile.clone(),
        seed: job.seed,
        iterations: SCHEDULE_ITERATIONS,
        stop: task.stop().clone(),
    };
    let store = task.store();
    let made = Made {
        id: store.new_schedule_id().as_str().to_owned(),
        at: rfc3339(store.now_ms()),
    };
    let sites = record.plan.sites.len().max(1) as u64;
    let mut progress = |progress: Progress| {
        task.report(
            10 + (progress.iterations * 89 / sites).min(89) as u8,
            "Маршруты участков",
        );
    };
    task.report(10, "Маршруты участков");
    let schedule = timetable(
        &survey.territory,
        survey.ground()?,
        &record.plan,
        &request,
        &made,
        &mut progress,
    )?;
    let made = ScheduleRecord {
        schedule,
        municipality: job.municipality.clone(),
        plan_version: record.version,
        created_at_ms: store.now_ms(),
    };
    Ok((Effect::Schedule(Box::new(made)), Vec::new()))
}
