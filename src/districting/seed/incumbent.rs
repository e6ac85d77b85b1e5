//! First plan from the plan in force: what hangs together stays, loose pieces and new units go to a neighbouring site,
//! and sites are merged or split until every part has the number asked for.

use super::tree::TreeSplit;
use crate::districting::ground::Ground;
use crate::districting::partition::NO_LABEL;
use crate::search::SearchRng;
use std::collections::{BTreeMap, VecDeque};

const NONE: u32 = u32::MAX;

/// The site of every atom, and for each site the one of the plan in force that it continues.
pub(in crate::districting) fn from_incumbent(
    ground: Ground<'_>,
    counts: &[u32],
    rng: &mut SearchRng,
) -> (Vec<u32>, Vec<u32>) {
    let mut label_of = labels(ground);
    keep_largest_pieces(ground, &mut label_of);
    spread(ground, &mut label_of);
    let mut site_of = vec![0; label_of.len()];
    let mut names = Vec::new();
    let mut split = TreeSplit::new(ground.atoms, ground.loads, &ground.atoms.population);
    for (part, &count) in ground.parts.iter().zip(counts) {
        let first = names.len() as u32;
        if part.atoms.iter().any(|&atom| label_of[atom as usize] == NONE) {
            let made = split.split(&part.atoms, count, first, &mut site_of, rng);
            names.extend(std::iter::repeat_n(NO_LABEL, made as usize));
            continue;
        }
        let mut sites: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
        for &atom in &part.atoms {
            sites.entry(label_of[atom as usize]).or_default().push(atom);
        }
        let mut sites: Vec<(u32, Vec<u32>)> = sites.into_iter().collect();
        while sites.len() > count as usize {
            merge_smallest(ground, &mut sites);
        }
        while sites.len() < count as usize && split_largest(ground, &mut split, &mut sites, &mut site_of, rng)
        {
        }
        for (label, atoms) in sites {
            for atom in atoms {
                site_of[atom as usize] = names.len() as u32;
            }
            names.push(label);
        }
    }
    (site_of, names)
}

/// The site that an atom is pinned to, else the one of the plan in force where most of its residents are.
fn labels(ground: Ground<'_>) -> Vec<u32> {
    let most = |atom: usize| {
        if let Some(pin) = ground.atoms.pinned[atom] {
            return pin.0;
        }
        let sites = ground.atoms.incumbent.row(atom).iter();
        sites
            .max_by_key(|&&(site, people)| (people, std::cmp::Reverse(site)))
            .map_or(NONE, |&(site, _)| site)
    };
    (0..ground.atoms.len()).map(most).collect()
}

fn residents(ground: Ground<'_>, atoms: &[u32]) -> i64 {
    atoms
        .iter()
        .map(|&atom| ground.atoms.population[atom as usize])
        .sum()
}

fn keep_largest_pieces(ground: Ground<'_>, label_of: &mut [u32]) {
    let mut seen = vec![false; label_of.len()];
    let mut largest: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
    let mut loose = Vec::new();
    for start in 0..label_of.len() {
        if seen[start] || label_of[start] == NONE {
            continue;
        }
        seen[start] = true;
        let mut piece = vec![start as u32];
        let mut next = 0;
        while next < piece.len() {
            let at = piece[next] as usize;
            next += 1;
            for edge in ground.atoms.edges.row(at) {
                let other = edge.atom as usize;
                if !seen[other] && label_of[other] == label_of[start] {
                    seen[other] = true;
                    piece.push(edge.atom);
                }
            }
        }
        match largest.get_mut(&label_of[start]) {
            Some(known) if residents(ground, known) >= residents(ground, &piece) => loose.extend(piece),
            Some(known) => loose.extend(std::mem::replace(known, piece)),
            None => {
                largest.insert(label_of[start], piece);
            }
        }
    }
    for atom in loose {
        label_of[atom as usize] = NONE;
    }
}

/// Gives atoms without a site that of a neighbour, nearest first.
fn spread(ground: Ground<'_>, label_of: &mut [u32]) {
    let known = (0..label_of.len() as u32).filter(|&atom| label_of[atom as usize] != NONE);
    let mut queue: VecDeque<u32> = known.collect();
    while let Some(atom) = queue.pop_front() {
        for edge in ground.atoms.edges.row(atom as usize) {
            if label_of[edge.atom as usize] == NONE {
                label_of[edge.atom as usize] = label_of[atom as usize];
                queue.push_back(edge.atom);
            }
        }
    }
}

/// Merges the site with fewest residents into its neighbour with fewest.
fn merge_smallest(ground: Ground<'_>, sites: &mut Vec<(u32, Vec<u32>)>) {
    let fewest = (0..sites.len()).min_by_key(|&at| (residents(ground, &sites[at].1), at));
    let Some(fewest) = fewest else { return };
    let (_, atoms) = sites.remove(fewest);
    let touches = |members: &[u32]| {
        let next_to = |&atom: &u32| {
            ground
                .atoms
                .edges
                .row(atom as usize)
                .iter()
                .any(|edge| members.binary_search(&edge.atom).is_ok())
        };
        atoms.iter().any(next_to)
    };
    for (_, members) in sites.iter_mut() {
        members.sort_unstable();
    }
    let near = (0..sites.len()).filter(|&at| touches(&sites[at].1));
    let chosen = near
        .min_by_key(|&at| (residents(ground, &sites[at].1), at))
        .unwrap_or(0);
    sites[chosen].1.extend(atoms);
}

/// Splits the site with most residents in two; the larger half continues it. False when no site can be split.
fn split_largest(
    ground: Ground<'_>,
    split: &mut TreeSplit<'_>,
    sites: &mut Vec<(u32, Vec<u32>)>,
    scratch: &mut [u32],
    rng: &mut SearchRng,
) -> bool {
    let wide = (0..sites.len()).filter(|&at| sites[at].1.len() > 1);
    let Some(most) = wide.max_by_key(|&at| (residents(ground, &sites[at].1), std::cmp::Reverse(at))) else {
        return false;
    };
    let (label, atoms) = sites.swap_remove(most);
    split.split(&atoms, 2, 0, scratch, rng);
    let (mut one, mut other): (Vec<u32>, Vec<u32>) =
        atoms.into_iter().partition(|&atom| scratch[atom as usize] == 0);
    if residents(ground, &one) < residents(ground, &other) {
        std::mem::swap(&mut one, &mut other);
    }
    sites.push((label, one));
    sites.push((NO_LABEL, other));
    true
}
