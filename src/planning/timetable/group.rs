//! Sites that share vehicles as one problem of the scheduling core, and the core's answer as rounds.

use super::super::PlanningError;
use super::calls::{Call, day_at, gaps, needs, places_of, position, rhythms};
use super::fleet::{Fleet, Way};
use super::problem::core_problem;
use super::request::ScheduleRequest;
use super::ways::NO_WAY;
use crate::domain::{
    Circumstances, CycleDay, Lunch, LunchPlace, Metres, Plan, Round, RoundVehicle, Seconds, Site, SiteNumber,
    Stop, Territory, UnitId, Unserved, VisitProfile, WORKING_DAYS,
};
use crate::planning::ground::Ground;
use crate::planning::known_rounds::core_routes;
use crate::planning::network::FleetRoads;
use crate::planning::visits::PlaceDay;
use crate::scheduling::{
    self, DayIndex, DayOption, DepotIndex, Obstacle, Options, Outcome, Problem, Route, VehicleIndex,
    VisitIndex, days_of, obstacles,
};
use std::collections::BTreeMap;

/// Sites with what their settlements need, their ways, and the core's problem over those that can be visited. Its bases
/// are the sites in order.
#[derive(Debug)]
pub(in crate::planning) struct Group<'a> {
    pub(in crate::planning) sites: Vec<&'a Site>,
    /// Every settlement of the sites beside those of their bases.
    pub(in crate::planning) calls: Vec<Call<'a>>,
    pub(in crate::planning) core: Problem,
    fleet: Fleet,
    circumstances: Circumstances,
    field_days_max: u8,
    /// Price of a missed visit, per resident.
    missed_visit: i64,
}

impl<'a> Group<'a> {
    /// The problem of `sites`: their workers, bases, settlements, vehicles.
    ///
    /// # Errors
    /// [`PlanningError::Refused`] with everything that the core finds wrong with it.
    pub(in crate::planning) fn new(
        territory: &'a Territory,
        ground: &Ground,
        roads: &FleetRoads<'_>,
        plan: &Plan,
        sites: Vec<&'a Site>,
        request: &ScheduleRequest,
    ) -> Result<Self, PlanningError> {
        let mut rows: Vec<usize> = sites.iter().map(|site| position(territory, &site.base)).collect();
        let mut places = Vec::new();
        for (at, site) in sites.iter().enumerate() {
            let (stops, of_site) = places_of(territory, plan, (at, site));
            rows.extend(stops);
            places.extend(of_site);
        }
        let fleet = Fleet::new(territory, ground.places(), roads, &sites, rows, request);
        let calls = needs(
            &places,
            sites.len(),
            &fleet,
            &request.profile,
            &request.circumstances,
        );
        let served: Vec<&Call<'_>> = calls.iter().filter(|call| call.need.is_ok()).collect();
        let core = core_problem(&sites, &served, &fleet, request);
        let faults = scheduling::faults(&core);
        if !faults.is_empty() {
            return Err(PlanningError::Refused(faults));
        }
        Ok(Self {
            missed_visit: request.profile.prices.missed_visit_per_resident * fleet.second(),
            sites,
            calls,
            core,
            fleet,
            circumstances: request.circumstances.clone(),
            field_days_max: request.profile.field_days_max,
        })
    }

    /// The calls that can be visited; the core's visits have their positions.
    pub(in crate::planning) fn served(&self) -> Vec<&Call<'a>> {
        self.calls.iter().filter(|call| call.need.is_ok()).collect()
    }

    /// Adds a set of days to those of one of the core's visits, where it is not among them, at `price` beside that of the
    /// visits it lacks.
    pub(in crate::planning) fn admit(&mut self, visit: usize, days: u64, price: i64) {
        let call = self
            .served()
            .get(visit)
            .map(|call| (call.site, call.population, call.need));
        let (Some((site, population, Ok(need))), Some(of)) = (call, self.core.visits.get_mut(visit)) else {
            return;
        };
        let depot = DepotIndex::from(site);
        if of
            .options
            .iter()
            .any(|known| (known.days, known.depot) == (days, depot))
        {
            return;
        }
        let lacking = i64::from(need.visits) - i64::from(days.count_ones());
        of.options.push(DayOption {
            days,
            depot,
            cost: lacking.max(0) * population.max(1) * self.missed_visit + price,
        });
    }

    /// How many of a vehicle there are on a day.
    pub(in crate::planning) fn vehicles_on(&self, vehicle: VehicleIndex, day: CycleDay) -> u32 {
        let of = self.core.vehicles.get(vehicle.index());
        of.map_or(0, |of| of.count(DayIndex::from(day.index())))
    }

    /// Names of the vehicles, in the core's order.
    pub(in crate::planning) fn vehicle_titles(&self) -> Vec<&str> {
        self.fleet.titles().collect()
    }

    /// The core's base of a site.
    pub(in crate::planning) fn depot(&self, site: SiteNumber) -> Option<DepotIndex> {
        let at = self.sites.iter().position(|one| one.number == site)?;
        Some(DepotIndex::from(at))
    }

    /// The core's vehicle of a round; `None` for a plain one or one that is not there any more.
    pub(in crate::planning) fn vehicle(&self, round: &Round) -> Option<VehicleIndex> {
        let base = self.depot(round.site)?;
        self.fleet.position(round.vehicle.as_ref()?, base.index())
    }

    /// The rounds that are this group's, of a schedule's.
    pub(in crate::planning) fn own<'r>(&self, rounds: &'r [Round]) -> Vec<&'r Round> {
        let is_own = |round: &&Round| self.depot(round.site).is_some();
        rounds.iter().filter(is_own).collect()
    }

    /// What `rounds` leave out.
    pub(in crate::planning) fn gaps(&self, rounds: &[Round]) -> Vec<Unserved> {
        let has_days_left = |site: usize| {
            let of_site = |round: &&Round| self.depot(round.site) == Some(DepotIndex::from(site));
            let mut weeks: BTreeMap<u8, u8> = BTreeMap::new();
            for round in rounds.iter().filter(of_site) {
                *weeks.entry(round.day.week).or_default() += 1;
            }
            let cycle = self.core.days().div_ceil(usize::from(WORKING_DAYS));
            weeks
                .values()
                .filter(|days| **days >= self.field_days_max)
                .count()
                < cycle
        };
        let lacks_vehicles: Vec<bool> = (0..self.sites.len())
            .map(|site| !self.core.vehicles.is_empty() && has_days_left(site))
            .collect();
        gaps(
            &self.sites,
            &self.calls,
            rounds,
            &|call| self.hours_bind(call, rounds),
            &lacks_vehicles,
        )
    }

    /// True when `rounds` would have room for more visits of a settlement if it were open at all times.
    fn hours_bind(&self, call: &Call<'_>, rounds: &[Round]) -> bool {
        let unit = &call.unit.id;
        let at = self.served().iter().position(|one| one.unit.id == *unit);
        let (Ok(need), Some(at)) = (call.need, at) else {
            return false;
        };
        if !self.circumstances.has_times(unit) {
            return false;
        }
        let weeks = self.core.days().div_ceil(usize::from(WORKING_DAYS));
        let weeks = u8::try_from(weeks).unwrap_or(u8::MAX);
        let mut open = self.core.clone();
        let Some(visit) = open.visits.get_mut(at) else {
            return false;
        };
        visit.windows.clear();
        visit.options = rhythms(need, weeks, &Circumstances::default(), unit)
            .into_iter()
            .map(|(_, days)| DayOption {
                days: u64::from(days),
                depot: DepotIndex::from(call.site),
                cost: 0,
            })
            .collect();
        let (routes, days) = core_routes(self, rounds);
        let now = days.get(at).copied().unwrap_or(0);
        let outcome = Outcome {
            routes,
            options: Vec::new(),
            unserved: Vec::new(),
            cost: scheduling::Cost::default(),
            feasible: true,
            violations: Vec::new(),
            iterations: 0,
        };
        let stands = obstacles(&open, &outcome, VisitIndex::from(at));
        let fits = |day: DayIndex| {
            let found = stands.iter().find(|one| one.day == day);
            found.is_some_and(|one| one.obstacle == Obstacle::Fits)
        };
        let more = open.visits[at]
            .options
            .iter()
            .filter(|option| option.days.count_ones() > now.count_ones());
        let mut days = more.map(|option| days_of(option.days));
        days.any(|mut days| days.all(|day| now >> day.index() & 1 == 1 || fits(day)))
    }

    /// A day of its worker at a settlement, with the vehicle that leaves most time there; `None` when none goes there.
    pub(in crate::planning) fn day_at(&self, call: &Call<'_>, profile: &VisitProfile) -> Option<PlaceDay> {
        day_at(&self.fleet, profile, (call.site, call.location)).ok()
    }

    /// The way between two calls of a site with a vehicle; `None` stands for its base. `None` when a unit is no call, or
    /// no way leads.
    pub(in crate::planning) fn way(
        &self,
        site: SiteNumber,
        vehicle: Option<VehicleIndex>,
        from: Option<&UnitId>,
        to: Option<&UnitId>,
    ) -> Option<Way> {
        let base = self.depot(site)?.index();
        let location = |unit: Option<&UnitId>| match unit {
            None => Some(base),
            Some(unit) => self
                .calls
                .iter()
                .find(|call| call.unit.id == *unit)
                .map(|call| call.location),
        };
        self.fleet.leg(vehicle, location(from)?, location(to)?)
    }

    /// True when a published round still has its vehicle, with the same ways between garage and base.
    pub(in crate::planning) fn keeps_vehicle(&self, round: &Round) -> bool {
        let now = self
            .vehicle(round)
            .zip(self.depot(round.site))
            .and_then(|(vehicle, base)| self.fleet.round_vehicle(vehicle, base.index()));
        now == round.vehicle
    }

    /// Cost units of the core in a second of driving.
    pub(in crate::planning) fn second(&self) -> i64 {
        self.fleet.second()
    }

    /// Seed and threads of the group's search.
    pub(in crate::planning) fn options(&self, request: &ScheduleRequest) -> Options {
        let first = self.sites.first().map_or(0, |site| site.number.0);
        Options {
            seed: request.seed ^ u64::from(first),
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
                site: self.sites.first().map_or(SiteNumber(0), |site| site.number),
                detail: format!("{}: {}", violation.code, violation.detail),
            });
        }
        let served = self.served();
        let rounds: Vec<Round> = outcome
            .routes
            .iter()
            .filter_map(|route| self.round(&served, route))
            .collect();
        let unserved = self.gaps(&rounds);
        Ok((rounds, unserved))
    }

    fn round(&self, served: &[&Call<'_>], route: &Route) -> Option<Round> {
        let base = route.depot.index();
        let mut from = base;
        let mut stops = Vec::with_capacity(route.stops.len());
        for stop in &route.stops {
            let Some(call) = served.get(stop.visit.index()) else {
                continue;
            };
            let (leg_distance, leg_time) = self.leg(route, from, call.location);
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
        let (return_distance, return_time) = self.leg(route, from, base);
        Some(Round {
            site: self.sites.get(base)?.number,
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
            vehicle: self.round_vehicle(route),
        })
    }

    fn round_vehicle(&self, route: &Route) -> Option<RoundVehicle> {
        self.fleet.round_vehicle(route.vehicle?, route.depot.index())
    }

    fn leg(&self, route: &Route, from: usize, to: usize) -> Way {
        let way = self.fleet.leg(route.vehicle, from, to);
        way.unwrap_or((Metres(NO_WAY), Seconds(NO_WAY)))
    }
}
