//! Sites that fall into pieces.

use super::rules::site_slots;
use crate::districting::outcome::Violation;
use crate::districting::problem::{Problem, SiteIx, UnitIx};

/// Names every site with more than one piece, and all its pieces but the one with most residents.
pub(super) fn pieces(problem: &Problem, assignment: &[SiteIx], found: &mut Vec<Violation>) {
    let mut seen = vec![false; assignment.len()];
    let mut first_piece: Vec<Option<Vec<UnitIx>>> = vec![None; site_slots(assignment)];
    let mut broken: std::collections::BTreeMap<SiteIx, Vec<Vec<UnitIx>>> = std::collections::BTreeMap::new();
    for start in 0..assignment.len() {
        if seen[start] {
            continue;
        }
        let site = assignment[start];
        let piece = piece_from(problem, assignment, UnitIx::at(start), &mut seen);
        match &mut first_piece[site.get()] {
            slot @ None => *slot = Some(piece),
            Some(_) => broken.entry(site).or_default().push(piece),
        }
    }
    for (site, mut pieces) in broken {
        pieces.extend(first_piece[site.get()].take());
        pieces.iter_mut().for_each(|piece| piece.sort_unstable());
        let residents = |piece: &Vec<UnitIx>| piece.iter().map(|&unit| problem.population(unit)).sum::<i64>();
        pieces.sort_by_key(|piece| (std::cmp::Reverse(residents(piece)), piece.first().copied()));
        pieces.remove(0);
        found.push(Violation::Disconnected { site, pieces });
    }
}

fn piece_from(problem: &Problem, assignment: &[SiteIx], start: UnitIx, seen: &mut [bool]) -> Vec<UnitIx> {
    let mut piece = vec![start];
    seen[start.get()] = true;
    let mut next = 0;
    while next < piece.len() {
        let unit = piece[next];
        next += 1;
        for neighbour in problem.neighbours(unit) {
            let other = neighbour.unit;
            if !seen[other.get()] && assignment[other.get()] == assignment[start.get()] {
                seen[other.get()] = true;
                piece.push(other);
            }
        }
    }
    piece
}
