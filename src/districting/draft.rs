//! A plan at rest, between two rounds of the search.

use super::anneal::{Annealer, Rank, rank};
use super::ground::Ground;
use super::objective::Weights;
use super::outcome::Objective;
use super::partition::{NO_LABEL, Partition, Post, Site};
use super::problem::UnitIx;
use super::seed;
use super::travel::Travel;
use crate::search::{SearchRng, StopToken};

/// A plan with what a round needs to go on from it.
#[derive(Debug, Clone)]
pub(super) struct Draft {
    /// Site of every atom.
    pub(super) site_of: Vec<u32>,
    /// Site of the plan in force that a site continues, by site.
    pub(super) labels: Vec<u32>,
    /// Bases by site; empty before the first travel.
    pub(super) bases: Vec<UnitIx>,
    /// How good it is under the weights of the stage that made it.
    pub(super) rank: Rank,
}

impl Draft {
    /// A first plan with these numbers of sites: the plan in force brought to them where it counts, else a random one.
    pub(super) fn first(ground: Ground<'_>, counts: &[u32], keep: bool, rng: &mut SearchRng) -> Self {
        if !keep {
            return Self::random(ground, counts, &ground.atoms.population, rng);
        }
        let (site_of, labels) = seed::from_incumbent(ground, counts, rng);
        Self::unranked(site_of, labels)
    }

    /// A random plan whose sites have about equally much of `weights` (by atom).
    pub(super) fn random(ground: Ground<'_>, counts: &[u32], weights: &[i64], rng: &mut SearchRng) -> Self {
        let mut site_of = vec![0; ground.atoms.len()];
        let mut split = seed::TreeSplit::new(ground.atoms, ground.loads, weights);
        let mut next = 0;
        for (part, &count) in ground.parts.iter().zip(counts) {
            let legal = part.partitions.as_ref().and_then(|known| known.draw(count, rng));
            let Some(legal) = legal else {
                next += split.split(&part.atoms, count, next, &mut site_of, rng);
                continue;
            };
            for (&atom, site) in part.atoms.iter().zip(legal) {
                site_of[atom as usize] = next + site;
            }
            next += count;
        }
        Self::unranked(site_of, vec![NO_LABEL; next as usize])
    }

    /// A plan without labels, with its bases.
    pub(super) fn with_bases(site_of: Vec<u32>, bases: Vec<UnitIx>) -> Self {
        let labels = vec![NO_LABEL; bases.len()];
        Self {
            bases,
            ..Self::unranked(site_of, labels)
        }
    }

    fn unranked(site_of: Vec<u32>, labels: Vec<u32>) -> Self {
        Self {
            site_of,
            labels,
            bases: Vec::new(),
            rank: (u32::MAX, i64::MAX, i64::MAX),
        }
    }

    /// An annealer that stands on this plan.
    pub(super) fn annealer<'a>(
        &self,
        ground: Ground<'a>,
        weights: Weights,
        counts: &[u32],
        rng: SearchRng,
    ) -> Annealer<'a> {
        let sites = self.labels.len();
        let mut travel = Travel::new(ground.problem, ground.rows, sites);
        let mut plan = Partition::new(ground.atoms, weights, &mut travel, self.site_of.clone(), sites);
        for (site, &label) in plan.sites.iter_mut().zip(&self.labels) {
            site.label = label;
        }
        if let Some(halves) = ground.half_posts {
            give_posts(&mut plan, halves);
        }
        set_targets(&mut plan, ground, counts);
        if plan.weights.travel != 0 {
            for (site, &base) in self.bases.iter().enumerate() {
                travel.prepare(base, plan.units_of(site as u32), || self.bases.clone());
                plan.set_base(site as u32, base, &travel);
            }
        }
        plan.reprice();
        let mut search = Annealer::new(plan, travel, rng);
        search.hopeless = ground.parts.iter().filter(|part| !part.is_possible()).count() as u32;
        search
    }

    /// The best plan of an annealer.
    pub(super) fn best_of(search: &Annealer<'_>) -> Self {
        Self {
            site_of: search.best.site_of.clone(),
            labels: search.plan.sites.iter().map(|site| site.label).collect(),
            bases: if search.plan.weights.travel == 0 {
                Vec::new()
            } else {
                search.best.bases.clone()
            },
            rank: search.best.rank,
        }
    }

    /// The plan that an annealer stands on.
    pub(super) fn of(search: &Annealer<'_>) -> Self {
        Self {
            site_of: search.plan.site_of.clone(),
            bases: if search.plan.weights.travel == 0 {
                Vec::new()
            } else {
                search.plan.bases()
            },
            rank: rank(&search.plan),
            ..Self::best_of(search)
        }
    }

    /// Chooses the bases, so that travel can be told.
    pub(super) fn choose_bases(&mut self, ground: Ground<'_>, counts: &[u32], stop: &StopToken) {
        let mut weights = Weights::default();
        weights.set(Objective::Travel, 1);
        let mut search = self.annealer(ground, weights, counts, SearchRng::new(0));
        super::moves::rebase_all(&mut search, stop);
        self.bases = search.plan.bases();
    }

    /// The figure that `objective` asks to be small, with the bases at hand.
    pub(super) fn figure(&self, ground: Ground<'_>, objective: Objective, counts: &[u32]) -> i64 {
        let mut weights = Weights::default();
        weights.set(objective, 1);
        self.annealer(ground, weights, counts, SearchRng::new(0))
            .plan
            .objective
    }
}

/// The sites with fewest residents for their bounds take half a post, so many as are to.
fn give_posts(plan: &mut Partition<'_>, halves: u32) {
    let atoms = plan.atoms;
    let fullness = |site: &Site| {
        let upper = atoms.bounds(site.classes()).1.max(1);
        i128::from(site.population) * i128::from(seed::WHOLE) / i128::from(upper)
    };
    let mut order: Vec<usize> = (0..plan.sites.len()).collect();
    order.sort_by_key(|&site| (fullness(&plan.sites[site]), site));
    for (rank, site) in order.into_iter().enumerate() {
        plan.sites[site].post = if rank < halves as usize {
            Post::Half
        } else {
            Post::Whole
        };
    }
}

/// The populations to level at: equal in each part, half as many where half a post is.
fn set_targets(plan: &mut Partition<'_>, ground: Ground<'_>, counts: &[u32]) {
    for (part, &count) in ground.parts.iter().zip(counts) {
        let mut halves = vec![false; plan.sites.len()];
        for &atom in &part.atoms {
            let site = plan.site_of[atom as usize] as usize;
            halves[site] = plan.sites[site].post == Post::Half;
        }
        let smaller = halves.iter().filter(|&&is_half| is_half).count() as i64;
        let shares = (2 * i64::from(count) - smaller).max(1);
        for &atom in &part.atoms {
            let site = plan.site_of[atom as usize] as usize;
            let share = if halves[site] { 1 } else { 2 };
            plan.sites[site].target = part.population * share / shares;
        }
    }
}
