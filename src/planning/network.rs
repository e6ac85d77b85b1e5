//! The road network as circumstances leave it, priced for the season and for each vehicle.

use super::PlanningError;
use super::ground::Ground;
use crate::domain::{Circumstances, Closure, Problem, Season, Territory, Vehicle};
use crate::roads::{CLOSURE_REACH_M, RoadGraph, SeasonRoads, SpeedProfile, close_roads};

/// The ground's network, or one built anew where roads are closed.
#[derive(Debug)]
pub struct Network<'g> {
    ground: &'g Ground,
    closed: Option<RoadGraph>,
}

/// The roads of a season as different vehicles drive them.
#[derive(Debug)]
pub struct FleetRoads<'n> {
    plain: SeasonRoads<'n>,
    others: Vec<SeasonRoads<'n>>,
}

impl<'n> FleetRoads<'n> {
    /// The roads for the ground's own speed profile: those of a worker with a plain car.
    #[must_use]
    pub fn plain(&self) -> &SeasonRoads<'n> {
        &self.plain
    }

    /// The roads for a speed profile; `None` when no vehicle of the list has it.
    #[must_use]
    pub fn of(&self, speeds: &str) -> Option<&SeasonRoads<'n>> {
        std::iter::once(&self.plain)
            .chain(&self.others)
            .find(|roads| roads.profile().id == speeds)
    }
}

impl FleetRoads<'_> {
    /// The fastest that any of the vehicles goes, in km/h.
    #[must_use]
    pub fn fastest_kmh(&self) -> u32 {
        let all = std::iter::once(&self.plain).chain(&self.others);
        all.map(|roads| roads.profile().fastest_kmh()).max().unwrap_or(1)
    }
}

impl<'g> Network<'g> {
    /// The network of `territory` under `circumstances`.
    ///
    /// # Errors
    /// [`PlanningError::Refused`] with every closure that no road is near to.
    pub fn new(
        territory: &Territory,
        ground: &'g Ground,
        circumstances: &Circumstances,
    ) -> Result<Self, PlanningError> {
        if circumstances.closures.is_empty() {
            return Ok(Self { ground, closed: None });
        }
        let (roads, missed) = close_roads(&territory.roads, &circumstances.closures);
        if !missed.is_empty() {
            return Err(PlanningError::Refused(missed.iter().map(no_road_near).collect()));
        }
        let closed = Some(RoadGraph::build(&roads));
        Ok(Self { ground, closed })
    }

    /// The roads of a season.
    #[must_use]
    pub fn roads(&self, season: Season) -> SeasonRoads<'_> {
        self.roads_for(self.ground.speeds(), season)
    }

    /// The roads of a season for a plain car and for each of `vehicles`.
    ///
    /// # Errors
    /// [`PlanningError::Refused`] with every vehicle whose speed profile is not known.
    pub fn fleet_roads(&self, season: Season, vehicles: &[Vehicle]) -> Result<FleetRoads<'_>, PlanningError> {
        let mut fleet = FleetRoads {
            plain: self.roads(season),
            others: Vec::new(),
        };
        let mut unknown = Vec::new();
        for vehicle in vehicles {
            if fleet.of(&vehicle.speeds).is_some() {
                continue;
            }
            match self.ground.speeds_of(&vehicle.speeds) {
                Some(speeds) => fleet.others.push(self.roads_for(speeds, season)),
                None => unknown.push(no_speeds(vehicle)),
            }
        }
        if unknown.is_empty() {
            Ok(fleet)
        } else {
            Err(PlanningError::Refused(unknown))
        }
    }

    /// The roads of a season for a speed profile.
    pub(super) fn roads_for(&self, speeds: &SpeedProfile, season: Season) -> SeasonRoads<'_> {
        match &self.closed {
            Some(graph) => SeasonRoads::new(graph, speeds, season),
            None => self.ground.roads_for(speeds, season),
        }
    }
}

fn no_speeds(vehicle: &Vehicle) -> Problem {
    Problem::new(
        "vehicle.speeds",
        vehicle.title.clone(),
        format!("профиль скоростей {} не найден", vehicle.speeds),
        "выберите профиль из списка",
    )
}

fn no_road_near(closure: &Closure) -> Problem {
    Problem::new(
        "closure.no_road",
        format!("долгота {}, широта {}", closure.lon, closure.lat),
        format!("ближе {CLOSURE_REACH_M} м нет ни одной дороги"),
        "поставьте отметку на дорогу",
    )
}
