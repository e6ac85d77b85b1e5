//! Trade: a site is given up where its neighbours can take its residents, and another is split where ways are long.
//!
//! Shifts on borders never change how many sites a town has and how many the country around it, because every site on
//! the way would have to hand its residents on. A trade does it at once: the neighbours of the given-up site that have
//! the room, and those of the split site that can spare residents, form the window that is annealed afterwards.
//!
//! # References
//! J. Brimberg, P. Hansen, N. Mladenović, É. D. Taillard, "Improvements and comparison of heuristics for solving the
//! uncapacitated multisource Weber problem", Operations Research 48(3), 2000: insertion and deletion of facilities.

use super::anneal::Annealer;
use super::ground::Ground;
use super::moves::rebase_site;
use super::partition::Partition;
use super::seed::TreeSplit;
use super::window::Window;

/// Most sites on either side of a trade.
const SIDE_MAX: usize = 24;
/// Sites drawn to choose the one to split, and the one to give up, from.
const DRAWS: usize = 6;

/// Opens a window for a trade and makes it. False when the sites drawn have no room for it; nothing is changed then.
/// Every site must be closed.
pub(super) fn open(search: &mut Annealer<'_>, ground: Ground<'_>) -> bool {
    let (gone, split) = draw(search);
    if gone == split || search.plan.sites[split as usize].members.len() < 2 {
        return false;
    }
    let plan = &mut search.plan;
    let spare = |plan: &Partition<'_>, site: u32| {
        let slot = &plan.sites[site as usize];
        slot.population - plan.atoms.bounds(slot.classes()).0
    };
    let room = |plan: &Partition<'_>, site: u32| {
        let slot = &plan.sites[site as usize];
        plan.atoms.bounds(slot.classes()).1 - slot.population
    };
    let left = plan.sites[gone as usize].population;
    let wanted = plan.atoms.bounds(plan.sites[split as usize].classes()).0;
    let mut sites = Vec::new();
    let enough = grow(
        plan,
        &mut sites,
        gone,
        left + left / 16,
        SIDE_MAX,
        |plan, site| {
            if site == gone { 0 } else { room(plan, site) }
        },
    ) && grow(plan, &mut sites, split, wanted + wanted / 16, SIDE_MAX, spare);
    if !enough || !is_one_part(ground, plan, gone, split) {
        for site in sites {
            plan.sites[site as usize].is_open = false;
        }
        return false;
    }
    search.window = Window::of(&search.plan, sites);
    if !give_up(search, gone) {
        super::window::close(search);
        return false;
    }
    split_site(search, ground, split, gone);
    true
}

/// The site to give up and the site to split: of some drawn, those with the least and the most travel.
fn draw(search: &mut Annealer<'_>) -> (u32, u32) {
    let sites = search.plan.sites.len();
    let mut drawn: Vec<u32> = (0..2 * DRAWS).map(|_| search.rng.below(sites) as u32).collect();
    let travel = |&site: &u32| (search.plan.sites[site as usize].travel, site);
    let others = drawn.split_off(DRAWS);
    let least = drawn.into_iter().min_by_key(travel).unwrap_or(0);
    (least, others.into_iter().max_by_key(travel).unwrap_or(0))
}

/// Opens at most `most` sites around `first` until what they can give sums to `wanted`. False when they cannot.
pub(super) fn grow(
    plan: &mut Partition<'_>,
    sites: &mut Vec<u32>,
    first: u32,
    wanted: i64,
    most: usize,
    gives: impl Fn(&Partition<'_>, u32) -> i64,
) -> bool {
    if plan.sites[first as usize].is_open {
        return false;
    }
    let start = sites.len();
    plan.sites[first as usize].is_open = true;
    sites.push(first);
    let mut sum = gives(plan, first);
    let mut next = start;
    while next < sites.len() {
        let near = plan.neighbours_of(sites[next]);
        next += 1;
        for site in near {
            if sum >= wanted && next > start + 1 {
                return true;
            }
            if !plan.sites[site as usize].is_open && sites.len() < start + most {
                plan.sites[site as usize].is_open = true;
                sites.push(site);
                sum += gives(plan, site);
            }
        }
    }
    sum >= wanted
}

fn is_one_part(ground: Ground<'_>, plan: &Partition<'_>, one: u32, other: u32) -> bool {
    let part = |site: u32| {
        let atom = plan.sites[site as usize].members[0];
        ground
            .parts
            .iter()
            .position(|part| part.atoms.binary_search(&atom).is_ok())
    };
    part(one) == part(other)
}

/// Hands the atoms of a site to its open neighbours, from the rim inwards. False when it has none.
pub(super) fn give_up(search: &mut Annealer<'_>, gone: u32) -> bool {
    let mut left: Vec<u32> = search.plan.sites[gone as usize].members.clone();
    while !left.is_empty() {
        let before = left.len();
        let mut taken = Vec::new();
        left.retain(
            |&atom| match super::moves::foreign_site(&search.plan, atom, &mut search.rng) {
                Some(to) => {
                    taken.push((atom, to));
                    false
                }
                None => true,
            },
        );
        for (atom, to) in taken {
            search.plan.shift(&search.travel, atom, to);
            search.note_moved(atom);
        }
        if left.len() == before {
            return false;
        }
    }
    true
}

/// Splits a site in two; the second half goes to the free number `free`.
fn split_site(search: &mut Annealer<'_>, ground: Ground<'_>, split: u32, free: u32) {
    let members = search.plan.sites[split as usize].members.clone();
    let mut half = vec![0; ground.atoms.len()];
    TreeSplit::new(ground.atoms, ground.loads, &ground.atoms.population).split(
        &members,
        2,
        0,
        &mut half,
        &mut search.rng,
    );
    for &atom in members.iter().filter(|&&atom| half[atom as usize] == 1) {
        search.plan.shift(&search.travel, atom, free);
        search.note_moved(atom);
    }
    for site in [split, free] {
        search.plan.choose_first_base(site, &mut search.travel);
        rebase_site(search, site);
    }
}
