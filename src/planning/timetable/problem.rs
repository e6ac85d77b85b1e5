//! One site as a problem of the scheduling core, and the core's answer as rounds.

use super::super::PlanningError;
use super::ScheduleRequest;
use super::calls::{Call, gaps, needs, places_of, rhythms};
use crate::domain::{
    Circumstances, CycleDay, Lunch, LunchPlace, Metres, Opening, Plan, Round, Seconds, Site, Stop, Territory,
    UnitId, Unserved, VisitProfile, WORKING_DAYS,
};
use crate::planning::ground::Ground;
use crate::roads::{SeasonRoads, TravelMatrix as RoadMatrix};
use crate::scheduling::{
    self, DayOption, Depot, DepotIndex, LocationIndex, Options, Outcome, Problem, Route, Shift, TravelMatrix,
    Visit, Weights, Window,
};
use crate::search::Budget;

/// Price of a field day, in seconds of driving: an hour on the road is worth saving one.
const ROUTE_PRICE_S: i64 = 3600;

/// Price of one missing visit for each resident, in seconds of driving: a missed visit to a village of 50 outweighs a
/// day's drive.
const MISSED_VISIT_PRICE_S: i64 = 1000;

/// Price of a settlement left out altogether, in missed visits beside its own.
const LEFT_OUT_VISITS: i64 = 4;

/// A site with what its settlements need, its ways, and the core's problem over those that can be visited.
#[derive(Debug)]
pub(in crate::planning) struct SiteProblem<'a> {
    pub(in crate::planning) site: &'a Site,
    /// Every settlement of the site beside its base's.
    pub(in crate::planning) calls: Vec<Call<'a>>,
    pub(in crate::planning) core: Problem,
    matrix: RoadMatrix,
    circumstances: Circumstances,
}

impl<'a> SiteProblem<'a> {
    /// The problem of `site`: its worker, its base, its settlements.
    ///
    /// # Errors
    /// [`PlanningError::Refused`] with everything that the core finds wrong with it.
    pub(in crate::planning) fn new(
        territory: &'a Territory,
        ground: &Ground,
        roads: &SeasonRoads<'_>,
        plan: &Plan,
        site: &'a Site,
        request: &ScheduleRequest,
    ) -> Result<Self, PlanningError> {
        let (stops, places) = places_of(territory, plan, site);
        let stops: Vec<_> = stops
            .iter()
            .filter_map(|&at| ground.places().get(at).cloned())
            .collect();
        let matrix = roads.matrix(&stops);
        let calls = needs(&places, &matrix, &request.profile, &request.circumstances);
        let served: Vec<&Call<'_>> = calls.iter().filter(|call| call.need.is_ok()).collect();
        let core = core_problem(site, &served, &matrix, request);
        let faults = scheduling::faults(&core);
        if !faults.is_empty() {
            return Err(PlanningError::Refused(faults));
        }
        Ok(Self {
            site,
            calls,
            core,
            matrix,
            circumstances: request.circumstances.clone(),
        })
    }

    /// The calls that can be visited; the core's visits have their positions.
    pub(in crate::planning) fn served(&self) -> Vec<&Call<'a>> {
        self.calls.iter().filter(|call| call.need.is_ok()).collect()
    }

    /// What `rounds` leave out.
    pub(in crate::planning) fn gaps(&self, rounds: &[Round]) -> Vec<Unserved> {
        gaps(self.site, &self.calls, rounds, &self.circumstances)
    }

    /// The way between two calls of the site; `None` stands for the base. `None` when a unit is no call, or no way leads.
    pub(in crate::planning) fn way(
        &self,
        from: Option<&UnitId>,
        to: Option<&UnitId>,
    ) -> Option<(Metres, Seconds)> {
        let location = |unit: Option<&UnitId>| match unit {
            None => Some(0),
            Some(unit) => self
                .calls
                .iter()
                .find(|call| call.unit.id == *unit)
                .map(|call| call.location),
        };
        let leg = self.matrix.leg(location(from)?, location(to)?)?;
        Some((leg.distance, leg.time))
    }

    /// Seed and threads of the site's search.
    pub(in crate::planning) fn options(&self, request: &ScheduleRequest) -> Options {
        Options {
            seed: request.seed ^ u64::from(self.site.number.0),
            ..Options::default()
        }
    }

    /// The core's answer as rounds, and what they leave out.
    ///
    /// # Errors
    /// [`PlanningError::Unsound`] when the core's own checker refuses the answer.
    pub(in crate::planning) fn written(
        &self,
        outcome: &Outcome,
    ) -> Result<(Vec<Round>, Vec<Unserved>), PlanningError> {
        if let Some(violation) = outcome.violations.first() {
            return Err(PlanningError::Unsound {
                site: self.site.number,
                detail: format!("{}: {}", violation.code, violation.detail),
            });
        }
        let served = self.served();
        let rounds: Vec<Round> = outcome
            .routes
            .iter()
            .map(|route| self.round(&served, route))
            .collect();
        let unserved = self.gaps(&rounds);
        Ok((rounds, unserved))
    }

    fn round(&self, served: &[&Call<'_>], route: &Route) -> Round {
        let mut from = 0;
        let mut stops = Vec::with_capacity(route.stops.len());
        for stop in &route.stops {
            let Some(call) = served.get(stop.visit.index()) else {
                continue;
            };
            let (leg_distance, leg_time) = self.leg(from, call.location);
            from = call.location;
            stops.push(Stop {
                unit: call.unit.id.clone(),
                leg_distance,
                leg_time,
                arrival: Seconds(stop.arrival_s),
                start: Seconds(stop.start_s),
                service: call.need.map_or(Seconds::ZERO, |need| need.service),
                departure: Seconds(stop.departure_s),
            });
        }
        let (return_distance, return_time) = self.leg(from, 0);
        Round {
            site: self.site.number,
            day: CycleDay::from_index(route.day.index()),
            departure: Seconds(route.departure_s),
            stops,
            return_distance,
            return_time,
            arrival: Seconds(route.return_s),
            lunch: route.lunch.map(|lunch| Lunch {
                place: match lunch.place {
                    scheduling::LunchPlace::Base => LunchPlace::Base,
                    scheduling::LunchPlace::Stop(at) => LunchPlace::Stop(at),
                    scheduling::LunchPlace::Road(at) => LunchPlace::Road(at),
                },
                from: Seconds(lunch.start_s),
                until: Seconds(lunch.end_s),
            }),
        }
    }

    fn leg(&self, from: usize, to: usize) -> (Metres, Seconds) {
        self.matrix
            .leg(from, to)
            .map_or((Metres(NO_WAY), Seconds(NO_WAY)), |leg| (leg.distance, leg.time))
    }
}

/// Seconds and iterations of a request as the core takes them.
pub(in crate::planning) fn budget(request: &ScheduleRequest) -> Budget {
    Budget {
        iterations: Some(request.iterations),
        stop: request.stop.clone(),
    }
}

/// The site's problem: one base, one worker, one round a day.
fn core_problem(site: &Site, calls: &[&Call<'_>], matrix: &RoadMatrix, request: &ScheduleRequest) -> Problem {
    let profile = &request.profile;
    let days = usize::from(profile.cycle_weeks) * usize::from(WORKING_DAYS);
    let shift = working_day(profile);
    Problem {
        week_of_day: (0..days)
            .map(|day| u32::from(CycleDay::from_index(day).week))
            .collect(),
        depots: vec![Depot {
            location: LocationIndex(0),
            shifts: (0..days)
                .map(|day| {
                    let day = CycleDay::from_index(day);
                    let goes = request.circumstances.has_vehicle(site.number, day);
                    goes.then(|| shift.clone())
                })
                .collect(),
            field_days_per_week: Some(u32::from(profile.field_days_max)),
            skills: 0,
        }],
        vehicles: Vec::new(),
        visits: calls
            .iter()
            .enumerate()
            .filter_map(|(at, call)| core_visit(at, call, profile, &request.circumstances))
            .collect(),
        travel: core_matrix(calls, matrix),
        weights: Weights {
            distance: 0,
            drive: 1,
            route: ROUTE_PRICE_S,
            overtime: 0,
            peak_vehicle: 0,
            long_day: 0,
        },
    }
}

/// A settlement as the core takes it: every rhythm from the one asked for down to a single visit, at rising prices, with
/// the hours in which its work may begin.
fn core_visit(
    at: usize,
    call: &Call<'_>,
    profile: &VisitProfile,
    circumstances: &Circumstances,
) -> Option<Visit> {
    let need = call.need.ok()?;
    let unit = &call.unit.id;
    let price = call.population.max(1) * MISSED_VISIT_PRICE_S;
    let options = rhythms(need, profile.cycle_weeks, circumstances, unit)
        .into_iter()
        .map(|(count, days)| DayOption {
            days: u64::from(days),
            depot: DepotIndex(0),
            cost: i64::from(need.visits - count) * price,
        });
    Some(Visit {
        location: LocationIndex::from(at + 1),
        service_s: need.service.get(),
        demand: 0,
        options: options.collect(),
        windows: windows(need.service, profile.cycle_weeks, circumstances, unit),
        unserved_cost: Some((i64::from(need.visits) + LEFT_OUT_VISITS) * price),
        skills: 0,
        equipment: 0,
    })
}

/// The hours in which work of length `service` may begin, by day of the cycle; empty for a place that is always open.
fn windows(service: Seconds, weeks: u8, circumstances: &Circumstances, unit: &UnitId) -> Vec<Option<Window>> {
    if !circumstances.has_times(unit) {
        return Vec::new();
    }
    let days = usize::from(weeks) * usize::from(WORKING_DAYS);
    let window = |open: Seconds, close: Seconds| Window {
        open_s: open.get(),
        close_s: close.get(),
    };
    (0..days)
        .map(CycleDay::from_index)
        .map(|day| {
            let appointed = circumstances.appointments_of(unit).find(|one| one.day == day);
            match (appointed, circumstances.opening(unit, day.weekday)) {
                (Some(one), _) => Some(window(one.begin, one.begin)),
                (None, Opening::Between(from, until)) if from + service <= until => {
                    Some(window(from, until - service))
                }
                // A closed day is in no rhythm, so its window is never asked for.
                (None, _) => None,
            }
        })
        .collect()
}

/// The matrix of the base and the calls that can be visited, in their order.
fn core_matrix(calls: &[&Call<'_>], matrix: &RoadMatrix) -> TravelMatrix {
    travel(
        matrix,
        std::iter::once(0).chain(calls.iter().map(|call| call.location)),
    )
}

/// Some rows and columns of a road matrix as the core takes them.
pub(in crate::planning) fn travel(matrix: &RoadMatrix, rows: impl Iterator<Item = usize>) -> TravelMatrix {
    let rows: Vec<usize> = rows.collect();
    let mut travel = TravelMatrix {
        locations: rows.len(),
        ..TravelMatrix::default()
    };
    for &from in &rows {
        for &to in &rows {
            let leg = matrix.leg(from, to);
            travel.distance.push(leg.map_or(NO_WAY, |leg| leg.distance.get()));
            travel.time_s.push(leg.map_or(NO_WAY, |leg| leg.time.get()));
        }
    }
    travel
}

/// The working day of a profile: one worker with a vehicle.
pub(in crate::planning) fn working_day(profile: &VisitProfile) -> Shift {
    let seconds = |minutes: i64| minutes * 60;
    Shift {
        vehicles: 1,
        capacity: None,
        duration_max_s: None,
        start_s: seconds(profile.day_start_min),
        end_s: seconds(profile.day_end_min),
        regular_end_s: seconds(profile.day_end_min),
        comfortable_s: None,
        lunch: Some(scheduling::Lunch {
            length_s: seconds(profile.lunch_min),
            from_s: seconds(profile.lunch_from_min),
            until_s: seconds(profile.lunch_until_min),
        }),
    }
}

/// Stands for a leg that does not exist: longer than any working day, so that no round uses it.
pub(in crate::planning) const NO_WAY: i64 = 10_000_000;
