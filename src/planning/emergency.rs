//! A visit that cannot wait: who of today's workers gets there, when, and who is put off for it.

use super::PlanningError;
use super::ground::Ground;
use super::known_rounds::core_route;
use super::near_sites::{NearGroup, NearSites};
use super::network::{FleetRoads, Network};
use super::timetable::{Fleet, NO_WAY, ScheduleRequest, cycle_days, windows, working_day};
use super::vehicles::has_spare;
use crate::domain::{
    CycleDay, Plan, Problem as Fault, Round, Schedule, Seconds, Site, SiteNumber, Territory, UnitId, Vehicle,
    VisitProfile, WORKING_DAYS,
};
use crate::scheduling::{
    self, DayIndex, DayOption, Depot, DepotIndex, Dispatcher, Emergency, Insertion, LocationIndex, Problem,
    Route, Visit, VisitIndex, Weights, Window,
};
use crate::search::StopToken;
use serde::Serialize;

/// What has come up.
#[derive(Debug, Clone)]
pub struct EmergencyRequest {
    /// Where: a unit of the municipality.
    pub unit: UnitId,
    /// Today, as a day of the cycle.
    pub day: CycleDay,
    /// Now, time of day.
    pub now: Seconds,
    /// How long the visit takes.
    pub service: Seconds,
    /// How many ways to propose.
    pub most: usize,
}

/// A stop that is served at another time because of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Delayed {
    /// The unit.
    pub unit: UnitId,
    /// Begin of the work as planned, time of day.
    pub before: Seconds,
    /// Begin of the work now.
    pub after: Seconds,
}

/// One way to get there today.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct EmergencyOption {
    /// The site whose worker goes.
    pub site: SiteNumber,
    /// True when the worker is at the base today and sets out for this visit alone.
    pub from_base: bool,
    /// True when every vehicle that the schedule needs is out already, so one more is needed. Never with a list of
    /// vehicles: then only a free one of it goes.
    pub needs_vehicle: bool,
    /// Title of the vehicle, where the schedule has a list.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub vehicle: Option<String>,
    /// The stop before it; `None` when the worker comes from the base.
    pub after_stop: Option<UnitId>,
    /// True when the worker is at `after_stop`, in that very settlement, and turns to this visit at once.
    pub on_the_spot: bool,
    /// Begin of the visit, time of day.
    pub start: Seconds,
    /// Back at the base, time of day.
    pub back: Seconds,
    /// More time on the road.
    pub extra_drive: Seconds,
    /// Past the end of the working day; zero when the day holds it.
    pub overtime: Seconds,
    /// Who is served at another time.
    pub delayed: Vec<Delayed>,
    /// A stop that is put off to another day.
    pub put_off: Option<UnitId>,
}

/// Sites looked at, the nearest first, before what they can do is the answer, although somebody farther off might be there
/// inside the day without putting anybody off.
const SITES_MAX: usize = 64;

/// What is better: overtime, somebody put off, begin of the visit, more time on the road; sites break ties.
type Rank = (i64, bool, i64, i64, SiteNumber);

/// The best ways to make an unplanned visit on a day of `schedule`, best first: without overtime, without putting
/// anybody off, soonest there.
///
/// Stops begun before `now` stay, but for one in the same settlement, whose worker turns to the visit at once and goes on
/// afterwards. Workers without a round today may set out from their base. Sites are looked at from the
/// nearest as the crow flies, each with those that it shares vehicles with, until nobody else can be there sooner, or 64
/// have been: a region of any size costs the work of some dozens of sites.
///
/// # Errors
/// [`PlanningError::UnknownUnit`], or [`PlanningError::Refused`] when the day or the time is not a working one.
pub fn emergency(
    territory: &Territory,
    ground: &Ground,
    plan: &Plan,
    profile: &VisitProfile,
    schedule: &Schedule,
    request: &EmergencyRequest,
) -> Result<Vec<EmergencyOption>, PlanningError> {
    let faults = faults(profile, schedule, request);
    if !faults.is_empty() {
        return Err(PlanningError::Refused(faults));
    }
    let network = Network::new(territory, ground, &schedule.circumstances)?;
    // Nobody waits for a bus when it is urgent, and who rides one does not turn off.
    let own: Vec<Vehicle> = schedule
        .vehicles
        .iter()
        .filter(|vehicle| !vehicle.is_line())
        .cloned()
        .collect();
    let like = ScheduleRequest {
        season: schedule.season,
        profile: profile.clone(),
        seed: schedule.origin.seed,
        iterations: 0,
        vehicles: own.clone(),
        circumstances: schedule.circumstances.clone(),
        stop: StopToken::unlimited(),
    };
    let roads = network.fleet_roads(schedule.season, &own)?;
    if !schedule.vehicles.is_empty() && own.is_empty() {
        return Ok(Vec::new());
    }
    let where_when = (&request.unit, request.day, request.now);
    let near = NearSites::new(territory, (plan, schedule), where_when, &like, &roads)?;
    let among = Among {
        territory,
        ground,
        near: &near,
        like: &like,
        roads: &roads,
        is_listed: !schedule.vehicles.is_empty(),
    };
    let mut best: Vec<(Rank, EmergencyOption)> = Vec::new();
    let mut looked = 0;
    for group in &near.groups {
        let last = best.get(request.most.saturating_sub(1)).map(|(rank, _)| rank);
        let is_settled = last.is_some_and(|&(late, put_off, start, ..)| {
            late == 0 && !put_off && Seconds(start) < group.soonest
        });
        if is_settled || (looked >= SITES_MAX && !best.is_empty()) {
            break;
        }
        looked += group.sites.len();
        best.extend(among.ways_of(group, request)?);
        best.sort_by_key(|(rank, _)| *rank);
        best.truncate(request.most);
    }
    let found = best.into_iter().map(|(_, option)| option).collect();
    Ok(with_spares(
        (ground, territory),
        plan,
        schedule,
        (request.day, request.now),
        found,
    ))
}

/// The ways, with a word on those that need one vehicle more than the schedule ever has out: without a list every worker
/// has a car of the institution's, as many as the busiest day needs.
fn with_spares(
    (ground, territory): (&Ground, &Territory),
    plan: &Plan,
    schedule: &Schedule,
    when: (CycleDay, Seconds),
    mut found: Vec<EmergencyOption>,
) -> Vec<EmergencyOption> {
    if found.iter().any(|option| option.needs_vehicle) {
        let needs = !has_spare(territory, ground, plan, schedule, when);
        for option in &mut found {
            option.needs_vehicle &= needs;
        }
    }
    found
}

/// What the sites looked at are looked at with.
struct Among<'a> {
    territory: &'a Territory,
    ground: &'a Ground,
    near: &'a NearSites<'a>,
    like: &'a ScheduleRequest,
    roads: &'a FleetRoads<'a>,
    is_listed: bool,
}

impl Among<'_> {
    /// The best ways that the workers of some sites have.
    fn ways_of(
        &self,
        group: &NearGroup<'_>,
        request: &EmergencyRequest,
    ) -> Result<Vec<(Rank, EmergencyOption)>, PlanningError> {
        let today = Today::new(group, self.near, request)?;
        let units = today.units.clone();
        let places = self.ground.places();
        let fleet = Fleet::new(self.territory, places, self.roads, today.sites, units, self.like);
        if self.is_listed && !fleet.goes() {
            return Ok(Vec::new());
        }
        let problem = today.problem(self.territory, self.like, request, &fleet);
        let faults = scheduling::faults(&problem);
        if !faults.is_empty() {
            return Err(PlanningError::Refused(faults));
        }
        let day = DayIndex::from(request.day.index());
        let routes = today.routes(day, &fleet);
        let wanted = Emergency {
            visit: VisitIndex::from(today.stops.len()),
            day,
            now_s: request.now.get(),
        };
        let found = Dispatcher::new(&problem).insertions(&routes, &wanted, request.most);
        let ranked = found
            .iter()
            .filter(|one| one.return_s < NO_WAY)
            .filter_map(|one| {
                let option = today.option(one, self.is_listed, &fleet)?;
                let (late, put_off) = (one.late_s, one.put_off.is_some());
                Some((
                    (late, put_off, one.start_s, one.extra_drive_s, option.site),
                    option,
                ))
            });
        Ok(ranked.collect())
    }
}

fn faults(profile: &VisitProfile, schedule: &Schedule, request: &EmergencyRequest) -> Vec<Fault> {
    let mut faults = Vec::new();
    if request.day.week >= schedule.cycle_weeks || request.day.weekday >= WORKING_DAYS {
        faults.push(Fault::new(
            "emergency.day",
            "/day",
            "такого дня нет в цикле графика",
            format!(
                "неделя от 1 до {}, день от понедельника до пятницы",
                schedule.cycle_weeks
            ),
        ));
    }
    let end = Seconds::from_minutes(profile.day_end_min);
    if request.now < Seconds::ZERO || request.now >= end {
        faults.push(Fault::new(
            "emergency.now",
            "/now",
            format!("рабочий день кончается в {}", end.clock()),
            "укажите время до конца рабочего дня или другой день",
        ));
    }
    if request.service <= Seconds::ZERO || request.service > profile.working_time() {
        faults.push(Fault::new(
            "emergency.service",
            "/service",
            "посещение длится от минуты до рабочего дня",
            "укажите, сколько минут нужно на месте",
        ));
    }
    faults
}

/// The day as the core takes it: a base for each site, the stops of today's rounds, the unplanned visit last.
struct Today<'a> {
    sites: &'a [&'a Site],
    rounds: Vec<&'a Round>,
    /// The base of each stop, by position of its site in the plan, and its unit and working time.
    stops: Vec<(usize, &'a UnitId, Seconds)>,
    /// Positions of the units in the territory: bases, stops, the unplanned visit.
    units: Vec<usize>,
    /// Sites whose workers are away by public transport.
    riding: Vec<SiteNumber>,
}

impl<'a> Today<'a> {
    fn new(
        group: &'a NearGroup<'_>,
        near: &NearSites<'_>,
        request: &EmergencyRequest,
    ) -> Result<Self, PlanningError> {
        let sites = &group.sites;
        let rides = |round: &&Round| round.vehicle.as_ref().is_some_and(|of| of.ride.is_some());
        let of_day = || group.rounds.iter().copied();
        let riding = of_day().filter(rides).map(|round| round.site).collect();
        let rounds: Vec<&Round> = of_day().filter(|round| !rides(round)).collect();
        let mut units: Vec<usize> = Vec::new();
        for site in sites {
            units.push(near.position(&site.base)?);
        }
        let mut stops = Vec::new();
        for round in &rounds {
            for stop in &round.stops {
                units.push(near.position(&stop.unit)?);
                stops.push((base_of(sites, round.site), &stop.unit, stop.service));
            }
        }
        units.push(near.position(&request.unit)?);
        Ok(Self {
            sites,
            rounds,
            stops,
            units,
            riding,
        })
    }

    /// When a stop of today may begin: its reception has to be over when it closes.
    fn hours(&self, territory: &Territory, like: &ScheduleRequest, stop: usize) -> Vec<Option<Window>> {
        let unit = self.units.get(self.sites.len() + stop);
        let unit = unit.and_then(|at| territory.units.get(*at));
        let Some((_, id, service)) = self.stops.get(stop) else {
            return Vec::new();
        };
        let tier = unit.and_then(|unit| like.profile.tier(unit.population));
        let reception = tier.map_or(*service, |tier| Seconds::from_minutes(tier.reception_min));
        windows(reception, like.profile.cycle_weeks, &like.circumstances, id)
    }

    fn problem(
        &self,
        territory: &Territory,
        like: &ScheduleRequest,
        request: &EmergencyRequest,
        fleet: &Fleet,
    ) -> Problem {
        let bases = self.sites.len();
        let shift = working_day(&like.profile);
        let days = cycle_days(&like.profile);
        let (vehicles, rows) = fleet.core((0..self.units.len()).collect());
        let depots = self.sites.iter().enumerate().map(|(at, site)| {
            let goes = like.circumstances.has_vehicle(site.number, request.day)
                && !self.riding.contains(&site.number);
            let is_today = |day: &CycleDay| goes && *day == request.day;
            Depot {
                location: LocationIndex::from(at),
                shifts: days
                    .iter()
                    .map(|day| is_today(day).then(|| shift.clone()))
                    .collect(),
                field_days_per_week: None,
                skills: 0,
            }
        });
        let option = |base: usize| DayOption {
            days: 1 << request.day.index(),
            depot: DepotIndex::from(base),
            cost: 0,
        };
        let visit = |at: usize, service: Seconds, options: Vec<DayOption>, windows| Visit {
            location: LocationIndex::from(bases + at),
            service_s: service.get(),
            demand: 0,
            options,
            windows,
            unserved_cost: Some(0),
            skills: 0,
            equipment: 0,
        };
        let mut visits: Vec<Visit> = self
            .stops
            .iter()
            .enumerate()
            .map(|(at, &(base, _, service))| {
                visit(at, service, vec![option(base)], self.hours(territory, like, at))
            })
            .collect();
        visits.push(visit(
            self.stops.len(),
            request.service,
            (0..bases).map(option).collect(),
            Vec::new(),
        ));
        Problem {
            week_of_day: days.iter().map(|day| u32::from(day.week)).collect(),
            depots: depots.collect(),
            vehicles,
            visits,
            travel: fleet.travel(rows.into_iter()),
            weights: Weights {
                distance: 0,
                drive: fleet.second(),
                route: 0,
                overtime: 0,
                peak_vehicle: 0,
                long_day: 0,
            },
        }
    }

    /// Today's rounds as the core's routes.
    fn routes(&self, day: DayIndex, fleet: &Fleet) -> Vec<Route> {
        let mut next = 0;
        self.rounds
            .iter()
            .map(|round| {
                let base = DepotIndex::from(base_of(self.sites, round.site));
                let mut route = core_route(round, (day, base), |_| {
                    next += 1;
                    Some(VisitIndex::from(next - 1))
                });
                route.vehicle = round
                    .vehicle
                    .as_ref()
                    .and_then(|of| fleet.position(of, base.index()));
                route
            })
            .collect()
    }

    fn unit(&self, visit: VisitIndex) -> Option<UnitId> {
        self.stops.get(visit.index()).map(|(_, unit, _)| (*unit).clone())
    }

    fn option(&self, one: &Insertion, is_listed: bool, fleet: &Fleet) -> Option<EmergencyOption> {
        let round = one.route.and_then(|route| self.rounds.get(route));
        let kept: Vec<&UnitId> = round
            .iter()
            .flat_map(|round| &round.stops)
            .map(|stop| &stop.unit)
            .filter(|unit| one.put_off.and_then(|visit| self.unit(visit)).as_ref() != Some(*unit))
            .collect();
        let after_stop = one
            .position
            .checked_sub(1)
            .and_then(|before| kept.get(before))
            .map(|unit| (*unit).clone());
        Some(EmergencyOption {
            site: self.sites.get(one.depot.index())?.number,
            from_base: round.is_none(),
            needs_vehicle: round.is_none() && !is_listed,
            vehicle: one.vehicle.and_then(|at| fleet.title(at)).map(str::to_owned),
            after_stop,
            on_the_spot: one.on_the_spot,
            start: Seconds(one.start_s),
            back: Seconds(one.return_s),
            extra_drive: Seconds(one.extra_drive_s),
            overtime: Seconds(one.late_s),
            delayed: one
                .delays
                .iter()
                .filter_map(|delay| {
                    Some(Delayed {
                        unit: self.unit(delay.visit)?,
                        before: Seconds(delay.before_s),
                        after: Seconds(delay.after_s),
                    })
                })
                .collect(),
            put_off: one.put_off.and_then(|visit| self.unit(visit)),
        })
    }
}

/// Position of a site, numbers ascending.
fn base_of(sites: &[&Site], wanted: SiteNumber) -> usize {
    sites
        .binary_search_by_key(&wanted, |site| site.number)
        .unwrap_or(0)
}
