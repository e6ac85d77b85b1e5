//! The capacitated k-median that a territory is: bases, the travel of every atom to every base, what is fixed.

use super::left::{BasePairs, Left, Pair};
use crate::districting::atoms::Atoms;
use crate::districting::partition::travel_of;
use crate::districting::problem::{Problem, SiteIx, UnitIx};
use crate::districting::travel::{Travel, WholeRows};
use crate::search::StopToken;
use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// Units up to which a bound is computed: 16 bytes for each pair of them, 100 MB.
/// Held by `a_territory_above_the_limit_has_no_bound`.
pub(in crate::districting) const BOUNDED_UNITS_MAX: usize = 2500;
/// Atoms up to which the residents on the way between two of them are looked at.
const WAYS_ATOMS_MAX: usize = 400;

/// A unit that a site may be served from.
#[derive(Debug, Clone, Copy)]
pub(in crate::districting) struct Base {
    pub(in crate::districting) unit: UnitIx,
    /// Its atom, which is in the site.
    pub(in crate::districting) atom: u32,
    /// Travel inside its own atom, in person-decimetres.
    pub(in crate::districting) own: i64,
}

/// What never changes in a bound or a proof.
#[derive(Debug)]
pub(in crate::districting) struct Model<'a> {
    pub(in crate::districting) atoms: &'a Atoms,
    /// Sites to place; locked ones are not counted.
    pub(in crate::districting) sites: usize,
    pub(in crate::districting) bases: Vec<Base>,
    /// Travel inside locked sites, which every plan has.
    pub(in crate::districting) locked_travel: i64,
    travel: Travel<'a>,
}

impl<'a> Model<'a> {
    /// The model of a plan with `sites` sites, locked ones included, and all that is left to decide.
    ///
    /// `None` where the bound would not hold or not pay: no roads, joined sets that a longer way could have spared,
    /// more than [`BOUNDED_UNITS_MAX`] units, or a stop.
    pub(in crate::districting) fn new(
        problem: &'a Problem,
        atoms: &'a Atoms,
        sites: u32,
        stop: &StopToken,
    ) -> Option<(Self, Left)> {
        let locked = locked_sites(problem);
        let placed = (sites as usize).checked_sub(locked.len())?;
        if !problem.has_roads()
            || problem.unit_count() > BOUNDED_UNITS_MAX
            || atoms.chosen_ways
            || placed == 0
        {
            return None;
        }
        let mut travel = Travel::new(problem, &WholeRows::new(problem), placed);
        let locked_travel = locked_travel(problem, &locked, &mut travel);
        let (mut bases, mut left) = (Vec::new(), Vec::new());
        let reach = Reach::new(atoms);
        for atom in 0..atoms.len() as u32 {
            let reach = reach.of(atom);
            for &unit in atoms.members.row(atom as usize) {
                if stop.is_stopped() {
                    return None;
                }
                let unit = UnitIx(unit);
                travel.prepare(unit, std::iter::empty(), Vec::new);
                bases.push(Base {
                    unit,
                    atom,
                    own: travel_of(atoms, &travel, atom, unit),
                });
                left.push(BasePairs {
                    is_open: true,
                    pairs: pairs(atoms, &travel, &reach, unit),
                });
            }
        }
        let model = Self {
            atoms,
            sites: placed,
            bases,
            locked_travel,
            travel,
        };
        let multipliers = first_multipliers(&model, &left);
        Some((model, Left::new(left, multipliers)))
    }

    /// Travel of an atom's residents to a base, in person-decimetres.
    pub(in crate::districting) fn travel(&self, atom: u32, base: u32) -> i64 {
        travel_of(self.atoms, &self.travel, atom, self.bases[base as usize].unit)
    }

    /// The bases in an atom: its units, whose bases follow each other.
    pub(in crate::districting) fn bases_of(&self, atom: u32) -> impl Iterator<Item = u32> {
        let from = self.bases.partition_point(|base| base.atom < atom);
        let until = self.bases.partition_point(|base| base.atom <= atom);
        from as u32..until as u32
    }

    /// Residents that a site must still take and may still take still take, given its norm classes and those it has.
    pub(in crate::districting) fn room(&self, classes: u8, people: i64) -> (i64, i64) {
        let (lower, upper) = self.atoms.bounds(classes);
        (lower - people, upper - people)
    }
}

/// Every atom that may share a site with the base's, nearest first.
fn pairs(atoms: &Atoms, travel: &Travel<'_>, reach: &[u32], base: UnitIx) -> Vec<Pair> {
    let mut pairs: Vec<Pair> = reach
        .iter()
        .map(|&atom| {
            let travel = travel_of(atoms, travel, atom, base);
            Pair {
                atom,
                mean_dm: (travel / atoms.population[atom as usize].max(1)) as u32,
                travel,
            }
        })
        .collect();
    pairs.sort_unstable_by_key(|pair| (pair.mean_dm, pair.atom));
    pairs
}

/// Which atoms may share a site with which.
struct Reach<'a> {
    atoms: &'a Atoms,
    /// The part without a way to the others that an atom lies in.
    part: Vec<u32>,
}

impl<'a> Reach<'a> {
    fn new(atoms: &'a Atoms) -> Self {
        let mut part = vec![0; atoms.len()];
        for (number, members) in atoms.components().iter().enumerate() {
            members
                .iter()
                .for_each(|&atom| part[atom as usize] = number as u32);
        }
        Self { atoms, part }
    }

    /// Atoms that some connected set inside the norm holds together with `from`, as far as the residents on the way
    /// tell; in large territories all of the same part.
    fn of(&self, from: u32) -> Vec<u32> {
        let atoms = self.atoms;
        let way = (atoms.len() <= WAYS_ATOMS_MAX).then(|| self.least_on_way(from));
        let joins = |&atom: &u32| {
            let (lower, upper) = atoms.bounds(atoms.classes[from as usize] | atoms.classes[atom as usize]);
            atom != from
                && lower <= upper
                && self.part[atom as usize] == self.part[from as usize]
                && way.as_ref().is_none_or(|way| way[atom as usize] <= upper)
                && !atoms.apart.row(from as usize).contains(&atom)
        };
        (0..atoms.len() as u32).filter(joins).collect()
    }

    /// The least residents of a connected set that holds `from` and an atom, both included, by atom.
    fn least_on_way(&self, from: u32) -> Vec<i64> {
        let people = &self.atoms.population;
        let mut least = vec![i64::MAX; self.atoms.len()];
        least[from as usize] = people[from as usize];
        let mut queue = BinaryHeap::from([(Reverse(people[from as usize]), from)]);
        while let Some((Reverse(on_way), atom)) = queue.pop() {
            if on_way > least[atom as usize] {
                continue;
            }
            for edge in self.atoms.edges.row(atom as usize) {
                let through = on_way + people[edge.atom as usize];
                if through < least[edge.atom as usize] {
                    least[edge.atom as usize] = through;
                    queue.push((Reverse(through), edge.atom));
                }
            }
        }
        least
    }
}

/// Sites of the plan in force that no plan touches.
fn locked_sites(problem: &Problem) -> Vec<SiteIx> {
    let mut locked = problem.territory().locked.clone();
    locked.sort_unstable();
    locked.dedup();
    locked
}

/// Travel of the sites that no plan touches, each to its best unit.
fn locked_travel(problem: &Problem, locked: &[SiteIx], travel: &mut Travel<'_>) -> i64 {
    let Some(plan) = &problem.territory().incumbent else {
        return 0;
    };
    let mut sum = 0;
    for site in locked {
        let units: Vec<UnitIx> = (0..plan.len())
            .filter(|&unit| plan[unit] == Some(*site))
            .map(UnitIx::at)
            .collect();
        let mut best: Option<i64> = None;
        for &base in &units {
            travel.prepare(base, std::iter::empty(), Vec::new);
            let to_base = units
                .iter()
                .map(|unit| problem.population(*unit) * travel.distance(base, unit.0))
                .sum();
            best = Some(best.map_or(to_base, |best| best.min(to_base)));
        }
        sum += best.unwrap_or(0);
    }
    sum
}

/// Multipliers to start from: what it costs an atom to go to the base that is as many places away as a site has units.
fn first_multipliers(model: &Model<'_>, left: &[BasePairs]) -> Vec<i64> {
    let atoms = model.atoms.len();
    let mut rows: Vec<Vec<i64>> = vec![Vec::new(); atoms];
    for (base, of_base) in model.bases.iter().zip(left) {
        rows[base.atom as usize].push(base.own);
        for pair in &of_base.pairs {
            rows[pair.atom as usize].push(pair.travel);
        }
    }
    let place = atoms / model.sites.max(1);
    rows.into_iter()
        .map(|mut row| {
            row.sort_unstable();
            row.get(place.min(row.len().saturating_sub(1)))
                .copied()
                .unwrap_or(0)
        })
        .collect()
}
