//! Runs a claimed job by its kind, and turns what it answers into the job's end.

use super::grounds::{Grounds, Survey, SurveyError};
use super::queue::Runner;
use super::request::JobRequest;
use super::task::Task;
use super::{import, partition, schedule};
use crate::domain::{MunicipalityId, NormProfile, Problem, ProductionCalendar, VisitProfile};
use crate::planning::PlanningError;
use crate::store::{Effect, JobEnd, StoreError};
use std::sync::Arc;

/// What jobs work with beside the store: the surveys and the region's profiles.
#[derive(Debug, Clone)]
pub struct Desk {
    /// Derived geometry, shared with the pages.
    pub grounds: Grounds,
    /// Norm profiles, by id.
    pub norms: Arc<[NormProfile]>,
    /// Visit profiles, by id.
    pub visits: Arc<[VisitProfile]>,
    /// Production calendars, by id; the first is the region's.
    pub calendars: Arc<[ProductionCalendar]>,
}

/// Why a job has no result.
#[derive(Debug)]
pub(crate) enum Refusal {
    /// Another attempt would meet the same.
    Input { message: String, problems: Vec<Problem> },
    /// The database; another attempt may do.
    Store(StoreError),
}

impl Refusal {
    pub(crate) fn input(problems: Vec<Problem>) -> Self {
        Self::Input {
            message: "Данные нельзя принять: исправьте перечисленное".into(),
            problems,
        }
    }

    pub(crate) fn no_profile(id: &str) -> Self {
        Self::input(vec![Problem::new(
            "profile.unknown",
            "profile",
            format!("профиля «{id}» нет"),
            "выберите профиль из списка",
        )])
    }
}

impl From<StoreError> for Refusal {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl From<&PlanningError> for Refusal {
    fn from(error: &PlanningError) -> Self {
        let problems = match error {
            PlanningError::Refused(problems) => problems.clone(),
            _ => Vec::new(),
        };
        Self::Input {
            message: error.to_string(),
            problems,
        }
    }
}

impl From<PlanningError> for Refusal {
    fn from(error: PlanningError) -> Self {
        Self::from(&error)
    }
}

impl From<SurveyError> for Refusal {
    fn from(error: SurveyError) -> Self {
        match error {
            SurveyError::Store(error) => Self::Store(error),
            other => Self::Input {
                message: other.to_string(),
                problems: Vec::new(),
            },
        }
    }
}

impl Desk {
    /// The norm profile of an id.
    #[must_use]
    pub fn norm_profile(&self, id: &str) -> Option<&NormProfile> {
        self.norms.iter().find(|profile| profile.id == id)
    }

    /// The visit profile of an id.
    #[must_use]
    pub fn visit_profile(&self, id: &str) -> Option<&VisitProfile> {
        self.visits.iter().find(|profile| profile.id == id)
    }

    pub(crate) fn survey(&self, task: &Task, id: &MunicipalityId) -> Result<Arc<Survey>, SurveyError> {
        task.block_on(self.grounds.survey(id))
    }

    /// The runner of this desk's kinds of jobs.
    #[must_use]
    pub fn runner(&self) -> Runner {
        let desk = self.clone();
        Arc::new(move |task| desk.run(task))
    }

    fn run(&self, task: &Task) -> JobEnd {
        let answer = match serde_json::from_str::<JobRequest>(&task.claim().parameters) {
            Ok(JobRequest::Import(job)) => import::run(task, &job),
            Ok(JobRequest::Partition(job)) => partition::run(self, task, &job),
            Ok(JobRequest::Schedule(job)) => schedule::run(self, task, &job),
            Err(cause) => Err(Refusal::Input {
                message: format!("the parameters cannot be read: {cause}"),
                problems: Vec::new(),
            }),
        };
        end(answer)
    }
}

fn end(answer: Result<(Effect, Vec<Problem>), Refusal>) -> JobEnd {
    match answer {
        Ok((effect, problems)) => JobEnd::Done {
            effect,
            message: "Готово".into(),
            problems,
        },
        Err(Refusal::Input { message, problems }) => JobEnd::Failed { message, problems },
        Err(Refusal::Store(error)) if error.is_passing() => JobEnd::Crashed {
            message: error.to_string(),
        },
        Err(Refusal::Store(error)) => JobEnd::Failed {
            message: error.to_string(),
            problems: Vec::new(),
        },
    }
}
