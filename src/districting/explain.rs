//! Why a territory has no legal plan, or none was found, and what would help.

use super::atoms::NO_ATOM;
use super::bound::Component;
use super::check;
use super::excuse::pieces_behind;
use super::ground::Ground;
use super::outcome::{Bound, Figures, LeastSites, Options, Outcome, Reason, Relaxation, Sites, Violation};
use super::problem::{SiteIx, UnitIx};

/// The answer of a run, with everything in it derived again by the checker.
pub(super) fn outcome(
    ground: Ground<'_>,
    options: &Options,
    assignment: Vec<SiteIx>,
    conflicts: Vec<Reason>,
    iterations: u64,
) -> Outcome {
    let report = check::check(ground.problem, &assignment, options.sites);
    let feasible = report.is_legal();
    let mut reasons = Vec::new();
    let mut relaxations = Vec::new();
    if !feasible {
        reasons = self::reasons(ground, options.sites);
        reasons.extend(conflicts);
        if !reasons.iter().any(Reason::is_proof) {
            reasons.push(Reason::NoneFound {
                iterations,
                norm_violation: report.figures.norm_violation,
            });
        }
        relaxations = self::relaxations(ground, &reasons, &report.figures, &report.violations);
    }
    Outcome {
        assignment,
        sites: report.figures.sites,
        feasible,
        bound: bound(ground),
        figures: report.figures,
        violations: report.violations,
        reasons,
        relaxations,
        iterations,
    }
}

fn bound(ground: Ground<'_>) -> Bound {
    Bound {
        sites_at_least: ground.at_least(),
        sites_at_most: ground
            .parts
            .iter()
            .all(|part| part.widest.0 > 0)
            .then(|| ground.at_most()),
        why: ground
            .parts
            .iter()
            .map(|part| least_sites(ground, part))
            .collect(),
        objective: None,
        norm_violation: ground.parts.iter().map(|part| part.outside).sum(),
    }
}

/// Why a part needs at least so many sites.
fn least_sites(ground: Ground<'_>, part: &Component) -> LeastSites {
    let is_whole = ground.parts.len() == 1 && ground.locked_sites() == 0;
    LeastSites {
        units: if is_whole {
            Vec::new()
        } else {
            ground.atoms.units(&part.atoms)
        },
        population: part.population,
        upper: part.widest.1,
        at_least: part.at_least,
        argument: part.argument,
    }
}

/// Every proven reason why no plan with these sites is legal.
fn reasons(ground: Ground<'_>, sites: Sites) -> Vec<Reason> {
    let mut reasons = Vec::new();
    for part in ground.parts {
        oversize(ground, part, &mut reasons);
        cut_off(ground, part, &mut reasons);
        if part.at_most < part.at_least {
            reasons.push(no_number(ground, part));
        } else if part.oversize == 0
            && let Some(known) = &part.partitions
            && known.possible().is_empty()
        {
            reasons.push(Reason::ComponentExhausted {
                units: ground.atoms.units(&part.atoms),
                population: part.population,
                legal_sites: known.legal_sites(),
                stranded: known
                    .stranded()
                    .map(|at| ground.atoms.units(&part.atoms[at..=at])[0]),
            });
        }
    }
    if let Sites::Exact(wanted) = sites
        && reasons.is_empty()
    {
        let (at_least, at_most) = (ground.at_least(), ground.at_most());
        if wanted < at_least {
            reasons.push(Reason::SitesTooFew { wanted, at_least });
        } else if wanted > at_most {
            reasons.push(Reason::SitesTooMany { wanted, at_most });
        } else if !ground.allows(wanted - ground.locked_sites()) {
            reasons.push(Reason::SitesExhausted { wanted });
        }
    }
    if let Sites::HalfPosts(wanted) = sites
        && reasons.is_empty()
    {
        let (at_least, at_most) = ground.half_post_bounds();
        if wanted < at_least {
            reasons.push(Reason::PostsTooFew { wanted, at_least });
        } else if wanted > at_most {
            reasons.push(Reason::PostsTooMany { wanted, at_most });
        }
    }
    reasons
}

fn oversize(ground: Ground<'_>, part: &Component, reasons: &mut Vec<Reason>) {
    for &atom in &part.atoms {
        let population = ground.atoms.population[atom as usize];
        let (lower, upper) = ground.atoms.bounds(ground.atoms.classes[atom as usize]);
        let units = ground.atoms.units(&[atom]);
        if ground.atoms.chosen_ways && units.len() > 1 && population.max(lower) > upper {
            reasons.push(Reason::RulesConflict { units });
        } else if lower > upper {
            let territory = ground.problem.territory();
            let mut norms: Vec<_> = units
                .iter()
                .map(|unit| territory.units[unit.get()].norm)
                .collect();
            norms.sort_unstable();
            norms.dedup();
            reasons.push(Reason::NormsExclude { units, norms });
        } else if population > upper {
            reasons.push(match units.as_slice() {
                [unit] => Reason::UnitAboveUpper {
                    unit: *unit,
                    population,
                    upper,
                },
                _ => Reason::TogetherAboveUpper {
                    units,
                    population,
                    upper,
                },
            });
        }
    }
}

/// Names what hangs on the rest of its part through oversized atoms only and is too small for a site of its own.
fn cut_off(ground: Ground<'_>, part: &Component, reasons: &mut Vec<Reason>) {
    let atoms = ground.atoms;
    if atoms.chosen_ways {
        // The large atom may be so by the way that was chosen.
        return;
    }
    for piece in pieces_behind(atoms, &part.atoms)
        .iter()
        .filter(|piece| piece.is_small())
    {
        reasons.push(Reason::CutOffByOversize {
            units: atoms.units(&piece.atoms),
            population: piece.population,
            lower: piece.lower,
            by: atoms.units(&piece.behind),
        });
    }
}

/// True when some of the units border on a unit of a locked site.
fn borders_on_locked(ground: Ground<'_>, units: &[UnitIx]) -> bool {
    let is_locked = |unit: UnitIx| ground.atoms.atom_of[unit.get()] == NO_ATOM;
    units.iter().any(|&unit| {
        let mut around = ground.problem.neighbours(unit).iter();
        around.any(|neighbour| is_locked(neighbour.unit))
    })
}

fn no_number(ground: Ground<'_>, part: &Component) -> Reason {
    let units = ground.atoms.units(&part.atoms);
    let (lower, upper) = part.widest;
    if part.at_most == 0 {
        return Reason::ComponentBelowLower {
            beside_locked: borders_on_locked(ground, &units),
            units,
            population: part.population,
            lower,
        };
    }
    Reason::ComponentBetweenMultiples {
        units,
        population: part.population,
        lower,
        upper,
        sites_at_most: part.at_most,
        sites_at_least: part.at_least,
    }
}

/// What would help, for each reason; with the bounds that make the plan at hand legal when nothing else is known.
fn relaxations(
    ground: Ground<'_>,
    reasons: &[Reason],
    figures: &Figures,
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
            Reason::ComponentBetweenMultiples {
                units,
                population,
                sites_at_most,
                sites_at_least,
                ..
            } => {
                let (few, many) = (i64::from(*sites_at_most), i64::from(*sites_at_least));
                found.push(Relaxation::RaiseUpper {
                    units: units.clone(),
                    upper: population / few + i64::from(population % few != 0),
                    sufficient: few == 1,
                });
                found.push(Relaxation::ReduceLower {
                    units: units.clone(),
                    lower: population / many,
                    sufficient: false,
                });
                if ground.parts.len() > 1 {
                    found.push(Relaxation::Join { units: units.clone() });
                }
            }
            Reason::PostsTooFew { at_least, .. } => {
                found.push(Relaxation::ChangePosts { halves: *at_least });
            }
            Reason::PostsTooMany { at_most, .. } => {
                found.push(Relaxation::ChangePosts { halves: *at_most });
            }
            Reason::SitesTooFew { at_least, .. } => found.push(Relaxation::ChangeSites { sites: *at_least }),
            Reason::SitesTooMany { at_most, .. } => found.push(Relaxation::ChangeSites { sites: *at_most }),
            _ => {}
        }
    }
    if !reasons.iter().any(Reason::is_proof) {
        found.extend(bounds_of_plan(ground, figures, violations));
    }
    found
}

/// The bounds under which the plan at hand is legal, when only norms are violated.
fn bounds_of_plan(ground: Ground<'_>, figures: &Figures, violations: &[Violation]) -> Vec<Relaxation> {
    let only_norms = |violation: &Violation| {
        matches!(
            violation,
            Violation::AboveUpper { .. } | Violation::BelowLower { .. }
        )
    };
    if !violations.iter().all(only_norms) {
        return Vec::new();
    }
    let units: Vec<_> = (0..ground.problem.unit_count())
        .map(super::problem::UnitIx::at)
        .collect();
    let above = violations
        .iter()
        .any(|it| matches!(it, Violation::AboveUpper { .. }));
    let below = violations
        .iter()
        .any(|it| matches!(it, Violation::BelowLower { .. }));
    let mut found = Vec::new();
    if above {
        found.push(Relaxation::RaiseUpper {
            units: units.clone(),
            upper: figures.populations.iter().copied().max().unwrap_or(0),
            sufficient: !below,
        });
    }
    if below {
        found.push(Relaxation::ReduceLower {
            units,
            lower: figures
                .populations
                .iter()
                .copied()
                .filter(|&people| people > 0)
                .min()
                .unwrap_or(0),
            sufficient: !above,
        });
    }
    found
}
