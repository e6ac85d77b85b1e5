//! Repairs of a redrawing: what else to move so that the plan stays legal, with the edit itself left as it was drawn.

use super::PlanningError;
use super::check::check_sites;
use super::ground::Ground;
use super::partition::{Start, core_territory};
use super::redraw::{UnitMove, moved};
use crate::districting::{Problem, Redraw, SiteIx, UnitIx};
use crate::domain::{NormProfile, Persons, Plan, SiteNumber, Territory};
use crate::search::StopToken;
use serde::Serialize;
use std::collections::BTreeSet;

/// Moves that make a redrawing legal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Proposal {
    /// Units to move besides those that were drawn.
    pub moves: Vec<UnitMove>,
    /// Their residents.
    pub people_moved: Persons,
}

/// Up to three repairs of `plan` after `moves`, fewest moved residents first. Each is proven by the independent check:
/// the sites that the edit and the repair touch keep the norm, are in one piece, and the plan's conditions hold. Empty
/// when the neighbourhood has no legal plan that the search finds.
///
/// # Errors
/// As [`super::evaluate`], and [`PlanningError::Refused`] when the core refuses the plan.
pub fn repairs(
    territory: &Territory,
    ground: &Ground,
    profile: &NormProfile,
    plan: &Plan,
    moves: &[UnitMove],
    stop: &StopToken,
) -> Result<Vec<Proposal>, PlanningError> {
    let changed = moved(territory, plan, moves)?;
    let Some(last) = moves.last() else {
        return Ok(Vec::new());
    };
    let mut conditions = changed.origin.conditions.clone();
    conditions
        .pinned
        .extend(moves.iter().map(|step| (step.unit.clone(), step.to)));
    let start = Start {
        locked: conditions.locked.keys().copied().collect(),
        plan: changed.clone(),
    };
    let core = core_territory(territory, ground, profile, &conditions, Some(&start))?;
    let problem = Problem::new(core).map_err(PlanningError::Refused)?;
    let number = |site: SiteNumber| SiteIx(site.0.saturating_sub(1));
    let sites = territory
        .units
        .iter()
        .map(|unit| changed.assignment.get(&unit.id).copied());
    let assignment: Vec<SiteIx> = sites.map(|site| site.map_or(SiteIx(0), number)).collect();
    let drawn: Vec<UnitIx> = territory
        .units
        .iter()
        .enumerate()
        .filter(|(_, unit)| {
            moves
                .iter()
                .any(|step| step.unit == unit.id && step.to == last.to)
        })
        .map(|(at, _)| UnitIx::at(at))
        .collect();
    let redraw = Redraw::new(&problem, &assignment, &[]);
    let proposals = redraw.repairs(&drawn, number(last.to), stop);
    let word = |unit: UnitIx, to: SiteIx| {
        Some(UnitMove {
            unit: territory.units.get(unit.get())?.id.clone(),
            to: SiteNumber(to.0 + 1),
        })
    };
    Ok(proposals
        .into_iter()
        .map(|repair| Proposal {
            people_moved: Persons(repair.moved_people),
            moves: repair
                .moves
                .iter()
                .filter_map(|&(unit, to)| word(unit, to))
                .collect(),
        })
        .filter(|proposal| is_sound(territory, ground, profile, plan, moves, proposal))
        .collect())
}

/// True when the edit and the proposal together break nothing in the sites that they touch.
fn is_sound(
    territory: &Territory,
    ground: &Ground,
    profile: &NormProfile,
    plan: &Plan,
    moves: &[UnitMove],
    proposal: &Proposal,
) -> bool {
    let all: Vec<UnitMove> = moves.iter().chain(&proposal.moves).cloned().collect();
    let Ok(changed) = moved(territory, plan, &all) else {
        return false;
    };
    let from = all
        .iter()
        .filter_map(|step| plan.assignment.get(&step.unit).copied());
    let touched: BTreeSet<SiteNumber> = all.iter().map(|step| step.to).chain(from).collect();
    check_sites(territory, ground, profile, &changed, &touched).is_empty()
}
