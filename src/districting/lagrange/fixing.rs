//! Pairs that no better plan has: with the bound at hand and the price of forcing a pair in, its plans cost too much.
//!
//! A plan whose sites cost `s₁ … s_k` has the travel Σ multipliers + Σ sᵢ. Putting base b in the place of the dearest
//! chosen one costs its price minus that one's; forcing an atom onto it raises its price to the knapsack's with the atom
//! inside. Where bound plus surplus reaches the travel of a plan at hand, no better plan has the pair.
//!
//! # References
//! N. Christofides, J. E. Beasley, "A tree search algorithm for the p-median problem", European Journal of Operational
//! Research 10(2), 1982: penalties from the Lagrangian.

use super::knapsack::{Item, fractional};
use super::left::{Forced, Left};
use super::model::Model;
use super::relaxation::{Evaluation, Relaxation, Sharpness};

/// Takes out of `left` all that no plan of less travel than `target` has. False when nothing is left.
pub(in crate::districting) fn fix(
    model: &Model<'_>,
    left: &mut Left,
    forced: &Forced,
    target: i64,
    sharpness: Sharpness,
) -> bool {
    let multipliers = left.multipliers.clone();
    let relaxation = Relaxation {
        model,
        left,
        forced,
        sharpness,
    };
    let Some(found) = relaxation.evaluate(&multipliers) else {
        return false;
    };
    let gap = target - found.bound;
    if gap <= 0 {
        left.bound = left.bound.max(found.bound);
        return false;
    }
    let lists = left.columns.is_some();
    let limits = price_limits(model, forced, &found, gap);
    let mut dropped: Vec<Option<Vec<u32>>> = Vec::new();
    if !lists {
        dropped = (0..left.bases.len() as u32)
            .map(|at| too_dear(&relaxation, at, &multipliers, limits[at as usize]?))
            .collect();
    }
    left.bound = left.bound.max(found.bound);
    for at in 0..left.bases.len() {
        match limits[at] {
            None => left.bases[at].is_open = false,
            Some(limit) if lists => keep_listed(model, left, at, limit),
            Some(_) => match &dropped[at] {
                None => left.bases[at].is_open = false,
                Some(dear) => left.bases[at]
                    .pairs
                    .retain(|pair| dear.binary_search(&pair.atom).is_err()),
            },
        }
    }
    true
}

/// The price that a base's site must stay below in a better plan, by base; `None` for a base in no better plan.
pub(in crate::districting) fn price_limits(
    model: &Model<'_>,
    forced: &Forced,
    found: &Evaluation,
    gap: i64,
) -> Vec<Option<i64>> {
    let mut limits = vec![None; model.bases.len()];
    for priced in &found.priced {
        let at = priced.base as usize;
        let limit = if forced.is_site[at] {
            priced.value + gap
        } else if let Some(dearest) = found.dearest {
            priced.value.min(dearest) + gap
        } else {
            continue;
        };
        if priced.value < limit {
            limits[at] = Some(limit);
        }
    }
    limits
}

/// Atoms that lift the price of a base's best site to the limit, ascending; `None` when it is there without them.
fn too_dear(relaxation: &Relaxation<'_>, at: u32, multipliers: &[i64], limit: i64) -> Option<Vec<u32>> {
    let base = relaxation.model.bases[at as usize];
    let own = base.atom as usize;
    let atoms = relaxation.model.atoms;
    let items = relaxation.items(at, multipliers);
    let below = limit - base.own + multipliers[own];
    let room = relaxation.model.room(atoms.classes[own], atoms.population[own]);
    fractional(items.iter(), room, |_, _| ()).filter(|&value| value < below)?;
    let pays = |(place, item): (usize, &Item)| {
        let joint = atoms.classes[own] | atoms.classes[item.atom as usize];
        let room = relaxation.model.room(joint, atoms.population[own] + item.people);
        let others = items.iter().enumerate().filter(|(other, _)| *other != place);
        item.is_forced
            || fractional(others.map(|(_, item)| item), room, |_, _| ())
                .is_some_and(|rest| item.price + rest < below)
    };
    let mut dear: Vec<u32> = items
        .iter()
        .enumerate()
        .filter(|pair| !pays(*pair))
        .map(|(_, item)| item.atom)
        .collect();
    dear.sort_unstable();
    Some(dear)
}

/// Keeps the listed sites below the limit, and the pairs that some listed site has.
fn keep_listed(model: &Model<'_>, left: &mut Left, at: usize, limit: i64) {
    let Left {
        bases,
        multipliers,
        columns: Some(columns),
        ..
    } = left
    else {
        return;
    };
    let paid = multipliers[model.bases[at].atom as usize];
    columns[at].retain(|column| column.price(multipliers) - paid < limit);
    let mut used = vec![false; model.atoms.len()];
    for column in &columns[at] {
        column.atoms.iter().for_each(|&atom| used[atom as usize] = true);
    }
    bases[at].is_open = !columns[at].is_empty();
    bases[at].pairs.retain(|pair| used[pair.atom as usize]);
}
