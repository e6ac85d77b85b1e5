//! Sites by how soon their workers could be at a place, as the crow flies: who is far off need not be looked at.

use super::timetable::{ScheduleRequest, groups};
use crate::domain::{CycleDay, Plan, Schedule, Seconds, Site, SiteNumber, Territory, UnitId};
use geo::{Distance, Haversine};
use std::collections::{BTreeMap, HashMap, HashSet};

/// What a road measures of the straight line at least, percent: stated lengths are rounded, places are snapped.
const ROAD_PERCENT_MIN: f64 = 80.0;

/// The sites of a plan, the soonest first.
pub(super) struct NearSites<'p> {
    /// A worker of the site cannot be there before.
    order: Vec<(Seconds, SiteNumber)>,
    /// Sites that share vehicles, in the plan's order.
    groups: Vec<Vec<&'p Site>>,
    group_of: BTreeMap<SiteNumber, usize>,
}

impl<'p> NearSites<'p> {
    /// Orders the sites by the way from their base or any stop of the day to `to`, at `fastest_kmh` on a straight road.
    pub(super) fn new(
        territory: &Territory,
        (plan, schedule): (&'p Plan, &Schedule),
        (to, day, now): (&UnitId, CycleDay, Seconds),
        like: &ScheduleRequest,
        fastest_kmh: u32,
    ) -> Self {
        let mut at: BTreeMap<SiteNumber, Vec<&UnitId>> = plan
            .sites
            .iter()
            .map(|site| (site.number, vec![&site.base]))
            .collect();
        for round in schedule.rounds.iter().filter(|round| round.day == day) {
            if let Some(places) = at.get_mut(&round.site) {
                places.extend(round.stops.iter().map(|stop| &stop.unit));
            }
        }
        let units = positions(territory, at.values().flatten().copied().chain([to]));
        let location = |unit: &UnitId| Some(territory.units.get(*units.get(unit)?)?.location);
        let metres_per_second = f64::from(fastest_kmh) / 3.6 * 100.0 / ROAD_PERCENT_MIN;
        let goal = location(to);
        let soonest = |places: &Vec<&UnitId>| {
            let places = places.iter().filter_map(|unit| location(unit));
            let ways = places.filter_map(|place| Some(Haversine.distance(place, goal?)));
            let way = ways.fold(f64::INFINITY, f64::min);
            let seconds = (way / metres_per_second).floor();
            now + Seconds(if seconds.is_finite() { seconds as i64 } else { 0 })
        };
        let mut order: Vec<(Seconds, SiteNumber)> =
            at.iter().map(|(site, places)| (soonest(places), *site)).collect();
        order.sort_unstable();
        let groups = groups(territory, plan, like);
        let group_of = groups
            .iter()
            .enumerate()
            .flat_map(|(group, sites)| sites.iter().map(move |site| (site.number, group)))
            .collect();
        Self {
            order,
            groups,
            group_of,
        }
    }

    /// How many sites there are.
    pub(super) fn len(&self) -> usize {
        self.order.len()
    }

    /// The `count` nearest sites and those that share vehicles with them.
    pub(super) fn first(&self, count: usize) -> Vec<&'p Site> {
        let near = self.order.iter().take(count);
        let wanted: HashSet<usize> = near
            .filter_map(|(_, site)| self.group_of.get(site).copied())
            .collect();
        let groups = self.groups.iter().enumerate();
        let mut sites: Vec<&Site> = groups
            .filter(|(group, _)| wanted.contains(group))
            .flat_map(|(_, sites)| sites.iter().copied())
            .collect();
        sites.sort_by_key(|site| site.number);
        sites
    }

    /// No worker beyond the `count` nearest sites can be there before; `None` where there is none.
    pub(super) fn others_from(&self, count: usize) -> Option<Seconds> {
        self.order.get(count).map(|(soonest, _)| *soonest)
    }
}

/// Positions of the units with these ids.
pub(super) fn positions<'n>(
    territory: &Territory,
    named: impl Iterator<Item = &'n UnitId>,
) -> HashMap<&'n UnitId, usize> {
    let named: HashSet<&UnitId> = named.collect();
    let units = territory.units.iter().enumerate();
    units
        .filter_map(|(at, unit)| Some((*named.get(&unit.id)?, at)))
        .collect()
}
