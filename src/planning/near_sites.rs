//! Sites by how soon their workers could be at a place, as the crow flies: who is far off need not be looked at.

use super::PlanningError;
use super::network::FleetRoads;
use super::timetable::{ScheduleRequest, groups};
use crate::domain::{CycleDay, Plan, Round, Schedule, Seconds, Site, SiteNumber, Territory, UnitId};
use geo::{Distance, Haversine, Point};
use std::collections::{BTreeMap, HashMap, HashSet};

/// What a road measures of the straight line at least, percent: stated lengths are rounded, places are snapped.
const ROAD_PERCENT_MIN: f64 = 80.0;

/// Sites that share vehicles, or one alone.
pub(super) struct NearGroup<'p> {
    /// None of their workers can be there before.
    pub(super) soonest: Seconds,
    /// Numbers ascending.
    pub(super) sites: Vec<&'p Site>,
    /// Their rounds of the day.
    pub(super) rounds: Vec<&'p Round>,
}

/// The sites of a plan on a day, the soonest first.
pub(super) struct NearSites<'p> {
    pub(super) groups: Vec<NearGroup<'p>>,
    /// Positions of the bases, the stops of the day and the place.
    positions: HashMap<&'p UnitId, usize>,
}

impl<'p> NearSites<'p> {
    /// Orders the sites by the way from their base or any stop of the day to `to`, straight and as fast as any vehicle of
    /// the list drives. Where one goes by stated legs, no group is far.
    ///
    /// # Errors
    /// [`PlanningError::UnknownUnit`] when there is no such place.
    pub(super) fn new(
        territory: &Territory,
        (plan, schedule): (&'p Plan, &'p Schedule),
        (to, day, now): (&'p UnitId, CycleDay, Seconds),
        like: &ScheduleRequest,
        roads: &FleetRoads<'_>,
    ) -> Result<Self, PlanningError> {
        let mut rounds: BTreeMap<SiteNumber, Vec<&Round>> = BTreeMap::new();
        for round in schedule.rounds.iter().filter(|round| round.day == day) {
            rounds.entry(round.site).or_default().push(round);
        }
        let stops = rounds.values().flatten().flat_map(|round| &round.stops);
        let bases = plan.sites.iter().map(|site| &site.base);
        let positions = positions(territory, bases.chain(stops.map(|stop| &stop.unit)).chain([to]));
        let location = |unit: &UnitId| Some(territory.units.get(*positions.get(unit)?)?.location);
        let goal = location(to).ok_or_else(|| PlanningError::UnknownUnit(to.clone()))?;
        let is_bound_by_roads = like.vehicles.iter().all(|vehicle| vehicle.legs.is_empty());
        let metres_per_second = f64::from(roads.fastest_kmh()) / 3.6 * 100.0 / ROAD_PERCENT_MIN;
        let way = |at: Point<f64>| Seconds((Haversine.distance(at, goal) / metres_per_second) as i64);
        let near = |mut sites: Vec<&'p Site>| {
            sites.sort_by_key(|site| site.number);
            let of_site = |site: &&Site| rounds.get(&site.number).cloned().unwrap_or_default();
            let rounds: Vec<&Round> = sites.iter().flat_map(of_site).collect();
            let stops = rounds
                .iter()
                .flat_map(|round| &round.stops)
                .map(|stop| &stop.unit);
            let places = sites.iter().map(|site| &site.base).chain(stops);
            let soonest = places.filter_map(location).map(way).min().unwrap_or_default();
            NearGroup {
                soonest: if is_bound_by_roads { now + soonest } else { now },
                sites,
                rounds,
            }
        };
        let mut groups: Vec<NearGroup<'_>> = groups(territory, plan, like).into_iter().map(near).collect();
        groups.sort_by_key(|group| group.soonest);
        Ok(Self { groups, positions })
    }

    /// Position of a base, a stop of the day or the place.
    ///
    /// # Errors
    /// [`PlanningError::UnknownUnit`] when the territory has no such unit any more.
    pub(super) fn position(&self, unit: &UnitId) -> Result<usize, PlanningError> {
        let known = self.positions.get(unit).copied();
        known.ok_or_else(|| PlanningError::UnknownUnit(unit.clone()))
    }
}

/// Positions of the units with these ids.
fn positions<'n>(
    territory: &Territory,
    named: impl Iterator<Item = &'n UnitId>,
) -> HashMap<&'n UnitId, usize> {
    let named: HashSet<&UnitId> = named.collect();
    let units = territory.units.iter().enumerate();
    units
        .filter_map(|(at, unit)| Some((*named.get(&unit.id)?, at)))
        .collect()
}
