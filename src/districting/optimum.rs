//! Optimum: the best plan of a territory whose parts are all enumerated.
//!
//! An energy without labels is a sum over sites: travel to the site's best unit, half of what its border cuts, its
//! deviation, the groups in it. So the best plan of a part is the cheapest way to cut its nodes (those of its `kernel`)
//! into as many enumerated sites as are wanted, by dynamic programming over the sets that can be left and the sites still
//! to come, and the best plan of all takes from each part as many sites as makes the sum least. Annealing misses such plans now and then: in a part of ten units two legal plans may have no legal plan between them.
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

/// A part cut into sites: its price, and each site with its best unit.
type Cut = (i64, Vec<(u32, UnitIx)>);

/// The best plan by `weights` with so many sites in all, and how many of them each part has; `None` where a part is not
/// enumerated, there is no such plan, a part is too large, or the energy is no sum over sites.
pub(super) fn optimum(ground: Ground<'_>, weights: &Weights, total: u32) -> Option<(Draft, Vec<u32>)> {
    if weights.change != 0 || ground.half_posts.is_some() {
        return None;
    }
    let most = (total + 1).checked_sub(ground.parts.len() as u32)?;
    let mut cuts: Vec<Vec<Option<Cut>>> = Vec::with_capacity(ground.parts.len());
    // The least price of the parts so far with each number of sites, and the numbers of the parts then.
    let mut least: Vec<Option<(i64, Vec<u32>)>> = vec![None; total as usize + 1];
    least[0] = Some((0, Vec::new()));
    for (at, part) in ground.parts.iter().enumerate() {
        let counts = if ground.parts.len() == 1 {
            total..=total
        } else {
            1..=most
        };
        let mut of_part: Vec<Option<Cut>> = vec![None; most as usize + 1];
        for count in counts.filter(|&count| part.allows(count)) {
            of_part[count as usize] = best_cut(ground, weights, at, count)?;
        }
        let mut next: Vec<Option<(i64, Vec<u32>)>> = vec![None; total as usize + 1];
        for (before, known) in least.iter().enumerate() {
            let Some((price, numbers)) = known else { continue };
            for (count, cut) in of_part.iter().enumerate().take(total as usize + 1 - before) {
                let Some((own, _)) = cut else { continue };
                let slot = &mut next[before + count];
                if slot.as_ref().is_none_or(|(best, _)| price + own < *best) {
                    let numbers = numbers.iter().copied().chain([count as u32]).collect();
                    *slot = Some((price + own, numbers));
                }
            }
        }
        least = next;
        cuts.push(of_part);
    }
    let (_, counts) = least.pop().flatten()?;
    let mut site_of = vec![0; ground.atoms.len()];
    let mut bases = Vec::new();
    for ((part, cuts), &count) in ground.parts.iter().zip(&cuts).zip(&counts) {
        let node_of = part.partitions.as_ref()?.node_of();
        for &(site, base) in &cuts[count as usize].as_ref()?.1 {
            for (&atom, &node) in part.atoms.iter().zip(node_of) {
                if site >> node & 1 == 1 {
                    site_of[atom as usize] = bases.len() as u32;
                }
            }
            bases.push(base);
        }
    }
    Some((Draft::with_bases(site_of, bases), counts))
}

/// The best cut of a part into so many sites, `Some(None)` where there is none; `None` where the part is not enumerated or
/// too large.
fn best_cut(ground: Ground<'_>, weights: &Weights, at: usize, count: u32) -> Option<Option<Cut>> {
    let part = &ground.parts[at];
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
    let Some(price) = cutting.cheapest(whole, count)? else {
        return Some(None);
    };
    let mut sites = Vec::new();
    let (mut left, mut to_come) = (whole, count);
    while let Some(&Some((_, site))) = cutting.best.get(&(left, to_come)).filter(|_| left != 0) {
        sites.push((site, cutting.priced.get(&site)?.1));
        (left, to_come) = (left ^ site, to_come - 1);
    }
    Some(Some((price, sites)))
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
