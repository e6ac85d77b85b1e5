//! Moves of the search, one file a move.
//!
//! | move | what it does |
//! | --- | --- |
//! | `shift` | an atom, with the pieces it would cut off, goes to a neighbouring site |
//! | `chain` | a second atom leaves the site that the first one joined |
//! | `rebase` | a site's base becomes its median |

mod chain;
mod rebase;
mod shift;

pub(super) use rebase::{rebase_all, rebase_site};

use super::anneal::Annealer;
use super::partition::Partition;
use crate::search::SearchRng;

/// An open site of one of the atom's neighbours, not its own, drawn at random.
pub(super) fn foreign_site(plan: &Partition<'_>, atom: u32, rng: &mut SearchRng) -> Option<u32> {
    let edges = plan.atoms.edges.row(atom as usize);
    let own = plan.site_of[atom as usize];
    let start = rng.below(edges.len());
    let (late, early) = edges.split_at(start);
    let sites = early
        .iter()
        .chain(late)
        .map(|edge| plan.site_of[edge.atom as usize]);
    sites
        .into_iter()
        .find(|&site| site != own && plan.sites[site as usize].is_open)
}

/// Tries to bring `atom` to the site `to` at an energy of at most `limit` more than now. True when the plan changed.
pub(super) fn attempt(search: &mut Annealer<'_>, atom: u32, to: u32, limit: i64) -> bool {
    let from = search.plan.site_of[atom as usize];
    if search.plan.sites[from as usize].members.len() == 1 {
        return false;
    }
    if search.plan.weights.travel != 0 && search.plan.sites[from as usize].base_atom == atom {
        return false;
    }
    let price = search.plan.price(&search.travel, atom, to);
    if price.total() <= limit {
        return shift::apply(search, atom, to, price.total(), limit);
    }
    if price.penalty > 0 && price.objective <= limit + search.plan.weights.charge {
        return chain::attempt(search, atom, to, limit);
    }
    false
}
