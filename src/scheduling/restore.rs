//! Residents know the hours as well as the days: routes of a replanned answer take the order of their published ones
//! again where that costs little.
//!
//! The search prices days, and no order of stops: a round that it touches comes back reversed for nothing. Afterwards
//! each route is given the published order of the stops that stayed, with the new ones where they lengthen the round
//! least, and keeps it when the rules allow it and each stop that is spared another hour costs no more than
//! [`RETIME_PART`] of a move to another day. O(stops²) clockings of a route that changed.

use super::outcome::{Outcome, Route};
use super::price::Excess;
use super::problem::{Problem, VisitIndex};
use super::repair::{Published, PublishedRoute};
use super::round::Round;

/// Part of the price of a move that another hour on the same day is worth.
const RETIME_PART: i64 = 8;

/// The routes of `outcome` with the published order of their stops.
pub(super) fn restored(
    problem: &Problem,
    published: &Published,
    outcome: &Outcome,
    move_cost: i64,
) -> Published {
    let mut left: Vec<&PublishedRoute> = published.routes.iter().collect();
    let mut answer = Published::of(problem, outcome);
    for (route, known) in outcome.routes.iter().zip(&mut answer.routes) {
        let common = |one: &PublishedRoute| {
            let stays = |visit: &&VisitIndex| one.visits.contains(visit);
            known.visits.iter().filter(stays).count()
        };
        let of_day = left.iter().enumerate();
        let like = of_day
            .filter(|(_, one)| (one.day, one.depot) == (route.day, route.depot))
            .map(|(at, one)| (common(one), at))
            .filter(|(common, _)| *common > 0)
            .max();
        if let Some((_, at)) = like {
            let before = left.swap_remove(at);
            if let Some(stops) = in_order_of(problem, route, &known.visits, before, move_cost) {
                known.visits = stops;
            }
        }
    }
    answer
}

/// The stops of a route in the order of a published one; `None` where that breaks a rule or costs too much.
fn in_order_of(
    problem: &Problem,
    route: &Route,
    now: &[VisitIndex],
    before: &PublishedRoute,
    move_cost: i64,
) -> Option<Vec<VisitIndex>> {
    let round = Round::new(problem, (route.depot, route.day), route.vehicle)?;
    let stays = |visit: &&VisitIndex| now.contains(visit);
    let mut stops: Vec<VisitIndex> = before.visits.iter().filter(stays).copied().collect();
    let kept = i64::try_from(stops.len()).unwrap_or(0);
    for visit in now.iter().filter(|visit| !before.visits.contains(visit)) {
        let with = |at: usize| {
            let mut with = stops.clone();
            with.insert(at, *visit);
            with
        };
        let best = (0..=stops.len()).map(with);
        stops = best.min_by_key(|with| (total(round.excess(with)), round.length(with)))?;
    }
    let dearer = (round.length(&stops) - round.length(now)).max(0) * problem.weights.drive.max(1);
    let is_sound = round.excess(&stops) == Excess::default();
    (is_sound && dearer <= kept * move_cost / RETIME_PART).then_some(stops)
}

fn total(excess: Excess) -> i64 {
    excess.load + excess.time + excess.warp
}
