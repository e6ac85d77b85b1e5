//! Rebase: a site's base becomes its 1-median, the unit with the least travel for the site's residents.
//!
//! Small sites try every unit. Larger ones go downhill from the present base over neighbouring units.
//!
//! # References
//! L. Cooper, "Location-Allocation Problems", Operations Research 11(3), 1963: alternate between assigning and placing.

use crate::districting::anneal::Annealer;
use crate::districting::problem::UnitIx;
use crate::districting::travel::UNREACHABLE_DM;
use crate::search::StopToken;

/// Members up to which every unit is tried.
const TRY_ALL_MAX: usize = 12;

/// Chooses the base again once enough of the site has moved.
pub(super) fn after_move(search: &mut Annealer<'_>, site: u32) {
    if search.plan.weights.travel == 0 {
        return;
    }
    let slot = &search.plan.sites[site as usize];
    let few = slot.members.len() <= TRY_ALL_MAX;
    if slot.moves as usize * (1 + usize::from(few)) > slot.members.len() + 4 {
        rebase_site(search, site);
    }
}

/// Gives a site the best base that can be found from the present one. True when it changed.
pub(in crate::districting) fn rebase_site(search: &mut Annealer<'_>, site: u32) -> bool {
    search.plan.sites[site as usize].moves = 0;
    let members = search.plan.sites[site as usize].members.len();
    let before = search.plan.sites[site as usize].base;
    if members <= TRY_ALL_MAX {
        let candidates: Vec<u32> = search.plan.sites[site as usize].members.clone();
        improve(search, site, &candidates);
    } else {
        loop {
            let at = search.plan.sites[site as usize].base_atom;
            let near: Vec<u32> = search
                .plan
                .atoms
                .edges
                .row(at as usize)
                .iter()
                .map(|edge| edge.atom)
                .collect();
            let own: Vec<u32> = near
                .into_iter()
                .filter(|&atom| search.plan.site_of[atom as usize] == site)
                .collect();
            if !improve(search, site, &own) {
                break;
            }
        }
    }
    search.plan.sites[site as usize].base != before
}

/// Moves the base to the best unit of `candidates` if that is better than now.
fn improve(search: &mut Annealer<'_>, site: u32, candidates: &[u32]) -> bool {
    let mut best = (search.plan.sites[site as usize].travel, None);
    for &atom in candidates {
        for &unit in search.plan.atoms.members.row(atom as usize) {
            let base = UnitIx(unit);
            if let Some(sum) = sum_below(search, site, base, best.0) {
                best = (sum, Some(base));
            }
        }
    }
    let Some(base) = best.1 else { return false };
    search.plan.set_base(site, base, &search.travel);
    true
}

/// Travel of a site to `base` if it is below `limit`.
fn sum_below(search: &mut Annealer<'_>, site: u32, base: UnitIx, limit: i64) -> Option<i64> {
    let (plan, travel) = (&search.plan, &mut search.travel);
    travel.prepare(base, plan.units_of(site), || plan.bases());
    match plan.travel_with(site, base, travel, limit) {
        Ok(sum) => Some(sum),
        // The atom may be near, and only lie beyond the row as it was computed for another site.
        Err(atom) => {
            let units = plan.atoms.members.row(atom as usize).iter();
            let is_beyond = units
                .clone()
                .any(|&unit| travel.distance(base, unit) >= i64::from(UNREACHABLE_DM));
            let is_wider = is_beyond && travel.widen(base, plan.units_of(site));
            is_wider
                .then(|| plan.travel_with(site, base, travel, limit).ok())
                .flatten()
        }
    }
}

/// Chooses every site's base again, from all its units where the site is small; stopped, only some.
pub(in crate::districting) fn rebase_all(search: &mut Annealer<'_>, stop: &StopToken) {
    for site in 0..search.plan.sites.len() as u32 {
        if stop.is_stopped() {
            return;
        }
        rebase_site(search, site);
    }
}
