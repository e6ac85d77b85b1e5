//! Lists every site that a plan better than the one at hand can have, once they are few.

use crate::districting::lagrange::{Column, Forced, Left, Model, Relaxation, Sharpness, Sites, price_limits};

/// Sites listed at most, and steps of looking for them.
const LISTED_MAX: usize = 60_000;
const NODES_MAX: u64 = 600_000;

/// All sites, by base, that a plan of less travel than `target` can have; `None` when they are too many.
///
/// A site is listed for its best base only, the first of equals: with another base it is in no best plan.
pub(super) fn list(
    model: &Model<'_>,
    left: &Left,
    forced: &Forced,
    target: i64,
    sharpness: Sharpness,
) -> Option<Vec<Vec<Column>>> {
    let relaxation = Relaxation {
        model,
        left,
        forced,
        sharpness,
    };
    let found = relaxation.evaluate(&left.multipliers)?;
    let limits = price_limits(model, forced, &found, target - found.bound);
    let mut columns: Vec<Vec<Column>> = vec![Vec::new(); left.bases.len()];
    let (mut listed, mut nodes) = (0, NODES_MAX);
    for (at, limit) in limits.iter().enumerate() {
        let Some(limit) = limit else { continue };
        let base = model.bases[at];
        let items = relaxation.items(at as u32, &left.multipliers);
        let below = limit - base.own + left.multipliers[base.atom as usize];
        let sites = Sites::new(model, base.atom, &items, nodes);
        let (sites, unspent) = sites.all_below(below, LISTED_MAX)?;
        nodes = unspent;
        for atoms in sites {
            if let Some(column) = as_column(model, at as u32, atoms) {
                columns[at].push(column);
                listed += 1;
            }
        }
        if listed > LISTED_MAX {
            return None;
        }
    }
    Some(columns)
}

/// The site with its travel, unless another of its units would be the better base.
fn as_column(model: &Model<'_>, base: u32, atoms: Vec<u32>) -> Option<Column> {
    let own = model.bases[base as usize].atom;
    let all = || std::iter::once(own).chain(atoms.iter().copied());
    let travel = |base: u32| all().map(|atom| model.travel(atom, base)).sum::<i64>();
    let here = travel(base);
    let is_worse = |other: u32| (travel(other), other) < (here, base);
    let beaten = all().any(|atom| model.bases_of(atom).any(is_worse));
    (!beaten).then_some(Column { travel: here, atoms })
}
