//! The tables of ways that the vehicles of a group need: each road network measured once, boats by their legs.

use super::stated::{Stands, WayTable, by_legs};
use crate::domain::{Metres, Vehicle};
use crate::planning::network::FleetRoads;
use crate::roads::{Place, TravelMatrix as RoadMatrix};
use std::collections::BTreeMap;

/// The ways of the vehicles, each road network measured once.
pub(super) struct Tables<'r> {
    roads: &'r FleetRoads<'r>,
    at: &'r [Place],
    walk_max: Metres,
    pub(super) plain: RoadMatrix,
    /// The plain roads first.
    pub(super) ways: Vec<WayTable>,
    /// Speed profiles whose ways are known, with their position.
    known: BTreeMap<String, usize>,
}

impl<'r> Tables<'r> {
    pub(super) fn new(roads: &'r FleetRoads<'r>, at: &'r [Place], walk_max: Metres) -> Self {
        let plain = roads.plain().matrix(at);
        let ways = WayTable::of_roads(&plain, at.len());
        Self {
            roads,
            at,
            walk_max,
            plain,
            ways: vec![ways],
            known: BTreeMap::from([(roads.plain().profile().id.clone(), 0)]),
        }
    }

    /// Position of the ways that a vehicle drives or, where its legs are stated, goes.
    pub(super) fn of(&mut self, vehicle: &Vehicle, stands: &Stands) -> usize {
        if !vehicle.legs.is_empty() {
            let ways = by_legs(&vehicle.legs, stands, &self.walk(vehicle));
            self.ways.push(ways);
            return self.ways.len() - 1;
        }
        self.roads_of(&vehicle.speeds)
    }

    fn roads_of(&mut self, speeds: &str) -> usize {
        if let Some(at) = self.known.get(speeds) {
            return *at;
        }
        let Some(roads) = self.roads.of(speeds) else {
            return 0;
        };
        self.ways
            .push(WayTable::of_roads(&roads.matrix(self.at), self.at.len()));
        self.known.insert(speeds.to_owned(), self.ways.len() - 1);
        self.ways.len() - 1
    }

    /// The ways on foot from and to the stops of a line or a boat.
    pub(super) fn walk(&mut self, vehicle: &Vehicle) -> WayTable {
        let at = self.roads_of(&vehicle.speeds);
        self.ways[at].clone().within(self.walk_max)
    }
}
