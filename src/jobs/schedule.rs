//! The job that plans the visit schedule of a plan's sites.

use super::run::{Desk, Refusal};
use super::task::Task;
use crate::domain::{Circumstances, MunicipalityId, PlanId, Problem, Schedule, ScheduleId, Season};
use crate::planning::{EARLIER_MAX, Made, ScheduleRequest, replan, timetable};
use crate::search::Progress;
use crate::store::{Effect, ScheduleRecord, StoreError, rfc3339};
use serde::{Deserialize, Serialize};

pub use crate::planning::SCHEDULE_ITERATIONS;

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
    /// What is out of the ordinary.
    #[serde(default)]
    pub circumstances: Circumstances,
    /// True to leave the list of vehicles aside: a car for every worker on every day.
    #[serde(default)]
    pub unlimited: bool,
    /// The published schedule that is to change as little as it can; `None` plans from nothing.
    #[serde(default)]
    pub published: Option<ScheduleId>,
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
    let published = job.published.as_ref().map(|id| stored(task, id)).transpose()?;
    // A schedule made without a list stays without one.
    let unlimited = published
        .as_ref()
        .map_or(job.unlimited, |schedule| schedule.vehicles.is_empty());
    let vehicles = if unlimited {
        Vec::new()
    } else {
        task.wait(task.store().vehicles(&job.municipality))?
    };
    let request = ScheduleRequest {
        season: job.season,
        profile: profile.clone(),
        seed: job.seed,
        iterations: SCHEDULE_ITERATIONS,
        vehicles,
        circumstances: job.circumstances.clone(),
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
    let (territory, ground, plan) = (&survey.territory, survey.ground()?, &record.plan);
    let schedule = match &published {
        None => timetable(territory, ground, plan, &request, &made, &mut progress)?,
        Some(published) => {
            let earlier = earlier(task, published)?;
            replan(
                territory,
                ground,
                plan,
                (published, &earlier),
                &request,
                &made,
                &mut progress,
            )?
        }
    };
    let made = ScheduleRecord {
        schedule,
        municipality: job.municipality.clone(),
        plan_version: record.version,
        created_at_ms: store.now_ms(),
    };
    Ok((Effect::Schedule(Box::new(made)), Vec::new()))
}

fn stored(task: &Task, id: &ScheduleId) -> Result<Schedule, Refusal> {
    let known = task.wait(task.store().schedule(id))?;
    let known = known.ok_or_else(|| StoreError::Missing(format!("schedule {id}")))?;
    Ok(known.schedule)
}

/// The schedules that a published one was replanned from, the nearest first, as far as they are kept.
fn earlier(task: &Task, published: &Schedule) -> Result<Vec<Schedule>, Refusal> {
    let mut chain: Vec<Schedule> = Vec::new();
    while chain.len() < EARLIER_MAX {
        let last = chain.last().unwrap_or(published);
        let Some(from) = last.replanned.as_ref().map(|it| it.from.clone()) else {
            break;
        };
        let Some(known) = task.wait(task.store().schedule(&from))? else {
            break;
        };
        chain.push(known.schedule);
    }
    Ok(chain)
}
