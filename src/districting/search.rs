//! The course of a run: bounds, the number of sites, a legal plan, better plans, the report.

use super::atoms::Atoms;
use super::bound::{self, Component};
use super::draft::Draft;
use super::excuse::excused;
use super::explain;
use super::ground::Ground;
use super::legalise::{Effort, legalise};
use super::objective::Weights;
use super::optimum::optimum;
use super::outcome::{Objective, Options, Outcome, Reason, Sites};
use super::problem::Problem;
use super::rounds::Course;
use super::seed::loads;
use super::travel::WholeRows;
use super::vacate::vacate;
use super::ways::Ways;
use crate::search::{Budget, Progress, ProgressSink, SearchRng};

/// Plans a territory.
///
/// The answer is the best plan found when the budget is spent: legal if the search found a legal one, else the one
/// with fewest residents outside the norm, with the reasons. It depends on the seed and the iteration budget, not on
/// the number of threads; a time limit or a cancel only ends it sooner. A token is looked at every few hundred moves.
pub(super) fn solve(
    problem: &Problem,
    options: &Options,
    budget: &Budget,
    progress: ProgressSink<'_>,
) -> Outcome {
    solve_tuned(problem, options, Tuning::default(), budget, progress)
}

/// A part of the search that can be left out, to measure what it is worth.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Feature {
    /// Starting with full sites in towns and small ones in the country.
    Density,
    /// Annealing windows of neighbouring sites instead of the whole plan again.
    Windows,
    /// Giving up a site in one place and splitting one in another.
    Trades,
    /// Giving up site after site on the way to the fewest.
    Vacating,
    /// Reading the best plan off where all parts are enumerated.
    Optimum,
}

/// [`solve`] without a part of the search, for the benchmark's ablation.
pub fn solve_without(
    problem: &Problem,
    options: &Options,
    without: Feature,
    budget: &Budget,
    progress: ProgressSink<'_>,
) -> Outcome {
    let tuning = Tuning {
        step: None,
        without: Some(without),
    };
    solve_tuned(problem, options, tuning, budget, progress)
}

/// What a caller inside the core may change of a run.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Tuning {
    /// How much less each objective weighs than the one before it, instead of its own step.
    pub(super) step: Option<i128>,
    /// What is left out.
    pub(super) without: Option<Feature>,
}

/// [`solve`], tuned.
pub(super) fn solve_tuned(
    problem: &Problem,
    options: &Options,
    tuning: Tuning,
    budget: &Budget,
    progress: ProgressSink<'_>,
) -> Outcome {
    let rows = WholeRows::new(problem);
    let mut joinings = joinings(problem);
    let (mut spent, tries) = (0, joinings.len() as u32);
    let mut chosen = (0, (usize::MAX, i64::MAX));
    if tries > 1 {
        for (at, (atoms, conflicts)) in joinings.iter().enumerate() {
            let share = budget.part(2 * tries, 2 * tries - at as u32);
            let tried = Joining {
                problem,
                rows: &rows,
                atoms,
                conflicts,
            };
            let outcome = tried.solve(options, tuning, &share, &mut crate::search::ignore_progress);
            spent += outcome.iterations;
            let rank = (conflicts.len(), outcome.figures.norm_violation);
            if rank < chosen.1 {
                chosen = (at, rank);
            }
            if outcome.feasible || budget.is_spent(spent) {
                break;
            }
        }
    }
    let (atoms, conflicts) = joinings.swap_remove(chosen.0);
    let left = Budget {
        iterations: budget.iterations.map(|limit| limit.saturating_sub(spent).max(1)),
        stop: budget.stop.clone(),
    };
    let joining = Joining {
        problem,
        rows: &rows,
        atoms: &atoms,
        conflicts: &conflicts,
    };
    let mut outcome = joining.solve(options, tuning, &left, progress);
    outcome.iterations += spent;
    outcome
}

/// Ways beside the shortest that are tried for sets that do not touch.
const OTHER_WAYS: u64 = 16;

/// The ways to join what must move as one, each different: one where every set hangs together by itself.
fn joinings(problem: &Problem) -> Vec<(Atoms, Vec<Reason>)> {
    let mut known = vec![Atoms::new(problem)];
    if known[0].0.chosen_ways {
        for number in 1..=OTHER_WAYS {
            let other = Atoms::joined(problem, &Ways::other(problem, number));
            if known.iter().all(|(atoms, _)| atoms.atom_of != other.0.atom_of) {
                known.push(other);
            }
        }
    }
    known
}

/// One way to join what must move as one, to be planned.
struct Joining<'a> {
    problem: &'a Problem,
    rows: &'a WholeRows,
    atoms: &'a Atoms,
    conflicts: &'a [Reason],
}

impl Joining<'_> {
    fn solve(
        &self,
        options: &Options,
        tuning: Tuning,
        budget: &Budget,
        progress: ProgressSink<'_>,
    ) -> Outcome {
        let (problem, rows) = (self.problem, self.rows);
        let asked = Prepared::new(self.atoms.clone());
        let real = asked.ground(problem, rows, options.seed);
        let excused = [true, false]
            .into_iter()
            .filter(|_| !matches!(options.sites, Sites::HalfPosts(_)))
            .filter_map(|cut| excused(problem, &asked.atoms, cut).map(Prepared::new))
            .find(|prepared| match options.sites {
                Sites::Exact(sites) => prepared.has_room(problem, rows, sites),
                _ => true,
            });
        let ground = excused
            .as_ref()
            .map_or(real, |excused| excused.ground(problem, rows, options.seed));
        let mut run = Run {
            ground,
            options,
            tuning,
            budget,
            progress,
            spent: 0,
            streams: 0,
            can_be_legal: excused.is_none(),
        };
        let (draft, counts) = run.legal_plan();
        let draft = run.better_plan(draft, &counts);
        let assignment = run.ground.assignment(&draft.site_of, draft.labels.len());
        explain::outcome(real, options, assignment, self.conflicts.to_vec(), run.spent)
    }
}

/// Atoms with what follows from them.
struct Prepared {
    atoms: Atoms,
    loads: Vec<(i64, i64)>,
    parts: Vec<Component>,
}

impl Prepared {
    fn new(atoms: Atoms) -> Self {
        Self {
            loads: loads(&atoms),
            parts: bound::components(&atoms),
            atoms,
        }
    }

    fn ground<'a>(&'a self, problem: &'a Problem, rows: &'a WholeRows, seed: u64) -> Ground<'a> {
        Ground {
            problem,
            atoms: &self.atoms,
            loads: &self.loads,
            parts: &self.parts,
            rows,
            seed,
            half_posts: None,
        }
    }

    /// True where every part gets a site of `sites`, locked ones included, and every site an atom.
    fn has_room(&self, problem: &Problem, rows: &WholeRows, sites: u32) -> bool {
        let locked = self.ground(problem, rows, 0).locked_sites();
        sites >= locked + self.parts.len() as u32 && sites <= locked + self.atoms.len() as u32
    }
}

/// Atoms up to which another start is tried before a longer search: a few large units fit in few ways.
const SHORT_MAX: usize = 400;
/// Such starts.
const SHORT_TRIES: u32 = 8;

/// As a later objective, cut edges count as being this many at least: in a district of four or five borders one of them
/// would otherwise weigh a fifth of all travel. So it weighs a sixtieth at most.
const FEW_EDGES: i64 = 50;

struct Run<'a, 'p> {
    ground: Ground<'a>,
    options: &'a Options,
    tuning: Tuning,
    budget: &'a Budget,
    progress: ProgressSink<'p>,
    spent: u64,
    streams: u64,
    /// False where the plan is one of an excused territory.
    can_be_legal: bool,
}

impl Run<'_, '_> {
    fn keeps(&self) -> bool {
        self.options.objectives.contains(&Objective::Change)
            && self.ground.problem.territory().incumbent.is_some()
    }

    fn wants_fewest(&self) -> bool {
        self.options.sites == Sites::Min
            || (self.options.sites == Sites::Free
                && self.options.objectives.first() == Some(&Objective::FewestSites))
    }

    /// The budget that is left.
    fn left(&self) -> Budget {
        self.left_of(self.budget)
    }

    /// What is left of `budget`, of which everything spent so far was a part.
    fn left_of(&self, budget: &Budget) -> Budget {
        Budget {
            iterations: budget
                .iterations
                .map(|limit| limit.saturating_sub(self.spent).max(1)),
            stop: budget.stop.clone(),
        }
    }

    /// Half of a counted budget, so that a plan is improved as well; the whole of any other.
    fn half(&self) -> Budget {
        Budget {
            iterations: self.budget.iterations.map(|limit| limit / 2),
            stop: self.budget.stop.clone(),
        }
    }

    /// A first plan brought to the norm as far as `effort` and `left` go.
    fn attempt_within(&mut self, left: &Budget, counts: &[u32], effort: Effort) -> Draft {
        self.streams += 1;
        let mut rng = SearchRng::stream(!self.ground.seed, self.streams);
        let first = Draft::first(self.ground, counts, self.keeps(), &mut rng);
        let (draft, moves) = legalise(self.ground, &first, counts, effort, rng, left);
        self.spent += moves;
        (self.progress)(Progress {
            iterations: self.spent,
            best: None,
            bound: None,
        });
        draft
    }

    fn is_done(&self, draft: &Draft, counts: &[u32]) -> bool {
        draft.rank.0 == 0 && draft.rank.1 <= self.ground.floor(counts)
    }

    /// A plan inside the norm, or as near as the search comes, and its numbers of sites.
    fn legal_plan(&mut self) -> (Draft, Vec<u32>) {
        if let Sites::HalfPosts(wanted) = self.options.sites {
            return self.by_posts(wanted);
        }
        let counts = if self.wants_fewest() {
            self.ground.roomy()
        } else {
            self.ground.counts(self.options.sites)
        };
        let best = self.attempts(&counts);
        if self.wants_fewest() && self.ground.problem.unit_count() > 0 {
            return self.fewest(best, counts);
        }
        (best, counts)
    }

    /// The best of some first plans with these numbers of sites.
    fn attempts(&mut self, counts: &[u32]) -> Draft {
        let is_possible = self.can_be_legal && self.ground.parts.iter().all(Component::is_possible);
        let budget = if is_possible {
            self.budget.clone()
        } else {
            self.half()
        };
        let mut best = self.attempt_within(&self.left_of(&budget), counts, Effort::Steady);
        let mut tries = 0;
        let short = if self.ground.atoms.len() > SHORT_MAX {
            0
        } else {
            SHORT_TRIES
        };
        while !self.is_done(&best, counts) && tries < short + 3 && !budget.is_spent(self.spent) {
            let effort = if tries < short {
                Effort::Steady
            } else {
                Effort::Thorough
            };
            let again = self.attempt_within(&self.left_of(&budget), counts, effort);
            if again.rank < best.rank {
                best = again;
            }
            tries += 1;
        }
        best
    }

    /// A plan whose sites take `wanted` half posts: as few sites as work, so mostly whole posts. Every number of sites
    /// is levelled first; where that is not enough, each gets an equal share of half of the budget.
    fn by_posts(&mut self, wanted: u32) -> (Draft, Vec<u32>) {
        let (at_least, at_most) = self.ground.half_post_bounds();
        let free = wanted.clamp(at_least, at_most.max(at_least)) - self.ground.locked_half_posts();
        let parts = self.ground.parts.len() as u32;
        let fewest = free.div_ceil(2).max(parts);
        let mut numbers: Vec<u32> = (fewest..=free.max(fewest)).collect();
        if numbers.iter().any(|&sites| self.ground.allows(sites)) {
            numbers.retain(|&sites| self.ground.allows(sites));
        }
        let mut best: Option<(Draft, Vec<u32>, Option<u32>)> = None;
        for effort in [Effort::Quick, Effort::Steady, Effort::Thorough] {
            for (at, &sites) in numbers.iter().enumerate() {
                let shares = 2 * (numbers.len() - at) as u32;
                self.ground.half_posts = Some((2 * sites).saturating_sub(free).min(sites));
                let counts = self.ground.share_out(sites);
                let draft = self.attempt_within(&self.left().part(shares, shares), &counts, effort);
                let is_done = self.is_done(&draft, &counts);
                if best.as_ref().is_none_or(|(known, ..)| draft.rank < known.rank) {
                    best = Some((draft, counts, self.ground.half_posts));
                }
                if is_done || self.budget.is_spent(self.spent) {
                    break;
                }
            }
            if best
                .as_ref()
                .is_some_and(|(draft, counts, _)| self.is_done(draft, counts))
            {
                break;
            }
        }
        let Some((draft, counts, half_posts)) = best else {
            let counts = self.ground.roomy();
            return (self.attempts(&counts), counts);
        };
        self.ground.half_posts = half_posts;
        (draft, counts)
    }

    /// Goes down from a number of sites: by halving as long as that is quick, then one by one with more effort.
    fn fewest(&mut self, roomy: Draft, counts: Vec<u32>) -> (Draft, Vec<u32>) {
        let fewest = self.ground.fewest();
        let mut lowest: u32 = fewest.iter().sum();
        let mut known = (roomy, counts);
        if !self.is_done(&known.0, &known.1) {
            // No legal plan at hand: fewest sites are as good a number as any.
            let other = self.attempt_within(&self.left(), &fewest, Effort::Steady);
            if (other.rank.0, other.rank.1) < (known.0.rank.0, known.0.rank.1) {
                known = (other, fewest);
            }
            return known;
        }
        let mut high: u32 = known.1.iter().sum();
        let half = self.half();
        while lowest < high && !half.is_spent(self.spent) {
            let middle = lowest + (high - lowest) / 2;
            match self.legal_at(middle, Effort::Quick, &half) {
                Some(found) => {
                    known = found;
                    high = middle;
                }
                None => lowest = middle + 1,
            }
        }
        lowest = fewest.iter().sum();
        if lowest < high && self.tuning.without != Some(Feature::Vacating) {
            self.streams += 1;
            let rng = SearchRng::stream(!self.ground.seed, self.streams);
            let left = self.left_of(&half).part(1, 2);
            let (draft, counts, moves) = vacate(self.ground, known.0, known.1, rng, &left);
            self.spent += moves;
            high = counts.iter().sum();
            known = (draft, counts);
        }
        for effort in [Effort::Steady, Effort::Thorough] {
            while lowest < high && !half.is_spent(self.spent) {
                let Some(found) = self.legal_at(high - 1, effort, &half) else {
                    break;
                };
                known = found;
                high -= 1;
            }
        }
        known
    }

    fn legal_at(&mut self, sites: u32, effort: Effort, budget: &Budget) -> Option<(Draft, Vec<u32>)> {
        let counts = self.ground.share_out(sites);
        let draft = self.attempt_within(&self.left_of(budget), &counts, effort);
        self.is_done(&draft, &counts).then_some((draft, counts))
    }

    /// Rounds of annealing on the objectives.
    fn better_plan(&mut self, mut draft: Draft, counts: &[u32]) -> Draft {
        let ground = self.ground;
        if counts.iter().all(|&count| count == 1) || self.budget.is_spent(self.spent) {
            return draft;
        }
        let asked: Vec<Objective> = self
            .options
            .objectives
            .iter()
            .copied()
            .filter(|&it| self.counts_for(it))
            .collect();
        if asked.contains(&Objective::Travel) {
            draft.choose_bases(ground, counts, &self.budget.stop);
        }
        if self.budget.stop.is_stopped() {
            return draft;
        }
        let mut figures: Vec<i64> = asked.iter().map(|&it| self.whole(&draft, it, counts)).collect();
        for (figure, &it) in figures.iter_mut().zip(&asked).skip(1) {
            if it == Objective::CutEdges {
                *figure = (*figure).max(FEW_EDGES);
            }
        }
        let figure = |wanted: Objective| {
            asked
                .iter()
                .position(|&it| it == wanted)
                .map_or(1, |at| figures[at])
        };
        let weights = Weights::in_order(&asked, self.tuning.step, figure);
        let unit = asked.first().map_or(1, |&first| weights.of(first)).max(1);
        let course = Course {
            ground,
            counts: counts.to_vec(),
            weights,
            keep: self.keeps(),
            without: self.tuning.without,
            threads: self.options.threads,
        };
        let mut first = draft;
        let search = first.annealer(ground, course.weights.clone(), counts, SearchRng::new(0));
        first = Draft::of(&search);
        drop(search);
        if self.tuning.without != Some(Feature::Optimum)
            && let Some((optimum, counts)) = optimum(ground, &course.weights, counts.iter().sum())
        {
            let search = optimum.annealer(ground, course.weights.clone(), &counts, SearchRng::new(0));
            let optimum = Draft::of(&search);
            if optimum.rank <= first.rank {
                return optimum;
            }
        }
        let (progress, can_be_legal) = (&mut self.progress, self.can_be_legal);
        let mut watch = |iterations, rank: (u32, i64, i64)| {
            let is_legal = can_be_legal && rank.0 == 0 && rank.1 == 0;
            progress(Progress {
                iterations,
                best: is_legal.then_some(rank.2 / unit),
                bound: None,
            });
        };
        let (best, spent) = course.run(first, self.spent, self.budget, &mut watch);
        self.spent = spent;
        best
    }

    /// What an objective as a whole comes to: its figure in a first plan; of change, which may be nothing there, at
    /// least an eighth of the residents.
    fn whole(&self, draft: &Draft, objective: Objective, counts: &[u32]) -> i64 {
        let figure = draft.figure(self.ground, objective, counts);
        if objective == Objective::Change {
            let people: i64 = self.ground.atoms.population.iter().sum();
            return figure.max(people / 8);
        }
        figure
    }

    /// True for an objective that this territory has data for.
    fn counts_for(&self, objective: Objective) -> bool {
        let territory = self.ground.problem.territory();
        match objective {
            Objective::FewestSites => false,
            Objective::Travel => !territory.roads.is_empty(),
            Objective::GroupSplits => !territory.layers.is_empty(),
            Objective::Change => territory.incumbent.is_some(),
            Objective::CutEdges | Objective::BorderLength | Objective::Balance => true,
        }
    }
}
