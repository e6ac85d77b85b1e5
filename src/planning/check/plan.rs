//! Check of a plan: whole, connected, inside the norm, with true figures and honest declarations.

use super::Finding;
use crate::domain::{NormProfile, Persons, Plan, SiteNumber, Territory, UnitId};
use crate::planning::figures::{outside, plan_figures, units_of};
use crate::planning::ground::Ground;
use std::collections::BTreeSet;

/// Every rule that `plan` breaks; those that it declares are marked.
#[must_use]
pub fn check_plan(
    territory: &Territory,
    ground: &Ground,
    profile: &NormProfile,
    plan: &Plan,
) -> Vec<Finding> {
    let mut findings = completeness(territory, plan);
    findings.extend(numbering(plan));
    let all: BTreeSet<SiteNumber> = plan.sites.iter().map(|site| site.number).collect();
    findings.extend(check_sites(territory, ground, profile, plan, &all));
    findings.extend(figures(territory, ground, plan));
    findings.extend(proof(territory, profile, plan));
    for finding in &mut findings {
        finding.declared = plan.violations.iter().any(|declared| {
            let is_same = declared.code == finding.code && declared.site == finding.site;
            // What concerns no site is known by its units.
            let concerns = || declared.units.iter().any(|unit| finding.units.contains(unit));
            is_same && (finding.site.is_some() || finding.units.is_empty() || concerns())
        });
    }
    findings.extend(empty_declarations(&findings, plan));
    findings.extend(joins(territory, ground, plan));
    findings
}

/// Neighbours inside a site that the ground does not give: joined so that nobody is left alone, declared by the ground.
fn joins(territory: &Territory, ground: &Ground, plan: &Plan) -> Vec<Finding> {
    ground
        .joined
        .iter()
        .filter_map(|&(a, b, way)| {
            let (a, b) = (territory.units.get(a)?, territory.units.get(b)?);
            let site = plan.assignment.get(&a.id).copied()?;
            (plan.assignment.get(&b.id) == Some(&site)).then(|| {
                let cause = format!("Участок {}: {} – {}: {}.", site.0, a.name, b.name, way.reason());
                let cause_en = format!("Site {}: {} – {}: {}.", site.0, a.name, b.name, way.reason_en());
                let ids = vec![a.id.clone(), b.id.clone()];
                Finding {
                    declared: true,
                    ..Finding::new("join.no_way", Some(site), ids, cause, cause_en)
                }
            })
        })
        .collect()
}

/// Every unit has a site of the plan, and the plan names no unit that does not exist.
fn completeness(territory: &Territory, plan: &Plan) -> Vec<Finding> {
    let known: BTreeSet<&UnitId> = territory.units.iter().map(|unit| &unit.id).collect();
    let numbers: BTreeSet<SiteNumber> = plan.sites.iter().map(|site| site.number).collect();
    let missing = territory
        .units
        .iter()
        .filter(|unit| !plan.assignment.contains_key(&unit.id))
        .map(|unit| {
            Finding::new(
                "unit.without_site",
                None,
                vec![unit.id.clone()],
                format!("{}: не отнесена ни к одному участку.", unit.name),
                format!("{}: belongs to no site.", unit.name),
            )
        });
    let strangers = plan
        .assignment
        .iter()
        .filter(|(unit, site)| !known.contains(unit) || !numbers.contains(site))
        .map(|(unit, site)| {
            Finding::new(
                "unit.unknown",
                Some(*site),
                vec![unit.clone()],
                format!("Единица {unit} или участок {} не существует.", site.0),
                format!("Unit {unit} or site {} does not exist.", site.0),
            )
        });
    missing.chain(strangers).collect()
}

/// Sites are numbered 1 to k without gaps.
fn numbering(plan: &Plan) -> Option<Finding> {
    let in_order = plan
        .sites
        .iter()
        .zip(1u32..)
        .all(|(site, number)| site.number == SiteNumber(number));
    (!in_order).then(|| {
        Finding::new(
            "plan.numbering",
            None,
            Vec::new(),
            "Участки пронумерованы не подряд от 1.".to_owned(),
            "Sites are not numbered from 1 without gaps.".to_owned(),
        )
    })
}

/// The rules of some sites alone (norm, one piece, base) and the plan's conditions: what an edit of these sites can break.
#[must_use]
pub fn check_sites(
    territory: &Territory,
    ground: &Ground,
    profile: &NormProfile,
    plan: &Plan,
    wanted: &BTreeSet<SiteNumber>,
) -> Vec<Finding> {
    let members = units_of(territory, plan, wanted);
    let ways = super::conditions::neighbours(territory, ground, &plan.origin.conditions);
    let mut findings = Vec::new();
    for site in plan.sites.iter().filter(|site| wanted.contains(&site.number)) {
        let units = members.get(&site.number).map_or(&[][..], Vec::as_slice);
        if units.is_empty() {
            findings.push(Finding::new(
                "site.empty",
                Some(site.number),
                Vec::new(),
                format!("Участок {}: пуст.", site.number.0),
                format!("Site {}: empty.", site.number.0),
            ));
            continue;
        }
        findings.extend(norm(territory, profile, site.number, units));
        findings.extend(connected(territory, &ways, site.number, units));
        if !units
            .iter()
            .any(|&at| territory.units.get(at).is_some_and(|unit| unit.id == site.base))
        {
            findings.push(Finding::new(
                "site.base_outside",
                Some(site.number),
                vec![site.base.clone()],
                format!("Участок {}: рабочее место лежит вне участка.", site.number.0),
                format!("Site {}: its base lies outside it.", site.number.0),
            ));
        }
    }
    findings.extend(super::conditions::kept(territory, plan));
    findings
}

fn norm(territory: &Territory, profile: &NormProfile, number: SiteNumber, units: &[usize]) -> Vec<Finding> {
    let members = || units.iter().filter_map(|&at| territory.units.get(at));
    let population: Persons = members().map(|unit| unit.population).sum();
    let n = number.0;
    let Some(norm) = profile.site_norm(members().map(|unit| unit.place)) else {
        let (cause, cause_en) = (
            format!("Участок {n}: в профиле нет нормы."),
            format!("Site {n}: no norm applies."),
        );
        let finding = Finding::new("site.no_norm", Some(number), Vec::new(), cause, cause_en);
        return vec![finding];
    };
    let ids: Vec<UnitId> = members().map(|unit| unit.id.clone()).collect();
    let finding = |code: &str, ru: &str, en: &str, bound: Persons| {
        Finding::new(
            code,
            Some(number),
            ids.clone(),
            format!("Участок {n}: {population} чел., {ru} {bound}."),
            format!("Site {n}: {population} people, {en} {bound}."),
        )
    };
    // Norms of several kinds of place may leave no number of residents between them: then both may be broken.
    let above = (population > norm.upper).then(|| {
        let (ru, en) = ("больше верхней границы", "above the upper bound of");
        finding("site.above_upper", ru, en, norm.upper)
    });
    let below = (population < norm.lower).then(|| {
        let (ru, en) = ("меньше нижней границы", "below the lower bound of");
        finding("site.below_lower", ru, en, norm.lower)
    });
    above.into_iter().chain(below).collect()
}

/// The site is one piece over the crossable borders; otherwise the units outside its largest piece are named.
fn connected(
    territory: &Territory,
    neighbours: &[Vec<usize>],
    number: SiteNumber,
    units: &[usize],
) -> Option<Finding> {
    let mut unseen: BTreeSet<usize> = units.iter().copied().collect();
    let mut pieces: Vec<Vec<usize>> = Vec::new();
    while let Some(first) = unseen.pop_first() {
        let mut piece = vec![first];
        let mut next = 0;
        while let Some(&at) = piece.get(next) {
            next += 1;
            for other in neighbours.get(at).into_iter().flatten() {
                if unseen.remove(other) {
                    piece.push(*other);
                }
            }
        }
        pieces.push(piece);
    }
    pieces.sort_by_key(|piece| std::cmp::Reverse(piece.len()));
    let apart: Vec<UnitId> = pieces
        .iter()
        .skip(1)
        .flatten()
        .filter_map(|&at| territory.units.get(at))
        .map(|unit| unit.id.clone())
        .collect();
    (!apart.is_empty()).then(|| {
        let (n, parts) = (number.0, pieces.len());
        Finding::new(
            "site.disconnected",
            Some(number),
            apart,
            format!("Участок {n}: распадается на {parts} частей."),
            format!("Site {n}: falls into {parts} pieces."),
        )
    })
}

/// The stored figures are what the plan gives, as far as the version that made it told them.
fn figures(territory: &Territory, ground: &Ground, plan: &Plan) -> Option<Finding> {
    let mut derived = plan_figures(territory, ground, plan);
    if plan.figures.smallest_site.is_none() {
        (derived.smallest_site, derived.largest_site) = (None, None);
    }
    if plan.figures.travel_to_best.is_none() {
        derived.travel_to_best = None;
    }
    if plan.figures.split_streets.is_none() {
        (derived.split_streets, derived.street_parts_extra) = (None, None);
    }
    if plan.figures.cut_off.is_none() {
        // An older version counted those without a road into the mean.
        derived.cut_off = None;
        derived.travel_per_person = plan.figures.travel_per_person;
    }
    (derived != plan.figures).then(|| {
        Finding::new(
            "plan.figures",
            None,
            Vec::new(),
            "Показатели схемы не совпадают с пересчитанными.".to_owned(),
            "The figures of the plan differ from those derived from it.".to_owned(),
        )
    })
}

/// The residents said to be outside the norm are so many, and not fewer than is said to be possible.
fn proof(territory: &Territory, profile: &NormProfile, plan: &Plan) -> Option<Finding> {
    let said = plan.origin.proof.outside?;
    let found = outside(territory, profile, plan);
    let (cause, cause_en) = if said.found != found {
        (
            format!("Вне нормы {found} чел., а схема говорит о {}.", said.found),
            format!(
                "{found} people are outside the norm, the plan says {}.",
                said.found
            ),
        )
    } else if said.at_least > found {
        (
            format!(
                "Вне нормы {found} чел., а схема называет наименьшим {}.",
                said.at_least
            ),
            format!(
                "{found} people are outside the norm, the plan says at least {}.",
                said.at_least
            ),
        )
    } else {
        return None;
    };
    Some(Finding::new("plan.outside", None, Vec::new(), cause, cause_en))
}

/// A declaration of something that is not so.
fn empty_declarations(findings: &[Finding], plan: &Plan) -> Vec<Finding> {
    plan.violations
        .iter()
        .filter(|declared| declared.code.starts_with("site."))
        .filter(|declared| {
            !findings
                .iter()
                .any(|f| f.code == declared.code && f.site == declared.site)
        })
        .map(|declared| {
            Finding::new(
                "plan.false_declaration",
                declared.site,
                declared.units.clone(),
                format!("Объявлено нарушение {}, которого нет.", declared.code),
                format!("The violation {} is declared but does not occur.", declared.code),
            )
        })
        .collect()
}
