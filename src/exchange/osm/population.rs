//! Places of an extract that state no population: a share of the user's total, marked as an estimate, or a note.

use crate::domain::{Certainty, Persons, Settlement};
use crate::exchange::addresses::House;
use crate::exchange::problems::{Problems, shown};
use crate::exchange::spread::spread;
use crate::exchange::units::nearest;

/// A settlement as an extract has it.
#[derive(Debug)]
pub(in crate::exchange) struct Place {
    /// The settlement; its population is 0 until it is known.
    pub(super) settlement: Settlement,
    /// Value of `place`.
    pub(super) size: String,
    /// Value of `population` as written.
    pub(super) stated: String,
    /// True when the population is a whole number.
    pub(super) is_known: bool,
}

/// Weight of a place by its size, where no address tells more: the ratio of usual populations.
fn weight_by_size(size: &str) -> i64 {
    match size {
        "city" => 10_000,
        "town" => 1_000,
        "village" => 50,
        "hamlet" => 5,
        _ => 1,
    }
}

/// Settlements with a population each: stated, or spread from what `total` leaves after the stated ones. Weights are the
/// floor area of the addresses nearest to each place, or the places' sizes when the extract has addresses at fewer than half
/// of them: a country where only the capital was surveyed would otherwise have all its people there.
pub(super) fn settle(
    places: &[Place],
    houses: &[House],
    total: Option<Persons>,
    problems: &mut Problems,
) -> Vec<Settlement> {
    let unknown: Vec<usize> = (0..places.len())
        .filter(|at| places.get(*at).is_some_and(|place| !place.is_known))
        .collect();
    let stated: Persons = places.iter().map(|place| place.settlement.population).sum();
    let left = total
        .map(|total| total - stated)
        .filter(|left| *left > Persons::ZERO);
    let parts = left.map(|left| spread(left, &weights(places, &unknown, houses)));
    let mut settlements: Vec<Settlement> = Vec::with_capacity(places.len());
    for place in places {
        note(place, parts.is_some(), problems);
        settlements.push(place.settlement.clone());
    }
    for (at, part) in unknown.iter().zip(parts.into_iter().flatten()) {
        if let Some(settlement) = settlements.get_mut(*at) {
            settlement.population = part;
            settlement.certainty = Certainty::Estimated;
        }
    }
    settlements
}

fn weights(places: &[Place], unknown: &[usize], houses: &[House]) -> Vec<i64> {
    let mut area = vec![0_i64; places.len()];
    for house in houses {
        let at = nearest(
            house.location,
            places.iter().map(|place| place.settlement.location),
        );
        if let Some(sum) = at.and_then(|at| area.get_mut(at)) {
            *sum += house.floor_area_m2;
        }
    }
    let of_unknown: Vec<i64> = unknown.iter().filter_map(|at| area.get(*at).copied()).collect();
    let with_houses = of_unknown.iter().filter(|area| **area > 0).count();
    if with_houses * 2 > of_unknown.len() {
        return of_unknown;
    }
    let by_size = unknown.iter().filter_map(|at| places.get(*at));
    by_size.map(|place| weight_by_size(&place.size)).collect()
}

fn note(place: &Place, estimated: bool, problems: &mut Problems) {
    if place.is_known {
        return;
    }
    let settlement = &place.settlement;
    let pointer = format!("{} «{}»", settlement.id, shown(&settlement.name));
    let cause = if place.stated.is_empty() {
        "население не указано".to_owned()
    } else {
        format!("население указано как «{}»", shown(&place.stated))
    };
    if estimated {
        problems.add(
            "osm.population_estimated",
            pointer,
            format!("{cause}; взята доля общей численности"),
            "впишите население, если оно известно",
        );
    } else {
        problems.add(
            "osm.population_missing",
            pointer,
            format!("{cause}; пункт не станет территориальной единицей"),
            "впишите население или укажите общую численность для оценки",
        );
    }
}
