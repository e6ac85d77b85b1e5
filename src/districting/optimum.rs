//! Optimum: the best plan of a territory whose parts are all enumerated.
//!
//! An energy without labels is a sum over sites: travel to the site's best unit, half of what its border cuts, its
//! deviation, the groups in it. So the best plan of a part is the cheapest way to cut its nodes (those of its `kernel`)
//! into as many enumerated sites as are wanted, by dynamic programming over the sets that can be left and the sites still
//! to come. Annealing misses such plans now and then: in a part of ten units two legal plans may have no legal plan between them.
//!
//! # Complexity
//! A step is a set that can be left, a number of sites and a legal site that holds the set's lowest node; at most
//! [`STEPS_MAX`] of them, and [`PRICED_MAX`] sites priced in the square of their units, else there is no answer.

use super::draft::Draft;
use super::ground::Ground;
use super::objective::Weights;
use super::partition::travel_of;
use super::problem::UnitIx;
use super::travel::Travel;
use std::collections::HashMap;

/// Steps after which a part counts as too large; some tenths of a second.
const STEPS_MAX: u32 = 2_000_000;

/// Legal sites of a part that are priced at most.
const PRICED_MAX: u64 = 100_000;

/// The best plan by `weights` with these numbers of sites in the parts; `None` where a part is not enumerated, has no
/// such plan or is too large, or where the energy is no sum over sites.
pub(super) fn optimum(ground: Ground<'_>, weights: &Weights, counts: &[u32]) -> Option<Draft> {
    if weights.change != 0 || ground.half_posts.is_some() {
        return None;
    }
    let mut site_of = vec![0; ground.atoms.len()];
    let mut bases = Vec::new();
    for (part, &count) in ground.parts.iter().zip(counts) {
        let partitions = part.partitions.as_ref()?;
        if partitions.legal_sites() > PRICED_MAX {
            return None;
        }
        let mut cutting = Cutting {
            legal: partitions.legal(),
            pricer: Pricer {
                travel: Travel::new(ground.problem, ground.rows, 1),
                ground,
                weights,
                part: &part.atoms,
                node_of: partitions.node_of(),
                target: part.population / i64::from(count.max(1)),
            },
            priced: HashMap::new(),
            best: HashMap::from([((0, 0), Some((0, 0)))]),
            steps: STEPS_MAX,
        };
        let whole = (1u32 << partitions.legal().len()) - 1;
        cutting.cheapest(whole, count)??;
        let (mut left, mut sites) = (whole, count);
        while let Some(&Some((_, site))) = cutting.best.get(&(left, sites)).filter(|_| left != 0) {
            for (&atom, &node) in part.atoms.iter().zip(partitions.node_of()) {
                if site >> node & 1 == 1 {
                    site_of[atom as usize] = bases.len() as u32;
                }
            }
            bases.push(cutting.priced.get(&site)?.1);
            (left, sites) = (left ^ site, sites - 1);
        }
    }
    Some(Draft::with_bases(site_of, bases))
}

/// A part being cut.
struct Cutting<'a, 'p> {
    /// Legal sites by their lowest node, as bits.
    legal: &'a [Vec<u32>],
    pricer: Pricer<'a, 'p>,
    /// Price and best unit of each legal site met.
    priced: HashMap<u32, (i64, UnitIx)>,
    /// The least price of a set cut into so many sites, and the site of its lowest node then.
    best: HashMap<(u32, u32), Option<(i64, u32)>>,
    steps: u32,
}

impl Cutting<'_, '_> {
    /// The least price of `set` cut into `sites` sites, `Some(None)` where that cannot be; `None` out of steps.
    fn cheapest(&mut self, set: u32, sites: u32) -> Option<Option<i64>> {
        if let Some(known) = self.best.get(&(set, sites)) {
            return Some(known.map(|(price, _)| price));
        }
        let mut best: Option<(i64, u32)> = None;
        if set != 0 && sites != 0 {
            let legal = self.legal;
            for &site in &legal[set.trailing_zeros() as usize] {
                self.steps = self.steps.checked_sub(1)?;
                if site & !set != 0 {
                    continue;
                }
                let Some(rest) = self.cheapest(set ^ site, sites - 1)? else {
                    continue;
                };
                let pricer = &mut self.pricer;
                let own = self.priced.entry(site).or_insert_with(|| pricer.price(site)).0;
                if best.is_none_or(|(price, _)| rest + own < price) {
                    best = Some((rest + own, site));
                }
            }
        }
        self.best.insert((set, sites), best);
        Some(best.map(|(price, _)| price))
    }
}

/// Prices the sites of a part, in twice the energy: a border belongs to two sites.
struct Pricer<'a, 'p> {
    ground: Ground<'a>,
    weights: &'p Weights,
    part: &'a [u32],
    node_of: &'a [usize],
    target: i64,
    travel: Travel<'a>,
}

impl Pricer<'_, '_> {
    /// Price of a site, and the unit with least travel in it.
    fn price(&mut self, site: u32) -> (i64, UnitIx) {
        let (atoms, weights) = (self.ground.atoms, self.weights);
        let members: Vec<u32> = (self.part.iter().zip(self.node_of))
            .filter(|&(_, node)| site >> node & 1 == 1)
            .map(|(&atom, _)| atom)
            .collect();
        let people: i64 = members.iter().map(|&atom| atoms.population[atom as usize]).sum();
        let mut price = 2 * weights.of_deviation(people - self.target);
        let mut groups: Vec<u32> = Vec::new();
        for &atom in &members {
            groups.extend(atoms.groups.row(atom as usize));
            for edge in atoms.edges.row(atom as usize) {
                if !members.contains(&edge.atom) {
                    price += weights.cut * i64::from(edge.pairs) + weights.border * edge.length;
                }
            }
        }
        groups.sort_unstable();
        groups.dedup();
        price += 2 * weights.split * groups.len() as i64;
        let (travel, base) = self.least_travel(&members);
        (price + 2 * weights.travel * travel, base)
    }

    fn least_travel(&mut self, members: &[u32]) -> (i64, UnitIx) {
        let atoms = self.ground.atoms;
        let units = || {
            members
                .iter()
                .flat_map(|&atom| atoms.members.row(atom as usize))
                .copied()
        };
        let first = UnitIx(units().next().unwrap_or(0));
        if self.weights.travel == 0 {
            return (0, first);
        }
        let mut best = (i64::MAX, first);
        for base in units().map(UnitIx) {
            self.travel.prepare(base, units(), Vec::new);
            let own = |&atom: &u32| travel_of(atoms, &self.travel, atom, base);
            let sum = members.iter().map(own).sum();
            if sum < best.0 {
                best = (sum, base);
            }
        }
        best
    }
}
