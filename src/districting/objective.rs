//! What a plan costs: the weights of one energy, and the cost of a site's population.
//!
//! Objectives come in order. The first sets the scale; each later one, taken as a whole at the start, weighs a
//! twentieth of the one before it, so that it decides between plans that are nearly equal in what counts more. Shape
//! (cut edges, border length) weighs nearly as much as what stands before it: a tenth off the borders is had for a
//! hundredth of the travel, because most of a ragged border is chance, and a site that looks natural is one that people
//! accept.

use super::outcome::Objective;

/// Tenths: steps are given in them.
const TENTHS: i128 = 10;
/// A later objective as a whole weighs the one before it divided by this.
const STEP_DOWN_TENTHS: i128 = 200;
/// The same for shape: the most at which borders are as few as those of a graph partitioner that looks at nothing else.
const SHAPE_STEP_DOWN_TENTHS: i128 = 13;
/// Energy of one unit of a first objective: room for later ones to be priced finely.
const UNIT: i128 = 1 << 8;
/// The same for objectives that count few things (pairs, splits).
const COUNT_UNIT: i128 = 1 << 24;
/// Greatest weight; keeps every sum inside 64 bits.
const WEIGHT_MAX: i128 = 1 << 40;
/// Energy of a first objective as a whole to which its unit may be raised; leaves penalties room in 64 bits.
const WHOLE_MAX: i128 = 1 << 48;
/// Energy that one unit of a later objective should have at least, so that their order is kept.
const FINEST: i128 = 16;

/// Energy for each unit of what a plan is priced by.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Weights {
    /// A person-decimetre of travel.
    pub(super) travel: i64,
    /// A cut edge.
    pub(super) cut: i64,
    /// A unit of border length.
    pub(super) border: i64,
    /// A group in one site more than it needs.
    pub(super) split: i64,
    /// A resident with another worker than before.
    pub(super) change: i64,
    /// A resident above or below the mean.
    pub(super) deviation: i64,
    /// A resident outside the norm.
    pub(super) person: i64,
    /// A site outside the norm.
    pub(super) charge: i64,
    /// A pair that should be apart.
    pub(super) apart: i64,
    /// A squared deviation, in 2⁻²⁰: steers populations towards the target while no legal plan is at hand.
    pub(super) square: i64,
}

impl Weights {
    /// Weights for objectives in order, scaled by the figures of a first plan (figure by objective). A later objective
    /// as a whole weighs the one before it divided by `step`, or by its own step where none is given.
    ///
    /// The first objective's unit is raised where a later one would otherwise be priced too coarsely: a few thousand
    /// residents of deviation stand above billions of person-decimetres of travel.
    pub(super) fn in_order(
        objectives: &[Objective],
        step: Option<i128>,
        figure: impl Fn(Objective) -> i64,
    ) -> Self {
        let figure = |objective| i128::from(figure(objective).max(1));
        let mut weights = Self::default();
        let mut priced = objectives
            .iter()
            .copied()
            .filter(|it| *it != Objective::FewestSites);
        let Some(first) = priced.next() else {
            return weights;
        };
        // What the whole of the first objective is divided by, for one unit of each later objective, in tenths.
        let mut steps = TENTHS;
        let parts: Vec<(Objective, i128)> = priced
            .map(|objective| {
                steps *= step.map_or_else(|| step_down_tenths(objective), |step| step * TENTHS);
                steps /= TENTHS;
                (objective, steps * figure(objective))
            })
            .collect();
        let finest = parts
            .iter()
            .map(|&(_, part)| part * FINEST / TENTHS / figure(first) + 1)
            .max();
        let largest = (WHOLE_MAX / figure(first)).clamp(first_unit(first), WEIGHT_MAX);
        let unit = finest.unwrap_or(1).max(first_unit(first)).min(largest);
        weights.set(first, unit as i64);
        for (objective, part) in parts {
            let unit = (unit * figure(first) * TENTHS / part).clamp(1, WEIGHT_MAX);
            weights.set(objective, unit as i64);
        }
        weights
    }

    /// Sets the weight of one objective. The number of sites has none: it is fixed before the search begins.
    pub(super) fn set(&mut self, objective: Objective, unit: i64) {
        match objective {
            Objective::Travel => self.travel = unit,
            Objective::CutEdges => self.cut = unit,
            Objective::BorderLength => self.border = unit,
            Objective::GroupSplits => self.split = unit,
            Objective::Change => self.change = unit,
            Objective::Balance => self.deviation = unit,
            Objective::FewestSites => {}
        }
    }

    /// The weight of one objective.
    pub(super) fn of(&self, objective: Objective) -> i64 {
        match objective {
            Objective::Travel => self.travel,
            Objective::CutEdges => self.cut,
            Objective::BorderLength => self.border,
            Objective::GroupSplits => self.split,
            Objective::Change => self.change,
            Objective::Balance => self.deviation,
            Objective::FewestSites => 0,
        }
    }

    /// Energy of a site's deviation from the population aimed at.
    pub(super) fn of_deviation(&self, deviation: i64) -> i64 {
        if self.deviation == 0 && self.square == 0 {
            return 0;
        }
        let deviation = deviation.abs();
        let square = i128::from(self.square) * i128::from(deviation) * i128::from(deviation);
        self.deviation * deviation + (square >> 20) as i64
    }

    /// Energy of residents outside the norm.
    pub(super) fn of_outside(&self, outside: i64) -> i64 {
        if outside == 0 {
            0
        } else {
            self.person * outside + self.charge
        }
    }
}

fn step_down_tenths(objective: Objective) -> i128 {
    match objective {
        Objective::CutEdges | Objective::BorderLength => SHAPE_STEP_DOWN_TENTHS,
        _ => STEP_DOWN_TENTHS,
    }
}

fn first_unit(objective: Objective) -> i128 {
    match objective {
        Objective::Travel | Objective::Change | Objective::Balance | Objective::BorderLength => UNIT,
        Objective::CutEdges | Objective::GroupSplits => COUNT_UNIT,
        Objective::FewestSites => 0,
    }
}

/// Residents above the upper and below the lower bound.
pub(super) fn outside(population: i64, bounds: (i64, i64)) -> i64 {
    (population - bounds.1).max(0) + (bounds.0 - population).max(0)
}

#[cfg(test)]
mod tests {
    use super::{Objective, Weights, outside};

    #[test]
    fn shape_weighs_nearly_as_much_as_a_whole_and_the_rest_a_twentieth() {
        let figure = |objective| match objective {
            Objective::Travel => 1_000_000,
            _ => 100,
        };
        let weights = Weights::in_order(&[Objective::Travel, Objective::CutEdges], None, figure);
        assert_eq!((weights.travel, weights.cut), (256, 1_969_230));
        let weights = Weights::in_order(&[Objective::Travel, Objective::Balance], None, figure);
        assert_eq!((weights.travel, weights.deviation), (256, 128_000));
    }

    #[test]
    fn a_later_objective_in_small_units_does_not_outweigh_the_first() {
        // A town of 50,000: four thousand residents off the mean, 13 km of travel for each.
        let figure = |objective| match objective {
            Objective::Travel => 6_600_000_000,
            Objective::Balance => 4_000,
            _ => 3,
        };
        for first in [Objective::Balance, Objective::Change, Objective::GroupSplits] {
            let weights = Weights::in_order(&[first, Objective::Travel], None, figure);
            let whole = |objective| i128::from(weights.of(objective)) * i128::from(figure(objective));
            let share = whole(first) / whole(Objective::Travel);
            assert!(
                (19..=21).contains(&share),
                "{first:?} weighs {share} times travel"
            );
        }
    }

    #[test]
    fn residents_outside_are_counted_on_both_sides() {
        assert_eq!(outside(4, (5, 7)), 1);
        assert_eq!(outside(9, (5, 7)), 2);
        assert_eq!(outside(5, (5, 7)), 0);
        assert_eq!(outside(6, (7, 5)), 2);
    }
}
