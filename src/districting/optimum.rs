//! Optimum: the best plan of a territory whose parts are all enumerated.
//!
//! An energy without labels is a sum over sites: travel to the site's best unit, half of what its border cuts, its
//! deviation, the groups in it. So the best plan of a part is the cheapest way to cut its nodes (those of its `kernel`)
//! into as many enumerated sites as are wanted, by dynamic programming over the sets that can be left and the sites still
//! to come; and the best plan of all gives each part the number of sites with which the sum is least, by dynamic
//! programming over the parts. Annealing misses such plans now and then: in a part of ten units two legal plans may have
//! no legal plan between them.
//!
//! # Complexity
//! A step is a set that can be left, a number of sites and a legal site that holds the set's lowest node, or a part, its
//! number of sites and the sites of the parts before; at most [`STEPS_MAX`] in a part and over the parts, and
//! [`PRICED_MAX`] sites of a part priced in the square of their units, else there is no answer.

use super::draft::Draft;
use super::enumerate::Partitions;
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

/// The best plan by `weights` with `total` sites, and how many of them each part has; `None` where a part is not
/// enumerated, there is no such plan or it is too large, or where the energy is no sum over sites.
pub(super) fn optimum(ground: Ground<'_>, weights: &Weights, total: u32) -> Option<(Draft, Vec<u32>)> {
    if weights.change != 0 || ground.half_posts.is_some() {
        return None;
    }
    let parts: Vec<&Partitions> = (ground.parts.iter())
        .map(|part| {
            part.partitions
                .as_ref()
                .filter(|known| known.legal_sites() <= PRICED_MAX)
        })
        .collect::<Option<_>>()?;
    let possible = numbers_of_sites(&parts, total)?;
    let mut cuttings: Vec<Cutting<'_, '_>> = (0..parts.len())
        .map(|at| Cutting::new(ground, weights, at, parts[at]))
        .collect();
    let width = total as usize + 1;
    // For each number of sites of the parts so far: their least price, and the sites of the last of them then.
    let mut table: Vec<Vec<Option<(i64, u32)>>> = vec![vec![None; width]];
    table[0][0] = Some((0, 0));
    for (at, counts) in possible.iter().enumerate() {
        let mut next: Vec<Option<(i64, u32)>> = vec![None; width];
        for &count in counts {
            let Some(own) = cuttings[at].price(count)? else {
                continue;
            };
            for (before, slot) in next[count as usize..].iter_mut().enumerate() {
                let Some((rest, _)) = table[at][before] else {
                    continue;
                };
                if slot.is_none_or(|(price, _)| rest + own < price) {
                    *slot = Some((rest + own, count));
                }
            }
        }
        table.push(next);
    }
    let mut counts = vec![0; parts.len()];
    let mut left = total as usize;
    for at in (0..parts.len()).rev() {
        counts[at] = table[at + 1][left]?.1;
        left -= counts[at] as usize;
    }
    let mut site_of = vec![0; ground.atoms.len()];
    let mut bases = Vec::new();
    for ((cutting, part), &count) in cuttings.iter_mut().zip(ground.parts).zip(&counts) {
        for (site, base) in cutting.sites(count)? {
            for (&atom, &node) in part.atoms.iter().zip(cutting.pricer.node_of) {
                if site >> node & 1 == 1 {
                    site_of[atom as usize] = bases.len() as u32;
                }
            }
            bases.push(base);
        }
    }
    Some((Draft::with_bases(site_of, bases), counts))
}

/// The numbers of sites of each part that leave the others a possible sum; `None` where there are too many to look at.
fn numbers_of_sites(parts: &[&Partitions], total: u32) -> Option<Vec<Vec<u32>>> {
    let mut possible: Vec<Vec<u32>> = parts.iter().map(|part| part.possible()).collect();
    let ends = |numbers: &Vec<u32>| Some((*numbers.first()?, *numbers.last()?));
    let of_each: Vec<(u32, u32)> = possible.iter().map(ends).collect::<Option<_>>()?;
    let least: u32 = of_each.iter().map(|(least, _)| least).sum();
    let most: u32 = of_each.iter().map(|(_, most)| most).sum();
    for (numbers, own) in possible.iter_mut().zip(of_each) {
        numbers.retain(|&count| {
            let (fewest, largest) = (least - own.0 + count, most - own.1 + count);
            (fewest..=largest).contains(&total)
        });
    }
    let steps = possible.iter().map(Vec::len).sum::<usize>() as u64 * u64::from(total);
    (steps <= u64::from(STEPS_MAX)).then_some(possible)
}

/// A part being cut.
struct Cutting<'a, 'p> {
    /// Legal sites by their lowest node, as bits.
    legal: &'a [Vec<u32>],
    pricer: Pricer<'a, 'p>,
    population: i64,
    /// Price without deviation, residents and best unit of each legal site met.
    priced: HashMap<u32, Priced>,
    /// The least price of a set cut into so many sites, and the site of its lowest node then.
    best: HashMap<(u32, u32), Option<(i64, u32)>>,
    /// Residents that a site should have.
    target: i64,
    steps: u32,
}

/// What a site costs, its deviation aside: that depends on how many sites there are.
#[derive(Debug, Clone, Copy)]
struct Priced {
    price: i64,
    people: i64,
    base: UnitIx,
}

impl<'a, 'p> Cutting<'a, 'p> {
    fn new(ground: Ground<'a>, weights: &'p Weights, at: usize, partitions: &'a Partitions) -> Self {
        let part = &ground.parts[at];
        Self {
            legal: partitions.legal(),
            pricer: Pricer {
                travel: Travel::new(ground.problem, ground.rows, 1),
                ground,
                weights,
                part: &part.atoms,
                node_of: partitions.node_of(),
            },
            population: part.population,
            priced: HashMap::new(),
            best: HashMap::new(),
            target: 0,
            steps: STEPS_MAX,
        }
    }

    /// The least price of the part cut into `count` sites, `Some(None)` where that cannot be; `None` out of steps.
    fn price(&mut self, count: u32) -> Option<Option<i64>> {
        let target = self.population / i64::from(count.max(1));
        let Weights {
            deviation, square, ..
        } = *self.pricer.weights;
        if target != self.target && (deviation != 0 || square != 0) {
            self.best.clear();
        }
        self.target = target;
        self.best.insert((0, 0), Some((0, 0)));
        self.cheapest(self.whole(), count)
    }

    /// The sites of the cheapest cut into `count`, and the best unit of each; `None` where there is none, or out of steps.
    fn sites(&mut self, count: u32) -> Option<Vec<(u32, UnitIx)>> {
        self.price(count)??;
        let (mut left, mut sites) = (self.whole(), Vec::new());
        for to_come in (1..=count).rev() {
            let (_, site) = (*self.best.get(&(left, to_come))?)?;
            sites.push((site, self.priced.get(&site)?.base));
            left ^= site;
        }
        Some(sites)
    }

    /// All nodes of the part.
    fn whole(&self) -> u32 {
        (1 << self.legal.len()) - 1
    }

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
                let own = self.price_of(site);
                if best.is_none_or(|(price, _)| rest + own < price) {
                    best = Some((rest + own, site));
                }
            }
        }
        self.best.insert((set, sites), best);
        Some(best.map(|(price, _)| price))
    }

    fn price_of(&mut self, site: u32) -> i64 {
        let pricer = &mut self.pricer;
        let known = self.priced.entry(site).or_insert_with(|| pricer.price(site));
        known.price + 2 * self.pricer.weights.of_deviation(known.people - self.target)
    }
}

/// Prices the sites of a part, in twice the energy: a border belongs to two sites.
struct Pricer<'a, 'p> {
    ground: Ground<'a>,
    weights: &'p Weights,
    part: &'a [u32],
    node_of: &'a [usize],
    travel: Travel<'a>,
}

impl Pricer<'_, '_> {
    fn price(&mut self, site: u32) -> Priced {
        let (atoms, weights) = (self.ground.atoms, self.weights);
        let members: Vec<u32> = (self.part.iter().zip(self.node_of))
            .filter(|&(_, node)| site >> node & 1 == 1)
            .map(|(&atom, _)| atom)
            .collect();
        let people: i64 = members.iter().map(|&atom| atoms.population[atom as usize]).sum();
        let mut price = 0;
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
        Priced {
            price: price + 2 * weights.travel * travel,
            people,
            base,
        }
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
