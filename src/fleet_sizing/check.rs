//! Independent check of a fleet: pairwise, from the demand alone.

use super::demand::{Demand, Sharing};
use super::size::Fleet;

/// Every rule that a fleet breaks, in words; empty when it is right.
#[must_use]
pub fn check(demand: &Demand, fleet: &Fleet) -> Vec<String> {
    let mut broken = Vec::new();
    let faulty = demand.faults();
    for (index, round) in demand.rounds.iter().enumerate() {
        let Some(vehicle) = fleet.vehicle_of_round.get(index).copied().flatten() else {
            if !faulty.contains(&index) {
                broken.push(format!("round {index} has no vehicle"));
            }
            continue;
        };
        match fleet.vehicles.get(vehicle) {
            None => broken.push(format!("round {index} has unknown vehicle {vehicle}")),
            Some(of) if of.garage != round.garage => {
                broken.push(format!(
                    "round {index} of garage {} has a vehicle of {}",
                    round.garage, of.garage
                ));
            }
            Some(of) if round.kinds & 1 << of.kind == 0 => {
                broken.push(format!("round {index} cannot be driven by kind {}", of.kind));
            }
            Some(_) => {}
        }
        for (other, second) in demand.rounds.iter().enumerate().take(index) {
            let same = fleet.vehicle_of_round.get(other).copied().flatten() == Some(vehicle);
            if !same || second.day != round.day {
                continue;
            }
            let apart = match demand.sharing {
                Sharing::WholeDay => false,
                Sharing::ByInterval { turnround_s } => {
                    round.start_s >= second.end_s + turnround_s || second.start_s >= round.end_s + turnround_s
                }
            };
            if !apart {
                broken.push(format!(
                    "rounds {other} and {index} need vehicle {vehicle} at the same time"
                ));
            }
        }
    }
    if fleet.bound.vehicles as usize > fleet.vehicles.len() {
        broken.push(format!(
            "{} vehicles, below the bound of {}",
            fleet.vehicles.len(),
            fleet.bound.vehicles
        ));
    }
    broken
}
