//! What every round of a run shares: the atoms, their parts, the number of sites in each part.

use super::atoms::{Atoms, NO_ATOM};
use super::bound::Component;
use super::enumerate::Partitions;
use super::outcome::Sites;
use super::problem::{Problem, SiteIx};
use super::seed::WHOLE;
use super::site::Post;
use super::travel::WholeRows;

/// Steps of the table of totals over parts before it is left out.
const TABLE_STEPS_MAX: u64 = 20_000_000;

/// The fixed ground of a run.
#[derive(Debug, Clone, Copy)]
pub(super) struct Ground<'a> {
    pub(super) problem: &'a Problem,
    pub(super) atoms: &'a Atoms,
    pub(super) loads: &'a [(i64, i64)],
    pub(super) parts: &'a [Component],
    pub(super) rows: &'a WholeRows,
    pub(super) seed: u64,
    /// Sites that take half a post, locked ones not counted; `None` where posts are not counted.
    pub(super) half_posts: Option<u32>,
}

impl Ground<'_> {
    /// Sites of the plan in force that no plan touches.
    pub(super) fn locked_sites(&self) -> u32 {
        let mut locked: Vec<SiteIx> = self.problem.territory().locked.clone();
        locked.sort_unstable();
        locked.dedup();
        locked.len() as u32
    }

    /// Fewest sites of any legal plan, locked ones included.
    pub(super) fn at_least(&self) -> u32 {
        self.locked_sites() + self.parts.iter().map(|part| part.at_least).sum::<u32>()
    }

    /// Most sites of any legal plan, locked ones included.
    pub(super) fn at_most(&self) -> u32 {
        self.locked_sites() + self.parts.iter().map(|part| part.at_most).sum::<u32>()
    }

    /// Half posts that the locked sites take.
    pub(super) fn locked_half_posts(&self) -> u32 {
        let territory = self.problem.territory();
        let mut locked: std::collections::BTreeMap<SiteIx, (i64, i64)> = territory
            .locked
            .iter()
            .map(|&site| (site, (0, i64::MAX)))
            .collect();
        let before = territory.incumbent.as_deref().unwrap_or_default();
        for (unit, site) in territory.units.iter().zip(before) {
            if let Some((people, upper)) = site.and_then(|site| locked.get_mut(&site)) {
                *people += unit.population.0;
                *upper = (*upper).min(territory.norms[unit.norm.get()].upper.0);
            }
        }
        locked
            .into_values()
            .map(|(people, upper)| Post::halves(people, upper))
            .sum()
    }

    /// Fewest and most half posts that any legal plan takes, locked sites included. Half a post serves at most half of
    /// the upper bound; it serves the lower bound or, as a half of a whole one, more than a quarter of the upper.
    pub(super) fn half_post_bounds(&self) -> (u32, u32) {
        let (mut least, mut most) = (0i128, 0i128);
        for part in self.parts {
            let (mut needed, mut allowed) = (0i128, 0i128);
            let whole = i128::from(WHOLE);
            let mut fewest = i64::MAX;
            for &atom in &part.atoms {
                let (lower, upper) = self.atoms.bounds(self.atoms.classes[atom as usize]);
                let people = i128::from(self.atoms.population[atom as usize]);
                needed += 2 * people * whole / i128::from(upper.max(1));
                allowed += people;
                // A site keeps to the least upper bound in it, so the least of the part counts.
                fewest = fewest.min(lower).min(upper / 4);
            }
            least += ((needed + whole - 1) / whole).max(1);
            most += allowed / i128::from(fewest.max(1));
        }
        let count = |halves: i128| halves.clamp(0, i128::from(u32::MAX / 4)) as u32;
        let locked = self.locked_half_posts();
        (count(least) + locked, count(most) + locked)
    }

    /// Residents outside the norm that no plan with these numbers of sites avoids, as far as proven.
    pub(super) fn floor(&self, counts: &[u32]) -> i64 {
        let of_part = |(part, &count): (&Component, &u32)| {
            let (lower, upper) = part.widest;
            let sites = i64::from(count);
            let gap = (part.population - sites * upper)
                .max(sites * lower - part.population)
                .max(0);
            gap.max(part.outside)
        };
        self.parts.iter().zip(counts).map(of_part).sum()
    }

    /// Numbers of sites for each part: `total` in all, locked ones not counted. Every part gets a number that is not
    /// proven impossible where that can be; among those, near its share of the residents.
    pub(super) fn share_out(&self, total: u32) -> Vec<u32> {
        let wanted = self.by_residents(total);
        if wanted
            .iter()
            .zip(self.parts)
            .all(|(&count, part)| part.allows(count))
        {
            return wanted;
        }
        self.possible_shares(total, &wanted).unwrap_or(wanted)
    }

    /// True unless it is proven that no legal plan has `total` sites, locked ones not counted.
    pub(super) fn allows(&self, total: u32) -> bool {
        let wanted = self.by_residents(total);
        wanted
            .iter()
            .zip(self.parts)
            .all(|(&count, part)| part.allows(count))
            || self
                .reachable(total)
                .is_none_or(|reached| reached[self.parts.len()][total as usize])
    }

    fn by_residents(&self, total: u32) -> Vec<u32> {
        let mut counts = vec![1u32; self.parts.len()];
        let mut left = total.saturating_sub(counts.len() as u32);
        while left > 0 {
            let wants = |&at: &usize| {
                let (part, count) = (&self.parts[at], counts[at]);
                let class = u8::from(count < part.at_least) * 2 + u8::from(count < part.at_most);
                (class, part.population / i64::from(count), std::cmp::Reverse(at))
            };
            let open = (0..counts.len()).filter(|&at| (counts[at] as usize) < self.parts[at].atoms.len());
            let Some(chosen) = open.max_by_key(wants) else {
                break;
            };
            counts[chosen] += 1;
            left -= 1;
        }
        counts
    }

    /// For every number of first parts, which totals they can have; `None` when the table would be too large.
    fn reachable(&self, total: u32) -> Option<Vec<Vec<bool>>> {
        let width = total as usize + 1;
        let steps = self
            .parts
            .iter()
            .map(|part| u64::from(part.at_most) + 1)
            .sum::<u64>()
            * width as u64;
        if steps > TABLE_STEPS_MAX {
            return None;
        }
        let mut reached = vec![vec![false; width]];
        reached[0][0] = true;
        for (at, part) in self.parts.iter().enumerate() {
            let mut next = vec![false; width];
            for count in (part.at_least..=part.at_most).filter(|&count| part.allows(count)) {
                for before in 0..width.saturating_sub(count as usize) {
                    next[before + count as usize] |= reached[at][before];
                }
            }
            reached.push(next);
        }
        Some(reached)
    }

    fn possible_shares(&self, total: u32, wanted: &[u32]) -> Option<Vec<u32>> {
        let reached = self.reachable(total)?;
        let mut counts = vec![0; self.parts.len()];
        let mut left = total;
        for (at, part) in self.parts.iter().enumerate().rev() {
            let open = (part.at_least..=part.at_most.min(left))
                .filter(|&count| part.allows(count) && reached[at][(left - count) as usize]);
            counts[at] = open.min_by_key(|&count| (count.abs_diff(wanted[at]), count))?;
            left -= counts[at];
        }
        (left == 0).then_some(counts)
    }

    /// The numbers of sites with most room inside the norm, part by part.
    pub(super) fn roomy(&self) -> Vec<u32> {
        self.parts.iter().map(|part| self.roomy_part(part)).collect()
    }

    fn roomy_part(&self, part: &Component) -> u32 {
        if part.at_most < part.at_least {
            return part.least_bad;
        }
        let sum = |pick: fn(&(i64, i64)) -> i64| -> i128 {
            part.atoms
                .iter()
                .map(|&atom| i128::from(pick(&self.loads[atom as usize])))
                .sum()
        };
        let (upper, lower) = (sum(|load| load.0), sum(|load| load.1));
        let middle = 2 * upper * lower / (upper + lower).max(1);
        let sites = (middle + i128::from(WHOLE / 2)) / i128::from(WHOLE);
        let sites = (sites.min(i128::from(u32::MAX)) as u32).clamp(part.at_least, part.at_most);
        let known = part
            .partitions
            .as_ref()
            .map(Partitions::possible)
            .unwrap_or_default();
        known
            .into_iter()
            .min_by_key(|&count| (count.abs_diff(sites), count))
            .unwrap_or(sites)
    }

    /// The fewest numbers of sites, part by part; for a part that no number fits, the least bad one.
    pub(super) fn fewest(&self) -> Vec<u32> {
        let of_part = |part: &Component| {
            if part.at_most < part.at_least {
                part.least_bad
            } else {
                part.at_least
            }
        };
        self.parts.iter().map(of_part).collect()
    }

    /// The numbers of sites to plan with when they are not to be searched for.
    pub(super) fn counts(&self, sites: Sites) -> Vec<u32> {
        match sites {
            Sites::Exact(total) => self.share_out(total.saturating_sub(self.locked_sites())),
            Sites::Min | Sites::HalfPosts(_) => self.roomy(),
            Sites::Free => {
                let now = self.sites_in_force();
                if now >= self.at_least() && now <= self.at_most() {
                    self.share_out(now.saturating_sub(self.locked_sites()))
                } else {
                    self.roomy()
                }
            }
        }
    }

    fn sites_in_force(&self) -> u32 {
        let plan = self.problem.territory().incumbent.as_deref().unwrap_or_default();
        let mut sites: Vec<SiteIx> = plan.iter().flatten().copied().collect();
        sites.sort_unstable();
        sites.dedup();
        sites.len() as u32
    }

    /// The site of every unit, from the site of every atom: numbers of pins and of the plan in force are kept, the
    /// other sites take the free numbers in the order of their first unit.
    pub(super) fn assignment(&self, site_of: &[u32], sites: usize) -> Vec<SiteIx> {
        let territory = self.problem.territory();
        let mut number: Vec<Option<u32>> = vec![None; sites];
        let mut taken: std::collections::BTreeSet<u32> = territory.locked.iter().map(|site| site.0).collect();
        for (atom, &site) in site_of.iter().enumerate() {
            if let Some(pin) = self.atoms.pinned[atom]
                && number[site as usize].is_none()
                && taken.insert(pin.0)
            {
                number[site as usize] = Some(pin.0);
            }
        }
        for (site, before) in self.overlaps(site_of) {
            if number[site as usize].is_none() && taken.insert(before) {
                number[site as usize] = Some(before);
            }
        }
        let mut next = 0;
        let mut plan = Vec::with_capacity(self.atoms.atom_of.len());
        for (unit, &atom) in self.atoms.atom_of.iter().enumerate() {
            if atom == NO_ATOM {
                let before = territory.incumbent.as_ref().and_then(|incumbent| incumbent[unit]);
                plan.push(before.unwrap_or(SiteIx(0)));
                continue;
            }
            let slot = &mut number[site_of[atom as usize] as usize];
            let chosen = *slot.get_or_insert_with(|| {
                while taken.contains(&next) {
                    next += 1;
                }
                taken.insert(next);
                next
            });
            plan.push(SiteIx(chosen));
        }
        plan
    }

    /// Pairs of a site and a site of the plan in force, by falling number of common residents.
    fn overlaps(&self, site_of: &[u32]) -> Vec<(u32, u32)> {
        let mut people: std::collections::BTreeMap<(u32, u32), i64> = std::collections::BTreeMap::new();
        for (atom, &site) in site_of.iter().enumerate() {
            for &(before, residents) in self.atoms.incumbent.row(atom) {
                *people.entry((site, before)).or_default() += residents + 1;
            }
        }
        let mut pairs: Vec<_> = people.into_iter().collect();
        pairs.sort_by_key(|&(pair, residents)| (std::cmp::Reverse(residents), pair));
        pairs.into_iter().map(|(pair, _)| pair).collect()
    }
}
