//! Raises the bound: prices of atoms by HiGHS, the cheapest site at these prices by branch and bound, again and again.
//!
//! The prices stay in a box round the best ones so far. The box grows where its promise is kept and shrinks where it is
//! not.

use super::graph::{Graph, HALF};
use super::pricing::{Found, Question, Wanted, find};
use super::solver::{Column, prices};
use crate::search::StopToken;
use std::collections::BTreeSet;

/// A cut edge in the unit of prices.
pub(super) const EDGE: i64 = 2 * HALF;
/// Radius of the first box, of the widest and of one too narrow to go on, in cut edges.
const RADIUS: f64 = 0.5;
const RADIUS_MAX: f64 = 8.0;
const RADIUS_MIN: f64 = 1e-4;
/// Steps without a better bound after which the box is halved.
const PATIENCE: u32 = 3;
/// What is left of the promise when going on does not pay, in cut edges, in a box that is not narrow.
const NEAR: f64 = 0.02;
const NARROW: f64 = 0.05;
/// Steps looked back on, and the gain in cut edges below which they are called slow: then the list of sites is the shorter
/// way, unless the next whole edge is promised.
const SLOW_STEPS: usize = 5;
const SLOW_GAIN: f64 = 0.1;
/// Sites kept of one pricing.
const SITES_KEPT: usize = 10;
/// Branches of the first pricings; doubled when one ends without a new site.
const BRANCHES: u64 = 30_000;
/// Steps at most.
const STEPS_MAX: u32 = 4_000;

/// A proven bound: these prices, and what a site at least is worth at them.
#[derive(Debug, Clone)]
pub(super) struct Priced {
    pub(super) rewards: Vec<i64>,
    pub(super) site_at_least: i64,
    /// No plan costs less, in the unit of prices.
    pub(super) total: i64,
}

/// The course of one proof.
#[derive(Debug)]
pub(super) struct Ascent<'a> {
    graph: &'a Graph,
    sites: usize,
    columns: Vec<Column>,
    known: BTreeSet<Vec<u32>>,
    pub(super) best: Option<Priced>,
    pub(super) branches: u64,
    pub(super) steps: u32,
}

impl<'a> Ascent<'a> {
    /// Starts from the sites of a plan.
    pub(super) fn new(graph: &'a Graph, plan: &[Vec<u32>]) -> Self {
        let mut ascent = Self {
            graph,
            sites: plan.len(),
            columns: Vec::new(),
            known: BTreeSet::new(),
            best: None,
            branches: 0,
            steps: 0,
        };
        for site in plan {
            ascent.learn(site.clone());
        }
        ascent
    }

    /// No plan cuts fewer edges.
    pub(super) fn bound(&self) -> i64 {
        let whole = |best: &Priced| best.total.div_euclid(EDGE) + i64::from(best.total.rem_euclid(EDGE) > 0);
        self.best.as_ref().map_or(0, whole).max(0)
    }

    /// Goes on until the bound reaches `target` cut edges, hardly rises any more, or the token stops.
    pub(super) fn run(&mut self, target: i64, stop: &StopToken, hear: &mut dyn FnMut(i64, u64)) {
        let mut centre = self.first_prices(target);
        let mut point = centre.clone();
        let (mut radius, mut failures, mut promise) = (RADIUS, 0u32, f64::INFINITY);
        let mut branches_max = BRANCHES;
        let mut history = Vec::new();
        while self.steps < STEPS_MAX && !stop.is_stopped() {
            self.steps += 1;
            let before = self.best.as_ref().map(|best| best.total as f64 / EDGE as f64);
            let (now, found) = self.step(&point, branches_max, stop);
            let learnt = found.sites.into_iter().rev().take(SITES_KEPT);
            let news = learnt.filter(|site| self.learn(site.clone())).count();
            if before.is_none_or(|before| now > before) {
                let kept = before.map_or(1.0, |before| (now - before) / (promise - before).max(1e-9));
                centre.clone_from(&point);
                failures = 0;
                if kept > 0.5 {
                    radius = (radius * 2.0).min(RADIUS_MAX);
                }
            } else {
                failures += 1;
                if failures.is_multiple_of(PATIENCE) || !found.is_complete {
                    radius /= 2.0;
                }
            }
            if !found.is_complete && news == 0 {
                branches_max = branches_max.saturating_mul(2);
            }
            hear(self.bound(), self.branches);
            let Some(next) = prices(&self.columns, self.sites, &centre, radius) else {
                return;
            };
            let best = self
                .best
                .as_ref()
                .map_or(0.0, |best| best.total as f64 / EDGE as f64);
            (point, promise) = (next.of_atom, next.promise);
            history.push(best);
            let earlier = history.len().checked_sub(SLOW_STEPS + 1).map(|at| history[at]);
            let is_slow = earlier.is_some_and(|earlier| best - earlier < SLOW_GAIN);
            let is_near = promise - best < NEAR || is_slow && promise <= self.bound() as f64;
            let is_done = is_near && radius > NARROW;
            if self.bound() >= target || is_done || radius < RADIUS_MIN {
                return;
            }
        }
    }

    /// Prices to start from: half of the cut edges by residents, half by atoms.
    fn first_prices(&self, target: i64) -> Vec<f64> {
        let people: i64 = self.graph.people.iter().sum();
        let per_person = target as f64 / 2.0 / people.max(1) as f64;
        let per_atom = target as f64 / 2.0 / self.graph.len().max(1) as f64;
        let price = |&people: &i64| people as f64 * per_person + per_atom;
        self.graph.people.iter().map(price).collect()
    }

    /// The bound at some prices, in cut edges, kept where it is the best; and the sites met.
    fn step(&mut self, point: &[f64], branches_max: u64, stop: &StopToken) -> (f64, Found) {
        let rewards: Vec<i64> = point
            .iter()
            .map(|price| (price * EDGE as f64).round() as i64)
            .collect();
        let worth = |column: &Column| {
            let of_atoms: i64 = column.atoms.iter().map(|&atom| rewards[atom as usize]).sum();
            column.cut * HALF - of_atoms
        };
        let least_known = self.columns.iter().map(worth).min().unwrap_or(i64::MAX / 4);
        let question = Question {
            rewards: &rewards,
            limit: least_known,
            wanted: Wanted::Cheapest,
            branches_max,
            sites_max: usize::MAX,
            stop,
        };
        let found = find(self.graph, &question);
        self.branches += found.branches;
        let of_sites = found.at_least.saturating_mul(self.sites as i64);
        let total = rewards.iter().sum::<i64>().saturating_add(of_sites);
        if self.best.as_ref().is_none_or(|best| total > best.total) {
            self.best = Some(Priced {
                rewards,
                site_at_least: found.at_least,
                total,
            });
        }
        (total as f64 / EDGE as f64, found)
    }

    /// Adds a site; false when it was known.
    fn learn(&mut self, atoms: Vec<u32>) -> bool {
        let mut inside = vec![false; self.graph.len()];
        atoms.iter().for_each(|&atom| inside[atom as usize] = true);
        let cut = self.graph.cut_of(&inside);
        let is_new = self.known.insert(atoms.clone());
        if is_new {
            self.columns.push(Column { cut, atoms });
        }
        is_new
    }
}
