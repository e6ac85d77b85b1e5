//! Repairs of a redrawing: what else to move so that the plan stays legal, with the edit itself left as it was drawn.

use super::PlanningError;
use super::check::check_sites;
use super::ground::Ground;
use super::partition::{Start, core_site, core_territory};
use super::redraw::{UnitMove, inhabited, moved};
use crate::districting::{Problem, Redraw, SiteIx, UnitIx};
use crate::domain::{NormProfile, Persons, Plan, SiteNumber, Territory, UnitId};
use crate::search::StopToken;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

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
/// when the moves break nothing, and when the neighbourhood has no legal plan that the search finds.
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
    let sound = |proposal: &[UnitMove]| is_sound(territory, ground, profile, plan, moves, proposal);
    let Some(last) = moves.last().filter(|_| !sound(&[])) else {
        return Ok(Vec::new());
    };
    let target: BTreeMap<&UnitId, SiteNumber> = moves.iter().map(|step| (&step.unit, step.to)).collect();
    let mut conditions = changed.origin.conditions.clone();
    conditions
        .pinned
        .extend(target.iter().map(|(&unit, &to)| (unit.clone(), to)));
    let start = Start {
        locked: conditions.locked.keys().copied().collect(),
        plan: changed.clone(),
    };
    let core = core_territory(territory, ground, profile, &conditions, Some(&start))?;
    let problem = Problem::new(core).map_err(PlanningError::Refused)?;
    let site_of = |unit: &UnitId| {
        changed
            .assignment
            .get(unit)
            .map_or(SiteIx(0), |site| core_site(*site))
    };
    let assignment: Vec<SiteIx> = territory.units.iter().map(|unit| site_of(&unit.id)).collect();
    let units = territory.units.iter().enumerate();
    let drawn: Vec<UnitIx> = units
        .filter(|(_, unit)| target.get(&unit.id) == Some(&last.to))
        .map(|(at, _)| UnitIx::at(at))
        .collect();
    let found = Redraw::new(&problem, &assignment, &[]).repairs(&drawn, core_site(last.to), stop);
    let step = |&(unit, to): &(UnitIx, SiteIx)| {
        Some(UnitMove {
            unit: territory.units.get(unit.get())?.id.clone(),
            to: SiteNumber(to.0 + 1),
        })
    };
    Ok(found
        .into_iter()
        .map(|repair| Proposal {
            people_moved: Persons(repair.moved_people),
            moves: repair.moves.iter().filter_map(step).collect(),
        })
        .filter(|proposal| sound(&proposal.moves))
        .collect())
}

/// True when the edit and the proposal together break nothing in the sites that they touch.
fn is_sound(
    territory: &Territory,
    ground: &Ground,
    profile: &NormProfile,
    plan: &Plan,
    moves: &[UnitMove],
    proposal: &[UnitMove],
) -> bool {
    let all: Vec<UnitMove> = moves.iter().chain(proposal).cloned().collect();
    let Ok(changed) = moved(territory, plan, &all) else {
        return false;
    };
    let from = all
        .iter()
        .filter_map(|step| plan.assignment.get(&step.unit).copied());
    let touched: BTreeSet<SiteNumber> = all.iter().map(|step| step.to).chain(from).collect();
    check_sites(
        territory,
        ground,
        profile,
        &changed,
        &inhabited(&changed, &touched),
    )
    .is_empty()
}
