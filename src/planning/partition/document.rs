//! The core's answer as a plan: sites with numbers, names and workers, broken rules with their reasons, what is proven.

use super::{PartitionRequest, Start};
use crate::districting::{self, Outcome, SiteIx, UNREACHABLE_DM, UnitIx, Violation};
use crate::domain::{
    DeclaredViolation, Metres, Norm, NormProfile, OutsideProof, Persons, Plan, PlanConditions, PlanFigures,
    PlanId, PlanOrigin, PlanStatus, SearchProof, SiteNumber, Territory, TravelProof, UnitId,
};
use crate::planning::ground::Ground;
use crate::planning::{Made, advice, figures, reasons, site_names};
use std::collections::{BTreeMap, BTreeSet};

/// What the core answered.
pub(super) struct Answer<'a> {
    /// Its plan.
    pub outcome: &'a Outcome,
    /// True when the plan is proven to have the shortest ways.
    pub optimal: bool,
    /// How long it took, in milliseconds.
    pub search_ms: u64,
}

/// Writes a plan down.
pub(super) fn write_down(
    territory: &Territory,
    ground: &Ground,
    request: &PartitionRequest,
    made: &Made,
    answer: &Answer<'_>,
) -> Plan {
    let outcome = answer.outcome;
    let (numbers, sites) = match &request.start {
        Some(start) => site_names::continue_sites(territory, &outcome.assignment, &start.plan),
        None => site_names::number_sites(territory, &outcome.assignment),
    };
    let assignment: BTreeMap<UnitId, SiteNumber> = territory
        .units
        .iter()
        .zip(&outcome.assignment)
        .filter_map(|(unit, site)| Some((unit.id.clone(), *numbers.get(site)?)))
        .collect();
    let mut plan = Plan {
        id: PlanId::new(made.id.clone()),
        municipality: territory.municipality.id.clone(),
        title: request.title.clone(),
        status: PlanStatus::Draft,
        violations: declare(territory, &request.profile, outcome, &numbers),
        figures: PlanFigures {
            sites_bound: outcome.bound.sites_at_least,
            ..PlanFigures::default()
        },
        origin: PlanOrigin {
            norm_profile: request.profile.id.clone(),
            sites_asked: request.sites,
            objectives: request.objectives.clone(),
            conditions: conditions(request, &numbers),
            based_on: request.start.as_ref().map(|start| start.plan.id.clone()),
            people_moved: request
                .start
                .as_ref()
                .map(|_| Persons(outcome.figures.moved_people)),
            proof: proof(territory, answer),
            variant: None,
            seed: request.seed,
            iterations: outcome.iterations,
            program_version: env!("CARGO_PKG_VERSION").to_owned(),
            made_at: made.at.clone(),
            search_ms: answer.search_ms,
            redrawn_from: None,
        },
        sites,
        assignment,
    };
    plan.figures = figures::plan_figures(territory, ground, &plan);
    plan
}

/// The conditions by the numbers that the sites of the new plan have, with the units of what is locked.
fn conditions(request: &PartitionRequest, numbers: &BTreeMap<SiteIx, SiteNumber>) -> PlanConditions {
    let mut conditions = request.conditions.clone();
    if let Some(Start { plan, locked }) = &request.start {
        let units = |number: SiteNumber| -> BTreeSet<UnitId> {
            let members = plan.assignment.iter().filter(|(_, site)| **site == number);
            members.map(|(unit, _)| unit.clone()).collect()
        };
        conditions.locked = locked.iter().map(|&number| (number, units(number))).collect();
    }
    conditions.renumbered(|site| numbers.get(&super::problem::core_site(site)).copied())
}

fn proof(territory: &Territory, answer: &Answer<'_>) -> SearchProof {
    let outcome = answer.outcome;
    let residents: i64 = territory.units.iter().map(|unit| unit.population.get()).sum();
    // Both figures count a long way for those without any; what is said is the way of the others.
    let without = outcome.figures.unreachable_people;
    let counted = without * i64::from(UNREACHABLE_DM);
    let mean = |person_dm: i64| Metres((person_dm - counted) / 10 / (residents - without).max(1));
    SearchProof {
        why_sites: advice::why_sites(&outcome.bound, territory),
        outside: (outcome.figures.norm_violation > 0).then_some(OutsideProof {
            found: Persons(outcome.figures.norm_violation),
            at_least: Persons(outcome.bound.norm_violation),
        }),
        travel: outcome
            .bound
            .objective
            .filter(|&bound| outcome.feasible && bound >= counted)
            .map(|bound| TravelProof {
                found: mean(outcome.figures.travel_person_dm),
                at_least: mean(bound),
                optimal: answer.optimal,
            }),
        advice: advice::advice(&outcome.relaxations, territory),
    }
}

/// Every rule that the plan breaks, with the reason that concerns its units.
fn declare(
    territory: &Territory,
    profile: &NormProfile,
    outcome: &Outcome,
    numbers: &BTreeMap<SiteIx, SiteNumber>,
) -> Vec<DeclaredViolation> {
    outcome
        .violations
        .iter()
        .map(|violation| {
            let (code, site) = code_of(violation);
            let units = units_in(outcome, violation, site);
            let (words, proven) = reason_for(territory, outcome, violation, &units);
            let members = || units.iter().filter_map(|unit| territory.units.get(unit.get()));
            DeclaredViolation {
                code: code.to_owned(),
                site: site.and_then(|site| numbers.get(&site).copied()),
                population: members().map(|unit| unit.population).sum(),
                norm: profile
                    .site_norm(members().map(|unit| unit.place))
                    .unwrap_or(Norm {
                        lower: Persons::ZERO,
                        upper: Persons::ZERO,
                    }),
                units: members().map(|unit| unit.id.clone()).collect(),
                reason: words.ru,
                reason_en: words.en,
                proven,
            }
        })
        .collect()
}

/// The stable code of a broken rule, and the site that breaks it.
fn code_of(violation: &Violation) -> (&'static str, Option<SiteIx>) {
    match violation {
        Violation::AboveUpper { site, .. } => ("site.above_upper", Some(*site)),
        Violation::BelowLower { site, .. } => ("site.below_lower", Some(*site)),
        Violation::Disconnected { site, .. } => ("site.disconnected", Some(*site)),
        Violation::SiteCount { .. } => ("plan.site_count", None),
        Violation::HalfPostCount { .. } => ("plan.posts", None),
        Violation::NotTogether { .. } => ("plan.not_together", None),
        Violation::NotApart { .. } => ("plan.not_apart", None),
        Violation::Unpinned { site, .. } => ("unit.unpinned", Some(*site)),
        Violation::Unlocked { site, .. } => ("site.unlocked", Some(*site)),
    }
}

fn units_in(outcome: &Outcome, violation: &Violation, site: Option<SiteIx>) -> Vec<UnitIx> {
    match violation {
        Violation::NotTogether { a, b } | Violation::NotApart { a, b } => return vec![*a, *b],
        Violation::Unpinned { unit, .. } | Violation::Unlocked { unit, .. } => return vec![*unit],
        _ => {}
    }
    let of = |wanted: SiteIx| {
        outcome
            .assignment
            .iter()
            .enumerate()
            .filter(move |(_, site)| **site == wanted)
            .map(|(unit, _)| UnitIx::at(unit))
            .collect()
    };
    site.map(of).unwrap_or_default()
}

/// The words of the reason for a broken rule: of those of its kind the one that speaks of most of `units`, else the one
/// that speaks of most of them at all, else the first that concerns the whole territory.
fn reason_for(
    territory: &Territory,
    outcome: &Outcome,
    violation: &Violation,
    units: &[UnitIx],
) -> (crate::domain::Sentence, bool) {
    let share = |reason: &districting::Reason| {
        let named = reasons::units_of(reason);
        let common = named.iter().filter(|unit| units.contains(unit)).count();
        let of_kind = (common > 0 || named.is_empty()) && reasons::is_about(reason, violation);
        (
            of_kind,
            common,
            usize::from(named.is_empty() && !reason.is_about_number()),
        )
    };
    let best = outcome
        .reasons
        .iter()
        .rev()
        .filter(|reason| share(reason) > (false, 0, 0))
        .max_by_key(|reason| share(reason));
    match best {
        Some(reason) => (reasons::words(reason, territory), reason.is_proof()),
        None => (
            match violation {
                Violation::SiteCount { .. } | Violation::HalfPostCount { .. } => reasons::another_number(),
                _ => reasons::follows_from_others(matches!(violation, Violation::BelowLower { .. })),
            },
            false,
        ),
    }
}
