//! Shift: one atom goes to a neighbouring site. Where it held its site together, the pieces it cuts off go along.

use super::rebase::after_move;
use crate::districting::anneal::Annealer;
use crate::districting::contiguity::Rest;

/// Most atoms that follow a shifted one.
const FOLLOWERS_MAX: usize = 12;

/// Applies a shift whose own price passed. When pieces follow, the whole must pass as well. True when applied.
pub(super) fn apply(search: &mut Annealer<'_>, atom: u32, to: u32, price: i64, limit: i64) -> bool {
    let plan = &search.plan;
    let from = plan.site_of[atom as usize];
    let rest = search
        .contiguity
        .without(plan.atoms, &plan.site_of, atom, FOLLOWERS_MAX);
    let followers = match rest {
        Rest::Whole => {
            search.plan.shift(&search.travel, atom, to);
            search.note_moved(atom);
            after_move(search, from);
            after_move(search, to);
            return true;
        }
        Rest::CutOff(followers) => followers.to_vec(),
        Rest::Broken => return false,
    };
    let base = plan.sites[from as usize].base_atom;
    if plan.weights.travel != 0 && followers.contains(&base) {
        return false;
    }
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
