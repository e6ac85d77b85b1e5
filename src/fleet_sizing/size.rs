//! The fleet: a vehicle for each round.

use super::bound::{Bound, bound};
use super::demand::{Demand, Round};

/// One vehicle.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Vehicle {
    /// Its garage.
    pub garage: u32,
    /// Its kind: the position of a bit of [`Round::kinds`].
    pub kind: u32,
}

/// What one day asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct DayUse {
    /// Vehicles used.
    pub vehicles: u32,
    /// Rounds.
    pub rounds: u32,
    /// Length of all rounds.
    pub distance_m: i64,
    /// Time of all rounds.
    pub time_s: i64,
}

/// The answer.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Fleet {
    /// Vehicles, by garage.
    pub vehicles: Vec<Vehicle>,
    /// The vehicle of each round of the demand, by position; `None` for a faulty round.
    pub vehicle_of_round: Vec<Option<usize>>,
    /// Use by day, `days` long.
    pub by_day: Vec<DayUse>,
    /// Most vehicles used on one day over all garages. The fleet can be larger: garages peak on different days.
    pub peak: u32,
    /// No fleet can be smaller.
    pub bound: Bound,
}

/// Vehicles for all rounds. Rounds with [`Demand::faults`] are left without a vehicle.
#[must_use]
pub fn size(demand: &Demand) -> Fleet {
    let faults = demand.faults();
    let mut order: Vec<usize> = (0..demand.rounds.len())
        .filter(|index| faults.binary_search(index).is_err())
        .collect();
    let sound = Demand {
        rounds: order.iter().map(|&index| demand.rounds[index]).collect(),
        ..demand.clone()
    };
    let mut garages: Vec<u32> = sound.rounds.iter().map(|round| round.garage).collect();
    garages.sort_unstable();
    garages.dedup();
    order.sort_by_key(|&index| {
        let round = &demand.rounds[index];
        (
            round.garage,
            round.day,
            round.start_s,
            round.kinds.count_ones(),
            round.end_s,
            index,
        )
    });
    let mut fleet = Fleet {
        vehicle_of_round: vec![None; demand.rounds.len()],
        ..Fleet::default()
    };
    for &garage in &garages {
        let own: Vec<usize> = order
            .iter()
            .copied()
            .filter(|&i| demand.rounds[i].garage == garage)
            .collect();
        garage_fleet(demand, garage, &own, &mut fleet);
    }
    fleet.by_day = (0..demand.days).map(|day| day_use(&sound.rounds, day)).collect();
    for (day, used) in fleet.by_day.iter_mut().enumerate() {
        let mut out: Vec<usize> = (0..demand.rounds.len())
            .filter(|&index| demand.rounds[index].day as usize == day)
            .filter_map(|index| fleet.vehicle_of_round[index])
            .collect();
        out.sort_unstable();
        out.dedup();
        used.vehicles = out.len() as u32;
    }
    fleet.peak = fleet.by_day.iter().map(|used| used.vehicles).max().unwrap_or(0);
    fleet.bound = bound(&sound, &garages);
    fleet
}

fn day_use(rounds: &[Round], day: u32) -> DayUse {
    rounds
        .iter()
        .filter(|round| round.day == day)
        .fold(DayUse::default(), |used, round| DayUse {
            vehicles: 0,
            rounds: used.rounds + 1,
            distance_m: used.distance_m + round.distance_m,
            time_s: used.time_s + round.end_s - round.start_s,
        })
}

/// Sweeps the days of one garage; a vehicle bought on one day serves all others.
fn garage_fleet(demand: &Demand, garage: u32, own: &[usize], fleet: &mut Fleet) {
    let wanted = |kind: u32| {
        own.iter()
            .filter(|&&i| demand.rounds[i].kinds >> kind & 1 == 1)
            .count()
    };
    let first = fleet.vehicles.len();
    let mut free_at: Vec<i64> = Vec::new();
    let mut today = None;
    // Days that need most are sized first, so that a quiet day never buys the wrong kind.
    let mut days: Vec<(usize, u32)> = (0..demand.days)
        .map(|day| (own.iter().filter(|&&i| demand.rounds[i].day == day).count(), day))
        .collect();
    days.sort_by_key(|&(rounds, day)| (std::cmp::Reverse(rounds), day));
    for (_, day) in days {
        for &index in own.iter().filter(|&&i| demand.rounds[i].day == day) {
            let round = &demand.rounds[index];
            let (from, until) = demand.occupied(round);
            if today != Some(day) {
                free_at.fill(i64::MIN);
                today = Some(day);
            }
            let whole_day = from == i64::MIN;
            let free = |at: i64| if whole_day { at == i64::MIN } else { at <= from };
            let able = (0..free_at.len())
                .filter(|&v| round.kinds >> fleet.vehicles[first + v].kind & 1 == 1 && free(free_at[v]))
                .min_by_key(|&v| (wanted(fleet.vehicles[first + v].kind), v));
            let vehicle = able.unwrap_or_else(|| {
                let kinds = (0..u32::BITS).filter(|bit| round.kinds >> bit & 1 == 1);
                let kind = kinds
                    .max_by_key(|&kind| (wanted(kind), std::cmp::Reverse(kind)))
                    .unwrap_or(0);
                fleet.vehicles.push(Vehicle { garage, kind });
                free_at.push(i64::MIN);
                free_at.len() - 1
            });
            free_at[vehicle] = until;
            fleet.vehicle_of_round[index] = Some(first + vehicle);
        }
    }
}
