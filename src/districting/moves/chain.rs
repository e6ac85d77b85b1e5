//! Chain: an atom joins a site that has no room for it, and another atom leaves that site, back to the first (a swap)
//! or on to a third (a link of an ejection chain).
//!
//! # References
//! F. Glover, "Ejection chains, reference structures and alternating path methods", Discrete Applied Mathematics 65,
//! 1996.

use super::foreign_site;
use super::rebase::after_move;
use crate::districting::anneal::Annealer;

/// Second links tried for one first link.
const LINKS: usize = 4;
/// Members drawn to find one on the border.
const DRAWS: usize = 8;

/// Shifts `atom` to `to`, then looks for a second link that brings the whole below `limit`. True when one was found.
pub(super) fn attempt(search: &mut Annealer<'_>, atom: u32, to: u32, limit: i64) -> bool {
    let from = search.plan.site_of[atom as usize];
    if !search
        .contiguity
        .holds_without(search.plan.atoms, &search.plan.site_of, atom)
    {
        return false;
    }
    let first = search.plan.price(&search.travel, atom, to).total();
    search.plan.shift(&search.travel, atom, to);
    for _ in 0..LINKS {
        let Some((second, third)) = second_link(search, to, atom) else {
            continue;
        };
        let price = search.plan.price(&search.travel, second, third).total();
        if first + price > limit {
            continue;
        }
        if search
            .contiguity
            .holds_without(search.plan.atoms, &search.plan.site_of, second)
        {
            search.plan.shift(&search.travel, second, third);
            search.note_moved(atom);
            search.note_moved(second);
            for site in [from, to, third] {
                after_move(search, site);
            }
            return true;
        }
    }
    search.plan.shift(&search.travel, atom, from);
    false
}

/// A border atom of `site` other than `first` and the base's, and a site to take it.
fn second_link(search: &mut Annealer<'_>, site: u32, first: u32) -> Option<(u32, u32)> {
    let plan = &search.plan;
    let slot = &plan.sites[site as usize];
    for _ in 0..DRAWS {
        let drawn = slot.members[search.rng.below(slot.members.len())];
        let is_base = plan.weights.travel != 0 && drawn == slot.base_atom;
        if drawn != first && !is_base && plan.is_on_border(drawn) {
            return foreign_site(plan, drawn, &mut search.rng).map(|third| (drawn, third));
        }
    }
    None
}
