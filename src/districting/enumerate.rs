//! Every partition of a small part: which numbers of sites are possible at all, and a legal plan for each.
//!
//! Atoms are bits. A set of atoms is a legal site when it hangs together, obeys its norms and holds no pair that must
//! be apart. Connected sets are grown atom by atom, each once (those before an atom in its frontier are banned below it),
//! and given up above the widest norm. Dynamic programming over the sets that can be left: one can be cut into c legal
//! sites when some legal site holds its lowest atom and the rest can be cut into c − 1. At most 3ⁿ⁻¹ steps for n atoms;
//! with narrow norms far fewer, so a part of more atoms is tried too and given up after [`STEPS_MAX`] steps.
//! What is enumerated is the part's `kernel`, whose atoms are joined where no legal plan separates them.
//!
//! # References
//! S. Wernicke, "Efficient detection of network motifs", IEEE/ACM Trans. Computational Biology and Bioinformatics 3,
//! 2006 (connected sets, each once).

use super::atoms::Atoms;
use super::kernel::Kernel;
use crate::search::SearchRng;
use std::collections::HashMap;

/// Nodes of the kernel up to which enumerating a part is tried. Held by `a_part_of_24_atoms_is_enumerated_where_norms_are_narrow`.
pub(super) const ENUMERATED_MAX: usize = 24;

/// Steps after which a part counts as too large: 3¹⁴, so that 14 atoms never are.
const STEPS_MAX: u32 = 4_782_969;

/// All that is to be known about a small part.
#[derive(Debug, Clone)]
pub(super) struct Partitions {
    /// The node of the kernel for each atom of the part.
    node_of: Vec<usize>,
    /// Legal sites by their lowest node, ascending.
    legal: Vec<Vec<u32>>,
    /// Possible numbers of sites, as a bit set, of the sets that legal sites can leave.
    numbers: HashMap<u32, u32>,
}

impl Partitions {
    /// Enumerates the partitions of `part`; `None` when it is too large for that.
    pub(super) fn of(atoms: &Atoms, part: &[u32]) -> Option<Self> {
        let kernel = Kernel::of(atoms, part);
        let nodes = kernel.population.len();
        let nothing = |kernel: Kernel| Self {
            node_of: kernel.node_of,
            legal: Vec::new(),
            numbers: HashMap::new(),
        };
        if !kernel.is_possible {
            return Some(nothing(kernel));
        }
        if nodes > ENUMERATED_MAX {
            return None;
        }
        let mut steps = STEPS_MAX;
        let mut partitions = Self {
            legal: legal_sites(atoms, &kernel, &mut steps)?,
            numbers: HashMap::from([(0, 1)]),
            ..nothing(kernel)
        };
        partitions.count(partitions.whole(), &mut steps)?;
        Some(partitions)
    }

    fn whole(&self) -> u32 {
        (1u32 << self.legal.len()) - 1
    }

    /// Possible numbers of sites of a set; `None` when the steps do not suffice.
    fn count(&mut self, set: u32, steps: &mut u32) -> Option<u32> {
        if let Some(known) = self.numbers.get(&set) {
            return Some(*known);
        }
        let lowest = set.trailing_zeros() as usize;
        let mut numbers = 0;
        for at in 0..self.legal[lowest].len() {
            *steps = steps.checked_sub(1)?;
            let site = self.legal[lowest][at];
            if site & !set == 0 {
                numbers |= self.count(set ^ site, steps)? << 1;
            }
        }
        self.numbers.insert(set, numbers);
        Some(numbers)
    }

    /// Possible numbers of sites for the whole part, ascending.
    pub(super) fn possible(&self) -> Vec<u32> {
        let whole = self.numbers.get(&self.whole()).copied().unwrap_or(0);
        (1..32).filter(|&count| whole >> count & 1 == 1).collect()
    }

    /// Legal sites by their lowest node, as bits.
    pub(super) fn legal(&self) -> &[Vec<u32>] {
        &self.legal
    }

    /// The node, as a bit of a legal site, of each atom of the part.
    pub(super) fn node_of(&self) -> &[usize] {
        &self.node_of
    }

    /// Number of legal sites in the part.
    pub(super) fn legal_sites(&self) -> u64 {
        self.legal.iter().map(|sites| sites.len() as u64).sum()
    }

    /// An atom (by position in the part) that no legal site holds.
    pub(super) fn stranded(&self) -> Option<usize> {
        let held = self.legal.iter().flatten().fold(0, |held, site| held | site);
        let stranded = (0..self.legal.len()).find(|&node| held >> node & 1 == 0)?;
        self.node_of.iter().position(|&node| node == stranded)
    }

    /// A legal plan of `count` sites, drawn at random among the choices on the way: the site of each atom of the part.
    pub(super) fn draw(&self, count: u32, rng: &mut SearchRng) -> Option<Vec<u32>> {
        let mut site_of = vec![0; self.node_of.len()];
        let mut left = self.whole();
        let allows = |set: u32, count: u32| {
            self.numbers
                .get(&set)
                .is_some_and(|known| known >> count & 1 == 1)
        };
        if !allows(left, count) {
            return None;
        }
        for site in 0..count {
            let rest = count - site - 1;
            let lowest = left.trailing_zeros() as usize;
            let choices: Vec<u32> = self.legal[lowest]
                .iter()
                .copied()
                .filter(|set| set & !left == 0 && allows(left ^ set, rest))
                .collect();
            let chosen = *choices.get(rng.below(choices.len()))?;
            for (slot, &node) in site_of.iter_mut().zip(&self.node_of) {
                if chosen >> node & 1 == 1 {
                    *slot = site;
                }
            }
            left ^= chosen;
        }
        Some(site_of)
    }
}

/// What the growing of connected sets knows of a part.
struct Part<'a> {
    atoms: &'a Atoms,
    kernel: &'a Kernel,
    /// Neighbours of each node, as bits, and those that must be apart from it.
    near: Vec<u32>,
    clash: Vec<u32>,
    /// The widest norm's upper bound: a set above it grows into no site.
    upper: i64,
}

/// A connected set, with what follows from its atoms.
#[derive(Clone, Copy)]
struct Grown {
    set: u32,
    near: u32,
    clash: u32,
    people: i64,
    classes: u8,
}

impl Part<'_> {
    fn with(&self, grown: Grown, at: usize) -> Grown {
        Grown {
            set: grown.set | 1 << at,
            near: grown.near | self.near[at],
            clash: grown.clash | self.clash[at],
            people: grown.people + self.kernel.population[at],
            classes: grown.classes | self.kernel.classes[at],
        }
    }

    /// Adds the legal ones of all connected sets that hold `grown` and nothing of `banned`. `None` out of steps.
    fn grow(&self, grown: Grown, mut banned: u32, found: &mut Vec<u32>, steps: &mut u32) -> Option<()> {
        *steps = steps.checked_sub(1)?;
        if grown.people > self.upper || grown.clash & grown.set != 0 {
            return Some(());
        }
        let (lower, upper) = self.atoms.bounds(grown.classes);
        if (lower..=upper).contains(&grown.people) {
            found.push(grown.set);
        }
        let mut frontier = grown.near & !grown.set & !banned;
        while frontier != 0 {
            let at = frontier.trailing_zeros() as usize;
            frontier &= frontier - 1;
            self.grow(self.with(grown, at), banned, found, steps)?;
            banned |= 1 << at;
        }
        Some(())
    }
}

/// The legal sites of a part by their lowest node; `None` when they are too many to look through.
fn legal_sites(atoms: &Atoms, kernel: &Kernel, steps: &mut u32) -> Option<Vec<Vec<u32>>> {
    let bits = |sets: &[Vec<usize>]| -> Vec<u32> {
        let set = |nodes: &Vec<usize>| nodes.iter().fold(0, |set, node| set | 1 << node);
        sets.iter().map(set).collect()
    };
    let uppers = kernel.classes.iter().map(|&classes| atoms.bounds(classes).1);
    let part = Part {
        atoms,
        kernel,
        near: bits(&kernel.near),
        clash: bits(&kernel.apart),
        upper: uppers.max().unwrap_or(0),
    };
    let none = Grown {
        set: 0,
        near: 0,
        clash: 0,
        people: 0,
        classes: 0,
    };
    let of_lowest = |lowest: usize| {
        let mut found = Vec::new();
        let below = (1u32 << lowest) - 1;
        part.grow(part.with(none, lowest), below, &mut found, steps)?;
        found.sort_unstable();
        Some(found)
    };
    (0..kernel.population.len()).map(of_lowest).collect()
}
