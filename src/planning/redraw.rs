//! Redrawing by hand: units are moved to other sites, judged before anything is saved, and written into the plan.
//!
//! A move to the number after the last opens a new site. A site that loses all its units disappears and the numbers
//! above it move down. A plan that is saved outside the norm declares it, with the word of who drew it so.

use super::PlanningError;
use super::check::{Finding, check_sites};
use super::figures::{outside, plan_figures, summaries_of, travel_of};
use super::ground::Ground;
use super::site_names;
use crate::domain::{
    DeclaredViolation, Metres, Norm, NormProfile, NormStatus, OutsideProof, Persons, Plan, Site, SiteNumber,
    Territory, UnitId,
};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// One unit to another site.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnitMove {
    /// The unit.
    pub unit: UnitId,
    /// Where it goes.
    pub to: SiteNumber,
}

/// A site after the moves.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct JudgedSite {
    /// Number before any site disappears.
    pub number: SiteNumber,
    /// Residents.
    pub population: Persons,
    /// Bounds.
    pub norm: Option<Norm>,
    /// Where the population stands.
    pub status: Option<NormStatus>,
    /// One piece.
    pub connected: bool,
}

/// What a set of moves would do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Evaluation {
    /// The sites that the moves touch.
    pub sites: Vec<JudgedSite>,
    /// Every rule broken in the touched sites.
    pub problems: Vec<Finding>,
    /// Change of the mean way to the base, over all residents.
    pub travel_delta: Metres,
    /// Residents who would come to another site.
    pub people_moved: Persons,
}

/// Judges `moves` on `plan` without changing it.
///
/// # Errors
/// [`PlanningError::UnknownUnit`] for a unit that the plan does not have.
pub fn evaluate(
    territory: &Territory,
    ground: &Ground,
    profile: &NormProfile,
    plan: &Plan,
    moves: &[UnitMove],
) -> Result<Evaluation, PlanningError> {
    let changed = moved(territory, plan, moves)?;
    let mut touched: BTreeSet<SiteNumber> = moves.iter().map(|step| step.to).collect();
    touched.extend(
        moves
            .iter()
            .filter_map(|step| plan.assignment.get(&step.unit).copied()),
    );
    let findings = check_sites(
        territory,
        ground,
        profile,
        &changed,
        &inhabited(&changed, &touched),
    );
    let sites = summaries_of(territory, ground, profile, &changed, &touched)
        .into_iter()
        .map(|site| JudgedSite {
            number: site.number,
            population: site.population,
            norm: site.norm,
            status: site.status,
            connected: !findings
                .iter()
                .any(|f| f.code == "site.disconnected" && f.site == Some(site.number)),
        })
        .collect();
    let way = |plan: &Plan| travel_of(territory, ground, plan, &touched);
    let residents: i64 = territory.units.iter().map(|unit| unit.population.get()).sum();
    let named: BTreeSet<&UnitId> = moves.iter().map(|step| &step.unit).collect();
    let people_moved = territory
        .units
        .iter()
        .filter(|unit| named.contains(&unit.id))
        .filter(|unit| plan.assignment.get(&unit.id) != changed.assignment.get(&unit.id))
        .map(|unit| unit.population)
        .sum();
    Ok(Evaluation {
        sites,
        problems: findings,
        travel_delta: Metres((way(&changed) - way(plan)) / residents.max(1)),
        people_moved,
    })
}

/// Those of some sites that have units: a site that loses all of them disappears.
pub(super) fn inhabited(plan: &Plan, sites: &BTreeSet<SiteNumber>) -> BTreeSet<SiteNumber> {
    let all = plan.assignment.values();
    all.filter(|number| sites.contains(number)).copied().collect()
}

/// The plan after `moves`, with sites renumbered, figures derived anew and broken rules declared.
///
/// # Errors
/// As [`evaluate`].
pub fn redraw(
    territory: &Territory,
    ground: &Ground,
    profile: &NormProfile,
    plan: &Plan,
    moves: &[UnitMove],
) -> Result<Plan, PlanningError> {
    let mut changed = close_gaps(moved(territory, plan, moves)?);
    changed.figures = plan_figures(territory, ground, &changed);
    let kept: BTreeMap<_, _> = plan
        .violations
        .iter()
        .map(|v| ((v.code.clone(), v.units.clone()), v.clone()))
        .collect();
    changed.violations.clear();
    let all = changed.sites.iter().map(|site| site.number).collect();
    changed.violations = check_sites(territory, ground, profile, &changed, &all)
        .into_iter()
        .map(|finding| declare(territory, profile, &changed, &kept, finding))
        .collect();
    // What the search measured and proved of its own plan says nothing of this one; what it proved of every plan stays.
    changed.origin.people_moved = None;
    changed.origin.proof.travel = None;
    let found = outside(territory, profile, &changed);
    let of_norm =
        |rule: &DeclaredViolation| matches!(rule.code.as_str(), "site.above_upper" | "site.below_lower");
    // A plan that breaks other rules too may leave fewer outside than any that keeps them.
    let keeps_others = changed.violations.iter().all(of_norm);
    changed.origin.proof.outside = changed
        .origin
        .proof
        .outside
        .filter(|proof| keeps_others && found > Persons::ZERO && found >= proof.at_least)
        .map(|proof| OutsideProof { found, ..proof });
    if changed.violations.is_empty() {
        changed.origin.proof.advice.clear();
    }
    Ok(changed)
}

/// A broken rule as the plan declares it: the solver's reason while the site is untouched, else that a person drew it.
fn declare(
    territory: &Territory,
    profile: &NormProfile,
    plan: &Plan,
    kept: &BTreeMap<(String, Vec<UnitId>), DeclaredViolation>,
    finding: Finding,
) -> DeclaredViolation {
    let members = || {
        territory
            .units
            .iter()
            .filter(|unit| plan.assignment.get(&unit.id).copied() == finding.site)
    };
    if let Some(known) = kept.get(&(finding.code.clone(), finding.units.clone())) {
        return DeclaredViolation {
            site: finding.site,
            ..known.clone()
        };
    }
    DeclaredViolation {
        site: finding.site,
        population: members().map(|unit| unit.population).sum(),
        norm: profile
            .site_norm(members().map(|unit| unit.place))
            .unwrap_or(Norm {
                lower: Persons::ZERO,
                upper: Persons::ZERO,
            }),
        reason: format!("{} Граница проведена вручную.", finding.cause),
        reason_en: format!("{} The boundary was drawn by hand.", finding.cause_en),
        code: finding.code,
        units: finding.units,
        proven: false,
    }
}

/// The plan with the new assignment, bases of touched sites kept where they can be.
pub(super) fn moved(territory: &Territory, plan: &Plan, moves: &[UnitMove]) -> Result<Plan, PlanningError> {
    let mut changed = plan.clone();
    for step in moves {
        match changed.assignment.get_mut(&step.unit) {
            Some(site) => *site = step.to,
            None => return Err(PlanningError::UnknownUnit(step.unit.clone())),
        }
    }
    let known: BTreeSet<SiteNumber> = changed.sites.iter().map(|site| site.number).collect();
    let opened: BTreeSet<SiteNumber> = changed
        .assignment
        .values()
        .copied()
        .filter(|number| !known.contains(number))
        .collect();
    let next = SiteNumber(u32::try_from(changed.sites.len() + 1).unwrap_or(u32::MAX));
    if let Some(stray) = opened.iter().find(|number| **number != next) {
        return Err(PlanningError::UnknownSite(*stray));
    }
    changed.sites.extend(opened.into_iter().map(|number| Site {
        number,
        name: String::new(),
        base: UnitId::new(String::new()),
        worker: None,
    }));
    let Plan {
        sites, assignment, ..
    } = &mut changed;
    for site in sites.iter_mut() {
        if assignment.get(&site.base) != Some(&site.number) {
            let units: Vec<_> = territory
                .units
                .iter()
                .filter(|unit| assignment.get(&unit.id) == Some(&site.number))
                .collect();
            if let Some(base) = site_names::base(&units) {
                site.base = base.id.clone();
                site.name = site_names::name(territory, &units, base, false);
            }
        }
    }
    Ok(changed)
}

/// Removes sites without units and numbers the rest from 1.
fn close_gaps(mut plan: Plan) -> Plan {
    let used: BTreeSet<SiteNumber> = plan.assignment.values().copied().collect();
    plan.sites.retain(|site| used.contains(&site.number));
    let renumbered: BTreeMap<SiteNumber, SiteNumber> = plan
        .sites
        .iter()
        .zip(1u32..)
        .map(|(site, number)| (site.number, SiteNumber(number)))
        .collect();
    for site in &mut plan.sites {
        site.number = renumbered.get(&site.number).copied().unwrap_or(site.number);
    }
    for number in plan.assignment.values_mut() {
        *number = renumbered.get(number).copied().unwrap_or(*number);
    }
    let conditions = std::mem::take(&mut plan.origin.conditions);
    plan.origin.conditions = conditions.renumbered(|site| renumbered.get(&site).copied());
    plan
}
