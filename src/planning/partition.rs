//! A municipality to a partition plan: builds the districting problem, solves it, and writes the plan down.

use super::ground::Ground;
use super::reasons::{self, Words};
use super::site_names;
use super::{Made, PlanningError};
use crate::districting::{
    self, Border, GroupIx, GroupLayer, NodeIx, NormIx, Objective, Options, Outcome, Road, SiteIx, UnitIx,
    Violation,
};
use crate::domain::{
    DeclaredViolation, Norm, NormProfile, Persons, PlaceKind, Plan, PlanFigures, PlanId, PlanOrigin,
    PlanStatus, SiteNumber, Territory, UnitId,
};
use crate::search::{Budget, ProgressSink};
use std::collections::BTreeMap;
use std::time::Instant;

pub use crate::districting::Sites as SitesWanted;

/// What the manager means by a better plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PartitionGoal {
    /// Shortest way of the residents to the site's base, then shape, then whole settlements.
    Travel,
    /// Whole settlements and compact sites: fewest cut edges.
    CutEdges,
    /// Equal populations, then travel.
    Balance,
}

/// What a partition is asked for.
#[derive(Debug, Clone)]
pub struct PartitionRequest {
    /// Norms of the region.
    pub profile: NormProfile,
    /// How many sites.
    pub sites: SitesWanted,
    /// What counts as better.
    pub goal: PartitionGoal,
    /// Seed of the search.
    pub seed: u64,
    /// Threads of the search; the answer does not depend on it.
    pub threads: usize,
    /// Title of the plan.
    pub title: String,
}

/// Partitions `territory` into sites.
///
/// The plan is legal, or the least-violating one found, with every broken rule declared and explained.
///
/// # Errors
/// [`PlanningError::NoUnits`] when nobody lives there, [`PlanningError::NormMissing`] when the profile has no bounds for
/// a kind of place, [`PlanningError::Refused`] when the core refuses the problem.
pub fn partition(
    territory: &Territory,
    ground: &Ground,
    request: &PartitionRequest,
    made: &Made,
    budget: &Budget,
    progress: ProgressSink<'_>,
) -> Result<Plan, PlanningError> {
    if territory.units.is_empty() {
        return Err(PlanningError::NoUnits(territory.municipality.name.clone()));
    }
    let started = Instant::now();
    let problem = districting::Problem::new(core_territory(territory, ground, &request.profile)?)
        .map_err(PlanningError::Refused)?;
    let options = Options {
        objectives: objectives(request.goal, request.sites),
        sites: request.sites,
        seed: request.seed,
        threads: request.threads,
    };
    let outcome = solve(&problem, &options, budget, progress);
    let search_ms = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX);
    Ok(write_down(territory, ground, request, made, &outcome, search_ms))
}

/// Numbers of sites tried around the first answer when it is not legal and the manager asked for no number.
const OTHER_NUMBERS: i64 = 4;

/// Solves; where no plan is legal and the number of sites is open, the number with fewest residents outside the norm is
/// looked for around the first answer, and among equals the fewest sites (or, when any number will do, the better plan).
fn solve(
    problem: &districting::Problem,
    options: &Options,
    budget: &Budget,
    progress: ProgressSink<'_>,
) -> Outcome {
    let mut best = districting::solve(problem, options, budget, progress);
    if best.feasible || matches!(options.sites, SitesWanted::Exact(_)) {
        return best;
    }
    let first = i64::from(best.sites);
    let share = Budget {
        iterations: budget.iterations.map(|all| all / (2 * OTHER_NUMBERS as u64)),
        stop: budget.stop.clone(),
    };
    let rank = |outcome: &Outcome| {
        let figures = &outcome.figures;
        let later = if options.sites == SitesWanted::Min {
            i64::from(outcome.sites)
        } else {
            figures.travel_person_dm
        };
        (figures.norm_violation, later)
    };
    for number in
        (first - OTHER_NUMBERS..=first + OTHER_NUMBERS).filter(|&number| number >= 1 && number != first)
    {
        if budget.stop.is_stopped() {
            break;
        }
        let sites = SitesWanted::Exact(u32::try_from(number).unwrap_or(1));
        let mut found = districting::solve(
            problem,
            &Options {
                sites,
                ..options.clone()
            },
            &share,
            progress,
        );
        if rank(&found) < rank(&best) {
            // What is proven of the number of sites, and why none is legal, holds for the open question only.
            found.bound = best.bound;
            found.reasons = best.reasons;
            best = found;
        }
    }
    best
}

fn objectives(goal: PartitionGoal, sites: SitesWanted) -> Vec<Objective> {
    let mut list = match goal {
        PartitionGoal::Travel => vec![Objective::Travel, Objective::CutEdges, Objective::GroupSplits],
        PartitionGoal::CutEdges => vec![Objective::GroupSplits, Objective::CutEdges, Objective::Travel],
        PartitionGoal::Balance => vec![Objective::Balance, Objective::Travel, Objective::GroupSplits],
    };
    if sites == SitesWanted::Min {
        list.insert(0, Objective::FewestSites);
    }
    list
}

/// The distinct kinds of place of the units, each with its norm, in the order of the profile's table.
fn norms(territory: &Territory, profile: &NormProfile) -> Result<Vec<(PlaceKind, Norm)>, PlanningError> {
    PlaceKind::ALL
        .into_iter()
        .filter(|place| territory.units.iter().any(|unit| unit.place == *place))
        .map(|place| {
            let norm = profile.norm(place).ok_or_else(|| PlanningError::NormMissing {
                profile: profile.id.clone(),
                place,
            })?;
            Ok((place, norm))
        })
        .collect()
}

/// The territory as the core takes it: units in the domain's order, borders and links from the ground.
pub(super) fn core_territory(
    territory: &Territory,
    ground: &Ground,
    profile: &NormProfile,
) -> Result<districting::Territory, PlanningError> {
    let norms = norms(territory, profile)?;
    let norm_of = |place| NormIx::at(norms.iter().position(|(kind, _)| *kind == place).unwrap_or(0));
    let units = territory
        .units
        .iter()
        .map(|unit| districting::Unit {
            population: unit.population,
            norm: norm_of(unit.place),
            pinned: None,
        })
        .collect();
    let at = UnitIx::at;
    let borders = ground
        .neighbours
        .iter()
        .map(|pair| Border {
            a: at(pair.a),
            b: at(pair.b),
            length: pair.border.get().max(1),
        })
        .collect();
    let roads = ground
        .links
        .iter()
        .map(|link| Road::new(NodeIx::at(link.a), NodeIx::at(link.b), link.length))
        .collect();
    Ok(districting::Territory {
        units,
        norms: norms.into_iter().map(|(_, norm)| norm).collect(),
        borders,
        barred: ground.barred.iter().map(|&(a, b)| (at(a), at(b))).collect(),
        roads,
        layers: layers(territory),
        ..districting::Territory::default()
    })
}

/// Settlements and rural settlements, preferred whole.
fn layers(territory: &Territory) -> Vec<GroupLayer> {
    let rural: BTreeMap<_, _> = territory
        .settlements
        .iter()
        .map(|place| (&place.id, place.rural_settlement.as_ref()))
        .collect();
    let settlement = group_layer(
        "settlement",
        territory.units.iter().map(|unit| Some(unit.settlement.as_str())),
    );
    let rural_settlement = group_layer(
        "rural_settlement",
        territory.units.iter().map(|unit| {
            rural
                .get(&unit.settlement)
                .copied()
                .flatten()
                .map(|id| id.as_str())
        }),
    );
    vec![settlement, rural_settlement]
}

fn group_layer<'a>(name: &str, codes: impl Iterator<Item = Option<&'a str>>) -> GroupLayer {
    let mut known: BTreeMap<&str, GroupIx> = BTreeMap::new();
    let group_of = codes
        .map(|code| {
            code.map(|code| {
                let next = GroupIx::at(known.len());
                *known.entry(code).or_insert(next)
            })
        })
        .collect();
    GroupLayer {
        name: name.to_owned(),
        group_of,
    }
}

fn write_down(
    territory: &Territory,
    ground: &Ground,
    request: &PartitionRequest,
    made: &Made,
    outcome: &Outcome,
    search_ms: u64,
) -> Plan {
    let (numbers, sites) = site_names::number_sites(territory, &outcome.assignment);
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
            seed: request.seed,
            iterations: outcome.iterations,
            program_version: env!("CARGO_PKG_VERSION").to_owned(),
            made_at: made.at.clone(),
            search_ms,
            redrawn_from: None,
        },
        sites,
        assignment,
    };
    plan.figures = super::figures::plan_figures(territory, ground, &plan);
    plan
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
            let units = units_in(outcome, site);
            let (words, proven) = reason_for(territory, outcome, violation, &units);
            let places = units
                .iter()
                .filter_map(|unit| territory.units.get(unit.get()))
                .map(|unit| unit.place);
            let population = units
                .iter()
                .filter_map(|unit| territory.units.get(unit.get()))
                .map(|unit| unit.population);
            DeclaredViolation {
                code: code.to_owned(),
                site: site.and_then(|site| numbers.get(&site).copied()),
                population: population.sum(),
                norm: profile.site_norm(places).unwrap_or(Norm {
                    lower: Persons::ZERO,
                    upper: Persons::ZERO,
                }),
                units: units
                    .iter()
                    .filter_map(|unit| Some(territory.units.get(unit.get())?.id.clone()))
                    .collect(),
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
        Violation::NotTogether { .. } => ("plan.not_together", None),
        Violation::NotApart { .. } => ("plan.not_apart", None),
        Violation::Unpinned { site, .. } => ("unit.unpinned", Some(*site)),
        Violation::Unlocked { site, .. } => ("site.unlocked", Some(*site)),
    }
}

fn units_in(outcome: &Outcome, site: Option<SiteIx>) -> Vec<UnitIx> {
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

/// The words of the reason for a broken rule: the one of its kind that speaks of most of `units`, else any, else the
/// first that concerns the whole territory.
fn reason_for(
    territory: &Territory,
    outcome: &Outcome,
    violation: &Violation,
    units: &[UnitIx],
) -> (Words, bool) {
    let share = |reason: &districting::Reason| {
        let named = reasons::units_of(reason);
        let common = named.iter().filter(|unit| units.contains(unit)).count();
        let of_kind = common > 0 && reasons::is_about(reason, violation);
        (of_kind, common, usize::from(named.is_empty()))
    };
    let best = outcome
        .reasons
        .iter()
        .rev()
        .filter(|reason| share(reason) > (false, 0, 0))
        .max_by_key(|reason| share(reason));
    match best {
        Some(reason) => (reasons::words(reason, territory), reason.is_proof()),
        None => (reasons::follows_from_others(), false),
    }
}
