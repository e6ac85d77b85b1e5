//! Legs by node rather than by location, a table for each network that vehicles drive on, and who is near whom.

use super::problem::{LocationIndex, Problem, VehicleIndex};
use super::terms::rates;

/// Neighbours kept for each visit: string removal looks no further.
const NEIGHBOURS_MAX: usize = 160;

/// One leg: weighted cost and time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Leg {
    pub(super) cost: i32,
    pub(super) time: i32,
}

/// The legs between a node and another, both ways.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Ways {
    /// From the other node.
    pub(super) into: Leg,
    /// To the other node.
    pub(super) out: Leg,
}

/// The tables of a problem. Nodes are the visits, then the bases.
#[derive(Debug, Clone)]
pub(super) struct Tables {
    /// `ways[(table × nodes + a) × nodes + b]`: the legs between a and b, a row for each node.
    pub(super) ways: Vec<Ways>,
    /// The table of each vehicle; the first for a plain one.
    pub(super) of_vehicle: Vec<usize>,
    /// Nearest visits of each on the first table, itself first, `near_len` each.
    pub(super) near: Vec<u32>,
    pub(super) near_len: usize,
    /// Mean weighted cost of a leg to a near neighbour.
    pub(super) scale: i64,
}

impl Tables {
    /// Vehicles with the same ways at the same price share a table.
    pub(super) fn new(problem: &Problem) -> Self {
        let n = problem.visits.len();
        let nodes = n + problem.depots.len();
        let mut ways = Vec::new();
        let mut of_vehicle: Vec<usize> = Vec::new();
        let vehicles: Vec<Option<VehicleIndex>> = if problem.vehicles.is_empty() {
            vec![None]
        } else {
            (0..problem.vehicles.len()).map(|at| Some(at.into())).collect()
        };
        let near_len = n.min(NEIGHBOURS_MAX);
        let (mut near, mut scale) = (Vec::new(), 1);
        for (at, &vehicle) in vehicles.iter().enumerate() {
            let same = (0..at).find(|&before| same_ways(problem, vehicles[before], vehicle));
            if let Some(before) = same {
                of_vehicle.push(of_vehicle[before]);
                continue;
            }
            let out = legs(problem, nodes, vehicle);
            if ways.is_empty() {
                near = neighbours(&out, n, nodes, near_len);
                scale = mean_leg(&out, &near, n, nodes, near_len);
            }
            of_vehicle.push(ways.len() / (nodes * nodes).max(1));
            ways.extend((0..nodes * nodes).map(|cell| Ways {
                into: out[cell % nodes * nodes + cell / nodes],
                out: out[cell],
            }));
        }
        Self {
            ways,
            of_vehicle,
            near,
            near_len,
            scale,
        }
    }
}

fn same_ways(problem: &Problem, a: Option<VehicleIndex>, b: Option<VehicleIndex>) -> bool {
    let price = |vehicle| {
        let rates = rates(problem, vehicle);
        (rates.distance, rates.drive)
    };
    price(a) == price(b) && problem.travel_of(a) == problem.travel_of(b)
}

fn legs(problem: &Problem, nodes: usize, vehicle: Option<VehicleIndex>) -> Vec<Leg> {
    let place = |node: usize| -> LocationIndex {
        match problem.visits.get(node) {
            Some(visit) => visit.location,
            None => problem.depots[node - problem.visits.len()].location,
        }
    };
    let (travel, rates) = (problem.travel_of(vehicle), rates(problem, vehicle));
    let mut out = vec![Leg::default(); nodes * nodes];
    for from in 0..nodes {
        for to in 0..nodes {
            let (a, b) = (place(from), place(to));
            let (distance, time) = (travel.distance(a, b), travel.time(a, b));
            let cost = distance * rates.distance + time * rates.drive;
            out[from * nodes + to] = Leg {
                cost: i32::try_from(cost).unwrap_or(i32::MAX),
                time: i32::try_from(time).unwrap_or(i32::MAX),
            };
        }
    }
    out
}

fn neighbours(out: &[Leg], n: usize, nodes: usize, near_len: usize) -> Vec<u32> {
    let mut near = Vec::with_capacity(n * near_len);
    let mut order: Vec<(i64, u32)> = Vec::with_capacity(n);
    for v in 0..n {
        order.clear();
        order.extend((0..n).map(|u| {
            let both = i64::from(out[v * nodes + u].cost) + i64::from(out[u * nodes + v].cost);
            (if u == v { -1 } else { both }, u as u32)
        }));
        // The whole order of thousands is not needed.
        if near_len < n {
            order.select_nth_unstable(near_len);
            order.truncate(near_len);
        }
        order.sort_unstable();
        near.extend(order.iter().take(near_len).map(|&(_, u)| u));
    }
    near
}

fn mean_leg(out: &[Leg], near: &[u32], n: usize, nodes: usize, near_len: usize) -> i64 {
    let (mut sum, mut count) = (0_i64, 0_i64);
    for v in 0..n {
        for &u in near[v * near_len..].iter().take(near_len.min(6)).skip(1) {
            sum += i64::from(out[v * nodes + u as usize].cost);
            count += 1;
        }
        if near_len == 1 {
            sum += i64::from(out[v * nodes + n].cost);
            count += 1;
        }
    }
    (sum / count.max(1)).max(1)
}
