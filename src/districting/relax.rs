//! What would make a legal plan possible, for each reason why there is none.

use super::ground::Ground;
use super::outcome::{Cut, Reason, Relaxation, Violation};
use super::problem::{SiteIx, UnitIx};

/// What would help, for each reason; with the bounds that make the plan at hand legal when nothing else is known.
pub(super) fn relaxations(
    ground: Ground<'_>,
    reasons: &[Reason],
    assignment: &[SiteIx],
    violations: &[Violation],
) -> Vec<Relaxation> {
    let mut found = Vec::new();
    for reason in reasons {
        match reason {
            Reason::UnitAboveUpper {
                unit,
                population,
                upper,
            } => found.push(Relaxation::SplitUnit {
                unit: *unit,
                parts: (population / upper.max(&1) + i64::from(population % upper.max(&1) != 0)) as u32,
            }),
            Reason::ComponentBelowLower {
                units,
                population,
                beside_locked,
                ..
            } => {
                if ground.parts.len() > 1 && !beside_locked {
                    found.push(Relaxation::Join { units: units.clone() });
                }
                found.push(Relaxation::ReduceLower {
                    units: units.clone(),
                    lower: *population,
                    sufficient: true,
                });
            }
            Reason::OnlyWayOutFull {
                by,
                by_population,
                pieces,
                population,
                upper,
            } => only_way_out(by, *by_population, pieces, (*population, *upper), &mut found),
            Reason::ComponentBetweenMultiples { .. } => found.extend(between_multiples(ground, reason)),
            Reason::LockedOutsideNorm { site, .. } | Reason::LockedAgainstRule { site, .. } => {
                let unlock = Relaxation::Unlock { site: *site };
                if !found.contains(&unlock) {
                    found.push(unlock);
                }
            }
            _ => {}
        }
    }
    found.extend(other_number(ground, reasons));
    if !reasons.iter().any(Reason::is_proof) {
        found.extend(bounds_of_plan(assignment, violations));
    }
    found
}

/// The bounds under which the plan at hand is legal, when only norms are violated: for the sites that violate them.
fn bounds_of_plan(assignment: &[SiteIx], violations: &[Violation]) -> Vec<Relaxation> {
    let only_norms = |violation: &Violation| {
        matches!(
            violation,
            Violation::AboveUpper { .. } | Violation::BelowLower { .. }
        )
    };
    if !violations.iter().all(only_norms) {
        return Vec::new();
    }
    let of = |wanted: SiteIx| {
        let units = assignment
            .iter()
            .enumerate()
            .filter(move |(_, site)| **site == wanted);
        units.map(|(unit, _)| UnitIx::at(unit)).collect()
    };
    let sufficient = violations.len() == 1;
    let bound = |violation: &Violation| match *violation {
        Violation::AboveUpper { site, population, .. } => Some(Relaxation::RaiseUpper {
            units: of(site),
            upper: population,
            sufficient,
        }),
        Violation::BelowLower { site, population, .. } => Some(Relaxation::ReduceLower {
            units: of(site),
            lower: population,
            sufficient,
        }),
        _ => None,
    };
    violations.iter().filter_map(bound).collect()
}

/// What helps where a part is too large for few sites and too small for many: bounds that are moved, and never to where
/// they are or beyond.
fn between_multiples(ground: Ground<'_>, reason: &Reason) -> Vec<Relaxation> {
    let Reason::ComponentBetweenMultiples {
        units,
        population,
        lower,
        upper,
        sites_at_most,
        sites_at_least,
    } = reason
    else {
        return Vec::new();
    };
    let (few, many) = (i64::from(*sites_at_most), i64::from(*sites_at_least));
    let largest = units.iter().map(|&unit| ground.problem.population(unit)).max();
    let raised = (population / few + i64::from(population % few != 0)).max(largest.unwrap_or(0));
    let reduced = population / many;
    let mut found = Vec::new();
    if raised > *upper {
        found.push(Relaxation::RaiseUpper {
            units: units.clone(),
            upper: raised,
            sufficient: few == 1,
        });
    }
    if reduced < *lower {
        found.push(Relaxation::ReduceLower {
            units: units.clone(),
            lower: reduced,
            sufficient: false,
        });
    }
    if ground.parts.len() > 1 {
        found.push(Relaxation::Join { units: units.clone() });
    }
    found
}

/// What helps where pieces hang on a unit that is too full to take them: room for all of them there, or, for the piece
/// that is nearest to a site of its own among those without which the rest fits, another way out or a lower bound.
fn only_way_out(
    by: &[UnitIx],
    by_population: i64,
    pieces: &[Cut],
    (population, upper): (i64, i64),
    found: &mut Vec<Relaxation>,
) {
    let suffices = |piece: &&Cut| population - piece.population <= upper;
    let nearest = pieces
        .iter()
        .filter(suffices)
        .min_by_key(|piece| piece.lower - piece.population);
    if let Some(piece) = nearest {
        found.push(Relaxation::Join {
            units: piece.units.clone(),
        });
        found.push(Relaxation::ReduceLower {
            units: piece.units.clone(),
            lower: piece.population,
            sufficient: false,
        });
    }
    let mut units: Vec<UnitIx> = by.to_vec();
    units.extend(pieces.iter().flat_map(|piece| piece.units.iter().copied()));
    found.push(Relaxation::RaiseUpper {
        units,
        upper: population,
        sufficient: false,
    });
    if let [unit] = by
        && by_population > 0
    {
        found.push(Relaxation::SplitUnit {
            unit: *unit,
            parts: 2,
        });
    }
}

/// The nearest number of sites or posts that is not proven impossible; none where something else is wrong with every
/// number.
fn other_number(ground: Ground<'_>, reasons: &[Reason]) -> Option<Relaxation> {
    let [reason] = reasons else {
        return None;
    };
    let locked = ground.locked_sites();
    let (at_least, at_most) = (ground.at_least(), ground.at_most());
    let sites = |wanted: u32| {
        let open = (at_least..=at_most).filter(|sites| ground.allows(sites - locked));
        let nearest = open.min_by_key(|&sites| (sites.abs_diff(wanted), sites))?;
        Some(Relaxation::ChangeSites {
            sites: nearest,
            outside: None,
        })
    };
    let posts = |halves: u32| Relaxation::ChangePosts {
        halves,
        outside: None,
    };
    match reason {
        Reason::SitesTooFew { wanted, .. }
        | Reason::SitesTooMany { wanted, .. }
        | Reason::SitesAboveUnits { wanted, .. }
        | Reason::SitesExhausted { wanted } => sites(*wanted),
        Reason::PostsTooFew { at_least, .. } => Some(posts(*at_least)),
        Reason::PostsTooMany { at_most, .. } => Some(posts(*at_most)),
        _ => None,
    }
}
