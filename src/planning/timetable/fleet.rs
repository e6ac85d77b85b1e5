//! The vehicles of a municipality as the core takes them: who shares them, what they cost, how they drive.
//!
//! Sites whose workers may take the same vehicle are planned as one problem: the car that is in Kasyanovo on Tuesday
//! is not in Dubrovnoye. Without a list of vehicles every worker has a plain car each day, and a site is a problem of
//! its own.
//!
//! The core's unit of cost is a second of driving, or a hundredth of a worker's second where vehicles have prices: then a
//! kilometre and an hour are turned into a worker's time by what an hour of it counts in the visit profile.

use super::request::ScheduleRequest;
use super::rides::{self, Pair, Reach};
use super::stated::{Stands, WayTable};
use super::tables::Tables;
use super::ways::travel;
use crate::domain::{
    self, CycleDay, Metres, Plan, Ride, RoundVehicle, Seconds, SettlementId, Site, Territory, UnitId,
    Vehicle, VisitProfile,
};
use crate::planning::network::FleetRoads;
use crate::planning::visits::PlaceDay;
use crate::roads::{Place, TravelMatrix as RoadMatrix};
use crate::scheduling::{self, DepotIndex, DriverHours, LocationIndex, Rates, VEHICLES_MAX, VehicleIndex};
use petgraph::unionfind::UnionFind;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

/// Cost units in a second of a worker's time where vehicles have prices.
const PRICED_SECOND: i64 = 100;

/// Metres that a car drives in a second on country roads: 54 km/h.
const TYPICAL_SPEED: i64 = 15;

/// Ways between places that the rides of a group may hold in all: two hundred megabytes.
const RIDE_WAYS_MAX: usize = 4_000_000;

/// A vehicle's legs, as metres and seconds.
pub(in crate::planning) type Way = (Metres, Seconds);

/// The vehicles of a group of sites.
#[derive(Debug)]
pub(in crate::planning) struct Fleet {
    /// What an hour of a worker counts, in kopecks; `None` without a list of vehicles.
    worker_hour: Option<i64>,
    /// Price of a field day, in seconds of driving.
    field_day: i64,
    /// Price of a second away by public transport, in percent of a second on the road.
    away_percent: i64,
    /// The plain roads, which also tell why a place is reached by none.
    plain: RoadMatrix,
    /// The plain roads first.
    ways: Vec<WayTable>,
    /// Those that a worker of the group may take on some day of the season.
    vehicles: Vec<Own>,
    /// Sites, by position in the group, whose lines go only outside the working day.
    outside_day: BTreeSet<usize>,
}

/// A vehicle with its ways.
#[derive(Debug)]
struct Own {
    vehicle: Vehicle,
    /// Its matrix, in [`Fleet::ways`].
    ways: usize,
    /// Its garage, as a row of the matrices.
    garage: Option<usize>,
    /// Workers who may take it, by position of their site in the group.
    sites: Vec<usize>,
    /// How many there are on each day of the cycle.
    on_day: Vec<u32>,
    /// Hours of its driver, or of its ride.
    hours: Option<domain::DriverHours>,
    /// The trips, of a line of public transport.
    ride: Option<Ride>,
}

/// Rows of the matrices: units of the territory, the bases of the group's sites first.
struct Rows<'a> {
    territory: &'a Territory,
    units: Vec<usize>,
}

impl Rows<'_> {
    /// The row of a settlement's centre, added where there is none.
    fn stand(&mut self, settlement: &SettlementId) -> Option<usize> {
        let unit = centre(self.territory, settlement)?;
        let known = self.units.iter().position(|at| *at == unit);
        Some(known.unwrap_or_else(|| {
            self.units.push(unit);
            self.units.len() - 1
        }))
    }
}

/// The settlement of each site's base.
pub(super) fn homes<'a>(territory: &'a Territory, sites: &[&Site]) -> Vec<Option<&'a SettlementId>> {
    let bases: HashSet<&UnitId> = sites.iter().map(|site| &site.base).collect();
    let of_unit: HashMap<_, _> = territory
        .units
        .iter()
        .filter(|unit| bases.contains(&unit.id))
        .map(|unit| (&unit.id, &unit.settlement))
        .collect();
    sites
        .iter()
        .map(|site| of_unit.get(&site.base).copied())
        .collect()
}

/// Positions of the sites whose workers may take a vehicle.
fn takers(vehicle: &Vehicle, homes: &[Option<&SettlementId>]) -> impl Iterator<Item = usize> {
    let homes = homes.iter().enumerate();
    homes
        .filter(|(_, home)| home.is_some_and(|home| vehicle.is_for(home)))
        .map(|(at, _)| at)
}

/// The sites of a plan in groups that share vehicles, each in the plan's order. A line takes whoever comes: nobody shares
/// it.
pub(in crate::planning) fn groups<'p>(
    territory: &Territory,
    plan: &'p Plan,
    request: &ScheduleRequest,
) -> Vec<Vec<&'p Site>> {
    let sites: Vec<&Site> = plan.sites.iter().collect();
    let homes = homes(territory, &sites);
    let mut together = UnionFind::<usize>::new(sites.len());
    for vehicle in request.vehicles.iter().filter(|vehicle| !vehicle.is_line()) {
        let mut takers = takers(vehicle, &homes);
        if let Some(first) = takers.next() {
            takers.for_each(|other| {
                together.union(first, other);
            });
        }
    }
    let mut groups: BTreeMap<usize, Vec<&Site>> = BTreeMap::new();
    let mut order = Vec::new();
    for (at, site) in sites.into_iter().enumerate() {
        let group = groups.entry(together.find(at)).or_insert_with(|| {
            order.push(together.find(at));
            Vec::new()
        });
        group.push(site);
    }
    order.iter().filter_map(|key| groups.remove(key)).collect()
}

impl Fleet {
    /// The vehicles of the workers of `sites`, with the ways between the places of `units`, those of the bases first.
    /// Garages and the stops of lines and boats are added to the places.
    pub(in crate::planning) fn new(
        territory: &Territory,
        places: &[Place],
        roads: &FleetRoads<'_>,
        sites: &[&Site],
        units: Vec<usize>,
        request: &ScheduleRequest,
    ) -> Self {
        let asked = units.len();
        let mut rows = Rows { territory, units };
        let (mut vehicles, lines) = listed(&mut rows, sites, request);
        let mut stands = Stands::new();
        let boats = vehicles.iter().map(|own| &own.vehicle);
        let settlements: BTreeSet<SettlementId> = boats.chain(&lines).flat_map(stops_of).cloned().collect();
        for settlement in settlements {
            if let Some(row) = rows.stand(&settlement) {
                stands.insert(settlement, row);
            }
        }
        let at: Vec<Place> = rows
            .units
            .iter()
            .filter_map(|&unit| places.get(unit).copied())
            .collect();
        let mut table = Tables::new(roads, &at, request.profile.walk_max);
        for own in &mut vehicles {
            own.ways = table.of(&own.vehicle, &stands);
        }
        for own in &mut vehicles {
            let of = &table.ways[own.ways];
            let joined = |site: usize| {
                let both = |garage| of.leg(garage, site).is_some() && of.leg(site, garage).is_some();
                own.garage.is_none_or(both)
            };
            own.sites.retain(|&site| joined(site));
        }
        vehicles.retain(|own| !own.sites.is_empty());
        let places: Vec<usize> = (sites.len()..asked).collect();
        let room = (RIDE_WAYS_MAX / at.len().pow(2).max(1)).min(VEHICLES_MAX);
        let room = room.saturating_sub(vehicles.len());
        let mut outside_day = BTreeSet::new();
        if !lines.is_empty() {
            let homes = homes(territory, sites);
            let to = (homes.as_slice(), places.as_slice());
            vehicles.extend(rides_of(&lines, to, &stands, request, (&mut table, room)));
            outside_day = outside_the_day(&lines, to, &stands, &mut table);
        }
        let worker_hour =
            (!request.vehicles.is_empty()).then_some(request.profile.worker_hour_kopecks.max(1));
        Self {
            worker_hour,
            field_day: request.profile.prices.field_day,
            away_percent: request.profile.prices.away_percent,
            plain: table.plain,
            ways: table.ways,
            vehicles,
            outside_day,
        }
    }

    /// Cost units in a second of driving: the worker's, with the dearest vehicle of the list at [`TYPICAL_SPEED`]. What is
    /// missed, moved or taken is priced in these, so that a dear car makes no village worth leaving out.
    pub(in crate::planning) fn second(&self) -> i64 {
        let rates = self.vehicles.iter().map(|own| self.rates(own));
        let prices = rates.map(|of| of.drive + of.duty + TYPICAL_SPEED * of.distance);
        prices.max().unwrap_or(self.unit())
    }

    /// Cost units in a second of a worker's time.
    fn unit(&self) -> i64 {
        self.worker_hour.map_or(1, |_| PRICED_SECOND)
    }

    /// The plain matrix, which also tells why a place is reached by no road.
    pub(in crate::planning) fn plain(&self) -> &RoadMatrix {
        &self.plain
    }

    /// The ways of a plain car.
    pub(super) fn plain_ways(&self) -> &WayTable {
        &self.ways[0]
    }

    /// True when the worker of a site has a line to the places, and it leaves before the working day or is back after it.
    pub(super) fn goes_outside_the_day(&self, site: usize) -> bool {
        self.outside_day.contains(&site)
    }

    /// True when there is no list of vehicles, or one of it goes.
    pub(in crate::planning) fn goes(&self) -> bool {
        self.worker_hour.is_none() || !self.vehicles.is_empty()
    }

    /// Position in the core's list of the vehicle of a round of the site at `base`.
    pub(in crate::planning) fn position(&self, of: &RoundVehicle, base: usize) -> Option<VehicleIndex> {
        let is_it = |own: &Own| own.vehicle.id == of.id && own.ride == of.ride && own.sites.contains(&base);
        let at = self.vehicles.iter().position(is_it)?;
        Some(VehicleIndex::from(at))
    }

    /// Names of the vehicles, in the core's order.
    pub(super) fn titles(&self) -> impl Iterator<Item = &str> {
        self.vehicles.iter().map(|own| own.vehicle.title.as_str())
    }

    /// Name of a vehicle.
    pub(in crate::planning) fn title(&self, vehicle: VehicleIndex) -> Option<&str> {
        self.titles().nth(vehicle.index())
    }

    /// The way from one row to another, with a vehicle of the core's or a plain one.
    pub(super) fn leg(&self, vehicle: Option<VehicleIndex>, from: usize, to: usize) -> Option<Way> {
        let ways = vehicle
            .and_then(|at| self.vehicles.get(at.index()))
            .map_or(0, |own| own.ways);
        self.ways.get(ways)?.leg(from, to)
    }

    /// The ways that a vehicle drives without the worker of `base`, as a document has them.
    pub(super) fn round_vehicle(&self, vehicle: VehicleIndex, base: usize) -> Option<RoundVehicle> {
        let own = self.vehicles.get(vehicle.index())?;
        let none = (Metres::ZERO, Seconds::ZERO);
        let [out, home] = match own.garage {
            Some(garage) => [
                self.leg(Some(vehicle), garage, base)?,
                self.leg(Some(vehicle), base, garage)?,
            ],
            None => [none; 2],
        };
        Some(RoundVehicle {
            id: own.vehicle.id.clone(),
            out_distance: out.0,
            out_time: out.1,
            home_distance: home.0,
            home_time: home.1,
            ride: own.ride.clone(),
        })
    }

    /// Vehicles that the worker of a site may take; `None` stands for a plain one.
    pub(super) fn of_site(&self, site: usize) -> Vec<Option<VehicleIndex>> {
        if self.worker_hour.is_none() {
            return vec![None];
        }
        let own = self.vehicles.iter().enumerate();
        own.filter(|(_, own)| own.sites.contains(&site))
            .map(|(at, _)| Some(VehicleIndex::from(at)))
            .collect()
    }

    /// A day of the site's worker at a row with a vehicle: the working day without lunch and without the way there and
    /// back. `None` when no way leads there.
    pub(super) fn day_at(
        &self,
        profile: &VisitProfile,
        (site, row): (usize, usize),
        vehicle: Option<VehicleIndex>,
    ) -> Option<PlaceDay> {
        let (_, there) = self.leg(vehicle, site, row)?;
        let (_, back) = self.leg(vehicle, row, site)?;
        let own = vehicle.and_then(|at| self.vehicles.get(at.index()));
        let approach = vehicle.and_then(|at| self.round_vehicle(at, site));
        let (mut start, mut end) = (
            Seconds::from_minutes(profile.day_start_min),
            Seconds::from_minutes(profile.day_end_min),
        );
        if let (Some(hours), Some(approach)) = (own.and_then(|own| own.hours), approach) {
            start = start.max(hours.from + approach.out_time);
            end = end.min(hours.until - approach.home_time);
        }
        let latest_lunch = Seconds::from_minutes(profile.lunch_until_min - profile.lunch_min);
        let is_short =
            own.is_some_and(|own| own.ride.is_some()) && (end <= latest_lunch || start > latest_lunch);
        let lunch = if is_short { 0 } else { profile.lunch_min };
        let way = there + back;
        Some(PlaceDay {
            work: end - start - Seconds::from_minutes(lunch) - way,
            way,
        })
    }

    /// The core's vehicles over `rows` of the matrices; garages follow them as locations of their own. Also the rows with
    /// the garages.
    pub(in crate::planning) fn core(&self, mut rows: Vec<usize>) -> (Vec<scheduling::Vehicle>, Vec<usize>) {
        let garages: Vec<Option<LocationIndex>> = self
            .vehicles
            .iter()
            .map(|own| {
                own.garage.map(|row| {
                    rows.push(row);
                    LocationIndex::from(rows.len() - 1)
                })
            })
            .collect();
        let vehicles = self
            .vehicles
            .iter()
            .zip(garages)
            .map(|(own, garage)| scheduling::Vehicle {
                on_day: own.on_day.clone(),
                depots: own.sites.iter().map(|&at| DepotIndex::from(at)).collect(),
                garage,
                hours: own.hours.map(|driver| DriverHours {
                    start_s: driver.from.get(),
                    end_s: driver.until.get(),
                }),
                capacity: None,
                equipment: 0,
                rates: self.rates(own),
                travel: (own.ways != 0).then(|| travel(&self.ways[own.ways], rows.iter().copied())),
                timetabled: own.ride.is_some(),
            })
            .collect();
        (vehicles, rows)
    }

    /// The plain roads between rows as the core takes them.
    pub(in crate::planning) fn travel(&self, rows: impl Iterator<Item = usize>) -> scheduling::TravelMatrix {
        travel(self.plain_ways(), rows)
    }

    /// Prices in the core's unit, to the nearest. A ride costs its tickets and what the time away counts.
    fn rates(&self, own: &Own) -> Rates {
        let vehicle = &own.vehicle;
        let hour = self.worker_hour.unwrap_or(1);
        let second = self.unit();
        let price = &vehicle.price;
        // A kopeck is 3,600 / hour seconds of a worker.
        let nearest = |value: i64, by: i64| (value + by / 2) / by;
        if let (Some(_), Some(hours)) = (&own.ride, own.hours) {
            let away = (hours.until - hours.from).get() * self.away_percent * second / 100;
            return Rates {
                distance: 0,
                drive: second,
                duty: 0,
                day: self.field_day * second + away + nearest(price.day * 3600 * second, hour),
            };
        }
        Rates {
            distance: nearest(price.km * 3600 * second, hour * 1000),
            drive: second,
            duty: nearest(price.hour * second, hour),
            day: self.field_day * second + nearest(price.day * 3600 * second, hour),
        }
    }
}

/// The vehicles of the list that some of the workers may take on some day of the season, and the lines of public
/// transport that go then.
fn listed(rows: &mut Rows<'_>, sites: &[&Site], request: &ScheduleRequest) -> (Vec<Own>, Vec<Vehicle>) {
    let (mut vehicles, mut lines) = (Vec::new(), Vec::new());
    if request.vehicles.is_empty() {
        return (vehicles, lines);
    }
    let homes = homes(rows.territory, sites);
    let days = cycle_days(&request.profile);
    for vehicle in &request.vehicles {
        let takers: Vec<usize> = takers(vehicle, &homes).collect();
        let on_day: Vec<u32> = days
            .iter()
            .map(|&day| vehicle.count_on(day, request.season, &request.circumstances))
            .collect();
        if takers.is_empty() || on_day.iter().all(|count| *count == 0) {
            continue;
        }
        if vehicle.is_line() {
            lines.push(vehicle.clone());
            continue;
        }
        vehicles.push(Own {
            vehicle: vehicle.clone(),
            ways: 0,
            garage: vehicle.garage.as_ref().and_then(|at| rows.stand(at)),
            sites: takers,
            on_day,
            hours: vehicle.driver,
            ride: None,
        });
    }
    (vehicles, lines)
}

/// The settlements that a boat or a line stops at.
fn stops_of(vehicle: &Vehicle) -> impl Iterator<Item = &SettlementId> {
    let legs = vehicle.legs.iter().flat_map(|leg| [&leg.from, &leg.to]);
    let calls = vehicle.trips.iter().flat_map(|trip| &trip.calls);
    legs.chain(calls.map(|call| &call.settlement))
}

/// The rides that lines offer to the workers of the bases at `homes`, each as a vehicle: at most `room`, and of each line
/// and base those that leave most time first.
fn rides_of(
    lines: &[Vehicle],
    (homes, places): (&[Option<&SettlementId>], &[usize]),
    stands: &Stands,
    request: &ScheduleRequest,
    (tables, room): (&mut Tables<'_>, usize),
) -> Vec<Own> {
    let profile = &request.profile;
    let days = cycle_days(profile);
    let day = (
        Seconds::from_minutes(profile.day_start_min),
        Seconds::from_minutes(profile.day_end_min),
    );
    let mut offered: Vec<(usize, &Vehicle, usize, Pair, Vec<u32>)> = Vec::new();
    for line in lines {
        let walk = tables.walk(line);
        let count = |day| line.count_on(day, request.season, &request.circumstances);
        for base in takers(line, homes) {
            let reach = Reach { base, places, day };
            let mut pairs = rides::pairs(&line.trips, &reach, stands, &walk);
            pairs.sort_by_key(|pair| std::cmp::Reverse(pair.away()));
            let with_days = pairs
                .into_iter()
                .map(|pair| (rides::on_day(&pair, &days, count), pair));
            let go = with_days.filter(|(on_day, _)| on_day.iter().any(|count| *count > 0));
            offered.extend(
                go.enumerate()
                    .map(|(rank, (on_day, pair))| (rank, line, base, pair, on_day)),
            );
        }
    }
    offered.sort_by_key(|(rank, ..)| *rank);
    offered.truncate(room);
    let own = offered.into_iter().map(|(_, line, base, pair, on_day)| {
        let walk = tables.walk(line);
        tables.ways.push(pair.ways(&walk));
        Own {
            vehicle: line.clone(),
            ways: tables.ways.len() - 1,
            garage: None,
            sites: vec![base],
            on_day,
            hours: Some(domain::DriverHours {
                from: pair.hours.0,
                until: pair.hours.1,
            }),
            ride: Some(pair.ride),
        }
    });
    own.collect()
}

/// The sites to whose places a line goes out and back at some hour of the day or night.
fn outside_the_day(
    lines: &[Vehicle],
    (homes, places): (&[Option<&SettlementId>], &[usize]),
    stands: &Stands,
    tables: &mut Tables<'_>,
) -> BTreeSet<usize> {
    let day = (Seconds::ZERO, Seconds(24 * 3600));
    let mut found = BTreeSet::new();
    for line in lines {
        let walk = tables.walk(line);
        found.extend(takers(line, homes).filter(|&base| {
            let reach = Reach { base, places, day };
            !rides::pairs(&line.trips, &reach, stands, &walk).is_empty()
        }));
    }
    found
}

/// The days of a profile's cycle.
pub(in crate::planning) fn cycle_days(profile: &VisitProfile) -> Vec<CycleDay> {
    let days = usize::from(profile.cycle_weeks) * usize::from(crate::domain::WORKING_DAYS);
    (0..days).map(CycleDay::from_index).collect()
}

/// The unit of a settlement where a car stands: its largest, as a position in [`Territory::units`].
fn centre(territory: &Territory, settlement: &SettlementId) -> Option<usize> {
    let units = territory.units.iter().enumerate();
    units
        .filter(|(_, unit)| unit.settlement == *settlement)
        .max_by_key(|(at, unit)| (unit.population, std::cmp::Reverse(*at)))
        .map(|(at, _)| at)
}
