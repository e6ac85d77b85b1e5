//! Every partition of a small part: which numbers of sites are possible at all, and a legal plan for each.
//!
//! Atoms are bits. A set of atoms is a legal site when it hangs together, obeys its norms and holds no pair that must
//! be apart. Dynamic programming over sets: a set can be cut into c legal sites when some legal site holds its lowest
//! atom and the rest can be cut into c − 1. At most 3ⁿ⁻¹ steps for n atoms.

use super::atoms::Atoms;
use crate::search::SearchRng;

/// Atoms up to which a part is enumerated: 3¹³ is 1.6 million steps. Held by `the_largest_enumerated_part_is_planned`.
pub(super) const ENUMERATED_MAX: usize = 14;

/// All that is to be known about a small part.
#[derive(Debug, Clone)]
pub(super) struct Partitions {
    legal: Vec<bool>,
    /// Possible numbers of sites, as a bit set, by set of atoms.
    numbers: Vec<u32>,
    atoms: usize,
}

impl Partitions {
    /// Enumerates the partitions of `part`, which has at most [`ENUMERATED_MAX`] atoms.
    pub(super) fn of(atoms: &Atoms, part: &[u32]) -> Self {
        let legal = legal_sites(atoms, part);
        let sets = legal.len();
        let mut numbers = vec![0u32; sets];
        numbers[0] = 1;
        for set in 1..sets {
            let lowest = set & set.wrapping_neg();
            let others = set ^ lowest;
            let mut chosen = others;
            loop {
                if legal[chosen | lowest] {
                    numbers[set] |= numbers[others ^ chosen] << 1;
                }
                if chosen == 0 {
                    break;
                }
                chosen = (chosen - 1) & others;
            }
        }
        Self {
            legal,
            numbers,
            atoms: part.len(),
        }
    }

    /// Possible numbers of sites for the whole part, ascending.
    pub(super) fn possible(&self) -> Vec<u32> {
        let whole = self.numbers[self.numbers.len() - 1];
        (1..32).filter(|&count| whole >> count & 1 == 1).collect()
    }

    /// Number of legal sites in the part.
    pub(super) fn legal_sites(&self) -> u64 {
        self.legal.iter().filter(|&&legal| legal).count() as u64
    }

    /// An atom (by position in the part) that no legal site holds.
    pub(super) fn stranded(&self) -> Option<usize> {
        (0..self.atoms).find(|&at| !(0..self.legal.len()).any(|set| set >> at & 1 == 1 && self.legal[set]))
    }

    /// A legal plan of `count` sites, drawn at random among the choices on the way: the site of each atom of the part.
    pub(super) fn draw(&self, count: u32, rng: &mut SearchRng) -> Option<Vec<u32>> {
        let mut site_of = vec![0; self.atoms];
        let mut left = self.legal.len() - 1;
        if self.numbers[left] >> count & 1 == 0 {
            return None;
        }
        for site in 0..count {
            let lowest = left & left.wrapping_neg();
            let rest = count - site - 1;
            let fits = |set: &usize| {
                let inside = set & !left == 0 && set & lowest != 0;
                inside && self.legal[*set] && self.numbers[left ^ set] >> rest & 1 == 1
            };
            let choices: Vec<usize> = (0..self.legal.len()).filter(fits).collect();
            let chosen = *choices.get(rng.below(choices.len()))?;
            for (at, slot) in site_of.iter_mut().enumerate() {
                if chosen >> at & 1 == 1 {
                    *slot = site;
                }
            }
            left ^= chosen;
        }
        Some(site_of)
    }
}

fn legal_sites(atoms: &Atoms, part: &[u32]) -> Vec<bool> {
    let place = |atom: u32| part.binary_search(&atom).ok();
    let near: Vec<usize> = part
        .iter()
        .map(|&atom| {
            let edges = atoms.edges.row(atom as usize).iter();
            edges
                .filter_map(|edge| place(edge.atom))
                .fold(0, |set, at| set | 1 << at)
        })
        .collect();
    let clash: Vec<usize> = part
        .iter()
        .map(|&atom| {
            let others = atoms.apart.row(atom as usize).iter();
            others
                .filter_map(|&other| place(other))
                .fold(0, |set, at| set | 1 << at)
        })
        .collect();
    let is_legal = |set: usize| {
        let (mut people, mut classes, mut reach, mut clashes) = (0, 0, set & set.wrapping_neg(), false);
        for (at, &atom) in part.iter().enumerate().filter(|(at, _)| set >> at & 1 == 1) {
            people += atoms.population[atom as usize];
            classes |= atoms.classes[atom as usize];
            clashes |= clash[at] & set != 0;
        }
        let (lower, upper) = atoms.bounds(classes);
        if set == 0 || clashes || people < lower || people > upper {
            return false;
        }
        loop {
            let grown = (0..part.len())
                .filter(|at| reach >> at & 1 == 1)
                .fold(reach, |grown, at| grown | (near[at] & set));
            if grown == reach {
                return reach == set;
            }
            reach = grown;
        }
    };
    (0..1usize << part.len()).map(is_legal).collect()
}
