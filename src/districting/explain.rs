//! Why a territory has no legal plan, or none was found.

use super::atoms::NO_ATOM;
use super::bound::Component;
use super::check;
use super::excuse::pieces_behind;
use super::gate::{Gate, SmallPiece};
use super::ground::Ground;
use super::outcome::{Bound, Cut, LeastSites, Options, Outcome, Reason, Sites};
use super::problem::{SiteIx, UnitIx};
use super::stranded::stranded;
use super::{locked, relax};

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
        let locked = locked::reasons(ground.problem);
        reasons.extend(
            conflicts
                .into_iter()
                .filter(|conflict| !is_said(conflict, &locked)),
        );
        reasons.extend(locked);
        let is_chosen = |reason: &Reason| matches!(reason, Reason::ChosenWayFull { .. });
        if !reasons
            .iter()
            .any(|reason| reason.is_proof() || is_chosen(reason))
        {
            reasons.push(Reason::NoneFound {
                iterations,
                norm_violation: report.figures.norm_violation,
            });
        }
        relaxations = relax::relaxations(ground, &reasons, &assignment, &report.violations);
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
        norm_violation: ground.parts.iter().map(|part| part.outside).sum::<i64>()
            + locked::outside(ground.problem),
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

/// True for a conflict of rules that a locked site explains.
fn is_said(conflict: &Reason, locked: &[Reason]) -> bool {
    let Reason::RulesConflict { units: concerned } = conflict else {
        return false;
    };
    locked.iter().any(|reason| {
        matches!(reason, Reason::LockedAgainstRule { units, .. } if units.iter().all(|unit| concerned.contains(unit)))
    })
}

/// Every proven reason why no plan with these sites is legal.
fn reasons(ground: Ground<'_>, sites: Sites) -> Vec<Reason> {
    let mut reasons = Vec::new();
    for part in ground.parts {
        oversize(ground, part, &mut reasons);
        cut_off(ground, part, &mut reasons);
        if part.most_by_lower < part.least_by_upper {
            reasons.push(no_number(ground, part));
        } else if !part.gates.is_empty() {
            reasons.extend(part.gates.iter().map(|gate| only_way_out(ground, gate)));
        } else if part.oversize == 0 {
            reasons.extend(none_legal(ground, part));
        }
    }
    let is_possible = reasons.is_empty();
    match sites {
        Sites::Exact(wanted) => reasons.extend(number(ground, wanted, is_possible)),
        Sites::HalfPosts(wanted) => {
            let (at_least, at_most) = ground.half_post_bounds();
            if wanted < at_least {
                reasons.push(Reason::PostsTooFew { wanted, at_least });
            } else if wanted > at_most {
                reasons.push(Reason::PostsTooMany { wanted, at_most });
            }
        }
        Sites::Min | Sites::Free => {}
    }
    reasons
}

/// Atoms named of those that no legal site holds: one of them is proof enough.
const STRANDED_NAMED_MAX: usize = 12;

/// Why a part of atoms that fit has no legal plan at all, as far as that is proven: atoms that no legal site holds, or
/// else that every partition was looked at.
fn none_legal(ground: Ground<'_>, part: &Component) -> Vec<Reason> {
    let known = part.partitions.as_ref();
    if known.is_some_and(|known| !known.possible().is_empty()) {
        return Vec::new();
    }
    let alone: Vec<Reason> = stranded(ground.atoms, &part.atoms)
        .into_iter()
        .take(STRANDED_NAMED_MAX)
        .map(|atom| alone(ground, atom))
        .collect();
    if !alone.is_empty() {
        return alone;
    }
    let exhausted = known.map(|known| Reason::ComponentExhausted {
        units: ground.atoms.units(&part.atoms),
        population: part.population,
        legal_sites: known.legal_sites(),
        stranded: known
            .stranded()
            .map(|at| ground.atoms.units(&part.atoms[at..=at])[0]),
    });
    exhausted.into_iter().collect()
}

/// Names an atom that no legal site holds.
fn alone(ground: Ground<'_>, atom: u32) -> Reason {
    let (lower, upper) = ground.atoms.bounds(ground.atoms.classes[atom as usize]);
    Reason::Stranded {
        units: ground.atoms.units(&[atom]),
        population: ground.atoms.population[atom as usize],
        lower,
        upper,
    }
}

/// Why there cannot be so many sites; beside what is wrong with every number, unless `is_possible` without that.
fn number(ground: Ground<'_>, wanted: u32, is_possible: bool) -> Option<Reason> {
    let locked = ground.locked_sites();
    let at_least = locked + ground.parts.iter().map(|part| part.least_by_upper).sum::<u32>();
    let at_most = locked + ground.parts.iter().map(|part| part.most_by_lower).sum::<u32>();
    let free: usize = ground
        .parts
        .iter()
        .map(|part| ground.atoms.units(&part.atoms).len())
        .sum();
    let units = locked + free as u32;
    if wanted > units {
        Some(Reason::SitesAboveUnits { wanted, units })
    } else if wanted < at_least {
        Some(Reason::SitesTooFew {
            wanted,
            at_least,
            locked: if least_unlocked(ground) < at_least {
                locked
            } else {
                0
            },
        })
    } else if wanted > at_most.max(at_least) {
        Some(Reason::SitesTooMany { wanted, at_most })
    } else if is_possible && !ground.allows(wanted - locked) {
        Some(Reason::SitesExhausted { wanted })
    } else {
        None
    }
}

/// What the upper bounds need where no site is locked, all ways open.
fn least_unlocked(ground: Ground<'_>) -> u32 {
    let territory = ground.problem.territory();
    let residents: i64 = territory.units.iter().map(|unit| unit.population.0).sum();
    let upper = territory
        .norms
        .iter()
        .map(|norm| norm.upper.0)
        .max()
        .unwrap_or(1)
        .max(1);
    (residents / upper + i64::from(residents % upper != 0)).clamp(1, i64::from(u32::MAX)) as u32
}

/// Names a gate.
fn only_way_out(ground: Ground<'_>, gate: &Gate) -> Reason {
    let cut = |piece: &SmallPiece| Cut {
        units: ground.atoms.units(&piece.atoms),
        population: piece.population,
        lower: piece.lower,
    };
    Reason::OnlyWayOutFull {
        by: ground.atoms.units(&[gate.atom]),
        by_population: ground.atoms.population[gate.atom as usize],
        pieces: gate.pieces.iter().map(cut).collect(),
        population: gate.population,
        upper: gate.upper,
    }
}

fn oversize(ground: Ground<'_>, part: &Component, reasons: &mut Vec<Reason>) {
    for &atom in &part.atoms {
        let population = ground.atoms.population[atom as usize];
        let (lower, upper) = ground.atoms.bounds(ground.atoms.classes[atom as usize]);
        let units = ground.atoms.units(&[atom]);
        if ground.atoms.chosen_ways && units.len() > 1 {
            reasons.extend(units.iter().filter_map(|&unit| unit_above(ground, unit)));
            if population > upper {
                reasons.push(chosen_way(ground, &units, population, upper));
            }
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

/// Names the largest set of an atom's units that must share a site, and the others as the way that was chosen. A set that
/// is too large by itself is so by any way.
fn chosen_way(ground: Ground<'_>, atom: &[UnitIx], population: i64, upper: i64) -> Reason {
    let territory = ground.problem.territory();
    let mut sets: Vec<Vec<UnitIx>> = territory.together.clone();
    let pin = |unit: &UnitIx| territory.units[unit.get()].pinned;
    if let Some(site) = atom.iter().find_map(pin) {
        sets.push(
            atom.iter()
                .copied()
                .filter(|unit| pin(unit) == Some(site))
                .collect(),
        );
    }
    sets.retain(|set| set.iter().all(|unit| atom.contains(unit)));
    let largest = sets.into_iter().max_by_key(Vec::len).unwrap_or_default();
    let (units, over): (Vec<UnitIx>, Vec<UnitIx>) = atom.iter().partition(|unit| largest.contains(unit));
    let norm = |unit: &UnitIx| territory.norms[territory.units[unit.get()].norm.get()].upper.0;
    let own: i64 = units.iter().map(|&unit| ground.problem.population(unit)).sum();
    let own_upper = units.iter().map(norm).min().unwrap_or(upper);
    if own > own_upper {
        return Reason::TogetherAboveUpper {
            units,
            population: own,
            upper: own_upper,
        };
    }
    Reason::ChosenWayFull {
        units,
        over,
        population,
        upper,
    }
}

/// Names a unit that is above its bound whatever it is joined to.
fn unit_above(ground: Ground<'_>, unit: UnitIx) -> Option<Reason> {
    let territory = ground.problem.territory();
    let upper = territory.norms[territory.units[unit.get()].norm.get()].upper.0;
    let population = ground.problem.population(unit);
    (population > upper).then_some(Reason::UnitAboveUpper {
        unit,
        population,
        upper,
    })
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
    if part.most_by_lower == 0 {
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
        sites_at_most: part.most_by_lower,
        sites_at_least: part.least_by_upper,
    }
}
