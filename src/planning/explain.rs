//! Why a settlement is visited less often than asked, or a day is long, and what would help: the site's problem as the
//! schedule has it, measured, and solved again with one thing changed at a time.

use super::PlanningError;
use super::ground::Ground;
use super::known_rounds::core_outcome;
use super::network::Network;
use super::reach::Reach;
use super::remedy_words::{self, Namer};
use super::timetable::{Call, Group, ScheduleRequest, groups};
use crate::domain::{
    CycleDay, Persons, Plan, Schedule, Seconds, Sentence, SiteNumber, Territory, Unit, UnitId, VisitProfile,
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
/// [`PlanningError::UnknownSite`], [`PlanningError::UnknownUnit`] when the municipality has no such unit,
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
            service_min_s: group
                .served()
                .iter()
                .map(|call| call.need.map_or(0, |need| need.reception.get()))
                .collect(),
        },
        weeks: schedule.cycle_weeks,
    };
    let unit = match question {
        Question::Day(day) => return case.day(*day),
        Question::Settlement(unit) => unit,
    };
    if let Some(fact) = not_of_site(territory, plan, (number, &site.base), unit)? {
        return Ok(said(fact, Vec::new()));
    }
    let reach = Reach {
        territory,
        ground,
        network: &network,
        group: &group,
        site,
        profile,
        season: schedule.season,
    };
    let call = case.call_of(territory, unit);
    let call = call.ok_or_else(|| PlanningError::UnknownUnit(unit.clone()))?;
    Ok(case.of_call(call, planned(schedule, &call.unit.id), &reach))
}

fn said(fact: Sentence, help: Vec<Suggestion>) -> Explanation {
    Explanation {
        facts: vec![fact],
        help,
    }
}

/// Visits of a unit in the cycle.
fn planned(schedule: &Schedule, unit: &UnitId) -> u8 {
    let stops = schedule.rounds.iter().flat_map(|round| &round.stops);
    let planned = stops.filter(|stop| stop.unit == *unit).count();
    u8::try_from(planned).unwrap_or(u8::MAX)
}

/// Why a site has nothing to say of a unit: it is the base's, another site's, nobody's; `None` when it has.
///
/// # Errors
/// [`PlanningError::UnknownUnit`] when the municipality has no such unit.
fn not_of_site(
    territory: &Territory,
    plan: &Plan,
    (number, base): (SiteNumber, &UnitId),
    id: &UnitId,
) -> Result<Option<Sentence>, PlanningError> {
    let unit = |id: &UnitId| territory.units.iter().find(|unit| unit.id == *id);
    let asked = unit(id).ok_or_else(|| PlanningError::UnknownUnit(id.clone()))?;
    let site = plan.assignment.get(id).copied();
    if site != Some(number) {
        return Ok(Some(remedy_words::other_site(&asked.name, site)));
    }
    if unit(base).is_some_and(|base| base.settlement == asked.settlement) {
        return Ok(Some(remedy_words::is_base(&asked.name)));
    }
    let here =
        |one: &&Unit| one.settlement == asked.settlement && plan.assignment.get(&one.id) == Some(&number);
    let mut units = territory.units.iter().filter(here);
    let is_inhabited = units.any(|one| one.population > Persons::ZERO);
    Ok((!is_inhabited).then(|| remedy_words::nobody_lives(&asked.name)))
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

/// A site, with those that it shares vehicles with and their rounds, ready to be asked.
struct Case<'a> {
    group: &'a Group<'a>,
    site: SiteNumber,
    outcome: scheduling::Outcome,
    trials: Trials,
    weeks: u8,
}

impl<'a> Case<'a> {
    /// The call of a unit's settlement, which is visited at its largest unit.
    fn call_of(&self, territory: &Territory, unit: &UnitId) -> Option<&'a Call<'a>> {
        let asked = territory.units.iter().find(|one| one.id == *unit)?;
        self.group.calls.iter().find(|call| {
            let site = self.group.sites.get(call.site);
            site.is_some_and(|of| of.number == self.site) && call.unit.settlement == asked.settlement
        })
    }

    /// What is so of a settlement with so many visits planned, and what would help.
    fn of_call(&self, call: &Call<'_>, planned: u8, reach: &Reach<'_>) -> Explanation {
        let name = &call.unit.name;
        let Ok(need) = call.need else {
            let there = self.group.way(self.site, None, None, Some(&call.unit.id));
            let facts = there.map(|(distance, time)| remedy_words::one_way(time, distance));
            return Explanation {
                facts: facts.into_iter().collect(),
                help: reach.help(call),
            };
        };
        if planned < need.visits {
            let served = self.group.served();
            let visit = served.iter().position(|one| one.unit.id == call.unit.id);
            return self.settlement(VisitIndex::from(visit.unwrap_or_default()));
        }
        if need.home_missed > Seconds::ZERO {
            let fact = remedy_words::home_missed(name, need.home_missed);
            return said(fact, reach.help(call));
        }
        said(remedy_words::in_order(name, planned, self.weeks), Vec::new())
    }

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
