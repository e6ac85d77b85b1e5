//! Why a settlement is visited less often than asked, or a day is long, and what would help: the site's problem as the
//! schedule has it, measured, and solved again with one thing changed at a time.

use super::PlanningError;
use super::ground::Ground;
use super::known_rounds::core_outcome;
use super::network::Network;
use super::remedy_words::{self, Namer};
use super::timetable::{Call, Group, ScheduleRequest, groups};
use super::visits::need;
use crate::domain::{
    CycleDay, Persons, Plan, Schedule, Season, Seconds, Sentence, SiteNumber, Territory, UnitId,
    UnservedCause, VisitProfile,
};
use crate::scheduling::{
    self, DayIndex, Trials, VisitIndex, day_causes, help_for_day, help_for_visit, obstacles,
};
use crate::search::{Budget, StopToken};
use serde::Serialize;

/// Iterations of each trial; a site of sixty settlements takes some milliseconds.
const TRIAL_ITERATIONS: u64 = 400;

/// Days of a settlement whose obstacles are told.
const DAYS_TOLD_MAX: usize = 5;

/// What is asked about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Question {
    /// A settlement, by its unit: why it is not visited as often as asked.
    Settlement(UnitId),
    /// A day of a site: why it is as long as it is.
    Day(CycleDay),
}

/// Something that would help.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Suggestion {
    /// What, and what it does.
    pub text: Sentence,
    /// Settlements that would be visited more often, by their units.
    pub served: Vec<UnitId>,
    /// Length of the day's round with it; `None` where a settlement was asked about.
    pub day_length: Option<Seconds>,
}

/// The answer to a [`Question`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Explanation {
    /// What is so, sentence by sentence, what matters most first.
    pub facts: Vec<Sentence>,
    /// What would help, found by planning the site again with it; empty when nothing tried does.
    pub help: Vec<Suggestion>,
}

/// Explains a settlement or a day of site `number`.
///
/// # Errors
/// [`PlanningError::UnknownSite`], [`PlanningError::UnknownUnit`] when the site does not visit the unit's settlement,
/// [`PlanningError::NoRound`] for a day without a round, and what planning a schedule may answer.
pub fn explain(
    territory: &Territory,
    ground: &Ground,
    plan: &Plan,
    profile: &VisitProfile,
    schedule: &Schedule,
    (number, question): (SiteNumber, &Question),
    stop: &StopToken,
) -> Result<Explanation, PlanningError> {
    let sites = plan.sites.iter();
    let site = sites
        .clone()
        .find(|site| site.number == number)
        .ok_or(PlanningError::UnknownSite(number))?;
    let request = request(profile, schedule, stop);
    let network = Network::new(territory, ground, &request.circumstances)?;
    let roads = network.fleet_roads(request.season, &request.vehicles)?;
    let sharing = groups(territory, plan, &request).into_iter();
    let sites = sharing
        .into_iter()
        .find(|sites| sites.iter().any(|one| one.number == number));
    let mut group = Group::new(
        territory,
        ground,
        &roads,
        plan,
        sites.unwrap_or_default(),
        &request,
    )?;
    let outcome = core_outcome(&mut group, schedule);
    let case = Case {
        group: &group,
        site: number,
        outcome,
        trials: Trials {
            seed: request.seed,
            budget: Budget {
                iterations: Some(TRIAL_ITERATIONS),
                stop: stop.clone(),
            },
        },
        weeks: schedule.cycle_weeks,
    };
    let unit = match question {
        Question::Day(day) => return case.day(*day),
        Question::Settlement(unit) => unit,
    };
    let is_meant = |call: &&Call<'_>| call.unit.id == *unit && plan.assignment.get(unit) == Some(&number);
    if let Some(visit) = group.served().iter().position(is_meant) {
        return Ok(case.settlement(VisitIndex::from(visit)));
    }
    let call = group.calls.iter().find(is_meant);
    let call = call.ok_or_else(|| PlanningError::UnknownUnit(unit.clone()))?;
    let there = group.way(number, None, None, Some(unit));
    let help = match call.need {
        Err(UnservedCause::NotVisited | UnservedCause::Hours | UnservedCause::NoVehicle) => Vec::new(),
        _ => other_seasons(
            (&network, ground),
            territory,
            call,
            (&site.base, profile),
            schedule.season,
        ),
    };
    let facts = there.map(|(distance, time)| remedy_words::one_way(time, distance));
    Ok(Explanation {
        facts: facts.into_iter().collect(),
        help,
    })
}

/// What the schedule was asked for, with the iterations of a trial.
fn request(profile: &VisitProfile, schedule: &Schedule, stop: &StopToken) -> ScheduleRequest {
    ScheduleRequest {
        season: schedule.season,
        profile: profile.clone(),
        seed: schedule.origin.seed,
        iterations: TRIAL_ITERATIONS,
        vehicles: schedule.vehicles.clone(),
        circumstances: schedule.circumstances.clone(),
        stop: stop.clone(),
    }
}

/// Seasons in which a worker gets to a settlement and back within a working day, visit included, where this season's
/// roads do not allow it.
fn other_seasons(
    (network, ground): (&Network<'_>, &Ground),
    territory: &Territory,
    call: &Call<'_>,
    (base, profile): (&UnitId, &VisitProfile),
    now: Season,
) -> Vec<Suggestion> {
    let position = |wanted: &UnitId| territory.units.iter().position(|unit| unit.id == *wanted);
    let Some((base, unit)) = position(base).zip(position(&call.unit.id)) else {
        return Vec::new();
    };
    let places: Option<Vec<_>> = [base, unit]
        .into_iter()
        .map(|at| ground.places().get(at).cloned())
        .collect();
    let Some(places) = places else {
        return Vec::new();
    };
    Season::ALL
        .into_iter()
        .filter(|season| *season != now)
        .filter_map(|season| {
            let matrix = network.roads(season).matrix(&places);
            let (there, back) = (matrix.leg(0, 1)?, matrix.leg(1, 0)?);
            let day_work = profile.working_time() - there.time - back.time;
            need(profile, Persons(call.population), day_work)?;
            Some(Suggestion {
                text: remedy_words::in_season(season, there.time, there.distance),
                served: vec![call.unit.id.clone()],
                day_length: None,
            })
        })
        .collect()
}

/// A site, with those that it shares vehicles with and their rounds, ready to be asked.
struct Case<'a> {
    group: &'a Group<'a>,
    site: SiteNumber,
    outcome: scheduling::Outcome,
    trials: Trials,
    weeks: u8,
}

impl Case<'_> {
    fn settlement(&self, visit: VisitIndex) -> Explanation {
        let namer = self.namer();
        let core = &self.group.core;
        let stands = obstacles(core, &self.outcome, visit);
        let facts = stands
            .iter()
            .take(DAYS_TOLD_MAX)
            .map(|one| remedy_words::obstacle(&namer, one))
            .collect();
        let help = help_for_visit(core, &self.outcome, visit, &self.trials);
        Explanation {
            facts,
            help: self.suggestions(&namer, &help),
        }
    }

    fn day(&self, day: CycleDay) -> Result<Explanation, PlanningError> {
        let namer = self.namer();
        let core = &self.group.core;
        let index = DayIndex::from(day.index());
        let depot = self.group.depot(self.site).unwrap_or_default();
        let routes = self.outcome.routes.iter();
        let routes = routes.filter(|route| route.day == index && route.depot == depot);
        let longest = routes
            .max_by_key(|route| route.return_s - route.departure_s)
            .ok_or(PlanningError::NoRound(self.site))?;
        let causes = day_causes(core, longest);
        let help = help_for_day(core, &self.outcome, (depot, index), &self.trials);
        Ok(Explanation {
            facts: remedy_words::day(&namer, &causes),
            help: self.suggestions(&namer, &help),
        })
    }

    fn namer(&self) -> Namer<'_> {
        let names = self.group.served();
        Namer {
            vehicles: self.group.vehicle_titles(),
            names: names.iter().map(|call| call.unit.name.as_str()).collect(),
            weeks: self.weeks,
        }
    }

    fn suggestions(&self, namer: &Namer<'_>, help: &[scheduling::Help]) -> Vec<Suggestion> {
        let served = self.group.served();
        help.iter()
            .map(|one| Suggestion {
                text: remedy_words::help(namer, one),
                served: one
                    .served
                    .iter()
                    .filter_map(|visit| Some(served.get(visit.index())?.unit.id.clone()))
                    .collect(),
                day_length: one.day_s.map(|(_, after)| Seconds(after)),
            })
            .collect()
    }
}
