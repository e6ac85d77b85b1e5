//! The cheapest site at given rewards, or all sites below a limit, by branch and bound over what is in and what is out.
//!
//! A site is worth half the edges it cuts minus the rewards of its atoms. A branch has atoms that are in, connected,
//! and atoms that are out; it is split by a neighbour of what is in. The bound of a branch asks for neither connected
//! sites nor norms, but charges a multiplier for every resident: what is left is a minimum cut (`flow`), and the best
//! multiplier is found on the two lines between which the bound turns.
//!
//! # References
//! E. L. Johnson, A. Mehrotra, G. L. Nemhauser, "Min-cut clustering", Mathematical Programming 62, 1993: sites of least
//! cut as columns. H. Everett, "Generalized Lagrange multiplier method", Operations Research 11(3), 1963.

use super::flow::{Flow, HELD};
use super::graph::{Graph, HALF};
use crate::search::StopToken;

/// Minimum cuts for one bound at most.
const CUTS_MAX: u32 = 7;
/// Branches between two looks at the stop token.
const BRANCHES_PER_LOOK: u64 = 8;
/// Sum of all multipliers times residents, at most: keeps a cut inside 64 bits.
const CHARGE_MAX: i64 = 1 << 56;

/// Which sites are asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wanted {
    /// One of the least worth; others met on the way come along.
    Cheapest,
    /// Every one.
    All,
}

/// What is asked.
#[derive(Debug)]
pub(super) struct Question<'a> {
    /// What a site gets for each atom, in halves of a cut edge over [`HALF`].
    pub(super) rewards: &'a [i64],
    /// Only sites worth less are looked for.
    pub(super) limit: i64,
    pub(super) wanted: Wanted,
    pub(super) branches_max: u64,
    pub(super) sites_max: usize,
    pub(super) stop: &'a StopToken,
}

/// What was found.
#[derive(Debug)]
pub(super) struct Found {
    /// Atoms of each site; of [`Wanted::Cheapest`] the last is the cheapest.
    pub(super) sites: Vec<Vec<u32>>,
    /// No site is worth less; of [`Wanted::Cheapest`] only.
    pub(super) at_least: i64,
    /// True when nothing was left unexplored.
    pub(super) is_complete: bool,
    pub(super) branches: u64,
}

/// Where an atom is in a branch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Side {
    Free,
    In,
    Out,
}

/// A bound, the multiplier that gave it, and the sets on both sides of where the bound turns.
struct Relaxed {
    bound: i64,
    multiplier: i64,
    few: Vec<bool>,
    many: Vec<bool>,
}

/// Finds sites.
pub(super) fn find(graph: &Graph, question: &Question<'_>) -> Found {
    let mut search = Search::new(graph, question);
    let floor = search.relax(0).bound;
    let mut roots: Vec<u32> = (0..graph.len() as u32).collect();
    roots.sort_by_key(|&atom| (std::cmp::Reverse(graph.people[atom as usize]), atom));
    for root in roots {
        let mark = search.trail.len();
        if search.put_in(root) && search.reach(root) {
            search.branch(floor, 0, root);
        }
        search.undo(mark);
        search.set(root, Side::Out);
    }
    Found {
        at_least: search.limit.min(search.open.unwrap_or(i64::MAX)),
        is_complete: search.open.is_none(),
        sites: search.sites,
        branches: search.branches,
    }
}

struct Search<'a> {
    graph: &'a Graph,
    question: &'a Question<'a>,
    flow: Flow<'a>,
    side: Vec<Side>,
    /// Atoms that are not free, in the order in which they were decided.
    trail: Vec<u32>,
    people_in: i64,
    classes_in: u8,
    multiplier_max: i64,
    limit: i64,
    sites: Vec<Vec<u32>>,
    branches: u64,
    is_stopped: bool,
    /// The least bound of a branch left unexplored.
    open: Option<i64>,
    seen: Vec<bool>,
    stack: Vec<u32>,
}

impl<'a> Search<'a> {
    fn new(graph: &'a Graph, question: &'a Question<'a>) -> Self {
        let people: i64 = graph.people.iter().sum();
        Self {
            graph,
            question,
            flow: Flow::new(graph),
            side: vec![Side::Free; graph.len()],
            trail: Vec::new(),
            people_in: 0,
            classes_in: 0,
            multiplier_max: CHARGE_MAX / people.max(1),
            limit: question.limit,
            sites: Vec::new(),
            branches: 0,
            is_stopped: false,
            open: None,
            seen: vec![false; graph.len()],
            stack: Vec::new(),
        }
    }

    fn set(&mut self, atom: u32, side: Side) {
        self.side[atom as usize] = side;
        self.trail.push(atom);
    }

    /// Frees what was decided since the trail was `mark` long.
    fn undo(&mut self, mark: usize) {
        for atom in self.trail.drain(mark..) {
            self.side[atom as usize] = Side::Free;
        }
        (self.people_in, self.classes_in) = (0, 0);
        for &atom in &self.trail {
            if self.side[atom as usize] == Side::In {
                self.people_in += self.graph.people[atom as usize];
                self.classes_in |= self.graph.classes[atom as usize];
            }
        }
    }

    /// Puts an atom in, and out those who must be apart from it; false when the site is then none.
    fn put_in(&mut self, atom: u32) -> bool {
        let graph = self.graph;
        self.set(atom, Side::In);
        self.people_in += graph.people[atom as usize];
        self.classes_in |= graph.classes[atom as usize];
        for &other in &graph.apart[atom as usize] {
            match self.side[other as usize] {
                Side::In => return false,
                Side::Free => self.set(other, Side::Out),
                Side::Out => {}
            }
        }
        let (lower, upper) = graph.bounds(self.classes_in);
        lower <= upper && self.people_in <= upper
    }

    /// Puts out what no way leads to any more; false when too few residents are left.
    fn reach(&mut self, root: u32) -> bool {
        let graph = self.graph;
        self.seen.fill(false);
        self.seen[root as usize] = true;
        self.stack.push(root);
        let mut people = 0;
        while let Some(atom) = self.stack.pop() {
            people += graph.people[atom as usize];
            for &next in graph.neighbours(atom) {
                if self.side[next as usize] != Side::Out
                    && !std::mem::replace(&mut self.seen[next as usize], true)
                {
                    self.stack.push(next);
                }
            }
        }
        for atom in 0..graph.len() {
            if self.side[atom] == Side::Free && !self.seen[atom] {
                self.set(atom as u32, Side::Out);
            }
        }
        people >= graph.bounds(self.classes_in).0
    }

    /// What a set is worth, and its residents.
    fn worth(&self, inside: &[bool]) -> (i64, i64) {
        let atoms = (0..self.graph.len()).filter(|&atom| inside[atom]);
        let (rewards, people) = atoms.fold((0, 0), |(rewards, people), atom| {
            (
                rewards + self.question.rewards[atom],
                people + self.graph.people[atom],
            )
        });
        (self.graph.cut_of(inside) * HALF - rewards, people)
    }

    /// The best bound that a few multipliers give, from `start` on.
    fn relax(&mut self, start: i64) -> Relaxed {
        let (lower, upper) = self.graph.bounds(self.classes_in);
        let mut relaxed = Relaxed {
            bound: i64::MIN / 4,
            multiplier: start,
            few: self.side.iter().map(|&side| side == Side::In).collect(),
            many: self.side.iter().map(|&side| side != Side::Out).collect(),
        };
        let mut few = self.worth(&relaxed.few);
        let mut many = self.worth(&relaxed.many);
        let (mut below, mut above) = (i64::MIN, i64::MAX);
        let mut multiplier = start;
        let mut set = vec![false; self.graph.len()];
        for _ in 0..CUTS_MAX {
            self.cheapest_cut(multiplier, &mut set);
            let (worth, people) = self.worth(&set);
            let goal = match multiplier.signum() {
                1 => upper,
                -1 => lower,
                _ => people.clamp(lower, upper.max(lower)),
            };
            let bound = worth + multiplier * (people - goal);
            if bound > relaxed.bound {
                (relaxed.bound, relaxed.multiplier) = (bound, multiplier);
            }
            self.consider(&set, worth);
            if relaxed.bound >= self.limit {
                break;
            }
            if people >= goal {
                (below, many) = (multiplier, (worth, people));
                relaxed.many.copy_from_slice(&set);
            }
            if people <= goal {
                (above, few) = (multiplier, (worth, people));
                relaxed.few.copy_from_slice(&set);
            }
            let next = if below < 0 && above > 0 {
                0
            } else {
                (few.0 - many.0).div_euclid((many.1 - few.1).max(1))
            };
            let next = next.clamp(-self.multiplier_max, self.multiplier_max);
            if people == goal || next <= below || next >= above || many.1 <= few.1 {
                break;
            }
            multiplier = next;
        }
        relaxed
    }

    fn cheapest_cut(&mut self, multiplier: i64, set: &mut [bool]) {
        let (side, rewards, people) = (&self.side, self.question.rewards, &self.graph.people);
        let price = |atom: u32| match side[atom as usize] {
            Side::In => -HELD,
            Side::Out => HELD,
            Side::Free => multiplier * people[atom as usize] - rewards[atom as usize],
        };
        self.flow.cut(price, set);
    }

    /// Takes a site met on the way, where the cheapest is asked for.
    fn consider(&mut self, set: &[bool], worth: i64) {
        if self.question.wanted == Wanted::Cheapest && worth < self.limit && self.graph.is_site(set) {
            self.keep(set, worth);
        }
    }

    fn keep(&mut self, set: &[bool], worth: i64) {
        if self.question.wanted == Wanted::Cheapest {
            self.limit = worth;
        }
        let atoms = 0..set.len() as u32;
        self.sites
            .push(atoms.filter(|&atom| set[atom as usize]).collect());
    }

    fn must_end(&mut self) -> bool {
        if self.branches.is_multiple_of(BRANCHES_PER_LOOK) {
            self.is_stopped |= self.question.stop.is_stopped();
        }
        self.is_stopped
            || self.branches >= self.question.branches_max
            || self.sites.len() >= self.question.sites_max
    }

    /// Looks at everything below a branch, whose parent has the bound `parent`.
    fn branch(&mut self, parent: i64, multiplier: i64, root: u32) {
        if self.must_end() {
            self.open = Some(self.open.map_or(parent, |open| open.min(parent)));
            return;
        }
        self.branches += 1;
        let relaxed = self.relax(multiplier);
        let bound = relaxed.bound.max(parent);
        if bound >= self.limit {
            return;
        }
        let Some(atom) = self.doubtful_neighbour(&relaxed) else {
            let set: Vec<bool> = self.side.iter().map(|&side| side == Side::In).collect();
            let (worth, _) = self.worth(&set);
            if worth < self.limit && self.graph.is_site(&set) {
                self.keep(&set, worth);
            }
            return;
        };
        let is_in_first = relaxed.many[atom as usize];
        for is_in in [is_in_first, !is_in_first] {
            let mark = self.trail.len();
            let goes_on = if is_in {
                self.put_in(atom)
            } else {
                self.set(atom, Side::Out);
                true
            };
            if goes_on && self.reach(root) {
                self.branch(bound, relaxed.multiplier, root);
            }
            self.undo(mark);
        }
    }

    /// A free neighbour of what is in: one that the bound hesitates about before others, and of those the one with
    /// most residents.
    fn doubtful_neighbour(&self, relaxed: &Relaxed) -> Option<u32> {
        let is_next = |&atom: &u32| {
            let is_in = |other: &u32| self.side[*other as usize] == Side::In;
            self.side[atom as usize] == Side::Free && self.graph.neighbours(atom).iter().any(is_in)
        };
        (0..self.graph.len() as u32).filter(is_next).max_by_key(|&atom| {
            let index = atom as usize;
            (
                relaxed.few[index] != relaxed.many[index],
                self.graph.people[index],
                atom,
            )
        })
    }
}
