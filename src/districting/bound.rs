//! How many sites any legal plan has at least and at most, part by part, and why.
//!
//! Parts without a way between them are planned apart, so their bounds add up. Three arguments hold for a part:
//! - **Shares.** A site with residents `p_c` under norm class c obeys the strictest upper bound in it, so the shares
//!   `p_c / upper_c` sum to at most 1; all shares of the part rounded up bound the number of sites from below. In the
//!   same way the shares of the lower bounds, rounded down, bound it from above.
//! - **Packing.** Units of more than half a site never share one. Counting those, and what smaller units still need
//!   beside them, is the bound L₂ of bin packing; connectivity only makes packing harder.
//! - **Enumeration.** In a part of few units every connected legal site is listed, and every partition into them.
//!
//! How many residents every plan leaves outside the norm is bounded by what the number of sites leaves, by atoms above
//! their own bound with the pieces behind them (`excuse`), and by `gate`s.
//!
//! # References
//! S. Martello, P. Toth, "Lower bounds and reduction procedures for the bin packing problem", Discrete Applied
//! Mathematics 28, 1990.

use super::atoms::Atoms;
use super::enumerate::Partitions;
use super::excuse::{Piece, pieces_behind};
use super::gate::{Gate, gates};
use super::outcome::SitesArgument;
use super::seed::{WHOLE, loads};

/// One part without a way to the others.
#[derive(Debug, Clone)]
pub(super) struct Component {
    /// Its atoms, ascending.
    pub(super) atoms: Vec<u32>,
    /// Residents.
    pub(super) population: i64,
    /// No legal plan has fewer sites here.
    pub(super) at_least: u32,
    /// No legal plan has more sites here; below `at_least` when none is legal.
    pub(super) at_most: u32,
    /// What the upper bounds need at least: below `at_least` where every partition was looked at.
    pub(super) least_by_upper: u32,
    /// What the lower bounds allow at most: above `at_most` where there are fewer atoms than that, or every partition was
    /// looked at.
    pub(super) most_by_lower: u32,
    /// Which argument gives `at_least`.
    pub(super) argument: SitesArgument,
    /// Least lower and greatest upper bound among its norms.
    pub(super) widest: (i64, i64),
    /// Residents above their own upper bound in atoms that are too large for a site.
    pub(super) oversize: i64,
    /// Residents outside the norm that no plan avoids, whatever its number of sites.
    pub(super) outside: i64,
    /// The number of sites that violates least where no number is legal.
    pub(super) least_bad: u32,
    /// All its partitions, where they can be enumerated.
    pub(super) partitions: Option<Partitions>,
    /// Atoms that are the only way out for too few and too full to take them: none is legal where there are any.
    pub(super) gates: Vec<Gate>,
}

impl Component {
    /// True unless it is proven that this part has no plan at all.
    pub(super) fn is_possible(&self) -> bool {
        let known = self.partitions.as_ref().map(Partitions::possible);
        self.at_least <= self.at_most && self.gates.is_empty() && known.is_none_or(|known| !known.is_empty())
    }

    /// True unless it is proven that this part has no plan of `count` sites.
    pub(super) fn allows(&self, count: u32) -> bool {
        let in_range = count >= self.at_least && count <= self.at_most;
        in_range
            && self.gates.is_empty()
            && self
                .partitions
                .as_ref()
                .is_none_or(|known| known.possible().contains(&count))
    }
}

/// Bounds of every part.
pub(super) fn components(atoms: &Atoms) -> Vec<Component> {
    let loads = loads(atoms);
    atoms
        .components()
        .into_iter()
        .map(|part| component(atoms, part, &loads))
        .collect()
}

/// Bounds of one part.
pub(super) fn component(atoms: &Atoms, part: Vec<u32>, loads: &[(i64, i64)]) -> Component {
    let upper: i64 = part.iter().map(|&atom| loads[atom as usize].0).sum();
    let lower: i64 = part.iter().map(|&atom| loads[atom as usize].1).sum();
    let population: i64 = part.iter().map(|&atom| atoms.population[atom as usize]).sum();
    let widest = widest(atoms, &part);
    let (by_shares, by_lower, most) = if atoms.chosen_ways {
        let most = atoms.units(&part).len() as u32;
        let sites = |bound: i64, up: bool| (population + if up { bound - 1 } else { 0 }) / bound.max(1);
        let by_lower = if widest.0 <= 0 {
            most
        } else {
            sites(widest.0, false) as u32
        };
        (sites(widest.1, true).max(1) as u32, by_lower, most)
    } else {
        let (fewest, by_lower) = by_shares(atoms, &part, upper, lower);
        (fewest, by_lower, part.len() as u32)
    };
    let mut sizes: Vec<i64> = part.iter().map(|&atom| loads[atom as usize].0).collect();
    let (by_packing, large) = if atoms.chosen_ways {
        (0, 0)
    } else {
        packing(&mut sizes)
    };
    let (mut at_least, mut argument) = if by_packing > by_shares {
        (by_packing, SitesArgument::Packing { large })
    } else {
        (by_shares, SitesArgument::Shares)
    };
    let partitions = if atoms.chosen_ways {
        None
    } else {
        Partitions::of(atoms, &part)
    };
    let possible = partitions.as_ref().map(Partitions::possible).unwrap_or_default();
    let (least_by_upper, mut at_most) = (at_least, by_lower.min(most));
    if let (Some(&fewest), Some(&most)) = (possible.first(), possible.last()) {
        if fewest > at_least {
            (at_least, argument) = (fewest, SitesArgument::Enumeration);
        }
        at_most = most;
    }
    let Unavoidable {
        oversize,
        outside,
        gates,
    } = Unavoidable::of(atoms, &part);
    let (least_bad, gap) = least_bad(population, widest, at_least, at_most);
    Component {
        population,
        widest,
        oversize,
        outside: gap.max(outside),
        least_bad,
        partitions,
        gates,
        atoms: part,
        at_least,
        at_most,
        least_by_upper,
        most_by_lower: by_lower,
        argument,
    }
}

/// What is outside the norm in every plan, by atoms and pieces that are too large or too small where they stand.
#[derive(Default)]
struct Unavoidable {
    /// Residents above their own upper bound in atoms that are too large for a site.
    oversize: i64,
    /// All residents outside.
    outside: i64,
    gates: Vec<Gate>,
}

impl Unavoidable {
    /// Nothing where atoms hold units that another way could have spared.
    fn of(atoms: &Atoms, part: &[u32]) -> Self {
        if atoms.chosen_ways {
            return Self::default();
        }
        let upper = |atom: u32| atoms.bounds(atoms.classes[atom as usize]).1;
        let excess = |&atom: &u32| (atoms.population[atom as usize] - upper(atom)).max(0);
        let oversize = part.iter().map(excess).sum();
        let pieces = pieces_behind(atoms, part);
        let small: i64 = pieces.iter().map(Piece::outside).sum();
        let mut taken: Vec<u32> = part
            .iter()
            .copied()
            .filter(|&atom| atoms.is_oversize(atom))
            .collect();
        let too_small = pieces.into_iter().filter(Piece::is_small);
        taken.extend(too_small.flat_map(|piece| piece.atoms));
        let gates = gates(atoms, part, &taken);
        Self {
            oversize,
            outside: oversize + small + gates.iter().map(|gate| gate.outside).sum::<i64>(),
            gates,
        }
    }
}

/// Fewest and most sites by the shares of them that atoms fill; as many as atoms where nothing bounds them.
fn by_shares(atoms: &Atoms, part: &[u32], upper: i64, lower: i64) -> (u32, u32) {
    let fewest = (upper.div_euclid(WHOLE) + i64::from(upper.rem_euclid(WHOLE) != 0)).max(1) as u32;
    let no_lower = part
        .iter()
        .any(|&atom| atoms.bounds(atoms.classes[atom as usize]).0 <= 0);
    let by_lower = if no_lower {
        part.len() as u32
    } else {
        (lower / WHOLE).clamp(0, i64::from(u32::MAX / 4)) as u32
    };
    (fewest, by_lower)
}

/// The least lower and the greatest upper bound among the norms of a part: of its atoms, or of its units where atoms hold
/// units that another way could have spared.
fn widest(atoms: &Atoms, part: &[u32]) -> (i64, i64) {
    let mut classes: Vec<u8> = part.iter().map(|&atom| atoms.classes[atom as usize]).collect();
    if atoms.chosen_ways {
        let all = classes.iter().fold(0, |all, classes| all | classes);
        classes = (0..u8::BITS)
            .map(|class| all & 1 << class)
            .filter(|&class| class != 0)
            .collect();
    }
    let bounds = || classes.iter().map(|&classes| atoms.bounds(classes));
    (
        bounds().map(|bounds| bounds.0).min().unwrap_or(0),
        bounds().map(|bounds| bounds.1).max().unwrap_or(0),
    )
}

/// The number of sites that leaves fewest residents outside `bounds`, and how many: at most `at_most` sites reach the
/// lower bound and at least `at_least` keep to the upper.
fn least_bad(population: i64, bounds: (i64, i64), at_least: u32, at_most: u32) -> (u32, i64) {
    let outside = |sites: u32| {
        let sites = i64::from(sites);
        (population - sites * bounds.1)
            .max(sites * bounds.0 - population)
            .max(0)
    };
    let first = at_most.min(at_least).max(1);
    (first..=at_least.max(first))
        .map(|sites| (sites, outside(sites)))
        .min_by_key(|&(sites, outside)| (outside, sites))
        .unwrap_or((1, 0))
}

/// The bound L₂ for bins of size [`WHOLE`], and the number of items above half a bin.
fn packing(sizes: &mut [i64]) -> (u32, u32) {
    sizes.sort_unstable_by(|a, b| b.cmp(a));
    let mut prefix = vec![0i64; sizes.len() + 1];
    for (i, &size) in sizes.iter().enumerate() {
        prefix[i + 1] = prefix[i] + size;
    }
    let above = |limit: i64| sizes.partition_point(|&size| size > limit);
    let large = above(WHOLE / 2);
    let mut best = large as i64;
    let mut thresholds: Vec<i64> = sizes[large..].to_vec();
    thresholds.dedup();
    for alpha in thresholds.into_iter().filter(|&alpha| alpha > 0) {
        let alone = above(WHOLE - alpha);
        let until = above(alpha - 1);
        let small: i64 = prefix[until.max(large)] - prefix[large];
        let room = (large - alone.min(large)) as i64 * WHOLE - (prefix[large] - prefix[alone.min(large)]);
        let missing = (small - room).max(0);
        best = best.max(large as i64 + missing.div_euclid(WHOLE) + i64::from(missing.rem_euclid(WHOLE) != 0));
    }
    (best as u32, large as u32)
}

#[cfg(test)]
mod tests {
    use super::{WHOLE, packing};

    #[test]
    fn two_large_items_do_not_share_a_bin() {
        let share = |percent: i64| WHOLE * percent / 100;
        let mut sizes = vec![share(60), share(60), share(60)];
        assert_eq!(packing(&mut sizes), (3, 3));
        let mut sizes = vec![share(70), share(70), share(40), share(40), share(40)];
        assert_eq!(packing(&mut sizes), (4, 2));
        let mut sizes = vec![share(50), share(50), share(50)];
        assert_eq!(packing(&mut sizes), (2, 0));
    }
}
