//! The only ways out: atoms behind which there is too little for a site, and with which there is too much for one.
//!
//! Take an atom `v` that cuts its part, and the pieces that its removal leaves. A site that holds nothing of `v` lies in
//! one piece. A piece with fewer residents than the least lower bound in it is therefore no place for a site of its
//! own: in a legal plan all of it belongs to the site of `v`. Where `v` and its small pieces together are above the
//! upper bound of that site, no plan is legal, whatever its number of sites. Such a `v` is a *gate*.
//!
//! How many residents are outside the norm then, in any plan? Of each small piece P some residents `q` may be in sites
//! of their own. Those are together at least `lower(P) − q` below the norm, and the site of `v` has the others: with one
//! resident more in `q` both the shortfall and the excess fall by at most one, so that all of P or none of it is as
//! good as any part. The least over all choices of pieces to leave is a bound:
//!
//! `min over D of  max(0, p(v) + Σ_{P not in D} p(P) − upper) + Σ_{P in D} (lower(P) − p(P))`
//!
//! A site obeys the strictest norm in it. So `lower(P)` is the least lower bound of the classes in P, which each site
//! within P has at least, and `upper` is the least upper bound of `v` and of the pieces that stay with it.
//!
//! Gates that have no atom in common add up: sites inside their small pieces are different ones, and where two gates
//! share a site it is above its bound by the residents of both, less one bound. Oversize atoms with their small pieces
//! (`excuse`) are counted in the same way and go first.
//!
//! # References
//! J. Hopcroft, R. Tarjan, "Algorithm 447: efficient algorithms for graph manipulation", Communications of the ACM 16,
//! 1973 (cut vertices).

use super::atoms::Atoms;

/// Pieces of which each choice is weighed; with more, the smallest are left out, which only weakens the bound.
/// Held by `a_gate_of_many_pieces_has_a_bound`.
const WEIGHED_MAX: usize = 12;

/// Place of an atom that is in the part and not met yet.
const OPEN: u32 = u32::MAX;
/// Place of an atom that is not in the part.
const OUTSIDE: u32 = u32::MAX - 1;

/// A piece behind an atom that cuts its part, too small for a site.
#[derive(Debug, Clone)]
pub(super) struct SmallPiece {
    /// Ascending.
    pub(super) atoms: Vec<u32>,
    pub(super) population: i64,
    /// The least lower bound among its norms.
    pub(super) lower: i64,
    classes: u8,
}

/// An atom that is the only way out for pieces too small for a site, and too full to take them.
#[derive(Debug, Clone)]
pub(super) struct Gate {
    pub(super) atom: u32,
    /// By falling population.
    pub(super) pieces: Vec<SmallPiece>,
    /// Residents of the atom and the pieces.
    pub(super) population: i64,
    /// The least upper bound among their norms.
    pub(super) upper: i64,
    /// Residents outside the norm that no plan avoids here.
    pub(super) outside: i64,
}

impl Gate {
    /// The gate at `atom`; `None` where its small pieces fit in with it.
    fn at(atoms: &Atoms, atom: u32, mut pieces: Vec<SmallPiece>) -> Option<Self> {
        let own = atoms.classes[atom as usize];
        let classes = pieces.iter().fold(own, |classes, piece| classes | piece.classes);
        let people = pieces.iter().map(|piece| piece.population).sum::<i64>();
        let population = atoms.population[atom as usize] + people;
        let upper = atoms.bounds(classes).1;
        if population <= upper || atoms.is_oversize(atom) {
            return None;
        }
        pieces.sort_by_key(|piece| (-piece.population, piece.atoms.first().copied()));
        Some(Self {
            outside: least_outside(atoms, atom, &pieces),
            atom,
            pieces,
            population,
            upper,
        })
    }

    /// The atom and those of its pieces.
    pub(super) fn atoms(&self) -> impl Iterator<Item = u32> {
        let pieces = self.pieces.iter().flat_map(|piece| piece.atoms.iter().copied());
        std::iter::once(self.atom).chain(pieces)
    }
}

/// The least of the bound over all choices of pieces to leave.
fn least_outside(atoms: &Atoms, atom: u32, pieces: &[SmallPiece]) -> i64 {
    let weighed = &pieces[..pieces.len().min(WEIGHED_MAX)];
    let of_choice = |left: u32| {
        let mut classes = atoms.classes[atom as usize];
        let (mut with, mut below) = (atoms.population[atom as usize], 0);
        for (at, piece) in weighed.iter().enumerate() {
            if left >> at & 1 == 1 {
                below += piece.lower - piece.population;
            } else {
                with += piece.population;
                classes |= piece.classes;
            }
        }
        (with - atoms.bounds(classes).1).max(0) + below
    };
    (0..1u32 << weighed.len()).map(of_choice).min().unwrap_or(0)
}

/// The gates of `part` that have no atom in common with each other or with `taken`, those that cost most first.
pub(super) fn gates(atoms: &Atoms, part: &[u32], taken: &[u32]) -> Vec<Gate> {
    let mut found: Vec<Gate> = Walk::of(atoms, part)
        .small_pieces(atoms)
        .into_iter()
        .filter_map(|(atom, pieces)| Gate::at(atoms, atom, pieces))
        .collect();
    found.sort_by_key(|gate| (-gate.outside, gate.atom));
    let mut is_taken = vec![false; atoms.len()];
    for &atom in taken {
        is_taken[atom as usize] = true;
    }
    found.retain(|gate| {
        let is_free = !gate.atoms().any(|atom| is_taken[atom as usize]);
        if is_free {
            gate.atoms().for_each(|atom| is_taken[atom as usize] = true);
        }
        is_free
    });
    found
}

/// A depth-first walk over a part: atoms in the order met, with what hangs below each.
struct Walk {
    /// Atoms in the order met: those below an atom follow it at once.
    order: Vec<u32>,
    /// The atom that each was met from, by place in the order; the first has itself.
    from: Vec<u32>,
    /// Atoms below each, itself included.
    size: Vec<u32>,
    /// The earliest place that is reached from below each by one border.
    low: Vec<u32>,
}

impl Walk {
    fn of(atoms: &Atoms, part: &[u32]) -> Self {
        // Borders with atoms outside the part lead nowhere.
        let mut place = vec![OUTSIDE; atoms.len()];
        for &atom in part {
            place[atom as usize] = OPEN;
        }
        let mut walk = Self {
            order: Vec::with_capacity(part.len()),
            from: Vec::with_capacity(part.len()),
            size: vec![1; part.len()],
            low: Vec::with_capacity(part.len()),
        };
        let Some(&root) = part.first() else {
            return walk;
        };
        walk.meet(root, 0, &mut place);
        // The place of an atom under way and the next of its borders.
        let mut path: Vec<(u32, usize)> = vec![(0, 0)];
        while let Some((at, border)) = path.last_mut() {
            let at = *at;
            let edges = atoms.edges.row(walk.order[at as usize] as usize);
            let Some(edge) = edges.get(*border) else {
                path.pop();
                if let Some(&(above, _)) = path.last() {
                    walk.size[above as usize] += walk.size[at as usize];
                    walk.low[above as usize] = walk.low[above as usize].min(walk.low[at as usize]);
                }
                continue;
            };
            *border += 1;
            let known = place[edge.atom as usize];
            if known == OPEN {
                path.push((walk.meet(edge.atom, at, &mut place), 0));
            } else if known != OUTSIDE {
                walk.low[at as usize] = walk.low[at as usize].min(known);
            }
        }
        walk
    }

    /// Puts an atom into the order, and says where.
    fn meet(&mut self, atom: u32, from: u32, place: &mut [u32]) -> u32 {
        let at = self.order.len() as u32;
        place[atom as usize] = at;
        self.order.push(atom);
        self.from.push(from);
        self.low.push(at);
        at
    }

    /// The places below one, itself included.
    fn below(&self, at: usize) -> std::ops::Range<usize> {
        at..at + self.size[at] as usize
    }

    /// Every atom that cuts the part, with the pieces behind it that are too small for a site.
    fn small_pieces(&self, atoms: &Atoms) -> Vec<(u32, Vec<SmallPiece>)> {
        let count = self.order.len();
        let mut cut: Vec<Vec<usize>> = vec![Vec::new(); count];
        for at in 1..count {
            let above = self.from[at] as usize;
            if self.low[at] as usize >= above {
                cut[above].push(at);
            }
        }
        let total = People::of(atoms, &self.order);
        let below: Vec<People> = self.people_below(atoms);
        let mut found = Vec::new();
        for (at, hanging) in cut.iter().enumerate().filter(|(_, hanging)| !hanging.is_empty()) {
            let mut pieces: Vec<SmallPiece> = hanging
                .iter()
                .filter(|&&piece| below[piece].population < below[piece].lower)
                .map(|&piece| small_piece(atoms, self.order[self.below(piece)].to_vec()))
                .collect();
            let hang: i64 = hanging.iter().map(|&piece| below[piece].population).sum();
            let above = total.population - hang - atoms.population[self.order[at] as usize];
            if at > 0 && above < total.lower_max {
                pieces.extend(self.piece_above(atoms, at, hanging));
            }
            if !pieces.is_empty() {
                found.push((self.order[at], pieces));
            }
        }
        found
    }

    /// What is left of the part without an atom and what hangs on it, if that is too small for a site.
    fn piece_above(&self, atoms: &Atoms, at: usize, hanging: &[usize]) -> Option<SmallPiece> {
        let mut is_other = vec![false; self.order.len()];
        is_other[at] = true;
        for &piece in hanging {
            is_other[self.below(piece)].fill(true);
        }
        let left = self.order.iter().zip(&is_other);
        let piece = small_piece(
            atoms,
            left.filter(|(_, other)| !**other)
                .map(|(&atom, _)| atom)
                .collect(),
        );
        (piece.population < piece.lower).then_some(piece)
    }

    fn people_below(&self, atoms: &Atoms) -> Vec<People> {
        let mut below: Vec<People> = self
            .order
            .iter()
            .map(|atom| People::of(atoms, &[*atom]))
            .collect();
        for at in (1..self.order.len()).rev() {
            let (above, own) = (self.from[at] as usize, below[at]);
            below[above].population += own.population;
            below[above].lower = below[above].lower.min(own.lower);
        }
        below
    }
}

/// Residents of some atoms and the bounds among them.
#[derive(Debug, Clone, Copy)]
struct People {
    population: i64,
    lower: i64,
    lower_max: i64,
}

impl People {
    fn of(atoms: &Atoms, some: &[u32]) -> Self {
        let lowers = || {
            some.iter()
                .map(|&atom| atoms.bounds(atoms.classes[atom as usize]).0)
        };
        Self {
            population: some.iter().map(|&atom| atoms.population[atom as usize]).sum(),
            lower: lowers().min().unwrap_or(0),
            lower_max: lowers().max().unwrap_or(0),
        }
    }
}

fn small_piece(atoms: &Atoms, mut piece: Vec<u32>) -> SmallPiece {
    piece.sort_unstable();
    let People {
        population, lower, ..
    } = People::of(atoms, &piece);
    let classes = piece.iter().map(|&atom| atoms.classes[atom as usize]);
    SmallPiece {
        population,
        lower,
        classes: classes.fold(0, |all, classes| all | classes),
        atoms: piece,
    }
}
