//! Stranded atoms: those that no legal site holds, because every connected set around them is too small or too large.
//!
//! Where sites have few units each, one such unit makes every plan illegal, however long is searched: a village of 4,500
//! residents alone is no site of 5,000, and with any of its neighbours it is one of more than 7,000. The connected sets
//! that hold an atom are grown one neighbour at a time, each once, up to the widest norm, until a legal one is met. Where
//! units are small beside the norm that is after a few steps; where it is not after [`STEPS_MAX`], nothing is said.
//!
//! # References
//! S. Wernicke, "Efficient detection of network motifs", IEEE/ACM Trans. Computational Biology and Bioinformatics 3,
//! 2006 (connected sets, each once).

use super::atoms::Atoms;

/// Connected sets looked at for one atom.
const STEPS_MAX: u32 = 20_000;

/// The atoms of a part that no legal site holds, as far as that is proven; none where a set of units was joined by a way
/// that another could have spared.
pub(super) fn stranded(atoms: &Atoms, part: &[u32]) -> Vec<u32> {
    if atoms.chosen_ways {
        return Vec::new();
    }
    let bounds = part
        .iter()
        .map(|&atom| atoms.bounds(atoms.classes[atom as usize]));
    let widest = bounds.map(|(_, upper)| upper).max().unwrap_or(0);
    let is_stranded = |&atom: &u32| {
        let mut growth = Growth {
            atoms,
            widest,
            steps: STEPS_MAX,
            set: vec![atom],
            banned: vec![atom],
        };
        let population = atoms.population[atom as usize];
        !growth.meets_a_site(population, atoms.classes[atom as usize])
    };
    part.iter().copied().filter(|atom| is_stranded(atom)).collect()
}

/// Connected sets that grow from an atom.
struct Growth<'a> {
    atoms: &'a Atoms,
    /// The widest upper bound: a larger set grows into no site.
    widest: i64,
    steps: u32,
    set: Vec<u32>,
    /// Atoms of the set, and those that no larger set is to hold.
    banned: Vec<u32>,
}

impl Growth<'_> {
    /// True when the set, or a larger one, is a legal site; also when that is not known after all steps.
    fn meets_a_site(&mut self, population: i64, classes: u8) -> bool {
        let (lower, upper) = self.atoms.bounds(classes);
        if (lower..=upper).contains(&population) {
            return true;
        }
        let Some(left) = self.steps.checked_sub(1) else {
            return true;
        };
        self.steps = left;
        let rows = self.set.iter().map(|&atom| self.atoms.edges.row(atom as usize));
        let mut frontier: Vec<u32> = rows.flatten().map(|edge| edge.atom).collect();
        frontier.sort_unstable();
        frontier.dedup();
        frontier.retain(|atom| !self.banned.contains(atom) && !self.clashes(*atom));
        let banned = self.banned.len();
        let mut met = false;
        for atom in frontier {
            self.banned.push(atom);
            let joined = population + self.atoms.population[atom as usize];
            if joined <= self.widest {
                self.set.push(atom);
                met = self.meets_a_site(joined, classes | self.atoms.classes[atom as usize]);
                self.set.pop();
            }
            if met {
                break;
            }
        }
        self.banned.truncate(banned);
        met
    }

    fn clashes(&self, atom: u32) -> bool {
        let apart = self.atoms.apart.row(atom as usize);
        self.set.iter().any(|other| apart.contains(other))
    }
}
