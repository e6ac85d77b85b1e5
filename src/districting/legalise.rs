//! From a first plan to a legal one: anneal on what is outside the norm instead of on the objective.
//!
//! Two energies take turns. **Levelling** prices the squared deviation of every site from its part's mean: residents
//! flow from full sites to empty ones across many others, which settles plans of many small units quickly. **Packing**
//! prices only the residents outside the norm: where sites have few units, it finds the combinations that fit. A
//! plan of many sites is packed in windows first (`mend`).

use super::anneal::{Annealer, Cycle, WHOLE};
use super::draft::Draft;
use super::ground::Ground;
use super::mend::mend;
use super::objective::Weights;
use super::partition::Partition;
use crate::search::{Budget, SearchRng};

/// Energy of a cut edge in both energies.
pub(super) const CUT: i64 = 1 << 24;

/// Sites from which on a plan is mended window by window before it is packed as a whole.
const MENDED_MIN: usize = 24;

/// How long a stage may try before it gives up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Effort {
    /// Levelling only, to see how low the number of sites goes easily.
    Quick,
    /// Levelling, then packing.
    Steady,
    /// Packing in many and longer cycles.
    Thorough,
}

pub(super) enum Energy {
    /// Weight of a squared deviation, against one mean atom away being one cut edge.
    Levelling(i64),
    /// Cut edges that a mean atom outside the norm costs.
    Packing(i64),
}

struct Stage {
    energy: Energy,
    /// First temperature, in 1/256 cut edges.
    hot: i64,
    /// Moves for each atom.
    moves: u64,
}

fn stages(effort: Effort, atoms: usize) -> Vec<Stage> {
    let stage = |energy, hot, moves| Stage { energy, hot, moves };
    let packing = if atoms > 3000 { 200 } else { 1500 };
    let mut stages = vec![
        stage(Energy::Levelling(256), 256, 60),
        stage(Energy::Levelling(1024), 256, 60),
    ];
    if effort >= Effort::Steady {
        stages.push(stage(Energy::Packing(128), 1024, packing));
        stages.push(stage(Energy::Packing(128), 2048, packing));
    }
    if effort == Effort::Thorough {
        for round in 1..4 {
            stages.push(stage(Energy::Packing(128), 1024 << (round % 2), packing << round));
        }
    }
    stages
}

/// Anneals `draft` until nobody is outside the norm (or no more than `floor`, which no plan avoids). Returns the best
/// plan, its rank by (clashes, residents outside, cut edges), and the moves evaluated.
pub(super) fn legalise(
    ground: Ground<'_>,
    draft: &Draft,
    counts: &[u32],
    effort: Effort,
    rng: SearchRng,
    budget: &Budget,
) -> (Draft, u64) {
    let floor = ground.floor(counts);
    let atoms = ground.atoms.len();
    let people: i64 = ground.atoms.population.iter().sum();
    let mean = (people / atoms.max(1) as i64).max(1);
    let mut search = draft.annealer(ground, Weights::default(), counts, rng);
    let mut best = Draft::best_of(&search);
    let mut is_mended = false;
    for stage in stages(effort, atoms) {
        if best.rank.0 == 0 && best.rank.1 <= floor {
            break;
        }
        search.plan.weights = weights(&stage.energy, mean);
        search.plan.reprice();
        search.reset_best();
        let packs = matches!(stage.energy, Energy::Packing(_));
        if packs && !is_mended && search.plan.sites.len() >= MENDED_MIN {
            mend(&mut search, floor, budget);
            is_mended = true;
        }
        let cycle = Cycle {
            hot: stage.hot * CUT / 256,
            cold: CUT / 8,
            moves: stage.moves * atoms as u64,
            share: WHOLE as u32,
            adapt: false,
        };
        let enough = |plan: &Partition<'_>| plan.clashes == 0 && plan.outside <= floor;
        if !enough(&search.plan) {
            search.run(cycle, budget, enough, &mut |_: &Annealer<'_>| ());
        }
        let found = Draft::best_of(&search);
        if (found.rank.0, found.rank.1) < (best.rank.0, best.rank.1) {
            best = found;
        }
        if budget.is_spent(search.iterations) {
            break;
        }
    }
    (best, search.iterations)
}

/// The weights of an energy, where an atom has `mean` residents.
pub(super) fn weights(energy: &Energy, mean: i64) -> Weights {
    let apart = 1 << 34;
    match *energy {
        Energy::Levelling(weight) => Weights {
            cut: CUT,
            square: ((i128::from(weight) << 38) / (i128::from(mean) * i128::from(mean))).min(1 << 50) as i64
                + 1,
            apart,
            ..Weights::default()
        },
        Energy::Packing(edges) => Weights {
            cut: CUT,
            person: edges * CUT / mean + 1,
            apart,
            ..Weights::default()
        },
    }
}
