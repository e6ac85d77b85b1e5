//! Vacate: fewer sites, one at a time. A small site hands its residents to its neighbours, and the sites around it that
//! have the room between them are packed anew until nobody is outside the norm.
//!
//! Where sites have few units each, a plan with one site less is seldom found by planning everything again: the room is
//! spread over the map in amounts that fit no unit. A window of as many sites as have one site's room together is a
//! packing of its own, small enough to be tried thousands of times, and what it frees stays freed. The plan is legal
//! between any two windows, so a run can be ended at any time.
//!
//! # Complexity
//! A window of `w` sites takes some hundred moves for each of their atoms; a freed site rebuilds the plan once, linear
//! in the territory.
//!
//! # References
//! A. C. F. Alvim, C. C. Ribeiro, F. Glover, D. J. Aloise, "A hybrid improvement heuristic for the one-dimensional bin
//! packing problem", Journal of Heuristics 10(2), 2004: a bin is emptied, the excess is levelled out by local search.

use super::anneal::{Annealer, Cycle, WHOLE};
use super::draft::Draft;
use super::ground::Ground;
use super::legalise::{CUT, Energy, weights};
use super::partition::Partition;
use super::trade::{give_up, grow};
use super::window::{self, Window};
use crate::search::{Budget, SearchRng};

/// Most sites in a window.
const WINDOW_MAX: usize = 96;
/// Sites drawn, of which the one with fewest residents is given up.
const DRAWS: usize = 4;
/// Room in a window beyond the residents of the site that is given up, in 1/64 of them: from and to.
const SPARE: (usize, usize) = (16, 192);
/// Moves for each atom of a window, doubled up to so often.
const MOVES: u64 = 100;
const DOUBLINGS: usize = 4;
/// Windows that free no site, for each site of the plan, after which the search gives up.
const PATIENCE: usize = 24;

/// Gives up sites of a legal plan for as long as that works. Returns the last legal plan, its numbers of sites by part,
/// and the moves evaluated.
pub(super) fn vacate(
    ground: Ground<'_>,
    draft: Draft,
    counts: Vec<u32>,
    mut rng: SearchRng,
    budget: &Budget,
) -> (Draft, Vec<u32>, u64) {
    let (mut draft, mut counts, mut spent) = (draft, counts, 0);
    while !budget.is_spent(spent) {
        let stream = SearchRng::stream(rng.bits(), 0);
        let found = free_one(ground, &draft, &counts, stream, budget, &mut spent);
        let Some((next, part)) = found else { break };
        draft = next;
        counts[part] -= 1;
    }
    (draft, counts, spent)
}

/// The plan with one site less, and the part that lost it.
fn free_one(
    ground: Ground<'_>,
    draft: &Draft,
    counts: &[u32],
    rng: SearchRng,
    budget: &Budget,
    spent: &mut u64,
) -> Option<(Draft, usize)> {
    let people: i64 = ground.atoms.population.iter().sum();
    let mean = (people / ground.atoms.len().max(1) as i64).max(1);
    let packing = weights(&Energy::Packing(128), mean);
    let mut search = draft.annealer(ground, packing, counts, rng);
    search.iterations = *spent;
    window::set_all(&mut search, false);
    let before = search.plan.outside;
    let mut found = None;
    for _ in 0..PATIENCE * draft.labels.len() {
        if budget.is_spent(search.iterations) {
            break;
        }
        // A window that cannot be opened costs a move, so that a counted budget ends.
        search.iterations += 1;
        let gone = draw(&mut search);
        let part = part_of(ground, &search.plan, gone);
        if counts[part] <= ground.parts[part].at_least {
            continue;
        }
        if open(&mut search, gone) && repack(&mut search, gone, before, budget) {
            found = Some((without(&search, gone, before), part));
            break;
        }
        window::close(&mut search);
    }
    *spent = search.iterations;
    found
}

/// A site with few residents.
fn draw(search: &mut Annealer<'_>) -> u32 {
    let sites = search.plan.sites.len();
    let drawn: Vec<u32> = (0..DRAWS).map(|_| search.rng.below(sites) as u32).collect();
    let people = |&site: &u32| (search.plan.sites[site as usize].population, site);
    drawn.into_iter().min_by_key(people).unwrap_or(0)
}

fn part_of(ground: Ground<'_>, plan: &Partition<'_>, site: u32) -> usize {
    let atom = plan.sites[site as usize].members[0];
    let holds = |part: &super::bound::Component| part.atoms.binary_search(&atom).is_ok();
    ground.parts.iter().position(holds).unwrap_or(0)
}

/// Opens a window with room for the residents of `gone` and hands them out in it. False when there is no room; the
/// window is then to be closed all the same.
fn open(search: &mut Annealer<'_>, gone: u32) -> bool {
    let left = search.plan.sites[gone as usize].population;
    let (from, to) = SPARE;
    let spare = (from + search.rng.below(to - from)) as i64;
    let room = |plan: &Partition<'_>, site: u32| {
        let slot = &plan.sites[site as usize];
        if site == gone {
            0
        } else {
            plan.atoms.bounds(slot.classes()).1 - slot.population
        }
    };
    let mut sites = Vec::new();
    let enough = grow(
        &mut search.plan,
        &mut sites,
        gone,
        left + left * spare / 64,
        WINDOW_MAX,
        room,
    );
    search.window = Window::of(&search.plan, sites);
    enough && give_up(search, gone)
}

/// Anneals the window until no more than `before` are outside the norm, the empty site `gone` aside. True when it came
/// to that.
fn repack(search: &mut Annealer<'_>, gone: u32, before: i64, budget: &Budget) -> bool {
    let allowed = before + search.plan.sites[gone as usize].outside;
    let hot = CUT << (1 + search.rng.below(3));
    let moves = (MOVES << search.rng.below(DOUBLINGS)) * search.window.len() as u64;
    let cycle = Cycle {
        hot,
        cold: CUT / 8,
        moves,
        share: WHOLE as u32,
        adapt: false,
    };
    let enough = |plan: &Partition<'_>| plan.clashes == 0 && plan.outside <= allowed;
    search.run(cycle, budget, enough, &mut |_| ());
    search.plan.clashes == 0 && search.plan.outside <= allowed
}

/// The plan at hand without the empty site `gone`; the last site takes its number.
fn without(search: &Annealer<'_>, gone: u32, outside: i64) -> Draft {
    let mut draft = Draft::of(search);
    let last = draft.labels.len() as u32 - 1;
    for site in draft.site_of.iter_mut().filter(|site| **site == last) {
        *site = gone;
    }
    draft.labels.swap_remove(gone as usize);
    draft.rank.1 = outside;
    draft
}
