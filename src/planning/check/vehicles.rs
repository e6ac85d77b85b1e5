//! Check of a schedule's vehicles: whose they are, how many there are, their garages and drivers' hours.

use super::Finding;
use super::schedule::{Legs, finding};
use crate::domain::{
    CycleDay, Metres, Plan, Round, RoundVehicle, Schedule, Seconds, SettlementId, Territory, Vehicle,
    VehicleId,
};
use std::collections::BTreeMap;

/// Everything that the rounds get wrong about the vehicles of the list; without a list, no round may name one.
pub(super) fn vehicles(
    territory: &Territory,
    plan: &Plan,
    schedule: &Schedule,
    legs: Legs<'_>,
) -> Vec<Finding> {
    let mut found = Vec::new();
    let mut taken: BTreeMap<(&VehicleId, CycleDay), u32> = BTreeMap::new();
    for round in &schedule.rounds {
        let of = match (&round.vehicle, schedule.vehicles.is_empty()) {
            (None, true) => continue,
            (None, false) => {
                let (ru, en) = (
                    "выезд без машины из списка.",
                    "a round without a vehicle of the list.",
                );
                found.push(finding("round.no_vehicle", round, Vec::new(), ru, en));
                continue;
            }
            (Some(of), _) => of,
        };
        let Some(vehicle) = schedule.vehicle(&of.id) else {
            let (ru, en) = ("машины нет в списке.", "a vehicle that is not on the list.");
            found.push(finding("vehicle.unknown", round, Vec::new(), ru, en));
            continue;
        };
        let out = taken.entry((&of.id, round.day)).or_default();
        // A line takes whoever comes: it goes that day, or it does not.
        *out = if vehicle.is_line() { 1 } else { *out + 1 };
        if *out > vehicle.count_on(round.day, schedule.season, &schedule.circumstances) {
            let ru = format!("«{}»: столько машин в этот день нет.", vehicle.title);
            let en = format!("“{}”: there are not so many of them that day.", vehicle.title);
            found.push(finding("vehicle.too_many", round, Vec::new(), &ru, &en));
        }
        if vehicle.is_line() != of.ride.is_some() {
            let ru = format!(
                "«{}»: рейсы есть у общественного транспорта и только у него.",
                vehicle.title
            );
            let en = format!(
                "“{}”: a round has trips by public transport, and only then.",
                vehicle.title
            );
            found.push(finding("vehicle.ride", round, Vec::new(), &ru, &en));
        }
        found.extend(of_round(territory, plan, round, (vehicle, of), legs));
    }
    found
}

/// The vehicle is lent to the base's settlement, its ways from and to the garage are what the roads say, its driver's
/// hours hold.
fn of_round(
    territory: &Territory,
    plan: &Plan,
    round: &Round,
    (vehicle, of): (&Vehicle, &RoundVehicle),
    legs: Legs<'_>,
) -> Vec<Finding> {
    let mut found = Vec::new();
    let title = &vehicle.title;
    let base = plan.sites.iter().find(|site| site.number == round.site);
    let base = base.and_then(|site| territory.units.iter().find(|unit| unit.id == site.base));
    let Some(base) = base else {
        return found;
    };
    if !vehicle.is_for(&base.settlement) {
        let ru = format!("«{title}» дают не этому рабочему месту.");
        let en = format!("“{title}” is not lent to this base.");
        found.push(finding("vehicle.not_lent", round, Vec::new(), &ru, &en));
    }
    let nothing = Some((Metres::ZERO, Seconds::ZERO));
    let speeds = Some(vehicle.speeds.as_str());
    let (out, home) = match &vehicle.garage {
        None => (nothing, nothing),
        Some(garage) => match stand(territory, garage) {
            Some(stand) => (legs(speeds, stand, &base.id), legs(speeds, &base.id, stand)),
            None => (None, None),
        },
    };
    if out != Some((of.out_distance, of.out_time)) || home != Some((of.home_distance, of.home_time)) {
        let ru = format!("«{title}»: путь из гаража или в гараж не совпадает с дорожной сетью.");
        let en = format!("“{title}”: the way from or to the garage is not what the roads give.");
        found.push(finding("vehicle.garage", round, Vec::new(), &ru, &en));
    }
    if let Some(driver) = vehicle.driver {
        let (leaves, is_back) = (round.departure - of.out_time, round.arrival + of.home_time);
        if leaves < driver.from || is_back > driver.until {
            let times = format!("{}–{}", leaves.clock(), is_back.clock());
            let ru = format!("«{title}»: {times} вне часов водителя.");
            let en = format!("“{title}”: {times} is outside the driver's hours.");
            found.push(finding("vehicle.driver", round, Vec::new(), &ru, &en));
        }
    }
    found
}

/// The unit of a settlement where a car stands: the largest, the first of equal ones.
pub(super) fn stand<'t>(
    territory: &'t Territory,
    garage: &SettlementId,
) -> Option<&'t crate::domain::UnitId> {
    let units = territory.units.iter().filter(|unit| unit.settlement == *garage);
    units
        .reduce(|best, unit| {
            if unit.population > best.population {
                unit
            } else {
                best
            }
        })
        .map(|unit| &unit.id)
}
