//! How many residents a site should have where people live densely, and where they do not.
//!
//! A site of `n` residents in country of density `d` has travel of about `n·√(n/d)`; spending the same number of sites
//! with the least travel in all makes `n` proportional to the cube root of `d`: full sites in towns, small ones in the
//! country, both inside the norm. The density is read off a plan at hand, whose sites say how far their residents
//! travel. Annealing alone finds this slowly: it would have to hand residents from site to site across the map.
//!
//! # References
//! A. Gersho, "Asymptotically optimal block quantization", IEEE Transactions on Information Theory 25, 1979: density of
//! the best representatives; the norm's bounds are added here.

use super::tree::WHOLE;
use crate::districting::ground::Ground;
use crate::districting::partition::{Partition, Site};

/// Part of the norm's width that is kept free at both ends, so that the next plan is nearly legal.
const MARGIN: i64 = 24;
/// Doublings of the price that are looked through for the number of sites.
const BITS: u32 = 48;

/// The share of a site that each atom should fill, in [`WHOLE`], by atom.
pub(in crate::districting) fn site_shares(
    ground: Ground<'_>,
    plan: &Partition<'_>,
    counts: &[u32],
) -> Vec<i64> {
    let mut shares = vec![0; ground.atoms.len()];
    for (part, &count) in ground.parts.iter().zip(counts) {
        let mut sites: Vec<u32> = part
            .atoms
            .iter()
            .map(|&atom| plan.site_of[atom as usize])
            .collect();
        sites.sort_unstable();
        sites.dedup();
        let wishes: Vec<Wish> = sites
            .iter()
            .map(|&site| Wish::of(ground, &plan.sites[site as usize]))
            .collect();
        let price = price(&wishes, count);
        for &atom in &part.atoms {
            let at = sites.binary_search(&plan.site_of[atom as usize]).unwrap_or(0);
            let people = ground.atoms.population[atom as usize];
            shares[atom as usize] = people * WHOLE / wishes[at].residents(price);
        }
    }
    shares
}

/// What one site of the plan at hand says about its country.
struct Wish {
    population: i64,
    bounds: (i64, i64),
    /// Cube root of the density.
    root: i128,
}

impl Wish {
    fn of(ground: Ground<'_>, site: &Site) -> Self {
        let (lower, upper) = ground.atoms.bounds(site.classes());
        let margin = (upper - lower) / MARGIN;
        let population = site.population.max(1);
        let way = i128::from(site.travel / population + 1);
        Self {
            population,
            bounds: ((lower + margin).max(1), (upper - margin).max(1)),
            root: cube_root((i128::from(population) << 60) / (way * way)),
        }
    }

    /// Residents that a site should have here at a price for sites.
    fn residents(&self, price: i128) -> i64 {
        let wanted = (self.root * price) >> BITS;
        wanted.clamp(
            i128::from(self.bounds.0),
            i128::from(self.bounds.1.max(self.bounds.0)),
        ) as i64
    }
}

/// The price at which the sites wished for are `count`, as nearly as their bounds allow.
fn price(wishes: &[Wish], count: u32) -> i128 {
    let sites = |price: i128| -> i64 {
        let shares = wishes
            .iter()
            .map(|wish| wish.population * WHOLE / wish.residents(price));
        shares.sum()
    };
    let (mut low, mut high) = (0, 1i128 << (BITS + 16));
    while high - low > 1 + (low >> 12) {
        let middle = (low + high) / 2;
        if sites(middle) > i64::from(count) * WHOLE {
            low = middle;
        } else {
            high = middle;
        }
    }
    high
}

fn cube_root(of: i128) -> i128 {
    let mut root = 0;
    for bit in (0..42).rev() {
        let next = root | 1 << bit;
        if next * next * next <= of {
            root = next;
        }
    }
    root
}
