//! Shift: one atom goes to a neighbouring site. Where it held its site together, the pieces it cuts off go along.

use super::rebase::after_move;
use crate::districting::anneal::Annealer;

/// Most atoms that follow a shifted one.
const FOLLOWERS_MAX: usize = 12;

/// Applies a shift whose own price passed. When pieces follow, the whole must pass as well. True when applied.
pub(super) fn apply(search: &mut Annealer<'_>, atom: u32, to: u32, price: i64, limit: i64) -> bool {
    let from = search.plan.site_of[atom as usize];
    if search
        .contiguity
        .holds_without(search.plan.atoms, &search.plan.site_of, atom)
    {
        search.plan.shift(&search.travel, atom, to);
        search.note_moved(atom);
        after_move(search, from);
        after_move(search, to);
        return true;
    }
    let keep = keeper(search, from, atom);
    let Some(keep) = keep else { return false };
    let plan = &search.plan;
    let Some(followers) = search
        .contiguity
        .cut_off(plan.atoms, &plan.site_of, atom, keep, FOLLOWERS_MAX)
    else {
        return false;
    };
    search.plan.shift(&search.travel, atom, to);
    let mut total = price;
    for &follower in &followers {
        total += search.plan.price(&search.travel, follower, to).total();
        search.plan.shift(&search.travel, follower, to);
    }
    if total > limit {
        for &follower in followers.iter().rev() {
            search.plan.shift(&search.travel, follower, from);
        }
        search.plan.shift(&search.travel, atom, from);
        return false;
    }
    search.note_moved(atom);
    for follower in followers {
        search.note_moved(follower);
    }
    after_move(search, from);
    after_move(search, to);
    true
}

/// An atom of the piece that stays: the base where travel counts, else a member drawn at random.
fn keeper(search: &mut Annealer<'_>, site: u32, leaving: u32) -> Option<u32> {
    let site = &search.plan.sites[site as usize];
    if search.plan.weights.travel != 0 {
        return Some(site.base_atom);
    }
    let drawn = site.members[search.rng.below(site.members.len())];
    (drawn != leaving).then_some(drawn)
}
