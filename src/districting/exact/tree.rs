//! Branch and bound over what is left: raise the bound, take out what is too dear, list the sites once they are few, or
//! split the bases of one atom in two.
//!
//! The atom split is the one that the relaxed plans hesitate about most, and its bases are split by distance, where each
//! half has as much of it as can be: one branch keeps it near, the other sends it far. Every plan is in one of the two.
//! Branches are taken depth first, and now and then the one with the lowest bound.
//!
//! # References
//! A. Ceselli, G. Righini, "A branch-and-price algorithm for the capacitated p-median problem", Networks 45(3), 2005:
//! dividing the bases of one customer. R. Baldacci, N. Christofides, A. Mingozzi, "An exact algorithm for the vehicle
//! routing problem based on the set partitioning formulation", Mathematical Programming 115, 2008: listing all columns
//! of a reduced cost below the gap.

use super::listing::list;
use crate::districting::lagrange::{
    Ascent, Chosen, Effort, Forced, Left, Model, Pace, Relaxation, Shares, Sharpness, Step, fix,
};

/// Evaluations at the root and in a branch, and between two rounds of taking out.
const ROOT_STEPS: u64 = 800;
const BRANCH_STEPS: u64 = 60;
const ROUND_STEPS: u64 = 20;
/// First step length in a branch, whose multipliers are good already; 65,536 is Polyak's.
const BRANCH_LENGTH: i64 = 20_000;
const BRANCH_PATIENCE: u32 = 12;
/// Branches closed one after the other, depth first, before the one with the lowest bound is taken up.
const PLUNGES: u64 = 12;
/// How far prices are sharpened in the tree.
const SHARPNESS: Sharpness = Sharpness {
    whole_nodes: 2_000,
    site_nodes: 20_000,
};
/// For a branch in which nothing is left to decide.
const EXHAUSTIVE: Sharpness = Sharpness {
    whole_nodes: u32::MAX,
    site_nodes: u64::MAX,
};

/// A branch still to be looked at.
#[derive(Debug)]
struct Branch {
    left: Left,
    depth: u32,
    /// Listing its sites is tried once the gap is below this.
    list_below: i64,
}

/// How a proof stands, for those who watch.
#[derive(Debug, Clone, Copy)]
pub(in crate::districting) struct Standing {
    /// Evaluations made.
    pub(in crate::districting) steps: u64,
    /// Branches looked at.
    pub(in crate::districting) branches: u64,
    /// Least travel of a legal plan known.
    pub(in crate::districting) target: i64,
    /// No legal plan has less travel.
    pub(in crate::districting) bound: i64,
    /// Pairs of an atom and a base left after the root, once it is done.
    pub(in crate::districting) pairs_left: Option<usize>,
}

/// The tree of a proof.
pub(in crate::districting) struct Tree<'a> {
    model: &'a Model<'a>,
    open: Vec<Branch>,
    /// The base and other atoms of each site of the best plan found here; `None` while the plan at hand is the best.
    pub(in crate::districting) found: Option<Vec<(u32, Vec<u32>)>>,
    pub(in crate::districting) standing: Standing,
}

impl<'a> Tree<'a> {
    /// A tree that looks for plans of less travel than `target`.
    pub(in crate::districting) fn new(model: &'a Model<'a>, left: Left, target: i64) -> Self {
        Self {
            model,
            standing: Standing {
                steps: 0,
                branches: 0,
                target,
                bound: left.bound,
                pairs_left: None,
            },
            open: vec![Branch {
                left,
                depth: 0,
                list_below: i64::MAX,
            }],
            found: None,
        }
    }

    /// True when no plan can be better than the best known.
    pub(in crate::districting) fn is_done(&self) -> bool {
        self.open.is_empty()
    }

    /// Looks at branches until none is left or `effort` is spent.
    pub(in crate::districting) fn run(&mut self, effort: &Effort, hear: &mut dyn FnMut(&Standing)) {
        let mut dives = 0u64;
        while !effort.stop.is_stopped() && self.standing.steps < effort.steps {
            let Some(branch) = self.open.pop() else { break };
            let others = self.open.len();
            if branch.left.bound < self.standing.target {
                self.look_at(branch, effort);
            }
            dives += u64::from(self.open.len() <= others);
            if self.open.len() <= others && dives.is_multiple_of(PLUNGES) {
                self.turn_to_lowest();
            }
            let least = self.open.iter().map(|branch| branch.left.bound).min();
            let bound = least.unwrap_or(self.standing.target).min(self.standing.target);
            self.standing.bound = self.standing.bound.max(bound);
            hear(&self.standing);
        }
    }

    /// Puts the branch with the lowest bound next: it holds the bound of the whole tree down, and the best plans.
    fn turn_to_lowest(&mut self) {
        let lowest = (0..self.open.len()).min_by_key(|&at| (self.open[at].left.bound, std::cmp::Reverse(at)));
        if let (Some(lowest), Some(last)) = (lowest, self.open.len().checked_sub(1)) {
            self.open.swap(lowest, last);
        }
    }

    fn look_at(&mut self, mut branch: Branch, effort: &Effort) {
        self.standing.branches += 1;
        let is_root = branch.depth == 0;
        let Some((shares, forced)) = self.raise(&mut branch, effort) else {
            return;
        };
        if is_root {
            self.standing.pairs_left = Some(branch.left.pair_count());
        }
        if effort.stop.is_stopped() {
            self.open.push(branch);
            return;
        }
        self.try_to_list(&mut branch, &forced);
        let Some((atom, near)) = self.hesitation(&branch.left, &shares) else {
            self.settle(&branch.left, &forced);
            return;
        };
        let mut close = Branch {
            left: branch.left.clone(),
            depth: branch.depth + 1,
            list_below: branch.list_below,
        };
        let mut far = Branch {
            depth: branch.depth + 1,
            ..branch
        };
        for (base, is_near) in near {
            let other = if is_near { &mut far } else { &mut close };
            other.left.forbid(self.model, atom, base);
        }
        self.open.push(far);
        self.open.push(close);
    }

    /// Lists the sites of a branch; after a failure its branches try again when the gap is two thirds of what it is.
    fn try_to_list(&self, branch: &mut Branch, forced: &Forced) {
        let gap = self.standing.target - branch.left.bound;
        if branch.left.columns.is_none() && gap < branch.list_below {
            branch.left.columns = list(self.model, &branch.left, forced, self.standing.target, SHARPNESS);
            branch.list_below = gap / 3 * 2;
        }
    }

    /// Raises the bound of a branch and takes out what is too dear. `None` when no better plan is in it.
    fn raise(&mut self, branch: &mut Branch, effort: &Effort) -> Option<(Shares, Forced)> {
        let mut forced = branch.left.conclude(self.model)?;
        let mut pace = Pace::new(Some(self.standing.target), SHARPNESS);
        let steps = if branch.depth == 0 {
            ROOT_STEPS
        } else {
            pace.length = BRANCH_LENGTH;
            pace.patience = BRANCH_PATIENCE;
            BRANCH_STEPS
        };
        let mut ascent = Ascent::new(&branch.left, pace);
        for step in 1..=steps {
            if effort.stop.is_stopped() || ascent.is_spent() {
                break;
            }
            self.standing.steps += 1;
            match ascent.step(self.model, &mut branch.left, &forced) {
                Step::On => {}
                Step::Closed => return None,
                Step::Plan(found) => {
                    if found.chosen.iter().all(|chosen| chosen.is_site) {
                        self.keep(found.bound, &found.chosen);
                        return None;
                    }
                    break;
                }
            }
            if step % ROUND_STEPS == 0 {
                let target = self.standing.target;
                if !fix(self.model, &mut branch.left, &forced, target, SHARPNESS) {
                    return None;
                }
                forced = branch.left.conclude(self.model)?;
            }
        }
        Some((ascent.shares, forced))
    }

    fn keep(&mut self, travel: i64, chosen: &[Chosen]) {
        if travel < self.standing.target {
            self.standing.target = travel;
            let site = |chosen: &Chosen| {
                let atoms = chosen.atoms.iter().map(|&(atom, _)| atom).collect();
                (chosen.base, atoms)
            };
            self.found = Some(chosen.iter().map(site).collect());
        }
    }

    /// The atom to split, and its bases with those of the near half marked; `None` when every atom has one base.
    fn hesitation(&self, left: &Left, shares: &Shares) -> Option<(u32, Vec<(u32, bool)>)> {
        let mut bases_of: Vec<Vec<(i64, u32)>> = vec![Vec::new(); self.model.atoms.len()];
        for (at, base) in left.bases.iter().enumerate().filter(|(_, base)| base.is_open) {
            let own = self.model.bases[at];
            bases_of[own.atom as usize].push((own.own, at as u32));
            for pair in &base.pairs {
                bases_of[pair.atom as usize].push((pair.travel, at as u32));
            }
        }
        let mut best: Option<(u64, u32, usize)> = None;
        for (atom, bases) in bases_of
            .iter_mut()
            .enumerate()
            .filter(|(_, bases)| bases.len() > 1)
        {
            bases.sort_unstable();
            let people = self.model.atoms.population[atom].max(1) as u64;
            let share = |base: u32| shares.get(&(atom as u32, base)).copied().unwrap_or(0);
            let whole: u64 = bases.iter().map(|&(_, base)| share(base)).sum();
            let mut near = 0;
            for (place, &(_, base)) in bases[..bases.len() - 1].iter().enumerate() {
                near += share(base);
                let doubt = near.min(whole - near) * 1024 / whole.max(1) + 1;
                let score = doubt * people.isqrt();
                if best.is_none_or(|(best, ..)| score > best) {
                    best = Some((score, atom as u32, place + 1));
                }
            }
        }
        let (_, atom, cut) = best?;
        let bases = bases_of[atom as usize].iter().enumerate();
        Some((
            atom,
            bases.map(|(place, &(_, base))| (base, place < cut)).collect(),
        ))
    }

    /// A branch that holds one plan at most: it is a plan or not.
    fn settle(&mut self, left: &Left, forced: &Forced) {
        let relaxation = Relaxation {
            model: self.model,
            left,
            forced,
            sharpness: EXHAUSTIVE,
        };
        if let Some(found) = relaxation.evaluate(&left.multipliers)
            && found.chosen.iter().all(|chosen| chosen.is_site)
        {
            self.keep(found.bound, &found.chosen);
        }
    }
}
