//! Better multipliers: deflected subgradient steps of Polyak's length, all in integers.
//!
//! An atom that no chosen base takes gets a higher multiplier, one that several take a lower one, each in proportion to
//! its residents. The length aims at the travel of the best plan known, or a little above the bound where none is. When
//! the bound has not risen for some steps the length shrinks and the best multipliers are taken up again.
//!
//! # References
//! M. Held, P. Wolfe, H. P. Crowder, "Validation of subgradient optimization", Mathematical Programming 6, 1974.
//! B. T. Polyak, "Minimization of unsmooth functionals", USSR Computational Mathematics 9, 1969. P. M. Camerini,
//! L. Fratta, F. Maffioli, "On improving relaxation methods by modified gradient techniques", Mathematical Programming
//! Study 3, 1975.

use super::knapsack::WHOLE;
use super::left::{Forced, Left};
use super::model::Model;
use super::relaxation::{Evaluation, Relaxation, Sharpness};
use std::collections::BTreeMap;

/// One in the unit of step lengths.
const ONE: i64 = 1 << 16;
/// Part of the last direction that goes on, in tenths.
const DEFLECTION: i64 = 3;
/// Without a plan the bound aims at itself and one part in this many more, or as much of the first multipliers.
const AIM_ABOVE: i64 = 16;

/// How often each base took each atom in the last steps, in falling weights; by atom and base.
pub(in crate::districting) type Shares = BTreeMap<(u32, u32), u64>;

/// How an ascent goes.
#[derive(Debug, Clone, Copy)]
pub(in crate::districting) struct Pace {
    /// First length, in 1/65,536 of Polyak's.
    pub(in crate::districting) length: i64,
    /// Steps without a better bound before the length shrinks.
    pub(in crate::districting) patience: u32,
    /// Travel of the best plan known.
    pub(in crate::districting) target: Option<i64>,
    pub(in crate::districting) sharpness: Sharpness,
}

impl Pace {
    /// A pace that begins with Polyak's length.
    pub(in crate::districting) const fn new(target: Option<i64>, sharpness: Sharpness) -> Self {
        Self {
            length: ONE,
            patience: 20,
            target,
            sharpness,
        }
    }
}

/// Where an ascent stands after a step.
#[derive(Debug)]
pub(in crate::districting) enum Step {
    /// Goes on.
    On,
    /// The chosen bases serve every atom once: the relaxed plan, here the atoms of each base, is a plan. If each is a
    /// site, it is the best of what is left.
    Plan(Evaluation),
    /// No plan is left that is better than the target.
    Closed,
}

/// Multipliers on their way up.
#[derive(Debug)]
pub(in crate::districting) struct Ascent {
    multipliers: Vec<i64>,
    direction: Vec<i64>,
    pace: Pace,
    /// Sum of the first multipliers: about what travel can be.
    scale: i64,
    best: i64,
    idle: u32,
    pub(in crate::districting) shares: Shares,
}

impl Ascent {
    /// From the multipliers of what is left.
    pub(in crate::districting) fn new(left: &Left, pace: Pace) -> Self {
        Self {
            multipliers: left.multipliers.clone(),
            direction: vec![0; left.multipliers.len()],
            pace,
            scale: left.multipliers.iter().sum(),
            best: i64::MIN,
            idle: 0,
            shares: Shares::new(),
        }
    }

    /// Evaluates and takes a step; the best multipliers and the bound are kept in `left`.
    pub(in crate::districting) fn step(
        &mut self,
        model: &Model<'_>,
        left: &mut Left,
        forced: &Forced,
    ) -> Step {
        let relaxation = Relaxation {
            model,
            left,
            forced,
            sharpness: self.pace.sharpness,
        };
        let Some(found) = relaxation.evaluate(&self.multipliers) else {
            return Step::Closed;
        };
        left.bound = left.bound.max(found.bound);
        if found.bound > self.best {
            self.best = found.bound;
            self.idle = 0;
            left.multipliers.clone_from(&self.multipliers);
        } else {
            self.idle += 1;
        }
        if self.pace.target.is_some_and(|target| left.bound >= target) {
            return Step::Closed;
        }
        if self.idle >= self.pace.patience {
            self.idle = 0;
            self.pace.length = self.pace.length * 7 / 10;
            self.multipliers.clone_from(&left.multipliers);
            self.direction.fill(0);
            return Step::On;
        }
        self.count(&found);
        if self.turn(model, &found) {
            return Step::Plan(found);
        }
        self.go(model, found.bound);
        Step::On
    }

    /// True when the steps have become too short to move anything.
    pub(in crate::districting) fn is_spent(&self) -> bool {
        self.pace.length < 8
    }

    fn count(&mut self, found: &Evaluation) {
        for share in self.shares.values_mut() {
            *share -= *share / 40;
        }
        for chosen in &found.chosen {
            for &(atom, share) in &chosen.atoms {
                *self.shares.entry((atom, chosen.base)).or_default() += share as u64;
            }
        }
    }

    /// Sets the direction. True when every atom is served exactly once.
    fn turn(&mut self, model: &Model<'_>, found: &Evaluation) -> bool {
        let mut missing = vec![WHOLE; model.atoms.len()];
        for chosen in &found.chosen {
            missing[model.bases[chosen.base as usize].atom as usize] -= WHOLE;
            for &(atom, share) in &chosen.atoms {
                missing[atom as usize] -= share;
            }
        }
        for (slot, &missing) in self.direction.iter_mut().zip(&missing) {
            *slot = missing + *slot * DEFLECTION / 10;
        }
        missing.iter().all(|&missing| missing == 0)
    }

    fn go(&mut self, model: &Model<'_>, bound: i64) {
        let weight = |atom: usize| i128::from(model.atoms.population[atom].max(1));
        let squares = |(atom, &turn): (usize, &i64)| i128::from(turn) * i128::from(turn) * weight(atom);
        let norm: i128 = self.direction.iter().enumerate().map(squares).sum();
        let aim = self
            .pace
            .target
            .unwrap_or_else(|| self.best + self.best.max(self.scale) / AIM_ABOVE);
        let gap = i128::from((aim - bound).max(1));
        for (atom, multiplier) in self.multipliers.iter_mut().enumerate() {
            let turn = i128::from(self.direction[atom]) * weight(atom);
            *multiplier += (turn * gap * i128::from(self.pace.length) / norm.max(1)) as i64;
        }
    }
}
